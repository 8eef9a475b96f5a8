"""`tripod chat --json --data` in a process of its own, killed at random moments and taken up again."""

from __future__ import annotations

import asyncio
import json
import math
import os
import random
import signal
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SHORTEST_FUSE = 0.05
"""Seconds within which a kill comes."""
Line = dict[str, Any]


@dataclass(slots=True)
class Witness:
    """What people saw, whatever the bot itself believes."""

    seen: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Unasked messages by reader, kind and local day; a group is "*"."""
    checked_in: set[tuple[str, str]] = field(default_factory=set)
    """Reader and local day of every check-in that was acknowledged."""
    kills: int = 0

    def see(self, raw: bytes) -> Line:
        """Take in one whole line of output."""
        line: Line = json.loads(raw)
        if line.get("kind", "reply") != "reply" and not line["edits"]:
            self.seen[line["to"], line["kind"], line["at"][:10]] += 1
        return line

    @property
    def doubles(self) -> int:
        """How many messages came once more than they should."""
        return sum(count - 1 for count in self.seen.values())


async def converse(
    script: list[Line],
    folder: Path,
    at: str,
    witness: Witness,
    dice: random.Random,
    most_kills: float = math.inf,
) -> None:
    """Say every line until it is acknowledged, through as many kills as it takes.

    After `most_kills` it is left to end in peace: on a busy machine a short test stays short.
    A kill before anything was acknowledged makes the next one wait longer: a picture takes its time to draw.
    """
    said, fuse_seconds = 0, SHORTEST_FUSE
    loop = asyncio.get_running_loop()
    while said < len(script):
        process = await _start(folder, at)
        await _first_sign(process, witness)
        fuse = loop.call_later(dice.uniform(0.0, fuse_seconds), _kill, process, witness)
        if witness.kills >= most_kills:
            fuse.cancel()
        before = said
        try:
            while said < len(script):
                await _say(process, script[said], witness)
                at = script[said].get("at", at)
                said += 1
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            fuse.cancel()
            await _end(process)
        fuse_seconds = SHORTEST_FUSE if said > before else 2 * fuse_seconds


async def _start(folder: Path, at: str) -> asyncio.subprocess.Process:
    words = [
        "chat",
        "--json",
        "--data",
        str(folder),
        "--at",
        at,
        "--zone",
        "Europe/Berlin",
        "--coach",
        "coach",
    ]
    return await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "bot", *words,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**20,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


async def _first_sign(process: asyncio.subprocess.Process, witness: Witness) -> None:
    """Wait until it listens: a line that says nothing is answered with an error at once."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"\n")
    while "error" not in witness.see(await process.stdout.readuntil(b"\n")):
        pass


def _kill(process: asyncio.subprocess.Process, witness: Witness) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGKILL)
        witness.kills += 1


async def _say(process: asyncio.subprocess.Process, line: Line, witness: Witness) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(line).encode() + b"\n")
    await process.stdin.drain()
    answered: list[Line] = []
    while True:
        answer = witness.see(await process.stdout.readuntil(b"\n"))
        assert "error" not in answer, answer
        if "ok" in answer:
            break
        answered.append(answer)
    if line.get("press") == "Done":
        witness.checked_in.add((line["who"], answered[-1]["at"][:10]))


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    await process.wait()


def script_of(people: list[str], first: str, days: int) -> list[Line]:
    """Everybody starts and joins a challenge, the coach writes, and each noon everybody presses Done."""
    lines: list[Line] = [{"who": "coach", "text": "/note Stand on three points."}]
    lines += [{"who": "coach", "text": "/note ready"}]
    lines += [{"who": who, "text": "/start"} for who in people]
    start = "/challenge start gentle-return tomorrow 14 days 7 a week 7:30"
    lines += [{"who": "coach", "chat": "gym", "text": start}]
    lines += [{"who": who, "chat": "gym", "text": "/challenge join"} for who in people]
    noon = datetime.fromisoformat(first)
    for day in range(days):
        lines.append({"at": (noon + timedelta(days=day)).isoformat()})
        lines += [{"who": who, "press": "Done"} for who in people]
    return lines
