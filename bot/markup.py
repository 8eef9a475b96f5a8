"""The one small markup of every message: CommonMark without HTML, images, quotes, rules and tables.

    text -> parse -> Document -> to_plain | to_html | an edge's own look
    text -> pages -> several texts, each of which a platform takes

What is left out stays visible as it was typed: a message never loses a character because somebody wrote `>`
or `---`. A line break inside a paragraph is kept. Bare http(s) addresses become links.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce
from itertools import groupby, pairwise

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

SMALLEST_PAGE = 32
"""A page below this many characters could not hold the marks of one word."""

_LEFT_OUT = (
    "code",
    "hr",
    "html_block",
    "lheading",
    "reference",
    "blockquote",
    "image",
    "html_inline",
    "entity",
)
_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\"'.,;:!?)\]}*_]")
_MARKS = re.compile(r"[\\`*_\[\]<]")
_BLOCK_START = re.compile(r"^(?=(?:[-+]|#{1,6})$|~~~)")
_NUMBER_START = re.compile(r"^(\d{1,9})(?=[.)]$)")
_LINE_END = re.compile(r"\r\n?")
_SPACE = re.compile(r"([ \t\n]+)")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters in one style. A line break is the character newline."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    is_code: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A title inside a message; all levels look alike."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list: its first paragraph, or with an empty marker a later one."""

    spans: tuple[Span, ...]
    marker: str
    """A bullet, "•", or a number, "1."."""
    depth: int = 0
    """0 in the outermost list."""


@dataclass(frozen=True, slots=True)
class Code:
    """Lines to show exactly as they stand, without the last line break."""

    text: str


Block = Paragraph | Heading | Item | Code


@dataclass(frozen=True, slots=True)
class Document:
    """One message, read."""

    blocks: tuple[Block, ...]


def parse(text: str) -> Document:
    """Read the markup. Every text is valid; what is no markup is text."""
    return Document(tuple(block for node in _tree(text).children for block in _blocks(node)))


def to_plain(document: Document) -> str:
    """The message without any marks; the address of a link stands in brackets behind its words."""
    return _together(document.blocks, _plain)


def to_html(document: Document) -> str:
    """The message in the HTML that Telegram's Bot API takes (`parse_mode=HTML`): b, i, a, code, pre."""
    return _together(document.blocks, _html)


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the measure of Telegram's limits."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def escape(text: str) -> str:
    """Markdown that shows exactly this text, whatever marks stand in it."""
    return "".join(_escaped_word(word) for word in _SPACE.split(text))


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


# reading


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 100}).disable(_LEFT_OUT)
    parser.validateLink = _is_open_address  # type: ignore[method-assign]
    return parser


def _is_open_address(url: str) -> bool:
    """Other schemes (javascript, file) and relative addresses lead nowhere in a chat: they stay text."""
    return url.lower().startswith(("http://", "https://", "mailto:"))


