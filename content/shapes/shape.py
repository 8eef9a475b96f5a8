"""A shape: a run of circles and the skin stretched around them, and how a body falls on the plane."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from content.figures import Place, Point, View
from content.vectors import Vector, plus, times

YAW: Mapping[View, float] = MappingProxyType({"side": 0.0, "half": 38.0, "front": 90.0, "back": -90.0})
"""Degrees by which the onlooker has walked around the body, from its right side to its front."""
Circle = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """Circles (across, up, radius) within one skin; `depth` grows towards the onlooker."""

    circles: tuple[Circle, ...]
    paint: str
    depth: float = 0.0
    has_seam: bool = True
    """Paper shows around it, where it lies on something else."""
    layer: str = ""
    """The layer of the model that it belongs to as a whole."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A stage, worked out: shapes from the back to the front, felt areas above them, and named points."""

    shapes: tuple[Shape, ...]
    felt: tuple[Shape, ...]
    points: Mapping[str, Point]

    def place(self, where: Place) -> Point:
        """A point by its name, or the point itself. Raises KeyError for a joint that is not there."""
        return self.points[where] if isinstance(where, str) else where


Look = Callable[[Vector], Circle]
"""How a point of space falls on the plane: across, up, and how near it is."""


def look_from(view: View) -> Look:
    """The look of an onlooker who stands there."""
    yaw = math.radians(YAW[view])
    cos, sin = math.cos(yaw), math.sin(yaw)
    return lambda at: (at[0] * cos - at[2] * sin, at[1], at[0] * sin + at[2] * cos)


def along(start: Vector, end: Vector, share: float) -> Vector:
    """The point at that share of the way."""
    return plus(times(start, 1.0 - share), times(end, share))


def skin(look: Look, paint: str, *balls: tuple[Vector, float]) -> Shape:
    """The shape around balls in space."""
    seen = [look(at) for at, _ in balls]
    circles = tuple((across, up, radius) for (across, up, _), (_, radius) in zip(seen, balls, strict=True))
    return Shape(circles, paint, sum(near for _, _, near in seen) / len(seen))
