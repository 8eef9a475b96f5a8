"""Replies to a note or a letter: into the coach's inbox, confirmed, and taken back by a tap.

a reply on the platform ─┐
"Write back", then words ├─> heard for signs > kept for the coach > "On its way"
/reply words ────────────┘
"""

from __future__ import annotations

import re
from datetime import timedelta

from bot.changes import Answer, Await, Pass, Withdraw, only
from bot.commands.buttons import button, row
from bot.commands.plain_words import Route, answer, search
from bot.commands.questions import LONGEST, MOST
from bot.commands.unknown import elsewhere
from bot.model import Ask, Button, Notice, Question, Reply, Rows
from bot.recent import tag_of

TAKEN_FOR = timedelta(minutes=10)
"""How long after the tap plain words are the reply."""
_ABOUT = re.compile(r"(\d{4}-W\d\d|letter-\d{1,9})(?:\s+([0-9a-f]{8}))?")
"""What the button below a note types: what it is about, and the tag of words that were held."""


def write_back(ask: Ask | Notice, about: str) -> Button:
    """The button below what can be replied to."""
    return button(ask, "write_back", f"/reply {about}")


def is_reply(ask: Ask) -> bool:
    """Whether these words are a reply, by their command or by what went before."""
    return ask.command == "reply" or (not ask.command and bool(ask.words and ask.replying))


def reply(ask: Ask) -> Answer:
    """Words: the reply to the newest note. What a button types: the way to write one."""
    if not ask.said.is_private:
        return only(Reply(ask.say("reply.in_private"), is_private=True))
    if not ask.has_coach:
        return only(Reply(ask.say("reply.nobody"), buttons=elsewhere(ask)))
    tapped = _ABOUT.fullmatch(ask.words)
    if tapped and tapped[2]:
        return _sent(ask, tapped[1], ask.earlier) if ask.earlier else _how(ask, tapped[1])
    if tapped or not ask.words:
        return _how(ask, tapped[1] if tapped else ask.replying)
    return plain(ask)


def plain(ask: Ask) -> Answer:
    """These words are the reply."""
    if not ask.has_coach:
        return search(ask)
    if not ask.replying:
        return only(Reply(ask.say("reply.to_nothing"), buttons=elsewhere(ask)))
    return _sent(ask, ask.replying, ask.words)


def heard_first(ask: Ask, found: Route) -> Answer:
    """A sign comes before the reply, which has not gone anywhere; after a crisis nothing else is said."""
    answered = answer(ask, found)
    if found.action == "crisis" or not ask.said.is_private:
        return answered
    if found.action == "ask" and ask.replying:
        send = button(ask, "send_anyway", f"/reply {ask.replying} {tag_of(ask.words)}")
        held = Reply(ask.say("reply.held"), buttons=row(send))
    else:
        held = Reply(ask.say("reply.not_sent"))
    return Answer((*answered.replies, held), answered.changes)


def unsend(ask: Ask) -> Answer:
    """Take a reply back that the coach has not answered yet."""
    mine = [
        one for one in ask.questions if one.about and one.state == "open" and tag_of(one.text) == ask.words
    ]
    if not mine:
        return only(Reply(ask.say("reply.too_late"), buttons=elsewhere(ask)))
    return only(Reply(ask.say("reply.taken_back"), edits=True), Withdraw(mine[-1]))


def _how(ask: Ask, about: str) -> Answer:
    """The next words are the reply; the command takes them at any time."""
    if not about:
        return only(Reply(ask.say("reply.to_nothing"), buttons=elsewhere(ask)))
    text = ask.say("reply.how", minutes=TAKEN_FOR // timedelta(minutes=1))
    return only(Reply(text), Await(ask.said.account, about, ask.now + TAKEN_FOR))


def _sent(ask: Ask, about: str, text: str) -> Answer:
    waiting = [question for question in ask.questions if question.state == "open"]
    if any(question.text == text for question in waiting):
        return only(Reply(ask.say("reply.already"), buttons=_back(ask, text)))
    if len(text) > LONGEST:
        return only(Reply(ask.say("reply.too_long", most=LONGEST)))
    if len(waiting) >= MOST:
        return only(Reply(ask.say("reply.many", most=MOST)))
    person = ask.member.person if ask.member else ask.said.account
    question = Question(person, ask.said.account, ask.said.chat, ask.said.name, text, ask.now, about=about)
    key = "reply.done_with_pain" if ask.member and ask.member.shares_pain else "reply.done"
    return only(Reply(ask.say(key), buttons=_back(ask, text)), Pass(question))


def _back(ask: Ask, text: str) -> Rows:
    return row(button(ask, "take_back", f"/unsend {tag_of(text)}"))
