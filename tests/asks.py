"""Commands asked directly, as the pure functions that they are: no store, no platform."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from bot.changes import Answer
from bot.commands import answer, parse
from bot.commands.plain_words import to_search
from bot.members import Member
from bot.model import Ask, Button, Reply, Said
from content.library import Card, Dose, Drill, Library, Series, Word, read_library
from content.meaning import NoModel, SentenceModel
from content.search import Search
from content.store import Shelf
from scheduler.plan import Rhythm

LIBRARY = read_library()


def no_model() -> SentenceModel:
    """For a search that goes by spelling alone, as where the model is not installed."""
    raise NoModel("none is wanted here")


SEARCH = Search(no_model)
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
SAM = Member(
    person="terminal:sam",
    home="terminal:sam",
    address="terminal:sam",
    name="Sam",
    rhythm=Rhythm("UTC", time(7)),
    joined_at=NOW,
    heard_at=NOW,
)


def answered(text: str, library: Library = LIBRARY, member: Member | None = SAM) -> Answer:
    """All that a command decided."""
    command, words = parse(text)
    said = Said("terminal:sam", "Sam", "terminal:sam", text)
    found = SEARCH.find(library, to_search(said, command, words, library))
    return answer(Ask(said, command, words, NOW, Shelf(library), member=member, found=found))


def reply(text: str, library: Library = LIBRARY, member: Member | None = SAM) -> Reply:
    """The one message that answers."""
    (only,) = answered(text, library, member).replies
    return only


def buttons(shown: Reply) -> dict[str, str]:
    """The labels of all buttons and what they type."""
    return {button.label: button.command for row in shown.buttons for button in row}


def press(shown: Reply, label: str, library: Library = LIBRARY) -> Reply:
    """The answer to a button of that label."""
    found: Button = next(button for row in shown.buttons for button in row if button.label == label)
    return reply(found.command, library)


def a_library(
    drills: Iterable[Drill] = (),
    cards: Iterable[Card] = (),
    words: Iterable[Word] = (),
    series: Iterable[Series] = (),
) -> Library:
    """A library of just these; signs and phrases are the shipped ones."""
    return replace(
        LIBRARY,
        drills={one.slug: one for one in drills},
        cards={one.slug: one for one in cards},
        words={one.slug: one for one in words},
        series={one.slug: one for one in series},
    )


def a_drill(slug: str, track: Any = "foot", stage: int = 1, **changed: Any) -> Drill:
    """A gentle drill of three minutes without equipment, felt in the sole."""
    drill = Drill(
        slug=slug,
        title=slug.replace("-", " ").capitalize(),
        says="It says why.",
        track=track,
        stage=stage,
        is_gentle=True,
        minutes=3,
        equipment=(),
        dose=Dose(2, 8, 0, sides=False),
        feel=("sole",),
        mistake="Haste.",
        easier="",
        harder="",
        stop_if="it hurts.",
        not_after=(),
        source="general",
        steps=("Stand.", "Press.", "Rest."),
    )
    return replace(drill, **changed)


def a_card(slug: str, **changed: Any) -> Card:
    """A card about the foot, without signs."""
    card = Card(
        slug=slug,
        title=slug.capitalize(),
        says="It says what about.",
        layer="connection",
        area="foot",
        source="general",
        aliases=(),
        signs=(),
        drills=(),
        related=(),
        is_in_menu=False,
        body="Its words.",
        why="",
    )
    return replace(card, **changed)
