"""What is due when: wall hours at clock changes, late drills, quiet hours, travel, and the Sunday note."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

from scheduler.plan import (
    DRILL_GRACE,
    FOLDED_AT_MOST,
    Due,
    NoteStep,
    Quiet,
    Reading,
    Rhythm,
    after_quiet,
    drill_step,
    first_drill,
    first_note,
    instant,
    is_late,
    is_week,
    local_day,
    note_step,
    sunday_of,
    target_week,
    week_now,
    week_of,
)
from scheduler.wall import has_day

BERLIN = Rhythm("Europe/Berlin", time(7))
NIGHT = Quiet(time(22), time(7))


def utc(text: str) -> datetime:
    """ "2026-11-22 06:00" as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def at(text: str, zone: str = "Europe/Berlin") -> datetime:
    """A wall time that is neither in a gap nor in an overlap, as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def shown(when: datetime, zone: str) -> str:
    """What the wall clock shows."""
    return when.astimezone(ZoneInfo(zone)).strftime("%a %H:%M")


# --- Clock changes ---
# Three local days around each; the instants were worked out by hand from the rules of each zone.

NEW_YORK, LORD_HOWE, DUBLIN, SANTIAGO = (
    "America/New_York",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "America/Santiago",
)

CHANGES = [
    # New York: UTC-5, in summer UTC-4, from the second Sunday of March 02:00 to the first of November 02:00.
    (NEW_YORK, "02:30", "2026-03-07", ["2026-03-07 07:30", "2026-03-08 07:00", "2026-03-09 06:30"]),
    (NEW_YORK, "01:30", "2026-03-07", ["2026-03-07 06:30", "2026-03-08 06:30", "2026-03-09 05:30"]),
    (NEW_YORK, "02:30", "2026-10-31", ["2026-10-31 06:30", "2026-11-01 07:30", "2026-11-02 07:30"]),
    (NEW_YORK, "01:30", "2026-10-31", ["2026-10-31 05:30", "2026-11-01 05:30", "2026-11-02 06:30"]),
    (NEW_YORK, "02:30", "2027-03-13", ["2027-03-13 07:30", "2027-03-14 07:00", "2027-03-15 06:30"]),
    (NEW_YORK, "01:30", "2027-03-13", ["2027-03-13 06:30", "2027-03-14 06:30", "2027-03-15 05:30"]),
    (NEW_YORK, "02:30", "2027-11-06", ["2027-11-06 06:30", "2027-11-07 07:30", "2027-11-08 07:30"]),
    (NEW_YORK, "01:30", "2027-11-06", ["2027-11-06 05:30", "2027-11-07 05:30", "2027-11-08 06:30"]),
    # Lord Howe: UTC+10:30, in summer UTC+11, from the first Sunday of October 02:00 to that of April 02:00.
    (LORD_HOWE, "02:15", "2026-04-04", ["2026-04-03 15:15", "2026-04-04 15:45", "2026-04-05 15:45"]),
    (LORD_HOWE, "01:45", "2026-04-04", ["2026-04-03 14:45", "2026-04-04 14:45", "2026-04-05 15:15"]),
    (LORD_HOWE, "02:15", "2026-10-03", ["2026-10-02 15:45", "2026-10-03 15:30", "2026-10-04 15:15"]),
    (LORD_HOWE, "01:45", "2026-10-03", ["2026-10-02 15:15", "2026-10-03 15:15", "2026-10-04 14:45"]),
    (LORD_HOWE, "02:15", "2027-04-03", ["2027-04-02 15:15", "2027-04-03 15:45", "2027-04-04 15:45"]),
    (LORD_HOWE, "01:45", "2027-04-03", ["2027-04-02 14:45", "2027-04-03 14:45", "2027-04-04 15:15"]),
    (LORD_HOWE, "02:15", "2027-10-02", ["2027-10-01 15:45", "2027-10-02 15:30", "2027-10-03 15:15"]),
    (LORD_HOWE, "01:45", "2027-10-02", ["2027-10-01 15:15", "2027-10-02 15:15", "2027-10-03 14:45"]),
    # Dublin: UTC, in summer UTC+1, from the last Sunday of March 01:00 UTC to the last of October 01:00 UTC.
    (DUBLIN, "01:30", "2026-03-28", ["2026-03-28 01:30", "2026-03-29 01:00", "2026-03-30 00:30"]),
    (DUBLIN, "01:30", "2026-10-24", ["2026-10-24 00:30", "2026-10-25 00:30", "2026-10-26 01:30"]),
    (DUBLIN, "01:30", "2027-03-27", ["2027-03-27 01:30", "2027-03-28 01:00", "2027-03-29 00:30"]),
    (DUBLIN, "01:30", "2027-10-30", ["2027-10-30 00:30", "2027-10-31 00:30", "2027-11-01 01:30"]),
    # Santiago: UTC-4, in summer UTC-3, from the first Sunday after 1 September to that after 1 April, 00:00.
    (SANTIAGO, "00:30", "2026-04-04", ["2026-04-04 03:30", "2026-04-05 04:30", "2026-04-06 04:30"]),
    (SANTIAGO, "23:30", "2026-04-03", ["2026-04-04 02:30", "2026-04-05 02:30", "2026-04-06 03:30"]),
    (SANTIAGO, "00:30", "2026-09-05", ["2026-09-05 04:30", "2026-09-06 04:00", "2026-09-07 03:30"]),
    (SANTIAGO, "23:30", "2026-09-04", ["2026-09-05 03:30", "2026-09-06 03:30", "2026-09-07 02:30"]),
    (SANTIAGO, "00:30", "2027-04-03", ["2027-04-03 03:30", "2027-04-04 04:30", "2027-04-05 04:30"]),
    (SANTIAGO, "23:30", "2027-04-02", ["2027-04-03 02:30", "2027-04-04 02:30", "2027-04-05 03:30"]),
    (SANTIAGO, "00:30", "2027-09-04", ["2027-09-04 04:30", "2027-09-05 04:00", "2027-09-06 03:30"]),
    (SANTIAGO, "23:30", "2027-09-03", ["2027-09-04 03:30", "2027-09-05 03:30", "2027-09-06 02:30"]),
]


@pytest.mark.parametrize(("zone", "hour", "first", "expected"), CHANGES)
def test_a_clock_change_gives_one_drill_per_local_date_at_the_hour_or_right_after_the_gap(
    zone: str, hour: str, first: str, expected: list[str]
) -> None:
    rhythm = Rhythm(zone, time.fromisoformat(hour))
    day = date.fromisoformat(first)
    due: Due | None = first_drill(rhythm, utc(expected[0]) - timedelta(hours=3), day - timedelta(days=1))
    seen: list[tuple[str, datetime]] = []
    now = utc(expected[0]) - timedelta(hours=3)
    while due is not None and now < utc(expected[-1]) + timedelta(hours=3):
        if due.at <= now:
            step = drill_step(rhythm, due, now, unanswered=0)
            assert step.send == "drill"
            assert step.folded == ()
            seen.append((step.label, step.due_at))
            due = step.next
        now += timedelta(minutes=5)
    labels = [(day + timedelta(days=n)).isoformat() for n in range(3)]
    assert seen == list(zip(labels, map(utc, expected), strict=True))


@pytest.mark.parametrize(("zone", "hour", "first", "expected"), CHANGES)
def test_an_hour_is_the_same_instant_whether_it_is_asked_for_first_or_later(
    zone: str, hour: str, first: str, expected: list[str]
) -> None:
    days = [date.fromisoformat(first) + timedelta(days=n) for n in range(3)]
    assert [instant(day, time.fromisoformat(hour), zone) for day in days] == [utc(text) for text in expected]


def test_a_gap_is_found_to_the_second_wherever_the_hour_lies_in_it() -> None:
    day, change = date(2026, 3, 8), utc("2026-03-08 07:00")
    for hour in (time(2), time(2, 0, 1), time(2, 30), time(2, 59, 59), time(2, 59, 59, 999_999)):
        assert instant(day, hour, NEW_YORK) == change
    assert instant(day, time(1, 59, 59), NEW_YORK) == change - timedelta(seconds=1)
    assert instant(day, time(3), NEW_YORK) == change
    assert instant(day, time(3, 0, 1), NEW_YORK) == change + timedelta(seconds=1)


def test_an_hour_in_a_gap_that_runs_over_midnight_comes_at_the_start_of_the_next_day() -> None:
    """Nuuk goes from Saturday 23:00 straight to Sunday 00:00; Saturday's drill keeps its key."""
    nuuk = Rhythm("America/Nuuk", time(23, 30))
    due = first_drill(nuuk, utc("2026-03-28 20:00"), None)
    assert due == Due("2026-03-28", utc("2026-03-29 01:00"))
    step = drill_step(nuuk, due, due.at, 0)
    assert (step.send, step.label) == ("drill", "2026-03-28")
    assert step.next == Due("2026-03-29", utc("2026-03-30 00:30"))


