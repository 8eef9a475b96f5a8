"""Runs of eight words: tells whether a text shares a sentence with the source article, without the article.

article_runs.txt holds a short hash of each run (tools/draw_article_runs.py draws it). No run of eight words
may stand both there and in the content.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path

RUN = 8
"""Words in a run."""
DRAWN = Path(__file__).with_name("article_runs.txt")
_STEP = re.compile(r"^\s*(?:\d+[.)]|[-*+#>]+)\s")
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile("['’‘`]")


def words_of(text: str) -> list[tuple[str, int]]:
    """The words of a text as they are compared, in small letters, each with its line (from 1)."""
    found: list[tuple[str, int]] = []
    for line, words in enumerate(text.split("\n"), 1):
        plain = _APOSTROPHES.sub("", _STEP.sub("", words, count=1).lower())
        found.extend((word, line) for word in _WORD.findall(plain))
    return found


def hashes(words: list[str]) -> Iterator[str]:
    """The hash of every run of eight words, eight hex digits each, in order."""
    for at in range(len(words) - RUN + 1):
        yield blake2b(" ".join(words[at : at + RUN]).encode(), digest_size=4).hexdigest()


@cache
def article_runs() -> frozenset[str]:
    """The hashes of the article's runs."""
    return frozenset(DRAWN.read_text("ascii").split())


def shared_runs(text: str) -> Iterator[tuple[int, str]]:
    """Where a text repeats the article: the line and the first eight words of each shared stretch."""
    words = words_of(text)
    drawn, ends = article_runs(), 0
    for at, run in enumerate(hashes([word for word, _ in words])):
        if run in drawn:
            if at >= ends:
                yield words[at][1], " ".join(word for word, _ in words[at : at + RUN])
            ends = at + RUN
