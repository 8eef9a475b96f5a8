"""Figures for tests, as simple as figures get, and a library that has them."""

from __future__ import annotations

from dataclasses import replace

from content.figures import Figure
from content.library import Library

MOVING = "tripod-stance"
"""The drill whose figure moves; all others stand still."""
CARD = "tripod"
"""The card that has a figure."""


def figure(slug: str, *, does_move: bool = False, alt: str = "") -> Figure:
    """A figure of that name."""
    kind = "moves" if does_move else "stands"
    return Figure(slug, alt or f"A body that {kind}, for {slug}.", does_move, f"{slug}-{kind}")


def illustrated(library: Library) -> Library:
    """The same library, its drills and one card with figures."""
    drills = {
        slug: replace(drill, figure=figure(slug, does_move=slug == MOVING))
        for slug, drill in library.drills.items()
    }
    cards = {slug: replace(card, figure=None) for slug, card in library.cards.items()}
    cards[CARD] = replace(cards[CARD], figure=figure(CARD))
    return replace(library, drills=drills, cards=cards)
