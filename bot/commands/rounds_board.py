"""How a round stands, and what is left of it: the board, a certificate, a file for the organiser."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.changes import Answer, only
from bot.coaching.counting import Standing, by_week, places, standing, together
from bot.commands.buttons import button, row
from bot.commands.days import day_name
from bot.commands.rounds_words import (
    accessible,
    alone,
    is_over,
    may_run,
    none_here,
    title_of,
    ways,
    where_it_is,
)
from bot.model import Ask, Notice, Reply
from bot.rounds import Entrant, Round

LISTED = 10
"""Places that a board lists; of more, the first three and those around who asks."""
TOP, AROUND = 3, 2


def board(ask: Ask, _: str) -> Answer:
    """What all did together; with places only where the organisers want them."""
    found = accessible(ask)
    if found is None:
        return none_here(ask)
    text = "\n\n".join((where_it_is(ask, found), *_lines(ask, found)))
    below = () if is_over(ask, found) else ways(ask, found)[:1]
    own = row(button(ask, "mine", f"/challenge mine {found.number}"))
    is_alone = found.is_ranked and len(_seen(ask.scene.entrants)) > LISTED
    return only(Reply(text, title=found.title, about=found.slug, buttons=(*below, *own), is_private=is_alone))


def _lines(ask: Ask | Notice, found: Round) -> Iterator[str]:
    entrants = ask.scene.entrants
    done, asked = together(found, entrants)
    yield ask.say("challenge.together", done=done, asked=asked)
    yield ask.say("challenge.people", count=sum(one.is_in for one in entrants))
    if found.is_ranked and (ranking := _ranking(ask, found)):
        yield "\n".join(ranking)


def _ranking(ask: Ask | Notice, found: Round) -> list[str]:
    """By share of the days asked for, equals side by side; who asks sees their neighbours."""
    ranked = places(found, _seen(ask.scene.entrants))
    if len(ranked) <= LISTED:
        return [_line(ask, one) for one in ranked]
    own = ask.scene.own.number if ask.scene.own else 0
    at = next((n for n, one in enumerate(ranked) if one.entrant.number == own), None)
    near = range(at - AROUND, at + AROUND + 1) if at is not None else range(0)
    shown = [n for n in range(len(ranked)) if n < TOP or n in near]
    lines: list[str] = []
    for before, n in zip([-1, *shown], shown, strict=False):
        lines += ["…"] if n > before + 1 else []
        lines.append(_line(ask, ranked[n]))
    return lines


def _seen(entrants: Iterable[Entrant]) -> tuple[Entrant, ...]:
    """Those whom a board may name."""
    return tuple(one for one in entrants if one.person and one.is_in and not one.is_hidden)


def _line(ask: Ask | Notice, one: Standing) -> str:
    name = one.entrant.name or ask.say("challenge.nameless", number=one.entrant.number)
    return ask.say("challenge.line", place=one.place, name=name, done=one.done, asked=one.asked)


def certificate(ask: Ask, _: str) -> Answer:
    """What one did, to keep; once it is over."""
    found, own = accessible(ask), ask.scene.own
    if found is None or own is None:
        return none_here(ask) if found is None else alone(ask, "challenge.not_in")
    if not is_over(ask, found):
        return alone(ask, "challenge.certificate.early", day=day_name(ask, found.last))
    stands = standing(found, own)
    if not stands.done:
        return alone(ask, "challenge.certificate.none")
    done, asked = together(found, ask.scene.entrants)
    figures = {"done": stands.done, "asked": stands.asked}
    text = ask.say("challenge.certificate.text", name=own.name, title=title_of(found), **figures)
    behind = ask.say("challenge.together", done=done, asked=asked)
    what_next = row(button(ask, "challenges", "/challenge list"))
    return only(
        Reply(f"{text}\n\n{behind}", title=found.title, about=found.slug, buttons=what_next, is_private=True)
    )


def export(ask: Ask, _: str) -> Answer:
    """Days of all who were in, for who runs the group: no figures of health, and no account."""
    found = accessible(ask)
    if found is None:
        return none_here(ask)
    if not may_run(ask) or ask.said.account == ask.said.chat:
        return alone(ask, "challenge.admins_only")
    name = f"{found.slug}-{found.first.isoformat()}.csv"
    reply = Reply(ask.say("challenge.export", title=title_of(found)), file=(name, _table(ask, found)))
    return only(replace(reply, is_private=True))


def _table(ask: Ask, found: Round) -> str:
    """Comma-separated values (RFC 4180), a line for each who was ever in."""
    out = io.StringIO()
    writer = csv.writer(out)
    count = len(by_week(found, ask.scene.entrants[0])) if ask.scene.entrants else 0
    weeks = [f"week {n} {what}" for n in range(1, count + 1) for what in ("done", "of")]
    writer.writerow(["number", "name", "joined", "left", "done", "of", *weeks])
    writer.writerows(_cells(ask, found, one) for one in ask.scene.entrants)
    return out.getvalue()


def _cells(ask: Ask, found: Round, one: Entrant) -> list[str | int]:
    name = one.name if one.person else ask.say("challenge.forgotten")
    left = one.stays[-1].until
    dates = [one.stays[0].first.isoformat(), left.isoformat() if left else ""]
    weeks = by_week(found, one)
    totals = [sum(done for done, _ in weeks), sum(asked for _, asked in weeks)]
    return [one.number, _harmless(name), *dates, *totals, *(figure for week in weeks for figure in week)]


def _harmless(name: str) -> str:
    """A name that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{name}" if name[:1] in ("=", "+", "-", "@", "\t", "\r") else name
