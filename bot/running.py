"""The running bot: platforms, alarm and outboxes in one event loop, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import Protocol

from bot.app import App
from bot.assembly import Bot, assemble
from bot.briefing import Stores
from bot.edge import Edge
from bot.model import Defaults
from bot.settings import Settings, SettingsError
from scheduler import clock
from scheduler.outbox import Outbox

DRAIN_SECONDS = 5.0
"""How long a send under way may take once the bot was told to stop."""

log = logging.getLogger(__name__)


class Platform(Edge, Protocol):
    """An edge that also listens."""

    async def start(self, app: App) -> None:
        """Begin to listen."""

    async def stop(self) -> None:
        """Stop listening and finish what is in hand."""

    async def broken(self) -> str:
        """Wait until this platform can no longer work at all, and say why in one sentence."""


async def keep_running(settings: Settings, stores: Stores) -> int:
    """Run until SIGINT or SIGTERM; 0 after a clean stop.

    Raises SettingsError when a platform refuses to work with its settings, at the start or later.
    """
    platforms = _platforms(settings)
    seconds = asyncio.get_running_loop().time
    defaults = Defaults(zone=settings.tripod_zone)
    coaches, approvers = settings.tripod_coaches, settings.tripod_approvers
    bot = assemble(stores, platforms, clock.now, seconds, defaults, coaches, approvers)
    again = await bot.recover()
    if again:
        log.warning("%d deliveries were under way when the bot last ended; they go again", again)
    return await _until_stopped(bot, platforms)


def _platforms(settings: Settings) -> tuple[Platform, ...]:
    platforms: list[Platform] = []
    if settings.telegram_token:
        from bot.on_telegram import OnTelegram

        platforms.append(OnTelegram(settings.telegram_token, settings.telegram_api or None))
    if settings.discord_token:
        from bot.on_discord import OnDiscord

        platforms.append(OnDiscord(settings.discord_token, settings.discord_api or None))
    return tuple(platforms)


async def _until_stopped(bot: Bot, platforms: tuple[Platform, ...]) -> int:
    stop = _stop_signal()
    alarm = clock.Alarm(bot.plan)
    watches = [asyncio.create_task(platform.broken()) for platform in platforms]
    senders = [asyncio.create_task(outbox.run()) for outbox in bot.outboxes]
    stopped = asyncio.create_task(stop.wait())
    started: list[Platform] = []
    try:
        for platform in platforms:
            started.append(platform)
            await platform.start(bot.app)
        alarm.start()
        done, _ = await asyncio.wait([stopped, *watches], return_when=asyncio.FIRST_COMPLETED)
        for watch in watches:
            if watch in done:
                raise SettingsError(watch.result())
    finally:
        alarm.stop()
        await _finish(bot.outboxes, senders)
        for platform in reversed(started):
            await platform.stop()
        for task in (*watches, stopped):
            task.cancel()
    log.info("stopped; nothing is lost")
    return 0


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


async def _finish(outboxes: tuple[Outbox, ...], senders: list[asyncio.Task[None]]) -> None:
    """End the outboxes; a send under way is given time to be settled."""
    for outbox in outboxes:
        outbox.stop()
    _, slow = await asyncio.wait(senders, timeout=DRAIN_SECONDS)
    for sender in slow:
        sender.cancel()
    await asyncio.gather(*slow, return_exceptions=True)
