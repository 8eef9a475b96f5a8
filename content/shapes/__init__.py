"""What a stage of a figure looks like, as shapes on a plane: bodies, hands, feet and props. Pure.

    Stage ─ skeleton.stand ─> Body ─ body, felt ─> shapes ┐
    Stage ─ plans (a foot or hand from above) ───> shapes ┴ props ─> Scene

Lengths are fractions of the body's height, up is positive; of a foot or hand from above, of its own length.
"""

from __future__ import annotations

from content.figures import PLANS, Stage
from content.poses import Side
from content.shapes.body import body_shapes
from content.shapes.felt import SPOTS, felt_shapes
from content.shapes.plans import foot_from_above, hand_from_above
from content.shapes.props import prop_shapes
from content.shapes.shape import Circle, Scene, Shape, look_from
from content.skeleton import stand

__all__ = ["SPOTS", "Circle", "Scene", "Shape", "scene"]


def scene(stage: Stage, feel: tuple[str, ...] = (), sides: tuple[Side, ...] = ("near",)) -> Scene:
    """The stage worked out, the spots that are felt marked on these sides.

    Raises skeleton.Unreachable, and KeyError for a joint that is not there.
    """
    bare = _plan(stage) if stage.view in PLANS else _body(stage, feel, sides)
    centre = sum(across for across, _ in bare.points.values()) / len(bare.points)
    things = (shape for prop in stage.props for shape in prop_shapes(prop, bare, centre))
    return Scene(tuple(sorted((*things, *bare.shapes), key=_depth)), bare.felt, bare.points)


def _plan(stage: Stage) -> Scene:
    shapes, points = (foot_from_above if stage.view == "foot" else hand_from_above)(stage.plan)
    return Scene(shapes, (), points)


def _body(stage: Stage, feel: tuple[str, ...], sides: tuple[Side, ...]) -> Scene:
    body, look = stand(stage.pose), look_from(stage.view)
    points = {name: look(at)[:2] for name, at in body.points.items()}
    has_far_side = stage.view in ("side", "half")
    shapes = tuple(body_shapes(body, stage.pose, look, "far" if has_far_side else "near"))
    felt = tuple(felt_shapes(body, stage.pose, look, feel, sides)) if stage.is_felt else ()
    return Scene(shapes, felt, points)


def _depth(shape: Shape) -> float:
    return shape.depth
