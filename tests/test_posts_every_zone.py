"""When a challenge speaks: once a day at its hour, in every zone, through every clock change and outage."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.plan import Due
from scheduler.posts import END, Posts, PostStep, first_post, post_step
from scheduler.wall import ONE_DAY, has_day, instant, local_day
from tests.test_plan_every_zone import check_hour, hours, instants, many, zones

lengths = st.integers(1, 40)
rests = st.frozensets(st.integers(0, 6), max_size=6)
outages = st.lists(st.integers(0, 200), max_size=50)
"""Hours by which the bot wakes up late, one time after the other."""


def posts_of(zone: str, hour: time, at: datetime, ahead: int, days: int, rest: frozenset[int]) -> Posts:
    """A challenge that begins that many days after an instant."""
    first = local_day(at, zone) + ahead * ONE_DAY
    return Posts(first, first + (days - 1) * ONE_DAY, hour, zone, rest)


def days_of(posts: Posts) -> list[date]:
    """All days that have a post."""
    all_days = (posts.first + n * ONE_DAY for n in range((posts.last - posts.first).days + 1))
    return [day for day in all_days if day.weekday() not in posts.rest and has_day(day, posts.zone)]


def lived(posts: Posts, begun: datetime, outages: list[int]) -> list[tuple[datetime, PostStep]]:
    """All steps from beginning to end, each when the bot was awake for it."""
    due: Due | None = first_post(posts, begun)
    now, steps = begun, list[tuple[datetime, PostStep]]()
    late = iter(outages)
    while due is not None:
        now = max(now, due.at) + timedelta(hours=next(late, 0))
        step = post_step(posts, due, now)
        steps.append((now, step))
        due = step.next
    return steps


@many
@given(zones, hours, instants, st.integers(1, 5), lengths, rests)
def test_every_day_has_one_post_at_its_hour_and_the_end_comes_the_day_after(
    zone: str, hour: time, begun: datetime, ahead: int, days: int, rest: frozenset[int]
) -> None:
    posts = posts_of(zone, hour, begun, ahead, days, rest)
    steps = lived(posts, begun, [])
    sent = [(now, step.send) for now, step in steps if step.send]
    assert [label for _, label in sent] == [*(day.isoformat() for day in days_of(posts)), END]
    assert not any(step.missed for _, step in steps)
    for now, label in sent[:-1]:
        check_hour(label, now, hour, zone)
    assert sent[-1][0] == instant(posts.last + ONE_DAY, hour, zone)


@many
@given(zones, hours, instants, st.integers(0, 5), lengths, rests, outages)
def test_whatever_the_outages_each_day_is_posted_once_on_its_day_or_missed(
    zone: str, hour: time, begun: datetime, ahead: int, days: int, rest: frozenset[int], outages: list[int]
) -> None:
    posts = posts_of(zone, hour, begun, ahead, days, rest)
    steps = lived(posts, begun, outages)
    sent = [step.send for _, step in steps if step.send]
    missed = [day.isoformat() for _, step in steps for day in step.missed]
    assert sent[-1] == END
    assert sorted(sent[:-1] + missed) == [day.isoformat() for day in days_of(posts)]
    for now, step in steps:
        assert step.due_at <= now
        if step.send and step.send != END:
            day = date.fromisoformat(step.send)
            assert local_day(now, zone) == day
            assert now >= instant(day, hour, zone)
        if step.send == END:
            assert local_day(now, zone) > posts.last
        assert all(day < local_day(now, zone) for day in step.missed)
    ends = [step.next is None for _, step in steps]
    assert ends == [False] * (len(steps) - 1) + [True]


@many
@given(zones, hours, instants, st.integers(1, 60), lengths, rests)
def test_a_chat_that_comes_in_gets_todays_post_at_once_and_none_of_the_days_before(
    zone: str, hour: time, at: datetime, ago: int, days: int, rest: frozenset[int]
) -> None:
    posts = posts_of(zone, hour, at, -ago, days + ago, rest)
    due = first_post(posts, at)
    today = local_day(at, zone)
    assert due.label == END or date.fromisoformat(due.label) >= today
    if today in days_of(posts) and instant(today, hour, zone) <= at:
        assert due == Due(today.isoformat(), at)
        assert post_step(posts, due, at).due_at == at
    else:
        assert due.at > at
    assert not any(step.missed for _, step in lived(posts, at, []))


def test_a_challenge_of_rest_days_only_ends_without_a_post() -> None:
    monday = date(2026, 11, 23)
    posts = Posts(monday, monday + ONE_DAY, time(8), "UTC", frozenset({0, 1}))
    due = first_post(posts, datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert due == Due(END, datetime(2026, 11, 25, 8, tzinfo=UTC))


def test_a_day_that_a_zone_leaves_out_is_no_day_of_the_challenge() -> None:
    """Samoa went to bed on Thursday 29 December 2011 and rose on Saturday."""
    posts = Posts(date(2011, 12, 29), date(2011, 12, 31), time(8), "Pacific/Apia")
    steps = lived(posts, datetime(2011, 12, 28, 12, tzinfo=UTC), [])
    assert [step.send for _, step in steps] == ["2011-12-29", "2011-12-31", END]
    assert not any(step.missed for _, step in steps)
