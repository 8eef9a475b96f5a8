"""Slips of the keyboard and words of the street, put into the words of the cards for the search.

    "my kneecpas are achy" > "my knee are hurts"

Nobody reads the result.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Protocol

SLANG_FILE = Path(__file__).with_name("slang.toml")
SHORTEST, LONGEST = 4, 20
"""Letters of a word that may be a slip: a shorter one is a letter away from too many others."""
READ = 60
"""Words of a message that are looked at: the matter stands in the first sentences."""
WORD = re.compile(r"[^\W\d_]+\b(?!['’])")
"""Letters; what an apostrophe follows is half a word."""


class English(Protocol):
    """Words that need no mending; the vocabulary of the sentence model is one."""

    def has(self, word: str) -> bool:
        """Whether it has this word, in lower case."""


class Slips:
    """The words that are known: those of the cards' names, of the slang, and of English as a whole."""

    def __init__(self, names: Iterable[str], english: English, slang: Mapping[str, str]) -> None:
        self._english = english
        self._slang = slang
        self._used = Counter(chain(slang, (word for name in names for word in WORD.findall(name.casefold()))))
        self._near: dict[str, list[str]] = defaultdict(list)
        for word in self._used:
            if SHORTEST <= len(word) <= LONGEST:
                for rest in _one_left_out(word):
                    self._near[rest].append(word)

    def mended(self, text: str) -> str:
        """The text with its first READ words as the cards would have them."""
        return WORD.sub(lambda found: self._mended(found.group()), text, count=READ)

    def _mended(self, word: str) -> str:
        meant = self._meant(word.casefold())
        return self._slang.get(meant, meant)

    def _meant(self, word: str) -> str:
        """The word itself where it is known, else the one a slip away that the cards have most often."""
        if not SHORTEST <= len(word) <= LONGEST or word in self._used or self._english.has(word):
            return word
        near = {other for rest in _one_left_out(word) for other in self._near.get(rest, ())}
        return max(near, key=lambda other: (self._used[other], other), default=word)


def read_slang(path: Path = SLANG_FILE) -> dict[str, str]:
    """What people say, and the word of the cards for it."""
    groups = tomllib.loads(path.read_text(encoding="utf-8"))
    return {said: word for word, group in groups.items() for said in group}


def _one_left_out(word: str) -> Iterator[str]:
    """The word, and it without each of its letters: two words a slip apart have one of these in common."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
