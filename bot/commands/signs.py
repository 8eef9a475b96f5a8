"""Warning signs and crises: what was answered to them, and where to go when one is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.changes import Answer, Save, only
from bot.commands.buttons import button, cards_of, row, rows
from bot.commands.cards import drills_of
from bot.commands.standing import newcomer, sign_is_open
from bot.commands.unknown import unknown
from bot.model import Ask, Reply
from content.library import Card, Markdown, Sign
from content.model import URGENCY


def signs(ask: Ask) -> Answer:
    """What the member answered to the signs of a card, or to those that plain words may tell of."""
    answered, _, slug = ask.words.casefold().partition(" ")
    if answered == "at" and (named := slug.split()):
        if named[0] in ask.library.crises:
            return only(crisis(ask, named[0]))
        if all(one in ask.library.signs for one in named):
            return stop_at(ask, named, about=None)
    found = ask.library.cards.get(slug)
    if found is None or not found.signs or answered not in ("none", "one"):
        return unknown(ask)
    return _clear(ask, found) if answered == "none" else stop_at(ask, found.signs, about=found.slug)


def _clear(ask: Ask, found: Card) -> Answer:
    if ask.member is not None and ask.member.has_open_sign:
        return only(sign_is_open(ask))
    buttons = rows(drills_of(ask, found)) or cards_of(ask, found.related)
    return only(Reply(ask.say("signs.clear"), about=found.slug, buttons=buttons))


def crisis(ask: Ask, slug: str) -> Reply:
    """The words for that crisis, and the operator's numbers; nothing to press."""
    parts = (ask.library.crises[slug].body, ask.say("crisis.numbers"))
    return Reply("\n\n".join(part for part in parts if part), kind="crisis", is_private=True)


def stop_at(ask: Ask, slugs: Iterable[str], *, about: str | None) -> Answer:
    """Where to go, said once; no drill comes before the member's own tap, also to who starts later."""
    heard = sorted((ask.library.signs[slug] for slug in slugs), key=_urgency)
    lines = "\n".join(f"- {_advice(ask, sign)}" for sign in heard)
    text = "\n\n".join(
        (ask.say("signs.stop"), lines, ask.say("signs.paused" if ask.member else "signs.noted"))
    )
    member = ask.member or replace(newcomer(ask), standing="stopped")
    reply = Reply(
        text,
        kind="signs",
        about=about,
        is_private=True,
        buttons=row(button(ask, "settled", "/resume settled")) if ask.member else (),
    )
    return only(reply, Save(replace(member, has_open_sign=True)))


def _urgency(sign: Sign) -> int:
    return URGENCY.index(sign.how_soon)


def _advice(ask: Ask, sign: Sign) -> str:
    return ask.say(f"signs.{sign.how_soon}", sign=Markdown(sign.asks), answer=Markdown(sign.answer))
