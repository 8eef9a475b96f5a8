"""The stores behind a challenge, and what is said to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot.changes import Begin, Change, Enter, Host, Save
from bot.members import Member
from bot.rounds import Entrant, Round, Stay, Venue
from bot.store.database import Database
from bot.store.ledger import Ledger, write_delivery
from bot.store.people import People
from bot.store.rounds import Rounds
from scheduler.outbox import Delivery
from scheduler.plan import Rhythm
from scheduler.wall import ONE_DAY

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
TODAY = NOW.date()
GYM, CLUB = "telegram:-5", "discord:900"
DRILLS = ("tripod-stand", "toe-yoga")
ROUND = Round(0, "seven-forefoot-days", "Seven days", DRILLS, TODAY, 7, 6, time(8), "UTC", code="ABC234")
POST = f"1/{TODAY}"
SECOND = timedelta(seconds=1)


def member(name: str) -> Member:
    account = f"telegram:{name}"
    return Member(account, account, "", name, Rhythm("UTC", time(7)), NOW, NOW)


def entrant(name: str, first: date = TODAY) -> Entrant:
    return Entrant(0, f"telegram:{name}", name, GYM, (Stay(first),))


def stays_of(spans: list[tuple[int, int | None]]) -> tuple[Stay, ...]:
    """Stays by days behind today."""
    return tuple(
        Stay(TODAY + first * ONE_DAY, None if until is None else TODAY + until * ONE_DAY)
        for first, until in spans
    )


class Desk:
    """The stores of one database, and what is said to them."""

    def __init__(self, database: Database) -> None:
        self.people, self.rounds, self.ledger = People(database), Rounds(database), Ledger(database)
        self.connection = database.connection

    async def keep(self, person: str, *changes: Change) -> None:
        account = f"telegram:{person}"
        await self.people.remember(account, (await self.people.recall(account)).version, changes, {})

    async def begin(self, *names: str, chats: tuple[str, ...] = (GYM,)) -> Round:
        """A round in these chats, with these people in it."""
        first, *others = chats
        await self.keep("ann", Save(member("ann")), Begin(ROUND, Venue(0, first, first), NOW))
        begun = replace(ROUND, number=1)
        for chat in others:
            await self.keep("ann", Host(begun, Venue(1, chat, chat), NOW))
        for name in names:
            await self.keep(name, Save(member(name)), Enter(1, entrant(name)))
        return begun

    async def posted(self, chat: str = GYM, day: date = TODAY, message: str = "70") -> Delivery:
        """The post of a day, gone out."""
        at = datetime.combine(day, time(8), UTC)
        post = Delivery("challenge", chat, f"1/{day}", chat, at, at, chat)
        with self.people.database.transaction() as connection:
            write_delivery(connection, post, "sent")
        await self.rounds.keep_post(post, chat, message)
        return post

    def deliveries(self, kind: str, columns: str = "account, label, state, message") -> list[tuple[str, ...]]:
        found = self.connection.execute(
            f"SELECT {columns} FROM deliveries WHERE kind = ? ORDER BY key", (kind,)
        )
        return [tuple(row) for row in found]

    async def all_in(self, number: int = 1) -> tuple[Entrant, ...]:
        return (await self.rounds.scene(GYM, f"board {number}", "", NOW)).entrants


@contextmanager
def a_desk(folder: Path) -> Iterator[Desk]:
    """The stores of a database of their own."""
    database = Database.open(folder)
    yield Desk(database)
    database.close()