def test_a_date_that_a_calendar_leaves_out_has_no_drill() -> None:
    """Samoa crossed the date line: 29 December 2011 was followed by the 31st."""
    apia = Rhythm("Pacific/Apia", time(7))
    assert not has_day(date(2011, 12, 30), "Pacific/Apia")
    step = drill_step(apia, Due("2011-12-29", utc("2011-12-29 17:00")), utc("2011-12-29 17:00"), 0)
    assert step.next == Due("2011-12-31", utc("2011-12-30 17:00"))
    later = drill_step(apia, step.next, utc("2012-01-01 17:00"), 0)
    assert (later.folded, later.label) == (("2011-12-31", "2012-01-01"), "2012-01-02")
    before = drill_step(apia, Due("2011-12-29", utc("2011-12-29 17:00")), utc("2011-12-30 11:00"), 0)
    assert (before.send, before.label) == (None, "2011-12-29")


def test_the_local_day_is_the_one_on_that_calendar() -> None:
    now = utc("2026-11-22 11:30")
    assert local_day(now, "Pacific/Kiritimati") == date(2026, 11, 23)
    assert local_day(now, "Europe/Berlin") == date(2026, 11, 22)
    assert local_day(now, "Pacific/Niue") == date(2026, 11, 22)
    assert local_day(now - timedelta(hours=1), "Pacific/Niue") == date(2026, 11, 21)


