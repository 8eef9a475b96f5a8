"""Pause, resume, stop: whether anything comes unasked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.changes import Answer, Save, only
from bot.commands.buttons import button, row
from bot.commands.days import day_name
from bot.model import Ask, Member, Reply
from scheduler.plan import Rhythm, local_day

LONGEST_PAUSE = 365
"""Days."""


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
    """Send nothing unasked: for some days, until a date, or until told. Who has stopped stays stopped."""
    if ask.member is None:
        return start_first(ask)
    if ask.member.standing == "stopped":
        return stop(ask)
    today = local_day(ask.now, ask.zone)
    until = _until(ask.words, today)
    if ask.words and until is None:
        return only(Reply(ask.say("pause.unclear"), buttons=row(button(ask, "pause_week", "/pause 7"))))
    text = ask.say("pause.until", day=day_name(ask, until)) if until else ask.say("pause.open")
    member = replace(ask.member, standing="paused", paused_until=until)
    return only(Reply(text, buttons=row(button(ask, "resume", "/resume"))), Save(member))


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
    has_sign = ask.member.has_open_sign and not is_settled
    member = replace(ask.member, standing="active", paused_until=None, has_open_sign=has_sign)
    if has_sign:
        return only(sign_is_open(ask), Save(member))
    key = "resume.after_sign" if ask.member.has_open_sign else "resume.text"
    text = ask.say(key, hour=member.rhythm.hour.isoformat("minutes"))
    return only(Reply(text, buttons=row(button(ask, "drill", "/drill"))), Save(member))


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
