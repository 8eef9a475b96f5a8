"""`make prove`: the long proofs. Writes what it found to docs/proof.md; status 1 where something was lost."""

from __future__ import annotations

import asyncio
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.desk_killing import kill_writers
from tests.living import live
from tests.proofs import kills

ROOT = Path(__file__).parents[2]
SECONDS = float(os.environ.get("TRIPOD_PROVE_SECONDS", "180"))
EFFORT = "20"
DESK_KILLS = 200
LIVES, LIFE_DAYS = 6, 365
NEW_YEAR = datetime(2027, 1, 1, 12, tzinfo=UTC)

PAGE = """# Proof

Made by `make prove` on {when} (Python {python}, {cores} cores). Anybody can run it again.

## Killed at random moments

`kill -9` at a running `tripod chat --json --data`, again and again for {seconds:.0f} s, each time taken up by a new process.
Counted from what people saw, not from the bot's own ledger.

| runs of a week | kills | deliveries due | lost | came twice | check-ins acknowledged | lost |
|---|---|---|---|---|---|---|
| {f.runs} | {f.kills} | {f.deliveries} | {f.lost} | {f.doubles} | {f.check_ins} | {f.check_ins_lost} |

A kill between the platform's yes and the mark in the ledger makes the message in flight come twice: at most one a
kill, {rate:.3f} here.

## Killed while the coach writes

`kill -9` at a process that writes notes and edits of pages into `coach.json`, {d.kills} times. A write is acknowledged
once the call has returned; after each kill the file is read and compared.

| kills | writes acknowledged | lost | file found damaged |
|---|---|---|---|
| {d.kills} | {d.acknowledged} | {d.lost} | {d.damaged} |

## Made-up lives

{lives} members of all habits for {life_days} days in five zones: drills, pain, signs, pauses, journeys, days on which the bot
was down. Looked for: a second prompt on a local day, a drill while a sign was open, a stage that rose after pain, a
score out of bounds or higher after a miss, an export that is not what is stored, anything left after `/forget`.

| prompts | drills checked in | found |
|---|---|---|
| {prompts} | {checked_in} | {life_faults} |

## Every zone

The schedule in all IANA zones, 2024 to 2030, at {effort} times the examples of `make test`: {zones} ({zone_seconds:.0f} s).
"""


def main() -> int:
    """Run all proofs and write the page."""
    findings = kills.run(SECONDS)
    with TemporaryDirectory() as folder:
        desk = kill_writers(Path(folder), kills=DESK_KILLS, seed=1)
    with TemporaryDirectory() as folder:
        lives = asyncio.run(live(Path(folder), NEW_YEAR, LIFE_DAYS, LIVES, seed=1))
    faults = [fault for life in lives for fault in life.faults]
    print(*faults, sep="\n")
    begun = time.monotonic()
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/test_plan_every_zone.py",
    ]
    zones = subprocess.run(command, cwd=ROOT, env={**os.environ, "TRIPOD_EFFORT": EFFORT}, check=False)
    page = PAGE.format(
        when=datetime.now(UTC).date().isoformat(),
        python=platform.python_version(),
        cores=os.cpu_count(),
        seconds=SECONDS,
        f=findings,
        d=desk,
        rate=findings.doubles / max(1, findings.kills),
        lives=LIVES,
        life_days=LIFE_DAYS,
        prompts=sum(len(life.prompts) for life in lives),
        checked_in=sum(life.seen["check-in"] for life in lives),
        life_faults=len(faults),
        effort=EFFORT,
        zones="held" if zones.returncode == 0 else "FAILED",
        zone_seconds=time.monotonic() - begun,
    )
    (ROOT / "docs" / "proof.md").write_text(page, encoding="utf-8")
    print(page)
    is_lost = findings.lost or findings.check_ins_lost or findings.doubles > findings.kills
    is_lost = is_lost or desk.lost or desk.damaged
    return 1 if is_lost or faults or zones.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
