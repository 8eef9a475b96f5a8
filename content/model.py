"""The values of the library: sign, crisis, card, drill, word, series, challenge, faq, note.

Each is a Markdown file; its header keys are these fields, by these names, save `menu` (Card.is_in_menu),
`doubt` (Sign.is_for_doubt), `gentle` (Drill.is_gentle) and `sides` (Dose.sides). The figure of a card or
drill is a file beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from content.figures import Figure
from content.lexicon import Rule

SAYS_LIMIT = 100
"""Characters of `says`: the longest description of a command on Discord."""

Layer = Literal["generator", "link", "connection", "model"]
Area = Literal["foot", "lower leg", "knee", "hip", "elbow", "hand", "whole body", "coaching"]
Source = Literal["article", "comment", "general"]
HowSoon = Literal["now", "today", "soon", "routine"]
URGENCY: tuple[HowSoon, ...] = ("now", "today", "soon", "routine")
"""How soon somebody should be seen, the most urgent first."""
Spot = Literal[
    "toes", "ball of the foot", "arch", "sole", "ankle", "shin", "calf",
    "front of the thigh", "back of the thigh", "front of the hip", "side of the hip", "glutes",
    "belly", "side of the trunk", "upper back", "chest", "shoulder", "upper arm",
    "forearm", "wrist", "fingers",
]  # fmt: skip
"""Where a drill may be felt."""
Equipment = Literal["wall", "chair", "cushion", "step", "towel", "ball", "stick", "band", "weight", "bar"]
Track = Literal[
    "foot", "forefoot", "ankle", "hip flexor", "hips", "landing", "hand and elbow", "one cue"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sign:
    """A warning sign: a yes to `asks` ends the talk of drills."""

    slug: str
    asks: str
    how_soon: HowSoon
    answer: str
    """Where to go and how soon."""
    stops: tuple[Rule, ...] = ()
    """Plain words that tell of it (header key `stop`)."""
    asks_first: tuple[Rule, ...] = ()
    """Plain words that may tell of it, so that a question comes first (header key `ask`)."""
    is_for_doubt: bool = False
    """It is asked where some sign may be told of and no rule says which (header key `doubt`)."""


@dataclass(frozen=True, slots=True)
class Crisis:
    """Somebody in despair or danger, and the warm words for that; never a drill."""

    slug: str
    hears: tuple[Rule, ...]
    """Plain words that tell of it."""
    asks: str
    """The question where it is in doubt."""
    is_first: bool
    """It comes before every warning sign."""
    body: str


@dataclass(frozen=True, slots=True)
class Card:
    """An answer to a question; its slug is a command on every platform."""

    slug: str
    title: str
    says: str
    """The description of the command, at most SAYS_LIMIT characters."""
    layer: Layer
    area: Area
    source: Source
    aliases: tuple[str, ...]
    signs: tuple[str, ...]
    drills: tuple[str, ...]
    related: tuple[str, ...]
    is_in_menu: bool
    body: str
    why: str
    """What stands behind a tap on "Why?"; empty when there is none."""
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Dose:
    """How much: sets of either `reps` or `seconds`; the other is 0. `sides`: left and right apart."""

    sets: int
    reps: int
    seconds: int
    sides: bool


@dataclass(frozen=True, slots=True)
class Drill:
    """A movement of a few minutes."""

    slug: str
    title: str
    says: str
    track: Track
    stage: int
    is_gentle: bool
    minutes: int
    equipment: tuple[Equipment, ...]
    dose: Dose
    feel: tuple[Spot, ...]
    mistake: str
    easier: str
    """The slug of a drill, or words, or empty; `harder` likewise."""
    harder: str
    stop_if: str
    not_after: tuple[str, ...]
    source: Source
    steps: tuple[str, ...]
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """An entry of the glossary: what a word of the trade means."""

    slug: str
    title: str
    aliases: tuple[str, ...]
    related: tuple[str, ...]
    """Cards."""
    source: Source
    body: str


@dataclass(frozen=True, slots=True)
class Series:
    """Cards that make sense of one thing, in order."""

    slug: str
    title: str
    says: str
    cards: tuple[str, ...]
    body: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """A template of what a group takes on together. Its drills come in turn, all of them gentle."""

    slug: str
    title: str
    says: str
    days: int
    days_a_week: int
    drills: tuple[str, ...]
    source: Source
    body: str


@dataclass(frozen=True, slots=True)
class Faq:
    """A question that was asked and what a coach answered, kept for whoever asks it next."""

    slug: str
    title: str
    asks: tuple[str, ...]
    """How people ask it; the search knows it by these and by its title."""
    body: str


@dataclass(frozen=True, slots=True)
class Note:
    """A Sunday note that came as a file: of a week ("2026-W48") or of the reserve ("reserve-…")."""

    slug: str
    title: str
    text: str
