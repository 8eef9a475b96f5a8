"""The state store: what only its own face shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.changes import Amend, Log, Save
from bot.members import CheckIn, Member, Pause
from bot.store.database import Database
from bot.store.ledger import Ledger
from bot.store.people import DUE, Move, People
from scheduler.outbox import Delivery, Settlement
from scheduler.plan import Due, Rhythm

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SAM = Member("terminal:sam", "terminal:sam", "", "Sam", Rhythm("UTC", time(7)), NOW, NOW)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(tmp_path)
    yield opened
    opened.close()


async def prompted(database: Database, day: int, state: str) -> None:
    """A prompt of that day of November that ended so, a day later than it was due."""
    people, ledger = People(database), Ledger(database)
    at = NOW + timedelta(days=day)
    delivery = Delivery("drill", SAM.person, f"2026-11-{day}", SAM.home, at, at)
    await people.advance((Move(SAM.person, "drill", (delivery,), (), Due("2026-11-30", NOW)),))
    await ledger.claim("terminal", at, 1)
    await ledger.settle(delivery, Settlement(state, at))


async def test_only_prompts_that_were_sent_count_as_unanswered(database: Database) -> None:
    people = People(database)
    await people.remember(SAM.person, 0, (Save(SAM),), {"drill": Due("2026-11-23", NOW)})
    for day, state in ((23, "sent"), (24, "failed"), (25, "skipped"), (26, "sent")):
        await prompted(database, day, state)
    (row,) = await people.due(NOW, 10)
    assert row.unanswered == 2


async def test_what_the_member_said_since_answers_all_prompts(database: Database) -> None:
    people = People(database)
    heard = Member("terminal:sam", "terminal:sam", "", "Sam", SAM.rhythm, NOW, NOW + timedelta(days=40))
    await people.remember(heard.person, 0, (Save(heard),), {"drill": Due("2026-11-23", NOW)})
    await prompted(database, 23, "sent")
    (row,) = await people.due(NOW, 10)
    assert row.unanswered == 0


async def test_planning_costs_what_is_due_and_not_who_is_stored(database: Database) -> None:
    plan = database.connection.execute(f"EXPLAIN QUERY PLAN {DUE}", (NOW.isoformat(), 200)).fetchall()
    steps = [row["detail"] for row in plan]
    assert any("agenda_by_time" in step for step in steps)
    assert not any("SCAN" in step or "TEMP B-TREE" in step for step in steps), steps


async def test_nothing_more_is_planned_for_whoever_cannot_be_reached(database: Database) -> None:
    people = People(database)
    await people.remember(SAM.person, 0, (Save(SAM),), {"drill": Due("2026-11-23", NOW)})
    await people.lose(SAM.home)
    assert await people.next_due() is None
    recalled = await people.recall(SAM.home)
    assert recalled.member is not None
    assert not recalled.member.is_reachable


async def test_all_of_a_member_and_of_a_check_in_comes_back(database: Database) -> None:
    people = People(database)
    first, until = date(2026, 11, 1), date(2026, 11, 8)
    member = replace(
        SAM,
        focus="hips",
        parked=("foot", "one cue"),
        aim="running",
        history=frozenset({"foot fracture", "Achilles tear"}),
        ticked=frozenset({"knee surgery"}),
        is_guarded=True,
        pauses=(Pause(first, until), Pause(until, None, is_injury=True)),
        gentle_until=until,
    )
    felt = CheckIn(first, "bridge-hold", NOW, True, "glutes", "left", 4, False)
    await people.remember(
        SAM.person, 0, (Save(member), Log(SAM.person, CheckIn(first, "bridge-hold", NOW))), {}
    )
    await people.remember(SAM.person, 1, (Amend(SAM.person, felt),), {})
    recalled = await people.recall(SAM.home)
    assert recalled.member == replace(member, version=1)
    assert recalled.check_ins == (felt,)


async def test_a_migration_is_made_once_and_the_data_stays(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    await People(database).remember(SAM.person, 0, (Save(SAM),), {})
    database.close()
    again = Database.open(tmp_path)
    recalled = await People(again).recall(SAM.home)
    again.close()
    assert recalled.member is not None
    assert recalled.member.rhythm == SAM.rhythm


async def test_a_note_that_changed_is_taken_back_from_all_who_have_not_got_it_yet(database: Database) -> None:
    people, ledger = People(database), Ledger(database)
    await people.remember(SAM.person, 0, (Save(SAM),), {})
    note = Delivery("note", SAM.person, "2026-W47", SAM.home, NOW, NOW)
    await people.advance((Move(SAM.person, "note", (note,), (), Due("2026-W48", NOW + timedelta(days=7))),))
    await people.look_again("note", "2026-W47", NOW)
    assert await ledger.claim("terminal", NOW, 10) == ()
    (row,) = await people.due(NOW, 10)
    assert row.due == Due("2026-W47", NOW)


async def test_a_note_that_has_left_stays_as_it_is(database: Database) -> None:
    people, ledger = People(database), Ledger(database)
    await people.remember(SAM.person, 0, (Save(SAM),), {})
    note = Delivery("note", SAM.person, "2026-W47", SAM.home, NOW, NOW)
    await people.advance((Move(SAM.person, "note", (note,), (), Due("2026-W48", NOW + timedelta(days=7))),))
    await ledger.claim("terminal", NOW, 10)
    await ledger.mark_sending(note)
    assert await people.has_begun("note", "2026-W47")
    await people.look_again("note", "2026-W47", NOW)
    assert await people.due(NOW, 10) == ()
