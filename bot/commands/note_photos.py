"""The coach's own photo in the note of the coming Sunday: put there, described, taken away, brought back."""

from __future__ import annotations

from dataclasses import replace

from bot.changes import Answer, only
from bot.commands import note_desk
from bot.model import Ask, Reply
from content.editions import Edition
from content.embeds import photo_in, with_photo, without_photo
from content.photos import Photo

LONGEST_ALT = 500
"""Characters of what a photo shows: a screen reader reads them in half a minute."""


def picture(ask: Ask, photo: Photo) -> Answer:
    """This photo with the note, in the place of the one that it had; a note of its own where none is."""
    found = note_desk.coming(ask)
    if found is None or found.state == "cancelled" or found.week in ask.begun:
        return note_desk.write(ask, photo.line)
    return note_desk.rewrite(ask, found, with_photo(found.text, photo))


def describe(ask: Ask, words: str) -> Answer:
    """What the photo shows, for those who cannot see it."""
    found = _open(ask)
    if isinstance(found, Reply):
        return only(found)
    photo = photo_in(found.text)
    return picture(ask, replace(photo, alt=words[:LONGEST_ALT])) if photo else _none(ask)


def off(ask: Ask) -> Answer:
    """The note without its photo."""
    found = _open(ask)
    if isinstance(found, Reply):
        return only(found)
    if photo_in(found.text) is None:
        return _none(ask)
    text = without_photo(found.text)
    if not text.strip():
        shown = Reply(ask.say("note.photo.alone"), buttons=note_desk.ways(ask, found), is_private=True)
        return only(shown)
    return note_desk.rewrite(ask, found, text)


def back(ask: Ask) -> Answer:
    """The note with the photo that an earlier text of it had."""
    found = _open(ask)
    if isinstance(found, Reply):
        return only(found)
    photos = [photo_in(one.text) for one in reversed(ask.editions.revisions(found.week))]
    photo = next(filter(None, photos), None)
    return picture(ask, photo) if photo else _none(ask)


def explain(ask: Ask) -> Answer:
    """How a photo comes into the note, and out of it."""
    return only(Reply(ask.say("note.photo.how"), is_private=True))


def _open(ask: Ask) -> Edition | Reply:
    """The note that may still be changed, or why there is none."""
    found = note_desk.coming(ask)
    if found is None or found.state == "cancelled":
        return Reply(ask.say("note.photo.none"), is_private=True)
    return note_desk.begun(ask, found.week) if found.week in ask.begun else found


def _none(ask: Ask) -> Answer:
    return only(Reply(ask.say("note.photo.none"), is_private=True))
