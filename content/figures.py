"""Figures: how a drill is done, as poses and props. The file beside a card or drill holds one, as TOML.

    alt = "…"                 what it shows, for who cannot see it
    view = "side"             or front, back, half (between side and front), foot or hand (from above)
    loop = "back"             there and back; "round": on and round again; left out: a still only
    feel_side = "near"        where the felt area is marked: near, far or both
    layers = ["generator"]    the layers of the model that are coloured
    [[props]]                 kind = "wall", at = 0.3 …
    [[stages]]                says = "…", a pose, arrows, props of its own

Lengths are fractions of the body's height, angles degrees; content/poses.py has the pose's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from hashlib import blake2b
from typing import Any, Literal, TypeVar, get_args

from content.header import ContentError, read_toml
from content.poses import SIDES, Arm, Leg, Pose

View = Literal["side", "front", "back", "half", "foot", "hand"]
Loop = Literal["", "back", "round"]
Grip = Literal["", "thumb", "hook"]
PropKind = Literal[
    "wall", "box", "chair", "cushion", "ball", "stick", "bar", "plates", "band", "weight", "towel", "mat"
]
PLANS = ("foot", "hand")
"""Views of a single foot or hand, from above."""
STAGES = range(1, 5)
LONGEST_CAPTION = 44
"""Characters under a stage that are read at the size of a phone."""
DRAWING = 5
"""Raised when figures are drawn in another way, so that pictures kept on disk are drawn anew."""

Point = tuple[float, float]
Place = Point | str
"""A point of the picture, or the name of a joint ("near knee")."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Prop:
    """A thing beside the body. `at` is a point, `to` its other end, `size` its height or radius."""

    kind: PropKind
    at: Place = (0.0, 0.0)
    to: Place = (0.0, 0.0)
    size: float = 0.0
    in_front: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """A movement: from a place by so much; `bend` bows it to its left."""

    at: Place
    by: Point
    bend: float = 0.0


@dataclass(frozen=True, slots=True)
class Label:
    """A word beside a place, and by how much it is set off."""

    at: Place
    says: str
    by: Point = (0.1, 0.05)


