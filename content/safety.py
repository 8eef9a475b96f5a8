"""Safety: pain has its warning signs, a drill its stop, and a group gets only what harms nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.findings import Finding, page_of
from content.library import Reading
from content.model import Card, Drill

MOST_SIGNS = 3
"""A card asks for two or three signs: a longer list is not read, and a sign is missed."""
_PAIN = re.compile(
    r"(?<!no )pain(?!t)|(?<!re)(?<!con)strain|sprain|fractur|hurt|injur|broke|(?<!\w)sore"
    r"|(?<![aeiot])ach(?:e[sd]?|ing|y)(?!\w)",  # an ache, and no teaching, coaching or reaching
    re.IGNORECASE,
)
_STOP = re.compile(r"(?<!\w)stop", re.IGNORECASE)


def safety(reading: Reading) -> Iterator[Finding]:
    """Pain without signs, signs that nobody hears, drills without a stop, challenges that are not for all."""
    for card in reading.library.cards.values():
        yield from _signs(reading, card)
        if card.drills and not _STOP.search(card.body):
            page = page_of(reading, card)
            what = "the card leads to a drill and does not say when to stop"
            yield Finding(page.file, page.body_line, "error", what, "add a line: **Stop** if …")
    yield from _challenges(reading)
    yield from _unheard(reading)


def _signs(reading: Reading, card: Card) -> Iterator[Finding]:
    page = page_of(reading, card)
    named = next((name for name in (card.slug, card.title, *card.aliases) if _PAIN.search(name)), "")
    if named and not card.signs:
        line = page.line_of("signs" if "signs" in page.header else "title")
        what = f"a card about pain ({named}) has no warning signs"
        yield Finding(page.file, line, "error", what, 'name two or three: signs = ["…", "…"]')
    if len(card.signs) > MOST_SIGNS:
        what = f"the card asks for {len(card.signs)} warning signs, over {MOST_SIGNS}"
        mend = "keep those that are most urgent here; a longer list is not read"
        yield Finding(page.file, page.line_of("signs"), "warning", what, mend)


def _unheard(reading: Reading) -> Iterator[Finding]:
    for sign in reading.library.signs.values():
        if not sign.stops and not sign.is_for_doubt:
            mend = 'name how people tell of it: stop = ["calf + swollen"], with classes of lexicon.toml'
            yield Finding(f"signs/{sign.slug}.md", 1, "error", "no plain words lead to this sign", mend)


def _challenges(reading: Reading) -> Iterator[Finding]:
    drills = reading.library.drills
    for challenge in reading.library.challenges.values():
        page = page_of(reading, challenge)
        for drill in (drills[slug] for slug in challenge.drills if slug in drills):
            if reason := _not_for_all(drill):
                what = f"a challenge is for everybody, and the drill {drill.slug} {reason}"
                mend = "take a gentle drill without not_after"
                yield Finding(page.file, page.line_of("drills"), "error", what, mend)


def _not_for_all(drill: Drill) -> str:
    if not drill.is_gentle:
        return "is not gentle"
    return f"is not for who had: {', '.join(drill.not_after)}" if drill.not_after else ""
