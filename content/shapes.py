"""What a stage of a figure looks like, as shapes on a plane: bodies, hands, feet and props. Pure.

A shape is a run of circles and the skin stretched around them, so a limb is two circles of unlike size.
Lengths are fractions of the body's height, up is positive; of a foot or hand from above, of its own length.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from content.figures import Place, Plan, Point, Prop, Stage, View
from content.skeleton import Body, stand
from content.vectors import Vector, cross, minus, plus, times, unit

YAW: Mapping[View, float] = MappingProxyType({"side": 0.0, "half": 38.0, "front": 90.0, "back": -90.0})
"""Degrees by which the onlooker has walked around the body, from its right side to its front."""
Circle = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """Circles (across, up, radius) within one skin; `depth` grows towards the onlooker."""

    circles: tuple[Circle, ...]
    paint: str
    depth: float = 0.0
    has_seam: bool = True
    """Paper shows around it, where it lies on something else."""
    layer: str = ""
    """The layer of the model that it belongs to as a whole."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A stage, worked out: shapes from the back to the front, felt areas above them, and named points."""

    shapes: tuple[Shape, ...]
    felt: tuple[Shape, ...]
    points: Mapping[str, Point]

    def place(self, where: Place) -> Point:
        """A point by its name, or the point itself. Raises KeyError for a joint that is not there."""
        return self.points[where] if isinstance(where, str) else where


def scene(stage: Stage, feel: tuple[str, ...] = (), sides: tuple[str, ...] = ("near",)) -> Scene:
    """The stage's shapes. Raises skeleton.Unreachable, and KeyError for a joint that is not there."""
    if stage.view in ("foot", "hand"):
        shapes, points = (_foot if stage.view == "foot" else _hand)(stage.plan)
        felt: tuple[Shape, ...] = ()
    else:
        body = stand(stage.pose)
        look = _look(stage.view)
        points = {name: look(at)[:2] for name, at in body.points.items()}
        fists = {
            side for side, arm in (("near", stage.pose.near_arm), ("far", stage.pose.far_arm)) if arm.fist
        }
        arches = {"near": stage.pose.near_leg.arch, "far": stage.pose.far_leg.arch}
        shapes = tuple(
            _body(body, look, fists, arches, far="far" if stage.view in ("side", "half") else "near")
        )
        felt = tuple(_felt(body, look, feel, sides, fists)) if stage.is_felt else ()
    found = Scene(shapes, felt, points)
    centre = sum(across for across, _ in points.values()) / len(points)
    things = tuple(shape for prop in stage.props for shape in _prop(prop, found, centre))
    ordered = tuple(sorted((*things, *shapes), key=lambda shape: shape.depth))
    return Scene(ordered, felt, points)


def _look(view: View) -> Callable[[Vector], Circle]:
    """How a point of space falls on the plane: across, up, and how near it is."""
    yaw = math.radians(YAW[view])
    cos, sin = math.cos(yaw), math.sin(yaw)
    return lambda at: (at[0] * cos - at[2] * sin, at[1], at[0] * sin + at[2] * cos)


# the body


