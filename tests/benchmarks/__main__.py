"""`make bench`: figures beside a rival in the same run. Writes docs/performance.md and docs/plain_words.md."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from tests.benchmarks import plain_words
from tests.benchmarks.pictures import figures

ROOT = Path(__file__).parents[2]
RUNS = 11

CORE = "import bot.app, bot.planner, content.store, scheduler.outbox, scheduler.plan"
RIVAL_IMPORT = "import telegram.ext, discord"
RIVAL_START = (
    "import telegram.ext, discord, apscheduler.schedulers.asyncio\n"
    "telegram.ext.Application.builder().token('1:a').build()\n"
    "discord.Client(intents=discord.Intents.none())\n"
    "print('ready', flush=True)"
)

PAGE = """# Performance

Made by `make bench` on {when} (Python {python}, {cores} cores): the median of {runs} runs, each in a process of its own,
with the start of Python itself ({bare:.0f} ms) taken in.

| what | Tripod | rival | |
|---|---|---|---|
| import the core (aim 150 ms) | {core:.0f} ms | {rival_import:.0f} ms | the imports of a bare python-telegram-bot + discord.py bot |
| process start to first answer, `tripod chat` piped (aim 500 ms) | {answer:.0f} ms | {rival_start:.0f} ms | the same bare bot, built and not yet connected |

## The library

{cards} cards, {drills} drills, {words} words of glossary; the largest card is {largest} with {largest_words} words.
Read from its files in {read:.0f} ms.

| picture | count | median | slowest | largest |
|---|---|---|---|---|
| still (aim 100 ms, 300 KB) | {stills} | {still:.0f} ms | {still_most:.0f} ms | {still_size} KB |
| board of a challenge of 1,000, counted and drawn (aim 300 ms) | {boards} | {board:.0f} ms | {board_most:.0f} ms | {board_size} KB |
| moving (aim 1 MB) | {loops} | {loop:.0f} ms | {loop_most:.0f} ms | {loop_size} KB |

Stills and moving ones are drawn once and then kept by what they show. No other bot that we know draws its exercises, so there is no rival.
"""


def main() -> None:
    """Measure and write the page."""
    page = PAGE.format(
        when=datetime.now(UTC).date().isoformat(),
        python=platform.python_version(),
        cores=os.cpu_count(),
        runs=RUNS,
        bare=_milliseconds("-c", "pass"),
        core=_milliseconds("-c", CORE),
        rival_import=_milliseconds("-c", RIVAL_IMPORT),
        answer=_milliseconds("-P", "-m", "bot", "chat", said=b"/start\n"),
        rival_start=_milliseconds("-c", RIVAL_START, said=b""),
        **figures(),
    )
    (ROOT / "docs" / "performance.md").write_text(page, encoding="utf-8")
    print(page)
    plain_words.main()


def _milliseconds(*words: str, said: bytes | None = None) -> float:
    """From the start of the process to its first line, or to its end where nothing is said to it."""
    return median(_once(words, said) for _ in range(RUNS)) * 1000


def _once(words: tuple[str, ...], said: bytes | None) -> float:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        if said:
            process.stdin.write(said)
            process.stdin.flush()
        (process.stdout.read if said is None else process.stdout.readline)()
        took = time.perf_counter() - begun
        process.stdin.close()
    return took


if __name__ == "__main__":
    main()
