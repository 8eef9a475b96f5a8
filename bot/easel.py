"""Draws pictures beside the conversation: in a worker thread, and what several ask for at once only once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.turns import Turns
from content.charts import Personal, Picture
from content.figures import Figure
from content.photos import Album, Photo
from content.pictures import Pictures

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that can be shown."""

    alt: str
    name: str
    """Of a file: a PNG, or a GIF where it moves."""
    content: bytes = field(repr=False)
    file: Path | None = None
    """Where it is kept; the folder may be emptied at any time. None for a chart, which is kept nowhere."""


Draw = Callable[[Picture | None], Awaitable[Drawn | None]]


class Easel:
    """Where figures and charts become pictures, and photos are fetched."""

    def __init__(self, pictures: Pictures, album: Album) -> None:
        self._pictures = pictures
        self._album = album
        self._turns = Turns()

    async def draw(self, picture: Picture | None) -> Drawn | None:
        """The picture as it is shown; None without one, and where it cannot be drawn: the words suffice."""
        if picture is None:
            return None
        try:
            async with self._turns.of(picture.key):
                return await asyncio.to_thread(self._drawn, picture)
        except Exception as error:  # no fault of a picture may cost a member the words
            trace = None if isinstance(error, OSError) else error
            log.error("the picture of %s was not drawn: %s", picture.slug, error, exc_info=trace)
            return None

    def _drawn(self, picture: Picture) -> Drawn:
        if isinstance(picture, Personal):
            return Drawn(picture.alt, f"{picture.slug}-{picture.key}.png", self._pictures.personal(picture))
        file = self._file(picture)
        return Drawn(picture.alt, file.name, file.read_bytes(), file)

    def _file(self, picture: Figure | Photo) -> Path:
        return self._album.file(picture.name) if isinstance(picture, Photo) else self._pictures.file(picture)
