"""Days off: noted where they begin and end, whatever command it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.coaching.pauses import is_injured, is_off, noted
from bot.members import Member, Pause
from tests.asks import SAM
from tests.talk import messages, talk

MONDAY, TUESDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 27)
PAUSED = replace(SAM, standing="paused", paused_until=FRIDAY)


@pytest.mark.parametrize(
    "off",
    [replace(SAM, standing="paused"), replace(SAM, standing="stopped"), replace(SAM, has_open_sign=True)],
    ids=["paused", "stopped", "sign"],
)
def test_a_day_off_begins_and_ends_with_what_keeps_prompts_away(off: Member) -> None:
    begun = noted(SAM, off, MONDAY)
    assert begun.pauses == (Pause(MONDAY, is_injury=off.has_open_sign),)
    ended = noted(begun, replace(SAM, pauses=begun.pauses), TUESDAY)
    assert ended.pauses == (Pause(MONDAY, TUESDAY, is_injury=off.has_open_sign),)
    assert is_off(ended.pauses, MONDAY)
    assert not is_off(ended.pauses, TUESDAY)


def test_a_pause_until_a_day_is_over_by_itself() -> None:
    begun = noted(SAM, PAUSED, MONDAY)
    assert begun.pauses == (Pause(MONDAY, FRIDAY),)
    assert noted(begun, replace(begun, name="Samuel"), FRIDAY).pauses == begun.pauses


def test_a_pause_that_is_ended_early_counts_as_long_as_it_was() -> None:
    begun = noted(SAM, PAUSED, MONDAY)
    back = replace(begun, standing="active", paused_until=None)
    assert noted(begun, back, TUESDAY).pauses == (Pause(MONDAY, TUESDAY),)
    assert noted(begun, back, MONDAY).pauses == ()


def test_a_sign_within_a_pause_keeps_it_open() -> None:
    begun = noted(SAM, PAUSED, MONDAY)
    signed = noted(begun, replace(begun, has_open_sign=True), TUESDAY)
    assert signed.pauses == (Pause(MONDAY, is_injury=True),)
    settled = replace(signed, has_open_sign=False)
    assert noted(signed, settled, TUESDAY).pauses == (Pause(MONDAY, FRIDAY, is_injury=True),)


def test_an_injury_is_known_as_one_until_it_is_over() -> None:
    injured = replace(SAM, standing="paused", pauses=(Pause(MONDAY, None, is_injury=True),))
    assert is_injured(noted(SAM, injured, MONDAY))
    back = noted(injured, replace(injured, standing="active"), FRIDAY)
    assert back.pauses == (Pause(MONDAY, FRIDAY, is_injury=True),)
    assert not is_injured(back)


def test_after_an_injury_drills_are_gentle_for_two_weeks_and_the_plan_says_that_it_is_lower() -> None:
    lines = talk(
        {"who": "sam", "text": "/start"},
        {"who": "sam", "text": "/arrive clear"},
        {"who": "sam", "text": "/done"},
        {"who": "sam", "text": "/pause"},
        {"who": "sam", "press": "I am injured"},
        {"at": "2026-11-25T12:00:00+00:00"},
        {"who": "sam", "press": "Resume"},
        {"who": "sam", "press": "My plan"},
        {"who": "sam", "press": "Why this one?"},
    )
    assert messages(lines, "sam", "drill") == []
    back, plan, why = messages(lines)[-3:]
    assert "Two weeks of gentle drills" in back["text"]
    for said in (plan, why):
        assert "came back on Wednesday 25 November" in said["text"]
        assert "Gentle drills only until Wednesday 9 December" in said["text"]
    assert "one lower" in why["text"]
