"""The shelf: the library asked by what its entries are."""

from __future__ import annotations

from content.library import Library
from content.store import Shelf
from tests.asks import a_card, a_drill, a_library


def slugs(*found: object) -> list[str]:
    return [one.slug for one in found]  # type: ignore[attr-defined]


DRILLS = a_library(
    drills=(
        a_drill("a-late", "foot", 2),
        a_drill("b-early", "foot", 1, feel=("calf", "sole"), equipment=("wall", "towel")),
        a_drill("c-early", "foot", 1, minutes=5, is_gentle=False, feel=("glutes",)),
        a_drill("hang", "ankle", 1, equipment=("bar",), minutes=2),
        a_drill("rise", "forefoot", 3, equipment=("wall",)),
    )
)
SHELF = Shelf(DRILLS)


def test_all_drills_come_in_the_order_of_tracks_stages_and_names() -> None:
    assert slugs(*SHELF.drills()) == ["b-early", "c-early", "a-late", "rise", "hang"]


def test_a_drill_is_found_by_track_spot_time_and_gentleness() -> None:
    assert slugs(*SHELF.drills(track="foot")) == ["b-early", "c-early", "a-late"]
    assert slugs(*SHELF.drills(spots=("calf", "glutes"))) == ["b-early", "c-early"]
    assert slugs(*SHELF.drills(minutes=2)) == ["hang"]
    assert slugs(*SHELF.drills(is_gentle=False)) == ["c-early"]
    assert slugs(*SHELF.drills(is_gentle=True, track="foot")) == ["b-early", "a-late"]
    assert SHELF.drills(track="hips") == ()


def test_equipment_is_what_one_has_and_nothing_else_may_be_needed() -> None:
    assert slugs(*SHELF.drills(equipment=())) == ["c-early", "a-late"]
    assert slugs(*SHELF.drills(equipment={"wall", "bar"})) == ["c-early", "a-late", "rise", "hang"]
    assert slugs(*SHELF.drills(equipment=("towel", "wall"))) == ["b-early", "c-early", "a-late", "rise"]


def test_cards_are_found_by_area_layer_and_source() -> None:
    library = a_library(
        cards=(
            a_card("b", area="knee", layer="link"),
            a_card("a", area="knee", layer="model", source="article"),
            a_card("c", area="hand", layer="link"),
        )
    )
    shelf = Shelf(library)
    assert slugs(*shelf.cards()) == ["a", "b", "c"]
    assert slugs(*shelf.cards(area="knee")) == ["a", "b"]
    assert slugs(*shelf.cards(layer="link")) == ["b", "c"]
    assert slugs(*shelf.cards(area="knee", source="article")) == ["a"]
    assert shelf.cards(area="hip") == ()


def test_what_is_found_is_the_librarys_own_value() -> None:
    assert SHELF.library is DRILLS
    [found] = SHELF.drills(minutes=2)
    assert found is DRILLS.drills["hang"]


def test_an_empty_library_has_nothing() -> None:
    empty: Library = a_library()
    assert Shelf(empty).drills() == ()
    assert Shelf(empty).cards() == ()
