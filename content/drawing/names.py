"""People's names on pictures, in whatever script they are written.

The typeface is DejaVu Sans (its licence lies beside it): Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic,
Georgian and some signs. What it has no shape for is left out.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from PIL import ImageFont

TYPEFACE = Path(__file__).with_name("DejaVuSans.ttf")
MISSING = "\uffff"
"""A character that no typeface has: what is drawn for it is drawn for every other that is missing."""
LONGEST = 64
"""Characters that are looked at."""


@cache
def font_of_names(size: int) -> Any:
    """The typeface in that size, in pixels."""
    return ImageFont.truetype(TYPEFACE, size)


def shown_name(name: str, stand_in: str, size: int, across: float) -> str:
    """As much of a name as can be drawn, within so many pixels; the stand-in where that is nothing."""
    kept = "".join(one for one in unicodedata.normalize("NFC", name)[:LONGEST] if _is_drawn(one))
    words = " ".join(kept.split())
    if not any(one.isalnum() for one in words):
        words = stand_in
    return _cut(words, font_of_names(size), across)


def _cut(words: str, font: Any, across: float) -> str:
    if font.getlength(words) <= across:
        return words
    while words and font.getlength(f"{words}…") > across:
        words = words[:-1].rstrip()
    return f"{words}…"


@cache
def _is_drawn(character: str) -> bool:
    """Whether it is a space, or has a shape of its own."""
    if character.isspace():
        return True
    if unicodedata.category(character)[0] not in "LNPS" and not unicodedata.combining(character):
        return False
    font = font_of_names(24)
    return bytes(font.getmask(character)) != bytes(font.getmask(MISSING))
