"""Words for a place, and the time zones they may mean."""

from __future__ import annotations

import csv
import time
from zoneinfo import ZoneInfo, available_timezones

import pytest

from content import places
from content.places import CITIES, Place, fold, zone_of


def zones(words: str) -> list[str]:
    return [place.zone for place in zone_of(words)]


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        (" America/New York ", "America/New_York"),
        ("america/argentina/buenos aires", "America/Argentina/Buenos_Aires"),
        ("etc/gmt+5", "Etc/GMT+5"),
        ("utc", "UTC"),
        ("cet", "CET"),
        ("lord howe", "Australia/Lord_Howe"),
    ],
)
def test_a_zone_by_its_name_is_that_zone(words: str, zone: str) -> None:
    assert zone_of(words) == (Place(zone, "", zone),)


@pytest.mark.parametrize(
    ("words", "name", "zone"),
    [
        ("Munich", "Munich", "Europe/Berlin"),
        ("münchen", "Munich", "Europe/Berlin"),
        ("MUENCHEN", "Munich", "Europe/Berlin"),
        ("Cologne", "Köln", "Europe/Berlin"),
        ("new york", "New York City", "America/New_York"),
        ("nyc", "New York City", "America/New_York"),
        ("sao paulo", "São Paulo", "America/Sao_Paulo"),
        ("St Louis", "St. Louis", "America/Chicago"),
        ("saint louis", "St. Louis", "America/Chicago"),
        ("St. Petersburg", "Saint Petersburg", "Europe/Moscow"),
        ("xi'an", "Xi’an", "Asia/Shanghai"),
        ("Wien", "Vienna", "Europe/Vienna"),
        ("Singapore", "Singapore", "Asia/Singapore"),
        ("Vaduz", "Vaduz", "Europe/Vaduz"),
        ("Reykjavik", "Reykjavík", "Atlantic/Reykjavik"),
        ("Londn", "London", "Europe/London"),
        ("barcelon", "Barcelona", "Europe/Madrid"),
        ("Japan", "Tokyo", "Asia/Tokyo"),
    ],
)
def test_the_first_place_is_the_one_that_is_meant(words: str, name: str, zone: str) -> None:
    first = zone_of(words)[0]
    assert (first.name, first.zone) == (name, zone)


def test_cities_of_one_name_come_by_their_size() -> None:
    assert zones("London") == ["Europe/London", "America/Toronto"]
    assert zones("Portland")[:2] == ["America/Los_Angeles", "America/New_York"]
    assert zones("Sydney")[0] == "Australia/Sydney"


@pytest.mark.parametrize("words", ["London, Canada", "london, can", "LONDON,CANADA"])
def test_a_country_behind_the_comma_chooses(words: str) -> None:
    assert zones(words) == ["America/Toronto"]


def test_initials_of_a_country_choose_and_unknown_words_are_passed_over() -> None:
    assert zones("London, UK") == ["Europe/London"]
    assert zones("Portland, Oregon") == zones("Portland")


def test_a_name_comes_before_its_beginnings_and_those_before_likeness() -> None:
    assert [place.name for place in zone_of("Bern")] == ["Bern"]
    assert all(fold(place.name).startswith("barcelon") for place in zone_of("barcelon"))


def test_a_country_gives_each_of_its_zones_once() -> None:
    assert zones("Germany")[0] == "Europe/Berlin"
    brazil = zone_of("Brazil")
    assert len(brazil) == len({place.zone for place in brazil}) == 5
    assert {place.country for place in brazil} == {"Brazil"}


def test_the_limit_holds() -> None:
    assert len(zone_of("san ", limit=50)) <= 50
    assert len(zone_of("new", limit=3)) == 3


@pytest.mark.parametrize(
    "words", ["", " ", "🦶", "/", "../etc/passwd", "localtime", "qqqq", "a" * 5000, "\0", ",", "?!"]
)
def test_nonsense_is_nowhere(words: str) -> None:
    assert zone_of(words) == ()


def test_every_zone_of_the_file_exists_and_no_place_stands_twice() -> None:
    with CITIES.open(encoding="utf-8", newline="") as file:
        first = next(file)
        rows = list(csv.DictReader(file))
    assert "GeoNames" in first
    assert "CC BY 4.0" in first
    assert {row["zone"] for row in rows} <= available_timezones()
    assert all(ZoneInfo(zone) for zone in {row["zone"] for row in rows})
    assert len({(fold(row["name"]), row["country"], row["zone"]) for row in rows}) == len(rows) > 12_000
    assert all(row["name"] and row["country"] for row in rows)
    assert max(row["alternatives"].count("|") for row in rows) < 4
    assert CITIES.stat().st_size < 500_000


def test_the_file_is_read_once_and_fast() -> None:
    places._cities.cache_clear()
    zone_of("utc")
    assert places._cities.cache_info().misses == 0, "a zone's name needs no cities"
    zone_of("Munich")
    zone_of("Vienna")
    assert places._cities.cache_info().misses == 1
    assert min(_seconds_to_read() for _ in range(5)) < 0.1, "about 0.03 s on a quiet machine"


def _seconds_to_read() -> float:
    places._cities.cache_clear()
    began = time.process_time()
    places._cities()
    return time.process_time() - began
