"""The plan's promises in every zone, in every year from 2024 to 2030, at every hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.plan import (
    DRILL_GRACE,
    LATE,
    PROMPTS_UNANSWERED,
    Due,
    Quiet,
    Reading,
    Rhythm,
    after_quiet,
    drill_step,
    first_drill,
    first_note,
    instant,
    local_day,
    note_step,
    sunday_of,
    week_of,
)
from tests.effort import EFFORT

ZONES = sorted(available_timezones())
ONE_DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
HOURS_NEAR_CHANGES = [time(0), time(0, 30), time(1, 30), time(2, 15), time(23, 15)]

zones = st.sampled_from(ZONES)
hours = st.builds(time, st.integers(0, 23), st.integers(0, 59))
passed = st.integers(0, int(timedelta(days=2500).total_seconds()))
instants = passed.map(lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + seconds * SECOND)
quiets = st.none() | st.builds(Quiet, hours, hours)
rhythms = st.builds(Rhythm, zone=zones, hour=hours, note_hour=hours, quiet=quiets)

few = settings(max_examples=100 * EFFORT, deadline=None, database=None)
many = settings(few, max_examples=300)


def check_hour(label: str, at: datetime, hour: time, zone: str) -> None:
    """The first time that the wall clock shows the hour; in a gap, the first instant after it."""
    here = at.astimezone(ZoneInfo(zone))
    wall = datetime.combine(date.fromisoformat(label), hour)
    if here.replace(tzinfo=None) == wall:
        assert here.fold == 0
    else:
        just_before = (at - SECOND).astimezone(ZoneInfo(zone))
        assert just_before.replace(tzinfo=None) < wall < here.replace(tzinfo=None)


def is_quiet(at: datetime, rhythm: Rhythm) -> bool:
    """Whether the wall clock stands in quiet hours."""
    return rhythm.quiet is not None and rhythm.quiet.holds(at.astimezone(ZoneInfo(rhythm.zone)).time())


def days_of_change(zone: str) -> list[date]:
    """The local dates from 2024 to 2030 on which the offset changes."""
    tz = ZoneInfo(zone)
    week, days = datetime(2024, 1, 1, tzinfo=UTC), []
    while week.year < 2031:
        following = week + timedelta(days=7)
        if week.astimezone(tz).utcoffset() != following.astimezone(tz).utcoffset():
            noons = [week + n * ONE_DAY for n in range(8)]
            offsets = [noon.astimezone(tz).utcoffset() for noon in noons]
            days += [noons[n].date() for n in range(7) if offsets[n] != offsets[n + 1]]
        week = following
    return days


def test_every_change_of_every_zone_keeps_one_drill_per_local_date() -> None:
    changes = 0
    for zone in ZONES:
        for change in days_of_change(zone):
            changes += 1
            for hour in HOURS_NEAR_CHANGES:
                rhythm = Rhythm(zone, hour)
                first = (change - ONE_DAY).isoformat()
                due = Due(first, instant(change - ONE_DAY, hour, zone))
                for n in range(4):
                    assert due.label == (change + (n - 1) * ONE_DAY).isoformat()
                    check_hour(due.label, due.at, hour, zone)
                    step = drill_step(rhythm, due, due.at, 0)
                    assert (step.send, step.label, step.folded) == ("drill", due.label, ())
                    assert step.next is not None
                    assert step.next.at > due.at
                    due = step.next
    assert changes > 1000


@few
@given(zones, hours, st.integers(2024, 2030))
def test_a_year_of_drills_has_one_for_each_local_date_at_its_hour(zone: str, hour: time, year: int) -> None:
    rhythm = Rhythm(zone, hour)
    before = instant(date(year, 1, 1), time(0), zone) - timedelta(seconds=1)
    due = first_drill(rhythm, before, date(year - 1, 12, 31))
    day = date(year, 1, 1)
    while day.year == year:
        assert due.label == day.isoformat()
        check_hour(due.label, due.at, hour, zone)
        step = drill_step(rhythm, due, due.at, 0)
        assert (step.send, step.label, step.not_before) == ("drill", due.label, due.at)
        assert step.next is not None
        assert step.next.at > due.at
        due = step.next
        day += ONE_DAY


@many
@given(
    rhythms,
    instants,
    st.lists(st.tuples(st.timedeltas(timedelta(0), timedelta(days=6)), st.integers(0, 4)), max_size=12),
)
def test_whatever_the_delays_each_date_is_sent_or_folded_once(
    rhythm: Rhythm, joined: datetime, delays: list[tuple[timedelta, int]]
) -> None:
    due = first_drill(rhythm, joined, None)
    assert due.at >= joined
    told: list[str] = []
    first, now = date.fromisoformat(due.label), joined
    for delay, unanswered in delays:
        now = max(now, due.at) + delay
        step = drill_step(rhythm, due, now, unanswered)
        told += step.folded
        if step.send:
            told.append(step.label)
            assert step.not_before - step.due_at <= DRILL_GRACE
            assert step.due_at <= now
            is_late = now - step.due_at > LATE
            assert step.not_before >= now if is_late else step.not_before == step.due_at
        assert (step.send == "nudge") <= (unanswered == PROMPTS_UNANSWERED)
        if step.next is None:
            assert unanswered >= PROMPTS_UNANSWERED
            return
        assert told == [(first + n * ONE_DAY).isoformat() for n in range(len(told))]
        assert date.fromisoformat(step.next.label) == first + len(told) * ONE_DAY
        due = step.next


@many
@given(rhythms, instants, st.lists(st.tuples(zones, hours, st.integers(0, 60)), min_size=1, max_size=8))
def test_travel_never_brings_a_date_twice_nor_a_prompt_within_its_own_past(
    rhythm: Rhythm, now: datetime, journey: list[tuple[str, time, int]]
) -> None:
    due: Due = first_drill(rhythm, now, None)
    last_day: date | None = None
    sent: list[str] = []
    for zone, hour, stay in journey:
        leaving = now + timedelta(hours=stay)
        while due.at <= leaving:
            now = max(now, due.at)
            step = drill_step(rhythm, due, now, 0)
            assert step.send == "drill"
            assert step.next is not None
            sent.append(step.label)
            last_day, due = date.fromisoformat(step.label), step.next
        now = leaving
        rhythm = replace(rhythm, zone=zone, hour=hour, quiet=None)
        due = first_drill(rhythm, now, last_day, is_travelling=True)
        assert now - due.at <= DRILL_GRACE
        assert last_day is None or date.fromisoformat(due.label) > last_day
        assert due.at - now < timedelta(days=4)
    assert sent == sorted(set(sent))


@many
@given(rhythms, instants)
def test_quiet_hours_let_go_at_their_end_and_not_before(rhythm: Rhythm, now: datetime) -> None:
    leaves = after_quiet(now, rhythm)
    assert timedelta(0) <= leaves - now <= timedelta(hours=26)
    assert (leaves > now) == is_quiet(now, rhythm)
    if leaves > now:
        assert is_quiet(leaves - SECOND, rhythm)
        assert not is_quiet(leaves, rhythm)


desks = st.lists(
    st.tuples(
        st.sampled_from(["ready", "held", "none"]),
        st.timedeltas(timedelta(days=-2), timedelta(days=3)),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@many
@given(rhythms, instants, desks, st.timedeltas(timedelta(0), timedelta(hours=30)))
def test_each_week_has_at_most_one_note_on_its_sunday_or_monday_outside_quiet_hours(
    rhythm: Rhythm, joined: datetime, desk: list[tuple[str, timedelta, bool]], outage: timedelta
) -> None:
    """The row is looked at when it falls due and when a note becomes ready, as the shell does."""
    due = first_note(rhythm, joined)
    now, settled = joined, list[str]()
    for state, offset, has_reserve in desk:
        week, sunday = due.label, sunday_of(due.label)
        hour = instant(sunday, rhythm.note_hour, rhythm.zone)
        ready_at = hour + offset if state != "none" else None
        end = instant(sunday + 2 * ONE_DAY, time(0), rhythm.zone)
        while due.label == week:
            wakes = [due.at] + ([ready_at] if ready_at and ready_at > now else [])
            now = max(now, min(wakes)) + outage
            outage = timedelta(0)
            is_held = state == "held" and ready_at is not None and ready_at <= now
            step = note_step(rhythm, due, now, Reading(ready_at, is_held), has_reserve)
            assert step.next.at > now or step.is_missed or step.send
            if step.send:
                leaves = step.not_before
                assert week not in settled
                assert hour <= leaves < end
                assert leaves >= now
                assert not is_quiet(leaves, rhythm)
                assert step.is_monday or local_day(leaves, rhythm.zone) == sunday
                assert step.is_monday or not is_held
                assert step.send == "coach" or (step.is_monday and has_reserve)
                assert step.send == "reserve" or (ready_at is not None and ready_at <= now)
                settled.append(week)
            elif step.is_missed:
                assert now >= end or after_quiet(now, rhythm) >= end
            elif step.is_silent:
                assert not has_reserve
                assert step.next == Due(week, end)
            due = step.next
        assert due.label == week_of(sunday + timedelta(days=7))
    assert len(settled) == len(set(settled))


@many
@given(rhythms, instants, st.lists(st.tuples(zones, hours, st.integers(0, 240)), min_size=1, max_size=8))
def test_a_travelling_reader_gets_no_week_twice(
    rhythm: Rhythm, now: datetime, journey: list[tuple[str, time, int]]
) -> None:
    due = first_note(rhythm, now)
    sent: list[str] = []
    ready = Reading(datetime(2024, 1, 1, tzinfo=UTC))
    for zone, hour, stay in journey:
        leaving = now + timedelta(hours=stay)
        while due.at <= leaving:
            now = max(now, due.at)
            step = note_step(rhythm, due, now, ready, has_reserve=True)
            sent += [due.label] if step.send else []
            due = step.next
        now = leaving
        rhythm = replace(rhythm, zone=zone, note_hour=hour)
        due = first_note(rhythm, now, waiting=due.label)
        assert due.at >= now
    assert sent == sorted(set(sent))