def _body(
    body: Body, look: Callable[[Vector], Circle], fists: set[str], arches: Mapping[str, float], far: str
) -> Iterator[Shape]:
    yield from _trunk(body, look)
    for side, paint in (("near", "near"), ("far", far)):
        at = {name.partition(" ")[2]: point for name, point in body.points.items() if name.startswith(side)}
        calf = plus(_along(at["knee"], at["ankle"], 0.3), times(body.fronts[f"{side} shank"], -0.010))
        yield _skin(look, paint, (at["hip"], 0.056), (at["knee"], 0.036))
        yield _skin(look, paint, (at["knee"], 0.035), (calf, 0.036), (at["ankle"], 0.021))
        up, drawn = body.fronts[f"{side} foot"], arches[side]
        wide = cross(unit(minus(at["ball"], at["heel"])), up)
        heel, ball, toes = (
            tuple(
                (plus(at[joint], plus(times(up, radius), times(wide, off))), radius) for off in (-half, half)
            )
            for joint, radius, half in (
                ("heel", 0.017, 0.003),
                ("ball", 0.014, 0.013),
                ("toes", 0.009, 0.017),
            )
        )
        arch = (plus(_along(at["heel"], at["ball"], 0.55), times(up, 0.019 + 0.024 * drawn)), 0.010)
        yield _end(_skin(look, paint, *heel, (at["ankle"], 0.022), arch))
        yield replace(_end(_skin(look, paint, arch, (at["ankle"], 0.022), *ball)), has_seam=False)
        yield _end(_skin(look, paint, *ball, *toes))
        yield _skin(look, paint, (at["shoulder"], 0.035), (at["elbow"], 0.024))
        yield _skin(
            look,
            paint,
            (at["elbow"], 0.023),
            (_along(at["elbow"], at["wrist"], 0.25), 0.025),
            (at["wrist"], 0.016),
        )
        end = (at["palm"], 0.024) if side in fists else (at["fingers"], 0.009)
        yield _end(_skin(look, paint, (at["wrist"], 0.015), (at["palm"], 0.020), end))


def _trunk(body: Body, look: Callable[[Vector], Circle]) -> Iterator[Shape]:
    at = body.points
    waist, ribs = (_along(at["pelvis"], at["chest"], share) for share in (0.40, 0.72))
    front = body.fronts["trunk"]
    yield _skin(look, "trunk", (waist, 0.056), (at["near hip"], 0.058), (at["far hip"], 0.058))
    yield _skin(
        look,
        "trunk",
        (at["near shoulder"], 0.036),
        (at["far shoulder"], 0.036),
        (plus(ribs, times(front, 0.008)), 0.068),
        (waist, 0.056),
    )
    neck = _along(at["chest"], at["head"], 0.55)
    yield _skin(look, "trunk", (at["chest"], 0.032), (neck, 0.026))
    ahead = body.fronts["head"]
    crown = _along(at["chest"], at["head"], 1.10)
    chin = plus(_along(at["chest"], at["head"], 0.86), times(ahead, 0.008))
    nose = plus(_along(at["chest"], at["head"], 0.97), times(ahead, 0.052))
    yield _skin(look, "trunk", (crown, 0.052), (chin, 0.044), (nose, 0.010))


def _along(start: Vector, end: Vector, share: float) -> Vector:
    return plus(times(start, 1.0 - share), times(end, share))


def _end(shape: Shape) -> Shape:
    """A part of a foot or hand: a point of connection."""
    return replace(shape, layer="connection")


def _skin(look: Callable[[Vector], Circle], paint: str, *balls: tuple[Vector, float]) -> Shape:
    seen = [look(at) for at, _ in balls]
    circles = tuple((across, up, radius) for (across, up, _), (_, radius) in zip(seen, balls, strict=True))
    return Shape(circles, paint, sum(near for _, _, near in seen) / len(seen))


# where it is felt

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


def _felt(
    body: Body,
    look: Callable[[Vector], Circle],
    feel: tuple[str, ...],
    sides: tuple[str, ...],
    fists: Collection[str],
) -> Iterator[Shape]:
    for spot in feel:
        start, end, way, circles = SPOTS[spot]
        for side in sides if start not in MIDDLE else sides[:1]:
            if spot == "fingers" and side in fists:
                yield _skin(look, "felt", (body.points[f"{side} palm"], 0.024))
                continue
            first, last = ((name if name in MIDDLE else f"{side} {name}") for name in (start, end))
            sign = 1.0 if side == "near" else -1.0
            off = (
                (0.0, 0.0, sign)
                if way == "outside"
                else body.fronts[way if way == "trunk" else f"{side} {way}"]
            )
            balls = [
                (plus(_along(body.points[first], body.points[last], share), times(off, far)), radius)
                for share, far, radius in circles
            ]
            yield _skin(look, "felt", *balls)


# a foot and a hand from above

