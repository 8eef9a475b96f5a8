"""Readers' words in a note: asked for one by one, and agreed to by who wrote them until they take it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.changes import Agree, Answer, Record, only
from bot.coaching.quotes import Missing, mark_of, numbers_in, quoted
from bot.commands.buttons import button, row
from bot.commands.unknown import elsewhere
from bot.model import Ask, Consent, Notice, Question, Reply
from bot.roles import Act
from content.editions import Edition
from content.library import Markdown
from scheduler.outbox import Skip
from scheduler.plan import after_quiet

YES: Mapping[str, Consent] = {"named": "named", "anonymous": "anonymous"}
NO: Consent = "no"


def ask_to_quote(ask: Ask) -> Answer:
    """Send whoever wrote these words the question, once."""
    question = ask.numbered
    if question is None:
        return only(Reply(ask.say("inbox.closed"), buttons=row(button(ask, "inbox", "/inbox"))))
    if question.consent:
        return only(_standing(ask, question))
    not_before = after_quiet(ask.now, question.rhythm) if question.rhythm else ask.now
    asked = Reply(ask.say("quote.asked", name=question.name), buttons=row(button(ask, "inbox", "/inbox")))
    act = Act(ask.now, ask.said.account, "asked_to_quote", str(question.number))
    return only(asked, Agree(replace(question, consent="asked"), "", not_before), Record(act))


def quote(ask: Ask) -> Answer:
    """The yes or no of whoever wrote the words, and of nobody else: `12 named`, `12 anonymous`, `12 no`."""
    number, _, wish = ask.words.partition(" ")
    mine = next((one for one in ask.questions if str(one.number) == number), None)
    consent = YES.get(wish, NO)
    if mine is None or not mine.consent or wish not in (*YES, NO):
        return only(Reply(ask.say("quote.closed"), buttons=elsewhere(ask), edits=True))
    back = row(button(ask, "take_back", f"/quote {number} no"))
    told = Reply(
        ask.say(f"quote.{consent}", name=mine.name), buttons=() if consent == NO else back, edits=True
    )
    if consent == mine.consent:
        return only(told)
    return only(told, Agree(replace(mine, consent=consent), mine.consent))


def compose(notice: Notice) -> Reply | Skip:
    """The question to whoever wrote the words, with the very words."""
    question = notice.question
    if question is None:
        return Skip("forgotten")
    if question.consent != "asked":
        return Skip("settled")
    if notice.member is not None and notice.member.standing == "stopped":
        return Skip("stopped")
    text = notice.say("quote.ask", words=_words(question), name=question.name)
    number = question.number
    ways = (
        *row(button(notice, "quote_named", f"/quote {number} named")),
        *row(button(notice, "quote_anonymous", f"/quote {number} anonymous")),
        *row(button(notice, "quote_no", f"/quote {number} no")),
    )
    return Reply(text, buttons=ways)


def to_coach(notice: Notice) -> Reply | Skip:
    """What a coach may put into a note, or must not any more, as consent stands by now."""
    if notice.question is None:
        return Skip("forgotten")
    return replace(_standing(notice, notice.question), kind="coach")


def held_back(notice: Notice, about: str) -> Reply:
    """One line to the coach: this note waits, because of these quotes."""
    week, _, numbers = about.partition("/")
    text = notice.say("quote.held", week=week, numbers=numbers.replace("-", ", "))
    return Reply(text, kind="coach", about=week)


def filled(ask: Ask | Notice, text: str) -> str:
    """A note as it is read: quotes as consent stands by now, and a plain gap where there is none."""
    agreed = {number: attributed(ask, one) for number, one in ask.quotes.items()}
    found = quoted(text, agreed)
    if isinstance(found, Missing):
        gaps = dict.fromkeys(found.numbers, ask.say("quote.gap"))
        return str(quoted(text, agreed | gaps))
    return found


def lacking(text: str, quotes: Mapping[int, Question]) -> tuple[int, ...]:
    """The numbers that a text quotes without a yes."""
    return tuple(number for number in numbers_in(text) if number not in quotes)


def gave_way(edition: Edition, quotes: Mapping[int, Question], *, is_reserve_taken: bool) -> bool:
    """Whether one of the reserve goes in its place: on its Monday somebody had not agreed to be quoted."""
    return is_reserve_taken and bool(lacking(edition.text, quotes))


def attributed(ask: Ask | Notice, question: Question) -> str:
    """The words in quotation marks, and whose they are."""
    key = "quote.by_name" if question.consent == "named" else "quote.by_reader"
    return ask.say(key, words=_words(question), name=question.name)


def _standing(ask: Ask | Notice, question: Question) -> Reply:
    """How consent stands, in a line for the coach."""
    if question.consent in YES:
        text = ask.say(
            "quote.agreed",
            number=question.number,
            mark=Markdown(f"`{mark_of(question.number)}`"),
            quote=Markdown(attributed(ask, question)),
        )
        return Reply(text)
    key = "quote.open" if question.consent == "asked" else "quote.refused"
    return Reply(ask.say(key, number=question.number, name=question.name))


def _words(question: Question) -> str:
    return " ".join(question.text.split())
