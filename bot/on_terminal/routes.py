"""`tripod route`: what would a message get? One JSON object a line, in and out; nothing is kept."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, BinaryIO, TextIO

from bot.commands import parse
from bot.commands.plain_words import Route, route, to_search
from bot.model import Ask, Said
from content.library import Library
from content.search import NOTHING, OFFERED, Search
from content.store import Shelf

SHAPE = 'write {"id": "1", "text": "my elbow hurts"}'
SOMEBODY = "terminal:somebody"


def run(library: Library, now: datetime, lines: BinaryIO, out: TextIO) -> None:
    """Answer every line until the input ends.

    A line without a text gets `none` and says in `error` what is wrong, so that answers stay in step.
    """
    shelf, search = Shelf(library), Search()
    for number, raw in enumerate(lines, start=1):
        out.write(json.dumps(_answer(raw, number, shelf, search, now), ensure_ascii=False) + "\n")
        out.flush()


def _answer(raw: bytes, number: int, shelf: Shelf, search: Search, now: datetime) -> dict[str, Any]:
    try:
        line = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        return _refused(None, f"this line is not JSON in UTF-8; {SHAPE}", number)
    if not isinstance(line, dict):
        return _refused(None, f"this line is not an object; {SHAPE}", number)
    if not isinstance(line.get("text"), str):
        return _refused(line.get("id"), f"text has to be text; {SHAPE}", number)
    found = lead(line["text"], shelf, search, now)
    return {"id": line.get("id"), "action": found.action, "slugs": list(found.slugs[:OFFERED])}


def lead(text: str, shelf: Shelf, search: Search, now: datetime) -> Route:
    """Where a message leads that somebody says in private."""
    command, words = parse(text)
    said = Said(SOMEBODY, "", SOMEBODY, text)
    looked_for = to_search(said, command, words, shelf.library)
    cards = search.find(shelf.library, looked_for) if looked_for else NOTHING
    return route(Ask(said, command, words, now, shelf, found=cards))


def _refused(name: object, error: str, number: int) -> dict[str, Any]:
    return {"id": name, "action": "none", "slugs": [], "error": error, "line": number}