SOLE = {"heel": (0.0, 0.14), "big": (-0.11, 0.70), "little": (0.135, 0.61)}
TOES = (
    ((-0.125, 0.775), 0.150, 0.056),
    ((-0.025, 0.800), 0.150, 0.038),
    ((0.050, 0.780), 0.130, 0.035),
    ((0.115, 0.735), 0.110, 0.033),
    ((0.170, 0.675), 0.090, 0.031),
)
"""Of each toe: where it begins, how long and how thick it is."""
FINGERS = (
    ((-0.19, 0.24), 0.20, 0.050),
    ((-0.135, 0.50), 0.27, 0.040),
    ((-0.045, 0.53), 0.31, 0.041),
    ((0.045, 0.51), 0.28, 0.039),
    ((0.125, 0.45), 0.21, 0.034),
)


KNUCKLES = (0.145, 0.05, -0.045, -0.135)
"""Across, from the index to the little finger of a hand that holds a bar."""


def _foot(plan: Plan) -> tuple[tuple[Shape, ...], dict[str, Point]]:
    sole = tuple(
        Shape(circles, "near", has_seam=False)
        for circles in (
            ((0.0, 0.14, 0.125), (0.05, 0.45, 0.105), (0.13, 0.61, 0.085)),
            ((0.0, 0.14, 0.125), (0.015, 0.42, 0.105)),
            ((0.03, 0.45, 0.105), (-0.11, 0.70, 0.095), (0.13, 0.61, 0.085)),
        )
    )
    toes = tuple(
        _digit(digit, 90 + plan.spread * (2 - number), plan.lift) for number, digit in enumerate(TOES)
    )
    tips = {f"toe {number}": toe.circles[-1][:2] for number, toe in enumerate(toes, 1)}
    points = {**SOLE, **tips, "toes": tips["toe 2"]}
    return (*sole, *toes, *_pressed(plan.press, points, 0.055)), points


def _hand(plan: Plan) -> tuple[tuple[Shape, ...], dict[str, Point]]:
    return _fist(plan) if plan.grip else _flat_hand(plan)


def _fist(plan: Plan) -> tuple[tuple[Shape, ...], dict[str, Point]]:
    """A right hand on a bar that runs through the middle, from the front: the palm looks away.

    The thumb lies along the bar; the fingers are still up, or over it.
    """
    is_closed = plan.grip == "hook"
    hand = (
        Shape(((0.0, 0.80, 0.095), (0.0, 0.52, 0.085)), "far", -0.1),
        Shape(((-0.06, 0.46, 0.09), (0.06, 0.46, 0.09), (-0.14, 0.18, 0.06), (0.14, 0.20, 0.06)), "near"),
        Shape(((0.10, 0.40, 0.07), (0.25, 0.14, 0.055)), "near", -0.05, has_seam=False),
    )
    thumb = Shape(((0.27, 0.10, 0.052), (0.27, 0.0, 0.052)), "near", 0.3)
    tip = Shape(((0.27, -0.01, 0.052), (0.05, -0.02, 0.045)), "thumb", 0.4)
    fingers = tuple(
        Shape(((across, 0.17, 0.046), (across, -0.075 if is_closed else 0.11, 0.044)), "near", 0.6)
        for across in KNUCKLES
    )
    points = {"palm": (0.0, 0.3), "thumb": (0.27, -0.01), "index": (KNUCKLES[0], -0.06)}
    points |= {"middle": (KNUCKLES[1], -0.06), "ring": (KNUCKLES[2], -0.06)}
    return (*hand, thumb, tip, *fingers), points


def _flat_hand(plan: Plan) -> tuple[tuple[Shape, ...], dict[str, Point]]:
    palm = (
        Shape(((0.0, -0.16, 0.095), (0.0, 0.10, 0.10)), "far", -0.1),
        Shape(((-0.10, 0.16, 0.09), (0.10, 0.16, 0.08), (-0.12, 0.46, 0.06), (0.12, 0.42, 0.06)), "near"),
        Shape(((-0.12, 0.12, 0.07), (-0.18, 0.24, 0.055)), "near", has_seam=False),
    )
    turns = (
        plan.spread * 2 + 40,
        plan.spread * 1.5,
        plan.spread * 0.5,
        -plan.spread * 0.5,
        -plan.spread * 1.6,
    )
    fingers = tuple(_digit(digit, 90 + turn, 0.0) for digit, turn in zip(FINGERS, turns, strict=True))
    tips = {f"finger {number}": finger.circles[-1][:2] for number, finger in enumerate(fingers, 1)}
    points = {"palm": (0.0, 0.14), "index": (-0.115, 0.45), **tips}
    return (*palm, *fingers, *_pressed(plan.press, points, 0.045)), points


