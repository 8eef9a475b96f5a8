"""How much there is in the library, and what its pictures cost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from statistics import median

from content import drawing
from content.figures import Figure
from content.lengths import count_words
from content.library import read_library

Drawn = list[tuple[float, int]]
"""Milliseconds and bytes of each picture."""


def figures() -> dict[str, object]:
    """Every figure of the page's second part, by its name there."""
    begun = time.perf_counter()
    library = read_library()
    read = (time.perf_counter() - begun) * 1000
    drills, cards = library.drills.values(), library.cards.values()
    found = [figure for figure in (*(one.figure for one in drills), *(one.figure for one in cards)) if figure]
    stills = _draw(drawing.still, found)
    loops = _draw(drawing.moving, (figure for figure in found if figure.does_move))
    largest = max(library.cards.values(), key=lambda card: count_words(card.body))
    return {
        "cards": len(library.cards),
        "drills": len(library.drills),
        "words": len(library.words),
        "largest": largest.slug,
        "largest_words": count_words(largest.body),
        "read": read,
        **_told("still", stills),
        **_told("loop", loops),
    }


def _draw(draw: Callable[[Figure], bytes], figures: Iterable[Figure]) -> Drawn:
    drawn = []
    for figure in figures:
        begun = time.perf_counter()
        size = len(draw(figure))
        drawn.append(((time.perf_counter() - begun) * 1000, size))
    return drawn


def _told(name: str, drawn: Drawn) -> dict[str, object]:
    return {
        f"{name}s": len(drawn),
        name: median(took for took, _ in drawn),
        f"{name}_most": max(took for took, _ in drawn),
        f"{name}_size": max(size for _, size in drawn) // 1024,
    }
