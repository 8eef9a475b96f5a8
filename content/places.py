"""Where somebody is, in words: a zone's name, a city or a country becomes candidate time zones.

The cities stand in cities.csv, largest first (GeoNames, CC BY 4.0; drawn by tools/draw_cities.py).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

CITIES = Path(__file__).with_name("cities.csv")
LONGEST = 80
"""Characters; nobody's place has a longer name."""
CLOSE = 0.8
"""How alike a mistyped name has to be, as difflib counts."""
PLAIN_ZONES = frozenset({"utc", "gmt"})
NOT_ZONES = frozenset({"factory", "localtime"})
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_APOSTROPHES = re.compile("['’‘`ʻʼ.]")
_GAPS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Place:
    """A place and its time zone. A zone that was named itself has its own name and no country."""

    name: str
    country: str
    """In English, as GeoNames has it."""
    zone: str
    """A name that `zoneinfo` knows."""


@dataclass(frozen=True, slots=True)
class _Cities:
    rows: tuple[tuple[str, str, str], ...]
    """Name, country and zone, largest city first."""
    names: dict[str, list[int]]
    """Folded name to rows; `others` likewise for alternative names, `countries` for countries."""
    others: dict[str, list[int]]
    countries: dict[str, list[int]]


def zone_of(words: str, limit: int = 5) -> tuple[Place, ...]:
    """At most `limit` places that these words may mean, best first; empty when nothing fits.

    The first of these ways that finds anything decides: a zone's name ("europe/berlin"), a city ("Munich",
    "London, Canada"), a country (its zones), a zone's short name ("CET"), the start of a city's name, a city
    that is spelt much like it. Larger cities come first.
    """
    if len(words) > LONGEST or not fold(words):
        return ()
    ways: tuple[Callable[[str], Iterable[Place]], ...] = (
        _zones_by_full_name,
        _cities_by_name,
        _country,
        _zones_by_short_name,
        _cities_by_start,
        _cities_by_likeness,
    )
    for way in ways:
        if found := tuple(dict.fromkeys(way(words.strip())))[:limit]:
            return found
    return ()


def fold(words: str) -> str:
    """Words as they are compared: no case, accents, apostrophes or full stops, gaps of one space."""
    plain = words.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain.translate(_LETTERS))
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    if not plain.isalnum():
        plain = _GAPS.sub(" ", _APOSTROPHES.sub("", plain)).strip()
    return "saint " + plain[3:] if plain.startswith("st ") else plain


def _zones_by_full_name(words: str) -> Iterator[Place]:
    key = words.lower().replace(" ", "_")
    if ("/" in key or key in PLAIN_ZONES) and (zone := _zones().get(key)):
        yield Place(zone, "", zone)


def _zones_by_short_name(words: str) -> Iterator[Place]:
    """A zone of one word ("CET"), or the last word of its name ("Lord Howe")."""
    key = words.lower().replace(" ", "_")
    zones = _zones()
    yield from (Place(zone, "", zone) for zone in (zones.get(key),) if zone)
    yield from (Place(zone, "", zone) for low, zone in zones.items() if low.endswith(f"/{key}"))


def _cities_by_name(words: str) -> Iterable[Place]:
    """Cities of that name, then those that are also called so; a country after a comma chooses among them."""
    cities = _cities()
    whole, (name, _, country) = fold(words), words.partition(",")
    found = [*cities.names.get(whole, ()), *cities.others.get(whole, ())]
    if not found:
        found = [*cities.names.get(fold(name), ()), *cities.others.get(fold(name), ())]
        found = [row for row in found if _is_in(cities.rows[row][1], fold(country))] or found
    return (Place(*cities.rows[row]) for row in found)


def _is_in(country: str, words: str) -> bool:
    """Whether the words name that country, by its start or its initials ("UK")."""
    folded = fold(country)
    initials = "".join(word[0] for word in folded.split())
    return folded.startswith(words) or (len(words) > 1 and initials == words)


def _country(words: str) -> Iterable[Place]:
    """The largest city of each zone of a country."""
    cities = _cities()
    zones: dict[str, Place] = {}
    for row in cities.countries.get(fold(words), ()):
        place = Place(*cities.rows[row])
        zones.setdefault(place.zone, place)
    return zones.values()


def _cities_by_start(words: str) -> Iterable[Place]:
    cities, start = _cities(), fold(words)
    found = {row for names in (cities.names, cities.others) for name, rows in names.items()
             if name.startswith(start) for row in rows}  # fmt: skip
    return (Place(*cities.rows[row]) for row in sorted(found))


def _cities_by_likeness(words: str) -> Iterable[Place]:
    from difflib import get_close_matches

    cities, name = _cities(), fold(words)
    known = [
        one for names in (cities.names, cities.others) for one in names if abs(len(one) - len(name)) <= 2
    ]
    close = get_close_matches(name, known, n=3, cutoff=CLOSE) if len(name) > 3 else []
    rows = [row for one in close for row in (*cities.names.get(one, ()), *cities.others.get(one, ()))]
    return (Place(*cities.rows[row]) for row in rows)


@cache
def _zones() -> dict[str, str]:
    """Every zone by its name in small letters."""
    found = {zone.lower(): zone for zone in sorted(available_timezones())}
    return {low: zone for low, zone in found.items() if low not in NOT_ZONES}


@cache
def _cities() -> _Cities:
    rows: list[tuple[str, str, str]] = []
    names: dict[str, list[int]] = {}
    others: dict[str, list[int]] = {}
    countries: dict[str, list[int]] = {}
    with CITIES.open(encoding="utf-8", newline="") as file:
        next(file)  # whose cities they are
        next(file)  # the names of the columns
        for number, (name, alternatives, country, zone) in enumerate(csv.reader(file)):
            rows.append((name, country, zone))
            names.setdefault(fold(name), []).append(number)
            countries.setdefault(country, []).append(number)
            for other in alternatives.split("|") if alternatives else ():
                others.setdefault(fold(other), []).append(number)
    return _Cities(tuple(rows), names, others, {fold(country): found for country, found in countries.items()})
