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

from bot.changes import Gather, Inform, OfDesk, Publish, Remove, Revise, Trial
from bot.coaching.quotes import numbers_in
from bot.commands.audit import SHOWN, wanted
from bot.commands.table import Entry, entries
from bot.edge import Edge
from bot.news import a_trial, matters_of, to_coaches
from bot.roles import Act, Roles
from bot.store.people import Move, People
from bot.store.roster import Roster
from bot.store.trail import Trail
from content.header import ContentError
from content.sources import Reloaded
from content.store import ContentStore
from scheduler.outbox import Delivery
from scheduler.wall import ONE_DAY

LOOK_EVERY = timedelta(seconds=20)
"""How often the content files are looked at: a change counts within a minute."""

TITLE = 80
"""Characters of a note's title in the audit trail."""

log = logging.getLogger(__name__)


class Upkeep:
    """The content of one bot, and its coaches' ears. `platforms` are those that run, by name."""

    def __init__(
        self,
        people: People,
        content: ContentStore,
        platforms: Mapping[str, Edge],
        now: Callable[[], datetime],
        roster: Roster,
    ) -> None:
        self._people = people
        self._content = content
        self._platforms = platforms
        self._now = now
        self._roster = roster
        self._trail = Trail(people.database)
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
        """Write down what a coach made, a note or a page, and let it count; then who did it."""
        before = self._listed()
        match change:
            case Publish(edition):
                self._content.publish(edition)
                await self._people.look_again("note", edition.week, self._now())
            case Gather(author, gathering):
                self._content.gather(gathering) if gathering else self._content.drop_gathering(author)
            case Trial():
                await self._plan(a_trial(change, self._now()))
            case Inform():
                await self._tell_of_note(change)
            case Revise(file, revision):
                self._content.revise(file, revision)
            case Remove(file):
                self._content.remove(file)
        if act := _act_of(change, self._now()):
            await self._trail.record(act)
        await self._settle(before)

    async def roles(self, words: str) -> Roles:
        """The coaches, and the newest acts that the words ask for, and one more if there is."""
        acts = await self._trail.newest(*wanted(words, self._content.desk), SHOWN + 1)
        return Roles(await self._roster.listed(), acts, frozenset(self._platforms))

    async def roles_of(self, accounts: tuple[str, ...]) -> Roles:
        """What is kept of these accounts as coaches."""
        return Roles(await self._roster.added(accounts), await self._trail.of(accounts))

    async def tell_of_desk(self) -> None:
        """Coaches hear of edits on changed ground, of edits that are left out, and of a damaged desk."""
        for matter, about in matters_of(self._content.desk, self._content.torn):
            await self.inform(matter, about)

    async def tell_of_inbox(self) -> None:
        """Coaches hear of questions that wait, at most once a day: today, and tomorrow if any waits still."""
        now = self._now()
        for at in (now, now + ONE_DAY):
            await self.inform("inbox", at.date().isoformat(), at)

    async def tell_of_quote(self, number: int) -> None:
        """Coaches hear what a reader said about being quoted; a note that quotes them is looked at again."""
        now = self._now()
        await self.inform("quote", f"{number}/{now.isoformat(timespec='microseconds')}")
        for week, edition in self._content.editions().items():
            if number in numbers_in(edition.text):
                await self._people.look_again("note", week, now)

    async def inform(self, matter: str, about: str, at: datetime | None = None) -> None:
        """Every coach within reach hears of this, once: now, or from an instant on."""
        coaches = await self._roster.on(self._platforms)
        await self._plan(*to_coaches(coaches, matter, about, at or self._now()))

    async def _tell_of_note(self, line: Inform) -> None:
        """Said anew each time: of what it was about before, another line may have told."""
        now = self._now()
        approvers = {one.account for one in await self._roster.listed() if one.is_approver}
        told = {line.to} if line.to else approvers - {line.besides}
        within_reach = told & set(await self._roster.on(self._platforms))
        await self._plan(*to_coaches(within_reach, line.matter, f"{now.isoformat()}/{line.week}", now))

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


def _act_of(change: OfDesk, now: datetime) -> Act | None:
    """What the audit trail says of it; nothing where a member let an answer be kept or took it back."""
    if isinstance(change, Publish):
        note = change.edition
        return Act(now, note.author, f"note_{note.state}", note.week, note.title[:TITLE])
    if isinstance(change, Revise) and change.act:
        return Act(now, change.revision.author, change.act, change.file)
    return None


def _hash_of(faults: Iterable[ContentError]) -> str:
    return blake2b("\n".join(map(str, faults)).encode(), digest_size=4).hexdigest()
