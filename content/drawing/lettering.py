"""Words on pictures: numbered captions and titles."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

from PIL import Image, ImageDraw, ImageFont

PAPER, INK = (246, 243, 236), (38, 48, 61)
Place = tuple[int, int, int]
"""Left, top, and the room across, in pixels."""


@cache
def font(size: int) -> Any:
    """Pillow's own typeface: nothing of the machine decides how a picture looks."""
    return ImageFont.load_default(size)


def caption(image: Image.Image, place: Place, number: int, says: str, size: int) -> None:
    """Words in the middle of their room, behind a number in a disc; 0 is no number."""
    left, top, across = place
    draw: Any = ImageDraw.Draw(image)
    disc = round(size * 1.35) if number else 0
    indent = disc + size // 3 if number else 0
    lines = wrapped(says, size, across - indent)
    left += max(0, round((across - indent - max(font(size).getlength(line) for line in lines)) / 2))
    if number:
        draw.ellipse((left, top, left + disc, top + disc), INK)
        small = font(round(size * 0.9))
        draw.text((left + disc / 2, top + disc / 2), str(number), PAPER, small, anchor="mm")
    for row, line in enumerate(lines):
        draw.text((left + indent, top + size * (0.1 + 1.2 * row)), line, INK, font(size))


def caption_height(number: int, says: str, size: int, across: int) -> int:
    """Pixels that those words take."""
    indent = round(size * 1.35) + size // 3 if number else 0
    return math.ceil(len(wrapped(says, size, across - indent)) * 1.2 * size)


def title(image: Image.Image, place: Place, says: str, size: int) -> None:
    """Words in the middle of their room."""
    left, top, across = place
    for row, line in enumerate(wrapped(says, size, across)):
        at = (left + across / 2, top + 1.2 * size * row)
        ImageDraw.Draw(image).text(at, line, INK, font(size), anchor="ma")


def wrapped(says: str, size: int, across: float) -> list[str]:
    """The words in lines that are no wider than so many pixels; a longer word stands alone."""
    lines = [""]
    for word in says.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font(size).getlength(longer) > across:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
