"""Groups and channels that read the Sunday note, on every platform and on Telegram's wire."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.changes import Subscribe, Unsubscribe
from bot.commands import answer, parse
from bot.groups import Group
from bot.model import Ask, Said
from bot.store.groups import Groups
from content.store import Shelf
from tests.asks import LIBRARY, SAM
from tests.doors import discord, telegram
from tests.talk import Line, messages, talk

SATURDAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
ADMIN = ("--coach", "coach", "--admin", "boss")
NOTE = [{"who": "coach", "text": "/note # Feet\nStand."}, {"who": "coach", "text": "/note ready"}]
GYM = Group("telegram:-100", "telegram:-100", "Asia/Tokyo", time(11))


def asked(text: str, group: Group | None = None, *, is_admin: bool = True, **more: Any) -> Ask:
    """Said in the gym's group by Sam."""
    said = Said("telegram:9", "Sam", "telegram:-100", text, is_private=False, is_admin=is_admin)
    return Ask(said, *parse(text), SATURDAY, Shelf(LIBRARY), member=SAM, group=group, **more)


@pytest.mark.parametrize(
    ("text", "before", "hour", "zone"),
    [
        ("/subscribe", None, time(10), "UTC"),
        ("/subscribe 18:00", None, time(18), "UTC"),
        ("/subscribe Berlin", None, time(10), "Europe/Berlin"),
        ("/subscribe 7pm new york", None, time(19), "America/New_York"),
        ("/subscribe 09:30 Asia/Kolkata", None, time(9, 30), "Asia/Kolkata"),
        ("/subscribe 18:00", GYM, time(18), "Asia/Tokyo"),
        ("/subscribe London", GYM, time(11), "Europe/London"),
        ("/subscribe", GYM, time(11), "Asia/Tokyo"),
    ],
)
def test_a_group_has_an_hour_and_a_zone_of_its_own(
    text: str, before: Group | None, hour: time, zone: str
) -> None:
    (change,) = answer(asked(text, before)).changes
    assert isinstance(change, Subscribe)
    assert (change.group.note_hour, change.group.zone) == (hour, zone)
    assert change.due.label == "2026-W47"


def test_a_place_that_is_none_changes_nothing() -> None:
    answered = answer(asked("/subscribe 18:00 Nowhereville-on-Sea"))
    assert not answered.changes
    assert "could not read" in answered.replies[0].text


@pytest.mark.parametrize("text", ["/subscribe", "/unsubscribe"])
def test_who_does_not_run_the_group_is_told_in_private(text: str) -> None:
    answered = answer(asked(text, GYM, is_admin=False))
    assert not answered.changes
    assert answered.replies[0].is_private


def test_leaving_offers_the_way_back_with_hour_and_zone() -> None:
    answered = answer(asked("/unsubscribe", GYM))
    assert answered.changes == (Unsubscribe(GYM.chat),)
    assert [button.command for row in answered.replies[0].buttons for button in row] == [
        "/subscribe 11:00 Asia/Tokyo"
    ]
    assert not answer(asked("/unsubscribe")).changes


def test_a_topic_is_where_the_note_goes() -> None:
    ask = asked("/subscribe")
    said = Said(
        **{**{name: getattr(ask.said, name) for name in ask.said.__slots__}, "topic": "telegram:-100/7"}
    )
    (change,) = answer(Ask(said, "subscribe", "", SATURDAY, Shelf(LIBRARY))).changes
    assert isinstance(change, Subscribe)
    assert change.group.address == "telegram:-100/7"


def in_gym(*lines: Line) -> list[Line]:
    out = talk(*lines, at=SATURDAY.isoformat(), options=ADMIN)
    return [line for line in out if line.get("chat") == "gym"]


JOIN = {"who": "boss", "chat": "gym", "text": "/subscribe 11:00 Tokyo"}
SUNDAY = {"at": "2026-11-22T12:00:00+00:00"}
NEXT = {"at": "2026-11-30T12:00:00+00:00"}


