"""Draws a group's board, and a certificate."""

from __future__ import annotations

from typing import Any

from PIL import Image, ImageDraw

from content.boards import Board, Certificate, Rank
from content.drawing.lettering import INK, PAPER, font, wrapped
from content.drawing.names import font_of_names, shown_name
from content.drawing.pen import ARROW, FLOOR, PAINTS, TWICE

WIDTH, MARGIN = 1080, 64
"""Pixels, as of the stills of drills; a phone shows it at about a third of that."""
INSIDE = WIDTH - 2 * MARGIN
TITLE, LARGE, TEXT = 60, 46, 36
PART, LINE = 44, 52
"""Between the parts, and from one line of words to the next."""
BAR, STRIP, ROW = 44, 150, 92
"""Heights of the bar of all, of the days, and of a place."""
PLACE, FIGURES = 84, 200
"""Room for a place and for its figures."""
PALE, EDGE, OWN = FLOOR, (140, 133, 120), PAINTS["near"]
TALL = 900
"""Pixels of a certificate."""
CORNER = 24
"""Radius of its corners."""
Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels."""


class _Sheet:
    """Paper that is drawn on in the pixels of the finished picture."""

    def __init__(self, tall: int) -> None:
        self._image = Image.new("RGB", (WIDTH * TWICE, tall * TWICE), PAPER)
        self._draw: Any = ImageDraw.Draw(self._image)

    def done(self) -> Image.Image:
        """The picture, its edges smooth."""
        return self._image.reduce(TWICE)

    def text(
        self, at: tuple[float, float], words: str, size: int, anchor: str = "la", face: Any = font
    ) -> None:
        self._draw.text([side * TWICE for side in at], words, INK, face(size * TWICE), anchor=anchor)

    def box(self, box: Box, fill: Colour) -> None:
        """Full, with round corners."""
        sides = [side * TWICE for side in box]
        round_by = min(sides[2] - sides[0], sides[3] - sides[1]) / 4
        self._draw.rounded_rectangle(sides, round_by, fill)

    def frame(self, inset: int) -> None:
        """A line around all, so many pixels from the edge."""
        wide, high = self._image.size
        sides = (inset * TWICE, inset * TWICE, wide - inset * TWICE, high - inset * TWICE)
        self._draw.rounded_rectangle(sides, CORNER * TWICE, None, EDGE, 3 * TWICE)

    def oval(self, middle: tuple[float, float], wide: float, high: float, fill: Colour) -> None:
        across, down = middle
        sides = (across - wide, down - high, across + wide, down + high)
        self._draw.ellipse([side * TWICE for side in sides], fill)

    def path(self, points: list[tuple[float, float]], colour: Colour, wide: int) -> None:
        self._draw.line([(x * TWICE, y * TWICE) for x, y in points], colour, wide * TWICE, joint="curve")


def draw_board(found: Board) -> Image.Image:
    """The board at its size."""
    heads = wrapped(found.title, TITLE, INSIDE)
    days = MARGIN + len(heads) * round(TITLE * 1.2) + PART // 2 + 2 * LINE + BAR + PART
    ranks = days + STRIP + LINE + PART
    tall = ranks + len(found.ranks) * ROW + (MARGIN if found.ranks else MARGIN - PART)
    sheet = _Sheet(tall)
    top = float(MARGIN)
    for line in heads:
        sheet.text((MARGIN, top), line, TITLE)
        top += round(TITLE * 1.2)
    _goal(sheet, found, top + PART / 2)
    _strip(sheet, found, days)
    for row, rank in enumerate(found.ranks):
        _rank(sheet, rank, ranks + row * ROW)
    return sheet.done()


def _goal(sheet: _Sheet, found: Board, top: float) -> None:
    """What all did, as a bar."""
    sheet.text((MARGIN, top), found.together, LARGE)
    _bar(sheet, (MARGIN, top + LINE + 12, WIDTH - MARGIN, top + LINE + 12 + BAR), found.share, ARROW)
    sheet.text((MARGIN, top + LINE + 24 + BAR), found.people, TEXT)


def _bar(sheet: _Sheet, box: Box, share: float, colour: Colour) -> None:
    left, top, right, bottom = box
    sheet.box(box, PALE)
    if share > 0:
        end = left + max((bottom - top), (right - left) * min(1.0, share))
        sheet.box((left, top, end, bottom), colour)


def _strip(sheet: _Sheet, found: Board, top: float) -> None:
    """A column a day, as high as the share of those who did it; a dot for a day off, a line below today."""
    step = INSIDE / max(len(found.days), 7)
    wide = step * 0.72
    floor = top + STRIP
    for at, share in enumerate(found.days):
        left = MARGIN + at * step
        if share is None:
            sheet.oval((left + wide / 2, floor - 6), 5, 5, EDGE)
            continue
        is_ahead = at > found.today
        high = 8 if is_ahead else max(8.0, STRIP * min(1.0, share))
        sheet.box((left, floor - high, left + wide, floor), PALE if is_ahead or not share else ARROW)
        if at == found.today:
            sheet.path([(left, floor + 8), (left + wide, floor + 8)], INK, 5)
    sheet.text((MARGIN, floor + 18), found.first_says, TEXT)
    sheet.text((WIDTH - MARGIN, floor + 18), found.last_says, TEXT, "ra")


def _rank(sheet: _Sheet, rank: Rank, top: float) -> None:
    """Place, name and figures, and the share as a line below them."""
    if not rank.name and not rank.stand_in:
        for dot in (-18, 0, 18):
            sheet.oval((WIDTH / 2 + dot, top + ROW / 2), 4, 4, EDGE)
        return
    middle = top + ROW / 2 - 12
    left, right = MARGIN + PLACE, WIDTH - MARGIN
    name = shown_name(rank.name, rank.stand_in, TEXT, right - left - FIGURES)
    sheet.text((left - 24, middle), f"{rank.place}", TEXT, "rm")
    sheet.text((left, middle), name, TEXT, "lm", font_of_names)
    sheet.text((right, middle), rank.says, TEXT, "rm")
    _bar(sheet, (left, middle + 30, right, middle + 42), rank.share, OWN if rank.is_own else ARROW)


def draw_certificate(found: Certificate) -> Image.Image:
    """The certificate at its size."""
    sheet = _Sheet(TALL)
    for inset in (28, 40):
        sheet.frame(inset)
    _sole(sheet, (WIDTH / 2, 220))
    top = 400.0
    for line in wrapped(found.title, TEXT, INSIDE - 2 * MARGIN):
        sheet.text((WIDTH / 2, top), line, TEXT, "ma")
        top += LINE
    name = shown_name(found.name, found.stand_in, TITLE, INSIDE - MARGIN)
    sheet.text((WIDTH / 2, top + 18), name, TITLE, "ma", font_of_names)
    top += 18 + TITLE * 1.6
    for words in found.lines:
        for line in wrapped(words, TEXT, INSIDE - MARGIN):
            sheet.text((WIDTH / 2, top), line, TEXT, "ma")
            top += LINE
    return sheet.done()


def _sole(sheet: _Sheet, middle: tuple[float, float]) -> None:
    """A foot from below, lying to the right, and the three points that it stands on."""
    across, down = middle
    sheet.oval((across - 130, down + 6), 62, 50, PALE)
    sheet.oval((across - 30, down + 16), 110, 40, PALE)
    sheet.oval((across + 80, down), 74, 66, PALE)
    toes = ((166, -50, 32, 26), (174, -4, 22, 18), (166, 30, 19, 16), (150, 58, 17, 15), (128, 78, 15, 13))
    for right, below, wide, high in toes:
        sheet.oval((across + right, down + below), wide, high, PALE)
    points = [(across - 132, down + 6), (across + 98, down - 34), (across + 86, down + 40)]
    sheet.path([*points, points[0]], INK, 3)
    for at in points:
        sheet.oval(at, 15, 15, ARROW)
