"""How a round stands: days done out of days asked for, judged by the week. Pure.

A round's weeks are its days 1 to 7, 8 to 14 and so on. In each of them an entrant is asked for `days_a_week`
days, or for as many as they had: days before joining, after leaving, on a pause, on the group's rest days and
days without a post are no days to do, unless they did them. More than was asked for counts as what was asked
for, so that nobody has to catch up or can run ahead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from bot.coaching.pauses import is_off
from bot.rounds import Entrant, Round
from scheduler.wall import ONE_DAY

A_WEEK = 7
ROUNDS = 32
"""Whose weeks are remembered: they are asked for once for each entrant."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Days done out of days asked for, and the place among all; equal shares have equal places."""

    entrant: Entrant
    done: int
    asked: int
    place: int = 0
    """From 1, the next behind two equals being two further; 0 where nobody is ranked."""

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.done / self.asked if self.asked else 0.0


@lru_cache(ROUNDS)
def weeks(of: Round) -> tuple[tuple[date, ...], ...]:
    """The days of each of its weeks; the last may be short."""
    days = [of.first + timedelta(days=n) for n in range((of.last - of.first).days + 1)]
    return tuple(tuple(days[at : at + A_WEEK]) for at in range(0, len(days), A_WEEK))


def by_week(of: Round, entrant: Entrant) -> tuple[tuple[int, int], ...]:
    """Days done and days asked for, for each week of the round."""
    counted: list[tuple[int, int]] = []
    for week in weeks(of):
        own = [day for day in week if was_in(entrant, day)]
        did = sum(day in entrant.days for day in own)
        could = sum(day in entrant.days or _is_asked(of, entrant, day) for day in own)
        goal = min(of.days_a_week, could)
        counted.append((min(did, goal), goal))
    return tuple(counted)


def standing(of: Round, entrant: Entrant) -> Standing:
    """What an entrant did of what the whole round asks of them."""
    counted = by_week(of, entrant)
    return Standing(entrant, sum(done for done, _ in counted), sum(asked for _, asked in counted))


def standings(of: Round, entrants: Iterable[Entrant]) -> tuple[Standing, ...]:
    """Of all of them, without places."""
    return tuple(standing(of, one) for one in entrants)


def places(of_all: Iterable[Standing]) -> tuple[Standing, ...]:
    """All of them with their places, by share of the days asked for; equals by the order of joining."""
    ranked = sorted(of_all, key=lambda one: (-one.share, one.entrant.number))
    found: list[Standing] = []
    for at, one in enumerate(ranked, start=1):
        is_equal = bool(found) and found[-1].share == one.share
        found.append(replace(one, place=found[-1].place if is_equal else at))
    return tuple(found)


def together(of_all: Iterable[Standing]) -> tuple[int, int]:
    """Days done and days asked for, of all of them; who left counts with what they were in for."""
    known = tuple(of_all)
    return sum(one.done for one in known), sum(one.asked for one in known)


def was_in(entrant: Entrant, day: date) -> bool:
    """Whether somebody was in on that day."""
    for stay in entrant.stays:  # noqa: SIM110 - asked for each of a thousand people and thirty days
        if stay.first <= day and (stay.until is None or day < stay.until):
            return True
    return False


def _is_asked(of: Round, entrant: Entrant, day: date) -> bool:
    return not is_off(entrant.pauses, day) and day.weekday() not in of.rest and day not in of.excused


def is_of(of: Round, day: date) -> bool:
    """Whether a day is one of the round's."""
    return of.first <= day <= of.last


def day_number(of: Round, day: date) -> int:
    """Which of its days that is, from 1."""
    return (day - of.first) // ONE_DAY + 1


def drill_of(of: Round, day: date) -> str:
    """The slug of that day's drill."""
    return of.drills[(day_number(of, day) - 1) % len(of.drills)]
