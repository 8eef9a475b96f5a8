"""What the bot cannot answer: passed on, answered once, kept for others where that is wanted; and what was
shown and not meant. On every platform."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.changes import Pass, Settle
from bot.commands.questions import LONGEST, MOST
from bot.model import Question
from bot.recent import KEPT, Recent, tag_of
from bot.store.database import Conflict, Database
from bot.store.people import People
from bot.store.questions import KEPT_FOR, Questions
from content.faq import TITLE, written
from content.header import take_apart
from content.library import read_library
from content.store import FILE
from tests.asks import buttons, reply
from tests.doors import DOORS, LIBRARY, Door, open_door
from tests.talk import messages, talk, write

MORNING = datetime(2026, 11, 24, 9, tzinfo=UTC)
FASTING = "how long should I fast before a blood test"
"""Nothing in the library is about that."""
ANSWER = "Ask whoever takes the blood; it is **not** my field."
Dialogue = Callable[[Door, Path], Awaitable[None]]


def on_every_door(dialogue: Dialogue) -> Callable[[str, Path], Awaitable[None]]:
    """Run the dialogue on each platform."""

    @pytest.mark.parametrize("platform", DOORS)
    async def test(platform: str, tmp_path: Path) -> None:
        async with open_door(platform, tmp_path, MORNING, LIBRARY) as door:
            await dialogue(door, tmp_path)

    return test


async def answered(door: Door) -> None:
    """Sam asks, passes it on, and the coach answers."""
    await door.says("sam", FASTING)
    await door.presses("sam", "Pass it to the coach")
    await door.says("coach", f"/inbox 1 {ANSWER}")


# the way of one question


@on_every_door
async def test_a_question_goes_to_the_coach_and_the_answer_back_once(door: Door, folder: Path) -> None:
    await door.says("coach", "/help")
    await door.says("sam", FASTING)
    await door.presses("sam", "Pass it to the coach")
    assert "with the coach now" in door.sees("sam")[-1].text
    assert "A question waits" in door.sees("coach")[-1].text
    await door.presses("coach", "Inbox")
    assert FASTING in door.sees("coach")[-1].text
    await door.says("coach", f"/inbox 1 {ANSWER}")
    assert "On its way" in door.sees("coach")[-1].text
    assert "whoever takes the blood" in door.sees("sam")[-1].text
    seen = len(door.sees("sam"))
    await door.says("coach", "/inbox 1 Another answer.")
    assert "settled" in door.sees("coach")[-1].text
    await door.at(MORNING + timedelta(hours=1))
    assert len(door.sees("sam")) == seen


@on_every_door
async def test_what_may_be_kept_answers_the_next_one(door: Door, folder: Path) -> None:
    await answered(door)
    await door.presses("sam", "Yes, keep it")
    await door.says("ann", "how long do i fast before a blood test?")
    told = door.sees("ann")[-1]
    if "whoever takes the blood" not in told.text:
        await door.presses("ann", next(label for label in told.buttons if label.startswith("how long")))
    assert "whoever takes the blood" in door.sees("ann")[-1].text
    assert not any("sam" in one.text for one in door.sees("ann"))
    await door.presses("sam", "Take it back")
    await door.says("ann", "/ask asked-1")
    assert "whoever takes the blood" not in door.sees("ann")[-1].text


@on_every_door
async def test_what_may_not_be_kept_is_nowhere_any_more(door: Door, folder: Path) -> None:
    await answered(door)
    await door.presses("sam", "No, thanks")
    assert FASTING not in written_down(folder)
    await door.says("ann", FASTING)
    assert "Pass it to the coach" in door.sees("ann")[-1].buttons


@on_every_door
async def test_a_coach_may_have_no_answer(door: Door, folder: Path) -> None:
    await door.says("sam", FASTING)
    await door.presses("sam", "Pass it to the coach")
    await door.says("coach", "/inbox")
    await door.presses("coach", "No answer here")
    assert "no good answer" in door.sees("sam")[-1].text
    assert "Yes, keep it" not in door.sees("sam")[-1].buttons


@on_every_door
async def test_a_card_that_was_not_meant_leads_to_the_next_ones_and_is_counted(
    door: Door, folder: Path
) -> None:
    await door.says("sam", "my elbows hurt after chin ups")
    await door.presses("sam", "Not what I meant")
    choice = door.sees("sam")[-1]
    assert "counted" in choice.text
    assert 2 <= len(choice.buttons) <= 4
    await door.presses("sam", "Something else")
    assert "Pass it to the coach" in door.sees("sam")[-1].buttons
    await door.presses("sam", "Pass it to the coach")
    await door.says("coach", "/inbox")
    told = door.sees("coach")[-1].text
    assert "my elbows hurt after chin ups" in told
    assert "Elbow pain (1)" in told


@on_every_door
async def test_a_choice_that_holds_nothing_right_is_passed_on(door: Door, folder: Path) -> None:
    await door.says("sam", "hips or calves for a jump")
    await door.presses("sam", "Something else")
    await door.presses("sam", "Pass it to the coach")
    await door.says("coach", "/inbox")
    assert "hips or calves for a jump" in door.sees("coach")[-1].text


@on_every_door
async def test_in_a_group_nothing_is_passed_on(door: Door, folder: Path) -> None:
    await door.says("sam", "/start")
    await door.says("sam", f"/ask {FASTING}", "gym")
    assert "Pass it to the coach" not in door.sees("sam", "gym")[-1].buttons
    await door.says("sam", f"/pass {FASTING}", "gym")
    await door.says("coach", "/inbox")
    assert "Nothing waits" in door.sees("coach")[-1].text


@on_every_door
async def test_a_warning_sign_is_never_passed_on(door: Door, folder: Path) -> None:
    await door.says("sam", "/pass my chest feels tight and i cannot breathe")
    assert "somebody looks at it" in door.sees("sam")[-1].text
    await door.says("coach", "/inbox")
    assert "Nothing waits" in door.sees("coach")[-1].text


# who may do what


@on_every_door
async def test_the_inbox_is_the_coachs_and_the_consent_is_the_askers(door: Door, folder: Path) -> None:
    await door.says("sam", FASTING)
    await door.presses("sam", "Pass it to the coach")
    await door.says("eve", "/inbox")
    await door.says("eve", "/inbox 1 Buy my book.")
    assert "I do not know" in door.sees("eve")[-1].text
    await door.says("coach", f"/inbox 1 {ANSWER}")
    assert not any("book" in one.text for one in door.sees("sam"))
    await door.says("eve", "/keep 1 yes")
    await door.says("eve", FASTING)
    assert "Pass it to the coach" in door.sees("eve")[-1].buttons


def told(*lines: dict[str, Any], options: tuple[str, ...] = (), to: str = "sam") -> list[str]:
    return [one["text"] for one in messages(talk(*lines, at=MORNING.isoformat(), options=options), to)]


def test_after_a_restart_the_words_are_asked_for_again(tmp_path: Path) -> None:
    options = ("--data", str(tmp_path))
    told({"who": "sam", "text": FASTING}, options=options)
    (asked,) = told({"who": "sam", "press": "Pass it to the coach"}, options=options)
    assert "need your words" in asked
    assert "with the coach" in told({"who": "sam", "text": f"/pass {FASTING}"}, options=options)[-1]


def test_an_old_button_passes_on_the_words_that_it_stands_under() -> None:
    lines = (
        {"who": "sam", "text": FASTING},
        {"who": "sam", "text": "what is the capital of France"},
        {"who": "sam", "press": "Pass it to the coach", "nth": 2},
    )
    inbox = told(*lines, {"who": "coach", "text": "/inbox"}, to="coach")[-1]
    assert FASTING in inbox


def test_a_question_has_its_limits() -> None:
    long = "x" * (LONGEST + 1)
    assert "characters" in told({"who": "sam", "text": f"/pass {long}"})[-1]
    many = [{"who": "sam", "text": f"/pass question of day {day}"} for day in range(MOST + 1)]
    assert "wait for the coach already" in told(*many)[-1]
    assert "has that one already" in told(many[0], many[0])[-1]


def test_what_a_person_writes_is_shown_as_words() -> None:
    lines = (
        {"who": "sam", "text": "/pass is *this* [bold](https://example.org)?"},
        {"who": "coach", "text": "/inbox"},
    )
    assert r"\*this\*" in told(*lines, to="coach")[-1]


def test_quiet_hours_hold_the_answer() -> None:
    lines: list[dict[str, str]] = [
        {"who": "sam", "text": "/start"},
        {"who": "sam", "text": "/settings quiet 20:00-08:00"},
        {"who": "sam", "text": f"/pass {FASTING}"},
        {"at": "2026-11-24T22:00:00+00:00"},
        {"who": "coach", "text": f"/inbox 1 {ANSWER}"},
    ]
    assert not any(ANSWER in text for text in told(*lines))
    assert "quiet hours" in told(*lines, to="coach")[-1]
    assert any(ANSWER in text for text in told(*lines, {"at": "2026-11-25T12:00:00+00:00"}))


def test_who_never_joined_can_see_and_erase_what_was_passed_on(tmp_path: Path) -> None:
    options = ("--data", str(tmp_path))
    lines = talk(
        {"who": "sam", "text": f"/pass {FASTING}"}, {"who": "sam", "text": "/export"}, options=options
    )
    export = json.loads(messages(lines)[-1]["file"]["text"])
    assert export["questions"][0]["text"] == FASTING
    erase = [{"who": "sam", "text": "/forget"}, {"who": "sam", "press": "Yes, forget me"}]
    talk(*erase, {"who": "sam", "press": "Erase everything"}, options=options)
    assert FASTING not in written_down(tmp_path)


def test_forget_takes_what_was_kept_out_of_the_library(tmp_path: Path) -> None:
    options = ("--data", str(tmp_path))
    lines: list[dict[str, str]] = [
        {"who": "sam", "text": "/start"},
        {"who": "sam", "text": f"/pass {FASTING}"},
        {"who": "coach", "text": f"/inbox 1 {ANSWER}"},
        {"who": "sam", "press": "Yes, keep it"},
    ]
    talk(*lines, at=MORNING.isoformat(), options=options)
    assert FASTING in written_down(tmp_path)
    erase = [{"who": "sam", "text": "/forget"}, {"who": "sam", "press": "Yes, forget me"}]
    later = (MORNING + timedelta(hours=1)).isoformat()
    talk(*erase, {"who": "sam", "press": "Erase everything"}, at=later, options=options)
    assert FASTING not in written_down(tmp_path)


def written_down(folder: Path) -> str:
    """All that the bot itself keeps in its folder; the terminal's journal is the platform's."""
    files = [*folder.glob("tripod.db*"), *folder.glob(f"{FILE}*")]
    return b"".join(path.read_bytes() for path in files).decode("utf-8", "replace")


def test_coaches_hear_of_the_inbox_once_a_day_as_long_as_something_waits() -> None:
    ask = {"who": "sam", "text": f"/pass {FASTING}"}
    another = {"who": "ann", "text": "/pass may dogs eat grapes"}
    lines = (ask, another, {"at": "2026-11-27T12:00:00+00:00"})
    assert len([text for text in told(*lines, to="coach") if "wait" in text]) == 2
    settled = (ask, {"who": "coach", "text": f"/inbox 1 {ANSWER}"}, {"at": "2026-11-27T12:00:00+00:00"})
    assert len([text for text in told(*settled, to="coach") if "waits for you" in text]) == 1


def test_where_nobody_reads_an_inbox_nothing_is_offered() -> None:
    assert "Pass it to the coach" not in buttons(reply("what is the capital of France"))


# the parts


def question(person: str = "terminal:sam", text: str = FASTING) -> Question:
    return Question(person, person, person, "Sam", text, MORNING)


async def test_what_was_settled_long_ago_is_erased_unless_it_is_kept(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    people, questions = People(database), Questions(database)
    for state in ("answered", "declined", "kept", "open"):
        await people.remember("terminal:sam", 0, (Pass(question(text=state)),), {})
    for one in await questions.of("terminal:sam"):
        if one.text != "open":
            done = replace(one, state=one.text, settled_at=MORNING)  # type: ignore[arg-type]
            await people.remember("terminal:sam", 0, (Settle(done, "open"),), {})
    await questions.forget_settled(MORNING + KEPT_FOR)
    assert len(await questions.of("terminal:sam")) == 4
    await questions.forget_settled(MORNING + KEPT_FOR + timedelta(seconds=1))
    assert [one.text for one in await questions.of("terminal:sam")] == ["kept", "open"]
    database.close()


async def test_two_coaches_who_answer_at_once_send_one_answer(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    people = People(database)
    await people.remember("terminal:sam", 0, (Pass(question()),), {})
    done = replace(question(), number=1, state="answered", answer="First.", settled_at=MORNING)
    await people.remember("terminal:coach", 0, (Settle(done, "open", MORNING),), {})
    with pytest.raises(Conflict):
        await people.remember(
            "terminal:other", 0, (Settle(replace(done, answer="Second."), "open", MORNING),), {}
        )
    (kept,) = await Questions(database).of("terminal:sam")
    assert kept.answer == "First."
    database.close()


def test_the_words_in_mind_are_found_by_their_owner_alone_and_not_for_ever() -> None:
    recent = Recent()
    recent.note("telegram:1", FASTING)
    assert recent.find("telegram:1", tag_of(FASTING)) == FASTING
    assert recent.find("telegram:2", tag_of(FASTING)) == ""
    for number in range(KEPT):
        recent.note("telegram:2", str(number))
    assert recent.find("telegram:1", tag_of(FASTING)) == ""


@pytest.mark.parametrize(
    "asked",
    ['Is "this" fine?', "a\\b\x7f\x00c", "one\nand\ttwo", "+++", "x" * 900, "é🙂" * 300, "# no ''' \"\"\""],
)
def test_any_question_makes_a_sound_page(asked: str, tmp_path: Path) -> None:
    text = written(asked, "Yes.")
    assert len(str(take_apart(text, "faq/asked-1.md").header["title"])) <= TITLE
    write(tmp_path, "faq/asked-1.md", text)
    (kept,) = read_library(tmp_path).faq.values()
    assert kept.asks == (" ".join(asked.split()),)
