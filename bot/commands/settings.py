"""Settings: hour, zone, quiet hours and the note, typed or by taps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import time
from zoneinfo import ZoneInfo

from bot.changes import Answer, Save, only
from bot.commands.buttons import button, row, rows
from bot.commands.standing import start_first
from bot.members import Member
from bot.model import Ask, Button, Reply, Rows
from content.places import Place, fold, zone_of
from scheduler.plan import Quiet

HOURS = ("06:00", "07:00", "08:00", "12:00", "18:00", "21:00")
ZONES = ("London", "Berlin", "New York", "Los Angeles", "Kolkata", "Tokyo", "Sydney", "Sao Paulo")
QUIET = "22:00-07:00"


@dataclass(frozen=True, slots=True)
class Way:
    """Where hour and zone are asked from: the command of the buttons, and the screens around the question."""

    command: str
    back: str
    onward: str
    """Where the yes to the clock leads."""
    kept: Callable[[Ask, Member, str], Reply]
    """The screen that says that the hour was kept."""


def settings(ask: Ask) -> Answer:
    """Show what is set, or set it."""
    if ask.member is None:
        return start_first(ask)
    topic, _, words = ask.words.partition(" ")
    return TOPICS.get(topic.casefold(), _overview)(ask, ask.member, words.strip())


def _overview(ask: Ask, member: Member, words: str) -> Answer:
    return only(_screen(ask, member, ask.say("settings.hint")))


def _screen(ask: Ask, member: Member, last: str) -> Reply:
    rhythm = member.rhythm
    lines = (
        ask.say("settings.hour", hour=rhythm.hour.isoformat("minutes")),
        ask.say("settings.zone", zone=rhythm.zone, clock=clock(ask, member)),
        ask.say("settings.quiet", quiet=_quiet(rhythm.quiet))
        if rhythm.quiet
        else ask.say("settings.quiet_off"),
        ask.say(
            "settings.note" if member.wants_note else "settings.note_off",
            hour=rhythm.note_hour.isoformat("minutes"),
        ),
    )
    told = (
        *((ask.say("settings.coach"),) if member.shares_pain else ()),
        *(() if member.wants_letters else (ask.say("settings.messages_off"),)),
    )
    listed = "\n".join(f"- {line}" for line in (*lines, *told))
    note = (
        button(ask, "note_off", "/settings note off")
        if member.wants_note
        else button(ask, "note_on", "/settings note on")
    )
    buttons = (
        button(ask, "hour", "/settings hour"),
        button(ask, "zone", "/settings zone"),
        button(ask, "quiet", "/settings quiet"),
        note,
        button(ask, "coach_off" if member.shares_pain else "coach_on", "/settings coach"),
        button(ask, "letters_off", "/settings messages off")
        if member.wants_letters
        else button(ask, "letters_on", "/settings messages on"),
        button(ask, "about_you", "/arrive"),
    )
    return Reply(f"{listed}\n\n{last}", title=ask.say("settings.title"), buttons=rows(buttons), edits=True)


def _quiet(quiet: Quiet) -> str:
    return f"{quiet.start.isoformat('minutes')}-{quiet.end.isoformat('minutes')}"


def clock(ask: Ask, member: Member) -> str:
    """What the clock shows where the member is."""
    return ask.now.astimezone(ZoneInfo(member.rhythm.zone)).strftime("%H:%M")


def _kept(ask: Ask, member: Member, said: str) -> Answer:
    return only(_screen(ask, member, said), Save(member))


def _asked(ask: Ask, key: str, buttons: Rows, back: str = "/settings") -> Answer:
    return only(Reply(ask.say(key), buttons=(*buttons, *row(button(ask, "back", back))), edits=True))


def _way(ask: Ask) -> Way:
    """From the settings and back to them; who has not had a drill yet goes on to the first."""
    onward = "/settings" if ask.check_ins else "/arrive ready"
    return Way("/settings", back="/settings", onward=onward, kept=_screen)


def _hour(ask: Ask, member: Member, words: str) -> Answer:
    return set_hour(ask, member, words, _way(ask))


def set_hour(ask: Ask, member: Member, words: str, way: Way) -> Answer:
    """Keep the drill's hour, or ask for it."""
    choices = rows((Button(hour, f"{way.command} hour {hour}") for hour in HOURS), width=3)
    hour = parse_hour(words)
    if hour is None:
        return _asked(ask, "settings.hour_unclear" if words else "settings.hour_ask", choices, way.back)
    changed = replace(member, rhythm=replace(member.rhythm, hour=hour))
    said = ask.say("settings.hour_kept", hour=hour.isoformat("minutes"))
    return only(way.kept(ask, changed, said), Save(changed))


def _zone(ask: Ask, member: Member, words: str) -> Answer:
    return set_zone(ask, member, words, _way(ask))


