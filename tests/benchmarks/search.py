"""Which cards the messages in tests/plain_words find, with the sentence model and without: a part of a page."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from content.library import Library
from content.meaning import NoModel, SentenceModel, load_model
from content.search import OFFERED, Found, Search
from tests.plain_words.measuring import PARTS, Message, messages, share

SECTION = """## Cards

{count} messages for {cards} cards, {elsewhere} about other matters and {alike} look-alikes (our words about another matter, other
parts of the body). The part `held-out` was written without a look at the search; yet its writers named cards
afterwards, and many names are words of the development part, which flatters both parts.

| | aim | development | held-out | without the model | development | held-out |
|---|---|---|---|---|---|---|
{shares}

| | with the model | without |
|---|---|---|
| a message, median (aim 20 ms; 2 ms) | {model.message:.1f} ms | {spelled.message:.2f} ms |
| ready at the first plain words, with the names' vectors kept from an earlier start | {model.ready:.0f} ms | {spelled.ready:.0f} ms |
| memory that it adds | {model.memory} MB | {spelled.memory} MB |
"""
AIMS = (
    ("first card right", "at least .80", "at least .68"),
    ("among the first three", "at least .93", "at least .82"),
    ("shown at once", "", ""),
    ("right, of those shown at once", "at least .95", ""),
    ("shown a card: other matters", "at most .02", ""),
    ("shown a card: look-alikes", "at most .10", ""),
    ("told that there is nothing: other matters", "", ""),
    ("told that there is nothing: look-alikes", "", ""),
)
MEMORY = """
import sys
from pathlib import Path
from content.library import read_library
from content.search import Search
from tests.benchmarks.search import no_model
library = read_library()
search = Search(no_model) if sys.argv[1] == "without" else Search()
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
before = resident()
search.find(library, "my knee hurts on stairs")
print((resident() - before) // 1_000_000)
"""
"""What the first plain words add to the resident memory of a process of its own, in MB; Linux tells."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Milliseconds and megabytes."""

    ready: float
    message: float
    memory: int


def no_model() -> SentenceModel:
    """As where the model is not installed."""
    raise NoModel("measured without")


def section(library: Library) -> str:
    """The part of the page."""
    load_model()  # its first reading from the disk is not what is measured
    Search().find(library, "warm up")
    with_model, without = Search(), Search(no_model)
    costs = _costs(with_model, library, "with"), _costs(without, library, "without")
    columns = [_shares(search, library, part) for search in (with_model, without) for part in PARTS]
    rows = (
        f"| {what} | {aim} | {a} | {b} | {aim_without} | {c} | {d} |"
        for (what, aim, aim_without), a, b, c, d in zip(AIMS, *columns, strict=True)
    )
    return SECTION.format(
        count=len(messages("cards")),
        cards=len(library.cards),
        elsewhere=len(messages("elsewhere")),
        alike=len(messages("look_alikes")),
        shares="\n".join(rows),
        model=costs[0],
        spelled=costs[1],
    )


def _costs(search: Search, library: Library, which: str) -> Costs:
    ready = _milliseconds(search, library, "what is it that you do")
    times = [_milliseconds(search, library, one.text) for one in messages("cards", PARTS[1])]
    memory = subprocess.run([sys.executable, "-c", MEMORY, which], capture_output=True, check=True).stdout
    return Costs(ready, median(times), int(memory))


def _milliseconds(search: Search, library: Library, text: str) -> float:
    begun = time.perf_counter()
    search.find(library, text)
    return (time.perf_counter() - begun) * 1000


def _shares(search: Search, library: Library, part: str) -> Iterator[str]:
    def found(one: Message) -> Found:
        return search.find(library, one.text)

    cards = messages("cards", part)
    shown = tuple(one for one in cards if found(one).action == "card")
    yield _cell(share(cards, lambda one: found(one).slugs[:1] == (one.kind,)), len(cards))
    yield _cell(share(cards, lambda one: one.kind in found(one).slugs[:OFFERED]), len(cards))
    yield _cell(len(shown) / len(cards), len(cards))
    yield _cell(share(shown, lambda one: found(one).slugs[0] == one.kind), len(shown))
    for action in ("card", "none"):
        for name in ("elsewhere", "look_alikes"):
            others = messages(name, part)
            yield _cell(sum(found(one).action == action for one in others) / len(others), len(others))


def _cell(value: float, count: int) -> str:
    return f"{value:.3f} (of {count})"
