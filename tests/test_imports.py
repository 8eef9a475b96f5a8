"""Starting is fast because nothing is imported that does not run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LATER = {"telegram", "discord", "apscheduler", "aiohttp", "httpx", "prompt_toolkit", "PIL"}


def loaded_by(code: str) -> set[str]:
    """The top-level modules that a fresh process holds after running this."""
    command = [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout
    return {name.partition(".")[0] for name in said.split()}


def test_the_core_loads_no_platform_and_no_scheduler() -> None:
    assert not loaded_by("import bot.app, bot.planner, bot.assembly, content.store, scheduler.clock") & LATER


def test_the_command_line_loads_no_platform_and_no_scheduler() -> None:
    assert not loaded_by("import bot.__main__, bot.running") & LATER
