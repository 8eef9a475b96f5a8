"""Challenges: what there is to take on, what runs here, and who may say what about it.

challenge      lists, shows, finds what was meant
rounds_begin   begins, stops, lets a second group in
rounds_days    who is in, and what they did today
rounds_board   how it stands, and what is left of it
rounds_posts   what the group gets unasked
"""

from __future__ import annotations

from collections.abc import Callable

from bot.changes import Answer, only
from bot.commands import rounds_begin, rounds_board, rounds_days
from bot.commands.buttons import button, row, rows
from bot.commands.names import meant
from bot.commands.rounds_words import accessible, facts, is_over, where_it_is
from bot.model import Ask, Button, Reply
from bot.rounds import Round
from content.library import Challenge, Markdown


def challenge(ask: Ask) -> Answer:
    """What runs here or what there is; one of them; or what is ordered of the one that runs."""
    verb, _, rest = ask.words.casefold().partition(" ")
    if verb in ORDERS:
        return ORDERS[verb](ask, rest.strip())
    if ask.words:
        found = ask.library.challenges.get(meant(ask.words, names(ask)))
        return only(_shown(ask, found) if found else _listed(ask, ask.say("challenge.unknown")))
    here = accessible(ask) if not ask.said.is_private else None
    if here is not None and not is_over(ask, here):
        return rounds_board.board(ask, "")
    return only(_own(ask) if ask.scene.mine else _listed(ask, ask.say("challenge.text")))


def names(ask: Ask) -> dict[str, str]:
    """Every name of a template, and its slug."""
    known = ask.library.challenges.values()
    return {name: one.slug for one in known for name in (one.slug, one.title)}


def _listed(ask: Ask, above: str) -> Reply:
    known = ask.library.challenges.values()
    lines = "\n".join(f"- **{one.title}**: {one.says}" for one in known)
    return Reply(f"{above}\n\n{lines}", buttons=rows((_way(one) for one in known), width=1))


def _way(template: Challenge) -> Button:
    return Button(template.title, f"/challenge {template.slug}")


def _shown(ask: Ask, template: Challenge) -> Reply:
    """What it asks for, and in a group the way to begin it."""
    length = facts(ask, template.days, template.days_a_week)
    way_in = () if ask.said.is_private else (button(ask, "begin_here", f"/challenge start {template.slug}"),)
    where = f"\n\n*{ask.say('challenge.in_a_group', slug=template.slug)}*" if ask.said.is_private else ""
    return Reply(
        f"*{length}*\n\n{template.body}{where}",
        title=template.title,
        about=template.slug,
        buttons=row(*way_in, button(ask, "challenges", "/challenge list")),
    )


def _own(ask: Ask) -> Reply:
    """Those that who asks is in."""
    lines = "\n".join(f"- {_line(ask, one)}" for one in ask.scene.mine)
    ways = rows((Button(one.title, f"/challenge mine {one.number}") for one in ask.scene.mine), width=1)
    text = f"{ask.say('challenge.mine')}\n\n{lines}"
    return Reply(text, buttons=(*ways, *row(button(ask, "challenges", "/challenge list"))))


def _line(ask: Ask, one: Round) -> Markdown:
    return Markdown(f"**{one.title}**: {where_it_is(ask, one)}")


ORDERS: dict[str, Callable[[Ask, str], Answer]] = {
    "list": lambda ask, _: only(_listed(ask, ask.say("challenge.text"))),
    "start": rounds_begin.start,
    "stop": rounds_begin.stop,
    "code": rounds_begin.code,
    "with": rounds_begin.with_code,
    "ranked": rounds_begin.ranked,
    "join": rounds_days.join,
    "leave": rounds_days.leave,
    "done": rounds_days.done,
    "own": rounds_days.own,
    "mine": rounds_days.mine,
    "hide": rounds_days.hide,
    "show": rounds_days.show,
    "board": rounds_board.board,
    "certificate": rounds_board.certificate,
    "export": rounds_board.export,
}
"""What may be said of one that runs; everything else names one to look at."""
