"""The clock and the alarm, with the real APScheduler."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from scheduler import clock
from scheduler.clock import Alarm, SimulatedClock

START = datetime(2026, 11, 22, 5, 30, tzinfo=UTC)


async def until(holds: Callable[[], bool]) -> None:
    """Let the loop run until it holds, for five seconds at most."""
    for _ in range(1000):
        if holds():
            return
        await asyncio.sleep(0.005)
    raise TimeoutError


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_simulated_clock_stands_still_until_it_is_moved() -> None:
    simulated = SimulatedClock(START)
    assert simulated.now() == simulated.now() == START
    simulated.move_to(START + timedelta(days=8))
    assert simulated.now() == START + timedelta(days=8)


def test_a_simulated_clock_speaks_utc_whatever_it_was_told_in() -> None:
    simulated = SimulatedClock(START.astimezone(timezone(timedelta(hours=1))))
    assert simulated.now().isoformat() == "2026-11-22T05:30:00+00:00"
    simulated.move_to(datetime(2026, 11, 22, 7, 0, tzinfo=timezone(timedelta(hours=1))))
    assert simulated.now().isoformat() == "2026-11-22T06:00:00+00:00"


def test_a_simulated_clock_may_be_told_the_same_instant_again() -> None:
    simulated = SimulatedClock(START)
    simulated.move_to(START)
    assert simulated.now() == START


def test_a_simulated_clock_never_goes_back() -> None:
    simulated = SimulatedClock(START)
    with pytest.raises(ValueError, match="does not go back"):
        simulated.move_to(START - timedelta(microseconds=1))
    assert simulated.now() == START


def test_the_alarm_rings_again_and_again() -> None:
    async def scene() -> None:
        rings: list[datetime] = []

        async def tick() -> None:
            rings.append(clock.now())

        alarm = Alarm(tick, seconds=0.05)
        alarm.start()
        await until(lambda: len(rings) >= 4)
        alarm.stop()
        assert rings[3] - rings[0] > timedelta(seconds=0.05)

    asyncio.run(scene())


def test_the_first_ring_does_not_wait_for_the_interval() -> None:
    async def scene() -> None:
        rung = asyncio.Event()

        async def tick() -> None:
            rung.set()

        alarm = Alarm(tick, seconds=3600)
        alarm.start()
        await asyncio.wait_for(rung.wait(), 5)
        alarm.stop()

    asyncio.run(scene())


def test_the_ticks_after_a_failed_one_come_and_the_failure_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def scene() -> None:
        rings: list[int] = []

        async def tick() -> None:
            rings.append(len(rings))
            raise RuntimeError("the database sulks")

        alarm = Alarm(tick, seconds=0.02)
        alarm.start()
        await until(lambda: len(rings) >= 3)
        alarm.stop()

    asyncio.run(scene())
    faults = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert {fault.name for fault in faults} == {"scheduler.clock"}
    assert len(faults) >= 2
    assert "the database sulks" in caplog.text


def test_a_long_tick_is_never_overtaken_by_the_next() -> None:
    async def scene() -> None:
        inside = most = ended = 0

        async def tick() -> None:
            nonlocal inside, most, ended
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.06)
            inside -= 1
            ended += 1

        alarm = Alarm(tick, seconds=0.02)
        alarm.start()
        await until(lambda: ended >= 3)
        alarm.stop()
        assert most == 1

    asyncio.run(scene())


def test_a_stalled_loop_gets_one_ring_for_all_it_missed(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    async def scene() -> None:
        rings: list[datetime] = []

        async def tick() -> None:
            rings.append(clock.now())
            if len(rings) == 1:
                stalled_until = clock.now() + timedelta(seconds=0.5)
                while clock.now() < stalled_until:
                    pass

        alarm = Alarm(tick, seconds=0.05)
        alarm.start()
        await until(lambda: len(rings) >= 3)
        alarm.stop()
        assert len(rings) < 6  # of the ten that were missed

    asyncio.run(scene())
    assert not caplog.records


def test_the_alarm_goes_on_after_the_clock_went_back_an_hour(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        rings: list[datetime] = []

        async def tick() -> None:
            rings.append(clock.now())

        alarm = Alarm(tick, seconds=0.02, watch=0.05)
        alarm.start()
        await until(lambda: len(rings) >= 2)
        heard = len(rings)
        _move_the_wall_clock(monkeypatch, timedelta(hours=-1))
        await until(lambda: len(rings) >= heard + 5)
        alarm.stop()

    asyncio.run(scene())
    assert "the clock went back" in caplog.text


def test_the_alarm_goes_on_after_the_clock_leapt_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        rings: list[datetime] = []

        async def tick() -> None:
            rings.append(clock.now())

        alarm = Alarm(tick, seconds=0.02)
        alarm.start()
        await until(lambda: len(rings) >= 2)
        heard = len(rings)
        began = asyncio.get_running_loop().time()
        _move_the_wall_clock(monkeypatch, timedelta(hours=1))
        await until(lambda: len(rings) >= heard + 5)
        alarm.stop()
        intervals = (asyncio.get_running_loop().time() - began) / 0.02
        assert len(rings) - heard <= intervals + 3

    asyncio.run(scene())


def _move_the_wall_clock(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Let APScheduler and us read a wall clock that somebody set; the loop's own clock only rises."""

    class Moved:
        @staticmethod
        def now(tz: object) -> datetime:
            return datetime.now(UTC) + by

    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Moved)
    monkeypatch.setattr("scheduler.clock.datetime", Moved)


def test_after_the_stop_nothing_rings_and_a_tick_under_way_ends_without_a_trace(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def scene() -> None:
        begun: list[int] = []

        async def tick() -> None:
            begun.append(1)
            await asyncio.sleep(60)

        alarm = Alarm(tick, seconds=0.02)
        alarm.start()
        await until(lambda: bool(begun))
        alarm.stop()
        alarm.stop()
        await asyncio.sleep(0.1)
        assert len(begun) == 1
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(scene())
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_after_the_stop_nobody_watches_the_clock(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        async def tick() -> None: ...

        alarm = Alarm(tick, seconds=0.02, watch=0.02)
        alarm.start()
        await asyncio.sleep(0.05)
        alarm.stop()
        _move_the_wall_clock(monkeypatch, timedelta(hours=-1))
        await asyncio.sleep(0.1)

    asyncio.run(scene())
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_an_alarm_that_never_started_can_be_stopped() -> None:
    async def tick() -> None:
        raise AssertionError

    Alarm(tick).stop()


def test_importing_the_clock_loads_no_apscheduler() -> None:
    look = "import scheduler.clock, scheduler.plan, scheduler.pace, sys; print('apscheduler' in sys.modules)"
    seen = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "False"
