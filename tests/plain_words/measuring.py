"""The sets of messages, and shares of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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


def share(of: tuple[Message, ...], is_so: Callable[[Message], bool]) -> float:
    """The share of messages of which it is so."""
    return sum(map(is_so, of)) / len(of)
