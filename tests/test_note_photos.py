"""A photo of the coach's own goes with the note: made small, kept as a file, shown on every platform."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands.note_photos import LONGEST_ALT
from content.drawing import photos as drawing
from content.store import ContentStore
from tests.doors import LIBRARY, Door, Seen, open_door, plain
from tests.photos import PHOTO, SHOWN, a_photo
from tests.test_note_desk import SATURDAY

PLATFORMS = ["terminal", "telegram", "discord"]


SUNDAY = SATURDAY + timedelta(days=1)


def newest(door: Door, who: str, words: str) -> Seen:
    return next(one for one in reversed(door.sees(who)) if words in one.text)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_note_goes_out_with_the_coachs_own_photo(platform: str, tmp_path: Path) -> None:
    async with open_door(platform, tmp_path, SATURDAY) as door:
        await door.says("sam", "/start")
        await door.shows("coach", "/note # Grass\n\nStand on something soft.", PHOTO)
        assert newest(door, "coach", "Stand on something soft").picture == SHOWN
        assert "nothing says what the photo shows" in newest(door, "coach", "What I noticed").text
        await door.says("coach", "/note alt: Two bare feet in wet grass")
        assert "photo" not in door.sees("coach")[-1].text
        await door.presses("coach", "Preview")
        previewed = newest(door, "coach", "Stand on something soft")
        await door.presses("coach", "Ready")
        await door.at(SUNDAY)
        note = newest(door, "sam", "Stand on something soft")
        assert note.picture == previewed.picture == SHOWN
        assert note.text == previewed.text
        assert "{photo" not in note.text
        assert note.alt == previewed.alt == ("Two bare feet in wet grass" if door.has_alt else "")


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_photo_is_a_part_and_takes_the_place_of_an_earlier_one(platform: str, tmp_path: Path) -> None:
    other = a_photo((60, 40), colour="blue")
    async with open_door(platform, tmp_path, SATURDAY) as door:
        await door.says("coach", "/note begin")
        await door.says("coach", "Stand on something soft.")
        await door.shows("coach", "", PHOTO)
        await door.says("coach", "/note end")
        assert newest(door, "coach", "Stand on something soft").picture == SHOWN
        await door.shows("coach", "/note", other)
        assert newest(door, "coach", "Stand on something soft").picture == drawing.shrunk(other)
        await door.says("coach", "/note history")
        await door.presses("coach", "Restore 1")
        assert newest(door, "coach", "Stand on something soft").picture == SHOWN


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_nobody_elses_photo_is_fetched_or_kept(platform: str, tmp_path: Path) -> None:
    async with open_door(platform, tmp_path, SATURDAY) as door:
        await door.says("sam", "/note hello there")
        unknown = door.sees("sam")[-1].text
        await door.shows("sam", "/note hello there", PHOTO)
        assert door.sees("sam")[-1].text == unknown
        await door.shows("sam", "", PHOTO)
        await door.shows("coach", "/done", PHOTO)
        assert not (tmp_path / "photos").exists()


async def test_a_picture_that_cannot_be_read_costs_no_words(tmp_path: Path) -> None:
    async with open_door("telegram", tmp_path, SATURDAY) as door:
        await door.shows("coach", "/note Stand on something soft.", b"no picture at all")
        assert LIBRARY.say("note.photo.unreadable") in door.sees("coach")[-1].text
        assert newest(door, "coach", "a draft for").buttons
        await door.shows("coach", "/note", b"no picture at all")
        assert door.sees("coach")[-1].text == LIBRARY.say("note.photo.unreadable")
        await door.says("coach", "/note alt: Feet")
        assert door.sees("coach")[-1].text.startswith("The coming note has no photo yet")


async def test_a_long_description_is_cut(tmp_path: Path) -> None:
    async with open_door("terminal", tmp_path, SATURDAY) as door:
        await door.shows("coach", "/note Soft.", PHOTO)
        await door.says("coach", f"/note alt: {'x' * 2 * LONGEST_ALT}")
        assert newest(door, "coach", "Soft.").alt == "x" * LONGEST_ALT


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_new_text_says_that_the_photo_stayed_behind(platform: str, tmp_path: Path) -> None:
    async with open_door(platform, tmp_path, SATURDAY) as door:
        await door.shows("coach", "/note Stand on something soft.", PHOTO)
        await door.says("coach", "/note alt: Two bare feet")
        await door.says("coach", "/note Walk on something soft.")
        assert newest(door, "coach", "Walk on").picture == b""
        assert door.sees("coach")[-1].text == LIBRARY.say("note.photo.left")
        await door.presses("coach", "Keep the photo")
        kept = newest(door, "coach", "Walk on")
        assert (kept.picture, kept.alt) == (SHOWN, "Two bare feet" if door.has_alt else "")
        await door.says("coach", "/note photo off")
        assert newest(door, "coach", "Walk on").picture == b""
        assert "stayed" not in door.sees("coach")[-1].text
        await door.says("coach", "/note photo off")
        assert door.sees("coach")[-1].text.startswith("The coming note has no photo")


async def test_a_photo_is_not_taken_from_a_note_that_is_nothing_else(tmp_path: Path) -> None:
    async with open_door("terminal", tmp_path, SATURDAY) as door:
        await door.says("coach", "/note photo back")
        assert door.sees("coach")[-1].text.startswith("The coming note has no photo")
        await door.shows("coach", "/note", PHOTO)
        await door.says("coach", "/note photo off")
        assert door.sees("coach")[-1].text == plain(LIBRARY.say("note.photo.alone"))
        await door.says("coach", "/note photo")
        assert "/note photo off" in door.sees("coach")[-1].text
        await door.says("coach", "/note photo tomorrow")
        assert newest(door, "coach", "photo tomorrow").picture == b""


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_photo_that_was_sent_before_comes_by_a_reply_to_it(platform: str, tmp_path: Path) -> None:
    async with open_door(platform, tmp_path, SATURDAY) as door:
        await door.shows("coach", "My feet.", PHOTO)
        assert not (tmp_path / "photos").exists()
        await door.points("coach", "/note Stand on something soft.")
        note = newest(door, "coach", "Stand on something soft.")
        assert note.picture == SHOWN
        assert "My feet" not in note.text
        await door.points("coach", "note" if platform == "discord" else "/note")
        assert newest(door, "coach", "My feet.").picture == SHOWN


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_test_and_the_archive_show_the_photo_of_their_note(platform: str, tmp_path: Path) -> None:
    async with open_door(platform, tmp_path, SATURDAY) as door:
        await door.says("sam", "/start")
        await door.shows("coach", "/note Stand on something soft.", PHOTO)
        sent = len(door.sees("coach"))
        await door.says("coach", "/note test")
        await door.at(SATURDAY + timedelta(minutes=1))
        tried = next(one for one in door.sees("coach")[sent:] if "Stand on" in one.text)
        await door.says("coach", "/note ready")
        await door.at(SUNDAY)
        await door.says("sam", "/notes 2026-W47")
        assert tried.picture == newest(door, "sam", "Stand on something soft").picture == SHOWN
        await door.says("sam", "/note")
        assert newest(door, "sam", "Stand on something soft").picture == SHOWN


@pytest.mark.parametrize("platform", ["telegram", "discord"])
async def test_a_photo_without_words_comes_by_a_bare_reply(platform: str, tmp_path: Path) -> None:
    async with open_door(platform, tmp_path, SATURDAY) as door:
        await door.says("coach", "/note Stand on something soft.")
        await door.shows("coach", "", PHOTO)
        await door.points("coach", "note" if platform == "discord" else "/note")
        assert newest(door, "coach", "Stand on something soft").picture == SHOWN


async def test_on_telegram_a_photo_goes_up_once_however_many_read_it(tmp_path: Path) -> None:
    async with open_door("telegram", tmp_path, SATURDAY) as door:
        for who in ("sam", "ann"):
            await door.says(who, "/start")
        await door.shows("coach", "/note Stand on something soft.", PHOTO)
        await door.says("coach", "/note ready")
        await door.at(SUNDAY)
        photos = [one["photo"] for one in door.peer.sent("sendPhoto")]  # type: ignore[attr-defined]
        assert len(photos) == 3
        assert [isinstance(one, str) and "attach" not in one for one in photos] == [False, True, True]


async def test_on_discord_a_photo_and_a_file_go_beside_the_slash_command(tmp_path: Path) -> None:
    async with open_door("discord", tmp_path, SATURDAY) as door:
        coach, stranger = door._person("coach"), door._person("sam")  # type: ignore[attr-defined]
        await coach.uses("note", "Stand on something soft.", file=("photo.jpg", PHOTO))
        assert newest(door, "coach", "Stand on something soft").picture == SHOWN
        await coach.uses("note", file=("note.md", b"Walk on something soft."))
        assert newest(door, "coach", "Walk on something soft").picture == b""
        await coach.uses("note", file=("photo.jpg", PHOTO))
        assert newest(door, "coach", "Walk on something soft").picture == SHOWN
        await coach.uses("note", "Run.", file=("photo.jpg", b"# Words, whatever the name says"))
        assert door.sees("coach")[-1].text == LIBRARY.say("note.photo.unreadable")
        await stranger.uses("note", "hello", file=("photo.jpg", a_photo((40, 30))))
        assert len([*(tmp_path / "photos").iterdir()]) == 1


async def test_a_photo_whose_text_was_not_kept_is_swept_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the process ends between the two: the file is there, and no note names it."""

    def refuse(*_: object) -> None:
        raise OSError("the disk refuses")

    async with open_door("terminal", tmp_path, SATURDAY) as door:
        with monkeypatch.context() as patched:
            patched.setattr(ContentStore, "publish", refuse)
            await door.shows("coach", "/note Stand on something soft.", PHOTO)
        await door.says("coach", "/note alt: Feet")
        assert door.sees("coach")[-1].text.startswith("The coming note has no photo")
        (photo,) = (tmp_path / "photos").iterdir()
        assert photo.read_bytes() == SHOWN
        os.utime(photo, (SATURDAY.timestamp(), SATURDAY.timestamp()))
        await door.at(SATURDAY + timedelta(hours=20))
        assert photo.exists()
        await door.at(SATURDAY + timedelta(days=3))
        assert not photo.exists()
