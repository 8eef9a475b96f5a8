"""What is checked once more at the moment of sending, after the plan was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.commands.unasked import compose
from bot.members import CheckIn, Member
from bot.model import Notice, Question, Reply
from content.editions import Edition, State
from content.library import Note, read_library
from scheduler.outbox import Skip
from scheduler.plan import Rhythm

SUNDAY = datetime(2026, 11, 22, 10, tzinfo=UTC)
LIBRARY = read_library()
SAM = Member(
    person="terminal:sam",
    home="terminal:sam",
    address="terminal:sam",
    name="Sam",
    rhythm=Rhythm("UTC", time(10)),
    joined_at=SUNDAY - timedelta(days=9),
    heard_at=SUNDAY - timedelta(days=1),
)
DRILL = Notice("drill", "2026-11-22", SUNDAY, SUNDAY, LIBRARY, SAM)
EDITION = Edition("2026-W47", "Feet first", "Words.", "ready", SUNDAY, "terminal:coach")
NOTE = Notice("note", "2026-W47", SUNDAY, SUNDAY, LIBRARY, SAM, edition=EDITION)
MONDAY = SUNDAY + timedelta(days=1)
QUOTE = Question("terminal:sam", "terminal:sam", "", "Sam", "Less ache.", SUNDAY, consent="named")


@pytest.mark.parametrize(
    ("notice", "changed", "reason"),
    [
        (DRILL, {"standing": "stopped"}, "stopped"),
        (DRILL, {"standing": "paused"}, "paused"),
        (DRILL, {"standing": "paused", "paused_until": date(2026, 11, 23)}, "paused"),
        (DRILL, {"has_open_sign": True}, "sign"),
        (DRILL, {"is_reachable": False}, "unreachable"),
        (NOTE, {"standing": "stopped"}, "stopped"),
        (NOTE, {"wants_note": False}, "unsubscribed"),
    ],
)
def test_a_member_who_changed_their_mind_gets_nothing(
    notice: Notice, changed: dict[str, Any], reason: str
) -> None:
    assert compose(replace(notice, member=replace(SAM, **changed))) == Skip(reason)


def test_nobody_who_was_forgotten_gets_anything() -> None:
    assert compose(replace(DRILL, member=None)) == Skip("forgotten")


def test_a_pause_is_over_on_its_day() -> None:
    member = replace(SAM, standing="paused", paused_until=date(2026, 11, 22))
    assert isinstance(compose(replace(DRILL, member=member)), Reply)


def test_a_drill_that_was_done_is_not_asked_for() -> None:
    done = (CheckIn(date(2026, 11, 22), "tripod-stance", SUNDAY),)
    assert compose(replace(DRILL, check_ins=done)) == Skip("done")


def test_a_drill_that_waited_too_long_for_its_platform_is_dropped() -> None:
    assert compose(replace(DRILL, now=SUNDAY + timedelta(hours=4, seconds=1))) == Skip("late")
    assert isinstance(compose(replace(DRILL, now=SUNDAY + timedelta(hours=4))), Reply)


def test_an_open_sign_keeps_drills_away_but_not_the_note() -> None:
    assert isinstance(compose(replace(NOTE, member=replace(SAM, has_open_sign=True))), Reply)


def test_a_note_that_was_held_or_taken_back_is_not_sent_on_sunday() -> None:
    for state in ("held", "cancelled"):
        assert compose(replace(NOTE, edition=replace(EDITION, state=state))) == Skip("not ready")


@pytest.mark.parametrize(
    ("state", "quotes", "why"),
    [
        ("ready", {}, "quotes 12, 13 without a yes"),
        ("ready", {12: QUOTE, 13: QUOTE}, "no note was ready"),
        ("draft", {}, "no note was ready"),
    ],
)
def test_the_coach_hears_why_readers_get_nothing(
    state: State, quotes: Mapping[int, Question], why: str
) -> None:
    edition = replace(EDITION, state=state, text="{quote: 12} and {quote: 13}")
    silence = Notice("coach", "silence/2026-W47", MONDAY, MONDAY, LIBRARY, edition=edition, quotes=quotes)
    told = compose(silence)
    assert isinstance(told, Reply)
    assert why in told.text


def test_on_monday_a_held_note_goes_with_its_line_and_a_cancelled_one_gives_way_to_the_reserve() -> None:
    held = compose(replace(NOTE, now=MONDAY, due_at=MONDAY, edition=replace(EDITION, state="held")))
    assert isinstance(held, Reply)
    assert held.text.startswith("*It is Monday")
    shelf = Note("reserve-1", "From the shelf", "Evergreen.")
    cancelled = replace(
        NOTE, now=MONDAY, due_at=MONDAY, edition=replace(EDITION, state="cancelled"), reserve=shelf
    )
    reserve = compose(cancelled)
    assert isinstance(reserve, Reply)
    assert reserve.title == "From the shelf"
