"""Plain words: what they mean for somebody's safety, then the cards that they may be about.

    words > listen (content/hearing.py) > crisis | stop | ask > content/search.py > card | menu | none
                                                         not meant? > the next three > none > /pass

Members get `urgent`, and where that finds nothing `search`; `route` says the same to programs. Nothing of
what was said is kept: buttons carry signs, cards, and a tag by which words are found as long as they are in
memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from bot.changes import Answer, Miss, only
from bot.commands import cards, drills, faq, glossary
from bot.commands.buttons import button, row, rows
from bot.commands.signs import crisis, stop_at
from bot.commands.table import BY_NAME
from bot.commands.unknown import elsewhere, unknown
from bot.model import COMMAND_BYTES, Ask, Button, Reply, Rows, Said
from bot.recent import tag_of
from content.hearing import listen
from content.library import Library
from content.signs import Heard, hear

LONGEST = 4096
"""Characters of plain words that are searched for cards: Telegram's limit. Signs are heard in longer ones."""
CLEAR, ARE_THERE = "/words", "/signs at"
"""What the buttons of the safety question type, with cards or with signs behind it."""
NOT_MEANT, NOTHING = "/instead", "/nothing"
"""What the buttons below a card and a choice type, with the tag of the words behind it."""

Action = Literal["card", "menu", "none", "stop", "crisis", "ask"]


@dataclass(frozen=True, slots=True)
class Route:
    """What words lead to."""

    action: Action
    slugs: tuple[str, ...] = ()
    """Cards, the best first; behind the one that `card` shows stand the next ones. With `stop` signs, the
    most urgent first; with `crisis` its kind."""
    signs: tuple[str, ...] = ()
    """What `ask` asks about before the cards are shown."""
    behind: tuple[str, ...] | None = None
    """The cards that come where a crisis was misread; None where it is in no doubt."""


def to_search(said: Said, command: str, words: str, library: Library) -> str:
    """The words to be looked for among the cards before they are answered; empty where there are none.

    The first search takes seconds: nobody in a crisis or with a warning sign waits for it.
    """
    if not words or not _may_be_plain(command) or said.is_press or len(words) > LONGEST:
        return ""
    is_name = bool(cards.named(library, words))
    heard = hear(words, library) if is_name else listen(words, library)
    is_crisis = heard.action == "crisis" and not heard.is_doubtful
    is_urgent = is_crisis or (heard.action == "stop" and not is_name)
    return "" if is_urgent else words


def _may_be_plain(command: str) -> bool:
    """Whether plain words may stand behind it; behind most commands of the bot they are its own matter."""
    return command not in BY_NAME or BY_NAME[command].searches


def route(ask: Ask) -> Route:
    """What was said leads to: a warning sign or a crisis before everything else."""
    return urgent(ask) or (_by_command(ask) if ask.command else _by_words(ask))


def urgent(ask: Ask) -> Route | None:
    """Where these words lead if they tell of a crisis or a sign, or may; None where they do not.

    The bare name of a card ("broken foot") is a topic more than a report: it is asked about at most.
    """
    heard = _heard(ask)
    is_name = bool(cards.named(ask.library, ask.words))
    if heard.is_doubtful:
        return Route("crisis", heard.slugs, behind=_behind_the_question(ask))
    if heard.action == "crisis" or (heard.action == "stop" and not is_name):
        return Route(heard.action, heard.slugs)
    if heard.action == "stop" or (heard.action == "ask" and not is_name):
        return Route("ask", _behind_the_question(ask), heard.slugs)
    return None


def _behind_the_question(ask: Ask) -> tuple[str, ...]:
    """The cards that come when no sign is there: one where it would have been shown at once."""
    found = _by_words(ask)
    slugs = found.slugs[:1] if found.action == "card" else found.slugs
    return tuple(slug for slug in slugs if _is_page(ask, slug))


def _heard(ask: Ask) -> Heard:
    """What the words tell of. A command that nobody knows is read along: "/air i cant breathe"."""
    if not _may_be_plain(ask.command) or ask.said.is_press or not (ask.words or ask.command):
        return Heard("")
    is_command = ask.command in ("", *BY_NAME, *ask.library.cards)
    words = ask.words if is_command else ask.said.text
    if _is_name(ask, words):
        return hear(words, ask.library)
    return listen(words, ask.library, ask.found.vector)


def _is_name(ask: Ask, words: str) -> bool:
    """Whether it is what the bot itself calls something: a card, or a track or drill behind /drill."""
    return bool(cards.named(ask.library, words)) or (ask.command == "drill" and drills.is_name(ask, words))


def _by_command(ask: Ask) -> Route:
    if ask.command == "ask":
        return _by_words(ask)
    return Route("card", (ask.command,)) if ask.command in ask.library.cards else Route("none")


def _by_words(ask: Ask) -> Route:
    """The word that is asked for, else what the search found."""
    if len(ask.words) <= LONGEST and (slug := glossary.asked_plainly(ask)):
        return Route("card", (slug,))
    return Route(ask.found.action, ask.found.slugs)


def search(ask: Ask) -> Answer:
    """The answer to words that were heard already, behind a command too: cards, and never a drill."""
    return answer(ask, _by_words(ask))


def ask_(ask: Ask) -> Answer:
    """Plain words behind a command, which groups understand too."""
    if not ask.words:
        return only(Reply(ask.say("ask.text"), buttons=row(button(ask, "topics", "/topics"))))
    return search(ask)


