"""Challenges in groups: joining is one tap, a day is a day, nobody is shamed, it ends well."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from PIL import Image

from bot.coaching.counting import standings
from bot.commands.rounds_board import as_board
from bot.model import Ask, Said
from bot.rounds import Entrant, Round, Scene, Stay
from content import drawing
from content.boards import Board
from content.drawing.names import font_of_names, shown_name
from content.store import Shelf
from tests.asks import LIBRARY
from tests.doors import discord, telegram
from tests.grouping import live_a_month
from tests.talk import Line, talk
from tests.test_pairing import a_world

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
ADMINS = ("--coach", "coach", "--admin", "ann", "--admin", "eve")
SLUG = "seven-forefoot-days"
START = {"who": "ann", "chat": "gym", "text": f"/challenge start {SLUG} tomorrow 8:00 Berlin rest sunday"}


def press(who: str, label: str, chat: str = "gym") -> Line:
    return {"who": who, "chat": chat, "press": label}


def says(who: str, text: str, chat: str = "") -> Line:
    return {"who": who, "text": text, **({"chat": chat} if chat else {})}


def at(day: int, hour: int = 9) -> Line:
    """An hour in Berlin of a day of November, which goes on into December."""
    when = datetime(2026, 11, 1, hour - 1, tzinfo=UTC) + timedelta(days=day - 1)
    return {"at": when.isoformat()}


def run(*lines: Line) -> list[Line]:
    return [line for line in talk(*lines, at=MONDAY.isoformat(), options=ADMINS) if "kind" in line]


def told(out: list[Line], who: str) -> str:
    """The newest line for somebody alone, but for the question where it was felt."""
    lines: list[str] = [
        line["text"] for line in out if line["to"] == who and "feel it most" not in line["text"]
    ]
    return lines[-1]


def posts(out: list[Line], chat: str = "gym") -> list[Line]:
    return [line for line in out if line["chat"] == chat and line["kind"] == "challenge"]


JOINED = (START, press("bob", "I'm in"))
CASES: list[tuple[str, tuple[Line, ...], str, str]] = [
    ("who joins hears when it begins", JOINED, "bob", "It begins on Tuesday 24 November, at 08:00"),
    ("joining twice is joining once", (*JOINED, press("bob", "I'm in")), "bob", "You are in. Begins"),
    ("Done counts", (*JOINED, at(24), press("bob", "Done")), "bob", "the first of you"),
    ("Done counts once", (*JOINED, at(24), *2 * (press("bob", "Done"),)), "bob", "in already today"),
    ("who is not in is shown the way", (*JOINED, at(24), press("dan", "Done")), "dan", "Tap I'm in first"),
    (
        "yesterday counts until noon",
        (*JOINED, at(24), at(25, 7), press("bob", "Done"), says("bob", "/challenge mine")),
        "bob",
        "1 of 6 days",
    ),
    (
        "yesterday is over at noon",
        (*JOINED, at(24), at(25, 7), says("bob", "/challenge done 1 2026-11-23", "gym")),
        "bob",
        "That day is over",
    ),
    (
        "a late joiner is asked for the days that are left",
        (START, at(28), press("bob", "I'm in"), press("bob", "Done"), says("bob", "/challenge mine")),
        "bob",
        "1 of 2 days",
    ),
    (
        "days before joining do not count, wherever they were done",
        (says("bob", "/start"), START, at(24), says("bob", "/done"), at(25), press("bob", "I'm in"), at(26),
         says("bob", "/challenge mine")),
        "bob",
        "0 of 5 days",
    ),
    (
        "what is done alone counts in the group",
        (says("bob", "/start"), *JOINED, at(24), says("bob", "/done"), says("bob", "/challenge mine")),
        "bob",
        "1 of 6 days",
    ),
    (
        "what is done in the group counts alone",
        (says("bob", "/start"), *JOINED, at(24), press("bob", "Done"), says("bob", "/done")),
        "bob",
        "already",
    ),
    (
        "who leaves keeps what was done",
        (*JOINED, at(24), press("bob", "Done"), at(25), says("bob", "/challenge leave 1"), at(28),
         says("bob", "/challenge mine 1")),
        "bob",
        "1 of 1 days",
    ),
    (
        "who comes back goes on",
        (*JOINED, at(24), press("bob", "Done"), at(25), says("bob", "/challenge leave 1"), at(28),
         says("bob", "/challenge join 1"), says("bob", "/done"), says("bob", "/challenge mine 1")),
        "bob",
        "2 of 3 days",
    ),
    (
        "a pause asks for nothing",
        (says("bob", "/start"), *JOINED, at(24), says("bob", "/pause 3"), at(28),
         says("bob", "/challenge mine")),
        "bob",
        "0 of 3 days",
    ),
    (
        "who has stopped the drills is asked for nothing and may still do it",
        (says("bob", "/start"), *JOINED, at(24), says("bob", "/stop"), at(26), press("bob", "Done"), at(29),
         says("bob", "/challenge mine 1")),
        "bob",
        "1 of 1 days",
    ),
    (
        "a warning sign suspends it, in private",
        (says("bob", "/start"), *JOINED, says("bob", "my knee is locked and i cannot straighten it"),
         at(24), press("bob", "Done")),
        "bob",
        "there is no drill for now",
    ),
    (
        "who runs another group runs nothing here",
        (*JOINED, press("eve", "I'm in"), says("eve", "/challenge stop 1 yes", "club")),
        "eve",
        "who run this group",
    ),
    (
        "nor gets the names of who is in here",
        (*JOINED, press("eve", "I'm in"), says("eve", "/challenge export 1", "club")),
        "eve",
        "who run this group",
    ),
    ("two at once are refused", (START, at(24), START), "ann", "One at a time is plenty"),
    ("strangers stop nothing", (*JOINED, says("bob", "/challenge stop", "gym")), "bob", "who run this group"),
    ("a stranger sees nothing of it", (START, says("dan", "/challenge board 1")), "dan", "No challenge runs"),
    (
        "after the end it says so, a month later too",
        (*JOINED, at(24), press("bob", "Done"), at(61), press("bob", "Done")),
        "bob",
        "This one is over",
    ),
    (
        "joining after the end is refused kindly",
        (*JOINED, at(61), press("dan", "I'm in")),
        "dan",
        "This one is over",
    ),
    (
        "another administrator can stop what one began",
        (*JOINED, at(24), press("bob", "Done"), says("eve", "/challenge code", "gym")),
        "eve",
        "lets another group into",
    ),
    ("there is no certificate before the end", (*JOINED, at(24), press("bob", "Done"),
     says("bob", "/challenge certificate 1")), "bob", "waits until Monday 30 November"),
    ("a wrong code opens nothing", (says("eve", "/challenge with ABC234", "club"),), "eve", "opens nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "lines", "who", "says_so"), CASES, ids=[case[0] for case in CASES])
def test_it_is_fair_and_kind(case: str, lines: tuple[Line, ...], who: str, says_so: str) -> None:
    assert says_so in told(run(*lines), who), case


def test_one_post_a_day_that_is_edited_and_none_on_days_off() -> None:
    out = run(
        *JOINED, press("cat", "I'm in"), at(24), press("bob", "Done"), press("cat", "Done"), at(25), at(33)
    )
    fresh = [line for line in posts(out) if not line["edits"]]
    assert [line["at"][8:16] for line in fresh] == [
        "24T08:00", "25T08:00", "26T08:00", "27T08:00", "28T08:00", "30T08:00", "01T08:00",
    ]  # fmt: skip
    first, *_ = fresh
    assert first["title"] == "Seven forefoot days: day 1 of 7"
    assert first["buttons"] == ["Done", "I'm in", "My version", "Board"]
    assert first["picture"]
    assert "2 in, 0 done today" in first["text"]
    edits = [line["text"] for line in posts(out) if line["edits"]]
    assert "2 in, 2 done today" in edits[-1]
    assert 1 <= len(edits) <= 2  # the second waits ten seconds, and shows both at the latest then
    end = fresh[-1]
    assert "Together 2 of 12 days" in end["text"].replace("**", "")
    assert end["buttons"] == ["My certificate", "All challenges"]


def test_every_day_is_one_of_the_gentle_drills_and_my_version_is_ones_own() -> None:
    lines = (says("bob", "/start"), *JOINED, at(24), press("bob", "My version"))
    shown = [line for line in run(*lines) if line["to"] == "bob"][-1]
    assert shown["private"]
    assert "as it fits you" in shown["text"]
    assert "Done" in shown["buttons"]


def test_a_guest_hears_of_the_challenge_alone_and_may_become_a_member() -> None:
    out = run(*JOINED, at(24), press("bob", "Done"), at(33), says("bob", "/start"), at(34))
    before = [line for line in out if line["to"] == "bob" and line["at"] < "2026-12-03"]
    assert [line["kind"] for line in before] == ["reply"] * 3
    assert [line["kind"] for line in out if line["to"] == "bob"][-1] == "drill"


def test_the_same_person_in_three_groups_checks_in_once() -> None:
    starts = [START | {"chat": chat} for chat in ("gym", "club", "run")]
    joins = [press("bob", "I'm in", chat) for chat in ("gym", "club", "run")]
    out = run(*starts, *joins, at(24), press("bob", "Done"), at(24, 10))
    for chat in ("gym", "club", "run"):
        assert "1 in, 1 done today" in posts(out, chat)[-1]["text"]


def test_the_board_has_no_places_unless_the_group_wants_them() -> None:
    names = ("bob", "cat", "dan", "fay")
    joins = [press(name, "I'm in") for name in names]
    done = [press(name, "Done") for name in ("bob", "cat")]
    plain = run(START, *joins, at(24), *done, says("eve", "/challenge", "gym"))[-1]
    assert "Together **2** of 24 days" in plain["text"]
    assert not any(name in plain["text"] for name in names)
    assert plain["picture"]
    ranked = run(
        START, *joins, at(24), *done, says("dan", "/challenge hide 1"),
        says("ann", "/challenge ranked on", "gym"),
        says("eve", "/challenge board", "gym"),
    )[-1]  # fmt: skip
    assert ranked["text"].splitlines()[-3:] == ["1. bob: 1 of 6", "1. cat: 1 of 6", "3. fay: 0 of 6"]
    assert "dan" not in ranked["text"] + ranked["picture"]["alt"]


def test_a_long_board_shows_the_first_and_the_neighbours_and_only_to_who_asks() -> None:
    names = [f"p{number:02}" for number in range(1, 16)]
    joins = [press(name, "I'm in") for name in names]
    done = [line for name in names[:14] for line in (press(name, "Done"),)]
    out = run(START, *joins, at(24), *done, says("ann", "/challenge ranked on", "gym"), press("p15", "Board"))
    assert (out[-1]["to"], out[-1]["private"]) == ("p15", True)
    assert out[-1]["text"].splitlines()[-7:] == [
        "1. p01: 1 of 6", "1. p02: 1 of 6", "1. p03: 1 of 6", "…", "1. p13: 1 of 6", "1. p14: 1 of 6",
        "15. p15: 0 of 6",
    ]  # fmt: skip


def test_the_file_for_the_organiser_stays_right_when_people_leave(tmp_path: Path) -> None:
    lines = (
        *JOINED, press("cat", "I'm in"), press("=1+1", "I'm in"), at(24),
        press("bob", "Done"), press("cat", "Done"),
        at(25), says("bob", "/challenge leave 1"), says("cat", "/forget everything"), at(26),
        says("ann", "/challenge export", "gym"),
    )  # fmt: skip
    # A file is no part of the conversation's lines: it is asked of the command itself.
    import asyncio

    from tests.doors import terminal

    async def export() -> str:
        async with terminal(tmp_path, MONDAY) as door:
            door.network._admins = frozenset(("ann",))
            for line in lines:
                if "at" in line:
                    await door.at(datetime.fromisoformat(line["at"]))
                elif "press" in line:
                    await door.presses(line["who"], line["press"], line["chat"])
                else:
                    await door.says(line["who"], line["text"], line.get("chat", ""))
            return door.sees("ann", "gym")[-1].text

    text = asyncio.run(export())
    rows = list(csv.reader(io.StringIO(text[text.index("number,name") :])))
    assert rows == [
        ["number", "name", "joined", "left", "done", "of", "week 1 done", "week 1 of"],
        ["1", "bob", "2026-11-24", "2026-11-25", "1", "1", "1", "1"],
        ["2", "a member who left", "2026-11-24", "2026-11-25", "1", "1", "1", "1"],
        ["3", "'=1+1", "2026-11-24", "", "0", "6", "0", "6"],
    ]


def test_put_out_of_the_group_it_ends_and_everybody_in_it_is_told_once() -> None:
    out = run(
        says("bob", "/start"),
        *JOINED,
        at(24),
        press("bob", "Done"),
        {"chat": "gym", "event": "removed"},
        at(30),
    )
    lines = [line for line in out if line["to"] == "bob" and line["kind"] == "challenge"]
    assert len(lines) == 1
    assert "has ended" in lines[0]["text"]
    assert "1 of 1 days" in lines[0]["text"]
    assert len([line for line in posts(out) if not line["edits"]]) == 1


def test_stopping_asks_once_and_thanks() -> None:
    stop = says("ann", "/challenge stop", "gym")
    out = run(*JOINED, at(24), press("bob", "Done"), stop, press("ann", "Yes, stop it"), at(30))
    assert "ends today" in [line["text"] for line in out if line["to"] == "*" and line["kind"] == "reply"][-1]
    assert "Together **1** of 1 days" in posts(out)[-1]["text"]
    before = run(*JOINED, stop, press("ann", "Yes, stop it"), at(30))
    assert "will not begin" in before[-1]["text"] or not posts(before)


# --- Telegram


async def test_telegram_answers_a_press_in_a_line_and_edits_the_caption(tmp_path: Path) -> None:
    async with telegram(tmp_path, MONDAY) as door:
        ann, bob = door.peer.person(7, "Ann"), door.peer.person(8, "Bob")
        gym = door.peer.group(-100200, "Gym", members=[bob], admins=[ann])
        ann.says(f"/challenge start {SLUG} tomorrow 8:00 Berlin", chat=gym)
        await door.peer.settled()
        bob.presses("I'm in", chat=gym)
        await door.peer.settled()
        await door.at(MONDAY + timedelta(days=1))
        bob.presses("Done", chat=gym)
        await door.peer.settled()
        await door.at(MONDAY + timedelta(days=1, minutes=1))
        assert door.peer.toasts[-1] == "Counted. You are the first of you to do it."
        assert not door.peer.unanswered
        shown = gym.sees
        assert [bool(one.picture) for one in shown] == [False, True]
        assert "1 in, 1 done today" in shown[-1].text
        assert shown[-1].edits == 1
        assert not bob.sees  # he never opened the private chat, and is spared the question there
        bob.presses("My version", chat=gym)
        await door.peer.settled()
        assert bob.sees, "a press opens the private chat"


async def test_telegram_moves_a_challenge_along_with_its_group(tmp_path: Path) -> None:
    async with telegram(tmp_path, MONDAY) as door:
        ann, bob = door.peer.person(7, "Ann"), door.peer.person(8, "Bob")
        gym = door.peer.group(-200, "Gym", members=[bob], admins=[ann], is_super=False)
        ann.says(f"/challenge start {SLUG} tomorrow 8:00 Berlin", chat=gym)
        await door.peer.settled()
        bob.presses("I'm in", chat=gym)
        await door.peer.settled()
        grown = gym.migrates(-100300)
        await door.peer.settled()
        await door.at(MONDAY + timedelta(days=1))
        assert "day 1 of 7" in grown.sees[-1].text
        bob.presses("Done", chat=grown)
        await door.peer.settled()
        assert door.peer.toasts[-1].startswith("Counted")
        grown.removes_bot()
        await door.peer.settled()
        await door.at(MONDAY + timedelta(days=2))
        assert len([one for one in grown.sees if "day 2" in one.text]) == 0


async def test_telegram_posts_in_the_topic_where_it_was_begun(tmp_path: Path) -> None:
    async with telegram(tmp_path, MONDAY) as door:
        ann = door.peer.person(7, "Ann")
        gym = door.peer.group(-100200, "Gym", members=[], admins=[ann])
        topic = {"is_topic_message": True, "message_thread_id": 5}
        ann.says(f"/challenge start {SLUG} tomorrow", chat=gym, extra=topic)
        await door.peer.settled()
        await door.at(MONDAY + timedelta(days=2))
        sent = (*door.peer.sent("sendPhoto"), *door.peer.sent("sendAnimation"))
        assert {one.get("message_thread_id") for one in sent} == {"5"}


# --- Discord, and both


async def test_discord_answers_a_press_for_the_person_alone_and_keeps_the_picture(tmp_path: Path) -> None:
    async with discord(tmp_path, MONDAY) as door:
        ann, bob = door.peer.person("Ann"), door.peer.person("Bob")
        gym = door.peer.group("gym", members=[bob], admins=[ann])
        await ann.uses("challenge", f"start {SLUG} tomorrow 8:00 Berlin", chat=gym)
        await bob.presses("I'm in", chat=gym)
        assert bob.sees_in(gym)[-1].is_private
        await door.at(MONDAY + timedelta(days=1))
        await bob.presses("Done", chat=gym)
        await door.at(MONDAY + timedelta(days=1, minutes=1))
        post = next(one for one in ann.sees_in(gym) if "day 1 of 7" in one.text)
        assert "1 in, 1 done today" in post.text
        assert post.picture
        assert not any("Counted" in one.text for one in ann.sees_in(gym))


async def test_one_challenge_in_two_groups_counts_a_person_with_two_accounts_once(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        coach, sam, sam_too, ann = "telegram:1", "telegram:42", "discord:77", "discord:5"
        gym, club = "telegram:-5", "discord:900"
        await world.says(coach, f"/challenge start {SLUG} today 8:00 Berlin", chat=gym)
        code = (await world.says(coach, "/challenge code", chat=gym)).split()[0]
        assert "is in" in await world.says(coach, f"/challenge with {code}", chat=club)
        await world.says(sam, "/start")
        await world.pair(sam, sam_too)
        for account, chat in ((sam, gym), (sam_too, club), (ann, club)):
            await world.says(account, "/challenge join", chat=chat)
        assert "2 people are in" in await world.says(ann, "/challenge", chat=club)
        assert await world.says(sam, "/challenge done 1", chat=gym)
        assert "already" in await world.says(sam_too, "/challenge done 1", chat=club)
        await world.until(world.clock.now() + timedelta(minutes=1))
        for wire, chat in zip(world.wires, (gym, club), strict=False):
            assert "2 in, 1 done today" in [reply.text for to, reply in wire.sent if to == chat][-1]
        assert "Together 1 of 12 days" in await world.says(ann, "/challenge", chat=club)


async def test_two_accounts_that_turn_out_to_be_one_person_are_one_entrant(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        coach, sam, sam_too, gym = "telegram:1", "telegram:42", "discord:77", "telegram:-5"
        await world.says(coach, f"/challenge start {SLUG} today", chat=gym)
        for account in (sam, sam_too):
            await world.says(account, "/challenge join", chat=gym)
        await world.says(sam, "/challenge done 1", chat=gym)
        assert "2 people are in" in await world.says(coach, "/challenge", chat=gym)
        await world.pair(sam, sam_too)
        shown = await world.says(coach, "/challenge", chat=gym)
        assert "One person is in" in shown
        assert "Together 1 of 6 days" in shown
        assert "already" in await world.says(sam_too, "/challenge done 1", chat=gym)


async def test_one_group_that_puts_the_bot_out_leaves_the_other_to_go_on(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        coach, sam, ann, gym, club = "telegram:1", "telegram:42", "discord:5", "telegram:-5", "discord:900"
        await world.says(coach, f"/challenge start {SLUG} today", chat=gym)
        code = (await world.says(coach, "/challenge code", chat=gym)).split()[0]
        await world.says(coach, f"/challenge with {code}", chat=club)
        await world.says(sam, "/start")
        await world.says(sam, "/challenge join", chat=gym)
        await world.says(ann, "/challenge join", chat=club)
        before = [to for to, _ in world.wires[0].sent].count(gym)
        await world.bot.app.lost(gym)
        await world.bot.work()
        told = [
            (to, reply.text) for wire in world.wires for to, reply in wire.sent if "no longer" in reply.text
        ]
        assert [to for to, _ in told] == [sam]
        assert "goes on" in told[0][1]
        await world.until(world.clock.now() + timedelta(days=1))
        assert [to for to, _ in world.wires[0].sent].count(gym) == before
        assert [to for to, _ in world.wires[1].sent].count(club) >= 2


async def test_a_month_of_groups_counts_as_people_saw_it(tmp_path: Path) -> None:
    month = await live_a_month(tmp_path, (6, 9, 7))
    assert month.faults == []
    assert month.twice == 0
    assert month.counted > 40
    assert month.edits > 20


def test_a_board_of_a_thousand_is_drawn(tmp_path: Path) -> None:
    names = (
        "Ann",
        "\u0411\u0435\u0433\u0435\u043c\u043e\u0442 " * 9,
        "\u0639\u0644\u064a",
        "\u5c71\u7530",
        "\U0001f389\U0001f525",
        "x" * 400,
        "a\nb\u200b",
    )
    people = tuple(
        Entrant(number, f"p{number}", names[number % len(names)], "telegram:-1", (Stay(MONDAY.date()),),
                days=frozenset(MONDAY.date() + timedelta(days=day) for day in range(number % 7)))
        for number in range(1, 1001)
    )  # fmt: skip
    found = Round(
        1, SLUG, "Seven forefoot days", ("toe-fan",), MONDAY.date(), 7, 6, time(8), "UTC", is_ranked=True
    )
    scene = Scene(here=found, own=people[499], entrants=people)
    said = Said("telegram:9", "p500", "telegram:-1", "/challenge board", is_private=False)
    ask = Ask(said, "challenge", "board", MONDAY + timedelta(days=3), Shelf(LIBRARY), scene=scene)
    shown = as_board(ask, found, standings(found, people))
    assert isinstance(shown.picture, Board)
    assert len(shown.picture.ranks) == 3 + 1 + 5 + 1
    drawn = drawing.personal(shown.picture)
    with Image.open(io.BytesIO(drawn)) as image:
        assert image.width == 1080
        edge = [image.getpixel((x, y)) for x in (2, 1077) for y in range(0, image.height, 5)]
        assert set(edge) == {image.getpixel((0, 0))}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Zo\u00eb \U0001f9b6 O'Neill", "Zo\u00eb O'Neill"),
        ("\U0001f389\U0001f525", "No. 7"),
        ("\u5c71\u7530", "No. 7"),
        ("a\nb\u200bc", "a bc"),
        ("\u202eevil", "evil"),
        ("...", "No. 7"),
    ],
)
def test_a_name_is_shown_without_what_no_letter_stands_for(name: str, shown: str) -> None:
    assert shown_name(name, "No. 7", 36, 700) == shown


def test_a_long_name_is_cut_by_its_width() -> None:
    assert font_of_names(36).getlength(shown_name("W" * 200, "No. 7", 36, 300)) <= 300
    assert shown_name("W" * 200, "No. 7", 36, 300).endswith("\u2026")


async def test_a_server_that_puts_the_bot_out_ends_its_challenge_at_once(tmp_path: Path) -> None:
    async with discord(tmp_path, MONDAY) as door:
        ann, bob = door.peer.person("Ann"), door.peer.person("Bob")
        gym = door.peer.group("gym", members=[bob], admins=[ann])
        await bob.uses("start")
        await ann.uses("challenge", f"start {SLUG} tomorrow", chat=gym)
        await bob.presses("I'm in", chat=gym)
        client = door.peer.env.bot
        guild = client.get_guild(gym.guild.id)
        assert guild is not None
        await client.on_guild_remove(guild)
        await door.bot.work()
        assert "has ended" in bob.sees[-1].text
        await door.at(MONDAY + timedelta(days=2))
        assert not any("day 1 of 7" in one.text for one in ann.sees_in(gym))
