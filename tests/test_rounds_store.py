"""Challenges of groups, as the state store keeps them: what only its own face shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.changes import Begin, Change, Enter, Host, Save
from bot.members import Member
from bot.rounds import Entrant, Round, Stay, Venue
from bot.store import entering, rounds
from bot.store.database import Database
from bot.store.ledger import Ledger, write_delivery
from bot.store.people import NEXT_DUE, People
from bot.store.rounds import Rounds
from scheduler.outbox import Delivery, Settlement
from scheduler.plan import Due, Rhythm
from scheduler.posts import END

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
TODAY = NOW.date()
GYM, CLUB = "telegram:-5", "discord:900"
DRILLS = ("tripod-stand", "toe-yoga")
ROUND = Round(0, "seven-forefoot-days", "Seven days", DRILLS, TODAY, 7, 6, time(8), "UTC", code="ABC234")
POST = f"1/{TODAY}"


def member(name: str) -> Member:
    account = f"telegram:{name}"
    return Member(account, account, "", name, Rhythm("UTC", time(7)), NOW, NOW)


def entrant(name: str, first: date = TODAY) -> Entrant:
    return Entrant(0, f"telegram:{name}", name, GYM, (Stay(first),))


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


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Database.open(tmp_path)
    yield Desk(opened)
    opened.close()


async def test_a_group_that_moves_while_its_post_is_on_the_way_gets_it_once(desk: Desk) -> None:
    await desk.begin("bob")
    post = Delivery("challenge", GYM, POST, GYM, NOW, NOW, GYM)
    await desk.rounds.advance(Venue(1, GYM, GYM), (post,), (), Due(END, NOW))
    (claimed,) = await desk.ledger.claim("telegram", NOW, 9)
    assert await desk.ledger.mark_sending(claimed)
    await desk.rounds.move(GYM, "telegram:-1005")
    await desk.rounds.keep_post(claimed, "telegram:-1005", "70")
    await desk.ledger.settle(claimed, Settlement("sent", NOW))
    assert await desk.ledger.recover("telegram") == 0
    assert desk.deliveries("challenge") == [("telegram:-1005", POST, "sent", "70")]
    assert await desk.rounds.stir("telegram:bob", NOW)


async def test_what_is_claimed_for_a_group_that_moves_goes_to_the_new_one(desk: Desk) -> None:
    await desk.begin()
    post = Delivery("challenge", GYM, POST, GYM, NOW, NOW, GYM)
    await desk.rounds.advance(Venue(1, GYM, GYM), (post,), (), Due(END, NOW))
    (claimed,) = await desk.ledger.claim("telegram", NOW, 9)
    await desk.rounds.move(GYM, "telegram:-1005")
    assert not await desk.ledger.mark_sending(claimed)
    (again,) = await desk.ledger.claim("telegram", NOW, 9)
    assert (again.account, again.address, again.person) == 3 * ("telegram:-1005",)


async def test_an_edit_of_yesterday_does_not_hold_up_todays(desk: Desk) -> None:
    await desk.begin("bob", "cat")
    await desk.posted(day=TODAY, message="70")
    assert await desk.rounds.stir("telegram:bob", NOW)
    await desk.posted(day=TODAY + timedelta(days=1), message="71")
    assert await desk.rounds.stir("telegram:cat", NOW)
    assert [message for *_, message in desk.deliveries("tally")] == ["71"]


async def test_a_post_that_cannot_be_edited_is_left_alone(desk: Desk) -> None:
    await desk.begin("bob")
    await desk.posted(day=TODAY)
    assert await desk.rounds.stir("telegram:bob", NOW)
    (edit,) = await desk.ledger.claim("telegram", NOW, 9)
    await desk.ledger.mark_sending(edit)
    await desk.ledger.settle(edit, Settlement("failed", NOW, "refused: gone"))
    assert not await desk.rounds.stir("telegram:bob", NOW + timedelta(minutes=1))
    await desk.posted(day=TODAY + timedelta(days=1), message="71")
    assert await desk.rounds.stir("telegram:bob", NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        (rounds.MINE, ("p",)),
        (rounds.COUNT, ("d", 1)),
        (rounds.ENTRANTS, (1,)),
        (rounds.DAYS, (1, "", "")),
        (entering.NEWEST_POST, ("a", "1/%")),
        (NEXT_DUE, ()),
    ],
)
async def test_a_check_in_costs_what_its_own_groups_hold(
    desk: Desk, sql: str, values: tuple[object, ...]
) -> None:
    steps = [row["detail"] for row in desk.connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert not any(step.startswith("SCAN") or "(kind=?)" in step for step in steps), steps
