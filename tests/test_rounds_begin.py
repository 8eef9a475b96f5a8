"""What "/challenge start …" is understood to want."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from bot.changes import Begin
from bot.commands import answer
from bot.groups import Group
from bot.model import Ask, Said
from bot.rounds import Round
from content.store import Shelf
from tests.asks import LIBRARY

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)  # a Wednesday
SLUG = "seven-forefoot-days"


def ask(words: str, *, is_admin: bool = True, is_coach: bool = False, group: Group | None = None) -> Ask:
    text = f"/challenge {words}"
    said = Said("telegram:1", "Ann", "telegram:-5", text, is_private=False, is_admin=is_admin)
    return Ask(said, "challenge", words, NOW, Shelf(LIBRARY), is_coach=is_coach, group=group)


def begun(words: str, group: Group | None = None) -> Round:
    (change,) = answer(ask(f"start {words}", group=group)).changes
    assert isinstance(change, Begin)
    return change.round


def test_without_more_words_it_begins_tomorrow_as_the_template_says() -> None:
    found = begun(SLUG)
    template = LIBRARY.challenges[SLUG]
    assert (found.first, found.days, found.days_a_week) == (date(2026, 11, 26), 7, template.days_a_week)
    assert (found.hour, found.zone, found.rest) == (time(7), "UTC", frozenset())
    assert (found.title, found.drills) == (template.title, template.drills)
    assert begun("Seven forefoot days") == found
    assert begun("seven-forefot-days") == found


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("today", {"first": date(2026, 11, 25)}),
        ("wednesday", {"first": date(2026, 12, 2)}),
        ("on monday", {"first": date(2026, 11, 30)}),
        ("from 2026-12-01", {"first": date(2026, 12, 1)}),
        ("14 days", {"days": 14}),
        ("4 a week", {"days_a_week": 4}),
        ("14 days, 4 days a week", {"days": 14, "days_a_week": 4}),
        ("at 18:30", {"hour": time(18, 30)}),
        ("6am Berlin", {"hour": time(6), "zone": "Europe/Berlin"}),
        ("New York", {"zone": "America/New_York"}),
        ("rest sunday", {"rest": frozenset({6}), "days_a_week": 6}),
        ("rest on saturday and sunday", {"rest": frozenset({5, 6}), "days_a_week": 5}),
        (
            "monday 21 days 5 a week 8:00 Berlin rest sunday",
            {
                "first": date(2026, 11, 30),
                "days": 21,
                "days_a_week": 5,
                "hour": time(8),
                "zone": "Europe/Berlin",
                "rest": frozenset({6}),
            },
        ),
        (
            "rest sunday Berlin 8:00, 5 a week, 21 days, starting monday",
            {"first": date(2026, 11, 30), "days": 21, "rest": frozenset({6}), "hour": time(8)},
        ),
    ],
)
def test_the_words_may_come_in_any_order(words: str, wanted: dict[str, object]) -> None:
    found = begun(f"{SLUG} {words}")
    assert {name: getattr(found, name) for name in wanted} == wanted


def test_a_group_that_reads_along_keeps_its_zone() -> None:
    group = Group("telegram:-5", "telegram:-5", "Asia/Tokyo", time(10))
    assert begun(SLUG, group).zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (f"start {SLUG} in Nowheria", "could not read"),
        (f"start {SLUG} 2026-11-24", "today or within sixty days"),
        (f"start {SLUG} 2027-11-24", "today or within sixty days"),
        (f"start {SLUG} 2 days", "3 to 60 days"),
        (f"start {SLUG} rest monday tuesday wednesday thursday friday saturday sunday", "could not read"),
        ("start seven-elbow-days", "no challenge of that name"),
        ("start", "no challenge of that name"),
    ],
)
def test_what_is_unclear_is_said_with_an_example(words: str, says: str) -> None:
    answered = answer(ask(words))
    assert not answered.changes
    assert says in answered.replies[0].text
    assert answered.replies[0].is_private


def test_strangers_begin_nothing_and_coaches_do() -> None:
    assert not answer(ask(f"start {SLUG}", is_admin=False)).changes
    assert answer(ask(f"start {SLUG}", is_admin=False, is_coach=True)).changes
