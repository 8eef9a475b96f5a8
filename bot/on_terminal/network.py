"""The terminal's own small chat network: who sees which buttons, who blocked the bot, who is in a group.

It is the platform, not the bot: its buttons can be pressed for ever, also after a restart, so it keeps a
journal of its own beside the bot's database.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from bot.assembly import Bot
from bot.commands.table import entries
from bot.model import Button, Reply, Said
from scheduler.clock import SimulatedClock
from scheduler.outbox import Gone

PLATFORM = "terminal"
EVERYBODY = "*"
KEPT = 500
"""Messages that stay visible, as in any chat that one does not scroll for ever."""


class NotPossible(Exception):
    """What was asked of the network cannot be done. The text says what to write instead."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message on a screen. `at` is in the reader's zone; `chat` is a group's name, or the person's."""

    at: datetime
    to: str
    chat: str
    reply: Reply


@dataclass(slots=True)
class Screens:
    """What everybody sees, newest last, and who can be reached."""

    shown: list[tuple[str, str, tuple[Button, ...]]] = field(default_factory=list)
    """Chat, reader and buttons of each message that has buttons."""
    blocked: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    groups: dict[str, set[str]] = field(default_factory=dict)

    def note(self, event: dict[str, object]) -> None:
        """Take in one line of the journal."""
        match event:
            case {"chat": str(chat), "to": str(to), "buttons": list(buttons), "replaces": replaces}:
                pressable = tuple(Button(label, command) for label, command in buttons)
                self._show(chat, to, pressable, is_replacing=replaces is True)
            case {"event": "blocks", "who": str(who)}:
                self.blocked.add(who)
            case {"event": "unblocks", "who": str(who)}:
                self.blocked.discard(who)
            case {"event": "joins", "who": str(who), "chat": str(chat)}:
                self.groups.setdefault(chat, set()).add(who)
            case {"event": "leaves", "who": str(who), "chat": str(chat)}:
                self.groups.get(chat, set()).discard(who)
            case {"event": "removed", "chat": str(chat)}:
                self.removed.add(chat)

    def _show(self, chat: str, to: str, buttons: tuple[Button, ...], *, is_replacing: bool) -> None:
        if is_replacing:
            newest = max((n for n, (c, t, _) in enumerate(self.shown) if (c, t) == (chat, to)), default=None)
            if newest is not None:
                del self.shown[newest]
        if buttons:
            self.shown.append((chat, to, buttons))
            del self.shown[:-KEPT]

    def buttons(self, who: str, chat: str) -> Iterator[tuple[Button, ...]]:
        """The buttons that somebody can see in a chat, message by message, newest first."""
        for shown_in, to, buttons in reversed(self.shown):
            if shown_in == chat and to in (who, EVERYBODY):
                yield buttons


