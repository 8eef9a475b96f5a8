"""Rows of the challenges of groups, to values."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, datetime, time

from bot.members import Pause
from bot.rounds import Entrant, Round, Stay, Venue
from scheduler.plan import local_day
from scheduler.posts import Posts


def posts_of(found: Round) -> Posts:
    """What the plan goes by."""
    return Posts(found.first, found.last, found.hour, found.zone, found.rest)


def is_running(found: Round, now: datetime) -> bool:
    """Whether its last day has not passed."""
    return found.ended is None and local_day(now, found.zone) <= found.last


def round_of(row: sqlite3.Row) -> Round:
    """The round of a row."""
    return Round(
        number=row["number"],
        slug=row["slug"],
        title=row["title"],
        drills=tuple(json.loads(row["drills"])),
        first=date.fromisoformat(row["first"]),
        days=row["days"],
        days_a_week=row["days_a_week"],
        hour=time.fromisoformat(row["hour"]),
        zone=row["zone"],
        rest=frozenset(json.loads(row["rest"])),
        is_ranked=bool(row["is_ranked"]),
        code=row["code"],
        ended=_day(row["ended"]),
        excused=frozenset(map(date.fromisoformat, json.loads(row["excused"]))),
    )


def venue_of(row: sqlite3.Row) -> Venue:
    """The venue of a row."""
    return Venue(row["number"], row["chat"], row["address"])


def entrant_of(row: sqlite3.Row, days: frozenset[date]) -> Entrant:
    """The entrant of a row with the `pauses` of the person, and the days of their check-ins."""
    off = json.loads(row["pauses"] or row["kept_pauses"])
    kept = frozenset(map(date.fromisoformat, json.loads(row["kept_days"])))
    return Entrant(
        number=row["number"],
        person=row["person"],
        name=row["name"],
        chat=row["chat"],
        stays=tuple(Stay(date.fromisoformat(a), _day(b)) for a, b in json.loads(row["stays"])),
        is_hidden=bool(row["is_hidden"]),
        days=days | kept,
        pauses=tuple(Pause(date.fromisoformat(a), _day(b), c) for a, b, c in off),
    )


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None
