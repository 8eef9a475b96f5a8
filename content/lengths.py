"""How long things may be: the words of what is read on a phone, the days of a challenge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from content.findings import Entry, Finding, page_of
from content.library import Reading
from content.model import Card, Challenge, Series, Word

CARD_WORDS = 120
"""A card answers in under so many words; what stands behind "Why?" is not counted."""
WORD_WORDS = 60
"""At most, for a word of the glossary: a definition and an example."""
SERIES_WORDS = 80
"""At most, for what stands above a series: its cards do the talking."""
CHALLENGE_WORDS = 120
"""At most, for what a group reads before it joins."""
CHALLENGE_DAYS = range(3, 61)
"""Shorter is a drill, longer is forgotten."""


def lengths(reading: Reading) -> Iterator[Finding]:
    """Entries with too many words, and challenges that are too short or too long."""
    library = reading.library
    depth = f'stay under {CARD_WORDS}; the depth goes below a line "## Why?"'
    yield from _too_long(reading, library.cards.values(), CARD_WORDS - 1, depth)
    yield from _too_long(reading, library.words.values(), WORD_WORDS, "the depth goes into a card")
    yield from _too_long(reading, library.series.values(), SERIES_WORDS, "its cards say the rest")
    yield from _too_long(reading, library.challenges.values(), CHALLENGE_WORDS, "its drills say the rest")
    for challenge in library.challenges.values():
        if challenge.days not in CHALLENGE_DAYS:
            page = page_of(reading, challenge)
            what = f"the challenge lasts {challenge.days} days"
            mend = f"write {CHALLENGE_DAYS.start} to {CHALLENGE_DAYS.stop - 1}"
            yield Finding(page.file, page.line_of("days"), "error", what, mend)


def count_words(text: str) -> int:
    """Words as a reader counts them: marks of Markdown and lone signs are none."""
    return sum(any(letter.isalnum() for letter in word) for word in text.split())


def _too_long(
    reading: Reading, entries: Iterable[Card | Word | Series | Challenge], most: int, mend: str
) -> Iterator[Finding]:
    for entry in entries:
        count = count_words(entry.body)
        if count > most:
            page = page_of(reading, entry)
            what = f"the {_name(entry)} has {count} words, over {most}"
            yield Finding(page.file, page.body_line, "error", what, mend)


def _name(entry: Entry) -> str:
    return type(entry).__name__.lower()
