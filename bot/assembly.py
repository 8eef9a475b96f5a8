"""The parts of a bot, put together for any set of platforms and any clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app import App
from bot.briefing import Stores
from bot.edge import Edge
from bot.model import Defaults
from bot.planner import Planner
from bot.reports import Reports
from scheduler.outbox import Outbox
from scheduler.pace import pace_of


@dataclass(frozen=True, slots=True)
class Bot:
    """One bot: it answers, it plans, and it has an outbox for each platform."""

    app: App
    planner: Planner
    outboxes: tuple[Outbox, ...]
    stores: Stores
    reports: Reports
    now: Callable[[], datetime]

    async def recover(self) -> int:
        """Take up what an earlier process left in hand; how many deliveries that were."""
        await self.app.take_up()
        return sum([await outbox.recover() for outbox in self.outboxes])

    async def plan(self) -> None:
        """Turn what fell due into deliveries and wake the outboxes."""
        await self.app.upkeep.refresh()
        await self.app.tidy()
        await self.planner.round(self.now())
        await self.reports.look(self.now())
        self.wake()

    def wake(self) -> None:
        """Let the outboxes look for something to send."""
        for outbox in self.outboxes:
            outbox.wake()

    async def work(self) -> None:
        """Plan what is due and send it, here and now: for a clock that waits for the work."""
        await self.app.upkeep.refresh()
        await self.app.tidy()
        await self.planner.round(self.now())
        await self._drain()
        await self.reports.look(self.now())
        await self._drain()

    async def _drain(self) -> None:
        for outbox in self.outboxes:
            await outbox.drain()

    async def next_at(self) -> datetime | None:
        """When something next falls due or may leave."""
        times = (await self.stores.people.next_due(), await self.stores.ledger.first_departure())
        return min((time for time in times if time), default=None)


def assemble(
    stores: Stores,
    edges: Sequence[Edge],
    now: Callable[[], datetime],
    seconds: Callable[[], float],
    defaults: Defaults,
    coaches: frozenset[str],
    approvers: frozenset[str] = frozenset(),
) -> Bot:
    """A bot on these platforms. `now` is its clock; `seconds` only ever rises, for the pace.

    `coaches` and `approvers` are the accounts that the settings name; coaches add others in chat. Those on
    platforms that do not run are not written to.
    """
    names = sorted(edge.platform for edge in edges)
    app = App(stores, edges, now, defaults, coaches, approvers)
    planner = Planner(stores.people, stores.groups, stores.rounds, stores.content, app.roster, names)
    outboxes = tuple(Outbox(name, stores.ledger, app.prepare, pace_of(name), now, seconds) for name in names)
    reports = Reports(stores.people, stores.courses, app.roster, names, defaults.zone)
    bot = Bot(app, planner, outboxes, stores, reports, now)
    app.wake = bot.wake
    return bot
