"""The coach's inbox: what members passed on, answered once each."""

from __future__ import annotations

from dataclasses import replace

from bot.changes import Answer, Record, Settle, only
from bot.commands.buttons import button, row
from bot.commands.days import day_name
from bot.members import CheckIn
from bot.model import Ask, Question, Reply, Rows
from bot.roles import Act
from scheduler.plan import after_quiet
from scheduler.wall import local_day

MISSES = 5
"""Cards that were not meant, of those that are named."""


def inbox(ask: Ask) -> Answer:
    """Bare: the oldest question. `next 12`: the one behind. `12 words`: the answer. `decline 12`: none."""
    first, _, rest = ask.words.partition(" ")
    if first == "next" or not ask.words:
        return only(_next(ask, int(rest) if rest.isdecimal() else 0))
    number = rest if first == "decline" else first
    question = next((one for one in ask.inbox if str(one.number) == number.lstrip("#")), None)
    if question is None:
        return only(Reply(ask.say("inbox.closed"), buttons=row(button(ask, "inbox", "/inbox"))))
    if first == "decline":
        return _settle(ask, replace(question, state="declined"), "inbox.declined")
    if not rest.strip():
        return only(_shown(ask, question))
    return _settle(ask, replace(question, state="answered", answer=rest.strip()), "inbox.answered")


def _next(ask: Ask, after: int) -> Reply:
    """The oldest question behind that number, else the oldest of all."""
    behind = [question for question in ask.inbox if question.number > after] or ask.inbox
    return _shown(ask, behind[0]) if behind else Reply("\n\n".join((ask.say("inbox.empty"), *_misses(ask))))


def _shown(ask: Ask, question: Question) -> Reply:
    """One question, and how it is answered."""
    text = ask.say(
        "inbox.question",
        count=len(ask.inbox),
        number=question.number,
        name=question.name,
        day=day_name(ask, local_day(question.asked_at, ask.zone)),
        question=question.text,
    )
    return Reply("\n\n".join((text, *_pains(ask, question), *_misses(ask))), buttons=_ways(ask, question))


def _pains(ask: Ask, question: Question) -> tuple[str, ...]:
    """The asker's last figures of pain, where they let a coach see them."""
    lines = [f"- {_figure(ask, one)}" for one in question.pains]
    return ("\n".join((ask.say("inbox.pain"), *lines)),) if lines else ()


def _figure(ask: Ask, check_in: CheckIn) -> str:
    drill = ask.library.drills.get(check_in.drill)
    told = (
        ask.say(f"export.side.{check_in.side}") if check_in.side else "",
        ask.say("export.settled" if check_in.has_settled else "export.unsettled")
        if check_in.has_settled is not None
        else "",
    )
    figure = ask.say(
        "inbox.figure",
        day=day_name(ask, check_in.day),
        drill=drill.title if drill else check_in.drill,
        pain=check_in.pain,
    )
    return ", ".join(part for part in (figure, *told) if part)


def _ways(ask: Ask, question: Question) -> Rows:
    decline = button(ask, "decline", f"/inbox decline {question.number}")
    if len(ask.inbox) == 1:
        return row(decline)
    return row(button(ask, "next_question", f"/inbox next {question.number}"), decline)


def _misses(ask: Ask) -> tuple[str, ...]:
    """Which cards were shown most often where they were not meant."""
    named = [
        f"{ask.library.cards[card].title} ({count})"
        for card, count in ask.misses.items()
        if card in ask.library.cards
    ]
    return (ask.say("inbox.misses", cards=", ".join(named[:MISSES])),) if named else ()


def _settle(ask: Ask, question: Question, key: str) -> Answer:
    """To who asked it, outside of their quiet hours."""
    settled = replace(question, answered_by=ask.said.account, settled_at=ask.now)
    not_before = after_quiet(ask.now, question.rhythm) if question.rhythm else ask.now
    left = len(ask.inbox) - 1
    buttons = row(button(ask, "next_question", f"/inbox next {question.number}")) if left else ()
    lines = [ask.say(key, name=question.name)]
    if not_before > ask.now:
        lines.append(ask.say("inbox.held"))
    if left:
        lines.append(ask.say("inbox.left", count=left))
    text = "\n\n".join(lines)
    act = Act(ask.now, ask.said.account, question.state, str(question.number))
    return only(Reply(text, buttons=buttons), Settle(settled, "open", not_before), Record(act))
