"""Who is in a round, and what they did today. A check-in is the daily one: it counts in all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.changes import Answer, Enter, Log, Save, only
from bot.coaching.choice import for_track
from bot.coaching.counting import drill_of, is_of, standing
from bot.commands import feeling
from bot.commands.buttons import button, row, rows
from bot.commands.check_ins import is_open
from bot.commands.days import day_name
from bot.commands.drills import nothing_fits
from bot.commands.drills import show as show_drill
from bot.commands.rounds_words import (
    accessible,
    alone,
    is_over,
    none_here,
    of_own,
    title_of,
    today_of,
    way_in,
    way_to_board,
    where_it_is,
)
from bot.commands.standing import newcomer, sign_is_open
from bot.members import CheckIn, Member
from bot.model import Ask, Button, Reply
from bot.rounds import Entrant, Round, Stay, day_in
from scheduler.plan import local_day
from scheduler.wall import ONE_DAY

LONGEST_NAME = 64
"""Characters of a name that is kept for boards and lists."""


# who is in


def join(ask: Ask, _: str) -> Answer:
    """In, from today on or from the first day; who was in before comes back as who they were."""
    found = _running(ask)
    if isinstance(found, Answer):
        return found
    own = ask.scene.own
    if own is not None and own.is_in:
        return alone(ask, "challenge.in_already", where=where_it_is(ask, found))
    member = ask.member or _guest(ask, found)
    first = max(local_day(ask.now, member.rhythm.zone), found.first)
    entrant = own or Entrant(0, member.person, _name(ask), ask.said.chat, ())
    joined = replace(entrant, stays=_with_stay(entrant.stays, first))
    kept = (Save(member),) if ask.member is None else ()
    key = "challenge.joined_ahead" if today_of(ask, found) < found.first else "challenge.joined"
    values = {"day": day_name(ask, first), "hour": found.hour.isoformat("minutes"), "zone": found.zone}
    reply = Reply(ask.say(key, title=title_of(found), **values), is_private=True)
    return only(reply, *kept, Enter(found.number, joined))


def _guest(ask: Ask, found: Round) -> Member:
    """Somebody whom the bot knows by this challenge alone: nothing of their own comes unasked."""
    member = newcomer(ask)
    rhythm = replace(member.rhythm, zone=found.zone)
    return replace(member, rhythm=rhythm, standing="stopped", is_guest=True, wants_note=False)


def _name(ask: Ask) -> str:
    return " ".join(ask.said.name.split())[:LONGEST_NAME]


def _with_stay(stays: tuple[Stay, ...], first: date) -> tuple[Stay, ...]:
    """One more stay; one that ended just now goes on."""
    if stays and stays[-1].until is not None and stays[-1].until >= first:
        return (*stays[:-1], replace(stays[-1], until=None))
    return (*stays, Stay(first))


def leave(ask: Ask, _: str) -> Answer:
    """Out, from today on; a day that was done today still counts."""
    meant = of_own(ask)
    if isinstance(meant, Answer):
        return meant
    found, own = meant
    if not own.is_in:
        return alone(ask, "challenge.not_in")
    today = local_day(ask.now, ask.zone)
    until = today + ONE_DAY if today in own.days else max(today, own.stays[-1].first)
    left = replace(own, stays=(*own.stays[:-1], replace(own.stays[-1], until=until)))
    back = row(way_in(ask, found))
    return only(
        Reply(ask.say("challenge.left", title=title_of(found)), buttons=back, is_private=True),
        Enter(found.number, left),
    )


def hide(ask: Ask, _: str) -> Answer:
    """No board names who asks; their days still count."""
    return _seen(ask, is_hidden=True)


def show(ask: Ask, _: str) -> Answer:
    """Boards may name who asks again."""
    return _seen(ask, is_hidden=False)


def _seen(ask: Ask, *, is_hidden: bool) -> Answer:
    meant = of_own(ask)
    if isinstance(meant, Answer):
        return meant
    found, own = meant
    verb = "show" if is_hidden else "hide"
    other = Button(ask.say("button.undo"), f"/challenge {verb} {found.number}")
    key = "challenge.hidden" if is_hidden else "challenge.seen"
    reply = Reply(ask.say(key), buttons=row(other), is_private=True)
    return only(reply, Enter(found.number, replace(own, is_hidden=is_hidden)))


# what was done


def done(ask: Ask, words: str) -> Answer:
    """Check in for the day of a post, by one's own calendar; then, alone, the question where it was felt."""
    found, own, member = accessible(ask), ask.scene.own, ask.member
    if found is None:
        return none_here(ask)
    if own is None or not own.is_in or member is None:
        return alone(ask, "challenge.join_first" if not is_over(ask, found) else "challenge.is_over")
    if member.has_open_sign:
        return only(replace(sign_is_open(ask), is_private=True))
    today = local_day(ask.now, ask.zone)
    day = min(day_in(words) or today, today)
    if refused := _refusal(ask, found, own, day):
        return alone(ask, refused, day=day_name(ask, max(own.stays[-1].first, found.first)))
    check_in = CheckIn(day, drill_of(found, day), ask.now)
    told = ask.say("challenge.done", count=ask.scene.count.today + 1, title=title_of(found))
    where = feeling.ask_where(ask, check_in, above=ask.say("challenge.done_alone", title=title_of(found)))
    return Answer(
        (Reply(told, is_private=True), replace(where, is_private=True, is_aside=True)),
        (Log(member.person, check_in),),
    )


