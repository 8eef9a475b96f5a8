"""Drills, cards and photos that a note names on a line of its own. Pure.

    {drill: tripod-stance}     its picture above the note, and a button below
    {card: Elbow pain}         a button below
    {photo: 3fa9c2e1b04d77aa Two bare feet}    a coach's own photo above the note, and what it shows

A name is a slug, a title, or an alias of a card; that of a photo the bot gives.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from content.library import Library, bare
from content.photos import Photo, photo_named

_LINE = re.compile(r"[ \t]*\{[ \t]*(\w+)[ \t]*:[ \t]*([^{}\n]+?)[ \t]*\}[ \t]*")
_GAP = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Embed:
    """A line that names something to be shown with the note."""

    line: int
    """From 1."""
    kind: str
    """What is named, as it was typed in small letters: known are `drill`, `card` and `photo`."""
    name: str


def embeds(text: str) -> Iterator[Embed]:
    """Every line that has the shape of one, known or not."""
    for number, line in enumerate(text.split("\n"), 1):
        if match := _LINE.fullmatch(line):
            yield Embed(number, match[1].casefold(), match[2])


def slug_of(embed: Embed, library: Library) -> str:
    """The slug of the drill or card, the name of the photo; empty where there is none."""
    name = bare(embed.name)
    if embed.kind == "drill":
        return next((one.slug for one in library.drills.values() if name in _names(one.slug, one.title)), "")
    if embed.kind == "card":
        cards = library.cards.values()
        return next((one.slug for one in cards if name in _names(one.slug, one.title, *one.aliases)), "")
    photo = photo_named(embed.name) if embed.kind == "photo" else None
    return photo.name if photo else ""


def without_embeds(text: str, library: Library) -> str:
    """The text without the lines that name a drill, a card or a photo; the others stay as they were typed."""
    gone = {one.line for one in embeds(text) if slug_of(one, library)}
    return _without(text, gone)


def _without(text: str, gone: Container[int]) -> str:
    """The text without these lines, and without the gaps that they leave."""
    lines = text.split("\n")
    kept = [line for number, line in enumerate(lines, 1) if number not in gone]
    return text if len(kept) == len(lines) else _GAP.sub("\n\n", "\n".join(kept)).strip()


def _names(*names: str) -> set[str]:
    return {bare(name) for name in names}


def with_photo(text: str, photo: Photo) -> str:
    """The text with this photo in the place of the one that it had; below all of it where it had none."""
    lines = text.split("\n")
    had = [one.line for one in embeds(text) if one.kind == "photo"]
    if not had:
        return "\n\n".join(part for part in (text.rstrip(), photo.line) if part)
    lines[had[0] - 1] = photo.line
    return "\n".join(line for number, line in enumerate(lines, 1) if number not in had[1:])


def without_photo(text: str) -> str:
    """The text without the photos that it names."""
    gone = {one.line for one in embeds(text) if one.kind == "photo"}
    return _without(text, gone)


def photo_in(text: str) -> Photo | None:
    """The photo that a text names first."""
    found = (photo_named(one.name) for one in embeds(text) if one.kind == "photo")
    return next((photo for photo in found if photo), None)
