"""The values of the library: sign, card, dose, drill, note.

A card, drill, sign or note is a Markdown file; its header keys are these fields, by these names, save `menu`
(Card.is_in_menu), `gentle` (Drill.is_gentle) and `sides` (Dose.sides).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SAYS_LIMIT = 100
"""Characters of `says`: the longest description of a command on Discord."""

Layer = Literal["generator", "link", "connection", "model"]
Source = Literal["article", "comment", "general"]
HowSoon = Literal["now", "today", "soon", "routine"]
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


@dataclass(frozen=True, slots=True)
class Card:
    """An answer to a question; its slug is a command on every platform."""

    slug: str
    title: str
    says: str
    """The description of the command, at most SAYS_LIMIT characters."""
    layer: Layer
    area: str
    source: Source
    aliases: tuple[str, ...]
    signs: tuple[str, ...]
    drills: tuple[str, ...]
    related: tuple[str, ...]
    is_in_menu: bool
    body: str
    why: str
    """What stands behind a tap on "Why?"; empty when there is none."""


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
    equipment: tuple[str, ...]
    dose: Dose
    feel: tuple[str, ...]
    mistake: str
    easier: str
    """The slug of a drill, or words, or empty; `harder` likewise."""
    harder: str
    stop_if: str
    not_after: tuple[str, ...]
    source: Source
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A Sunday note that came as a file: of a week ("2026-W48") or of the reserve ("reserve-…")."""

    slug: str
    title: str
    text: str
