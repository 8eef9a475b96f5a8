"""The glossary: what a word of the trade means."""

from __future__ import annotations

import re

from bot.changes import Answer, only
from bot.commands import cards
from bot.commands.buttons import button, cards_of, row, rows
from bot.commands.names import meant
from bot.commands.unknown import nearest
from bot.model import Ask, Button, Reply
from content.library import Word


def what(ask: Ask) -> Answer:
    """The word that was asked for, the nearest ones, or all."""
    if not ask.words:
        return only(_all(ask))
    wanted = _asked(ask) or ask.words
    if slug := _slug(ask, wanted):
        return only(show(ask, slug))
    if card := cards.named(ask.library, wanted):
        return only(cards.show(ask, card))
    near = nearest(wanted, {word.title: f"/what {word.slug}" for word in ask.library.words.values()})
    if near:
        return only(Reply(ask.say("what.unknown"), buttons=near))
    ways = row(button(ask, "words", "/what"), button(ask, "topics", "/topics"))
    return only(Reply(ask.say("what.nothing_near"), buttons=ways))


def asked_plainly(ask: Ask) -> str:
    """The slug of the word that plain words ask for, as in "what is crepitus?"; empty where they do not.

    The rule: a beginning out of `what.before`, a word of the glossary, perhaps an end out of `what.after`.
    """
    wanted = _asked(ask)
    return _slug(ask, wanted) if wanted else ""


def show(ask: Ask, slug: str) -> Reply:
    """A word, and the cards in which it matters."""
    word = ask.library.words[slug]
    buttons = (*cards_of(ask, word.related), *row(button(ask, "all_words", "/what")))
    return Reply(word.body, title=word.title, buttons=buttons, edits=True)


def _all(ask: Ask) -> Reply:
    words = ask.library.words.values()
    buttons = rows(Button(word.title, f"/what {word.slug}") for word in words)
    back = row(button(ask, "topics", "/topics areas"))
    return Reply(ask.say("what.text"), buttons=(*buttons, *back), edits=True)


def _slug(ask: Ask, wanted: str) -> str:
    return meant(wanted, {name: word.slug for word in ask.library.words.values() for name in _names(word)})


def _names(word: Word) -> tuple[str, ...]:
    return (*word.aliases, word.title, word.slug)


def _asked(ask: Ask) -> str:
    """What a question is about: "what does valgus mean?" is about valgus. Empty where it is no such question.

    The command counts as its first word: `/what is crepitus` asks the same as the plain words.
    """
    typed = f"{ask.command} {ask.words}".casefold().replace("'", "").replace("\u2019", "")
    said = " ".join(re.findall(r"[^\W_]+", typed))
    before, article, after = (_choice(ask, f"what.{part}") for part in ("before", "article", "after"))
    found = re.fullmatch(rf"(?:{before}) (?:(?:{article}) )?(.+?)(?: (?:{after}))?", said)
    return found[1] if found else ""


def _choice(ask: Ask, key: str) -> str:
    """The words of a list in a phrase, as a choice in a pattern."""
    return "|".join(re.escape(words.strip()) for words in ask.say(key).split(","))
