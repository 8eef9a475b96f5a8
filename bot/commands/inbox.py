"""The coach's inbox: what members passed on and wrote back, answered once each."""

from __future__ import annotations

from dataclasses import replace

from bot.changes import Answer, Record, Settle, only
from bot.commands.buttons import button, row, rows
from bot.commands.days import day_name
from bot.commands.quoting import ask_to_quote
from bot.members import CheckIn
from bot.model import Ask, Button, Notice, Question, Reply, Rows
from bot.roles import Act
from scheduler.plan import after_quiet
from scheduler.wall import local_day

MISSES = 5
"""Cards that were not meant, of those that are named."""


def inbox(ask: Ask) -> Answer:
    """Bare: the oldest question. `next 12`: the one behind. `12 words`: the answer. `decline 12`: none.

    `read 12`: it needs none, and nobody is told. `quote 12`: may it stand in a note?
    """
    first, _, rest = ask.words.partition(" ")
    if first == "quote":
        return ask_to_quote(ask)
    if first == "next" or not ask.words:
        return only(_next(ask, int(rest) if rest.isdecimal() else 0))
    number = rest if first in ("decline", "read") else first
    question = next((one for one in ask.inbox if str(one.number) == number.lstrip("#")), None)
    if question is None:
        return only(Reply(ask.say("inbox.closed"), buttons=row(button(ask, "inbox", "/inbox"))))
    if first == "decline":
        return _settle(ask, replace(question, state="declined"), "inbox.declined")
    if first == "read":
        return _settle(ask, replace(question, state="declined"), "inbox.read", is_told=False)
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
        "inbox.reply" if question.about else "inbox.question",
        about=replied_to(ask, question.about),
        count=len(ask.inbox),
        number=question.number,
        name=question.name,
        day=day_name(ask, local_day(question.asked_at, ask.zone)),
        question=question.text,
    )
    return Reply("\n\n".join((text, *_pains(ask, question), *_misses(ask))), buttons=_ways(ask, question))


def replied_to(ask: Ask | Notice, about: str) -> str:
    """What a reply is to, in words: the week of a note, or the coach's letter of that number."""
    letter = about.removeprefix("letter-")
    return about if letter == about else ask.say("inbox.letter", number=letter)


def number_in(words: str) -> int:
    """The number behind the first word, of `quote 12`; 0 where there is none."""
    _, _, rest = words.partition(" ")
    return int(rest) if rest.isdecimal() and len(rest) < 10 else 0


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
    number = question.number
    settle = (
        button(ask, "read", f"/inbox read {number}")
        if question.about
        else button(ask, "decline", f"/inbox decline {number}")
    )
    quote = row(_quote(ask, question)) if not question.consent else ()
    if len(ask.inbox) == 1:
        return (*row(settle), *quote)
    return (*row(button(ask, "next_question", f"/inbox next {number}"), settle), *quote)


def _quote(ask: Ask, question: Question) -> Button:
    return button(ask, "ask_to_quote", f"/inbox quote {question.number}")


def _misses(ask: Ask) -> tuple[str, ...]:
    """Which cards were shown most often where they were not meant."""
    named = [
        f"{ask.library.cards[card].title} ({count})"
        for card, count in ask.misses.items()
        if card in ask.library.cards
    ]
    return (ask.say("inbox.misses", cards=", ".join(named[:MISSES])),) if named else ()


def _settle(ask: Ask, question: Question, key: str, *, is_told: bool = True) -> Answer:
    """To who asked it, outside of their quiet hours; or to nobody."""
    settled = replace(question, answered_by=ask.said.account, settled_at=ask.now)
    not_before = after_quiet(ask.now, question.rhythm) if question.rhythm else ask.now
    left = len(ask.inbox) - 1
    onward = (button(ask, "next_question", f"/inbox next {question.number}"),) if left else ()
    quote = (_quote(ask, question),) if not question.consent and key != "inbox.declined" else ()
    lines = [ask.say(key, name=question.name)]
    if is_told and not_before > ask.now:
        lines.append(ask.say("inbox.held"))
    if left:
        lines.append(ask.say("inbox.left", count=left))
    text = "\n\n".join(lines)
    ways = rows((*onward, *quote))
    act = Act(ask.now, ask.said.account, question.state if is_told else "read", str(question.number))
    settle = Settle(settled, "open", not_before if is_told else None)
    return only(Reply(text, buttons=ways), settle, Record(act))
