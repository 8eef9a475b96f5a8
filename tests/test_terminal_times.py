"""The words behind `/at`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.on_terminal.times import FARTHEST, NotATime, Past, TooFar, moment

BERLIN = "Europe/Berlin"
SUNDAY = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
"""07:30 in Berlin."""

REFUSED = (
    *("", "+", "+3", "+3x", "+h3", "+-3h", "su", "someday", "at", "25:00", "10:60", "13pm", "0am", "7 8"),
    *("sunday monday", "today sunday", "noon midnight", "2026-13-01", "2026-02-30 10:00", "١٠:٠٠ x", "😀"),
)


def at(words: str, now: datetime = SUNDAY, zone: str = BERLIN) -> str:
    """The instant on the wall clock of the zone."""
    return moment(words, now, zone).astimezone(ZoneInfo(zone)).strftime("%a %Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("words", "wall"),
    [
        ("sunday 10:00", "Sun 2026-11-22 10:00"),
        ("Sunday 10:00", "Sun 2026-11-22 10:00"),
        ("sunday 07:00", "Sun 2026-11-29 07:00"),
        ("sunday", "Sun 2026-11-29 07:30"),
        ("10am, sun", "Sun 2026-11-22 10:00"),
        ("next thurs at 9 pm", "Thu 2026-11-26 21:00"),
        ("mon 7", "Mon 2026-11-23 07:00"),
        ("monday noon", "Mon 2026-11-23 12:00"),
        ("midnight", "Mon 2026-11-23 00:00"),
        ("12am", "Mon 2026-11-23 00:00"),
        ("18:30", "Sun 2026-11-22 18:30"),
        ("18.30", "Sun 2026-11-22 18:30"),
        ("07:30", "Mon 2026-11-23 07:30"),
        ("07:29", "Mon 2026-11-23 07:29"),
        ("tomorrow", "Mon 2026-11-23 07:30"),
        ("tomorrow 7:00", "Mon 2026-11-23 07:00"),
        ("today 23:59", "Sun 2026-11-22 23:59"),
        ("today", "Sun 2026-11-22 07:30"),
        ("2026-11-29T10:00", "Sun 2026-11-29 10:00"),
        ("2026-11-29 10:00", "Sun 2026-11-29 10:00"),
        ("2026-11-29 10am", "Sun 2026-11-29 10:00"),
        ("2026-11-29T10:00:00Z", "Sun 2026-11-29 11:00"),
        ("2026-11-29T10:00-05:00", "Sun 2026-11-29 16:00"),
        ("2026-11-29", "Sun 2026-11-29 07:30"),
    ],
)
def test_a_named_day_or_hour_is_the_next_one_to_come(words: str, wall: str) -> None:
    assert at(words) == wall


@pytest.mark.parametrize(
    ("words", "wall"),
    [
        ("+3h", "Sun 2026-11-22 10:30"),
        ("+20m", "Sun 2026-11-22 07:50"),
        ("+2d", "Tue 2026-11-24 07:30"),
        ("+1w", "Sun 2026-11-29 07:30"),
        ("+1d 2h 5min", "Mon 2026-11-23 09:35"),
        ("+ 2 days", "Tue 2026-11-24 07:30"),
        ("+0m", "Sun 2026-11-22 07:30"),
    ],
)
def test_a_plus_is_so_much_later(words: str, wall: str) -> None:
    assert at(words) == wall


@pytest.mark.parametrize("words", REFUSED)
def test_words_that_name_no_instant_are_refused(words: str) -> None:
    with pytest.raises(NotATime):
        at(words)


@pytest.mark.parametrize(
    "words", ["today 07:00", "yesterday", "-3h", "2026-11-22T07:29", "2025-01-01", "0001-01-01T00:00"]
)
def test_the_clock_never_goes_back(words: str) -> None:
    with pytest.raises(Past):
        at(words)


@pytest.mark.parametrize(
    "words", ["+367d", "+999999999h", "+999999999w", "9999-12-31T23:59", "2028-01-01", "2099-01-01"]
)
def test_a_leap_of_more_than_a_year_is_refused(words: str) -> None:
    with pytest.raises(TooFar):
        at(words)


def test_days_keep_the_hour_of_the_wall_over_a_change_of_the_clocks() -> None:
    saturday = datetime(2026, 10, 24, 10, 0, tzinfo=UTC)
    assert at("+1d", saturday) == "Sun 2026-10-25 12:00"
    assert at("tomorrow", saturday) == "Sun 2026-10-25 12:00"
    assert at("+24h", saturday) == "Sun 2026-10-25 11:00"


def test_an_hour_that_the_clocks_skip_is_the_first_instant_after_it() -> None:
    assert at("sunday 02:30", datetime(2026, 3, 28, 12, tzinfo=UTC)) == "Sun 2026-03-29 03:00"


@given(
    st.one_of(st.text(max_size=20), st.from_regex(r"[+]?[0-9a-z:. ,+-]{1,12}")),
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)),
    st.sampled_from([BERLIN, "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati", "UTC"]),
)
def test_any_words_lead_ahead_within_a_year_or_are_refused(words: str, now: datetime, zone: str) -> None:
    try:
        found = moment(words, now, zone)
    except (NotATime, Past, TooFar):
        return
    assert timedelta() <= found - now <= FARTHEST
    assert found.utcoffset() == timedelta()
