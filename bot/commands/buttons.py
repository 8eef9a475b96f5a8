"""Buttons that several commands show. A button is a label and the command that pressing it types."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.model import Ask, Button, Notice, Rows

EASIER = "easier"
"""Behind `/done`: the drill was too much, an easier version of it was done."""


def button(ask: Ask | Notice, key: str, command: str) -> Button:
    """A button with the label of that phrase."""
    return Button(ask.say(f"button.{key}"), command)


def row(*buttons: Button) -> Rows:
    """One row of buttons."""
    return (buttons,)


def rows(buttons: Iterable[Button], width: int = 2) -> Rows:
    """Buttons in rows of at most `width`."""
    listed = tuple(buttons)
    return tuple(listed[start : start + width] for start in range(0, len(listed), width))


def after_drill(ask: Ask | Notice, slug: str, day: date) -> Rows:
    """What can be said of a drill that was shown for a day."""
    on = day.isoformat()
    return (
        *row(button(ask, "done", f"/done {on} {slug}"), button(ask, "easier", f"/easier {on} {slug}")),
        *row(button(ask, "not_today", f"/nottoday {on}"), button(ask, "snooze", f"/snooze {on}")),
        *(row(button(ask, "timer", f"/timer {slug}")) if ask.library.drills[slug].dose.seconds else ()),
    )


def cards_of(ask: Ask, slugs: Iterable[str]) -> Rows:
    """One button a card, labelled with its title."""
    return rows(Button(ask.library.cards[slug].title, f"/{slug}") for slug in slugs)
