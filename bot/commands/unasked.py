"""What the bot says unasked, put into words at the moment of sending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from bot.changes import TRIAL
from bot.coaching.pain import to_settle
from bot.commands import (
    feeling,
    note_views,
    pairing,
    questions,
    quoting,
    reports,
    rounds_posts,
    telling,
    timing,
)
from bot.commands.buttons import after_drill, button, row
from bot.commands.days import day_name
from bot.commands.drills import chosen_in_words, of_day
from bot.commands.note_look import letter
from bot.commands.progress import recap
from bot.commands.reload import listed
from bot.course import PROGRESS
from bot.members import Member
from bot.model import Button, Notice, Reply
from bot.rounds import OVER, POST, TALLY
from content.library import Markdown
from scheduler import plan
from scheduler.outbox import LATE, Skip
from scheduler.plan import DRILL_GRACE, is_late, local_day, sunday_of

DATE = len("2026-11-24")
"""Characters of a label that are its local day; behind that of a snooze stands its hour."""
TOO_LATE = Skip(LATE)
"""Its time was over before its platform could be reached."""


OF_A_MATTER: Mapping[str, Callable[[Notice], Reply | Skip]] = {
    "answer": questions.compose,
    "quote": quoting.compose,
    timing.KIND: timing.compose,
    pairing.KIND: pairing.compose,
    PROGRESS: reports.progress,
    TRIAL: note_views.compose,
    TALLY: rounds_posts.post,
    OVER: rounds_posts.over,
}
"""What goes by a matter of its own, whether or not the member has stopped."""


def compose(notice: Notice) -> Reply | Skip:
    """The message, or why there is none after all."""
    if notice.kind == "coach":
        return _to_coach(notice)
    if notice.kind in OF_A_MATTER:
        return OF_A_MATTER[notice.kind](notice)
    if notice.kind == POST:
        zone = notice.scene.named.zone if notice.scene.named else notice.zone
        return _said_late(notice, zone, rounds_posts.post(notice))
    if notice.group is not None:
        return _said_late(notice, notice.group.zone, _note(notice, notice.group.zone))
    if notice.member is None:
        return Skip("forgotten")
    if reason := _unwanted(notice, notice.member):
        return Skip(reason)
    if notice.kind == telling.KIND:
        return telling.compose(notice)
    zone = notice.member.rhythm.zone
    composed = _note(notice, zone) if notice.kind == "note" else _prompt(notice, notice.member)
    return _said_late(notice, zone, composed)


def _unwanted(notice: Notice, member: Member) -> str:
    """Why the member should not get this now; empty where nothing speaks against it."""
    today = local_day(notice.now, member.rhythm.zone)
    if not member.is_reachable:
        return "unreachable"
    if member.standing == "stopped":
        return "stopped"
    if member.standing == "paused" and (member.paused_until is None or today < member.paused_until):
        return "paused"
    if notice.kind == "note" and not member.wants_note:
        return "unsubscribed"
    return ""


def _prompt(notice: Notice, member: Member) -> Reply | Skip:
    """The daily drill, or the question that stands in for it when nobody answers."""
    day = date.fromisoformat(notice.label[:DATE])
    if member.has_open_sign:
        return Skip("sign")
    if any(check_in.day == day for check_in in notice.check_ins):
        return Skip("done")
    if notice.now - notice.due_at > DRILL_GRACE:
        return TOO_LATE
    if notice.kind == "nudge":
        return _fatigue(notice)
    if unsettled := to_settle(notice.check_ins, day):
        return feeling.ask_morning(notice, unsettled)
    choice = of_day(notice, member, day)
    if choice is None:
        return Skip("nothing fits")
    drill = choice.drill
    return Reply(
        chosen_in_words(notice, choice),
        kind="drill",
        title=drill.title,
        about=drill.slug,
        buttons=after_drill(notice, drill.slug, day),
        picture=drill.figure,
    )


def _fatigue(notice: Notice) -> Reply:
    buttons = (
        *row(button(notice, "drill", "/drill")),
        *row(button(notice, "hour", "/settings hour"), button(notice, "pause_week", "/pause 7")),
    )
    return Reply(notice.say("fatigue.text"), kind="nudge", buttons=buttons)


def _note(notice: Notice, zone: str) -> Reply | Skip:
    """The coach's note, behind its Sunday with one honest line, or one of the reserve.

    Behind Monday it goes only where it was planned then, which is a coach's word.
    """
    is_monday = local_day(notice.now, zone) > sunday_of(notice.label)
    is_over = plan.is_over(notice.label, notice.now, zone)
    if is_over and not plan.is_over(notice.label, notice.due_at, zone):
        return TOO_LATE
    edition, own = notice.edition, _recap(notice)
    if edition and quoting.gave_way(edition, notice.quotes, is_reserve_taken=notice.reserve is not None):
        edition = None
    if edition is not None and (edition.state == "ready" or (edition.state == "held" and is_monday)):
        line = notice.say("note.overdue" if is_over else "note.monday")
        text = f"*{line}*\n\n{edition.text}" if is_monday else edition.text
        return letter(notice, notice.label, edition.title, f"{text}{own}")
    if notice.reserve is not None and is_monday:
        text = f"*{notice.say('note.reserve')}*\n\n{notice.reserve.text}"
        return letter(notice, notice.label, notice.reserve.title, f"{text}{own}")
    return Skip("not ready")


def _of_note(notice: Notice, matter: str) -> Reply | Skip:
    """A note that waits for a second coach, or what became of one."""
    edition = notice.edition
    if edition is None or (matter == "approve") != (edition.state == "waiting"):
        return Skip("settled")
    if matter == "approve":
        return note_views.to_approve(notice, edition)
    values = {"day": day_name(notice, sunday_of(edition.week)), "week": edition.week}
    key = "coach.approved" if matter == "approved" else "coach.sent_back"
    return Reply(notice.say(key, **values), kind="coach", about=edition.week)


def _recap(notice: Notice) -> str:
    """The member's own week, as a paragraph below the note; empty for a group and for who was away."""
    words = recap(notice, notice.member) if notice.member else ""
    return f"\n\n*{words}*" if words else ""


