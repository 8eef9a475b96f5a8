"""Tracks: the stages of each lead from a gentle drill upwards, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from content.findings import Finding, is_whole, page_of
from content.library import Reading
from content.model import Drill


def tracks(reading: Reading) -> Iterator[Finding]:
    """Stages that nobody reaches, tracks that newcomers cannot begin, and links in the wrong direction."""
    drills = sorted(reading.library.drills.values(), key=lambda drill: (drill.track, drill.stage))
    if is_whole(reading, "drills"):
        for _, track in groupby(drills, lambda drill: drill.track):
            yield from _stages(reading, tuple(track))
    for drill in drills:
        yield from _direction(reading, drill)


def _stages(reading: Reading, track: tuple[Drill, ...]) -> Iterator[Finding]:
    """A track in order of its stages: 1, 2, 3 and so on, the first of them gentle."""
    below = 0
    for drill in track:
        page = page_of(reading, drill)
        if drill.stage == below:
            what = f"stage {drill.stage} of the track {drill.track} is there twice"
            yield Finding(page.file, page.line_of("stage"), "error", what, "give each drill its own stage")
        elif drill.stage > below + 1:
            what = f"no way leads to stage {drill.stage} of the track {drill.track}: {below + 1} is missing"
            mend = f"make it stage {below + 1}, or write the drill in between"
            yield Finding(page.file, page.line_of("stage"), "error", what, mend)
        below = drill.stage
    first = track[0]
    if not first.is_gentle:
        page = page_of(reading, first)
        what = f"the track {first.track} does not begin with a gentle drill"
        mend = "write gentle = true, or a gentle drill below it: newcomers get no others"
        yield Finding(page.file, page.line_of("gentle"), "error", what, mend)


def _direction(reading: Reading, drill: Drill) -> Iterator[Finding]:
    """Easier leads down and harder up; in another track no drill of a higher or lower stage."""
    page, drills = page_of(reading, drill), reading.library.drills
    easier, harder = drills.get(drill.easier), drills.get(drill.harder)
    if easier and not _is_above(drill, easier):
        what = f"{easier.slug} is not easier: stage {easier.stage} of the track {easier.track}"
        yield Finding(page.file, page.line_of("easier"), "error", what, "name a drill of a lower stage")
    if harder and not _is_above(harder, drill):
        what = f"{harder.slug} is not harder: stage {harder.stage} of the track {harder.track}"
        yield Finding(page.file, page.line_of("harder"), "error", what, "name a drill of a higher stage")


def _is_above(upper: Drill, lower: Drill) -> bool:
    if upper.is_gentle and not lower.is_gentle:
        return False
    return upper.stage > lower.stage or (upper.stage == lower.stage and upper.track != lower.track)
