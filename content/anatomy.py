"""Could a body do this? What is wrong with a figure's poses, stage by stage and on the way between them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from content.figures import PLANS, Figure, Prop, Stage, between, does_flow
from content.shapes import SPOTS, scene
from content.skeleton import SKIN, TOUCH, Body, Unreachable, stand, strains

ON_THE_WAY = (0.25, 0.5, 0.75)
"""Shares of the way between two stages that are looked at."""
TOPS = ("box", "cushion", "mat", "chair")
"""Props that something can rest on."""
Flaw = tuple[int, str, str]
"""The number of a stage, what is wrong, and what to do."""


def flaws(figure: Figure) -> Iterator[Flaw]:
    """Everything that no body could do, and every name that the figure does not have."""
    for number, stage in enumerate(figure.stages, 1):
        yield from ((number, what, mend) for what, mend in _unknown(stage))
        if stage.view not in PLANS:
            yield from ((number, what, mend) for what, mend in _impossible(stage))
    yield from _on_the_way(figure)
    for spot in figure.feel:
        if spot not in SPOTS:
            yield 1, f"nothing is known of the place {spot!r}", "add it to SPOTS in content/shapes/felt.py"


def _on_the_way(figure: Figure) -> Iterator[Flaw]:
    stages = figure.stages if figure.loop != "round" else (*figure.stages, *figure.stages[:1])
    pairs = pairwise(stages) if figure.loop else ()
    for number, (stage, following) in enumerate(pairs, 1):
        if stage.view in PLANS or not does_flow(stage, following):
            continue
        for share in ON_THE_WAY:
            try:
                on_the_way = between(stage, following, share)
            except ValueError as error:
                yield number, f"on the way to the next stage: {error}", "say that limb the same way in both"
                break
            found = next(_impossible(on_the_way, rests=False), None)
            if found:
                yield number, f"on the way to the next stage: {found[0]}", found[1]
                break


def _unknown(stage: Stage) -> Iterator[tuple[str, str]]:
    try:
        seen = scene(stage)
    except Unreachable:
        return
    except KeyError as missing:
        yield f"there is no joint {missing}", 'name one such as "near knee", or a place such as [0.1, 0.5]'
        return
    for where in (*stage.down, *(arrow.at for arrow in stage.arrows), *(label.at for label in stage.labels)):
        if isinstance(where, str) and where not in seen.points:
            yield f"there is no joint {where!r}", f"known here: {', '.join(seen.points)}"


def _impossible(stage: Stage, *, rests: bool = True) -> Iterator[tuple[str, str]]:
    try:
        body = stand(stage.pose)
    except Unreachable as error:
        yield str(error), "put it nearer, or move the pelvis"
        return
    yield from ((strain, "bend it less") for strain in strains(body))
    for joint, radius in SKIN.items():
        under = body.points[joint][1] - radius
        if under < -TOUCH:
            yield f"the {joint} is {-under:.3f} under the floor", "lift it"
    for joint in stage.down if rests else ():
        if joint in body.points and (gap := _gap(body, joint, stage.props)) > TOUCH:
            yield f"the {joint} hangs {gap:.3f} off what it should rest on", "let it down"


def _gap(body: Body, joint: str, props: tuple[Prop, ...]) -> float:
    """How far a joint's skin is from the nearest surface: the floor, or the top of a prop."""
    under = body.points[joint][1] - SKIN.get(joint, 0.0)
    return min(abs(under - top) for top in (0.0, *(_top(prop) for prop in props if prop.kind in TOPS)))


def _top(prop: Prop) -> float:
    end = prop.at if prop.kind == "chair" else prop.to
    return 0.0 if isinstance(end, str) else end[1]
