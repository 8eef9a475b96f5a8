"""The coach's notes: what each week's note is now, and all that it was before. Pure.

    draft > waiting > ready > (it begins to go out)      held: ready, and to go on Monday
                              cancelled: as if there were none

Where a second coach has to agree, a note waits for that. Whether it has begun to go out stands in the ledger
of deliveries, not here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal, get_args

from content.model import Note

State = Literal["draft", "waiting", "ready", "held", "cancelled"]
STATES: tuple[State, ...] = get_args(State)
BY_FILE = "file"
"""The author of a note that came as a file."""
EVER = datetime.min.replace(tzinfo=UTC)
GATHERED_FOR = timedelta(hours=6)
"""How long after the last part the next plain message still is one."""


@dataclass(frozen=True, slots=True)
class Edition:
    """The coach's note of one ISO week ("2026-W47"), as somebody left it."""

    week: str
    title: str
    text: str
    state: State
    at: datetime
    """Since when it is so, aware; `EVER` for a note that came as a file."""
    author: str
    """The account that left it so; `BY_FILE` for a note that came as a file."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """The parts of a note that a coach sends one after the other."""

    author: str
    """The account of the coach."""
    texts: tuple[str, ...]
    at: datetime
    """When the last of them came, or when it began; aware."""

    def is_open(self, now: datetime) -> bool:
        """Whether the coach's next plain message is a part; what was sent is kept for longer."""
        return now - self.at < GATHERED_FOR


NONE: Mapping[str, Any] = MappingProxyType({})


class Editions(Mapping[str, Edition]):
    """The newest edition of each week, sorted by week. Nothing in it changes."""

    def __init__(
        self, by_week: Mapping[str, tuple[Edition, ...]] = NONE, gatherings: Mapping[str, Gathering] = NONE
    ) -> None:
        self._by_week = dict(sorted(by_week.items()))
        self._gatherings = gatherings

    @classmethod
    def over(
        cls,
        files: Mapping[str, Note],
        kept: Mapping[str, tuple[Edition, ...]],
        gatherings: Mapping[str, Gathering],
    ) -> Editions:
        """The notes of dated files, over them what was written in chat, and what is being written."""
        filed = {week: (_from_file(week, note),) for week, note in files.items()}
        weeks = {week: (*filed.get(week, ()), *kept.get(week, ())) for week in (*filed, *kept)}
        return cls(weeks, gatherings)

    def __getitem__(self, week: str) -> Edition:
        return self._by_week[week][-1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_week)

    def __len__(self) -> int:
        return len(self._by_week)

    def revisions(self, week: str) -> tuple[Edition, ...]:
        """All that the note of that week has been, oldest first."""
        return self._by_week.get(week, ())

    def gathering(self, author: str) -> Gathering | None:
        """What this coach is sending in parts."""
        return self._gatherings.get(author)


def _from_file(week: str, note: Note) -> Edition:
    return Edition(week, note.title, note.text, "ready", EVER, BY_FILE)


def document_of_edition(edition: Edition) -> dict[str, Any]:
    """The edition as a revision of its week in the desk's file. Raises ValueError for a naive time."""
    if edition.at.tzinfo is None:
        raise ValueError("the time of an edition has to be aware")
    return {
        "at": edition.at.isoformat(),
        "author": edition.author,
        "state": edition.state,
        "title": edition.title,
        "text": edition.text,
    }


def editions_of(document: Mapping[str, Any]) -> tuple[Edition, ...]:
    """All revisions of a week's document, oldest first.

    Raises KeyError, IndexError, TypeError or ValueError for what the bot did not write.
    """
    found = tuple(_edition_of(document["week"], one) for one in document["revisions"])
    if not found:
        raise IndexError(f"{document['week']} has no revision")
    return found


def _edition_of(week: str, kept: Mapping[str, Any]) -> Edition:
    if kept["state"] not in STATES:
        raise ValueError(f"{week} is {kept['state']!r}")
    at = datetime.fromisoformat(kept["at"])
    return Edition(week, kept["title"], kept["text"], kept["state"], at, kept["author"])


def document_of_gathering(gathering: Gathering) -> dict[str, Any]:
    """The parts as the desk's file keeps them."""
    return {"author": gathering.author, "at": gathering.at.isoformat(), "texts": list(gathering.texts)}


def gathering_of(document: Mapping[str, Any]) -> Gathering:
    """The parts that were kept. Raises KeyError, TypeError or ValueError for what the bot did not write."""
    at = datetime.fromisoformat(document["at"])
    return Gathering(document["author"], tuple(document["texts"]), at)
