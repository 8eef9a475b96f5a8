"""The lexicon: how people say things, in classes of words, read from lexicon.toml.

    [same]     one word for its many spellings      [grammar]  negation, time, other people
    [classes]  "calf" is any of: calf, calves, …    [fields]   words that the phrases of others take in
    An operator's file adds words and takes none away.

A rule names classes: "calf + swollen - training" holds where the first two are said and the third is not.
"""

from __future__ import annotations

import gc
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, product
from pathlib import Path

from content.branches import Branch, Phrase, grown
from content.header import ContentError, key_lines, line_of, read_text, read_toml
from content.wordpiece import VOCABULARY

FILE = "lexicon.toml"
TABLES = ("same", "grammar", "fields", "classes")
GRAMMAR = (
    "filler", "no", "weak_no", "but", "past", "year_before", "now", "again", "others", "then", "seen",
    "settled", "laugh", "about_words", "mine", "age_before", "age_after", "things", "units",
)  # fmt: skip
"""The lists that the grammar looks up by name."""
COUNTED = ("child_age", "teen_age", "older_age", "many_joints")
"""Classes that are not lists: the grammar counts them out."""
FIGURE, JOINT, KID, BODY, HISTORY = "figure", "joint", "kid", "body", "history"
"""Classes that the grammar knows by name: what is read as nothing, what is counted, whom one writes for, what
cannot be denied, what is never over."""
REMEMBERED = 8
"""Readings that are remembered: files that have not changed are not taken apart again."""
WORD = re.compile(r"[^\W_]+|[^\w\s]")
"""A word, or a single mark: a full stop, an emoji."""
_RULE = re.compile(r"\w+(?:\s*[+-]\s*\w+)*")

Index = Mapping[str, tuple[tuple[Phrase, str], ...]]
"""Phrases and what they mean, by their first word; the longest first."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Holds where all of `needs` are said and none of `without`; each is the name of a class."""

    needs: tuple[str, ...]
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Lexicon:
    """What the words of people mean."""

    same: Index
    """A spelling and the word that it is read as."""
    grammar: Mapping[str, frozenset[str]]
    """The lists of the grammar; the words of a phrase are parted by one space."""
    right: frozenset[str]
    """Words that are spelt right, however near they come to another."""
    names: frozenset[str]
    """Every class that a rule may name."""
    phrases: Branch
    """The phrases and the classes that each belongs to."""
    vocabulary: Mapping[str, frozenset[str]]
    """Words that a misspelt one may stand for, by their first letter."""
    parts: frozenset[str]
    """Words that a glued name may be made of."""
    text: str = ""
    """What it was read from."""


def unaccented(text: str) -> str:
    """The text in small letters, without accents: many people leave them out."""
    shown = unicodedata.normalize("NFD", text.casefold())
    return unicodedata.normalize("NFC", "".join(one for one in shown if not unicodedata.combining(one)))


def read_rule(words: str) -> Rule:
    """A rule of its words. Raises ValueError where they are none."""
    if not _RULE.fullmatch(words):
        raise ValueError(words)
    first, *others = re.findall(r"[+-]?\s*\w+", words)
    named = [(one[0], one.lstrip("+- ")) for one in others]
    return Rule(
        needs=(first, *(name for mark, name in named if mark == "+")),
        without=tuple(name for mark, name in named if mark == "-"),
    )


def read_lexicon(folders: Iterable[Path], right: frozenset[str], faults: list[ContentError]) -> Lexicon:
    """The words of all folders' files together. Faults are added to `faults`.

    `right` are words that are no misspelling of any other: those of the pages. The common words of English,
    which the vocabulary of the sentence model lists, are added.
    """
    texts = []
    for path in (folder / FILE for folder in folders):
        if path.exists():
            try:
                texts.append(read_text(path, FILE))
            except ContentError as fault:
                faults.append(fault)
    lexicon, found = _made_of(tuple(texts), right)
    faults.extend(found)
    return lexicon


@lru_cache(REMEMBERED)
def _made_of(texts: tuple[str, ...], right: frozenset[str]) -> tuple[Lexicon, tuple[ContentError, ...]]:
    """The words of these files together, and what is wrong in them."""
    lists: dict[str, dict[str, tuple[str, ...]]] = {table: {} for table in TABLES}
    faults: list[ContentError] = []
    for text in texts:
        try:
            _gather(read_toml(FILE, text), key_lines(text), lists, faults)
        except ContentError as fault:
            faults.append(fault)
    english = frozenset(VOCABULARY.read_text("utf-8").split())
    with _no_sweeping():
        lexicon = _compiled(lists, right | english, faults)
    return replace(lexicon, text="\0".join(texts)), tuple(faults)


