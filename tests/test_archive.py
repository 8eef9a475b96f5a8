"""The notes that went out, by week, by word, page by page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.commands import answer, parse
from bot.model import Ask, Reply, Said
from content.editions import Edition, Editions
from content.library import Note
from content.store import Shelf
from tests.asks import LIBRARY, buttons
from tests.talk import messages, talk

NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)


def edition(week: str, text: str, state: Any = "ready") -> tuple[Edition, ...]:
    return (Edition(week, f"Title {week[-2:]}", text, state, NOW, "terminal:coach"),)


WRITTEN = Editions(
    {
        "2026-W47": edition("2026-W47", "Stand on three points."),
        "2026-W48": edition("2026-W48", "Hips first, then knees.", "held"),
        "2026-W52": edition("2026-W52", "Never sent.", "cancelled"),
        "2026-W53": edition("2026-W53", "The last week of a long year. Stand."),
        "2027-W01": edition("2027-W01", "Not out yet."),
    }
)
RESERVE = {"2026-W49": Note("reserve-1", "Kettle", "Stand while it boils.")}
BEGUN = frozenset({"2026-W47", "2026-W48", "2026-W49", "2026-W53"})


def shown(text: str, editions: Editions = WRITTEN, begun: frozenset[str] = BEGUN) -> Reply:
    said = Said("telegram:9", "Sam", "telegram:9", text)
    ask = Ask(said, *parse(text), NOW, Shelf(LIBRARY), editions=editions, reserve=RESERVE, begun=begun)
    (reply,) = answer(ask).replies
    return reply


def test_it_lists_what_went_out_the_newest_first() -> None:
    reply = shown("/notes")
    assert reply.text.startswith("4 notes")
    assert list(buttons(reply)) == [
        "2026-W53: Title 53", "2026-W49: Kettle", "2026-W48: Title 48", "2026-W47: Title 47",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "weeks"),
    [
        ("stand", ["2026-W53", "2026-W49", "2026-W47"]),
        ("STAND points", ["2026-W47"]),
        ("kettle", ["2026-W49"]),
        ("hips", ["2026-W48"]),
        ("title 53", ["2026-W53"]),
        ("sent", []),
        ("out yet", []),
    ],
)
def test_words_find_the_notes_that_have_them_all(words: str, weeks: list[str]) -> None:
    found = [command for command in buttons(shown(f"/notes {words}")).values() if command != "/notes"]
    assert found == [f"/notes {week}" for week in weeks]


@pytest.mark.parametrize(
    ("week", "words", "ways"),
    [
        ("2026-W53", "long year", {"Older": "/notes 2026-W49", "All notes": "/notes"}),
        (
            "2026-w49",
            "boils",
            {"Newer": "/notes 2026-W53", "Older": "/notes 2026-W48", "All notes": "/notes"},
        ),
        ("2026-W47", "three points", {"Newer": "/notes 2026-W48", "All notes": "/notes"}),
        ("2026-W52", "No note went out", {"All notes": "/notes"}),
        ("2027-W01", "No note went out", {"All notes": "/notes"}),
        ("2026-W50", "No note went out", {"All notes": "/notes"}),
    ],
)
def test_a_week_shows_its_note_if_that_went_out(week: str, words: str, ways: dict[str, str]) -> None:
    reply = shown(f"/notes {week}")
    assert words in reply.text
    assert buttons(reply) == ways


def test_many_notes_are_leafed_through() -> None:
    weeks = [f"2026-W{number:02}" for number in range(10, 30)]
    many = Editions({week: edition(week, "Words.") for week in weeks})
    seen: list[str] = []
    command = "/notes"
    while command:
        ways = buttons(shown(command, many, frozenset(weeks)))
        seen += [one.removeprefix("/notes ") for one in ways.values() if "page" not in one]
        command = ways.get("Older", "")
    assert seen == sorted(weeks, reverse=True)
    assert "Newer" in buttons(shown("/notes page 99", many, frozenset(weeks)))


def test_nothing_went_out_yet() -> None:
    assert "No note has gone out yet" in shown("/notes", begun=frozenset()).text


def test_everybody_reads_it_and_a_note_that_goes_on_monday_is_in_it() -> None:
    lines = talk(
        {"who": "sam", "text": "/start"},
        {"who": "coach", "text": "/note # Feet\nStand."},
        {"who": "coach", "text": "/note ready"},
        {"who": "coach", "text": "/hungover"},
        {"at": "2026-11-22T12:00:00+00:00"},
        {"who": "ann", "text": "/notes"},
        {"at": "2026-11-23T12:00:00+00:00"},
        {"who": "ann", "text": "/notes"},
        {"who": "ann", "press": "2026-W47: Feet"},
        options=("--coach", "coach"),
    )
    before, listed, note = messages(lines, "ann")
    assert "No note has gone out yet" in before["text"]
    assert listed["buttons"] == ["2026-W47: Feet"]
    assert "Stand." in note["text"]
