"""Is the content fit to go out? Everything that `read_library` refuses, and rules of the house on top."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from content.header import key_lines, line_of
from content.library import KINDS, SHIPPED, Reading, bare, read_all
from content.runs import shared_runs

Level = Literal["error", "warning"]
CARD_WORDS = 120
"""A card answers in under so many words; what stands behind "Why?" is not counted."""
PAIN = re.compile(r"pain|strain|fractur", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong in a content file, where, and what to do about it. An error must not go out."""

    file: str
    line: int
    level: Level
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.level}: {self.what}; {self.mend}"


def check(*overlays: Path, reserved: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """All findings of the shipped content with these folders laid over it, by file and line.

    `reserved` are the bot's own commands. Raises ContentError when an overlay folder cannot be read.
    """
    reading = read_all(*overlays, reserved=reserved)
    faults = (Finding(one.file, one.line, "error", one.what, one.mend) for one in reading.faults)
    findings = {
        *faults,
        *_long_cards(reading),
        *_pain_without_signs(reading),
        *_borrowed_sentences(reading),
        *_hidden_aliases(reading, reserved),
        *_idle_phrases(reading),
        *_unread_files(overlays),
    }
    return tuple(sorted(findings, key=lambda one: (one.file, one.line, one.level, one.what)))


def _long_cards(reading: Reading) -> Iterator[Finding]:
    for card in reading.library.cards.values():
        count = sum(any(letter.isalnum() for letter in word) for word in card.body.split())
        if count >= CARD_WORDS:
            page = reading.pages[f"cards/{card.slug}.md"]
            what = f"the card has {count} words"
            mend = f'stay under {CARD_WORDS}; the depth goes below a line "## Why?"'
            yield Finding(page.file, page.body_line, "error", what, mend)


def _pain_without_signs(reading: Reading) -> Iterator[Finding]:
    for card in reading.library.cards.values():
        named = next((name for name in (card.slug, card.title, *card.aliases) if PAIN.search(name)), "")
        if named and not card.signs:
            page = reading.pages[f"cards/{card.slug}.md"]
            line = page.line_of("signs" if "signs" in page.header else "title")
            what = f"a card about pain ({named}) has no warning signs"
            yield Finding(page.file, line, "error", what, 'name two or three: signs = ["…", "…"]')


def _borrowed_sentences(reading: Reading) -> Iterator[Finding]:
    texts = [(one.file, one.text) for one in reading.pages.values()]
    for file, text in texts + [(one.file, one.text) for one in reading.phrase_files]:
        for line, words in shared_runs(text):
            what = f"these words stand in the article: {words}"
            yield Finding(file, line, "error", what, "say it in words of your own")


def _hidden_aliases(reading: Reading, reserved: frozenset[str]) -> Iterator[Finding]:
    for card in reading.library.cards.values():
        for alias in card.aliases:
            if bare(alias) in reserved:
                page = reading.pages[f"cards/{card.slug}.md"]
                what = f"the alias {alias!r} is a command of the bot, which comes first"
                yield Finding(page.file, page.line_of("aliases"), "warning", what, "take it out")


def _idle_phrases(reading: Reading) -> Iterator[Finding]:
    """Phrases of an operator or a translator that no shipped phrase asks for: mostly misspelt keys."""
    shipped = [one for one in reading.phrase_files if one.is_shipped and one.locale == "en"]
    asked = {key for one in shipped for key in key_lines(one.text)}
    for file in reading.phrase_files:
        lines = key_lines(file.text)
        tables = {key.rpartition(".")[0] for key in lines}
        for key in lines.keys() - tables if file not in shipped else ():
            stem = key.removesuffix(".one").removesuffix(".other")
            if not asked & {key, stem}:
                what, mend = (
                    f"nothing says the phrase {key}",
                    "compare its name with the shipped phrases.toml",
                )
                yield Finding(file.file, line_of(lines, key), "warning", what, mend)


def _unread_files(overlays: Iterable[Path]) -> Iterator[Finding]:
    for folder in overlays:
        for path in folder.iterdir() if folder.resolve() != SHIPPED.resolve() else ():
            is_known = path.name in KINDS or re.fullmatch(r"phrases.*\.toml", path.name)
            if not is_known and not path.name.startswith((".", "README", "LICENSE", "NOTICE")):
                mend = f"known here: {', '.join(f'{kind}/' for kind in KINDS)}, phrases.toml"
                yield Finding(path.name, 1, "warning", "nobody reads this", mend)
    for folder in (SHIPPED, *overlays):
        for path in (one for kind in KINDS for one in (folder / kind).glob("*")):
            if path.suffix != ".md" and not path.name.startswith("."):
                file = f"{path.parent.name}/{path.name}"
                yield Finding(file, 1, "warning", "nobody reads this", "let its name end with .md")
