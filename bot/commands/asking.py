"""Plain words: the card they ask for, a choice of cards, or an honest nothing; never a drill."""

from __future__ import annotations

from bot.commands import cards
from bot.commands.buttons import button, row, rows
from bot.commands.unknown import elsewhere, too_long
from bot.model import Answer, Ask, Button, Reply, only

LONGEST = 4096
"""Characters of plain words that are read: Telegram's own limit for a message."""


def ask_(ask: Ask) -> Answer:
    """Plain words behind a command, which groups understand too."""
    if not ask.words:
        return only(Reply(ask.say("ask.text"), buttons=row(button(ask, "topics", "/topics"))))
    return free_text(ask)


def free_text(ask: Ask) -> Answer:
    """What the search found for plain words. A card that lists warning signs shows them first, as always."""
    if len(ask.words) > LONGEST:
        return too_long(ask)
    match ask.found.action:
        case "card":
            return only(cards.show(ask, ask.found.slugs[0]))
        case "menu":
            return only(_choice(ask))
        case "none":
            return only(Reply(ask.say("words.none"), buttons=elsewhere(ask)))


def _choice(ask: Ask) -> Reply:
    buttons = rows((Button(ask.library.cards[slug].title, f"/{slug}") for slug in ask.found.slugs), width=1)
    return Reply(ask.say("words.menu"), buttons=buttons)
