"""Finding one's way: topics by area and layer, words, and series read in order."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.model import Reply
from content.library import Library, Series, Word
from content.model import Area, Layer
from tests.asks import LIBRARY, a_card, a_drill, a_library, buttons, press, reply
from tests.talk import last

PAIN = a_card("kneepain", title="Knee pain", area="knee", layer="link", signs=("knee-locked",), why="Depth.")
CARDS = (
    a_card("generators", area="whole body", layer="model", drills=("stance",)),
    PAIN,
    a_card("toespread", title="Toe spread", aliases=("crowded toes",), related=("kneepain",)),
)
WORDS = (
    Word("crepitus", "Crepitus", ("creaking joint",), ("kneepain",), "general", "A joint that creaks."),
    Word("valgus", "Valgus", ("knock knee",), (), "general", "The knee falls in."),
    Word("neutral-grip", "Neutral grip", ("palms facing",), (), "general", "Palms face each other."),
)
MODEL = Series(
    "model", "The model", "Three layers.", ("generators", "kneepain", "toespread"), "Read it in order."
)
FOOT = Series("foot-first", "Feet first", "From the floor up.", ("toespread",), "One card is enough.")
KNOWN = a_library([a_drill("stance")], CARDS, WORDS, (MODEL, FOOT))


def shown(*said: str, library: Library = KNOWN) -> Reply:
    """The answer to the last of these; a leading `!` presses a button of the answer before."""
    first, *rest = said
    answer = reply(first, library)
    for words in rest:
        answer = press(answer, words[1:], library) if words.startswith("!") else reply(words, library)
    return answer


# --- topics ---


def test_topics_shows_the_areas_that_have_cards_and_how_many() -> None:
    labels = list(buttons(shown("/topics")))
    assert labels == ["Foot (1)", "Knee (1)", "Whole body (1)", "By layer", "In order", "Words"]


def test_every_card_of_the_library_is_found_by_its_area_and_by_its_layer() -> None:
    for names in (get_args(Area), get_args(Layer)):
        found = [set(buttons(shown(f"/topics {name}", library=LIBRARY)).values()) for name in names]
        assert {f"/{slug}" for slug in LIBRARY.cards} <= set().union(*found)


def test_browsing_changes_the_message_in_place_and_a_new_question_does_not() -> None:
    assert not shown("/topics").edits
    for way in (("!Foot (1)",), ("!By layer",), ("!By layer", "!The model (1)"), ("!Foot (1)", "!Back")):
        assert shown("/topics", *way).edits, way
    assert last("/topics", "!By layer")["edits"] is True
    assert last("/topics layers")["edits"] is False


def test_an_area_shows_its_cards_and_the_way_back() -> None:
    assert buttons(shown("/topics", "!Knee (1)")) == {"Knee pain": "/kneepain", "Back": "/topics areas"}
    assert buttons(shown("/topics", "!Knee (1)", "!Back")) == buttons(shown("/topics"))


def test_the_layers_are_told_apart_and_lead_to_their_cards() -> None:
    layers = shown("/topics layers")
    assert list(buttons(layers)) == ["Links (1)", "Connections (1)", "The model (1)", "Back"]
    assert "- **Links**: " in layers.text
    assert "Generators" not in layers.text
    links = press(layers, "Links (1)", KNOWN)
    assert buttons(links) == {"Knee pain": "/kneepain", "Back": "/topics layers"}
    assert links.text == LIBRARY.say("topics.role.link")


@pytest.mark.parametrize("typed", ["knee", "Knee", "knees", "KNEE!"])
def test_an_area_is_found_as_people_type_it(typed: str) -> None:
    assert shown(f"/topics {typed}").title == "Knee"


@pytest.mark.parametrize("typed", ["spaceship", "hand", "!!!"])
def test_an_area_that_is_unknown_or_empty_leads_to_the_others(typed: str) -> None:
    answer = shown(f"/topics {typed}")
    assert "nothing under that name" in answer.text
    assert buttons(answer) == buttons(shown("/topics"))


# --- words ---


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("crepitus", "Crepitus"),
        ("Crepitus?", "Crepitus"),
        ("crepitis", "Crepitus"),
        ("creaking joint", "Crepitus"),
        ("neutral grip", "Neutral grip"),
        ("neutral-grip", "Neutral grip"),
        ("nuetral grip", "Neutral grip"),
        ("is valgus", "Valgus"),
        ("does valgus mean?", "Valgus"),
        ("does knock knee mean", "Valgus"),
    ],
)
def test_a_word_is_found_by_its_name_an_alias_or_with_a_slip(typed: str, title: str) -> None:
    assert shown(f"/what {typed}").title == title


def test_a_word_is_explained_with_the_topics_in_which_it_matters() -> None:
    word = shown("/what crepitus")
    assert (word.title, word.text) == ("Crepitus", "A joint that creaks.")
    assert buttons(word) == {"Knee pain": "/kneepain", "All words": "/what"}


def test_all_words_are_one_tap_away_and_each_opens() -> None:
    words = shown("/topics", "!Words")
    assert list(buttons(words)) == ["Crepitus", "Valgus", "Neutral grip", "Topics"]
    for word in WORDS:
        opened = press(words, word.title, KNOWN)
        assert opened.text == word.body
        assert press(opened, "All words", KNOWN) == words


def test_an_unknown_word_offers_the_nearest_or_the_topics() -> None:
    assert list(buttons(shown("/what valguard"))) == ["Valgus"]
    assert buttons(shown("/what xyzzy")) == {"Words": "/what", "Topics": "/topics"}


def test_what_knows_the_topics_too() -> None:
    assert shown("/what crowded toes").about == "toespread"


@pytest.mark.parametrize(
    "typed",
    [
        "what is crepitus?",
        "What's crepitus",
        "what’s a crepitus?",
        "whats crepitis",
        "what does crepitus mean",
        "What does the crepitus mean?",
        "define crepitus",
        "the meaning of crepitus",
    ],
)
def test_plain_words_that_ask_for_a_word_get_it(typed: str) -> None:
    assert shown(typed).title == "Crepitus"


@pytest.mark.parametrize(
    "typed", ["crepitus", "my crepitus hurts", "what is crepitus doing in my knee", "what is wrong", "what"]
)
def test_plain_words_that_ask_for_none_do_not(typed: str) -> None:
    assert shown(typed).title == ""


# --- series ---


def test_all_series_are_listed_with_what_they_are_about() -> None:
    series = shown("/topics", "!In order")
    assert "- **The model**: Three layers." in series.text
    assert list(buttons(series)) == ["The model", "Feet first", "Topics"]


@pytest.mark.parametrize("typed", ["model", "The Model", "modle", "model 0", "model 9", "model 1000"])
def test_a_series_shows_its_introduction_and_its_cards_in_order(typed: str) -> None:
    contents = shown(f"/series {typed}")
    assert (contents.title, contents.text) == ("The model", "Read it in order.")
    assert list(buttons(contents)) == ["1. Generators", "2. Knee pain", "3. Toe spread"]


def test_a_series_is_read_card_by_card_to_its_end() -> None:
    card = shown("/series", "!The model", "!1. Generators")
    assert card.about == "generators"
    assert list(buttons(card)) == ["Stance", "Next: Knee pain", "The model"]
    card = press(card, "Next: Knee pain", KNOWN)
    assert card.about == "kneepain"
    card = press(card, "Next: Toe spread", KNOWN)
    assert "That was the last of The model." in card.text
    assert card.text.startswith(CARDS[2].body)
    assert list(buttons(card)) == ["The model", "Topics"]
    assert press(card, "The model", KNOWN) == shown("/series model")


def test_a_card_of_a_series_keeps_its_signs_first_and_its_drills_behind_the_tap() -> None:
    card, alone = shown("/series model 2"), shown("/kneepain")
    assert card.text == alone.text
    assert card.text.startswith(LIBRARY.say("signs.first"))
    assert card.buttons[: len(alone.buttons)] == alone.buttons


def test_an_unknown_series_shows_those_that_there_are() -> None:
    answer = shown("/series xyzzy")
    assert "no series of that name" in answer.text
    assert "The model" in buttons(answer)


def test_every_word_and_series_of_the_library_answers() -> None:
    for slug, word in LIBRARY.words.items():
        assert reply(f"/what {slug}").text == word.body
    for slug, series in LIBRARY.series.items():
        for number, card in enumerate(series.cards, start=1):
            assert reply(f"/series {slug} {number}").about == card
