"""Challenges of groups, as the state store keeps them: what only its own face shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.changes import Alter, Begin, Enter, Log, Save
from bot.members import CheckIn
from bot.rounds import Count, Stay, Venue
from bot.store import rounds
from scheduler.outbox import Delivery, Settlement
from scheduler.plan import Due
from scheduler.posts import END
from scheduler.wall import ONE_DAY
from tests.rounds_desk import (
    CLUB,
    GYM,
    NOW,
    POST,
    ROUND,
    SECOND,
    TODAY,
    Desk,
    a_desk,
    entrant,
    member,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with a_desk(tmp_path) as opened:
        yield opened


# beginning, joining


async def test_all_of_a_round_comes_back_and_its_first_post_is_what_comes_next(desk: Desk) -> None:
    full = replace(ROUND, rest=frozenset({5, 6}), is_ranked=True, zone="Europe/Berlin", hour=time(18, 30))
    await desk.keep("ann", Save(member("ann")), Begin(full, Venue(0, GYM, f"{GYM}/7"), NOW))
    scene = await desk.rounds.scene(GYM, "", "telegram:ann", NOW)
    assert scene.here == replace(full, number=1)
    assert scene.venues == (Venue(1, GYM, f"{GYM}/7"),)
    assert await desk.people.next_due() == datetime(2026, 11, 23, 17, 30, tzinfo=UTC)


async def test_a_number_is_given_once_and_the_newest_round_is_the_chats(desk: Desk) -> None:
    begun = await desk.begin()
    await desk.keep("ann", Alter(replace(begun, ended=TODAY), NOW))
    await desk.keep("ann", Begin(replace(ROUND, code="XYZ234"), Venue(0, GYM, GYM), NOW))
    scene = await desk.rounds.scene(GYM, "board", "telegram:ann", NOW)
    assert scene.here is not None
    assert (scene.here.number, scene.here.code) == (2, "XYZ234")
    named = (await desk.rounds.scene(GYM, "mine 1", "telegram:ann", NOW)).round
    assert named is not None
    assert (named.number, named.ended) == (1, TODAY)


async def test_people_are_numbered_as_they_come_and_keep_their_number_when_they_come_back(desk: Desk) -> None:
    await desk.begin("bob", "cat")
    bob = (await desk.all_in())[0]
    left = replace(bob, stays=(Stay(TODAY, TODAY + ONE_DAY),), is_hidden=True)
    await desk.keep("bob", Enter(1, left))
    assert (await desk.all_in())[0] == left
    assert (await desk.rounds.scene(GYM, "", "", NOW)).count == Count(people=1)
    back = replace(left, stays=(*left.stays, Stay(TODAY + 3 * ONE_DAY)))
    await desk.keep("bob", Enter(1, back))
    assert [(one.number, one.name, one.is_in) for one in await desk.all_in()] == [
        (1, "bob", True),
        (2, "cat", True),
    ]


async def test_who_is_in_and_who_did_it_is_counted_by_the_day_that_is_asked_about(desk: Desk) -> None:
    await desk.begin("bob", "cat")
    await desk.keep("bob", Log("telegram:bob", CheckIn(TODAY, "toe-yoga", NOW)))
    for words, today in (("", 1), (f"done 1 {TODAY}", 1), (f"done 1 {TODAY + ONE_DAY}", 0)):
        assert (await desk.rounds.scene(GYM, words, "", NOW)).count == Count(people=2, today=today), words
    days = [one.days for one in await desk.all_in()]
    assert days == [{TODAY}, frozenset()]


async def test_everybody_is_looked_at_only_where_everybody_is_shown(desk: Desk) -> None:
    await desk.begin("bob")
    for words, people in (("done 1", 0), ("join 1", 0), ("mine 1", 0), ("board", 1), ("export", 1), ("", 1)):
        assert len((await desk.rounds.scene(GYM, words, "telegram:bob", NOW)).entrants) == people, words
    for label, people in ((POST, 0), (f"1/{END}", 1)):
        about = Delivery("challenge", GYM, label, GYM, NOW, NOW)
        assert len((await desk.rounds.of_delivery(about, NOW)).entrants) == people, label


async def test_a_code_opens_a_round_that_runs_and_none_that_is_over(desk: Desk) -> None:
    begun = await desk.begin()
    for words in ("with ABC234", "with abc 234"):
        assert (await desk.rounds.scene(CLUB, words, "", NOW)).named == begun
    for words in ("with ABC235", "with", "ABC234", "board ABC234"):
        assert (await desk.rounds.scene(CLUB, words, "", NOW)).named is None
    assert (await desk.rounds.scene(CLUB, "with ABC234", "", NOW + 8 * ONE_DAY)).named is None
    await desk.keep("ann", Alter(replace(begun, ended=TODAY + ONE_DAY), NOW))
    assert (await desk.rounds.scene(CLUB, "with ABC234", "", NOW)).named is None


async def test_in_private_the_only_one_that_somebody_is_in_is_meant(desk: Desk) -> None:
    begun = await desk.begin("bob")
    private = "telegram:bob/chat"
    assert (await desk.rounds.scene(private, "done", "telegram:bob", NOW)).round == begun
    await desk.keep("ann", Begin(replace(ROUND, code="XYZ234"), Venue(0, CLUB, CLUB), NOW))
    await desk.keep("bob", Enter(2, entrant("bob")))
    scene = await desk.rounds.scene(private, "done", "telegram:bob", NOW)
    assert (scene.round, [one.number for one in scene.mine]) == (None, [1, 2])
    assert (await desk.rounds.scene(private, "done", "telegram:bob", NOW + 9 * ONE_DAY)).mine == ()


# posts


async def test_a_day_that_a_group_missed_is_excused_for_all_once_and_the_row_moves_on(desk: Desk) -> None:
    await desk.begin(chats=(GYM, CLUB))
    late, again = TODAY + ONE_DAY, NOW + 2 * ONE_DAY
    for chat, missed in ((GYM, (TODAY, late)), (CLUB, (late,))):
        await desk.rounds.advance(Venue(1, chat, chat), (), missed, Due("2026-11-25", again))
    found = (await desk.rounds.scene(GYM, "", "", NOW)).here
    assert found is not None
    assert found.excused == {TODAY, late}
    assert await desk.rounds.due(again - SECOND, 9) == ()
    assert [(venue.chat, due) for _, venue, due in await desk.rounds.due(again, 9)] == [
        (CLUB, Due("2026-11-25", again)),
        (GYM, Due("2026-11-25", again)),
    ]


async def test_a_round_that_is_stopped_says_how_it_went_now_and_one_that_never_began_is_silent(
    desk: Desk,
) -> None:
    begun = await desk.begin()
    at = NOW + timedelta(hours=2)
    await desk.keep("ann", Alter(replace(begun, is_ranked=True), at))
    assert [due.label for _, _, due in await desk.rounds.due(at, 9)] == [TODAY.isoformat()]
    await desk.keep("ann", Alter(replace(begun, ended=TODAY + ONE_DAY), at))
    assert [due for _, _, due in await desk.rounds.due(at, 9)] == [Due(END, at)]
    ahead = replace(ROUND, first=TODAY + 3 * ONE_DAY, code="XYZ234")
    await desk.keep("ann", Begin(ahead, Venue(0, CLUB, CLUB), NOW))
    await desk.keep("ann", Alter(replace(ahead, number=2, ended=TODAY + ONE_DAY), at))
    assert [venue.chat for _, venue, _ in await desk.rounds.due(NOW + 9 * ONE_DAY, 9)] == [GYM]


async def test_of_many_check_ins_one_edit_waits_and_the_next_comes_ten_seconds_behind_it(desk: Desk) -> None:
    await desk.begin("bob", "cat", chats=(GYM, CLUB))
    assert not await desk.rounds.stir("telegram:bob", NOW)  # nothing is posted yet
    await desk.posted()
    await desk.posted(CLUB, message="80")
    assert await desk.rounds.stir("telegram:bob", NOW)
    assert not await desk.rounds.stir("telegram:cat", NOW + SECOND)
    assert [(chat, message) for chat, _, _, message in desk.deliveries("tally")] == [
        (CLUB, "80"),
        (GYM, "70"),
    ]
    (edit,) = await desk.ledger.claim("telegram", NOW, 9)
    await desk.ledger.mark_sending(edit)
    assert await desk.rounds.stir("telegram:cat", NOW + SECOND)  # that one shows what was so before
    await desk.ledger.settle(edit, Settlement("sent", NOW + 2 * SECOND))
    assert len(desk.deliveries("tally")) == 3
    assert await desk.ledger.claim("telegram", NOW + 10 * SECOND, 9) == ()
    (edit,) = await desk.ledger.claim("telegram", NOW + 11 * SECOND, 9)
    await desk.ledger.settle(edit, Settlement("sent", NOW + 12 * SECOND))
    assert await desk.rounds.stir("telegram:cat", NOW + 13 * SECOND)
    assert await desk.ledger.claim("telegram", NOW + 21 * SECOND, 9) == ()
    assert len(await desk.ledger.claim("telegram", NOW + 22 * SECOND, 9)) == 1
    assert len(desk.deliveries("tally")) == 2  # those that are done with are not kept


async def test_a_check_in_of_somebody_who_left_moves_nothing(desk: Desk) -> None:
    await desk.begin("bob")
    await desk.posted()
    await desk.keep("bob", Enter(1, replace(entrant("bob"), stays=(Stay(TODAY, TODAY),))))
    assert not await desk.rounds.stir("telegram:bob", NOW)
    assert await desk.rounds.stir("telegram:bob", NOW, frozenset({1}))  # but the leaving shows


@pytest.mark.parametrize("breaks", ["excuse", "set_due_of_venue"])
async def test_a_crash_while_a_post_is_planned_leaves_all_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, breaks: str
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    await desk.begin()
    before = list(desk.connection.iterdump())
    post = Delivery("challenge", GYM, POST, GYM, NOW, NOW, GYM)
    with monkeypatch.context() as broken:
        broken.setattr(rounds, breaks, crash)
        with pytest.raises(KeyboardInterrupt):
            await desk.rounds.advance(Venue(1, GYM, GYM), (post,), (TODAY,), Due(END, NOW))
    assert list(desk.connection.iterdump()) == before
    await desk.rounds.advance(Venue(1, GYM, GYM), (post,), (TODAY,), Due(END, NOW))
    assert desk.deliveries("challenge", "state") == [("planned",)]


async def test_what_was_shown_at_a_crash_is_shown_again_in_its_place(desk: Desk) -> None:
    await desk.begin("bob")
    post = Delivery("challenge", GYM, POST, GYM, NOW, NOW, GYM)
    await desk.rounds.advance(Venue(1, GYM, GYM), (post,), (), Due(END, NOW))
    await desk.ledger.claim("telegram", NOW, 9)
    await desk.ledger.mark_sending(post)
    await desk.rounds.keep_post(post, GYM, "70")  # and here it ends
    assert await desk.ledger.recover("telegram") == 1
    (again,) = await desk.ledger.claim("telegram", NOW, 9)
    assert (again.key, again.message) == (post.key, "70")


# groups that move or go


async def test_a_group_with_another_number_goes_on_as_the_same(desk: Desk) -> None:
    await desk.begin("bob", chats=(GYM, CLUB))
    await desk.posted()
    assert await desk.rounds.stir("telegram:bob", NOW)
    grown, tomorrow = "telegram:-1005", NOW + ONE_DAY
    coming = Delivery("challenge", GYM, "1/2026-11-24", GYM, tomorrow, tomorrow, f"{GYM}/7")
    await desk.rounds.advance(Venue(1, GYM, f"{GYM}/7"), (coming,), (), Due("2026-11-25", tomorrow))
    await desk.rounds.move(GYM, grown)
    scene = await desk.rounds.scene(grown, "board", "telegram:bob", NOW)
    assert scene.here is not None
    assert {one.chat for one in scene.venues} == {CLUB, grown}
    assert [one.chat for one in scene.entrants] == [grown]
    assert desk.deliveries("tally") == []
    assert not await desk.rounds.stir("telegram:bob", NOW)  # the message stayed in the old group
    (sent,) = await desk.ledger.claim("telegram", tomorrow, 9)
    assert (sent.key, sent.address) == (f"challenge/{grown}/1/2026-11-24", grown)
    assert (await desk.rounds.scene(GYM, "", "", NOW)).here is None


async def test_the_last_group_that_goes_ends_it_and_tells_all_who_are_in_once(desk: Desk) -> None:
    await desk.begin("bob", "cat", "dan", "eve")
    await desk.keep("cat", Enter(1, replace(entrant("cat"), stays=(Stay(TODAY, TODAY),))))
    await desk.people.lose("telegram:dan")
    post = Delivery("challenge", GYM, POST, GYM, NOW, NOW)
    await desk.rounds.advance(Venue(1, GYM, GYM), (post,), (), Due(END, NOW))
    assert await desk.rounds.end(GYM, NOW)
    assert not await desk.rounds.end(GYM, NOW)
    told = [("telegram:bob", "1/end", "planned", ""), ("telegram:eve", "1/end", "planned", "")]
    assert desk.deliveries("challenge-over") == told
    assert desk.deliveries("challenge") == []
    assert await desk.rounds.due(NOW + 9 * ONE_DAY, 9) == ()
    found = (await desk.rounds.scene("", "mine 1", "telegram:bob", NOW)).named
    assert found is not None
    assert (found.ended, found.last) == (TODAY + ONE_DAY, TODAY)


async def test_a_round_in_two_groups_outlives_one_and_tells_those_who_came_by_it(desk: Desk) -> None:
    await desk.begin("bob", chats=(GYM, CLUB))
    await desk.keep("cat", Save(member("cat")), Enter(1, replace(entrant("cat"), chat=CLUB)))
    assert await desk.rounds.end(GYM, NOW)
    assert [row[0] for row in desk.deliveries("challenge-over")] == ["telegram:bob"]
    scene = await desk.rounds.scene(CLUB, "", "telegram:bob", NOW)
    assert scene.here is not None
    assert scene.here.ended is None
    assert scene.venues == (Venue(1, CLUB, CLUB),)
    (line,) = await desk.ledger.claim("telegram", NOW, 9)
    await desk.ledger.mark_sending(line)
    await desk.ledger.settle(line, Settlement("sent", NOW))
    assert await desk.rounds.end(CLUB, NOW + ONE_DAY)
    ended = [row[:3] for row in desk.deliveries("challenge-over")]
    assert ended == [
        ("telegram:bob", "1", "sent"),
        ("telegram:bob", "1/end", "planned"),
        ("telegram:cat", "1/end", "planned"),
    ]


async def test_who_has_not_heard_yet_that_it_goes_on_hears_only_that_it_ended(desk: Desk) -> None:
    await desk.begin("bob", chats=(GYM, CLUB))
    await desk.rounds.end(GYM, NOW)
    await desk.rounds.end(CLUB, NOW)
    assert [row[:2] for row in desk.deliveries("challenge-over")] == [("telegram:bob", "1/end")]


async def test_a_group_that_goes_after_the_end_changes_nothing_of_it(desk: Desk) -> None:
    await desk.begin("bob")
    assert not await desk.rounds.end(GYM, NOW + 8 * ONE_DAY)
    found = (await desk.rounds.scene("", "mine 1", "telegram:bob", NOW)).named
    assert found is not None
    assert found.ended is None
    assert desk.deliveries("challenge-over") == []


# what is on its way


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
    await desk.posted(day=TODAY + ONE_DAY, message="71")
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
    await desk.posted(day=TODAY + ONE_DAY, message="71")
    assert await desk.rounds.stir("telegram:bob", NOW + ONE_DAY)


async def test_a_check_in_costs_what_its_own_groups_hold(desk: Desk) -> None:
    await desk.begin("bob")
    await desk.posted()
    asked: list[str] = []
    desk.connection.set_trace_callback(asked.append)
    await desk.rounds.scene(GYM, f"done 1 {TODAY}", "telegram:bob", NOW)
    await desk.rounds.stir("telegram:bob", NOW)
    await desk.rounds.kept_of("telegram:bob")
    await desk.people.next_due()
    await desk.rounds.due(NOW, 9)
    desk.connection.set_trace_callback(None)
    queries = [sql for sql in asked if sql.startswith(("SELECT", "UPDATE", "DELETE"))]
    assert len(queries) > 12
    for sql in queries:
        steps = [row["detail"] for row in desk.connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert not any(step.startswith("SCAN") or step.endswith("(kind=?)") for step in steps), (sql, steps)
