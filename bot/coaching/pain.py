"""Pain after a drill, 0 to 10, and what follows from it. Pure.

| answer | today | tomorrow |
|---|---|---|
| 0–3 | go on | the same stage; it may rise by its own rule |
| 4–5 | keep or ease | asked in the morning: settled, the same stage; not settled or not said, one down |
| 6–10 | stop this drill | asked in the morning; the drill rests, and one stage down when it returns |
| unsettled two mornings running | rest | suggest being seen |

The table is the common ground of sources that differ in the middle, studied for the Achilles tendon only; the
last row is a rule of our own. It is never applied while a warning sign is open: callers see to that.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from bot.members import CheckIn

CALM, EASED = 3, 5
"""The highest figures of the first two rows."""
REST = timedelta(days=3)
"""How long a drill rests after a figure of the third row; a rule of our own."""
LONG_REST = timedelta(days=7)
"""How long it rests after two unsettled mornings running."""
ASKED_FOR = timedelta(days=7)
"""How long the morning question waits for an answer; later nobody remembers."""

Advice = Literal["go_on", "ease", "stop"]


def advise(figure: int) -> Advice:
    """What a figure means for the rest of the day."""
    if figure <= CALM:
        return "go_on"
    return "ease" if figure <= EASED else "stop"


def hurt(check_in: CheckIn) -> bool:
    """Whether it was more than the first row."""
    return check_in.pain is not None and check_in.pain > CALM


def to_settle(check_ins: Iterable[CheckIn], day: date) -> CheckIn | None:
    """The newest check-in before that day, if it hurt and its morning question is still to be answered."""
    earlier = [one for one in check_ins if day - ASKED_FOR <= one.day < day]
    newest = max(earlier, key=lambda one: one.day, default=None)
    return newest if newest is not None and hurt(newest) and newest.has_settled is None else None


def rests_until(drill: str, check_ins: Iterable[CheckIn]) -> date | None:
    """The first day on which the drill may come again; None where nothing speaks against it.

    A figure of 6 or more lets it rest for REST after a calm morning, else for LONG_REST; two unsettled
    mornings running let both drills rest for LONG_REST, be they the same or not.
    """
    told = sorted((one for one in check_ins if one.pain is not None), key=lambda one: one.day)
    ends = [
        one.day + (REST if one.has_settled else LONG_REST)
        for one in told
        if one.drill == drill and (one.pain or 0) > EASED
    ]
    for one, two in pairwise(told):
        if drill in (one.drill, two.drill) and _unsettled(one) and _unsettled(two):
            ends.append(two.day + LONG_REST)
    return max(ends, default=None)


def should_be_seen(check_ins: Iterable[CheckIn]) -> bool:
    """Whether the two newest check-ins that told a figure had both not settled by the next morning."""
    told = sorted((one for one in check_ins if one.pain is not None), key=lambda one: one.day)[-2:]
    return len(told) == 2 and all(map(_unsettled, told))


def _unsettled(check_in: CheckIn) -> bool:
    return hurt(check_in) and check_in.has_settled is False
