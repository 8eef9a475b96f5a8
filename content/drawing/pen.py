"""The pen: draws shapes, arrows and labels in body heights, on an image of twice its size."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from PIL import Image, ImageChops, ImageDraw

from content.drawing.lettering import INK, PAPER, font
from content.figures import Point
from content.shapes import Circle, Shape

FLOOR, ARROW, STRIPE = (222, 216, 203), (20, 131, 140), (255, 236, 214)
PAINTS = {
    "near": (64, 91, 125),
    "far": (150, 170, 194),
    "trunk": (84, 113, 148),
    "felt": (226, 92, 24),
    "pressed": (226, 92, 24),
    "thumb": (242, 183, 5),
    "generator": (226, 92, 24),
    "link": (242, 183, 5),
    "connection": (20, 131, 140),
    "wall": (205, 196, 178),
    "wood": (196, 160, 112),
    "soft": (186, 150, 160),
    "ball": (120, 86, 62),
    "metal": (92, 92, 96),
    "plate": (176, 176, 180),
    "band": (150, 66, 90),
}
STRIPED = frozenset({"felt", "pressed", "generator"})
"""Paints that carry stripes too, for who does not tell their colour."""
SEAM = 0.0045
"""Paper that shows between limbs, in body heights."""
TWICE = 2
"""Everything is drawn at twice its size and made smaller, so that edges are smooth."""
SHAFT, HEAD = 14, 44
"""Of an arrow, in pixels of the large image: how thick it is, and how long its head."""
LETTERS = 30
Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""
_COMPASS = tuple((math.cos(math.tau * step / 28), math.sin(math.tau * step / 28)) for step in range(28))


def width(box: Box) -> float:
    """From left to right."""
    return box[2] - box[0]


def height(box: Box) -> float:
    """From bottom to top."""
    return box[3] - box[1]


class Pen:
    """A panel of `size` pixels that shows `frame`, at `scale` pixels to a body height."""

    def __init__(self, size: tuple[int, int], frame: Box, scale: float) -> None:
        self._image = Image.new("RGB", (size[0] * TWICE, size[1] * TWICE), PAPER)
        self._draw: Any = ImageDraw.Draw(self._image)
        self._scale = scale * TWICE
        self._left = (self._image.width - width(frame) * self._scale) / 2 - frame[0] * self._scale
        self._below = self._image.height + frame[1] * self._scale

    def finished(self) -> Image.Image:
        """The panel in its own size."""
        return self._image.reduce(TWICE)

    def floor(self) -> None:
        """The floor, and what is under it."""
        _, top = self._at((0.0, 0.0))
        self._draw.rectangle((0, min(top, self._image.height), *self._image.size), FLOOR)

    def shape(self, shape: Shape) -> None:
        """A shape, with paper around it where it has a seam, and stripes where its paint has them."""
        if shape.has_seam:
            self._draw.polygon(self._skin(shape.circles, SEAM), PAPER)
        skin = self._skin(shape.circles)
        self._draw.polygon(skin, PAINTS[shape.paint])
        if shape.paint in STRIPED:
            self._stripe(skin)

    def ring(self, shape: Shape) -> None:
        """A line around a shape, so that a small one is found."""
        skin = self._skin(shape.circles, 0.006)
        self._draw.line([*skin, skin[0]], INK, 4, joint="curve")

    def arrow(self, start: Point, by: Point, bend: float) -> None:
        """An arrow that sets out from a point; `bend` bows it to its left."""
        end = (start[0] + by[0], start[1] + by[1])
        middle = ((start[0] + end[0]) / 2 - by[1] * bend, (start[1] + end[1]) / 2 + by[0] * bend)
        path = [self._at(_curve(start, middle, end, step / 64)) for step in range(65)]
        tip = path[-1]
        head = min(HEAD, math.dist(path[0], tip) * 0.6)
        shaft = [point for point in path if math.dist(point, tip) >= head * 0.7] or path[:1]
        turn = math.atan2(tip[1] - shaft[-1][1], tip[0] - shaft[-1][0])
        wings = [
            (tip[0] - head * math.cos(turn + side), tip[1] - head * math.sin(turn + side))
            for side in (0.5, -0.5)
        ]
        for colour, more in ((PAPER, 8), (ARROW, 0)):
            self._draw.line(shaft, colour, SHAFT + more, joint="curve")
            self._draw.polygon([tip, *wings], colour, outline=colour, width=more or 1)
        self._draw.circle(shaft[0], SHAFT / 2, ARROW)

    def label(self, start: Point, by: Point, says: str) -> None:
        """A line from a point to a word beside it."""
        end = self._at((start[0] + by[0], start[1] + by[1]))
        self._draw.line([self._at(start), end], INK, 4)
        is_right = by[0] >= 0
        place = (end[0] + (8 if is_right else -8), end[1])
        self._draw.text(place, says, INK, font(LETTERS * TWICE), anchor="lm" if is_right else "rm")

    def _at(self, point: Point) -> Point:
        return (self._left + point[0] * self._scale, self._below - point[1] * self._scale)

    def _skin(self, circles: Iterable[Circle], more: float = 0.0) -> list[Point]:
        """The skin around circles that are `more` larger."""
        rims = [
            (across + (radius + more) * cos, up + (radius + more) * sin)
            for across, up, radius in circles
            for cos, sin in _COMPASS
        ]
        return [self._at(point) for point in _hull(rims)]

    def _stripe(self, skin: list[Point]) -> None:
        left, top = (math.floor(min(point[axis] for point in skin)) for axis in (0, 1))
        right, low = (math.ceil(max(point[axis] for point in skin)) for axis in (0, 1))
        size = (max(right - left, 1), max(low - top, 1))
        inside, stripes = Image.new("1", size), Image.new("1", size)
        ImageDraw.Draw(inside).polygon([(across - left, down - top) for across, down in skin], 1)
        ruler = ImageDraw.Draw(stripes)
        for start in range(-size[1], size[0], 14):
            ruler.line((start, size[1], start + size[1], 0), 1, 4)
        self._image.paste(STRIPE, (left, top), ImageChops.logical_and(inside, stripes))


def _hull(points: list[Point]) -> list[Point]:
    """The convex hull: Andrew's monotone chain."""
    ordered = sorted(set(points))
    halves: list[list[Point]] = []
    for way in (ordered, ordered[::-1]):
        half: list[Point] = []
        for point in way:
            while len(half) > 1 and _turn(half[-2], half[-1], point) <= 0:
                half.pop()
            half.append(point)
        halves.append(half[:-1])
    return halves[0] + halves[1]


def _turn(one: Point, other: Point, third: Point) -> float:
    return (other[0] - one[0]) * (third[1] - one[1]) - (other[1] - one[1]) * (third[0] - one[0])


def _curve(start: Point, middle: Point, end: Point, share: float) -> Point:
    """A point of the quadratic Bézier curve that is drawn towards the middle point."""
    rest = 1 - share
    return (
        rest * rest * start[0] + 2 * rest * share * middle[0] + share * share * end[0],
        rest * rest * start[1] + 2 * rest * share * middle[1] + share * share * end[1],
    )
