"""What a coach looks at beyond single people: the board, and letters to many. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

EVERYBODY, MISSED = "all", "missed"
"""Parts of the members: all of them, and those who did not check in for a week or more. A track names those
whose focus it is."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A coach's words to a part of the members: a draft, until it is sent once."""

    author: str
    """The account of the coach."""
    part: str
    """EVERYBODY, MISSED, or the track that is their focus."""
    text: str
    """Markdown."""
    written_at: datetime
    number: int
    """From 1, never given twice."""
    state: Literal["draft", "sent"] = "draft"
    tally: Mapping[str, int] = field(default_factory=dict)
    """What became of its messages: how many "waiting", how many "sent", others by reason."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a letter would reach, were it sent now."""

    by_platform: Mapping[str, int]
    later: int = 0
    """Of these, those whose quiet hours hold it."""
    had_one: int = 0
    """Those left out because a letter reaches them on the same day already."""

    @property
    def count(self) -> int:
        """How many in all."""
        return sum(self.by_platform.values())


@dataclass(frozen=True, slots=True)
class Few:
    """How many, and the names of those among them who let a coach know."""

    count: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """What became of the note of one week."""

    week: str
    planned: int = 0
    """All that were written down for it, whatever became of them."""
    sent: int = 0
    waiting: int = 0
    unsent: Mapping[str, int] = field(default_factory=dict)
    """How many were not delivered, by reason."""
    unsubscribed: int = 0
    """Who wanted no more notes after it, and before the next."""


@dataclass(frozen=True, slots=True)
class Board:
    """How the members are, in figures."""

    active: int = 0
    """Said or pressed something within the last week."""
    silent: int = 0
    """Neither, and not on a pause."""
    paused: int = 0
    stopped: int = 0
    injured: Few = Few()
    """On a pause for an injury."""
    signs: Few = Few()
    """With an open warning sign."""
    red: Few = Few()
    """Whose worst pain within a week was 6 to 10."""
    amber: Few = Few()
    """Whose worst pain within a week was 4 or 5."""
    easier: Mapping[str, int] = field(default_factory=dict)
    """Drills by how often an easier one was wished for within 30 days, the most often first."""
    waiting: Mapping[str, int] = field(default_factory=dict)
    """What waits in the inbox, by what it is a reply to; "" for questions."""
    scores: tuple[Score, ...] = ()
    """Of the latest notes, the newest first."""
