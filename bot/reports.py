"""What coaches hear of the week's note by the clock: reminders, and a message that shows how it goes out."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime, time, timedelta

from bot.store.course import Courses
from bot.store.people import People
from bot.store.roster import Roster
from scheduler.outbox import Delivery
from scheduler.plan import instant, sunday_of, week_now
from scheduler.wall import ONE_DAY

REMINDERS = (("unwritten", -ONE_DAY, time(18)), ("monday", timedelta(0), time(20)))
"""No note is ready; it will be Monday. Each with its day from Sunday on, and its hour."""
GOES_OUT_FOR = timedelta(days=3)
"""Behind the Sunday that is first on the globe, so long until the last Monday has ended."""


class Reports:
    """Plans what coaches on these platforms are told; whether it is still true is seen when it is sent."""

    def __init__(
        self, people: People, courses: Courses, roster: Roster, platforms: Container[str], zone: str
    ) -> None:
        self._people = people
        self._courses = courses
        self._roster = roster
        self._platforms = platforms
        self._zone = zone
        self._reminders: dict[str, Delivery] = {}
        """What was planned for each coach and matter, so that it is written once."""
        self._seen: tuple[str, datetime | None] = ("", None)
        """The week whose figures every coach sees, as they were at that instant."""

    async def look(self, now: datetime) -> None:
        """Plan what is to be said from now on."""
        coaches = await self._roster.on(self._platforms)
        for coach in coaches:
            await self._remind(coach, now)
        if coaches:
            await self._show_course(coaches, now)

    async def _remind(self, coach: str, now: datetime) -> None:
        """Lines of this week, in the coach's own zone; what was to be said before now is not made up for."""
        zone = await self._people.zone_of(coach, self._zone)
        week = week_now(now, zone)
        for matter, days, hour in REMINDERS:
            at = instant(sunday_of(week) + days, hour, zone)
            reminder = Delivery("coach", coach, f"{matter}/{week}", coach, at, at)
            place = f"{coach}/{matter}"
            if at > now and self._reminders.get(place) != reminder:
                await self._courses.remind(reminder)
                self._reminders[place] = reminder

    async def _show_course(self, coaches: tuple[str, ...], now: datetime) -> None:
        week = week_now(now - GOES_OUT_FOR, "UTC")
        newest = await self._courses.newest(week)
        if newest is None or self._seen == (week, newest):
            return
        course = await self._courses.of(week, now)
        has_begun = course.sent or course.failed
        if not has_begun or await self._courses.show(coaches, week, course.figures, now):
            self._seen = (week, newest)
