"""What a group sees of its challenge, and what one keeps of it, as pictures; drawn when shown, kept nowhere.

Every word is given: pictures know no language. Names are people's own: what a typeface cannot show is left
out of them, and a long one is cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Rank:
    """A place on a board; one whose `name` is empty stands for places that are left out."""

    place: int = 0
    name: str = ""
    says: str = ""
    """The figures: "5 of 6"."""
    share: float = 0.0
    """0 to 1."""
    stand_in: str = ""
    """What is shown where nothing of the name can be."""
    is_own: bool = False
    """Of who asks."""


@dataclass(frozen=True, slots=True)
class Board:
    """What all did together, day by day, and perhaps places."""

    alt: str
    """The same in words."""
    title: str
    together: str
    """The group's goal and how far it is, as a line."""
    share: float
    """The same, 0 to 1."""
    people: str
    days: tuple[float | None, ...]
    """For each day of the challenge the share of people who did it; None for one that is no day to do."""
    today: int
    """Which of them it is, from 0; their number once it is over, -1 before."""
    first_says: str
    last_says: str
    """What stands below the first and the last of them."""
    ranks: tuple[Rank, ...] = ()

    slug: str = "board"
    does_move: bool = False

    @property
    def key(self) -> str:
        """Another for whatever looks different."""
        return blake2b(repr(self).encode(errors="replace"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Certificate:
    """What one person did in a challenge."""

    alt: str
    """The same in words."""
    title: str
    """Of the challenge."""
    name: str
    stand_in: str
    """What is shown where nothing of the name can be."""
    lines: tuple[str, ...]
    """What was done, from when to when, with whom."""

    slug: str = "certificate"
    does_move: bool = False

    @property
    def key(self) -> str:
        """Another for whatever looks different."""
        return blake2b(repr(self).encode(errors="replace"), digest_size=8).hexdigest()
