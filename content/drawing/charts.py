"""Draws charts: a calendar of weeks, and pain below it on the same line of time."""

from __future__ import annotations

from typing import Any

from PIL import Image, ImageDraw

from content.charts import DAYS_A_WEEK, Chart, Mark
from content.drawing.lettering import INK, PAPER, font
from content.drawing.pen import TWICE

WIDTH, MARGIN = 1080, 48
"""Pixels, as of the stills of drills."""
TITLE, TEXT = 44, 32
GAP = 10
"""Between two days."""
LEFT = 132
"""Room for the names of days."""
PAIN_HEIGHT = 220
DONE, MISSED, OFF, LINE = (20, 131, 140), (222, 216, 203), (246, 243, 236), (176, 170, 158)
PAIN = (226, 92, 24)
WORST = 10
Colour = tuple[int, int, int]


def draw_chart(found: Chart) -> Image.Image:
    """The chart at its size."""
    cell = (WIDTH - MARGIN - LEFT) // len(found.weeks)
    calendar = 2 * MARGIN + TITLE + 2 * TEXT
    grid = DAYS_A_WEEK * cell
    below = calendar + grid + GAP
    pain = PAIN_HEIGHT + 4 * TEXT if found.pains else TEXT
    high = below + pain + TEXT + MARGIN
    image = Image.new("RGB", (WIDTH * TWICE, high * TWICE), PAPER)
    ink = _Ink(ImageDraw.Draw(image))
    ink.text(MARGIN, MARGIN, found.title, TITLE)
    _calendar(ink, found, calendar, cell)
    if found.pains:
        _pains(ink, found, below + TEXT, cell)
    _legend(ink, found, below + pain)
    return image.reduce(TWICE)


class _Ink:
    """Draws in the pixels of the finished picture."""

    def __init__(self, draw: Any) -> None:
        self._draw = draw

    def text(self, left: float, top: float, words: str, size: int, anchor: str = "la") -> None:
        at = (left * TWICE, top * TWICE)
        self._draw.text(at, words, INK, font(size * TWICE), anchor=anchor)

    def day(self, left: float, top: float, size: float, mark: Mark, *, is_today: bool = False) -> None:
        """A day: full when done, pale when not, crossed when it counts for nothing; a ring for today."""
        box = [edge * TWICE for edge in (left, top, left + size, top + size)]
        radius = size * TWICE / 5
        fill = {"done": DONE, "missed": MISSED}.get(mark, OFF)
        if mark == "ahead":
            self.dot(left + size / 2, top + size / 2, 3, LINE)
        else:
            self._draw.rounded_rectangle(box, radius, fill, LINE if mark == "off" else None, 2 * TWICE)
        if mark == "off":
            inset = size * TWICE / 3
            ends = [(box[0] + inset, box[3] - inset), (box[2] - inset, box[1] + inset)]
            self._draw.line(ends, LINE, 3 * TWICE)
        if is_today:
            self._draw.rounded_rectangle(box, radius, None, INK, 3 * TWICE)

    def dot(self, across: float, down: float, size: float, colour: Colour) -> None:
        """A dot with paper around it."""
        box = [edge * TWICE for edge in (across - size, down - size, across + size, down + size)]
        self._draw.ellipse(box, colour, PAPER, 2 * TWICE)

    def line(self, left: float, top: float, right: float) -> None:
        """A line across."""
        ends = [(left * TWICE, top * TWICE), (right * TWICE, top * TWICE)]
        self._draw.line(ends, LINE, TWICE)


def _calendar(ink: _Ink, found: Chart, top: int, cell: int) -> None:
    for row, name in enumerate(found.weekdays):
        ink.text(MARGIN, top + row * cell + (cell - GAP) / 2, name, TEXT, "lm")
    for column, (week, month) in enumerate(zip(found.weeks, found.month_of, strict=True)):
        left = LEFT + column * cell
        ink.text(left, top - GAP, month, TEXT, "ls")
        for row, mark in enumerate(week):
            is_today = (column, row) == found.today
            ink.day(left, top + row * cell, cell - GAP, mark, is_today=is_today)


def _pains(ink: _Ink, found: Chart, top: int, cell: int) -> None:
    """A dot a figure, below its week; the lines are 0, 5 and 10."""
    ink.text(MARGIN, top, found.pain_title, TEXT)
    first, right = top + 2 * TEXT, LEFT + len(found.weeks) * cell - GAP
    for figure in (0, WORST // 2, WORST):
        down = first + PAIN_HEIGHT * (1 - figure / WORST)
        ink.line(LEFT, down, right)
        ink.text(MARGIN, down, str(figure), TEXT, "lm")
    for at, figure in found.pains:
        ink.dot(LEFT + at * cell, first + PAIN_HEIGHT * (1 - figure / WORST), 11, PAIN)


def _legend(ink: _Ink, found: Chart, top: int) -> None:
    left = float(LEFT)
    for mark, words in found.legend:
        ink.day(left, top, TEXT, mark)
        ink.text(left + TEXT + GAP, top + TEXT / 2, words, TEXT, "lm")
        left += TEXT + GAP + font(TEXT).getlength(words) + 3 * GAP