def test_an_unknown_zone_is_named_by_the_error() -> None:
    with pytest.raises(ZoneInfoNotFoundError, match="Europe/Atlantis"):
        instant(date(2026, 11, 22), time(7), "Europe/Atlantis")


# --- Weeks ---


@pytest.mark.parametrize(
    ("sunday", "week"),
    [
        ("2026-11-22", "2026-W47"),
        ("2026-11-29", "2026-W48"),
        ("2026-01-04", "2026-W01"),
        ("2025-12-28", "2025-W52"),
        ("2026-12-27", "2026-W52"),
        ("2027-01-03", "2026-W53"),
        ("2027-01-10", "2027-W01"),
        ("2024-12-29", "2024-W52"),
        ("2025-01-05", "2025-W01"),
        ("2028-01-02", "2027-W52"),
        ("2033-01-02", "2032-W53"),
    ],
)
def test_a_week_is_the_iso_week_of_its_sunday(sunday: str, week: str) -> None:
    assert week_of(date.fromisoformat(sunday)) == week
    assert sunday_of(week) == date.fromisoformat(sunday)
    assert is_week(week)


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-W00", "2026-W54", "2027-W53", "2026-w47", "2026W47", "2026-W4", " 2026-W47",
     "2026-W47\n", "26-W47", "0000-W01", "2026-W٤٧", "9999-W52"],
)  # fmt: skip
def test_what_is_no_week_is_told_apart(text: str) -> None:
    assert not is_week(text)
    with pytest.raises(ValueError):  # noqa: PT011
        sunday_of(text)


def test_the_week_of_now_is_that_of_the_sunday_that_comes_or_is() -> None:
    assert week_now(at("2026-11-16 00:00"), "Europe/Berlin") == "2026-W47"
    assert week_now(at("2026-11-22 23:59"), "Europe/Berlin") == "2026-W47"
    assert week_now(at("2026-11-22 23:59"), "Asia/Tokyo") == "2026-W48"


# --- Quiet hours ---


@pytest.mark.parametrize(
    ("start", "end", "held", "free"),
    [
        ("22:00", "07:00", ["22:00", "23:59", "00:00", "06:59"], ["07:00", "12:00", "21:59"]),
        ("12:00", "14:00", ["12:00", "13:59"], ["11:59", "14:00", "00:00"]),
        ("00:00", "06:00", ["00:00", "05:59"], ["06:00", "23:59"]),
        ("22:00", "00:00", ["22:00", "23:59"], ["00:00", "21:59"]),
        ("08:00", "08:00", [], ["07:59", "08:00", "08:01"]),
    ],
)
def test_quiet_hours_hold_from_their_start_until_before_their_end(
    start: str, end: str, held: list[str], free: list[str]
) -> None:
    quiet = Quiet(time.fromisoformat(start), time.fromisoformat(end))
    assert all(quiet.holds(time.fromisoformat(text)) for text in held)
    assert not any(quiet.holds(time.fromisoformat(text)) for text in free)


@pytest.mark.parametrize(
    ("now", "quiet", "expected"),
    [
        ("2026-11-22 23:15", NIGHT, "2026-11-23 07:00"),
        ("2026-11-22 03:15", NIGHT, "2026-11-22 07:00"),
        ("2026-11-22 07:00", NIGHT, "2026-11-22 07:00"),
        ("2026-11-22 21:59", NIGHT, "2026-11-22 21:59"),
        ("2026-11-22 13:00", Quiet(time(12), time(14)), "2026-11-22 14:00"),
        ("2026-11-22 23:15", None, "2026-11-22 23:15"),
        ("2026-11-22 23:15", Quiet(time(22), time(0)), "2026-11-23 00:00"),
    ],
)
def test_what_falls_into_quiet_hours_waits_for_their_end(
    now: str, quiet: Quiet | None, expected: str
) -> None:
    assert after_quiet(at(now), replace(BERLIN, quiet=quiet)) == at(expected)


def test_quiet_hours_that_end_in_a_gap_end_with_it() -> None:
    rhythm = Rhythm("Europe/Berlin", time(7), quiet=Quiet(time(22), time(2, 30)))
    assert after_quiet(utc("2026-03-28 23:00"), rhythm) == utc("2026-03-29 01:00")


