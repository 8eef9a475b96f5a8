"""The bot on Discord's side of the wire: what people type, use and press becomes `Said`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePath
from re import Match
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket

from bot.app import App, Show
from bot.commands.table import Entry
from bot.model import Offered, Reply, Said
from bot.on_discord.look import PRESSED, parts, slash_commands
from bot.on_discord.sending import GONE, TROUBLE, patiently, say
from bot.on_discord.turn import Turn
from bot.turns import Turns

LONGEST_WAIT = 30.0
"""Seconds that discord.py may wait for a rate limit by itself; a longer one is the outbox's to wait for."""
FILES = {".md", ".txt"}
LARGEST_FILE = 64 * 1024
"""Bytes of a file that is read."""
FAREWELL = 5.0
"""Seconds for answers that are being given when the bot is told to stop."""

log = logging.getLogger(__name__)


class Client(discord.Client):
    """discord.py's client for one bot. Nothing begins in `on_ready`, which comes again and again."""

    def __init__(self, app: App, *, is_elsewhere: bool) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.dm_messages = True
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it never speaks
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            max_ratelimit_timeout=LONGEST_WAIT,
        )
        self.app = app
        self.is_in = False
        """Logged in: messages can be sent."""
        self._is_elsewhere = is_elsewhere
        self._answering: set[asyncio.Task[Any]] = set()
        self._turns = Turns()
        self.tree = app_commands.CommandTree(
            self,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=False
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self._fill_tree()

    async def setup_hook(self) -> None:
        """After logging in, before connecting: once for each client."""
        self.is_in = True
        log.info("discord: logged in as %s", self.user)
        self.add_dynamic_items(Pressed)
        if self._is_elsewhere:
            _, address, _ = await self.http.get_bot_gateway()
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(address)
        await self._sync()

    async def relist(self) -> None:
        """Write the slash commands anew, as the library has them by now."""
        self.tree.clear_commands(guild=None)
        self._fill_tree()
        await self._sync()

    def _fill_tree(self) -> None:
        for entry in slash_commands(self.app.library):
            _add(self.tree, entry)

    async def _sync(self) -> None:
        try:
            await self.tree.sync()
        except TROUBLE as error:
            log.error("discord: the slash commands stay as they were: %s", error)

    async def on_message(self, message: discord.Message) -> None:
        """What is typed in direct messages; elsewhere Discord does not let us read, and we do not want to."""
        is_talk = message.type in (discord.MessageType.default, discord.MessageType.reply)
        if message.author.bot or message.guild is not None or not is_talk:
            return
        account = _account(message.author)
        own = _own(message)
        with self._busy():
            async with self._turns.of(account):
                said = Said(
                    account=account,
                    name=message.author.display_name,
                    chat=f"discord:{message.channel.id}",
                    text=message.content,
                    attachment=await _attached(message.attachments),
                    photo=_photo(message.attachments),
                    replies=_replied(message),
                    own_words=own.content if own else "",
                    own_photo=_photo(own.attachments) if own else None,
                )
                await self.app.converse(said, self._show_in(message))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was put out of a server: nothing goes to its channels any more."""
        for place in (*guild.channels, *guild.threads):
            await self.app.lost(f"discord:{place.id}")

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """The same of one channel."""
        await self.app.lost(f"discord:{channel.id}")

    async def hear(
        self,
        interaction: discord.Interaction,
        text: str,
        files: Sequence[discord.Attachment] = (),
        *,
        is_press: bool = False,
    ) -> None:
        """What was used or pressed, and the files that came with it."""
        with self._busy():
            said = Said(
                account=_account(interaction.user),
                name=interaction.user.display_name,
                chat=f"discord:{interaction.channel_id}" if interaction.channel_id else "",
                text=text,
                is_private=interaction.guild_id is None,
                is_press=is_press,
                locale=interaction.locale.value,
                message=str(interaction.message.id) if interaction.message else "",
                is_admin=interaction.permissions.manage_guild,
                photo=_photo(files),
            )
            turn = Turn(interaction, self.app.draw, is_press=is_press)
            await turn.take(lambda show: self._converse(said, files, show))

    async def _converse(self, said: Said, files: Sequence[discord.Attachment], show: Show) -> None:
        """Have it answered after what the person said before, whose file may still be on its way."""
        async with self._turns.of(said.account):
            await self.app.converse(replace(said, attachment=await _attached(files)), show)

    async def finish(self) -> None:
        """Let answers be finished that are being given."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=FAREWELL)

    def _show_in(self, message: discord.Message) -> Show:
        shown = 0

        async def show(reply: Reply) -> None:
            nonlocal shown
            shown += 1
            nonce = f"{message.id}.{shown}"
            messages = parts(reply, await self.app.draw(reply.picture))
            try:
                await patiently(lambda: say(message.channel, messages, nonce))
            except TROUBLE as error:
                log.warning("discord: an answer could not be shown: %s", error)
                if isinstance(error, discord.HTTPException) and error.code in GONE:
                    await self.app.lost(_account(message.author))

        return show

    @contextmanager
    def _busy(self) -> Iterator[None]:
        task = asyncio.current_task()
        assert task is not None
        self._answering.add(task)
        try:
            yield
        finally:
            self._answering.discard(task)


class Pressed(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=PRESSED):
    """Any button that the bot ever showed: what it does stands in its custom_id, so it works for ever."""

    command = ""

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: Match[str], /
    ) -> Pressed:
        """The button that was pressed."""
        assert isinstance(item, discord.ui.Button)
        pressed = cls(item)
        pressed.command = match["command"]
        return pressed

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Type its command."""
        await interaction.client.hear(interaction, self.command, is_press=True)


def _add(tree: app_commands.CommandTree[Client], entry: Entry) -> None:
    """List a command, unless Discord would refuse it and all the others with it."""

    async def bare(interaction: discord.Interaction[Client]) -> None:
        await interaction.client.hear(interaction, f"/{entry.name}")

    @app_commands.describe(words=entry.argument or "…")
    async def with_words(interaction: discord.Interaction[Client], words: str = "") -> None:
        await interaction.client.hear(interaction, f"/{entry.name} {words}".rstrip())

    @app_commands.describe(words=entry.argument or "…", file=entry.beside or "…")
    async def with_file(
        interaction: discord.Interaction[Client], words: str = "", file: discord.Attachment | None = None
    ) -> None:
        files = (file,) if file else ()
        await interaction.client.hear(interaction, f"/{entry.name} {words}".rstrip(), files)

    callback: Any = with_file if entry.beside else with_words if entry.argument else bare
    try:
        tree.add_command(
            app_commands.Command(name=entry.name, description=entry.says or "…", callback=callback)
        )
    except (ValueError, app_commands.AppCommandError) as error:
        log.warning(
            "discord: /%s is not listed as a command, but answers when it is typed: %s", entry.name, error
        )


def _account(user: discord.abc.User) -> str:
    return f"discord:{user.id}"


def _replied(message: discord.Message) -> str:
    """The message that it replies to; empty where it replies to none."""
    if message.type != discord.MessageType.reply or message.reference is None:
        return ""
    return str(message.reference.message_id or "")


def _own(message: discord.Message) -> discord.Message | None:
    """The message that it replies to, where it is the same person's."""
    above = message.reference.resolved if message.reference else None
    return above if isinstance(above, discord.Message) and above.author == message.author else None


def _photo(files: Sequence[discord.Attachment]) -> Offered | None:
    """The first of them that is a picture, with the words that describe it there."""
    for file in files:
        if (file.content_type or "").startswith("image/"):
            return Offered(file.url, file.size, file.description or "")
    return None


async def _attached(files: Sequence[discord.Attachment]) -> str | None:
    """The text of the first file that can be read; None where none of them can, empty where none came."""
    for file in files:
        if PurePath(file.filename).suffix.lower() in FILES and file.size <= LARGEST_FILE:
            try:
                return (await file.read()).decode("utf-8-sig")
            except (UnicodeDecodeError, *TROUBLE) as error:
                log.info("discord: a file could not be read: %s", type(error).__name__)
    return None if files else ""
