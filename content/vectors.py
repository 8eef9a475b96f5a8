"""Vectors of three numbers, as skeletons need them."""

from __future__ import annotations

import math

Vector = tuple[float, float, float]


def plus(one: Vector, other: Vector) -> Vector:
    """The sum."""
    return (one[0] + other[0], one[1] + other[1], one[2] + other[2])


def minus(one: Vector, other: Vector) -> Vector:
    """The difference."""
    return (one[0] - other[0], one[1] - other[1], one[2] - other[2])


def times(one: Vector, factor: float) -> Vector:
    """The vector, so many times as long."""
    return (one[0] * factor, one[1] * factor, one[2] * factor)


def dot(one: Vector, other: Vector) -> float:
    """The scalar product."""
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


def length(one: Vector) -> float:
    """The length."""
    return math.sqrt(dot(one, one))


def unit(one: Vector) -> Vector:
    """The same direction, one long; nothing stays nothing."""
    return times(one, 1.0 / (length(one) or 1.0))


def across(one: Vector, axis: Vector) -> Vector:
    """The part of a vector that stands square on an axis of length one, one long."""
    return unit(minus(one, times(axis, dot(one, axis))))


def cross(one: Vector, other: Vector) -> Vector:
    """The vector product, square on both."""
    return (
        one[1] * other[2] - one[2] * other[1],
        one[2] * other[0] - one[0] * other[2],
        one[0] * other[1] - one[1] * other[0],
    )