def test_the_group_gets_the_note_at_its_own_hour_without_a_personal_line() -> None:
    note = in_gym(JOIN, *NOTE, SUNDAY)[-1]
    assert (note["kind"], note["to"], note["at"]) == ("note", "*", "2026-11-22T03:00:00+01:00")
    assert note["text"] == "Stand."
    assert note["buttons"] == ["Today's drill", "No more notes"]


def test_the_group_hears_of_the_reserve_on_its_own_monday() -> None:
    notes = [line for line in in_gym(JOIN, NEXT) if line["kind"] == "note"]
    assert [line["about"] for line in notes] == ["2026-W47", "2026-W48"]
    assert all(line["at"][11:16] == "03:00" and "from the shelf" in line["text"] for line in notes)


@pytest.mark.parametrize(
    "leaving",
    [
        [{"who": "boss", "chat": "gym", "text": "/unsubscribe"}],
        [{"chat": "gym", "event": "removed"}],
    ],
)
def test_who_left_or_put_the_bot_out_gets_no_more(leaving: list[Line]) -> None:
    assert not [line for line in in_gym(JOIN, *NOTE, *leaving, SUNDAY) if line["kind"] == "note"]


def test_a_note_that_is_changed_before_the_groups_hour_goes_as_it_is_then() -> None:
    again = [{"who": "coach", "text": "/note # Feet\nStand still."}]
    assert in_gym(JOIN, *NOTE, *again, SUNDAY)[-1]["text"] == "Stand still."


def test_held_while_it_goes_out_moves_the_groups_that_wait() -> None:
    """Tokyo has it at 03:00 in Berlin; the club's hour is later, and it gets the note on Monday."""
    club = {"who": "boss", "chat": "club", "text": "/subscribe 18:00 Berlin"}
    held = [{"at": "2026-11-22T09:00:00+00:00"}, {"who": "coach", "text": "/hungover"}]
    out = talk(JOIN, club, *NOTE, *held, NEXT, at=SATURDAY.isoformat(), options=ADMIN)
    at = {
        line["chat"]: line["at"] for line in out if line.get("kind") == "note" and line["about"] == "2026-W47"
    }
    assert at == {"gym": "2026-11-22T03:00:00+01:00", "club": "2026-11-23T18:00:00+01:00"}


def test_for_oneself_the_same_words_turn_the_own_note_off_and_on() -> None:
    start = {"who": "sam", "text": "/start"}
    off = {"who": "sam", "press": "No more notes"}
    out = talk(start, *NOTE, SUNDAY, off, NEXT, at=SATURDAY.isoformat(), options=ADMIN)
    assert len(messages(out, "sam", "note")) == 1
    answered = next(line for line in messages(out, "sam") if "no more Sunday notes" in line["text"])
    assert (answered["buttons"], answered["edits"]) == (["Undo"], False)
    undo = {"who": "sam", "press": "Undo"}
    out = talk(start, *NOTE, SUNDAY, off, undo, NEXT, at=SATURDAY.isoformat(), options=ADMIN)
    assert len(messages(out, "sam", "note")) == 2


# --- Telegram


async def test_telegram_says_who_runs_a_group_and_is_asked_once_a_minute(tmp_path: Path) -> None:
    async with telegram(tmp_path, SATURDAY) as door:
        boss, ann = door.peer.person(7, "Boss"), door.peer.person(8, "Ann")
        gym = door.peer.group(-100200, "Gym", members=[ann], admins=[boss])
        ann.says("/subscribe", chat=gym)
        await door.peer.settled()
        groups = Groups(door.bot.stores.people.database)
        assert await groups.find("telegram:-100200") is None
        for text in ("/subscribe", "/subscribe 18:00"):
            boss.says(text, chat=gym)
            await door.peer.settled()
        found = await groups.find("telegram:-100200")
        assert found is not None
        assert found.note_hour == time(18)
        assert len(door.peer.sent("getChatMember")) == 2
        boss.says("/help", chat=gym)
        await door.peer.settled()
        assert len(door.peer.sent("getChatMember")) == 2
        gym.removes_bot()
        await door.peer.settled()
        assert await groups.find("telegram:-100200") is None


