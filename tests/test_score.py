"""The score: known figures, and what it never does."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.coaching.score import KEEPS, Standing, marked, standing
from bot.members import CheckIn, Member, Pause
from tests.asks import SAM

FIRST = date(2026, 11, 22)
"""The day on which SAM joined."""


def stands(days: Iterable[int], today: int, member: Member = SAM, excused: Iterable[int] = ()) -> Standing:
    """How sam stands after check-ins on these days, counted from the first."""
    check_ins = [CheckIn(day(one), "stance", datetime.combine(day(one), time(8), UTC)) for one in days]
    return standing(marked(member, check_ins, frozenset(map(day, excused)), day(today)))


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


@pytest.mark.parametrize(
    ("done", "score"), [(1, 0.0519), (7, 0.3115), (13, 0.5), (26, 0.75), (30, 0.798), (365, 1.0)]
)
def test_the_score_has_the_figures_of_its_formula(done: int, score: float) -> None:
    assert stands(range(done), done).score == pytest.approx(score, abs=0.0005)


def test_today_counts_only_when_it_is_done() -> None:
    assert stands(range(5), 5) == stands(range(5), 4)
    assert stands(range(6), 5).score > stands(range(5), 5).score
    assert stands([], 0) == Standing(0.0, 0, 0)
    assert stands([0], 0).percent == 5


def test_one_miss_takes_a_little_and_never_all() -> None:
    before, after = stands(range(20), 20).score, stands(range(20), 21).score
    assert after == pytest.approx(before * KEEPS)
    assert after > before * 0.94


def test_a_pause_changes_nothing() -> None:
    paused = replace(SAM, pauses=(Pause(day(10), day(40)),))
    assert stands(range(10), 40, paused) == stands(range(10), 10)
    assert stands(range(10), 60, replace(SAM, pauses=(Pause(day(10), None),))) == stands(range(10), 10)


def test_a_day_on_which_the_bot_was_down_is_no_miss() -> None:
    assert stands([0, 1, 3], 4, excused=[2]) == stands([0, 1, 2], 3)


def test_each_day_is_marked_and_the_first_is_no_miss() -> None:
    check_ins = [CheckIn(day(one), "stance", datetime.combine(day(one), time(8), UTC)) for one in (1, 3)]
    paused = replace(SAM, pauses=(Pause(day(3), day(5)),))
    found = marked(paused, check_ins, frozenset({day(5)}), day(7))
    assert list(found.values()) == ["ahead", "done", "missed", "done", "off", "off", "missed", "ahead"]
    assert list(found) == [day(number) for number in range(8)]


def test_what_is_done_on_a_day_off_counts() -> None:
    paused = replace(SAM, pauses=(Pause(day(1), day(3)),))
    assert stands([0, 1], 3, paused).run == 2


def test_the_best_run_stays_and_a_miss_begins_a_new_one() -> None:
    assert stands([0, 1, 2, 4, 5], 6) == Standing(stands([0, 1, 2, 4, 5], 6).score, 2, 3)
    assert stands([0, 1, 2], 5).run == 0


@pytest.mark.parametrize("seed", range(20))
def test_it_stays_between_nothing_and_all_and_never_rises_by_a_miss(seed: int) -> None:
    dice = random.Random(seed)
    done: list[int] = []
    before = 0.0
    for number in range(200):
        is_done = dice.random() < 0.7
        done += [number] * is_done
        score = stands(done, number + 1).score
        assert 0.0 <= score <= 1.0
        assert score > before if is_done and before < 1 else score <= before
        before = score
