"""Looking back: days, runs and score in words, and as a picture that says the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from bot.changes import Answer, only
from bot.coaching.score import Standing, marked, standing
from bot.coaching.trends import (
    LATELY,
    Suggestion,
    Trend,
    felt_right,
    of_track,
    pain_trend,
    since,
    suggest,
)
from bot.commands.buttons import button, row
from bot.commands.standing import sign_is_open, start_first
from bot.markup import parse, to_plain
from bot.members import CheckIn, Member
from bot.model import Ask, Button, Notice, Reply, Rows
from content.charts import DAYS_A_WEEK, Chart, Mark
from scheduler.plan import local_day, sunday_of
from scheduler.wall import ONE_DAY, ONE_WEEK

WEEKS = 12
"""Of a calendar."""
LETTERS = 3
"""Of the name of a day or a month in a picture."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a member sees of the days up to one of them, the last."""

    today: date
    marks: Mapping[date, Mark]
    """Every day since joining, in order."""
    stands: Standing
    focus: tuple[CheckIn, ...]
    """The check-ins of the track that is worked on."""
    pain: Trend | None
    suggestion: Suggestion

    def done(self, within: timedelta, until: date) -> int:
        """Days done of so many up to that one."""
        return sum(mark == "done" and timedelta() <= until - day < within for day, mark in self.marks.items())


def look(ask: Ask | Notice, member: Member, today: date) -> Look:
    """Everything is computed from check-ins, each time anew."""
    marks = marked(member, ask.check_ins, ask.excused, today)
    focus = of_track(ask.check_ins, ask.library.drills, member.focus)
    pain = pain_trend(since(focus, today, LATELY))
    return Look(today, marks, standing(marks), focus, pain, suggest(member, marks, pain, today))


def progress(ask: Ask) -> Answer:
    """How it goes, on one screen."""
    if ask.member is None:
        return start_first(ask)
    if ask.member.has_open_sign:
        return only(sign_is_open(ask))
    seen = look(ask, ask.member, local_day(ask.now, ask.zone))
    if not ask.check_ins:
        text = f"{ask.say('progress.nothing_yet')}\n\n{ask.say('progress.score_is')}"
        return only(Reply(text, title=ask.say("progress.title"), buttons=row(button(ask, "drill", "/drill"))))
    lines = _lines(ask, ask.member, seen)
    text = "\n\n".join(
        ("\n".join(f"- {line}" for line in lines), _suggested(ask, seen), ask.say("progress.score_is"))
    )
    chart = _chart(ask, ask.member, seen, lines)
    return only(Reply(text, title=ask.say("progress.title"), buttons=_next(ask, seen), picture=chart))


def recap(notice: Notice, member: Member) -> str:
    """A few lines on the week of a note, for who checked in within two; empty for others.

    A warning sign that is open ends all talk of how it goes.
    """
    seen = look(notice, member, local_day(notice.now, member.rhythm.zone))
    last = min(seen.today, sunday_of(notice.label))
    if member.has_open_sign or not seen.done(2 * ONE_WEEK, last):
        return ""
    week, before = seen.done(ONE_WEEK, last), seen.done(ONE_WEEK, last - ONE_WEEK)
    lines = [notice.say("recap.days", count=week) if week else notice.say("recap.none")]
    if week > before > 0:
        lines.append(notice.say("recap.more"))
    if seen.pain and seen.pain.way in ("rising", "falling"):
        lines.append(_pain(notice, member, seen.pain))
    return " ".join((*lines, _suggested(notice, seen)))


def _lines(ask: Ask, member: Member, seen: Look) -> list[str]:
    lines = [
        ask.say("progress.score", score=seen.stands.percent),
        ask.say("progress.days", **_days(seen)),
        ask.say("progress.run", run=seen.stands.run, best=seen.stands.best_run),
    ]
    if seen.pain:
        lines.append(_pain(ask, member, seen.pain))
    if felt := felt_right(since(seen.focus, seen.today, LATELY), ask.library.drills):
        track = ask.say(f"track.{member.focus}")
        lines.append(ask.say("progress.felt", track=track, right=sum(felt), of=len(felt)))
    return lines


