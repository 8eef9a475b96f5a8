"""Words that several answers about a round need, and which round is meant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.changes import Answer, only
from bot.coaching.counting import day_number
from bot.commands.buttons import button, row
from bot.commands.days import day_name
from bot.model import Ask, Notice, Reply, Rows
from bot.rounds import Round
from content.library import Markdown
from scheduler.plan import local_day

TOAST = 200
"""Characters that a group's member can be told without a message (answerCallbackQuery of the Bot API)."""


def accessible(ask: Ask) -> Round | None:
    """The round that is meant, for those who may see it: in its chats, for who is in it, for a coach."""
    found, said = ask.scene.round, ask.said
    is_here = any(one.chat == said.chat for one in ask.scene.venues)
    return found if is_here or ask.scene.own is not None or ask.is_coach else None


def today_of(ask: Ask | Notice, one: Round) -> date:
    """The local day of the round."""
    return local_day(ask.now, one.zone)


def is_over(ask: Ask | Notice, one: Round) -> bool:
    """Whether it was stopped, or its last day has passed."""
    return one.ended is not None or today_of(ask, one) > one.last


def may_run(ask: Ask) -> bool:
    """Whether who asks may begin, stop and export: today's administrators of the group, and coaches."""
    return ask.said.is_admin or ask.is_coach


def facts(ask: Ask | Notice, days: int, days_a_week: int) -> str:
    """ "7 days, 6 of them"."""
    return ask.say("challenge.facts", days=days, days_a_week=days_a_week)


def where_it_is(ask: Ask | Notice, one: Round) -> str:
    """Day 3 of 7, not begun, or over."""
    if is_over(ask, one):
        return ask.say("challenge.over_since", day=day_name(ask, one.last))
    day = today_of(ask, one)
    if day < one.first:
        return ask.say("challenge.begins", day=day_name(ask, one.first))
    return ask.say("challenge.day", number=day_number(one, day), days=one.days)


def weekdays(ask: Ask | Notice, days: Iterable[int]) -> str:
    """ "Saturday, Sunday"."""
    return ", ".join(ask.say(f"weekday.{day + 1}") for day in sorted(days))


def title_of(one: Round) -> Markdown:
    """Its title, as text of light Markdown."""
    return Markdown(one.title)


def ways(ask: Ask | Notice, one: Round) -> Rows:
    """What stands below everything that the group sees of a round."""
    return (
        *row(button(ask, "join", f"/challenge join {one.number}")),
        *row(button(ask, "board_of", f"/challenge board {one.number}")),
    )


def alone(ask: Ask, key: str, /, *buttons: Rows, **values: object) -> Answer:
    """One line for who asks, and nobody else."""
    below = tuple(line for some in buttons for line in some)
    return only(Reply(ask.say(key, **values), buttons=below, is_private=True))


def none_here(ask: Ask) -> Answer:
    """Nothing runs here that who asks may see."""
    return alone(ask, "challenge.none", row(button(ask, "challenges", "/challenge list")))