def set_zone(ask: Ask, member: Member, words: str, way: Way) -> Answer:
    """Keep the zone of a place and ask whether the clock is right there, or ask for the place."""
    places = zone_of(words) if words else ()
    if not places:
        known = rows(Button(name, f"{way.command} zone {name}") for name in ZONES)
        return _asked(ask, "settings.zone_unknown" if words else "settings.zone_ask", known, way.back)
    best, others = places[0], tuple(place for place in places if place.zone != places[0].zone)
    if others and fold(best.name) != fold(words):
        return _asked(ask, "settings.zone_which", _places(places, way), way.back)
    changed = replace(member, rhythm=replace(member.rhythm, zone=best.zone))
    text = ask.say("settings.zone_kept", zone=best.zone, clock=clock(ask, changed))
    is_right = row(button(ask, "yes", way.onward), button(ask, "another_city", f"{way.command} zone"))
    return only(Reply(text, buttons=(*_places(others, way), *is_right), edits=True), Save(changed))


def _places(places: tuple[Place, ...], way: Way) -> Rows:
    """One button a place; those that share a name and a country are told apart by their zone."""
    known = Counter((place.name, place.country) for place in places)
    labels = {
        place: place.country if known[place.name, place.country] == 1 else place.zone for place in places
    }
    buttons = (
        Button(f"{place.name}, {label}", f"{way.command} zone {place.zone}")
        for place, label in labels.items()
    )
    return rows(buttons, width=1)


def _quiet_hours(ask: Ask, member: Member, words: str) -> Answer:
    if words.casefold() in ("off", "none", "no"):
        changed = replace(member, rhythm=replace(member.rhythm, quiet=None))
        return _kept(ask, changed, ask.say("settings.quiet_off_kept"))
    quiet = parse_quiet(words)
    if quiet is None:
        choices = row(
            Button(QUIET, f"/settings quiet {QUIET}"), button(ask, "quiet_off", "/settings quiet off")
        )
        return _asked(ask, "settings.quiet_unclear" if words else "settings.quiet_ask", choices)
    changed = replace(member, rhythm=replace(member.rhythm, quiet=quiet))
    return _kept(ask, changed, ask.say("settings.quiet_kept", quiet=_quiet(quiet)))


def _note(ask: Ask, member: Member, words: str) -> Answer:
    hour = parse_hour(words)
    if words.casefold() not in ("on", "off") and hour is None:
        return _overview(ask, member, words)
    wants = words.casefold() != "off"
    rhythm = replace(member.rhythm, note_hour=hour or member.rhythm.note_hour)
    said = ask.say(
        "settings.note_kept" if wants else "settings.note_off_kept",
        hour=rhythm.note_hour.isoformat("minutes"),
    )
    off_at = None if wants else member.note_off_at or ask.now
    return _kept(ask, replace(member, wants_note=wants, note_off_at=off_at, rhythm=rhythm), said)


def _messages(ask: Ask, member: Member, words: str) -> Answer:
    """Whether a coach's words to a part of the members come; `stop` is the tap below one, which stays."""
    wish = words.casefold()
    if wish not in ("on", "off", "stop"):
        return _overview(ask, member, words)
    changed = replace(member, wants_letters=wish == "on")
    said = ask.say("settings.messages_kept" if wish == "on" else "settings.messages_off_kept")
    if wish == "stop":
        return only(
            Reply(said, buttons=row(button(ask, "letters_on", "/settings messages on"))), Save(changed)
        )
    return _kept(ask, changed, said)


def _coach(ask: Ask, member: Member, words: str) -> Answer:
    """Whether a coach may see the figures of pain: an explicit yes, that can be taken back."""
    if words.casefold() in ("on", "off"):
        shares = words.casefold() == "on"
        said = ask.say("settings.coach_kept" if shares else "settings.coach_off_kept")
        return _kept(ask, replace(member, shares_pain=shares), said)
    if member.shares_pain:
        return _asked(ask, "settings.coach_is_on", row(button(ask, "coach_no", "/settings coach off")))
    return _asked(ask, "settings.coach_ask", row(button(ask, "coach_yes", "/settings coach on")))


TOPICS: dict[str, Callable[[Ask, Member, str], Answer]] = {
    "hour": _hour,
    "zone": _zone,
    "quiet": _quiet_hours,
    "note": _note,
    "messages": _messages,
    "coach": _coach,
}


def parse_hour(words: str) -> time | None:
    """A wall time as people type it: 7, 07:00, 7.30, 7pm, 19h30; None where it is none."""
    found = re.fullmatch(r"(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(am|pm|h)?", words.strip().casefold())
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def parse_quiet(words: str) -> Quiet | None:
    """Quiet hours as people type them: 22:00-07:00, "22 to 7"; None where they are none, or empty."""
    parts = re.split(r"\s*(?:-|–|\bto\b|\s)\s*", words.strip())
    if len(parts) != 2:
        return None
    start, end = parse_hour(parts[0]), parse_hour(parts[1])
    return Quiet(start, end) if start and end and start != end else None
