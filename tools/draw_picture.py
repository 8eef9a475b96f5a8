"""Draws docs/chat.svg, the picture in README.md: an evening and a morning with the bot, as on a phone.

    make readme

All that the bot says comes from the bot itself, on a fixed clock. A test says when the picture is behind.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from bot.markup import Code, Item, Span, between, parse, to_plain
from bot.model import Reply
from bot.on_terminal.network import Shown
from tests.doors import terminal

PICTURE = Path(__file__).resolve().parents[1] / "docs/chat.svg"
TYPED = (("2026-11-21T18:00:00+01:00", "/start"), ("2026-11-22T07:04:00+01:00", "Done"))
"""When what is said; without a slash it is a button, which is pressed."""

WIDTH, MARGIN, PAD, TEXT, TIME = 420, 12, 13, 348, 42
"""Across: the picture; around bubbles; around their text; the longest line; the time behind a last line."""
LINE, GAP, ENTRY, KEY = 19, 9, 3, 36
"""Down: from line to line; more than that between blocks; between entries of a list; a button."""
FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" width="420" height="{0}" viewBox="0 0 420 {0}" role="img"
 aria-labelledby="title told"><title id="title">A chat with Tripod</title><desc id="told">{2}</desc><style>
text{{fill:#1c2730;font:14px -apple-system,'Segoe UI',Roboto,'Noto Sans',Helvetica,Arial,sans-serif}}
.bold,.name,.label{{font-weight:600}} .name{{font-size:15px}} .bot,.day,.time{{font-size:12px;fill:#5d6c79}}
.day,.label{{text-anchor:middle}} .time{{font-size:11px;text-anchor:end}} .label{{fill:#22485f}}
.mine{{fill:#d5f0dc}} .theirs{{fill:#fff}} .key{{fill:#c9d7e2}}</style>
<rect x=".5" y=".5" width="419" height="{1}" rx="17.5" fill="#e6ecf1" stroke="#c8d2da"/>
<path d="M1 52V18A17 17 0 0 1 18 1H402A17 17 0 0 1 419 18V52z" fill="#fff"/>
<circle cx="33" cy="26" r="17" fill="#2f7f6d"/>
<path d="M26.5 20 40 21.5 31 35z" fill="none" stroke="#fff" stroke-opacity=".5"/>
<path d="M26.5 20h0M40 21.5h0M31 35h0" stroke="#fff" stroke-width="6" stroke-linecap="round"/>
<text x="60" y="23" class="name">Tripod</text><text x="60" y="40" class="bot">bot</text>
{3}
</svg>
"""
WIDE = {" ijl.,:;!'I": 0.28, "frt()•/-": 0.4, "sckvxyzJLEFT?": 0.57, "wmMW": 0.92}
WIDTHS = {letter: width for letters, width in WIDE.items() for letter in letters}
"""How wide a letter is in the wider fonts (Inter, Noto Sans), in parts of its size: a reader's font is not
known here. PAD has room for what DejaVu Sans takes more."""
Letters = Sequence[tuple[str, bool]]  # of a line, each with whether it is bold


async def talked() -> list[Shown]:
    """The conversation of TYPED, with all that the bot says in it."""
    mine = [Shown(datetime.fromisoformat(at), "Tripod", "you", Reply(text)) for at, text in TYPED]
    with TemporaryDirectory() as folder:
        async with terminal(Path(folder), mine[0].at) as door:
            for one in mine:
                await door.at(one.at)
                await (door.says if one.reply.text.startswith("/") else door.presses)("you", one.reply.text)
    return sorted((*mine, *door.screens), key=lambda shown: shown.at)


def length(letters: Letters) -> float:
    """How long a line is, in pixels."""
    ems = (WIDTHS.get(one, 0.74 if one.isupper() else 0.62) * (1.07 if bold else 1) for one, bold in letters)
    return 14 * sum(ems)


