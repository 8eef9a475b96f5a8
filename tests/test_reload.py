"""Content that changes under a running bot: taken up by itself and on demand, or refused with its line."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.commands.table import RESERVED
from content.editions import Edition
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
    store.take(store.read_again())
    assert [fault.line for fault in store.faults] == [5]
    write(over, "cards/thumb.md", CARD.format(title="Mended"))
    mended = store.read_again()
    store.take(mended)
    assert mended.reading is not None
    assert mended.reading.library is store.library
    assert store.faults == ()
    assert not store.has_changed()


def test_what_the_coach_writes_while_the_files_are_read_is_not_forgotten(tmp_path: Path, over: Path) -> None:
    store = ContentStore(sources(over).sound(), tmp_path, sources(over))
    write(over, "cards/thumb.md", CARD.format(title="Two thumbs"))
    read = store.read_again()
    assert store.library.cards["thumb"].title == "Thumbs"
    store.publish(Edition("2026-W47", "", "Rest.", "ready", MORNING, "telegram:1"))
    tripod = "cards/tripod.md"
    store.revise(tripod, store.desk.revise(tripod, store.desk.text(tripod) + "Breathe.", MORNING, "me"))
    store.take(read)
    assert store.library.cards["thumb"].title == "Two thumbs"
    assert store.editions()["2026-W47"].text == "Rest."
    assert store.desk.standing() == (tripod,)


def test_a_file_that_changes_while_it_is_read_is_read_once_more(tmp_path: Path, over: Path) -> None:
    store = ContentStore(sources(over).sound(), tmp_path, sources(over))
    write(over, "cards/thumb.md", CARD.format(title="Two thumbs"))
    read = store.read_again()
    write(over, "cards/thumb.md", CARD.format(title="All ten fingers"))
    store.take(read)
    assert store.has_changed()


async def test_reload_counts_what_is_there_now(tmp_path: Path, over: Path) -> None:
    async with terminal(tmp_path, MORNING, sources(over)) as door:
        await door.says("coach", "/reload")
        before = last(door, "coach")
        write(over, "cards/shinbone.md", CARD.format(title="Shins"))
        await door.says("coach", "/reload")
        counts = [int(re.findall(r"\d+", said)[0]) for said in (before, last(door, "coach"))]
        assert counts[1] == counts[0] + 1


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
