"""What is not a command: the nearest ones, as buttons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from bot.commands.buttons import button, row, rows
from bot.commands.table import entries
from bot.model import COMMAND_BYTES, Answer, Ask, Button, Reply, Rows

OFFERED = 3
"""Nearest commands that are offered."""
NEAR = 0.5
"""Likeness from which a name counts as near, as difflib measures it (0 to 1)."""


def unknown(ask: Ask) -> Answer:
    """An unknown command: the nearest ones as buttons."""
    typed = ask.said.text.strip().split(maxsplit=1)[0][1:]
    buttons = nearest(ask, typed, {f"/{name}": f"/{name}" for name in _names(ask)})
    return Answer((Reply(ask.say("unknown.command", typed=typed[:COMMAND_BYTES]), buttons=buttons),))


def free_text(ask: Ask) -> Answer:
    """Plain words: the cards whose aliases share the most words with them, and never a drill."""
    found = _cards_like(ask)
    if not found:
        buttons = row(button(ask, "topics", "/topics"), button(ask, "help", "/help"))
        return Answer((Reply(ask.say("words.none"), buttons=buttons),))
    buttons = rows((Button(ask.library.cards[slug].title, f"/{slug}") for slug in found), width=1)
    return Answer((Reply(ask.say("words.menu"), buttons=buttons),))


def too_long(ask: Ask) -> Answer:
    """More plain words than anybody reads on a phone."""
    return Answer((Reply(ask.say("words.too_long"), buttons=row(button(ask, "topics", "/topics"))),))


def nearest(ask: Ask, typed: str, choices: Mapping[str, str]) -> Rows:
    """Buttons for the choices (label to command) most like what was typed; help where nothing is."""
    by_name = {label.lstrip("/").casefold(): label for label in choices}
    close = get_close_matches(typed.casefold(), by_name, n=OFFERED, cutoff=NEAR)
    if not close:
        return row(button(ask, "topics", "/topics"), button(ask, "help", "/help"))
    return rows((Button(by_name[name], choices[by_name[name]]) for name in close), width=1)


def _names(ask: Ask) -> tuple[str, ...]:
    return tuple(entry.name for entry in entries(ask.library))


def _cards_like(ask: Ask) -> tuple[str, ...]:
    said = _words(ask.words)
    scores = {
        card.slug: max(
            len(said & _words(alias)) / len(_words(alias)) for alias in (card.slug, card.title, *card.aliases)
        )
        for card in ask.library.cards.values()
    }
    ranked = sorted((slug for slug, score in scores.items() if score >= NEAR), key=lambda slug: -scores[slug])
    return tuple(ranked[:OFFERED])


def _words(text: str) -> frozenset[str]:
    """The words of a text without their plural s."""
    return frozenset(word.rstrip("s") or word for word in re.findall(r"[^\W_]+", text.casefold()))
