"""A note in several messages: a coach begins, sends parts, and ends; what was acknowledged is on the disk."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.changes import Answer, Gather, Publish, only
from bot.commands import note_desk
from bot.commands.buttons import button, row
from bot.model import Ask, Reply, Rows, Said
from content.editions import EVER, Editions, Gathering
from content.photos import LARGEST

MEGABYTE = 1024 * 1024
NOTHING = Gathering("", (), EVER)


def is_part(said: Said, editions: Editions, now: datetime) -> bool:
    """Whether this is a part of a note, and no talk with the bot: neither a command nor a press."""
    gathering = editions.gathering(said.account)
    is_plain = said.is_private and not said.is_press and not said.text.lstrip().startswith("/")
    return gathering is not None and gathering.is_open(now) and is_plain


def begin(ask: Ask, _: list[str]) -> Answer:
    """From now on plain messages are parts. What was sent before and not ended is still there."""
    if not ask.said.is_private:
        return only(Reply(ask.say("note.parts.private"), is_private=True))
    texts = _gathering(ask).texts
    shown = _so_far(ask, texts) if texts else Reply(ask.say("note.parts.begin"), buttons=_ways(ask))
    return only(shown, Gather(ask.said.account, Gathering(ask.said.account, texts, ask.now)))


def add(ask: Ask) -> Answer:
    """One more part: the words of a message, the file or photo beside it, or both."""
    photo = ask.brought.photo.line if ask.brought and ask.brought.photo else ""
    found = [part for part in (ask.said.text, ask.said.attachment, photo) if part and part.strip()]
    left = left_behind(ask)
    if not found:
        unread = left or (Reply(ask.say("note.unreadable")),)
        return Answer((*unread[:-1], replace(unread[-1], buttons=_ways(ask))))
    texts = (*_gathering(ask).texts, *found)
    length = len(_together(texts))
    if length > note_desk.LONGEST_DRAFT:
        words = ask.say("note.parts.full", limit=note_desk.LONGEST_DRAFT)
        return only(Reply(words, buttons=_ways(ask)))
    kept = Gather(ask.said.account, Gathering(ask.said.account, texts, ask.now))
    return Answer((*left, _so_far(ask, texts)), (kept,))


def end(ask: Ask, _: list[str]) -> Answer:
    """All parts as one draft. They stay where the draft cannot be kept."""
    texts = _gathering(ask).texts
    if not texts:
        return only(Reply(ask.say("note.parts.none"), buttons=row(button(ask, "note_begin", "/note begin"))))
    written = note_desk.write(ask, _together(texts))
    if not any(isinstance(change, Publish) for change in written.changes):
        return Answer((*written.replies, _so_far(ask, texts)))
    return Answer(written.replies, (*written.changes, Gather(ask.said.account, None)))


def discard(ask: Ask, _: list[str]) -> Answer:
    """The parts are gone; a note that was there before stays as it is."""
    return only(Reply(ask.say("note.parts.gone")), Gather(ask.said.account, None))


def waiting(ask: Ask) -> tuple[Reply, ...]:
    """A line for a coach who may think that this was a part, when it is none any more."""
    is_over = not _gathering(ask).is_open(ask.now)
    texts = _gathering(ask).texts if is_over and ask.is_coach and ask.said.is_private else ()
    return (Reply(ask.say("note.parts.over", count=len(texts)), buttons=_ways(ask)),) if texts else ()


def left_behind(ask: Ask) -> tuple[Reply, ...]:
    """A line about a file or photo that could not be taken."""
    if ask.brought is not None:
        fault = ask.brought.fault
        return (Reply(ask.say(f"note.photo.{fault}", limit=LARGEST // MEGABYTE)),) if fault else ()
    return (Reply(ask.say("note.left_behind")),) if ask.said.attachment is None else ()


def _gathering(ask: Ask) -> Gathering:
    return ask.editions.gathering(ask.said.account) or NOTHING


def _together(texts: tuple[str, ...]) -> str:
    return "\n\n".join(text.strip() for text in texts)


def _so_far(ask: Ask, texts: tuple[str, ...]) -> Reply:
    count = ask.say("note.parts.so_far", count=len(texts), length=len(_together(texts)))
    return Reply(count, buttons=_ways(ask))


def _ways(ask: Ask) -> Rows:
    return row(button(ask, "note_end", "/note end"), button(ask, "note_discard", "/note discard"))
