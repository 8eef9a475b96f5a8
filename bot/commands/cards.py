"""Cards: one topic on one screen, its warning signs first."""

from __future__ import annotations

from bot.changes import Answer, only
from bot.commands.buttons import button, cards_of, row, rows
from bot.commands.unknown import unknown
from bot.model import Ask, Button, Reply, Rows
from content.library import Card, Library, bare


def card(ask: Ask) -> Answer:
    """The card that was typed as a command."""
    return only(show(ask, ask.command))


def named(library: Library, words: str) -> str:
    """The slug of the card that goes by these words: its command, title or an alias; empty for none."""
    return library.card_names.get(bare(words), "")


def show(ask: Ask, slug: str) -> Reply:
    """A card: its signs above its words; its drills wait for the tap that says none of them is there."""
    found = ask.library.cards[slug]
    text = "\n\n".join(part for part in (signs_first(ask, found), found.body) if part)
    return Reply(text, title=found.title, about=slug, buttons=_below(ask, found), picture=found.figure)


def signs_first(ask: Ask, found: Card) -> str:
    """The question about the warning signs of a card; empty where it has none."""
    if not found.signs:
        return ""
    lines = "\n".join(f"- {ask.library.signs[sign].asks}" for sign in found.signs)
    return f"{ask.say('signs.first')}\n{lines}"


def _below(ask: Ask, found: Card) -> Rows:
    why = (button(ask, "why", f"/why {found.slug}"),) if found.why else ()
    if found.signs:
        none = button(ask, "none_of_these", f"/signs none {found.slug}")
        some = button(ask, "one_of_these", f"/signs one {found.slug}")
        return ((none, some), why) if why else ((none, some),)
    return rows((*drills_of(ask, found), *why))


def drills_of(ask: Ask, found: Card) -> tuple[Button, ...]:
    """One button a drill of the card."""
    return tuple(Button(ask.library.drills[slug].title, f"/drill {slug}") for slug in found.drills)


def why(ask: Ask) -> Answer:
    """The depth of a card: how sure we are, who disagrees."""
    found = ask.library.cards.get(ask.words.casefold())
    if found is None or not found.why:
        return unknown(ask)
    buttons = cards_of(ask, found.related) or row(button(ask, "topics", "/topics"))
    return only(
        Reply(found.why, title=ask.say("card.why", title=found.title), about=found.slug, buttons=buttons)
    )