@contextmanager
def _no_sweeping() -> Iterator[None]:
    """No garbage is looked for meanwhile: a hundred thousand phrases that are only added hold none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _gather(
    found: Mapping[str, object],
    lines: Mapping[str, int],
    lists: Mapping[str, dict[str, tuple[str, ...]]],
    faults: list[ContentError],
) -> None:
    """Add the lists of one file to those of the files before it."""
    for table, names in found.items():
        if table not in TABLES or not isinstance(names, dict):
            mend = f"put it below one of: {', '.join(f'[{one}]' for one in TABLES)}"
            faults.append(ContentError(FILE, line_of(lines, table), f"nobody reads {table!r}", mend))
            continue
        for name, words in names.items():
            line = line_of(lines, f"{table}.{name}")
            if not isinstance(words, str) or not words.strip(" ,"):
                mend = f'write it as: {name} = "one, two words, three"'
                faults.append(ContentError(FILE, line, f"{name} has to be a list of words", mend))
            elif table == "grammar" and name not in GRAMMAR:
                mend = f"known here: {', '.join(GRAMMAR)}"
                faults.append(ContentError(FILE, line, f"the grammar does not know {name!r}", mend))
            else:
                listed = (" ".join(unaccented(one).split()) for one in words.split(","))
                lists[table][name] = (*lists[table].get(name, ()), *(one for one in listed if one))


def _compiled(
    lists: Mapping[str, Mapping[str, tuple[str, ...]]], right: frozenset[str], faults: list[ContentError]
) -> Lexicon:
    same = _index((tuple(one.split()), word) for word, listed in lists["same"].items() for one in listed)
    fields, classes, idioms = (_unified(lists[table], same) for table in ("fields", "classes", "grammar"))
    taken_in = {name: (*fields.get(name, ()), *classes.get(name, ())) for name in (*fields, *classes)}
    meanings: dict[Phrase, frozenset[str]] = {}
    for name in classes:
        for phrase in _opened(name, classes[name], taken_in, faults):
            meanings[phrase] = meanings.get(phrase, frozenset()) | {name}
    grammar = {
        name: frozenset(" ".join(one) for one in _opened(name, idioms.get(name, ()), taken_in, faults))
        for name in GRAMMAR
    }
    said = {word for listed in lists["same"].values() for one in listed for word in one.split()}
    said |= {word for listed in grammar.values() for phrase in listed for word in phrase.split()}
    named = {word for phrase in meanings for word in phrase}
    return Lexicon(
        same=same,
        grammar=grammar,
        right=right | {word for listed in grammar.values() for phrase in listed for word in phrase.split()},
        names=frozenset(classes) | frozenset(COUNTED),
        phrases=grown(meanings.items()),
        parts=frozenset(said | named),
        vocabulary=_vocabulary(named),
    )


def _unified(lists: Mapping[str, tuple[str, ...]], same: Index) -> dict[str, tuple[str, ...]]:
    """The lists with every spelling read as the word that it stands for."""
    return {
        name: tuple(" ".join(unified(one.split(), same)) for one in listed) for name, listed in lists.items()
    }


def _opened(
    name: str,
    listed: Iterable[str],
    classes: Mapping[str, tuple[str, ...]],
    faults: list[ContentError],
    above: Phrase = (),
) -> Iterator[Phrase]:
    """The phrases of a list; where one takes in a class ("looks @odd"), each of that one's in its place."""
    for one in listed:
        parts: list[list[Phrase]] = []
        for word in one.split():
            other = word.removeprefix("@")
            if word == other:
                parts.append([(word,)])
            elif other in classes and other not in (name, *above):
                parts.append(list(_opened(other, classes[other], classes, faults, (*above, name))))
            else:
                parts.append([])
                mend = "take in a class of this file that does not take in this one"
                faults.append(ContentError(FILE, 1, f"the class {name} cannot take in {word}", mend))
        yield from (tuple(chain.from_iterable(some)) for some in product(*parts))


def unified(words: Sequence[str], same: Index) -> Iterator[str]:
    """The words with every spelling read as the word that it stands for."""
    at = 0
    while at < len(words):
        spellings = same.get(words[at], ())
        size, word = next(
            ((len(one), word) for one, word in spellings if tuple(words[at : at + len(one)]) == one),
            (1, words[at]),
        )
        yield word
        at += size


def _index(entries: Iterable[tuple[Phrase, str]]) -> Index:
    found: dict[str, list[tuple[Phrase, str]]] = {}
    for phrase, word in entries:
        found.setdefault(phrase[0], []).append((phrase, word))
    return {first: tuple(sorted(some, key=lambda one: -len(one[0]))) for first, some in found.items()}


def _vocabulary(words: Iterable[str]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for word in words:
        if word.isalpha():
            found.setdefault(word[0], set()).add(word)
    return {first: frozenset(some) for first, some in found.items()}
