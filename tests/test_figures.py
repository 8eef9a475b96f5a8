"""Figures: read from their files, and looked at as a body would."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from content.anatomy import flaws
from content.figures import LONGEST_CAPTION, PLANS, Figure, between, read_figure
from content.header import ContentError
from content.library import Drill, read_library
from content.model import Spot
from content.shapes import SPOTS, scene
from content.skeleton import stand

LIBRARY = read_library()
DRILLS = list(LIBRARY.drills.values())
FIGURES = [drill.figure for drill in DRILLS if drill.figure] + [
    card.figure for card in LIBRARY.cards.values() if card.figure
]
on_every_figure = pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.slug)
RAISE = """alt = "Stand at a wall and lift both heels."
loop = "back"
[[props]]
kind = "wall"
at = [0.28, 1.1]

[[stages]]
says = "Heels a little up"
pelvis = [-0.05, 0.6]
legs = { foot = [0.0, 0.0], tilt = 10 }
arms = { hand = [0.27, 0.8], points = 80 }
down = ["near ball"]

[[stages]]
says = "Rise"
pelvis = [-0.02, 0.7]
legs = { foot = [0.0, 0.0], tilt = 45 }
arms = { hand = [0.27, 0.85], points = 80 }
arrows = [{ at = [-0.2, 0.1], by = [0, 0.2], bend = 0.1 }]
labels = [{ at = "near knee", says = "straight" }]
"""


def read(text: str, feel: tuple[str, ...] = ()) -> tuple[Figure, list[ContentError]]:
    faults: list[ContentError] = []
    return read_figure("raise", "drills/raise.toml", text, feel, faults), faults


def sound(text: str, feel: tuple[str, ...] = ()) -> Figure:
    figure, faults = read(text, feel)
    assert not faults
    return figure


def test_a_figure_is_read_whole() -> None:
    figure = sound(RAISE, ("calf",))
    assert (figure.slug, figure.loop, figure.does_move, figure.feel) == ("raise", "back", True, ("calf",))
    first, second = figure.stages
    assert (first.says, first.view, first.down) == ("Heels a little up", "side", ("near ball",))
    assert first.pose.near_leg == first.pose.far_leg
    assert first.pose.near_leg.foot == (0.0, 0.0)
    assert (second.arrows[0].by, second.arrows[0].bend, second.labels[0].says) == (
        (0.0, 0.2),
        0.1,
        "straight",
    )
    assert [prop.kind for prop in second.props] == ["wall"]
    assert not list(flaws(figure))


def test_a_stage_replaces_the_props_of_its_kind_and_the_view_and_frame_of_all() -> None:
    text = RAISE.replace('loop = "back"', 'view = "half"\nframe = [-1, 0, 1, 1]') + (
        'view = "front"\nframe = [0, 0, 1, 1]\nprops = [{ kind = "wall", at = [0.5, 1] },'
        ' { kind = "ball", at = "near palm" }]\nfelt = false\n'
    )
    first, second = sound(text).stages
    assert (first.view, first.frame, first.is_felt) == ("half", (-1.0, 0.0, 1.0, 1.0), True)
    assert (second.view, second.frame, second.is_felt) == ("front", (0.0, 0.0, 1.0, 1.0), False)
    assert [(prop.kind, prop.at) for prop in second.props] == [("wall", (0.5, 1.0)), ("ball", "near palm")]


def test_the_key_follows_what_is_drawn() -> None:
    keys = {
        sound(RAISE).key,
        sound(RAISE, ("calf",)).key,
        sound(RAISE.replace("0.85", "0.86")).key,
    }
    assert len(keys) == 3
    assert sound(RAISE).key == sound(RAISE).key


@pytest.mark.parametrize(
    ("old", "new", "line", "what", "mend"),
    [
        ('alt = "Stand at a wall and lift both heels."', "", 1, "alt is missing", 'alt = "words"'),
        ('loop = "back"', 'loop = "twice"', 1, "loop is 'twice'", "back, round"),
        ('kind = "wall"', 'kind = "tree"', 1, "kind is 'tree'", "wall"),
        ("pelvis = [-0.05, 0.6]", "pelvis = 0.6", 7, "pelvis has to be a place", "[0.1, 0.5]"),
        ("tilt = 10", "tilted = 10", 7, "does not know 'tilted'", "tilt"),
        ("tilt = 45", "tilt = 45, hip = true", 14, "hip has to be a number", "20"),
        ("points = 80 }\ndown", "fist = 1 }\ndown", 7, "fist has to be true", "true"),
        ('says = "Rise"\n', "", 14, "says is missing", "words"),
        ('says = "Rise"', f'says = "{"so " * 20}"', 14, "characters", f"{LONGEST_CAPTION}"),
        ('says = "Rise"', 'says = "Rise"\nview = "above"', 14, "view is 'above'", "side"),
        ('says = "Rise"', 'says = "Rise"\nfoto = 1', 14, "does not know 'foto'", "says"),
        ("by = [0, 0.2], ", "", 14, "an arrow is not complete", "at, by"),
        ('loop = "back"', "frame = [1, 0, 0, 1]", 1, "frame has to be", "frame = ["),
        ('loop = "back"', "loop =", 2, "cannot be understood", "straight quotes"),
        ("[[stages]]", "[[stage]]", 1, "0 stages", "[[stages]]"),
    ],
)
def test_a_fault_is_named_by_its_line(old: str, new: str, line: int, what: str, mend: str) -> None:
    assert old in RAISE
    _, faults = read(RAISE.replace(old, new))
    matching = [fault for fault in faults if what in fault.what]
    assert matching, faults
    assert (matching[0].file, matching[0].line) == ("drills/raise.toml", line)
    assert mend in matching[0].mend


@pytest.mark.parametrize(
    ("old", "new", "stage", "what"),
    [
        ("tilt = 45", "tilt = 75", 2, "ankle is bent"),
        ("hand = [0.27, 0.85]", "hand = [0.9, 0.85]", 2, "arm is 0."),
        (
            "pelvis = [-0.05, 0.6]\nlegs = { foot = [0.0, 0.0], tilt = 10 }",
            "pelvis = [-0.05, 0.45]\nlegs = { hip = 5 }",
            1,
            "under the floor",
        ),
        ("down = [", 'down = ["near heel", ', 1, "hangs"),
        ("down = [", 'down = ["left toe", ', 1, "no joint 'left toe'"),
        ('at = "near knee"', 'at = "near kne"', 2, "no joint 'near kne'"),
        ("arms = { hand = [0.27, 0.85], points = 80 }", "arms = { shoulder = 70 }", 1, "on the way"),
    ],
)
def test_what_no_body_can_do_is_named_with_its_stage(old: str, new: str, stage: int, what: str) -> None:
    assert old in RAISE
    found = list(flaws(sound(RAISE.replace(old, new))))
    assert any(number == stage and what in words for number, words, _ in found), found


def test_a_body_that_breaks_only_on_the_way_is_found() -> None:
    """Hands in front in both stages, and through the floor between them."""
    lying = """alt = "x"
