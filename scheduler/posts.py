"""When a challenge speaks in its chats. Pure: no clock, no chat, no database.

A chat's row holds one `Due`: the local day whose post comes next, or END. When it falls due, a step says what
to post and what the row holds next. "A challenge post until its local day ends": what is later is missed, and
a day that everybody missed is nobody's day to do.

    first_post ─> Due ─> post_step ─> send a day or END, or nothing ─> next Due
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from scheduler.plan import Due
from scheduler.wall import ONE_DAY, has_day, instant, local_day

END = "end"
"""The label of the last post, on the day after the last."""


@dataclass(frozen=True, slots=True)
class Posts:
    """The days of a challenge: from `first` to `last`, without weekdays of rest (Monday 0)."""

    first: date
    last: date
    hour: time
    zone: str
    rest: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostStep:
    """What to do with a post that fell due."""

    send: str | None = None
    """The label to send."""
    due_at: datetime
    missed: tuple[date, ...] = ()
    """Days that ended before their post could be planned, oldest first."""
    next: Due | None
    """What the row holds now; None when all is said."""


def first_post(posts: Posts, now: datetime) -> Due:
    """The next post of a chat that comes in: today's at once, where its hour is over."""
    today = local_day(now, posts.zone)
    due = _next(posts, max(posts.first, today))
    return Due(due.label, max(due.at, now)) if due.label == today.isoformat() else due


def post_step(posts: Posts, due: Due, now: datetime) -> PostStep:
    """What to do with the post `due` now that it fell due."""
    if due.label == END:
        return PostStep(send=END, due_at=due.at, next=None)
    today = local_day(now, posts.zone)
    days = tuple(_days(posts, date.fromisoformat(due.label)))
    missed = tuple(day for day in days if day < today)
    if today not in days:
        return PostStep(due_at=due.at, missed=missed, next=_next(posts, today))
    hour = instant(today, posts.hour, posts.zone)
    if hour > now:
        return PostStep(due_at=due.at, missed=missed, next=Due(today.isoformat(), hour))
    due_at = max(hour, due.at) if due.label == today.isoformat() else hour
    following = _next(posts, today + ONE_DAY)
    return PostStep(send=today.isoformat(), due_at=due_at, missed=missed, next=following)


def _days(posts: Posts, first: date) -> Iterator[date]:
    """The days of posts from that one on."""
    day = max(first, posts.first)
    while day <= posts.last:
        if day.weekday() not in posts.rest and has_day(day, posts.zone):
            yield day
        day += ONE_DAY


def _next(posts: Posts, first: date) -> Due:
    """The next day with a post from that one on; behind the last, the end, at the same hour."""
    day = next(_days(posts, first), None)
    if day is not None:
        return Due(day.isoformat(), instant(day, posts.hour, posts.zone))
    return Due(END, instant(max(posts.last + ONE_DAY, posts.first), posts.hour, posts.zone))
