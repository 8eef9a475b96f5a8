"""The notes that went out, by week, by word, page by page."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.changes import Answer, only
from bot.commands.buttons import button, row, rows
from bot.commands.days import day_name
from bot.commands.note_look import page
from bot.commands.quoting import gave_way
from bot.model import Ask, Button, Reply, Rows
from content.editions import Edition
from content.library import Note
from scheduler.plan import is_week, sunday_of

ON_A_PAGE = 6
LABEL = 40
"""Characters of a note's title on its button."""
WORDS = 40
"""Characters of what was looked for that are said again."""
PAGE = re.compile(r"page (\d{1,4})", re.IGNORECASE)


def notes(ask: Ask) -> Answer:
    """Bare: the newest. With a week: that note. With words: the notes that have them all."""
    gone = went_out(ask)
    if not gone:
        return only(Reply(ask.say("note.none_yet"), buttons=row(button(ask, "weeklynote", "/weeklynote"))))
    week = ask.words.upper()
    if is_week(week):
        return only(_one(ask, gone, week) if week in gone else _none(ask, "archive.no_week", week))
    number = PAGE.fullmatch(ask.words)
    if ask.words and not number:
        return only(_found(ask, gone))
    return only(_listed(ask, gone, int(number[1]) if number else 1))


def went_out(ask: Ask) -> Mapping[str, Edition | Note]:
    """What readers got, by week, the newest first; never what was cancelled or not sent."""
    found = ((week, of_week(ask, week)) for week in sorted(ask.begun, reverse=True))
    return {week: note for week, note in found if note is not None}


def of_week(ask: Ask, week: str) -> Edition | Note | None:
    """What readers got that week: the coach's note, or the one of the reserve that stood in for it."""
    edition, reserve = ask.editions.get(week), ask.reserve.get(week)
    if edition is None or edition.state not in ("ready", "held"):
        return reserve
    return reserve if gave_way(edition, ask.quotes, is_reserve_taken=reserve is not None) else edition


def _listed(ask: Ask, gone: Mapping[str, Edition | Note], number: int) -> Reply:
    last = -(-len(gone) // ON_A_PAGE)
    number = min(max(number, 1), last)
    weeks = tuple(gone)[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    ways = (
        *((button(ask, "newer", f"/notes page {number - 1}"),) if number > 1 else ()),
        *((button(ask, "older", f"/notes page {number + 1}"),) if number < last else ()),
    )
    text = ask.say("archive.list", count=len(gone))
    return Reply(text, buttons=(*_shown(ask, gone, weeks), *((ways,) if ways else ())), edits=True)


def _shown(ask: Ask, gone: Mapping[str, Edition | Note], weeks: tuple[str, ...]) -> Rows:
    return rows((Button(_label(ask, week, gone[week]), f"/notes {week}") for week in weeks), width=1)


def _label(ask: Ask, week: str, note: Edition | Note) -> str:
    title = note.title or ask.say("note.title")
    return f"{week}: {title if len(title) <= LABEL else title[: LABEL - 1] + '…'}"


def _one(ask: Ask, gone: Mapping[str, Edition | Note], week: str) -> Reply:
    weeks = tuple(gone)
    at = weeks.index(week)
    ways = (
        *(button(ask, "newer", f"/notes {other}") for other in weeks[max(0, at - 1) : at]),
        *(button(ask, "older", f"/notes {other}") for other in weeks[at + 1 : at + 2]),
        button(ask, "all_notes", "/notes"),
    )
    note = gone[week]
    text = f"*{day_name(ask, sunday_of(week))}*\n\n{note.text}"
    return page(ask, week, note.title or ask.say("note.title"), text, row(*ways))


def _found(ask: Ask, gone: Mapping[str, Edition | Note]) -> Reply:
    words = ask.words.casefold().split()
    weeks = tuple(week for week, note in gone.items() if all(word in _words_of(note) for word in words))
    if not weeks:
        return _none(ask, "archive.no_word", ask.words[:WORDS])
    text = ask.say("archive.found", count=len(weeks), words=ask.words[:WORDS])
    return Reply(text, buttons=(*_shown(ask, gone, weeks[:ON_A_PAGE]), *_all(ask)))


def _words_of(note: Edition | Note) -> str:
    return f"{note.title}\n{note.text}".casefold()


def _none(ask: Ask, key: str, words: str) -> Reply:
    return Reply(ask.say(key, words=words), buttons=_all(ask))


def _all(ask: Ask) -> Rows:
    return row(button(ask, "all_notes", "/notes"))
