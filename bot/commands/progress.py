"""Looking back: days, runs and score in words, and as a picture that says the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from statistics import mean

from bot.changes import Answer, only
from bot.coaching.pain import CALM
from bot.coaching.pauses import is_off
from bot.coaching.score import Standing, standing
from bot.commands.buttons import button, row
from bot.commands.standing import sign_is_open, start_first
from bot.model import Ask, CheckIn, Member, Notice, Reply
from content.charts import DAYS_A_WEEK, Chart, Mark
from scheduler.plan import local_day
from scheduler.wall import ONE_DAY, ONE_WEEK

WEEKS = 12
"""Of a calendar."""
LATELY = 28
"""Days of a trend."""
SEVERAL = 3
"""Missed days of one weekday, or figures of pain, from which something may be said."""
LETTERS = 3
"""Of the name of a day or a month in a picture."""


def progress(ask: Ask) -> Answer:
    """How it goes, on one screen."""
    if ask.member is None:
        return start_first(ask)
    if ask.member.has_open_sign:
        return only(sign_is_open(ask))
    today = local_day(ask.now, ask.zone)
    stands = standing(ask.member, ask.check_ins, ask.excused, today)
    lines = _lines(ask, ask.member, stands, today)
    text = "\n\n".join(("\n".join(f"- {line}" for line in lines), ask.say("progress.score_is")))
    chart = _chart(ask, ask.member, stands, " ".join(lines)) if ask.check_ins else None
    buttons = row(button(ask, "drill", "/drill"), button(ask, "plan", "/plan"))
    return only(Reply(text, title=ask.say("progress.title"), buttons=buttons, picture=chart))


def recap(notice: Notice, member: Member) -> str:
    """A few lines on the week below the note, for who checked in within two; empty for others."""
    today = local_day(notice.now, member.rhythm.zone)
    week = _days_done(notice.check_ins, today, ONE_WEEK)
    if not _days_done(notice.check_ins, today, 2 * ONE_WEEK):
        return ""
    before = _days_done(notice.check_ins, today - ONE_WEEK, ONE_WEEK)
    lines = [notice.say("recap.days", count=week)]
    if week > before > 0:
        lines.append(notice.say("recap.more"))
    return " ".join((*lines, _suggestion(notice, member, today)))


def _lines(ask: Ask, member: Member, stands: Standing, today: date) -> list[str]:
    lines = [
        ask.say("progress.score", score=round(stands.score * 100)),
        ask.say(
            "progress.days",
            week=_days_done(ask.check_ins, today, ONE_WEEK),
            month=_days_done(ask.check_ins, today, timedelta(days=LATELY)),
        ),
        ask.say("progress.run", run=stands.run, best=stands.best_run),
    ]
    if len(told := _pains(ask, member, today)) > 1:
        lines.append(ask.say("progress.pain", track=ask.say(f"track.{member.focus}"), **_trend(told)))
    if felt := [one for one in ask.check_ins if one.felt and today - one.day < timedelta(days=LATELY)]:
        right = sum(_is_right(ask, one) for one in felt)
        lines.append(ask.say("progress.felt", right=right, of=len(felt)))
    return [*lines, _suggestion(ask, member, today)]


def _days_done(check_ins: tuple[CheckIn, ...], today: date, within: timedelta) -> int:
    return sum(timedelta() <= today - one.day < within for one in check_ins)


def _is_right(ask: Ask, check_in: CheckIn) -> bool:
    drill = ask.library.drills.get(check_in.drill)
    return drill is not None and check_in.felt in drill.feel


def _pains(ask: Ask | Notice, member: Member, today: date) -> list[int]:
    """The figures that were told of the focus lately, the oldest first."""
    drills = ask.library.drills
    return [
        one.pain
        for one in reversed(ask.check_ins)
        if one.pain is not None
        and today - one.day < timedelta(days=LATELY)
        and (drill := drills.get(one.drill)) is not None
        and drill.track == member.focus
    ]


def _trend(told: list[int]) -> dict[str, float]:
    """The mean of the earlier and of the later half, to one place."""
    half = max(1, len(told) // 2)
    return {"before": round(mean(told[:half]), 1), "after": round(mean(told[-half:]), 1)}


def _suggestion(ask: Ask | Notice, member: Member, today: date) -> str:
    """One thing to do: ease where pain rises, another hour where one weekday is often missed, else go on."""
    told = _pains(ask, member, today)
    is_rising = len(told) >= SEVERAL and (trend := _trend(told))["after"] > trend["before"]
    if is_rising or (told and told[-1] > CALM):
        return ask.say("progress.ease")
    missed = [day for day in _missed(ask, member, today) if day > today - 5 * ONE_WEEK]
    weekdays = [day.isoweekday() for day in missed]
    often = max(set(weekdays), key=weekdays.count, default=0)
    if weekdays.count(often) >= SEVERAL and len(missed) < 2 * weekdays.count(often):
        return ask.say("progress.weekday", weekday=ask.say(f"weekday.{often}"))
    return ask.say("progress.go_on")


def _missed(ask: Ask | Notice, member: Member, today: date) -> Iterator[date]:
    """The days since joining that count and were not done."""
    done = {one.day for one in ask.check_ins}
    day = local_day(member.joined_at, member.rhythm.zone)
    while day < today:
        if day not in done and day not in ask.excused and not is_off(member.pauses, day):
            yield day
        day += ONE_DAY


def _chart(ask: Ask, member: Member, stands: Standing, words: str) -> Chart:
    today = local_day(ask.now, ask.zone)
    monday = today - timedelta(days=today.weekday())
    mondays = [monday - ONE_WEEK * ago for ago in range(WEEKS - 1, -1, -1)]
    months = [ask.say(f"month.{day.month}")[:LETTERS] for day in mondays]
    first = local_day(member.joined_at, member.rhythm.zone)
    done = {one.day for one in ask.check_ins}
    missed = set(_missed(ask, member, today))

    def mark(day: date) -> Mark:
        if day in done:
            return "done"
        if day in missed:
            return "missed"
        return "off" if first <= day < today else "ahead"

    marks = [tuple(mark(start + ONE_DAY * n) for n in range(DAYS_A_WEEK)) for start in mondays]
    told = [
        (((one.day - mondays[0]).days + 0.5) / DAYS_A_WEEK, one.pain)
        for one in ask.check_ins
        if one.pain is not None and one.day >= mondays[0]
    ]
    shown: list[Mark] = ["done", "missed", "off"]
    there = {one for week in marks for one in week}
    return Chart(
        alt=f"{ask.say('progress.alt', weeks=WEEKS)} {words.replace('*', '')}",
        title=ask.say("progress.chart", score=round(stands.score * 100)),
        weekdays=tuple(ask.say(f"weekday.{number}")[:LETTERS] for number in range(1, DAYS_A_WEEK + 1)),
        weeks=tuple(marks),
        month_of=tuple(
            month if not column or month != months[column - 1] else "" for column, month in enumerate(months)
        ),
        legend=tuple((one, ask.say(f"progress.mark.{one}")) for one in shown if one in there),
        today=(WEEKS - 1, today.weekday()),
        pain_title=ask.say("progress.pain_title"),
        pains=tuple(reversed(told)),
    )
