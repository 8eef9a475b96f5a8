"""Writers of the coach's desk in processes of their own, killed at random moments.

python -m tests.desk_killing write FOLDER FIRST COUNT     numbered notes and edits, in turn
python -m tests.desk_killing kill FOLDER KILLS SEED       writers that are killed, and what was lost
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from content.editions import Edition
from content.edits import Revision, hash_of
from content.library import Reading, read_all
from content.store import ContentStore

ROOT = Path(__file__).parent.parent
START = datetime(2026, 1, 1, tzinfo=UTC)
PAGES = 3
"""Pages that are edited: a small library is read in no time, so that a kill meets a write."""
A_FOLDER = 20
"""Kills in one folder: its file grows with every write."""
FUSE = 0.012
"""Seconds until the kill at most: a few writes."""


@dataclass(slots=True)
class Tally:
    """What came of the kills. A write is acknowledged once the call has returned."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    damaged: int = 0
    """Folders whose newest version was found damaged at any time."""


def kill_writers(folder: Path, *, kills: int, seed: int) -> Tally:
    """Kill so many writers, in a process that may fork."""
    command = [sys.executable, "-m", "tests.desk_killing", "kill", str(folder), str(kills), str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Tally(**json.loads(done.stdout))


def kept_numbers(folder: Path) -> set[int]:
    """The numbers of all writes that the desk of that folder holds."""
    path = folder / "coach.json"
    tables = json.loads(path.read_text("utf-8")) if path.exists() else {}
    documents = [one for name in ("notes", "edits") for one in tables.get(name, {}).values()]
    return {int(kept["author"]) for one in documents for kept in one["revisions"]}


def _small() -> Reading:
    """The warning signs, which lead to no other page."""
    reading = read_all()
    signs = [file for file in reading.pages if file.startswith("signs/")][:PAGES]
    pages = {file: reading.pages[file] for file in signs}
    return replace(reading, pages=pages, figures={}, phrase_files=())


def _write(store: ContentStore, number: int) -> None:
    at, author = START + timedelta(seconds=number), str(number)
    if number % 2:
        file = store.desk.files[number // 2 % PAGES]
        below = store.desk.text_below(file)
        store.revise(file, Revision(at, author, f"{below}Breathe {number} times.\n", hash_of(below)))
    else:
        week = f"2026-W{number % 50 + 1:02}"
        store.publish(Edition(week, "t", author * 200, "ready", at, author))


def _write_until_killed(below: Reading, folder: Path, first: int, pipe: int) -> None:
    store = ContentStore(below, folder)
    for number in range(first, first + 10_000):
        _write(store, number)
        os.write(pipe, b".")


def _kill_one(below: Reading, folder: Path, first: int, dice: random.Random) -> int:
    """How many writes a writer has acknowledged when it was killed."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.close(ours)
        _write_until_killed(below, folder, first, theirs)
    os.close(theirs)
    acknowledged = len(os.read(ours, 1))
    time.sleep(dice.uniform(0, FUSE))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while dots := os.read(ours, 65536):
        acknowledged += len(dots)
    os.close(ours)
    return acknowledged


def _kill(folder: Path, kills: int, seed: int) -> Tally:
    tally, below, dice = Tally(), _small(), random.Random(seed)
    acknowledged: set[int] = set()
    place, first = folder, 0
    for number in range(kills):
        if number % A_FOLDER == 0:
            place, first, acknowledged = folder / str(number), 0, set()
        count = _kill_one(below, place, first, dice)
        acknowledged |= set(range(first, first + count))
        tally.damaged += bool(ContentStore(below, place).torn)
        tally.kills += 1
        tally.acknowledged += count
        tally.lost += len(acknowledged - kept_numbers(place))
        acknowledged &= kept_numbers(place)
        first += count + 1
    return tally


def main(way: str, folder: str, first: str, second: str) -> None:
    """Write, or kill who writes."""
    if way == "write":
        store = ContentStore(_small(), Path(folder))
        for number in range(int(first), int(first) + int(second)):
            _write(store, number)
    else:
        sys.stdout.write(json.dumps(asdict(_kill(Path(folder), int(first), int(second)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
