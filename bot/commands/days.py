"""Days and hours in words."""

from __future__ import annotations

from datetime import date, time

from bot.model import Ask, Notice
from scheduler.plan import local_day


def when(ask: Ask, label: str, hour: time) -> str:
    """ "today at 07:00", "tomorrow at 07:00" or "on Thursday at 07:00"."""
    ahead = (date.fromisoformat(label) - local_day(ask.now, ask.zone)).days
    key = {0: "when.today", 1: "when.tomorrow"}.get(ahead, "when.day")
    return ask.say(key, day=day_name(ask, date.fromisoformat(label)), hour=hour.isoformat("minutes"))


def day_of(word: str) -> date | None:
    """The date that this is, as "2026-11-22"; None where it is none."""
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def day_name(ask: Ask | Notice, day: date) -> str:
    """ "Sunday 22 November"."""
    return ask.say(
        "day.name",
        weekday=ask.say(f"weekday.{day.isoweekday()}"),
        day=day.day,
        month=ask.say(f"month.{day.month}"),
    )
