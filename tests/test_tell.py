"""A coach's letter to a part of the members: drafted, looked at, tested, and sent once to each of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.changes import Draft, Log, Post, Save
from bot.coach import EVERYBODY, MISSED, Letter
from bot.commands.telling import LONGEST, part_in
from bot.members import CheckIn, Member
from bot.store.database import Conflict, Database
from bot.store.ledger import Ledger
from bot.store.letters import Letters
from bot.store.people import People
from scheduler.outbox import Settlement
from scheduler.plan import Quiet, Rhythm
from tests.doors import DOORS, LIBRARY, open_door
from tests.talk import last, messages, talk

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
WORDS = "Come **back**, we miss you."
Line = dict[str, Any]


def says(who: str, *texts: str) -> list[Line]:
    return [{"who": who, "text": text} for text in texts]


def presses(who: str, *labels: str) -> list[Line]:
    return [{"who": who, "press": label} for label in labels]


def told(*lines: Line, to: str = "sam", **options: Any) -> list[str]:
    return [one["text"] for one in messages(talk(*lines, at=NOON.isoformat(), **options), to)]


DRAFTED = [*says("sam", "/start"), *says("coach", f"/tell all {WORDS}")]
SENT = [*DRAFTED, *presses("coach", "Send")]


@pytest.mark.parametrize("platform", DOORS)
async def test_a_letter_is_previewed_tested_and_sent_once_on_every_platform(
    platform: str, tmp_path: Path
) -> None:
    async with open_door(platform, tmp_path, NOON, LIBRARY) as door:
        await door.says("sam", "/start")
        await door.says("coach", "/help")
        before = len(door.sees("sam"))
        await door.says("coach", f"/tell all {WORDS}")
        shown, summary = door.sees("coach")[-2:]
        assert "Come back, we miss you." in shown.text
        assert "one of all members" in summary.text
        assert summary.buttons == ["Send", "Test to me", "Discard"]
        await door.presses("coach", "Test to me")
        assert len(door.sees("sam")) == before
        test = door.sees("coach")[-1]
        await door.presses("coach", "Send")
        got = door.sees("sam")[-1]
        assert (got.text, got.buttons) == (test.text, test.buttons)
        await door.presses("coach", "How far is it?")
        assert any("1 of 1 sent" in one.text for one in door.sees("coach"))
        await door.says("coach", "/tell send 1")
        assert len(door.sees("sam")) == before + 1
        await door.replies("sam", "I am back", "we miss you")
        await door.says("coach", "/inbox")
        assert "Reply to your message 1" in door.sees("coach")[-1].text


def test_who_sent_what_to_members_is_recorded() -> None:
    trail = told(*SENT, *says("coach", "/audit"), to="coach")[-1]
    assert "coach sent message 1 to members: Come" in trail
    assert "sent message" not in told(*DRAFTED, *says("coach", "/audit"), to="coach")[-1]


def test_a_draft_lasts_through_a_restart_and_a_newer_one_takes_its_place(tmp_path: Path) -> None:
    options = ("--data", str(tmp_path))
    told(*DRAFTED, options=options)
    again = told(*says("coach", "/tell"), to="coach", options=options)
    assert again[0] == WORDS
    lines = [*says("coach", "/tell all Newer words."), {"who": "coach", "press": "Send", "nth": 2}]
    assert "not there any more" in told(*lines, to="coach", options=options)[-1]
    assert told(*presses("coach", "Send"), options=options) == ["Newer words."]


def test_what_is_discarded_reaches_nobody() -> None:
    lines = [*DRAFTED, *presses("coach", "Discard"), *says("coach", "/tell send 1")]
    assert "not there any more" in told(*lines, to="coach")[-1]
    assert WORDS not in told(*lines)


def test_one_tap_below_it_ends_such_messages_and_not_the_note() -> None:
    lines = [*SENT, *presses("sam", "No such messages")]
    assert "no such messages any more" in told(*lines)[-1]
    another = [{"at": "2026-11-27T12:00:00+00:00"}, *says("coach", "/tell all More words.")]
    assert "reaches nobody" in told(*lines, *another, to="coach")[-1]
    settings = told(*lines, *says("sam", "/settings"))[-1]
    assert "Sunday note comes" in settings
    assert "No messages of the coach to many" in settings
    back = [*lines, *presses("sam", "Coach's messages"), *another, *presses("coach", "Send")]
    assert "More words." in told(*back)


def test_who_stops_after_the_plan_and_before_the_sending_gets_none() -> None:
    quiet = [*says("sam", "/start", "/settings quiet 12:00-18:00"), *says("coach", f"/tell all {WORDS}")]
    sent = [*quiet, *presses("coach", "Send")]
    assert "after their quiet hours" in told(*sent, to="coach")[1]
    evening = {"at": "2026-11-25T19:00:00+00:00"}
    assert WORDS in told(*sent, evening)
    assert WORDS not in told(*sent, *says("sam", "/settings messages off"), evening)
    stopped = [*sent, *says("sam", "/stop"), evening, *presses("coach", "How far is it?")]
    assert told(*stopped, to="coach")[-1] == "0 of 1 sent\nstopped 1"


def test_strangers_know_of_no_such_command() -> None:
    for typed in ("/tell", f"/tell all {WORDS}", "/tell send 1", "/board"):
        assert "I do not know" in told(*DRAFTED, *says("eve", typed), to="eve")[-1]
    assert WORDS not in told(*DRAFTED, *says("eve", "/tell send 1"))


def test_what_cannot_be_sent_says_what_to_type() -> None:
    for typed, answer in (
        ("/tell", "with a look at it first"),
        ("/tell everyone hello", "To whom?"),
        ("/tell focus knees hello", "To whom?"),
        ("/tell missed", "What shall I tell all who did not check in"),
        ("/tell focus hips hello", "reaches nobody"),
        (f"/tell all {'x' * (LONGEST + 1)}", "Please shorten it"),
    ):
        assert answer in last(typed, who="coach")["text"], typed


@pytest.mark.parametrize(
    ("typed", "part", "words"),
    [
        ("all Hello there", EVERYBODY, "Hello there"),
        ("Missed\nHello", "", "Missed\nHello"),
        ("MISSED Hello", MISSED, "Hello"),
        ("focus foot Hello", "foot", "Hello"),
        ("focus Hip flexor, hello", "", "Hip flexor, hello"),
        ("focus hip flexor hello", "hip flexor", "hello"),
        ("focus hips hello", "hips", "hello"),
        ("focus forefoot", "forefoot", ""),
        ("nobody hello", "", "nobody hello"),
    ],
)
def test_the_part_is_named_first(typed: str, part: str, words: str) -> None:
    assert part_in(typed) == (part, words)


# --- the store


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(tmp_path)
    yield opened
    opened.close()


JOINED = NOON - timedelta(days=30)


def a_member(name: str, platform: str = "terminal", **changed: Any) -> Member:
    account = f"{platform}:{name}"
    rhythm = Rhythm("UTC", time(7))
    return replace(Member(account, account, account, name, rhythm, JOINED, JOINED), **changed)


def keep(database: Database, *changes: Any) -> None:
    """Keep these changes of the first one's member, or of a coach."""
    first = changes[0]
    person = first.member.person if isinstance(first, Save) else "terminal:coach"
    asyncio.run(People(database).remember(person, 0, changes, {}))