def folded(spans: Iterable[Span], width: int) -> list[Letters]:
    """Running text in lines of at most that width."""
    letters = [(letter, span.is_bold) for span in spans for letter in span.text]
    lines: list[Letters] = [[]]
    for word in re.finditer(r"\n *| *[^\n ]+", "".join(letter for letter, _ in letters)):
        added = letters[word.start() : word.end()]
        if word[0][0] == "\n" or (lines[-1] and length([*lines[-1], *added]) > width):
            lines.append([one for one in added if not one[0].isspace()])
        else:
            lines[-1] = [*lines[-1], *added]
    return lines


def laid_out(reply: Reply) -> Iterator[tuple[int, int, Letters]]:
    """The lines of a message: how far in, how far below the one before, and the letters."""
    blocks = parse(f"**{reply.title}**\n\n{reply.text}" if reply.title else reply.text).blocks
    for before, block in zip((None, *blocks), blocks, strict=False):
        below = LINE if before is None else LINE + (GAP if between(before, block) == "\n\n" else ENTRY)
        indent = 20 if isinstance(block, Item) else 0
        if isinstance(block, Item):
            yield 0, below, [(letter, False) for letter in block.marker]
            below = 0
        for line in folded([Span(block.text)] if isinstance(block, Code) else block.spans, TEXT - indent):
            yield indent, below, line
            below = LINE


def words(letters: Letters) -> str:
    """Letters as SVG; bold ones flow with the others, so that they overlap in no font."""
    runs = ((bold, escape("".join(one for one, _ in run))) for bold, run in groupby(letters, itemgetter(1)))
    return "".join(f'<tspan class="bold">{run}</tspan>' if bold else run for bold, run in runs)


def box(x: int, y: int, width: int, height: int, rounding: int, look: str) -> str:
    """A rectangle with round corners."""
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{rounding}" class="{look}"/>'


def message(shown: Shown, top: int) -> tuple[list[str], int]:
    """A bubble with its upper edge at `top` and the buttons below it, and where they end."""
    lines = list(laid_out(shown.reply))
    last = lines[-1][0] + length(lines[-1][2]) + TIME
    who, width = ("mine", round(last) + 2 * PAD) if shown.to == "Tripod" else ("theirs", TEXT + 2 * PAD)
    left, tail = (WIDTH - MARGIN - width, width - 20) if who == "mine" else (MARGIN, 0)
    drawn, y = [], top + 4
    for indent, below, line in lines:
        y += below
        drawn.append(f'<text x="{left + PAD + indent}" y="{y}">{words(line)}</text>')
    y += 13 if last <= TEXT else LINE + 6
    drawn.append(f'<text x="{left + width - PAD}" y="{y - 9}" class="time">{shown.at:%H:%M}</text>')
    bubble = box(left, top, width, y - top, 14, who) + box(left + tail, y - 20, 20, 20, 4, who)
    for row in shown.reply.buttons:
        key = (width + 4) // len(row)
        for x, button in zip(range(left, left + width, key), row, strict=False):
            label = f'<text x="{x + key // 2 - 2}" y="{y + 27}" class="label">{escape(button.label)}</text>'
            drawn.append(box(x, y + 4, key - 4, KEY, 8, "key") + label)
        y += KEY + 4
    return [bubble, *drawn], y


def picture() -> str:
    """The whole picture."""
    said = asyncio.run(talked())
    drawn, y = [], 62
    for day, of_day in groupby(said, lambda shown: f"{shown.at:%A} {shown.at.day} {shown.at:%B}"):
        drawn.append(f'<text x="{WIDTH // 2}" y="{y + 14}" class="day">{day}</text>')
        y += 26
        for shown in of_day:
            lines, y = message(shown, y)
            drawn += lines
            y += 10
    told = (f"To {one.to}:\n{one.reply.title}\n{to_plain(parse(one.reply.text))}" for one in said)
    return FRAME.format(y + 6, y + 5, escape("\n".join(told)), "\n".join(drawn))


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
