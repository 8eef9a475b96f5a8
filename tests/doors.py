"""One bot behind each of the three doors: the terminal, Telegram and Discord, with the real libraries."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from bot.assembly import Bot, assemble
from bot.briefing import Stores
from bot.commands import parse
from bot.edge import Edge
from bot.markup import parse as read_markup
from bot.markup import to_plain
from bot.model import Defaults, Offered
from bot.on_terminal.network import Network, Shown, account
from bot.store.database import Database
from content.library import Library, read_all
from content.pictures import Pictures
from content.search import Search
from content.sources import Sources
from content.store import ContentStore
from scheduler.clock import SimulatedClock
from tests.figures import illustrated

READING = read_all()
LIBRARY = illustrated(READING.library)
SEARCH = Search()
"""One for all, as the sentence model takes its time to load."""
Known = Library | Sources
"""What a bot knows: a library, or the files of one, which may change."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as a person reads it: words without marks, its buttons, and whether others see it not."""

    text: str
    buttons: list[str]
    is_private: bool = False
    picture: bytes = b""
    alt: str = ""
    """What somebody hears of the picture who cannot see it."""


class Door(Protocol):
    """What a dialogue needs of a platform. People are called by name; `chat` is "" in private."""

    async def says(self, who: str, text: str, chat: str = "") -> None:
        """Somebody says something."""

    async def replies(self, who: str, text: str, to: str) -> None:
        """Somebody replies in private to the newest message of the bot with these words."""

    async def sends(self, who: str, text: str, file: str) -> None:
        """Somebody says something in private, with a text file of these words beside it."""

    async def shows(self, who: str, text: str, photo: bytes) -> None:
        """Somebody says something in private, with this photo beside it."""

    async def points(self, who: str, text: str) -> None:
        """Somebody replies to the photo that they sent last."""

    async def presses(self, who: str, label: str, chat: str = "") -> None:
        """Somebody presses the newest button of that label."""

    async def blocks(self, who: str) -> None:
        """Somebody does not want to hear from the bot."""

    async def unblocks(self, who: str) -> None:
        """Somebody wants to hear from it again."""

    async def at(self, instant: datetime) -> None:
        """Time passes."""

    longest: int
    """Characters that a person can type into one message there."""

    has_alt: bool
    """A picture can carry words for people who cannot see it."""

    def sees(self, who: str, chat: str = "") -> list[Seen]:
        """What somebody sees of the bot, oldest first."""

    def commands(self) -> set[str]:
        """The names of the commands that the platform lists."""


def _newest(seen: list[Any], words: str) -> Any:
    """The newest message with these words."""
    return next(shown for shown in reversed(seen) if words in shown.text)


@cache
def plain(text: str) -> str:
    """Markdown as words."""
    return to_plain(read_markup(text))


@asynccontextmanager
async def a_bot(
    folder: Path, edge: Edge, clock: SimulatedClock, coaches: frozenset[str], known: Known, *more: Edge
) -> AsyncIterator[Bot]:
    """The whole bot behind one edge or more, on a simulated clock."""
    database = Database.open(folder)
    content = (
        ContentStore(known.sound(), folder, known)
        if isinstance(known, Sources)
        else ContentStore(replace(READING, library=known), folder)
    )
    stores = replace(Stores.on(database, content, Pictures(folder / "pictures")), search=SEARCH)
    seconds: Callable[[], float] = count(0.0, 100.0).__next__
    try:
        bot = assemble(stores, (edge, *more), clock.now, seconds, Defaults(zone="Europe/Berlin"), coaches)
        await bot.recover()
        yield bot
    finally:
        stores.content.close()
        database.close()


async def pass_time(bot: Bot, clock: SimulatedClock, until: datetime) -> None:
    """Let everything that falls due happen at its own time."""
    while (due := await bot.next_at()) is not None and due <= until:
        clock.move_to(max(due, clock.now()))
        await bot.work()
    clock.move_to(until)


# --- the terminal


@dataclass
class TerminalDoor:
    """People in the terminal's own network."""

    network: Network
    folder: Path
    longest: int = 5000
    has_alt: bool = True
    screens: list[Shown] = field(default_factory=list)
    captions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.network.listener = self.screens.append

    async def says(self, who: str, text: str, chat: str = "") -> None:
        await self.network.say(who, text, chat=chat)

    async def replies(self, who: str, text: str, to: str) -> None:
        await self.network.say(who, text, replies=to)

    async def sends(self, who: str, text: str, file: str) -> None:
        await self.network.say(who, text, file)

    async def shows(self, who: str, text: str, photo: bytes) -> None:
        file = self.folder / f"{who}.jpg"
        file.write_bytes(photo)
        await self.network.say(who, text, photo=Offered(str(file), len(photo)))
        self.captions[who] = text

    async def points(self, who: str, text: str) -> None:
        await self.network.say(who, text, replies=self.captions[who])

    async def presses(self, who: str, label: str, chat: str = "") -> None:
        await self.network.press(who, label, chat)

    async def blocks(self, who: str) -> None:
        await self.network.happen("blocks", who, "")

    async def unblocks(self, who: str) -> None:
        await self.network.happen("unblocks", who, "")

    async def at(self, instant: datetime) -> None:
        await self.network.move_to(instant)

    def commands(self) -> set[str]:
        return {name.removeprefix("/") for name, _ in self.network.completions}

    def sees(self, who: str, chat: str = "") -> list[Seen]:
        mine = [shown for shown in self.screens if shown.chat == (chat or who) and shown.to in (who, "*")]
        return [_seen_in_terminal(shown) for shown in mine]


