"""What a reply looks like on Telegram: a picture, pages of HTML, buttons below the last, a file. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.markup import escape, parse, to_html, to_plain, utf16_length
from bot.model import Button, Reply, Rows
from bot.paging import pages
from content.charts import Picture

PAGE = 4096
"""UTF-16 units of a message after parsing: core.telegram.org/bots/api#sendmessage."""
CAPTION = 1024
"""UTF-16 units below a picture after parsing: core.telegram.org/bots/api#sendphoto."""
ROW = 8
"""Buttons that stand side by side; Telegram shows no more."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One message as Telegram takes it: text with buttons and perhaps a picture above, or a file."""

    html: str = ""
    markup: InlineKeyboardMarkup | None = None
    picture: Picture | None = None
    file: tuple[str, str] | None = None
    """Its name and its text."""
    length: int = 0
    """UTF-16 units of the text after parsing, as Telegram's limits count them."""


def pieces(reply: Reply) -> tuple[Piece, ...]:
    """The messages that show a reply, in order."""
    title = f"**{escape(reply.title.strip())}**\n\n" if reply.title.strip() else ""
    shown = [_page(page) for page in pages(title + reply.text, PAGE)]
    if reply.picture:
        fits = is_caption(tuple(shown))
        above = Piece(picture=reply.picture)
        shown = [replace(shown[0], picture=reply.picture)] if fits else [above, *shown]
    if shown:
        shown[-1] = replace(shown[-1], markup=_keyboard(reply.buttons))
    return (*shown, Piece(file=reply.file)) if reply.file else tuple(shown)


def is_caption(shown: tuple[Piece, ...]) -> bool:
    """Whether these words stand below a picture in one message with it, where there is one."""
    return len(shown) == 1 and shown[0].length <= CAPTION


def _page(text: str) -> Piece:
    document = parse(text)
    return Piece(to_html(document), length=utf16_length(to_plain(document)))


def link(label: str, url: str) -> InlineKeyboardMarkup:
    """A single button that opens an address."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, url=url)]])


def _keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    shown = [
        [InlineKeyboardButton(button.label, callback_data=button.command) for button in part]
        for row in rows
        for part in _parts(row)
    ]
    return InlineKeyboardMarkup(shown) if shown else None


def _parts(row: tuple[Button, ...]) -> Iterator[tuple[Button, ...]]:
    for start in range(0, len(row), ROW):
        yield row[start : start + ROW]
