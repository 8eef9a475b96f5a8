"""Kill the bot for minutes, and count what people saw."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.killing import Witness, converse, script_of

AT = "2026-11-22T05:30:00+00:00"
PEOPLE = [f"p{number}" for number in range(20)]
DAYS = 9


@dataclass(slots=True)
class Findings:
    """Sums over all runs."""

    runs: int = 0
    kills: int = 0
    deliveries: int = 0
    lost: int = 0
    doubles: int = 0
    check_ins: int = 0
    check_ins_lost: int = 0


def run(seconds: float) -> Findings:
    """Killed again and again for so long; every run is a week of twenty people."""
    findings = Findings()
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        with TemporaryDirectory() as folder:
            witness = Witness()
            script = script_of(PEOPLE, "2026-11-22T12:00:00+00:00", DAYS)
            asyncio.run(converse(script, Path(folder), AT, witness, random.Random(findings.runs)))
            _count(findings, witness)
    return findings


def _count(findings: Findings, witness: Witness) -> None:
    expected = set(_expected())
    findings.runs += 1
    findings.kills += witness.kills
    findings.deliveries += len(expected)
    findings.lost += len(expected - set(witness.seen))
    findings.doubles += witness.doubles
    findings.check_ins += len(PEOPLE) * DAYS
    findings.check_ins_lost += len(PEOPLE) * DAYS - len(witness.checked_in)


def _expected() -> Iterator[tuple[str, str, str]]:
    for who in PEOPLE:
        for day in range(DAYS):
            yield who, "drill", (date(2026, 11, 22) + timedelta(days=day)).isoformat()
        yield who, "note", "2026-11-22"
        yield who, "note", "2026-11-30"
    for day in range(1, DAYS):
        yield "*", "challenge", (date(2026, 11, 22) + timedelta(days=day)).isoformat()
