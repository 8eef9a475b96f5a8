"""Who reads the Sunday note: a person, or a group as one."""

from __future__ import annotations

from datetime import time

from bot.changes import Answer, Save, Subscribe, Unsubscribe, only
from bot.commands.buttons import button, row
from bot.commands.settings import parse_hour, with_note
from bot.commands.standing import start_first
from bot.groups import Group
from bot.model import Ask, Button, Reply
from content.places import zone_of
from scheduler.plan import first_note


def subscribe(ask: Ask) -> Answer:
    """In private, the note for that person. In a group, by an administrator: for all of it, here."""
    if ask.said.is_private:
        return _alone(ask, wants=True)
    if not ask.said.is_admin:
        return _admins_only(ask)
    asked = _asked(ask)
    if asked is None:
        return only(Reply(ask.say("group.unclear")))
    due = first_note(asked.rhythm, ask.now, ask.waits_for)
    text = ask.say("group.kept", hour=asked.note_hour.isoformat("minutes"), zone=asked.zone)
    return only(Reply(text, buttons=row(button(ask, "unsubscribe", "/unsubscribe"))), Subscribe(asked, due))


def unsubscribe(ask: Ask) -> Answer:
    """No more notes, with the way back below it."""
    if ask.said.is_private:
        return _alone(ask, wants=False)
    if not ask.said.is_admin:
        return _admins_only(ask)
    if ask.group is None:
        return only(Reply(ask.say("group.none")))
    at = f"{ask.group.note_hour.isoformat('minutes')} {ask.group.zone}"
    undo = Button(ask.say("button.undo"), f"/subscribe {at}")
    return only(Reply(ask.say("group.ended"), buttons=row(undo)), Unsubscribe(ask.group.chat))


def _alone(ask: Ask, *, wants: bool) -> Answer:
    if ask.member is None:
        return start_first(ask)
    changed = with_note(ask.member, wants=wants, now=ask.now)
    if wants:
        hour = changed.rhythm.note_hour.isoformat("minutes")
        back = button(ask, "unsubscribe", "/unsubscribe")
        return only(Reply(ask.say("settings.note_kept", hour=hour), buttons=row(back)), Save(changed))
    back = button(ask, "undo", "/subscribe")
    return only(Reply(ask.say("settings.note_off_kept"), buttons=row(back)), Save(changed))


def _admins_only(ask: Ask) -> Answer:
    return only(Reply(ask.say("group.admins_only"), is_private=True))


def _asked(ask: Ask) -> Group | None:
    """The group as the words want it: "18:00 Berlin", an hour, or a place; what is not said stays."""
    hour, words = _hour_in(ask.words)
    places = zone_of(words) if words else ()
    if words and not places:
        return None
    before = ask.group
    zone = before.zone if before else ask.zone
    return Group(
        chat=ask.said.chat,
        address=ask.said.topic or ask.said.chat,
        zone=places[0].zone if places else zone,
        note_hour=hour or (before.note_hour if before else ask.defaults.note_hour),
    )


def _hour_in(words: str) -> tuple[time | None, str]:
    """The hour that stands first, if one does, and the words behind it."""
    first, _, rest = words.partition(" ")
    hour = parse_hour(first)
    return (hour, rest.strip()) if hour is not None else (None, words)