loop = "back"
[[stages]]
says = "one"
pelvis = [0.0, 0.3]
arms = { shoulder = -40 }
legs = { hip = 90, knee = 90 }
[[stages]]
says = "two"
pelvis = [0.0, 0.3]
arms = { shoulder = -40 }
legs = { hip = -30, knee = 90, ankle = -30 }
"""
    assert any("on the way" in what and "under the floor" in what for _, what, _ in flaws(sound(lying)))


def test_something_rests_on_a_prop() -> None:
    text = RAISE.replace('loop = "back"', "").replace("foot = [0.0, 0.0], tilt = 10", "foot = [0.0, 0.2]")
    text = text.replace("hand = [0.27, 0.8]", "hand = [0.2, 0.8]")
    assert any("hangs" in what for _, what, _ in flaws(sound(text)))
    box = text.replace('kind = "wall"', 'kind = "box"').replace(
        "at = [0.28, 1.1]", "at = [-0.2, 0]\nto = [0.1, 0.2]"
    )
    assert not any("hangs" in what for _, what, _ in flaws(sound(box)))


def test_between_two_stages_numbers_move_and_words_stay() -> None:
    first, second = sound(RAISE).stages
    middle = between(first, second, 0.5)
    assert middle.pose.near_leg.tilt == pytest.approx(27.5)
    assert middle.pose.pelvis == pytest.approx((-0.035, 0.65))
    assert middle.says == first.says
    assert between(first, second, 0.0) == first
    assert stand(middle.pose).points["near ball"][:2] == pytest.approx((0.0, 0.0), abs=1e-9)


def test_every_spot_of_the_vocabulary_can_be_marked() -> None:
    assert set(SPOTS) == set(get_args(Spot))
    stage = sound(RAISE).stages[0]
    for spot in SPOTS:
        assert len(scene(stage, (spot,)).felt) == 1
        assert not scene(replace(stage, is_felt=False), (spot,)).felt


def test_both_sides_are_marked_where_both_are_seen() -> None:
    stage = replace(sound(RAISE).stages[0], view="front")
    near, far = scene(stage, ("calf",), ("near", "far")).felt
    assert near.circles[0][0] == pytest.approx(-far.circles[0][0])
    assert len(scene(stage, ("belly",), ("near", "far")).felt) == 1


# what is shipped


def test_every_drill_has_a_figure() -> None:
    assert [slug for slug, drill in LIBRARY.drills.items() if drill.figure is None] == []


@on_every_figure
def test_a_body_can_do_what_is_drawn(figure: Figure) -> None:
    assert list(flaws(figure)) == []


@on_every_figure
def test_limbs_keep_their_length_from_stage_to_stage(figure: Figure) -> None:
    bodies = [stand(stage.pose) for stage in figure.stages if stage.view not in PLANS]
    assert len({tuple(round(long, 6) for _, long in body.bones()) for body in bodies}) <= 1


@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.slug)
def test_a_drill_is_shown_from_start_to_end_and_where_it_is_felt(drill: Drill) -> None:
    figure = drill.figure
    assert figure is not None
    assert len(figure.stages) >= 2
    assert figure.feel == drill.feel
    assert any(stage.is_felt for stage in figure.stages)
