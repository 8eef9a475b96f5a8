"""What coaches are told unasked."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime

from scheduler.outbox import Delivery


def within_reach(coaches: Iterable[str], platforms: Container[str]) -> tuple[str, ...]:
    """The coaches on platforms that run; the others could not be written to."""
    return tuple(coach for coach in coaches if coach.partition(":")[0] in platforms)


def to_coaches(coaches: Iterable[str], matter: str, about: str, now: datetime) -> tuple[Delivery, ...]:
    """One line for each coach, once for each matter and what it is about: a week, or a day."""
    return tuple(Delivery("coach", coach, f"{matter}/{about}", coach, now, now) for coach in sorted(coaches))
