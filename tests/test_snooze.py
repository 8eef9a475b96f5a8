"""Snooze: the drill of the day once more, and the usual hour where it was."""

from __future__ import annotations

import pytest

from tests.talk import last, messages, talk

START = {"who": "sam", "text": "/start"}
MORNING = {"at": "2026-11-22T06:30:00+00:00"}
"""07:30 in Berlin: the prompt of 07:00 is there."""


def drills(*lines: dict[str, str]) -> list[str]:
    """When sam was shown a drill."""
    return [line["at"][:16] for line in messages(talk(START, *lines), "sam", "drill")]


@pytest.mark.parametrize(
    ("choice", "again"),
    [("20 minutes", "2026-11-22T07:50"), ("An hour", "2026-11-22T08:30"), ("Tonight", "2026-11-22T19:00")],
)
def test_the_drill_comes_again_and_the_next_one_at_its_usual_hour(choice: str, again: str) -> None:
    taps = ({"who": "sam", "press": "Snooze"}, {"who": "sam", "press": choice})
    shown = drills(MORNING, *taps, {"at": "2026-11-23T12:00:00+00:00"})
    assert shown == ["2026-11-22T07:00", again, "2026-11-23T07:00"]


def test_tomorrow_is_the_usual_hour_of_tomorrow() -> None:
    taps = ({"who": "sam", "press": "Snooze"}, {"who": "sam", "press": "Tomorrow"})
    shown = drills(MORNING, *taps, {"at": "2026-11-23T12:00:00+00:00"})
    assert shown == ["2026-11-22T07:00", "2026-11-23T07:00"]


def test_what_is_done_is_not_shown_again() -> None:
    taps = ("Snooze", "An hour", "Done")
    shown = drills(
        MORNING, *({"who": "sam", "press": tap} for tap in taps), {"at": "2026-11-22T12:00:00+00:00"}
    )
    assert shown == ["2026-11-22T07:00"]


def test_a_later_snooze_takes_the_place_of_the_first() -> None:
    taps = ("Snooze", "20 minutes", "Snooze", "An hour")
    shown = drills(
        MORNING, *({"who": "sam", "press": tap} for tap in taps), {"at": "2026-11-22T12:00:00+00:00"}
    )
    assert shown == ["2026-11-22T07:00", "2026-11-22T08:30"]


def test_quiet_hours_do_not_hold_what_was_asked_for() -> None:
    quiet = {"who": "sam", "text": "/settings quiet 08:00-20:00"}
    taps = ({"who": "sam", "press": "Snooze"}, {"who": "sam", "press": "An hour"})
    assert drills(quiet, MORNING, *taps, {"at": "2026-11-22T12:00:00+00:00"})[-1] == "2026-11-22T08:30"


def test_a_snooze_lasts_through_a_restart(tmp_path_factory: pytest.TempPathFactory) -> None:
    options = ("--data", str(tmp_path_factory.mktemp("kept")))
    talk(START, MORNING, {"who": "sam", "text": "/snooze 1h"}, options=options)
    later = "2026-11-22T07:10:00+00:00"
    lines = talk({"at": "2026-11-22T12:00:00+00:00"}, at=later, options=options)
    assert [line["at"][:16] for line in messages(lines, "sam", "drill")] == ["2026-11-22T08:30"]


def test_late_in_the_evening_tonight_is_not_offered() -> None:
    labels = last("/start", "/snooze", at="2026-11-22T20:30:00+00:00")["buttons"]
    assert "Tonight" not in labels
    assert "Tomorrow" in labels


def test_a_button_of_an_earlier_day_does_nothing() -> None:
    told = last("/start", "/snooze 2026-11-21 1h")
    assert "over" in told["text"]
    assert told["buttons"] == ["Today's drill"]
