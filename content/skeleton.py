"""The body that figures show: its bones, how a pose bends them, and what no joint can do. Pure.

    Pose (angles, and places for hands and feet)  ─ stand ─>  Body (the place of every joint)  ─>  strains

Lengths are fractions of the body's height. The body faces +x, up is +y, its right side, which a side view
shows, is +z. Angles are degrees.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from content.poses import SIDES, Arm, Leg, Pose
from content.vectors import Vector, across, dot, length, minus, plus, times, unit

# Segment lengths of Drillis and Contini (1966), as given by Winter, Biomechanics and Motor Control of Human
# Movement, figure 4.1. The foot is 0.152 from heel to toe tip.
SHANK, THIGH, TRUNK = 0.246, 0.245, 0.288
UPPER_ARM, FOREARM, HAND = 0.186, 0.146, 0.108
ANKLE_HEIGHT, HEEL, BALL, TOES = 0.039, 0.040, 0.075, 0.037
"""Of the ankle above the sole; from below the ankle back to the heel, forward to the ball, on to the tip."""
NECK, HEAD = 0.050, 0.062
"""From the shoulders' line to the base of the head, and on to its middle."""
HIP_WIDTH, SHOULDER_WIDTH = 0.060, 0.108
"""From the middle to a joint's centre."""
PALM = 0.045
"""From the wrist to what the hand holds."""

LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "hip": (-35, 135),
        "knee": (-2, 155),
        "ankle": (-60, 45),
        "toes": (-50, 90),
        "shoulder": (-65, 190),
        "elbow": (-2, 155),
        "wrist": (-90, 95),
        "neck": (-60, 60),
    }
)
"""Degrees from straight, bending positive: normal ranges of the American Academy of Orthopaedic Surgeons, and
at ankle, toes and wrist as far as body weight takes a joint further."""
STRAIGHT = 0.999
"""Of a leg's length: as far as a foot is ever from its hip."""
TOUCH = 0.015
"""What is nearer than this to a surface rests on it."""


class Unreachable(ValueError):
    """A hand or foot is put where the limb is too short for it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Three directions that belong to a part of the body."""

    up: Vector
    front: Vector
    right: Vector


@dataclass(frozen=True, slots=True)
class Body:
    """A pose worked out: the place of every joint by name ("near knee"), and the bend of each joint."""

    points: Mapping[str, Vector]
    bends: Mapping[str, float]
    fronts: Mapping[str, Vector]
    """Which way the front of a bone looks ("near shank"), for what is drawn on one side of it."""

    def bones(self) -> Iterator[tuple[str, float]]:
        """The length of every bone."""
        for start, end in BONES:
            yield f"{start}-{end}", length(minus(self.points[end], self.points[start]))


BONES = (
    ("pelvis", "chest"),
    ("chest", "head"),
    *(
        (f"{side} {start}", f"{side} {end}")
        for side in SIDES
        for start, end in (
            ("hip", "knee"),
            ("knee", "ankle"),
            ("ankle", "heel"),
            ("ankle", "ball"),
            ("ball", "toes"),
            ("shoulder", "elbow"),
            ("elbow", "wrist"),
            ("wrist", "fingers"),
        )
    ),
)
SKIN: Mapping[str, float] = MappingProxyType(
    {
        f"{side} {joint}": radius
        for side in SIDES
        for joint, radius in (
            ("heel", 0.0),
            ("ball", 0.0),
            ("toes", 0.0),
            ("knee", 0.036),
            ("hip", 0.06),
            ("shoulder", 0.038),
            ("elbow", 0.022),
            ("wrist", 0.014),
            ("fingers", 0.010),
        )
    }
    | {"head": 0.056}
)
"""Of every point that may touch something: how thick the body is there; the sole is skin already."""


