"""Pictures on Telegram: each goes over the wire once, and from then on by the name that Telegram gave it."""

from __future__ import annotations

import logging
from typing import Any

from telegram import Bot, InputFile, Message
from telegram.error import BadRequest

from bot.easel import Draw
from bot.turns import Turns
from content.figures import Figure

log = logging.getLogger(__name__)

Fields = dict[str, Any]
"""What a message holds beside its picture: chat, caption, buttons."""


class Uploads:
    """Sends figures as photos, or as animations where they move."""

    def __init__(self, bot: Bot, draw: Draw) -> None:
        self._bot = bot
        self._draw = draw
        self._turns = Turns()
        self._known: dict[str, str] = {}
        """Telegram's file_id by the key of a figure."""

    async def send(self, figure: Figure, message: Fields) -> Message | None:
        """Show a figure; None when it cannot be drawn or Telegram will not have it: the words suffice.

        Of several at once one uploads and the others wait for its name. Raises telegram.error.TelegramError.
        """
        while (shown := await self._repeat(figure, message)) is None:
            async with self._turns.of(figure.key):
                if figure.key not in self._known:
                    return await self._upload(figure, message)
        return shown

    async def _repeat(self, figure: Figure, message: Fields) -> Message | None:
        """Show it by its name; None without one, and when Telegram takes that name no longer."""
        name = self._known.get(figure.key)
        if name is None:
            return None
        try:
            return await self._show(figure, name, message)
        except BadRequest as error:
            log.info("telegram: the picture of %s goes up anew: %s", figure.slug, error)
            if self._known.get(figure.key) == name:
                del self._known[figure.key]
            return None

    async def _upload(self, figure: Figure, message: Fields) -> Message | None:
        drawn = await self._draw(figure)
        if drawn is None:
            return None
        try:
            shown = await self._show(figure, InputFile(drawn.content, drawn.file.name), message)
        except BadRequest as error:  # a group may forbid pictures
            log.warning("telegram: the picture of %s was refused: %s", figure.slug, error)
            return None
        if shown.animation or shown.photo:
            self._known[figure.key] = shown.animation.file_id if shown.animation else shown.photo[-1].file_id
        return shown

    async def _show(self, figure: Figure, picture: InputFile | str, message: Fields) -> Message:
        if figure.does_move:
            return await self._bot.send_animation(animation=picture, **message)
        return await self._bot.send_photo(photo=picture, **message)
