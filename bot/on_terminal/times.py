"""The words behind `/at`: when to move the clock to.

`sunday 10:00`, `18:30`, `tomorrow`, `+3h`, `+1d 12h`, `2026-11-29 10:00`, `2026-11-29T10:00+01:00`. A day
without an hour keeps the hour; a weekday or an hour is the next one to come.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.wall import instant

YEARS = range(1971, 2200)
"""Zones have rules for these; far beyond them a leap would live through centuries of days."""
FARTHEST = timedelta(days=366)
"""One leap; every day on the way is lived through, so a longer one would take its time."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
HOURS = {"midnight": time(0), "noon": time(12)}
_FILLING = frozenset({"at", "on", "next", "the"})
_HOUR = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(am|pm)?")
_STEP = re.compile(r"(\d{1,9})(m|min|minutes?|h|hours?|d|days?|w|weeks?)(?![a-z])")
_GAP_BEFORE_HALF = re.compile(r"(?<=\d)\s+(?=[ap]m\b)")


class NotATime(ValueError):
    """The words name no instant."""


class Past(ValueError):
    """The words name an instant that is over."""


class TooFar(ValueError):
    """The words name an instant more than a year ahead."""


@dataclass(frozen=True, slots=True)
class _Named:
    """What the words named; None where they did not."""

    day: date | None = None
    weekday: int | None = None
    """0 is Monday."""
    hour: time | None = None


def instant_of(text: str) -> datetime | None:
    """An ISO 8601 instant with its offset, within the years that clocks can be trusted with; else None."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo and at.year in YEARS else None


def moment(words: str, now: datetime, zone: str) -> datetime:
    """The instant, in UTC, that somebody in this zone means. Raises NotATime, Past or TooFar."""
    try:
        at = _moment(words.strip().lower(), now, zone)
    except OverflowError:
        raise TooFar(words) from None
    if at < now:
        raise Past(words)
    if at - now > FARTHEST:
        raise TooFar(words)
    return at


def _moment(words: str, now: datetime, zone: str) -> datetime:
    if words.startswith("+"):
        return _later(words[1:], now, zone)
    if words.startswith("-"):
        raise Past(words)
    written = _written(words)
    if written is None:
        return _next(_named(words, now.astimezone(ZoneInfo(zone)).date()), now, zone)
    _refuse_other_ages(written, now)
    if written.tzinfo:
        return written.astimezone(UTC)
    return instant(written.date(), written.time(), zone)


def _later(steps: str, now: datetime, zone: str) -> datetime:
    """So much later: hours and minutes as they pass, days and weeks at the same hour of the wall clock."""
    joined = "".join(steps.split())
    found = _STEP.findall(joined)
    if "".join(number + unit for number, unit in found) != joined or not found:
        raise NotATime(steps)
    amount = dict.fromkeys("wdhm", 0)
    for number, unit in found:
        amount[unit[0]] += int(number)
    passing = timedelta(hours=amount["h"], minutes=amount["m"])
    days = timedelta(weeks=amount["w"], days=amount["d"])
    if not days:
        return now + passing
    here = now.astimezone(ZoneInfo(zone))
    return instant(here.date() + days, here.time(), zone) + passing


def _written(words: str) -> datetime | None:
    """A date with its hour as ISO 8601 writes it; with an offset it is aware."""
    try:
        date.fromisoformat(words)
    except ValueError:
        try:
            return datetime.fromisoformat(words.upper())
        except ValueError:
            return None
    return None


def _refuse_other_ages(written: date, now: datetime) -> None:
    """The ends of the calendar cannot be compared across zones."""
    if written.year < now.year - 1:
        raise Past(str(written))
    if written.year > now.year + 2:
        raise TooFar(str(written))


def _named(words: str, today: date) -> _Named:
    """A day, an hour or both, in any order."""
    found = _Named()
    for word in _GAP_BEFORE_HALF.sub("", words).replace(",", " ").split():
        if word not in _FILLING:
            found = _with(found, word, today)
    if found == _Named():
        raise NotATime(words)
    return found


def _with(found: _Named, word: str, today: date) -> _Named:
    weekday = _weekday(word)
    day = today + timedelta(days=DAYS[word]) if word in DAYS else _day(word)
    hour = _hour(word)
    is_second = found.hour if hour is not None else found.day or found.weekday is not None
    if is_second or (weekday, day, hour) == (None, None, None):
        raise NotATime(word)
    return _Named(
        day=found.day or day,
        weekday=found.weekday if weekday is None else weekday,
        hour=found.hour if hour is None else hour,
    )


def _weekday(word: str) -> int | None:
    """The day that these at least three letters begin."""
    fitting = (number for number, name in enumerate(WEEKDAYS) if len(word) >= 3 and name.startswith(word))
    return next(fitting, None)


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word.upper())
    except ValueError:
        return None


def _hour(word: str) -> time | None:
    if word in HOURS:
        return HOURS[word]
    match = _HOUR.fullmatch(word)
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _next(named: _Named, now: datetime, zone: str) -> datetime:
    """The named hour of the named day, or the first one from now on."""
    here = now.astimezone(ZoneInfo(zone))
    hour = here.time() if named.hour is None else named.hour
    if named.day:
        _refuse_other_ages(named.day, now)
        return instant(named.day, hour, zone)
    ahead = 0 if named.weekday is None else (named.weekday - here.weekday()) % 7
    again = 1 if named.weekday is None else 7
    day = here.date() + timedelta(days=ahead)
    at = instant(day, hour, zone)
    return at if at > now else instant(day + timedelta(days=again), hour, zone)
