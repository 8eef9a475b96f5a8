"""What a reply looks like on Telegram: pages of HTML, buttons below the last, a file behind them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.markup import escape, parse, to_html
from bot.model import Button, Reply, Rows
from bot.paging import pages

PAGE = 4096
"""UTF-16 units of a message after parsing: core.telegram.org/bots/api#sendmessage."""
ROW = 8
"""Buttons that stand side by side; Telegram shows no more."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One message as Telegram takes it: text with buttons, or a file (name and text)."""

    html: str = ""
    markup: InlineKeyboardMarkup | None = None
    file: tuple[str, str] | None = None


def pieces(reply: Reply) -> tuple[Piece, ...]:
    """The messages that show a reply, in order."""
    title = f"**{escape(reply.title.strip())}**\n\n" if reply.title.strip() else ""
    shown = [Piece(to_html(parse(page))) for page in pages(title + reply.text, PAGE)]
    if shown:
        shown[-1] = replace(shown[-1], markup=_keyboard(reply.buttons))
    return (*shown, Piece(file=reply.file)) if reply.file else tuple(shown)


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
