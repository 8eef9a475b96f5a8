"""Check-ins: done, today or yesterday, and not today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time

from bot.changes import Answer, Log, Rest, only
from bot.commands import feeling
from bot.commands.buttons import EASIER, button, row
from bot.commands.days import day_name, day_of, when
from bot.commands.drills import not_now, nothing_fits, of_day
from bot.members import CheckIn
from bot.model import Ask, Reply
from scheduler.plan import first_drill, local_day
from scheduler.wall import ONE_DAY, ONE_WEEK

FILL_IN_UNTIL = time(12, 0)
"""Yesterday may be filled in until noon."""


def done(ask: Ask) -> Answer:
    """Check in for today, or for the day that the button carries; then the question where it was felt."""
    if stopped := not_now(ask):
        return stopped
    assert ask.member is not None
    today = local_day(ask.now, ask.zone)
    said = _what_was_done(ask, today)
    if said is None:
        return only(Reply(ask.say("done.unclear"), buttons=row(button(ask, "done", "/done"))))
    day = said.day
    if refused := _refusal(ask, day, today):
        return only(refused)
    choice = of_day(ask, ask.member, day)
    slug = said.drill or (choice.drill.slug if choice else "")
    if not slug:
        return only(nothing_fits(ask))
    check_in = CheckIn(day, slug, ask.now, was_too_much=said.was_too_much)
    return only(_well_done(ask, check_in), Log(ask.member.person, check_in))


@dataclass(frozen=True, slots=True)
class Deed:
    """What stands behind `/done`: a day, a drill (empty: that of the day), and whether it was too much."""

    day: date
    drill: str = ""
    was_too_much: bool = False


def _what_was_done(ask: Ask, today: date) -> Deed | None:
    """What the words say, in any order; None where one of them says nothing that is known."""
    deed = Deed(today)
    for word in ask.words.casefold().split():
        if word in ask.library.drills:
            deed = replace(deed, drill=word)
        elif word == EASIER:
            deed = replace(deed, was_too_much=True)
        elif word in ("today", "yesterday"):
            deed = replace(deed, day=today - ONE_DAY if word == "yesterday" else today)
        elif found := day_of(word):
            deed = replace(deed, day=found)
        else:
            return None
    return deed


def _refusal(ask: Ask, day: date, today: date) -> Reply | None:
    drill_now = row(button(ask, "drill", "/drill"))
    if any(check_in.day == day for check_in in ask.check_ins):
        return Reply(ask.say("done.already"), buttons=row(button(ask, "topics", "/topics")))
    if day > today and day != ask.last_prompt:
        return Reply(ask.say("done.future"), buttons=drill_now)
    return None if is_open(ask, day) else closed(ask, day)


def is_open(ask: Ask, day: date) -> bool:
    """Whether something may still be said of that day: today, and yesterday until noon."""
    today = local_day(ask.now, ask.zone)
    is_morning = ask.now.astimezone(ask.tz).time() < FILL_IN_UNTIL
    return day >= today or (day == today - ONE_DAY and is_morning)


def closed(ask: Ask, day: date) -> Reply:
    """That a day is over, kindly."""
    return Reply(ask.say("done.closed", day=day_name(ask, day)), buttons=row(button(ask, "drill", "/drill")))


def _well_done(ask: Ask, check_in: CheckIn) -> Reply:
    days = {known.day for known in ask.check_ins} | {check_in.day}
    newest = max(days)
    week = sum(1 for day in days if newest - ONE_WEEK < day <= newest)
    text = ask.say("done.first" if len(days) == 1 else "done.again", week=week) + next_drill(ask, days)
    return feeling.ask_where(ask, check_in, above=text)


def not_today(ask: Ask) -> Answer:
    """Leave today out, if its prompt is still to come; a button of an earlier day leaves out nothing."""
    if stopped := not_now(ask):
        return stopped
    assert ask.member is not None
    today = local_day(ask.now, ask.zone)
    deed = _what_was_done(ask, today)
    day = deed.day if deed else today
    text = ask.say("not_today.text") + next_drill(ask, {day})
    reply = Reply(text, buttons=row(button(ask, "hour", "/settings hour")))
    return only(reply, Rest(ask.member, day, ask.now)) if day == today else only(reply)


def next_drill(ask: Ask, closed: set[date]) -> str:
    """When the next drill comes, as a sentence behind another; empty for members who get none."""
    member = ask.member
    if member is None or member.standing != "active":
        return ""
    last_day = max(day for day in (ask.last_prompt, *closed) if day is not None)
    due = first_drill(member.rhythm, ask.now, last_day)
    return " " + ask.say("done.next", when=when(ask, due.label, member.rhythm.hour))