def answer(ask: Ask, found: Route) -> Answer:
    """Where words led, as an answer."""
    return ANSWERS[found.action](ask, found)


def _card(ask: Ask, found: Route) -> Answer:
    slug, *others = found.slugs
    if slug in ask.library.words:
        return only(glossary.show(ask, slug))
    shown = faq.show(ask, slug) if slug in ask.library.faq else cards.show(ask, slug)
    return only(replace(shown, buttons=(*shown.buttons, *_not_meant(ask, slug, others))))


def _not_meant(ask: Ask, slug: str, others: Iterable[str]) -> Rows:
    """The way on from a card that plain words led to; what a group sees is pressed by anybody."""
    if not _is_from_words(ask):
        return ()
    _, command = _behind(f"{NOT_MEANT} {tag_of(ask.words)} {slug}", tuple(others))
    return row(button(ask, "not_meant", command))


def _is_from_words(ask: Ask) -> bool:
    """Whether it answers words in private, which the bot has in mind."""
    return ask.said.is_private and not ask.said.is_press


def instead(ask: Ask) -> Answer:
    """What else the words may have meant, in the place of the card that they had led to."""
    tag, shown, *others = [*ask.words.casefold().split(), "", ""]
    others = [slug for slug in others if slug]
    if not all(_is_page(ask, slug) for slug in (shown, *others)):
        return unknown(ask)
    reply = _choice(ask, "words.instead", others, tag) if others else nothing(ask, tag)
    return only(replace(reply, edits=True), Miss(shown))


def _is_page(ask: Ask, slug: str) -> bool:
    return slug in ask.library.cards or slug in ask.library.faq


def _menu(ask: Ask, found: Route) -> Answer:
    tag = tag_of(ask.words) if _is_from_words(ask) else ""
    return only(_choice(ask, "words.menu", found.slugs, tag))


def _choice(ask: Ask, key: str, slugs: Iterable[str], tag: str) -> Reply:
    """Pages to choose from, and none of them where the words can be passed on."""
    pages = rows((_button_of(ask, slug) for slug in slugs), width=1)
    return Reply(
        ask.say(key), buttons=(*pages, *(row(button(ask, "nothing", f"{NOTHING} {tag}")) if tag else ()))
    )


def _button_of(ask: Ask, slug: str) -> Button:
    if slug in ask.library.faq:
        return faq.button_of(ask, slug)
    return Button(ask.library.cards[slug].title, f"/{slug}")


def _none(ask: Ask, found: Route) -> Answer:
    if len(ask.words) > LONGEST:
        return only(Reply(ask.say("words.too_long"), buttons=row(button(ask, "topics", "/topics"))))
    return only(nothing(ask, tag_of(ask.words) if _is_from_words(ask) else ""))


def nothing(ask: Ask, tag: str) -> Reply:
    """An honest none, and the coach's inbox where there is a coach and the words can be found again."""
    if not tag or not ask.has_coach:
        return Reply(ask.say("words.none"), buttons=elsewhere(ask))
    return Reply(
        ask.say("words.none_yet"), buttons=(*row(button(ask, "pass", f"/pass {tag}")), *elsewhere(ask))
    )


def nothing_of_it(ask: Ask) -> Answer:
    """None of the pages that were offered is meant."""
    return only(nothing(ask, ask.words))


def _stop(ask: Ask, found: Route) -> Answer:
    return stop_at(ask, found.slugs, about=None)


def _crisis(ask: Ask, found: Route) -> Answer:
    """The words for it, and a way on where it may be misread."""
    words = crisis(ask, found.slugs[0])
    if found.behind is None:
        return only(words)
    return only(replace(words, buttons=row(button(ask, "misread", _behind(CLEAR, found.behind)[1]))))


def _ask(ask: Ask, found: Route) -> Answer:
    """The safety question. None of these leads on to what the words would have found."""
    signs, some = _behind(ARE_THERE, found.signs)
    _, none = _behind(CLEAR, found.slugs)
    lines = "\n".join(f"- {_question(ask, slug)}" for slug in signs)
    buttons = row(button(ask, "none_of_these", none), button(ask, "one_of_these", some))
    text = f"{ask.say('words.ask')}\n{lines}"
    return only(Reply(text, kind="signs", buttons=buttons, is_private=True))


def _question(ask: Ask, slug: str) -> str:
    """What is asked about that sign or crisis."""
    crises, signs = ask.library.crises, ask.library.signs
    return crises[slug].asks if slug in crises else signs[slug].asks


def _behind(command: str, slugs: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """As many of the slugs as a button holds behind its command, and that command."""
    while len(" ".join((command, *slugs)).encode()) > COMMAND_BYTES:
        slugs = slugs[:-1]
    return slugs, " ".join((command, *slugs))


ANSWERS: Mapping[Action, Callable[[Ask, Route], Answer]] = {
    "card": _card,
    "menu": _menu,
    "none": _none,
    "stop": _stop,
    "crisis": _crisis,
    "ask": _ask,
}


def words(ask: Ask) -> Answer:
    """None of the signs that were asked about is there: on to the cards that the words had found."""
    slugs = tuple(ask.words.casefold().split())
    if not slugs:
        return _none(ask, Route("none"))
    if not all(_is_page(ask, slug) for slug in slugs):
        return unknown(ask)
    return answer(ask, Route("card" if len(slugs) == 1 else "menu", slugs))
