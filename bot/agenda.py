"""Which schedules a member has, and when each falls due next. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.members import Member
from scheduler.plan import Due, first_drill, first_note, week_now
from scheduler.wall import ONE_DAY


def lay_out(
    member: Member, before: Member | None, agenda: Mapping[str, Due], last_prompt: date | None, now: datetime
) -> dict[str, Due | None]:
    """The rows of the agenda that change when `before` becomes `member`; None takes a row away.

    A row is laid anew where it is missing (after a pause, or the quiet that follows unanswered prompts) and
    where the member's hours or pause changed.
    """
    changed = before is None or _hours(before) != _hours(member)
    rows: dict[str, Due | None] = {}
    if not _gets_drills(member):
        rows["drill"] = None
    elif changed or "drill" not in agenda:
        has_moved = before is not None and before.rhythm.zone != member.rhythm.zone
        is_travelling = has_moved and last_prompt is not None  # a newcomer only says where home is
        last_day = _latest(last_prompt, _last_day_off(member))
        rows["drill"] = first_drill(member.rhythm, now, last_day, is_travelling)
    if not _gets_notes(member):
        rows["note"] = None
    elif changed or "note" not in agenda:
        after = max(now, _end_of_pause(member, now))
        waiting = agenda["note"].label if "note" in agenda else _week_of_yesterday(before, after)
        rows["note"] = first_note(member.rhythm, after, waiting)
    return {kind: due for kind, due in rows.items() if due != agenda.get(kind)}


def _week_of_yesterday(before: Member | None, now: datetime) -> str | None:
    """The week whose note somebody who comes back on Sunday or Monday may still get."""
    return None if before is None else week_now(now - ONE_DAY, before.rhythm.zone)


def _hours(member: Member) -> tuple[object, ...]:
    return (member.rhythm, member.standing, member.paused_until)


def _gets_drills(member: Member) -> bool:
    return _gets_anything(member) and not member.has_open_sign


def _gets_notes(member: Member) -> bool:
    return _gets_anything(member) and member.wants_note


def _gets_anything(member: Member) -> bool:
    is_paused_for_good = member.standing == "paused" and member.paused_until is None
    return member.standing != "stopped" and not is_paused_for_good


def _last_day_off(member: Member) -> date | None:
    return member.paused_until - ONE_DAY if member.paused_until else None


def _end_of_pause(member: Member, now: datetime) -> datetime:
    if member.paused_until is None:
        return now
    return datetime.combine(member.paused_until, datetime.min.time(), ZoneInfo(member.rhythm.zone))


def _latest(*days: date | None) -> date | None:
    return max((day for day in days if day is not None), default=None)