def test_quiet_hours_that_end_in_an_overlap_hold_both_times() -> None:
    """Berlin's clock goes from 03:00 back to 02:00 at 01:00 UTC, so 02:30 comes at 00:30 and at 01:30 UTC."""
    rhythm = Rhythm("Europe/Berlin", time(7), quiet=Quiet(time(22), time(2, 30)))
    assert after_quiet(utc("2026-10-25 00:10"), rhythm) == utc("2026-10-25 00:30")
    assert after_quiet(utc("2026-10-25 00:45"), rhythm) == utc("2026-10-25 00:45")
    assert after_quiet(utc("2026-10-25 01:10"), rhythm) == utc("2026-10-25 01:30")
    assert after_quiet(utc("2026-10-25 01:30"), rhythm) == utc("2026-10-25 01:30")


# --- The first drill, and travel ---


@pytest.mark.parametrize(
    ("now", "last_day", "expected"),
    [
        ("2026-11-22 06:30", None, "2026-11-22"),
        ("2026-11-22 07:00", None, "2026-11-23"),
        ("2026-11-22 07:01", None, "2026-11-23"),
        ("2026-11-22 06:30", "2026-11-21", "2026-11-22"),
        ("2026-11-22 06:30", "2026-11-22", "2026-11-23"),
        ("2026-11-22 12:00", "2026-11-22", "2026-11-23"),
        ("2026-11-22 06:30", "2026-11-23", "2026-11-24"),
        ("2026-11-22 12:00", "2026-11-01", "2026-11-23"),
        ("2026-12-31 12:00", None, "2027-01-01"),
    ],
)
def test_the_first_drill_comes_on_the_next_day_that_had_none(
    now: str, last_day: str | None, expected: str
) -> None:
    due = first_drill(BERLIN, at(now), date.fromisoformat(last_day) if last_day else None)
    assert due == Due(expected, at(f"{expected} 07:00"))


def test_a_traveller_whose_hour_is_over_gets_today_at_once() -> None:
    now = at("2026-11-22 23:00")
    yesterday = date(2026, 11, 21)
    due = first_drill(BERLIN, now, yesterday, is_travelling=True)
    assert due == Due("2026-11-22", now)
    step = drill_step(BERLIN, due, now, 0)
    assert (step.send, step.label, step.due_at) == ("drill", "2026-11-22", now)
    assert step.next == Due("2026-11-23", at("2026-11-23 07:00"))
    assert first_drill(BERLIN, now, date(2026, 11, 22), is_travelling=True).label == "2026-11-23"
    assert first_drill(BERLIN, now, yesterday).label == "2026-11-23"


def test_flying_west_over_the_date_line_never_brings_a_date_back() -> None:
    """Auckland had Monday the 23rd at 07:00; in Los Angeles it is Sunday the 22nd, 11:00."""
    angeles = Rhythm("America/Los_Angeles", time(7))
    due = first_drill(angeles, utc("2026-11-22 19:00"), date(2026, 11, 23), is_travelling=True)
    assert due == Due("2026-11-24", utc("2026-11-24 15:00"))


def test_flying_east_over_the_date_line_goes_on_with_the_next_date() -> None:
    """Los Angeles had Sunday the 22nd at 07:00; in Auckland it is Monday, 08:00: now will do."""
    auckland = Rhythm("Pacific/Auckland", time(7))
    due = first_drill(auckland, utc("2026-11-22 19:00"), date(2026, 11, 22), is_travelling=True)
    assert due == Due("2026-11-23", utc("2026-11-22 19:00"))
    step = drill_step(auckland, due, utc("2026-11-22 19:00"), 0)
    assert (step.send, step.label) == ("drill", "2026-11-23")


# --- A drill that fell due ---

SUNDAY_DRILL = Due("2026-11-22", at("2026-11-22 07:00"))


def test_a_drill_goes_at_its_hour_and_the_next_day_follows() -> None:
    step = drill_step(BERLIN, SUNDAY_DRILL, SUNDAY_DRILL.at, 0)
    assert (step.send, step.label, step.folded) == ("drill", "2026-11-22", ())
    assert step.due_at == step.not_before == SUNDAY_DRILL.at
    assert step.next == Due("2026-11-23", at("2026-11-23 07:00"))


@pytest.mark.parametrize(
    ("unanswered", "send", "has_next"),
    [(0, "drill", True), (2, "drill", True), (3, "nudge", False), (4, None, False), (9, None, False)],
)
def test_after_three_unanswered_prompts_comes_the_question_and_then_quiet(
    unanswered: int, send: str | None, has_next: bool
) -> None:
    step = drill_step(BERLIN, SUNDAY_DRILL, SUNDAY_DRILL.at, unanswered)
    assert step.send == send
    assert step.label == "2026-11-22"
    assert step.folded == ()
    assert (step.next is not None) == has_next


