"""Plain words -> cards: by spelling always, by meaning too where the sentence model is there.

    message > Slips.mended > Spelling.scores, Meaning.scores > decide > Found

A score alone is a poor gate, so a card is shown at once only when both ways to look agree on it; what
is more like `elsewhere.txt`, the things that no card answers, gets none.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Literal

from content.library import Card, Faq, Library, bare
from content.meaning import Meaning, NoModel, SentenceModel, load_model
from content.slips import Slips, read_slang
from content.spelling import Spelling
from content.wordpiece import read_wordpiece

OFFERED = 3
"""Cards that a choice may have; as many may come next to a card that is shown."""
ELSEWHERE = ""
"""Stands among the slugs for all that no card answers."""
ELSEWHERE_FILE = Path(__file__).with_name("elsewhere.txt")

Scores = Mapping[str, float]
Action = Literal["card", "menu", "none"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """What a message gets: a card, a choice of up to OFFERED, or an honest nothing."""

    action: Action = "none"
    slugs: tuple[str, ...] = ()
    """The best first; behind the one card up to OFFERED others, should it be the wrong one."""
    vector: tuple[float, ...] = field(default=(), compare=False, repr=False)
    """The message as the sentence model sees it; empty where it did not look."""


NOTHING = Found()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What it takes, in scores of one kind.

    The figures were chosen on the names of the cards, each looked for as if it were not there, and on the
    messages of `tests/plain_words/` that are for development.
    """

    enough: float
    """The first card's score, to be shown at once."""
    lead: float
    """How far it has to be ahead of the second, to be shown at once."""
    some: float
    """The first card's score, to be offered at all."""
    below: float
    """How far it may be below what no card answers, to be offered at all."""


BOTH = Evidence(enough=0.7, lead=0.1, some=0.42, below=0.06)
SPELLED = Evidence(enough=1.1, lead=0.4, some=0.25, below=0.25)
SPELLING_WEIGHS = 0.15
"""What likeness in spelling weighs beside likeness in meaning."""


def decide(spelled: Scores, meant: Scores | None, named: str | None = None) -> Found:
    """What a message with these scores gets; `meant` is None where there is no model.

    The card whose name it is; else a card that comes first in spelling and in meaning and is well ahead;
    else a choice, or nothing.
    """
    scores, needed = (spelled, SPELLED) if meant is None else (_both(spelled, meant), BOTH)
    ranked = _ranked(scores)
    if named:
        return _card(named, ranked)
    if not ranked:
        return NOTHING
    first, second = [*(scores[slug] for slug in ranked[:2]), 0.0][:2]
    above = first - scores.get(ELSEWHERE, 0.0)
    if first < needed.some or above < -needed.below:
        return NOTHING
    is_clear = first >= needed.enough and first - second >= needed.lead and above >= 0.0
    is_agreed = _ranked(spelled)[:1] == ranked[:1]
    return _card(ranked[0], ranked) if is_clear and is_agreed else Found("menu", tuple(ranked[:OFFERED]))


def _card(shown: str, ranked: Sequence[str]) -> Found:
    others = [slug for slug in ranked if slug != shown]
    return Found("card", (shown, *others[:OFFERED]))


def _both(spelled: Scores, meant: Scores) -> Scores:
    return {slug: score + SPELLING_WEIGHS * spelled.get(slug, 0.0) for slug, score in meant.items()}


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
        names = {ELSEWHERE: tuple(elsewhere())}
        names |= {slug: _asked(faq) for slug, faq in library.faq.items()}
        names |= {slug: tuple(names_of(card)) for slug, card in library.cards.items()}
        self._known = {bare(name): slug for slug, group in names.items() for name in group}
        self._slips = Slips(chain.from_iterable(names.values()), read_wordpiece(), read_slang())
        mended = {slug: tuple(map(self._slips.mended, group)) for slug, group in names.items()}
        self._spelling = Spelling(mended, ELSEWHERE)
        self._meaning = Meaning(model, names, ELSEWHERE) if model else None

    def find(self, text: str) -> Found:
        """A name is its card, a line of what no card answers gets nothing; other words are weighed."""
        said = bare(text)
        named = self._known.get(said)
        if not said or named == ELSEWHERE:
            return NOTHING
        text = self._slips.mended(text)
        if self._meaning is None:
            return decide(self._spelling.scores(text), None, named)
        vector = self._meaning.vector(text)
        found = decide(self._spelling.scores(text), self._meaning.scores(vector), named)
        return replace(found, vector=vector)


def names_of(card: Card) -> Iterable[str]:
    """What people call what it is about."""
    return (card.slug, *card.aliases, card.says, card.title)


def _asked(faq: Faq) -> tuple[str, ...]:
    return (faq.slug, faq.title, *faq.asks)


def elsewhere() -> Iterable[str]:
    """Examples of what no card answers."""
    lines = ELSEWHERE_FILE.read_text(encoding="utf-8").splitlines()
    return (line for line in lines if line and not line.startswith("#"))
