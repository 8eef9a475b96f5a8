"""The pages for people say what is so: what they name exists, and what they show was drawn from the bot."""

from __future__ import annotations

import io
import re
import tomllib
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from bot.__main__ import main
from bot.settings import NAMES
from tools.draw_drills import SHEET, sheet
from tools.draw_picture import picture
from tools.draw_readme import drawn

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

each_page = pytest.mark.parametrize("name", PAGES)


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def code_of(name: str) -> str:
    """All that stands in code on a page, a line each."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", page(name), re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^```.*?^```", "", page(name), flags=re.MULTILINE | re.DOTALL)
    return "\n".join((*blocks, *re.findall(r"`([^`]+)`", rest)))


@each_page
def test_every_make_that_a_page_names_can_be_typed(name: str) -> None:
    named = set(re.findall(r"(?:^|  +)make ([a-z]+)", code_of(name), re.MULTILINE))
    assert named
    assert named <= TARGETS


@each_page
def test_every_tripod_command_that_a_page_names_exists(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in set(re.findall(r"(?:^|bin/)tripod ([a-z]+)", code_of(name), re.MULTILINE)):
        with pytest.raises(SystemExit) as left:
            main([command, "--help"])
        assert (left.value.code, capsys.readouterr().err) == (0, ""), command


@each_page
def test_every_file_that_a_page_names_is_there(name: str) -> None:
    named = set(re.findall(r"^((?:bot|content|scheduler|tests|tools)/[\w./]*)", code_of(name), re.MULTILINE))
    linked = set(re.findall(r"\]\((?!https?:)([^)#]+)", page(name)))
    assert [path for path in sorted(named | linked) if not (ROOT / path).exists()] == []


MAPPED = ("content", "scheduler", "bot", "bot/coaching", "bot/store")
"""Folders whose modules the map names one by one; of the others it names the folder."""


def test_the_map_names_every_module_and_folder_of_the_house() -> None:
    drawn_map = page("CONTRIBUTING.md").partition("```text\n")[2].partition("```")[0]
    inside = [path for folder in MAPPED for path in (ROOT / folder).iterdir()]
    modules = {path.name for path in inside if path.suffix == ".py" and path.name != "__init__.py"}
    folders = {f"{path.name}/" for path in inside if path.is_dir() and path.name != "__pycache__"}
    on_map = set(re.findall(r"\w+\.py\b|\b\w+/", drawn_map))
    assert modules | folders <= on_map
    assert {name for name in on_map if name.endswith(".py")} - modules == {"table.py"}


@each_page
def test_every_setting_that_a_page_names_exists(name: str) -> None:
    named = set(re.findall(r"\b(?:TELEGRAM|DISCORD|TRIPOD)_[A-Z]+", page(name)))
    assert named <= set(NAMES)


def test_the_readme_shows_the_commands_and_the_chat_of_today() -> None:
    assert drawn(page("README.md")) == page("README.md"), "run make readme"


def test_the_picture_shows_the_chat_of_today() -> None:
    assert picture() == page("docs/chat.svg"), "run make readme"


def test_the_sheet_shows_the_drills_of_today() -> None:
    """By their pixels: another build of zlib packs the same picture differently."""
    shown, today = (Image.open(io.BytesIO(png)).convert("RGB") for png in (SHEET.read_bytes(), sheet()))
    assert shown.size == today.size, "run make readme"
    off = ImageStat.Stat(ImageChops.difference(shown, today)).mean
    assert max(off) < 0.2, "run make readme"


def test_the_changelog_tells_of_this_version() -> None:
    version = tomllib.loads(page("pyproject.toml"))["project"]["version"]
    assert re.search(
        rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d$", page("CHANGELOG.md"), re.MULTILINE
    )
