"""A reader's words inside a note: `{quote: 12}` stands for the words of reply 12, where the reader agreed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_QUOTE = re.compile(r"\{\s*quote\s*:\s*#?(\d{1,9})\s*\}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Missing:
    """Numbers that a text quotes without a yes, in their order."""

    numbers: tuple[int, ...]


def numbers_in(text: str) -> tuple[int, ...]:
    """The numbers that a text quotes, each once, in their order."""
    return tuple(dict.fromkeys(int(found) for found in _QUOTE.findall(text)))


def mark_of(number: int) -> str:
    """What a coach writes into a note to quote that reply."""
    return f"{{quote: {number}}}"


def quoted(text: str, consents: Mapping[int, str]) -> str | Missing:
    """The text with the words behind each number, as `consents` has them; or the numbers that it lacks."""
    missing = tuple(number for number in numbers_in(text) if number not in consents)
    if missing:
        return Missing(missing)
    return _QUOTE.sub(lambda found: consents[int(found[1])], text)
