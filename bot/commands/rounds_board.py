"""How a round stands, and what is left of it: the board, a certificate, a file for the organiser."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, pairwise

from bot.changes import Answer, only
from bot.coaching.counting import (
    Standing,
    by_week,
    day_number,
    places,
    standing,
    standings,
    together,
    was_in,
    weeks,
)
from bot.commands.buttons import button, row
from bot.commands.days import day_name
from bot.commands.rounds_words import (
    accessible,
    alone,
    is_nobody,
    is_over,
    none_here,
    of_own,
    title_of,
    to_run,
    today_of,
    way_in,
    where_it_is,
)
from bot.markup import parse, to_plain
from bot.model import Ask, Notice, Reply
from bot.rounds import Entrant, Round
from content.boards import Board, Certificate, Rank

LISTED = 10
"""Places that a board lists; of more, the first three and those around who asks."""
TOP, AROUND = 3, 2


def board(ask: Ask, _: str) -> Answer:
    """What all did together; with places only where the organisers want them.

    Who presses a button is shown it alone, so that a group is not filled with boards.
    """
    found = accessible(ask)
    if found is None:
        return none_here(ask)
    below = () if is_over(ask, found) else row(way_in(ask, found))
    own = row(button(ask, "mine", f"/challenge mine {found.number}"))
    is_long = found.is_ranked and sum(map(_is_seen, ask.scene.entrants)) > LISTED
    shown = replace(as_board(ask, found, standings(found, ask.scene.entrants)), buttons=(*below, *own))
    return only(replace(shown, is_private=ask.said.is_press or is_long))


def as_board(ask: Ask | Notice, found: Round, known: tuple[Standing, ...]) -> Reply:
    """The board in words, and as a picture that says the same, of all who were ever in."""
    own = ask.scene.own.number if isinstance(ask, Ask) and ask.scene.own else 0
    ranked = _selected(places(one for one in known if _is_seen(one.entrant)), own) if found.is_ranked else ()
    done, asked = together(known)
    lines = [_line(ask, one) if one else "…" for one in ranked]
    parts = (
        where_it_is(ask, found),
        ask.say("challenge.together", done=done, asked=asked),
        ask.say("challenge.people_over" if is_over(ask, found) else "challenge.people", count=_people(ask)),
        "\n".join(lines),
    )
    text = "\n\n".join(part for part in parts if part)
    picture = Board(
        alt=f"{found.title}. {to_plain(parse(text))}",
        title=found.title,
        together=to_plain(parse(parts[1])).strip(),
        share=done / asked if asked else 0.0,
        people=parts[2],
        days=tuple(_days(found, ask.scene.entrants)),
        today=day_number(found, today_of(ask, found)) - 1,
        first_says=day_name(ask, found.first),
        last_says=day_name(ask, found.last),
        ranks=tuple(_rank(ask, one, own) if one else Rank() for one in ranked),
    )
    return Reply(
        text, title=found.title, about=found.slug, picture=picture if found.first <= found.last else None
    )


def _people(ask: Ask | Notice) -> int:
    return sum(one.is_in for one in ask.scene.entrants)


def _days(found: Round, entrants: tuple[Entrant, ...]) -> Iterator[float | None]:
    """For each day the share of those who did it, of all who were in by then."""
    did = Counter(day for one in entrants for day in one.days if was_in(one, day))
    for day in chain(*weeks(found)):
        is_off = day.weekday() in found.rest or day in found.excused
        there = sum(was_in(one, day) for one in entrants)
        yield None if is_off and not did[day] else did[day] / there if there else 0.0


def _selected(ranked: tuple[Standing, ...], own: int) -> tuple[Standing | None, ...]:
    """All of a short list; of a long one the first, and the neighbours of who asks; None for a gap."""
    if len(ranked) <= LISTED:
        return ranked
    at = next((n for n, one in enumerate(ranked) if one.entrant.number == own), -AROUND - 1)
    shown = [n for n in range(len(ranked)) if n < TOP or abs(n - at) <= AROUND]
    selected: list[Standing | None] = []
    for before, n in pairwise((-1, *shown)):
        selected += [ranked[n]] if n == before + 1 else [None, ranked[n]]
    return (*selected, *([None] if shown[-1] < len(ranked) - 1 else []))


def _is_seen(one: Entrant) -> bool:
    """Whether a board may name them."""
    return bool(one.person) and one.is_in and not one.is_hidden


def _line(ask: Ask | Notice, one: Standing) -> str:
    name = one.entrant.name or _stand_in(ask, one.entrant)
    return ask.say("challenge.line", place=one.place, name=name, done=one.done, asked=one.asked)


def _rank(ask: Ask | Notice, one: Standing, own: int) -> Rank:
    return Rank(
        place=one.place,
        name=one.entrant.name,
        says=ask.say("challenge.figures", done=one.done, asked=one.asked),
        share=one.share,
        stand_in=_stand_in(ask, one.entrant),
        is_own=one.entrant.number == own,
    )


def _stand_in(ask: Ask | Notice, one: Entrant) -> str:
    return ask.say("challenge.nameless", number=one.number)


def certificate(ask: Ask, _: str) -> Answer:
    """What one did, to keep; once it is over."""
    meant = of_own(ask)
    if isinstance(meant, Answer):
        return meant
    found, own = meant
    if not is_over(ask, found):
        return alone(ask, "challenge.certificate.early", day=day_name(ask, found.last))
    stands = standing(found, own)
    if not stands.done:
        return alone(ask, "challenge.certificate.none")
    done, asked = together(standings(found, ask.scene.entrants))
    figures = {"done": stands.done, "asked": stands.asked}
    text = ask.say("challenge.certificate.text", name=own.name, title=title_of(found), **figures)
    behind = ask.say("challenge.together", done=done, asked=asked)
    first, last = day_name(ask, found.first), day_name(ask, found.last)
    when = ask.say("challenge.certificate.when", first=first, last=last)
    picture = Certificate(
        alt=to_plain(parse(f"{text} {when}. {behind}")).strip(),
        title=found.title,
        name=own.name,
        stand_in=_stand_in(ask, own),
        lines=(ask.say("challenge.certificate.days", **figures), when, to_plain(parse(behind)).strip()),
    )
    shown = Reply(f"{text}\n\n{behind}", title=found.title, about=found.slug, picture=picture)
    what_next = row(button(ask, "challenges", "/challenge list"))
    return only(replace(shown, buttons=what_next, is_private=True))


def export(ask: Ask, _: str) -> Answer:
    """Days of all who were in, for who runs the group: no figures of health, and no account."""
    found = to_run(ask)
    if isinstance(found, Answer):
        return found
    if is_nobody(ask):
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
