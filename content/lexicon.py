"""The lexicon: how people say things, in classes of words, read from lexicon.toml.

    [same]     one word for its many spellings      [grammar]  negation, time, other people
    [classes]  "calf" is any of: calf, calves, …    [fields]   words that the phrases of others take in
    An operator's file adds words and takes none away.

A rule names classes: "calf + swollen - training" holds where the first two are said and the third is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, product
from pathlib import Path

from content.branches import MARK, Branch, Phrase, grown
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

Lists = Mapping[str, tuple[Phrase, ...]]
"""Lists of phrases by their names; a word with an "@" stands for all of another list."""
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
    if text.isascii():
        return text.casefold()
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
    lexicon, found = _made_of(tuple(texts))
    faults.extend(found)
    return replace(lexicon, right=lexicon.right | right)


@lru_cache(REMEMBERED)
def _made_of(texts: tuple[str, ...]) -> tuple[Lexicon, tuple[ContentError, ...]]:
    """The words of these files together, and what is wrong in them."""
    lists: dict[str, dict[str, tuple[str, ...]]] = {table: {} for table in TABLES}
    faults: list[ContentError] = []
    for text in texts:
        try:
            _gather(read_toml(FILE, text), key_lines(text), lists, faults)
        except ContentError as fault:
            faults.append(fault)
    lexicon = _compiled(lists, faults)
    english = VOCABULARY.read_text("utf-8").split()
    return replace(lexicon, right=lexicon.right.union(english), text="\0".join(texts)), tuple(faults)


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
                listed = (" ".join(one.split()) for one in unaccented(words).split(","))
                lists[table][name] = (*lists[table].get(name, ()), *(one for one in listed if one))


def _compiled(lists: Mapping[str, Mapping[str, tuple[str, ...]]], faults: list[ContentError]) -> Lexicon:
    same = _index((tuple(one.split()), word) for word, listed in lists["same"].items() for one in listed)
    fields, classes, idioms = (_unified(lists[table], same) for table in ("fields", "classes", "grammar"))
    takes = {name: _taken_in((*fields.get(name, ()), *classes.get(name, ()))) for name in (*fields, *classes)}
    within = {name: _with_all_within([name], takes) for name in takes}
    fields, classes, idioms = (_without_faults(some, within, faults) for some in (fields, classes, idioms))
    opened = {name: (*fields.get(name, ()), *classes.get(name, ())) for name in takes}
    grammar = {
        name: frozenset(" ".join(one) for one in _multiplied(idioms.get(name, ()), opened))
        for name in GRAMMAR
    }
    idiomatic = {word for listed in grammar.values() for phrase in listed for word in phrase.split()}
    spelt = {word for listed in lists["same"].values() for one in listed for word in one.split()}
    phrases = tuple(_phrases(fields, classes, _with_all_within(classes, takes)))
    named = {word for phrase, _ in phrases for word in phrase if not word.startswith(MARK)}
    return Lexicon(
        same=same,
        grammar=grammar,
        right=frozenset(idiomatic),
        names=frozenset(classes) | frozenset(COUNTED),
        phrases=grown(phrases),
        parts=frozenset(spelt | idiomatic | named),
        vocabulary=_vocabulary(named),
    )


def _unified(lists: Mapping[str, tuple[str, ...]], same: Index) -> Lists:
    """The lists with every spelling read as the word that it stands for."""
    return {name: tuple(tuple(unified(one.split(), same)) for one in some) for name, some in lists.items()}


def _taken_in(listed: Iterable[Phrase]) -> frozenset[str]:
    """The lists whose names stand in those phrases, as in "looks @odd"."""
    return frozenset(word[1:] for phrase in listed for word in phrase if word.startswith(MARK))


def _with_all_within(names: Iterable[str], takes: Mapping[str, frozenset[str]]) -> set[str]:
    """Those lists, and all that they take in themselves or through others."""
    found, ahead = set[str](), list(names)
    while ahead:
        name = ahead.pop()
        if name in takes and name not in found:
            found.add(name)
            ahead += takes[name]
    return found


def _without_faults(lists: Lists, within: Mapping[str, set[str]], faults: list[ContentError]) -> Lists:
    """The lists without the phrases that take in what is not there, or what takes in that list itself."""
    sound: dict[str, tuple[Phrase, ...]] = {}
    for name, listed in lists.items():
        wrong = {one for one in _taken_in(listed) if one not in within or name in within[one]}
        mend = "take in a class of this file that does not take in this one"
        faults.extend(
            ContentError(FILE, 1, f"the class {name} cannot take in {MARK}{one}", mend)
            for one in sorted(wrong)
        )
        sound[name] = tuple(phrase for phrase in listed if wrong.isdisjoint(_taken_in([phrase])))
    return sound


def _multiplied(listed: Iterable[Phrase], lists: Lists) -> Iterator[Phrase]:
    """The phrases of a list; where one takes in another list, each of that one's in its place."""
    for phrase in listed:
        parts = (
            tuple(_multiplied(lists[word[1:]], lists)) if word.startswith(MARK) else ((word,),)
            for word in phrase
        )
        yield from (tuple(chain.from_iterable(some)) for some in product(*parts))


def _phrases(fields: Lists, classes: Lists, needed: set[str]) -> Iterator[tuple[Phrase, frozenset[str]]]:
    """Every phrase as it is written and what it is said for: its class, and the word that takes it in."""
    for name, listed in classes.items():
        names = frozenset((name, MARK + name))
        yield from ((phrase, names) for phrase in listed)
    for name in needed.intersection(fields):
        names = frozenset((MARK + name,))
        yield from ((phrase, names) for phrase in fields[name])


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
