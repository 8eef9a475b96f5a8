"""The sets of messages, what is learned from them, and shares of them."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PARTS = ("development", "held-out")


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `kind` is the sign or the crisis that it tells of, empty for an ordinary one."""

    text: str
    part: str
    kind: str


@cache
def messages(name: str, part: str = "") -> tuple[Message, ...]:
    """The messages of a set ("signs", "crisis", "benign"), of one part or of both."""
    lines = (Path(__file__).parent / f"{name}.jsonl").read_text("utf-8").splitlines()
    found = (Message(one["text"], one["part"], one.get("is", "")) for one in map(json.loads, lines))
    return tuple(one for one in found if part in ("", one.part))


@dataclass(frozen=True, slots=True)
class Lesson:
    """One message that is learned from, and what it tells of: "ordinary", "sign", or the crisis."""

    text: str
    kind: str
    writer: int = 0
    """Which stranger wrote it, from 1; 0 for the sets that the rules were fitted to."""


def lessons() -> tuple[Lesson, ...]:
    """All messages for development: those of the sets, of the set that was opened, and of strangers."""
    return (*_of_sets(), *_opened(), *_of_strangers())


def _of_sets() -> Iterator[Lesson]:
    for name in ("benign", "cards", "elsewhere", "look_alikes"):
        yield from (Lesson(one.text, "ordinary") for one in messages(name, PARTS[0]))
    yield from (Lesson(one.text, "sign") for one in messages("signs", PARTS[0]))
    yield from (Lesson(one.text, one.kind) for one in messages("crisis", PARTS[0]))


def _opened() -> Iterator[Lesson]:
    kinds = {"stop": "sign", "crisis": "despair"}
    for one in _lines("closed.jsonl.gz"):
        yield Lesson(one["text"], kinds.get(one["label"], "ordinary"))


def _of_strangers() -> Iterator[Lesson]:
    for one in _lines("strangers.jsonl.gz"):
        yield Lesson(one["text"], one["is"] or "ordinary", one["writer"])


def closed_lines(name: str, sha256: str) -> Iterator[dict[str, Any]]:
    """The messages of a closed set. Raises ValueError when it is another set than was closed."""
    if hashlib.sha256(_unpacked(name)).hexdigest() != sha256:
        raise ValueError(f"{name} is not the set that was closed")
    yield from _lines(name)


def _lines(name: str) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, _unpacked(name).decode("utf-8").splitlines())


def _unpacked(name: str) -> bytes:
    return gzip.decompress((Path(__file__).parent / name).read_bytes())


def share(of: tuple[Message, ...], is_so: Callable[[Message], bool]) -> float:
    """The share of messages of which it is so."""
    return sum(map(is_so, of)) / len(of)
