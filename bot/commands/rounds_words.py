"""Words that several answers about a round need, and which round is meant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.changes import Answer, only
from bot.coaching.counting import day_number
from bot.commands.buttons import button, row
from bot.commands.days import day_name
from bot.model import Ask, Button, Notice, Reply, Rows
from bot.rounds import Entrant, Round
from content.library import Markdown
from scheduler.plan import local_day


def accessible(ask: Ask) -> Round | None:
    """The round that is meant, for those who may see it: in its chats, for who is in it, for a coach."""
    return ask.scene.round if _is_here(ask) or ask.scene.own is not None or ask.is_coach else None


def _is_here(ask: Ask) -> bool:
    """Whether the round that is meant runs in the chat where it was said."""
    return any(one.chat == ask.said.chat for one in ask.scene.venues)


def to_run(ask: Ask) -> Round | Answer:
    """The round that is meant, for who runs a group in which it runs, and for coaches; else what to say."""
    found = accessible(ask)
    if found is None:
        return none_here(ask)
    return found if may_run(ask) and (_is_here(ask) or ask.is_coach) else alone(ask, "challenge.admins_only")


def is_nobody(ask: Ask) -> bool:
    """Whether a group speaks in its own name: there is nobody to tell something alone."""
    return ask.said.account == ask.said.chat and not ask.said.is_private


def of_own(ask: Ask) -> tuple[Round, Entrant] | Answer:
    """The round that is meant, and who asks in it; else what to say."""
    found, own = accessible(ask), ask.scene.own
    if found is None:
        return none_here(ask)
    return (found, own) if own is not None else alone(ask, "challenge.not_in")


def today_of(ask: Ask | Notice, one: Round) -> date:
    """The local day of the round."""
    return local_day(ask.now, one.zone)


def is_over(ask: Ask | Notice, one: Round) -> bool:
    """Whether it was stopped, or its last day has passed."""
    return one.ended is not None or today_of(ask, one) > one.last


def may_run(ask: Ask) -> bool:
    """Whether who asks runs the group in which it was said, today, or is a coach."""
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


def way_in(ask: Ask | Notice, one: Round) -> Button:
    """The button that joins."""
    return button(ask, "join", f"/challenge join {one.number}")


def way_to_board(ask: Ask | Notice, one: Round) -> Button:
    """The button that shows how it stands."""
    return button(ask, "board_of", f"/challenge board {one.number}")


def alone(ask: Ask, key: str, /, *buttons: Rows, **values: object) -> Answer:
    """One line for who asks, and nobody else."""
    below = tuple(line for some in buttons for line in some)
    return only(Reply(ask.say(key, **values), buttons=below, is_private=True))


def none_here(ask: Ask) -> Answer:
    """Nothing runs here that who asks may see."""
    return alone(ask, "challenge.none", row(button(ask, "challenges", "/challenge list")))
