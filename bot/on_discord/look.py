"""How the bot looks on Discord: a reply's pages, picture, buttons and file, and the slash commands."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import discord

from bot.commands.table import Entry, entries
from bot.easel import Drawn
from bot.markup import escape
from bot.model import Button, Reply, Rows
from bot.paging import pages
from content.library import Library

CONTENT = 2000
"""Characters of one message (Resources > Message > Create Message)."""
ALT = 1024
"""Characters that describe an attachment (Resources > Message > Attachment Object)."""
ROWS = WIDTH = 5
"""A message has five rows of five buttons (Components > Legacy Message Component Behavior)."""
LABEL = 80
"""Characters on a button (Components > Button)."""
SAYS = 100
"""Characters of a description (Interactions > Application Commands)."""
PRESSED = r"tripod(?:\.\d+)?:(?P<command>(?s:.)*)"
"""The custom_id of every button: its command. A second button of the same command has a number before it."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file under a message, and what it shows."""

    name: str
    content: bytes
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One message of Discord's. A long reply has several: the picture is under the first page, buttons and
    file are under the last."""

    text: str
    rows: Rows = ()
    files: tuple[Attachment, ...] = ()
    keeps_files: bool = False
    """In the place of an earlier message: the files of that stay."""

    def fields(self) -> dict[str, Any]:
        """What to send."""
        sent: dict[str, Any] = {
            "content": self.text or None,
            "allowed_mentions": discord.AllowedMentions.none(),
        }
        if self.rows:
            sent["view"] = _view(self.rows)
        if self.files:
            sent["files"] = [_file(one) for one in self.files]
        return sent

    def replacement(self) -> dict[str, Any]:
        """What to put in the place of an earlier message: its buttons go, its files unless they stay."""
        put: dict[str, Any] = {
            "content": self.text or None,
            "allowed_mentions": discord.AllowedMentions.none(),
            "view": _view(self.rows) if self.rows else None,
        }
        return put if self.keeps_files else put | {"attachments": [_file(one) for one in self.files]}


def parts(reply: Reply, picture: Drawn | None = None) -> tuple[Part, ...]:
    """The messages that show a reply and its picture, in order; none when there is nothing to show."""
    title = f"**{escape(reply.title.strip())}**\n\n" if reply.title.strip() else ""
    first, *more = _boards(reply.buttons)
    shown = [Part(page) for page in pages(title + reply.text, CONTENT)] or [Part("")]
    if reply.keeps_picture:
        shown[0] = replace(shown[0], keeps_files=True)
    if picture:
        shown[0] = replace(shown[0], files=(_shown(picture),))
    shown[-1] = replace(shown[-1], rows=first, files=(*shown[-1].files, *_handed_over(reply)))
    shown += [Part("", rows) for rows in more]
    return tuple(part for part in shown if part.text or part.rows or part.files)


def _shown(picture: Drawn) -> Attachment:
    alt = picture.alt if len(picture.alt) <= ALT else picture.alt[: ALT - 1] + "…"
    return Attachment(picture.name, picture.content, alt)


def _handed_over(reply: Reply) -> Iterator[Attachment]:
    if reply.file:
        name, text = reply.file
        yield Attachment(name, text.encode())


def _boards(rows: Rows) -> tuple[Rows, ...]:
    """Buttons in boards that fit under a message: as laid out where they fit, else close together."""
    laid = tuple(row[at : at + WIDTH] for row in rows for at in range(0, len(row), WIDTH))
    if len(laid) > ROWS:
        listed = tuple(button for row in rows for button in row)
        laid = tuple(listed[at : at + WIDTH] for at in range(0, len(listed), WIDTH))
    return tuple(laid[at : at + ROWS] for at in range(0, len(laid), ROWS)) or ((),)


def _view(rows: Rows) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    seen: list[str] = []
    for number, row in enumerate(rows):
        for button in row:
            view.add_item(_button(button, seen.count(button.command), number))
            seen.append(button.command)
    view.stop()  # so that discord.py keeps nothing of it: `Pressed` knows every button by its custom_id
    return view


def _button(button: Button, already: int, row: int) -> discord.ui.Button[discord.ui.View]:
    label = button.label if len(button.label) <= LABEL else button.label[: LABEL - 1] + "…"
    prefix = f"tripod.{already + 1}" if already else "tripod"
    return discord.ui.Button(label=label, custom_id=f"{prefix}:{button.command}", row=row)


def _file(file: Attachment) -> discord.File:
    """Made anew for every request: discord.py closes it behind the first one."""
    return discord.File(io.BytesIO(file.content), filename=file.name, description=file.alt)


def slash_commands(library: Library) -> Iterator[Entry]:
    """Every command and card as Discord lists it, for everybody the same: coaches type theirs in private."""
    for entry in entries(library):
        says, argument, beside = (one[:SAYS] for one in (entry.says, entry.argument, entry.beside))
        yield replace(entry, says=says, argument=argument, beside=beside)
