"""Beginning a challenge in a group, stopping it, and letting a second group in; for who runs the group."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from bot.changes import Alter, Answer, Begin, Host, only
from bot.commands.buttons import button, row
from bot.commands.days import day_name, day_of
from bot.commands.names import meant
from bot.commands.rounds_words import (
    alone,
    facts,
    is_nobody,
    is_over,
    may_run,
    none_here,
    title_of,
    to_run,
    today_of,
    way_in,
    way_to_board,
    weekdays,
)
from bot.commands.settings import parse_hour
from bot.model import Ask, Button, Reply
from bot.rounds import Round, Venue
from content.lengths import CHALLENGE_DAYS
from content.library import Challenge
from content.places import zone_of
from scheduler.plan import local_day
from scheduler.wall import ONE_DAY

LATEST = timedelta(days=60)
"""How far ahead a challenge may begin."""
_DAYS = re.compile(r"\b(\d{1,3}) ?days?\b")
_A_WEEK = re.compile(r"\b([1-7]) ?(?:days? )?(?:a|per|/) ?week\b")
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_HOUR = re.compile(r"\b\d{1,2}(?:[:.]\d{2}| ?[ap]m)\b")
_FILLERS = re.compile(r"\b(?:from|on|at|in|starting|for|and)\b|,")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a challenge is to run, as far as the words say so."""

    first: date | None = None
    days: int = 0
    days_a_week: int = 0
    hour: time | None = None
    rest: frozenset[int] = frozenset()
    place: str = ""
    """What is left of the words."""


def start(ask: Ask, words: str) -> Answer:
    """Begin one here: tomorrow, as its template says, unless the words want it otherwise."""
    if ask.said.is_private:
        return alone(ask, "challenge.begin.private", row(button(ask, "challenges", "/challenge list")))
    if not may_run(ask):
        return alone(ask, "challenge.admins_only")
    if ask.scene.here is not None and not is_over(ask, ask.scene.here):
        return only(_runs_already(ask, ask.scene.here))
    template, rest = _template(ask, words)
    if template is None:
        return alone(ask, "challenge.unknown", row(button(ask, "challenges", "/challenge list")))
    wanted = read(rest, ask)
    begun = _round(ask, template, wanted)
    if isinstance(begun, str):
        return alone(ask, begun, slug=template.slug, least=CHALLENGE_DAYS.start, most=CHALLENGE_DAYS.stop - 1)
    venue = _here(ask, 0)
    return only(_announced(ask, begun, template), Begin(begun, venue, ask.now))


def _here(ask: Ask, number: int) -> Venue:
    """The chat where it was said, as one in which that round runs."""
    return Venue(number, ask.said.chat, ask.said.topic or ask.said.chat)


def _template(ask: Ask, words: str) -> tuple[Challenge | None, str]:
    """The template whose name stands first, and the words behind it."""
    for one in ask.library.challenges.values():
        for name in (one.slug, one.title.casefold()):
            if words == name or words.startswith(f"{name} "):
                return one, words[len(name) :].strip()
    first, _, rest = words.partition(" ")
    slug = meant(first, {one: one for one in ask.library.challenges})
    return ask.library.challenges.get(slug), rest


def read(words: str, ask: Ask) -> Wanted:
    """What the words want, in any order: "from monday 14 days 5 a week 8:00 Berlin rest sunday"."""
    names = {ask.say(f"weekday.{day + 1}").casefold(): day for day in range(7)}
    any_day = "|".join(names)
    wanted = Wanted()
    if found := _A_WEEK.search(words):
        wanted, words = replace(wanted, days_a_week=int(found[1])), _without(words, found)
    if found := _DAYS.search(words):
        wanted, words = replace(wanted, days=int(found[1])), _without(words, found)
    if found := re.search(rf"\brest(?:s|ing)?(?: days?)?((?:[ ,]|on|and|{any_day})+)", words):
        rest = frozenset(names[day] for day in re.findall(any_day, found[1]))
        wanted, words = replace(wanted, rest=rest), _without(words, found)
    if found := _DATE.search(words):
        wanted, words = replace(wanted, first=day_of(found[0])), _without(words, found)
    if found := re.search(rf"\b(?:today|tomorrow|{any_day})\b", words):
        first = _day_named(found[0], names, local_day(ask.now, _zone(ask)))
        wanted, words = replace(wanted, first=first), _without(words, found)
    if found := _HOUR.search(words):
        wanted, words = replace(wanted, hour=parse_hour(found[0])), _without(words, found)
    return replace(wanted, place=" ".join(_FILLERS.sub(" ", words).split()))


def _without(words: str, found: re.Match[str]) -> str:
    return f"{words[: found.start()]} {words[found.end() :]}"


def _day_named(word: str, names: dict[str, int], today: date) -> date:
    """Today, tomorrow, or the next such weekday."""
    if word in names:
        return today + ((names[word] - today.weekday() - 1) % 7 + 1) * ONE_DAY
    return today if word == "today" else today + ONE_DAY


def _zone(ask: Ask) -> str:
    return ask.group.zone if ask.group else ask.zone


