"""The Sunday note: everybody reads the latest, a coach writes the next."""

from __future__ import annotations

from collections.abc import Callable

from bot.changes import Answer, Publish, only
from bot.commands.buttons import button, row
from bot.commands.days import day_name
from bot.commands.quoting import filled
from bot.commands.replies import write_back
from bot.commands.unknown import unknown
from bot.model import Ask, Reply
from content.library import titled
from content.store import Edition, State
from scheduler.plan import local_day, sunday_of, target_week
from scheduler.wall import ONE_DAY

LONGEST = 8000
"""Characters of a note: two messages on Telegram, four on Discord."""


def note(ask: Ask) -> Answer:
    """Bare: the latest note that has gone out. With words or a file, by a coach: the next note."""
    if not ask.words and ask.said.attachment == "":
        return _latest(ask)
    if not ask.is_coach:
        return unknown(ask)
    return DESK.get(ask.words.casefold(), _write)(ask)


def _latest(ask: Ask) -> Answer:
    """What readers got last: the coach's note, or the one of the reserve that stood in for it."""
    week = max(ask.begun, default="")
    edition = ask.editions.get(week)
    note = edition if edition is not None and edition.state != "cancelled" else ask.reserve.get(week)
    if note is None:
        return only(Reply(ask.say("note.none_yet"), buttons=row(button(ask, "weeklynote", "/weeklynote"))))
    back = (write_back(ask, week),) if ask.has_coach and ask.said.is_private else ()
    buttons = row(button(ask, "drill", "/drill"), *back)
    return only(Reply(filled(ask, note.text), title=note.title, about=week, buttons=buttons))


def _write(ask: Ask) -> Answer:
    text = ask.words or (ask.said.attachment or "").strip()
    if not text:
        return only(Reply(ask.say("note.unreadable"), is_private=True))
    if len(text) > LONGEST:
        return only(Reply(ask.say("note.too_long", limit=LONGEST, length=len(text)), is_private=True))
    title, body = titled(text)
    return _publish(ask, Edition(_target(ask), title, body, "ready", ask.now, ask.said.account), "note.ready")


def _target(ask: Ask) -> str:
    """The week that a coach's word is about, in the zone of the deployment."""

    def is_ready(week: str) -> bool:
        return week in ask.begun or (week in ask.editions and ask.editions[week].state == "ready")

    return target_week(ask.now, ask.defaults.zone, is_ready)


def _restate(state: State, key: str) -> Callable[[Ask], Answer]:
    """A command that puts the coming note into another state."""

    def restate(ask: Ask) -> Answer:
        found = _coming(ask, is_moving=state == "held")
        if found is None:
            return only(Reply(ask.say("note.nothing")))
        return _publish(
            ask, Edition(found.week, found.title, found.text, state, ask.now, ask.said.account), key
        )

    return restate


def _coming(ask: Ask, *, is_moving: bool) -> Edition | None:
    """The note that is written and not over. To Monday, one that has begun to go out can still be moved."""
    today = local_day(ask.now, ask.defaults.zone)
    first = today if is_moving else today - ONE_DAY
    live = [week for week in ask.editions if sunday_of(week) >= first]
    chosen = min(live, key=lambda week: (week in ask.begun and not is_moving, week), default=None)
    return ask.editions[chosen] if chosen else None


def _publish(ask: Ask, edition: Edition, key: str) -> Answer:
    if edition.week in ask.begun and edition.state != "held":
        return only(Reply(ask.say("note.begun", week=edition.week), about=edition.week, is_private=True))
    day = day_name(ask, sunday_of(edition.week))
    buttons = () if edition.state == "cancelled" else row(button(ask, "note_cancel", "/note cancel"))
    reply = Reply(
        ask.say(key, week=edition.week, day=day), about=edition.week, buttons=buttons, is_private=True
    )
    draft = Reply(filled(ask, edition.text), title=edition.title, about=edition.week, is_private=True)
    return Answer((draft, reply) if edition.state == "ready" else (reply,), (Publish(edition),))


hungover = _restate("held", "note.held")
DESK: dict[str, Callable[[Ask], Answer]] = {
    "ready": _restate("ready", "note.ready"),
    "cancel": _restate("cancelled", "note.cancelled"),
}
