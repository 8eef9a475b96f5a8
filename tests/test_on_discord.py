"""The Discord edge: the whole bot on simcord's Discord, and the connection itself on the wire."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot import on_discord
from bot.app import App
from bot.assembly import Bot, assemble
from bot.briefing import Stores
from bot.commands.table import COMMANDS
from bot.easel import Drawn
from bot.model import Button, Defaults, Reply, Said
from bot.on_discord import OnDiscord
from bot.on_discord.look import parts
from bot.on_discord.sending import delivery_error
from bot.store.database import Database
from content import drawing
from content.library import read_all
from content.pictures import Pictures
from content.store import ContentStore
from scheduler.clock import SimulatedClock
from scheduler.outbox import DeliveryError, Gone, Passing, Refused
from tests.figures import figure
from tests.peers.discord import DiscordPeer, Person, Picture
from tests.peers.discord_wire import CHANNEL, IDENTIFY, PERSON, RESUME, DiscordWire

TOKEN = "the-token-of-the-bot"
BEFORE_SEVEN = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
"""06:30 in Berlin, on a Monday."""
BELOW = read_all()
LIBRARY = BELOW.library

Show = Callable[[Reply], Awaitable[None]]


@dataclass
class House:
    """The whole bot, with a clock that only moves when it is told."""

    stores: Stores
    clock: SimulatedClock = field(default_factory=lambda: SimulatedClock(BEFORE_SEVEN))
    coaches: frozenset[str] = frozenset()

    def bot_on(self, edge: OnDiscord) -> Bot:
        defaults = Defaults(zone="Europe/Berlin")
        return assemble(self.stores, (edge,), self.clock.now, lambda: 0.0, defaults, self.coaches)

    @asynccontextmanager
    async def on_simcord(self, patience: float = 5.0) -> AsyncIterator[tuple[Bot, OnDiscord, DiscordPeer]]:
        edge = OnDiscord(TOKEN)
        bot = self.bot_on(edge)
        async with DiscordPeer(edge.serve(bot.app), patience) as peer:
            yield bot, edge, peer

    async def at(self, bot: Bot, hour: int, minute: int = 0, day: int = 23) -> None:
        """Let that time of the day come (UTC) and what is due then happen."""
        self.clock.move_to(datetime(2026, 11, day, hour, minute, tzinfo=UTC))
        await bot.work()


class Scripted(App):
    """The app with answers of the test's own, and all that it was told."""

    heard: list[Said]
    replies: tuple[Reply, ...] = ()
    seconds: float = 0.0

    async def handle(self, said: Said) -> tuple[Reply, ...]:
        self.heard.append(said)
        await asyncio.sleep(self.seconds)
        return self.replies


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    database = Database.open(tmp_path)
    content = ContentStore(BELOW, tmp_path)
    yield House(Stores.on(database, content, Pictures(tmp_path / "pictures")))
    content.close()
    database.close()


def scripted(house: House, *replies: Reply, seconds: float = 0.0) -> tuple[Scripted, OnDiscord]:
    edge = OnDiscord(TOKEN)
    app = Scripted(house.stores, (edge,), house.clock.now)
    app.heard, app.replies, app.seconds = [], replies, seconds
    return app, edge


def texts(person: Person) -> list[str]:
    return [shown.text for shown in person.sees]


# --- the whole bot


async def test_a_newcomer_starts_asks_and_gets_a_drill_at_seven(house: House) -> None:
    async with house.on_simcord() as (bot, _, peer):
        sam = peer.person("Sam")
        await sam.uses("start")
        assert "07:00" in sam.sees[-1].text
        await sam.uses("elbowpain")
        assert sam.sees[-1].text.startswith(f"**{LIBRARY.cards['elbowpain'].title}**\n\n")
        before = len(sam.sees)
        await house.at(bot, 6)
        await house.at(bot, 6, 5)
        assert len(sam.sees) == before + 1
        await sam.presses("Done")
        await house.at(bot, 12)
        assert len(sam.sees) == before + 2


async def test_plain_words_in_direct_messages_find_a_card(house: House) -> None:
    async with house.on_simcord() as (_, _, peer):
        sam = peer.person("Sam")
        await sam.says("my elbows hurt after chin-ups")
        assert "**Elbow pain**" in sam.sees[-1].text
        assert ["None of these", "One of these"] in sam.sees[-1].labels


async def test_words_in_a_server_are_not_read(house: House) -> None:
    async with house.on_simcord() as (_, _, peer):
        sam = peer.person("Sam")
        gym = peer.group("gym", members=[sam])
        await sam.says("my elbows hurt", chat=gym)
        assert sam.sees_in(gym) == []


async def test_personal_commands_in_a_server_are_seen_by_the_asker_alone(house: House) -> None:
    async with house.on_simcord() as (_, _, peer):
        sam, kim = peer.person("Sam"), peer.person("Kim")
        gym = peer.group("gym", members=[sam, kim])
        await sam.uses("start", chat=gym)
        await sam.uses("kneepain", chat=gym)
        assert [shown.is_private for shown in sam.sees_in(gym)] == [True, False]
        assert len(kim.sees_in(gym)) == 1
        await sam.presses("Running", chat=gym)
        assert len(kim.sees_in(gym)) == 1


