"""What is handed over: to read, and all that is stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.store.database import Database
from tests.talk import messages, talk

OUR_OWN = {
    "version",
    "key",
    "platform",
    "address",
    "not_before",
    "due_at",
    "attempts",
    "reason",
    "answered_by",
}
"""Columns that say how the bot goes about it, and nothing of the person that is not in another one."""


def living(folder: Path) -> tuple[str, dict[str, Any]]:
    """Sam's files, to read and for programs, after a little of everything."""
    said: list[dict[str, str]] = [
        {"who": "sam", "text": "/start"},
        {"who": "sam", "text": "/settings quiet 22:00-06:00"},
        {"who": "sam", "text": "/focus hips"},
        {"who": "sam", "text": "/done bridge-hold"},
        {"who": "sam", "press": "Glutes"},
        {"who": "sam", "press": "4"},
        {"who": "sam", "text": "/pass may dogs eat grapes"},
        {"at": "2026-11-23T06:30:00+00:00"},
        {"who": "sam", "press": "Not quite"},
        {"who": "sam", "text": "/pause injured"},
        {"who": "sam", "text": "/export"},
    ]
    readable, programs = messages(talk(*said, options=("--data", str(folder))))[-2:]
    return readable["file"]["text"], json.loads(programs["file"]["text"])


def test_a_person_can_read_it(tmp_path: Path) -> None:
    text, _ = living(tmp_path)
    assert text.startswith("# What I keep about you")
    assert "2026-11-22: Bridge hold, felt in the glutes, pain 4 of 10" in text
    assert "may dogs eat grapes" in text
    assert "Focus: Hips" in text


def test_all_that_is_stored_of_a_person_is_handed_over(tmp_path: Path) -> None:
    _, kept = living(tmp_path)
    told = set(_values(kept))
    database = Database.open(tmp_path)
    for table in ("people", "accounts", "check_ins", "deliveries", "questions"):
        for row in database.connection.execute(f"SELECT * FROM {table} WHERE person = 'terminal:sam'"):
            for column in set(row.keys()) - OUR_OWN:
                missing = set(_values(_opened(row[column]))) - told
                assert not missing, f"{table}.{column} is not in the export"
    database.close()


def _opened(value: Any) -> Any:
    """A list that is stored as text, as the list."""
    return json.loads(value) if isinstance(value, str) and value.startswith("[") else value


def _values(of: Any) -> list[str]:
    """Every value in it, as text; booleans count as numbers, instants without their fractions."""
    if isinstance(of, dict):
        return [text for one in of.values() for text in _values(one)]
    if isinstance(of, list):
        return [text for one in of for text in _values(one)]
    if of is None or of == "":
        return []
    return [str(int(of)) if isinstance(of, bool) else str(of).replace(".000000+", "+")]