@dataclass(frozen=True, slots=True)
class Plan:
    """A foot or hand from above: `spread` fans toes or fingers (degrees between neighbours)."""

    spread: float = 2.0
    press: tuple[str, ...] = ()
    """Points that carry: heel, big, little, toes, fingers, palm, index."""
    lift: float = 0.0
    """How far the toes are off the floor, from 0 to 1."""
    grip: Grip = ""
    """Of a hand: round a bar, seen from the front, its thumb laid on first; then the hook over it."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One picture of the movement."""

    says: str
    view: View
    pose: Pose
    plan: Plan = Plan()
    props: tuple[Prop, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    labels: tuple[Label, ...] = ()
    down: tuple[str, ...] = ()
    """Joints that rest on the floor or a prop."""
    frame: tuple[float, float, float, float] | None = None
    """What part is seen: left, bottom, right, top; all that is drawn when left out."""
    stay: float = 1.1
    """Seconds that a loop rests here."""
    is_felt: bool = True
    """The area where it should be felt is marked."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture before it is drawn."""

    slug: str
    alt: str
    """What it shows, in words from which the drill can be done without seeing it."""
    key: str
    """A short hash over all that is drawn: the same key, the same picture."""
    loop: Loop = ""
    stages: tuple[Stage, ...] = ()
    feel: tuple[str, ...] = ()
    """Where it should be felt: the spots of the drill."""
    feel_side: Literal["near", "far", "both"] = "near"
    layers: tuple[str, ...] = ()

    @property
    def does_move(self) -> bool:
        """Drawn as a looping animation, and as a still."""
        return bool(self.loop)


def read_figure(slug: str, file: str, text: str, feel: tuple[str, ...], faults: list[ContentError]) -> Figure:
    """The figure of that file; without value when a fault was added. `feel` are the spots of its drill."""
    reader = _Reader(file, faults)
    key = blake2b(f"{DRAWING}\0{text}\0{','.join(feel)}".encode(), digest_size=6).hexdigest()
    try:
        table = read_toml(file, text)
    except ContentError as fault:
        faults.append(fault)
        return Figure(slug, "", key)
    top = reader.table(table, TOP, "the figure", 1)
    shared = Stage(
        says="",
        view=reader.choice("view", top.get("view", "side"), get_args(View), 1),
        pose=Pose((0.0, 0.0)),
        props=tuple(reader.prop(one, 1) for one in _tables(top.get("props"))),
        frame=reader.frame(top.get("frame"), 1),
    )
    stages = tuple(
        reader.stage(one, shared, line)
        for one, line in zip(_tables(top.get("stages")), stage_lines(text), strict=False)
    )
    if len(stages) not in STAGES:
        mend = f"write {STAGES.start} to {STAGES.stop - 1} times [[stages]] with a pose below it"
        faults.append(ContentError(file, 1, f"the figure has {len(stages)} stages", mend))
    return Figure(
        slug=slug,
        alt=reader.words("alt", top.get("alt", ""), 1),
        key=key,
        loop=reader.choice("loop", top.get("loop", ""), get_args(Loop), 1),
        stages=stages,
        feel=feel,
        feel_side=reader.choice("feel_side", top.get("feel_side", "near"), ("near", "far", "both"), 1),
        layers=tuple(reader.choice("layers", one, LAYERS, 1) for one in top.get("layers", ())),
    )


def stage_lines(text: str) -> list[int]:
    """The lines of a figure's file on which its stages begin."""
    lines = enumerate(text.split("\n"), 1)
    return [number for number, line in lines if re.match(r"\s*\[\[\s*stages\s*\]\]", line)]


LAYERS = ("generator", "link", "connection")
TOP = ("alt", "view", "frame", "loop", "feel_side", "layers", "props", "stages")
LIMBS = ("legs", "near_leg", "far_leg", "arms", "near_arm", "far_arm")
STAGE = (
    *("says", "view", "pelvis", "aside", "trunk", "lean", "neck", *LIMBS),
    *("spread", "press", "lift", "grip", "props", "arrows", "labels", "down", "frame", "felt", "stay"),
)


FLAGS, WORDS = ("fist", "in_front", "behind_head"), ("kind", "says")
PLACES, POINTS = ("at", "to"), ("by", "foot", "hand")
"""What the parts of limbs, props, arrows and labels are; all others are numbers."""


class _Reader:
    """Takes a figure's tables apart and notes every fault with the line of its stage."""

    def __init__(self, file: str, faults: list[ContentError]) -> None:
        self._file = file
        self._faults = faults

    def table(self, table: object, known: Iterable[str], what: str, line: int) -> dict[str, Any]:
        """A table with these names only."""
        if not isinstance(table, dict):
            self._fault(line, f"{what} has to be a table", "write it as: { name = value }")
            return {}
        for name in sorted(set(table) - set(known)):
            self._fault(line, f"{what} does not know {name!r}", f"known here: {', '.join(known)}")
        return {name: table[name] for name in known if name in table}

    def stage(self, table: object, shared: Stage, line: int) -> Stage:
        """One stage. What it does not say is that of all stages; its props replace those of the same kind."""
        given = self.table(table, STAGE, "a stage", line)
        own = tuple(self.prop(one, line) for one in _tables(given.get("props")))
        kinds = {prop.kind for prop in own}
        says = self.words("says", given.get("says", ""), line)
        if len(says) > LONGEST_CAPTION:
            self._fault(line, f"says has {len(says)} characters", f"cut it to {LONGEST_CAPTION}")
        return Stage(
            says=says,
            view=self.choice("view", given.get("view", shared.view), get_args(View), line),
            pose=self._pose(given, line),
            plan=Plan(
                self.number("spread", given.get("spread", 2.0), line),
                tuple(str(one) for one in given.get("press", ())),
                self.number("lift", given.get("lift", 0.0), line),
                self.choice("grip", given.get("grip", ""), get_args(Grip), line),
            ),
            props=(*(prop for prop in shared.props if prop.kind not in kinds), *own),
            arrows=tuple(self._value(Arrow, one, "an arrow", line) for one in _tables(given.get("arrows"))),
            labels=tuple(self._value(Label, one, "a label", line) for one in _tables(given.get("labels"))),
            down=tuple(str(one) for one in given.get("down", ())),
            frame=self.frame(given.get("frame"), line) or shared.frame,
            stay=self.number("stay", given.get("stay", 1.1), line),
            is_felt=self._flag("felt", given.get("felt", True), line),
        )

    def frame(self, value: object, line: int) -> tuple[float, float, float, float] | None:
        """Four edges, or None."""
        if value is None:
            return None
        if isinstance(value, list) and len(value) == 4 and all(isinstance(one, int | float) for one in value):
            left, bottom, right, top = map(float, value)
            if left < right and bottom < top:
                return (left, bottom, right, top)
        self._fault(
            line, "frame has to be left, bottom, right, top", "write it as: frame = [-0.2, 0, 0.3, 0.5]"
        )
        return None

    def prop(self, table: object, line: int) -> Prop:
        """One prop."""
        prop = self._value(Prop, table, "a prop", line)
        return replace(prop, kind=self.choice("kind", prop.kind, get_args(PropKind), line))

    def _pose(self, given: Mapping[str, Any], line: int) -> Pose:
        legs = [
            self._value(Leg, given.get(f"{side}_leg", given.get("legs", {})), "a leg", line) for side in SIDES
        ]
        arms = [
            self._value(Arm, given.get(f"{side}_arm", given.get("arms", {})), "an arm", line)
            for side in SIDES
        ]
        aside, trunk, lean, neck = (
            self.number(name, given.get(name, 0.0), line) for name in ("aside", "trunk", "lean", "neck")
        )
        pelvis = self._point("pelvis", given.get("pelvis", [0.0, 0.53]), line)
        return Pose(pelvis, aside, trunk, lean, neck, legs[0], legs[1], arms[0], arms[1])

    def _value(self, kind: type[T], table: object, what: str, line: int) -> T:
        """A value of that class, of the table's numbers, points and words."""
        names = [one.name for one in fields(kind)]  # type: ignore[arg-type]
        given = self.table(table, names, what, line)
        try:
            return kind(**{name: self._part(name, value, line) for name, value in given.items()})
        except TypeError:
            needed = ", ".join(names[:2])
            self._fault(line, f"{what} is not complete", f"it needs at least {needed}")
            return kind(**dict.fromkeys(names[:2], ""))

    def _part(self, name: str, value: object, line: int) -> object:
        if name in FLAGS:
            return self._flag(name, value, line)
        if name in WORDS or (name in PLACES and isinstance(value, str)):
            return self.words(name, value, line)
        return (
            self._point(name, value, line) if name in (*PLACES, *POINTS) else self.number(name, value, line)
        )

    def _flag(self, name: str, value: object, line: int) -> bool:
        if not isinstance(value, bool):
            self._fault(
                line, f"{name} has to be true or false", f"write it as: {name} = true, without quotes"
            )
        return value is True

    def _point(self, name: str, value: object, line: int) -> Point:
        match value:
            case [int() | float() as across, int() | float() as up]:
                return (float(across), float(up))
        self._fault(line, f"{name} has to be a place", f"write it as: {name} = [0.1, 0.5]")
        return (0.0, 0.0)

    def number(self, name: str, value: object, line: int) -> float:
        """A number."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        self._fault(line, f"{name} has to be a number", f"write it as: {name} = 20")
        return 0.0

    def words(self, name: str, value: object, line: int) -> str:
        """Words that may not be missing."""
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
        self._fault(line, f"{name} is missing", f'write it as: {name} = "words"')
        return ""

    def choice(self, name: str, value: object, allowed: tuple[Any, ...], line: int) -> Any:
        """One of the allowed words."""
        if value not in allowed:
            mend = f"choose one of: {', '.join(filter(None, allowed))}"
            self._fault(line, f"{name} is {value!r}", mend)
        return value if value in allowed else allowed[0]

    def _fault(self, line: int, what: str, mend: str) -> None:
        self._faults.append(ContentError(self._file, line, what, mend))


def _tables(value: object) -> list[object]:
    return value if isinstance(value, list) else []


# between two stages


def does_flow(one: Stage, other: Stage) -> bool:
    """One moves into the other: the same view, both whole or both a part. Else it is a cut."""
    return one.view == other.view and (one.frame is None) == (other.frame is None)


def between(one: Stage, other: Stage, share: float) -> Stage:
    """What lies between two stages: numbers move, all else is the first one's.

    Raises ValueError where a limb is placed in one and bent in the other.
    """
    return _between(one, other, share)  # type: ignore[no-any-return]


def _between(one: Any, other: Any, share: float) -> Any:
    if (one is None) != (other is None):
        raise ValueError("a limb is placed in one stage and bent in the other")
    if isinstance(one, float) and isinstance(other, float):
        return one + (other - one) * share
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        return tuple(_between(a, b, share) for a, b in zip(one, other, strict=True))
    if not is_dataclass(one):
        return one
    parts = {part.name: (getattr(one, part.name), getattr(other, part.name)) for part in fields(one)}
    return replace(one, **{name: _between(*pair, share) for name, pair in parts.items()})  # type: ignore[type-var]
