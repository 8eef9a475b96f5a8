"""Charts: what one member did, as a picture for that member alone; drawn when shown and kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from content.boards import Board, Certificate
from content.figures import Figure
from content.photos import Photo

Mark = Literal["done", "missed", "off", "ahead"]
"""Of a day: done, not done, a day off that counts for nothing, or one before joining or still to come."""
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Chart:
    """Weeks of days, a score, pain and where it was felt. Every word is given: pictures know no language."""

    alt: str
    """The same in words."""
    title: str
    """The score, shown large."""
    beside: tuple[str, ...]
    """Lines beside it."""
    weekdays: tuple[str, ...]
    """Monday first, a few letters each."""
    weeks: tuple[tuple[Mark, ...], ...]
    """Oldest first, seven marks each, Monday first."""
    month_of: tuple[str, ...]
    """A name for each week, empty where the one before it holds on."""
    legend: tuple[tuple[Mark, str], ...]
    today: tuple[int, int]
    """Week and weekday of today, counted from 0."""
    today_says: str
    pain_title: str = ""
    pains: tuple[tuple[int, int, int], ...] = ()
    """Week and weekday on which a figure was told, and the figure, 0 to 10."""
    felt_title: str = ""
    felt: tuple[float | None, ...] = ()
    """For each week the share that was felt where it belongs, 0 to 1; None where nothing was told."""

    slug: str = "progress"
    does_move: bool = False

    @property
    def key(self) -> str:
        """Another for whatever looks different."""
        return blake2b(repr(self).encode(), digest_size=8).hexdigest()


Personal = Chart | Board | Certificate
"""What is drawn for one person or group, and kept nowhere."""
Picture = Figure | Photo | Personal
"""What can be shown beside words."""
