"""The daily drill: shown, done, or not today."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

from bot.commands.buttons import after_drill, button, row
from bot.commands.days import day_name, when
from bot.commands.standing import sign_is_open, start_first
from bot.commands.unknown import nearest
from bot.model import Answer, Ask, CheckIn, Log, Member, Notice, Reply, Rest, only
from content.library import Drill, Markdown
from scheduler.plan import first_drill, local_day
from scheduler.wall import ONE_DAY, ONE_WEEK

FILL_IN_UNTIL = time(12, 0)
"""Yesterday may be filled in until noon."""


def choose(drills: tuple[Drill, ...], member: Member, day: date) -> Drill:
    """The drill of a local day: the gentle ones in turn, from the day of joining.

    Signs and history have not been asked yet, so nobody gets more than a gentle stage.
    """
    gentle = tuple(drill for drill in drills if drill.is_gentle)
    joined = local_day(member.joined_at, member.rhythm.zone)
    return gentle[(day - joined).days % len(gentle)]


def in_order(ask: Ask | Notice) -> tuple[Drill, ...]:
    """All drills, stage by stage through the tracks."""
    return tuple(
        sorted(ask.library.drills.values(), key=lambda drill: (drill.stage, drill.track, drill.slug))
    )


def in_words(ask: Ask | Notice, drill: Drill) -> str:
    """A drill as a person reads it: why, steps, dose, where to feel it, when to stop."""
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(drill.steps, start=1))
    needed = (
        (ask.say("drill.equipment", equipment=Markdown(", ".join(drill.equipment))),)
        if drill.equipment
        else ()
    )
    facts = (
        *needed,
        ask.say("drill.dose", dose=_dose(ask, drill), minutes=drill.minutes),
        ask.say("drill.feel", feel=Markdown(", ".join(drill.feel))),
        ask.say("drill.mistake", mistake=Markdown(drill.mistake)),
        ask.say("drill.stop_if", stop_if=Markdown(drill.stop_if)),
    )
    return "\n\n".join((drill.says, steps, "\n".join(facts)))


def _dose(ask: Ask | Notice, drill: Drill) -> str:
    dose = drill.dose
    key = "drill.hold" if dose.seconds else "drill.repeat"
    once = ask.say(key, sets=dose.sets, seconds=dose.seconds, reps=dose.reps)
    return ask.say("drill.each_side", dose=once) if dose.sides else once


def drill(ask: Ask) -> Answer:
    """Today's drill, or the one that is named."""
    if stopped := _not_now(ask):
        return stopped
    assert ask.member is not None
    today = local_day(ask.now, ask.zone)
    found = _named(ask) if ask.words else choose(in_order(ask), ask.member, today)
    if found is None:
        return _no_such_drill(ask)
    if not found.is_gentle:
        return only(
            Reply(ask.say("drill.later", title=found.title), buttons=row(button(ask, "drill", "/drill")))
        )
    return only(
        Reply(
            in_words(ask, found),
            title=found.title,
            about=found.slug,
            buttons=after_drill(ask, found.slug, today),
            picture=found.figure,
        )
    )


def _not_now(ask: Ask) -> Answer | None:
    """Nobody gets a drill before starting, or while a warning sign is open."""
    if ask.member is None:
        return start_first(ask)
    return only(sign_is_open(ask)) if ask.member.has_open_sign else None


def _named(ask: Ask) -> Drill | None:
    wanted = ask.words.casefold()
    slug = wanted.replace(" ", "-")
    by_title = (found for found in ask.library.drills.values() if found.title.casefold() == wanted)
    return ask.library.drills.get(slug) or next(by_title, None)


def _no_such_drill(ask: Ask) -> Answer:
    close = nearest(ask.words, {found.title: f"/drill {found.slug}" for found in in_order(ask)})
    key = "drill.unknown" if close else "drill.nothing_near"
    return only(Reply(ask.say(key), buttons=close or row(button(ask, "drill", "/drill"))))


def done(ask: Ask) -> Answer:
    """Check in for today, or for the day that the button carries."""
    if stopped := _not_now(ask):
        return stopped
    assert ask.member is not None
    today = local_day(ask.now, ask.zone)
    said = _what_was_done(ask, today)
    if said is None:
        return only(Reply(ask.say("done.unclear"), buttons=row(button(ask, "done", "/done"))))
    day, slug = said
    slug = slug or choose(in_order(ask), ask.member, day).slug
    if refused := _refusal(ask, day, today):
        return only(refused)
    check_in = CheckIn(day, slug, ask.now)
    return only(_well_done(ask, check_in), Log(ask.member.person, check_in))


def _what_was_done(ask: Ask, today: date) -> tuple[date, str] | None:
    """The day and the drill named behind the command, in any order; None where a word is neither."""
    day, slug = today, ""
    for word in ask.words.casefold().split():
        if word in ask.library.drills:
            slug = word
        elif word in ("today", "yesterday"):
            day = today - ONE_DAY if word == "yesterday" else today
        elif found := _day(word):
            day = found
        else:
            return None
    return day, slug


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def _refusal(ask: Ask, day: date, today: date) -> Reply | None:
    drill_now = row(button(ask, "drill", "/drill"))
    if any(check_in.day == day for check_in in ask.check_ins):
        return Reply(ask.say("done.already"), buttons=row(button(ask, "topics", "/topics")))
    if day > today and day != ask.last_prompt:
        return Reply(ask.say("done.future"), buttons=drill_now)
    is_open = day >= today or (day == today - ONE_DAY and _wall(ask) < FILL_IN_UNTIL)
    return None if is_open else Reply(ask.say("done.closed", day=day_name(ask, day)), buttons=drill_now)


def _wall(ask: Ask) -> time:
    return ask.now.astimezone(ZoneInfo(ask.zone)).time()


def _well_done(ask: Ask, check_in: CheckIn) -> Reply:
    days = {known.day for known in ask.check_ins} | {check_in.day}
    newest = max(days)
    week = sum(1 for day in days if newest - ONE_WEEK < day <= newest)
    text = ask.say("done.first" if len(days) == 1 else "done.again", week=week)
    return Reply(text + _next(ask, days), about=check_in.drill, buttons=row(button(ask, "topics", "/topics")))


def not_today(ask: Ask) -> Answer:
    """Leave today out, if its prompt is still to come; a button of an earlier day leaves out nothing."""
    if stopped := _not_now(ask):
        return stopped
    assert ask.member is not None
    today = local_day(ask.now, ask.zone)
    day, _ = _what_was_done(ask, today) or (today, "")
    text = ask.say("not_today.text") + _next(ask, {day})
    reply = Reply(text, buttons=row(button(ask, "hour", "/settings hour")))
    return only(reply, Rest(ask.member, day, ask.now)) if day == today else only(reply)


def _next(ask: Ask, closed: set[date]) -> str:
    """When the next drill comes, as a sentence behind another; empty for members who get none."""
    member = ask.member
    if member is None or member.standing != "active":
        return ""
    last_day = max(day for day in (ask.last_prompt, *closed) if day is not None)
    due = first_drill(member.rhythm, ask.now, last_day)
    return " " + ask.say("done.next", when=when(ask, due.label, member.rhythm.hour))
