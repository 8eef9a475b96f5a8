"""What a coach is told of the week's note: that none is ready, how it goes out, and who did not get it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.changes import Answer, Drop, Record, Release, only
from bot.commands.buttons import button, row
from bot.model import Ask, Notice, Reply, Rows
from bot.roles import Act
from scheduler.outbox import Skip
from scheduler.plan import is_week, local_day, sunday_of
from scheduler.wall import ONE_DAY

A_MINUTE = timedelta(minutes=1)


def progress(notice: Notice) -> Reply | Skip:
    """How the sending of a note goes, in one line that is edited as it goes on."""
    assert notice.course is not None
    key = "course.going" if notice.course.waiting else "course.done"
    parts = " · ".join(_parts(notice))
    text = notice.say(key, week=notice.label, figures=parts)
    if notice.course.coming:
        text += f"\n{notice.say('course.coming', count=notice.course.coming)}"
    buttons = _ways(notice, notice.label) if notice.course.held else ()
    return Reply(text, kind="coach", about=notice.label, buttons=buttons)


def _parts(notice: Notice) -> Iterator[str]:
    course = notice.course
    assert course is not None
    yield notice.say("course.planned", count=course.planned)
    yield notice.say("course.sent", count=course.sent)
    if course.waiting:
        yield notice.say("course.waiting", count=course.waiting)
    if course.failed:
        reasons = {"blocked": course.blocked, "refused": course.refused}
        told = ", ".join(
            notice.say(f"course.{reason}", count=count) for reason, count in reasons.items() if count
        )
        yield notice.say("course.failed", count=course.failed, reasons=told)
    if course.held:
        yield notice.say("course.held", count=course.held)
    done_by = course.done_by(notice.now) if course.queued else None
    if done_by is not None:
        rounded = (done_by + A_MINUTE).astimezone(ZoneInfo(notice.zone))
        yield notice.say("course.done_by", hour=rounded.strftime("%H:%M"))


def unwritten(notice: Notice, week: str) -> Reply | Skip:
    """On Saturday and on Sunday evening: no note is ready, if that is so and it is still that day."""
    day = sunday_of(week)
    is_sunday = notice.label.startswith("monday/")
    is_today = local_day(notice.now, notice.zone) == (day if is_sunday else day - ONE_DAY)
    if not is_today or (notice.edition is not None and notice.edition.state in ("ready", "held")):
        return Skip("settled")
    text = notice.say("coach.monday" if is_sunday else "coach.unwritten", week=week)
    return Reply(
        text,
        kind="coach",
        about=week,
        buttons=row(button(notice, "write", "/note begin"), button(notice, "hungover", "/hungover")),
    )


def missed(notice: Notice, week: str) -> Reply | Skip:
    """Monday has ended and not everybody got the note: the coach decides."""
    if not notice.count:
        return Skip("settled")
    text = notice.say("coach.missed", week=week, count=notice.count)
    return Reply(text, kind="coach", about=week, buttons=_ways(notice, week))


def _ways(notice: Notice, week: str) -> Rows:
    return row(
        button(notice, "send_held", f"/overdue {week} send"),
        button(notice, "drop_held", f"/overdue {week} drop"),
    )


def overdue(ask: Ask) -> Answer:
    """What becomes of a note that some did not get in time: sent to them now, or let go."""
    week, _, wish = ask.words.partition(" ")
    if not is_week(week) or wish not in ("send", "drop") or not ask.held:
        return only(Reply(ask.say("overdue.settled")))
    change = Release(week, ask.now) if wish == "send" else Drop(week)
    act = Act(ask.now, ask.said.account, "overdue_sent" if wish == "send" else "overdue_dropped", week)
    text = ask.say(f"overdue.{wish}", week=week, count=ask.held)
    return only(Reply(text, about=week), change, Record(act))
