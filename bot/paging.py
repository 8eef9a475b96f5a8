"""Cuts a message into pages that a platform takes: text -> pages -> several texts of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import groupby

from bot.markup import (
    SPACE,
    Block,
    Code,
    Document,
    Heading,
    Item,
    Paragraph,
    Span,
    between,
    bold,
    escape,
    parse,
    parts,
    spelt,
    to_plain,
    utf16_length,
)

SMALLEST_PAGE = 32
"""A page below this many characters could not hold the marks of one word."""


def pages(text: str, limit: int) -> tuple[str, ...]:
    """Cut a message into Markdown texts that a platform with a limit takes, in order.

    The source of a page has at most `limit` characters, its plain text at most `limit` UTF-16 units. All
    that a reader sees of the whole is seen once, in order. Cuts are made between blocks, else between lines,
    else between words outside emphasis and links; only a word longer than a page is cut inside, and only what
    is longer than a page can lose its style. A text without anything to see has no pages.
    """
    if limit < SMALLEST_PAGE:
        raise ValueError(f"a page holds at least {SMALLEST_PAGE} characters, not {limit}")
    plain = to_plain(parse(text))
    if not plain.strip():
        return ()
    if len(text) <= limit and utf16_length(plain) <= limit:
        return (text,)
    return tuple(page for page in _packed(_pieces(text, limit), limit) if to_plain(parse(page)).strip())


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of Markdown that stays whole, and what stands between it and the piece before on a page."""

    source: str
    glue: str
    length: int
    """Of the plain text, in UTF-16 units."""

    def fits(self, limit: int) -> bool:
        return len(self.source) <= limit and self.length <= limit

    def joined(self, after: _Piece) -> _Piece:
        """One piece of both. The glue is never shown longer than it is."""
        source = self.source + after.glue + after.source
        return _Piece(source, self.glue, self.length + len(after.glue) + after.length)


def _packed(pieces: Iterable[_Piece], limit: int) -> Iterator[str]:
    """As many pieces to a page as it holds."""
    page: _Piece | None = None
    for piece in pieces:
        whole = page.joined(piece) if page else piece
        if page and not whole.fits(limit):
            yield page.source
            whole = piece
        page = whole
    if page:
        yield page.source


def _pieces(text: str, limit: int) -> Iterator[_Piece]:
    """Every block as it was written where it fits a page and shows alone what it shows in the whole."""
    before: Block | None = None
    is_written = True
    for source, blocks in parts(text):
        whole = _Piece(source, _glue(before, blocks[0]), utf16_length(to_plain(Document(blocks))))
        was_written, is_written = is_written, whole.fits(limit) and parse(source).blocks == blocks
        if was_written != is_written:
            whole = replace(whole, glue="\n\n")
        if is_written:
            yield whole
        else:
            yield from _cut_blocks(blocks, whole.glue, limit)
        before = blocks[-1]


def _glue(before: Block | None, block: Block) -> str:
    return between(before, block) if before else "\n\n"


def _cut_blocks(blocks: Sequence[Block], glue: str, limit: int) -> Iterator[_Piece]:
    """Blocks too long for a page, written anew; markers of lists are words now."""
    before: Block | None = None
    for block in blocks:
        first = glue if before is None else _glue(before, block)
        yield from _cut_block(block, first, limit)
        before = block


def _cut_block(block: Block, glue: str, limit: int) -> Iterator[_Piece]:
    match block:
        case Code(text):
            fence = fence_of(text)
            if 4 * len(fence) <= limit:
                return _cut_code(text, fence, glue, limit)
            return _cut_words((Span(text),), glue, limit)
        case Item(spans, marker):
            return _cut_words((Span(f"{marker} " if marker else ""), *spans), glue, limit)
        case Heading(spans):
            return _cut_words(bold(spans), glue, limit)
        case Paragraph(spans):
            return _cut_words(spans, glue, limit)


def fence_of(text: str) -> str:
    """The shortest fence that does not stand in the text."""
    runs = ("".join(run) for _, run in groupby(text))
    longest = {"`": 2, "~": 2}
    for run in runs:
        if run[0] in longest:
            longest[run[0]] = max(longest[run[0]], len(run))
    mark = min(longest, key=lambda mark: longest[mark])
    return mark * (longest[mark] + 1)


