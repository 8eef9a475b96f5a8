"""Pause, resume, stop: whether anything comes unasked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.changes import Answer, Save, only
from bot.coaching.pauses import is_injured, is_off
from bot.commands.buttons import button, row
from bot.commands.days import day_name
from bot.members import Member, Pause
from bot.model import Ask, Reply
from scheduler.plan import Rhythm, local_day

LONGEST_PAUSE = 365
"""Days."""
GENTLE_DAYS = 14
"""Days of gentle drills after an injury or a warning sign."""
INJURED = "injured"


def start_first(ask: Ask) -> Answer:
    """The answer to somebody whom the bot does not know yet."""
    return only(Reply(ask.say("start.first"), buttons=row(button(ask, "start", "/start"))))


def newcomer(ask: Ask) -> Member:
    """Somebody who is not known yet, with the defaults."""
    said, defaults = ask.said, ask.defaults
    return Member(
        person=said.account,
        home=said.account,
        address=said.chat if said.is_private else "",
        name=said.name,
        rhythm=Rhythm(defaults.zone, defaults.hour, defaults.note_hour),
        joined_at=ask.now,
        heard_at=ask.now,
        locale=said.locale,
    )


def is_paused(ask: Ask, member: Member) -> bool:
    """Whether a pause lasts today."""
    until = member.paused_until
    return member.standing == "paused" and (until is None or local_day(ask.now, ask.zone) < until)


def pause(ask: Ask) -> Answer:
    """Send nothing unasked: for some days, until a date, until told, for an injury. A stop stays one."""
    if ask.member is None:
        return start_first(ask)
    if ask.member.standing == "stopped":
        return stop(ask)
    today = local_day(ask.now, ask.zone)
    if ask.words.casefold() == INJURED:
        return only(*_injured(ask, ask.member, today))
    until = _until(ask.words, today)
    if ask.words and until is None:
        return only(Reply(ask.say("pause.unclear"), buttons=row(button(ask, "pause_week", "/pause 7"))))
    member = replace(ask.member, standing="paused", paused_until=until)
    resume = row(button(ask, "resume", "/resume"))
    if until:
        return only(Reply(ask.say("pause.until", day=day_name(ask, until)), buttons=resume), Save(member))
    others = row(button(ask, "pause_week", "/pause 7"), button(ask, "injured", f"/pause {INJURED}"))
    return only(Reply(ask.say("pause.open"), buttons=(*resume, *others)), Save(member))


def _injured(ask: Ask, member: Member, today: date) -> tuple[Reply, Save]:
    """No prompts and a score that stands still, until the member comes back, to gentle drills first."""
    pauses = member.pauses
    if is_off(pauses[-1:], today):
        pauses = (*pauses[:-1], replace(pauses[-1], until=None, is_injury=True))
    else:
        pauses = (*pauses, Pause(today, None, is_injury=True))
    paused = replace(member, standing="paused", paused_until=None, pauses=pauses)
    return Reply(ask.say("pause.injured"), buttons=row(button(ask, "resume", "/resume"))), Save(paused)


def _until(words: str, today: date) -> date | None:
    """The first day after the pause: "7" or "7 days" from today, or a date; None where neither fits."""
    first = words.split(maxsplit=1)[0] if words else ""
    if first.isdecimal() and 1 <= int(first[:9]) <= LONGEST_PAUSE:
        return today + timedelta(days=int(first[:9]))
    try:
        day = date.fromisoformat(first)
    except ValueError:
        return None
    return day if 0 < (day - today).days <= LONGEST_PAUSE else None


def resume(ask: Ask) -> Answer:
    """Begin again after a pause or a stop. A warning sign ends only by the word that it is settled."""
    if ask.member is None:
        return start_first(ask)
    is_settled = ask.words == "settled"
    if ask.member.is_guest:
        return _resume_as_guest(ask, ask.member, is_settled=is_settled)
    has_sign = ask.member.has_open_sign and not is_settled
    member = replace(ask.member, standing="active", paused_until=None, has_open_sign=has_sign)
    if has_sign:
        return only(sign_is_open(ask), Save(member))
    is_mending = ask.member.has_open_sign or is_injured(ask.member)
    if is_mending:
        member = replace(member, gentle_until=local_day(ask.now, ask.zone) + timedelta(days=GENTLE_DAYS))
    key = "resume.gently" if is_mending else "resume.text"
    text = ask.say(key, hour=member.rhythm.hour.isoformat("minutes"))
    plan = (button(ask, "plan", "/plan"),) if is_mending else ()
    return only(Reply(text, buttons=row(button(ask, "drill", "/drill"), *plan)), Save(member))


def _resume_as_guest(ask: Ask, member: Member, *, is_settled: bool) -> Answer:
    """Who is known by a challenge alone gets no drills by it: that takes a start."""
    if member.has_open_sign and not is_settled:
        return only(sign_is_open(ask))
    way = row(button(ask, "start", "/start"))
    return only(Reply(ask.say("resume.guest"), buttons=way), Save(replace(member, has_open_sign=False)))


def sign_is_open(ask: Ask) -> Reply:
    """What stands in for drills while a warning sign is open."""
    return Reply(ask.say("signs.open"), kind="signs", buttons=row(button(ask, "settled", "/resume settled")))


def stop(ask: Ask) -> Answer:
    """Nothing comes unasked any more; nothing is lost."""
    if ask.member is None:
        return start_first(ask)
    member = replace(ask.member, standing="stopped", paused_until=None)
    buttons = row(button(ask, "resume", "/resume"), button(ask, "forget", "/forget"))
    return only(Reply(ask.say("stop.text"), buttons=buttons), Save(member))
