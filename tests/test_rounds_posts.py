"""The posts of a challenge where a group or its platform does what is not expected of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.easel import Easel
from tests.doors import TelegramDoor, discord, telegram
from tests.peers.telegram import Group, Person

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
