"""What is due when. Pure: no clock, no chat, no database.

A member's row in the schedule holds one `Due`. When it falls due, a step says what to do about it and what
the row holds next; whoever asked writes both in one transaction. The label of a `Due` is the key of its
delivery, "at most one, ever": a local date for a drill, the ISO week of the Sunday for a note.

    first_drill ─> Due ─> drill_step ─> send "drill" or "nudge", or nothing ─> next Due
    first_note  ─> Due ─> note_step  ─> send "coach" or "reserve", or nothing ─> next Due

The words in quotation marks are the design's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from scheduler.wall import (
    MIDNIGHT,
    ONE_DAY,
    ONE_WEEK,
    Quiet,
    day_after,
    day_before,
    has_day,
    instant,
    is_week,
    local_day,
    second_instant,
    sunday_of,
    week_now,
    week_of,
)

__all__ = [
    "DRILL_GRACE",
    "FOLDED_AT_MOST",
    "LATE",
    "PROMPTS_UNANSWERED",
    "SUNDAY_LIMIT",
    "DrillStep",
    "Due",
    "NoteStep",
    "Quiet",
    "Reading",
    "Rhythm",
    "after_quiet",
    "drill_step",
    "first_drill",
    "first_note",
    "instant",
    "is_late",
    "is_over",
    "is_week",
    "local_day",
    "note_step",
    "sunday_of",
    "target_week",
    "week_now",
    "week_of",
]

DRILL_GRACE = timedelta(hours=4)
""" "Catch-up after an outage: a daily drill up to 4 h late." """
LATE = timedelta(minutes=10)
""" "A message over 10 minutes late says so in a line." """
PROMPTS_UNANSWERED = 3
""" "Three prompts unanswered: ask once [...], then go quiet until the member's next tap or word." """
SUNDAY_LIMIT = time(21)
""" "Became ready on Sunday afternoon: goes then, until 21:00 local." """
FOLDED_AT_MOST = 31
"""After a longer outage a step names only the newest month of the drills before its own."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a member wants to hear from the bot: "wall time + IANA zone"."""

    zone: str
    hour: time
    """The hour of the daily drill."""
    note_hour: time = time(10)
    """The Sunday hour of the coach's note."""
    quiet: Quiet | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that falls due: its key's label (local date or ISO week) and its instant in UTC."""

    label: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillStep:
    """What to do with a drill that fell due."""

    send: Literal["drill", "nudge"] | None
    label: str
    due_at: datetime
    """The hour of the drill of that label; lateness is counted from it."""
    not_before: datetime
    """The message may leave from here on."""
    folded: tuple[str, ...] = ()
    """Drills passed over because they are too late, oldest first: skipped, and said in the log."""
    next: Due | None
    """What the row holds now; None means quiet until the member says something."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the coach's desk has for a week; `ready_at` is None while there is no note."""

    ready_at: datetime | None = None
    is_held: bool = False
    """The coach moved it to Monday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteStep:
    """What to do with a note that fell due: send one, be silent, have missed it, or (none of these) wait."""

    send: Literal["coach", "reserve"] | None = None
    is_monday: bool = False
    """It goes with the line that says why it comes on Monday."""
    not_before: datetime
    """The message may leave from here on."""
    is_silent: bool = False
    """Nothing to send on Monday either: "silence to members and a message to the coach"."""
    is_missed: bool = False
    """Monday ended without it: skipped, and said in the log and to the coach."""
    next: Due


def is_late(due_at: datetime, now: datetime) -> bool:
    """Whether a message is late enough to say so: more than `LATE`."""
    return now - due_at > LATE


def after_quiet(at: datetime, rhythm: Rhythm) -> datetime:
    """The instant itself, or the end of the quiet hours that hold it."""
    local = at.astimezone(ZoneInfo(rhythm.zone))
    quiet = rhythm.quiet
    if quiet is None or not quiet.holds(local.time()):
        return at
    day = local.date() if local.time() < quiet.end else local.date() + ONE_DAY
    end = instant(day, quiet.end, rhythm.zone)
    return end if end > at else second_instant(day, quiet.end, rhythm.zone)


# --- The daily drill ---


def first_drill(rhythm: Rhythm, now: datetime, last_day: date | None, is_travelling: bool = False) -> Due:
    """The next prompt of somebody who joins, comes back or changes the rhythm.

    `last_day` is the newest local date that already had its prompt: "a changed zone never closes a day
    twice nor skips one": when `is_travelling`, because the zone has just changed, a date whose hour is over
    falls due now.
    """
    today = local_day(now, rhythm.zone)
    if last_day is None or today > last_day:
        due = _drill_of(today, rhythm)
        if due.at > now or is_travelling:
            return Due(due.label, max(due.at, now))
        last_day = today
    return _drill_of(day_after(last_day, rhythm.zone), rhythm)


def drill_step(rhythm: Rhythm, due: Due, now: datetime, unanswered: int) -> DrillStep:
    """What to do with the drill `due` now that it fell due, when `unanswered` prompts went before it.

    Only the newest drill whose hour has come is sent, and only within `DRILL_GRACE`; all others are folded.
    The drill's own hour is exempt from quiet hours, a prompt that is late is not. A row that is not due yet
    (its rhythm changed) is laid anew and nothing else happens; one that fell due after its hour (a journey)
    is late only from then on.
    """
    first = date.fromisoformat(due.label)
    newest = _newest_drill(rhythm, now)
    if newest < first:
        again = _drill_of(first, rhythm)
        return DrillStep(send=None, label=again.label, due_at=again.at, not_before=again.at, next=again)
    due_at = instant(newest, rhythm.hour, rhythm.zone)
    if newest == first:
        due_at = max(due_at, due.at)
    step = DrillStep(
        send="drill",
        label=newest.isoformat(),
        due_at=due_at,
        not_before=after_quiet(now, rhythm) if is_late(due_at, now) else due_at,
        folded=_days(first, newest, rhythm.zone),
        next=_drill_of(day_after(newest, rhythm.zone), rhythm),
    )
    if unanswered > PROMPTS_UNANSWERED:
        return replace(step, send=None, folded=(), next=None)
    if step.not_before - due_at > DRILL_GRACE:
        return replace(step, send=None, folded=(*step.folded, step.label))
    if unanswered == PROMPTS_UNANSWERED:
        return replace(step, send="nudge", next=None)
    return step


def _drill_of(day: date, rhythm: Rhythm) -> Due:
    return Due(day.isoformat(), instant(day, rhythm.hour, rhythm.zone))


def _newest_drill(rhythm: Rhythm, now: datetime) -> date:
    """The latest local date whose hour has come. At the start of a day, the hour of the day before has."""
    today = local_day(now, rhythm.zone)
    has_come = instant(today, rhythm.hour, rhythm.zone) <= now
    return today if has_come else day_before(today, rhythm.zone)


def _days(first: date, stop: date, zone: str) -> tuple[str, ...]:
    """The labels of the days from `first` until before `stop`, at most the newest `FOLDED_AT_MOST`."""
    start = max(first, stop - FOLDED_AT_MOST * ONE_DAY)
    days = (start + ONE_DAY * n for n in range((stop - start).days))
    return tuple(day.isoformat() for day in days if has_day(day, zone))


# --- The Sunday note ---


def first_note(rhythm: Rhythm, now: datetime, waiting: str | None = None) -> Due:
    """The next Sunday hour, strictly after now, as the first note of somebody who joins or comes back.

    For a row that is laid anew (another hour, another zone), `waiting` is the week it holds: that week stays
    until its Monday ends, so that a change of hours loses no note and goes back to none.
    """
    if waiting is not None and now < _monday_end(sunday_of(waiting), rhythm):
        return Due(waiting, max(now, _note_of(sunday_of(waiting), rhythm).at))
    sunday = sunday_of(week_now(now, rhythm.zone))
    if instant(sunday, rhythm.note_hour, rhythm.zone) <= now:
        sunday += ONE_WEEK
    return _note_of(sunday, rhythm)


def note_step(rhythm: Rhythm, due: Due, now: datetime, reading: Reading, has_reserve: bool) -> NoteStep:
    """What to do with the note of the week `due`, now that it fell due or the desk changed.

    A ready note goes "at each reader's own Sunday hour", or when it became ready later on Sunday, until 21:00
    local (until midnight for a reader whose own hour is 21:00 or later). What is held or not ready by then
    waits for "Monday at the reader's hour"; then the coach's note goes, or "the next note of the reserve", or
    silence, and a note that becomes ready while Monday lasts still goes. Quiet hours hold a note, never past
    Monday's end.
    """
    sunday = sunday_of(due.label)
    following = _note_of(sunday + ONE_WEEK, rhythm)
    leaves = after_quiet(now, rhythm)
    is_ready = reading.ready_at is not None and reading.ready_at <= now
    if now < instant(sunday, rhythm.note_hour, rhythm.zone):
        return NoteStep(not_before=leaves, next=_note_of(sunday, rhythm))
    if leaves < _sunday_end(sunday, rhythm) and is_ready and not reading.is_held:
        return NoteStep(send="coach", not_before=leaves, next=following)
    if now < _monday_hour(sunday, rhythm):
        return NoteStep(not_before=leaves, next=Due(due.label, _monday_hour(sunday, rhythm)))
    end = _monday_end(sunday, rhythm)
    has_coach = is_ready or reading.is_held
    if now < end and not has_coach and not has_reserve:
        return NoteStep(not_before=leaves, is_silent=True, next=Due(due.label, end))
    if leaves >= end:
        return NoteStep(not_before=leaves, is_missed=True, next=following)
    send: Literal["coach", "reserve"] = "coach" if has_coach else "reserve"
    return NoteStep(send=send, is_monday=True, not_before=leaves, next=following)


def target_week(now: datetime, zone: str, is_ready: Callable[[str], bool]) -> str:
    """The week that a coach's new note is for: the Sunday that comes, or is.

    On a Monday whose Sunday had no note, it is that Sunday's: "if it was not ready, it comes on Monday".
    """
    today = local_day(now, zone)
    week_of_yesterday = week_of(today - ONE_DAY)  # another week than today's on Mondays only
    return week_of(today) if is_ready(week_of_yesterday) else week_of_yesterday


def is_over(week: str, at: datetime, zone: str) -> bool:
    """Whether the Monday behind that week has ended there: what is older "is held for a person"."""
    return local_day(at, zone) > sunday_of(week) + ONE_DAY


def _note_of(sunday: date, rhythm: Rhythm) -> Due:
    return Due(week_of(sunday), after_quiet(instant(sunday, rhythm.note_hour, rhythm.zone), rhythm))


def _sunday_end(sunday: date, rhythm: Rhythm) -> datetime:
    """Until when a note still goes as Sunday's."""
    if rhythm.note_hour < SUNDAY_LIMIT:
        return instant(sunday, SUNDAY_LIMIT, rhythm.zone)
    return instant(sunday + ONE_DAY, MIDNIGHT, rhythm.zone)


def _monday_hour(sunday: date, rhythm: Rhythm) -> datetime:
    """Monday at the reader's hour; where quiet hours hold that past the day's end, as soon as they let go."""
    monday = sunday + ONE_DAY
    hour = after_quiet(instant(monday, rhythm.note_hour, rhythm.zone), rhythm)
    if hour < _monday_end(sunday, rhythm):
        return hour
    return after_quiet(instant(monday, MIDNIGHT, rhythm.zone), rhythm)


def _monday_end(sunday: date, rhythm: Rhythm) -> datetime:
    return instant(sunday + 2 * ONE_DAY, MIDNIGHT, rhythm.zone)
