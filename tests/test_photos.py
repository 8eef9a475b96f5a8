"""A photo of the coach's own: made small, named by a line, kept as a file, swept when nobody names it."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from tinydb.table import Document

from bot.photos import bring
from content.drawing import photos as drawing
from content.editions import Edition, Gathering
from content.embeds import photo_in, with_photo
from content.exchange import read_document, written
from content.photos import LARGEST, Album, Photo
from content.proofreading import proofread
from content.sources import Sources
from content.store import ContentStore
from tests.doors import LIBRARY
from tests.photos import PHOTO, SHOWN, a_photo

NAME = "0123456789abcdef"


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