class Journal:
    """The screens, kept line by line in a file."""

    def __init__(self, path: Path) -> None:
        self.screens = Screens()
        for event in _events(path):
            self.screens.note(event)
        self._file: TextIO = path.open("a", encoding="utf-8")

    def write(self, event: dict[str, object]) -> None:
        """Keep an event and act on it."""
        self._file.write(json.dumps(event, ensure_ascii=True) + "\n")
        self._file.flush()
        self.screens.note(event)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _events(path: Path) -> Iterator[dict[str, object]]:
    """The lines of the journal; the last one may be torn by a kill."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict):
            yield event


class Network:
    """Everybody who talks to the bot in this terminal, and the clock they live by."""

    platform = PLATFORM

    def __init__(self, clock: SimulatedClock, journal: Path, admins: frozenset[str] = frozenset()) -> None:
        self._clock = clock
        self._journal = Journal(journal)
        self._admins = admins
        self.listener: Callable[[Shown], None] = lambda shown: None
        self._bot: Bot

    @property
    def completions(self) -> tuple[tuple[str, str], ...]:
        """Every command that people type, with what it says of itself."""
        return tuple((f"/{entry.name}", entry.says) for entry in entries(self._bot.app.library))

    def now(self) -> datetime:
        """The instant, in UTC."""
        return self._clock.now()

    async def zone_of(self, who: str) -> str:
        """The zone in which somebody reads the clock."""
        return await self._bot.app.zone_of(account(who))

    def connect(self, bot: Bot) -> None:
        """Put the bot on the network."""
        self._bot = bot

    async def start(self) -> None:
        """Take up what an earlier run left."""
        await self._bot.work()

    async def say(self, who: str, text: str, attachment: str = "", chat: str = "") -> None:
        """Somebody says something, in private or in a group."""
        if who in self._journal.screens.blocked:
            self._journal.write({"event": "unblocks", "who": who})
        if chat:
            self._enter(who, chat)
            if not text.lstrip().startswith("/"):
                return
        await self._converse(self._said(who, chat, text, attachment))

    async def press(self, who: str, label: str, chat: str = "", nth: int = 1) -> None:
        """Somebody presses the nth newest button of that label. Raises NotPossible where they see none."""
        found = [button for button in self._visible(who, chat) if _bare(button.label) == _bare(label)]
        if len(found) < nth:
            seen = ", ".join(dict.fromkeys(button.label for button in self._visible(who, chat))) or "none"
            raise NotPossible(f"{who} sees no button {label!r} there; the buttons are: {seen}")
        said = self._said(who, chat, found[nth - 1].command, "")
        await self._converse(replace(said, is_press=True))

    async def happen(self, event: str, who: str, chat: str) -> None:
        """Something happens on the network. Raises NotPossible for what cannot."""
        match event, bool(who), bool(chat):
            case (("blocks" | "unblocks"), True, False):
                self._journal.write({"event": event, "who": who})
            case (("joins" | "leaves"), True, True):
                self._journal.write({"event": event, "who": who, "chat": chat})
            case "removed", False, True:
                self._journal.write({"event": event, "chat": chat})
            case _:
                raise NotPossible(
                    'an event is "blocks" or "unblocks" with who, "joins" or "leaves" with who and chat,'
                    ' or "removed" with chat alone'
                )
        await self._bot.work()

    async def move_to(self, at: datetime) -> None:
        """Let the clock run until `at`; what is due on the way happens in order. Raises NotPossible."""
        if at < self.now():
            raise NotPossible(
                f"the clock stands at {self.now().isoformat()} and only moves on; name a later instant"
            )
        while (due := await self._bot.next_at()) is not None and due <= at:
            self._clock.move_to(max(due, self.now()))
            await self._bot.work()
        self._clock.move_to(at)

    def buttons(self, who: str) -> tuple[str, ...]:
        """The labels under the newest message with buttons that somebody sees in private."""
        newest = next(self._journal.screens.buttons(who, who), ())
        return tuple(button.label for button in newest)

    async def send(self, account: str, address: str, reply: Reply, nonce: str) -> None:
        """Show an unasked message. Raises Gone when the reader blocked the bot."""
        who = _name(account)
        if who in self._journal.screens.blocked:
            raise Gone("blocked")
        await self._show(who, who, reply)

    def close(self) -> None:
        """Let go of the journal."""
        self._journal.close()

    def _enter(self, who: str, chat: str) -> None:
        if who not in self._journal.screens.groups.get(chat, ()):
            self._journal.write({"event": "joins", "who": who, "chat": chat})

    def _said(self, who: str, chat: str, text: str, attachment: str) -> Said:
        return Said(
            account=account(who),
            name=who,
            chat=f"{PLATFORM}:#{chat}" if chat else account(who),
            text=text,
            is_private=not chat,
            is_admin=bool(chat) and who in self._admins,
            attachment=attachment,
        )

    async def _converse(self, said: Said) -> None:
        who = _name(said.account)
        chat = who if said.is_private else _name(said.chat)[1:]

        async def show(reply: Reply) -> None:
            reader = who if said.is_private or reply.is_private else EVERYBODY
            await self._show(reader, chat, reply)

        await self._bot.app.converse(said, show)
        await self._bot.work()

    async def _show(self, to: str, chat: str, reply: Reply) -> None:
        zone = await self.zone_of(chat if to == EVERYBODY else to)
        self.listener(Shown(self.now().astimezone(ZoneInfo(zone)), to, chat, reply))
        buttons = [[button.label, button.command] for row in reply.buttons for button in row]
        self._journal.write({"chat": chat, "to": to, "buttons": buttons, "replaces": reply.edits})

    def _visible(self, who: str, chat: str) -> Iterator[Button]:
        for buttons in self._journal.screens.buttons(who, chat or who):
            yield from buttons


def account(who: str) -> str:
    """The account of a name."""
    return f"{PLATFORM}:{who}"


def _name(account: str) -> str:
    return account.partition(":")[2]


def _bare(label: str) -> str:
    """A label without leading emoji, in lower case."""
    return re.sub(r"^[\W_]+", "", label).casefold()
