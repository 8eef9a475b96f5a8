"""Does the content fit both platforms? Every page as it is shown, and every name as it is listed.

It renders with the platforms' own code: what does not fit here does not fit there. The rule of a limit stands
where it is kept (`bot.on_telegram.rendering`, `bot.on_discord.look`); this is `content.checker`'s other half.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.commands import answer, drills, faq, glossary, signs
from bot.commands.standing import newcomer
from bot.commands.table import BY_NAME
from bot.commands.unasked import compose
from bot.model import Ask, Notice, Reply, Said
from bot.on_discord import look
from bot.on_telegram import rendering
from content.findings import Finding, Level, page_of
from content.header import Page, key_lines, line_of
from content.library import Library, Reading
from content.phrases import Phrase
from content.store import Shelf

COMMANDS = 100
"""Slash commands that Discord takes of one bot (Interactions > Application Commands)."""
FEW_LEFT = 95
"""From here on it is time to think before a card is added."""
LABEL = 40
"""Characters of a button that are read on a phone; more are cut."""
_TYPED = re.compile(r"(?<![^\s(\"'`*_“‘>])/([a-z][a-z0-9_]*)(?![\w/-])")
_MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
_WEEK = "2026-W47"


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of a page as somebody sees it, and the line on which it begins."""

    page: Page
    line: int
    name: str
    reply: Reply


def fit(reading: Reading) -> Iterator[Finding]:
    """What would be cut, split or refused. Pages are shown once all of them are sound."""
    if not reading.faults:
        for shown in (*_cards(reading), *_others(reading)):
            yield from _in_one_message(shown)
        yield from _notes(reading)
    yield from _titles(reading)
    yield from _phrases(reading)
    yield from _how_many(reading.library)
    yield from _named_commands(reading)


# as it is shown


def _ask(library: Library, command: str = "", words: str = "") -> Ask:
    said = Said("terminal:reader", "Reader", "terminal:reader", f"/{command} {words}".strip())
    return Ask(said, command, words, _MONDAY, Shelf(library))


def _cards(reading: Reading) -> Iterator[Shown]:
    """Each card with its signs, what stands behind "Why?", and what is said when a sign is there."""
    library = reading.library
    for card in library.cards.values():
        page = page_of(reading, card)
        (shown,) = answer(_ask(library, card.slug)).replies
        yield Shown(page, page.body_line, "the card with its signs", shown)
        if card.why:
            (why,) = answer(_ask(library, "why", card.slug)).replies
            yield Shown(page, _line_of_why(page), 'the part behind "Why?"', why)
        if card.signs:
            (stop,) = answer(_ask(library, "signs", f"one {card.slug}")).replies
            yield Shown(page, page.line_of("signs"), "the advice on its signs", stop)


def _line_of_why(page: Page) -> int:
    lines = enumerate(page.text.split("\n"), 1)
    return next((number for number, line in lines if line.lower().startswith("## why?")), page.body_line)


def _others(reading: Reading) -> Iterator[Shown]:
    """Drills, words, series, challenges, answered questions and the words for a crisis."""
    library = reading.library
    ask = _ask(library)
    for drill in library.drills.values():
        page = page_of(reading, drill)
        yield Shown(page, page.body_line, "the drill", drills.show(ask, drill))
    for word in library.words.values():
        page = page_of(reading, word)
        yield Shown(page, page.body_line, "the word", glossary.show(ask, word.slug))
    for series in library.series.values():
        page = page_of(reading, series)
        (contents,) = answer(_ask(library, "series", series.slug)).replies
        yield Shown(page, page.body_line, "the series", contents)
    for challenge in library.challenges.values():
        page = page_of(reading, challenge)
        yield Shown(page, page.body_line, "the challenge", Reply(challenge.body, title=challenge.title))
    for one in library.faq.values():
        yield Shown(
            page_of(reading, one), page_of(reading, one).body_line, "the answer", faq.show(ask, one.slug)
        )
    for slug in library.crises:
        page = reading.pages[f"crisis/{slug}.md"]
        yield Shown(page, page.body_line, "the words for a crisis", signs.crisis(ask, slug))


def _notes(reading: Reading) -> Iterator[Finding]:
    """Notes of the reserve, with the line that says why they come."""
    library = reading.library
    member = newcomer(_ask(library))
    for note in library.reserve:
        page = page_of(reading, note)
        reply = compose(Notice("note", _WEEK, _MONDAY, _MONDAY, library, member, reserve=note))
        if isinstance(reply, Reply) and len(rendering.pieces(reply)) > 1:
            what = f"the note takes {len(rendering.pieces(reply))} messages on Telegram"
            mend = f"shorten it to one, {rendering.PAGE} characters with the line above it"
            yield Finding(page.file, page.body_line, "error", what, mend)


