"""The delivery loop, on a real ledger and a platform with a list in it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store.database import Database
from bot.store.ledger import READY, Ledger
from bot.store.people import Move, People
from scheduler import clock
from scheduler.clock import SimulatedClock
from scheduler.outbox import WINDOW, Delivery, Gone, Outbox, Passing, Refused, Send, Settlement, Skip
from scheduler.pace import pace_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def delivery(number: int, kind: str = "drill") -> Delivery:
    return Delivery(kind, f"telegram:{number}", "2026-11-22", f"telegram:{number}", NOON, NOON)


@dataclass
class World:
    """A ledger, a clock that is moved by sleeping, and what arrived on the platform."""

    ledger: Ledger
    people: People
    clock: SimulatedClock = field(default_factory=lambda: SimulatedClock(NOON))
    arrived: list[str] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    faults: list[Exception | Skip] = field(default_factory=list)

    async def plan(self, *deliveries: Delivery) -> None:
        await self.people.advance((Move("", "", deliveries, (), None),))

    async def prepare(self, planned: Delivery) -> Send | Skip:
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, Skip):
            return fault
        if isinstance(fault, ZeroDivisionError):
            raise fault

        async def send() -> None:
            if isinstance(fault, Exception):
                raise fault
            self.arrived.append(planned.key)

        return send

    async def sleep(self, seconds: float) -> None:
        if seconds:
            self.slept.append(seconds)
        self.clock.move_to(self.clock.now() + timedelta(seconds=seconds))
        await asyncio.sleep(0)

    def outbox(self, prepare: Callable[[Delivery], Awaitable[Send | Skip]] | None = None) -> Outbox:
        def seconds() -> float:
            return self.clock.now().timestamp()

        return Outbox(
            "telegram",
            self.ledger,
            prepare or self.prepare,
            pace_of("telegram"),
            self.clock.now,
            seconds,
            self.sleep,
        )

    def states(self) -> dict[str, str]:
        rows = self.ledger._connection.execute("SELECT key, state || ' ' || reason AS state FROM deliveries")
        return {row["key"]: row["state"].strip() for row in rows}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    database = Database.open(tmp_path)
    yield World(Ledger(database), People(database))
    database.close()


async def test_each_delivery_arrives_once_and_is_settled(world: World) -> None:
    planned = [delivery(number) for number in range(WINDOW + 5)]
    await world.plan(*planned)
    assert await world.outbox().drain() == WINDOW + 5
    assert world.arrived == [one.key for one in planned]
    assert set(world.states().values()) == {"sent"}
    assert await world.outbox().drain() == 0


async def test_the_same_key_is_planned_once_ever(world: World) -> None:
    await world.plan(delivery(1))
    await world.outbox().drain()
    await world.plan(delivery(1))
    assert await world.outbox().drain() == 0


async def test_what_is_not_to_be_sent_is_skipped_with_its_reason(world: World) -> None:
    world.faults = [Skip("done")]
    await world.plan(delivery(1))
    await world.outbox().drain()
    assert world.states() == {delivery(1).key: "skipped done"}


async def test_gone_and_refused_are_final(world: World) -> None:
    world.faults = [Gone("blocked"), Refused("too long")]
    await world.plan(delivery(1), delivery(2))
    await world.outbox().drain()
    assert list(world.states().values()) == ["failed gone: blocked", "failed refused: too long"]


async def test_a_platform_in_trouble_is_asked_once_a_wake_up_and_nothing_is_lost(world: World) -> None:
    world.faults = [Passing("503")]
    await world.plan(delivery(1), delivery(2))
    assert await world.outbox().drain() == 0
    assert world.arrived == []
    assert await world.outbox().drain() == 1
    world.clock.move_to(NOON + timedelta(seconds=10))
    assert await world.outbox().drain() == 1
    assert world.arrived == [delivery(2).key, delivery(1).key]


async def test_after_429_nothing_leaves_for_as_long_as_told(world: World) -> None:
    world.faults = [Passing("429", retry_after=30)]
    await world.plan(delivery(1), delivery(2))
    outbox = world.outbox()
    await outbox.drain()
    await outbox.drain()
    assert max(world.slept) == pytest.approx(30, abs=0.1)
    assert world.arrived == [delivery(2).key, delivery(1).key]


async def test_back_off_grows_and_is_bounded(world: World) -> None:
    await world.plan(delivery(1))
    waits = []
    for _ in range(9):
        world.faults = [Passing("reset")]
        await world.outbox().drain()
        later = await world.ledger.first_departure()
        assert later is not None
        waits.append((later - world.clock.now()).total_seconds())
        world.clock.move_to(later)
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300, 300]


async def test_one_message_that_cannot_be_put_into_words_does_not_hold_the_others(world: World) -> None:
    world.faults = [ZeroDivisionError()]
    await world.plan(delivery(1), delivery(2))
    await world.outbox().drain()
    assert world.arrived == [delivery(2).key]
    assert world.states()[delivery(1).key] == "planned passing: a fault of the bot's own"


async def test_what_was_claimed_or_sending_at_a_crash_goes_again(world: World) -> None:
    await world.plan(delivery(1), delivery(2), delivery(3))
    claimed = await world.ledger.claim("telegram", NOON, 2)
    await world.ledger.mark_sending(claimed[0])
    assert await world.ledger.recover("telegram") == 2
    await world.outbox().drain()
    assert sorted(world.arrived) == [delivery(number).key for number in (1, 2, 3)]


async def test_a_stop_lets_the_send_in_hand_finish_and_hands_the_rest_back(world: World) -> None:
    begun = asyncio.Event()
    go_on = asyncio.Event()

    async def slow(planned: Delivery) -> Send:
        async def send() -> None:
            begun.set()
            await go_on.wait()
            world.arrived.append(planned.key)

        return send

    await world.plan(delivery(1), delivery(2))
    outbox = world.outbox(slow)
    running = asyncio.create_task(outbox.run())
    outbox.wake()
    await begun.wait()
    outbox.stop()
    go_on.set()
    await running
    assert world.states() == {delivery(1).key: "sent", delivery(2).key: "planned"}


async def test_what_may_leave_at_an_instant_leaves_then_without_a_wake_up(world: World) -> None:
    loop = asyncio.get_running_loop()
    at = clock.now() + timedelta(seconds=0.3)
    arrived: list[datetime] = []

    async def prepare(planned: Delivery) -> Send | Skip:
        async def send() -> None:
            arrived.append(clock.now())

        return send

    await world.plan(Delivery("timer", "telegram:1", "x", "telegram:1", at, at))
    outbox = Outbox("telegram", world.ledger, prepare, pace_of("telegram"), clock.now, loop.time)
    running = asyncio.create_task(outbox.run())
    outbox.wake()
    await asyncio.sleep(0.6)
    outbox.stop()
    await running
    assert at <= arrived[0] < at + timedelta(seconds=0.2)


async def test_a_platform_in_trouble_is_asked_once_a_wake_up(world: World) -> None:
    world.faults = [Passing("down") for _ in range(50)]
    asked = 0

    async def prepare(planned: Delivery) -> Send | Skip:
        nonlocal asked
        asked += 1
        return await world.prepare(planned)

    await world.plan(*(delivery(number) for number in range(5)))
    outbox = world.outbox(prepare)
    running = asyncio.create_task(outbox.run())
    outbox.wake()
    await asyncio.sleep(0.1)
    outbox.stop()
    await running
    assert asked == 1


async def test_thousands_leave_at_the_pace_of_the_platform_and_none_above_it(world: World) -> None:
    await world.plan(*(delivery(number) for number in range(300)))
    await world.outbox().drain()
    seconds = (world.clock.now() - NOON).total_seconds()
    assert 300 / seconds == pytest.approx(30, rel=0.02)


def test_a_nonce_is_the_same_at_every_attempt_and_fits_discord() -> None:
    assert delivery(1).nonce == delivery(1).nonce
    assert delivery(1).nonce != delivery(2).nonce
    assert len(delivery(1).nonce) == 25


async def test_what_is_taken_back_while_it_waits_in_the_window_is_not_sent(world: World) -> None:
    note = [delivery(number, "note") for number in (1, 2)]
    await world.plan(*note)

    async def taken_back(planned: Delivery) -> Send | Skip:
        world.ledger._connection.execute("DELETE FROM deliveries")
        return await world.prepare(planned)

    await world.outbox(taken_back).drain()
    assert world.arrived == []
    assert world.states() == {}


async def test_an_unforeseen_fault_of_a_send_strands_nothing(world: World) -> None:
    world.faults = [RuntimeError("Session is closed")]
    await world.plan(delivery(1), delivery(2))
    await world.outbox().drain()
    assert world.arrived == [delivery(2).key]
    world.clock.move_to(NOON + timedelta(minutes=1))
    await world.outbox().drain()
    assert world.arrived == [delivery(2).key, delivery(1).key]


async def test_after_a_fault_of_the_database_nothing_stays_claimed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.plan(*(delivery(number) for number in range(3)))
    outbox = world.outbox()
    settle = world.ledger.settle
    stumbles = 1

    async def full(planned: Delivery, settlement: Settlement) -> None:
        nonlocal stumbles
        if stumbles:
            stumbles -= 1
            raise sqlite3.OperationalError("database or disk is full")
        await settle(planned, settlement)

    monkeypatch.setattr(world.ledger, "settle", full)
    running = asyncio.create_task(outbox.run())
    while set(world.states().values()) != {"sent"}:
        outbox.wake()
        await asyncio.sleep(0.01)
    outbox.stop()
    await running
    assert sorted(set(world.arrived)) == [delivery(number).key for number in range(3)]


async def test_back_off_grows_for_what_cannot_be_put_into_words_too(world: World) -> None:
    await world.plan(delivery(1))
    waits = []
    for _ in range(3):
        world.faults = [ZeroDivisionError()]
        await world.outbox().drain()
        later = await world.ledger.first_departure()
        assert later is not None
        waits.append((later - world.clock.now()).total_seconds())
        world.clock.move_to(later)
    assert waits == [5, 10, 20]


def test_claiming_costs_what_is_claimed_and_not_what_waits(world: World) -> None:
    plan = world.ledger._connection.execute(f"EXPLAIN QUERY PLAN {READY}", ("telegram", NOON.isoformat(), 20))
    steps = [row["detail"] for row in plan]
    assert any("deliveries_to_send" in step for step in steps)
    assert not any("SCAN" in step or "TEMP B-TREE" in step for step in steps), steps
