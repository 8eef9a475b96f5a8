"""One person on several platforms: a code shown here and typed there, one drill a day, and the way out."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.assembly import Bot
from bot.changes import Amend, Begin, Enter, Save, Unite
from bot.coaching.uniting import fuller, joined, united
from bot.commands.pairing import TRIES
from bot.edge import Posted, Rendered
from bot.members import Account, CheckIn, Pause
from bot.model import Button, Offered, Reply, Said
from bot.rounds import Entrant, Round, Stay, Venue
from bot.store.database import NAME, Conflict, Database
from bot.store.people import Move, Recalled
from scheduler.clock import SimulatedClock
from scheduler.outbox import Delivery, Gone, Passing, Settlement
from scheduler.plan import Due
from tests.asks import SAM
from tests.doors import LIBRARY, a_bot, pass_time, plain

MORNING = datetime(2026, 11, 24, 9, tzinfo=UTC)
"""10:00 in Berlin, behind the hour of the drill."""
SAM_T, SAM_D, ANN_T, ANN_D, SAM_X = "telegram:42", "discord:7", "telegram:5", "discord:8", "terminal:sam"

NAMES = dict.fromkeys((SAM_T, SAM_D, SAM_X), "erasable-sam")


@dataclass
class Wire:
    """A small platform: who was sent what, and who is gone."""

    platform: str
    sent: list[tuple[str, Reply]] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    troubled: bool = False

    async def send(self, account: str, address: str, reply: Reply, nonce: str, replaces: str = "") -> Posted:
        if account in self.gone:
            raise Gone("blocked")
        if self.troubled:
            raise Passing("away")
        self.sent.append((account, reply))
        return Posted(address or f"{account}/chat", (str(len(self.sent)),))

    async def fetch(self, photo: Offered) -> bytes | None:
        return None

    def render(self, reply: Reply) -> tuple[Rendered, ...]:
        return (Rendered(reply.text, len(reply.text)),)

    async def relist(self) -> None:
        """It lists nothing."""


class World:
    """People on three platforms, and one bot."""

    def __init__(self, bot: Bot, clock: SimulatedClock, wires: tuple[Wire, ...], folder: Path) -> None:
        self.bot, self.clock, self.wires, self.folder = bot, clock, wires, folder
        self.database = bot.stores.people._database

    async def says(self, account: str, *texts: str, chat: str = "") -> str:
        """The words of the last answer."""
        for text in texts:
            self.replies = await self._hear(account, text, chat)
        return "\n".join(plain(reply.text) for reply in self.replies)

    async def _hear(
        self, account: str, text: str, chat: str = "", is_press: bool = False
    ) -> tuple[Reply, ...]:
        place = chat or f"{account}/chat"
        said = Said(account, NAMES.get(account, "Ann"), place, text, is_private=not chat, is_press=is_press)
        replies: list[Reply] = []

        async def show(reply: Reply) -> None:
            replies.append(reply)

        await self.bot.app.converse(said, show)
        await self.bot.work()
        return tuple(replies)

    async def presses(self, account: str, label: str) -> str:
        found: Button = next(
            one for reply in self.replies for line in reply.buttons for one in line if one.label == label
        )
        self.replies = await self._hear(account, found.command, is_press=True)
        return "\n".join(plain(reply.text) for reply in self.replies)

    async def code(self, account: str) -> str:
        found = re.search(r"/pair (\w{6})", await self.says(account, "/pair"))
        assert found
        return found[1]

    async def pair(self, shows: str, types: str) -> str:
        return await self.says(types, f"/pair {await self.code(shows)}")

    async def until(self, instant: datetime) -> None:
        await pass_time(self.bot, self.clock, instant)

    def prompts(self) -> list[str]:
        """Who got a drill, in order."""
        return [account for wire in self.wires for account, reply in wire.sent if reply.kind == "drill"]

    async def member(self, account: str) -> Any:
        return (await self.bot.stores.people.recall(account)).member

    def rows(self, table: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.database.connection.execute(f"SELECT * FROM {table}")]


@asynccontextmanager
async def a_world(folder: Path) -> AsyncIterator[World]:
    clock = SimulatedClock(MORNING)
    wires = (Wire("telegram"), Wire("discord"), Wire("terminal"))
    async with a_bot(folder, wires[0], clock, frozenset({"telegram:1"}), LIBRARY, *wires[1:]) as bot:
        yield World(bot, clock, wires, folder)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as opened:
        yield opened


# becoming one


async def test_a_code_makes_two_accounts_one_person_with_one_drill_a_day(world: World) -> None:
    await world.says(SAM_T, "/start", "/settings hour 08:00", "/done yesterday")
    await world.says(SAM_D, "/start", "/settings hour 19:00", "/done")
    said = await world.pair(SAM_T, SAM_D)
    assert "one person" in said
    assert "settings of Telegram" in said
    for account in (SAM_T, SAM_D):
        recalled = await world.bot.stores.people.recall(account)
        assert recalled.member is not None
        assert recalled.member.rhythm.hour.hour == 8
        assert [one.day.day for one in recalled.check_ins] == [24, 23]
    assert len(world.rows("people")) == 1
    await world.until(MORNING + timedelta(days=3))
    assert world.prompts() == [SAM_T] * 3


async def test_the_drill_comes_where_it_is_wanted_and_that_can_change(world: World) -> None:
    await world.says(SAM_T, "/start")
    await world.pair(SAM_T, SAM_D)
    assert [one.label for reply in world.replies for line in reply.buttons for one in line] == [
        "Here",
        "On Telegram",
    ]
    assert "comes on Discord" in await world.presses(SAM_D, "Here")
    await world.until(MORNING + timedelta(days=1))
    assert "comes on Telegram" in await world.says(SAM_D, "/pair telegram")
    await world.until(MORNING + timedelta(days=2))
    assert "comes on Telegram" in await world.says(SAM_T, "/pair here")
    assert world.prompts() == [SAM_T, SAM_D]


async def test_a_day_that_had_its_drill_on_either_account_gets_no_other(world: World) -> None:
    await world.says(SAM_T, "/start", "/settings hour 11:00")
    await world.says(SAM_D, "/start", "/settings hour 12:00")
    await world.until(MORNING + timedelta(hours=1, minutes=30))
    await world.pair(SAM_D, SAM_T)
    await world.until(MORNING + timedelta(hours=12))
    assert world.prompts() == [SAM_T]
    await world.until(MORNING + timedelta(days=1, hours=12))
    assert world.prompts() == [SAM_T, SAM_D]


@pytest.mark.parametrize("known", [SAM_T, SAM_D])
async def test_one_of_the_two_may_be_a_stranger_and_its_questions_come_along(
    world: World, known: str
) -> None:
    stranger = SAM_D if known == SAM_T else SAM_T
    await world.says(known, "/start", "/done")
    await world.says(stranger, "/pass may cats eat grapes")
    await world.pair(SAM_T, SAM_D)
    await world.says(known, "/export")
    assert "cats" in str(world.replies[-1].file)
    member = await world.member(stranger)
    assert member.home == known
    assert {row["person"] for row in world.rows("questions")} == {member.person}


async def test_an_answer_to_a_question_of_one_account_finds_the_person(world: World) -> None:
    await world.says(SAM_T, "/start")
    await world.says(SAM_D, "/pass may cats eat grapes")
    await world.pair(SAM_T, SAM_D)
    await world.says("telegram:1", "/inbox 1 Ask a vet.")
    answers = [account for wire in world.wires for account, reply in wire.sent if "vet" in reply.text]
    assert answers == [SAM_T]


async def test_three_accounts_are_one_person_and_the_middle_one_can_leave(world: World) -> None:
    await world.says(SAM_T, "/start")
    await world.pair(SAM_T, SAM_D)
    await world.pair(SAM_D, SAM_X)
    assert {one.name for one in (await world.member(SAM_X)).accounts} == {SAM_T, SAM_D, SAM_X}
    assert "This account is paired" in await world.says(SAM_X, "/pair")
    await world.says(SAM_D, "/unpair sure")
    assert {one.name for one in (await world.member(SAM_X)).accounts} == {SAM_T, SAM_X}


def test_what_speaks_for_care_counts_whoever_said_it() -> None:
    first, until = date(2026, 11, 1), date(2026, 11, 5)
    one = replace(SAM, home="telegram:1", history=None, pauses=(Pause(first, until),), shares_pain=True)
    other = replace(
        SAM,
        home="discord:1",
        has_open_sign=True,
        is_guarded=True,
        history=frozenset({"foot fracture"}),
        joined_at=SAM.joined_at - timedelta(days=3),
        gentle_until=until,
        pauses=(Pause(date(2026, 11, 3), date(2026, 11, 9), is_injury=True),),
    )
    for both in (united(one, other), united(other, one)):
        assert both.has_open_sign
        assert both.is_guarded
        assert both.history == frozenset({"foot fracture"})
        assert both.joined_at == other.joined_at
        assert both.gentle_until == until
        assert both.pauses == (Pause(first, date(2026, 11, 9), is_injury=True),)
        assert not both.shares_pain
    assert united(one, other).home == "telegram:1"


def test_old_injuries_of_both_count_and_are_all_only_where_nobody_had_begun_to_tell() -> None:
    here, there = replace(SAM, home="telegram:1"), replace(SAM, home="discord:1")
    began = replace(here, ticked=frozenset({"foot fracture"}))
    both = united(began, replace(there, history=frozenset({"knee surgery"})))
    assert (both.history, both.ticked) == (None, frozenset({"foot fracture", "knee surgery"}))
    assert united(here, replace(there, history=frozenset())).history == frozenset()
    assert united(here, there).history is None


def test_a_pause_for_an_injury_holds_for_both_accounts() -> None:
    hurt = replace(SAM, standing="paused", pauses=(Pause(date(2026, 11, 3), None, is_injury=True),))
    assert united(replace(SAM, home="discord:1"), hurt).standing == "paused"


def test_pauses_apart_stay_apart_and_an_open_one_swallows_what_follows() -> None:
    days = [date(2026, 11, day) for day in range(1, 10)]
    apart = (Pause(days[0], days[1]), Pause(days[3], days[4]))
    assert joined(reversed(apart)) == apart
    assert joined((Pause(days[2], None), *apart)) == (apart[0], Pause(days[2], None))


def test_of_two_check_ins_of_a_day_the_one_that_tells_more_stays() -> None:
    day, at = date(2026, 11, 24), MORNING
    bare, told = CheckIn(day, "a", at), CheckIn(day, "b", at, felt="arch", pain=2)
    worse = replace(told, pain=5)
    assert fuller((bare,), (told,)) == (told,)
    assert fuller((told,), (bare,)) == ()
    assert fuller((told,), (worse,)) == (worse,)
    assert fuller((), (told,)) == ()


async def test_the_fuller_check_in_of_a_day_is_kept(world: World) -> None:
    await world.says(SAM_T, "/start", "/done", "/felt 2026-11-24 arch", "/pain 2026-11-24 2")
    await world.says(SAM_D, "/start", "/done")
    await world.pair(SAM_T, SAM_D)
    (kept,) = (await world.bot.stores.people.recall(SAM_D)).check_ins
    assert (kept.felt, kept.pain) == ("arch", 2)


# what does not go


async def test_each_code_that_cannot_count_says_what_to_do(world: World) -> None:
    await world.says(SAM_T, "/start")
    await world.says(SAM_D, "/start")
    code = await world.code(SAM_T)
    assert "this very account" in await world.says(SAM_T, f"/pair {code}")
    assert "no code" in await world.says(SAM_D, "/pair please")
    assert "Both accounts are on Telegram" in await world.says(ANN_T, f"/pair {code}")
    world.clock.move_to(world.clock.now() + timedelta(minutes=10))
    assert "older than 10 minutes" in await world.says(SAM_D, f"/pair {code}")
    code = await world.code(SAM_T)
    assert "one person" in await world.says(SAM_D, f"/pair {code[:3].lower()}-{code[3:]}")
    assert "used already" in await world.says(ANN_D, f"/pair {code}")
    assert "one person already" in await world.says(SAM_D, f"/pair {await world.code(SAM_T)}")


async def test_two_strangers_are_told_to_start_and_keep_their_code(world: World) -> None:
    code = await world.code(SAM_T)
    assert "I know neither" in await world.says(SAM_D, f"/pair {code}")
    assert world.rows("people") == []
    await world.says(SAM_D, "/start")
    assert "one person" in await world.says(SAM_D, f"/pair {code}")


async def test_one_account_of_each_platform_can_be_paired(world: World) -> None:
    await world.says(SAM_T, "/start")
    await world.pair(SAM_T, SAM_D)
    await world.says(ANN_T, "/start")
    await world.pair(ANN_T, SAM_X)
    said = await world.pair(SAM_D, SAM_X)
    assert "an account on Telegram on both sides" in said
    assert len(world.rows("people")) == 2


async def test_only_the_newest_code_of_an_account_counts(world: World) -> None:
    await world.says(SAM_T, "/start")
    old, new = await world.code(SAM_T), await world.code(SAM_T)
    assert "wrong" in await world.says(SAM_D, f"/pair {old}")
    assert "one person" in await world.says(SAM_D, f"/pair {new}")


async def test_who_guesses_has_to_wait_even_with_the_right_code(world: World) -> None:
    await world.says(SAM_T, "/start")
    for _ in range(TRIES):
        assert "wrong" in await world.says(ANN_D, "/pair 222222")
    code = await world.code(SAM_T)
    assert "Too many" in await world.says(ANN_D, f"/pair {code}")
    assert await world.member(ANN_D) is None
    assert "one person" in await world.says(SAM_D, f"/pair {code}")
    world.clock.move_to(world.clock.now() + timedelta(minutes=10))
    assert "wrong" in await world.says(ANN_D, "/pair 222222")


async def test_in_a_group_no_code_is_shown_and_none_is_used(world: World) -> None:
    await world.says(SAM_T, "/start")
    code = await world.code(SAM_T)
    for text in ("/pair", f"/pair {code}", "/unpair"):
        assert "our own chat" in await world.says(SAM_D, text, chat="discord:group")
        assert all(reply.is_private for reply in world.replies)
    assert await world.member(SAM_D) is None


async def test_a_code_stands_neither_in_the_data_nor_in_the_log_and_goes_by_itself(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await world.says(SAM_T, "/start")
    code = await world.code(SAM_T)
    await world.says(ANN_D, "/pair 222222")
    assert code not in caplog.text
    assert code not in str(world.rows("codes"))
    assert len(world.rows("codes") + world.rows("wrong_codes")) == 2
    await world.until(MORNING + timedelta(hours=1, minutes=5))
    await world.bot.work()
    assert world.rows("codes") + world.rows("wrong_codes") == []


async def test_on_one_platform_there_is_nothing_to_pair(tmp_path: Path) -> None:
    clock = SimulatedClock(MORNING)
    wire = Wire("telegram")
    async with a_bot(tmp_path, wire, clock, frozenset(), LIBRARY) as bot:
        world = World(bot, clock, (wire,), tmp_path)
        assert "one platform only" in await world.says(SAM_T, "/start", "/pair")
        assert world.rows("codes") == []
        assert "stands alone" in await world.says(SAM_T, "/pair here")


# living as one


async def test_a_blocked_home_loses_no_drill_and_the_other_account_takes_over(world: World) -> None:
    await world.says(SAM_T, "/start")
    await world.pair(SAM_T, SAM_D)
    world.wires[0].gone.add(SAM_T)
    await world.until(MORNING + timedelta(days=2))
    assert world.prompts() == [SAM_D, SAM_D]
    drills = [row for row in world.rows("deliveries") if row["kind"] == "drill"]
    assert {(row["account"], row["platform"]) for row in drills} == {(SAM_D, "discord")}
    world.wires[0].gone.clear()
    await world.says(SAM_T, "/drill")
    member = await world.member(SAM_T)
    assert (member.home, [one.is_reachable for one in member.accounts]) == (SAM_D, [True, True])


async def test_who_is_lost_everywhere_is_welcomed_where_they_come_back(world: World) -> None:
    await world.says(SAM_T, "/start")
    await world.pair(SAM_T, SAM_D)
    await world.bot.app.lost(SAM_D)
    await world.bot.app.lost(SAM_T)
    assert world.rows("agenda") == []
    assert "could not reach you" in await world.says(SAM_D, "/drill")
    assert (await world.member(SAM_T)).home == SAM_D
    await world.until(MORNING + timedelta(days=1))
    assert world.prompts() == [SAM_D]


async def test_talk_on_the_other_account_leaves_the_home_chat_alone(world: World) -> None:
    await world.says(SAM_T, "/start")
    await world.pair(SAM_T, SAM_D)
    await world.says(SAM_D, "/drill")
    member = await world.member(SAM_D)
    assert (member.home, member.address) == (SAM_T, f"{SAM_T}/chat")
    assert [(one.name, one.address) for one in member.others] == [(SAM_D, f"{SAM_D}/chat")]


async def test_what_waits_to_leave_follows_to_the_account_of_choice(world: World) -> None:
    await world.says(SAM_T, "/start")
    await world.pair(SAM_T, SAM_D)
    member = await world.member(SAM_T)
    later = MORNING + timedelta(hours=1)
    waiting = Delivery("drill", member.person, "2026-11-24", SAM_T, later, later)
    await world.bot.stores.people.advance((Move("", "", (waiting,), (), None),))
    await world.says(SAM_D, "/pair here")
    rows = world.rows("deliveries")
    went = {row["kind"]: (row["account"], row["platform"]) for row in rows if row["kind"] != "coach"}
    assert went == {"drill": (SAM_D, "discord"), "paired": (SAM_T, "telegram")}


TOLD = Delivery("paired", SAM_D, "now", SAM_T, MORNING, MORNING)


async def test_a_code_that_two_type_at_once_counts_for_one(world: World) -> None:
    await world.says(SAM_D, "/start")
    await world.says(ANN_D, "/start")
    code = await world.code(SAM_T)
    people = world.bot.stores.people
    sam, ann = await world.member(SAM_D), await world.member(ANN_D)
    joined_by = [
        (
            Save(one.with_accounts((*one.accounts, Account(SAM_T)), one.home)),
            Unite(code, replace(TOLD, person=one.person), SAM_T, 0, one.person),
        )
        for one in (sam, ann)
    ]
    await people.remember(sam.person, sam.version, joined_by[0], {})
    with pytest.raises(Conflict):
        await people.remember(ann.person, ann.version, joined_by[1], {})
    assert (await world.member(SAM_T)).person == sam.person


def test_the_plan_of_two_goes_by_the_later_of_each() -> None:
    early, late = Due("2026-W47", MORNING), Due("2026-W48", MORNING + timedelta(days=7))
    one = Recalled(agenda={"note": late}, last_prompt=date(2026, 11, 23))
    other = Recalled(agenda={"note": early, "drill": early}, last_prompt=date(2026, 11, 24))
    for both in (one.and_(other), other.and_(one)):
        assert both.agenda == {"note": late, "drill": early}
        assert both.last_prompt == date(2026, 11, 24)
    assert one.and_(Recalled()).last_prompt == one.last_prompt


@pytest.mark.parametrize(
    ("state", "of"), [("planned", [SAM_T, SAM_D]), ("planned", [SAM_T]), ("claimed", [SAM_T])]
)
async def test_what_is_on_its_way_when_two_become_one_goes_out_once(
    world: World, state: str, of: list[str]
) -> None:
    await world.says(SAM_T, "/start")
    await world.says(SAM_D, "/start")
    code = await world.code(SAM_T)
    at = MORNING.isoformat(timespec="microseconds")
    for account in of:
        world.database.connection.execute(
            "INSERT INTO deliveries"
            " (key, kind, person, label, platform, account, address, due_at, not_before, state)"
            " VALUES (?, 'drill', ?, '2026-11-24', ?, ?, '', ?, ?, ?)",
            (f"drill/{account}/2026-11-24", account, account.partition(":")[0], account, at, at, state),
        )
    await world.says(SAM_D, f"/pair {code}")
    await world.until(MORNING + timedelta(hours=2))
    assert drills_of(world) == [(SAM_D, f"drill/{SAM_D}/2026-11-24", "sent")]
    assert world.prompts() == [SAM_T]


def drills_of(world: World) -> list[tuple[str, str, str]]:
    rows = [row for row in world.rows("deliveries") if row["kind"] == "drill"]
    return [(row["person"], row["key"], row["state"]) for row in rows]


PROMPT = Delivery("drill", SAM_T, "2026-11-24", SAM_T, MORNING, MORNING)


@pytest.fixture
async def called(world: World) -> World:
    """The bot is just sending the drill of the one account, as the two become one."""
    await world.says(SAM_T, "/start")
    await world.says(SAM_D, "/start")
    code = await world.code(SAM_T)
    await world.bot.stores.people.advance((Move(SAM_T, "", (PROMPT,), (), None),))
    ledger = world.bot.stores.ledger
    assert await ledger.claim("telegram", MORNING, 1) == (PROMPT,)
    assert await ledger.mark_sending(PROMPT)
    await world.says(SAM_D, f"/pair {code}")
    return world


async def test_a_drill_that_reaches_its_platform_while_two_become_one_is_the_one_of_the_day(
    called: World,
) -> None:
    await called.bot.stores.ledger.settle(PROMPT, Settlement("sent", MORNING))
    await called.until(MORNING + timedelta(hours=2))
    assert drills_of(called) == [(SAM_D, f"drill/{SAM_D}/2026-11-24", "sent")]
    assert called.prompts() == []


@pytest.mark.parametrize("is_killed", [False, True])
async def test_a_drill_that_fails_while_two_become_one_is_sent_again_and_not_lost(
    called: World, *, is_killed: bool
) -> None:
    ledger = called.bot.stores.ledger
    if is_killed:
        assert await ledger.recover("telegram") == 1
    else:
        await ledger.settle(PROMPT, Settlement("planned", MORNING, "passing: reset", MORNING))
    await called.until(MORNING + timedelta(hours=2))
    assert drills_of(called) == [(SAM_D, f"drill/{SAM_D}/2026-11-24", "sent")]
    assert called.prompts() == [SAM_T]


async def test_of_two_drills_one_of_which_is_on_its_way_that_one_counts(called: World) -> None:
    twin = replace(PROMPT, person=SAM_D)
    await called.bot.stores.people.advance((Move(SAM_D, "", (twin,), (), None),))
    await called.bot.stores.ledger.settle(PROMPT, Settlement("sent", MORNING))
    await called.until(MORNING + timedelta(hours=2))
    assert drills_of(called) == [(SAM_D, f"drill/{SAM_D}/2026-11-24", "sent")]
    assert called.prompts() == []


async def test_who_showed_the_code_is_told_there_once_that_it_was_used(world: World) -> None:
    await world.says(SAM_T, "/start")
    await world.says(SAM_D, "/start", "/pair", "/settings hour 08:00")
    await world.pair(SAM_T, SAM_D)
    await world.presses(SAM_D, "Here")
    (told,) = [reply for account, reply in world.wires[0].sent if account == SAM_T]
    assert "Your code was used" in told.text
    assert "/unpair" in told.text
    assert not any(name in told.text for name in (SAM_T, SAM_D, "42", "erasable"))
    assert world.wires[1].sent == []


async def test_a_stranger_who_showed_the_code_is_told_too_and_nobody_of_a_wrong_one(world: World) -> None:
    await world.says(SAM_D, "/start", "/pair 234567")
    assert [wire.sent for wire in world.wires] == [[], [], []]
    await world.pair(SAM_T, SAM_D)
    assert [account for account, _ in world.wires[0].sent] == [SAM_T]


async def test_what_tells_of_a_pair_that_is_parted_again_is_not_sent(world: World) -> None:
    world.wires[0].troubled = True
    await world.says(SAM_D, "/start")
    await world.pair(SAM_T, SAM_D)
    await world.says(SAM_D, "/unpair sure")
    world.wires[0].troubled = False
    await world.until(MORNING + timedelta(hours=1))
    assert not any("Your code was used" in reply.text for wire in world.wires for _, reply in wire.sent)


# the way out


@pytest.mark.parametrize("leaves", [SAM_T, SAM_D])
async def test_the_account_that_leaves_is_a_stranger_and_the_history_stays(world: World, leaves: str) -> None:
    stays = SAM_D if leaves == SAM_T else SAM_T
    await world.says(leaves, "/start", "/done", "/pass may cats eat grapes")
    await world.pair(SAM_T, SAM_D)
    await world.until(MORNING + timedelta(days=1))
    await world.code(leaves)
    assert "Take this account out" in await world.says(leaves, "/unpair")
    assert "I know nothing" in await world.presses(leaves, "Yes, take it out")
    assert await world.member(leaves) is None
    member = await world.member(stays)
    assert (member.person, member.home) == (stays, stays)
    recalled = await world.bot.stores.people.recall(stays)
    assert len(recalled.check_ins) == 1
    assert leaves not in str([world.rows(table) for table in tables(world.database)])
    await world.says(leaves, "/start", "/done")
    for wire in world.wires:
        wire.sent.clear()
    await world.until(MORNING + timedelta(days=2))
    assert world.prompts() == [SAM_T, SAM_D]


async def test_who_leaves_after_days_of_quiet_leaves_a_person_whose_drill_comes_again(world: World) -> None:
    await world.says(SAM_T, "/start")
    await world.pair(SAM_T, SAM_D)
    await world.until(MORNING + timedelta(days=6))
    assert [row["kind"] for row in world.rows("agenda")] == ["note"]
    await world.says(SAM_D, "/unpair sure")
    assert {(row["person"], row["kind"]) for row in world.rows("agenda")} == {
        (SAM_T, "drill"),
        (SAM_T, "note"),
    }


async def test_the_first_tap_of_unpair_changes_nothing(world: World) -> None:
    await world.says(SAM_T, "/start")
    assert "stands alone" in await world.says(SAM_T, "/unpair")
    await world.pair(SAM_T, SAM_D)
    await world.says(SAM_T, "/unpair")
    assert (await world.member(SAM_T)).others


# all that is kept


def tables(database: Database) -> list[str]:
    rows = database.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [row["name"] for row in rows if not row["name"].startswith("sqlite_")]


EXPORTED: dict[str, dict[str, str]] = {
    "people": {
        "person": "person", "version": "", "home": "account", "name": "name", "locale": "language",
        "zone": "zone", "hour": "hour", "note_hour": "note_hour", "quiet_from": "quiet_hours.0",
        "quiet_to": "quiet_hours.1", "standing": "standing", "paused_until": "paused_until",
        "has_open_sign": "has_open_sign", "wants_note": "wants_note", "joined_at": "joined_at",
        "heard_at": "last_heard_at", "focus": "focus", "parked": "parked", "aim": "aim", "history": "history",
        "ticked": "history_so_far", "is_guarded": "is_guarded", "pauses": "pauses",
        "gentle_until": "gentle_until", "shares_pain": "shares_pain", "wants_letters": "wants_messages",
        "note_off_at": "note_off_at", "is_guest": "is_guest",
    },
    "accounts": {
        "account": "account", "address": "private_chat", "is_reachable": "is_reachable", "person": "",
    },
    "check_ins": {
        "day": "day", "drill": "drill", "at": "at", "was_too_much": "was_too_much", "felt": "felt",
        "side": "side", "pain": "pain", "has_settled": "has_settled", "person": "",
    },
    "agenda": {"kind": "kind", "label": "for", "due_at": "at", "person": ""},
    "deliveries": {
        "kind": "kind", "label": "for", "state": "state", "settled_at": "at", "due_at": "due_at",
        "not_before": "not_before", "account": "account", "address": "private_chat", "reason": "reason",
        "attempts": "attempts", "message": "message", "person": "", "key": "", "platform": "",
        "shown": "shown", "figures": "",
    },
    "questions": {
        "number": "number", "text": "text", "name": "name", "account": "account", "address": "private_chat",
        "asked_at": "at", "state": "state", "answer": "answer", "settled_at": "settled_at", "person": "",
        "answered_by": "", "about": "reply_to", "consent": "may_be_quoted",
    },
    "awaited": {"account": "", "about": "", "until": ""},
    "letters": {"number": "", "author": "", "part": "", "text": "", "written_at": "", "state": ""},
    "codes": {"until": "", "account": "", "address": "", "code": ""},
    "wrong_codes": {"at": "", "account": ""},
    "misses": {"card": "", "count": ""},
    "groups": {"chat": "", "address": "", "zone": "", "note_hour": "", "label": "", "due_at": ""},
    "roster": {
        "account": "account", "is_approver": "is_approver", "added_by": "added_by", "added_at": "added_at",
    },
    "rounds": dict.fromkeys((
        "number", "slug", "title", "drills", "first", "days", "days_a_week", "hour", "zone", "rest",
        "is_ranked", "code", "begun_at", "ended", "excused",
    ), ""),
    "venues": dict.fromkeys(("number", "chat", "address", "label", "due_at"), ""),
    "entrants": {
        "round": "challenge", "number": "number", "person": "", "name": "name", "chat": "joined_in",
        "stays": "stays", "is_in": "is_in", "is_hidden": "is_hidden", "kept_days": "", "kept_pauses": "",
    },
    "audit": {
        "number": "number", "at": "at", "account": "account", "act": "act", "about": "about",
        "detail": "detail",
    },
}  # fmt: skip
"""Each column, and where the export has it. Empty: it repeats another one, is a coach's account or a hash,
counts something, ends within minutes, or belongs to nobody; the instants of codes are compared below."""
LISTED = {
    "accounts": "accounts",
    "check_ins": "check_ins",
    "agenda": "next",
    "deliveries": "sent",
    "questions": "questions",
    "entrants": "challenges",
}


async def a_full_life(world: World) -> None:
    """Something in every column."""
    await world.says(SAM_T, "/start uniqueword", "/arrive aim knee", "/arrive had foot fracture")
    await world.says(SAM_T, "/settings quiet 22:00-07:00", "/settings coach on", "/done")
    await world.says(SAM_T, "/felt 2026-11-24 arch", "/pain 2026-11-24 4", "/pass may uniqueword eat grapes")
    await world.says("telegram:1", "/inbox 1 Ask a vet.")
    await world.pair(SAM_T, SAM_D)
    await world.until(MORNING + timedelta(days=1))
    await world.says(SAM_D, "/snooze 1h", "/pair 222222", "/pause 3")
    member = await world.member(SAM_D)
    recalled = await world.bot.stores.people.recall(SAM_D)
    told = replace(recalled.check_ins[0], side="left", has_settled=False, was_too_much=True)
    full = replace(member, gentle_until=date(2026, 12, 24), is_guarded=True, has_open_sign=True)
    begun = Round(0, "week", "Week", ("toe-fan",), date(2026, 11, 24), 7, 5, time(8), "UTC", code="ABC234")
    entrant = Entrant(0, member.person, "Sam", "telegram:-7", (Stay(date(2026, 11, 24)),))
    changes = (
        Save(full),
        Amend(member.person, told),
        Begin(begun, Venue(0, "telegram:-7", "telegram:-7"), full.heard_at),
        Enter(1, entrant),
    )
    await world.bot.stores.people.remember(member.person, member.version, changes, {})
    await world.code(SAM_D)


async def exported(world: World, account: str) -> tuple[str, dict[str, Any]]:
    await world.says(account, "/export")
    words, machines = (reply.file for reply in world.replies)
    assert words is not None
    assert machines is not None
    assert (words[0], machines[0]) == ("tripod-export.md", "tripod-export.json")
    return words[1], json.loads(machines[1])


async def test_every_column_has_its_place_in_the_export(world: World) -> None:
    there = {
        table: {row["name"] for row in world.database.connection.execute(f"PRAGMA table_info({table})")}
        for table in tables(world.database)
    }
    assert there == {table: set(columns) for table, columns in EXPORTED.items()}


async def test_the_export_equals_what_is_stored(world: World) -> None:
    await a_full_life(world)
    _, kept = await exported(world, SAM_D)
    (person,) = world.rows("people")
    compare(person, EXPORTED["people"], kept)
    for table, name in LISTED.items():
        stored = [row for row in world.rows(table) if row["person"] == person["person"]]
        order = sorted(EXPORTED[table].items())
        told = [[value_at(entry, path) for _, path in order if path] for entry in kept[name]]
        held = [[plain_value(row[column]) for column, path in order if path] for row in stored]
        assert sorted(map(str, told)) == sorted(map(str, held)), table
        assert held, table
    assert kept["pairing_codes_until"] == [row["until"].replace(".000000", "") for row in world.rows("codes")]
    assert len(kept["wrong_codes_at"]) == len(world.rows("wrong_codes")) == 1


def compare(row: dict[str, Any], paths: dict[str, str], kept: dict[str, Any]) -> None:
    for column, path in paths.items():
        value = value_at(kept, path) if path else plain_value(row[column])
        if column == "pauses":
            value = [list(one.values()) for one in value]
        assert value == plain_value(row[column]), column


def value_at(kept: dict[str, Any], path: str) -> Any:
    """As the database has it: truth as a number."""
    name, _, index = path.partition(".")
    value = kept[name][int(index)] if index else kept[name]
    return int(value) if isinstance(value, bool) else value


def plain_value(value: Any) -> Any:
    """As the export has it: lists as lists, instants without idle zeros."""
    if isinstance(value, str) and value.startswith("["):
        return json.loads(value)
    return value.replace(".000000+", "+") if isinstance(value, str) else value


async def test_the_export_can_be_read(world: World) -> None:
    await a_full_life(world)
    words, _ = await exported(world, SAM_D)
    for told in (
        SAM_T, SAM_D, "felt in the arch", "pain 4 of 10", "on the left", "too much",
        "not settled", "foot fracture", "uniqueword", "Ask a vet", "22:00-07:00", "warning sign is open",
    ):  # fmt: skip
        assert told in words, told


def all_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("says", [SAM_T, SAM_D])
async def test_forget_erases_all_accounts_from_every_file(tmp_path: Path, says: str) -> None:
    async with a_world(tmp_path) as world:
        await world.says(ANN_T, "/start")
        await a_full_life(world)
        assert "uniqueword" in str(world.rows("questions"))
        await world.says(says, "/forget")
        labels = [one.label for reply in world.replies for line in reply.buttons for one in line]
        assert "Export my data" in labels
        await world.presses(says, "Yes, forget me")
        assert await world.member(says) is not None
        await world.presses(says, "Erase everything")
        for account in (SAM_T, SAM_D):
            assert "I keep nothing" in await world.says(account, "/export")
        files = all_files(tmp_path)
        assert NAME in {path.name for path in files}
        for path in files:
            for trace in (SAM_T, SAM_D, NAMES[SAM_T], "uniqueword"):
                assert trace.encode() not in path.read_bytes(), (path, trace)
        assert await world.member(ANN_T) is not None


# figures of pain


async def test_a_coach_sees_figures_of_pain_after_a_yes_and_no_longer_after_a_no(world: World) -> None:
    await world.says(SAM_T, "/start", "/done", "/felt 2026-11-24 arch", "/pain 2026-11-24 4")
    assert "passed" not in await world.says(SAM_T, "/pass may cats eat grapes")
    assert "4 of 10" not in await world.says("telegram:1", "/inbox 1")
    await world.says(SAM_T, "/settings")
    assert "May a coach see" in await world.presses(SAM_T, "Share pain figures")
    assert "4 of 10" not in await world.says("telegram:1", "/inbox 1")
    await world.says(SAM_T, "/settings coach")
    assert "A coach may see" in await world.presses(SAM_T, "Yes, share them")
    assert "4 of 10" in await world.says("telegram:1", "/inbox 1")
    assert "pain figures" in await world.says(SAM_T, "/pass may dogs eat grapes")
    await world.says(SAM_T, "/settings")
    await world.presses(SAM_T, "Pain figures")
    await world.presses(SAM_T, "Stop sharing")
    assert "4 of 10" not in await world.says("telegram:1", "/inbox 1")
