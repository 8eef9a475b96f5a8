"""Questions that a coach has answered for one member, and now answers for all."""

from __future__ import annotations

from bot.commands.buttons import button, row
from bot.model import Ask, Button, Reply


def show(ask: Ask, slug: str) -> Reply:
    """The question as its title, and the coach's answer."""
    found = ask.library.faq[slug]
    return Reply(found.body, title=found.title, about=slug, buttons=row(button(ask, "topics", "/topics")))


def button_of(ask: Ask, slug: str) -> Button:
    """The button that shows it."""
    return Button(ask.library.faq[slug].title, f"/ask {slug}")
