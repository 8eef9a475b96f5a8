"""Commands: pure functions from what was asked to what is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.commands import cards, drills, greetings, notes, privacy, settings, standing
from bot.commands.table import BY_NAME
from bot.commands.unknown import free_text, too_long, unknown
from bot.model import Answer, Ask, Reply

LONGEST = 4096
"""Characters of plain words that are read: Telegram's own limit for a message."""

ANSWERS: dict[str, Callable[[Ask], Answer]] = {
    "start": greetings.start,
    "help": greetings.help_,
    "about": greetings.about,
    "topics": cards.topics,
    "drill": drills.drill,
    "done": drills.done,
    "nottoday": drills.not_today,
    "note": notes.note,
    "hungover": notes.hungover,
    "settings": settings.settings,
    "pause": standing.pause,
    "resume": standing.resume,
    "stop": standing.stop,
    "export": privacy.export,
    "forget": privacy.forget,
    "why": cards.why,
    "signs": cards.signs,
}


def parse(text: str) -> tuple[str, str]:
    """A command's name in lower case and the words behind it; the name is empty for plain words."""
    text = text.strip()
    if not text.startswith("/"):
        return "", text
    head, _, words = text[1:].partition(" ")
    first, newline, rest = head.partition("\n")
    return first.casefold(), (rest + " " + words if newline else words).strip()


def answer(ask: Ask) -> Answer:
    """Answer what was said. `ask.words` is set here from what was said."""
    name, words = parse(ask.said.text)
    ask = replace(ask, words=words)
    answered = _private(_choose(name, ask)(ask), name)
    if not ask.is_back:
        return answered
    return replace(answered, replies=(Reply(ask.say("back.reachable")), *answered.replies))


def _choose(name: str, ask: Ask) -> Callable[[Ask], Answer]:
    if not name:
        return too_long if len(ask.words) > LONGEST else free_text
    if name in ask.library.cards:
        return cards.card
    command = BY_NAME.get(name)
    if command is None or (command.is_for_coach and not ask.is_coach):
        return unknown
    return ANSWERS[name]


def _private(answered: Answer, name: str) -> Answer:
    """A personal command is answered to the person alone."""
    command = BY_NAME.get(name)
    if command is None or not command.is_personal:
        return answered
    return replace(answered, replies=tuple(replace(reply, is_private=True) for reply in answered.replies))
