"""A small content folder: one sound page of each kind, for faults to be planted in."""

from __future__ import annotations

from pathlib import Path

from content.checker import Finding

CARD = """+++
title = "Sore thumb"
says = "A thumb that complains"
layer = "link"
source = "general"
aliases = ["thumb hurts"]
signs = ["thumb-snap"]
area = "hand"
+++
Let it rest a day.

## Why?
Because it asked.
"""
DRILL = """+++
title = "Thumb circles"
says = "Small circles for a stiff thumb."
track = "hand and elbow"
stage = 1
gentle = true
minutes = 3
dose = { sets = 2, reps = 8 }
feel = ["fingers"]
mistake = "Rushing."
stop_if = "Stop if it stings."
source = "general"
+++
1. Sit down.
2. Draw a circle.
3. Draw it back.
"""
FIGURE = """view = "hand"
alt = "A thumb in a circle, drawn slowly from the wrist while the fingers of that hand lie still."

[[stages]]
says = "round"
"""
LEADING = """+++
title = "Thumbs"
says = "What a thumb is for"
layer = "link"
area = "hand"
source = "general"
drills = ["thumb-circles"]
+++
Draw circles. Stop if it stings.
"""
"""A card that leads to the drill."""
OTHER = CARD.replace("Sore thumb", "Other thumb").replace("thumb hurts", "other hurts")
SIGN = """+++
asks = "A snap when it happened"
how_soon = "today"
stop = ["snapped"]
+++
Have it seen today.
"""
LEXICON = '[classes]\nsnapped = "heard a snap"\n'
WORD = """+++
title = "Opposition"
aliases = ["thumb to finger"]
related = ["sorethumb"]
source = "general"
+++
The thumb meets a finger.
"""
SERIES = """+++
title = "All about thumbs"
says = "Thumbs, in order"
cards = ["sorethumb", "thumbs"]
+++
Begin here.
"""
CHALLENGE = """+++
title = "A week of thumbs"
says = "Thumbs, every day"
days = 7
days_a_week = 5
drills = ["thumb-circles"]
source = "general"
+++
Circle along.
"""


def put(folder: Path, file: str, text: str) -> Path:
    """Write a page into the folder, and give the folder."""
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return folder


def put_drill(folder: Path, slug: str, text: str) -> Path:
    """Write a drill and its figure into the folder, and give the folder."""
    put(folder, f"drills/{slug}.toml", FIGURE)
    return put(folder, f"drills/{slug}.md", text)


def only(*found: Finding) -> Finding:
    """The one finding that there is."""
    assert len(found) == 1, [str(one) for one in found]
    return found[0]
