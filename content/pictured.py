"""Figures for everybody: each drill has one that a body can do, and words to do it from without seeing it."""

from __future__ import annotations

from collections.abc import Iterator

from content.anatomy import flaws
from content.figures import Figure, stage_lines
from content.findings import FOLDERS, Finding
from content.header import key_lines, line_of
from content.library import Reading
from content.model import Card, Drill

SHORTEST_ALT = 80
"""Characters: less says what a picture is of, and nobody can do a drill from that."""
LONGEST_ALT = 1024
"""Characters that describe an attachment on Discord (Resources > Message > Attachment Object)."""


def pictured(reading: Reading) -> Iterator[Finding]:
    """Drills without a figure, poses that nobody can take, and alt texts that are too thin or too long."""
    library = reading.library
    for drill in library.drills.values():
        if drill.figure is None:
            mend = f"draw it in drills/{drill.slug}.toml, as the drills beside it are"
            yield Finding(f"drills/{drill.slug}.md", 1, "error", "the drill has no figure", mend)
    entries: tuple[Card | Drill, ...] = (*library.drills.values(), *library.cards.values())
    for entry in entries:
        if entry.figure is not None:
            yield from _alt(reading, entry, entry.figure)
            yield from _poses(reading, entry, entry.figure)


def _file(entry: Card | Drill) -> str:
    return f"{FOLDERS[type(entry)]}/{entry.slug}.toml"


def _poses(reading: Reading, entry: Card | Drill, figure: Figure) -> Iterator[Finding]:
    lines = stage_lines(reading.figures[_file(entry)])
    for stage, what, mend in flaws(figure):
        yield Finding(_file(entry), lines[stage - 1], "error", f"stage {stage}: {what}", mend)


def _alt(reading: Reading, entry: Card | Drill, figure: Figure) -> Iterator[Finding]:
    length, file = len(figure.alt), _file(entry)
    if length < SHORTEST_ALT:
        what = f"the alt text has {length} characters, and nobody can do the drill from that"
        mend = f"say how to stand, what moves and where to, in {SHORTEST_ALT} or more"
    elif length > LONGEST_ALT:
        what = f"the alt text has {length} characters, over {LONGEST_ALT}"
        mend = "shorten it: Discord holds no more"
    else:
        return
    yield Finding(file, line_of(key_lines(reading.figures[file]), "alt"), "error", what, mend)
