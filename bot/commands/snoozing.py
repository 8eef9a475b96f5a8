"""Snooze: today's drill once more a little later. The usual hour stays where it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from bot.changes import Answer, Rest, Snooze, only
from bot.commands.buttons import button, row, rows
from bot.commands.check_ins import next_drill
from bot.commands.days import day_of
from bot.commands.drills import not_now
from bot.model import Ask, Button, Reply
from scheduler.plan import Due, local_day
from scheduler.wall import instant

SOON = {"20m": timedelta(minutes=20), "1h": timedelta(hours=1)}
EVENINGS = (time(19, 0), time(21, 0))
"""When "tonight" is: the first of these that is a while ahead."""
A_WHILE = timedelta(hours=1)
TONIGHT, TOMORROW = "tonight", "tomorrow"


def snooze(ask: Ask) -> Answer:
    """Bare or with a day: for how long? With a length behind the day: until then."""
    if stopped := not_now(ask):
        return stopped
    assert ask.member is not None
    today = local_day(ask.now, ask.zone)
    first, _, rest = ask.words.casefold().partition(" ")
    day = day_of(first) or today
    if day != today:
        return only(Reply(ask.say("snooze.over"), buttons=row(button(ask, "drill", "/drill"))))
    wanted = rest or first
    if wanted == TOMORROW:
        text = ask.say("snooze.tomorrow") + next_drill(ask, {day})
        return only(Reply(text, edits=True), Rest(ask.member, day, ask.now))
    at = dict(_choices(ask, day)).get(wanted)
    if at is None:
        return only(_which(ask, day))
    hour = at.astimezone(ask.tz).strftime("%H:%M")
    due = Due(f"{day.isoformat()}T{hour}", at)
    return only(Reply(ask.say("snooze.until", hour=hour), edits=True), Snooze(ask.member.person, due))


def _choices(ask: Ask, day: date) -> Iterator[tuple[str, datetime]]:
    """How long it may be, and until when; all of it today."""
    for name, length in SOON.items():
        if local_day(ask.now + length, ask.zone) == day:
            yield name, ask.now + length
    evenings = (instant(day, evening, ask.zone) for evening in EVENINGS)
    if tonight := next((at for at in evenings if at - ask.now >= A_WHILE), None):
        yield TONIGHT, tonight


def _which(ask: Ask, day: date) -> Reply:
    names = [*(name for name, _ in _choices(ask, day)), TOMORROW]
    buttons = rows(
        Button(ask.say(f"snooze.for.{name}"), f"/snooze {day.isoformat()} {name}") for name in names
    )
    return Reply(ask.say("snooze.which"), buttons=buttons)