async def test_who_started_in_a_server_is_written_to_through_one_opened_door(house: House) -> None:
    async with house.on_simcord() as (bot, _, peer):
        sam = peer.person("Sam")
        gym = peer.group("gym", members=[sam])
        await sam.uses("start", chat=gym)
        await house.at(bot, 6)
        await house.at(bot, 6, day=24)
        assert len(sam.sees) == 2
        assert len(peer.sent("POST", "/users/@me/channels")) == 1


async def test_who_wrote_in_private_needs_no_door(house: House) -> None:
    async with house.on_simcord() as (bot, _, peer):
        await peer.person("Sam").uses("start")
        await house.at(bot, 6)
        assert peer.sent("POST", "/users/@me/channels") == []
        (sent,) = peer.sent("POST", "/channels/*/messages")
        assert sent["enforce_nonce"] is True
        assert len(sent["nonce"]) == 25


async def test_a_button_works_after_a_restart(house: House) -> None:
    async with house.on_simcord() as (bot, _, peer):
        sam = peer.person("Sam")
        await sam.uses("start")
        await house.at(bot, 6)
        edge = OnDiscord(TOKEN)
        await peer.restarts(edge.serve(house.bot_on(edge).app))
        before = len(sam.sees)
        await sam.presses("Done")
        assert len(sam.sees) == before + 1


async def test_a_settings_button_changes_its_own_message(house: House) -> None:
    async with house.on_simcord() as (_, _, peer):
        sam = peer.person("Sam")
        await sam.uses("start")
        await sam.uses("settings")
        shown = len(sam.sees)
        await sam.presses("Another hour")
        assert (len(sam.sees), sam.sees[-1].edits) == (shown, 1)


async def test_an_export_is_a_file(house: House) -> None:
    async with house.on_simcord() as (_, _, peer):
        sam = peer.person("Sam")
        await sam.uses("start")
        await sam.uses("export")
        assert sam.sees[-1].file is not None
        assert sam.account.encode() in sam.sees[-1].file[1]


async def test_words_behind_a_command_are_its_option(house: House) -> None:
    async with house.on_simcord() as (_, _, peer):
        sam = peer.person("Sam")
        await sam.uses("start")
        await sam.uses("settings", "hour 06:15")
        assert "06:15" in sam.sees[-1].text


async def test_a_coach_hands_in_the_note_as_a_file(house: House) -> None:
    edge = OnDiscord(TOKEN)
    app, _ = scripted(house)
    async with DiscordPeer(edge.serve(app)) as peer:
        kim = peer.person("Kim")
        await kim.says("/note", file=("note.md", "# Wide feet\n\nSpread them.".encode("utf-8-sig")))
        assert [said.attachment for said in app.heard] == ["# Wide feet\n\nSpread them."]


async def test_a_reply_to_a_message_of_ones_own_brings_its_words(house: House) -> None:
    app, edge = scripted(house, Reply("hi"))
    async with DiscordPeer(edge.serve(app)) as peer:
        kim = peer.person("Kim")
        await kim.says("hello")
        own, bots = kim.user.dm_channel.history()[-2:]
        for message in (own, bots):
            await kim.says("note", reply_to=message)
        assert [said.own_words for said in app.heard] == ["", "hello", ""]


async def test_a_file_that_cannot_be_read_is_not_the_same_as_none(house: House) -> None:
    app, edge = scripted(house)
    async with DiscordPeer(edge.serve(app)) as peer:
        kim = peer.person("Kim")
        await kim.says("/note", file=("note.md", b"\xff\xfe\x00"))
        await kim.says("/note", file=("note.png", b"# Not read"))
        await kim.says("/note", file=("note.txt", b"x" * (64 * 1024 + 1)))
        await kim.says("/note")
        await kim.uses("help")
        assert [said.attachment for said in app.heard] == [None, None, None, "", ""]


async def test_a_file_whose_download_failed_could_not_be_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def read(_: discord.Attachment) -> bytes:
        raise aiohttp.ServerDisconnectedError

    monkeypatch.setattr(discord.Attachment, "read", read)
    app, edge = scripted(house)
    async with DiscordPeer(edge.serve(app)) as peer:
        await peer.person("Kim").says("/note", file=("note.md", b"# Wide feet"))
        assert [said.attachment for said in app.heard] == [None]


async def test_closed_direct_messages_end_the_prompts_until_the_next_word(house: House) -> None:
    async with house.on_simcord() as (bot, _, peer):
        sam = peer.person("Sam")
        await sam.uses("start")
        sam.blocks()
        await house.at(bot, 6)
        asked = len(peer.sent("POST", "/channels/*/messages"))
        await house.at(bot, 6, day=24)
        assert len(peer.sent("POST", "/channels/*/messages")) == asked == 1
        sam.unblocks()
        before = len(sam.sees)
        await sam.uses("help")
        assert len(sam.sees) == before + 2


