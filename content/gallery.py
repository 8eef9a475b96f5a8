"""The gallery: one page and one sheet that show every drill and every card with a picture.

Library > sections > index.html (all pictures in it) and contact-sheet.png
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import get_args

from content import drawing
from content.figures import Figure
from content.library import Card, Drill, Library
from content.model import Track

PAGE, SHEET = "index.html", "contact-sheet.png"
STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
article { border-top: 1px solid #8886; padding: 1rem 0; }
figure { margin: .5rem 0; display: flex; gap: 1rem; flex-wrap: wrap; align-items: flex-start; }
img { max-width: 100%; height: auto; border-radius: .5rem; }
img.still { flex: 2 1 24rem; max-width: 36rem; } img.moving { flex: 1 1 12rem; max-width: 20rem; }
.facts { opacity: .75; }
"""


@dataclass(frozen=True, slots=True)
class Written:
    """What a gallery came to, for who asked for it."""

    page: Path
    sheet: Path
    count: int
    largest_still: int
    """Bytes; `largest_moving` too, 0 when nothing moves."""
    largest_moving: int


def write_gallery(library: Library, folder: Path) -> Written:
    """Draw everything and write the page and the sheet into a folder, which is made.

    Takes about a second a drill that moves. Raises OSError when the disk refuses.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shown = [_Shown(entry, entry.figure) for entry in _entries(library) if entry.figure]
    page, sheet = folder / PAGE, folder / SHEET
    page.write_text(_page(library, shown), "utf-8")
    sheet.write_bytes(drawing.contact_sheet([(one.entry.title, one.figure) for one in shown if one.is_drill]))
    return Written(
        page,
        sheet,
        len(shown),
        max((len(one.still) for one in shown), default=0),
        max((len(one.moving) for one in shown), default=0),
    )


def in_track_order(library: Library) -> list[Drill]:
    """All drills, track by track, from the gentle ones on."""
    tracks = get_args(Track)
    return sorted(library.drills.values(), key=lambda drill: (tracks.index(drill.track), drill.stage))


def _entries(library: Library) -> Iterator[Drill | Card]:
    yield from in_track_order(library)
    yield from library.cards.values()


class _Shown:
    """A drill or card, and its pictures."""

    def __init__(self, entry: Drill | Card, figure: Figure) -> None:
        self.entry = entry
        self.figure = figure
        self.is_drill = isinstance(entry, Drill)
        self.still = drawing.still(figure)
        self.moving = drawing.moving(figure) if figure.does_move else b""


def _page(library: Library, shown: list[_Shown]) -> str:
    title = escape(library.say("gallery.title"))
    sections = "\n".join(_article(library, one) for one in shown)
    return (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width">\n<style>{STYLE}</style>\n'
        f"<h1>{title}</h1>\n{sections}\n</html>\n"
    )


def _article(library: Library, shown: _Shown) -> str:
    entry, alt = shown.entry, escape(shown.figure.alt, quote=True)
    pictures = _image("still", "png", shown.still, alt)
    if shown.moving:
        pictures += "\n" + _image("moving", "gif", shown.moving, "")
    return (
        f'<article id="{entry.slug}">\n<h2>{escape(entry.title)}</h2>\n'
        f'<p class="facts">{escape(_place(library, entry))}</p>\n<p>{escape(entry.says)}</p>\n'
        f"<figure>\n{pictures}\n</figure>\n{_steps(entry)}<p><em>{alt}</em></p>\n</article>"
    )


def _place(library: Library, entry: Drill | Card) -> str:
    if isinstance(entry, Drill):
        return library.say("gallery.drill", track=entry.track, stage=entry.stage, minutes=entry.minutes)
    return f"/{entry.slug}"


def _steps(entry: Drill | Card) -> str:
    if isinstance(entry, Card):
        return ""
    return "<ol>\n" + "".join(f"<li>{escape(step)}</li>\n" for step in entry.steps) + "</ol>\n"


def _image(kind: str, ending: str, picture: bytes, alt: str) -> str:
    data = base64.b64encode(picture).decode("ascii")
    return f'<img class="{kind}" loading="lazy" alt="{alt}" src="data:image/{ending};base64,{data}">'
