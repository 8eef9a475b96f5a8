"""A second opinion beside the rules: when it asks, when it sees a crisis, and what it never does."""

from __future__ import annotations

import hashlib
from array import array

import pytest

from content.hearing import DOUBTS, HEAVY, IDLE, LEANS, STOPS, SURE, listen, weigh
from content.opinion import BITS, FILE, Opinion, Taught, opinion, read_taught, written
from content.signs import NOTHING, Heard, hear
from tests.asks import LIBRARY, buttons, press, reply
from tests.plain_words.measuring import lessons

UNHEARD = "the house would be tidier with me gone, thats all"
"""Despair in words that no rule knows."""


def judged(sign: float = 0.0, despair: float = 0.0) -> Opinion:
    return Opinion(sign, {"despair": despair, "eating": 0.0, "young": 0.0})


STOP, ASK, CRISIS = Heard("stop", ("numb-limb",)), Heard("ask", ("numb-limb",)), Heard("crisis", ("eating",))
DESPAIR = Heard("crisis", ("despair",), is_doubtful=True)
A_LITTLE = 0.001


@pytest.mark.parametrize(
    ("rules", "second", "then"),
    [
        (NOTHING, judged(), NOTHING),
        (NOTHING, judged(despair=SURE), DESPAIR),
        (NOTHING, judged(despair=HEAVY), Heard("ask", ("despair",))),
        (NOTHING, judged(despair=HEAVY - A_LITTLE), NOTHING),
        (NOTHING, judged(sign=LEANS), Heard("ask", ("in-doubt",))),
        (NOTHING, judged(sign=LEANS - A_LITTLE), NOTHING),
        (NOTHING, judged(sign=0.99), Heard("ask", ("in-doubt",))),
        (STOP, judged(sign=STOPS), STOP),
        (STOP, judged(sign=STOPS - A_LITTLE), ASK),
        (STOP, judged(), ASK),
        (STOP, judged(despair=SURE), Heard("crisis", ("despair",))),
        (ASK, judged(despair=SURE), Heard("crisis", ("despair",))),
        (ASK, judged(sign=0.99), ASK),
        (ASK, judged(sign=IDLE), ASK),
        (ASK, judged(sign=IDLE - A_LITTLE), NOTHING),
        (ASK, judged(despair=HEAVY), ASK),
        (CRISIS, judged(despair=0.9), CRISIS),
        (CRISIS, judged(despair=DOUBTS - A_LITTLE), Heard("ask", ("eating",))),
        (CRISIS, judged(), Heard("ask", ("eating",))),
    ],
)
def test_two_opinions_become_one(rules: Heard, second: Opinion, then: Heard) -> None:
    assert weigh(rules, second, LIBRARY) == then


def test_what_the_rules_stop_never_passes_whatever_the_second_opinion() -> None:
    for step in range(101):
        for second in (judged(sign=step / 100), judged(despair=step / 100)):
            assert weigh(STOP, second, LIBRARY).action in ("stop", "ask", "crisis")
            assert weigh(CRISIS, second, LIBRARY).action in ("crisis", "ask")


@pytest.mark.parametrize("words", ["douleur dans la poitrine", "Brustschmerzen beim Laufen", "quero morrer"])
def test_words_it_did_not_learn_are_left_to_the_rules(words: str) -> None:
    assert opinion(words).sign + opinion(words).crisis < DOUBTS
    assert listen(words, LIBRARY) == hear(words, LIBRARY) != NOTHING


def test_a_library_without_the_page_of_a_crisis_asks_nothing_about_it() -> None:
    bare = LIBRARY.__class__.__new__(LIBRARY.__class__)
    for name in LIBRARY.__dataclass_fields__:
        object.__setattr__(bare, name, {} if name in ("crises", "signs") else getattr(LIBRARY, name))
    assert weigh(NOTHING, judged(despair=1.0), bare) == NOTHING


def test_despair_in_words_that_no_rule_knows_gets_its_words() -> None:
    assert hear(UNHEARD, LIBRARY) == NOTHING
    assert listen(UNHEARD, LIBRARY) == DESPAIR
    shown = reply(UNHEARD)
    assert shown.kind == "crisis"
    assert list(buttons(shown)) == ["That is not it"]


def test_who_was_misread_goes_on_to_what_the_words_would_have_found() -> None:
    shown = reply(f"{UNHEARD}, and my forefoot running is going nowhere")
    assert shown.kind == "crisis"
    assert press(shown, "That is not it").kind == "reply"


@pytest.mark.parametrize(
    "words",
    [
        "Elbows a bit sore after chins, what now?",
        "move my reminder to 7:30 please",
        "that drill killed me lol, again tomorrow",
        "how do i spread my toes",
        "thanks coach, see you tomorrow",
        "stiff calves after the hill, both of them",
    ],
)
def test_everyday_words_are_left_alone(words: str) -> None:
    assert listen(words, LIBRARY) == NOTHING


def test_a_crisis_in_doubt_is_asked_about_and_a_yes_gets_its_words() -> None:
    shown = reply("/signs at despair")
    assert shown.kind == "crisis"
    assert not shown.buttons


def test_the_file_holds_what_is_learned_from_the_messages_as_they_are() -> None:
    lines = "\n".join(f"{one.kind} {one.text}" for one in lessons())
    head = FILE.read_bytes().partition(b"\n")[0].decode()
    assert hashlib.sha256(lines.encode()).hexdigest()[:16] in head, "run: python -m tools.teach"


def test_what_is_written_is_read_again_within_half_a_step() -> None:
    taught = read_taught()
    again = written(taught, "x")
    assert again.partition(b"\n")[2] == FILE.read_bytes().partition(b"\n")[2]
    assert len(taught.rarity) == 1 << BITS


def test_an_opinion_adds_up_to_one_and_takes_the_vector_into_account() -> None:
    size = 1 << BITS
    taught = Taught(
        kinds=("ordinary", "sign", "despair"),
        rarity=array("f", [1.0] * size),
        spelled=array("f", [0.0] * size * 3),
        meant=array("f", [0.0, 3.0, 0.0]),
        bias=(0.0, 0.0, 0.0),
    )
    plain, with_vector = taught.opinion("anything"), taught.opinion("anything", (1.0,))
    assert plain.sign == pytest.approx(1 / 3)
    assert with_vector.sign == pytest.approx(0.909, abs=0.001)
    assert with_vector.crisis == pytest.approx((1 - with_vector.sign) / 2)


@pytest.mark.parametrize("text", ["", " ", "\udc00", "🙃", "a" * 20_000, "ज़िंदगी"])
def test_strange_text_is_weighed_too(text: str) -> None:
    assert 0.0 <= opinion(text).crisis <= 1.0
