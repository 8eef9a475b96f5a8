"""The posts of a challenge where a group or its platform does what is not expected of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.easel import Easel
from tests.doors import TelegramDoor, discord, telegram
from tests.peers.telegram import Group, Person
from tests.test_pairing import World, a_world

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
START = "start seven-forefoot-days today 8:00 Berlin"


async def a_post_on_telegram(door: TelegramDoor) -> tuple[Person, Group]:
    """Somebody who is in, and the group that sees the post of today."""
    ann, bob = door.peer.person(7, "Ann"), door.peer.person(8, "Bob")
    gym = door.peer.group(-100200, "Gym", members=[bob], admins=[ann])
    ann.says(f"/challenge {START}", chat=gym)
    await door.peer.settled()
    await door.at(MONDAY + timedelta(minutes=1))
    bob.presses("I'm in", chat=gym)
    await door.peer.settled()
    await door.at(MONDAY + timedelta(minutes=2))
    return bob, gym


async def test_a_post_that_an_administrator_deleted_is_not_posted_again_on_telegram(tmp_path: Path) -> None:
    async with telegram(tmp_path, MONDAY) as door:
        bob, gym = await a_post_on_telegram(door)
        assert "1 in, 0 done today" in gym.sees[-1].text
        gym.sees[-1].is_deleted = True
        left = len(gym.sees)
        bob.says("/done")
        await door.peer.settled()
        await door.at(MONDAY + timedelta(minutes=3))
        assert len(door.peer.sent("editMessageCaption")) == 2
        assert len(gym.sees) == left


async def test_a_post_that_was_shown_when_the_bot_crashed_is_not_posted_again(tmp_path: Path) -> None:
    async with telegram(tmp_path, MONDAY) as door:
        _, gym = await a_post_on_telegram(door)
        database = door.bot.stores.people.database
        crash = "UPDATE deliveries SET state = 'sending' WHERE kind = 'challenge'"
        assert database.connection.execute(crash).rowcount == 1
        left = len(gym.sees)
        await door.bot.recover()
        await door.at(MONDAY + timedelta(minutes=3))
        assert len(gym.sees) == left
        (row,) = database.connection.execute("SELECT state FROM deliveries WHERE kind = 'challenge'")
        assert tuple(row) == ("sent",)


async def test_a_post_whose_picture_could_not_be_drawn_is_edited_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(*_: object) -> None:
        """No picture."""

    monkeypatch.setattr(Easel, "draw", nothing)
    async with telegram(tmp_path, MONDAY) as door:
        _, gym = await a_post_on_telegram(door)
        assert "1 in, 0 done today" in gym.sees[-1].text
        assert (gym.sees[-1].picture, gym.sees[-1].edits) == (b"", 1)


async def test_a_post_that_an_administrator_deleted_is_not_posted_again_on_discord(tmp_path: Path) -> None:
    async with discord(tmp_path, MONDAY) as door:
        ann, bob = door.peer.person("Ann"), door.peer.person("Bob")
        gym = door.peer.group("gym", members=[bob], admins=[ann])
        await ann.uses("challenge", START, chat=gym)
        await door.at(MONDAY + timedelta(minutes=1))
        await bob.presses("I'm in", chat=gym)
        shown = len(ann.sees_in(gym))
        door.peer.fail_next("PATCH", "/channels/*/messages/*", 404, code=10008)
        await door.at(MONDAY + timedelta(minutes=2))
        assert len(ann.sees_in(gym)) == shown


async def two_groups(world: World) -> None:
    """A challenge in each of two groups, and Sam in the first."""
    for chat in ("telegram:-5", "telegram:-6"):
        start = "/challenge start seven-forefoot-days tomorrow 8:00 7 days 7 a week"
        await world.says("telegram:1", start, chat=chat)
    await world.says("telegram:42", "/challenge join", chat="telegram:-5")


def to_coach(world: World) -> list[str]:
    return [reply.text for to, reply in world.wires[0].sent if (to, reply.kind) == ("telegram:1", "coach")]


async def test_days_on_which_the_bot_was_down_are_asked_of_nobody_and_a_coach_hears_it_once(
    tmp_path: Path,
) -> None:
    async with a_world(tmp_path) as world:
        await two_groups(world)
        world.clock.move_to(world.clock.now() + timedelta(days=3))
        await world.bot.work()
        posts = [(to, reply.title) for to, reply in world.wires[0].sent if reply.kind == "challenge"]
        assert posts == [(chat, "Seven forefoot days: day 3 of 7") for chat in ("telegram:-5", "telegram:-6")]
        assert "0 of 5 days" in await world.says("telegram:42", "/challenge mine")
        assert len([line for line in to_coach(world) if "without their post" in line]) == 1


async def test_a_post_that_its_platform_does_not_take_before_the_day_ends_is_left_out(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await two_groups(world)
        world.wires[0].troubled = True
        await world.until(world.clock.now() + timedelta(days=1, hours=16))
        world.wires[0].troubled = False
        await world.until(world.clock.now() + timedelta(hours=12))
        titles = [reply.title for to, reply in world.wires[0].sent if to == "telegram:-5"]
        assert titles == ["Seven forefoot days: day 2 of 7"]
        assert "0 of 6 days" in await world.says("telegram:42", "/challenge mine")
        assert len([line for line in to_coach(world) if "without their post" in line]) == 1


async def test_a_challenge_that_cannot_be_planned_waits_an_hour_and_holds_up_nobody(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await two_groups(world)
        world.database.connection.execute("UPDATE rounds SET zone = 'Europe/Atlantis' WHERE number = 1")
        tomorrow = world.clock.now() + timedelta(days=1)
        world.clock.move_to(tomorrow)
        assert await world.bot.planner.round(tomorrow) >= 2
        await world.bot.work()
        assert [to for to, reply in world.wires[0].sent if reply.kind == "challenge"] == ["telegram:-6"]
        due = world.database.connection.execute("SELECT due_at FROM venues WHERE number = 1").fetchone()[0]
        assert datetime.fromisoformat(due) == tomorrow + timedelta(hours=1)


async def test_of_who_began_a_challenge_nothing_is_kept(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await two_groups(world)
        assert len(world.rows("rounds")) == 2
        assert "telegram:1" not in str(world.rows("rounds") + world.rows("venues") + world.rows("people"))
