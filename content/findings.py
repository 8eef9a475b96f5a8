"""Findings: what is wrong in a content file, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from content.header import Page
from content.library import Reading
from content.model import Card, Challenge, Drill, Faq, Note, Series, Word

Level = Literal["error", "warning"]
Entry = Card | Drill | Word | Series | Challenge | Faq | Note
FOLDERS: dict[type[Entry], str] = {
    Card: "cards",
    Drill: "drills",
    Word: "words",
    Series: "series",
    Challenge: "challenges",
    Faq: "faq",
    Note: "notes",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong in a content file, where, and what to do about it. An error must not go out."""

    file: str
    line: int
    level: Level
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.level}: {self.what}; {self.mend}"


Rule = Callable[[Reading], Iterator[Finding]]


def page_of(reading: Reading, entry: Entry) -> Page:
    """The page that an entry of the library was read from."""
    return reading.pages[f"{FOLDERS[type(entry)]}/{entry.slug}.md"]


def is_whole(reading: Reading, folder: str) -> bool:
    """Whether all files of that folder could be read: what is missing in a torn shelf is no finding."""
    return not any(fault.file.startswith(f"{folder}/") for fault in reading.faults)
