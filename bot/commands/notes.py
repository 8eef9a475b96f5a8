"""The Sunday note: everybody reads the latest, a coach writes the next.

notes        reads it; hears what a coach means
note_desk    draft, ready, held, cancelled
note_parts   several messages that become one draft
note_photos  the coach's own photo in it
note_views   as readers get it, and as it was before
note_look    what it looks like
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.changes import Answer, only
from bot.commands import note_desk, note_parts, note_photos, note_views
from bot.commands.archive import of_week
from bot.commands.buttons import button, row
from bot.commands.names import meant
from bot.commands.note_look import page
from bot.commands.replies import write_back
from bot.commands.unknown import unknown
from bot.model import Ask, Button, Reply

ALT = "alt:"
"""What begins the words that say what a photo shows."""
MOST_WORDS = 3
"""A line of more words that begins like an order is a note."""


def note(ask: Ask) -> Answer:
    """Bare: the latest note that has gone out. With words, a file or a reply, by a coach: the next note."""
    has_more = ask.words or ask.said.attachment != "" or ask.brought
    if not has_more and not (ask.is_coach and ask.said.own_words):
        return _latest(ask)
    if not ask.is_coach:
        return unknown(ask)
    if ask.words.casefold().startswith(ALT):
        return note_photos.describe(ask, ask.words[len(ALT) :].strip())
    verb, *rest = ask.words.casefold().split() or [""]
    is_order = "\n" not in ask.words and len(rest) < MOST_WORDS and ask.said.attachment == ""
    if is_order and verb in ORDERS:
        return ORDERS[verb](ask, rest)
    if is_order and not rest and (near := meant(verb, {one: one for one in ORDERS})):
        return only(Reply(ask.say("note.slip", word=verb), buttons=row(Button(near, f"/note {near}"))))
    return _written(ask)


def _written(ask: Ask) -> Answer:
    """The words, those of a file or of the message above, and a photo beside them, as the next note."""
    photo = ask.brought.photo if ask.brought else None
    beside = ask.said.attachment if ask.said.attachment or ask.words else ask.said.own_words
    text = "\n\n".join(part for part in (ask.words, beside) if part)
    left = tuple(replace(one, is_private=True) for one in note_parts.left_behind(ask))
    if not text and ask.brought:
        return note_photos.picture(ask, photo) if photo else Answer(left)
    written = note_desk.write(ask, f"{text}\n\n{photo.line}" if photo else text)
    return replace(written, replies=(*written.replies, *left)) if text else written


def _photo(ask: Ask, words: list[str]) -> Answer:
    """What becomes of the photo of the coming note; other words are a text."""
    match words:
        case []:
            return note_photos.explain(ask)
        case ["off"]:
            return note_photos.off(ask)
        case ["back"]:
            return note_photos.back(ask)
    return _written(ask)


def _latest(ask: Ask) -> Answer:
    """What readers got last."""
    week = max(ask.begun, default="")
    note = of_week(ask, week)
    back = (write_back(ask, week),) if ask.has_coach and ask.said.is_private else ()
    shown = (
        Reply(ask.say("note.none_yet"), buttons=row(button(ask, "weeklynote", "/weeklynote")))
        if note is None
        else page(ask, week, note.title, note.text, row(button(ask, "drill", "/drill"), *back))
    )
    return Answer((shown, *note_desk.standing(ask)))


ORDERS: dict[str, Callable[[Ask, list[str]], Answer]] = {
    "ready": note_desk.ready,
    "hold": note_desk.hold,
    "cancel": note_desk.cancel,
    "approve": note_desk.approve,
    "return": note_desk.send_back,
    "begin": note_parts.begin,
    "end": note_parts.end,
    "discard": note_parts.discard,
    "photo": _photo,
    "preview": note_views.preview,
    "test": note_views.trial,
    "history": note_views.history,
    "restore": note_views.restore,
}
"""What a coach may say behind `/note`; everything else is the text of one."""