async def test_a_drill_whose_connection_broke_comes_once(house: House) -> None:
    async with house.on_simcord() as (bot, _, peer):
        sam = peer.person("Sam")
        await sam.uses("start")
        before = len(sam.sees)
        peer.fail_next("POST", "/channels/*/messages", cut="after")
        await house.at(bot, 6)
        await house.at(bot, 6, 1)
        assert len(peer.sent("POST", "/channels/*/messages")) == 2
        assert len(sam.sees) == before + 1


# --- what Discord is told


async def test_every_command_and_card_is_listed_with_where_it_may_be_used(house: House) -> None:
    async with house.on_simcord() as (_, _, peer):
        listed = [command for command in COMMANDS if command.is_typed and not command.is_for_coach]
        assert set(peer.commands) == {command.name for command in listed} | set(LIBRARY.cards)
        for command in peer.commands.values():
            assert (command["contexts"], command["integration_types"]) == ([0, 1], [0, 1])
        takes_words = {name for name, command in peer.commands.items() if command["options"]}
        assert takes_words == {command.name for command in listed if command.argument}
        assert len([one for one in peer.requests if one.method == "PUT"]) == 1


async def test_the_app_hears_who_said_what_and_where(house: House) -> None:
    app, edge = scripted(house, Reply("ok", buttons=((Button("Done", "/done 2026-11-23"),),)))
    async with DiscordPeer(edge.serve(app)) as peer:
        sam, kim = peer.person("Sam", locale="de"), peer.person("Kim مرحبا 🦶")
        gym = peer.group("gym", members=[sam, kim])
        await sam.uses("drill", "tripod-stance")
        pressed = str(sam.sees[-1].message_id)
        await sam.presses("done")
        await kim.uses("help", chat=gym)
        await sam.says("hello")
        assert app.heard == [
            Said(sam.account, "Sam", sam.address, "/drill tripod-stance", locale="de"),
            Said(
                sam.account,
                "Sam",
                sam.address,
                "/done 2026-11-23",
                is_press=True,
                locale="de",
                message=pressed,
            ),
            Said(
                kim.account,
                "Kim مرحبا 🦶",
                gym.chat,
                "/help",
                is_private=False,
                locale="en-US",
            ),
            Said(sam.account, "Sam", sam.address, "hello"),
        ]


async def test_nobody_is_pinged(house: House) -> None:
    app, edge = scripted(house, Reply("@everyone <@1>"))
    async with DiscordPeer(edge.serve(app)) as peer:
        sam = peer.person("Sam")
        await sam.uses("help")
        await sam.says("hello")
        (answered,) = peer.sent("POST", "/interactions/*")
        (said,) = peer.sent("POST", "/channels/*/messages")
        for sent in (answered["data"], said):
            assert sent["allowed_mentions"]["parse"] == []


# --- in time


async def test_a_slow_answer_is_announced_and_then_given(house: House) -> None:
    app, edge = scripted(house, Reply("first"), Reply("second"), seconds=10)
    async with DiscordPeer(edge.serve(app), patience=1) as peer:
        sam = peer.person("Sam")
        await sam.uses("help")
        await peer.passes(2.1)
        assert peer.unanswered == []
        await peer.passes(8)
        assert texts(sam) == ["first", "second"]


async def test_a_slow_answer_in_a_server_is_for_the_asker_alone(house: House) -> None:
    app, edge = scripted(house, Reply("mine", is_private=True), seconds=10)
    async with DiscordPeer(edge.serve(app), patience=1) as peer:
        sam, kim = peer.person("Sam"), peer.person("Kim")
        gym = peer.group("gym", members=[sam, kim])
        await sam.uses("drill", chat=gym)
        await peer.passes(10)
        assert [shown.is_private for shown in sam.sees_in(gym)] == [True]
        assert kim.sees_in(gym) == []


async def test_a_slow_press_still_changes_its_own_message(house: House) -> None:
    again = Reply("pressed", edits=True, buttons=((Button("Again", "/settings"),),))
    app, edge = scripted(house, again)
    async with DiscordPeer(edge.serve(app), patience=1) as peer:
        sam = peer.person("Sam")
        await sam.uses("settings")
        app.seconds, app.replies = 10, (Reply("changed", edits=True), Reply("and more"))
        await sam.presses("Again")
        await peer.passes(10)
        assert [(shown.text, shown.edits) for shown in sam.sees] == [("changed", 1), ("and more", 0)]
        assert sam.sees[0].rows == ()


async def test_what_has_no_answer_leaves_nothing_behind(house: House) -> None:
    app, edge = scripted(house, Reply("ok", buttons=((Button("Done", "/done"),),)))
    async with DiscordPeer(edge.serve(app), patience=1) as peer:
        sam = peer.person("Sam")
        await sam.uses("help")
        app.replies = ()
        await sam.presses("Done")
        await sam.uses("help")
        app.seconds = 10
        await sam.uses("help")
        await peer.passes(10)
        assert texts(sam) == ["ok"]


