"""Choosing a drill: today's, by name, by a wish, or a track to begin with."""

from __future__ import annotations

from collections.abc import Iterable

from bot.changes import Answer, only
from bot.coaching.pain import to_settle
from bot.coaching.stages import may_do
from bot.commands import cards
from bot.commands.buttons import button, cards_of, row, rows
from bot.commands.demanding import ANSWERS, ask_first
from bot.commands.drills import by_name, not_now, nothing_fits, of_day, show, show_chosen
from bot.commands.feeling import ask_morning
from bot.commands.names import SLIP
from bot.commands.plain_words import search
from bot.commands.unknown import NEAR, OFFERED, nearest
from bot.commands.wishes import (
    EQUIPMENT,
    FITS,
    TRACKS,
    Misfit,
    Wish,
    fitting,
    misfit,
    read_wish,
    vocabulary,
)
from bot.model import COMMAND_BYTES, Ask, Button, Reply, Rows
from content.library import Drill, Markdown, bare
from scheduler.plan import local_day


def drill(ask: Ask) -> Answer:
    """Today's drill, the one that is named, the one that fits a wish, or the tracks."""
    if stopped := not_now(ask):
        return stopped
    if ask.words.casefold() == "choose":
        return only(_tracks(ask))
    return _named(ask) or _wished(ask) or _card(ask) or _unknown(ask)


def drills(ask: Ask) -> Answer:
    """The tracks, to choose from."""
    return not_now(ask) or only(_tracks(ask))


def _tracks(ask: Ask) -> Reply:
    there = {found.track for found in ask.shelf.drills(is_gentle=True)}
    buttons = rows(Button(ask.say(f"track.{track}"), f"/drill {track}") for track in TRACKS if track in there)
    return Reply(ask.say("choose.text"), buttons=buttons)


def _todays(ask: Ask) -> Answer:
    assert ask.member is not None
    today = local_day(ask.now, ask.zone)
    if unsettled := to_settle(ask.check_ins, today):
        return only(ask_morning(ask, unsettled))
    choice = of_day(ask, ask.member, today)
    return only(show_chosen(ask, choice) if choice else nothing_fits(ask))


def _named(ask: Ask) -> Answer | None:
    """The drill of that name, after the question where it asks more; or what was answered to the question."""
    words, _, last = ask.words.casefold().rpartition(" ")
    if (found := by_name(ask.library, ask.words)) is not None:
        return only(show(ask, found)) if found.is_gentle and _may(ask, found) else ask_first(ask, found)
    if last in ANSWERS and (found := by_name(ask.library, words)) is not None:
        return ANSWERS[last](ask, found)
    return None


def _may(ask: Ask, found: Drill) -> bool:
    """Whether nothing that is known of the member speaks against the drill."""
    assert ask.member is not None
    return may_do(found, ask.member, local_day(ask.now, ask.zone))


def _wished(ask: Ask) -> Answer | None:
    """The drill that fits a wish best; without one, today's. Talk of an ache leads to cards.

    None where the words are no wish.
    """
    wish = read_wish(ask.words, vocabulary(ask.say))
    if wish.is_sore:
        return _ache(ask, wish)
    if not wish.words and not wish.unknown:
        return _todays(ask)
    if not wish.words or (wish.unknown and _near(ask, SLIP)):
        return None
    found = fitting(tuple(one for one in ask.shelf.drills(is_gentle=True) if _may(ask, one)), wish)
    at = (wish.position - 1) % len(found)
    above = _remarks(ask, wish, misfit(found[at], wish), at + 1, len(found))
    below = rows((*_another(ask, wish, at + 1, len(found)), *_demanding(ask, wish, found[at])))
    return only(show(ask, found[at], above=above, below=below))


def _remarks(ask: Ask, wish: Wish, short: Misfit, at: int, count: int) -> str:
    """What an honest coach says above the drill: what does not fit, and whether it is the last that does."""
    nearest_is = "choose.elsewhere" if short.elsewhere else "choose.closest"
    lines = (
        ask.say(nearest_is, what=Markdown(_shortfall(ask, wish, short))) if short != FITS else "",
        ask.say("choose.only") if short == FITS and count == 1 else "",
        ask.say("choose.last") if at == count > 1 else "",
    )
    said = " ".join(line for line in lines if line)
    return f"*{said}*" if said else ""


def _shortfall(ask: Ask, wish: Wish, short: Misfit) -> str:
    """What is not to be had: "without a wall in 3 min"."""
    wanted = _things(ask, (one for one in EQUIPMENT if one in wish.uses))
    parts = (
        ask.say("choose.place", place=wish.place) if short.elsewhere else "",
        ask.say("choose.with", things=wanted) if short.lacks else "",
        ask.say("choose.without", things=_things(ask, short.needs)) if short.needs else "",
        ask.say("choose.minutes", minutes=wish.minutes) if short.minutes else "",
    )
    return " ".join(part for part in parts if part)


def _things(ask: Ask, equipment: Iterable[str]) -> Markdown:
    return Markdown(", ".join(ask.say(f"equipment.{one}") for one in equipment))


def _another(ask: Ask, wish: Wish, at: int, count: int) -> tuple[Button, ...]:
    """The way to the next drill that fits; where there is none or the wish is too long, to the tracks."""
    command = f"/drill {wish.words} #{at % count + 1}"
    if count == 1 or len(command.encode()) > COMMAND_BYTES:
        return (button(ask, "choose", "/drills"),)
    return (button(ask, "another", command),)


def _demanding(ask: Ask, wish: Wish, shown: Drill) -> tuple[Button, ...]:
    """Where nothing gentle fits, the first that would and asks more; its own question comes before it."""
    if misfit(shown, wish) == FITS:
        return ()
    others = fitting(ask.shelf.drills(is_gentle=False), wish)
    return tuple(
        Button(drill.title, f"/drill {drill.slug}") for drill in others[:1] if misfit(drill, wish) == FITS
    )


def _ache(ask: Ask, wish: Wish) -> Answer:
    """The cards about an ache at that place, whose warning signs come first; no drill."""
    place = bare(wish.place)
    told = {
        card.slug: sum(place in bare(name) for name in (card.title, *card.aliases))
        for card in ask.library.cards.values()
        if card.signs and place
    }
    found = sorted((slug for slug in told if told[slug]), key=lambda slug: -told[slug])[:OFFERED]
    if not found:
        return search(ask)
    topics = row(button(ask, "topics", "/topics"))
    return only(Reply(ask.say("words.menu"), buttons=(*cards_of(ask, found), *topics)))


def _card(ask: Ask) -> Answer | None:
    """The card of that name: who types `/drill kneepain` is told about the knee first."""
    slug = cards.named(ask.library, ask.words)
    return only(cards.show(ask, slug)) if slug else None


def _unknown(ask: Ask) -> Answer:
    close = _near(ask, NEAR)
    key = "drill.unknown" if close else "drill.nothing_near"
    ways = row(button(ask, "drill", "/drill"), button(ask, "choose", "/drills"))
    return only(Reply(ask.say(key), buttons=close or ways))


def _near(ask: Ask, likeness: float) -> Rows:
    return nearest(ask.words, {found.title: f"/drill {found.slug}" for found in ask.shelf.drills()}, likeness)
