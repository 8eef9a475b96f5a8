"""A note to many readers by a process that is killed on the way, counted by the platform's own peer.

python -m tests.note_killing telegram http://127.0.0.1:1234 FOLDER     # sends until all is out
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal

from bot.changes import Save
from bot.members import Member
from bot.store.database import Database
from bot.store.people import People
from content.editions import Edition
from content.store import ContentStore
from scheduler.clock import SimulatedClock
from scheduler.plan import Due, Rhythm
from tests.doors import LIBRARY, READING, a_bot, pass_time
from tests.peers.discord_wire import CHANNEL, DiscordWire
from tests.peers.telegram import TelegramPeer

Platform = Literal["telegram", "discord"]
ROOT = Path(__file__).parent.parent
WEEK, SUNDAY = "2026-W47", datetime(2026, 11, 22, 10, tzinfo=UTC)
COACH = 1
FIRST = 1001
TOKEN = "42:test-token"
POST = "/messages"


@dataclass(slots=True)
class Tally:
    """What the platform saw."""

    readers: int
    kills: int = 0
    notes: Counter[int] = field(default_factory=Counter)
    """Notes that a reader saw."""
    progress: list[str] = field(default_factory=list)
    """The coach's messages about it, as they read in the end."""

    @property
    def lost(self) -> int:
        """Readers who got none."""
        return self.readers - len(self.notes)

    @property
    def twice(self) -> int:
        """Notes that came once more than they should."""
        return sum(self.notes.values()) - len(self.notes)


async def send_through_kills(platform: Platform, readers: int, every: int, folder: Path) -> Tally:
    """Send one note to so many readers, with a kill -9 behind every so many deliveries."""
    await _enrol(platform, readers, folder)
    tally = Tally(readers)
    peer, count, url = _peer(platform, readers)
    async with peer:
        while not await _ended(await _start(platform, url(), folder), count, count() + every):
            tally.kills += 1
        _look(platform, peer, tally)
    return tally


def _peer(
    platform: Platform, readers: int
) -> tuple[AbstractAsyncContextManager[Any], Callable[[], int], Callable[[], str]]:
    if platform == "discord":
        wire = DiscordWire()
        return wire, lambda: len(wire.messages), lambda: wire.base_url
    peer = TelegramPeer(TOKEN)
    for number in (COACH, *range(FIRST, FIRST + readers)):
        peer.person(number, "Reader").has_started = True
    return peer, lambda: len(peer.log), lambda: peer.base_url.removesuffix("/bot")


async def _ended(process: asyncio.subprocess.Process, count: Callable[[], int], until: int) -> bool:
    """Wait for a good end; False when it was killed because so many deliveries were out."""
    ended = asyncio.ensure_future(process.wait())
    while not ended.done():
        if count() >= until:
            process.send_signal(signal.SIGKILL)
            return await ended == 0  # it may have ended by itself just now
        await asyncio.wait({ended}, timeout=0.002)
    assert ended.result() == 0
    return True


async def _start(platform: Platform, url: str, folder: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "tests.note_killing", platform, url, str(folder),
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def _look(platform: Platform, peer: Any, tally: Tally) -> None:
    if platform == "telegram":
        for shown in peer.log:
            if shown.chat_id == COACH:
                tally.progress.append(shown.text)
            else:
                tally.notes[shown.chat_id] += 1
        return
    posts = [
        (path, body["nonce"]) for method, path, body in peer.requests if method == "POST" and POST in path
    ]
    for path, nonce in set(posts):
        if path.split("/")[2] == CHANNEL:
            tally.progress += [one["content"] for one in peer.messages if one["nonce"] == nonce]
        else:
            tally.notes[int(path.split("/")[2])] += 1


async def _enrol(platform: Platform, readers: int, folder: Path) -> None:
    """Readers whose hour is Sunday at ten, and a note that is ready."""
    database = Database.open(folder)
    content = ContentStore(READING, folder)
    content.publish(Edition(WEEK, "Feet", "Stand.", "ready", SUNDAY - timedelta(days=1), f"{platform}:1"))
    content.close()
    people = People(database)
    for number in range(FIRST, FIRST + readers):
        account = f"{platform}:{number}"
        rhythm = Rhythm("UTC", time(7))
        heard = SUNDAY - timedelta(days=9)
        member = Member(account, account, account, "Reader", rhythm, heard, heard)
        await people.remember(account, 0, (Save(member),), {"note": Due(WEEK, SUNDAY)})
    database.close()


async def _send(platform: Platform, url: str, folder: Path) -> None:
    """All that is due, by the real edge; then what is left to say to the coach."""
    edge: Any
    if platform == "telegram":
        from bot.on_telegram import OnTelegram

        edge = OnTelegram(TOKEN, url)
    else:
        from bot.on_discord import OnDiscord

        edge = OnDiscord(DiscordWire.token, url)
    clock = SimulatedClock(SUNDAY)
    async with a_bot(folder, edge, clock, frozenset({f"{platform}:{COACH}"}), LIBRARY) as bot:
        await edge.start(bot.app)
        while not (edge._voice if platform == "telegram" else edge._client.is_in):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await bot.work()
        await pass_time(bot, clock, SUNDAY + timedelta(hours=1))
        await edge.stop()


if __name__ == "__main__":
    asyncio.run(_send(sys.argv[1], sys.argv[2], Path(sys.argv[3])))  # type: ignore[arg-type]
