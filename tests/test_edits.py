"""What a coach makes of a page in chat: refused, shown, undone, and what becomes of it when files change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.commands.table import RESERVED
from bot.commands.unasked import compose
from bot.model import Notice, Reply
from bot.news import matters_of
from content.edits import Desk, Edit, Revision, document_of, edit_of, hash_of
from content.faq import written
from content.library import KINDS, ContentError, Reading
from content.sources import Sources
from content.store import ContentStore
from scheduler.outbox import Skip
from tests.doors import DOORS, Door, Seen, open_door, terminal
from tests.talk import write

MORNING = datetime(2026, 11, 22, 5, 30, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)
CARD = """+++
title = "{title}"
says = "What to do about thumbs"
layer = "link"
area = "hand"
source = "general"
aliases = [{aliases}]
+++
Leave the thumb in peace today.
"""
THUMB = "cards/thumb.md"


def page(title: str = "Thumbs", *aliases: str) -> str:
    """A sound card."""
    return CARD.format(title=title, aliases=", ".join(f'"{alias}"' for alias in aliases))


BROKEN = page().replace("area", "aera")


@pytest.fixture
def over(tmp_path: Path) -> Path:
    write(tmp_path / "over", THUMB, page())
    return tmp_path / "over"


def sources(over: Path) -> Sources:
    return Sources((over,), RESERVED)


def last(door: Door, who: str = "coach") -> Seen:
    return door.sees(who)[-1]


# in chat


@pytest.mark.parametrize("platform", DOORS)
async def test_a_coach_changes_a_card_in_chat(platform: str, tmp_path: Path, over: Path) -> None:
    async with open_door(platform, tmp_path, MORNING, sources(over)) as door:
        await door.says("coach", "/edit thumb")
        handed = "\n".join(seen.text for seen in door.sees("coach"))
        assert "/edit thumb" in handed
        assert page().strip() in handed

        await door.sends("coach", "/edit thumb", BROKEN)
        assert "cards/thumb.md:5" in last(door).text
        assert "stays as it was" in last(door).text
        await door.says("sam", "/thumb")
        assert last(door, "sam").text.startswith("Thumbs")

        await door.sends("coach", "/edit thumb", page("Both thumbs"))
        assert door.sees("coach")[-2].text.startswith("Both thumbs")
        assert "Undo" in last(door).buttons
        await door.says("sam", "/thumb")
        assert last(door, "sam").text.startswith("Both thumbs")

        await door.says("coach", "/edit")
        assert last(door).buttons == ["thumb"]
        await door.presses("coach", "Undo")
        assert "Back to the files" in last(door).text
        assert door.sees("coach")[-2].text.startswith("Thumbs")
        await door.says("sam", "/thumb")
        assert last(door, "sam").text.startswith("Thumbs")


@pytest.mark.parametrize("platform", DOORS)
async def test_a_stranger_hears_of_no_such_command(platform: str, tmp_path: Path, over: Path) -> None:
    async with open_door(platform, tmp_path, MORNING, sources(over)) as door:
        await door.sends("sam", "/edit thumb", page("Mine now"))
        assert "do not know /edit" in last(door, "sam").text
        await door.says("sam", "/thumb")
        assert last(door, "sam").text.startswith("Thumbs")


async def test_a_text_typed_behind_the_command_counts_like_a_file(tmp_path: Path, over: Path) -> None:
    async with terminal(tmp_path, MORNING, sources(over)) as door:
        await door.says("coach", f"/edit thumb\n{page('Typed')}")
        await door.says("sam", "/thumb")
        assert last(door, "sam").text.startswith("Typed")
        await door.says("coach", f"/edit thumb\r\n{page('Typed')}")
        assert "says already" in last(door).text


async def test_each_undo_goes_back_one_step(tmp_path: Path, over: Path) -> None:
    async with terminal(tmp_path, MORNING, sources(over)) as door:
        for title in ("One", "Two"):
            await door.sends("coach", "/edit thumb", page(title))
        for title in ("One", "Thumbs"):
            await door.says("coach", "/edit thumb undo")
            assert door.sees("coach")[-2].text.startswith(title)
        await door.says("coach", "/edit thumb undo")
        assert "Nothing to undo" in last(door).text
        await door.says("coach", "/edit")
        assert "Every page reads as in the files" in last(door).text


async def test_an_undo_pressed_twice_goes_back_once(tmp_path: Path, over: Path) -> None:
    async with terminal(tmp_path, MORNING, sources(over)) as door:
        for title in ("One", "Two"):
            await door.sends("coach", "/edit thumb", page(title))
        await door.presses("coach", "Undo")
        assert door.sees("coach")[-2].text.startswith("One")
        await door.network.press("coach", "Undo", nth=2)
        assert "undone already" in last(door).text
        await door.says("sam", "/thumb")
        assert last(door, "sam").text.startswith("One")


async def test_what_has_no_such_name_is_answered_with_the_nearest(tmp_path: Path, over: Path) -> None:
    async with terminal(tmp_path, MORNING, sources(over)) as door:
        await door.says("coach", "/edit thum")
        assert "thumb" in last(door).buttons
        await door.says("coach", "/edit 1234567890")
        assert last(door).buttons == []


async def test_a_card_comes_before_a_word_of_the_same_name(tmp_path: Path, over: Path) -> None:
    async with terminal(tmp_path, MORNING, sources(over)) as door:
        await door.says("coach", "/edit forefoot")
        assert "layer =" in last(door).text
        await door.says("coach", "/edit words/forefoot")
        assert "layer =" not in last(door).text
        assert "/edit words/forefoot" in last(door).text


@pytest.mark.parametrize("kind", KINDS)
async def test_a_page_of_every_kind_is_handed_over_changed_and_shown(kind: str, tmp_path: Path) -> None:
    write(tmp_path / "over", "faq/asked-1.md", written("How do I fold a towel?", "Lengthwise."))
    over = sources(tmp_path / "over")
    sound = over.sound()
    file = next(file for file in sound.pages if file.startswith(f"{kind}/"))
    name, text = file.removesuffix(".md"), sound.pages[file].text
    async with terminal(tmp_path, MORNING, over) as door:
        await door.says("coach", f"/edit {name}")
        assert text in last(door).text
        changed = text.replace("+++\n1. ", "+++\n1. Breathe. ") if kind == "drills" else f"{text}\nBreathe.\n"
        await door.sends("coach", f"/edit {name}", changed)
        assert "reads from now on" in last(door).text
        assert "Breathe." in door.sees("coach")[-2].text or "## Why?" in text


# when the files change


async def test_an_edit_survives_a_change_of_the_file_and_this_is_said_once(
    tmp_path: Path, over: Path
) -> None:
    async with terminal(tmp_path, MORNING, sources(over)) as door:
        await door.sends("coach", "/edit thumb", page("Edited"))
        write(over, THUMB, page("Upgraded"))
        for minute in range(1, 4):
            await door.at(MORNING + minute * A_MINUTE)
        assert sum("has changed" in seen.text for seen in door.sees("coach")) == 1
        assert "thumb has changed in the files" in last(door).text
        await door.says("sam", "/thumb")
        assert last(door, "sam").text.startswith("Edited")
        await door.says("coach", "/edit")
        assert "its file has changed" in last(door).text
        await door.says("coach", "/edit thumb")
        assert "Edited" in door.sees("coach")[-2].text
        assert "Upgraded" in last(door).text
        await door.says("coach", "/reload")
    async with terminal(tmp_path, MORNING + 5 * A_MINUTE, sources(over)) as door:
        await door.at(MORNING + 6 * A_MINUTE)
        assert not door.sees("coach")
        await door.sends("coach", "/edit thumb", page("Edited"))
        await door.says("coach", "/edit")
        assert "has changed" not in last(door).text


async def test_an_edit_that_no_longer_reads_is_left_out_and_said(tmp_path: Path, over: Path) -> None:
    write(over, "cards/finger.md", page("Fingers"))
    async with terminal(tmp_path, MORNING, sources(over)) as door:
        await door.sends("coach", "/edit thumb", page("Edited", "clicking digit"))
    write(over, "cards/finger.md", page("Fingers", "clicking digit"))
    async with terminal(tmp_path, MORNING + A_MINUTE, sources(over)) as door:
        await door.at(MORNING + 2 * A_MINUTE)
        assert "cannot be used any more" in last(door).text
        assert "clicking digit" in last(door).text
        await door.says("sam", "/thumb")
        assert last(door, "sam").text.startswith("Thumbs")
        await door.says("coach", "/edit")
        assert "cannot be used" in last(door).text
        await door.says("coach", "/edit thumb")
        assert "Edited" in last(door).text


def test_what_was_settled_before_the_coach_could_be_told_is_not_told(below: Reading) -> None:
    file, text = "cards/tripod.md", below.pages["cards/tripod.md"].text
    behind = Desk(below, {}).with_(file, Revision(MORNING, "x", f"{text}More.\n", "another"))
    unread = Desk(below, {}).with_(file, Revision(MORNING, "x", "no header", hash_of(text)))
    sound = revised(Desk(below, {}), file, f"{text}More.\n")
    for matter, desk in (("changed", behind), ("unread", unread)):
        ((said, about),) = matters_of(desk, "")
        assert said == matter
        told = compose(coach_hears(f"{matter}/{about}", desk))
        assert isinstance(told, Reply)
        assert [button.command for row in told.buttons for button in row] == ["/edit tripod"]
        for settled in (sound, Desk(below, {})):
            assert compose(coach_hears(f"{matter}/{about}", settled)) == Skip("settled")


def coach_hears(label: str, desk: Desk) -> Notice:
    return Notice("coach", label, MORNING, MORNING, desk.below.library, desk=desk)


async def test_a_damaged_desk_is_said_to_the_coach_once(tmp_path: Path, over: Path) -> None:
    async with terminal(tmp_path, MORNING, sources(over)) as door:
        await door.sends("coach", "/edit thumb", page("One"))
        await door.sends("coach", "/edit thumb", page("Two"))
    (tmp_path / "coach.json").write_text("{", "utf-8")
    for minutes, told in ((1, 1), (3, 0)):
        async with terminal(tmp_path, MORNING + minutes * A_MINUTE, sources(over)) as door:
            await door.at(MORNING + (minutes + 1) * A_MINUTE)
            assert sum("was damaged" in seen.text for seen in door.sees("coach")) == told
            await door.says("sam", "/thumb")
            assert last(door, "sam").text.startswith("One")


async def test_a_name_that_an_edit_changes_is_listed_anew(tmp_path: Path, over: Path) -> None:
    async with open_door("discord", tmp_path, MORNING, sources(over)) as door:
        told = page().replace("What to do about thumbs", "What thumbs want")
        await door.sends("coach", "/edit thumb", told)
        peer = door.peer  # type: ignore[attr-defined]
        assert peer.commands["thumb"]["description"] == "What thumbs want"


# as values


@pytest.fixture(scope="module")
def below() -> Reading:
    return Sources((), RESERVED).sound()


def revised(desk: Desk, file: str, text: str, minute: int = 0) -> Desk:
    return desk.with_(file, desk.revise(file, text, MORNING + minute * A_MINUTE, "telegram:1"))


def test_an_edit_never_touches_the_pages_of_the_files(below: Reading) -> None:
    file = "cards/tripod.md"
    text = below.pages[file].text.replace("title = ", 'title = "Mine" # ', 1)
    desk = revised(Desk(below, {}), file, text)
    assert desk.laid.reading.library.cards["tripod"].title == "Mine"
    assert desk.laid.reading.library.version != below.library.version
    assert desk.below is below
    assert desk.text_below(file) == below.pages[file].text
    assert not desk.is_behind(file)


def test_a_text_of_another_machine_is_the_same_text(below: Reading) -> None:
    file = "cards/tripod.md"
    text = below.pages[file].text
    windows = "\ufeff" + text.replace("\n", "\r\n")
    assert Desk(below, {}).revise(file, windows, MORNING, "x").text == text


def test_an_edit_may_not_break_another_page(below: Reading) -> None:
    text = below.pages["cards/tripod.md"].text.replace('aliases = ["', 'aliases = ["elbow pain", "', 1)
    with pytest.raises(ContentError) as caught:
        Desk(below, {}).revise("cards/tripod.md", text, MORNING, "x")
    assert "elbow" in caught.value.what


def test_an_edit_may_not_take_the_signs_from_a_card_about_pain(below: Reading) -> None:
    lines = below.pages["cards/elbowpain.md"].text.split("\n")
    without = "\n".join("signs = []" if line.startswith("signs =") else line for line in lines)
    with pytest.raises(ContentError) as caught:
        Desk(below, {}).revise("cards/elbowpain.md", without, MORNING, "x")
    assert "no warning signs" in caught.value.what
    assert without.split("\n")[caught.value.line - 1] == "signs = []"


def test_two_revisions_at_the_same_moment_stay_apart(below: Reading) -> None:
    file = "cards/tripod.md"
    one, two = (below.pages[file].text + f"{number}.\n" for number in (1, 2))
    desk = revised(revised(Desk(below, {}), file, one), file, two)
    first, second = desk.edits[file].revisions
    assert first.at < second.at
    assert desk.undo(file, MORNING, "x").text == one
    assert revised(desk, file, two).edits[file].revisions == (first, second)


def test_a_desk_survives_its_file(below: Reading) -> None:
    file = "words/forefoot.md"
    text = below.pages[file].text
    desk = revised(revised(Desk(below, {}), file, f"{text}More.\n"), file, f"{text}Most.\n")
    edit = desk.edits[file]
    assert edit_of(document_of(edit)) == edit


@pytest.mark.parametrize(
    "changed",
    [
        {"at": "2026-11-22T05:30:00"},
        {"at": "noon"},
        {"text": 7},
        {"text": "\ud83e"},
        {"author": None},
        {"made_from": 1},
        {"stands_on": "once"},
    ],
)
def test_a_revision_that_the_bot_did_not_write_is_refused(changed: dict[str, object]) -> None:
    document = document_of(Edit(THUMB, (Revision(MORNING, "x", page(), hash_of("")),)))
    document["revisions"][0].update(changed)
    with pytest.raises((KeyError, TypeError, ValueError)):
        edit_of(document)


@pytest.mark.parametrize("file", ["cards/../x.md", "phrases.toml", "cards/thumb.toml", "/etc/passwd", ""])
def test_only_pages_of_the_library_are_edited(file: str) -> None:
    revision = Revision(MORNING, "x", page(), hash_of(""))
    with pytest.raises(ValueError, match="page"):
        edit_of(document_of(Edit(file, (revision,))))


def test_an_edit_of_a_page_that_went_away_still_reads(tmp_path: Path, over: Path) -> None:
    store = ContentStore(sources(over).sound(), tmp_path, sources(over))
    store.revise(THUMB, store.desk.revise(THUMB, page("Edited"), MORNING, "x"))
    (over / THUMB).unlink()
    again = ContentStore(sources(over).sound(), tmp_path, sources(over))
    assert again.library.cards["thumb"].title == "Edited"
    assert again.desk.behind() == (THUMB,)