def test_a_drill_is_sent_up_to_four_hours_late_and_folded_after_that() -> None:
    sent = drill_step(BERLIN, SUNDAY_DRILL, SUNDAY_DRILL.at + DRILL_GRACE, 0)
    assert (sent.send, sent.folded, sent.due_at) == ("drill", (), SUNDAY_DRILL.at)
    folded = drill_step(BERLIN, SUNDAY_DRILL, SUNDAY_DRILL.at + DRILL_GRACE + timedelta(seconds=1), 0)
    assert (folded.send, folded.label, folded.folded) == (None, "2026-11-22", ("2026-11-22",))
    assert folded.next == Due("2026-11-23", at("2026-11-23 07:00"))


def test_a_question_that_is_too_late_is_folded_and_asked_the_next_day() -> None:
    step = drill_step(BERLIN, SUNDAY_DRILL, at("2026-11-22 12:00"), 3)
    assert (step.send, step.folded) == (None, ("2026-11-22",))
    assert step.next == Due("2026-11-23", at("2026-11-23 07:00"))


def test_after_an_outage_only_the_newest_drill_goes_and_the_older_ones_are_named() -> None:
    step = drill_step(BERLIN, SUNDAY_DRILL, at("2026-11-25 08:00"), 1)
    assert (step.send, step.label, step.due_at) == ("drill", "2026-11-25", at("2026-11-25 07:00"))
    assert step.folded == ("2026-11-22", "2026-11-23", "2026-11-24")
    assert step.next == Due("2026-11-26", at("2026-11-26 07:00"))


def test_an_outage_that_ends_before_the_hour_folds_all_and_waits_for_the_hour() -> None:
    step = drill_step(BERLIN, SUNDAY_DRILL, at("2026-11-25 06:59"), 1)
    assert (step.send, step.label) == (None, "2026-11-24")
    assert step.folded == ("2026-11-22", "2026-11-23", "2026-11-24")
    assert step.next == Due("2026-11-25", at("2026-11-25 07:00"))


def test_a_drill_late_in_the_evening_is_still_sent_after_midnight() -> None:
    rhythm = replace(BERLIN, hour=time(23, 30))
    step = drill_step(rhythm, Due("2026-11-22", at("2026-11-22 23:30")), at("2026-11-23 03:00"), 0)
    assert (step.send, step.label) == ("drill", "2026-11-22")
    assert step.next == Due("2026-11-23", at("2026-11-23 23:30"))


def test_whoever_was_left_in_quiet_has_nothing_to_fold() -> None:
    step = drill_step(BERLIN, SUNDAY_DRILL, at("2026-11-25 08:00"), 4)
    assert (step.send, step.folded, step.next) == (None, (), None)


def test_a_year_of_outage_names_the_newest_month_only() -> None:
    step = drill_step(BERLIN, SUNDAY_DRILL, at("2027-11-22 07:30"), 0)
    assert (step.send, step.label) == ("drill", "2027-11-22")
    assert len(step.folded) == FOLDED_AT_MOST
    assert (step.folded[0], step.folded[-1]) == ("2027-10-22", "2027-11-21")


def test_a_row_whose_hour_was_moved_later_is_laid_anew() -> None:
    step = drill_step(replace(BERLIN, hour=time(9)), SUNDAY_DRILL, SUNDAY_DRILL.at, 0)
    assert (step.send, step.folded) == (None, ())
    assert step.next == Due("2026-11-22", at("2026-11-22 09:00"))


@pytest.mark.parametrize(
    ("hour", "quiet", "now", "not_before", "send"),
    [
        ("05:00", NIGHT, "05:00", "05:00", "drill"),  # its own hour is exempt
        ("05:00", NIGHT, "05:10", "05:00", "drill"),  # and so are ten minutes
        ("05:00", NIGHT, "05:10:01", "07:00", "drill"),
        ("05:00", NIGHT, "06:59", "07:00", "drill"),
        ("03:00", NIGHT, "03:30", "07:00", "drill"),  # exactly four hours after its hour
        ("02:59", NIGHT, "03:30", "07:00", None),
        ("02:00", NIGHT, "02:05", "02:00", "drill"),
        ("02:00", NIGHT, "02:30", "07:00", None),
        ("12:00", Quiet(time(12, 30), time(13)), "12:45", "13:00", "drill"),
        ("07:00", NIGHT, "08:00", "08:00", "drill"),
    ],
)
def test_only_a_late_drill_waits_for_the_end_of_quiet_hours(
    hour: str, quiet: Quiet, now: str, not_before: str, send: str | None
) -> None:
    rhythm = Rhythm("Europe/Berlin", time.fromisoformat(hour), quiet=quiet)
    step = drill_step(rhythm, Due("2026-11-22", at(f"2026-11-22 {hour}")), at(f"2026-11-22 {now}"), 0)
    assert step.send == send
    assert step.not_before == at(f"2026-11-22 {not_before}")
    assert step.folded == (() if send else ("2026-11-22",))
    assert step.next is not None


