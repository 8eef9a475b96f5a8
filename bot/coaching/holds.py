"""Holds against the clock: which set and side comes when, and the phases of one hold. Pure.

    ready ── LEAD ──> start ── half of it ──> half ── the rest ──> done ──> the next set or side, by a tap

A phase is known by its label, "tripod-stance/2/2026-11-22T07:00:05+00:00/half": drill, number of the hold,
when the hold began, phase. So whatever shows it needs to know nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from bot.members import Side
from content.model import Dose

Phase = Literal["ready", "start", "half", "done", "stopped"]

LEAD = timedelta(seconds=5)
"""Time to get into position: a start by itself is kinder to busy hands than one more tap."""


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold of a drill, numbered from 1 in the order in which they come: left, right, the next set."""

    drill: str
    number: int = 1


@dataclass(frozen=True, slots=True)
class Step:
    """One phase of a hold that began at `began_at`, when its countdown ended."""

    hold: Hold
    began_at: datetime
    phase: Phase

    @property
    def label(self) -> str:
        """What a delivery is known by."""
        return f"{self.hold.drill}/{self.hold.number}/{self.began_at.isoformat()}/{self.phase}"

    def at(self, dose: Dose) -> datetime:
        """When this phase is to be shown."""
        return self.began_at + _after_start(self.phase, dose)

    def ends_at(self, dose: Dose) -> datetime | None:
        """When the next phase takes its place; None for one that stays."""
        order: dict[Phase, Phase] = {"ready": "start", "start": "half", "half": "done"}
        follows = order.get(self.phase)
        return self.began_at + _after_start(follows, dose) if follows else None


def _after_start(phase: Phase, dose: Dose) -> timedelta:
    seconds: dict[Phase, float] = {"start": 0.0, "half": dose.seconds / 2, "done": dose.seconds}
    return timedelta(seconds=seconds[phase]) if phase in seconds else -LEAD


def steps(hold: Hold, now: datetime) -> Iterator[Step]:
    """All phases of a hold that is begun now, in order."""
    phases: tuple[Phase, ...] = ("ready", "start", "half", "done")
    return (Step(hold, now + LEAD, phase) for phase in phases)


def step_of(label: str) -> Step:
    """The phase that was labelled so. Raises ValueError for any other label."""
    drill, number, began_at, phase = label.split("/")
    known: dict[str, Phase] = {one: one for one in get_args(Phase)}
    return Step(Hold(drill, int(number)), datetime.fromisoformat(began_at), known[phase])


def count(dose: Dose) -> int:
    """How many holds there are: each side of a set is one."""
    return dose.sets * (2 if dose.sides else 1)


def set_of(hold: Hold, dose: Dose) -> int:
    """The number of its set, from 1."""
    return (hold.number + 1) // 2 if dose.sides else hold.number


def side_of(hold: Hold, dose: Dose) -> Side | None:
    """Its side, where the drill has sides: left first."""
    if not dose.sides:
        return None
    return "left" if hold.number % 2 else "right"
