"""The drill of a day, chosen by nothing but the member and what was checked in. Pure.

    resting   a drill of the focus rests after pain: the gentlest of other places, in turn
    return    an old drill is due again: 3 days after it was left, then after 7, 14 and every 28
    variety   the focus sits, as far as it may go: every other turn is for the next in line that does not
    focus     in every other case the drill of the focus, at its stage

Old drills come on RETURNS days of any seven at most and never twice running, so that there is one focus at a
time. What the member may not do, and what rests, is never chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal, get_args

from bot.coaching.pain import rests_until
from bot.coaching.stages import PAINED, Stage, ladder, sits, stage_of
from bot.members import CheckIn, Member, Side
from content.library import Drill
from content.model import Track
from scheduler.wall import ONE_DAY, ONE_WEEK

INTERVALS = (3, 7, 14, 28)
"""Days after which an old drill comes back, and comes back again."""
RETURNS = 2
"""Days in seven that old drills may take."""
AHEAD = 14
"""Days of a plan."""
TRACKS: tuple[Track, ...] = get_args(Track)

SORE = timedelta(days=28)
"""How long after pain only the focus itself asks more than something gentle of the place that hurt."""
CALMING = 3
"""Tracks of other places that take turns while the focus rests."""
Place = Literal["foot", "hip", "arm"]
PLACES: Mapping[Track, Place] = {
    "foot": "foot",
    "forefoot": "foot",
    "ankle": "foot",
    "landing": "foot",
    "hip flexor": "hip",
    "hips": "hip",
    "hand and elbow": "arm",
    "one cue": "arm",
}
"""Where a track works: what hurts in one of them is left in peace in the others of its place, too."""

Reason = Literal["focus", "return", "variety", "resting"]
Cue = Literal["feel", "mistake", "step"]
CUES: tuple[Cue, ...] = get_args(Cue)


@dataclass(frozen=True, slots=True)
class Choice:
    """The drill of a day, why it is this one, what to look for, and the side to begin with."""

    drill: Drill
    reason: Reason
    cue: Cue
    side: Side | None


@dataclass(frozen=True, slots=True)
class Known:
    """What a choice looks at."""

    day: date
    drills: Mapping[str, Drill]
    tracks: tuple[Track, ...]
    """The focus, what is parked, and the rest."""
    rungs: Mapping[Track, tuple[Drill, ...]]
    """What the member may do of each track, the gentlest first."""
    stages: Mapping[Track, Stage]
    check_ins: tuple[CheckIn, ...]
    """Before that day, the newest first."""
    hurts: tuple[CheckIn, ...]
    """The same and those of the day itself: what hurt today rests today."""

    @property
    def focus(self) -> Track:
        """The one track that is worked on."""
        return self.tracks[0]

    def times(self, slug: str) -> int:
        """How often the drill was done."""
        return sum(one.drill == slug for one in self.check_ins)

    def returns(self, slug: str) -> list[date]:
        """The days on which the drill was done again after a while without it."""
        days = [one.day for one in self.check_ins if one.drill == slug]
        return [later for later, earlier in pairwise(days) if (later - earlier).days >= INTERVALS[0]]

    def is_resting(self, slug: str) -> bool:
        """Whether the drill rests on that day."""
        until = rests_until(slug, self.hurts)
        return until is not None and self.day < until


def choose(
    day: date, drills: Mapping[str, Drill], member: Member, check_ins: tuple[CheckIn, ...]
) -> Choice | None:
    """The drill of that local day; None where there is none that the member may do."""
    known = _known(day, drills, member, check_ins)
    at_stage = {track: drill for track in known.tracks if (drill := _at_stage(known, track))}
    focus = at_stage.pop(known.focus, None)
    if focus is None or _rests(known, known.focus):
        return _choice(known, _gentlest(known), "resting")
    if old := _due_again(known, focus):
        return _choice(known, old, "return")
    others = {track: drill for track, drill in at_stage.items() if _is_calm(known, drill)}
    if others and _sits(known, known.focus) and _was_last(known, focus):
        return _choice(known, others[_next_in_line(known, tuple(others))], "variety")
    return _choice(known, focus, "focus")


def for_track(
    day: date, drills: Mapping[str, Drill], member: Member, check_ins: tuple[CheckIn, ...], track: Track
) -> Drill | None:
    """The drill of a track at the member's own stage; where the track rests, a calm one of another place.

    None where there is none that the member may do.
    """
    known = _known(day, drills, member, check_ins)
    return _gentlest(known) if _rests(known, track) else _at_stage(known, track) or _gentlest(known)


def ahead(
    day: date, drills: Mapping[str, Drill], member: Member, check_ins: tuple[CheckIn, ...]
) -> tuple[tuple[date, Choice], ...]:
    """The choices of AHEAD days from `day` on, supposing that each is done calmly."""
    planned: list[tuple[date, Choice]] = []
    for _ in range(AHEAD):
        if choice := choose(day, drills, member, check_ins):
            planned.append((day, choice))
            noon = datetime.combine(day, time(12), UTC)
            check_ins = (CheckIn(day, choice.drill.slug, noon), *check_ins)
        day += ONE_DAY
    return tuple(planned)


def _choice(known: Known, drill: Drill | None, reason: Reason) -> Choice | None:
    if drill is None:
        return None
    times = known.times(drill.slug)
    side: Side | None = ("left", "right")[times % 2] if drill.dose.sides else None
    return Choice(drill, reason, CUES[times % len(CUES)], side)


def _known(day: date, drills: Mapping[str, Drill], member: Member, check_ins: tuple[CheckIn, ...]) -> Known:
    before = sorted((one for one in check_ins if one.day < day), key=lambda one: one.day, reverse=True)
    tracks = tuple(dict.fromkeys((member.focus, *member.parked, *TRACKS)))
    return Known(
        day,
        drills,
        tracks,
        rungs={track: ladder(track, drills.values(), member, day) for track in tracks},
        stages={track: stage_of(track, drills, member, before, day) for track in tracks},
        check_ins=tuple(before),
        hurts=tuple(one for one in check_ins if one.day <= day),
    )


def _at_stage(known: Known, track: Track) -> Drill | None:
    """The drill of a track at the stage that was reached.

    One that the member may not do is passed over: upwards by who rose to it, downwards by who fell to it.
    """
    rungs, stage = known.rungs[track], known.stages[track]
    above = [drill for drill in rungs if drill.stage >= stage.number]
    below = [drill for drill in rungs if drill.stage <= stage.number]
    if above and (not stage.has_fallen or not below):
        return above[0]
    return below[-1] if below else None


def _rests(known: Known, track: Track) -> bool:
    return any(known.is_resting(drill.slug) for drill in known.drills.values() if drill.track == track)


def _gentlest(known: Known) -> Drill | None:
    """The first drills of other places, in turn; where there are none, of a track in which nothing rests."""
    calm = [track for track in known.tracks if known.rungs[track] and not _rests(known, track)]
    elsewhere = [track for track in calm if PLACES[track] != PLACES[known.focus]][:CALMING]
    if not calm:
        return None
    track = min(elsewhere or calm, key=lambda track: _last_day(known, track))
    return known.rungs[track][0]


def _due_again(known: Known, focus: Drill) -> Drill | None:
    """The old drill that has waited longest beyond its interval; None where none is due or it is too soon."""
    done = {one.drill for one in known.check_ins}
    returns = [day for slug in done for day in known.returns(slug) if known.day - day < ONE_WEEK]
    if known.day - ONE_DAY in returns or len(returns) >= RETURNS:
        return None
    waited = {slug: _waited(known, slug) for slug in done - {focus.slug}}
    due = [
        known.drills[slug]
        for slug, share in waited.items()
        if share >= 1 and slug in known.drills and _may_return(known, known.drills[slug])
    ]
    return max(due, key=lambda drill: (waited[drill.slug], drill.slug), default=None)


def _waited(known: Known, slug: str) -> float:
    """The days since a drill was last done, as a share of its interval."""
    last = max(one.day for one in known.check_ins if one.drill == slug)
    return (known.day - last).days / INTERVALS[min(len(known.returns(slug)), len(INTERVALS) - 1)]


def _may_return(known: Known, drill: Drill) -> bool:
    is_reached = drill.stage <= known.stages[drill.track].number
    return is_reached and drill in known.rungs[drill.track] and _is_calm(known, drill)


def _is_calm(known: Known, drill: Drill) -> bool:
    """Whether a drill beside the focus leaves what rests, and what hurt lately, in peace."""
    near = (stage for track, stage in known.stages.items() if PLACES[track] == PLACES[drill.track])
    hurt = (stage.since for stage in near if stage.reason in PAINED and stage.since is not None)
    is_sore = any(known.day - since < SORE for since in hurt)
    return not _rests(known, drill.track) and (drill.is_gentle or not is_sore)


def _sits(known: Known, track: Track) -> bool:
    return sits(known.stages[track], known.rungs[track], known.day)


def _was_last(known: Known, focus: Drill) -> bool:
    return known.check_ins[0].drill == focus.slug


def _next_in_line(known: Known, tracks: tuple[Track, ...]) -> Track:
    """The first track that does not sit yet; where all of them do, the one that has waited longest."""
    waiting = [track for track in tracks if not _sits(known, track)]
    return waiting[0] if waiting else min(tracks, key=lambda track: _last_day(known, track))


def _last_day(known: Known, track: Track) -> tuple[date, int]:
    """When a track was last worked on, the longest ago first; among equals the order of the tracks."""
    slugs = {drill.slug for drill in known.drills.values() if drill.track == track}
    last = max((one.day for one in known.check_ins if one.drill in slugs), default=date.min)
    return last, known.tracks.index(track)
