"""A wish for a drill: read as people type it, and how well a drill fits it."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any, get_args

import pytest

from bot.commands.wishes import EQUIPMENT, FITS, Misfit, fitting, misfit, read_wish, vocabulary
from content.model import Equipment, Spot, Track
from tests.asks import LIBRARY, a_drill

KNOWN = vocabulary(LIBRARY.say)
ALL = frozenset(EQUIPMENT)


def wish(text: str) -> Any:
    return read_wish(text, KNOWN)


@pytest.mark.parametrize(
    ("typed", "tracks", "spots"),
    [
        ("foot", {"foot"}, set()),
        ("FEET please", {"foot"}, set()),
        ("hips", {"hips"}, set()),
        ("hip", {"hips", "hip flexor"}, set()),
        ("hip flexor", {"hip flexor"}, {"front of the hip"}),
        ("my hip flexors", {"hip flexor"}, {"front of the hip"}),
        ("elbow", {"hand and elbow"}, set()),
        ("hand and elbow", {"hand and elbow"}, set()),
        ("calf", set(), {"calf"}),
        ("ankle", {"ankle"}, {"ankle"}),
        ("ball of the foot", {"forefoot"}, {"ball of the foot"}),
        ("knee", {"foot", "hips"}, set()),
        ("calf or ankle", {"ankle"}, {"calf", "ankle"}),
        ("one cue", {"one cue"}, set()),
        ("landing", {"landing"}, set()),
    ],
)
def test_places_are_tracks_spots_or_both(typed: str, tracks: set[str], spots: set[str]) -> None:
    read = wish(typed)
    assert (read.tracks, read.spots, read.unknown) == (tracks, spots, ())


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("5min", 5),
        ("5 min", 5),
        ("5 minutes", 5),
        ("5", 5),
        ("under 3", 3),
        ("at most 4 minutes", 4),
        ("2-3 min", 3),
        ("0 min", 0),
        ("99999999999 min", 999),
        ("foot", None),
    ],
)
def test_minutes(typed: str, minutes: int | None) -> None:
    assert wish(typed).minutes == minutes


@pytest.mark.parametrize(
    ("typed", "uses", "avoids"),
    [
        ("no equipment", set(), ALL),
        ("without any gear", set(), ALL),
        ("nothing", set(), ALL),
        ("with nothing", set(), ALL),
        ("bodyweight", set(), ALL),
        ("wall", {"wall"}, set()),
        ("with a ball", {"ball"}, set()),
        ("a wall or a chair", {"wall", "chair"}, set()),
        ("bar", {"bar"}, set()),
        ("no wall", set(), {"wall"}),
        ("without a wall or a chair", set(), {"wall", "chair"}),
        ("no wall with a ball", {"ball"}, {"wall"}),
        ("no equipment but a wall", {"wall"}, ALL - {"wall"}),
        ("no ball of the foot ball", {"ball"}, set()),
        ("equipment", set(), set()),
    ],
)
def test_equipment(typed: str, uses: set[str], avoids: set[str]) -> None:
    read = wish(typed)
    assert (read.uses, read.avoids) == (uses, avoids)


@pytest.mark.parametrize("parts", tuple(permutations(("foot", "5min", "no equipment", "#2"))))
def test_words_may_stand_in_any_order(parts: tuple[str, ...]) -> None:
    read = wish(" ".join(parts))
    assert (read.tracks, read.minutes, read.avoids, read.position) == ({"foot"}, 5, ALL, 2)
    assert sorted(read.words.split()) == ["5min", "equipment", "foot", "no"]


def test_a_wish_in_short_says_the_same_again() -> None:
    for typed in (
        "Foot, 5 minutes, no equipment please",
        "under 3 min with a ball",
        "hip flexor without wall",
    ):
        first = wish(typed)
        assert replace(wish(f"{first.words} #1"), words=first.words) == first


@pytest.mark.parametrize("typed", ["sore foot", "my knee hurts", "elbow pain", "chest pressure", "numb toes"])
def test_an_ache_is_noticed(typed: str) -> None:
    assert wish(typed).is_sore


@pytest.mark.parametrize("typed", ["", "#2", "!!!", "xyzzy", "a drill please"])
def test_where_nothing_is_wished_nothing_is_understood(typed: str) -> None:
    assert wish(typed).words == ""


def test_words_that_nobody_knows_are_told_apart() -> None:
    assert wish("foot for grandma 5min").unknown == ("grandma",)


def test_every_track_spot_and_thing_goes_by_its_own_name() -> None:
    assert all(track in wish(track).tracks for track in get_args(Track))
    assert all(spot in wish(spot).spots for spot in get_args(Spot))
    assert all(one in wish(one).uses for one in get_args(Equipment))


@pytest.mark.parametrize(
    ("typed", "changed", "short"),
    [
        ("foot 3min no equipment", {}, FITS),
        ("sole", {}, FITS),
        ("calf", {}, Misfit(elsewhere=True)),
        ("2min", {}, Misfit(minutes=1)),
        ("no equipment", {"equipment": ("wall", "ball")}, Misfit(needs=("wall", "ball"))),
        ("no wall", {"equipment": ("wall", "ball")}, Misfit(needs=("wall",))),
        ("no wall", {"equipment": ("ball",)}, FITS),
        ("ball", {"equipment": ("ball", "wall")}, FITS),
        ("ball", {}, Misfit(lacks=True)),
        ("elbow 2min ball", {}, Misfit(elsewhere=True, lacks=True, minutes=1)),
    ],
)
def test_where_a_drill_falls_short(typed: str, changed: dict[str, Any], short: Misfit) -> None:
    assert misfit(a_drill("one", **changed), wish(typed)) == short


def order(typed: str, *drills: Any) -> list[str]:
    return [drill.slug for drill in fitting(drills, wish(typed))]


def test_only_what_fits_is_offered_where_something_does() -> None:
    drills = (a_drill("b", stage=2), a_drill("a"), a_drill("c", minutes=9), a_drill("d", "hips"))
    assert order("foot 5min", *drills) == ["a", "b"]


def test_the_track_that_was_named_comes_before_what_is_only_felt_there() -> None:
    felt = a_drill("felt", "foot", feel=("ankle",))
    assert order("ankle", felt, a_drill("rock", "ankle", stage=2)) == ["rock", "felt"]


def test_what_needs_least_beside_the_thing_that_was_named_comes_first() -> None:
    both = a_drill("both", equipment=("ball", "wall"))
    assert order("ball", both, a_drill("ball", stage=2, equipment=("ball",))) == ["ball", "both"]


def test_the_nearest_is_of_the_place_then_short_of_least_then_shortest() -> None:
    elsewhere = a_drill("elsewhere", "hips")
    wall, long = a_drill("wall", equipment=("wall",)), a_drill("long", minutes=9, equipment=("wall",))
    assert order("foot 3min nothing", elsewhere, long, wall) == ["wall"]
    assert order("foot 3min", a_drill("nine", minutes=9), a_drill("four", minutes=4)) == ["four"]