def _round(ask: Ask, template: Challenge, wanted: Wanted) -> Round | str:
    """The round that is wanted, or the phrase that says what is unclear."""
    places = zone_of(wanted.place) if wanted.place else ()
    if wanted.place and not places:
        return "challenge.begin.unclear"
    zone = places[0].zone if places else _zone(ask)
    today = local_day(ask.now, zone)
    first = wanted.first or today + ONE_DAY
    if not today <= first <= today + LATEST:
        return "challenge.begin.no_day"
    days = wanted.days or template.days
    if days not in CHALLENGE_DAYS:
        return "challenge.begin.no_length"
    most = 7 - len(wanted.rest)
    if not most:
        return "challenge.begin.unclear"
    return Round(
        number=0,
        slug=template.slug,
        title=template.title,
        drills=template.drills,
        first=first,
        days=days,
        days_a_week=min(wanted.days_a_week or template.days_a_week, most),
        hour=wanted.hour or ask.defaults.hour,
        zone=zone,
        rest=wanted.rest,
        code=ask.scene.fresh_code,
    )


def _announced(ask: Ask, begun: Round, template: Challenge) -> Reply:
    """What was agreed, what it asks for, and the way in. The number of the round is not known yet."""
    lines = ask.say(
        "challenge.begin.text",
        day=day_name(ask, begun.first),
        hour=begun.hour.isoformat("minutes"),
        zone=begun.zone,
        facts=facts(ask, begun.days, begun.days_a_week),
    )
    rest = ask.say("challenge.begin.rest", days=weekdays(ask, begun.rest)) if begun.rest else ""
    return Reply(
        "\n\n".join(part for part in (lines, rest, template.body) if part),
        title=begun.title,
        about=begun.slug,
        buttons=(
            *row(button(ask, "join", "/challenge join")),
            *row(button(ask, "board_of", "/challenge board")),
        ),
    )


def _runs_already(ask: Ask, running: Round) -> Reply:
    """One at a time: the way to look at it, and the way to end it."""
    text = ask.say("challenge.begin.runs", title=title_of(running), day=day_name(ask, running.last))
    ends = button(ask, "stop_it", f"/challenge stop {running.number}")
    return Reply(text, buttons=(*row(way_to_board(ask, running)), *row(ends)), is_private=True)


def stop(ask: Ask, words: str) -> Answer:
    """End it today; asked once more first. What was done stays done."""
    found = _running(ask)
    if isinstance(found, Answer):
        return found
    if "yes" not in words.split():
        sure = Button(ask.say("button.stop_sure"), f"/challenge stop {found.number} yes")
        return alone(ask, "challenge.stop.sure", row(sure), title=title_of(found))
    ended = replace(found, ended=today_of(ask, found) + ONE_DAY)
    key = "challenge.stop.before" if ended.last < ended.first else "challenge.stop.text"
    return only(Reply(ask.say(key, title=title_of(found))), Alter(ended, ask.now))


def code(ask: Ask, _: str) -> Answer:
    """What lets a second group join, for who runs this one."""
    found = _running(ask)
    if isinstance(found, Answer):
        return found
    if is_nobody(ask):
        return alone(ask, "challenge.admins_only")
    return alone(ask, "challenge.code", code=found.code, title=title_of(found))


def with_code(ask: Ask, _: str) -> Answer:
    """Let this group take part in what runs in another one."""
    if ask.said.is_private:
        return alone(ask, "challenge.begin.private", row(button(ask, "challenges", "/challenge list")))
    if not may_run(ask):
        return alone(ask, "challenge.admins_only")
    found = ask.scene.named
    if found is None or is_over(ask, found):
        return alone(ask, "challenge.no_code")
    here = ask.scene.here
    if here is not None and not is_over(ask, here):
        return only(_runs_already(ask, here))
    text = ask.say("challenge.hosted", title=title_of(found), where=where(ask, found))
    venue = _here(ask, found.number)
    return only(
        Reply(
            text,
            title=found.title,
            about=found.slug,
            buttons=(*row(way_in(ask, found)), *row(way_to_board(ask, found))),
        ),
        Host(found, venue, ask.now),
    )


def where(ask: Ask, found: Round) -> str:
    """How far it is, at what hour it comes."""
    hour = found.hour.isoformat("minutes")
    return ask.say("challenge.hour", hour=hour, zone=found.zone, day=day_name(ask, found.first))


def ranked(ask: Ask, words: str) -> Answer:
    """Whether the board has places; without, it shows what all did together."""
    found = _running(ask)
    if isinstance(found, Answer):
        return found
    is_ranked = "off" not in words.split()
    key = "challenge.ranked.on" if is_ranked else "challenge.ranked.off"
    other = Button(ask.say("button.undo"), f"/challenge ranked {'off' if is_ranked else 'on'}")
    return only(Reply(ask.say(key), buttons=row(other)), Alter(replace(found, is_ranked=is_ranked), ask.now))


def _running(ask: Ask) -> Round | Answer:
    """The round that who asks may run, as long as it is not over."""
    found = to_run(ask)
    return none_here(ask) if isinstance(found, Round) and is_over(ask, found) else found