def stand(pose: Pose) -> Body:
    """Work a pose out. Raises Unreachable, which names the limb and by how much it is too short."""
    hips, trunk = _frame(pose.trunk, 0.0), _frame(pose.trunk, pose.lean)
    pelvis = (pose.pelvis[0], min(pose.pelvis[1], *_heights(pose)), pose.aside)
    chest = plus(pelvis, times(trunk.up, TRUNK))
    neck = math.radians(pose.neck)
    along = plus(times(trunk.up, math.cos(neck)), times(trunk.front, math.sin(neck)))
    points: dict[str, Vector] = {
        "pelvis": pelvis,
        "chest": chest,
        "head": plus(chest, times(along, NECK + HEAD)),
    }
    bends: dict[str, float] = {"neck": pose.neck}
    fronts: dict[str, Vector] = {
        "trunk": trunk.front,
        "head": plus(times(trunk.front, math.cos(neck)), times(trunk.up, -math.sin(neck))),
    }
    for side, leg, arm in (("near", pose.near_leg, pose.near_arm), ("far", pose.far_leg, pose.far_arm)):
        _Limb(side, hips, points, bends, fronts).put_leg(leg)
        _Limb(side, trunk, points, bends, fronts).put_arm(arm)
    return Body(MappingProxyType(points), MappingProxyType(bends), MappingProxyType(fronts))


def _frame(forward: float, sideways: float) -> Frame:
    """The directions of hips or trunk that lean so far."""
    lean, side = math.radians(forward), math.radians(sideways)
    up, right = (math.sin(lean), math.cos(lean), 0.0), (0.0, 0.0, 1.0)
    return Frame(
        plus(times(up, math.cos(side)), times(right, math.sin(side))),
        (math.cos(lean), -math.sin(lean), 0.0),
        plus(times(right, math.cos(side)), times(up, -math.sin(side))),
    )


def _heights(pose: Pose) -> Iterator[float]:
    """How high the pelvis may be for each placed foot, its leg all but straight."""
    yield math.inf
    for sign, leg in ((1.0, pose.near_leg), (-1.0, pose.far_leg)):
        if leg.foot is not None:
            ankle, _, _ = _foot(leg, leg.foot, sign)
            level = math.hypot(ankle[0] - pose.pelvis[0], ankle[2] - pose.aside - sign * HIP_WIDTH)
            yield ankle[1] + math.sqrt(max(((THIGH + SHANK) * STRAIGHT) ** 2 - level**2, 0.0))


def _foot(leg: Leg, foot: tuple[float, float], sign: float) -> tuple[Vector, Vector, Vector]:
    """Of a placed foot: the ankle, and the ways along the foot and out of its sole."""
    tilt, turn = math.radians(leg.tilt), math.radians(leg.turn)
    ahead = (math.cos(turn), 0.0, -sign * math.sin(turn))
    forward = plus(times(ahead, math.cos(tilt)), (0.0, -math.sin(tilt), 0.0))
    below = plus(times(ahead, -math.sin(tilt)), (0.0, -math.cos(tilt), 0.0))
    ball = (*foot, sign * (HIP_WIDTH + leg.out))
    return minus(minus(ball, times(forward, BALL)), times(below, ANKLE_HEIGHT)), forward, below


