"""Plain words that a button may come back to: kept in memory for a while, and never written anywhere."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b

KEPT = 1000
"""Messages of all people together; older ones are forgotten."""


def tag_of(words: str) -> str:
    """The eight characters by which a button names these words."""
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


class Recent:
    """What people said last, each by account and tag."""

    def __init__(self) -> None:
        self._words: OrderedDict[tuple[str, str], str] = OrderedDict()

    def note(self, account: str, words: str) -> None:
        """Have these words of that account in mind."""
        self._words[account, tag_of(words)] = words
        if len(self._words) > KEPT:
            self._words.popitem(last=False)

    def find(self, account: str, tag: str) -> str:
        """The words of that account and tag; empty when they are forgotten."""
        return self._words.get((account, tag), "")
