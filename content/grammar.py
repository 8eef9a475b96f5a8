"""What a message says, of all that it names: denied, over, laughed at or somebody else's is another matter.

"no numbness"  "torn years ago, healed"  "my legs are dead lol"  "what does numb mean"

A part of the body is never denied nor over: only what is felt there, or what happened to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from content.lexicon import BODY, FIGURE, HISTORY, JOINT, Lexicon, Rule
from content.wording import Match, matches, words_of

NEAR = 16
"""Words between which the classes of one rule have to be said."""
REACH, WEAK_REACH = 4, 3
"""How many words behind it a "no" denies, and a "don't"."""
CHILD, TEEN, OLDER = range(3, 16), range(16, 18), range(55, 111)
"""Years: a matter for adults; not grown yet; the older of the Ottawa knee rule."""
OPENING = 4
"""Words among which a question about a word begins."""
MANY = 3
"""Different joints that make it many."""
_ENDS = frozenset(".!?;")
_PARTS = _ENDS | {",", "-", ":"}
_YEAR = re.compile(r"(19|20)\d\d")
_NUMBERS = "three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()


@dataclass(frozen=True, slots=True)
class Wording:
    """What a message says."""

    found: frozenset[Match]
    """Everything that is named, denied or not."""
    said: frozenset[Match]
    named: frozenset[str]
    """The classes of all that is named."""
    is_laughed: bool
    is_about_others: bool
    is_seen: bool
    """Somebody whose profession it is has looked at it."""
    is_settled: bool
    """It is said to be well by now."""
    is_about_words: bool
    """It asks what a word means or how something is avoided, and speaks of nobody's body."""

    def says(self, rule: Rule) -> bool:
        """Whether all that the rule needs is said, close together, and nothing that it excludes."""
        return _holds(rule, self.said, self.named)

    def names(self, rule: Rule) -> bool:
        """Likewise, but what is denied, over or somebody else's counts too."""
        return _holds(rule, self.found, self.named)


def _holds(rule: Rule, found: Iterable[Match], named: frozenset[str]) -> bool:
    if not named.isdisjoint(rule.without) or not named.issuperset(rule.needs):
        return False
    some = sorted((one for one in found if one.name in rule.needs), key=lambda one: one.begins)
    return any(_near(some, at).issuperset(rule.needs) for at in range(len(some)))


def _near(some: Sequence[Match], at: int) -> set[str]:
    """The classes of that match and of those that begin behind it and end within NEAR words."""
    until = some[at].begins + NEAR
    behind = takewhile(lambda one: one.begins < until, islice(some, at, None))
    return {one.name for one in behind if one.ends <= until}


def read_wording(text: str, lexicon: Lexicon) -> Wording:
    """What the text says, in the classes of the lexicon."""
    words = words_of(text, lexicon)
    every = tuple(matches(words, lexicon))
    covered = {at for one in every if one.name == FIGURE for at in range(one.begins, one.ends)}
    plain = Plain(tuple("," if at in covered else word for at, word in enumerate(words)), lexicon)
    found = [one for one in every if not covered.issuperset(range(one.begins, one.ends))]
    found += _ages(plain)
    found += _many_joints(found, words)
    over = _over(plain)
    own = {at for one in found for at in range(one.begins, one.ends) if one.ends - one.begins > 1}
    body, lasting = (_spans(found, name) for name in (BODY, HISTORY))
    said = (
        one
        for one in found
        if (one.begins not in over or (one.begins, one.ends) in lasting)
        and ((one.begins, one.ends) in body or not _is_denied(one, plain, own))
    )
    return Wording(
        found=frozenset(found),
        said=frozenset(said),
        named=frozenset(one.name for one in found),
        is_laughed=plain.has("laugh"),
        is_about_others=plain.has("others"),
        is_seen=plain.has("seen"),
        is_settled=plain.has("settled"),
        is_about_words=plain.begins_with("about_words") and not plain.has("mine"),
    )


def _spans(found: Iterable[Match], name: str) -> set[tuple[int, int]]:
    """Where that class is said."""
    return {(one.begins, one.ends) for one in found if one.name == name}


