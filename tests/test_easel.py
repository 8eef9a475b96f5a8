"""Pictures are drawn once, beside the conversation, and never cost anybody the words."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.easel import Drawn, Easel
from content import drawing
from content.figures import Figure
from content.photos import Album
from content.pictures import Pictures
from tests.figures import CHART, figure

STILL = figure("bridge-hold")
MOVING = figure("tripod-stance", does_move=True)


@dataclass
class Paper(Pictures):
    """A folder whose artist waits for a sign and keeps count."""

    folder: Path
    may_draw: threading.Event = field(default_factory=threading.Event)
    drawn: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(self.folder)

    def still(self, figure: Figure) -> Path:
        if (self.folder / f"{figure.slug}-{figure.key}.png").exists():
            return super().still(figure)
        self.drawn.append(figure.slug)
        assert self.may_draw.wait(5)
        return super().still(figure)


async def test_a_figure_becomes_a_png_or_a_gif_that_moves_with_its_alt_text(tmp_path: Path) -> None:
    easel = Easel(Pictures(tmp_path / "pictures"), Album(tmp_path))
    drawn = await easel.draw(STILL)
    assert drawn is not None
    assert (drawn.alt, drawn.content) == (STILL.alt, drawing.still(STILL))
    assert drawn.file
    assert drawn.file.read_bytes() == drawn.content
    assert drawn.name == drawn.file.name == f"bridge-hold-{STILL.key}.png"
    moving = await easel.draw(MOVING)
    assert moving is not None
    assert (moving.content, moving.name[-4:]) == (drawing.moving(MOVING), ".gif")


def test_a_chart_becomes_a_png_that_is_kept_nowhere(tmp_path: Path) -> None:
    drawn = asyncio.run(Easel(Pictures(tmp_path / "pictures"), Album(tmp_path)).draw(CHART))
    assert drawn is not None
    assert (drawn.alt, drawn.content, drawn.file) == (CHART.alt, drawing.personal(CHART), None)
    assert list(tmp_path.iterdir()) == []


def test_without_a_figure_there_is_no_picture(tmp_path: Path) -> None:
    assert asyncio.run(Easel(Pictures(tmp_path / "pictures"), Album(tmp_path)).draw(None)) is None
    assert list(tmp_path.iterdir()) == []


async def test_what_several_ask_for_at_once_is_drawn_once(tmp_path: Path) -> None:
    paper = Paper(tmp_path)
    easel = Easel(paper, Album(Path()))
    asking = [asyncio.create_task(easel.draw(STILL)) for _ in range(5)]
    await asyncio.sleep(0.02)
    paper.may_draw.set()
    drawn = await asyncio.gather(*asking)
    assert paper.drawn == [STILL.slug]
    assert all(isinstance(one, Drawn) and one.content == drawing.still(STILL) for one in drawn)


async def test_drawing_holds_up_neither_the_conversation_nor_another_picture(tmp_path: Path) -> None:
    paper = Paper(tmp_path)
    easel = Easel(paper, Album(Path()))
    drawing_still = asyncio.create_task(easel.draw(STILL))
    assert await asyncio.wait_for(easel.draw(MOVING), 5) is not None
    assert not drawing_still.done()
    paper.may_draw.set()
    assert await drawing_still is not None


async def test_a_disk_that_refuses_costs_the_picture_and_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "pictures").write_text("no folder")
    assert await Easel(Pictures(tmp_path / "pictures"), Album(tmp_path)).draw(STILL) is None
    (record,) = caplog.records
    assert "bridge-hold was not drawn" in record.getMessage()
    assert record.exc_info is None


async def test_a_figure_that_cannot_be_drawn_costs_the_picture_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "still", lambda _: 1 / 0)
    assert await Easel(Pictures(tmp_path), Album(tmp_path)).draw(STILL) is None
    (record,) = caplog.records
    assert record.exc_info is not None


async def test_the_folder_may_be_emptied_at_any_time(tmp_path: Path) -> None:
    easel = Easel(Pictures(tmp_path), Album(tmp_path))
    first = await easel.draw(STILL)
    assert first is not None
    assert first.file
    first.file.unlink()
    assert await easel.draw(STILL) == first
    assert first.file.exists()


def test_two_who_draw_the_same_leave_one_whole_picture(tmp_path: Path) -> None:
    pictures = Pictures(tmp_path)
    both = threading.Barrier(2)

    def draw() -> None:
        both.wait(5)
        pictures.file(STILL)

    threads = [threading.Thread(target=draw) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [drawing.still(STILL)]


def test_a_disk_that_fills_up_leaves_no_half_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        Pictures(tmp_path).file(STILL)
    assert list(tmp_path.iterdir()) == []