def letter(number: int, part: str = EVERYBODY) -> Letter:
    return Letter("terminal:coach", part, WORDS, NOON, number)


def send(database: Database, number: int, part: str = EVERYBODY, at: datetime = NOON) -> dict[str, datetime]:
    """Send a letter; whom it was planned for by name, and when it may leave."""
    keep(database, Draft(letter(number, part)))
    keep(database, Post(letter(number, part), at))
    rows = database.connection.execute(
        "SELECT person, not_before FROM deliveries WHERE kind = 'coach-message' AND label = ?", (str(number),)
    )
    return {row["person"].partition(":")[2]: datetime.fromisoformat(row["not_before"]) for row in rows}


def test_a_letter_is_planned_for_those_who_want_it_and_can_get_it(database: Database) -> None:
    night = Rhythm("UTC", time(7), quiet=Quiet(time(11), time(15)))
    for member in (
        a_member("ann"),
        a_member("ben", standing="stopped"),
        a_member("cat", standing="paused"),
        a_member("dan", standing="paused", paused_until=date(2026, 11, 26)),
        a_member("eve", standing="paused", paused_until=date(2026, 11, 25)),
        a_member("fay", is_reachable=False),
        a_member("gus", wants_letters=False),
        a_member("hal", rhythm=night),
        a_member("ida", wants_note=False),
    ):
        keep(database, Save(member))
    planned = send(database, 1)
    assert set(planned) == {"ann", "eve", "hal", "ida"}
    assert planned["hal"] == NOON + timedelta(hours=3)
    assert planned["ann"] == NOON


