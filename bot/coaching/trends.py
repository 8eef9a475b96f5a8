"""Which way it goes: pain and where it was felt, for one track, and one thing to do about it. Pure.

A trend compares the later half of what was told in four weeks with the earlier half.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean
from typing import Literal

from bot.coaching.pain import CALM
from bot.coaching.pauses import is_off
from bot.members import CheckIn, Member
from content.charts import Mark
from content.model import Drill
from scheduler.wall import ONE_WEEK

LATELY = timedelta(days=28)
"""What a trend looks at."""
ENOUGH = 4
"""Figures of pain from which there is a trend."""
NOTABLE = 1.0
"""Points of pain between two halves that are more than chance; a rule of our own, as all of these."""
SEVERAL = 3
"""Misses of one weekday, of the four lately, from which it is named."""

Way = Literal["rising", "falling", "steady", "single"]
Kind = Literal["resume", "ease", "weekday", "again", "go_on"]


@dataclass(frozen=True, slots=True)
class Trend:
    """The mean of the earlier and of the later half; `single` where there is too little to compare."""

    way: Way
    before: float
    after: float
    last: int
    """The newest figure."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to do."""

    kind: Kind
    weekday: int = 0
    """Monday is 1; 0 where it is about no weekday."""


def of_track(check_ins: Iterable[CheckIn], drills: Mapping[str, Drill], track: str) -> tuple[CheckIn, ...]:
    """The check-ins of that track's drills, in the order given."""
    return tuple(one for one in check_ins if one.drill in drills and drills[one.drill].track == track)


def since(check_ins: Iterable[CheckIn], today: date, within: timedelta) -> tuple[CheckIn, ...]:
    """The check-ins of that many days up to today."""
    return tuple(one for one in check_ins if timedelta() <= today - one.day < within)


def pain_trend(check_ins: Iterable[CheckIn]) -> Trend | None:
    """Which way the figures go; None where none was told."""
    told = [one.pain for one in sorted(check_ins, key=lambda one: one.day) if one.pain is not None]
    if not told:
        return None
    if len(told) < ENOUGH:
        return Trend("single", told[-1], told[-1], told[-1])
    half = len(told) // 2
    before, after = round(mean(told[:half]), 1), round(mean(told[-half:]), 1)
    if abs(after - before) < NOTABLE:
        return Trend("steady", before, after, told[-1])
    return Trend("rising" if after > before else "falling", before, after, told[-1])


def felt_right(check_ins: Iterable[CheckIn], drills: Mapping[str, Drill]) -> list[bool]:
    """For each check-in that told where it was felt: was it one of the drill's own spots?"""
    return [one.felt in drills[one.drill].feel for one in check_ins if one.felt and one.drill in drills]


def suggest(member: Member, marks: Mapping[date, Mark], pain: Trend | None, today: date) -> Suggestion:
    """What comes first counts: a pause, pain, one weekday, few days, and else to go on."""
    if is_off(member.pauses, today):
        return Suggestion("resume")
    if pain and (pain.way == "rising" or max(pain.after, pain.last) > CALM):
        return Suggestion("ease")
    if weekday := _often_missed(marks, today):
        return Suggestion("weekday", weekday)
    week = [mark for day, mark in marks.items() if today - day < ONE_WEEK]
    done, missed = week.count("done"), week.count("missed")
    return Suggestion("go_on" if done and done >= missed else "again")


def _often_missed(marks: Mapping[date, Mark], today: date) -> int:
    """The weekday that has at least half of the misses lately, and SEVERAL of them; 0 where none has."""
    missed = Counter(
        day.isoweekday() for day, mark in marks.items() if mark == "missed" and today - day <= LATELY
    )
    weekday, times = max(missed.items(), key=lambda one: one[1], default=(0, 0))
    return weekday if times >= SEVERAL and times * 2 >= missed.total() else 0
