"""Conversations through `tripod chat --json`, in this process: said, answered."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stdout
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bot.__main__ import main

SUNDAY_MORNING = "2026-11-22T05:30:00+00:00"
"""06:30 in Berlin, on the Sunday of 2026-W47."""

Line = dict[str, Any]


def talk(
    *lines: Line | bytes, at: str = SUNDAY_MORNING, zone: str = "Europe/Berlin", options: tuple[str, ...] = ()
) -> list[Line]:
    """Everything that came out, in order: messages, oks and errors."""
    raw = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
    out = io.StringIO()
    stdin = io.TextIOWrapper(io.BytesIO(raw))
    with patch.object(sys, "stdin", stdin), redirect_stdout(out):
        status = main(["chat", "--json", "--at", at, "--zone", zone, *options])
    assert status == 0
    return [json.loads(line) for line in out.getvalue().splitlines()]


def messages(lines: list[Line], to: str = "sam", *kinds: str) -> list[Line]:
    """The messages for one reader, of these kinds where any are named."""
    return [line for line in lines if line.get("to") == to and (not kinds or line["kind"] in kinds)]


def last(*said: str, who: str = "sam", **options: Any) -> Line:
    """What the last of these words of a member was answered. A leading `!` presses a button."""
    lines = [
        {"who": who, "press": words[1:]} if words.startswith("!") else {"who": who, "text": words}
        for words in said
    ]
    return messages(talk(*lines, **options), who)[-1]


def days(first: str, count: int, every: str = "") -> list[Line]:
    """Noon (UTC) of so many days, one after the other; after each, sam presses that button."""
    noon = datetime.fromisoformat(first)
    lines: list[Line] = []
    for day in range(count):
        lines.append({"at": (noon + timedelta(days=day)).isoformat()})
        if every:
            lines.append({"who": "sam", "press": every})
    return lines


def write(folder: Path, name: str, text: str) -> Path:
    """A file of that name below a folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
