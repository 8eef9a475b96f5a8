"""A coach's own photos: made small, kept beside the desk as files, and named by what they show.

    a note's text   {photo: 3fa9c2e1b04d77aa Two bare feet in wet grass}
    photos/         3fa9c2e1b04d77aa.jpg

The file is there before any text names it, so that a crash in between leaves a file that nobody names; it is
swept away later.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from content.atomic import write_whole

LARGEST = 10 * 1024 * 1024
"""Bytes of a photo that is taken."""
MARKS = 8
"""Bytes of the hash that names a photo."""
_NAME = re.compile(rf"[0-9a-f]{{{2 * MARKS}}}")
NAMED = re.compile(rf"\{{[ \t]*photo[ \t]*:[ \t]*({_NAME.pattern})\b", re.IGNORECASE)
"""A photo that some text names."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of the album, and what it shows in words."""

    name: str
    alt: str = ""

    slug: str = "photo"
    does_move: bool = False

    @property
    def key(self) -> str:
        """Another for whatever looks different."""
        return self.name

    @property
    def line(self) -> str:
        """How a note names it, on a line of its own."""
        words = " ".join(re.sub(r"[{}]", " ", self.alt).split())
        return f"{{photo: {self.name}{' ' if words else ''}{words}}}"


def photo_named(words: str) -> Photo | None:
    """The photo of such a line, of what stands behind its colon; None where that names none."""
    name, _, alt = words.strip().partition(" ")
    return Photo(name.lower(), alt.strip()) if _NAME.fullmatch(name.lower()) else None


def photos_in(*texts: str) -> Iterator[str]:
    """The names of all photos that these texts name."""
    return (name.lower() for text in texts for name in NAMED.findall(text))


class Album:
    """A folder of photos. Making one small takes some tenths of a second: call from a worker thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> str:
        """Make it small and keep it, once; its name. Once it returns, the photo is on the disk.

        Raises ValueError for what is no picture that can be shown, OSError when the disk refuses.
        """
        from content.drawing.photos import shrunk

        return self.put(shrunk(content))

    def put(self, jpeg: bytes) -> str:
        """Keep a photo that was made small already; its name. Raises OSError when the disk refuses."""
        name = blake2b(jpeg, digest_size=MARKS).hexdigest()
        path = self.file(name)
        if path.exists():
            path.touch()  # taken anew: it is not to be swept before the text names it
        else:
            write_whole(path, jpeg)
        return name

    def file(self, name: str) -> Path:
        """Where the photo of that name is, or would be."""
        return self._folder / f"{name}.jpg"

    def names(self) -> frozenset[str]:
        """All that are there."""
        return frozenset(path.stem for path in self._folder.glob("*.jpg"))

    def sweep(self, named: Container[str], before: datetime) -> int:
        """Remove those that nothing names and that came before that instant; how many that were."""
        gone = 0
        for path in self._folder.glob("*.jpg"):
            if path.stem not in named and path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)
                gone += 1
        return gone
