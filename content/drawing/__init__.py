"""Draws figures with Pillow: a still of all stages, a loop that moves through them, a sheet of many.

    Figure > scenes (content.shapes) > framed > panels (pen) > with words (lettering) > PNG or GIF

The same figure always gives the same bytes.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw

from content.boards import Board, Certificate
from content.charts import Chart, Personal
from content.drawing.boards import draw_board, draw_certificate
from content.drawing.charts import draw_chart
from content.drawing.lettering import INK, PAPER, caption, caption_height, font, title
from content.drawing.pen import Box, Pen, height, width
from content.figures import PLANS, Figure, Stage, between, does_flow
from content.poses import Side
from content.shapes import Scene, Shape, scene

WIDTH, TALLEST = 1080, 1350
"""Pixels of a still; a phone shows it at about a third of that."""
MARGIN, GAP, CAPTION, LEGEND, TEXT = 36, 24, 104, 52, 34
"""Pixels of a still: around all, between stages, under a stage and under all for words; the size of words."""
MOVING, MOVING_CAPTION, MOVING_TEXT = 480, 70, 23
"""Pixels of a moving picture: across, under the body for its words, the size of the words."""
STEPS, STEP_MS = 9, 60
"""Of a moving picture: frames from one stage to the next, and how long each is shown."""
SHEET_CELL, SHEET_TEXT = 300, 22
LETTER = 0.022
"""Body heights across a letter of a label, about."""
MOST_COLUMNS = 3
"""More would leave captions no room."""
EDGE = 0.02
"""Body heights around all that is drawn."""
STILL_COLOURS, MOVING_COLOURS = 128, 48


@dataclass(frozen=True, slots=True)
class Shot:
    """A stage worked out, and the part of the plane that is shown of it."""

    stage: Stage
    scene: Scene
    frame: Box
    layers: tuple[str, ...]


def still(figure: Figure) -> bytes:
    """All stages of a figure beside each other, as a PNG."""
    shots = _shots(figure, figure.stages)
    columns, scale = _layout(shots)
    across = (WIDTH - 2 * MARGIN - (columns - 1) * GAP) // columns
    rows = [shots[first : first + columns] for first in range(0, len(shots), columns)]
    room = (TALLEST - 2 * MARGIN - (len(rows) - 1) * GAP) // len(rows) - CAPTION
    heights = [_height(row, across, room, scale) for row in rows]
    captions = [_captions(row, across, len(shots) > 1) for row in rows]
    foot = LEGEND if figure.feel else 0
    down = 2 * MARGIN + sum(heights) + sum(captions) + (len(rows) - 1) * GAP + foot
    whole = Image.new("RGB", (WIDTH, down), PAPER)
    top, number = MARGIN, 0
    for row, high, words in zip(rows, heights, captions, strict=True):
        left = (WIDTH - len(row) * (across + GAP) + GAP) // 2
        for shot in row:
            number += 1
            whole.paste(_panel(shot, (across, high), _scale(shot, (across, high), scale)), (left, top))
            shown = number if len(shots) > 1 else 0
            caption(whole, (left, top + high + 10, across), shown, shot.stage.says, TEXT)
            left += across + GAP
        top += high + words + GAP
    if foot:
        _legend(whole, figure.feel, whole.height - MARGIN - TEXT - 6)
    return _png(whole)


def moving(figure: Figure) -> bytes:
    """The figure in motion, as a GIF that loops. Arrows stay only where nothing moves."""
    steps = list(_steps(figure))
    shots = _shots(figure, [step.stage for step in steps])
    tall = max(height(shot.frame) / width(shot.frame) for shot in shots)
    size = (MOVING, round(MOVING * min(max(tall, 0.7), 1.15)))
    frames = []
    for shot, step in zip(shots, steps, strict=True):
        whole = Image.new("RGB", (MOVING, size[1] + MOVING_CAPTION), PAPER)
        scale = min((size[0] - GAP) / width(shot.frame), (size[1] - GAP) / height(shot.frame))
        whole.paste(_panel(shot, size, scale), (0, 0))
        says = figure.stages[step.number - 1].says
        caption(whole, (GAP, size[1] + 6, MOVING - 2 * GAP), step.number, says, MOVING_TEXT)
        frames.append(whole)
    return _gif(frames, [step.milliseconds for step in steps], _rests(steps))


def personal(found: Personal) -> bytes:
    """What is drawn for one person or group, as a PNG."""
    match found:
        case Chart():
            return _png(draw_chart(found))
        case Board():
            return _png(draw_board(found))
        case Certificate():
            return _png(draw_certificate(found))


def contact_sheet(figures: Sequence[tuple[str, Figure]], columns: int = 6) -> bytes:
    """Every figure small, its title below, as one PNG."""
    step, line = SHEET_CELL + GAP, 2 * SHEET_TEXT + GAP
    rows = math.ceil(len(figures) / columns)
    whole = Image.new("RGB", (columns * step + GAP, rows * (step + line) + GAP), PAPER)
    for number, (words, figure) in enumerate(figures):
        small = Image.open(io.BytesIO(still(figure))).convert("RGB")
        small.thumbnail((SHEET_CELL, SHEET_CELL), Image.Resampling.LANCZOS)
        left, top = GAP + number % columns * step, GAP + number // columns * (step + line)
        whole.paste(small, (left + (SHEET_CELL - small.width) // 2, top + SHEET_CELL - small.height))
        title(whole, (left, top + SHEET_CELL + 8, SHEET_CELL), words, SHEET_TEXT)
    return _png(whole)


# what is seen


def _shots(figure: Figure, stages: Sequence[Stage]) -> list[Shot]:
    """The stages in frames: one for all stages of a view, so that movement shows."""
    sides: tuple[Side, ...] = ("near", "far") if figure.feel_side == "both" else (figure.feel_side,)
    scenes = [scene(stage, figure.feel, sides) for stage in stages]
    frames: dict[object, Box] = {}
    for stage, seen in zip(stages, scenes, strict=True):
        box = stage.frame or _around(stage, seen)
        known = frames.get((stage.view, stage.frame), box)
        frames[stage.view, stage.frame] = (*map(min, known[:2], box[:2]), *map(max, known[2:], box[2:]))  # type: ignore[assignment]
    return [
        Shot(stage, seen, frames[stage.view, stage.frame], figure.layers)
        for stage, seen in zip(stages, scenes, strict=True)
    ]


def _around(stage: Stage, seen: Scene) -> Box:
    """The box around all that is drawn, a strip of floor below it."""
    circles = [circle for shape in seen.shapes for circle in shape.circles]
    for arrow in stage.arrows:
        start = seen.place(arrow.at)
        circles += [(*start, 0.03), (start[0] + arrow.by[0], start[1] + arrow.by[1], 0.03)]
    for label in stage.labels:
        at = seen.place(label.at)
        end = at[0] + label.by[0] + math.copysign(LETTER * len(label.says), label.by[0])
        circles.append((end, at[1] + label.by[1], 0.03))
    if stage.view not in PLANS:
        circles.append((circles[0][0], 0.0, 0.03))
    return (
        min(across - radius for across, _, radius in circles) - EDGE,
        min(up - radius for _, up, radius in circles) - EDGE,
        max(across + radius for across, _, radius in circles) + EDGE,
        max(up + radius for _, up, radius in circles) + EDGE,
    )


def _layout(shots: Sequence[Shot]) -> tuple[int, float]:
    """How many columns show the stages largest, and the pixels to a body height then."""
    best = (1, 0.0)
    whole = [shot for shot in shots if not shot.stage.frame] or shots
    for columns in range(1, min(len(shots), MOST_COLUMNS) + 1):
        rows = math.ceil(len(shots) / columns)
        across = (WIDTH - 2 * MARGIN - (columns - 1) * GAP) / columns
        down = (TALLEST - 2 * MARGIN - (rows - 1) * GAP) / rows - CAPTION
        scale = min(min(across / width(shot.frame), down / height(shot.frame)) for shot in whole)
        if scale > best[1] * 1.02:
            best = (columns, scale)
    return best


def _captions(row: Sequence[Shot], across: int, is_numbered: bool) -> int:
    """Pixels under a row for its words."""
    return 20 + max(caption_height(is_numbered, shot.stage.says, TEXT, across) for shot in row)


def _height(row: Sequence[Shot], across: int, room: int, scale: float) -> int:
    """Pixels of a row: bodies in the scale of the picture; parts alone as large as there is room."""
    whole = [height(shot.frame) * scale for shot in row if not shot.stage.frame]
    parts = [min(across * height(shot.frame) / width(shot.frame), room) for shot in row]
    return math.ceil(max(whole or parts))


def _scale(shot: Shot, size: tuple[int, int], scale: float) -> float:
    """Whole bodies share the scale of the picture; a part fills its panel."""
    fits = min(size[0] / width(shot.frame), size[1] / height(shot.frame))
    return fits if shot.stage.frame else scale


@dataclass(frozen=True, slots=True)
class Step:
    """One frame of a loop: `number` is the stage that it leads to."""

    stage: Stage
    number: int
    milliseconds: int


def _steps(figure: Figure) -> Iterator[Step]:
    """Every frame of the loop. Between two stages of one view it moves, slowly at both ends."""
    stages = list(enumerate(figure.stages, 1))
    way = stages + (stages[-2:0:-1] if figure.loop == "back" else [])
    for (number, stage), (after, following) in zip(way, way[1:] + way[:1], strict=True):
        does_move = any(does_flow(stage, other) for _, other in way if other is not stage)
        bare = replace(stage, arrows=()) if does_move else stage
        yield Step(bare, number, max(round(stage.stay * 1000), STEP_MS))
        for step in range(1, STEPS) if does_flow(stage, following) else ():
            share = (1 - math.cos(math.pi * step / STEPS)) / 2
            yield Step(between(bare, following, share), after, STEP_MS)


def _rests(steps: Sequence[Step]) -> list[int]:
    """A frame of each stage as it is written."""
    last = {step.number: index for index, step in enumerate(steps)}
    return sorted({0, *last.values()})


def _panel(shot: Shot, size: tuple[int, int], scale: float) -> Image.Image:
    """One stage, without its words."""
    pen = Pen(size, shot.frame, scale)
    if shot.stage.view not in PLANS:
        pen.floor()
    for shape in shot.scene.shapes:
        pen.shape(replace(shape, paint=shape.layer) if shape.layer in shot.layers else shape)
    for shape in _layers(shot):
        pen.shape(shape)
    for shape in shot.scene.felt:
        pen.shape(shape)
        pen.ring(shape)
    for arrow in shot.stage.arrows:
        pen.arrow(shot.scene.place(arrow.at), arrow.by, arrow.bend)
    for label in shot.stage.labels:
        pen.label(shot.scene.place(label.at), label.by, label.says)
    return pen.finished()


_LAYERS = {
    "generator": (
        (("near hip", 0.062), ("far hip", 0.062)),
        (("near shoulder", 0.040), ("far shoulder", 0.040), ("pelvis", 0.052)),
    ),
    "link": tuple(((f"{side} {joint}", 0.036),) for side in ("near", "far") for joint in ("knee", "elbow")),
}
"""Joints, and how far around them a layer of the model is coloured, where no shape is all of one layer."""


def _layers(shot: Shot) -> Iterator[Shape]:
    for layer in shot.layers:
        for joints in _LAYERS.get(layer, ()):
            yield Shape(
                tuple((*shot.scene.points[joint], radius) for joint, radius in joints), layer, has_seam=False
            )


def _legend(image: Image.Image, feel: tuple[str, ...], top: int) -> None:
    """What the striped area is: a patch of it, and the names of the spots."""
    words = ", ".join(feel)
    left = round((image.width - font(TEXT).getlength(words) - TEXT * 1.5) / 2)
    pen = Pen((TEXT, TEXT), (0.0, 0.0, 1.0, 1.0), TEXT)
    pen.shape(Shape(((0.28, 0.5, 0.26), (0.72, 0.5, 0.26)), "felt"))
    image.paste(pen.finished(), (left, top))
    ImageDraw.Draw(image).text((left + TEXT * 1.5, top - 2), words, INK, font(TEXT))


# files


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    colours = image.quantize(STILL_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    colours.save(file, "PNG")
    return file.getvalue()


def _gif(images: Sequence[Image.Image], milliseconds: Sequence[int], kinds_of: Sequence[int]) -> bytes:
    """All frames in the colours of some of them, which hold everything that is ever shown."""
    kinds = Image.new("RGB", (images[0].width, images[0].height * len(kinds_of)), PAPER)
    for row, number in enumerate(kinds_of):
        kinds.paste(images[number], (0, row * images[0].height))
    palette = kinds.quantize(MOVING_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    first, *rest = (image.quantize(palette=palette, dither=Image.Dither.NONE) for image in images)
    file = io.BytesIO()
    first.save(
        file, "GIF", save_all=True, append_images=rest, duration=list(milliseconds), loop=0, disposal=1
    )
    return file.getvalue()
