"""The files that a library is read from, and whether they have changed since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from content.header import ContentError
from content.lexicon import FILE as LEXICON
from content.library import KINDS, SHIPPED, Reading, read_all

Stamp = frozenset[tuple[str, int, int]]
"""Path, time of change and size of every file: cheap to take, and different after any edit."""


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What came of looking at the files again: the new pages, or why the old ones stay."""

    reading: Reading | None
    stamp: Stamp
    """What the files looked like before they were read."""
    faults: tuple[ContentError, ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """The shipped content and the folders over it; `reserved` words may not name a card."""

    overlays: tuple[Path, ...] = ()
    reserved: frozenset[str] = frozenset()

    def read(self) -> Reading:
        """Everything that can be read. Raises ContentError when a folder is not there."""
        return read_all(*self.overlays, reserved=self.reserved)

    def sound(self) -> Reading:
        """The same, all of it. Raises ContentError at the first fault."""
        reading = self.read()
        if reading.faults:
            raise reading.faults[0]
        return reading

    def reload(self) -> Reloaded:
        """What these files say when all of it is sound; else every fault, and nothing."""
        stamp = self.stamp()
        try:
            reading = self.read()
        except ContentError as fault:
            return Reloaded(None, stamp, (fault,))
        return Reloaded(None if reading.faults else reading, stamp, reading.faults)

    def stamp(self) -> Stamp:
        """What the files look like from outside."""
        return frozenset(self._looks())

    def _looks(self) -> Iterator[tuple[str, int, int]]:
        for folder in (SHIPPED, *self.overlays):
            for path in (
                *folder.glob("phrases*.toml"),
                *folder.glob(LEXICON),
                *(one for kind in KINDS for one in (folder / kind).glob("*")),
            ):
                try:
                    seen = path.stat()
                except OSError:  # it went away while we looked, or nobody may look
                    continue
                yield str(path), seen.st_mtime_ns, seen.st_size
