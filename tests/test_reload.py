"""Content that changes under a running bot: taken up by itself and on demand, or refused with its line."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.commands.table import RESERVED
from content.sources import Sources
from content.store import ContentStore
from tests.doors import DOORS, Door, open_door, terminal
from tests.talk import write

MORNING = datetime(2026, 11, 22, 5, 30, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)
CARD = """+++
title = "{title}"
says = "What to do about thumbs"
layer = "link"
area = "hand"
source = "general"
+++
Leave the thumb in peace today.
"""
BROKEN = CARD.format(title="Thumbs").replace("area", "aera")


@pytest.fixture
def over(tmp_path: Path) -> Path:
    write(tmp_path / "over", "cards/thumb.md", CARD.format(title="Thumbs"))
    return tmp_path / "over"


def sources(over: Path) -> Sources:
    return Sources((over,), RESERVED)


def last(door: Door, who: str) -> str:
    return door.sees(who)[-1].text


async def test_a_changed_card_is_taken_up_within_a_minute(tmp_path: Path, over: Path) -> None:
    async with terminal(tmp_path, MORNING, sources(over)) as door:
        await door.says("sam", "/thumb")
        assert last(door, "sam").startswith("Thumbs")
        write(over, "cards/thumb.md", CARD.format(title="Two thumbs"))
        await door.at(MORNING + A_MINUTE)
        await door.says("sam", "/thumb")
        assert last(door, "sam").startswith("Two thumbs")


async def test_phrases_are_taken_up_too(tmp_path: Path, over: Path) -> None:
    async with terminal(tmp_path, MORNING, sources(over)) as door:
        write(over, "phrases.toml", '[start]\ntitle = "Knees = hips + feet"\n')
        await door.says("coach", "/reload")
        await door.says("sam", "/start")
        assert last(door, "sam").startswith("Knees = hips + feet")


async def test_a_broken_change_leaves_everything_in_place_and_tells_the_coach_once(
    tmp_path: Path, over: Path
) -> None:
    async with terminal(tmp_path, MORNING, sources(over)) as door:
        write(over, "cards/thumb.md", BROKEN)
        for minute in range(1, 4):
            await door.at(MORNING + minute * A_MINUTE)
        (told,) = [one.text for one in door.sees("coach")]
        assert "cards/thumb.md:5" in told
        assert "did you mean area?" in told
        await door.says("sam", "/thumb")
        assert last(door, "sam").startswith("Thumbs")
        write(over, "cards/thumb.md", CARD.format(title="Mended"))
        await door.presses("coach", "Read again")
        assert "all sound" in last(door, "coach")
        await door.says("sam", "/thumb")
        assert last(door, "sam").startswith("Mended")


def test_what_is_mended_before_the_coach_could_be_told_is_not_told(tmp_path: Path, over: Path) -> None:
    store = ContentStore(sources(over).sound(), tmp_path, sources(over))
    write(over, "cards/thumb.md", BROKEN)
    assert store.has_changed()
    assert store.reload().reading is None
    assert [fault.line for fault in store.faults] == [5]
    write(over, "cards/thumb.md", CARD.format(title="Mended"))
    mended = store.reload().reading
    assert mended is not None
    assert mended.library is store.library
    assert store.faults == ()
    assert not store.has_changed()


async def test_reload_says_what_is_wrong_and_on_which_line(tmp_path: Path, over: Path) -> None:
    async with terminal(tmp_path, MORNING, sources(over)) as door:
        write(over, "cards/thumb.md", BROKEN)
        await door.says("coach", "/reload")
        assert "cards/thumb.md:5" in last(door, "coach")
        assert "stays as it was" in last(door, "coach")


async def test_a_folder_that_went_away_is_said_and_harms_nothing(tmp_path: Path, over: Path) -> None:
    async with terminal(tmp_path, MORNING, sources(over)) as door:
        shutil.move(over, tmp_path / "away")
        await door.says("coach", "/reload")
        assert "cannot be read" in last(door, "coach")
        await door.says("sam", "/thumb")
        assert last(door, "sam").startswith("Thumbs")


async def test_a_stranger_reloads_nothing(tmp_path: Path, over: Path) -> None:
    async with terminal(tmp_path, MORNING, sources(over)) as door:
        write(over, "cards/thumb.md", CARD.format(title="Two thumbs"))
        await door.says("sam", "/reload")
        assert "I do not know /reload" in last(door, "sam")
        await door.says("sam", "/thumb")
        assert last(door, "sam").startswith("Thumbs")


@pytest.mark.parametrize("platform", DOORS)
async def test_a_new_card_is_a_new_command_on_every_platform(
    platform: str, tmp_path: Path, over: Path
) -> None:
    async with open_door(platform, tmp_path, MORNING, sources(over)) as door:
        write(over, "cards/shinbone.md", CARD.format(title="Shins").replace("area", "menu = true\narea"))
        await door.says("coach", "/reload")
        assert "shinbone" in door.commands()
        await door.says("sam", "/shinbone")
        assert last(door, "sam").startswith("Shins")
