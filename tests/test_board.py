"""The board: how the members are, in figures that name nobody who does not want it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.changes import Amend, Erase, Pass, Save
from bot.coach import Board, Few, Score
from bot.commands import answer
from bot.members import CheckIn, Member, Pause
from bot.model import Ask, Question, Said
from bot.store.board import Boards
from bot.store.database import Database
from bot.store.people import Move, People
from content.store import Shelf
from scheduler.outbox import Delivery
from scheduler.plan import Rhythm
from tests.asks import LIBRARY
from tests.doors import DOORS, open_door
from tests.doors import LIBRARY as ILLUSTRATED
from tests.test_store import database

__all__ = ["database"]
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TODAY = NOW.date()
ONE_DAY = timedelta(days=1)


def shown(board: Board, **also: Any) -> str:
    """The board as a coach reads it."""
    said = Said("terminal:coach", "Coach", "terminal:coach", "/board")
    ask = Ask(said, "board", "", NOW, Shelf(LIBRARY), is_coach=True, board=board)
    (reply,) = answer(replace(ask, **also)).replies
    return reply.text


def a_member(name: str, **changed: Any) -> Member:
    account = f"terminal:{name}"
    return replace(Member(account, account, account, name, Rhythm("UTC", time(7)), NOW, NOW), **changed)


def keep(database: Database, member: Member, *check_ins: CheckIn) -> None:
    amended = tuple(Amend(member.person, one) for one in check_ins)
    asyncio.run(People(database).remember(member.person, 0, (Save(member), *amended), {}))


def counted(database: Database) -> Board:
    return asyncio.run(Boards(database).board(NOW))


def hurt(pain: int | None, days_ago: int, *, was_too_much: bool = False) -> CheckIn:
    return CheckIn(TODAY - days_ago * ONE_DAY, "tripod-stance", NOW, was_too_much=was_too_much, pain=pain)


@pytest.mark.parametrize("platform", DOORS)
async def test_a_coach_sees_it_and_nobody_else(platform: str, tmp_path: Path) -> None:
    async with open_door(platform, tmp_path, NOW, ILLUSTRATED) as door:
        await door.says("sam", "/start")
        await door.says("coach", "/board")
        assert "1 active within 7 days" in door.sees("coach")[-1].text
        await door.says("sam", "/board")
        assert "I do not know /board" in door.sees("sam")[-1].text


def test_members_are_counted_by_how_they_stand(database: Database) -> None:
    week_ago = NOW - timedelta(days=7)
    injury = Pause(date(2026, 11, 20), None, is_injury=True)
    holiday = Pause(date(2026, 11, 20), None, is_injury=False)
    standings: dict[str, dict[str, Any]] = {
        "active": {"heard_at": week_ago + timedelta(seconds=1)},
        "silent": {"heard_at": week_ago},
        "paused": {"standing": "paused", "pauses": (injury, holiday)},
        "injured": {"standing": "paused", "pauses": (holiday, injury)},
        "until": {"standing": "paused", "paused_until": date(2026, 11, 26)},
        "back": {"standing": "paused", "paused_until": date(2026, 11, 25)},
        "stopped": {"standing": "stopped"},
    }
    for name, changed in standings.items():
        keep(database, a_member(name, **changed))
    board = counted(database)
    assert (board.active, board.silent, board.paused, board.stopped) == (2, 1, 3, 1)
    assert board.injured == Few(1)


def test_pain_counts_by_its_worst_figure_of_the_week_and_names_only_who_agreed(database: Database) -> None:
    keep(database, a_member("Ann", shares_pain=True), hurt(6, 1), hurt(4, 0))
    keep(database, a_member("Ben"), hurt(10, 6))
    keep(database, a_member("Cat", shares_pain=True), hurt(5, 0), hurt(9, 7))
    keep(database, a_member("Dan"), hurt(3, 0), hurt(None, 1))
    keep(database, a_member("Eve", has_open_sign=True))
    board = counted(database)
    assert board.red == Few(2, ("Ann",))
    assert board.amber == Few(1, ("Cat",))
    assert board.signs == Few(1)


def test_drills_that_were_too_much_within_a_month_are_counted(database: Database) -> None:
    late = replace(hurt(None, 2, was_too_much=True), drill="bridge-hold")
    keep(database, a_member("Ann"), hurt(None, 1, was_too_much=True), late)
    keep(database, a_member("Ben"), hurt(None, 29, was_too_much=True), hurt(None, 30, was_too_much=True))
    assert dict(counted(database).easier) == {"tripod-stance": 2, "bridge-hold": 1}


def test_who_is_forgotten_is_in_no_figure(database: Database) -> None:
    keep(database, a_member("Ann", has_open_sign=True), hurt(7, 0, was_too_much=True))
    person = "terminal:Ann"
    question = Question(person, person, person, "Ann", "Why?", NOW, about="2026-W47")
    asyncio.run(People(database).remember(person, 1, (Pass(question), Erase(person, date(2026, 11, 24))), {}))
    assert counted(database) == Board()


def test_the_score_of_a_note_tells_what_became_of_it(database: Database) -> None:
    for week, sent in (("2026-W46", 1), ("2026-W47", 3)):
        for number in range(4):
            keep_note(database, week, number, "sent" if number < sent else "failed")
    keep_note(database, "2026-W47", 9, "planned")
    keep(database, a_member("Ann", wants_note=False, note_off_at=NOW + timedelta(hours=1)))
    keep(database, a_member("Ben", wants_note=False, note_off_at=NOW - timedelta(days=3)))
    newest, before = counted(database).scores
    assert newest == Score("2026-W47", 5, 3, 1, {"gone": 1}, 1)
    assert before == Score("2026-W46", 4, 1, 0, {"gone": 3}, 1)


def keep_note(database: Database, week: str, number: int, state: str) -> None:
    at = NOW if week == "2026-W47" else NOW - timedelta(days=7)
    person = f"terminal:{number}"
    note = Delivery("note", person, week, person, at, at)
    asyncio.run(People(database).advance((Move("", "", (note,), (), None),)))
    database.connection.execute(
        "UPDATE deliveries SET state = ?, reason = ?, settled_at = ? WHERE key = ?",
        (
            state,
            "gone: blocked" if state == "failed" else "",
            at.isoformat(timespec="microseconds"),
            note.key,
        ),
    )


def test_history_is_never_read_whole(database: Database) -> None:
    asked: list[str] = []
    keep_note(database, "2026-W47", 1, "sent")
    database.connection.set_trace_callback(asked.append)
    counted(database)
    database.connection.set_trace_callback(None)
    plans = [
        row["detail"]
        for sql in asked
        for row in database.connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
    ]
    assert len(asked) > 10
    assert [
        plan for plan in plans if re.match(r"SCAN (check_ins|deliveries|questions)\b(?!.*INDEX)", plan)
    ] == []


# --- as it reads


def test_figures_of_health_below_three_are_not_told() -> None:
    text = shown(Board(signs=Few(0), red=Few(2, ("Ann",)), amber=Few(3), injured=Few(4)))
    assert "Open warning sign (red): **fewer than 3**" in text
    assert "Pain 6 to 10 this week (red): **fewer than 3**: Ann" in text
    assert "Pain 4 or 5 this week (amber): **3**" in text
    assert "On a pause for an injury: **4**" in text


def test_it_names_what_waits_what_is_too_hard_and_how_the_notes_did() -> None:
    question = Question("p", "p", "p", "Sam", "How long do I hold the bridge? " * 5, NOW, number=3)
    text = shown(
        Board(
            easier={"bridge-hold": 4, "gone-by-now": 9},
            waiting={"": 2, "2026-W47": 7, "letter-3": 1},
            scores=(Score("2026-W47", 40, 35, 2, {"gone": 3}, 1), Score("2026-W46", 30, 30)),
        ),
        inbox=(question,),
        misses={"elbowpain": 5},
    )
    for line in (
        "Wished easier, 30 days: Bridge hold (4)",
        "2 questions wait",
        "7 replies to 2026-W47 wait",
        "One reply to your message 3 waits",
        "“How long do I hold the bridge? How long do I hold the…”",
        "Shown, and not what was meant: Elbow pain (5).",
        "Note 2026-W47: 35 of 40 delivered; 2 waiting; gone 3; 1 unsubscribed since",
        "Note 2026-W46: 30 of 30 delivered",
    ):
        assert line in text, line
    assert len(text) < 2000
