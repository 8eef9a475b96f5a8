"""The score: how strong the habit is, and runs of days. Pure.

The formula is that of Loop Habit Tracker (`ScoreList`, `Score.compute`): each day
`score = score * m + done * (1 - m)` with `m = 0.5 ** (sqrt(frequency) / 13)`, where `frequency` is the share
of days that are meant to be done, 1 for a drill a day. A miss takes about five per cent off, and never all.

Days off and days on which the bot itself was down are left out: the score stands still.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt

from bot.coaching.pauses import is_off
from bot.members import CheckIn, Member
from content.charts import Mark
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

    @property
    def percent(self) -> int:
        """The score as it is shown."""
        return round(self.score * 100)


def standing(marks: Mapping[date, Mark]) -> Standing:
    """Computed from days in order; those that are off or ahead change nothing."""
    score, run, best = 0.0, 0, 0
    for mark in marks.values():
        if mark in ("done", "missed"):
            is_done = mark == "done"
            score = score * KEEPS + is_done * (1 - KEEPS)
            run = run + 1 if is_done else 0
            best = max(best, run)
    return Standing(score, run, best)


def marked(
    member: Member, check_ins: Iterable[CheckIn], excused: frozenset[date], today: date
) -> dict[date, Mark]:
    """What became of each day from the first to today, in order.

    What was done counts, on a day off too. Today is ahead until it is done, and the day of joining is no
    miss: it began before anything was asked.
    """
    done = {one.day for one in check_ins}
    joined = local_day(member.joined_at, member.rhythm.zone)

    def mark(day: date) -> Mark:
        if day in done:
            return "done"
        if day in (joined, today):
            return "ahead"
        return "off" if day in excused or is_off(member.pauses, day) else "missed"

    first = min((joined, *done))
    return {day: mark(day) for day in (first + ONE_DAY * n for n in range((today - first).days + 1))}
