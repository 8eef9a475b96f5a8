"""One focus at a time: the track that is worked on, and those that wait."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.changes import Answer, Save, only
from bot.coaching.choice import TRACKS
from bot.coaching.stages import ladder
from bot.commands.buttons import button, row, rows
from bot.commands.drills import not_now
from bot.commands.names import meant
from bot.members import Member
from bot.model import Ask, Button, Reply, Rows
from content.model import Track
from scheduler.plan import local_day


def focus(ask: Ask) -> Answer:
    """Bare: the focus and what waits. With a track: that one now, and the old focus waits first in line."""
    if stopped := not_now(ask):
        return stopped
    assert ask.member is not None
    names: dict[str, Track] = {ask.say(f"track.{track}"): track for track in TRACKS}
    named = meant(ask.words, {**names, **{track: track for track in TRACKS}})
    wanted = next((track for track in TRACKS if track == named), None)
    if wanted is None:
        return only(_shown(ask, ask.member, ask.say("focus.unknown" if ask.words else "focus.text")))
    if wanted == ask.member.focus:
        return only(_shown(ask, ask.member, ask.say("focus.same")))
    changed = focused(ask.member, wanted)
    return only(_shown(ask, changed, ask.say("focus.changed")), Save(changed))


def focused(member: Member, track: Track) -> Member:
    """The member with that focus; the one before waits first in line."""
    parked = tuple(one for one in (member.focus, *member.parked) if one != track)
    return replace(member, focus=track, parked=tuple(dict.fromkeys(parked)))


def _shown(ask: Ask, member: Member, above: str) -> Reply:
    """The focus, the queue, and the tracks to change to."""
    lines = [above, ask.say("focus.now", track=ask.say(f"track.{member.focus}"))]
    if member.parked:
        lines.append(ask.say("focus.parked", tracks=_named(ask, member.parked)))
    buttons = (*row(button(ask, "drill", "/drill"), button(ask, "plan", "/plan")), *_others(ask, member))
    return Reply("\n\n".join(lines), title=ask.say("focus.title"), buttons=buttons, edits=True)


def _named(ask: Ask, tracks: Iterable[Track]) -> str:
    return ", ".join(ask.say(f"track.{track}") for track in tracks)


def _others(ask: Ask, member: Member) -> Rows:
    """The tracks in which there is anything for this member, but for the focus."""
    today = local_day(ask.now, ask.zone)
    there = [track for track in TRACKS if ladder(track, ask.library.drills.values(), member, today)]
    return rows(
        Button(ask.say(f"track.{track}"), f"/focus {track}") for track in there if track != member.focus
    )
