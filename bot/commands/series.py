"""Series: cards that make sense of one thing, read in order."""

from __future__ import annotations

from dataclasses import replace

from bot.changes import Answer, only
from bot.commands import cards
from bot.commands.buttons import button, row, rows
from bot.commands.names import meant
from bot.model import Ask, Button, Reply
from content.library import Markdown, Series


def series(ask: Ask) -> Answer:
    """All series, the contents of one, or one of its cards."""
    name, number = _name_and_number(ask.words)
    found = ask.library.series.get(meant(name, _names(ask)))
    if found is None:
        return only(_all(ask))
    is_card = 1 <= number <= len(found.cards)
    return only(_card(ask, found, number) if is_card else _contents(ask, found))


def _name_and_number(words: str) -> tuple[str, int]:
    """ "model 2" is the second card of the model; without a number, 0."""
    name, _, last = words.rpartition(" ")
    return (name, int(last[:3])) if name and last.isdecimal() else (words, 0)


def _names(ask: Ask) -> dict[str, str]:
    return {
        name: series.slug for series in ask.library.series.values() for name in (series.title, series.slug)
    }


def _all(ask: Ask) -> Reply:
    known = ask.library.series.values()
    lines = "\n".join(f"- **{series.title}**: {series.says}" for series in known)
    buttons = rows((Button(series.title, f"/series {series.slug}") for series in known), width=1)
    ways = row(button(ask, "topics", "/topics"))
    text = ask.say("series.unknown" if ask.words else "series.text")
    return Reply(f"{text}\n\n{lines}", buttons=(*buttons, *ways))


def _contents(ask: Ask, series: Series) -> Reply:
    titles = [ask.library.cards[slug].title for slug in series.cards]
    buttons = rows(
        (
            Button(f"{number}. {title}", f"/series {series.slug} {number}")
            for number, title in enumerate(titles, start=1)
        ),
        width=1,
    )
    return Reply(series.body, title=series.title, buttons=buttons)


def _card(ask: Ask, series: Series, number: int) -> Reply:
    """A card as anywhere, and below it the way on."""
    shown = cards.show(ask, series.cards[number - 1])
    contents = Button(series.title, f"/series {series.slug}")
    if number == len(series.cards):
        text = f"{shown.text}\n\n*{ask.say('series.end', title=Markdown(series.title))}*"
        ways = row(contents, button(ask, "topics", "/topics"))
        return replace(shown, text=text, buttons=(*shown.buttons, *ways))
    title = Markdown(ask.library.cards[series.cards[number]].title)
    onward = Button(ask.say("series.next", title=title), f"/series {series.slug} {number + 1}")
    return replace(shown, buttons=(*shown.buttons, *row(onward), *row(contents)))
