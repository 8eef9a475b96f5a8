"""A foot and a hand from above. Lengths are fractions of their own length."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from content.figures import Plan, Point
from content.shapes.shape import Shape

Drawn = tuple[tuple[Shape, ...], dict[str, Point]]
"""Shapes, and named points."""

SOLE = {"heel": (0.0, 0.14), "big": (-0.11, 0.70), "little": (0.135, 0.61)}
TOES = (
    ((-0.125, 0.775), 0.150, 0.056),
    ((-0.025, 0.800), 0.150, 0.038),
    ((0.050, 0.780), 0.130, 0.035),
    ((0.115, 0.735), 0.110, 0.033),
    ((0.170, 0.675), 0.090, 0.031),
)
"""Of each toe: where it begins, how long and how thick it is."""
FINGERS = (
    ((-0.19, 0.24), 0.20, 0.050),
    ((-0.135, 0.50), 0.27, 0.040),
    ((-0.045, 0.53), 0.31, 0.041),
    ((0.045, 0.51), 0.28, 0.039),
    ((0.125, 0.45), 0.21, 0.034),
)


KNUCKLES = (0.145, 0.05, -0.045, -0.135)
"""Across, from the index to the little finger of a hand that holds a bar."""


def foot_from_above(plan: Plan) -> Drawn:
    """A right foot."""
    sole = tuple(
        Shape(circles, "near", has_seam=False)
        for circles in (
            ((0.0, 0.14, 0.125), (0.05, 0.45, 0.105), (0.13, 0.61, 0.085)),
            ((0.0, 0.14, 0.125), (0.015, 0.42, 0.105)),
            ((0.03, 0.45, 0.105), (-0.11, 0.70, 0.095), (0.13, 0.61, 0.085)),
        )
    )
    toes = tuple(
        _digit(digit, 90 + plan.spread * (2 - number), plan.lift) for number, digit in enumerate(TOES)
    )
    tips = {f"toe {number}": toe.circles[-1][:2] for number, toe in enumerate(toes, 1)}
    points = {**SOLE, **tips, "toes": tips["toe 2"]}
    return (*sole, *toes, *_pressed(plan.press, points, 0.055)), points


def hand_from_above(plan: Plan) -> Drawn:
    """A right hand, flat or round a bar."""
    return _fist(plan) if plan.grip else _flat_hand(plan)


def _fist(plan: Plan) -> Drawn:
    """A right hand on a bar that runs through the middle, from the front: the palm looks away.

    The thumb lies along the bar; the fingers are still up, or over it.
    """
    is_closed = plan.grip == "hook"
    hand = (
        Shape(((0.0, 0.80, 0.095), (0.0, 0.52, 0.085)), "far", -0.1),
        Shape(((-0.06, 0.46, 0.09), (0.06, 0.46, 0.09), (-0.14, 0.18, 0.06), (0.14, 0.20, 0.06)), "near"),
        Shape(((0.10, 0.40, 0.07), (0.25, 0.14, 0.055)), "near", -0.05, has_seam=False),
    )
    thumb = Shape(((0.27, 0.10, 0.052), (0.27, 0.0, 0.052)), "near", 0.3)
    tip = Shape(((0.27, -0.01, 0.052), (0.05, -0.02, 0.045)), "thumb", 0.4)
    fingers = tuple(
        Shape(((across, 0.17, 0.046), (across, -0.075 if is_closed else 0.11, 0.044)), "near", 0.6)
        for across in KNUCKLES
    )
    points = {"palm": (0.0, 0.3), "thumb": (0.27, -0.01), "index": (KNUCKLES[0], -0.06)}
    points |= {"middle": (KNUCKLES[1], -0.06), "ring": (KNUCKLES[2], -0.06)}
    return (*hand, thumb, tip, *fingers), points


def _flat_hand(plan: Plan) -> Drawn:
    palm = (
        Shape(((0.0, -0.16, 0.095), (0.0, 0.10, 0.10)), "far", -0.1),
        Shape(((-0.10, 0.16, 0.09), (0.10, 0.16, 0.08), (-0.12, 0.46, 0.06), (0.12, 0.42, 0.06)), "near"),
        Shape(((-0.12, 0.12, 0.07), (-0.18, 0.24, 0.055)), "near", has_seam=False),
    )
    turns = (
        plan.spread * 2 + 40,
        plan.spread * 1.5,
        plan.spread * 0.5,
        -plan.spread * 0.5,
        -plan.spread * 1.6,
    )
    fingers = tuple(_digit(digit, 90 + turn, 0.0) for digit, turn in zip(FINGERS, turns, strict=True))
    tips = {f"finger {number}": finger.circles[-1][:2] for number, finger in enumerate(fingers, 1)}
    points = {"palm": (0.0, 0.14), "index": (-0.115, 0.45), **tips}
    return (*palm, *fingers, *_pressed(plan.press, points, 0.045)), points


def _digit(digit: tuple[Point, float, float], turn: float, lift: float) -> Shape:
    """A toe or finger; a lifted one comes towards the onlooker, so it looks shorter."""
    (across, up), long, thick = digit
    seen = long * (1.0 - 0.45 * lift)
    tip = (across + seen * math.cos(math.radians(turn)), up + seen * math.sin(math.radians(turn)))
    return Shape(
        ((across, up, thick * 0.92), (*tip, thick * (1.0 + 0.12 * lift))),
        "far" if lift else "near",
        0.2 + lift,
    )


def _pressed(names: tuple[str, ...], points: Mapping[str, Point], radius: float) -> Iterator[Shape]:
    for name in names:
        wanted = [point for known, point in points.items() if known == name or known.startswith(f"{name} ")]
        for point in wanted:
            yield Shape(((*point, radius if name in points else radius * 0.52),), "pressed", 3.0)
