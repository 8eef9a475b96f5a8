"""What things look like: walls, chairs, bars."""

from __future__ import annotations

from collections.abc import Iterator

from content.figures import Point, Prop
from content.shapes.shape import Scene, Shape

WALL, HIGH = 0.05, 1.12
"""How thick a wall is, and how high where it does not say."""
SIZES = {
    "ball": 0.035,
    "stick": 0.009,
    "bar": 0.012,
    "plates": 0.13,
    "band": 0.006,
    "weight": 0.034,
    "towel": 0.014,
}
BEHIND, BEFORE = -9.0, 9.0
"""Depths beyond any body's."""


def prop_shapes(prop: Prop, around: Scene, centre: float) -> Iterator[Shape]:
    """A thing beside the body, whose middle is at `centre`: walls stand on the other side of it."""
    across, up = around.place(prop.at)
    depth = BEFORE if prop.in_front else BEHIND
    size = prop.size or SIZES.get(prop.kind, 0.0)
    match prop.kind:
        case "wall":
            outer = across + (WALL if across > centre else -WALL)
            yield _block((min(across, outer), 0.0), (max(across, outer), up or HIGH), "wall", depth)
        case "box" | "mat" | "cushion":
            yield _block(
                (across, up), around.place(prop.to), "soft" if prop.kind == "cushion" else "wood", depth
            )
        case "chair":
            yield from _chair(across, up or 0.27, size or 1.0, depth)
        case "plates":
            yield Shape(((across, up, size),), "plate", BEHIND)
            yield Shape(((across, up, 0.014),), "metal", BEFORE)
        case "ball" | "weight":
            yield Shape(((across, up, size),), "ball" if prop.kind == "ball" else "metal", depth)
        case "bar" if prop.to == (0.0, 0.0):
            yield Shape(((across, up, size),), "metal", BEFORE)
        case _:
            paint = {"bar": "metal", "stick": "wood", "band": "band", "towel": "band"}[prop.kind]
            yield Shape(((across, up, size), (*around.place(prop.to), size)), paint, depth)


def _block(low: Point, high: Point, paint: str, depth: float) -> Shape:
    edge = 0.006
    corners = ((low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1]))
    inside = [
        (across + (edge if across == low[0] else -edge), up + (edge if up == low[1] else -edge))
        for across, up in corners
    ]
    return Shape(tuple((across, up, edge) for across, up in inside), paint, depth)


def _chair(across: float, seat: float, facing: float, depth: float) -> Iterator[Shape]:
    """Seat, legs and back; `facing` 1 looks to the right, -1 to the left."""
    back, front = across - 0.12 * facing, across + 0.12 * facing
    low, high = min(back, front), max(back, front)
    yield _block((low, seat - 0.03), (high, seat), "wood", depth)
    for leg in (low, high - 0.02):
        yield _block((leg, 0.0), (leg + 0.02, seat - 0.02), "wood", depth)
    yield _block((back - 0.012, seat - 0.02), (back + 0.012, seat + 0.27), "wood", depth)
