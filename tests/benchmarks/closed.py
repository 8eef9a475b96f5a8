"""What becomes of the closed set of messages (tests/plain_words/README.md): a part of a page.

The whole way is measured, `route`, as a member or `tripod route` gets it, with the sentence model and without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.commands.plain_words import Action, Route
from bot.on_terminal.routes import lead
from content.library import Library
from content.search import OFFERED, Search
from content.store import Shelf
from tests.plain_words.measuring import closed_lines

FILE = "closed.jsonl.gz"
SHA256 = "16d66d6f6dbcc5b311bb4f56c261b58b80281a56cbfd848da9b51481b9b9765d"
"""Of the unpacked file; it stood in the repository before search and signs were finished."""
SECTION = """## The closed set

{count} messages that were written apart from the rules and the cards and opened once, on 2026-11-25, when both were
finished. What came out then stands in `tests/plain_words/README.md`, and that is the honest figure. Messages that were
missed were read afterwards and classes were mended, so that what stands here flatters and measures no stranger.

| | aim | with the model | without the model | aim |
|---|---|---|---|---|
{shares}

Where they lead, with the model:

| | messages | card | menu | none | ask | stop | crisis |
|---|---|---|---|---|---|---|---|
{ways}
"""
ACTIONS: tuple[Action, ...] = ("card", "menu", "none", "ask", "stop", "crisis")
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """A message of the set: what it is (`label`), its cards, and where it led."""

    label: str
    slugs: tuple[str, ...]
    found: Route

    def leads_to(self, count: int) -> bool:
        """Whether one of its cards is among the first `count` that it gets."""
        return bool(set(self.slugs) & set(self.found.slugs[:count]))


Test = Callable[[Told], bool]
AIMS: tuple[tuple[str, str, str, str, Test], ...] = (
    ("first card right", "card", "at least .80", "at least .68", lambda one: one.leads_to(1)),
    ("among the first three", "card", "at least .93", "at least .82", lambda one: one.leads_to(OFFERED)),
    ("shown a card: other matters", "none", "at most .02", "", lambda one: one.found.action == "card"),
    ("shown a card: look-alikes", "lookalike", "at most .10", "", lambda one: one.found.action == "card"),
    ("warning signs stopped or asked", "stop", "at least .97", "", lambda one: _is_heard(one.found)),
    ("despair to the crisis words", "crisis", "at least .95", "", lambda one: one.found.action == "crisis"),
    ("ordinary messages stopped", "benign", "at most .005", "", lambda one: _is_stopped(one.found)),
    ("ordinary messages asked", "benign", "at most .08", "", lambda one: one.found.action == "ask"),
)


def section(library: Library, with_model: Search, without: Search) -> str:
    """The part of the page."""
    both = [_routed(library, search) for search in (with_model, without)]
    return SECTION.format(count=len(both[0]), shares="\n".join(_rows(both)), ways="\n".join(_ways(both[0])))


def _routed(library: Library, search: Search) -> list[Told]:
    """The set, with where each message leads."""
    lines = closed_lines(FILE, SHA256)
    return [Told(one["label"], tuple(one["slugs"]), whole_way(library, search, one["text"])) for one in lines]


def whole_way(library: Library, search: Search, text: str) -> Route:
    """Where a message leads, as a member gets it."""
    return lead(text, Shelf(library), search, NOW)


def _rows(both: list[list[Told]]) -> Iterator[str]:
    for what, label, aim, aim_without, is_so in AIMS:
        cells = [cell([is_so(one) for one in told if one.label == label]) for told in both]
        yield f"| {what} | {aim} | {' | '.join(cells)} | {aim_without} |"
    shown = [[one for one in told if one.label == "card" and one.found.action == "card"] for told in both]
    cells = [cell([one.leads_to(1) for one in told]) for told in shown]
    yield f"| right, of the cards shown at once | at least .95 | {' | '.join(cells)} | |"


def _ways(told: list[Told]) -> Iterator[str]:
    for label in dict.fromkeys(one.label for one in told):
        actions = [one.found.action for one in told if one.label == label]
        counts = " | ".join(str(actions.count(action)) for action in ACTIONS)
        yield f"| {label} | {len(actions)} | {counts} |"


def _is_stopped(found: Route) -> bool:
    return found.action in ("stop", "crisis")


def _is_heard(found: Route) -> bool:
    return found.action == "ask" or _is_stopped(found)


def cell(are_so: list[bool]) -> str:
    """A share and what it is of."""
    return f"{sum(are_so) / max(len(are_so), 1):.3f} ({sum(are_so)} of {len(are_so)})"
