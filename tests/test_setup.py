"""What `make` sets up, when, and what it says when it cannot.

The Python on the PATH is a small one of our own that notes what it was asked to do: nothing is downloaded,
and a whole set-up takes milliseconds.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ("sh", "make", "awk", "cat", "chmod", "cp", "find", "mkdir", "pwd", "rm", "sed", "touch")

PYTHON = """#!/bin/sh
case "$*" in
  *version_info*) exit ${OLD:-0} ;;
  *ensurepip*) exit ${BARE:-0} ;;
  "-c import pip") exit 0 ;;
esac
echo "$*" >> "$LOG"
case "$*" in
  "-m venv"*)
    rm -rf .venv && mkdir -p .venv/bin && cp "$0" .venv/bin/python
    printf '#!/bin/sh\\necho "tripod $*"\\ncat\\n' > .venv/bin/tripod
    chmod +x .venv/bin/tripod ;;
  *"pip install"*) exit ${OFFLINE:-0} ;;
esac
"""


class House:
    """A folder with our Makefile, a PATH with only what it needs, and a log of what Python was asked."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.clone = folder / "a clone"
        self.log = folder / "log"
        self.bin.mkdir()
        self.clone.mkdir()
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found, tool
            (self.bin / tool).symlink_to(found)
        for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
            shutil.copy(ROOT / name, self.clone)
        self.python = self.bin / "python3.11"
        self.python.write_text(PYTHON, encoding="utf-8")
        self.python.chmod(0o755)

    def make(self, *words: str, said: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        """Type `make` with these words here."""
        self.log.write_text("", encoding="utf-8")
        return subprocess.run(
            ["make", *words],
            cwd=self.clone,
            env={"PATH": str(self.bin), "LOG": str(self.log)} | settings,
            input=said,
            capture_output=True,
            text=True,
            check=False,
        )

    def installs(self) -> list[str]:
        """What the last `make` installed: lock files, and "." for the project itself."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return [line.rsplit(" ", 1)[1] for line in lines if "pip install" in line]

    def touch(self, name: str) -> None:
        """Make a file of the clone newer than everything that was made from it."""
        ahead = time.time() + 5
        os.utime(self.clone / name, (ahead, ahead))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_the_first_chat_installs_the_locked_set_and_then_the_project(house: House) -> None:
    done = house.make("chat", said="/start\n")
    assert done.returncode == 0, done.stderr
    assert house.installs() == ["requirements.lock", "."]
    log = house.log.read_text(encoding="utf-8")
    assert "--require-hashes -r requirements.lock" in log
    assert "--no-index --no-deps --no-build-isolation --editable ." in log


def test_what_is_typed_reaches_the_chat_and_words_behind_args_too(house: House) -> None:
    done = house.make("chat", "ARGS=--json --zone UTC", said="/elbowpain\n")
    assert done.stdout.endswith("tripod chat --json --zone UTC\n/elbowpain\n")


def test_the_second_chat_asks_for_nothing_and_starts_at_once(house: House) -> None:
    house.make("chat")
    started = time.perf_counter()
    done = house.make("chat", said="/help\n", OFFLINE="1")
    assert (done.returncode, done.stdout) == (0, "tripod chat\n/help\n")
    assert house.installs() == []
    assert time.perf_counter() - started < 10  # two seconds are promised; a busy machine may dawdle


def test_after_the_tests_a_chat_needs_no_install(house: House) -> None:
    house.make("test")
    assert house.installs() == ["requirements-dev.lock", "."]
    house.make("chat", OFFLINE="1")
    assert house.installs() == []


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_or_project_file_is_installed_anew(house: House, name: str) -> None:
    house.make("chat")
    house.touch(name)
    house.make("chat")
    assert house.installs() == ["requirements.lock", "."]


def test_a_failed_install_says_so_and_is_made_up_for_by_the_next_make(house: House) -> None:
    failed = house.make("chat", OFFLINE="1")
    assert failed.returncode == 2
    assert "did not finish" in failed.stderr
    assert "tripod chat" not in failed.stdout
    assert house.make("chat").returncode == 0
    assert house.installs() == ["requirements.lock", "."]


def test_a_moved_folder_is_put_right_without_a_new_environment(house: House) -> None:
    house.make("chat")
    house.clone = house.clone.rename(house.clone.with_name("moved"))
    assert house.make("chat").returncode == 0
    assert house.installs() == ["requirements.lock", "."]
    assert "-m venv" not in house.log.read_text(encoding="utf-8")


def test_an_environment_whose_python_went_away_is_made_anew(house: House) -> None:
    house.make("chat")
    (house.clone / ".venv/bin/python").unlink()
    (house.clone / ".venv/bin/python").symlink_to("nowhere")
    assert house.make("chat").returncode == 0
    assert "-m venv" in house.log.read_text(encoding="utf-8")


def test_without_a_new_enough_python_one_sentence_says_what_to_do(house: House) -> None:
    done = house.make("chat", OLD="1")
    assert done.returncode == 2
    assert "needs Python 3.11 or newer" in done.stderr
    assert not (house.clone / ".venv").exists()


def test_a_python_without_its_venv_part_is_told_apart_from_none(house: House) -> None:
    done = house.make("chat", BARE="1")
    assert done.returncode == 2
    assert "python3.11 cannot make a virtual environment" in done.stderr
    assert "python3-venv" in done.stderr


def test_a_python_elsewhere_can_be_named(house: House) -> None:
    elsewhere = house.python.rename(house.clone.parent / "my-python")
    assert house.make("chat").returncode == 2
    assert house.make("chat", f"PYTHON={elsewhere}").returncode == 0


def test_make_alone_lists_what_can_be_typed(house: House) -> None:
    done = house.make()
    assert done.returncode == 0
    for target in ("chat", "run", "test", "check", "format", "lock", "clean"):
        assert f"make {target} " in done.stdout
    assert not (house.clone / ".venv").exists()


def test_clean_leaves_the_data_and_the_settings(house: House) -> None:
    house.make("chat")
    (house.clone / ".env").write_text("A=B\n", encoding="utf-8")
    (house.clone / "data").mkdir()
    assert house.make("clean").returncode == 0
    assert not (house.clone / ".venv").exists()
    assert (house.clone / ".env").exists()
    assert (house.clone / "data").exists()


def test_what_ci_runs_is_what_a_person_runs() -> None:
    lines = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("make")] == ["make check", "make test"]
    assert os.access(ROOT / ".ci/run", os.X_OK)