async def test_an_answer_that_came_too_late_is_said_in_direct_messages(house: House) -> None:
    app, edge = scripted(house, Reply("first"), Reply("second"))
    async with DiscordPeer(edge.serve(app), needs_answers=False) as peer:
        sam = peer.person("Sam")
        peer.fail_next("POST", "/interactions/*", 404, code=10062)
        peer.fail_next("POST", "/webhooks/*", 404, code=10015)
        await sam.uses("help")
        assert texts(sam) == ["first", "second"]


async def test_an_answer_whose_connection_broke_is_given_again(house: House) -> None:
    app, edge = scripted(house, Reply("hello"))
    async with DiscordPeer(edge.serve(app)) as peer:
        sam = peer.person("Sam")
        peer.fail_next("POST", "/channels/*/messages", cut="before")
        await sam.says("hello")
        peer.fail_next("POST", "/channels/*/messages", cut="after")
        await sam.says("hello again")
        peer.fail_next("POST", "/interactions/*", cut="before")
        await sam.uses("help")
        peer.fail_next("POST", "/interactions/*", cut="after")
        await sam.uses("help")
        assert texts(sam) == ["hello"] * 4


async def test_a_second_reply_follows_an_answer_whose_connection_broke(house: House) -> None:
    app, edge = scripted(house, Reply("first"), Reply("second"))
    async with DiscordPeer(edge.serve(app)) as peer:
        sam = peer.person("Sam")
        peer.fail_next("POST", "/interactions/*", cut="after")
        await sam.uses("help")
        assert texts(sam) == ["first", "second"]


