"""What is not a command: the nearest ones, as buttons; and the cards that plain words come near to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from difflib import get_close_matches
from math import log

from bot.commands.buttons import button, row, rows
from bot.commands.table import entries
from bot.model import Answer, Ask, Button, Reply, Rows, only

OFFERED = 3
"""Nearest commands that are offered."""
SHOWN = 64
"""Characters of an unknown command that are repeated to who typed it."""
CARDS_OF_A_COMMON_WORD = 6
"""So many cards that have a word make it a common one ("hurts", "my"), which tells little."""
NEAR = 0.5
"""Likeness from which a name counts as near, as difflib measures it (0 to 1)."""


def unknown(ask: Ask) -> Answer:
    """An unknown command: the nearest ones as buttons."""
    typed = ask.command[:SHOWN]
    choices = {f"/{entry.name}": f"/{entry.name}" for entry in entries(ask.library)}
    close = nearest(typed, choices)
    key = "unknown.command" if close else "unknown.nothing_near"
    return only(Reply(ask.say(key, typed=typed), buttons=close or elsewhere(ask)))


def nearest(typed: str, choices: Mapping[str, str], likeness: float = NEAR) -> Rows:
    """Buttons for the choices (label to command) most like what was typed; none where nothing is."""
    by_name = {label.lstrip("/").casefold(): label for label in choices}
    close = get_close_matches(typed.casefold(), by_name, n=OFFERED, cutoff=likeness)
    return rows((Button(by_name[name], choices[by_name[name]]) for name in close), width=1)


def elsewhere(ask: Ask) -> Rows:
    """Where to look when nothing was found."""
    return row(button(ask, "topics", "/topics"), button(ask, "help", "/help"))


def cards_like(ask: Ask) -> tuple[str, ...]:
    """The cards one of whose names is mostly in what was said; a word counts by how few cards have it.

    "My back hurts" shares "my" and "hurts" with many names, and with no card what it is about.
    """
    said = _words(ask.words)
    names = {
        card.slug: [_words(name) for name in (card.slug, card.title, *card.aliases)]
        for card in ask.library.cards.values()
    }
    cards_with = Counter(word for known in names.values() for word in frozenset().union(*known))
    scores = {slug: max(_likeness(said, name, cards_with) for name in known) for slug, known in names.items()}
    ranked = sorted(scores, key=lambda slug: scores[slug], reverse=True)
    return tuple(slug for slug in ranked[:OFFERED] if scores[slug][0] >= NEAR)


def _likeness(said: frozenset[str], name: frozenset[str], cards_with: Counter[str]) -> tuple[float, float]:
    """The share of a name that was said (0 to 1), then how telling that share is.

    Words weigh by the square of their inverse document frequency (Spärck Jones 1972) among cards.
    """
    weight = {word: log(1 + CARDS_OF_A_COMMON_WORD / cards_with[word]) ** 2 for word in name}
    shared = sum(weight[word] for word in name & said)
    return (shared / sum(weight.values()), shared) if name else (0.0, 0.0)


def _words(text: str) -> frozenset[str]:
    """The words of a text without their plural s."""
    return frozenset(word.rstrip("s") or word for word in re.findall(r"[^\W_]+", text.casefold()))