def test_late_is_more_than_ten_minutes() -> None:
    now = utc("2026-11-22 07:10")
    assert not is_late(utc("2026-11-22 07:00"), now)
    assert is_late(utc("2026-11-22 07:00"), now + timedelta(seconds=1))


# --- The Sunday note ---

READINGS = {
    "ready": Reading(utc("2026-01-01 00:00")),
    "held": Reading(utc("2026-01-01 00:00"), is_held=True),
    "draft held": Reading(None, is_held=True),
    "later": Reading(utc("2099-01-01 00:00")),
    "none": Reading(None),
}

NOTES = [
    # the reader's Sunday hour (in Berlin, if no zone is said), week, wall time, what the desk has, outcome
    # Before the reader's Sunday hour: wait for it.
    ("10:00", "2026-W47", "2026-11-20 12:00", "ready + reserve", "wait Sun 10:00"),
    ("10:00", "2026-W47", "2026-11-22 09:59", "ready + reserve", "wait Sun 10:00"),
    ("10:00", "2026-W47", "2026-11-22 09:59", "none + reserve", "wait Sun 10:00"),
    ("10:00", "2026-W47", "2026-11-22 09:59", "held", "wait Sun 10:00"),
    ("06:00 quiet 22:00-07:00", "2026-W47", "2026-11-22 05:00", "ready + reserve", "wait Sun 07:00"),
    # Ready on Sunday, from the reader's hour until 21:00.
    ("10:00", "2026-W47", "2026-11-22 10:00", "ready + reserve", "coach"),
    ("10:00", "2026-W47", "2026-11-22 10:00", "ready", "coach"),
    ("10:00", "2026-W47", "2026-11-22 16:30", "ready + reserve", "coach"),
    ("10:00", "2026-W47", "2026-11-22 20:59", "ready + reserve", "coach"),
    ("10:00", "2026-W47", "2026-11-22 21:00", "ready + reserve", "wait Mon 10:00"),
    ("10:00", "2026-W47", "2026-11-22 23:59", "ready + reserve", "wait Mon 10:00"),
    ("20:59", "2026-W47", "2026-11-22 21:00", "ready + reserve", "wait Mon 20:59"),
    # A reader whose own hour is 21:00 or later has until midnight.
    ("21:00", "2026-W47", "2026-11-22 21:00", "ready + reserve", "coach"),
    ("21:00", "2026-W47", "2026-11-22 23:59", "ready + reserve", "coach"),
    ("22:30", "2026-W47", "2026-11-22 22:00", "ready + reserve", "wait Sun 22:30"),
    ("22:30", "2026-W47", "2026-11-22 23:59", "ready + reserve", "coach"),
    ("22:30", "2026-W47", "2026-11-23 00:00", "ready + reserve", "wait Mon 22:30"),
    ("22:30", "2026-W47", "2026-11-23 22:30", "none + reserve", "reserve monday"),
    # Not ready or held on Sunday: Monday at the reader's hour.
    ("10:00", "2026-W47", "2026-11-22 10:00", "none + reserve", "wait Mon 10:00"),
    ("10:00", "2026-W47", "2026-11-22 10:00", "later + reserve", "wait Mon 10:00"),
    ("10:00", "2026-W47", "2026-11-22 10:00", "held + reserve", "wait Mon 10:00"),
    ("10:00", "2026-W47", "2026-11-22 20:00", "held", "wait Mon 10:00"),
    ("10:00", "2026-W47", "2026-11-23 09:59", "ready + reserve", "wait Mon 10:00"),
    ("10:00", "2026-W47", "2026-11-23 09:59", "none + reserve", "wait Mon 10:00"),
    # Monday from the reader's hour.
    ("10:00", "2026-W47", "2026-11-23 10:00", "ready + reserve", "coach monday"),
    ("10:00", "2026-W47", "2026-11-23 10:00", "held + reserve", "coach monday"),
    ("10:00", "2026-W47", "2026-11-23 10:00", "held", "coach monday"),
    ("10:00", "2026-W47", "2026-11-23 10:00", "draft held + reserve", "coach monday"),
    ("10:00", "2026-W47", "2026-11-23 10:00", "none + reserve", "reserve monday"),
    ("10:00", "2026-W47", "2026-11-23 10:00", "later + reserve", "reserve monday"),
    ("10:00", "2026-W47", "2026-11-23 10:00", "none", "silent until Tue 00:00"),
    ("10:00", "2026-W47", "2026-11-23 15:00", "ready", "coach monday"),
    ("10:00", "2026-W47", "2026-11-23 15:00", "none", "silent until Tue 00:00"),
    ("10:00", "2026-W47", "2026-11-23 23:59", "ready", "coach monday"),
    ("10:00", "2026-W47", "2026-11-23 23:59", "none + reserve", "reserve monday"),
    # After Monday's end it is missed.
    ("10:00", "2026-W47", "2026-11-24 00:00", "ready + reserve", "missed"),
    ("10:00", "2026-W47", "2026-11-24 00:00", "none", "missed"),
    ("10:00", "2026-W47", "2026-12-14 12:00", "held + reserve", "missed"),
    # Quiet hours hold a note, never past the limit of its day.
    ("10:00 quiet 12:00-14:00", "2026-W47", "2026-11-22 12:30", "ready + reserve", "coach from 14:00"),
    ("10:00 quiet 19:00-20:59", "2026-W47", "2026-11-22 19:30", "ready + reserve", "coach from 20:59"),
    ("10:00 quiet 19:00-21:00", "2026-W47", "2026-11-22 19:30", "ready + reserve", "wait Mon 10:00"),
    ("06:00 quiet 22:00-07:00", "2026-W47", "2026-11-22 06:00", "ready + reserve", "coach from 07:00"),
    ("06:00 quiet 22:00-07:00", "2026-W47", "2026-11-22 08:00", "none + reserve", "wait Mon 07:00"),
    ("06:00 quiet 22:00-07:00", "2026-W47", "2026-11-23 06:30", "held + reserve", "wait Mon 07:00"),
    ("10:00 quiet 12:00-14:00", "2026-W47", "2026-11-23 13:00", "ready + reserve", "coach monday from 14:00"),
    ("09:00 quiet 12-13", "2026-W47", "2026-11-23 12:00", "none + reserve", "reserve monday from 13:00"),
    ("10:00 quiet 22:00-07:00", "2026-W47", "2026-11-23 22:30", "ready + reserve", "missed"),
    ("10:00 quiet 22:00-07:00", "2026-W47", "2026-11-23 22:30", "none + reserve", "missed"),
    ("10:00 quiet 22:00-00:00", "2026-W47", "2026-11-23 22:30", "ready + reserve", "missed"),
    ("10:00 quiet 22:00-07:00", "2026-W47", "2026-11-23 22:30", "none", "silent until Tue 00:00"),
    # A reader whose hour lies in quiet hours until the day ends: when Monday's first quiet hours end.
    ("23:00 quiet 22:00-07:00", "2026-W47", "2026-11-22 22:59", "ready + reserve", "wait Mon 07:00"),
    ("23:00 quiet 22:00-07:00", "2026-W47", "2026-11-22 23:00", "ready + reserve", "wait Mon 07:00"),
    ("23:00 quiet 22:00-07:00", "2026-W47", "2026-11-23 07:00", "ready + reserve", "coach monday"),
    ("20:00 quiet 19:00-09:00", "2026-W47", "2026-11-22 20:00", "held + reserve", "wait Mon 09:00"),
    # The year's end: W53 of 2026 ends on 3 January 2027.
    ("10:00", "2026-W53", "2027-01-03 10:00", "ready + reserve", "coach"),
    ("10:00", "2026-W53", "2027-01-03 10:00", "none + reserve", "wait Mon 10:00"),
    ("10:00", "2026-W53", "2027-01-04 10:00", "held + reserve", "coach monday"),
    ("10:00", "2026-W53", "2027-01-04 10:00", "none + reserve", "reserve monday"),
    ("10:00", "2026-W53", "2027-01-05 00:00", "none + reserve", "missed"),
    ("10:00", "2026-W52", "2026-12-28 10:00", "none + reserve", "reserve monday"),
    # Elsewhere on the globe the Sunday is the reader's own.
    ("10:00 in Pacific/Kiritimati", "2026-W47", "2026-11-22 10:00", "ready + reserve", "coach"),
    ("10:00 in Pacific/Kiritimati", "2026-W47", "2026-11-24 00:00", "ready + reserve", "missed"),
    ("21:00 in Asia/Kolkata", "2026-W47", "2026-11-22 23:30", "ready + reserve", "coach"),
    ("10:00 in Pacific/Apia", "2026-W47", "2026-11-23 23:59", "ready + reserve", "coach monday"),
    # Days of a clock change: 23 and 25 hours long.
    ("10:00", "2026-W13", "2026-03-29 20:59", "ready + reserve", "coach"),
    ("10:00", "2026-W13", "2026-03-29 21:00", "ready + reserve", "wait Mon 10:00"),
    ("10:00", "2026-W43", "2026-10-25 20:59", "ready + reserve", "coach"),
    ("10:00", "2026-W43", "2026-10-26 23:59", "none", "silent until Tue 00:00"),
]  # fmt: skip


