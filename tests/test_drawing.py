"""Pictures: the same each time, small, and with everything on them that a reader needs."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from content import drawing
from content.drawing.pen import ARROW, PAINTS
from content.figures import LAYERS, Figure, between
from content.gallery import PAGE, SHEET, write_gallery
from content.library import read_library
from content.pictures import Pictures
from content.shapes import scene
from tests.test_figures import FIGURES, RAISE, sound

LIBRARY = read_library()
FIGURE = sound(RAISE, ("calf",))
STILL_BYTES, MOVING_BYTES = 300 * 1024, 1024 * 1024


def pixels(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("RGB")


def count(picture: bytes, colour: tuple[int, int, int]) -> int:
    """Pixels that are all but of that colour."""
    off = ImageChops.difference(pixels(picture), Image.new("RGB", pixels(picture).size, colour))
    near = [band.point(lambda value: value < 14, "1") for band in off.split()]
    return ImageChops.logical_and(ImageChops.logical_and(near[0], near[1]), near[2]).histogram()[255]


def test_the_same_figure_gives_the_same_bytes() -> None:
    assert drawing.still(FIGURE) == drawing.still(sound(RAISE, ("calf",)))
    assert drawing.moving(FIGURE) == drawing.moving(sound(RAISE, ("calf",)))


def test_a_still_holds_all_stages_side_by_side() -> None:
    one = replace(FIGURE, stages=FIGURE.stages[:1])
    body = PAINTS["trunk"]
    assert count(drawing.still(FIGURE), body) > 0
    two, single = pixels(drawing.still(FIGURE)), pixels(drawing.still(one))
    assert two.width == single.width == drawing.WIDTH
    halves = [two.crop((0, 0, two.width // 2, two.height)), two.crop((two.width // 2, 0, *two.size))]
    for half in halves:
        file = io.BytesIO()
        half.save(file, "PNG")
        assert count(file.getvalue(), body) > 1000


def test_where_it_is_felt_stands_out_by_colour_and_by_stripes() -> None:
    felt, plain = drawing.still(FIGURE), drawing.still(sound(RAISE))
    assert count(felt, PAINTS["felt"]) > 200
    assert count(plain, PAINTS["felt"]) == 0
    assert count(felt, (255, 236, 214)) > count(plain, (255, 236, 214)) + 100


def frames(picture: bytes) -> list[bytes]:
    """Every frame of a moving picture, as a PNG."""
    loop = Image.open(io.BytesIO(picture))
    found = []
    for number in range(loop.n_frames):  # type: ignore[attr-defined]
        loop.seek(number)
        file = io.BytesIO()
        loop.convert("RGB").save(file, "PNG")
        found.append(file.getvalue())
    return found


def test_arrows_stand_on_a_still_and_not_on_what_moves() -> None:
    assert count(drawing.still(FIGURE), ARROW) > 200
    assert all(count(frame, ARROW) < 20 for frame in frames(drawing.moving(FIGURE)))


def test_there_and_back_passes_the_middle_twice() -> None:
    first, last = FIGURE.stages
    three = replace(FIGURE, stages=(first, between(first, last, 0.6), last))
    rests = {
        loop: Image.open(io.BytesIO(drawing.moving(replace(three, loop=loop)))).n_frames  # type: ignore[attr-defined]
        for loop in ("back", "round")
    }
    assert rests == {"back": 4 * drawing.STEPS, "round": 3 * drawing.STEPS}


def test_a_part_beside_a_whole_body_fills_its_panel() -> None:
    whole, part = (
        replace(FIGURE.stages[0], is_felt=False),
        replace(FIGURE.stages[1], frame=(-0.2, -0.02, 0.2, 0.3), arrows=(), labels=()),
    )
    mixed = replace(FIGURE, stages=(whole, part))
    both = replace(FIGURE, stages=(whole, replace(part, frame=None)))
    assert count(drawing.still(mixed), PAINTS["felt"]) > 1.3 * count(drawing.still(both), PAINTS["felt"])


def test_a_layer_of_the_model_is_coloured() -> None:
    bare = replace(sound(RAISE), layers=())
    for layer in LAYERS:
        coloured = count(drawing.still(replace(bare, layers=(layer,))), PAINTS[layer])
        assert coloured > count(drawing.still(bare), PAINTS[layer]) + 500, layer


def test_a_long_label_stands_whole_on_the_picture() -> None:
    """Ink reaches as far to the right as the words go, and paper comes after it."""
    said = sound(RAISE.replace('says = "straight"', 'says = "a knee that is quite straight"'))
    image = pixels(drawing.still(said)).crop((drawing.WIDTH - drawing.MARGIN // 2, 0, drawing.WIDTH, 300))
    assert all(band.getextrema()[0] == band.getextrema()[1] for band in image.split())


def test_a_hook_grip_closes_over_the_thumb() -> None:
    def hand(grip: str) -> bytes:
        text = f'alt = "x"\nview = "hand"\n[[stages]]\nsays = "grip"\ngrip = "{grip}"\n'
        return drawing.still(sound(text))

    assert count(hand("thumb"), PAINTS["thumb"]) > 1.5 * count(hand("hook"), PAINTS["thumb"]) > 0


def test_a_short_foot_has_a_higher_arch_and_a_shifted_body_stands_elsewhere() -> None:
    for old, new in (
        ("tilt = 10", "tilt = 10, arch = 1.0"),
        ("pelvis = [-0.05, 0.6]", "pelvis = [-0.05, 0.6]\naside = 0.05"),
    ):
        front = RAISE.replace('loop = "back"', 'view = "half"')
        assert drawing.still(sound(front)) != drawing.still(sound(front.replace(old, new)))


def test_a_fist_is_marked_where_it_holds() -> None:
    held = RAISE.replace("points = 80 }", "fist = true }")
    open_hand, fist = (scene(sound(text).stages[0], ("fingers",)).felt[0] for text in (RAISE, held))
    assert len(open_hand.circles) == 2
    assert len(fist.circles) == 1


def test_a_loop_moves_there_and_back_and_rests_at_each_stage() -> None:
    loop = Image.open(io.BytesIO(drawing.moving(FIGURE)))
    shown, frames = [], []
    for frame in range(loop.n_frames):  # type: ignore[attr-defined]
        loop.seek(frame)
        shown.append(loop.info["duration"])
        frames.append(loop.convert("RGB").tobytes())
    assert loop.info["loop"] == 0
    assert shown.count(round(FIGURE.stages[0].stay * 1000)) == 2
    assert len(frames) == 2 * drawing.STEPS
    assert len(set(frames)) >= drawing.STEPS


def test_a_crop_shows_the_part_larger() -> None:
    foot = tuple(replace(stage, frame=(-0.2, -0.02, 0.2, 0.3)) for stage in FIGURE.stages)
    near = replace(FIGURE, stages=foot)
    assert count(drawing.still(near), PAINTS["felt"]) > 2 * count(drawing.still(FIGURE), PAINTS["felt"])


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.slug)
def test_pictures_are_small(figure: Figure) -> None:
    assert len(drawing.still(figure)) < STILL_BYTES
    if figure.does_move:
        assert len(drawing.moving(figure)) < MOVING_BYTES


def test_a_picture_is_kept_under_what_it_shows(tmp_path: Path) -> None:
    pictures = Pictures(tmp_path / "pictures")
    moving = pictures.file(FIGURE)
    assert (moving.suffix, pictures.still(FIGURE).suffix) == (".gif", ".png")
    assert moving.read_bytes() == drawing.moving(FIGURE)
    moving.write_bytes(b"kept")
    assert pictures.file(FIGURE).read_bytes() == b"kept"
    changed = sound(RAISE.replace("tilt = 45", "tilt = 40"), ("calf",))
    assert pictures.file(changed) != moving
    assert pictures.file(replace(changed, loop="")).suffix == ".png"


def test_the_gallery_shows_every_drill_and_card_with_a_figure(tmp_path: Path) -> None:
    drills = {slug: LIBRARY.drills[slug] for slug in ("tripod-stance", "heel-off-calf-raise")}
    library = replace(LIBRARY, drills=drills, cards={"links": LIBRARY.cards["links"]})
    written = write_gallery(library, tmp_path / "new" / "gallery")
    page = written.page.read_text("utf-8")
    assert (written.page.name, written.sheet.name, written.count) == (PAGE, SHEET, 3)
    for drill in drills.values():
        assert drill.figure is not None
        assert f'id="{drill.slug}"' in page
        assert page.count("data:image/png;base64,") == 3
        assert drill.steps[0].split(".")[0] in page
    assert "data:image/gif;base64," in page
    assert pixels(written.sheet.read_bytes()).width > drawing.SHEET_CELL
    assert 0 < written.largest_still < STILL_BYTES