def _digit(digit: tuple[Point, float, float], turn: float, lift: float) -> Shape:
    """A toe or finger; a lifted one comes towards the onlooker, so it looks shorter."""
    (across, up), long, thick = digit
    seen = long * (1.0 - 0.45 * lift)
    tip = (across + seen * math.cos(math.radians(turn)), up + seen * math.sin(math.radians(turn)))
    return Shape(
        ((across, up, thick * 0.92), (*tip, thick * (1.0 + 0.12 * lift))),
        "far" if lift else "near",
        0.2 + lift,
    )


def _pressed(names: tuple[str, ...], points: Mapping[str, Point], radius: float) -> Iterator[Shape]:
    for name in names:
        wanted = [point for known, point in points.items() if known == name or known.startswith(f"{name} ")]
        for point in wanted:
            yield Shape(((*point, radius if name in points else radius * 0.52),), "pressed", 3.0)


# props

WALL, HIGH = 0.05, 1.12
SIZES = {
    "ball": 0.035,
    "stick": 0.009,
    "bar": 0.012,
    "plates": 0.13,
    "band": 0.006,
    "weight": 0.034,
    "towel": 0.014,
}
BEHIND, BEFORE = -9.0, 9.0


def _prop(prop: Prop, around: Scene, centre: float) -> Iterator[Shape]:
    across, up = around.place(prop.at)
    depth = BEFORE if prop.in_front else BEHIND
    size = prop.size or SIZES.get(prop.kind, 0.0)
    match prop.kind:
        case "wall":
            outer = across + (WALL if across > centre else -WALL)
            yield _block((min(across, outer), 0.0), (max(across, outer), up or HIGH), "wall", depth)
        case "box" | "mat" | "cushion":
            yield _block(
                (across, up), around.place(prop.to), "soft" if prop.kind == "cushion" else "wood", depth
            )
        case "chair":
            yield from _chair(across, up or 0.27, size or 1.0, depth)
        case "plates":
            yield Shape(((across, up, size),), "plate", BEHIND)
            yield Shape(((across, up, 0.014),), "metal", BEFORE)
        case "ball" | "weight":
            yield Shape(((across, up, size),), "ball" if prop.kind == "ball" else "metal", depth)
        case "bar" if prop.to == (0.0, 0.0):
            yield Shape(((across, up, size),), "metal", BEFORE)
        case _:
            paint = {"bar": "metal", "stick": "wood", "band": "band", "towel": "band"}[prop.kind]
            yield Shape(((across, up, size), (*around.place(prop.to), size)), paint, depth)


def _block(low: Point, high: Point, paint: str, depth: float) -> Shape:
    edge = 0.006
    corners = ((low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1]))
    inside = [
        (across + (edge if across == low[0] else -edge), up + (edge if up == low[1] else -edge))
        for across, up in corners
    ]
    return Shape(tuple((across, up, edge) for across, up in inside), paint, depth)


def _chair(across: float, seat: float, facing: float, depth: float) -> Iterator[Shape]:
    """Seat, legs and back; `facing` 1 looks to the right, -1 to the left."""
    back, front = across - 0.12 * facing, across + 0.12 * facing
    low, high = min(back, front), max(back, front)
    yield _block((low, seat - 0.03), (high, seat), "wood", depth)
    for leg in (low, high - 0.02):
        yield _block((leg, 0.0), (leg + 0.02, seat - 0.02), "wood", depth)
    yield _block((back - 0.012, seat - 0.02), (back + 0.012, seat + 0.27), "wood", depth)
