"""Draws docs/drills.png, the sheet in README.md that shows every drill.

    make readme

A test says when the sheet is behind.
"""

from __future__ import annotations

from pathlib import Path

from content import drawing
from content.gallery import in_track_order
from content.library import read_library

SHEET = Path(__file__).resolve().parents[1] / "docs/drills.png"


def sheet() -> bytes:
    """The sheet as it should be."""
    drills = in_track_order(read_library())
    return drawing.contact_sheet([(drill.title, drill.figure) for drill in drills if drill.figure])


if __name__ == "__main__":
    SHEET.write_bytes(sheet())