@pytest.mark.parametrize("is_told", [True, False])
async def test_a_group_that_becomes_another_one_keeps_its_note(is_told: bool, tmp_path: Path) -> None:
    async with telegram(tmp_path, SATURDAY) as door:
        boss = door.peer.person(7, "Boss")
        gym = door.peer.group(-200, "Gym", members=[], admins=[boss], is_super=False)
        boss.says("/subscribe 11:00 Tokyo", chat=gym)
        await door.peer.settled()
        if is_told:
            grown = gym.migrates(-100300)
        else:
            grown = door.peer.group(-100300, "Gym", members=[boss], admins=[boss])
            gym.moved_to = -100300
        await door.peer.settled()
        await door.at(SATURDAY + timedelta(days=2))
        assert "from the shelf" in grown.sees[-1].text
        assert await Groups(door.bot.stores.people.database).find("telegram:-100300") is not None
        assert await Groups(door.bot.stores.people.database).find("telegram:-200") is None


async def test_a_channel_and_an_unnamed_administrator_speak_for_their_chat(tmp_path: Path) -> None:
    async with telegram(tmp_path, SATURDAY) as door:
        chat = {"id": -100400, "type": "channel", "title": "News"}
        door.peer.group(-100400, "News", members=[])
        stamp = {"message_id": 5, "date": 1, "chat": chat, "sender_chat": chat}
        door.peer.tell("channel_post", {**stamp, "text": "/subscribe 18:00 Berlin"})
        door.peer.tell("channel_post", {**stamp, "message_id": 6, "text": "/start"})
        await door.peer.settled()
        found = await Groups(door.bot.stores.people.database).find("telegram:-100400")
        assert found == Group("telegram:-100400", "telegram:-100400", "Europe/Berlin", time(18))
        assert len(door.peer.sent("sendMessage")) == 1


async def test_on_discord_who_manages_the_server_lets_a_channel_read_along(tmp_path: Path) -> None:
    async with discord(tmp_path, SATURDAY) as door:
        boss, ann = door.peer.person("Boss"), door.peer.person("Ann")
        gym = door.peer.group("gym", members=[ann], admins=[boss])
        await ann.uses("subscribe", chat=gym)
        groups = Groups(door.bot.stores.people.database)
        assert await groups.find(gym.chat) is None
        assert ann.sees_in(gym)[-1].is_private
        await boss.uses("subscribe", "11:00 Tokyo", chat=gym)
        assert await groups.find(gym.chat) == Group(gym.chat, gym.chat, "Asia/Tokyo", time(11))
        await door.at(SATURDAY + timedelta(days=2))
        assert "from the shelf" in ann.sees_in(gym)[-1].text
        door.peer.fail_next("POST", f"/channels/{gym.channel.id}/messages", 403, code=50001)
        await door.at(SATURDAY + timedelta(days=9))
        assert await groups.find(gym.chat) is None


async def test_a_group_that_cannot_be_planned_holds_up_no_other(tmp_path: Path) -> None:
    async with telegram(tmp_path, SATURDAY) as door:
        boss = door.peer.person(7, "Boss")
        broken, gym = (door.peer.group(chat, "Gym", members=[], admins=[boss]) for chat in (-300, -301))
        for chat in (broken, gym):
            boss.says("/subscribe 11:00 Tokyo", chat=chat)
            await door.peer.settled()
        database = door.bot.stores.people.database
        database.connection.execute("UPDATE groups SET zone = 'Mars/Base' WHERE chat = 'telegram:-300'")
        await door.at(SATURDAY + timedelta(days=2))
        assert "from the shelf" in gym.sees[-1].text
        assert "from the shelf" not in broken.sees[-1].text
