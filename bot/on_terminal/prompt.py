"""`tripod chat`: one person talks to the bot; plainly in a pipe, with comforts on a terminal (see `live`).

A line is one of the terminal's own words (`/at`, `/as`, `/quit`), a button under the newest message (its
number or its label), or something said to the bot.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TextIO
from zoneinfo import ZoneInfo

from bot.markup import parse, to_plain
from bot.on_terminal import look
from bot.on_terminal.look import FAINT, Line
from bot.on_terminal.network import Network, NotPossible, Shown
from bot.on_terminal.screens import EVERYBODY
from bot.on_terminal.times import NotATime, Past, TooFar, moment

YOU = "you"
OWN_WORDS = ("at", "as", "quit")
LONGEST_LINE = 64 * 1024
"""Bytes; what is longer was not typed."""
LONGEST_NAME = 40

ANSWERS = frozenset({"reply", "signs", "crisis"})
"""Kinds of messages that need no time above them: they come at once."""

_NOT_A_NAME = ("/", "#", EVERYBODY)

Say = Callable[..., str]
"""`Library.say`: a key and its values to Markdown."""
Put = Callable[[Sequence[Line]], None]
"""Puts one message on the screen."""


async def run(network: Network, say: Say, folder: Path | None) -> None:
    """Talk until the person leaves. `folder` keeps the history of what was typed; None keeps nothing."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        from bot.on_terminal import live

        await live.run(network, say, folder, has_colour=has_colour(os.environ.get))
        return
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    await run_plain(network, say, sys.stdin.buffer, sys.stdout)


def has_colour(environment: Callable[[str, str], str]) -> bool:
    """Whether a terminal wants styles: not with NO_COLOR (no-color.org), not on a dumb one."""
    return not environment("NO_COLOR", "") and environment("TERM", "") != "dumb"


async def run_plain(network: Network, say: Say, lines: BinaryIO, out: TextIO) -> None:
    """Answer line by line until the input ends. The clock stands still unless it is moved."""
    is_first = True

    def put(message: Sequence[Line]) -> None:
        nonlocal is_first
        out.write(("" if is_first else "\n") + look.plain(message))
        out.flush()
        is_first = False

    talk = Talk(network, say, put, lambda: None)
    await network.start()
    talk.show()
    was_readable = True
    for line in _read(lines):
        is_readable = line is not None and readable(line)
        if line is not None and is_readable:
            if not await talk.take(line):
                return
        elif was_readable:
            talk.tell("unreadable")
        if line != "":
            was_readable = is_readable


def readable(line: str) -> bool:
    """Whether a person can have typed this: no half characters, no control characters but tab and newline."""
    return not any("\ud800" <= char <= "\udfff" or (char < " " and char not in "\t\n") for char in line)


def _read(lines: BinaryIO) -> Iterator[str | None]:
    """The lines as text; None for one that is not UTF-8 or too long."""
    while raw := lines.readline(LONGEST_LINE):
        is_whole = True
        while not raw.endswith(b"\n") and (more := lines.readline(LONGEST_LINE)):
            raw, is_whole = more, False
        try:
            yield raw.decode("utf-8-sig").rstrip("\r\n") if is_whole else None
        except UnicodeDecodeError:
            yield None


