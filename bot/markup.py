"""The one small markup of every message: CommonMark without HTML, images, quotes, rules and tables.

    text -> parse -> Document -> to_plain | to_html | an edge's own look

What is left out stays visible as it was typed: a message never loses a character because somebody wrote `>`
or `---`. A line break inside a paragraph is kept. Bare http(s) addresses become links.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby, pairwise

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

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
SPACE = re.compile(r"([ \t\n]+)")


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
    is_close: bool = field(default=False, compare=False)
    """It was written right below a paragraph, without an empty line."""


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
    nodes = _tree(text).children
    found: list[Block] = []
    for above, node in zip((None, *nodes), nodes, strict=False):
        first, *others = (*_blocks(node), None)
        if isinstance(first, Item) and above and above.map and node.map and above.map[1] == node.map[0]:
            first = replace(first, is_close=True)
        found += [block for block in (first, *others) if block]
    return Document(tuple(found))


def parts(text: str) -> Iterator[tuple[str, tuple[Block, ...]]]:
    """The outermost blocks of a text, each entry of a list by itself, with the Markdown it was written in."""
    lines = _LINE_END.sub("\n", text).split("\n")
    for node in _tree(text).children:
        if node.type in ("bullet_list", "ordered_list"):
            found = [(item, tuple(_item(item, marker, 0))) for item, marker in _markers(node)]
        else:
            found = [(node, tuple(_blocks(node)))]
        for one, blocks in found:
            start, end = one.map or (0, 0)
            if blocks:
                yield "\n".join(lines[start:end]).rstrip(), blocks


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
    return "".join(_escaped_word(word) for word in SPACE.split(text))


def _escaped_word(word: str) -> str:
    marked = _MARKS.sub(r"\\\g<0>", word)
    return _NUMBER_START.sub(r"\1\\", _BLOCK_START.sub(r"\\", marked))


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
                    yield Item(bold(spans), marker, depth)
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


def bold(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans, bold."""
    return tuple(replace(span, is_bold=True) for span in spans)


# showing


def between(before: Block, block: Block) -> str:
    """What stands between two blocks: an empty line, or in and right above a list only a line break."""
    is_list = isinstance(block, Item) and (isinstance(before, Item) or block.is_close)
    return "\n" if is_list else "\n\n"


def _together(blocks: Sequence[Block], show: Callable[[Block], str]) -> str:
    """Blocks stand apart by an empty line, the entries of lists by a line break."""
    shown = [show(block) for block in blocks[:1]]
    for before, block in pairwise(blocks):
        shown += [between(before, block), show(block)]
    return "".join(shown)


def _laid_out(block: Item, words: str) -> str:
    """An entry of a list with its marker; its further lines hang below its first word."""
    hang = "  " * block.depth
    first = f"{hang}{block.marker} " if block.marker else f"{hang}  "
    return (first + words.replace("\n", "\n" + " " * len(first))).rstrip()


def _plain(block: Block) -> str:
    if isinstance(block, Code):
        return block.text
    words = "".join(map(spelt, block.spans))
    return _laid_out(block, words) if isinstance(block, Item) else words


def spelt(span: Span) -> str:
    """The words of a span; the address of a link stands in brackets behind them."""
    if not span.url or span.text == span.url.removeprefix("mailto:"):
        return span.text
    return f"{span.text} ({span.url})"


def _html(block: Block) -> str:
    if isinstance(block, Code):
        return f"<pre>{html.escape(block.text)}</pre>"
    spans = bold(block.spans) if isinstance(block, Heading) else block.spans
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
