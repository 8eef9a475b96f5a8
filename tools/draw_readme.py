"""Draws what README.md shows of the bot: the list of commands from the table, and a chat from the bot itself.

    make readme

Each stands between two marker comments, `<!-- commands -->` and `<!-- end -->`; the rest of the page is left
as it is. A test says when the page is behind.
"""

from __future__ import annotations

import io
import re
import sys
import textwrap
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

from bot.__main__ import main
from bot.commands.table import entries
from content.library import read_library

PAGE = Path(__file__).resolve().parents[1] / "README.md"
WIDTH, PAGE_WIDTH = 92, 118
SATURDAY_EVENING = "2026-11-21T18:00:00+01:00"
TYPED = ("/start", "/at sunday 07:00", "Done", "/elbowpain")
DRAWN_PICTURE = re.compile(r"file://\S*/([\w-]+)-[^-\s]+(?=\.(?:png|gif)$)", re.MULTILINE)
"""The address of a picture: its folder is another one each time, and its name ends with a hash."""


def commands() -> str:
    """What can be typed: the commands as a table, the topics behind it."""
    library = read_library()
    listed = [entry for entry in entries(library) if entry.name not in library.cards]
    rows = [f"| `/{entry.name}` | {entry.says} | {entry.argument} |" for entry in listed]
    topics = textwrap.fill(", ".join(f"`/{slug}`" for slug in library.cards), PAGE_WIDTH)
    return "\n".join(
        ("| type | and you get | it takes |", "|---|---|---|", *rows, "", "And the topics:", topics)
    )


def counts() -> str:
    """How much there is to read and do."""
    library = read_library()
    tracks = {drill.track for drill in library.drills.values()}
    return textwrap.fill(
        f"{len(library.cards)} topics, {len(library.drills)} drills in {len(tracks)} tracks"
        f" from gentle to demanding, a glossary of {len(library.words)} words,"
        f" {len(library.series)} series to read in order, {len(library.reserve)} notes for weeks without one,"
        f" templates of {len(library.challenges)} challenges.",
        PAGE_WIDTH,
    )


def chat() -> str:
    """A short conversation on the terminal, as `tripod chat` prints it, in lines that fit the page."""
    out = io.StringIO()
    before = sys.stdin
    try:
        sys.stdin = Typist(TYPED, out)
        with redirect_stdout(out):
            main(["chat", "--at", SATURDAY_EVENING, "--zone", "Europe/Berlin"])
    finally:
        sys.stdin = before
    said = DRAWN_PICTURE.sub(r"file://…/\1", out.getvalue())
    wrapped = [line for long in said.strip().splitlines() for line in folded(long)]
    return "\n".join(("```text", *wrapped, "```"))


def folded(line: str) -> list[str]:
    """A line as a terminal shows it; what goes on in a list stands below its words."""
    mark = re.match(r"(?:•|\d+\.) ", line)
    return textwrap.wrap(line, WIDTH, subsequent_indent=" " * len(mark[0]) if mark else "") or [""]


class Typist(io.TextIOWrapper):
    """Types line by line into a pipe, and lets each line be seen."""

    def __init__(self, typed: tuple[str, ...], screen: io.StringIO) -> None:
        super().__init__(Keys(typed, screen))


class Keys(io.BytesIO):
    """The pipe itself: whoever reads a line makes it visible."""

    def __init__(self, typed: tuple[str, ...], screen: io.StringIO) -> None:
        super().__init__("".join(f"{line}\n" for line in typed).encode())
        self._screen = screen

    def readline(self, size: int | None = -1, /) -> bytes:
        """The next line, shown behind a prompt."""
        line = super().readline(size)
        if line:
            is_first = not self._screen.getvalue()
            self._screen.write(f"\n> {line.decode()}" + "\n" * is_first)
        return line


DRAWN: dict[str, Callable[[], str]] = {"commands": commands, "counts": counts, "chat": chat}


def drawn(page: str) -> str:
    """The page with all that it shows drawn anew. Raises ValueError when a marker is missing."""
    for name, draw in DRAWN.items():
        between = re.compile(rf"<!-- {name} -->.*?<!-- end -->", re.DOTALL)
        if not between.search(page):
            raise ValueError(f"README.md has no place for {name}: write <!-- {name} --> and <!-- end -->")
        before, after = between.split(page, maxsplit=1)
        page = f"{before}<!-- {name} -->\n{draw()}\n<!-- end -->{after}"
    return page


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
