"""Messages to a channel, and what Discord's refusals mean for a delivery."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

import aiohttp
import discord

from bot.on_discord.look import Part
from scheduler.outbox import DeliveryError, Gone, Passing, Refused

GONE = frozenset({10003, 10013, 50007, 50278})
"""Unknown channel, unknown user, blocked, and direct messages closed or no server in common."""
TOO_FAST = 40003
"""Direct messages are opened too fast: going on gets a bot flagged."""
UNKNOWN_MESSAGE = 10008
TRIES = 3
PAUSE = 0.5
"""Seconds before the second try; each later pause is twice as long."""
CUT = (aiohttp.ClientError, OSError)
"""The connection broke or never came about; `ClientOSError` and a time-out are `OSError`s."""
TROUBLE = (discord.DiscordException, *CUT)
"""All that can go wrong on the way to Discord."""

log = logging.getLogger(__name__)


async def say(channel: discord.abc.Messageable, shown: Iterable[Part], nonce: str) -> tuple[str, ...]:
    """Send a reply to a channel and tell which messages it became.

    discord.py adds `enforce_nonce`: the same nonce shows nothing twice.
    """
    messages: list[str] = []
    for number, part in enumerate(shown):
        sent = await channel.send(**part.fields(), nonce=f"{nonce[:22]}-{number:02}" if number else nonce)
        messages.append(str(sent.id))
    return tuple(messages)


async def change(channel: discord.PartialMessageable, message: int, shown: Part) -> bool:
    """Let a message of the bot show this instead; False when it is not there any more."""
    try:
        await channel.get_partial_message(message).edit(**shown.replacement())
    except discord.NotFound as error:
        if error.code != UNKNOWN_MESSAGE:
            raise
        return False
    return True


async def patiently(call: Callable[[], Awaitable[object]]) -> None:
    """Make a call, again where the connection broke: discord.py does not do that by itself."""
    for tried in range(TRIES - 1):
        try:
            await call()
            return
        except CUT as error:
            log.info("discord: %s; trying again", type(error).__name__)
            await asyncio.sleep(PAUSE * 2**tried)
    await call()


def delivery_error(error: Exception) -> DeliveryError:
    """What it means for a delivery that a call failed so."""
    match error:
        case discord.RateLimited():
            return Passing("429", error.retry_after)
        case discord.HTTPException():
            return _refusal(error)
        case discord.DiscordException():
            return Refused(type(error).__name__)
        case _:
            return Passing(type(error).__name__)


def _refusal(error: discord.HTTPException) -> DeliveryError:
    said = f"{error.status} {error.code}"
    if error.code in GONE:
        return Gone(said)
    if error.status == 429:
        return Passing(said, _retry_after(error))
    if error.code == TOO_FAST:
        return Passing(said, is_platform_trouble=False)
    if error.status in (401, 408) or error.status >= 500:
        return Passing(said)
    return Refused(f"{said}: {error.text}")


def _retry_after(error: discord.HTTPException) -> float | None:
    try:
        return float(error.response.headers["Retry-After"])
    except (KeyError, ValueError):
        return None
