"""What readers write back, and their words in a note: into the inbox, and quoted after a yes alone."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.coaching.quotes import Missing, numbers_in, quoted
from bot.store.database import Database
from bot.store.ledger import Ledger
from tests.doors import DOORS, LIBRARY, Door, open_door
from tests.talk import SUNDAY_MORNING, last, messages, talk

SUNDAY = datetime(2026, 11, 22, 8, tzinfo=UTC)
"""09:00 in Berlin: the note comes in an hour."""
NOTE = "# Feet first\nGo barefoot today."
WORDS = "I went barefoot and liked it more than I expected"
ON_ITS_WAY = "On its way to the coach. He reads when he reads; nobody watches this live."
Line = dict[str, Any]


def says(who: str, *texts: str) -> list[Line]:
    return [{"who": who, "text": text} for text in texts]


def presses(who: str, *labels: str) -> list[Line]:
    return [{"who": who, "press": label} for label in labels]


def at(instant: str) -> list[Line]:
    return [{"at": instant}]


NOTE_IS_OUT = [
    *says("sam", "/start"),
    *says("coach", f"/note {NOTE}", "/note ready"),
    *at("2026-11-22T09:30:00+00:00"),
]
REPLIED = [*NOTE_IS_OUT, {"who": "sam", "text": WORDS, "replies": "barefoot"}]


def told(*lines: Line, to: str = "sam", **options: Any) -> list[str]:
    return [one["text"] for one in messages(talk(*lines, **options), to)]


# --- on every platform


@pytest.mark.parametrize("platform", DOORS)
async def test_a_reply_to_the_note_is_in_the_inbox_and_the_answer_comes_back(
    platform: str, tmp_path: Path
) -> None:
    async with open_door(platform, tmp_path, SUNDAY, LIBRARY) as door:
        await note_is_out(door)
        await door.replies("sam", WORDS, "barefoot")
        assert ON_ITS_WAY in door.sees("sam")[-1].text
        await door.says("coach", "/inbox")
        shown = door.sees("coach")[-1].text
        assert "Reply to 2026-W47" in shown
        assert WORDS in shown
        await door.says("coach", "/inbox 1 Lovely to hear.")
        answered = door.sees("sam")[-1]
        assert "Lovely to hear." in answered.text
        assert "Yes, keep it" not in answered.buttons


@pytest.mark.parametrize("platform", DOORS)
async def test_the_words_after_the_tap_are_the_reply_and_can_be_taken_back(
    platform: str, tmp_path: Path
) -> None:
    async with open_door(platform, tmp_path, SUNDAY, LIBRARY) as door:
        await note_is_out(door)
        await door.presses("sam", "Write back")
        assert "/reply" in door.sees("sam")[-1].text
        await door.says("sam", WORDS)
        assert ON_ITS_WAY in door.sees("sam")[-1].text
        await door.presses("sam", "Take it back")
        await door.says("coach", "/inbox")
        assert "Nothing waits" in door.sees("coach")[-1].text


@pytest.mark.parametrize("platform", DOORS)
async def test_every_part_of_a_long_note_can_be_replied_to(platform: str, tmp_path: Path) -> None:
    async with open_door(platform, tmp_path, SUNDAY, LIBRARY) as door:
        long = "\n\n".join(
            ["# The beginning", *["A sentence of many words for a Sunday." * 5] * 30, "The end."]
        )
        await note_is_out(door, long)
        await door.replies("sam", WORDS, "The beginning")
        await door.says("coach", "/inbox")
        assert "Reply to 2026-W47" in door.sees("coach")[-1].text


async def note_is_out(door: Door, text: str = NOTE) -> None:
    await door.says("sam", "/start")
    await door.sends("coach", "/note", text)
    await door.presses("coach", "Ready")
    await door.at(SUNDAY + timedelta(hours=2))


# --- what counts as a reply


def test_the_command_takes_a_reply_to_the_newest_note_at_any_time() -> None:
    lines = [*NOTE_IS_OUT, *at("2026-11-26T12:00:00+00:00"), *says("sam", f"/reply {WORDS}")]
    assert told(*lines)[-1] == ON_ITS_WAY
    assert "Reply to 2026-W47" in told(*lines, *says("coach", "/inbox"), to="coach")[-1]


@pytest.mark.parametrize("between", [says("sam", "/help"), at("2026-11-22T09:41:00+00:00")])
def test_words_that_do_not_come_right_after_the_tap_are_words_like_any(between: list[Line]) -> None:
    lines = [*NOTE_IS_OUT, *presses("sam", "Write back"), *between, *says("sam", "my elbow hurts")]
    assert told(*lines)[-1] != ON_ITS_WAY
    assert "Nothing waits" in told(*lines, *says("coach", "/inbox"), to="coach")[-1]


def test_after_a_restart_the_words_after_the_tap_are_still_the_reply(tmp_path: Path) -> None:
    options = ("--data", str(tmp_path))
    talk(*NOTE_IS_OUT, *presses("sam", "Write back"), options=options)
    later = "2026-11-22T09:35:00+00:00"
    assert told(*says("sam", WORDS), at=later, options=options) == [ON_ITS_WAY]


def test_a_reply_to_another_message_or_to_one_of_somebody_else_is_no_reply_to_the_note() -> None:
    other = {"who": "sam", "text": "my elbow hurts", "replies": "Tripod stance"}
    lines = [*NOTE_IS_OUT, other, *says("coach", "/inbox")]
    assert "Nothing waits" in told(*lines, to="coach")[-1]


def test_who_had_no_note_is_told_so() -> None:
    assert "no note yet" in last("/reply Great note!")["text"]
    assert "no note yet" in last("/reply")["text"]


def test_the_field_of_the_terminal_finds_a_message_by_its_place_and_refuses_what_is_none() -> None:
    by_place = talk(*NOTE_IS_OUT, {"who": "sam", "text": WORDS, "replies": 1})
    assert messages(by_place)[-1]["text"] == ON_ITS_WAY
    for wrong in (0, True, 1.5, "no such words", 99):
        lines = talk(*NOTE_IS_OUT, {"who": "sam", "text": WORDS, "replies": wrong})
        assert "error" in lines[-1], wrong


def test_replies_have_the_limits_of_questions() -> None:
    many = [{"who": "sam", "text": f"/reply thought {number}"} for number in range(4)]
    assert "3 of your messages wait" in told(*NOTE_IS_OUT, *many)[-1]
    assert "1000 characters" in told(*NOTE_IS_OUT, *says("sam", "/reply " + "x" * 1001))[-1]
    assert "has that one" in told(*REPLIED, *says("sam", f"/reply {WORDS}"))[-1]


def test_read_without_an_answer_tells_nobody() -> None:
    lines = [*REPLIED, *says("coach", "/inbox"), *presses("coach", "Read, no answer")]
    assert told(*lines, to="coach")[-1] == "Put away; sam is not told."
    assert told(*lines)[-1] == ON_ITS_WAY
    assert "Nothing waits" in told(*lines, *says("coach", "/inbox"), to="coach")[-1]


# --- signs before replies


def test_despair_in_a_reply_gets_its_own_words_alone_and_goes_nowhere() -> None:
    lines = [*NOTE_IS_OUT, {"who": "sam", "text": "I want to kill myself", "replies": "barefoot"}]
    shown = messages(talk(*lines))[-1]
    assert shown["kind"] == "crisis"
    assert "Nothing waits" in told(*lines, *says("coach", "/inbox"), to="coach")[-1]


@pytest.mark.parametrize("typed", ["after the tap", "/reply"])
def test_a_sign_in_a_reply_is_heard_first_and_it_is_said_that_the_words_went_nowhere(typed: str) -> None:
    sign = "my chest feels tight and i cannot breathe"
    said = says("sam", f"/reply {sign}") if typed == "/reply" else says("sam", sign)
    lines = [*NOTE_IS_OUT, *presses("sam", "Write back"), *said]
    stopped, held = messages(talk(*lines))[-2:]
    assert stopped["kind"] == "signs"
    assert "have not gone to the coach" in held["text"]
    assert "Nothing waits" in told(*lines, *says("coach", "/inbox"), to="coach")[-1]


def test_words_that_may_hold_a_sign_wait_for_a_second_tap() -> None:
    maybe = {"who": "sam", "text": "great note, i heard a snap", "replies": "barefoot"}
    lines = [*NOTE_IS_OUT, maybe]
    asked, held = messages(talk(*lines))[-2:]
    assert asked["buttons"] == ["None of these", "One of these"]
    assert held["buttons"] == ["Send it to the coach"]
    sent = [*lines, *presses("sam", "Send it to the coach")]
    assert told(*sent)[-1] == ON_ITS_WAY
    assert "i heard a snap" in told(*sent, *says("coach", "/inbox"), to="coach")[-1]


# --- quoting

ASKED = [*REPLIED, *says("coach", "/inbox"), *presses("coach", "Ask to quote")]
QUOTING = says("coach", "/note # Next week\nOne of you: {quote: 1}", "/note ready")
NEXT_SUNDAY = at("2026-11-29T11:00:00+00:00")
SATURDAY = at("2026-11-28T12:00:00+00:00")


def notes(out: list[Line]) -> list[str]:
    return [one["text"] for one in messages(out, "sam", "note")]


def test_who_wrote_it_is_asked_with_the_very_words_and_the_coach_hears_what_to_write() -> None:
    asked = messages(talk(*ASKED))[-1]
    assert WORDS in asked["text"]
    assert asked["buttons"] == ["Yes, with my name", "Yes, without my name", "No"]
    agreed = told(*ASKED, *presses("sam", "Yes, with my name"), to="coach")[-1]
    assert "`{quote: 1}`" in agreed
    assert f"“{WORDS}” (sam)" in agreed


@pytest.mark.parametrize(
    ("yes", "shown"),
    [("Yes, with my name", f"“{WORDS}” (sam)"), ("Yes, without my name", f"“{WORDS}” (a reader)")],
)
def test_a_note_quotes_as_was_agreed(yes: str, shown: str) -> None:
    sent = notes(talk(*ASKED, *presses("sam", yes), *SATURDAY, *QUOTING, *NEXT_SUNDAY))
    assert f"One of you: {shown}" in sent[-1]


@pytest.mark.parametrize(
    "answer",
    [
        [],
        presses("sam", "No"),
        presses("sam", "Yes, with my name", "Take it back"),
        [*presses("sam", "Yes, with my name"), *says("sam", "/forget everything", "/start")],
    ],
    ids=["no answer", "no", "taken back", "forgotten"],
)
def test_without_a_yes_the_note_is_held_back_and_the_coach_hears_why(answer: list[Line]) -> None:
    out = talk(*ASKED, *answer, *SATURDAY, *QUOTING, *NEXT_SUNDAY)
    assert len(notes(out)) == 1
    assert len([one for one in messages(out, "coach") if "2026-W48 waits: it quotes 1" in one["text"]]) == 1


def test_a_yes_that_comes_late_lets_the_note_go_and_one_taken_back_before_stops_it() -> None:
    late = [*ASKED, *SATURDAY, *QUOTING, *NEXT_SUNDAY, *presses("sam", "Yes, without my name")]
    assert f"“{WORDS}” (a reader)" in notes(talk(*late))[-1]
    yes = [*ASKED, *presses("sam", "Yes, with my name"), *SATURDAY, *QUOTING]
    taken_back = [*yes, *says("sam", "/quote 1 no"), *NEXT_SUNDAY]
    out = talk(*taken_back, *at("2026-12-01T12:00:00+00:00"), *says("sam", "/note"))
    assert ["from the shelf" in one for one in notes(out)[1:]] == [True]
    assert messages(out)[-1]["title"] == messages(out, "sam", "note")[-1]["title"]
    (told_why,) = (one["text"] for one in messages(out, "coach") if "the reserve goes out" in one["text"])
    assert told_why.startswith("2026-W48: the note quotes 1 without a yes, so it stays here")


def test_once_a_note_is_out_words_that_are_taken_back_are_in_it_no_more() -> None:
    sent = [*ASKED, *presses("sam", "Yes, with my name"), *SATURDAY, *QUOTING, *NEXT_SUNDAY]
    read = told(*sent, *says("sam", "/quote 1 no", "/note"))[-1]
    assert WORDS not in read
    assert "kept back" in read


def test_consent_is_the_writers_and_asking_is_the_coachs_once() -> None:
    out = talk(*ASKED, *says("eve", "/quote 1 named"), *says("coach", "/inbox quote 1"))
    assert "has not answered yet" in messages(out, "coach")[-1]["text"]
    assert "asked to quote question 1" in told(*ASKED, *says("coach", "/audit"), to="coach")[-1]
    assert len([one for one in messages(out) if "would like to quote you" in one["text"]]) == 1
    assert "do not know /inbox" in told(*REPLIED, *says("eve", "/inbox quote 1"), to="eve")[-1]
    assert "nothing to say yes or no to" in told(*REPLIED, *says("sam", "/quote 1 named"))[-1]


def test_what_may_be_quoted_is_kept_longer_than_what_was_only_answered() -> None:
    answered = [*ASKED, *presses("sam", "Yes, with my name"), *says("coach", "/inbox 1 Thanks.")]
    lines = [*answered, *at("2027-01-20T12:00:00+00:00"), *says("coach", "/inbox quote 1")]
    assert "You may quote number 1" in told(*lines, to="coach")[-1]


def test_quotes_are_put_in_by_number() -> None:
    consents = {1: "“One” (Sam)", 12: "“Twelve” (a reader)"}
    assert quoted("A {quote: 12}, b {Quote:#1}.", consents) == "A “Twelve” (a reader), b “One” (Sam)."
    assert quoted("{quote: 3} {quote: 1} {quote: 2} {quote: 3}", consents) == Missing((3, 2))
    assert quoted("{drill: bridge-hold} {card: elbowpain} {quote}", consents) == (
        "{drill: bridge-hold} {card: elbowpain} {quote}"
    )
    assert quoted("{quote: 1}", {1: "{quote: 12}"}) == "{quote: 12}"
    assert numbers_in("{quote: 2} {quote: 2} {quote: 1}") == (2, 1)


def test_a_message_belongs_to_who_got_it(tmp_path: Path) -> None:
    options = ("--data", str(tmp_path))
    talk(*NOTE_IS_OUT, at=SUNDAY_MORNING, options=options)
    database = Database.open(tmp_path)
    (row,) = database.connection.execute("SELECT shown FROM deliveries WHERE kind = 'note'")
    replied_to = Ledger(database).replied_to
    assert asyncio.run(replied_to("terminal:sam", "terminal:sam", row["shown"])) == "2026-W47"
    assert asyncio.run(replied_to("terminal:eve", "terminal:eve", row["shown"])) == ""
    assert asyncio.run(replied_to("terminal:sam", "telegram:7", row["shown"])) == ""
    assert asyncio.run(replied_to("terminal:sam", "terminal:sam", row["shown"] + "0")) == ""
    database.close()