def test_parts_are_those_of_a_focus_and_those_who_missed_a_week(database: Database) -> None:
    def done(name: str, day: str) -> Log:
        return Log(f"terminal:{name}", CheckIn(date.fromisoformat(day), "tripod-stance", NOON))

    keep(database, Save(a_member("here", focus="hips")), done("here", "2026-11-19"))
    keep(database, Save(a_member("gone")), done("gone", "2026-11-01"), done("gone", "2026-11-18"))
    keep(database, Save(a_member("never")))
    keep(database, Save(a_member("new", joined_at=NOON - timedelta(days=3))))
    assert set(send(database, 1, MISSED)) == {"gone", "never"}
    assert set(send(database, 2, "hips")) == {"here"}


def test_a_member_gets_one_a_day_and_each_only_once(database: Database) -> None:
    keep(database, Save(a_member("ann")))
    assert set(send(database, 1)) == {"ann"}
    reach = asyncio.run(Letters(database).reach(EVERYBODY, NOON))
    assert (reach.count, reach.had_one) == (0, 1)
    assert set(send(database, 2, at=NOON + timedelta(hours=11))) == set()
    assert set(send(database, 3, at=NOON + timedelta(hours=12))) == {"ann"}
    with pytest.raises(Conflict):
        keep(database, Post(letter(3), NOON + timedelta(days=9)))
    count = database.connection.execute("SELECT count(*) FROM deliveries").fetchone()[0]
    assert count == 2


def test_one_that_was_never_delivered_does_not_keep_the_next_away(database: Database) -> None:
    keep(database, Save(a_member("ann")))
    send(database, 1)
    ledger = Ledger(database)
    (delivery,) = asyncio.run(ledger.claim("terminal", NOON, 1))
    asyncio.run(ledger.settle(delivery, Settlement("failed", NOON, "refused: bad words")))
    assert set(send(database, 2)) == {"ann"}
    tally = asyncio.run(Letters(database).numbered(1))
    assert tally is not None
    assert tally.tally == {"refused": 1}


def test_two_coaches_who_draft_at_once_get_a_number_each(database: Database) -> None:
    keep(database, Draft(letter(1)))
    with pytest.raises(Conflict):
        keep(database, Draft(replace(letter(1), author="terminal:other")))
    assert asyncio.run(Letters(database).fresh_number()) == 2


def test_the_reach_is_counted_by_platform(database: Database) -> None:
    for name, platform in (("a", "telegram"), ("b", "telegram"), ("c", "discord")):
        keep(database, Save(a_member(name, platform)))
    assert asyncio.run(Letters(database).reach(EVERYBODY, NOON)).by_platform == {"telegram": 2, "discord": 1}
