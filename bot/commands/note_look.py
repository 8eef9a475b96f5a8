"""What a note looks like: its title and words, and what it names as a picture and buttons."""

from __future__ import annotations

from dataclasses import replace

from bot.commands.buttons import button, row, rows
from bot.commands.quoting import filled
from bot.commands.replies import write_back
from bot.model import Ask, Button, Notice, Reply, Rows
from content.embeds import Embed, embeds, photo_in, slug_of, without_embeds
from content.figures import Figure
from content.library import Library
from content.photos import Photo


def page(ask: Ask | Notice, week: str, title: str, text: str, buttons: Rows = ()) -> Reply:
    """The note itself, and below what it names these buttons."""
    named = [(one, slug) for one in embeds(text) if (slug := slug_of(one, ask.library))]
    ways = rows(_button(ask.library, one, slug) for one, slug in named if one.kind != "photo")
    return Reply(
        filled(ask, without_embeds(text, ask.library)),
        title=title,
        about=week,
        buttons=(*ways, *buttons),
        picture=_photo(ask, text)
        or _drawn(ask.library, [slug for one, slug in named if one.kind == "drill"]),
    )


def letter(ask: Ask | Notice, week: str, title: str, text: str) -> Reply:
    """The note as it reaches readers, with the ways on and out below."""
    shown = page(ask, week, title or ask.say("note.title"), text, _below(ask, week))
    return Reply(
        shown.text,
        kind="note",
        title=shown.title,
        about=week,
        buttons=shown.buttons,
        picture=shown.picture,
    )


def _below(ask: Ask | Notice, week: str) -> Rows:
    """The drill, the way to write back, and the way out, a tap each. A group does not write back."""
    drill, out = button(ask, "drill", "/drill"), button(ask, "unsubscribe", "/unsubscribe")
    return (
        (*row(drill), *row(write_back(ask, week), out))
        if ask.has_coach and ask.group is None
        else row(drill, out)
    )


def _button(library: Library, embed: Embed, slug: str) -> Button:
    if embed.kind == "drill":
        return Button(library.drills[slug].title, f"/drill {slug}")
    return Button(library.cards[slug].title, f"/{slug}")


def _photo(ask: Ask | Notice, text: str) -> Photo | None:
    """The coach's own, which goes before those of drills: a message has room for one picture."""
    photo = photo_in(text)
    return photo and replace(photo, alt=photo.alt or ask.say("note.photo.alt"))


def _drawn(library: Library, drills: list[str]) -> Figure | None:
    """That of the first drill that has one."""
    return next((figure for slug in drills if (figure := library.drills[slug].figure)), None)