class _Limb:
    """Puts the joints of one side where a pose wants them."""

    def __init__(
        self,
        side: str,
        trunk: Frame,
        points: dict[str, Vector],
        bends: dict[str, float],
        fronts: dict[str, Vector],
    ) -> None:
        self._side = side
        self._sign = 1.0 if side == "near" else -1.0
        self._trunk = trunk
        self._points, self._bends, self._fronts = points, bends, fronts

    def put_leg(self, leg: Leg) -> None:
        hip = plus(self._points["pelvis"], times(self._trunk.right, self._sign * HIP_WIDTH))
        self._keep(hip=hip)
        if leg.foot is None:
            self._bent_leg(hip, leg)
        else:
            self._placed_leg(hip, leg, leg.foot)

    def _bent_leg(self, hip: Vector, leg: Leg) -> None:
        down, front = self._swing(leg.hip, leg.out, leg.turn)
        knee = plus(hip, times(down, THIGH))
        bend, tip = math.radians(leg.knee), math.radians(leg.ankle)
        shank = plus(times(down, math.cos(bend)), times(front, -math.sin(bend)))
        shin = plus(times(front, math.cos(bend)), times(down, math.sin(bend)))
        forward = plus(times(shin, math.cos(tip)), times(shank, -math.sin(tip)))
        below = plus(times(shank, math.cos(tip)), times(shin, math.sin(tip)))
        self._keep(knee=knee)
        self._put_foot(plus(knee, times(shank, SHANK)), forward, below, leg.toes)
        self._note_leg(front, shin)

    def _placed_leg(self, hip: Vector, leg: Leg, foot: tuple[float, float]) -> None:
        ankle, forward, below = _foot(leg, foot, self._sign)
        turn = math.radians(leg.turn)
        ahead = (math.cos(turn), 0.6, -self._sign * math.sin(turn))
        pole = across(ahead, unit(minus(ankle, hip)))
        knee = _reach(hip, ankle, (THIGH, SHANK), pole, f"the {self._side} leg")
        self._keep(knee=knee)
        self._put_foot(ankle, forward, below, max(leg.toes, leg.tilt))
        thigh, shank = unit(minus(knee, hip)), unit(minus(ankle, knee))
        self._note_leg(across(pole, thigh), across(pole, shank))

    def _put_foot(self, ankle: Vector, forward: Vector, below: Vector, toes: float) -> None:
        sole = plus(ankle, times(below, ANKLE_HEIGHT))
        bend = math.radians(toes)
        ball = plus(sole, times(forward, BALL))
        tip = plus(times(forward, math.cos(bend)), times(below, -math.sin(bend)))
        self._keep(
            ankle=ankle,
            heel=minus(sole, times(forward, HEEL)),
            ball=ball,
            toes=plus(ball, times(tip, TOES)),
        )
        self._fronts[f"{self._side} foot"] = times(below, -1.0)
        self._fronts[f"{self._side} toes"] = plus(
            times(below, -math.cos(bend)), times(forward, -math.sin(bend))
        )
        self._bends[f"{self._side} toes"] = toes

    def _note_leg(self, thigh_front: Vector, shin: Vector) -> None:
        thigh = unit(minus(self._at("knee"), self._at("hip")))
        shank = unit(minus(self._at("ankle"), self._at("knee")))
        foot = unit(minus(self._at("ball"), self._at("heel")))
        self._fronts[f"{self._side} thigh"] = thigh_front
        self._fronts[f"{self._side} shank"] = shin
        self._bends[f"{self._side} hip"] = self._lift(thigh)
        self._bends[f"{self._side} knee"] = _angle(dot(shank, thigh), -dot(shank, thigh_front))
        self._bends[f"{self._side} ankle"] = _angle(dot(foot, shin), -dot(foot, shank))

    def put_arm(self, arm: Arm) -> None:
        shoulder = plus(self._points["chest"], times(self._trunk.right, self._sign * SHOULDER_WIDTH))
        self._keep(shoulder=shoulder)
        if arm.behind_head:
            elbow, wrist = self._raised_arm(shoulder)
        elif arm.hand is not None:
            elbow, wrist = self._placed_arm(shoulder, arm, arm.hand)
        else:
            elbow, wrist = self._bent_arm(shoulder, arm)
        forearm = unit(minus(wrist, elbow))
        upper = unit(minus(elbow, shoulder))
        bend = _angle(dot(forearm, upper), length(minus(forearm, times(upper, dot(forearm, upper)))))
        self._keep(elbow=elbow, wrist=wrist)
        self._put_hand(wrist, forearm, arm)
        self._fronts[f"{self._side} upper arm"] = across(self._trunk.front, upper)
        self._fronts[f"{self._side} forearm"] = across(self._trunk.front, forearm)
        self._bends[f"{self._side} shoulder"] = self._lift(upper)
        self._bends[f"{self._side} elbow"] = bend

    def _bent_arm(self, shoulder: Vector, arm: Arm) -> tuple[Vector, Vector]:
        down, front = self._swing(arm.shoulder, arm.out, 0.0)
        elbow = plus(shoulder, times(down, UPPER_ARM))
        bend = math.radians(arm.elbow)
        return elbow, plus(
            elbow, times(plus(times(down, math.cos(bend)), times(front, math.sin(bend))), FOREARM)
        )

    def _raised_arm(self, shoulder: Vector) -> tuple[Vector, Vector]:
        """Elbow and wrist for a palm on the back of the head, the elbow out to the side."""
        sideways = times(self._trunk.right, self._sign)
        behind = plus(times(self._trunk.front, -0.055), times(sideways, 0.05))
        palm = plus(self._points["head"], behind)
        pole = plus(sideways, times(self._trunk.up, 0.5))
        elbow = _reach(shoulder, palm, (UPPER_ARM, FOREARM + PALM), pole, f"the {self._side} arm")
        return elbow, plus(elbow, times(unit(minus(palm, elbow)), FOREARM))

    def _placed_arm(self, shoulder: Vector, arm: Arm, hand: tuple[float, float]) -> tuple[Vector, Vector]:
        """Elbow and wrist for a palm in its place."""
        palm = (*hand, self._sign * (SHOULDER_WIDTH + arm.out))
        back = plus(times(self._trunk.front, -1.0), times(self._trunk.up, -0.6))
        sideways = times(self._trunk.right, self._sign)
        pole = plus(times(back, 1.0 - arm.elbow_out), times(sideways, arm.elbow_out + 0.05))
        whose = f"the {self._side} arm"
        if arm.points is not None:
            wrist = minus(palm, times(_heading(arm.points), PALM))
            return _reach(shoulder, wrist, (UPPER_ARM, FOREARM), pole, whose), wrist
        elbow = _reach(shoulder, palm, (UPPER_ARM, FOREARM + PALM), pole, whose)
        return elbow, plus(elbow, times(unit(minus(palm, elbow)), FOREARM))

    def _put_hand(self, wrist: Vector, forearm: Vector, arm: Arm) -> None:
        if arm.hand is not None and arm.points is not None:
            pointing = _heading(arm.points)
            bend = _angle(
                dot(pointing, forearm), length(minus(pointing, times(forearm, dot(pointing, forearm))))
            )
        else:
            bend = arm.wrist
            back = across(self._trunk.front, forearm)
            turned = math.radians(bend)
            pointing = plus(times(forearm, math.cos(turned)), times(back, math.sin(turned)))
        self._keep(palm=plus(wrist, times(pointing, PALM)), fingers=plus(wrist, times(pointing, HAND)))
        self._bends[f"{self._side} wrist"] = bend

    def _swing(self, lift: float, out: float, turn: float) -> tuple[Vector, Vector]:
        """Down along a limb that is lifted forward, taken out and turned in, and the way its front looks."""
        up, front = self._trunk.up, self._trunk.front
        side = times(self._trunk.right, self._sign)
        lifted, away, turned = math.radians(lift), math.radians(out), math.radians(turn)
        down = plus(times(up, -math.cos(lifted)), times(front, math.sin(lifted)))
        ahead = plus(times(up, math.sin(lifted)), times(front, math.cos(lifted)))
        down = plus(times(down, math.cos(away)), times(side, math.sin(away)))
        inward = across(times(side, -1.0), down)
        return down, plus(times(ahead, math.cos(turned)), times(inward, math.sin(turned)))

    def _lift(self, bone: Vector) -> float:
        """How far a limb is lifted from hanging along the trunk: backward is negative, overhead is 180."""
        ahead, sideways = dot(bone, self._trunk.front), abs(dot(bone, self._trunk.right))
        aside = math.hypot(ahead, sideways)
        lift = _angle(-dot(bone, self._trunk.up), -aside if ahead < -sideways else aside)
        return lift + 360.0 if lift < -120.0 else lift

    def _keep(self, **joints: Vector) -> None:
        self._points.update({f"{self._side} {joint}": at for joint, at in joints.items()})

    def _at(self, joint: str) -> Vector:
        return self._points[f"{self._side} {joint}"]


