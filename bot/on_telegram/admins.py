"""Who runs a group on Telegram: asked of Telegram, and known for a minute."""

from __future__ import annotations

import asyncio
import logging

from telegram import Bot, ChatMember
from telegram.error import TelegramError

from bot.on_telegram.reading import id_of

KNOWN_FOR = 60.0
"""Seconds: who just became an administrator, or is none any more, is believed a minute later."""

log = logging.getLogger(__name__)


class Admins:
    """Remembers what Telegram said of people in groups."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._known: dict[tuple[str, str], bool] = {}

    async def has(self, chat: str, account: str) -> bool:
        """Whether that account administers the group; no where Telegram does not say."""
        asked = (chat, account)
        if asked not in self._known:
            self._known[asked] = await self._ask(chat, account)
            asyncio.get_running_loop().call_later(KNOWN_FOR, self._known.pop, asked, None)
        return self._known[asked]

    async def _ask(self, chat: str, account: str) -> bool:
        try:
            member = await self._bot.get_chat_member(id_of(chat), id_of(account))
        except TelegramError as error:
            log.warning("telegram: who runs %s is not known: %s", chat, error)
            return False
        return member.status in (ChatMember.ADMINISTRATOR, ChatMember.OWNER)