def reader_of(text: str) -> Rhythm:
    """ "10:00 quiet 22:00-07:00 in Asia/Tokyo": a Sunday hour and, where said, quiet hours and a zone."""
    hour, *rest = text.split()
    said = dict(zip(rest[::2], rest[1::2], strict=True))
    quiet = Quiet(*map(time.fromisoformat, said["quiet"].split("-"))) if "quiet" in said else None
    return Rhythm(said.get("in", "Europe/Berlin"), time(7), time.fromisoformat(hour), quiet)


def told(step: NoteStep, now: datetime, week: str, zone: str) -> str:
    """What a step says, in the words of the table."""
    if step.is_missed:
        return "missed"
    if step.send:
        monday = " monday" if step.is_monday else ""
        held = "" if step.not_before == now else f" from {shown(step.not_before, zone)[4:]}"
        assert local_day(step.not_before, zone) == local_day(now, zone)
        return f"{step.send}{monday}{held}"
    assert step.next.label == week
    assert step.next.at - now < timedelta(days=7)
    return f"{'silent until' if step.is_silent else 'wait'} {shown(step.next.at, zone)}"


@pytest.mark.parametrize(("reader", "week", "now", "desk", "expected"), NOTES)
def test_the_sunday_note_follows_its_table(
    reader: str, week: str, now: str, desk: str, expected: str
) -> None:
    rhythm = reader_of(reader)
    when = at(now, rhythm.zone)
    note, _, reserve = desk.partition(" + ")
    step = note_step(rhythm, Due(week, when), when, READINGS[note], has_reserve=bool(reserve))
    assert told(step, when, week, rhythm.zone) == expected
    if step.send or step.is_missed:
        monday = at(f"{sunday_of(week) + timedelta(days=1)} 00:00", rhythm.zone)
        assert step.next == first_note(rhythm, monday)
        assert step.next.label == week_of(sunday_of(week) + timedelta(days=7))
    if step.is_missed:
        assert step.send is None


