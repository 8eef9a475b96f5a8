"""Which schedules a member has."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from bot.agenda import lay_out
from bot.members import Member
from scheduler.plan import Due, Rhythm

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SAM = Member("terminal:sam", "terminal:sam", "", "Sam", Rhythm("UTC", time(7)), NOW, NOW)
AGENDA = {
    "drill": Due("2026-11-23", datetime(2026, 11, 23, 7, tzinfo=UTC)),
    "note": Due("2026-W48", datetime(2026, 11, 29, 10, tzinfo=UTC)),
}


def test_a_newcomer_gets_both() -> None:
    assert lay_out(SAM, None, {}, None, NOW) == AGENDA


def test_nothing_changes_while_nothing_changes() -> None:
    assert lay_out(replace(SAM, name="Samuel"), SAM, AGENDA, None, NOW) == {}


@pytest.mark.parametrize(
    ("changed", "gone"),
    [
        ({"standing": "stopped"}, {"drill", "note"}),
        ({"standing": "paused"}, {"drill", "note"}),
        ({"has_open_sign": True}, {"drill"}),
        ({"wants_note": False}, {"note"}),
    ],
)
def test_what_is_not_wanted_is_taken_away(changed: dict[str, Any], gone: set[str]) -> None:
    laid = lay_out(replace(SAM, **changed), SAM, AGENDA, None, NOW)
    assert {kind for kind, due in laid.items() if due is None} == gone
    assert set(laid) == gone


def test_a_pause_until_a_day_moves_both_beyond_it() -> None:
    paused = replace(SAM, standing="paused", paused_until=date(2026, 12, 2))
    laid = lay_out(paused, SAM, AGENDA, None, NOW)
    labels = {kind: due.label for kind, due in laid.items() if due}
    assert labels == {"drill": "2026-12-02", "note": "2026-W49"}


def test_the_quiet_after_unanswered_prompts_ends_with_the_next_word() -> None:
    laid = lay_out(SAM, SAM, {"note": AGENDA["note"]}, date(2026, 11, 22), NOW)
    assert laid == {"drill": AGENDA["drill"]}


def test_a_day_that_had_its_prompt_gets_no_other_after_a_journey() -> None:
    moved = replace(SAM, rhythm=Rhythm("Pacific/Honolulu", time(7)))
    laid = lay_out(moved, SAM, AGENDA, date(2026, 11, 22), NOW)
    assert laid["drill"] is not None
    assert laid["drill"].label == "2026-11-23"


def test_a_note_that_waits_for_monday_stays_when_the_hours_change() -> None:
    waiting = {**AGENDA, "note": Due("2026-W47", datetime(2026, 11, 23, 10, tzinfo=UTC))}
    changed = replace(SAM, rhythm=Rhythm("UTC", time(8)))
    laid = lay_out(changed, SAM, waiting, None, NOW)
    assert laid["note"] is not None
    assert laid["note"].label == "2026-W47"