class Talk:
    """What the person at the terminal means by a line, and what is shown for it.

    `width` is the room for text in columns, None without limit.
    """

    def __init__(self, network: Network, say: Say, put: Put, width: Callable[[], int | None]) -> None:
        self.who = YOU
        self._network = network
        self._say = say
        self._put = put
        self._width = width
        self._heard: list[Shown] = []
        network.listener = self._heard.append

    async def take(self, line: str) -> bool:
        """Do what the line says; False when the person leaves."""
        word, *rest = line.split(maxsplit=1)[:2] or [""]
        match word.lower():
            case _ if not readable(line):
                self.tell("unreadable")
            case "":
                pass
            case "/quit" | "/exit":
                return False
            case "/at":
                await self._move(" ".join(rest))
            case "/as":
                self._speak_as(look.clean(" ".join(" ".join(rest).split())))
            case _:
                await self._speak(line.strip())
        self.show()
        return True

    def show(self) -> None:
        """Put what the bot said on the screen; numbers stand at the buttons that a number presses."""
        pressable = [shown for shown in self._heard if shown.chat == self.who and shown.reply.buttons]
        for shown in self._heard:
            is_answer = shown.chat == self.who and shown.reply.kind in ANSWERS
            header = "" if is_answer else self._header(shown)
            is_numbered = shown in pressable[-1:]
            picture = self._where(shown.picture.file) if shown.picture and shown.picture.file else ""
            lines = look.message(
                shown.reply, self._width(), header=header, picture=picture, is_numbered=is_numbered
            )
            self._put(lines)
        self._heard.clear()

    def tell(self, key: str, **values: object) -> None:
        """Say something that is the terminal's own, not the bot's."""
        self.show()
        lines = look.text(self._say(f"terminal.{key}", **values), self._width())
        self._put([tuple((f"{FAINT} {style}".strip(), words) for style, words in line) for line in lines])

    def words(self, key: str, **values: object) -> str:
        """A phrase as plain words."""
        return to_plain(parse(self._say(key, **values)))

    async def place(self) -> str:
        """What stands before the line that is typed: "Sun 07:00 you"."""
        now = self._network.now().astimezone(ZoneInfo(await self._network.zone_of(self.who)))
        return f"{self.words(f'weekday.{now.isoweekday()}')[:3]} {now:%H:%M} {look.clean(self.who)}"

    def _header(self, shown: Shown) -> str:
        when = self._day_and_time(shown.at)
        if shown.chat == self.who:
            return self.words("terminal.when", **when)
        return self.words("terminal.when_to", **when, who=shown.chat)

    def _where(self, picture: Path) -> str:
        """The line that leads to a picture: an address, which terminals open and which is never broken."""
        return self.words("terminal.picture", address=picture.absolute().as_uri())

    def _day_and_time(self, at: datetime) -> dict[str, object]:
        return {
            "weekday": self.words(f"weekday.{at.isoweekday()}"),
            "day": at.day,
            "month": self.words(f"month.{at.month}"),
            "time": f"{at:%H:%M}",
        }

    async def _speak(self, line: str) -> None:
        if line.startswith("/") or not await self._press(line):
            await self._network.say(self.who, line)

    async def _press(self, line: str) -> bool:
        """Press the button that the line names; False when there is none."""
        try:
            await self._network.press(self.who, by_number(line, self._network.buttons(self.who)) or line)
        except NotPossible:
            return False
        return True

    def _speak_as(self, name: str) -> None:
        if not name or len(name) > LONGEST_NAME or name.startswith(_NOT_A_NAME):
            self.tell("as.unclear", who=self.who)
            return
        self.who = YOU if name.lower() == YOU else name
        self.tell("as.now", who=self.who)

    async def _move(self, words: str) -> None:
        zone = await self._network.zone_of(self.who)
        try:
            await self._network.move_to(moment(words, self._network.now(), zone))
        except NotATime:
            outcome = "at.unclear" if words else "at.help"
        except (Past, NotPossible):
            outcome = "at.past"
        except TooFar:
            outcome = "at.far"
        else:
            outcome = "at.now"
        here = self._network.now().astimezone(ZoneInfo(zone))
        self.tell(outcome, **self._day_and_time(here), zone=zone)


def by_number(line: str, labels: Sequence[str]) -> str:
    """The label of the button with that number, from 1; "" for none and where a label is itself a number."""
    is_number = len(line) <= 3 and line.isdecimal() and line not in labels
    return labels[int(line) - 1] if is_number and 1 <= int(line) <= len(labels) else ""