def _seen_in_terminal(shown: Shown) -> Seen:
    labels = [button.label for row in shown.reply.buttons for button in row]
    text = f"{shown.reply.title}\n{plain(shown.reply.text)}".strip()
    if shown.reply.file:
        text += shown.reply.file[1]
    picture, alt = (shown.picture.content, shown.picture.alt) if shown.picture else (b"", "")
    return Seen(text, labels, shown.reply.is_private, picture, alt)


@asynccontextmanager
async def terminal(folder: Path, at: datetime, known: Known = LIBRARY) -> AsyncIterator[TerminalDoor]:
    """The terminal."""
    clock = SimulatedClock(at)
    network = Network(clock, folder / "terminal.jsonl")
    async with a_bot(folder, network, clock, frozenset({account("coach")}), known) as bot:
        network.connect(bot)
        yield TerminalDoor(network, folder)
    network.close()


# --- Telegram


@dataclass
class TelegramDoor:
    """People on the Telegram peer."""

    peer: Any
    bot: Bot
    clock: SimulatedClock
    people: dict[str, Any] = field(default_factory=dict)
    groups: dict[str, Any] = field(default_factory=dict)
    photos: dict[str, Any] = field(default_factory=dict)
    longest: int = 4096
    has_alt: bool = False

    def _person(self, who: str) -> Any:
        if who not in self.people:
            number = 1 if who == "coach" else 100 + len(self.people)
            self.people[who] = self.peer.person(number, who)
        return self.people[who]

    def _group(self, who: str, chat: str) -> Any:
        if not chat:
            return None
        if chat not in self.groups:
            self.groups[chat] = self.peer.group(-1000 - len(self.groups), chat, members=[self._person(who)])
        return self.groups[chat]

    async def _settle(self) -> None:
        await self.peer.settled()
        await self.bot.work()
        await self.peer.settled()

    async def says(self, who: str, text: str, chat: str = "") -> None:
        self._person(who).says(text, chat=self._group(who, chat))
        await self._settle()

    async def replies(self, who: str, text: str, to: str) -> None:
        self._person(who).says(text, reply_to=_newest(self._person(who).sees, to))
        await self._settle()

    async def sends(self, who: str, text: str, file: str) -> None:
        self._person(who).says(text, file=("page.md", file.encode(), "text/markdown"))
        await self._settle()

    async def shows(self, who: str, text: str, photo: bytes) -> None:
        kept = self.peer.keep_file("photo.jpg", photo, "image/jpeg")
        name = {"file_id": kept["file_id"], "file_unique_id": kept["file_unique_id"]}
        sizes = [{**name, "width": side, "height": side // 2, "file_size": len(photo)} for side in (90, 1280)]
        self.photos[who] = {"photo": sizes, **({"caption": text} if text else {})}
        self._person(who).says(extra=self.photos[who])
        await self._settle()

    async def points(self, who: str, text: str) -> None:
        person = self._person(who)
        own = {"message_id": 1, "date": 1, "chat": person.chat, "from": person.wire, **self.photos[who]}
        person.says(text, extra={"reply_to_message": own})
        await self._settle()

    async def presses(self, who: str, label: str, chat: str = "") -> None:
        self._person(who).presses(label, chat=self._group(who, chat))
        await self._settle()

    async def blocks(self, who: str) -> None:
        self._person(who).blocks()
        await self._settle()

    async def unblocks(self, who: str) -> None:
        self._person(who).unblocks()
        await self._settle()

    async def at(self, instant: datetime) -> None:
        await pass_time(self.bot, self.clock, instant)
        await self.peer.settled()

    def commands(self) -> set[str]:
        return {command["command"] for listed in self.peer.commands.values() for command in listed}

    def sees(self, who: str, chat: str = "") -> list[Seen]:
        place = self._group(who, chat) or self._person(who)
        return [_seen_on_telegram(shown) for shown in place.sees if not shown.is_deleted]


def _seen_on_telegram(shown: Any) -> Seen:
    text = shown.text + (shown.file.content.decode() if shown.file and not shown.picture else "")
    return Seen(text, [label for row in shown.labels for label in row], picture=shown.picture)


@asynccontextmanager
async def telegram(folder: Path, at: datetime, known: Known = LIBRARY) -> AsyncIterator[TelegramDoor]:
    """The Telegram edge, against the Telegram peer on the wire."""
    from bot.on_telegram import OnTelegram
    from tests.peers.telegram import TelegramPeer

    clock = SimulatedClock(at)
    async with TelegramPeer("42:test-token") as peer:
        edge = OnTelegram("42:test-token", peer.base_url.removesuffix("/bot"))
        peer.is_busy = lambda: edge._in_hand
        async with a_bot(folder, edge, clock, frozenset({"telegram:1"}), known) as bot:
            await edge.start(bot.app)
            try:
                yield TelegramDoor(peer, bot, clock)
            finally:
                await edge.stop()


# --- Discord


@dataclass
class DiscordDoor:
    """People on the Discord peer."""

    peer: Any
    bot: Bot
    clock: SimulatedClock
    people: dict[str, Any]
    groups: dict[str, Any] = field(default_factory=dict)
    longest: int = 2000
    has_alt: bool = True

    def _person(self, who: str) -> Any:
        if who not in self.people:
            self.people[who] = self.peer.person(who)
        return self.people[who]

    def _group(self, who: str, chat: str) -> Any:
        if not chat:
            return None
        if chat not in self.groups:
            self.groups[chat] = self.peer.group(chat, members=[self._person(who)])
        return self.groups[chat]

    async def says(self, who: str, text: str, chat: str = "") -> None:
        name, words = parse(text)
        command = self.peer.commands.get(name)
        if command is None or (words and not command.get("options")):
            await self._person(who).says(text, chat=self._group(who, chat))
        else:
            await self._person(who).uses(name, words, chat=self._group(who, chat))
        await self.bot.work()

    async def replies(self, who: str, text: str, to: str) -> None:
        await self._person(who).says(text, reply_to=_newest(self._person(who).sees, to))
        await self.bot.work()

    async def sends(self, who: str, text: str, file: str) -> None:
        await self._person(who).says(text, file=("page.md", file.encode()))
        await self.bot.work()

    async def shows(self, who: str, text: str, photo: bytes) -> None:
        await self._person(who).says(text, file=("photo.jpg", photo))
        await self.bot.work()

    async def points(self, who: str, text: str) -> None:
        person = self._person(who)
        said = reversed(person.user.dm_channel.history())
        own = next(one for one in said if one.author.id == person.id and one.attachments)
        await person.says(text, reply_to=own)
        await self.bot.work()

    async def presses(self, who: str, label: str, chat: str = "") -> None:
        await self._person(who).presses(label, chat=self._group(who, chat))
        await self.bot.work()

    async def blocks(self, who: str) -> None:
        self._person(who).blocks()

    async def unblocks(self, who: str) -> None:
        self._person(who).unblocks()

    async def at(self, instant: datetime) -> None:
        await pass_time(self.bot, self.clock, instant)

    def commands(self) -> set[str]:
        return set(self.peer.commands)

    def sees(self, who: str, chat: str = "") -> list[Seen]:
        return [_seen_on_discord(shown) for shown in self._person(who).sees_in(self._group(who, chat))]


def _seen_on_discord(shown: Any) -> Seen:
    text = plain(shown.text) + (shown.file[1].decode() if shown.file else "")
    picture, alt = (shown.picture.content, shown.picture.alt) if shown.picture else (b"", "")
    return Seen(text, [label for row in shown.labels for label in row], shown.is_private, picture, alt)


@asynccontextmanager
async def discord(folder: Path, at: datetime, known: Known = LIBRARY) -> AsyncIterator[DiscordDoor]:
    """The Discord edge, in simcord."""
    from bot.on_discord import OnDiscord
    from tests.peers.discord import DiscordPeer

    clock = SimulatedClock(at)
    edge = OnDiscord("test-token")
    coaches: set[str] = set()  # Discord gives the coach a number only once it runs
    async with (
        a_bot(folder, edge, clock, coaches, known) as bot,  # type: ignore[arg-type]
        DiscordPeer(edge.serve(bot.app)) as peer,
    ):
        coach = peer.person("coach")
        coaches.add(coach.account)
        yield DiscordDoor(peer, bot, clock, {"coach": coach})


DOORS = ("terminal", "telegram", "discord")


def open_door(
    platform: str, folder: Path, at: datetime, known: Known = LIBRARY
) -> AbstractAsyncContextManager[Door]:
    """The door of that name."""
    if platform == "terminal":
        return terminal(folder, at, known)
    return telegram(folder, at, known) if platform == "telegram" else discord(folder, at, known)
