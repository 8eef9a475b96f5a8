"""What wall clocks and calendars show: local dates, wall hours and ISO weeks, and the instants they mean.

Pure arithmetic over the IANA time zones. An instant is an aware datetime in UTC; a day is a local calendar
date; a week is an ISO week such as "2026-W47". An unknown zone raises `zoneinfo.ZoneInfoNotFoundError`, which
is a `KeyError`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil, floor
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)
ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)
_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the wall clock, `start` included and `end` not, that may run over midnight.

    Hours that start when they end hold nothing.
    """

    start: time
    end: time

    def holds(self, at: time) -> bool:
        """Whether that wall time lies in these hours."""
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


def instant(day: date, at: time, zone: str) -> datetime:
    """The instant at which the wall clock of a zone shows this time on this day.

    "Gap (spring): the first instant after it. Overlap (autumn): the first of the two." Of the two readings of
    PEP 495, fold=0 is the first of an overlap; around a gap, fold=1 lies before the change and fold=0 after.
    """
    tz = ZoneInfo(zone)
    wall = datetime.combine(day, at, tz).replace(fold=0)
    after = wall.astimezone(UTC)
    if after.astimezone(tz).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return after
    return _change_between(wall.replace(fold=1).astimezone(UTC), after, tz)


def second_instant(day: date, at: time, zone: str) -> datetime:
    """The second of the two instants in an overlap; `instant` itself at any other time."""
    first = instant(day, at, zone)
    wall = first.astimezone(ZoneInfo(zone))
    return wall.replace(fold=1).astimezone(UTC)


def _change_between(before: datetime, after: datetime, tz: ZoneInfo) -> datetime:
    """The instant, to the second, from which the offset of `after` holds: found by halving."""
    old = before.astimezone(tz).utcoffset()
    low, high = floor(before.timestamp()), ceil(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, tz).utcoffset() == old:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def local_day(now: datetime, zone: str) -> date:
    """The date on the calendar of that zone."""
    return now.astimezone(ZoneInfo(zone)).date()


def has_day(day: date, zone: str) -> bool:
    """Whether the calendar of that zone has this date: Samoa had no 30 December 2011."""
    return local_day(instant(day, MIDNIGHT, zone), zone) == day


def day_after(day: date, zone: str) -> date:
    """The next date that the calendar of that zone has."""
    return _step(day, ONE_DAY, zone)


def day_before(day: date, zone: str) -> date:
    """The last earlier date that the calendar of that zone has."""
    return _step(day, -ONE_DAY, zone)


def _step(day: date, by: timedelta, zone: str) -> date:
    day += by
    while not has_day(day, zone):
        day += by
    return day


def week_of(day: date) -> str:
    """The ISO week of a Sunday: "2026-W53" for 3 January 2027. Any other day has its next Sunday's."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def sunday_of(week: str) -> date:
    """The Sunday that ends an ISO week. Raises ValueError for what is no week."""
    parts = _WEEK.fullmatch(week)
    if parts is None:
        raise ValueError(f'a week is written like "2026-W47", not {week!r}')
    return date.fromisocalendar(int(parts[1]), int(parts[2]), 7)


def is_week(text: str) -> bool:
    """Whether the text names an ISO week that exists: "2026-W53" does, "2027-W53" does not."""
    try:
        sunday_of(text)
    except ValueError:
        return False
    return True


def week_now(now: datetime, zone: str) -> str:
    """The ISO week of the Sunday that comes, or is, on the calendar of that zone."""
    return week_of(local_day(now, zone))
