"""Stages: where a member stands in a track, told by nothing but check-ins and days off. Pure.

| the stage | when |
|---|---|
| rises by one | after RISE calm check-ins of its drill since it began or last hurt, and DAYS since it began |
| the same | but AFTER_PAIN of them where it had fallen for pain |
| stays | in every other case |
| falls by one | twice running too much; or 4–5 and not settled by the next morning; or 6–10 |
| falls by one | 4–5, its morning has come, and nobody said whether it had settled: until that is said |
| comes back one lower | after an injury or a warning sign; after LONG of it, two lower |

Calm is a check-in that was not too much and told no pain above 3; after one that was not, the count begins
anew, so that no stage rises right after pain. Of a drill with sides the worse one counts: a figure is told of
one side. A morning without an answer eases the drill and no more: it is no unsettled one of `pain.py`, and a
late "settled" brings the stage back. What a member may do is another matter: no drill that an old injury
speaks against, and gentle ones only until signs and history were answered. These rules are our own, on the
ground of the table in `pain.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from bot.coaching.pain import EASED, hurt
from bot.members import CheckIn, Member, Pause
from content.library import Drill
from content.model import Track

RISE = 4
"""Calm check-ins that let a stage rise."""
AFTER_PAIN = 8
"""The same for a stage that was fallen to for pain: what hurt a stage higher is not tried again so soon."""
DAYS = timedelta(days=5)
"""The shortest stay at a stage."""
LONG = timedelta(days=28)
"""Days off after an injury from which two stages are lost: by then strength has gone, too."""

Reason = Literal["begun", "risen", "too_much", "unsettled", "unanswered", "hurt", "returned"]
PAINED: tuple[Reason, ...] = ("hurt", "unsettled")


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a member stands in a track: the number of the stage, and why it is this one."""

    track: Track
    number: int
    since: date | None = None
    """The day that brought it there, that of the first check-in at the beginning; None before any."""
    reason: Reason = "begun"
    calm: int = 0
    """Calm check-ins at this stage so far."""

    @property
    def has_fallen(self) -> bool:
        """Whether it came there from above."""
        return self.reason not in ("begun", "risen")


def may_do(drill: Drill, member: Member, day: date) -> bool:
    """Whether nothing that is known of the member speaks against the drill on that day."""
    is_gentle_only = member.history is None or member.is_guarded or _is_mending(member, day)
    if is_gentle_only and not drill.is_gentle:
        return False
    return not member.injuries & set(drill.not_after)


def ladder(track: Track, drills: Iterable[Drill], member: Member, day: date) -> tuple[Drill, ...]:
    """The drills of a track that the member may do on that day, the gentlest first."""
    mine = (drill for drill in drills if drill.track == track and may_do(drill, member, day))
    return tuple(sorted(mine, key=lambda drill: (drill.stage, drill.slug)))


def stage_of(
    track: Track, drills: Mapping[str, Drill], member: Member, check_ins: Iterable[CheckIn], day: date
) -> Stage:
    """Where check-ins of a track's drills and days off have led by that day, in the order of their days.

    What the member may do is no matter here, but for who fell to a stage that an old injury bars: the drill
    of a stage is chosen with that in mind.
    """
    stages = {drill.slug: drill.stage for drill in drills.values() if drill.track == track}
    open_to = {drills[slug].stage for slug in stages if not member.injuries & set(drills[slug].not_after)}
    top = max(stages.values(), default=1)
    returns = (pause for pause in member.pauses if pause.is_injury and pause.until is not None)
    mine = (one for one in check_ins if one.drill in stages)
    events: tuple[Pause | CheckIn, ...] = (*returns, *mine)
    stage, before = Stage(track, 1), None
    for event in sorted(events, key=_at):
        if isinstance(event, Pause):
            stage, before = _returned(stage, event), None
        else:
            done_at = stages[event.drill]
            if reason := _why_down(before, event, day):
                stage = Stage(track, max(1, min(stage.number, done_at) - 1), event.day, reason)
            else:
                stage = _stayed_or_risen(stage, event, top, counts=done_at >= _asked_for(stage, open_to))
            before = event
    return stage


def sits(stage: Stage, rungs: tuple[Drill, ...], day: date) -> bool:
    """Whether a track has come as far as the member may go in it, and would rise if there were more."""
    if not rungs or stage.since is None or stage.number < rungs[-1].stage:
        return False
    return stage.number > rungs[-1].stage or (stage.calm >= RISE and day - stage.since > DAYS)


def _at(event: Pause | CheckIn) -> date:
    """The day from which it counts."""
    return event.day if isinstance(event, CheckIn) else event.until or date.max


def _returned(stage: Stage, pause: Pause) -> Stage:
    """The stage as it is taken up again; a track that was never begun has none to lose."""
    if stage.since is None or pause.until is None:
        return stage
    lost = 2 if pause.until - pause.first >= LONG else 1
    return Stage(stage.track, max(1, stage.number - lost), pause.until, "returned")


def _asked_for(stage: Stage, open_to: set[int]) -> int:
    """The stage whose drill lets this one rise: its own, or the next below where an old injury bars that."""
    below = [number for number in open_to if number <= stage.number]
    return max(below, default=stage.number) if stage.has_fallen else stage.number


def _stayed_or_risen(stage: Stage, one: CheckIn, top: int, *, counts: bool) -> Stage:
    """The stage after one more check-in that lets it not fall; where it `counts`, perhaps one higher."""
    since = stage.since or one.day
    if hurt(one) or one.was_too_much:
        return replace(stage, since=since, calm=0)
    calm = stage.calm + counts
    needed = AFTER_PAIN if stage.reason in PAINED else RISE
    if calm >= needed and one.day - since >= DAYS and stage.number < top:
        return Stage(stage.track, stage.number + 1, one.day, "risen")
    return replace(stage, since=since, calm=calm)


def _why_down(before: CheckIn | None, one: CheckIn, day: date) -> Reason | None:
    if one.pain is not None and one.pain > EASED:
        return "hurt"
    if hurt(one) and one.has_settled is False:
        return "unsettled"
    if hurt(one) and one.has_settled is None and one.day < day:
        return "unanswered"
    if one.was_too_much and before is not None and before.was_too_much:
        return "too_much"
    return None


def _is_mending(member: Member, day: date) -> bool:
    return member.gentle_until is not None and day < member.gentle_until
