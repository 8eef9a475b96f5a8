"""Who is forgotten, and two who turn out to be one, in the challenges that the state store keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

from bot.changes import Enter, Erase, Log, Save
from bot.members import CheckIn, Pause
from bot.rounds import Count, Entrant, Stay
from bot.store.pairing import give_all
from bot.store.rows import apply
from scheduler.wall import ONE_DAY
from tests.rounds_desk import (
    GYM,
    NOW,
    TODAY,
    Desk,
    a_desk,
    entrant,
    member,
    stays_of,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_desk(tmp_path) as opened:
        yield opened


async def test_who_is_forgotten_leaves_days_and_nothing_else(desk: Desk) -> None:
    await desk.begin("cat")
    hurt = replace(member("uniquename"), pauses=(Pause(TODAY + ONE_DAY, None, is_injury=True),))
    await desk.keep("uniquename", Save(hurt), Enter(1, entrant("uniquename")))
    for day in (TODAY - ONE_DAY, TODAY, TODAY + 9 * ONE_DAY):
        check_in = CheckIn(day, "toe-yoga", NOW)
        await desk.keep("uniquename", Log(hurt.person, check_in))
    today = TODAY + 2 * ONE_DAY
    await desk.keep("uniquename", Erase(hurt.person, today))
    _, gone = await desk.all_in()
    assert gone == Entrant(
        2, "", "", GYM, (Stay(TODAY, today),), days=frozenset({TODAY}), pauses=(Pause(TODAY + ONE_DAY, None),)
    )
    tables = desk.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    kept = [tuple(row) for (table,) in tables for row in desk.connection.execute(f"SELECT * FROM {table}")]
    assert "uniquename" not in str(kept)
    assert (await desk.rounds.scene(GYM, "", "", NOW)).count.people == 1


@pytest.mark.parametrize(
    ("first", "until", "did", "kept"),
    [
        (0, None, (), (0, 3)),
        (0, None, (3,), (0, 4)),  # what was done today still counts
        (0, 2, (), (0, 2)),  # who had left stays as they left
        (5, None, (), (5, 5)),  # who was to begin later never did
    ],
)
async def test_who_is_forgotten_was_in_until_now(
    desk: Desk, first: int, until: int | None, did: tuple[int, ...], kept: tuple[int, int]
) -> None:
    await desk.begin("bob")
    await desk.keep("bob", Enter(1, replace(entrant("bob"), stays=stays_of([(first, until)]))))
    for day in did:
        await desk.keep("bob", Log("telegram:bob", CheckIn(TODAY + day * ONE_DAY, "toe-yoga", NOW)))
    await desk.keep("bob", Erase("telegram:bob", TODAY + 3 * ONE_DAY))
    (gone,) = await desk.all_in()
    assert gone.stays == stays_of([kept])
    assert gone.days == {TODAY + day * ONE_DAY for day in did}


async def test_several_can_be_forgotten_and_one_of_them_can_come_anew(desk: Desk) -> None:
    await desk.begin("bob", "cat")
    for name in ("bob", "cat"):
        await desk.keep(name, Erase(f"telegram:{name}", TODAY))
    await desk.keep("bob", Save(member("bob")), Enter(1, entrant("bob")))
    assert [(one.number, one.person) for one in await desk.all_in()] == [
        (1, ""),
        (2, ""),
        (3, "telegram:bob"),
    ]
    own = (await desk.rounds.scene(GYM, "mine", "telegram:bob", NOW)).own
    assert own is not None
    assert own.number == 3
    assert (await desk.rounds.scene(GYM, "mine", "", NOW)).own is None


@pytest.mark.parametrize(("gone", "stays"), [("bob", "cat"), ("cat", "bob")])
@pytest.mark.parametrize(
    ("bobs", "cats", "both"),
    [
        ([(0, None)], [(2, None)], [(0, None)]),
        ([(0, 2)], [(2, 4)], [(0, 4)]),
        ([(0, 2)], [(4, None)], [(0, 2), (4, None)]),
        ([(0, 6)], [(2, 4)], [(0, 6)]),
        ([(0, 1), (3, 4)], [(1, 3)], [(0, 4)]),
        ([(3, None)], [(0, 1), (2, 5)], [(0, 1), (2, None)]),
    ],
)
async def test_two_who_are_one_were_in_when_either_was(
    desk: Desk,
    gone: str,
    stays: str,
    bobs: list[tuple[int, int | None]],
    cats: list[tuple[int, int | None]],
    both: list[tuple[int, int | None]],
) -> None:
    await desk.begin("bob", "cat", "dan")
    for name, spans in (("bob", bobs), ("cat", cats)):
        await desk.keep(
            name, Enter(1, replace(entrant(name), stays=stays_of(spans), is_hidden=name == "cat"))
        )
    with desk.people.database.transaction() as connection:
        give_all(connection, f"telegram:{gone}", f"telegram:{stays}")
    one, dan = await desk.all_in()
    assert (one.number, one.name, one.person) == (1, "bob", f"telegram:{stays}")
    assert one.stays == stays_of(both)
    assert one.is_hidden
    assert dan.number == 3
    assert (await desk.rounds.scene(GYM, "", "", NOW)).count.people == 1 + one.is_in


async def test_somebody_who_is_in_alone_brings_it_along(desk: Desk) -> None:
    await desk.begin("bob")
    await desk.keep("cat", Save(member("cat")))
    with desk.people.database.transaction() as connection:
        give_all(connection, "telegram:bob", "telegram:cat")
    assert [(one.number, one.person) for one in await desk.all_in()] == [(1, "telegram:cat")]
    assert [own.name for _, own in await desk.rounds.kept_of("telegram:cat")] == ["bob"]
    assert await desk.rounds.kept_of("telegram:bob") == ()


async def test_a_check_in_among_a_thousand_is_quick(desk: Desk) -> None:
    await desk.begin()
    names = [f"p{number}" for number in range(1000)]
    with desk.people.database.transaction() as connection:
        for name in names:
            apply(connection, Save(member(name)))
            apply(connection, Enter(1, entrant(name)))
            apply(connection, Log(f"telegram:{name}", CheckIn(TODAY, "toe-yoga", NOW)))
    took = []
    for name in names[:20]:
        began = perf_counter()
        scene = await desk.rounds.scene(GYM, f"done 1 {TODAY}", f"telegram:{name}", NOW)
        await desk.rounds.stir(f"telegram:{name}", NOW)
        took.append(perf_counter() - began)
        assert scene.count == Count(people=1000, today=1000)
    assert median(took) < 0.005
