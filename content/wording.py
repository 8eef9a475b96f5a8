"""A message as it is read: its words in one spelling, and which classes of the lexicon are said where."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from content.branches import MARK, Branch
from content.lexicon import WORD, Lexicon, unaccented, unified

LONGEST = 12_000
"""Characters that are read: more than any platform sends in one message."""
SKIPPED = 3
"""Small words that may stand between two words of a phrase."""
SHORTEST, LONG = 5, 9
"""Letters from which a word is put right by one slip, and by two."""
_QUOTES = str.maketrans("", "", "'’‘`´()\"“”")
_GLUED = re.compile(r"(?<=\d)(?=[a-z])|(?<=[a-z])[-/](?=[a-z])")
"""Where "13yo" and "light-headed" are two words."""
_COMMAND = re.compile(r"^\s*/([a-z]{6,32})(?![\w*])")
"""A command, in which words may be glued together: "/chestpain"."""
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
"""As in "sooo numb"."""


Said = dict[str, list[int]]
"""Classes and lists (these with their "@") that are said from one word on, and where each ends."""


@dataclass(frozen=True, slots=True)
class Match:
    """A class that is said, from one word on to before another."""

    name: str
    begins: int
    ends: int


def words_of(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The words and marks of a text in small letters and one spelling."""
    shown = unaccented(unicodedata.normalize("NFKC", text[:LONGEST]).translate(_QUOTES))
    shown = _DRAWN_OUT.sub(r"\1", _GLUED.sub(" ", shown.replace("\n", " . ")))
    shown = _COMMAND.sub(lambda found: _parted(found[1], lexicon), shown)
    known = {word: _spelt(word, lexicon) for word in set(WORD.findall(shown))}
    return tuple(unified([known[word] for word in WORD.findall(shown)], lexicon.same))


def matches(words: tuple[str, ...], lexicon: Lexicon) -> Iterator[Match]:
    """Every class that is said, each time.

    They are read from the last word to the first: what is said of a list is known by then to the phrases that
    begin before it and take it in.
    """
    said: list[Said] = [{} for _ in words]
    for at in reversed(range(len(words))):
        _read_from(at, words, lexicon, said)
    for at, here in enumerate(said):
        for name, every_end in here.items():
            if not name.startswith(MARK):
                yield from (Match(name, at, ends) for ends in every_end)


def _read_from(at: int, words: tuple[str, ...], lexicon: Lexicon, said: list[Said]) -> None:
    """Write down what is said from that word on. What is whole may itself be the first of a longer phrase."""
    here, filler = said[at], lexicon.grammar["filler"]
    begun = [(branch, at + 1) for branch in lexicon.phrases.behind(words[at])]
    while begun:
        branch, behind = begun.pop()
        for name, ends in _wholes(words, behind, branch, filler, said):
            every_end = here.setdefault(name, [])
            if ends not in every_end:
                every_end.append(ends)
                if longer := lexicon.phrases.lists.get(name):
                    begun.append((longer, ends))


def _wholes(
    words: tuple[str, ...], at: int, branch: Branch, filler: frozenset[str], said: list[Said]
) -> Iterator[tuple[str, int]]:
    """The phrases of the branch that go on from that word, small words left out, and where each ends."""
    for name in branch.names:
        yield name, at
    if branch.is_end:
        return
    met = set[str]()
    for ahead in range(at, min(len(words), at + SKIPPED + 1)):
        word = words[ahead]
        if word not in met:
            met.add(word)
            for longer, behind in _steps(branch, word, ahead, said):
                yield from _wholes(words, behind, longer, filler, said)
        if word not in filler:
            return


def _steps(branch: Branch, word: str, at: int, said: list[Said]) -> Iterator[tuple[Branch, int]]:
    """The branches that the word leads to, or a list of which something is said from there; and how far."""
    for longer in branch.behind(word):
        yield longer, at + 1
    for name, one in branch.lists.items():
        for ends in said[at].get(name, ()):
            yield one, ends


def _parted(glued: str, lexicon: Lexicon) -> str:
    """The words that are glued together, each the longest that leaves words behind it; else itself."""
    behind: dict[int, tuple[str, ...]] = {len(glued): ()}
    for at in range(len(glued) - 1, -1, -1):
        ends = (end for end in range(len(glued), at, -1) if end in behind and glued[at:end] in lexicon.parts)
        if end := next(ends, 0):
            behind[at] = (glued[at:end], *behind[end])
    return " ".join(behind.get(0, (glued,)))


def _spelt(word: str, lexicon: Lexicon) -> str:
    """The word, or the one of the lexicon that it is a slip away from; the first letter is taken as right."""
    if len(word) < SHORTEST or not (word.isascii() and word.isalpha()):
        return word
    known = lexicon.vocabulary.get(word[0], frozenset())
    if word in known or word in lexicon.right or word in lexicon.same or any(lexicon.phrases.behind(word)):
        return word
    if word.endswith("in") and f"{word}g" in known:
        return f"{word}g"
    slips = 2 if len(word) >= LONG else 1
    near = (one for one in sorted(known) if len(one) >= SHORTEST and abs(len(one) - len(word)) <= slips)
    return next((one for one in near if slipped(word, one) <= slips), word)


def slipped(one: str, other: str) -> int:
    """How many letters were left out, put in, changed or swapped with a neighbour.

    The optimal string alignment distance: F. J. Damerau, "A technique for computer detection and correction
    of spelling errors", Communications of the ACM 7 (1964), 171-176.
    """
    last, row = list[int](), list(range(len(other) + 1))
    for at, letter in enumerate(one):
        before, last, row = last, row, [at + 1]
        for to, wanted in enumerate(other):
            best = min(last[to + 1] + 1, row[to] + 1, last[to] + (letter != wanted))
            if at and to and letter == other[to - 1] and one[at - 1] == wanted:
                best = min(best, before[to - 1] + 1)
            row.append(best)
    return row[-1]
