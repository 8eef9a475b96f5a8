"""Days done of days asked for: fair to who comes late, leaves, rests, pauses, or does more than was asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.counting import (
    by_week,
    day_number,
    drill_of,
    is_of,
    places,
    standing,
    standings,
    together,
    weeks,
)
from bot.members import Pause
from bot.rounds import Entrant, Round, Stay

FIRST = date(2026, 11, 23)  # a Monday


def day(number: int) -> date:
    """A day of the round, from 1."""
    return FIRST + timedelta(days=number - 1)


def days(*numbers: int) -> frozenset[date]:
    return frozenset(map(day, numbers))


ROUND = Round(1, "seven-forefoot-days", "Seven", ("a", "b", "c"), FIRST, 14, 5, time(8), "Europe/Berlin")


def entrant(
    did: Iterable[int] = (), *stays: Stay, number: int = 1, pauses: tuple[Pause, ...] = ()
) -> Entrant:
    name = f"No. {number}"
    return Entrant(number, name, name, "telegram:-1", stays or (Stay(FIRST),), False, days(*did), pauses)


@pytest.mark.parametrize(
    ("case", "who", "counted"),
    [
        ("nothing done", entrant(), ((0, 5), (0, 5))),
        ("all that was asked", entrant((1, 2, 3, 4, 5, 8, 9, 10, 11, 12)), ((5, 5), (5, 5))),
        ("more than was asked is as good", entrant(range(1, 8)), ((5, 5), (0, 5))),
        ("one week cannot make up for another", entrant((1, *range(8, 15))), ((1, 5), (5, 5))),
        ("who comes on day 5 is asked for what is left", entrant((5, 6), Stay(day(5))), ((2, 3), (0, 5))),
        ("who leaves on day 3 is asked for two days", entrant((1,), Stay(FIRST, day(3))), ((1, 2), (0, 0))),
        (
            "who was away is asked for the days on both sides",
            entrant((1, 9), Stay(FIRST, day(3)), Stay(day(7))),
            ((1, 3), (1, 5)),
        ),
        ("days before joining do not count", entrant((1, 2, 3, 4), Stay(day(4))), ((1, 4), (0, 5))),
        ("days after leaving do not count", entrant((1, 2, 3), Stay(FIRST, day(3))), ((2, 2), (0, 0))),
        ("a pause asks for nothing", entrant((1,), pauses=(Pause(day(2), day(6)),)), ((1, 3), (0, 5))),
        ("an open pause neither", entrant((1,), pauses=(Pause(day(2)),)), ((1, 1), (0, 0))),
        ("a day done on a pause counts", entrant((1, 3), pauses=(Pause(day(2)),)), ((2, 2), (0, 0))),
    ],
)
def test_a_week_is_judged_by_the_days_that_somebody_had(
    case: str, who: Entrant, counted: tuple[tuple[int, int], ...]
) -> None:
    assert by_week(ROUND, who) == counted, case
    stands = standing(ROUND, who)
    assert (stands.done, stands.asked) == tuple(map(sum, zip(*counted, strict=True)))


def test_days_off_for_all_and_days_without_a_post_are_not_asked_for() -> None:
    resting = replace(ROUND, rest=frozenset({5, 6}), excused=frozenset({day(1)}))
    assert by_week(resting, entrant((2, 3, 6))) == ((3, 5), (0, 5))
    assert by_week(replace(resting, days_a_week=7), entrant((2, 3, 6))) == ((3, 5), (0, 5))
    assert by_week(replace(resting, days_a_week=7), entrant((1, 2, 3))) == ((3, 5), (0, 5))


def test_a_round_that_was_stopped_asks_for_no_day_behind_its_end() -> None:
    stopped = replace(ROUND, ended=day(4))
    assert stopped.last == day(3)
    assert by_week(stopped, entrant((1, 2, 5))) == ((2, 3),)
    assert not is_of(stopped, day(4))
    assert weeks(replace(ROUND, ended=FIRST)) == ()


def test_equals_have_equal_places_and_the_next_is_behind_all_of_them() -> None:
    people = (
        entrant((1, 2), number=1),
        entrant((1,), Stay(FIRST, day(2)), number=2),
        entrant((3, 4), number=3),
        entrant((), number=4),
    )
    ranked = [(one.entrant.number, one.place) for one in places(standings(ROUND, people))]
    assert ranked == [(2, 1), (1, 2), (3, 2), (4, 4)]
    assert together(standings(ROUND, people)) == (5, 31)


def test_the_drills_come_in_turn() -> None:
    assert [drill_of(ROUND, day(n)) for n in (1, 2, 3, 4)] == ["a", "b", "c", "a"]
    assert day_number(ROUND, day(9)) == 9


numbers = st.sets(st.integers(1, 20))
edges = st.lists(st.integers(-3, 20), min_size=2, max_size=2, unique=True).map(sorted)


@given(numbers, numbers, edges, st.integers(1, 7), st.sets(st.integers(0, 6), max_size=6))
def test_nobody_can_do_more_than_was_asked_or_lose_by_doing_more(
    did: set[int], more: set[int], stay: list[int], a_week: int, rest: set[int]
) -> None:
    of = replace(ROUND, days_a_week=a_week, rest=frozenset(rest))
    stays = Stay(day(stay[0]), day(stay[1]))
    few, many = (standing(of, entrant(one, stays)) for one in (did, did | more))
    assert 0 <= few.done <= few.asked <= 2 * a_week
    assert few.done <= many.done
    assert few.share <= many.share
