"""The shipped library holds all that was promised, and each of it is worth opening."""

from __future__ import annotations

from typing import get_args

import pytest

from content.figures import PLANS
from content.library import Card
from content.model import Area, Layer, Track
from tests.asks import LIBRARY, buttons, reply

TOPICS = set(
    "elbowpain kneepain forefoot hipflexors hipsfiring calves tripod toespread lacrosseball wristpain "
    "fingersplay gripstrength shoes generators links connectedness imbalances crossover "
    "unbalancedsport dominantside rowfeel feelvshealth pepinstep landing calfstrain metatarsal "
    "tibialtorsion onefocus blueprint skinnyfat verticaljump dorsiflexion outsidefoot buildups "
    "motivation weeklynote".split()
)
WORDS = (
    "internal rotation, external rotation, dorsiflexion, isometric, supinated grip, neutral grip,"
    " pronated grip, valgus, pronation, hook grip, forefoot, crepitus,"
    " reactive strength, build-up, proprioception"
).split(", ")
CHALLENGES = {
    *("seven-forefoot-days", "fourteen-tripod-mornings", "flat-shoes-week"),
    *("hips-and-feet-thirty", "gentle-return"),
}
on_every_card = pytest.mark.parametrize("card", LIBRARY.cards.values(), ids=lambda card: card.slug)


def test_every_topic_of_the_article_is_a_card() -> None:
    assert set(LIBRARY.cards) == TOPICS
    assert len(TOPICS) == 36


def test_every_area_and_every_layer_has_cards() -> None:
    assert {card.area for card in LIBRARY.cards.values()} == set(get_args(Area))
    assert {card.layer for card in LIBRARY.cards.values()} == set(get_args(Layer))


@on_every_card
def test_a_card_is_found_by_each_of_its_names(card: Card) -> None:
    for name in (card.title, *card.aliases):
        told = reply(name)
        ways = buttons(told).values()
        assert told.about == card.slug or not {f"/{card.slug}", f"/words {card.slug}"}.isdisjoint(ways), name


@on_every_card
def test_behind_why_stands_how_sure_we_are_and_who_disagrees(card: Card) -> None:
    if card.slug != "weeklynote":
        assert "**How sure?**" in card.why
        assert "**Who disagrees?**" in card.why


@pytest.mark.parametrize("word", WORDS)
def test_every_word_is_explained(word: str) -> None:
    told = reply(f"/what {word}")
    assert told.title.casefold().startswith(word[:5])


def test_every_track_leads_from_gentle_to_demanding() -> None:
    for track in get_args(Track):
        drills = sorted(
            (drill for drill in LIBRARY.drills.values() if drill.track == track), key=lambda one: one.stage
        )
        gentle = [drill.is_gentle for drill in drills]
        assert len(drills) >= 2
        assert gentle[0]
        assert gentle == sorted(gentle, reverse=True), track


def test_hip_drills_say_that_they_are_not_the_articles() -> None:
    hips = [drill for drill in LIBRARY.drills.values() if drill.track == "hips"]
    assert {drill.source for drill in hips} <= {"general", "comment"}


def test_there_are_notes_for_eight_weeks_and_five_challenges() -> None:
    assert len(LIBRARY.reserve) == 8
    assert set(LIBRARY.challenges) >= CHALLENGES
    assert {"model"} <= set(LIBRARY.series)
    assert LIBRARY.series["model"].cards[:3] == ("generators", "links", "connectedness")


def test_the_model_is_drawn_for_the_cards_that_need_it() -> None:
    for slug in ("generators", "links", "connectedness"):
        figure = LIBRARY.cards[slug].figure
        assert figure is not None
        assert figure.layers


def test_movement_is_shown_moving() -> None:
    """What is repeated moves in its picture; so does a way into a hold, where that is worth showing."""
    still = [
        drill.slug
        for drill in LIBRARY.drills.values()
        if drill.dose.reps and drill.figure and not drill.figure.does_move
    ]
    assert still == []
    assert sum(drill.figure.does_move for drill in LIBRARY.drills.values() if drill.figure) >= 20


def test_every_drill_shows_a_whole_body_once() -> None:
    for drill in LIBRARY.drills.values():
        assert drill.figure is not None
        assert any(stage.view not in PLANS for stage in drill.figure.stages), drill.slug
