"""Phrases > a tree by their words, in which all that begin at one word are found in a single walk.

However many phrases begin with "cant", a message with that word takes no longer to read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Phrase = tuple[str, ...]
STEM = 3
"""Letters by which a word with an open end ("swell*") is looked up, so it has at least as many."""


@dataclass(frozen=True, slots=True)
class Branch:
    """What may follow the words so far."""

    names: frozenset[str]
    """The classes of the phrase that is whole here; empty where none is."""
    words: Mapping[str, Branch]
    open_ended: Mapping[str, tuple[tuple[str, Branch], ...]]
    """Words with an open end, without it, by their first letters."""

    def behind(self, word: str) -> Iterator[Branch]:
        """The branches that the word leads to."""
        if branch := self.words.get(word):
            yield branch
        for begins, one in self.open_ended.get(word[:STEM], ()):
            if word.startswith(begins):
                yield one


def grown(phrases: Iterable[tuple[Phrase, frozenset[str]]]) -> Branch:
    """The tree of those phrases and their classes."""
    names, behind = frozenset[str](), dict[str, list[tuple[Phrase, frozenset[str]]]]()
    for phrase, of_phrase in phrases:
        if phrase:
            behind.setdefault(phrase[0], []).append((phrase[1:], of_phrase))
        else:
            names |= of_phrase
    branches = {word: grown(some) for word, some in behind.items()}
    open_ended: dict[str, tuple[tuple[str, Branch], ...]] = {}
    for word in [one for one in branches if one.endswith("*")]:
        begins = word[:-1]
        open_ended[begins[:STEM]] = (*open_ended.get(begins[:STEM], ()), (begins, branches.pop(word)))
    return Branch(names, branches, open_ended)