def _cut_code(text: str, fence: str, glue: str, limit: int) -> Iterator[_Piece]:
    """Lines between fences of their own on every page."""
    room = limit - 2 * len(fence) - 2
    lines: list[str] = []
    for line in (part for whole in text.split("\n") for part in _cut_hard(whole, room)):
        if lines and utf16_length("\n".join([*lines, line])) > room:
            yield _fenced(lines, fence, glue)
            lines, glue = [], "\n\n"
        lines.append(line)
    yield _fenced(lines, fence, glue)


def _fenced(lines: Sequence[str], fence: str, glue: str) -> _Piece:
    text = "\n".join(lines)
    return _Piece(f"{fence}\n{text}\n{fence}", glue, utf16_length(text))


Words = tuple[Span, ...]
"""Characters without a place to cut among them, in one or more styles."""


def _cut_words(spans: Sequence[Span], glue: str, limit: int) -> Iterator[_Piece]:
    """Lines that fit a page whole; of longer ones the words."""
    for line in _lines(_broken(spans, inside=False), glue):
        pieces = [piece for words, before in line for piece in _written(words, before, limit)]
        whole = reduce(_Piece.joined, pieces)
        yield from [whole] if whole.fits(limit) else pieces


def _lines(words: Iterable[tuple[Words, str]], glue: str) -> Iterator[list[tuple[Words, str]]]:
    line: list[tuple[Words, str]] = []
    for word, before in words:
        if line and before == "\n":
            yield line
            line = []
        line.append((word, before or glue))
    if line:
        yield line


def _broken(spans: Iterable[Span], *, inside: bool) -> Iterator[tuple[Words, str]]:
    """Words with the space before each, none before the first. Only white space without a style, or with
    `inside` any, is a place to cut."""
    word: list[Span] = []
    space = ""
    is_first = True
    for span in spans:
        parts = SPACE.split(span.text) if inside or span == Span(span.text) else [span.text]
        for number, part in enumerate(parts):
            if number % 2 and word:
                yield tuple(word), "" if is_first else space
                word, space, is_first = [], "", False
            if number % 2:
                space = "\n" if "\n" in space + part else " "
            elif part:
                word.append(replace(span, text=part))
    if word:
        yield tuple(word), "" if is_first else space


def _written(words: Words, glue: str, limit: int) -> Iterator[_Piece]:
    """The words as Markdown: in their style where that fits a page, else word by word with the addresses
    of links in brackets, else without style."""
    piece = _styled(words, glue)
    if piece.fits(limit):
        yield piece
        return
    plain = [replace(span, text=spelt(span), url="") for span in words]
    for word, before in _broken(plain, inside=True):
        piece = _styled(word, before or glue)
        if piece.fits(limit):
            yield piece
        else:
            yield from _unstyled(word, before or glue, limit)


def _unstyled(words: Words, glue: str, limit: int) -> Iterator[_Piece]:
    for part in "".join(map(spelt, words)).split(" "):
        for hard in _cut_hard(part, limit // 2):
            yield _Piece(escape(hard), glue, utf16_length(hard))
            glue = ""
        glue = " "


def _cut_hard(text: str, room: int) -> Iterator[str]:
    """The text in parts of at most `room` UTF-16 units, at least one part."""
    part, length = "", 0
    for character in text:
        width = utf16_length(character)
        if length + width > room:
            yield part
            part, length = "", 0
        part, length = part + character, length + width
    yield part


# writing


def _styled(words: Words, glue: str) -> _Piece:
    """The words as Markdown that reads back as them; without style if none does."""
    plain = "".join(map(spelt, words))
    if all(span == Span(span.text) for span in words):
        return _Piece(escape(plain), glue, utf16_length(plain))
    for order in (("is_bold", "is_italic"), ("is_italic", "is_bold")):
        source = _marked(words, ("url", *order))
        if parse(source).blocks == (Paragraph(words),):
            return _Piece(source, glue, utf16_length(plain))
    return _Piece(escape(plain), glue, utf16_length(plain))


def _marked(words: Sequence[Span], styles: Sequence[str]) -> str:
    """Markdown of the words, the first style the outermost mark."""
    if not styles:
        return "".join(_code(span.text) if span.is_code else escape(span.text) for span in words)
    style, *inner = styles
    runs = groupby(words, lambda span: getattr(span, style))
    return "".join(_mark(_marked(list(run), inner), style, value) for value, run in runs)


def _mark(source: str, style: str, value: str | bool) -> str:
    if not value:
        return source
    if style == "url":
        return source if source.replace("\\", "") == value else f"[{source}](<{value}>)"
    return f"**{source}**" if style == "is_bold" else f"*{source}*"


def _code(text: str) -> str:
    ticks = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"
