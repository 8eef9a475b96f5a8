"""The audit trail, for coaches: who sent and changed what."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bot.changes import Answer, only
from bot.commands.buttons import button, row
from bot.commands.coach import who
from bot.commands.days import day_name
from bot.model import Ask, Reply
from bot.roles import Act
from content.edits import Desk
from scheduler.wall import local_day

SHOWN = 20
"""Acts that are shown at once."""


def wanted(words: str, desk: Desk) -> tuple[frozenset[str], int]:
    """What the acts are to be about, nothing for all, and the number of the act before which they begin."""
    subject, before = _parts(words)
    names = {subject, subject.upper(), desk.find(subject)} - {""}
    return frozenset(names) if subject else frozenset(), before


def _parts(words: str) -> tuple[str, int]:
    """The subject, and the number behind it; 0 where there is none."""
    *subject, last = words.split() or [""]
    if last.isdecimal():
        return " ".join(subject), int(last[:18])
    return " ".join((*subject, last)), 0


def audit(ask: Ask) -> Answer:
    """The newest acts by day. `2026-W47` or a page: those about it. A number behind: those before it."""
    subject, _ = _parts(ask.words)
    if not ask.roles.acts:
        return only(Reply(ask.say("audit.none_about" if subject else "audit.none")))
    shown = ask.roles.acts[:SHOWN]
    earlier = f"/audit {subject} {shown[-1].number}" if subject else f"/audit {shown[-1].number}"
    ways = row(button(ask, "acts_before", earlier)) if len(ask.roles.acts) > SHOWN else ()
    return only(Reply("\n\n".join(_days(ask, shown)), title=ask.say("audit.title"), buttons=ways))


def _days(ask: Ask, acts: tuple[Act, ...]) -> Iterator[str]:
    """A paragraph a day, in the zone of who asks."""
    for day, of_day in groupby(acts, lambda act: local_day(act.at, ask.zone)):
        lines = [f"- {_line(ask, act)}" for act in of_day]
        yield "\n".join((ask.say("audit.day", day=day_name(ask, day)), *lines))


def _line(ask: Ask, act: Act) -> str:
    return ask.say("audit.line", hour=act.at.astimezone(ask.tz).strftime("%H:%M"), told=told(ask, act))


def told(ask: Ask, act: Act) -> str:
    """An act in words."""
    line = ask.say(f"audit.act.{act.act}", who=who(ask, act.account, act.name), about=_about(ask, act))
    return ask.say("audit.detail", told=line, detail=act.detail) if act.detail else line


def _about(ask: Ask, act: Act) -> str:
    """A week or a number as it is, a page by its name, an account as everywhere."""
    if act.act.startswith("page_"):
        return ask.desk.name(act.about) if ask.desk else act.about
    is_account = act.act.startswith(("coach_", "approver_"))
    return who(ask, act.about, act.name_of_about) if is_account else act.about