def _days(seen: Look) -> dict[str, int]:
    return {"week": seen.done(ONE_WEEK, seen.today), "month": seen.done(LATELY, seen.today)}


def _pain(ask: Ask | Notice, member: Member, pain: Trend) -> str:
    track = ask.say(f"track.{member.focus}")
    return ask.say(f"progress.pain.{pain.way}", track=track, before=pain.before, after=pain.after)


def _suggested(ask: Ask | Notice, seen: Look) -> str:
    weekday = seen.suggestion.weekday
    named = ask.say(f"weekday.{weekday}") if weekday else ""
    return ask.say(f"progress.suggest.{seen.suggestion.kind}", weekday=named)


def _next(ask: Ask, seen: Look) -> Rows:
    """First the tap that the suggestion is about, then what lies ahead."""
    first: dict[str, Button] = {
        "resume": button(ask, "resume", "/resume"),
        "weekday": button(ask, "hour", "/settings hour"),
    }
    is_done = seen.marks[seen.today] == "done"
    drill = () if is_done else (button(ask, "drill", "/drill"),)
    told = first.get(seen.suggestion.kind)
    return row(*((told,) if told else drill), button(ask, "plan", "/plan"))


def _chart(ask: Ask, member: Member, seen: Look, lines: list[str]) -> Chart:
    monday = seen.today - timedelta(days=seen.today.weekday())
    mondays = [monday - ONE_WEEK * ago for ago in range(WEEKS - 1, -1, -1)]
    days = [[start + ONE_DAY * n for n in range(DAYS_A_WEEK)] for start in mondays]
    weeks = tuple(tuple(seen.marks.get(day, "ahead") for day in week) for week in days)
    track = ask.say(f"track.{member.focus}")
    counts = Counter(mark for week in weeks for mark in week)
    shown: tuple[Mark, ...] = ("done", "missed", "off")
    of_weeks = [_of_week(seen.focus, start) for start in mondays]
    rights = [felt_right(week, ask.library.drills) for week in of_weeks]
    return Chart(
        alt=to_plain(parse(" ".join((_counted(ask, counts), *lines, _suggested(ask, seen))))),
        title=ask.say("progress.chart", score=seen.stands.percent),
        beside=(
            ask.say("progress.beside.run", run=seen.stands.run, best=seen.stands.best_run),
            ask.say("progress.beside.days", **_days(seen)),
        ),
        weekdays=tuple(ask.say(f"weekday.{number}")[:LETTERS] for number in range(1, DAYS_A_WEEK + 1)),
        weeks=weeks,
        month_of=_months(ask, mondays),
        legend=tuple((one, ask.say(f"progress.mark.{one}")) for one in shown if counts[one]),
        today=(WEEKS - 1, seen.today.weekday()),
        today_says=ask.say("progress.mark.today"),
        pain_title=ask.say("progress.pain_title", track=track),
        pains=tuple(
            (number, one.day.weekday(), one.pain)
            for number, week in enumerate(of_weeks)
            for one in reversed(week)
            if one.pain is not None
        ),
        felt_title=ask.say("progress.felt_title", track=track),
        felt=tuple(sum(right) / len(right) if right else None for right in rights) if any(rights) else (),
    )


def _of_week(check_ins: tuple[CheckIn, ...], monday: date) -> tuple[CheckIn, ...]:
    return since(check_ins, monday + ONE_WEEK - ONE_DAY, ONE_WEEK)


def _counted(ask: Ask, counts: Mapping[Mark, int]) -> str:
    return ask.say(
        "progress.alt", weeks=WEEKS, done=counts["done"], missed=counts["missed"], off=counts["off"]
    )


def _months(ask: Ask, mondays: list[date]) -> tuple[str, ...]:
    """The name of a month above its first week; a month of a single week at the edge has no room for it."""
    names = [ask.say(f"month.{day.month}")[:LETTERS] for day in mondays]
    first = "" if names[0] != names[1] else names[0]
    return (first, *(name if name != before else "" for before, name in pairwise(names)))
