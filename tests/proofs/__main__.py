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
from tests.grouping import live_a_month
from tests.living import live
from tests.note_killing import Platform, Tally, send_through_kills
from tests.proofs import kills

ROOT = Path(__file__).parents[2]
SECONDS = float(os.environ.get("TRIPOD_PROVE_SECONDS", "180"))
EFFORT = "20"
DESK_KILLS = 200
READERS, KILL_EVERY = 5000, 300
PLATFORMS: tuple[Platform, ...] = ("telegram", "discord")
LIVES, LIFE_DAYS = 6, 365
GROUPS = (5, 8, 12, 15, 20, 25, 30, 40, 50, 80, 200, 1000)
"""People in each."""
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

## Killed while a note goes out

One note to {readers} readers on each platform's peer, with `kill -9` at the sending process behind every {every} deliveries.
Counted by what the peer showed. A double on Telegram is the send in flight at a kill; Discord drops it by its nonce.

| platform | kills | readers | lost | came twice | what the coach saw in the end |
|---|---|---|---|---|---|
{notes}

## Made-up lives

{lives} members of all habits for {life_days} days in five zones: drills, pain, signs, pauses, journeys, days on which the bot
was down. Looked for: a second prompt on a local day, a drill while a sign was open, a stage that rose after pain, a
score out of bounds or higher after a miss, an export that is not what is stored, anything left after `/forget`.

| prompts | drills checked in | found |
|---|---|---|
| {prompts} | {checked_in} | {life_faults} |

## A month of challenges

{groups} groups of {smallest} to {largest} people on two platforms: late joiners, leavers, pauses, two accounts that turn out to be one
person, people who ask to be forgotten, two days without the bot, groups that get another number, challenges in two chats.
Counted again by days from what people pressed and saw; the organiser's file and the board had to say the same.

| people | presses of Done | counted | posts | edits of posts | posts that came twice | differences |
|---|---|---|---|---|---|---|
| {g.people} | {g.presses} | {g.counted} | {g.posts} | {g.edits} | {g.twice} | {group_faults} |

## Every zone

The schedule in all IANA zones, 2024 to 2030, at {effort} times the examples of `make test`: {zones} ({zone_seconds:.0f} s).
"""


def note_kills(platform: Platform) -> Tally:
    """A note to many, through kills."""
    with TemporaryDirectory() as folder:
        return asyncio.run(send_through_kills(platform, READERS, KILL_EVERY, Path(folder)))


def _row(platform: Platform, tally: Tally) -> str:
    shown = "; ".join(tally.progress)
    return f"| {platform} | {tally.kills} | {tally.readers} | {tally.lost} | {tally.twice} | {shown} |"


def _holds(platform: Platform, tally: Tally) -> bool:
    most = tally.kills if platform == "telegram" else 0
    return not tally.lost and tally.twice <= most and len(tally.progress) == 1


def main() -> int:
    """Run all proofs and write the page."""
    findings = kills.run(SECONDS)
    with TemporaryDirectory() as folder:
        desk = kill_writers(Path(folder), kills=DESK_KILLS, seed=1)
    notes = {platform: note_kills(platform) for platform in PLATFORMS}
    with TemporaryDirectory() as folder:
        lives = asyncio.run(live(Path(folder), NEW_YEAR, LIFE_DAYS, LIVES, seed=1))
    with TemporaryDirectory() as folder:
        month = asyncio.run(live_a_month(Path(folder), GROUPS))
    print(*month.faults, sep="\n")
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
        readers=READERS,
        every=KILL_EVERY,
        notes="\n".join(_row(platform, tally) for platform, tally in notes.items()),
        rate=findings.doubles / max(1, findings.kills),
        lives=LIVES,
        life_days=LIFE_DAYS,
        prompts=sum(len(life.prompts) for life in lives),
        checked_in=sum(life.seen["check-in"] for life in lives),
        life_faults=len(faults),
        groups=len(GROUPS),
        smallest=min(GROUPS),
        largest=f"{max(GROUPS):,}",
        g=month,
        group_faults=len(month.faults),
        effort=EFFORT,
        zones="held" if zones.returncode == 0 else "FAILED",
        zone_seconds=time.monotonic() - begun,
    )
    (ROOT / "docs" / "proof.md").write_text(page, encoding="utf-8")
    print(page)
    is_lost = findings.lost or findings.check_ins_lost or findings.doubles > findings.kills
    is_lost = is_lost or desk.lost or desk.damaged
    is_lost = is_lost or not all(_holds(platform, tally) for platform, tally in notes.items())
    is_lost = is_lost or bool(month.faults) or month.twice > 0
    return 1 if is_lost or faults or zones.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
