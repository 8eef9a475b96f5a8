"""The terminal's own small chat network: who sees which buttons, who blocked the bot, who is in a group.

It is the platform, not the bot: its buttons can be pressed for ever, also after a restart, so it keeps a
journal of its own beside the bot's database.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import defaultdict, deque
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bot.assembly import Bot
from bot.commands.table import entries
from bot.easel import Drawn
from bot.edge import Posted, Rendered
from bot.model import Offered, Reply, Said
from bot.on_terminal.screens import EVERYBODY, KEPT, Journal, Pressable
from scheduler.clock import SimulatedClock
from scheduler.outbox import Gone

PLATFORM = "terminal"

Saying = tuple[str, Offered | None]
"""What somebody said: the words, and the photo that came with them."""
NOTHING: Saying = ("", None)

log = logging.getLogger(__name__)


class NotPossible(Exception):
    """What was asked of the network cannot be done. The text says what to write instead."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message on a screen. `at` is in the reader's zone; `chat` is a group's name, or the person's."""

    at: datetime
    to: str
    chat: str
    reply: Reply
    picture: Drawn | None = None


class Network:
    """Everybody who talks to the bot in this terminal, and their clock. `admins` run every group."""

    platform = PLATFORM

    def __init__(self, clock: SimulatedClock, journal: Path, admins: Container[str] = ()) -> None:
        self._clock = clock
        self._admins = admins
        self._journal = Journal(journal)
        self._sayings: defaultdict[str, deque[Saying]] = defaultdict(lambda: deque(maxlen=KEPT))
        """What everybody said in this run."""
        self._charts: TemporaryDirectory[str] | None = None
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

    async def say(
        self,
        who: str,
        text: str,
        attachment: str = "",
        chat: str = "",
        replies: str | int = "",
        photo: Offered | None = None,
    ) -> None:
        """Somebody says something, in private or in a group, as a reply to a message where one is meant.

        `attachment` is the text of a file that comes along, `photo` names a file with a picture.

        `replies` are words of that message, or 1 for the newest, 2 for the one before; words may be of one
        that they said themselves in this run. Raises NotPossible.
        """
        own = self._own(who, replies)
        answered = self._meant(who, chat, replies) if replies and not own else ""
        if chat:
            self._enter(who, chat)
            if chat in self._journal.screens.removed or not text.lstrip().startswith("/"):
                return
        else:
            self._open(who)
        said = self._said(who, chat, text, None if photo else attachment)
        self._sayings[who].append((text, photo))
        own_words, own_photo = own or NOTHING
        await self._converse(
            replace(said, replies=answered, own_words=own_words, own_photo=own_photo, photo=photo)
        )

    async def press(self, who: str, label: str, chat: str = "", nth: int = 1) -> None:
        """Somebody presses the nth newest button of that label. Raises NotPossible where they see none."""
        seen = list(self._visible(who, chat))
        found = [one for one in seen if _bare(one.button.label) == _bare(label)]
        if len(found) < nth:
            labels = ", ".join(dict.fromkeys(one.button.label for one in seen)) or "none"
            raise NotPossible(f"{who} sees no button {label!r} there; the buttons are: {labels}")
        if not chat:
            self._open(who)
        pressed = found[nth - 1]
        said = self._said(who, chat, pressed.button.command, "")
        await self._converse(replace(said, is_press=True, message=str(pressed.message)))

    async def happen(self, event: str, who: str, chat: str) -> None:
        """Something happens on the network. Raises NotPossible for what cannot."""
        match event, bool(who), bool(chat):
            case (("blocks" | "unblocks"), True, False):
                self._journal.write({"event": event, "who": who})
            case (("joins" | "leaves"), True, True):
                self._journal.write({"event": event, "who": who, "chat": chat})
            case "removed", False, True:
                self._journal.write({"event": event, "chat": chat})
                await self._bot.app.lost(f"{PLATFORM}:#{chat}")
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
        await self._bot.app.upkeep.refresh()

    def buttons(self, who: str) -> tuple[str, ...]:
        """The labels under the newest message with buttons that somebody sees in private."""
        newest = next(self._journal.screens.buttons(who, who), ())
        return tuple(one.button.label for one in newest)

    async def send(self, account: str, address: str, reply: Reply, nonce: str, replaces: str = "") -> Posted:
        """Show an unasked message, in the place of another one where that is still there.

        Raises Gone when the reader blocked the bot.
        """
        who = _name(account)
        screens = self._journal.screens
        if who in screens.blocked or who.removeprefix("#") in screens.removed:
            raise Gone("blocked")
        is_there = bool(replaces) and screens.stands(who, int(replaces))
        shown = replace(reply, edits=is_there)
        to, chat = (EVERYBODY, who[1:]) if who.startswith("#") else (who, "")
        message = await self._show(to, chat, shown, int(replaces) if is_there else None)
        return Posted(account, (message,))

    def render(self, reply: Reply) -> tuple[Rendered, ...]:
        """One message, however long."""
        return (Rendered(reply.text, len(reply.text), bool(reply.picture)),)

    async def fetch(self, photo: Offered) -> bytes | None:
        """The file of that path."""
        try:
            return await asyncio.to_thread(Path(photo.name).read_bytes)
        except OSError:
            return None

    async def relist(self) -> None:
        """Commands are looked up where they are completed: there is no list to write anew."""

    def close(self) -> None:
        """Let go of the journal and of what was drawn for this talk."""
        self._journal.close()
        if self._charts:
            self._charts.cleanup()

    def _open(self, who: str) -> None:
        """Whoever writes to the bot can be written to."""
        if who in self._journal.screens.blocked:
            self._journal.write({"event": "unblocks", "who": who})

    def _enter(self, who: str, chat: str) -> None:
        if who not in self._journal.screens.groups.get(chat, ()):
            self._journal.write({"event": "joins", "who": who, "chat": chat})

    def _said(self, who: str, chat: str, text: str, attachment: str | None) -> Said:
        return Said(
            account=account(who),
            name=who,
            chat=f"{PLATFORM}:#{chat}" if chat else account(who),
            text=text,
            is_private=not chat,
            attachment=attachment,
            is_admin=who in self._admins,
        )

    async def _converse(self, said: Said) -> None:
        who = _name(said.account)
        chat = "" if said.is_private else _name(said.chat)[1:]

        async def show(reply: Reply) -> None:
            reader = who if said.is_private or reply.is_private else EVERYBODY
            await self._show(reader, chat, reply, int(said.message) if reply.edits else None)

        await self._bot.app.converse(said, show)
        await self._bot.work()

    async def _show(self, to: str, chat: str, reply: Reply, replaced: int | None = None) -> str:
        """Show it first and note it then: what a kill keeps from being noted is sent again. Its number."""
        zone = await self.zone_of(to)
        picture = self._on_disk(await self._bot.app.draw(reply.picture))
        self.listener(Shown(self.now().astimezone(ZoneInfo(zone)), to, chat or to, reply, picture))
        number = replaced or self._journal.screens.last + 1
        self._journal.write(
            {
                "room": _room(to, chat),
                "number": number,
                "to": to,
                "buttons": [[button.label, button.command] for row in reply.buttons for button in row],
                "text": f"{reply.title}\n{reply.text}".strip(),
            }
        )
        return str(number)

    def _on_disk(self, drawn: Drawn | None) -> Drawn | None:
        """A picture as a file, which a terminal needs: that of a chart lasts as long as the talk."""
        if drawn is None or drawn.file:
            return drawn
        try:
            self._charts = self._charts or TemporaryDirectory(prefix="tripod-")
            file = Path(self._charts.name) / drawn.name
            file.write_bytes(drawn.content)
        except OSError as error:
            log.error("%s cannot be shown: %s", drawn.name, error)
            return None
        return replace(drawn, file=file)

    def _own(self, who: str, replies: str | int) -> Saying | None:
        """The newest that somebody said with these words; None where the bot said them, or nobody did."""
        if not isinstance(replies, str) or not replies:
            return None
        words, shown = replies.casefold(), self._journal.screens.messages(who, who)
        if any(words in text.casefold() for _, text in shown):
            return None
        return next((one for one in reversed(self._sayings[who]) if words in one[0].casefold()), None)

    def _meant(self, who: str, chat: str, replies: str | int) -> str:
        """The number of the message that is replied to. Raises NotPossible where they see none."""
        seen = self._journal.screens.messages(who, _room(who, chat))
        if isinstance(replies, str):
            found = [number for number, text in seen if replies.casefold() in text.casefold()][:1]
        else:
            found = [number for number, _ in seen][replies - 1 : replies]
        if not found:
            raise NotPossible(
                f"{who} sees no message {replies!r} there; write some of its words, or 1 for the newest"
            )
        return str(found[0])

    def _visible(self, who: str, chat: str) -> Iterator[Pressable]:
        for buttons in self._journal.screens.buttons(who, _room(who, chat)):
            yield from buttons


def account(who: str) -> str:
    """The account of a name."""
    return f"{PLATFORM}:{who}"


def _room(who: str, chat: str) -> str:
    return f"#{chat}" if chat else who


def _name(account: str) -> str:
    return account.partition(":")[2]


def _bare(label: str) -> str:
    """A label without leading emoji, in lower case."""
    return re.sub(r"^[\W_]+", "", label).casefold()
