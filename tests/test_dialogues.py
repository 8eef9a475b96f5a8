"""The same dialogues on the terminal, on Telegram and on Discord."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from content import drawing
from tests.doors import DOORS, LIBRARY, Door, Seen, open_door, plain
from tests.figures import CARD, MOVING

SUNDAY = datetime(2026, 11, 22, 5, 30, tzinfo=UTC)
"""06:30 in Berlin, 2026-W47."""
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


Dialogue = Callable[[Door], Awaitable[None]]


def on_every_door(dialogue: Dialogue) -> Callable[[str, Path], Awaitable[None]]:
    """Run the dialogue on each platform."""

    @pytest.mark.parametrize("platform", DOORS)
    async def test(platform: str, tmp_path: Path) -> None:
        async with open_door(platform, tmp_path, SUNDAY) as door:
            await dialogue(door)

    return test


def words(text: str) -> str:
    """Text without the white space and bullets that each platform lays out in its own way."""
    return " ".join(text.replace("•", "").split())


def drills(seen: list[Seen]) -> list[str]:
    """The titles of the drills among what was seen."""
    titles = [drill.title for drill in LIBRARY.drills.values()]
    return [title for one in seen for title in titles if one.text.startswith(title) and "Done" in one.buttons]


@on_every_door
async def test_a_week_with_the_bot(door: Door) -> None:
    await door.says("coach", "/note Stand on all three points.")
    assert "Sunday 22 November" in door.sees("coach")[-1].text
    await door.says("sam", "/start")
    assert "today at 07:00" in door.sees("sam")[-1].text
    assert "First drill now" in door.sees("sam")[-1].buttons
    await door.says("sam", "/elbowpain")
    card = door.sees("sam")[-1]
    assert "Elbow pain" in card.text
    assert words(plain(LIBRARY.cards["elbowpain"].body)) in words(card.text)
    assert card.buttons == ["None of these", "One of these", "Why?"]
    for day in range(9):
        await door.at(NOON + timedelta(days=day))
        await door.presses("sam", "Done")
        assert "the next comes tomorrow at 07:00" in words(door.sees("sam")[-1].text).replace(
            "The next", "the next"
        )
    seen = door.sees("sam")
    assert len(drills(seen)) == 9
    assert sum("Stand on all three points." in one.text for one in seen) == 1
    assert sum(LIBRARY.reserve[0].title in one.text for one in seen) == 1
    assert sum("the reserve goes out" in one.text for one in door.sees("coach")) == 1


@on_every_door
async def test_without_an_answer_three_prompts_a_question_and_quiet(door: Door) -> None:
    await door.says("sam", "/start")
    for day in range(7):
        await door.at(NOON + timedelta(days=day))
    seen = door.sees("sam")
    assert len(drills(seen)) == 3
    assert [one.text.startswith("Three drills, no answer") for one in seen].count(True) == 1
    await door.says("sam", "sorry, busy week")
    await door.at(NOON + timedelta(days=7))
    assert len(drills(door.sees("sam"))) == 4


@on_every_door
async def test_a_warning_sign_ends_the_flow(door: Door) -> None:
    await door.says("sam", "/start")
    await door.says("sam", "/kneepain")
    await door.presses("sam", "One of these")
    stop = door.sees("sam")[-1]
    assert "no drill today" in stop.text
    assert stop.buttons == ["It is settled"]
    await door.says("sam", "/drill")
    await door.at(NOON)
    assert drills(door.sees("sam")) == []
    await door.presses("sam", "It is settled")
    await door.at(NOON + timedelta(days=1))
    assert len(drills(door.sees("sam"))) == 1


@on_every_door
async def test_every_card_and_command_answers(door: Door) -> None:
    for name in ("help", "about", "topics", "note", *LIBRARY.cards):
        before = len(door.sees("sam"))
        await door.says("sam", f"/{name}")
        assert len(door.sees("sam")) > before, name
        assert "went wrong" not in door.sees("sam")[-1].text


@on_every_door
async def test_settings_by_taps_edit_their_message(door: Door) -> None:
    await door.says("sam", "/start")
    await door.says("sam", "/settings")
    await door.presses("sam", "Another hour")
    await door.presses("sam", "06:00")
    assert "your drill comes at 06:00" in door.sees("sam")[-1].text
    await door.says("sam", "/settings zone Munich")
    assert "Europe/Berlin" in door.sees("sam")[-1].text


@on_every_door
async def test_an_unknown_command_offers_the_nearest(door: Door) -> None:
    await door.says("sam", "/elbwopain")
    await door.presses("sam", "/elbowpain")
    assert "Elbow pain" in door.sees("sam")[-1].text


@on_every_door
async def test_plain_words_in_private_lead_to_a_card(door: Door) -> None:
    await door.says("sam", "my elbows hurt after chin ups")
    await door.presses("sam", "Elbow pain")
    assert "None of these" in door.sees("sam")[-1].buttons


@on_every_door
async def test_the_longest_message_is_answered(door: Door) -> None:
    await door.says("sam", ("knee " * 1000)[: door.longest])
    assert "went wrong" not in door.sees("sam")[-1].text


@on_every_door
async def test_export_and_forget(door: Door) -> None:
    await door.says("sam", "/start")
    await door.says("sam", "/done")
    await door.says("sam", "/export")
    assert any('"check_ins"' in one.text for one in door.sees("sam"))
    await door.says("sam", "/forget")
    await door.presses("sam", "Yes, forget me")
    await door.presses("sam", "Erase everything")
    assert "all of it" in door.sees("sam")[-1].text
    await door.at(NOON + timedelta(days=2))
    assert drills(door.sees("sam")) == []


@on_every_door
async def test_a_stranger_is_no_coach(door: Door) -> None:
    await door.says("eve", "/note Buy my book")
    await door.says("sam", "/start")
    await door.at(NOON + timedelta(days=2))
    assert not any("Buy my book" in one.text for one in door.sees("sam"))


@on_every_door
async def test_whoever_blocks_the_bot_is_left_alone_and_welcomed_back(door: Door) -> None:
    await door.says("sam", "/start")
    await door.blocks("sam")
    await door.at(NOON + timedelta(days=5))
    assert drills(door.sees("sam")) == []
    await door.unblocks("sam")
    await door.says("sam", "/help")
    assert any("could not reach you" in one.text for one in door.sees("sam"))
    await door.at(NOON + timedelta(days=6))
    assert len(drills(door.sees("sam"))) == 1


@on_every_door
async def test_in_a_group_what_is_personal_stays_private(door: Door) -> None:
    await door.says("sam", "/start")
    await door.says("sam", "/elbowpain", "gym")
    assert any("Elbow pain" in one.text and not one.is_private for one in door.sees("sam", "gym"))
    await door.says("sam", "/settings", "gym")
    for_all = [one.text for one in door.sees("sam", "gym") if not one.is_private]
    assert not any("Time zone" in text for text in for_all)
    everything = door.sees("sam") + door.sees("sam", "gym")
    assert any("Time zone" in one.text for one in everything)


@on_every_door
async def test_a_long_note_arrives_whole(door: Door) -> None:
    paragraphs = [f"Paragraph {number}: " + "hips and feet make knees. " * 12 for number in range(20)]
    if door.__class__.__name__ == "TelegramDoor":
        paragraphs = paragraphs[:12]
    await door.says("coach", "/note " + "\n\n".join(paragraphs))
    await door.says("sam", "/start")
    await door.at(NOON)
    seen = words(" ".join(one.text for one in door.sees("sam")))
    for paragraph in paragraphs:
        assert words(paragraph) in seen


@on_every_door
async def test_names_from_right_to_left_and_emoji_are_fine(door: Door) -> None:
    for who in ("سامي", "🦶🏽 Zoë"):
        await door.says(who, "/start")
        assert "One small drill" in door.sees(who)[-1].text


def still(slug: str) -> bytes:
    """The picture of a drill that stands still."""
    figure = LIBRARY.drills[slug].figure
    assert figure is not None
    return drawing.still(figure)


@on_every_door
async def test_a_drill_shows_its_picture_its_words_and_its_buttons(door: Door) -> None:
    drill = LIBRARY.drills["bridge-hold"]
    assert drill.figure is not None
    await door.says("sam", "/start")
    await door.says("sam", "/drill bridge-hold")
    seen = door.sees("sam")[-1]
    assert seen.picture == still("bridge-hold")
    assert seen.alt == (drill.figure.alt if door.has_alt else "")
    assert seen.text.startswith(drill.title)
    assert all(words(plain(step)) in words(seen.text) for step in drill.steps)
    assert "Done" in seen.buttons
    await door.presses("sam", "Done")
    assert "next" in door.sees("sam")[-1].text
    assert door.sees("sam")[-1].picture == b""


@on_every_door
async def test_a_drill_that_moves_and_a_card_have_pictures_too(door: Door) -> None:
    figure = LIBRARY.drills[MOVING].figure
    assert figure is not None
    await door.says("sam", "/start")
    await door.says("sam", f"/drill {MOVING}")
    assert drawing.moving(figure) in [seen.picture for seen in door.sees("sam")]
    await door.says("sam", f"/{CARD}", "gym")
    pictures = [seen.picture for seen in door.sees("sam", "gym")]
    assert any(picture.startswith(b"\x89PNG") for picture in pictures)


@on_every_door
async def test_the_daily_drill_comes_with_its_picture(door: Door) -> None:
    await door.says("sam", "/start")
    await door.at(NOON)
    (title,) = drills(door.sees("sam"))
    (seen,) = [one for one in door.sees("sam") if one.text.startswith(title)]
    assert seen.picture[:3] in (b"\x89PN", b"GIF")
