"""What is not a command: the nearest ones, as buttons."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from bot.changes import Answer, only
from bot.commands.buttons import button, row, rows
from bot.commands.table import entries
from bot.model import Ask, Button, Reply, Rows

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


def nearest(typed: str, choices: Mapping[str, str], likeness: float = NEAR) -> Rows:
    """Buttons for the choices (label to command) most like what was typed; none where nothing is."""
    by_name = {label.lstrip("/").casefold(): label for label in choices}
    close = get_close_matches(typed.casefold(), by_name, n=OFFERED, cutoff=likeness)
    return rows((Button(by_name[name], choices[by_name[name]]) for name in close), width=1)


def elsewhere(ask: Ask) -> Rows:
    """Where to look when nothing was found."""
    return row(button(ask, "topics", "/topics"), button(ask, "help", "/help"))
