"""How a message looks on a terminal: lines of styled text, wrapped to a width that counts wide characters.

A style is a word of prompt_toolkit's ("bold", "ansicyan"); whoever prints without styles takes the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from bot.markup import Block, Code, Document, Heading, Item, Paragraph, Span, between, parse
from bot.model import Reply

Fragment = tuple[str, str]
"""A style and the text that has it."""
Line = tuple[Fragment, ...]

BOLD, ITALIC, CODE, LINK, FAINT, NUMBER = "bold", "italic", "ansicyan", "underline", "dim", "bold ansigreen"
WIDEST = 88
"""Columns; longer lines are hard to read."""
NARROWEST = 20

EMPTY: Line = ()
_SPACES = re.compile(r"([ \t]+|\n)")
_KEPT_CONTROLS = "\n\t"
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Characters that turn the writing direction of all that follows on the line."""


def message(
    reply: Reply, width: int | None, *, header: str = "", picture: str = "", is_numbered: bool = True
) -> list[Line]:
    """One message with its buttons, numbered from 1 when the reader can press them.

    `width` is in columns; None leaves lines as long as they are. `picture` says where the picture is.
    """
    head = ((BOLD, reply.title), (FAINT, picture))
    parts = [[line for style, words in head if words for line in _wrapped([(style, clean(words))], width)]]
    if reply.text.strip():
        parts.append(text(reply.text, width))
    if reply.file:
        parts.append(_file(*reply.file))
    if labels := [button.label for row in reply.buttons for button in row]:
        parts.append(_buttons(labels, width, is_numbered=is_numbered))
    lines = [line for part in parts if part for line in (EMPTY, *part)][1:]
    return [*_wrapped([(FAINT, clean(header))], width), *lines] if header else lines


def text(source: str, width: int | None) -> list[Line]:
    """Markdown as lines."""
    return _document(parse(clean(source)), width)


def plain(lines: Iterable[Line]) -> str:
    """The lines without style, each ended by a line break."""
    return "".join("".join(words for _, words in line) + "\n" for line in lines)


def indented(lines: Iterable[Line], margin: str) -> list[Line]:
    """The lines moved to the right; empty ones stay empty."""
    return [(("", margin), *line) if line else line for line in lines]


def clean(words: str) -> str:
    """Words that cannot steer a terminal: no control characters, none that turn the writing direction."""
    return "".join(map(_clean, words.translate(_TURNING)))


def columns(words: str) -> int:
    """How many columns the words take: most letters one, CJK and emoji two, accents none."""
    from wcwidth import wcswidth

    return max(wcswidth(words), 0)


def _clean(character: str) -> str:
    if character in _KEPT_CONTROLS or character.isprintable():
        return character
    match unicodedata.category(character):
        case "Cc":
            return ""
        case "Cs":
            return "\ufffd"
        case "Zl" | "Zp":
            return "\n"
        case _:
            return character


def _document(document: Document, width: int | None) -> list[Line]:
    lines = [line for block in document.blocks[:1] for line in _block(block, width)]
    for before, block in pairwise(document.blocks):
        gap = [EMPTY] if between(before, block) == "\n\n" else []
        lines += [*gap, *_block(block, width)]
    return lines


def _block(block: Block, width: int | None) -> list[Line]:
    match block:
        case Paragraph(spans):
            return _wrapped(_fragments(spans), width)
        case Heading(spans):
            return _wrapped(_fragments(spans, BOLD), width)
        case Code(words):
            return [((CODE, line),) if line else EMPTY for line in words.expandtabs(4).split("\n")]
        case Item(spans, marker, depth):
            first = "  " * depth + (f"{marker} " if marker else "  ")
            room = None if width is None else width - len(first)
            inner = _wrapped(_fragments(spans), room) or [EMPTY]
            margins = [first, *[" " * len(first)] * (len(inner) - 1)]
            return [(("", margin), *line) for margin, line in zip(margins, inner, strict=True)]


def _fragments(spans: Iterable[Span], style: str = "") -> Iterator[Fragment]:
    for span in spans:
        styles = (
            style,
            BOLD if span.is_bold and style != BOLD else "",
            ITALIC if span.is_italic else "",
            CODE if span.is_code else "",
            LINK if span.url else "",
        )
        yield " ".join(filter(None, styles)), span.text
        if span.url and span.text != span.url.removeprefix("mailto:"):
            yield FAINT, f" ({span.url})"


def _file(name: str, content: str) -> list[Line]:
    lines = clean(content).expandtabs(4).rstrip("\n").split("\n")
    return [((FAINT, clean(name)),), *[(("", line),) if line else EMPTY for line in lines]]


def _buttons(labels: Sequence[str], width: int | None, *, is_numbered: bool) -> list[Line]:
    """Buttons side by side, none torn apart. A label that is itself a number is pressed by it."""
    pieces: list[Line] = []
    for number, label in enumerate(map(clean, labels), 1):
        if is_numbered and not label.isdecimal():
            pieces.append(((NUMBER, f"[{number}]"), ("", f" {label}")))
        else:
            pieces.append(((NUMBER if is_numbered else "", f"[{label}]"),))
    return _filled(pieces, "  ", width)


def _wrapped(fragments: Iterable[Fragment], width: int | None) -> list[Line]:
    """Running text broken between words; a line break in it stays one."""
    lines: list[Line] = []
    for line in _text_lines(fragments):
        words = [part for word in line for part in _cut(word, width)]
        lines += _filled(words, " ", width) or [EMPTY]
    return lines


def _text_lines(fragments: Iterable[Fragment]) -> Iterator[list[Line]]:
    """The words of each line; a word may change its style inside."""
    words: list[Line] = []
    word: Line = ()
    for style, run in fragments:
        for part in _SPACES.split(run):
            if not part.isspace():
                word = (*word, (style, part)) if part else word
                continue
            words, word = ([*words, word] if word else words), ()
            if part == "\n":
                yield words
                words = []
    yield [*words, word] if word else words


def _filled(pieces: Iterable[Line], gap: str, width: int | None) -> list[Line]:
    """As many pieces to a line as it holds, and one at least."""
    lines: list[Line] = []
    taken = 0
    for piece in pieces:
        size = 0 if width is None else sum(columns(words) for _, words in piece)
        if lines and (width is None or taken + len(gap) + size <= max(width, NARROWEST)):
            lines[-1] = (*lines[-1], (_style_between(lines[-1], piece), gap), *piece)
            taken += len(gap) + size
        else:
            lines.append(piece)
            taken = size
    return lines


def _style_between(before: Line, after: Line) -> str:
    return after[0][0] if before[-1][0] == after[0][0] else ""


def _cut(word: Line, width: int | None) -> Iterator[Line]:
    """A word wider than a line in parts that fit; an address stays whole, so that it can be copied."""
    room = None if width is None else max(width, NARROWEST)
    if (
        room is None
        or sum(columns(part) for _, part in word) <= room
        or any("://" in part for _, part in word)
    ):
        yield word
        return
    part: list[Fragment] = []
    taken = 0
    for style, character in ((style, character) for style, run in word for character in run):
        size = columns(character)
        if taken + size > room:
            yield tuple(part)
            part, taken = [], 0
        part.append((style, character))
        taken += size
    yield tuple(part)
