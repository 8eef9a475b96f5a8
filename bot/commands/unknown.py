"""What is not a command: the nearest ones, as buttons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from difflib import get_close_matches

from bot.commands.buttons import button, row, rows
from bot.commands.table import entries
from bot.model import Answer, Ask, Button, Reply, Rows, only

OFFERED = 3
"""Nearest commands that are offered."""
SHOWN = 64
"""Characters of an unknown command that are repeated to who typed it."""
NEAR = 0.5
"""Likeness from which a name counts as near, as difflib measures it (0 to 1)."""


def unknown(ask: Ask) -> Answer:
    """An unknown command: the nearest ones as buttons."""
    typed = ask.command[:SHOWN]
    choices = {f"/{entry.name}": f"/{entry.name}" for entry in entries(ask.library)}
    close = nearest(typed, choices)
    key = "unknown.command" if close else "unknown.nothing_near"
    return only(Reply(ask.say(key, typed=typed), buttons=close or elsewhere(ask)))


def free_text(ask: Ask) -> Answer:
    """Plain words: the cards whose aliases share the most words with them, and never a drill."""
    found = _cards_like(ask)
    if not found:
        return only(Reply(ask.say("words.none"), buttons=elsewhere(ask)))
    buttons = rows((Button(ask.library.cards[slug].title, f"/{slug}") for slug in found), width=1)
    return only(Reply(ask.say("words.menu"), buttons=buttons))


def too_long(ask: Ask) -> Answer:
    """More plain words than anybody reads on a phone."""
    return only(Reply(ask.say("words.too_long"), buttons=row(button(ask, "topics", "/topics"))))


def nearest(typed: str, choices: Mapping[str, str], likeness: float = NEAR) -> Rows:
    """Buttons for the choices (label to command) most like what was typed; none where nothing is."""
    by_name = {label.lstrip("/").casefold(): label for label in choices}
    close = get_close_matches(typed.casefold(), by_name, n=OFFERED, cutoff=likeness)
    return rows((Button(by_name[name], choices[by_name[name]]) for name in close), width=1)


def elsewhere(ask: Ask) -> Rows:
    """Where to look when nothing was found."""
    return row(button(ask, "topics", "/topics"), button(ask, "help", "/help"))


def _cards_like(ask: Ask) -> tuple[str, ...]:
    """The cards one of whose aliases is mostly in what was said, by a word that no other card has.

    "My back hurts" shares "my" and "hurts" with many aliases, and with no card what it is about.
    """
    said = _words(ask.words)
    aliases = {
        card.slug: [_words(alias) for alias in (card.slug, card.title, *card.aliases)]
        for card in ask.library.cards.values()
    }
    counted = Counter(word for known in aliases.values() for word in frozenset().union(*known))
    telling = {word for word in said if counted[word] == 1}
    scores = {
        slug: max((len(said & alias) / len(alias) for alias in known if alias & telling), default=0.0)
        for slug, known in aliases.items()
    }
    ranked = sorted((slug for slug, score in scores.items() if score >= NEAR), key=lambda slug: -scores[slug])
    return tuple(ranked[:OFFERED])


def _words(text: str) -> frozenset[str]:
    """The words of a text without their plural s."""
    return frozenset(word.rstrip("s") or word for word in re.findall(r"[^\W_]+", text.casefold()))