def test_after_the_last_week_of_a_year_comes_the_first_of_the_next() -> None:
    now = at("2027-01-03 10:00")
    step = note_step(BERLIN, Due("2026-W53", now), now, READINGS["ready"], has_reserve=True)
    assert step.next == Due("2027-W01", at("2027-01-10 10:00"))


@pytest.mark.parametrize(
    ("now", "quiet", "expected"),
    [
        ("2026-11-18 12:00", None, Due("2026-W47", at("2026-11-22 10:00"))),
        ("2026-11-22 09:59", None, Due("2026-W47", at("2026-11-22 10:00"))),
        ("2026-11-22 10:00", None, Due("2026-W48", at("2026-11-29 10:00"))),
        ("2026-11-22 12:00", None, Due("2026-W48", at("2026-11-29 10:00"))),
        ("2026-12-31 12:00", None, Due("2026-W53", at("2027-01-03 10:00"))),
        ("2026-11-18 12:00", Quiet(time(9), time(12)), Due("2026-W47", at("2026-11-22 12:00"))),
    ],
)
def test_the_first_note_comes_at_the_next_sunday_hour(now: str, quiet: Quiet | None, expected: Due) -> None:
    assert first_note(replace(BERLIN, quiet=quiet), at(now), waiting=None) == expected


@pytest.mark.parametrize(
    ("now", "waiting", "expected"),
    [
        ("2026-11-22 09:00", "2026-W47", Due("2026-W47", at("2026-11-22 10:00"))),
        ("2026-11-22 12:00", "2026-W47", Due("2026-W47", at("2026-11-22 12:00"))),  # still waited for
        ("2026-11-23 08:00", "2026-W47", Due("2026-W47", at("2026-11-23 08:00"))),
        ("2026-11-22 09:00", "2026-W48", Due("2026-W48", at("2026-11-29 10:00"))),  # W47 has gone already
        ("2026-11-24 00:00", "2026-W47", Due("2026-W48", at("2026-11-29 10:00"))),
    ],
)  # fmt: skip
def test_a_change_of_hours_neither_loses_the_week_that_waits_nor_brings_one_back(
    now: str, waiting: str, expected: Due
) -> None:
    assert first_note(BERLIN, at(now), waiting) == expected


@pytest.mark.parametrize(
    ("now", "ready", "expected"),
    [
        ("2026-11-18 12:00", [], "2026-W47"),
        ("2026-11-21 23:59", ["2026-W46"], "2026-W47"),
        ("2026-11-22 00:00", [], "2026-W47"),
        ("2026-11-22 23:59", ["2026-W47"], "2026-W47"),
        ("2026-11-23 00:00", [], "2026-W47"),
        ("2026-11-23 12:00", ["2026-W47"], "2026-W48"),
        ("2026-11-24 00:00", [], "2026-W48"),
        ("2027-01-04 09:00", [], "2026-W53"),
        ("2027-01-04 09:00", ["2026-W53"], "2027-W01"),
        ("2026-12-28 09:00", ["2026-W52"], "2026-W53"),
    ],
)
def test_a_new_note_is_for_the_coming_sunday_or_on_monday_for_the_one_that_had_none(
    now: str, ready: list[str], expected: str
) -> None:
    assert target_week(at(now), "Europe/Berlin", ready.__contains__) == expected
