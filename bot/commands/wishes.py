"""A wish for a drill, as people type it ("foot 5min no equipment"), and how well a drill fits it. Pure.

The words that a wish is made of stand in `content/phrases.toml` under `wish`, as lists parted by commas.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from content.library import Drill
from content.model import Equipment, Spot, Track

TRACKS: tuple[str, ...] = get_args(Track)
EQUIPMENT: tuple[str, ...] = get_args(Equipment)
MARKS = ("with", "without", "nothing", "gear", "sore", "aside")
"""Words that are neither a place nor a thing: `gear` is any equipment, `aside` says nothing by itself."""

Meaning = tuple[str, str]
"""What a phrase stands for: ("track", "foot"), ("spot", "calf"), ("equipment", "wall"), or a mark."""
Vocabulary = Mapping[tuple[str, ...], frozenset[Meaning]]
"""Phrases, word by word, to all that they stand for."""
Piece = tuple[str, frozenset[Meaning]]
"""A phrase as it was typed, and what it stands for; nothing where it was not understood."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of a drill. What is empty was not mentioned."""

    words: str
    """The wish in short: only what was understood, as it was typed."""
    place: str = ""
    tracks: frozenset[str] = frozenset()
    spots: frozenset[str] = frozenset()
    minutes: int | None = None
    uses: frozenset[str] = frozenset()
    """Equipment of which at least one is wanted."""
    avoids: frozenset[str] = frozenset()
    position: int = 1
    """Which of the drills that fit, from 1."""
    is_sore: bool = False
    """It speaks of something that hurts."""
    unknown: tuple[str, ...] = ()
    """Words that were not understood."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Where a drill falls short of a wish; `minutes` are those above the limit."""

    elsewhere: bool = False
    lacks: bool = False
    """It uses none of the equipment that was named."""
    needs: tuple[str, ...] = ()
    """Equipment that was to be left out."""
    minutes: int = 0

    @property
    def weight(self) -> tuple[bool, int, int]:
        """Smaller is nearer: first the place, then how many points, then the time."""
        return (self.elsewhere, self.lacks + bool(self.needs) + bool(self.minutes), self.minutes)


FITS = Misfit()


def vocabulary(say: Callable[[str], str]) -> Vocabulary:
    """The words of a language, out of its phrases."""
    lists = [(("track", track), say(f"wish.track.{track}")) for track in TRACKS]
    lists += [(("spot", spot), say(f"wish.spot.{spot}")) for spot in get_args(Spot)]
    lists += [(("equipment", one), say(f"wish.equipment.{one}")) for one in EQUIPMENT]
    lists += [((mark, mark), say(f"wish.{mark}")) for mark in MARKS]
    found: dict[tuple[str, ...], frozenset[Meaning]] = {}
    for meaning, phrases in lists:
        for phrase in phrases.split(","):
            words = tuple(phrase.casefold().split())
            found[words] = found.get(words, frozenset()) | {meaning}
    return found


def read_wish(text: str, known: Vocabulary) -> Wish:
    """The wish in these words, in whatever order they come."""
    pieces = tuple(_pieces(re.findall(r"#\d+|\d+|[^\W\d_]+", text.casefold()), known))
    uses, avoids = _equipment(pieces)
    minutes, positions = _values(pieces, "minutes"), _values(pieces, "position")
    return Wish(
        words=" ".join(phrase for phrase, meanings in pieces if _kinds(meanings) - {"aside", "position"}),
        place=" ".join(phrase for phrase, meanings in pieces if _kinds(meanings) & {"track", "spot"}),
        tracks=frozenset(_values(pieces, "track")),
        spots=frozenset(_values(pieces, "spot")),
        minutes=int(minutes[-1]) if minutes else None,
        uses=uses,
        avoids=avoids,
        position=int(positions[-1]) if positions else 1,
        is_sore=bool(_values(pieces, "sore")),
        unknown=tuple(phrase for phrase, meanings in pieces if not meanings),
    )


def _pieces(words: list[str], known: Vocabulary) -> Iterator[Piece]:
    """The longest phrases that are known, the numbers, and the words that nobody knows."""
    longest = max(map(len, known))
    at = 0
    while at < len(words):
        size = next((size for size in range(longest, 0, -1) if tuple(words[at : at + size]) in known), 1)
        phrase = tuple(words[at : at + size])
        yield _number(phrase[0]) or (" ".join(phrase), known.get(phrase, frozenset()))
        at += size


def _number(word: str) -> Piece | None:
    """ "5" is minutes and "#2" a position; a number longer than anybody means is cut."""
    digits = word.removeprefix("#")[:3]
    if not digits.isdecimal():
        return None
    is_position = word.startswith("#")
    return word if is_position else f"{digits}min", frozenset(
        {("position" if is_position else "minutes", digits)}
    )


def _equipment(pieces: Iterable[Piece]) -> tuple[frozenset[str], frozenset[str]]:
    """What is wanted and what is to be left out: "no" holds for the things behind it, until "with"."""
    uses: set[str] = set()
    avoids: set[str] = set()
    is_without = False
    for _, meanings in pieces:
        kinds = _kinds(meanings)
        if kinds - {"equipment", "gear", "aside"}:
            is_without = "without" in kinds
        if "nothing" in kinds or ("gear" in kinds and is_without):
            avoids.update(EQUIPMENT)
        (avoids if is_without else uses).update(one for kind, one in meanings if kind == "equipment")
    return frozenset(uses), frozenset(avoids - uses)


def _kinds(meanings: frozenset[Meaning]) -> set[str]:
    return {kind for kind, _ in meanings}


def _values(pieces: Iterable[Piece], kind: str) -> tuple[str, ...]:
    return tuple(value for _, meanings in pieces for is_kind, value in meanings if is_kind == kind)


def misfit(drill: Drill, wish: Wish) -> Misfit:
    """Where the drill falls short of the wish; FITS where it does not."""
    is_there = drill.track in wish.tracks or bool(wish.spots & set(drill.feel))
    return Misfit(
        elsewhere=bool(wish.place) and not is_there,
        lacks=bool(wish.uses) and not wish.uses & set(drill.equipment),
        needs=tuple(one for one in drill.equipment if one in wish.avoids),
        minutes=0 if wish.minutes is None else max(0, drill.minutes - wish.minutes),
    )


def fitting(drills: Iterable[Drill], wish: Wish) -> tuple[Drill, ...]:
    """The drills that fit the wish, else those that come equally near; the best first."""
    drills = tuple(drills)
    nearest = min((misfit(drill, wish).weight for drill in drills), default=FITS.weight)
    near = (drill for drill in drills if misfit(drill, wish).weight == nearest)
    return tuple(sorted(near, key=lambda drill: _rank(drill, wish)))


def _rank(drill: Drill, wish: Wish) -> tuple[bool, int, int, int, str]:
    """Of the track that was named before one that is only felt there; little to fetch; early stages first."""
    fetched = len(set(drill.equipment) - wish.uses) if wish.uses else 0
    return (drill.track not in wish.tracks, fetched, drill.stage, TRACKS.index(drill.track), drill.slug)
