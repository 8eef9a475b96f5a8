"""Phrases > a tree by their words, in which all that begin at one word are found in a single walk.

However many phrases begin with "cant", a message with that word takes no longer to read. A phrase that takes
in a list ("looks @odd") has one branch for "@odd", however much is on that list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

Phrase = tuple[str, ...]
MARK = "@"
"""What a word begins with that stands for every phrase of a list."""
STEM = 3
"""Letters by which a word with an open end ("swell*") is looked up, so it has at least as many."""


class Branch:
    """What may follow the words so far. It grows while phrases are read, and is looked at from then on."""

    __slots__ = ("lists", "names", "open_ended", "words")

    def __init__(self) -> None:
        self.names: frozenset[str] = frozenset()
        """The classes of the phrase that is whole here, and the "@" words that stand for it; often none."""
        self.words: dict[str, Branch] = {}
        self.lists: dict[str, Branch] = {}
        """The words with an "@"."""
        self.open_ended: dict[str, dict[str, Branch]] | None = None
        """Words with an open end, without it, by their first letters."""

    @property
    def is_end(self) -> bool:
        """Whether nothing follows."""
        return not (self.words or self.lists or self.open_ended)

    def behind(self, word: str) -> Iterator[Branch]:
        """The branches that the word leads to."""
        if branch := self.words.get(word):
            yield branch
        for begins, one in (self.open_ended or {}).get(word[:STEM], {}).items():
            if word.startswith(begins):
                yield one

    def grow(self, word: str) -> Branch:
        """The branch of that word, new where there was none."""
        siblings, known = self.lists if word.startswith(MARK) else self.words, word
        if word.endswith("*"):
            self.open_ended = self.open_ended or {}
            known = word[:-1]
            siblings = self.open_ended.setdefault(known[:STEM], {})
        branch = siblings.get(known)
        if branch is None:
            branch = siblings[known] = Branch()
        return branch


def grown(phrases: Iterable[tuple[Phrase, frozenset[str]]]) -> Branch:
    """The tree of those phrases and their classes."""
    root = Branch()
    for phrase, names in phrases:
        branch = root
        for word in phrase:
            branch = branch.grow(word)
        branch.names |= names
    return root
