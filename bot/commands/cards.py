"""Cards: one topic on one screen, its warning signs first."""

from __future__ import annotations

from dataclasses import replace

from bot.commands.buttons import button, cards_of, row, rows
from bot.commands.standing import newcomer, sign_is_open
from bot.commands.unknown import unknown
from bot.model import Answer, Ask, Button, Reply, Rows, Save, only
from content.library import Card, Markdown, Sign

URGENCY = ("now", "today", "soon", "routine")
"""How soon somebody should be seen, the most urgent first."""


def card(ask: Ask) -> Answer:
    """The card that was typed as a command."""
    return only(show(ask, ask.command))


def show(ask: Ask, slug: str) -> Reply:
    """A card: its signs above its words; its drills wait for the tap that says none of them is there."""
    found = ask.library.cards[slug]
    text = "\n\n".join(part for part in (_signs_first(ask, found), found.body) if part)
    return Reply(text, title=found.title, about=slug, buttons=_below(ask, found), picture=found.figure)


def _signs_first(ask: Ask, found: Card) -> str:
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


def topics(ask: Ask) -> Answer:
    """Every card, as buttons."""
    return only(Reply(ask.say("topics.text"), buttons=cards_of(ask, ask.library.cards)))


def signs(ask: Ask) -> Answer:
    """What the member answered to the signs of a card."""
    answered, _, slug = ask.words.casefold().partition(" ")
    found = ask.library.cards.get(slug)
    if found is None or not found.signs or answered not in ("none", "one"):
        return unknown(ask)
    return _clear(ask, found) if answered == "none" else _stop(ask, found)


def _clear(ask: Ask, found: Card) -> Answer:
    if ask.member is not None and ask.member.has_open_sign:
        return only(sign_is_open(ask))
    buttons = rows(drills_of(ask, found)) or cards_of(ask, found.related)
    return only(Reply(ask.say("signs.clear"), about=found.slug, buttons=buttons))


def _stop(ask: Ask, found: Card) -> Answer:
    """Where to go, said once; no drill comes before the member's own tap, also to who starts later."""
    heard = sorted((ask.library.signs[slug] for slug in found.signs), key=_urgency)
    lines = "\n".join(f"- {_advice(ask, sign)}" for sign in heard)
    text = "\n\n".join(
        (ask.say("signs.stop"), lines, ask.say("signs.paused" if ask.member else "signs.noted"))
    )
    member = ask.member or replace(newcomer(ask), standing="stopped")
    reply = Reply(
        text,
        kind="signs",
        about=found.slug,
        is_private=True,
        buttons=row(button(ask, "settled", "/resume settled")) if ask.member else (),
    )
    return only(reply, Save(replace(member, has_open_sign=True)))


def _urgency(sign: Sign) -> int:
    return URGENCY.index(sign.how_soon)


def _advice(ask: Ask, sign: Sign) -> str:
    return ask.say(f"signs.{sign.how_soon}", sign=Markdown(sign.asks), answer=Markdown(sign.answer))