@dataclass(frozen=True, slots=True)
class Plain:
    """Words in which the lists of the grammar are looked up."""

    words: tuple[str, ...]
    lexicon: Lexicon

    def size(self, name: str, at: int) -> int:
        """How many words, at most three, the entry of that list has that begins at that word; 0 for none."""
        listed = self.lexicon.grammar[name]
        return next((size for size in (3, 2, 1) if " ".join(self.words[at : at + size]) in listed), 0)

    def is_at(self, name: str, at: int) -> bool:
        """Whether an entry of that list begins at that word."""
        return self.size(name, at) > 0

    def is_before(self, name: str, at: int) -> bool:
        """Whether an entry of that list ends right before that word."""
        listed = self.lexicon.grammar[name]
        return any(" ".join(self.words[max(0, at - size) : at]) in listed for size in (1, 2))

    def begins_with(self, name: str) -> bool:
        """Whether an entry of that list is among the first words."""
        return any(self.is_at(name, at) for at in range(OPENING))

    def has(self, name: str) -> bool:
        """Whether an entry of that list is anywhere; one with an open end ("haha*") is one word."""
        open_ended = tuple(one[:-1] for one in self.lexicon.grammar[name] if one.endswith("*"))
        return any(
            self.is_at(name, at) or (open_ended and word.startswith(open_ended))
            for at, word in enumerate(self.words)
        )


def _over(plain: Plain) -> set[int]:
    """The words of sentences that tell of the past, or of what happened to somebody once, up to a "now".

    What has come again ("it swells again") was never over.
    """
    every = range(len(plain.words))
    past = {at + more for at in every for more in range(plain.size("past", at))}
    if any(plain.size("again", at) for at in every if at not in past):
        return set()
    past_sentences = (one for one in _split(plain.words, _ENDS) if _is_past(plain, one))
    return {at for sentence in past_sentences for at in _until_now(plain, sentence, past)}


def _until_now(plain: Plain, sentence: range, past: set[int]) -> Iterator[int]:
    """The words of the sentence before the part that speaks of now."""
    for part in _split(plain.words[sentence.start : sentence.stop], _PARTS):
        words = range(sentence.start + part.start, sentence.start + part.stop)
        if any(plain.size("now", at) for at in words if at not in past):
            return
        yield from words


def _is_past(plain: Plain, sentence: range) -> bool:
    return any(
        plain.is_at("past", at)
        or (plain.is_before("year_before", at) and _YEAR.fullmatch(plain.words[at]))
        or (plain.is_at("others", at) and any(plain.is_at("then", at + more) for more in (1, 2, 3)))
        for at in sentence
    )


def _split(words: tuple[str, ...], marks: frozenset[str]) -> Iterator[range]:
    """The words between those marks."""
    begins = 0
    for at, word in enumerate((*words, ".")):
        if word in marks:
            yield range(begins, at)
            begins = at + 1


def _is_denied(match: Match, plain: Plain, own: set[int]) -> bool:
    """Whether a "no" before it, in the same part of the sentence, denies it ("no feeling" is its own)."""
    for back, at in enumerate(range(match.begins - 1, max(-1, match.begins - 1 - REACH), -1), 1):
        word = plain.words[at]
        if word in _ENDS or word == "," or word in plain.lexicon.grammar["but"]:
            return False
        is_no = word in plain.lexicon.grammar["no"] or (
            back <= WEAK_REACH and word in plain.lexicon.grammar["weak_no"]
        )
        if is_no and at not in own:
            return not _is_first_time(plain.words, match.ends)
    return False


def _is_first_time(words: tuple[str, ...], ends: int) -> bool:
    """As in "never had chest pain before", "no pain until today"."""
    return not {"before", "until", "till"}.isdisjoint(words[ends : ends + 3])


def _ages(plain: Plain) -> Iterator[Match]:
    for at, word in enumerate(plain.words):
        years = _NUMBERS.index(word) + 3 if word in _NUMBERS else int(word[:3]) if word.isdecimal() else 0
        name = next((name for name, ages in _AGES.items() if years in ages), "")
        if name and _is_age(plain, at):
            yield Match(name, at, at + 1)


_AGES = {"child_age": CHILD, "teen_age": TEEN, "older_age": OLDER}


def _is_age(plain: Plain, at: int) -> bool:
    if size := plain.size("age_after", at + 1):
        return not plain.is_at("things", at + 1 + size)
    return plain.is_before("age_before", at) and not plain.is_at("units", at + 1)


def _many_joints(found: Iterable[Match], words: tuple[str, ...]) -> list[Match]:
    """All joints that are named, as one, where they are MANY different ones."""
    joints = [one for one in found if one.name == JOINT]
    if len({words[one.begins].rstrip("s") for one in joints}) < MANY:
        return []
    return [Match("many_joints", joints[0].begins, joints[0].ends)]