def _reach(start: Vector, end: Vector, bones: tuple[float, float], pole: Vector, whose: str) -> Vector:
    """The joint between two bones that lead from start to end, towards the pole: the law of cosines."""
    first, second = bones
    way = minus(end, start)
    far = length(way)
    if far > first + second + 1e-6:
        raise Unreachable(f"{whose} is {far - first - second:.3f} too short for where its end is put")
    if far < abs(first - second):
        raise Unreachable(f"{whose} cannot fold so far")
    along = (first**2 - second**2 + far**2) / (2 * far)
    off = math.sqrt(max(first**2 - along**2, 0.0))
    straight = unit(way)
    return plus(plus(start, times(straight, along)), times(across(pole, straight), off))


def strains(body: Body) -> Iterator[str]:
    """Every joint that is bent further than it goes, in words."""
    for joint, bend in body.bends.items():
        least, most = LIMITS[joint.rpartition(" ")[2]]
        if not least <= bend <= most:
            yield f"the {joint} is bent by {bend:.0f} degrees; it goes from {least} to {most}"


def _heading(degrees: float) -> Vector:
    return (math.cos(math.radians(degrees)), math.sin(math.radians(degrees)), 0.0)


def _angle(along: float, aside: float) -> float:
    return math.degrees(math.atan2(aside, along))
