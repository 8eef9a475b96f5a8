"""The only clock read, and the alarm that wakes the plan: the only door to APScheduler.

What falls due is the plan's to say; the alarm rings once a second and knows no member. As read in APScheduler
3.11.3: `misfire_grace_time=None` rings however late it is (the default of 1 s drops in silence), `coalesce`
makes one ring of many missed ones, `max_instances=1` lets a long tick end before the next one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

WATCH = 10.0
"""Seconds between two looks at whether the wall clock went back."""

log = logging.getLogger(__name__)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


class SimulatedClock:
    """A clock that stands still until it is moved, and never goes back."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The instant it was last moved to, in UTC."""
        return self._at

    def move_to(self, at: datetime) -> None:
        """Move on to this instant. Raises ValueError for an earlier one."""
        if at < self._at:
            raise ValueError(
                f"the clock stands at {self._at.isoformat()} and does not go back to {at.isoformat()}"
            )
        self._at = at.astimezone(UTC)


class Alarm:
    """Rings `tick` at once and then every `seconds`, one at a time, within the running event loop.

    A tick that fails is logged and the next one comes all the same. `stop` cancels a tick that is under way.
    """

    def __init__(
        self, tick: Callable[[], Awaitable[None]], seconds: float = 1.0, watch: float = WATCH
    ) -> None:
        self._tick = tick
        self._every = timedelta(seconds=seconds)
        self._watch_every = watch
        self._scheduler: Any = None
        self._job: Any = None
        self._watcher: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Set the alarm; the event loop must be running."""
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        _quieten_apscheduler()
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._job = self._scheduler.add_job(
            self._ring,
            "interval",
            seconds=self._every.total_seconds(),
            next_run_time=now(),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._scheduler.start()
        self._watch()

    def stop(self) -> None:
        """Silence the alarm. Stopping twice, or before the start, does nothing."""
        if self._watcher is not None:
            self._watcher.cancel()
            self._watcher = None
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None

    async def _ring(self) -> None:
        try:
            await self._tick()
        except Exception:
            log.exception("a tick failed; the next one comes all the same")

    def _watch(self) -> None:
        """APScheduler waits for a wall time: after the clock went back an hour, it would sleep an hour."""
        if self._job.next_run_time > now() + 2 * self._every:
            log.warning("the clock went back; the alarm is set anew")
            self._job.modify(next_run_time=now())
        self._watcher = asyncio.get_running_loop().call_later(self._watch_every, self._watch)


def _quieten_apscheduler() -> None:
    """Two lines for every ring, a warning beside every long tick and a trace at a clean stop help nobody."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.getLogger("apscheduler.executors").setLevel(logging.CRITICAL)
