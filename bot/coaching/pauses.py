"""Days off: local days on which nothing was asked of a member, so that nothing is missed on them. Pure.

A pause, a stop and an open warning sign are days off alike. They are noted where one begins or ends, whatever
command it was. Those of an injury or a warning sign are marked: what follows them begins lower.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.members import Member, Pause


def is_off(pauses: tuple[Pause, ...], day: date) -> bool:
    """Whether that local day lies in a pause."""
    return any(pause.first <= day and (pause.until is None or day < pause.until) for pause in pauses)


def is_injured(member: Member) -> bool:
    """Whether the member is on a pause for an injury, or a sign, that has not ended."""
    return bool(member.pauses) and member.pauses[-1].is_injury and member.pauses[-1].until is None


def noted(before: Member | None, after: Member, today: date) -> Member:
    """The member with the days off as a change leaves them: one begins, ends, or ends on another day."""
    was_off, now_off = before is not None and _has_day_off(before, today), _has_day_off(after, today)
    last = after.pauses[-1] if after.pauses else None
    is_in_one = last is not None and is_off((last,), today)
    if now_off and not is_in_one:
        return replace(after, pauses=(*after.pauses, Pause(today, _until(after), after.has_open_sign)))
    if last is not None and is_in_one and now_off:
        is_injury = last.is_injury or after.has_open_sign
        return replace(after, pauses=(*after.pauses[:-1], Pause(last.first, _until(after), is_injury)))
    if last is not None and is_in_one and was_off:
        ended = (replace(last, until=today),) if last.first < today else ()
        return replace(after, pauses=(*after.pauses[:-1], *ended))
    return after


def _has_day_off(member: Member, today: date) -> bool:
    is_paused = member.standing == "paused" and (member.paused_until is None or today < member.paused_until)
    has_stopped = member.standing == "stopped" and not member.is_guest
    return has_stopped or is_paused or member.has_open_sign


def _until(member: Member) -> date | None:
    """The first day after it, where that is known today."""
    is_open = member.standing != "paused" or member.has_open_sign
    return None if is_open else member.paused_until
