"""The same dialogues on the terminal, on Telegram and on Discord."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from content import drawing
from content.library import Library, read_library
from tests.doors import DOORS, LIBRARY, Door, Seen, open_door, plain
from tests.figures import CARD, MOVING, illustrated
from tests.talk import write

SUNDAY = datetime(2026, 11, 22, 5, 30, tzinfo=UTC)
"""06:30 in Berlin, 2026-W47."""
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


WORD = """\
+++
title = "Wobble"
aliases = ["shakiness"]
related = ["tripod"]
source = "general"
+++
Small corrections, seen from outside.
"""
SERIES = """\
+++
title = "Both ends"
says = "Feet, then knees"
cards = ["tripod", "kneepain", "weeklynote"]
+++
Start at the floor.
"""
DEMANDING = """\
+++
title = "Loaded wobble"
says = "Stand on one leg and carry something."
track = "foot"
stage = 9
gentle = false
minutes = 4
equipment = ["weight"]
dose = { sets = 2, seconds = 20 }
sides = true
feel = ["sole"]
mistake = "Looking down."
easier = "tripod-stance"
harder = ""
stop_if = "one spot on the foot hurts."
not_after = ["foot fracture"]
source = "general"
+++
1. Stand on one leg.
2. Hold the weight on the other side.
3. Breathe, then change sides.
"""

Dialogue = Callable[[Door], Awaitable[None]]


def on_every_door(dialogue: Dialogue) -> Callable[[str, Path], Awaitable[None]]:
    """Run the dialogue on each platform."""

    @pytest.mark.parametrize("platform", DOORS)
    async def test(platform: str, tmp_path: Path) -> None:
        async with open_door(platform, tmp_path, SUNDAY, more(tmp_path / "content")) as door:
            await dialogue(door)

    return test


def more(folder: Path) -> Library:
    """The illustrated library, with a word, a series and a demanding drill that the dialogues know."""
    write(folder, "words/wobble.md", WORD)
    write(folder, "series/ends.md", SERIES)
    write(folder, "drills/loaded-wobble.md", DEMANDING)
    return illustrated(read_library(folder))


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
    await door.presses("coach", "Ready")
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
    await door.says("sam", "/start")
    by_name = [f"drill {slug}" for slug in LIBRARY.drills]
    glossary = [f"what {slug}" for slug in LIBRARY.words]
    series = [f"series {slug}" for slug in LIBRARY.series]
    commands = ("help", "about", "topics", "topics layers", "series", "what", "drills", "note")
    for name in (*commands, *LIBRARY.cards, *by_name, *glossary, *series):
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
    assert "Elbow pain" in door.sees("sam")[-1].text
    assert "None of these" in door.sees("sam")[-1].buttons


@on_every_door
async def test_plain_words_in_doubt_lead_to_a_choice_of_three(door: Door) -> None:
    await door.says("sam", "hips or calves for a jump")
    choice = door.sees("sam")[-1]
    assert choice.buttons[3:] == ["Something else"]
    await door.presses("sam", "Vertical jump")
    assert "Vertical jump" in door.sees("sam")[-1].text


@on_every_door
async def test_ask_answers_plain_words_in_a_group_too(door: Door) -> None:
    await door.says("sam", "/ask how do i jump higher", "gym")
    told = door.sees("sam", "gym")[-1]
    assert "Vertical jump" in told.text
    assert not told.is_private


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
async def test_a_note_is_written_in_parts_looked_at_and_let_go(door: Door) -> None:
    await door.says("coach", "/note begin")
    await door.says("coach", "# Feet first")
    await door.says("coach", "My calf is hot and swollen, wrote a reader. See somebody the same day.")
    await door.sends("coach", "", "Then stand.\n\n{drill: tripod-stance}")
    assert "3 parts so far" in door.sees("coach")[-1].text
    await door.presses("coach", "End")
    assert door.sees("coach")[-1].buttons == ["Ready", "Preview", "Test", "Cancel"]
    await door.presses("coach", "Test")
    tried = door.sees("coach")[-1]
    assert tried.buttons == ["Tripod stance", "Today's drill", "Write back", "No more notes"]
    await door.presses("coach", "Ready")
    await door.says("sam", "/start")
    await door.at(NOON)
    (note,) = (one for one in door.sees("sam") if "wrote a reader" in one.text)
    assert (note.text, note.buttons, bool(note.picture)) == (tried.text, tried.buttons, True)


@on_every_door
async def test_a_long_note_arrives_whole(door: Door) -> None:
    paragraphs = [f"Paragraph {number}: " + "hips and feet make knees. " * 12 for number in range(20)]
    if door.__class__.__name__ == "TelegramDoor":
        paragraphs = paragraphs[:12]
    await door.says("coach", "/note " + "\n\n".join(paragraphs))
    await door.presses("coach", "Ready")
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


def label(seen: Seen, start: str) -> str:
    """The button that begins so."""
    return next(found for found in seen.buttons if found.startswith(start))


@on_every_door
async def test_a_card_is_found_by_its_area_and_by_its_layer(door: Door) -> None:
    await door.says("sam", "/topics")
    await door.presses("sam", label(door.sees("sam")[-1], "Knee ("))
    assert "Back" in door.sees("sam")[-1].buttons
    await door.presses("sam", "Back")
    await door.presses("sam", "By layer")
    assert "pass it on" in door.sees("sam")[-1].text
    await door.presses("sam", label(door.sees("sam")[-1], "Links ("))
    await door.presses("sam", LIBRARY.cards["kneepain"].title)
    assert "None of these" in door.sees("sam")[-1].buttons


@on_every_door
async def test_a_word_is_explained(door: Door) -> None:
    for asked in ("/what wobble", "/what woble", "what is a wobble?", "what does shakiness mean"):
        await door.says("sam", asked)
        assert "Small corrections" in door.sees("sam")[-1].text, asked
    await door.presses("sam", "All words")
    await door.presses("sam", "Wobble")
    await door.presses("sam", LIBRARY.cards["tripod"].title)
    assert words(plain(LIBRARY.cards["tripod"].body)) in words(door.sees("sam")[-1].text)


@on_every_door
async def test_a_series_is_read_to_its_end(door: Door) -> None:
    await door.says("sam", "/series")
    await door.presses("sam", "Both ends")
    assert "Start at the floor" in door.sees("sam")[-1].text
    first, second, third = (LIBRARY.cards[slug] for slug in ("tripod", "kneepain", "weeklynote"))
    await door.presses("sam", f"1. {first.title}")
    await door.presses("sam", f"Next: {second.title}")
    assert "None of these" in door.sees("sam")[-1].buttons
    await door.presses("sam", f"Next: {third.title}")
    assert words(plain(third.body)) in words(door.sees("sam")[-1].text)
    assert "That was the last of Both ends" in door.sees("sam")[-1].text
    await door.presses("sam", "Both ends")
    assert "Start at the floor" in door.sees("sam")[-1].text


@on_every_door
async def test_a_drill_is_chosen_by_a_wish_and_then_another_one(door: Door) -> None:
    await door.says("sam", "/start")
    await door.says("sam", "/drill foot 5 minutes")
    await door.presses("sam", "Another one")
    assert drills(door.sees("sam")) == ["Tripod stance", "Toe fan"]
    await door.presses("sam", "Done")
    assert "first one in" in door.sees("sam")[-1].text


@on_every_door
async def test_a_drill_is_chosen_by_three_taps(door: Door) -> None:
    await door.says("sam", "/start")
    await door.presses("sam", "Choose a drill")
    await door.presses("sam", "Hips")
    assert drills(door.sees("sam")) == ["Bridge hold"]


@on_every_door
async def test_a_demanding_drill_asks_first_and_none_of_these_shows_it(door: Door) -> None:
    await door.says("sam", "/start")
    await door.says("sam", "/drill loaded wobble")
    assert "asks more of you" in door.sees("sam")[-1].text
    assert "Done" not in door.sees("sam")[-1].buttons
    await door.presses("sam", "None of these")
    assert "Hold the weight" in door.sees("sam")[-1].text
    assert "Stop if" in door.sees("sam")[-1].text


@on_every_door
async def test_a_demanding_drill_gives_way_to_a_gentle_one_after_something_old(door: Door) -> None:
    await door.says("sam", "/start")
    await door.says("sam", "/drill loaded-wobble")
    await door.presses("sam", "Something old")
    assert drills(door.sees("sam")) == ["Tripod stance"]


@on_every_door
async def test_a_warning_sign_before_a_demanding_drill_ends_the_flow(door: Door) -> None:
    await door.says("sam", "/start")
    await door.says("sam", "/drill loaded-wobble")
    await door.presses("sam", "A warning sign now")
    assert "no drill today" in door.sees("sam")[-1].text
    await door.says("sam", "/drill loaded-wobble clear")
    await door.at(NOON)
    assert drills(door.sees("sam")) == []
    await door.presses("sam", "It is settled")
    await door.at(NOON + timedelta(days=1))
    assert len(drills(door.sees("sam"))) == 1


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


@on_every_door
async def test_a_warning_sign_in_plain_words_stops_and_keeps_the_drills_away_until_it_is_settled(
    door: Door,
) -> None:
    await door.says("sam", "/start")
    await door.says("sam", "my calf is hot n swollen, what drill helps?")
    stop = door.sees("sam")[-1]
    assert words(plain(LIBRARY.signs["calf-swollen"].answer)) in words(stop.text)
    assert stop.buttons == ["It is settled"]
    before = len(drills(door.sees("sam")))
    await door.at(NOON + timedelta(days=2))
    assert len(drills(door.sees("sam"))) == before
    await door.presses("sam", "It is settled")
    await door.at(NOON + timedelta(days=3))
    assert len(drills(door.sees("sam"))) == before + 1


@on_every_door
async def test_words_that_may_tell_of_a_sign_are_asked_about_and_none_of_these_leads_on(door: Door) -> None:
    await door.says("sam", "/start")
    await door.says("sam", "broken foot")
    question = door.sees("sam")[-1]
    assert question.text.startswith("One question before anything else")
    assert question.buttons == ["None of these", "One of these"]
    await door.presses("sam", "None of these")
    assert LIBRARY.cards["metatarsal"].title in door.sees("sam")[-1].text


@on_every_door
async def test_one_of_these_after_the_question_ends_the_flow(door: Door) -> None:
    await door.says("sam", "/start")
    await door.says("sam", "broken foot")
    await door.presses("sam", "One of these")
    assert "no drill today" in door.sees("sam")[-1].text
    await door.says("sam", "/drill")
    assert "no drill for now" in door.sees("sam")[-1].text


@on_every_door
async def test_despair_gets_warm_words_and_nothing_to_press(door: Door) -> None:
    await door.says("sam", "i dont want to be here anymore")
    told = door.sees("sam")[-1]
    assert words(plain(LIBRARY.crises["despair"].body)) == words(told.text)
    assert told.buttons == []