def _in_one_message(shown: Shown) -> Iterator[Finding]:
    """One message on each platform, its picture with it."""
    words = replace(shown.reply, picture=None)
    on_discord, on_telegram = len(look.parts(words)), len(rendering.pieces(words))
    count, most = sum(map(len, words.buttons)), look.ROWS * look.WIDTH
    level: Level = "error"
    if count > most:
        what = f"{shown.name} has {count} buttons, and Discord shows {most} below a message"
        mend = "lead to fewer pages"
    elif on_discord > 1 or on_telegram > 1:
        what = f"{shown.name} takes {on_discord} messages on Discord and {on_telegram} on Telegram"
        mend = f"shorten it to one, {look.CONTENT} characters"
    elif len(rendering.pieces(shown.reply)) > 1:
        level = "warning"
        what = f"{shown.name} is too long to stand below its picture on Telegram"
        mend = f"shorten it to {rendering.CAPTION} characters as shown: as it is, it takes two messages"
    else:
        return
    yield Finding(shown.page.file, shown.line, level, what, mend)


# as it is listed


def _titles(reading: Reading) -> Iterator[Finding]:
    """Titles of what is tapped: they are the labels of buttons."""
    library = reading.library
    kinds = (library.cards, library.drills, library.series, library.challenges, library.faq)
    for entry in (one for kind in kinds for one in kind.values()):
        page = page_of(reading, entry)
        yield from _label(page.file, page.line_of("title"), "the title", entry.title)


def _label(file: str, line: int, name: str, label: str) -> Iterator[Finding]:
    if len(label) > look.LABEL:
        what = f"{name} has {len(label)} characters, and a button of Discord's holds {look.LABEL}"
        yield Finding(file, line, "error", what, f"cut it to {LABEL}")
    elif len(label) > LABEL:
        what = f"{name} has {len(label)} characters, and a phone shows about {LABEL} on a button"
        yield Finding(file, line, "warning", what, f"cut it to {LABEL}")


def _phrases(reading: Reading) -> Iterator[Finding]:
    """Labels, descriptions and sentences of the bot itself, where they are said last."""
    for locale, phrases in reading.library.phrases.items():
        files = [(file.file, key_lines(file.text)) for file in reading.phrase_files if file.locale == locale]
        for key, phrase in phrases.items():
            keys = {key, key.removesuffix(".one").removesuffix(".other")}
            file, lines = next((file, lines) for file, lines in reversed(files) if keys & lines.keys())
            if not key.startswith("terminal."):
                yield from _phrase(file, line_of(lines, key), key, _as_written(phrase))


def _phrase(file: str, line: int, key: str, text: str) -> Iterator[Finding]:
    kind = key.partition(".")[0]
    if kind == "button":
        yield from _label(file, line, f"the label {key}", text)
    elif kind in ("command", "argument") and not 1 <= len(text) <= look.SAYS:
        what = f"the description {key} has {len(text)} characters"
        yield Finding(file, line, "error", what, f"Discord wants 1 to {look.SAYS}")
    elif len(text) > look.CONTENT:
        what = f"the phrase {key} has {len(text)} characters, and a message of Discord's holds {look.CONTENT}"
        yield Finding(file, line, "error", what, "shorten it")


def _as_written(phrase: Phrase) -> str:
    return "".join(text + (f"{{{field}}}" if field else "") for text, field in phrase.parts)


def _how_many(library: Library) -> Iterator[Finding]:
    """Commands of the bot and its cards together; Telegram's menu, of 100 too, lists a part of them."""
    count = sum(1 for _ in look.slash_commands(library))
    if count >= FEW_LEFT:
        what = f"there are {count} commands, cards among them, and Discord takes {COMMANDS}"
        mend = "make one card of two that are near each other"
        yield Finding("cards", 1, "error" if count > COMMANDS else "warning", what, mend)


def _named_commands(reading: Reading) -> Iterator[Finding]:
    """Commands that a text tells people to type, and that nobody answers."""
    known = BY_NAME.keys() | {file.removeprefix("cards/").removesuffix(".md") for file in reading.pages}
    texts = [(page.file, page.text) for page in reading.pages.values()]
    texts += [(file.file, _without_terminal(file.text)) for file in reading.phrase_files]
    for file, text in texts:
        for number, line in enumerate(text.split("\n"), 1):
            for name in _TYPED.findall(line):
                if name not in known:
                    what = f"the text names /{name}, which is neither a command nor a card"
                    yield Finding(file, number, "error", what, "name one that is there")


def _without_terminal(text: str) -> str:
    """The phrases of the bot: the terminal has a few commands of its own, and its tables come last."""
    return re.split(r"^\[terminal\b", text, maxsplit=1, flags=re.MULTILINE)[0]
