"""How a body is held, in the words of who writes a figure.

Lengths are fractions of the body's height, angles degrees; content/skeleton.py works a pose out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Side = Literal["near", "far"]
SIDES: Mapping[Side, float] = MappingProxyType({"near": 1.0, "far": -1.0})


@dataclass(frozen=True, slots=True)
class Leg:
    """Either a place for the ball of the foot, or the bend of hip and knee."""

    foot: tuple[float, float] | None = None
    """Forward and up; the leg finds its own bend."""
    tilt: float = 0.0
    """Of the foot: heel up is positive, toes up negative."""
    hip: float = 0.0
    knee: float = 0.0
    ankle: float = 0.0
    arch: float = 0.0
    """How far a short foot draws its arch up: 1 is as far as it goes."""
    toes: float = 0.0
    """Bent up from the foot's line; a tilted foot keeps its toes flat by itself."""
    out: float = 0.0
    """Away from the middle: the thigh's angle; for a placed foot, how far it is set out."""
    turn: float = 0.0
    """Inward turn of the whole leg."""


@dataclass(frozen=True, slots=True)
class Arm:
    """Either a place for the palm, or the bend of shoulder and elbow."""

    hand: tuple[float, float] | None = None
    shoulder: float = 0.0
    elbow: float = 0.0
    wrist: float = 0.0
    out: float = 0.0
    """Away from the middle: the upper arm's angle; for a placed hand, how far it is set out."""
    points: float | None = None
    """Where the fingers of a placed hand point: 0 forward, 90 up; along the forearm when left out."""
    elbow_out: float = 0.0
    """Of a placed hand: 0 lets the elbow hang back and down, 1 lets it point sideways."""
    fist: bool = False
    """The hand holds something."""
    behind_head: bool = False
    """The palm lies on the back of the head."""


@dataclass(frozen=True, slots=True)
class Pose:
    """How a body is held."""

    pelvis: tuple[float, float]
    """Forward and up, of the middle between the hips; let down where a placed foot is out of reach."""
    aside: float = 0.0
    """Of the pelvis: how far it is shifted to the near side; placed feet stay where they are."""
    trunk: float = 0.0
    """Lean from upright: forward is positive, on the back is -90."""
    lean: float = 0.0
    """Of the trunk above the hips, to the near side."""
    neck: float = 0.0
    near_leg: Leg = field(default_factory=Leg)
    far_leg: Leg = field(default_factory=Leg)
    near_arm: Arm = field(default_factory=Arm)
    far_arm: Arm = field(default_factory=Arm)
