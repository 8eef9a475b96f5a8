"""What coaches are told unasked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.changes import TRIAL, Trial
from content.edits import Desk, hash_of
from scheduler.outbox import Delivery


def to_coaches(coaches: Iterable[str], matter: str, about: str, now: datetime) -> tuple[Delivery, ...]:
    """One line for each coach, once for each matter and what it is about: a week, a day, a page."""
    return tuple(Delivery("coach", coach, f"{matter}/{about}", coach, now, now) for coach in sorted(coaches))


def a_trial(trial: Trial, now: datetime) -> Delivery:
    """A note for the coach alone."""
    label = f"{now.isoformat()}/{trial.week}"
    return Delivery(TRIAL, trial.account, label, trial.account, now, now, trial.address)


def matters_of(desk: Desk, torn: str) -> Iterator[tuple[str, str]]:
    """What coaches should hear of their desk: the matter, and what it is about, with a hash of why.

    `torn` is the hash of a damaged version of the desk, if there is one.
    """
    for file, fault in desk.laid.left_out.items():
        yield "unread", f"{desk.name(file)}-{hash_of(str(fault))}"
    for file in desk.behind():
        if file not in desk.laid.left_out:
            yield "changed", f"{desk.name(file)}-{hash_of(desk.text_below(file))}"
    if torn:
        yield "torn", torn