def _refusal(ask: Ask, found: Round, own: Entrant, day: date) -> str:
    """Why that day cannot be checked in; empty where nothing speaks against it."""
    if not is_open(ask, day) or day > found.last:
        return "challenge.is_over" if is_over(ask, found) else "challenge.closed"
    if any(one.day == day for one in ask.check_ins):
        return "challenge.done_already"
    return "challenge.not_yet" if not is_of(found, day) or day < own.stays[-1].first else ""


def own(ask: Ask, _: str) -> Answer:
    """The day's drill as it fits who asks: of its track, at their own stage."""
    found = accessible(ask)
    if found is None:
        return none_here(ask)
    if ask.member is not None and ask.member.has_open_sign:
        return only(replace(sign_is_open(ask), is_private=True))
    today = min(max(local_day(ask.now, ask.zone), found.first), found.last)
    given = ask.library.drills.get(drill_of(found, today))
    if ask.member is None:
        return alone(ask, "challenge.join_first")
    fits = for_track(today, ask.library.drills, ask.member, ask.check_ins, given.track) if given else None
    shown = show_drill(ask, fits, above=f"*{ask.say('challenge.own')}*") if fits else nothing_fits(ask)
    return only(replace(shown, is_private=True))


def mine(ask: Ask, _: str) -> Answer:
    """One's own days, and the ways to leave, to hide and to look at all."""
    meant = of_own(ask)
    if isinstance(meant, Answer):
        return meant
    found, own = meant
    stands = standing(found, own)
    text = ask.say("challenge.stands", done=stands.done, asked=stands.asked, where=where_it_is(ask, found))
    number = found.number
    way = button(ask, "leave", f"/challenge leave {number}")
    if is_over(ask, found):
        way = button(ask, "certificate", f"/challenge certificate {number}")
    elif not own.is_in:
        way = way_in(ask, found)
    seen = button(ask, "board_hide", f"/challenge hide {number}")
    if own.is_hidden:
        seen = button(ask, "board_show", f"/challenge show {number}")
    ways = rows((way_to_board(ask, found), way, seen))
    return only(Reply(text, title=found.title, about=found.slug, buttons=ways, is_private=True))


def _running(ask: Ask) -> Round | Answer:
    """The round that is meant, as long as it can be joined."""
    found = accessible(ask)
    if found is None:
        return none_here(ask)
    return alone(ask, "challenge.is_over", day=day_name(ask, found.last)) if is_over(ask, found) else found
