"""The plan: two weeks ahead, where a member stands in the focus, and why today's drill is this one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.changes import Answer, only
from bot.coaching.choice import Choice, ahead
from bot.coaching.stages import AFTER_PAIN, DAYS, LONG, RISE, Stage, stage_of
from bot.commands import cards
from bot.commands.buttons import button, row
from bot.commands.days import day_name
from bot.commands.drills import not_now, nothing_fits, of_day
from bot.commands.standing import GENTLE_DAYS
from bot.members import Member
from bot.model import Ask, Reply
from content.library import Markdown
from scheduler.plan import local_day
from scheduler.wall import ONE_WEEK


def plan(ask: Ask) -> Answer:
    """Two weeks ahead, supposing that each day goes calmly; with `why`, the reasons of today's drill."""
    if stopped := not_now(ask):
        return stopped
    assert ask.member is not None
    return only(_why(ask, ask.member) if ask.words.casefold() == "why" else _ahead(ask, ask.member))


def why(ask: Ask) -> Answer:
    """Bare: why today's drill is this one, and the rules. With a card: its depth."""
    if ask.words:
        return cards.why(ask)
    answered = plan(replace(ask, words="why"))
    return replace(answered, replies=tuple(replace(one, is_private=True) for one in answered.replies))


def _ahead(ask: Ask, member: Member) -> Reply:
    today = local_day(ask.now, ask.zone)
    days = ahead(today, ask.library.drills, member, ask.check_ins)
    if not days:
        return nothing_fits(ask)
    lines = "\n".join(f"- {_line(ask, day, choice)}" for day, choice in days)
    buttons = row(button(ask, "why_this", "/plan why"), button(ask, "focus", "/focus"))
    text = "\n\n".join((_standing(ask, member), lines, ask.say("plan.supposing")))
    return Reply(text, title=ask.say("plan.title"), buttons=buttons)


def _line(ask: Ask, day: date, choice: Choice) -> str:
    key = "plan.day" if choice.reason == "focus" else f"plan.{choice.reason}"
    return ask.say(key, weekday=ask.say(f"weekday.{day.isoweekday()}"), drill=Markdown(choice.drill.title))


def _why(ask: Ask, member: Member) -> Reply:
    """Why today's drill is this one, and what moves the stage."""
    choice = of_day(ask, member, local_day(ask.now, ask.zone))
    if choice is None:
        return nothing_fits(ask)
    because = ask.say(f"plan.because.{choice.reason}", drill=Markdown(choice.drill.title))
    rule = ask.say(
        "plan.rule",
        calm=RISE,
        pained=AFTER_PAIN,
        days=DAYS.days,
        long=LONG // ONE_WEEK,
        gentle=GENTLE_DAYS // ONE_WEEK.days,
    )
    text = "\n\n".join((because, _standing(ask, member), rule))
    buttons = row(button(ask, "drill", "/drill"), button(ask, "plan", "/plan"))
    return Reply(text, about=choice.drill.slug, buttons=buttons)


def _standing(ask: Ask, member: Member) -> str:
    """The focus, its stage and how it came to it, and until when all of it is gentle."""
    today = local_day(ask.now, ask.zone)
    stage = stage_of(member.focus, ask.library.drills, member, ask.check_ins, today)
    track = ask.say(f"track.{member.focus}")
    standing = ask.say("plan.standing", track=track, number=stage.number)
    return " ".join((standing, *_how(ask, stage), *_gently(ask, member, today)))


def _gently(ask: Ask, member: Member, today: date) -> tuple[str, ...]:
    """Why all drills are gentle ones, where they are."""
    if member.is_guarded:
        return (ask.say("arrive.gently"),)
    if member.history is None:
        return (ask.say("plan.gently_open"),)
    until = member.gentle_until
    return (ask.say("plan.gently", day=day_name(ask, until)),) if until and today < until else ()


def _how(ask: Ask, stage: Stage) -> tuple[str, ...]:
    if stage.since is None:
        return ()
    return (ask.say(f"plan.stage.{stage.reason}", day=day_name(ask, stage.since)),)
