"""Keeps the content as it should be: files that changed, what coaches write, and whom to tell of it.

a file changed ─ refresh ─┐
/reload ───────── reload ─┴> read again ─> taken, or told why not ─> platforms list their commands anew
/note /edit ────── publish, revise ──────> written ──────────────────┘
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import blake2b

from bot.changes import Gather, OfDesk, Publish, Remove, Revise, Tell, Trial
from bot.commands.table import Entry, entries
from bot.edge import Edge
from bot.news import a_trial, matters_of, to_coaches, within_reach
from bot.store.people import Move, People
from content.header import ContentError
from content.sources import Reloaded
from content.store import ContentStore
from scheduler.outbox import Delivery
from scheduler.wall import ONE_DAY

LOOK_EVERY = timedelta(seconds=20)
"""How often the content files are looked at: a change counts within a minute."""

log = logging.getLogger(__name__)


class Upkeep:
    """The content of one bot, and its coaches' ears. `platforms` are those that run, by name."""

    def __init__(
        self,
        people: People,
        content: ContentStore,
        platforms: Mapping[str, Edge],
        now: Callable[[], datetime],
        coaches: Iterable[str],
    ) -> None:
        self._people = people
        self._content = content
        self._platforms = platforms
        self._now = now
        self._coaches = coaches
        self._looked_at = now()

    async def refresh(self) -> None:
        """Read the content again where a file of it has changed; coaches hear of one that cannot be used."""
        now = self._now()
        if now - self._looked_at < LOOK_EVERY:
            return
        self._looked_at = now
        if await asyncio.to_thread(self._content.has_changed):
            reloaded = await self.reload()
            if reloaded.faults:
                await self.inform("broken", f"{now.date()}-{_hash_of(reloaded.faults)}")

    async def reload(self) -> Reloaded:
        """Read the content again; with a fault in any file, all of it stays as it was."""
        before = self._listed()
        reloaded = await asyncio.to_thread(self._content.read_again)
        self._content.take(reloaded)
        for fault in reloaded.faults:
            log.warning("the content stays as it was: %s", fault)
        await self._settle(before)
        return reloaded

    async def keep(self, change: OfDesk) -> None:
        """Write down what a coach made, a note or a page, and let it count; tell what there is to tell."""
        before = self._listed()
        match change:
            case Publish(edition):
                self._content.publish(edition)
                await self._people.look_again("note", edition.week, self._now())
            case Gather(author, gathering):
                self._content.gather(gathering) if gathering else self._content.drop_gathering(author)
            case Trial():
                await self._plan(a_trial(change, self._now()))
            case Tell():
                await self._tell(change)
            case Revise(file, revision):
                self._content.revise(file, revision)
            case Remove(file):
                self._content.remove(file)
        await self._settle(before)

    async def tell_of_desk(self) -> None:
        """Coaches hear of edits on changed ground, of edits that are left out, and of a damaged desk."""
        for matter, about in matters_of(self._content.desk, self._content.torn):
            await self.inform(matter, about)

    async def tell_of_inbox(self) -> None:
        """Coaches hear of questions that wait, at most once a day: today, and tomorrow if any waits still."""
        now = self._now()
        for at in (now, now + ONE_DAY):
            await self.inform("inbox", at.date().isoformat(), at)

    async def inform(self, matter: str, about: str, at: datetime | None = None) -> None:
        """Every coach within reach hears of this, once: now, or from an instant on."""
        coaches = within_reach(self._coaches, self._platforms)
        await self._plan(*to_coaches(coaches, matter, about, at or self._now()))

    async def _tell(self, line: Tell) -> None:
        """Said anew each time: of what it was about before, another line may have told."""
        now = self._now()
        told = {line.to} if line.to else set(self._coaches) - {line.besides}
        about = f"{now.isoformat()}/{line.week}"
        await self._plan(*to_coaches(within_reach(told, self._platforms), line.matter, about, now))

    async def _plan(self, *deliveries: Delivery) -> None:
        await self._people.advance((Move("", "", deliveries, (), None),))

    def _listed(self) -> tuple[Entry, ...]:
        return tuple(entries(self._content.library))

    async def _settle(self, before: tuple[Entry, ...]) -> None:
        """Tell what there is to tell; platforms list their commands anew where those have changed."""
        await self.tell_of_desk()
        if self._listed() != before:
            for platform in self._platforms.values():
                await platform.relist()


def _hash_of(faults: Iterable[ContentError]) -> str:
    return blake2b("\n".join(map(str, faults)).encode(), digest_size=4).hexdigest()
