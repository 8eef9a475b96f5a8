"""What a body looks like: trunk and head, limbs, feet and hands. Radii are fractions of its height."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from content.poses import Arm, Leg, Pose
from content.shapes.shape import Look, Shape, along, skin
from content.skeleton import Body
from content.vectors import Vector, cross, minus, plus, times, unit

Joints = Mapping[str, Vector]
"""The joints of one side, by their names without it."""


def body_shapes(body: Body, pose: Pose, look: Look, far: str) -> Iterator[Shape]:
    """The shapes of a body; `far` is the paint of the limbs that are farther away."""
    yield from _trunk(body, look)
    limbs = (("near", "near", pose.near_leg, pose.near_arm), ("far", far, pose.far_leg, pose.far_arm))
    for side, paint, leg, arm in limbs:
        at = {name.partition(" ")[2]: point for name, point in body.points.items() if name.startswith(side)}
        yield from _leg(at, body.fronts[f"{side} shank"], look, paint)
        yield from _foot(at, body.fronts[f"{side} foot"], leg, look, paint)
        yield from _arm(at, arm, look, paint)


def _trunk(body: Body, look: Look) -> Iterator[Shape]:
    at = body.points
    waist, ribs = (along(at["pelvis"], at["chest"], share) for share in (0.40, 0.72))
    deep = plus(ribs, times(body.fronts["trunk"], 0.008))
    shoulders = ((at["near shoulder"], 0.036), (at["far shoulder"], 0.036))
    yield skin(look, "trunk", (waist, 0.056), (at["near hip"], 0.058), (at["far hip"], 0.058))
    yield skin(look, "trunk", *shoulders, (deep, 0.068), (waist, 0.056))
    yield skin(look, "trunk", (at["chest"], 0.032), (along(at["chest"], at["head"], 0.55), 0.026))
    ahead = body.fronts["head"]
    crown, chin, nose = (along(at["chest"], at["head"], share) for share in (1.10, 0.86, 0.97))
    face = ((plus(chin, times(ahead, 0.008)), 0.044), (plus(nose, times(ahead, 0.052)), 0.010))
    yield skin(look, "trunk", (crown, 0.052), *face)


def _leg(at: Joints, shin: Vector, look: Look, paint: str) -> Iterator[Shape]:
    calf = plus(along(at["knee"], at["ankle"], 0.3), times(shin, -0.010))
    yield skin(look, paint, (at["hip"], 0.056), (at["knee"], 0.036))
    yield skin(look, paint, (at["knee"], 0.035), (calf, 0.036), (at["ankle"], 0.021))


def _foot(at: Joints, up: Vector, leg: Leg, look: Look, paint: str) -> Iterator[Shape]:
    """A heel, an arch above the floor, a broad ball, and toes."""
    wide = cross(unit(minus(at["ball"], at["heel"])), up)

    def broad(joint: str, radius: float, half: float) -> tuple[tuple[Vector, float], ...]:
        middle = plus(at[joint], times(up, radius))
        return tuple((plus(middle, times(wide, off)), radius) for off in (-half, half))

    heel, ball, toes = broad("heel", 0.017, 0.003), broad("ball", 0.014, 0.013), broad("toes", 0.009, 0.017)
    arch = (plus(along(at["heel"], at["ball"], 0.55), times(up, 0.019 + 0.024 * leg.arch)), 0.010)
    ankle = (at["ankle"], 0.022)
    yield _end(skin(look, paint, *heel, ankle, arch))
    yield replace(_end(skin(look, paint, arch, ankle, *ball)), has_seam=False)
    yield _end(skin(look, paint, *ball, *toes))


def _arm(at: Joints, arm: Arm, look: Look, paint: str) -> Iterator[Shape]:
    bulge = (along(at["elbow"], at["wrist"], 0.25), 0.025)
    tip = (at["palm"], 0.024) if arm.fist else (at["fingers"], 0.009)
    yield skin(look, paint, (at["shoulder"], 0.035), (at["elbow"], 0.024))
    yield skin(look, paint, (at["elbow"], 0.023), bulge, (at["wrist"], 0.016))
    yield _end(skin(look, paint, (at["wrist"], 0.015), (at["palm"], 0.020), tip))


def _end(shape: Shape) -> Shape:
    """A part of a foot or hand: a point of connection."""
    return replace(shape, layer="connection")
