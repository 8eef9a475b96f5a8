"""Questions for the coach: passed on by who has one, answered once, kept for others where that is wanted.

nothing found > /pass > the coach's inbox > answered > /keep yes > content/faq, found by the search
"""

from __future__ import annotations

from dataclasses import replace

from bot.changes import Answer, Pass, Remove, Revise, Settle, Withdraw, only
from bot.commands.buttons import button, row
from bot.commands.days import day_name
from bot.commands.unknown import elsewhere
from bot.model import Ask, Notice, Question, Reply
from content.faq import file_of, slug_of, written
from content.header import ContentError
from content.library import Markdown
from scheduler.outbox import Skip
from scheduler.wall import local_day

LONGEST = 1000
"""Characters of a question."""
MOST = 3
"""Questions of one person that may wait at a time."""


def pass_(ask: Ask) -> Answer:
    """Put the words behind the command, or those that the button stands under, before the coach."""
    if not ask.said.is_private:
        return only(Reply(ask.say("pass.in_private"), is_private=True))
    text = ask.earlier if ask.said.is_press else ask.words
    waiting = [question for question in ask.questions if question.state == "open"]
    if not text:
        return only(Reply(ask.say("pass.how"), buttons=elsewhere(ask)))
    if any(question.text == text for question in waiting):
        return only(Reply(ask.say("pass.already"), buttons=elsewhere(ask)))
    if len(text) > LONGEST:
        return only(Reply(ask.say("pass.too_long", most=LONGEST), buttons=elsewhere(ask)))
    if len(waiting) >= MOST:
        return only(Reply(ask.say("pass.many", most=MOST), buttons=elsewhere(ask)))
    person = ask.member.person if ask.member else ask.said.account
    question = Question(person, ask.said.account, ask.said.chat, ask.said.name, text, ask.now)
    key = "pass.done_with_pain" if ask.member and ask.member.shares_pain else "pass.done"
    return only(Reply(ask.say(key), buttons=elsewhere(ask)), Pass(question))


def keep(ask: Ask) -> Answer:
    """Whether a question and its answer may be kept for others, said by who asked and by nobody else."""
    number, _, wish = ask.words.partition(" ")
    mine = next((one for one in ask.questions if str(one.number) == number and not one.about), None)
    if mine is None or mine.state not in ("answered", "kept") or wish not in ("yes", "no"):
        return only(Reply(ask.say("keep.closed"), buttons=elsewhere(ask)))
    return _keep(ask, mine) if wish == "yes" else _withdraw(ask, mine)


def _keep(ask: Ask, question: Question) -> Answer:
    """Into the library, without a name. What is kept already stays as the coach may have edited it."""
    assert ask.desk is not None
    reply = Reply(
        ask.say("keep.kept"), buttons=row(button(ask, "take_back", f"/keep {question.number} no")), edits=True
    )
    if question.state == "kept" and slug_of(question.number) in ask.library.faq:
        return only(reply)
    file = file_of(question.number)
    try:
        page = ask.desk.revise(file, written(question.text, question.answer), ask.now, question.answered_by)
    except ContentError:
        return _withdraw(ask, question)
    return only(reply, Settle(replace(question, state="kept"), question.state), Revise(file, page))


def _withdraw(ask: Ask, question: Question) -> Answer:
    """Out of the library, where it is in, and out of the inbox."""
    reply = Reply(ask.say("keep.not_kept"), buttons=elsewhere(ask), edits=True)
    return only(reply, *removed(question), Withdraw(question))


def removed(question: Question) -> tuple[Remove, ...]:
    """What takes a question out of the library; nothing where it never came in."""
    return (Remove(file_of(question.number)),) if question.state == "kept" else ()


def compose(notice: Notice) -> Reply | Skip:
    """The coach's answer, for who asked; with it goes the wish to keep it for others."""
    question = notice.question
    if question is None:
        return Skip("forgotten")
    zone = notice.member.rhythm.zone if notice.member else "UTC"
    asked = {
        "day": day_name(notice, local_day(question.asked_at, zone)),
        "question": " ".join(question.text.split()),
    }
    if question.about:
        return Reply(notice.say("inbox.to_reader", **asked, answer=Markdown(question.answer)))
    if question.state == "declined":
        return Reply(notice.say("inbox.to_asker_declined", **asked))
    text = notice.say("inbox.to_asker", **asked, answer=Markdown(question.answer))
    if question.state == "kept":
        return Reply(text)
    ways = row(
        button(notice, "keep_answer", f"/keep {question.number} yes"),
        button(notice, "not_kept", f"/keep {question.number} no"),
    )
    return Reply(f"{text}\n\n{notice.say('keep.ask')}", buttons=ways)
