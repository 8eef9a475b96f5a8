"""Draws pictures beside the conversation: in a worker thread, and what several ask for at once only once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.turns import Turns
from content.figures import Figure
from content.pictures import Pictures

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure as a picture that can be shown."""

    alt: str
    file: Path
    """A PNG, or a GIF where it moves; its folder may be emptied at any time."""
    content: bytes = field(repr=False)


Draw = Callable[[Figure | None], Awaitable[Drawn | None]]


class Easel:
    """Where figures become pictures."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self._turns = Turns()

    async def draw(self, figure: Figure | None) -> Drawn | None:
        """The picture of a figure; None without one, and where it cannot be drawn: the words suffice."""
        if figure is None:
            return None
        try:
            async with self._turns.of(figure.key):
                return await asyncio.to_thread(self._drawn, figure)
        except Exception as error:  # no fault of a picture may cost a member the words
            trace = None if isinstance(error, OSError) else error
            log.error("the picture of %s was not drawn: %s", figure.slug, error, exc_info=trace)
            return None

    def _drawn(self, figure: Figure) -> Drawn:
        file = self._pictures.file(figure)
        return Drawn(figure.alt, file, file.read_bytes())
