"""Who is on the other side of the Discord test peer: persons, servers and the messages they see."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import discord
from simcord.actors import MemberActor
from simcord.backend.models import Message
from simcord.builders import ChannelHandle, GuildHandle, UserHandle
from simcord.results import to_discord_message

if TYPE_CHECKING:
    from tests.peers.discord import DiscordPeer

Wire = dict[str, Any]


@dataclass(frozen=True)
class Picture:
    """An image under a message, and the words that stand for it."""

    name: str
    content: bytes
    alt: str


@dataclass(frozen=True)
class Shown:
    """One of the bot's messages as it stands in a channel."""

    message_id: int
    text: str
    """The words as they were sent: Discord's markup is not read."""
    rows: tuple[tuple[Wire, ...], ...] = ()
    file: tuple[str, bytes] | None = None
    picture: Picture | None = None
    is_private: bool = False
    """Only the person who asked sees it (Discord: ephemeral)."""
    edits: int = 0

    @property
    def labels(self) -> list[list[str]]:
        """The labels of its buttons, row by row."""
        return [[str(button.get("label", "")) for button in row] for row in self.rows]

    @property
    def buttons(self) -> list[Wire]:
        """Its buttons in reading order, as they were sent."""
        return [button for row in self.rows for button in row]


@dataclass(eq=False)
class Group:
    """A server with one channel, and the bot in it."""

    peer: DiscordPeer
    guild: GuildHandle
    channel: ChannelHandle
    actors: dict[int, MemberActor] = field(default_factory=dict)

    @property
    def chat(self) -> str:
        """The channel as the bot names it."""
        return f"discord:{self.channel.id}"

    def joins(self, person: Person, *, is_admin: bool = False) -> None:
        """A person enters, with the right to manage the server or without."""
        roles = []
        if is_admin:
            roles = [self.guild.create_role("keepers", permissions=discord.Permissions(manage_guild=True))]
        self.actors[person.id] = self.guild.add_member(person.user, roles=roles)

    def leaves(self, person: Person) -> None:
        """A person leaves."""
        self.guild.remove_member(self.actors.pop(person.id))


@dataclass(eq=False)
class Person:
    """Somebody with a Discord account and the bot installed. What they do ends when the bot has reacted."""

    peer: DiscordPeer
    user: UserHandle
    locale: str = "en-US"

    @property
    def id(self) -> int:
        """Discord's number of the account."""
        return self.user.id

    @property
    def name(self) -> str:
        """The name that others see."""
        return self.user.name

    @property
    def account(self) -> str:
        """The account as the bot names it."""
        return f"discord:{self.id}"

    @property
    def address(self) -> str:
        """The direct messages with the bot, as the bot names them."""
        return f"discord:{self.user.dm_channel.id}"

    @property
    def sees(self) -> list[Shown]:
        """What the bot said in direct messages, oldest first."""
        return self.sees_in(None)

    def sees_in(self, chat: Group | None) -> list[Shown]:
        """What this person sees of the bot's words in a server; in direct messages without one."""
        return [self.peer.shown(message) for message in self._visible(chat)]

    async def says(
        self,
        text: str = "",
        *,
        chat: Group | None = None,
        file: tuple[str, bytes] | None = None,
        reply_to: Shown | discord.Message | None = None,
    ) -> None:
        """Type it, in direct messages or in a server; there as a reply to a message, too."""
        files = [file] if file else []
        if chat is not None:
            await chat.actors[self.id].send(chat.channel, text, attachments=files)
            return
        uploads = self.peer.env.backend.store_attachments(self.user.dm_channel.id, files)
        door = self.user.dm_channel.id
        number = reply_to.id if isinstance(reply_to, discord.Message) else reply_to and reply_to.message_id
        reference = {"channel_id": str(door), "message_id": str(number)} if number else None
        if reference is not None:
            reference = self.peer.env.backend.normalize_message_reference(door, reference)
        await self.user.send_dm(text, attachments=uploads, reference=reference)

    async def uses(self, command: str, words: str = "", *, chat: Group | None = None, **options: Any) -> None:
        """Use a slash command, with or without words in its option of that name."""
        options |= {"words": words} if words else {}
        if chat is None:
            await self.user.slash(command, **options)
        else:
            await chat.actors[self.id].slash(chat.channel, command, **options)

    async def presses(self, label: str, *, chat: Group | None = None, nth: int = 1) -> None:
        """Press the newest button with that label. Leading emoji and case do not matter."""
        found = [
            (message, button)
            for message in reversed(self._visible(chat))
            for button in self.peer.shown(message).buttons
            if _plain(str(button.get("label", ""))) == _plain(label)
        ]
        if len(found) < nth:
            there = [shown.labels for shown in self.sees_in(chat) if shown.rows]
            raise AssertionError(f"{self.name} sees no button {label!r} (nth={nth}); there are {there}")
        message, button = found[nth - 1]
        actor = self.user if chat is None else chat.actors[self.id]
        await actor.click(to_discord_message(self.peer.env, message), custom_id=button["custom_id"])

    async def is_offered(self, command: str, typed: str, *, option: str = "words") -> list[str]:
        """The completions that the bot offers for what was typed so far."""
        return [choice["name"] for choice in await self.user.autocomplete(command, option, typed)]

    def blocks(self) -> None:
        """Close the direct messages: the bot is not told, and what it sends there is refused with 50007."""
        self.peer.env.inject_error(
            "POST",
            self._door,
            status=403,
            code=50007,
            message="Cannot send messages to this user",
            times=None,
        )

    def unblocks(self) -> None:
        """Open the direct messages again."""
        known = self.peer.env.backend.faults
        known[:] = [fault for fault in known if fault["path"] != self._door]

    @property
    def _door(self) -> str:
        return f"/channels/{self.user.dm_channel.id}/messages"

    def _visible(self, chat: Group | None) -> list[Message]:
        channel = self.user.dm_channel if chat is None else chat.channel
        return [one for one in self.peer.said_in(channel.id) if one.visible_to(self.id)]


def _plain(label: str) -> str:
    return re.sub(r"^\W+", "", label).casefold()
