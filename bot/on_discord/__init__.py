"""Discord, both ways: `client` hears, `turn` and `sending` answer, `look` says how it is shown."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import discord
from discord.http import Route

from bot.app import App
from bot.edge import Posted, Rendered
from bot.model import Offered, Reply
from bot.on_discord.client import Client
from bot.on_discord.look import parts
from bot.on_discord.sending import TOO_FAST, TROUBLE, change, delivery_error, say
from scheduler.outbox import Passing, Refused

FIRST_WAIT, LONGEST_WAIT = 2, 60
"""Seconds between attempts to log in while Discord cannot be reached."""
NO_NEW_DOORS = 600.0
"""Seconds without opening direct messages after Discord said that it was too fast."""
BAD_LOGIN = (
    "DISCORD_TOKEN: Discord refuses this token; reset it in the Developer Portal, under Bot, and copy it anew"
)
NO_API = (
    "DISCORD_API: there is no Discord API at that address; write it with its version, as in https://…/api/v10"
)
CLOSED = (
    "discord: the connection was closed for good with code {code}; Discord's documentation says what it means"
)
FAULT = "discord: the connection ended with a fault of the bot's own; the log has the trace"

log = logging.getLogger(__name__)


class OnDiscord:
    """The edge to Discord. `api_url` is the base of a compatible API; None is Discord's own."""

    platform = "discord"

    def __init__(self, token: str, api_url: str | None = None) -> None:
        self._token = token
        self._api_url = api_url
        self._app: App
        self._client: Client | None = None
        self._listening: asyncio.Task[None] | None = None
        self._may_open = True
        self._is_broken = asyncio.Event()
        self._why = ""

    def serve(self, app: App) -> Client:
        """A client for this bot that is not connected yet."""
        self._app = app
        self._client = Client(app, is_elsewhere=self._api_url is not None)
        return self._client

    async def start(self, app: App) -> None:
        """Begin to listen; returns before Discord is reached."""
        if self._api_url:
            Route.BASE = self._api_url
        self._listening = asyncio.create_task(self._listen(self.serve(app)))

    async def stop(self) -> None:
        """Stop listening, finish answers that are being given, and leave."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        if self._client is not None:
            await self._client.finish()
            await self._client.close()

    async def relist(self) -> None:
        """Write the slash commands anew; a client that is not in yet does so when it logs in."""
        if self._client is not None and self._client.is_in:
            await self._client.relist()

    async def broken(self) -> str:
        """Wait until Discord will not have this bot any more, and say why in one sentence."""
        await self._is_broken.wait()
        return self._why

    async def send(self, account: str, address: str, reply: Reply, nonce: str, replaces: str = "") -> Posted:
        """Show the message to that person, in direct messages; in the place of another one where that stands.

        Where that is gone it is a new message, unless it would lack the picture that is gone with it.
        Raises scheduler.outbox.DeliveryError.
        """
        client = self._client
        if client is None or not client.is_in or client.is_closed():
            raise Passing("not connected")
        try:
            door = _number(address) or await self._open(client, account)
            shown = parts(reply, await self._app.draw(reply.picture))
            channel = client.get_partial_messageable(door)
            is_there = bool(replaces) and await change(channel, int(replaces), shown[0])
            if reply.keeps_picture and not is_there:
                raise Refused("the message is not there any more")
            messages = (replaces,) if is_there else await say(channel, shown, nonce)
        except TROUBLE as error:
            if isinstance(error, discord.HTTPException):
                self._heed(error)
            raise delivery_error(error) from error
        return Posted(f"{self.platform}:{door}", messages)

    async def fetch(self, photo: Offered) -> bytes | None:
        """The file of a photo that somebody sent."""
        if self._client is None:
            return None
        try:
            return await self._client.http.get_from_cdn(photo.name)
        except TROUBLE as error:
            log.warning("discord: a photo was not fetched: %s", type(error).__name__)
            return None

    def render(self, reply: Reply) -> tuple[Rendered, ...]:
        """The messages that `send` would show."""
        shown = [Rendered(part.text, len(part.text)) for part in parts(reply)]
        if reply.picture:
            shown = [replace(first, has_picture=True) for first in shown[:1]] + shown[1:]
        return tuple(shown)

    async def _open(self, client: Client, account: str) -> int:
        """Open direct messages with a person who never wrote any. The app keeps their address."""
        if not self._may_open:
            raise Passing("direct messages may not be opened for a while", is_platform_trouble=False)
        person = _number(account)
        if person is None:
            raise Refused(f"{account} is no account")
        return (await client.create_dm(discord.Object(person))).id

    def _heed(self, error: discord.HTTPException) -> None:
        """Act on refusals that are about the bot, not about the message."""
        if error.status == 401:
            self._break(BAD_LOGIN)
        if error.code == TOO_FAST:
            log.warning("discord: direct messages were opened too fast; none is opened for ten minutes")
            self._may_open = False
            asyncio.get_running_loop().call_later(NO_NEW_DOORS, self._reopen)

    def _reopen(self) -> None:
        self._may_open = True

    async def _listen(self, client: Client) -> None:
        """Be connected. discord.py connects again by itself, but only once it was logged in."""
        wait = FIRST_WAIT
        while True:
            try:
                await client.start(self._token)
            except discord.LoginFailure:
                return self._break(BAD_LOGIN)
            except discord.PrivilegedIntentsRequired:
                return self._break(CLOSED.format(code=4014))
            except discord.ConnectionClosed as error:
                return self._break(BAD_LOGIN if error.code == 4004 else CLOSED.format(code=error.code))
            except discord.NotFound:
                return self._break(NO_API)
            except TROUBLE as error:
                log.warning("discord: not reached (%s); trying again in %d s", type(error).__name__, wait)
            except Exception:
                log.exception("discord: the connection ended")
                return self._break(FAULT)
            else:
                return None
            await client.close()
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)
            client = self.serve(self._app)

    def _break(self, why: str) -> None:
        self._why = why
        self._is_broken.set()


def _number(name: str) -> int | None:
    """Discord's own number in "discord:77"."""
    number = name.partition(":")[2]
    return int(number) if number.isdecimal() else None
