"""The Discord test peer itself: a bot of three lines meets it, and it notices what Discord would not take."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from tests.peers.discord import DiscordPeer, Picture, Request
from tests.peers.discord_rules import TABLE, faults, route_of

ROOT = Path(__file__).parents[1]
MESSAGES = "/channels/7/messages"
COMMANDS = "/applications/1/commands"
CALLBACK = "/interactions/5/token/callback"
FOLLOW_UP = "/webhooks/1/token"


class Parrot(discord.Client):
    """Says what it was told, in every way that Discord has."""

    def __init__(self, slowness: float = 0.0) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.dm_messages = True
        super().__init__(intents=intents)
        self.slowness = slowness
        self.tree = app_commands.CommandTree(
            self,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self.locales: list[str] = []
        self.rights: list[bool] = []
        self.read: list[bytes] = []
        for callback in (self.echo, self.whisper, self.ignore):
            name = callback.__name__
            self.tree.add_command(app_commands.Command(name=name, description=f"/{name}", callback=callback))

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        if not message.author.bot and message.guild is None:
            self.read += [await one.read() for one in message.attachments]
            await message.channel.send(f"you said: {message.content}", view=seeds("Seed", "seed 1"))

    async def echo(self, interaction: discord.Interaction, words: str = "") -> None:
        """Say it to all."""
        self.locales.append(interaction.locale.value)
        self.rights.append(interaction.permissions.manage_guild)
        if self.slowness:
            await interaction.response.defer()
            await asyncio.sleep(self.slowness)
            await interaction.followup.send(words)
        else:
            await interaction.response.send_message(words or "nothing", view=seeds("🌱 Seed", "seed 1"))

    async def whisper(self, interaction: discord.Interaction) -> None:
        """Say it to one."""
        await interaction.response.send_message("between us", ephemeral=True)

    async def ignore(self, interaction: discord.Interaction) -> None:
        """Say nothing."""


class Seed(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template="seed (?P<count>.*)"):
    """A button that counts in its own custom_id."""

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: Any, match: Any) -> Seed:
        return cls(item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        if self.custom_id == "seed of doubt":
            raise ZeroDivisionError
        await interaction.response.edit_message(content=f"{self.custom_id} eaten", view=None)


def seeds(label: str, custom_id: str) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    view.add_item(Seed(discord.ui.Button(label=label, custom_id=custom_id)))
    return view


def parrot(slowness: float = 0.0) -> Parrot:
    client = Parrot(slowness)
    client.add_dynamic_items(Seed)
    return client


async def test_a_person_is_heard_in_direct_messages_and_sees_the_answer() -> None:
    async with DiscordPeer(parrot()) as peer:
        sam = peer.person("Sam")
        await sam.says("hello")
        assert [shown.text for shown in sam.sees] == ["you said: hello"]
        assert sam.sees[0].labels == [["Seed"]]


async def test_a_file_can_be_read_by_the_bot() -> None:
    client = parrot()
    async with DiscordPeer(client) as peer:
        await peer.person("Sam").says("a file", file=("note.md", b"# Note"))
        assert client.read == [b"# Note"]


async def test_a_slash_command_carries_words_and_locale_and_rights() -> None:
    client = parrot()
    async with DiscordPeer(client) as peer:
        sam, kim = peer.person("Sam", locale="de"), peer.person("Kim")
        gym = peer.group("gym", members=[sam], admins=[kim])
        await sam.uses("echo", "wide feet")
        await sam.uses("echo", "wide toes", chat=gym)
        await kim.uses("echo", chat=gym)
        assert [shown.text for shown in sam.sees] == ["wide feet"]
        assert [shown.text for shown in kim.sees_in(gym)] == ["wide toes", "nothing"]
        assert client.locales == ["de", "de", "en-US"]
        assert client.rights == [False, False, True]


async def test_what_is_private_in_a_server_is_seen_by_one_only() -> None:
    async with DiscordPeer(parrot()) as peer:
        sam, kim = peer.person("Sam"), peer.person("Kim")
        gym = peer.group("gym", members=[sam, kim])
        await sam.uses("whisper", chat=gym)
        assert [shown.is_private for shown in sam.sees_in(gym)] == [True]
        assert kim.sees_in(gym) == []


async def test_a_button_is_found_without_its_emoji_and_works_after_a_restart() -> None:
    async with DiscordPeer(parrot()) as peer:
        sam = peer.person("Sam")
        await sam.uses("echo", "first")
        await peer.restarts(parrot())
        await sam.uses("echo", "second")
        await sam.presses("seed")
        await sam.presses("SEED")
        assert [(shown.text, shown.edits) for shown in sam.sees] == [("seed 1 eaten", 1), ("seed 1 eaten", 1)]
        with pytest.raises(AssertionError, match="sees no button"):
            await sam.presses("Seed")


async def test_an_answer_after_a_deferral_is_no_edit() -> None:
    async with DiscordPeer(parrot(slowness=10), patience=1) as peer:
        sam = peer.person("Sam")
        await sam.uses("echo", "at last")
        assert sam.sees == []
        await peer.passes(10)
        assert [(shown.text, shown.edits) for shown in sam.sees] == [("at last", 0)]


async def test_an_interaction_without_an_answer_fails_the_test() -> None:
    async def left_alone() -> None:
        async with DiscordPeer(parrot()) as peer:
            await peer.person("Sam").uses("ignore")
            assert peer.unanswered == ["/ignore"]

    with pytest.raises(AssertionError, match="/ignore was never answered"):
        await left_alone()


async def test_a_request_that_discord_never_takes_fails_the_test() -> None:
    async def too_long() -> None:
        client = parrot()
        async with DiscordPeer(client) as peer:
            channel = client.get_partial_messageable(int(peer.person("Sam").address[8:]))
            with pytest.raises(discord.HTTPException):
                await channel.send("x", view=seeds("x" * 81, "seed 1"))

    with pytest.raises(AssertionError, match="holds at most 80 characters"):
        await too_long()


async def test_a_picture_is_seen_with_its_alt_text_and_apart_from_files() -> None:
    client = parrot()
    async with DiscordPeer(client) as peer:
        sam = peer.person("Sam")
        channel = client.get_partial_messageable(int(sam.address[8:]))
        picture = discord.File(io.BytesIO(b"PNG"), "a.png", description="A foot.")
        await channel.send(files=[discord.File(io.BytesIO(b"{}"), "a.json"), picture])
        (shown,) = sam.sees
        assert shown.picture == Picture("a.png", b"PNG", "A foot.")
        assert shown.file == ("a.json", b"{}")


@pytest.mark.parametrize(
    ("size", "words"), [(0, "a.png is empty"), (10 * 1024**2 + 1, "holds at most 10485760 bytes")]
)
async def test_a_file_that_discord_never_takes_fails_the_test(size: int, words: str) -> None:
    async def weighty() -> None:
        client = parrot()
        async with DiscordPeer(client) as peer:
            channel = client.get_partial_messageable(int(peer.person("Sam").address[8:]))
            await channel.send(file=discord.File(io.BytesIO(b"x" * 10 * 1024**2), "whole.png"))
            await channel.send(file=discord.File(io.BytesIO(b"x" * size), "a.png"))

    with pytest.raises(AssertionError, match=words) as told:
        await weighty()
    assert "whole.png" not in str(told.value)


async def test_a_fault_behind_a_button_fails_the_test() -> None:
    async def stumbles() -> None:
        client = parrot()
        async with DiscordPeer(client, needs_answers=False) as peer:
            sam = peer.person("Sam")
            channel = client.get_partial_messageable(int(sam.address[8:]))
            await channel.send("x", view=seeds("Doubt", "seed of doubt"))
            await sam.presses("Doubt")

    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        await stumbles()


async def test_closed_direct_messages_are_refused_until_they_are_opened() -> None:
    client = parrot()
    async with DiscordPeer(client) as peer:
        sam, kim = peer.person("Sam"), peer.person("Kim")
        channels = [client.get_partial_messageable(int(one.address[8:])) for one in (sam, kim)]
        sam.blocks()
        with pytest.raises(discord.Forbidden) as refused:
            await channels[0].send("hello")
        assert refused.value.code == 50007
        await channels[1].send("hello")
        sam.unblocks()
        await channels[0].send("hello again")
        assert [shown.text for shown in sam.sees] == ["hello again"]


async def test_a_repeated_nonce_shows_nothing_new_for_three_minutes() -> None:
    client = parrot()
    async with DiscordPeer(client) as peer:
        sam = peer.person("Sam")
        channel = client.get_partial_messageable(int(sam.address[8:]))
        first = await channel.send("drill", nonce="a" * 25)
        again = await channel.send("drill", nonce="a" * 25)
        await channel.send("drill", nonce="b" * 25)
        assert (first.id, len(sam.sees)) == (again.id, 2)
        assert len(peer.sent("POST", "/channels/*/messages")) == 3
        await peer.passes(181)
        await channel.send("drill", nonce="a" * 25)
        assert len(sam.sees) == 3


async def test_a_cut_connection_may_have_carried_the_message() -> None:
    client = parrot()
    async with DiscordPeer(client) as peer:
        sam = peer.person("Sam")
        channel = client.get_partial_messageable(int(sam.address[8:]))
        peer.fail_next("POST", "/channels/*/messages", cut="before")
        with pytest.raises(aiohttp.ClientOSError):
            await channel.send("never")
        peer.fail_next("POST", "/channels/*/messages", cut="after")
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await channel.send("shown", nonce="a" * 25)
        await channel.send("shown", nonce="a" * 25)
        assert [shown.text for shown in sam.sees] == ["shown"]


async def test_an_answer_to_an_interaction_can_be_cut_too() -> None:
    async with DiscordPeer(parrot()) as peer:
        sam = peer.person("Sam")
        peer.fail_next("POST", "/interactions/*", cut="after")
        await sam.uses("echo", "shown")
        assert [shown.text for shown in sam.sees] == ["shown"]
        assert isinstance(peer.env.errors[0].__cause__, aiohttp.ServerDisconnectedError)
        peer.violations.clear()


async def test_an_injected_status_reaches_the_library() -> None:
    client = parrot()
    async with DiscordPeer(client) as peer:
        channel = client.get_partial_messageable(int(peer.person("Sam").address[8:]))
        peer.fail_next("POST", "/channels/*/messages", 503)
        with pytest.raises(discord.HTTPException, match="503"):
            await channel.send("hello")
        await channel.send("hello")


async def test_requests_and_commands_are_on_record() -> None:
    async with DiscordPeer(parrot()) as peer:
        assert set(peer.commands) == {"echo", "whisper", "ignore"}
        assert peer.requests[-1].method == "PUT"
        assert isinstance(peer.requests[-1], Request)


# --- the rules


def command(**changes: Any) -> dict[str, Any]:
    known = {
        "name": "start",
        "description": "Begin",
        "contexts": [0, 1],
        "integration_types": [0, 1],
        "type": 1,
    }
    return {**known, **changes}


def buttons(*custom_ids: str, label: str = "Done") -> dict[str, Any]:
    row = [{"type": 2, "style": 1, "label": label, "custom_id": custom_id} for custom_id in custom_ids]
    return {"type": 1, "components": row}


def said(**fields: Any) -> tuple[str, str, Any]:
    return "POST", MESSAGES, {"content": "hello", **fields}


def answered(type_: int, **fields: Any) -> tuple[str, str, Any]:
    return "POST", CALLBACK, {"type": type_, "data": fields}


def registered(*commands: dict[str, Any]) -> tuple[str, str, Any]:
    return "PUT", COMMANDS, list(commands)


CORRECT = {
    "plain words": said(nonce="n" * 25, enforce_nonce=True, tts=False, allowed_mentions={"parse": []}),
    "all that fits": said(
        content="x" * 2000,
        components=[buttons(*(f"{row} {at}" for at in range(5)), label="x" * 80) for row in range(5)],
    ),
    "only buttons": said(content=None, components=[buttons("a")]),
    "an answer": answered(4, content="hello", flags=64),
    "thinking": answered(5, flags=64),
    "an edit": answered(7, content="", components=[]),
    "completions": ("POST", CALLBACK, {"type": 8, "data": {"choices": [{"name": "a", "value": "b"}]}}),
    "a follow-up": ("POST", FOLLOW_UP, {"content": "hello", "tts": False, "flags": 64}),
    "a picture": said(content=None, attachments=[{"id": 0, "filename": "a.png", "description": "x" * 1024}]),
    "a direct channel": ("POST", "/users/@me/channels", {"recipient_id": 42}),
    "a hundred commands": registered(*(command(name=f"c{at}") for at in range(100))),
    "a name in another script": registered(command(name="übung-1")),
    "nothing to say": ("GET", "/users/@me", None),
}

WRONG: dict[str, tuple[tuple[str, str, Any], str]] = {
    "unknown route": (("POST", "/guilds/1/bans", {}), "no route"),
    "long content": (said(content="x" * 2001), "content holds at most 2000 characters, not 2001"),
    "long answer": (answered(4, content="x" * 2001), "content holds at most 2000"),
    "long follow-up": (("POST", FOLLOW_UP, {"content": "x" * 2001}), "content holds at most 2000"),
    "empty message": (said(content=" "), "empty message"),
    "empty answer": (answered(4, content=""), "empty message"),
    "unknown field": (said(contents="x"), "has no field contents"),
    "wrong type": (said(content=7), "content is string or null, not 7"),
    "truth for a number": (said(flags=True), "flags is integer or null"),
    "six rows": (said(components=[buttons(f"{at}") for at in range(6)]), "at most 5 entries, not 6"),
    "six buttons": (said(components=[buttons(*"abcdef")]), "at most 5 entries, not 6"),
    "empty row": (said(components=[buttons()]), "at least 1 entries"),
    "long custom_id": (said(components=[buttons("x" * 101)]), "custom_id holds at most 100"),
    "long label": (said(components=[buttons("a", label="x" * 81)]), "label holds at most 80"),
    "no label": (said(components=[buttons("a", label="")]), "neither label nor emoji"),
    "twice the same button": (
        said(components=[buttons("a"), buttons("a")]),
        "2 buttons have the custom_id 'a'",
    ),
    "a menu": (
        said(components=[{"type": 1, "components": [{"type": 3, "custom_id": "a"}]}]),
        "is one of [2]",
    ),
    "long alt text": (
        said(attachments=[{"id": 0, "filename": "a.png", "description": "x" * 1025}]),
        "description holds at most 1024 characters, not 1025",
    ),
    "long nonce": (said(nonce="n" * 26, enforce_nonce=True), "nonce holds at most 25"),
    "no nonce": (said(enforce_nonce=True), "enforce_nonce without a nonce"),
    "eleven embeds": (said(embeds=[{}] * 11), "embeds holds at most 10"),
    "long embed title": (said(embeds=[{"title": "x" * 257}]), "title holds at most 256"),
    "long embeds": (said(embeds=[{"description": "x" * 4000}, {"description": "x" * 2001}]), "6000"),
    "embed field without value": (said(embeds=[{"fields": [{"name": "x"}]}]), "needs value"),
    "101 commands": (
        registered(*(command(name=f"c{at}") for at in range(101))),
        "at most 100 entries, not 101",
    ),
    "long command": (registered(command(name="x" * 33)), "name holds at most 32"),
    "capitals": (registered(command(name="Start")), "'Start' is not in lower case"),
    "a space": (registered(command(name="elbow pain")), "does not look like"),
    "no description": (registered(command(description="")), "description holds at least 1"),
    "long description": (registered(command(description="x" * 101)), "description holds at most 100"),
    "no contexts": (registered(command(contexts=None)), "does not state its contexts"),
    "no installs": (registered(command(integration_types=[])), "does not state its integration_types"),
    "nameless option": (registered(command(options=[{"type": 3, "description": "x"}])), "needs name"),
    "much in a command": (
        registered(
            command(
                options=[
                    {
                        "type": 3,
                        "name": "words",
                        "description": "x",
                        "choices": [{"name": f"{at}", "value": "x" * 2000} for at in range(5)],
                    }
                ]
            )
        ),
        "8000 are allowed",
    ),
    "a body where none belongs": (("GET", "/users/@me", {"x": 1}), "takes no body"),
    "no body": (("POST", MESSAGES, None), "is MessageCreateRequest, not None"),
}


@pytest.mark.parametrize("name", CORRECT)
def test_a_correct_request_is_no_fault(name: str) -> None:
    assert list(faults(*CORRECT[name])) == []


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_request_is_a_fault_and_says_which(name: str) -> None:
    request, words = WRONG[name]
    assert any(words in fault for fault in faults(*request)), list(faults(*request))


def test_a_request_finds_the_most_literal_route() -> None:
    path = "/webhooks/1/token/messages/@original"
    assert route_of("PATCH", path) == "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original"
    assert route_of("PATCH", "/webhooks/1/token") is None


# --- the table


def draw(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.draw_discord_fields", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_object_of_the_table_is_in_the_table() -> None:
    def named(field: dict[str, Any]) -> list[str]:
        return [*field.get("objects", ()), *(named(field["items"]) if field.get("items") else ())]

    owners = [[field] for field in TABLE["routes"].values() if field]
    owners += [list(fields.values()) for fields in TABLE["objects"].values()]
    missing = [name for fields in owners for field in fields for name in named(field)]
    assert set(missing) <= set(TABLE["objects"])


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        (None, "cannot be read"),
        ("{", "cannot be read"),
        ('{"info": {"version": "10"}, "components": {"schemas": {}}, "paths": {}}', "mend ROUTES or OBJECTS"),
    ],
)
def test_a_description_that_cannot_be_used_is_named_in_one_line(
    tmp_path: Path, written: str | None, complaint: str
) -> None:
    path = tmp_path / "description.json"
    if written is not None:
        path.write_text(written)
    drawn = draw(str(path))
    assert (drawn.returncode, drawn.stdout) == (2, "")
    assert complaint in drawn.stderr
    assert drawn.stderr.count("\n") == 1


def test_drawing_without_a_path_says_what_is_missing() -> None:
    assert "give the path" in draw().stderr
