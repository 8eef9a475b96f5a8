"""Drills: the one of the day, how a drill reads, done, and not today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.changes import Answer, Log, Rest, only
from bot.commands.buttons import after_drill, button, row
from bot.commands.days import day_name, when
from bot.commands.standing import sign_is_open, start_first
from bot.commands.wishes import TRACKS
from bot.model import Ask, CheckIn, Member, Notice, Reply, Rows
from content.library import Drill, Markdown
from scheduler.plan import first_drill, local_day
from scheduler.wall import ONE_DAY, ONE_WEEK

FILL_IN_UNTIL = time(12, 0)
"""Yesterday may be filled in until noon."""


def choose(drills: Iterable[Drill], member: Member, day: date) -> Drill:
    """The drill of a local day: from the day of joining on, a track a day, and in each its stages in turn.

    Signs and history have not been asked yet, so nobody gets more than a gentle stage.
    """
    gentle = sorted((drill for drill in drills if drill.is_gentle), key=_by_track)
    tracks = [tuple(stages) for _, stages in groupby(gentle, key=lambda drill: drill.track)]
    joined = local_day(member.joined_at, member.rhythm.zone)
    turn, track = divmod((day - joined).days, len(tracks))
    return tracks[track][turn % len(tracks[track])]


def _by_track(drill: Drill) -> tuple[int, int, str]:
    return (TRACKS.index(drill.track), drill.stage, drill.slug)


def in_words(ask: Ask | Notice, drill: Drill) -> str:
    """A drill as a person reads it: why, steps, dose, where to feel it, when to stop."""
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(drill.steps, start=1))
    facts = (
        *_needed(ask, drill),
        ask.say("drill.dose", dose=_dose(ask, drill), minutes=drill.minutes),
        ask.say("drill.feel", feel=Markdown(", ".join(drill.feel))),
        ask.say("drill.mistake", mistake=Markdown(drill.mistake)),
        ask.say("drill.stop_if", stop_if=Markdown(drill.stop_if)),
        *_history(ask, drill),
    )
    return "\n\n".join((drill.says, steps, "\n".join(facts)))


def _needed(ask: Ask | Notice, drill: Drill) -> tuple[str, ...]:
    things = ", ".join(ask.say(f"equipment.{one}") for one in drill.equipment)
    return (ask.say("drill.equipment", equipment=Markdown(things)),) if things else ()


def _history(ask: Ask | Notice, drill: Drill) -> tuple[str, ...]:
    history = Markdown(", ".join(drill.not_after))
    return (ask.say("drill.not_after", history=history),) if history else ()


def _dose(ask: Ask | Notice, drill: Drill) -> str:
    dose = drill.dose
    key = "drill.hold" if dose.seconds else "drill.repeat"
    once = ask.say(key, sets=dose.sets, seconds=dose.seconds, reps=dose.reps)
    return ask.say("drill.each_side", dose=once) if dose.sides else once


def show(ask: Ask, found: Drill, *, above: str = "", below: Rows = ()) -> Reply:
    """A drill, with what stands above its words and below its buttons."""
    today = local_day(ask.now, ask.zone)
    return Reply(
        "\n\n".join(part for part in (above, in_words(ask, found)) if part),
        title=found.title,
        about=found.slug,
        buttons=(*after_drill(ask, found.slug, today), *below),
        picture=found.figure,
    )


def not_now(ask: Ask) -> Answer | None:
    """Nobody gets a drill before starting, or while a warning sign is open."""
    if ask.member is None:
        return start_first(ask)
    return only(sign_is_open(ask)) if ask.member.has_open_sign else None


def done(ask: Ask) -> Answer:
    """Check in for today, or for the day that the button carries."""
    if stopped := not_now(ask):
        return stopped
    assert ask.member is not None
    today = local_day(ask.now, ask.zone)
    said = _what_was_done(ask, today)
    if said is None:
        return only(Reply(ask.say("done.unclear"), buttons=row(button(ask, "done", "/done"))))
    day, slug = said
    slug = slug or choose(ask.library.drills.values(), ask.member, day).slug
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
    if stopped := not_now(ask):
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
