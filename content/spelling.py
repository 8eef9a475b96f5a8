"""Plain words beside the names of cards, letter by letter: the search without any model.

A name is a bag of words and of the runs of letters in them, and each weighs more the fewer cards have it
(tf-idf, Spärck Jones 1972). Likeness is the cosine of two bags. The runs forgive slips, other spellings and
plurals.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import log, sqrt

RUNS = (3, 4)
"""Lengths of the runs of letters; a word's begin and end count as letters."""
Bag = Mapping[str, float]
"""Words and runs of letters, and how much of each."""
FILLER = 0.25
"""What a word that says little weighs beside others."""
FILLERS = frozenset(
    """
    a about all am an and any are as at be been but by can cant could did didnt do does doesnt doing
    dont for from get gets getting got had has have having he her here his how i id if ill im in
    into is isnt it its ive just may me might mine my no not of off on or our out please really she
    should so some than that the their them then there these they this those to too very was we were
    what when where which while who why will with wont would you your
    """.split()
)
READ = 60
"""Words of a message that are looked at: the matter stands in the first sentences."""
LONGEST_WORD = 30
"""Letters of a word that are looked at."""
ENDINGS = (("ies", "y"), ("ing", ""), ("ied", "y"), ("ed", ""), ("es", "e"), ("s", ""))
"""Endings that do not change what a word is about, and what stands in their place."""


class Spelling:
    """The names of each card, to be asked how like they are to a message.

    The names under `apart` have nothing to do with one another, so they are not taken together.
    """

    def __init__(self, names: Mapping[str, Sequence[str]], apart: str = "") -> None:
        self._apart = apart
        bags = [(slug, _bag(name)) for slug, group in names.items() for name in group]
        self._rarity = _rarities(bags, len(names))
        self._unseen = log(1 + 2 * (len(names) + 0.5))
        whole = ((slug, _sum(bag for owner, bag in bags if owner == slug)) for slug in names if slug != apart)
        self._names = _Table((slug, self._weigh(bag)) for slug, bag in bags)
        self._cards = _Table((slug, self._weigh(bag)) for slug, bag in whole)

    def scores(self, text: str) -> dict[str, float]:
        """For each card that shares anything: its likest name (0 to 1) plus all of them together (0 to 1).

        Apart, the likest counts half as much again: so much do the names of a card add to one of them.
        """
        asked = self._weigh(_bag(text))
        one, together = self._names.likest(asked), self._cards.likest(asked)
        if self._apart in one:
            together[self._apart] = one[self._apart] / 2
        return {slug: one[slug] + together[slug] for slug in one}

    def _weigh(self, bag: Bag) -> Bag:
        """A bag as a vector of length 1."""
        weights = {run: much * self._rarity.get(run, self._unseen) for run, much in bag.items()}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {run: weight / length for run, weight in weights.items()}


class _Table:
    """Vectors by what is in them, so that a question touches only those that share something with it."""

    def __init__(self, vectors: Iterable[tuple[str, Bag]]) -> None:
        self._owners: list[str] = []
        self._having: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, (slug, vector) in enumerate(vectors):
            self._owners.append(slug)
            for run, weight in vector.items():
                self._having[run].append((number, weight))

    def likest(self, asked: Bag) -> dict[str, float]:
        """The cosine of each owner's likest vector; an owner that shares nothing is left out."""
        cosines: dict[int, float] = defaultdict(float)
        for run, weight in asked.items():
            for number, other in self._having.get(run, ()):
                cosines[number] += weight * other
        best: dict[str, float] = {}
        for number, cosine in cosines.items():
            slug = self._owners[number]
            best[slug] = max(cosine, best.get(slug, 0.0))
        return best


def _rarities(bags: Iterable[tuple[str, Bag]], count: int) -> dict[str, float]:
    """How much it tells that a run is there: its inverse document frequency as BM25 has it, by cards."""
    owners: dict[str, set[str]] = defaultdict(set)
    for slug, bag in bags:
        for run in bag:
            owners[run].add(slug)
    return {run: log(1 + (count - len(having) + 0.5) / (len(having) + 0.5)) for run, having in owners.items()}


def _bag(text: str) -> Bag:
    return _sum(_runs(word[:LONGEST_WORD]) for word in words_of(text)[:READ])


def _sum(bags: Iterable[Bag]) -> Bag:
    total: dict[str, float] = defaultdict(float)
    for bag in bags:
        for run, much in bag.items():
            total[run] += much
    return total


@lru_cache(maxsize=4096)
def _runs(word: str) -> Bag:
    """A word's stem, and the runs of letters in it, which together weigh as much as the stem."""
    if word in FILLERS:
        return {f"={word}": FILLER}
    framed = f"<{word}>"
    runs = [framed[at : at + size] for size in RUNS for at in range(len(framed) - size + 1)]
    return {f"={stem(word)}": 1.0} | dict.fromkeys(runs, 1 / sqrt(len(runs) or 1))


def words_of(text: str) -> list[str]:
    """Letters and digits in lower case, without accents and apostrophes: "Can't" is "cant"."""
    text = unicodedata.normalize("NFKD", re.sub(r"['’‘`]", "", text.casefold()))
    return re.findall(r"[^\W_]+", "".join(letter for letter in text if not unicodedata.combining(letter)))


def stem(word: str) -> str:
    """A word without the endings of English: "squatting", "squats" and "squatted" are "squat"."""
    for ending, instead in ENDINGS:
        if word.endswith(ending) and not word.endswith("ss") and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending) + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word
