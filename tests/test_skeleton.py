"""The skeleton: bones keep their length, feet stay where they are put, and joints bend one way only."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from content.poses import Arm, Leg, Pose
from content.skeleton import (
    ANKLE_HEIGHT,
    BALL,
    FOREARM,
    HEEL,
    LIMITS,
    SHANK,
    THIGH,
    TOES,
    TRUNK,
    UPPER_ARM,
    Body,
    Unreachable,
    stand,
    strains,
)
from content.vectors import length, minus

angles = st.floats(-180, 180)
bent_legs = st.builds(Leg, hip=angles, knee=angles, ankle=angles, toes=angles, out=angles, turn=angles)
bent_arms = st.builds(Arm, shoulder=angles, elbow=angles, wrist=angles, out=angles)
places = st.tuples(st.floats(-0.3, 0.3), st.floats(0.0, 0.3))
placed_legs = st.builds(Leg, foot=places, tilt=st.floats(-30, 60), out=st.floats(-0.05, 0.15), turn=angles)
poses = st.builds(
    Pose,
    pelvis=st.tuples(st.floats(-0.2, 0.2), st.floats(0.1, 0.7)),
    trunk=angles,
    lean=st.floats(-40, 40),
    neck=angles,
    near_leg=bent_legs | placed_legs,
    far_leg=bent_legs | placed_legs,
    near_arm=bent_arms,
    far_arm=bent_arms,
)
LENGTHS = {
    "hip-knee": THIGH,
    "knee-ankle": SHANK,
    "ankle-heel": math.hypot(ANKLE_HEIGHT, HEEL),
    "ankle-ball": math.hypot(ANKLE_HEIGHT, BALL),
    "ball-toes": TOES,
    "shoulder-elbow": UPPER_ARM,
    "elbow-wrist": FOREARM,
}


def standing(**changed: object) -> Pose:
    legs = {"near_leg": Leg(foot=(0.0, 0.0)), "far_leg": Leg(foot=(0.0, 0.0))}
    return Pose(**{"pelvis": (-0.05, 0.7), **legs, **changed})  # type: ignore[arg-type]


def bone(body: Body, name: str) -> float:
    start, end = name.split("-")
    return length(minus(body.points[end], body.points[start]))


@given(poses)
def test_bones_keep_their_length_in_every_pose(pose: Pose) -> None:
    try:
        body = stand(pose)
    except Unreachable:
        assume(False)
    for side, (name, expected) in product(("near", "far"), LENGTHS.items()):
        start, end = name.split("-")
        assert bone(body, f"{side} {start}-{side} {end}") == pytest.approx(expected, abs=1e-6)
    assert bone(body, "pelvis-chest") == pytest.approx(TRUNK)


@given(st.floats(-0.1, 0.1), st.floats(0.25, 0.7), st.floats(0, 50), st.floats(0, 60))
def test_a_placed_foot_stays_and_its_knee_bends_backwards(
    forward: float, up: float, tilt: float, lean: float
) -> None:
    foot = Leg(foot=(0.0, 0.0), tilt=tilt)
    body = stand(Pose(pelvis=(forward - 0.05, up), trunk=lean, near_leg=foot, far_leg=foot))
    for side in ("near", "far"):
        assert body.points[f"{side} ball"][:2] == pytest.approx((0.0, 0.0), abs=1e-9)
        assert body.points[f"{side} toes"][1] == pytest.approx(0.0, abs=1e-9)
        assert body.points[f"{side} heel"][1] >= -1e-9
        assert body.bends[f"{side} knee"] > 0


def test_somebody_who_stands_tall_is_let_down_to_straight_legs() -> None:
    body = stand(standing())
    assert body.bends["near knee"] < 8
    assert body.points["near heel"][1] == pytest.approx(0.0, abs=1e-9)
    assert body.points["pelvis"][1] == pytest.approx(0.53, abs=0.01)
    assert body.points["head"][1] == pytest.approx(0.53 + 0.288 + 0.112, abs=0.01)


@pytest.mark.parametrize(
    ("leg", "joint", "direction"),
    [
        (Leg(hip=40), "knee", (1, 1)),
        (Leg(knee=90), "ankle", (-1, 1)),
        (Leg(ankle=30), "toes", (0, 1)),
        (Leg(knee=90, turn=30), "ankle", (-1, 1)),
    ],
)
def test_a_bend_goes_the_way_of_the_body(leg: Leg, joint: str, direction: tuple[int, int]) -> None:
    """Hips lift forward, knees fold back, feet tip up."""
    straight, bent = (stand(Pose(pelvis=(0.0, 0.9), near_leg=one)) for one in (Leg(), leg))
    moved = minus(bent.points[f"near {joint}"], straight.points[f"near {joint}"])
    for axis, sign in enumerate(direction):
        assert moved[axis] * sign > 0 if sign else True


def test_an_inward_turn_takes_the_foot_of_a_bent_knee_outwards() -> None:
    kneeling = Leg(knee=90, turn=20)
    body = stand(Pose(pelvis=(0.0, 0.3), near_leg=kneeling, far_leg=kneeling))
    assert body.points["near ankle"][2] > body.points["near knee"][2] + 0.05
    assert body.points["far ankle"][2] < body.points["far knee"][2] - 0.05


def test_a_lean_goes_to_the_near_side() -> None:
    assert stand(standing(lean=20)).points["head"][2] > 0.1


def test_a_hand_reaches_its_place_and_a_far_one_is_refused_by_name() -> None:
    body = stand(standing(near_arm=Arm(hand=(0.2, 0.8)), far_arm=Arm(hand=(0.2, 0.7), points=90)))
    assert body.points["near palm"][:2] == pytest.approx((0.2, 0.8), abs=1e-6)
    assert body.points["far palm"][:2] == pytest.approx((0.2, 0.7), abs=1e-6)
    assert body.points["far fingers"][1] > body.points["far palm"][1]
    with pytest.raises(Unreachable, match=r"the far arm is 0\.2"):
        stand(standing(far_arm=Arm(hand=(0.6, 0.8))))


def test_an_elbow_hangs_or_points_sideways_as_asked() -> None:
    hanging, sideways = (
        stand(standing(near_arm=Arm(hand=(0.1, 0.7), elbow_out=out))).points["near elbow"]
        for out in (0.0, 1.0)
    )
    assert sideways[2] > hanging[2] + 0.05


@pytest.mark.parametrize("joint", LIMITS)
def test_a_joint_past_its_range_is_named(joint: str) -> None:
    most: Any = LIMITS[joint][1] + 5
    free = Pose(pelvis=(0.0, 0.9))
    if joint == "neck":
        pose = replace(free, neck=most)
    elif joint in ("hip", "knee", "ankle", "toes"):
        pose = replace(free, near_leg=replace(Leg(), **{joint: most}))
    else:
        pose = replace(free, near_arm=replace(Arm(), **{joint: most}))
    (strain,) = strains(stand(pose))
    assert joint in strain
    assert f"{most} degrees" in strain


def test_arms_overhead_and_out_to_the_side_are_no_strain() -> None:
    for arm in (Arm(shoulder=180), Arm(shoulder=170, elbow=30), Arm(out=90), Arm(shoulder=-40)):
        assert not list(strains(stand(standing(near_arm=arm, far_arm=arm)))), arm
