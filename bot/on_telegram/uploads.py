"""Pictures on Telegram: each goes over the wire once, and from then on by the name that Telegram gave it."""

from __future__ import annotations

import logging
from typing import Any

from telegram import Bot, InputFile, Message
from telegram.error import BadRequest

from bot.easel import Draw
from bot.turns import Turns
from content.charts import Personal, Picture

log = logging.getLogger(__name__)

Fields = dict[str, Any]
"""What a message holds beside its picture: chat, caption, buttons."""


class Uploads:
    """Sends pictures as photos, or as animations where they move."""

    def __init__(self, bot: Bot, draw: Draw) -> None:
        self._bot = bot
        self._draw = draw
        self._turns = Turns()
        self._known: dict[str, str] = {}
        """Telegram's file_id by the key of a picture."""

    async def send(self, picture: Picture, message: Fields) -> Message | None:
        """Show a picture; None when it cannot be drawn or Telegram will not have it: the words suffice.

        Of several at once one uploads and the others wait for its name. Raises telegram.error.TelegramError.
        """
        if isinstance(picture, Personal):  # it is somebody's own: its name is not kept
            return await self._upload(picture, message)
        while (shown := await self._repeat(picture, message)) is None:
            async with self._turns.of(picture.key):
                if picture.key not in self._known:
                    return await self._upload(picture, message)
        return shown

    async def _repeat(self, picture: Picture, message: Fields) -> Message | None:
        """Show it by its name; None without one, and when Telegram takes that name no longer."""
        name = self._known.get(picture.key)
        if name is None:
            return None
        try:
            return await self._show(picture, name, message)
        except BadRequest as error:
            log.info("telegram: the picture of %s goes up anew: %s", picture.slug, error)
            if self._known.get(picture.key) == name:
                del self._known[picture.key]
            return None

    async def _upload(self, picture: Picture, message: Fields) -> Message | None:
        drawn = await self._draw(picture)
        if drawn is None:
            return None
        try:
            shown = await self._show(picture, InputFile(drawn.content, drawn.name), message)
        except BadRequest as error:  # a group may forbid pictures
            log.warning("telegram: the picture of %s was refused: %s", picture.slug, error)
            return None
        if (name := _name(shown)) and not isinstance(picture, Personal):
            self._known[picture.key] = name
        return shown

    async def _show(self, picture: Picture, media: InputFile | str, message: Fields) -> Message:
        if picture.does_move:
            return await self._bot.send_animation(animation=media, **message)
        return await self._bot.send_photo(photo=media, **message)


def _name(shown: Message) -> str:
    """The name that Telegram knows the picture of a message by."""
    if shown.animation:
        return shown.animation.file_id
    return shown.photo[-1].file_id if shown.photo else ""
