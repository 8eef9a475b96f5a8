"""A second opinion on plain words: how likely they tell of a sign or a crisis, learned from examples.

    text ------- pieces of its words ----+
                                          > leanings of each kind > Opinion
    vector of the sentence model, if any -+

The rules of content/signs know what they were told; people say things otherwise. What was learned stands in
`opinion.bin`, written by `tools/teach.py` from the messages in tests/plain_words. It is multinomial logistic
regression over hashed n-grams of words and letters, weighted as in G. Salton and C. Buckley, "Term-weighting
approaches in automatic text retrieval", Information Processing & Management 24 (1988), 513-523, and over the
sentence model's vector. Nothing here needs a package.
"""

from __future__ import annotations

import json
import math
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from zlib import crc32

from content.lexicon import unaccented

FILE = Path(__file__).with_name("opinion.bin")
REMEMBERED = 64
"""Opinions that are remembered: a message is asked about more than once on its way."""
LONGEST = 1000
"""Characters that are weighed: the time grows with them, and the rules read on."""
WORDS, LETTERS = range(1, 4), range(2, 6)
"""Sizes of the n-grams."""
BITS = 15
"""An n-gram is one of two to the fifteenth; those that share a number share what was learned of them."""
_QUOTES = str.maketrans("", "", "'’‘`´")
_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Opinion:
    """How likely a message is of each kind; the shares add up to 1 with what is ordinary."""

    sign: float
    """It tells of a warning sign."""
    crises: Mapping[str, float]
    """It tells of a crisis, by the slug of its page."""

    @property
    def crisis(self) -> float:
        """Of any crisis."""
        return sum(self.crises.values())

    @property
    def worry(self) -> float:
        """Of a sign or any crisis."""
        return self.sign + self.crisis

    @property
    def kind(self) -> str:
        """The likeliest crisis."""
        return max(self.crises, key=lambda slug: self.crises[slug])


@dataclass(frozen=True, slots=True)
class Taught:
    """What was learned: per n-gram its rarity and what it says for each kind, and the same of the vector."""

    kinds: tuple[str, ...]
    """First what is ordinary, then "sign", then the crises."""
    rarity: array[float]
    spelled: array[float]
    """For each n-gram one weight a kind."""
    meant: array[float]
    """For each of the vector's figures one weight a kind."""
    bias: tuple[float, ...]

    def opinion(self, text: str, vector: Sequence[float] = ()) -> Opinion:
        """What these words lean to; `vector` is how the sentence model sees them, empty where it does not."""
        size = len(self.kinds)
        leanings = list(self.bias)
        for number, weight in weights(text, self.rarity):
            _add(leanings, weight, self.spelled[number * size : number * size + size])
        for at, figure in enumerate(vector):
            _add(leanings, figure, self.meant[at * size : at * size + size])
        _, sign, *crises = _shares(leanings)
        return Opinion(sign, dict(zip(self.kinds[2:], crises, strict=True)))


@lru_cache(REMEMBERED)
def opinion(text: str, vector: tuple[float, ...] = ()) -> Opinion:
    """What these words lean to, by what was learned."""
    return read_taught().opinion(text, vector)


def _add(leanings: list[float], times: float, some: Iterable[float]) -> None:
    for kind, weight in enumerate(some):
        leanings[kind] += times * weight


def _shares(leanings: Sequence[float]) -> list[float]:
    """The softmax."""
    most = max(leanings)
    powers = [math.exp(one - most) for one in leanings]
    return [one / sum(powers) for one in powers]


def weights(text: str, rarity: Sequence[float]) -> Iterator[tuple[int, float]]:
    """The numbers of a text's n-grams and what each weighs; the squares add up to 1."""
    counts = counted(text)
    weighed = {number: (1 + math.log(count)) * rarity[number] for number, count in counts.items()}
    length = math.sqrt(sum(weight * weight for weight in weighed.values()))
    return ((number, weight / length) for number, weight in weighed.items() if length)


def counted(text: str) -> Counter[int]:
    """How often each n-gram is in a text, by its number."""
    return Counter(crc32(gram.encode(errors="replace")) >> (32 - BITS) for gram in _grams(text))


def _grams(text: str) -> Iterator[str]:
    words = _WORD.findall(unaccented(text[:LONGEST]).translate(_QUOTES))
    for size in WORDS:
        yield from ("_".join(words[at : at + size]) for at in range(len(words) - size + 1))
    for word in (f" {word} " for word in words):
        for size in LETTERS:
            yield from (word[at : at + size] for at in range(len(word) - size + 1))


@cache
def read_taught() -> Taught:
    """What was learned, as `written` put it together."""
    head, _, body = FILE.read_bytes().partition(b"\n")
    said = json.loads(head)
    size, numbers = len(said["kinds"]), 1 << BITS
    tables = array("b", body)
    ends = (numbers, numbers + numbers * size)
    return Taught(
        kinds=tuple(said["kinds"]),
        rarity=_scaled(tables[: ends[0]], said["rarity"]),
        spelled=_scaled(tables[ends[0] : ends[1]], said["spelled"]),
        meant=_scaled(tables[ends[1] :], said["meant"]),
        bias=tuple(said["bias"]),
    )


def _scaled(steps: array[int], scale: float) -> array[float]:
    return array("f", [step * scale for step in steps])


def written(taught: Taught, examples: str) -> bytes:
    """What was learned as the file that `read_taught` reads, in steps of a byte.

    `examples` is the hash of what it was learned from.
    """
    head: dict[str, object] = {
        "kinds": taught.kinds,
        "examples": examples,
        "bias": [round(one, 4) for one in taught.bias],
    }
    body = b""
    for name in ("rarity", "spelled", "meant"):
        table: array[float] = getattr(taught, name)
        head[name] = scale = max(map(abs, table)) / 127
        body += array("b", [round(one / scale) for one in table]).tobytes()
    return json.dumps(head).encode() + b"\n" + body