async def test_what_cannot_be_shown_is_logged_and_the_next_one_shown(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    app, edge = scripted(house, Reply("first"), Reply("second"))
    async with DiscordPeer(edge.serve(app)) as peer:
        sam = peer.person("Sam")
        peer.fail_next("POST", "/interactions/*", 500)
        await sam.uses("help")
        peer.fail_next("POST", "/channels/*/messages", 403, code=50001)
        await sam.says("hello")
        assert texts(sam) == ["second", "second"]
    assert caplog.text.count("could not be shown") == 2


async def test_who_closed_the_door_while_being_answered_is_lost(house: House) -> None:
    async with house.on_simcord() as (_, _, peer):
        sam = peer.person("Sam")
        await sam.uses("start")
        sam.blocks()
        await sam.says("hello")
        recalled = await house.stores.people.recall(sam.account)
        assert recalled.member is not None
        assert not recalled.member.is_reachable


# --- how it looks


def test_a_long_reply_is_cut_into_pages_with_the_buttons_under_the_last() -> None:
    text = "\n\n".join(f"Paragraph {number} " + "word " * 60 for number in range(20))
    shown = parts(Reply(text, title="Long", buttons=((Button("Done", "/done"),),), file=("a.txt", "a")))
    assert len(shown) > 2
    assert all(len(part.text) <= 2000 for part in shown)
    assert shown[0].text.startswith("**Long**\n\nParagraph 0")
    assert [bool(part.rows) for part in shown] == [False] * (len(shown) - 1) + [True]
    assert [bool(part.files) for part in shown] == [bool(part.rows) for part in shown]


def test_a_title_is_shown_as_it_is_written() -> None:
    (shown,) = parts(Reply("text", title="2 * 3 _a_ "))
    assert shown.text == r"**2 \* 3 \_a\_**" + "\n\ntext"


def test_nothing_to_show_is_no_message() -> None:
    assert parts(Reply("")) == ()
    assert parts(Reply(" \n ")) == ()


async def test_many_buttons_go_under_several_messages(house: House) -> None:
    buttons = tuple((Button(f"{'x' * 90} {at}", f"/drill {at}"),) for at in range(30))
    app, edge = scripted(house, Reply("topics", buttons=buttons))
    async with DiscordPeer(edge.serve(app)) as peer:
        sam = peer.person("Sam")
        await sam.says("topics")
        assert [len(shown.buttons) for shown in sam.sees] == [25, 5]
        assert len(sam.sees[0].labels[0][0]) == 80


async def test_a_file_comes_and_goes_with_the_message_it_is_in(house: House) -> None:
    row = ((Button("Next", "/export"),),)
    app, edge = scripted(house, Reply("none yet", buttons=row))
    async with DiscordPeer(edge.serve(app)) as peer:
        sam = peer.person("Sam")
        await sam.uses("help")
        app.replies = (Reply("here", edits=True, buttons=row, file=("you.json", "{}")),)
        await sam.presses("Next")
        assert sam.sees[0].file == ("you.json", b"{}")
        app.replies = (Reply("gone", edits=True),)
        await sam.presses("Next")
        assert [(shown.text, shown.file, shown.rows) for shown in sam.sees] == [("gone", None, ())]


async def test_nothing_of_a_message_is_kept_in_memory(house: House) -> None:
    app, edge = scripted(house, Reply("ok", buttons=((Button("Done", "/done"),),)))
    client = edge.serve(app)
    async with DiscordPeer(client) as peer:
        sam = peer.person("Sam")
        await sam.uses("help")
        await sam.says("hello")
        await edge.send(sam.account, sam.address, app.replies[0], "a")
        assert client.persistent_views == []
        assert list(client.cached_messages) == []


async def test_two_buttons_may_have_one_command_in_one_message(house: House) -> None:
    twice = ((Button("Yes", "/done"), Button("Sure", "/done"), Button("Aye", "/done")),)
    app, edge = scripted(house, Reply("well?", buttons=twice))
    async with DiscordPeer(edge.serve(app)) as peer:
        sam = peer.person("Sam")
        for label in ("Yes", "Sure", "Aye"):
            await sam.says("hello")
            await sam.presses(label)
        assert [said.text for said in app.heard if said.is_press] == ["/done"] * 3


async def test_the_longest_command_fits_into_a_button(house: House) -> None:
    command = "/drill " + "ä" * 28
    app, edge = scripted(house, Reply("long", buttons=((Button("Go", command),),)))
    async with DiscordPeer(edge.serve(app)) as peer:
        sam = peer.person("Sam")
        await sam.says("hello")
        await sam.presses("Go")
        assert app.heard[-1].text == command


# --- pictures


STILL, MOVING = figure("bridge-hold"), figure("tripod-stance", does_move=True)
DONE = ((Button("Done", "/done"),),)
DRILL = Reply("Lie down.", title="Bridge", buttons=DONE, picture=STILL)
PICTURE = Picture(f"bridge-hold-{STILL.key}.png", drawing.still(STILL), STILL.alt)


async def test_a_picture_its_words_and_its_buttons_are_one_message_on_every_way(house: House) -> None:
    app, edge = scripted(house, DRILL, replace(DRILL, picture=MOVING))
    async with DiscordPeer(edge.serve(app)) as peer:
        sam = peer.person("Sam")
        gym = peer.group("gym", members=[sam])
        await sam.says("drill")
        await sam.uses("drill")
        await sam.uses("drill", chat=gym)
        await edge.send(sam.account, sam.address, DRILL, "a")
        seen = [*sam.sees, *sam.sees_in(gym)]
        assert [shown.text for shown in seen] == ["**Bridge**\n\nLie down."] * 7
        assert all(shown.labels == [["Done"]] for shown in seen)
        assert [shown.picture for shown in sam.sees[::2]] == [PICTURE] * 3
        moving = sam.sees[1].picture
        assert moving is not None
        assert (moving.content, moving.alt) == (drawing.moving(MOVING), MOVING.alt)
        assert sam.sees_in(gym)[1].picture == moving


async def test_a_slow_answer_has_its_picture_too(house: House) -> None:
    app, edge = scripted(house, DRILL, DRILL, seconds=10)
    async with DiscordPeer(edge.serve(app), patience=1) as peer:
        sam = peer.person("Sam")
        await sam.uses("drill")
        await peer.passes(10)
        assert [shown.picture for shown in sam.sees] == [PICTURE, PICTURE]


async def test_a_picture_comes_and_goes_with_the_message_it_is_in(house: House) -> None:
    app, edge = scripted(house, Reply("Which?", buttons=DONE))
    async with DiscordPeer(edge.serve(app)) as peer:
        sam = peer.person("Sam")
        await sam.uses("drill")
        for picture, shown in ((STILL, PICTURE), (STILL, PICTURE), (None, None)):
            app.replies = (replace(DRILL, edits=True, picture=picture),)
            await sam.presses("Done")
            assert [one.picture for one in sam.sees] == [shown]


async def test_a_picture_goes_up_whole_again_when_the_connection_broke(house: House) -> None:
    app, edge = scripted(house, DRILL)
    async with DiscordPeer(edge.serve(app)) as peer:
        sam = peer.person("Sam")
        for path in ("/channels/*/messages", "/interactions/*"):
            peer.fail_next("POST", path, cut="before")
            await (sam.says("drill") if "channels" in path else sam.uses("drill"))
        assert [shown.picture for shown in sam.sees] == [PICTURE, PICTURE]


async def test_when_the_disk_refuses_the_words_go_out_alone(house: House, tmp_path: Path) -> None:
    (tmp_path / "pictures").write_text("no folder")
    app, edge = scripted(house, DRILL)
    async with DiscordPeer(edge.serve(app)) as peer:
        sam = peer.person("Sam")
        await sam.says("drill")
        await sam.uses("drill")
        await edge.send(sam.account, sam.address, DRILL, "a")
        assert [shown.picture for shown in sam.sees] == [None] * 3
        assert [shown.labels for shown in sam.sees] == [[["Done"]]] * 3


async def test_a_picture_on_the_wire_is_shown_once_for_its_nonce(house: House) -> None:
    async with DiscordWire(TOKEN) as wire:
        app, edge = on_wire(house, wire)
        async with running(app, edge):
            await wire.connected()
            wire.fail_next("POST", "/channels/*", cut="after")
            with pytest.raises(Passing):
                await edge.send("discord:42", f"discord:{CHANNEL}", DRILL, "a" * 25)
            await edge.send("discord:42", f"discord:{CHANNEL}", DRILL, "a" * 25)
        (shown,) = wire.messages
        assert shown["content"] == "**Bridge**\n\nLie down."
        assert [one["description"] for one in wire.asked("POST", "/channels/*")[1]["attachments"]] == [
            STILL.alt
        ]


def test_the_picture_is_under_the_first_page_and_a_file_under_the_last() -> None:
    drawn = Drawn("x" * 2000, "bridge.png", b"PNG")
    long = replace(DRILL, text="\n\n".join("word " * 100 for _ in range(12)), file=("a.txt", "a"))
    first, *between, last = parts(long, drawn)
    assert [(one.name, one.alt) for one in first.files] == [("bridge.png", "x" * 1023 + "…")]
    assert [part.files for part in between] == [()] * len(between)
    assert [one.name for one in last.files] == ["a.txt"]
    (only,) = parts(replace(DRILL, file=("a.txt", "a")), drawn)
    assert [one.name for one in only.files] == ["bridge.png", "a.txt"]
    (bare,) = parts(Reply("", picture=STILL), drawn)
    assert (bare.text, len(bare.files)) == ("", 1)


# --- unasked


async def test_a_long_note_has_a_nonce_for_each_page(house: House) -> None:
    app, edge = scripted(house)
    async with DiscordPeer(edge.serve(app)) as peer:
        sam = peer.person("Sam")
        note = Reply("\n\n".join("word " * 100 for _ in range(12)), title="Note")
        await edge.send(sam.account, sam.address, note, "a" * 25)
        await edge.send(sam.account, sam.address, note, "a" * 25)
        assert len(sam.sees) == len(parts(note)) > 2


async def test_direct_messages_are_not_opened_again_after_too_fast(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, edge = scripted(house)
    async with DiscordPeer(edge.serve(app), patience=1) as peer:
        sam, kim = peer.person("Sam"), peer.person("Kim")
        peer.fail_next("POST", "/users/@me/channels", 403, code=40003)
        for _ in range(3):
            with pytest.raises(Passing) as passing:
                await edge.send(sam.account, "", Reply("drill"), "a")
            assert (passing.value.is_platform_trouble, passing.value.retry_after) == (False, None)
        await edge.send(kim.account, kim.address, Reply("drill"), "b")
        assert len(peer.sent("POST", "/users/@me/channels")) == 1
        monkeypatch.setattr(edge, "_may_open", True)
        await edge.send(sam.account, "", Reply("drill"), "a")
        assert (texts(sam), texts(kim)) == (["drill"], ["drill"])


async def test_a_door_is_opened_once_however_many_others_are(house: House) -> None:
    app, edge = scripted(house)
    async with DiscordPeer(edge.serve(app)) as peer:
        people = [peer.person(f"Member {number}") for number in range(140)]
        doors = [(await edge.send(person.account, "", Reply("drill"), "a")).address for person in people]
        assert doors == [person.address for person in people]
        again = await edge.send(people[0].account, doors[0], Reply("drill"), "b")
        assert again.address == doors[0]
        assert len(peer.sent("POST", "/users/@me/channels")) == len(people)
        assert len(people[0].sees) == 2


async def test_a_door_that_was_opened_stays_known_after_a_restart(house: House) -> None:
    async with house.on_simcord() as (bot, _, peer):
        sam = peer.person("Sam")
        await sam.uses("start", chat=peer.group("gym", members=[sam]))
        await house.at(bot, 6)
        edge = OnDiscord(TOKEN)
        again = house.bot_on(edge)
        await peer.restarts(edge.serve(again.app))
        await house.at(again, 6, day=24)
        assert len(sam.sees) == 2
        assert len(peer.sent("POST", "/users/@me/channels")) == 1


async def test_nothing_is_sent_before_the_bot_is_logged_in(house: House) -> None:
    app, edge = scripted(house)
    with pytest.raises(Passing):
        await edge.send("discord:42", "discord:77", Reply("drill"), "a")
    edge.serve(app)
    with pytest.raises(Passing):
        await edge.send("discord:42", "discord:77", Reply("drill"), "a")


def refusal(status: int, code: int = 0, **headers: str) -> discord.HTTPException:
    class Response:
        reason = "because"

        def __init__(self) -> None:
            self.status = status
            self.headers = headers

    kinds = {403: discord.Forbidden, 404: discord.NotFound}
    kind = discord.DiscordServerError if status >= 500 else kinds.get(status, discord.HTTPException)
    return kind(Response(), {"code": code, "message": "no"})


@pytest.mark.parametrize(
    ("error", "meant", "retry_after"),
    [
        (refusal(403, 50007), Gone, None),
        (refusal(403, 50278), Gone, None),
        (refusal(404, 10003), Gone, None),
        (refusal(404, 10013), Gone, None),
        (refusal(429, 0, **{"Retry-After": "7.5"}), Passing, 7.5),
        (refusal(429), Passing, None),
        (discord.RateLimited(60), Passing, 60),
        (refusal(500), Passing, None),
        (refusal(503), Passing, None),
        (refusal(401), Passing, None),
        (refusal(400, 40003), Passing, None),
        (refusal(400, 50035), Refused, None),
        (refusal(403, 50001), Gone, None),
        (aiohttp.ClientOSError(104, "reset"), Passing, None),
        (aiohttp.ServerDisconnectedError(), Passing, None),
        (TimeoutError(), Passing, None),
        (discord.InvalidData(), Refused, None),
    ],
)
def test_each_failure_means_one_thing_for_a_delivery(
    error: Exception, meant: type[DeliveryError], retry_after: float | None
) -> None:
    found = delivery_error(error)
    assert type(found) is meant
    assert getattr(found, "retry_after", None) == retry_after


# --- on the wire


@pytest.fixture(autouse=True)
def own_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """What discord.py keeps for the whole process is put back."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)


@asynccontextmanager
async def running(app: App, edge: OnDiscord) -> AsyncIterator[None]:
    await edge.start(app)
    try:
        yield
    finally:
        await edge.stop()


def on_wire(
    house: House, wire: DiscordWire, *replies: Reply, token: str = TOKEN
) -> tuple[Scripted, OnDiscord]:
    edge = OnDiscord(token, wire.base_url)
    app, _ = scripted(house, *replies)
    return app, edge


async def test_the_bot_talks_to_a_compatible_api_and_gateway(house: House) -> None:
    async with DiscordWire(TOKEN) as wire:
        app, edge = on_wire(house, wire, Reply("hello yourself"))
        async with running(app, edge):
            await wire.connected()
            wire.tell("MESSAGE_CREATE", wire.message("hello"))
            await wire.until(lambda: wire.messages)
        assert wire.messages[0]["content"] == "hello yourself"
        assert app.heard == [Said(f"discord:{PERSON}", "Sam", f"discord:{CHANNEL}", "hello")]
        assert len(wire.commands) == len(LIBRARY.cards) + len(
            [row for row in COMMANDS if row.is_typed and not row.is_for_coach]
        )


async def test_nothing_overtakes_a_file_that_is_still_on_its_way(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_come = asyncio.Event()

    async def read(_: discord.Attachment) -> bytes:
        await has_come.wait()
        return b"# Wide feet"

    monkeypatch.setattr(discord.Attachment, "read", read)
    file = {"id": "1", "filename": "note.md", "size": 11, "url": "", "proxy_url": ""}
    async with DiscordWire(TOKEN) as wire:
        app, edge = on_wire(house, wire, Reply("ok"))
        async with running(app, edge):
            await wire.connected()
            wire.tell("MESSAGE_CREATE", wire.message("/note") | {"attachments": [file]})
            wire.tell("MESSAGE_CREATE", wire.message("hello"))
            wire.tell("INTERACTION_CREATE", used(wire, "help"))
            await asyncio.sleep(0.1)
            assert app.heard == []
            has_come.set()
            await wire.until(lambda: len(app.heard) == 3)
        assert [said.text for said in app.heard] == ["/note", "hello", "/help"]


def used(wire: DiscordWire, command: str) -> dict[str, object]:
    """The person uses a slash command in direct messages."""
    return {
        "id": "2",
        "application_id": "3",
        "type": 2,
        "token": "of-the-interaction",
        "version": 1,
        "channel": {"id": CHANNEL, "type": 1},
        "channel_id": CHANNEL,
        "user": wire.message("")["author"],
        "locale": "en-US",
        "attachment_size_limit": 0,
        "data": {"id": "4", "name": command, "type": 1},
    }


async def test_a_wrong_token_is_one_clear_sentence(house: House) -> None:
    async with DiscordWire("another") as wire:
        app, edge = on_wire(house, wire)
        async with running(app, edge), asyncio.timeout(5):
            why = await edge.broken()
    assert why.startswith("DISCORD_TOKEN: ")
    assert "\n" not in why


@pytest.mark.parametrize(("code", "words"), [(4004, "DISCORD_TOKEN"), (4011, "4011"), (4014, "4014")])
async def test_a_gateway_that_closes_for_good_is_one_clear_sentence(
    house: House, code: int, words: str
) -> None:
    async with DiscordWire(TOKEN, closes_with=code) as wire:
        app, edge = on_wire(house, wire)
        async with running(app, edge), asyncio.timeout(5):
            assert words in await edge.broken()


async def test_an_address_without_an_api_is_one_clear_sentence(house: House) -> None:
    async with DiscordWire(TOKEN) as wire:
        app, edge = on_wire(house, wire)
        wire.fail_next("GET", "/users/@me", 404)
        async with running(app, edge), asyncio.timeout(5):
            assert (await edge.broken()).startswith("DISCORD_API: ")


async def test_a_token_that_was_revoked_is_noticed_when_sending(house: House) -> None:
    async with DiscordWire(TOKEN) as wire:
        app, edge = on_wire(house, wire)
        async with running(app, edge), asyncio.timeout(5):
            await wire.connected()
            wire.token = "another"
            with pytest.raises(Passing):
                await edge.send("discord:42", "discord:77", Reply("drill"), "a")
            assert (await edge.broken()).startswith("DISCORD_TOKEN: ")


async def test_a_discord_that_is_down_is_asked_until_it_is_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_discord, "FIRST_WAIT", 0.01)
    async with DiscordWire(TOKEN, is_open=False) as wire:
        app, edge = on_wire(house, wire)
        async with running(app, edge):
            await wire.until(lambda: len(wire.requests) > 2)
            with pytest.raises(Passing):
                await edge.send("discord:42", "discord:77", Reply("drill"), "a")
            wire.is_open = True
            await wire.connected()
            await edge.send("discord:42", "discord:77", Reply("drill"), "a")
        assert [message["content"] for message in wire.messages] == ["drill"]


async def test_a_dropped_gateway_is_resumed_and_nothing_begins_anew(house: House) -> None:
    async with DiscordWire(TOKEN) as wire:
        app, edge = on_wire(house, wire, Reply("still here"))
        async with running(app, edge):
            await wire.connected()
            wire.drop(4000)
            await wire.connected(2)
            wire.tell("MESSAGE_CREATE", wire.message("hello"))
            await wire.until(lambda: wire.messages)
        assert wire.hellos == [IDENTIFY, RESUME]
        assert len(wire.asked("PUT", "*")) == 1


async def test_a_reset_connection_is_passing_and_the_nonce_keeps_it_single(house: House) -> None:
    async with DiscordWire(TOKEN) as wire:
        app, edge = on_wire(house, wire)
        async with running(app, edge):
            await wire.connected()
            wire.fail_next("POST", "/channels/*", cut="after")
            with pytest.raises(Passing):
                await edge.send("discord:42", f"discord:{CHANNEL}", Reply("drill"), "a" * 25)
            await edge.send("discord:42", f"discord:{CHANNEL}", Reply("drill"), "a" * 25)
        assert len(wire.messages) == 1
        assert len(wire.asked("POST", "/channels/*")) == 2


async def test_a_long_rate_limit_is_handed_back_at_once(house: House) -> None:
    async with DiscordWire(TOKEN) as wire:
        app, edge = on_wire(house, wire)
        async with running(app, edge), asyncio.timeout(5):
            await wire.connected()
            limited = {"message": "slow down", "retry_after": 60.0, "global": True}
            wire.fail_next("POST", "/channels/*", 429, limited, headers={"Via": "1.1 google"})
            with pytest.raises(Passing) as passing:
                await edge.send("discord:42", f"discord:{CHANNEL}", Reply("drill"), "a")
        assert passing.value.retry_after == 60


async def test_a_server_error_that_lasts_is_passing(house: House) -> None:
    async with DiscordWire(TOKEN) as wire:
        app, edge = on_wire(house, wire)
        async with running(app, edge), asyncio.timeout(5):
            await wire.connected()
            wire.fail_next("POST", "/channels/*", 503)
            with pytest.raises(Passing):
                await edge.send("discord:42", f"discord:{CHANNEL}", Reply("drill"), "a")


async def test_commands_that_cannot_be_listed_do_not_keep_the_bot_away(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    async with DiscordWire(TOKEN) as wire:
        app, edge = on_wire(house, wire)
        wire.fail_next("PUT", "/applications/*", 400, {"code": 50035, "message": "Invalid Form Body"})
        async with running(app, edge):
            await wire.connected()
    assert "the slash commands stay as they were" in caplog.text


async def test_an_answer_that_is_being_given_is_finished_at_the_stop(house: House) -> None:
    async with DiscordWire(TOKEN) as wire:
        app, edge = on_wire(house, wire, Reply("one moment"))
        app.seconds = 0.2
        async with running(app, edge):
            await wire.connected()
            wire.tell("MESSAGE_CREATE", wire.message("hello"))
            await wire.until(lambda: app.heard)
        assert [message["content"] for message in wire.messages] == ["one moment"]


async def test_the_token_stands_in_no_log_and_no_error(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with DiscordWire(TOKEN) as wire:
        app, edge = on_wire(house, wire, Reply("hello"))
        async with running(app, edge):
            await wire.connected()
            wire.fail_next("POST", "/channels/*", cut="before")
            with pytest.raises(Passing) as passing:
                await edge.send("discord:42", f"discord:{CHANNEL}", Reply("drill"), "a")
            wire.drop(4004)
            async with asyncio.timeout(5):
                why = await edge.broken()
    assert TOKEN not in caplog.text + why + str(passing.value)
    assert "discord" in caplog.text
