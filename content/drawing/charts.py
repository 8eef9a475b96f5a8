"""Draws charts: a score, a calendar of weeks, and on the same line of time pain and where it was felt."""

from __future__ import annotations

from typing import Any

from PIL import Image, ImageDraw

from content.charts import DAYS_A_WEEK, Chart, Mark
from content.drawing.lettering import INK, PAPER, font
from content.drawing.pen import ARROW, FLOOR, PAINTS, TWICE

WIDTH, MARGIN = 1080, 48
"""Pixels, as of the stills of drills; a phone shows it at about a third of that."""
SCORE, TEXT = 92, 34
LINE = 44
"""From one line of words to the next."""
GAP = 12
"""Between two days."""
LEFT = 132
"""Room for the names of days."""
PART = 40
"""Between the parts of the picture."""
PAIN_HEIGHT, FELT_HEIGHT = 150, 100
WORST, DOT = 10, 7
"""The highest figure of pain, and the radius of its dot."""
DONE, MISSED, EDGE, PAIN, FELT = ARROW, FLOOR, (140, 133, 120), PAINTS["felt"], PAINTS["near"]
Colour = tuple[int, int, int]


def draw_chart(found: Chart) -> Image.Image:
    """The chart at its size."""
    cell = (WIDTH - MARGIN - LEFT + GAP) // len(found.weeks)
    calendar = MARGIN + SCORE + PART + LINE
    legend = calendar + DAYS_A_WEEK * cell + GAP
    pain = legend + LINE + PART
    felt = pain + (LINE + PAIN_HEIGHT + TEXT + PART if found.pains else 0)
    end = felt + (LINE + FELT_HEIGHT + TEXT if found.felt else -PART)
    image = Image.new("RGB", (WIDTH * TWICE, (end + MARGIN) * TWICE), PAPER)
    ink = _Ink(ImageDraw.Draw(image), cell)
    _head(ink, found)
    _calendar(ink, found, calendar)
    _legend(ink, found, legend)
    if found.pains:
        _pains(ink, found, pain)
    if found.felt:
        _felt(ink, found, felt)
    return image.reduce(TWICE)


class _Ink:
    """Draws in the pixels of the finished picture, a week in every `cell` pixels."""

    def __init__(self, draw: Any, cell: int) -> None:
        self._draw = draw
        self.cell = cell
        self.day = cell - GAP
        """Pixels of a day."""

    def left(self, week: int) -> int:
        """Where the days of a week begin."""
        return LEFT + week * self.cell

    def text(self, left: float, top: float, words: str, size: int = TEXT, anchor: str = "la") -> None:
        at = (left * TWICE, top * TWICE)
        self._draw.text(at, words, INK, font(size * TWICE), anchor=anchor)

    def mark(self, left: float, top: float, size: float, mark: Mark) -> None:
        """A day: full when done, pale when left open, struck when it counts for nothing, else a dot."""
        if mark == "ahead":
            self.dot(left + size / 2, top + size / 2, 4, EDGE)
            return
        fill, edge = {"done": (DONE, DONE), "missed": (MISSED, EDGE)}.get(mark, (PAPER, EDGE))
        self.box(left, top, size, size, fill, edge)
        if mark == "off":
            inset = size * 0.3
            self.stroke((left + inset, top + size - inset), (left + size - inset, top + inset), EDGE, 4)

    def ring(self, left: float, top: float, size: float) -> None:
        """Around today."""
        out = 6
        self.box(left - out, top - out, size + 2 * out, size + 2 * out, None, INK, 4)

    def box(
        self,
        left: float,
        top: float,
        wide: float,
        high: float,
        fill: Colour | None,
        edge: Colour,
        line: int = 2,
    ) -> None:
        """A box with round corners."""
        box = [side * TWICE for side in (left, top, left + wide, top + high)]
        self._draw.rounded_rectangle(box, min(wide, high) * TWICE / 5, fill, edge, line * TWICE)

    def dot(self, across: float, down: float, radius: float, colour: Colour) -> None:
        box = [side * TWICE for side in (across - radius, down - radius, across + radius, down + radius)]
        self._draw.ellipse(box, colour, PAPER, TWICE)

    def stroke(self, start: tuple[float, float], end: tuple[float, float], colour: Colour, wide: int) -> None:
        ends = [tuple(side * TWICE for side in point) for point in (start, end)]
        self._draw.line(ends, colour, wide * TWICE)

    def level(self, found: Chart, down: float, says: str) -> None:
        """A line across all weeks, and what it stands for."""
        self.stroke((LEFT, down), (self.left(len(found.weeks)) - GAP, down), EDGE, 1)
        self.text(LEFT - GAP, down, says, anchor="rm")


def _head(ink: _Ink, found: Chart) -> None:
    """The score, large, and lines beside it."""
    middle = MARGIN + SCORE / 2
    ink.text(MARGIN, middle, found.title, SCORE, "lm")
    left = MARGIN + font(SCORE).getlength(found.title) + PART
    first = middle - LINE * (len(found.beside) - 1) / 2
    for row, words in enumerate(found.beside):
        ink.text(left, first + row * LINE, words, anchor="lm")


def _calendar(ink: _Ink, found: Chart, top: int) -> None:
    for row, name in enumerate(found.weekdays):
        ink.text(MARGIN, top + row * ink.cell + ink.day / 2, name, anchor="lm")
    for column, (week, month) in enumerate(zip(found.weeks, found.month_of, strict=True)):
        ink.text(ink.left(column), top - GAP, month, anchor="ls")
        for row, mark in enumerate(week):
            ink.mark(ink.left(column), top + row * ink.cell, ink.day, mark)
    column, row = found.today
    ink.ring(ink.left(column), top + row * ink.cell, ink.day)


def _legend(ink: _Ink, found: Chart, top: int) -> None:
    left, size = float(LEFT), TEXT - 4
    for mark, words in (*found.legend, ("ahead", found.today_says)):
        if mark == "ahead":
            ink.ring(left + 4, top + 4, size - 8)
        else:
            ink.mark(left, top, size, mark)
        ink.text(left + size + GAP, top + size / 2, words, anchor="lm")
        left += size + GAP + font(TEXT).getlength(words) + PART


def _pains(ink: _Ink, found: Chart, top: int) -> None:
    """A dot a figure, below its week and within it at its day."""
    ink.text(MARGIN, top, found.pain_title)
    first = top + LINE + TEXT * 2 // 3
    for figure in (0, WORST // 2, WORST):
        ink.level(found, first + PAIN_HEIGHT * (1 - figure / WORST), str(figure))
    for week, weekday, figure in found.pains:
        across = ink.left(week) - GAP / 2 + ink.cell * (weekday + 0.5) / DAYS_A_WEEK
        ink.dot(across, first + PAIN_HEIGHT * (1 - figure / WORST), DOT, PAIN)


def _felt(ink: _Ink, found: Chart, top: int) -> None:
    """A bar a week that was told of, below its week."""
    ink.text(MARGIN, top, found.felt_title)
    first = top + LINE + TEXT * 2 // 3
    ink.level(found, first, "100")
    ink.level(found, first + FELT_HEIGHT, "0")
    for week, share in enumerate(found.felt):
        if share is not None:
            high = max(FELT_HEIGHT * share, 4)
            ink.box(ink.left(week) + GAP, first + FELT_HEIGHT - high, ink.day - 2 * GAP, high, FELT, FELT)
