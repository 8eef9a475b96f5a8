"""Topics: every card found by where it is in the body, or by its place in the model."""

from __future__ import annotations

from typing import get_args

from bot.changes import Answer, only
from bot.commands.buttons import button, cards_of, row, rows
from bot.commands.names import meant
from bot.model import Ask, Button, Reply
from content.library import Card
from content.model import Area, Layer

AREAS: dict[str, Area] = {area: area for area in get_args(Area)}
LAYERS: dict[str, Layer] = {layer: layer for layer in get_args(Layer)}


def topics(ask: Ask) -> Answer:
    """The areas, the layers, or the cards of one of them; behind a button in place of what it stood under."""
    wanted = meant(ask.words, _names(ask))
    if wanted == "layers":
        return only(_layers(ask))
    if wanted in AREAS and (cards := _cards(ask, wanted)):
        title, text = ask.say(f"topics.area.{wanted}"), ask.say("topics.which")
        return only(_page(ask, title, text, cards, back="/topics areas"))
    if wanted in LAYERS and (cards := _cards(ask, wanted)):
        title, text = ask.say(f"topics.layer.{wanted}"), ask.say(f"topics.role.{wanted}")
        return only(_page(ask, title, text, cards, back="/topics layers"))
    return only(_areas(ask, is_known=wanted == "areas" or not ask.words))


def _names(ask: Ask) -> dict[str, str]:
    """What can stand behind the command: the names in headers and those that people read."""
    said = {ask.say(f"topics.area.{area}"): area for area in AREAS}
    said |= {ask.say(f"topics.layer.{layer}"): layer for layer in LAYERS}
    return said | {name: name for name in (*AREAS, *LAYERS, "areas", "layers")}


def _cards(ask: Ask, name: str) -> tuple[Card, ...]:
    """The cards of an area or a layer."""
    if name in AREAS:
        return ask.shelf.cards(area=AREAS[name])
    return ask.shelf.cards(layer=LAYERS[name])


def _areas(ask: Ask, *, is_known: bool) -> Reply:
    """The areas. Asked for by name it replaces; what was misunderstood or is new stands for itself."""
    found = {area: len(_cards(ask, area)) for area in AREAS}
    areas = rows(
        Button(f"{ask.say(f'topics.area.{area}')} ({count})", f"/topics {area}")
        for area, count in found.items()
        if count
    )
    ways = (
        button(ask, "layers", "/topics layers"),
        button(ask, "series", "/series"),
        button(ask, "words", "/what"),
    )
    text = ask.say("topics.text" if is_known else "topics.unknown")
    return Reply(text, buttons=(*areas, ways), edits=bool(ask.words) and is_known)


def _layers(ask: Ask) -> Reply:
    """The layers of the model, each with what it is for."""
    found = {layer: len(_cards(ask, layer)) for layer in LAYERS}
    there = [layer for layer, count in found.items() if count]
    names = {layer: ask.say(f"topics.layer.{layer}") for layer in there}
    roles = "\n".join(f"- **{names[layer]}**: {ask.say(f'topics.role.{layer}')}" for layer in there)
    buttons = rows(Button(f"{names[layer]} ({found[layer]})", f"/topics {layer}") for layer in there)
    back = row(button(ask, "back", "/topics areas"))
    return Reply(f"{ask.say('topics.layers')}\n\n{roles}", buttons=(*buttons, *back), edits=True)


def _page(ask: Ask, title: str, text: str, cards: tuple[Card, ...], back: str) -> Reply:
    buttons = (*cards_of(ask, (card.slug for card in cards)), *row(button(ask, "back", back)))
    return Reply(text, title=title, buttons=buttons, edits=True)
