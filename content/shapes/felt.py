"""Where a drill is felt, as marks on a body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from content.poses import SIDES, Pose, Side
from content.shapes.shape import Look, Shape, along, skin
from content.skeleton import Body
from content.vectors import Vector, plus, times

SPOTS: Mapping[str, tuple[str, str, str, tuple[tuple[float, float, float], ...]]] = MappingProxyType(
    {
        "toes": ("ball", "toes", "toes", ((0.3, 0.011, 0.011), (1.0, 0.009, 0.009))),
        "ball of the foot": ("ball", "toes", "toes", ((-0.3, 0.013, 0.012), (0.2, 0.012, 0.011))),
        "arch": ("heel", "ball", "foot", ((0.35, 0.012, 0.012), (0.8, 0.012, 0.011))),
        "sole": ("heel", "ball", "foot", ((0.0, 0.011, 0.010), (0.94, 0.011, 0.010))),
        "ankle": ("ankle", "ankle", "foot", ((0.0, 0.0, 0.021),)),
        "shin": ("knee", "ankle", "shank", ((0.2, 0.016, 0.016), (0.8, 0.008, 0.011))),
        "calf": (
            "knee",
            "ankle",
            "shank",
            ((0.14, -0.016, 0.020), (0.36, -0.020, 0.024), (0.6, -0.010, 0.016)),
        ),
        "front of the thigh": ("hip", "knee", "thigh", ((0.28, 0.022, 0.026), (0.8, 0.014, 0.020))),
        "back of the thigh": ("hip", "knee", "thigh", ((0.28, -0.022, 0.026), (0.8, -0.014, 0.020))),
        "front of the hip": ("hip", "knee", "thigh", ((-0.06, 0.034, 0.022), (0.18, 0.028, 0.024))),
        "glutes": ("hip", "knee", "thigh", ((-0.10, -0.034, 0.030), (0.14, -0.034, 0.030))),
        "belly": ("pelvis", "chest", "trunk", ((0.22, 0.030, 0.026), (0.52, 0.030, 0.024))),
        "upper back": ("pelvis", "chest", "trunk", ((0.66, -0.038, 0.028), (0.92, -0.022, 0.024))),
        "chest": ("pelvis", "chest", "trunk", ((0.70, 0.048, 0.026), (0.86, 0.034, 0.026))),
        "shoulder": ("shoulder", "elbow", "upper arm", ((0.0, 0.0, 0.034),)),
        "upper arm": ("shoulder", "elbow", "upper arm", ((0.30, 0.0, 0.024), (0.80, 0.0, 0.021))),
        "forearm": ("elbow", "wrist", "forearm", ((0.12, 0.0, 0.021), (0.70, 0.0, 0.017))),
        "wrist": ("wrist", "palm", "forearm", ((0.0, 0.0, 0.018),)),
        "fingers": ("palm", "fingers", "forearm", ((0.1, 0.0, 0.015), (1.0, 0.0, 0.008))),
        "side of the hip": ("hip", "knee", "outside", ((-0.12, 0.030, 0.026), (0.14, 0.026, 0.024))),
        "side of the trunk": ("hip", "shoulder", "outside", ((0.25, 0.010, 0.024), (0.65, -0.020, 0.026))),
    }
)
"""Of each spot: the bone, the way off it, and circles (share of the bone, how far off, radius)."""
MIDDLE = ("pelvis", "chest")
"""Joints that both sides share."""


def felt_shapes(
    body: Body, pose: Pose, look: Look, feel: tuple[str, ...], sides: tuple[Side, ...]
) -> Iterator[Shape]:
    """A mark for each spot on each side."""
    fists = {side for side, arm in (("near", pose.near_arm), ("far", pose.far_arm)) if arm.fist}
    for spot in feel:
        is_in_the_middle = SPOTS[spot][0] in MIDDLE
        for side in sides[:1] if is_in_the_middle else sides:
            if spot == "fingers" and side in fists:
                yield skin(look, "felt", (body.points[f"{side} palm"], 0.024))
            else:
                yield _mark(body, look, spot, side)


def _mark(body: Body, look: Look, spot: str, side: Side) -> Shape:
    start, end, way, circles = SPOTS[spot]
    first, last = (body.points[name if name in MIDDLE else f"{side} {name}"] for name in (start, end))
    off = _way(body, way, side)
    balls = [(plus(along(first, last, share), times(off, far)), radius) for share, far, radius in circles]
    return skin(look, "felt", *balls)


def _way(body: Body, way: str, side: Side) -> Vector:
    if way == "outside":
        return (0.0, 0.0, SIDES[side])
    return body.fronts[way if way == "trunk" else f"{side} {way}"]
