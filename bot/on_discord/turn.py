"""One slash command or pressed button: answered within Discord's three seconds, and to the end after them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

import discord

from bot.app import Show
from bot.easel import Draw
from bot.model import Reply
from bot.on_discord.look import Part, parts
from bot.on_discord.sending import TROUBLE, patiently

PATIENCE = 2.0
"""Seconds after which "thinking" is shown; Discord waits three (Interactions > Receiving and Responding)."""
ANSWERED = 40060
"""Already acknowledged: an answer whose connection broke had arrived."""
CLOSED = frozenset({10062, 10015, 50027})
"""Nothing can be answered any more: the three seconds, or the fifteen minutes after them, are over."""

log = logging.getLogger(__name__)


class Turn:
    """The ways to answer one interaction, in the order in which Discord takes them."""

    def __init__(self, interaction: discord.Interaction, draw: Draw, *, is_press: bool) -> None:
        self._interaction = interaction
        self._draw = draw
        self._is_press = is_press
        self._is_private = interaction.guild_id is None
        self._is_answered = False
        self._is_thinking = False
        self._holds_pressed = is_press
        """What Discord calls the original response is the pressed message."""
        self._lock = asyncio.Lock()

    async def take(self, converse: Callable[[Show], Awaitable[None]]) -> None:
        """Have the interaction answered. Discord hears of it in time, also where there is nothing to show."""
        answering = asyncio.ensure_future(converse(self.show))
        await asyncio.wait({answering}, timeout=PATIENCE)
        if not answering.done():
            await self._guarded(self._acknowledge)
        try:
            await answering
        finally:
            await self._guarded(self._close)

    async def show(self, reply: Reply) -> None:
        """Show one reply. What cannot be shown is logged: the next one may well be."""
        for number, part in enumerate(parts(reply, await self._draw(reply.picture))):
            await self._guarded(partial(self._put, part, reply.edits and not number, reply.is_private))

    async def _guarded(self, call: Callable[[], Awaitable[None]]) -> None:
        async with self._lock:
            try:
                await patiently(call)
            except TROUBLE as error:
                log.warning("discord: an answer could not be shown: %s", error)

    async def _put(self, part: Part, edits: bool, is_private: bool) -> None:
        try:
            await self._respond(part, edits, is_private)
        except discord.HTTPException as error:
            if error.code in CLOSED and self._is_private and self._interaction.channel_id:
                channel = self._interaction.client.get_partial_messageable(self._interaction.channel_id)
                await channel.send(**part.fields())
            elif error.code != ANSWERED:
                raise
        self._is_answered = True
        self._is_thinking = False

    async def _respond(self, part: Part, edits: bool, is_private: bool) -> None:
        interaction = self._interaction
        is_hidden = is_private and not self._is_private
        if edits and self._holds_pressed:
            if self._is_answered:
                await interaction.edit_original_response(**part.replacement())
            else:
                await interaction.response.edit_message(**part.replacement())
        elif self._is_answered:
            await interaction.followup.send(**part.fields(), ephemeral=is_hidden)
        else:
            self._holds_pressed = False
            await interaction.response.send_message(**part.fields(), ephemeral=is_hidden)

    async def _acknowledge(self) -> None:
        """Say that an answer is coming. In a server it is then for the person alone, whatever it is."""
        if self._is_answered:
            return
        if self._is_press:
            await self._interaction.response.defer()
        else:
            await self._interaction.response.defer(ephemeral=not self._is_private, thinking=True)
            self._is_thinking = True
        self._is_answered = True

    async def _close(self) -> None:
        """Where nothing was shown, leave nothing behind."""
        await self._acknowledge()
        if self._is_thinking:
            await self._interaction.delete_original_response()