def _tree(text: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(_parser().parse(text))


def _blocks(node: SyntaxTreeNode, depth: int = 0) -> Iterator[Block]:
    """The blocks of one node that stands outside any list."""
    match node.type:
        case "paragraph":
            yield Paragraph(_spans(node))
        case "heading":
            yield Heading(_spans(node))
        case "fence":
            yield Code(node.content.removesuffix("\n"))
        case _:
            for item, marker in _markers(node):
                yield from _item(item, marker, depth)


def _markers(of_list: SyntaxTreeNode) -> Iterator[tuple[SyntaxTreeNode, str]]:
    """The items of a list with what stands in front of them: numbers count from the first one's."""
    if of_list.type == "bullet_list":
        yield from ((item, "•") for item in of_list.children)
    else:
        first = int(of_list.attrs.get("start", 1))
        yield from ((item, f"{number}.") for number, item in enumerate(of_list.children, first))


def _item(item: SyntaxTreeNode, marker: str, depth: int) -> Iterator[Block]:
    if not item.children or item.children[0].type not in ("paragraph", "heading"):
        yield Item((), marker, depth)
        marker = ""
    for child in item.children:
        for block in _blocks(child, depth + 1):
            match block:
                case Paragraph(spans):
                    yield Item(spans, marker, depth)
                case Heading(spans):
                    yield Item(_bold(spans), marker, depth)
                case _:
                    yield block
        marker = ""


def _spans(block: SyntaxTreeNode) -> tuple[Span, ...]:
    """The running text of a paragraph or heading; neighbours of one style are one span."""
    found = [span for inline in block.children for span in _inline(inline, Span(""))]
    joined = [
        replace(style, text="".join(span.text for span in run))
        for style, run in groupby(found, lambda span: replace(span, text=""))
    ]
    return tuple(part for span in joined for part in _linked(span) if part.text)


def _inline(node: SyntaxTreeNode, style: Span) -> Iterator[Span]:
    match node.type:
        case "text":
            yield replace(style, text=node.content)
        case "softbreak" | "hardbreak":
            yield replace(style, text="\n")
        case "code_inline":
            yield replace(style, text=node.content, is_code=True)
        case "strong":
            style = replace(style, is_bold=True)
        case "em":
            style = replace(style, is_italic=True)
        case "link":
            style = replace(style, url=str(node.attrs.get("href", "")))
    for child in node.children:
        yield from _inline(child, style)


def _linked(span: Span) -> Iterator[Span]:
    """The span with the bare addresses in it made links."""
    if span.is_code or span.url:
        yield span
        return
    end = 0
    for found in _ADDRESS.finditer(span.text):
        yield replace(span, text=span.text[end : found.start()])
        yield replace(span, text=found.group(), url=found.group())
        end = found.end()
    yield replace(span, text=span.text[end:])


def _bold(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(replace(span, is_bold=True) for span in spans)


# showing


def _together(blocks: Sequence[Block], show: Callable[[Block], str]) -> str:
    """Blocks stand apart by an empty line, the entries of lists by a line break."""
    shown = [show(block) for block in blocks[:1]]
    for before, block in pairwise(blocks):
        is_list = isinstance(before, Item) and isinstance(block, Item)
        shown += ["\n" if is_list else "\n\n", show(block)]
    return "".join(shown)


def _laid_out(block: Item, words: str) -> str:
    """An entry of a list with its marker; its further lines hang below its first word."""
    hang = "  " * block.depth
    first = f"{hang}{block.marker} " if block.marker else f"{hang}  "
    return (first + words.replace("\n", "\n" + " " * len(first))).rstrip()


def _plain(block: Block) -> str:
    if isinstance(block, Code):
        return block.text
    words = "".join(map(_plain_span, block.spans))
    return _laid_out(block, words) if isinstance(block, Item) else words


def _plain_span(span: Span) -> str:
    if not span.url or span.text == span.url.removeprefix("mailto:"):
        return span.text
    return f"{span.text} ({span.url})"


def _html(block: Block) -> str:
    if isinstance(block, Code):
        return f"<pre>{html.escape(block.text)}</pre>"
    spans = _bold(block.spans) if isinstance(block, Heading) else block.spans
    words = "".join(map(_html_span, spans))
    return _laid_out(block, words) if isinstance(block, Item) else words


def _html_span(span: Span) -> str:
    """Telegram lets `code` stand inside no other mark, so a link wins over it, and it over the rest."""
    shown = html.escape(span.text)
    if span.url:
        shown = f'<a href="{html.escape(span.url)}">{shown}</a>'
    elif span.is_code:
        return f"<code>{shown}</code>"
    if span.is_italic:
        shown = f"<i>{shown}</i>"
    return f"<b>{shown}</b>" if span.is_bold else shown


# cutting


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
    lines = _LINE_END.sub("\n", text).split("\n")
    before: Block | None = None
    is_written = True
    for node, blocks in _parts(_tree(text)):
        if not blocks:
            continue
        start, end = node.map or (0, 0)
        source = "\n".join(lines[start:end]).rstrip()
        whole = _Piece(source, _glue(before, blocks[0]), utf16_length(_plain_of(blocks)))
        was_written, is_written = is_written, whole.fits(limit) and parse(source).blocks == blocks
        if was_written != is_written:
            whole = replace(whole, glue="\n\n")
        if is_written:
            yield whole
        else:
            yield from _cut_blocks(blocks, whole.glue, limit)
        before = blocks[-1]


def _parts(root: SyntaxTreeNode) -> Iterator[tuple[SyntaxTreeNode, tuple[Block, ...]]]:
    """The outermost blocks, each entry of a list by itself."""
    for node in root.children:
        if node.type in ("bullet_list", "ordered_list"):
            yield from ((item, tuple(_item(item, marker, 0))) for item, marker in _markers(node))
        else:
            yield node, tuple(_blocks(node))


def _glue(before: Block | None, block: Block) -> str:
    return "\n" if isinstance(before, Item) and isinstance(block, Item) else "\n\n"


def _plain_of(blocks: Sequence[Block]) -> str:
    return to_plain(Document(tuple(blocks)))


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
            fence = _fence(text)
            if 4 * len(fence) <= limit:
                return _cut_code(text, fence, glue, limit)
            return _cut_words((Span(text),), glue, limit)
        case Item(spans, marker):
            return _cut_words((Span(f"{marker} " if marker else ""), *spans), glue, limit)
        case Heading(spans):
            return _cut_words(_bold(spans), glue, limit)
        case Paragraph(spans):
            return _cut_words(spans, glue, limit)


def _fence(text: str) -> str:
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
        parts = _SPACE.split(span.text) if inside or span == Span(span.text) else [span.text]
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
    spelt = [replace(span, text=_plain_span(span), url="") for span in words]
    for word, before in _broken(spelt, inside=True):
        piece = _styled(word, before or glue)
        if piece.fits(limit):
            yield piece
        else:
            yield from _unstyled(word, before or glue, limit)


def _unstyled(words: Words, glue: str, limit: int) -> Iterator[_Piece]:
    for part in "".join(map(_plain_span, words)).split(" "):
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
    plain = "".join(map(_plain_span, words))
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


def _escaped_word(word: str) -> str:
    marked = _MARKS.sub(r"\\\g<0>", word)
    return _NUMBER_START.sub(r"\1\\", _BLOCK_START.sub(r"\\", marked))