def _said_late(notice: Notice, zone: str, reply: Reply | Skip) -> Reply | Skip:
    if isinstance(reply, Skip) or not is_late(notice.due_at, notice.now):
        return reply
    if notice.kind == "note" and local_day(notice.now, zone) > sunday_of(notice.label):
        return replace(reply, is_late=True)
    hour = notice.due_at.astimezone(ZoneInfo(zone)).strftime("%H:%M")
    return replace(reply, text=f"*{notice.say('late.line', hour=hour)}*\n\n{reply.text}", is_late=True)


def _broken(notice: Notice) -> Reply | Skip:
    """What is wrong in the content files, unless it is mended by now."""
    if not notice.faults:
        return Skip("mended")
    text = f"{notice.say('coach.broken')}\n\n{listed(notice, notice.faults)}"
    return Reply(text, kind="coach", buttons=row(button(notice, "reload", "/reload")))


def _of_edit(notice: Notice, matter: str, page: str) -> Reply | Skip:
    """An edit on changed ground, or one that is left out, unless that is settled by now."""
    assert notice.desk is not None
    file = notice.desk.find(page)
    fault = notice.desk.laid.left_out.get(file)
    if matter == "unread" and fault:
        text = f"{notice.say('coach.unread', page=Markdown(page))}\n\n{listed(notice, (fault,))}"
    elif matter == "changed" and not fault and notice.desk.is_behind(file):
        text = notice.say("coach.changed", page=Markdown(page))
    else:
        return Skip("settled")
    buttons = row(Button(notice.desk.name(file), f"/edit {notice.desk.name(file)}"))
    return Reply(text, kind="coach", about=page, buttons=buttons)


def _of_inbox(notice: Notice) -> Reply | Skip:
    """How many questions wait, unless all are answered by now."""
    if not notice.count:
        return Skip("settled")
    text = notice.say("coach.inbox", count=notice.count)
    return Reply(text, kind="coach", buttons=row(button(notice, "inbox", "/inbox")))


def _instead(notice: Notice, week: str) -> Reply:
    """What goes out in the place of the coach's note, and why that did not."""
    edition, values = notice.edition, {"week": week, "count": notice.count}
    is_ready = edition is not None and edition.state in ("ready", "held")
    missing = quoting.lacking(edition.text, notice.quotes) if edition and is_ready else ()
    if missing:
        values["numbers"] = ", ".join(map(str, missing))
    title = notice.reserve.title if notice.reserve else ""
    key = f"coach.{notice.label.partition('/')[0]}{'_unquoted' if missing else ''}"
    return Reply(notice.say(key, title=title, **values), kind="coach", about=week)


OF_A_WEEK: Mapping[str, Callable[[Notice, str], Reply | Skip]] = {
    "unquoted": quoting.held_back,
    "unwritten": reports.unwritten,
    "monday": reports.unwritten,
    "missed": reports.missed,
    "reserve": _instead,
    "silence": _instead,
}
"""Lines to a coach about the note of a week."""


def _to_coach(notice: Notice) -> Reply | Skip:
    """One line to the coach. The label is the matter and what it is about: "silence/2026-W48"."""
    matter, _, about = notice.label.partition("/")
    if matter == "broken":
        return _broken(notice)
    if matter in ("changed", "unread"):
        return _of_edit(notice, matter, about.rpartition("-")[0])
    if matter == "inbox":
        return _of_inbox(notice)
    if matter == "quote":
        return quoting.to_coach(notice)
    if matter in OF_A_WEEK:
        return OF_A_WEEK[matter](notice, about)
    if matter in ("approve", "approved", "sent_back"):
        return _of_note(notice, matter)
    return Reply(notice.say(f"coach.{matter}", week=about, count=notice.count), kind="coach")
