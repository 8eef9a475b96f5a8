"""A photo of the coach's own goes with the note: made small, kept as a file, shown on every platform."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from tinydb.table import Document

from bot.commands.note_photos import LONGEST_ALT
from bot.photos import bring
from content.drawing import photos as drawing
from content.editions import Edition, Gathering
from content.embeds import photo_in, with_photo
from content.exchange import read_document, written
from content.photos import LARGEST, Album, Photo
from content.proofreading import proofread
from content.sources import Sources
from content.store import ContentStore
from tests.doors import LIBRARY, Door, Seen, open_door, plain
from tests.photos import PHOTO, SHOWN, a_photo
from tests.test_note_desk import SATURDAY

PLATFORMS = ["terminal", "telegram", "discord"]
NAME = "0123456789abcdef"


SUNDAY = SATURDAY + timedelta(days=1)


def newest(door: Door, who: str, words: str) -> Seen:
    return next(one for one in reversed(door.sees(who)) if words in one.text)


# --- making it small


def test_a_photo_is_small_upright_and_says_nothing_of_where_it_was_taken() -> None:
    with Image.open(io.BytesIO(SHOWN)) as small:
        assert (small.format, small.size) == ("JPEG", (640, 1280))
        assert not small.getexif()
        assert small.getpixel((600, 40)) > (240, 240, 240) > small.getpixel((40, 600))  # type: ignore[operator]
    assert b"Exif" not in SHOWN


def test_a_small_picture_is_not_blown_up_and_holes_become_white() -> None:
    image = Image.new("RGBA", (40, 30), (255, 0, 0, 0))
    out = io.BytesIO()
    image.save(out, "PNG")
    with Image.open(io.BytesIO(drawing.shrunk(out.getvalue()))) as small:
        assert small.size == (40, 30)
        assert small.getpixel((5, 5)) == (255, 255, 255)


def test_of_a_picture_that_moves_the_first_is_kept() -> None:
    frames = [Image.new("RGB", (50, 50), colour) for colour in ("blue", "red")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    with Image.open(io.BytesIO(drawing.shrunk(out.getvalue()))) as small:
        red, _, blue = small.getpixel((25, 25))  # type: ignore[misc]
        assert (red < 20, blue > 200) == (True, True)


@pytest.mark.parametrize("content", [b"", b"# A note", PHOTO[: len(PHOTO) // 2], b"\xff\xd8\xff" + b"0" * 99])
def test_what_is_no_whole_picture_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        drawing.shrunk(content)


def test_a_picture_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST_PIXELS", 2000 * 1000 - 1)
    with pytest.raises(ValueError, match="too many"):
        drawing.shrunk(PHOTO)


# --- the line that names it


def test_a_photo_takes_the_place_of_the_one_before() -> None:
    first, second = Photo(NAME, "A {foot}\nin grass"), Photo(NAME[::-1])
    text = with_photo("# Title\n\nWords.", first)
    assert text == f"# Title\n\nWords.\n\n{{photo: {NAME} A foot in grass}}"
    assert photo_in(text) == Photo(NAME, "A foot in grass")
    assert with_photo(text, second) == f"# Title\n\nWords.\n\n{{photo: {NAME[::-1]}}}"
    assert with_photo("", first) == first.line
    twice = f"{first.line}\nWords.\n{first.line}"
    assert with_photo(twice, second) == f"{second.line}\nWords."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{{photo: {NAME}}}", ["nothing says what the photo shows"]),
        (f"{{photo: {NAME} A foot}}", []),
        ("{photo: feet}", ["the photo 'feet' is not kept here"]),
        (f"{{photo: {NAME[::-1]} A foot}}", ["is not kept here"]),
        (f"{{photo: {NAME} A foot}}\n{{photo: {NAME} A foot}}", ["room for one picture"]),
        (f"See {{photo: {NAME}}} here.", ["stands inside a line"]),
    ],
)
def test_the_checker_says_what_is_wrong_with_a_photo(text: str, found: list[str]) -> None:
    findings = [one.what for one in proofread("Title", text, LIBRARY, {NAME}) if "photo" in f"{one}"]
    assert len(findings) == len(found)
    assert all(part in what for part, what in zip(found, findings, strict=True))


# --- the album


def test_a_photo_is_kept_once_and_swept_when_no_note_names_it(tmp_path: Path) -> None:
    store = ContentStore(Sources().sound(), tmp_path)
    kept, parted, gone, fresh = (
        store.album.keep(a_photo((40, 30), colour=colour)) for colour in ("red", "blue", "black", "white")
    )
    assert store.album.keep(a_photo((40, 30), colour="red")) == kept
    at = datetime(2026, 11, 21, tzinfo=UTC)
    store.publish(Edition("2026-W47", "", f"Words.\n\n{Photo(kept).line}", "draft", at, "telegram:1"))
    store.publish(Edition("2026-W47", "", "Words without it.", "draft", at, "telegram:1"))
    store.gather(Gathering("telegram:1", (Photo(parted).line,), at))
    for name in (kept, parted, gone):
        os.utime(store.album.file(name), (0, 0))
    store.sweep(datetime.now(UTC) - timedelta(days=1))
    assert store.album.names() == {kept, parted, fresh}


def test_a_photo_that_is_sent_again_is_not_swept_before_a_text_names_it(tmp_path: Path) -> None:
    album = Album(tmp_path)
    name = album.keep(PHOTO)
    os.utime(album.file(name), (0, 0))
    album.keep(PHOTO)
    assert album.sweep((), datetime.now(UTC) - timedelta(days=1)) == 0


def test_a_disk_that_refuses_leaves_no_half_of_a_photo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="no space"):
        Album(tmp_path).keep(PHOTO)
    assert [*tmp_path.iterdir()] == []


def test_a_photo_moves_from_a_part_into_a_note_without_being_swept(tmp_path: Path) -> None:
    store = ContentStore(Sources().sound(), tmp_path)
    name = store.album.keep(PHOTO)
    os.utime(store.album.file(name), (0, 0))
    at = datetime(2026, 11, 21, tzinfo=UTC)
    store.gather(Gathering("telegram:1", (Photo(name).line,), at))

    parts = store._gathered

    class Ending:
        """The coach ends just before the parts are read."""

        def __iter__(self) -> Iterator[Document]:
            store._gathered = parts
            store.publish(Edition("2026-W47", "", Photo(name).line, "draft", at, "telegram:1"))
            return iter(())

    store._gathered = Ending()  # type: ignore[assignment]
    store.sweep(datetime.now(UTC))
    assert store.album.names() == {name}


def test_photos_go_along_to_another_desk(tmp_path: Path) -> None:
    here, there = (ContentStore(Sources().sound(), tmp_path / name) for name in ("here", "there"))
    name = here.album.keep(PHOTO)
    here.album.keep(a_photo((40, 30)))  # no note names this one
    at = datetime(2026, 11, 21, tzinfo=UTC)
    here.publish(Edition("2026-W47", "", Photo(name).line, "draft", at, "telegram:1"))
    there.take_in(read_document(written(here.documents(), here.photos()), "desk.json"))
    assert there.album.names() == {name}
    assert there.album.file(name).read_bytes() == SHOWN
    assert "photos" not in there.documents()


# --- on the way in


class Hands:
    """A platform that hands out a file, or fails to."""

    platform = "telegram"

    def __init__(self, content: bytes | None) -> None:
        self.content = content
        self.asked = 0

    async def fetch(self, photo: object) -> bytes | None:
        self.asked += 1
        return self.content


@pytest.mark.parametrize(
    ("size", "content", "fault", "asked"),
    [
        (LARGEST + 1, b"", "large", 0),
        (0, b"\0" * (LARGEST + 1), "large", 1),
        (0, None, "lost", 1),
        (0, b"no picture", "unreadable", 1),
        (0, PHOTO, "", 1),
    ],
)
async def test_what_cannot_be_taken_is_said(
    tmp_path: Path, size: int, content: bytes | None, fault: str, asked: int
) -> None:
    from bot.model import Offered

    hands = Hands(content)
    brought = await bring(Offered("x", size), hands, Album(tmp_path))  # type: ignore[arg-type]
    assert (brought.fault, hands.asked) == (fault, asked)
    assert bool(brought.photo) == (not fault) == bool(Album(tmp_path).names())


async def test_a_full_disk_costs_the_photo_and_not_the_words(tmp_path: Path) -> None:
    from bot.model import Offered

    (tmp_path / "photos").write_bytes(b"a file where the folder should be")
    brought = await bring(Offered("x"), Hands(PHOTO), Album(tmp_path / "photos"))  # type: ignore[arg-type]
    assert brought.fault == "full"


# --- as dialogues


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
