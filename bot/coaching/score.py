"""The score: how strong the habit is, and runs of days. Pure.

The formula is that of Loop Habit Tracker (`ScoreList`, `Score.compute`): each day
`score = score * m + done * (1 - m)` with `m = 0.5 ** (sqrt(frequency) / 13)`, where `frequency` is the share
of days that are meant to be done, 1 for a drill a day. A miss takes about five per cent off, and never all.

Days off and days on which the bot itself was down are left out: the score stands still.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from math import sqrt

from bot.coaching.pauses import is_off
from bot.model import CheckIn, Member
from scheduler.plan import local_day
from scheduler.wall import ONE_DAY

FREQUENCY = 1.0
"""Days that are meant to be done, of all."""
KEEPS: float = 0.5 ** (sqrt(FREQUENCY) / 13)
"""What is left of a score after a day."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a member stands: score from 0 to 1, the run of days that goes on now, and the longest ever."""

    score: float
    run: int
    best_run: int


def standing(member: Member, check_ins: Iterable[CheckIn], excused: frozenset[date], today: date) -> Standing:
    """Computed from the day of joining to yesterday; today counts only when it is done."""
    done = {one.day for one in check_ins}
    score, run, best = 0.0, 0, 0
    for day in counted(member, excused, today, done):
        is_done = day in done
        score = score * KEEPS + is_done * (1 - KEEPS)
        run = run + 1 if is_done else 0
        best = max(best, run)
    return Standing(score, run, best)


def counted(member: Member, excused: frozenset[date], today: date, done: set[date]) -> Iterator[date]:
    """The days that count: what is done always does, what is off or excused never is a miss."""
    first = min((local_day(member.joined_at, member.rhythm.zone), *done))
    for day in _days(first, today):
        is_open = day == today or is_off(member.pauses, day) or day in excused
        if day in done or not is_open:
            yield day


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY
