"""What somebody may be here for, and what is worked on then: one track first, others in a row behind it.

The labels stand in `content/phrases.toml` under `aim`, the reasons under `aim.why`.
"""

from __future__ import annotations

from dataclasses import dataclass

from content.model import Track


@dataclass(frozen=True, slots=True)
class Aim:
    """One row of the table."""

    focus: Track
    parked: tuple[Track, ...]
    card: str = ""
    """The card about a niggle, whose warning signs come first."""


SPORTS = {
    "running": Aim("foot", ("forefoot", "ankle", "hips", "landing")),
    "jumping": Aim("landing", ("hips", "forefoot", "ankle")),
    "lifting": Aim("hips", ("foot", "ankle", "hip flexor", "hand and elbow", "one cue")),
    "ball": Aim("foot", ("ankle", "hips", "landing", "forefoot")),
    "hands": Aim("hand and elbow", ("one cue", "hips")),
}
NIGGLES = {
    "foot": Aim("foot", ("forefoot", "ankle", "hips"), "lacrosseball"),
    "ankle": Aim("foot", ("ankle", "forefoot", "hips"), "dorsiflexion"),
    "knee": Aim("hips", ("foot", "ankle", "forefoot"), "kneepain"),
    "hip": Aim("hips", ("hip flexor", "foot"), "hipsfiring"),
    "elbow": Aim("hand and elbow", ("one cue",), "elbowpain"),
    "wrist": Aim("hand and elbow", ("one cue",), "wristpain"),
}
CURIOUS = {
    "curious": Aim(
        "foot", ("hips", "hand and elbow", "forefoot", "ankle", "hip flexor", "landing", "one cue")
    ),
}
AIMS = {**SPORTS, **NIGGLES, **CURIOUS}
