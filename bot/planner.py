"""One round of planning: what fell due becomes deliveries, and the agenda moves on, in one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.coaching.quotes import numbers_in
from bot.groups import Group
from bot.members import Member
from bot.news import to_coaches
from bot.rounds import POST, Round, Venue
from bot.store.groups import Groups
from bot.store.people import GROUP, Move, People, Row
from bot.store.roster import Roster
from bot.store.round_rows import posts_of
from bot.store.rounds import Rounds
from content.store import ContentStore
from scheduler.outbox import Delivery
from scheduler.plan import Due, Reading, Rhythm, after_quiet, drill_step, is_late, note_step
from scheduler.posts import post_step

BATCH = 200
"""Rows planned between two breaths of the event loop."""

AN_HOUR = timedelta(hours=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who gets a note, a member or a group."""

    kind: str
    """Of its row."""
    rhythm: Rhythm
    person: str
    account: str
    address: str

    def delivery(self, week: str, due_at: datetime, not_before: datetime) -> Delivery:
        """The note of that week for this reader."""
        return Delivery("note", self.person, week, self.account, due_at, not_before, self.address)


class Planner:
    """Asks the pure plan about every row that fell due and writes down what it says.

    The coaches on `platforms` hear when a note fails or drills were skipped.
    """

    def __init__(
        self,
        people: People,
        groups: Groups,
        rounds: Rounds,
        content: ContentStore,
        roster: Roster,
        platforms: Container[str],
    ) -> None:
        self._people = people
        self._groups = groups
        self._rounds = rounds
        self._content = content
        self._roster = roster
        self._platforms = platforms
        self._coaches: tuple[str, ...] = ()
        self._held: Mapping[str, tuple[int, ...]] = {}
        """Weeks whose note quotes readers who do not agree, with the numbers, until it has begun to go."""

    async def round(self, now: datetime) -> int:
        """Plan all that is due by now; how many rows that were."""
        planned = 0
        self._coaches = await self._roster.on(self._platforms)
        while rows := await self._people.due(now, BATCH):
            self._held = await self._held_back(row.due.label for row in rows if row.kind == "note")
            await self._people.advance(tuple(self._of_member(row, now) for row in rows))
            planned += len(rows)
            await asyncio.sleep(0)
        while groups := await self._groups.due(now, BATCH):
            self._held = await self._held_back(due.label for _, due in groups)
            await self._people.advance(tuple(self._of_group(group, due, now) for group, due in groups))
            planned += len(groups)
            await asyncio.sleep(0)
        while venues := await self._rounds.due(now, BATCH):
            for found, venue, due in venues:
                await self._rounds.advance(venue, *self._post(found, venue, due, now))
            planned += len(venues)
            await asyncio.sleep(0)
        return planned

    async def _held_back(self, weeks: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
        held: dict[str, tuple[int, ...]] = {}
        for week in set(weeks):
            edition = self._content.editions().get(week)
            numbers = numbers_in(edition.text) if edition and edition.state in ("ready", "held") else ()
            if numbers and not await self._people.has_begun("note", week):
                agreed = await self._people.agreed(numbers)
                held[week] = tuple(number for number in numbers if number not in agreed)
        return {week: numbers for week, numbers in held.items() if numbers}

    def _of_member(self, row: Row, now: datetime) -> Move:
        return _safely(row.member.person, row.kind, row.due, now, lambda: self._move(row, now))

    def _move(self, row: Row, now: datetime) -> Move:
        match row.kind:
            case "note":
                address = (row.member.person, row.member.home, row.member.address)
                return self._note(Reader(row.kind, row.member.rhythm, *address), row.due, now)
            case "overdue":
                leaves = after_quiet(now, row.member.rhythm)
                late = _delivery(row.member, "note", row.due.label, leaves, leaves)
                return Move(row.member.person, row.kind, (late,), (), None)
            case "snooze":
                again = _delivery(row.member, "snooze", row.due.label, row.due.at, row.due.at)
                return Move(row.member.person, row.kind, (again,), (), None)
        return self._drill(row, now)

    def _drill(self, row: Row, now: datetime) -> Move:
        step = drill_step(row.member.rhythm, row.due, now, row.unanswered)
        sent: tuple[Delivery, ...] = ()
        if step.send:
            due_at = _expected(step.due_at, step.not_before, now)
            sent = (_delivery(row.member, step.send, step.label, due_at, step.not_before),)
        skipped = tuple(
            _delivery(row.member, "drill", label, step.due_at, step.due_at) for label in step.folded
        )
        for delivery in skipped:
            log.warning("%s: skipped (late)", delivery.key)
        told = to_coaches(self._coaches, "late", now.date().isoformat(), now) if skipped else ()
        return Move(row.member.person, row.kind, (*sent, *told), skipped, step.next)

    def _of_group(self, group: Group, due: Due, now: datetime) -> Move:
        reader = Reader(GROUP, group.rhythm, group.chat, group.chat, group.address)
        return _safely(reader.person, GROUP, due, now, lambda: self._note(reader, due, now))

    def _post(
        self, found: Round, venue: Venue, due: Due, now: datetime
    ) -> tuple[tuple[Delivery, ...], tuple[date, ...], Due | None]:
        """What is posted, which days had no post, what comes next; what cannot be planned waits an hour."""
        try:
            step = post_step(posts_of(found), due, now)
        except Exception:
            log.exception(
                "challenge %d in %s could not be planned; again in an hour", found.number, venue.chat
            )
            return (), (), Due(due.label, now + AN_HOUR)
        sent = () if step.send is None else (_posted(found, venue, step.send, step.due_at),)
        for day in step.missed:
            log.warning("%s/%s/%d/%s: skipped (late)", POST, venue.chat, found.number, day)
        told = to_coaches(self._coaches, "unposted", now.date().isoformat(), now) if step.missed else ()
        return (*sent, *told), step.missed, step.next

    def _note(self, reader: Reader, due: Due, now: datetime) -> Move:
        week = due.label
        reading = self._reading(week)
        step = note_step(reader.rhythm, due, now, reading, self._content.has_reserve(week))
        told: tuple[Delivery, ...] = ()
        skipped: tuple[Delivery, ...] = ()
        if step.send == "reserve":
            self._content.reserve_for(week)
            told = to_coaches(self._coaches, "reserve", week, now)
        elif step.is_silent:
            told = to_coaches(self._coaches, "silence", week, now)
        elif step.is_missed and reading.ready_at:
            skipped = (reader.delivery(week, due.at, due.at),)
            log.warning("%s: skipped (late)", skipped[0].key)
            told = to_coaches(self._coaches, "missed", week, now)
        if week in self._held:
            numbers = "-".join(map(str, self._held[week]))
            told = (*told, *to_coaches(self._coaches, "unquoted", f"{week}/{numbers}", now))
        due_at = _expected(due.at, step.not_before, now)
        sent = (reader.delivery(week, due_at, step.not_before),) if step.send else ()
        return Move(reader.person, reader.kind, (*sent, *told), skipped, step.next)

    def _reading(self, week: str) -> Reading:
        edition = self._content.editions().get(week)
        if edition is None or edition.state not in ("ready", "held") or week in self._held:
            return Reading()
        return Reading(edition.at, edition.state == "held")


def _posted(found: Round, venue: Venue, label: str, due_at: datetime) -> Delivery:
    """A post of a round in one of its chats."""
    label = f"{found.number}/{label}"
    return Delivery(POST, venue.chat, label, venue.chat, due_at, due_at, venue.address)


def _safely(person: str, kind: str, due: Due, now: datetime, plan: Callable[[], Move]) -> Move:
    """One row that cannot be planned waits an hour and holds up nobody else."""
    try:
        return plan()
    except Exception:
        log.exception("%s/%s could not be planned; again in an hour", kind, person)
        return Move(person, kind, (), (), Due(due.label, now + AN_HOUR))


def _expected(due_at: datetime, not_before: datetime, now: datetime) -> datetime:
    """When the member expects it: what quiet hours hold is not late, what is late already stays so."""
    return due_at if is_late(due_at, now) else max(due_at, not_before)


def _delivery(member: Member, kind: str, label: str, due_at: datetime, not_before: datetime) -> Delivery:
    return Delivery(kind, member.person, label, member.home, due_at, not_before, member.address)
