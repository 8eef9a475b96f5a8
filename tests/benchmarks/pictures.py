"""How much there is in the library, and what its pictures cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from time import perf_counter

from bot.coaching.counting import standings
from bot.commands.rounds_board import as_board
from bot.model import Ask, Said
from bot.rounds import Entrant, Round, Scene, Stay
from content import drawing
from content.boards import Board
from content.figures import Figure
from content.lengths import count_words
from content.library import read_library
from content.store import Shelf

PEOPLE, BOARDS = 1000, 20
"""In a challenge, and how many of its boards are drawn."""
Drawn = list[tuple[float, int]]
"""Milliseconds and bytes of each picture."""


def figures() -> dict[str, object]:
    """Every figure of the page's second part, by its name there."""
    begun = perf_counter()
    library = read_library()
    read = (perf_counter() - begun) * 1000
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
        **_told("board", _boards()),
    }


def _boards() -> Drawn:
    """The board of a challenge of PEOPLE with places, counted and drawn, for people in the middle of it."""
    first = date(2026, 11, 23)
    people = tuple(
        Entrant(
            number,
            f"p{number}",
            f"Runner {number} of the club",
            "telegram:-1",
            (Stay(first),),
            days=frozenset(first + timedelta(days=day) for day in range(30) if (number + day) % 3),
        )
        for number in range(1, PEOPLE + 1)
    )
    found = Round(1, "month", "Thirty days", ("toe-fan",), first, 30, 5, time(8), "UTC", is_ranked=True)
    said = Said("telegram:1", "p500", "telegram:-1", "/challenge board", is_private=False)
    now = datetime(2026, 12, 10, 9, tzinfo=UTC)
    shelf = Shelf(read_library())
    drawn = []
    for own in people[:: PEOPLE // BOARDS]:
        scene = Scene(here=found, own=own, entrants=people)
        begun = perf_counter()
        shown = as_board(
            Ask(said, "challenge", "board", now, shelf, scene=scene), found, standings(found, people)
        )
        assert isinstance(shown.picture, Board)
        size = len(drawing.personal(shown.picture))
        drawn.append(((perf_counter() - begun) * 1000, size))
    return drawn


def _draw(draw: Callable[[Figure], bytes], figures: Iterable[Figure]) -> Drawn:
    drawn = []
    for figure in figures:
        begun = perf_counter()
        size = len(draw(figure))
        drawn.append(((perf_counter() - begun) * 1000, size))
    return drawn


def _told(name: str, drawn: Drawn) -> dict[str, object]:
    return {
        f"{name}s": len(drawn),
        name: median(took for took, _ in drawn),
        f"{name}_most": max(took for took, _ in drawn),
        f"{name}_size": max(size for _, size in drawn) // 1024,
    }
