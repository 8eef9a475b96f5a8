"""Figures for everybody: each drill has one, and words from which it can be done without seeing it."""

from __future__ import annotations

from collections.abc import Iterator

from content.findings import FOLDERS, Finding
from content.header import key_lines, line_of
from content.library import Reading
from content.model import Card, Drill

SHORTEST_ALT = 80
"""Characters: less says what a picture is of, and nobody can do a drill from that."""
LONGEST_ALT = 1024
"""Characters that describe an attachment on Discord (Resources > Message > Attachment Object)."""


def alt_texts(reading: Reading) -> Iterator[Finding]:
    """Drills without a figure, and figures whose alt text is too thin or too long."""
    library = reading.library
    for drill in library.drills.values():
        if drill.figure is None:
            mend = f"draw it in drills/{drill.slug}.toml, as the drills beside it are"
            yield Finding(f"drills/{drill.slug}.md", 1, "error", "the drill has no figure", mend)
        yield from _alt(reading, drill)
    for card in library.cards.values():
        yield from _alt(reading, card)


def _alt(reading: Reading, entry: Card | Drill) -> Iterator[Finding]:
    length = len(entry.figure.alt) if entry.figure else 0
    file = f"{FOLDERS[type(entry)]}/{entry.slug}.toml"
    if 0 < length < SHORTEST_ALT:
        what = f"the alt text has {length} characters, and nobody can do the drill from that"
        mend = f"say how to stand, what moves and where to, in {SHORTEST_ALT} or more"
    elif length > LONGEST_ALT:
        what = f"the alt text has {length} characters, over {LONGEST_ALT}"
        mend = "shorten it: Discord holds no more"
    else:
        return
    yield Finding(file, line_of(key_lines(reading.figures[file]), "alt"), "error", what, mend)
