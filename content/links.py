"""Links: where one page leads to others. That they are there is seen to by the reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from content.findings import Entry, Finding, is_whole, page_of
from content.library import Reading


def links(reading: Reading) -> Iterator[Finding]:
    """Cards that lead to themselves, links that stand twice, and drills that no card leads to."""
    library = reading.library
    for card in library.cards.values():
        if card.slug in card.related:
            page = page_of(reading, card)
            what = "the card is related to itself"
            yield Finding(page.file, page.line_of("related"), "warning", what, f"take out {card.slug!r}")
        yield from _doubles(reading, card, signs=card.signs, drills=card.drills, related=card.related)
    for word in library.words.values():
        yield from _doubles(reading, word, related=word.related)
    for series in library.series.values():
        yield from _doubles(reading, series, cards=series.cards)
    for challenge in library.challenges.values():
        yield from _doubles(reading, challenge, drills=challenge.drills)
    if is_whole(reading, "cards"):
        yield from _unlisted(reading)


def _doubles(reading: Reading, entry: Entry, **lists: Iterable[str]) -> Iterator[Finding]:
    for key, slugs in lists.items():
        listed = list(slugs)
        for slug in sorted({slug for slug in listed if listed.count(slug) > 1}):
            page = page_of(reading, entry)
            yield Finding(page.file, page.line_of(key), "warning", f"{slug!r} stands twice", "take one out")


def _unlisted(reading: Reading) -> Iterator[Finding]:
    listed = {slug for card in reading.library.cards.values() for slug in card.drills}
    for drill in reading.library.drills.values():
        if drill.slug not in listed:
            page = page_of(reading, drill)
            mend = f'add it where it belongs: drills = ["{drill.slug}"]'
            yield Finding(page.file, 1, "warning", "no card leads to this drill", mend)
