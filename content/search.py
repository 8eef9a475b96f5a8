"""Plain words -> cards: by spelling always, by meaning too where the sentence model is there.

    message > Spelling.scores, Meaning.scores > decide > Found

A score alone is a poor gate, so a card is shown at once only when both ways to look agree on it; what
is more like `elsewhere.txt`, the things that no card answers, gets none.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Literal

from content.library import Card, Faq, Library, bare
from content.meaning import Meaning, NoModel, SentenceModel, load_model
from content.spelling import Spelling

OFFERED = 3
"""Cards that a message may get, best first."""
ELSEWHERE = ""
"""Stands among the slugs for all that no card answers."""
ELSEWHERE_FILE = Path(__file__).with_name("elsewhere.txt")

Scores = Mapping[str, float]
Action = Literal["card", "menu", "none"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """What a message gets: its first card, a choice of up to OFFERED, or an honest nothing."""

    action: Action = "none"
    slugs: tuple[str, ...] = ()


NOTHING = Found()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What it takes, in scores of one kind.

    The figures were chosen on the names of the cards, each looked for as if it were not there, and on
    messages that have no card (`tests/plain_words/`).
    """

    enough: float
    """The first card's score, to be shown at once."""
    lead: float
    """How far it has to be ahead of the second, to be shown at once."""
    some: float
    """The first card's score, to be offered at all."""
    below: float
    """How far it may be below what no card answers, to be offered at all."""


BOTH = Evidence(enough=0.7, lead=0.1, some=0.38, below=0.12)
SPELLED = Evidence(enough=1.0, lead=0.4, some=0.25, below=0.15)
SPELLING_WEIGHS = 0.15
"""What likeness in spelling weighs beside likeness in meaning."""


def decide(spelled: Scores, meant: Scores | None) -> Found:
    """What a message with these scores gets; `meant` is None where there is no model.

    A card when it comes first in spelling and in meaning and is well ahead; else a choice, or nothing.
    """
    if meant is None:
        return _weigh(spelled, spelled, SPELLED)
    both = {slug: score + SPELLING_WEIGHS * spelled.get(slug, 0.0) for slug, score in meant.items()}
    return _weigh(both, spelled, BOTH)


def _weigh(scores: Scores, spelled: Scores, needed: Evidence) -> Found:
    ranked = _ranked(scores)
    if not ranked:
        return NOTHING
    first, second = [*(scores[slug] for slug in ranked[:2]), 0.0][:2]
    above = first - scores.get(ELSEWHERE, 0.0)
    if first < needed.some or above < -needed.below:
        return NOTHING
    is_clear = first >= needed.enough and first - second >= needed.lead and above >= 0.0
    is_agreed = _ranked(spelled)[:1] == ranked[:1]
    return Found("card" if is_clear and is_agreed else "menu", tuple(ranked[:OFFERED]))


def _ranked(scores: Scores) -> list[str]:
    """The cards that have a score, best first; the alphabet decides between equals."""
    return sorted(scores.keys() - {ELSEWHERE}, key=lambda slug: (-scores[slug], slug))


class Search:
    """The search, for worker threads: made ready at the first question, and anew for another library."""

    def __init__(self, load: Callable[[], SentenceModel] = load_model) -> None:
        self._load = load
        self._ready: _Ready | None = None
        self._lock = Lock()

    def find(self, library: Library, text: str) -> Found:
        """What these words get. Takes seconds where it has to be made ready, milliseconds afterwards."""
        with self._lock:
            if self._ready is None or self._ready.library is not library:
                self._ready = _Ready(library, self._model)
        return self._ready.find(text)

    @cached_property
    def _model(self) -> SentenceModel | None:
        try:
            return self._load()
        except NoModel as reason:
            log.warning("plain words are searched by their spelling alone: %s", reason)
            return None


def state(load: Callable[[], SentenceModel] = load_model) -> str:
    """By what plain words are searched here, and why not by meaning. It tries, which takes half a second."""
    try:
        load()
    except NoModel as reason:
        return f"by spelling alone: {reason}"
    return "by spelling and meaning"


class _Ready:
    """The search over one library."""

    def __init__(self, library: Library, model: SentenceModel | None) -> None:
        self.library = library
        names = {slug: _asked(faq) for slug, faq in library.faq.items()}
        names |= {slug: tuple(_names(card)) for slug, card in library.cards.items()}
        self._known = {bare(name): slug for slug, known in names.items() for name in known}
        names[ELSEWHERE] = tuple(_elsewhere())
        self._spelling = Spelling(names)
        self._meaning = Meaning(model, names, ELSEWHERE) if model else None

    def find(self, text: str) -> Found:
        """A name of a card is that card; other words are weighed."""
        if not (said := bare(text)):
            return NOTHING
        if named := self._known.get(said):
            return Found("card", (named,))
        return decide(self._spelling.scores(text), self._meaning.scores(text) if self._meaning else None)


def _names(card: Card) -> Iterable[str]:
    return (card.slug, *card.aliases, card.says, card.title)


def _asked(faq: Faq) -> tuple[str, ...]:
    return (faq.slug, faq.title, *faq.asks)


def _elsewhere() -> Iterable[str]:
    lines = ELSEWHERE_FILE.read_text(encoding="utf-8").splitlines()
    return (line for line in lines if line and not line.startswith("#"))
