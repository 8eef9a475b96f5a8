"""Figures: how a drill is done, as poses and props; the file beside a card or drill holds them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture before it is drawn."""

    slug: str
    alt: str
    """What it shows, in words from which the drill can be done without seeing it."""
    does_move: bool
    """Drawn as a looping animation, and as a still."""
    key: str
    """A short hash over all that is drawn: the same key, the same picture."""
