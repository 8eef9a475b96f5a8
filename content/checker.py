"""Is the content fit to go out? Everything that `read_library` refuses, and rules of the house on top.

lengths        words and days                 safety   signs, stops, challenges for all
reading_level  years of school                tracks   stages without a gap
names          one name, one thing            links    where pages lead
pictured       figures that a body can do, and for who cannot see
proofreading   what a note names, links to and promises
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from content.findings import Finding, Rule
from content.header import key_lines, line_of
from content.lengths import lengths
from content.lexicon import FILE as LEXICON
from content.library import ILLUSTRATED, KINDS, SHIPPED, Reading, read_all
from content.links import links
from content.names import names
from content.pictured import pictured
from content.proofreading import notes
from content.reading_level import reading_levels
from content.runs import shared_runs
from content.safety import safety
from content.tracks import tracks

__all__ = ["Finding", "check", "judge"]


def check(
    *overlays: Path, reserved: frozenset[str] = frozenset(), also: Iterable[Rule] = ()
) -> tuple[Finding, ...]:
    """All findings of the shipped content with these folders laid over it, by file and line.

    `reserved` are the bot's own commands, `also` the rules of who shows the content. Raises ContentError when
    an overlay folder cannot be read.
    """
    reading = read_all(*overlays, reserved=reserved)
    return _in_order({*judge(reading, reserved, also), *_unread_files(overlays)})


def judge(
    reading: Reading, reserved: frozenset[str] = frozenset(), also: Iterable[Rule] = ()
) -> tuple[Finding, ...]:
    """All findings of what was read, by file and line."""
    faults = (Finding(one.file, one.line, "error", one.what, one.mend) for one in reading.faults)
    rules: tuple[Rule, ...] = (
        *(lengths, reading_levels, safety, tracks, links, pictured, notes),
        *(_borrowed_sentences, _idle_phrases),
        *also,
    )
    return _in_order({*faults, *names(reading, reserved), *(one for rule in rules for one in rule(reading))})


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda one: (one.file, one.line, one.level, one.what)))


def _borrowed_sentences(reading: Reading) -> Iterator[Finding]:
    pages = [(one.file, one.text) for one in reading.pages.values()]
    phrases = [(one.file, one.text) for one in reading.phrase_files]
    for file, text in (*pages, *reading.figures.items(), *phrases):
        for line, words in shared_runs(text):
            what = f"these words stand in the article: {words}"
            yield Finding(file, line, "error", what, "say it in words of your own")


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
            is_known = path.name in (*KINDS, LEXICON) or re.fullmatch(r"phrases.*\.toml", path.name)
            if not is_known and not path.name.startswith((".", "README", "LICENSE", "NOTICE")):
                mend = f"known here: {', '.join(f'{kind}/' for kind in KINDS)}, phrases.toml, {LEXICON}"
                yield Finding(path.name, 1, "warning", "nobody reads this", mend)
    for folder in (SHIPPED, *overlays):
        for path in (one for kind in KINDS for one in (folder / kind).glob("*")):
            endings = (".md", ".toml") if path.parent.name in ILLUSTRATED else (".md",)
            if path.suffix not in endings and not path.name.startswith("."):
                file = f"{path.parent.name}/{path.name}"
                mend = f"let its name end with {' or '.join(endings)}"
                yield Finding(file, 1, "warning", "nobody reads this", mend)
