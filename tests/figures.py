"""Figures for tests, as simple as figures get, and a library that has them."""

from __future__ import annotations

from dataclasses import replace

from content.charts import Chart
from content.figures import Figure, read_figure
from content.header import ContentError
from content.library import Library

MOVING = "tripod-stance"
"""The drill whose figure moves; all others stand still."""
CARD = "tripod"
"""The card that has a figure."""


STILL_FILE = """
alt = "A foot stands on the floor: {slug}."
view = "foot"
[[stages]]
says = "{slug}"
"""
MOVING_FILE = """
alt = "A foot spreads its toes: {slug}."
view = "foot"
loop = "back"
[[stages]]
says = "Still"
[[stages]]
says = "Wide"
spread = 12
"""

CHART = Chart(
    alt="One day done.",
    title="5 %",
    beside=("score",),
    weekdays=("M", "T", "W", "T", "F", "S", "S"),
    weeks=(("done", "missed", "off", "ahead", "ahead", "ahead", "ahead"),),
    month_of=("Nov",),
    legend=(("done", "done"),),
    today=(0, 1),
    today_says="today",
)
"""A chart of a single week, without pain."""


def figure(slug: str, *, does_move: bool = False) -> Figure:
    """A figure of that name."""
    faults: list[ContentError] = []
    text = (MOVING_FILE if does_move else STILL_FILE).format(slug=slug)
    found = read_figure(slug, f"{slug}.toml", text, (), faults)
    assert faults == []
    return found


def illustrated(library: Library) -> Library:
    """The same library, its drills and one card with figures."""
    drills = {
        slug: replace(drill, figure=figure(slug, does_move=slug == MOVING))
        for slug, drill in library.drills.items()
    }
    cards = {slug: replace(card, figure=None) for slug, card in library.cards.items()}
    cards[CARD] = replace(cards[CARD], figure=figure(CARD))
    return replace(library, drills=drills, cards=cards)
