"""Arriving, and finding one's way: start, help, about."""

from __future__ import annotations

from dataclasses import replace

from bot.changes import Answer, Save, only
from bot.commands import cards
from bot.commands.arriving import what_for
from bot.commands.buttons import button, row, rows
from bot.commands.days import when
from bot.commands.standing import is_paused, newcomer, sign_is_open
from bot.commands.table import BY_NAME, entries
from bot.members import Member
from bot.model import Ask, Reply
from scheduler.plan import first_drill


def start(ask: Ask) -> Answer:
    """Enrol with the defaults, or welcome back; a card named behind it follows."""
    member = ask.member or newcomer(ask)
    if member.standing == "stopped":
        wants_note = member.wants_note or member.is_guest
        member = replace(member, standing="active", paused_until=None, is_guest=False, wants_note=wants_note)
    slug = ask.words.casefold()
    card = (cards.show(ask, slug),) if slug in ask.library.cards else ()
    if ask.member is not None and not ask.member.is_guest:
        greeting = _welcome_back(ask, member)
    else:
        greeting = _short_welcome(ask, member) if card else _welcome(ask, member)
    return Answer((greeting, *card), (Save(member),))


def _welcome(ask: Ask, member: Member) -> Reply:
    """Who is enrolled by now, and the first question, which may be left alone."""
    text = f"{_enrolled(ask, member, 'start.welcome')}\n\n{ask.say('arrive.aim')}"
    return Reply(text, title=ask.say("start.title"), buttons=what_for(ask))


def _short_welcome(ask: Ask, member: Member) -> Reply:
    """A line above the card that somebody came for; the questions wait behind a tap."""
    return Reply(_enrolled(ask, member, "start.short"), buttons=row(button(ask, "about_you", "/arrive aim")))


def _enrolled(ask: Ask, member: Member, key: str) -> str:
    due = first_drill(member.rhythm, ask.now, None)
    return ask.say(key, when=when(ask, due.label, member.rhythm.hour), zone=member.rhythm.zone)


def _welcome_back(ask: Ask, member: Member) -> Reply:
    if member.has_open_sign:
        return sign_is_open(ask)
    if is_paused(ask, member):
        return Reply(ask.say("start.paused"), buttons=row(button(ask, "resume", "/resume")))
    text = ask.say("start.again", hour=member.rhythm.hour.isoformat("minutes"), zone=member.rhythm.zone)
    ways = row(button(ask, "drill", "/drill"), button(ask, "settings", "/settings"))
    unasked = row(button(ask, "about_you", "/arrive aim")) if member.history is None else ()
    return Reply(text, buttons=(*ways, *unasked))


def help_(ask: Ask) -> Answer:
    """What can be typed, in one screen."""
    lines = [f"/{entry.name}: {entry.says}" for entry in entries(ask.library) if entry.name in BY_NAME]
    if ask.is_coach:
        lines += [f"/{name}: {ask.say(f'command.{name}')}" for name in _for_coaches()]
        lines.append(ask.say("help.coach"))
    text = "\n\n".join(
        (ask.say("help.intro"), "\n".join(f"- {line}" for line in lines), ask.say("help.words"))
    )
    return only(Reply(text, buttons=row(button(ask, "drill", "/drill"), button(ask, "topics", "/topics"))))


def _for_coaches() -> tuple[str, ...]:
    return tuple(command.name for command in BY_NAME.values() if command.is_for_coach and command.is_typed)


def about(ask: Ask) -> Answer:
    """Where it comes from, what it is not, what it keeps; in private, the id by which one becomes a coach."""
    buttons = rows((button(ask, "topics", "/topics"), button(ask, "export", "/export")))
    yours = (ask.say("about.id", account=ask.said.account),) if ask.said.is_private else ()
    text = "\n\n".join((ask.say("about.text"), *yours))
    return only(Reply(text, title=ask.say("about.title"), buttons=buttons))
