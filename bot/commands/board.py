"""The board: how the members are, in one message that a phone shows whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import shorten

from bot.changes import Answer, only
from bot.coach import Board, Few, Score
from bot.commands.buttons import button, row
from bot.commands.inbox import MISSES, replied_to
from bot.model import Ask, Reply

OLDEST = 3
"""Questions that are named, those that wait longest."""
LINE = 60
"""Characters of such a question: a line on a phone."""
HIDDEN_BELOW = 3
"""Of fewer people no figure of health is shown: nobody is to be recognised."""


def board(ask: Ask) -> Answer:
    """Everything at a glance."""
    found = ask.board or Board()
    parts = (
        _members(ask, found),
        _health(ask, found),
        _drills(ask, found),
        _inbox(ask, found),
        _notes(ask, found),
    )
    text = "\n\n".join("\n".join(part) for part in map(tuple, parts) if part)
    buttons = row(button(ask, "inbox", "/inbox"))
    return only(Reply(text, title=ask.say("board.title"), buttons=buttons))


def _members(ask: Ask, found: Board) -> Iterator[str]:
    yield ask.say("board.active", active=found.active)
    yield ask.say("board.silent", silent=found.silent)
    yield ask.say("board.paused", paused=found.paused, stopped=found.stopped)


def _health(ask: Ask, found: Board) -> Iterator[str]:
    """Never a small figure; names of those alone who let a coach know."""
    for key, few in (
        ("board.signs", found.signs),
        ("board.red", found.red),
        ("board.amber", found.amber),
        ("board.injured", found.injured),
    ):
        line = ask.say(key, many=_hidden(ask, few))
        yield ask.say("board.named", line=line, names=", ".join(few.names)) if few.names else line


def _hidden(ask: Ask, few: Few) -> str:
    return str(few.count) if few.count >= HIDDEN_BELOW else ask.say("board.few", least=HIDDEN_BELOW)


def _drills(ask: Ask, found: Board) -> Iterator[str]:
    drills = ask.library.drills
    named = {drills[slug].title: count for slug, count in found.easier.items() if slug in drills}
    if named:
        yield ask.say("board.easier", drills=_counted(named))


def _inbox(ask: Ask, found: Board) -> Iterator[str]:
    questions = found.waiting.get("", 0)
    if questions:
        yield ask.say("board.questions", count=questions)
    for about, count in found.waiting.items():
        if about:
            yield ask.say("board.replies", count=count, about=replied_to(ask, about))
    for question in [one for one in ask.inbox if not one.about][:OLDEST]:
        yield ask.say("board.question", text=shorten(question.text, LINE, placeholder="…"))
    cards = {ask.library.cards[slug].title: n for slug, n in ask.misses.items() if slug in ask.library.cards}
    if cards:
        yield ask.say("inbox.misses", cards=_counted(dict(list(cards.items())[:MISSES])))


def _notes(ask: Ask, found: Board) -> Iterator[str]:
    for score in found.scores:
        yield ask.say(
            "board.note", week=score.week, sent=score.sent, planned=score.planned, rest=_rest(ask, score)
        )


def _rest(ask: Ask, score: Score) -> str:
    """What was not delivered, and who wanted no more."""
    unsent = [f"{reason} {count}" for reason, count in score.unsent.items()]
    waiting = [ask.say("board.waiting", count=score.waiting)] if score.waiting else []
    gone = [ask.say("board.unsubscribed", count=score.unsubscribed)] if score.unsubscribed else []
    return "".join(f"; {part}" for part in (*waiting, *unsent, *gone))


def _counted(named: Mapping[str, int]) -> str:
    return ", ".join(f"{name} ({count})" for name, count in named.items())
