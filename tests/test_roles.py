"""Who coaches here, what coaches did, and what a stranger hears of both."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.changes import Answer, Appoint, Dismiss, Pass, Record, Save, Settle
from bot.commands import answer, parse
from bot.commands.audit import SHOWN, wanted
from bot.commands.table import COMMANDS
from bot.commands.unknown import unknown
from bot.members import Account
from bot.model import Ask, Question, Said
from bot.roles import NO_ROLES, Act, Coach, Roles
from bot.settings import SettingsError, read_settings
from bot.store.database import Conflict, Database
from bot.store.people import People
from bot.store.questions import Questions
from bot.store.roster import Roster
from bot.store.trail import Trail
from content.edits import Desk
from content.library import read_all
from content.store import Shelf
from tests.asks import LIBRARY, NOW, SAM, buttons
from tests.doors import DOORS, open_door, plain
from tests.doors import LIBRARY as BEHIND_DOORS
from tests.talk import Line, messages, talk

ANN, BOB, CAT = "telegram:1", "telegram:2", "discord:3"
DESK = Desk(read_all(), {})
FOR_COACHES = [command.name for command in COMMANDS if command.is_for_coach]


def asked(text: str, who: str = ANN, roles: Roles = NO_ROLES, *, is_coach: bool = False) -> Ask:
    """A command of an account in private."""
    command, words = parse(text)
    said = Said(who, "Ann", who, text)
    return Ask(said, command, words, NOW, Shelf(LIBRARY), desk=DESK, roles=roles, is_coach=is_coach)


def a_coach(account: str, **given: object) -> Coach:
    """One that was added in chat."""
    return replace(Coach(account, added_by=ANN, added_at=NOW), **given)  # type: ignore[arg-type]


def coached(text: str, *coaches: Coach, is_approver: bool = False) -> Answer:
    """What a coach is answered where these are on the roster and the settings name Ann."""
    roles = Roles((Coach(ANN), *coaches), platforms=frozenset({"telegram", "discord"}))
    return answer(replace(asked(text, roles=roles, is_coach=True), is_approver=is_approver))


# --- strangers


@pytest.mark.parametrize("platform", DOORS)
async def test_to_a_stranger_a_coachs_command_is_an_unknown_one(platform: str, tmp_path: Path) -> None:
    async with open_door(platform, tmp_path, NOW, BEHIND_DOORS) as door:
        for typed in (*FOR_COACHES, "note Buy my book"):
            await door.says("sam", f"/{typed}")
            (expected,) = unknown(asked(f"/{typed}", "telegram:9")).replies
            seen = door.sees("sam")[-1]
            assert (seen.text, seen.is_private) == (plain(expected.text), False)
            assert seen.buttons == list(buttons(expected))
            assert not {f"/{name}" for name in FOR_COACHES} & set(seen.buttons)
        assert not door.commands() & set(FOR_COACHES)
        await door.says("sam", "/help")
        await door.says("coach", "/help")
        for name in FOR_COACHES:
            assert f"/{name}" not in door.sees("sam")[-1].text
            assert f"/{name}" in door.sees("coach")[-1].text


@pytest.mark.parametrize("typed", [*FOR_COACHES, "note Buy my book"])
def test_in_a_group_too_a_strangers_answer_is_that_of_an_unknown_command(typed: str) -> None:
    ask = asked(f"/{typed}")
    in_group = replace(ask, said=replace(ask.said, is_private=False))
    assert answer(in_group) == unknown(in_group)


# --- the roster in chat


def test_a_coach_adds_another_who_is_told_once_and_can_be_removed() -> None:
    ann: Line = {"who": "ann"}
    lines = talk(
        ann | {"text": "/coach add terminal:bob"},
        ann | {"text": "/coach add terminal:bob"},
        {"who": "bob", "text": "/inbox"},
        {"who": "sam", "text": "/pass may dogs eat grapes"},
        ann | {"text": "/coach"},
        ann | {"press": "Remove terminal:bob"},
        {"who": "bob", "text": "/inbox"},
        ann | {"press": "Yes, remove"},
        {"who": "bob", "text": "/inbox"},
        {"at": "2026-11-23T12:00:00+00:00"},
        options=("--coach", "ann"),
    )
    told = messages(lines, "bob", "coach")
    assert "You are a coach here now" in told[0]["text"]
    assert [line["text"] for line in told[1:]] == ["A question waits for you."]
    replies = [line["text"] for line in messages(lines, "bob", "reply")]
    assert "Nothing waits" in replies[0]
    assert "grapes" in replies[1], "nobody is removed before the yes"
    assert "do not know /inbox" in replies[2]
    texts = [line["text"] for line in messages(lines, "ann", "reply")]
    assert "terminal:bob is one already" in texts[1]
    assert "added by terminal:ann" in texts[2]
    assert "coach no more?" in texts[3]
    assert "is a coach no more" in texts[4]


def test_a_role_outlives_the_process(tmp_path: Path) -> None:
    options = ("--coach", "ann", "--data", str(tmp_path))
    talk({"who": "ann", "text": "/coach add terminal:bob approver"}, options=options)
    lines = talk({"who": "bob", "text": "/coach"}, options=options)
    assert "terminal:bob, since Sunday 22 November, added by terminal:ann; approver" in lines[0]["text"]
    assert lines[0]["buttons"] == ["Remove terminal:bob"], "the settings' one has no button"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/coach add", "Write `/coach add` and an id"),
        ("/coach add bob", "Write `/coach add` and an id"),
        ("/coach add telegram:bob", "Write `/coach add` and an id"),
        ("/coach add telegram:2 boss", "Write `/coach add` and an id"),
        ("/coach promote telegram:2", "Write `/coach add` and an id"),
        ("/coach add terminal:bob", "I cannot reach terminal:bob from here"),
        ("/coach add telegram:1", "is one already"),
        ("/coach add telegram:1 approver", "named in the settings"),
        ("/coach remove telegram:1", "named in the settings"),
        ("/coach remove telegram:1 sure", "named in the settings"),
        ("/coach remove telegram:2 sure", "is no coach here"),
    ],
)
def test_what_cannot_be_done_to_the_roster_is_said_in_a_sentence(typed: str, said: str) -> None:
    answered = coached(typed)
    assert said in answered.replies[0].text
    assert answered.changes == ()


def test_in_private_everybody_is_told_their_id() -> None:
    ask = asked("/about", "telegram:42")
    assert "`telegram:42`" in answer(ask).replies[0].text
    in_group = replace(ask, said=replace(ask.said, is_private=False))
    assert "telegram:42" not in answer(in_group).replies[0].text


def test_where_there_are_approvers_they_alone_say_who_approves() -> None:
    assert isinstance(coached("/coach add telegram:2 approver").changes[0], Appoint), "the first one"
    cat = a_coach(CAT, is_approver=True)
    for typed in ("/coach add telegram:2 approver", "/coach remove discord:3 sure"):
        refused = coached(typed, cat)
        assert "Only an approver" in refused.replies[0].text
        assert refused.changes == ()
        assert len(coached(typed, cat, is_approver=True).changes) == 2
    assert isinstance(coached("/coach add telegram:2", cat).changes[0], Appoint)


def test_a_coach_can_be_made_an_approver() -> None:
    appoint, record = coached("/coach add telegram:2 approver", a_coach(BOB)).changes
    assert appoint == Appoint(BOB, is_approver=True, by=ANN, at=NOW)
    assert record == Record(Act(NOW, ANN, "approver_added", BOB))


def test_the_settings_name_coaches_and_approvers(tmp_path: Path) -> None:
    given = {"TRIPOD_COACHES": "telegram:1", "TRIPOD_APPROVERS": "telegram:2, discord:3"}
    settings = read_settings(given, tmp_path / "none")
    assert settings.tripod_coaches == {ANN}
    assert settings.tripod_approvers == {BOB, CAT}
    with pytest.raises(SettingsError, match="TRIPOD_APPROVERS: 'anthony' is no account"):
        read_settings({"TRIPOD_APPROVERS": "anthony"}, tmp_path / "none")


# --- the roster in the store


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(tmp_path)
    yield opened
    opened.close()


async def keep(database: Database, *changes: Appoint | Dismiss | Record | Settle | Pass) -> None:
    """In one transaction, by somebody who never joined."""
    await People(database).remember(ANN, 0, changes, {})


async def test_an_approver_is_a_coach_and_nobody_approves_their_own(database: Database) -> None:
    roster = Roster(database, {ANN}, {BOB})
    assert await roster.powers(ANN) == {
        "is_coach": True, "is_approver": False, "has_coach": True, "needs_approval": True,
    }  # fmt: skip
    assert await roster.powers(BOB) == {
        "is_coach": True, "is_approver": True, "has_coach": True, "needs_approval": False,
    }  # fmt: skip
    await keep(database, Appoint(CAT, is_approver=True, by=BOB, at=NOW))
    assert (await roster.powers(BOB))["needs_approval"]
    await keep(database, Dismiss(CAT))
    assert not (await roster.powers(BOB))["needs_approval"]
    assert not (await roster.powers(CAT))["is_coach"]


async def test_without_coaches_nobody_is_one_and_nothing_is_approved(database: Database) -> None:
    assert not any((await Roster(database, (), ()).powers(ANN)).values())


async def test_pairing_gives_a_role_to_no_other_account(database: Database) -> None:
    member = replace(SAM, person=ANN).with_accounts([Account(ANN), Account(CAT)], ANN)
    await People(database).remember(ANN, 0, (Save(member),), {})
    roster = Roster(database, {ANN}, ())
    assert (await roster.powers(ANN))["is_coach"]
    assert not (await roster.powers(CAT))["is_coach"]
    assert await roster.on({"telegram", "discord"}) == (ANN,)


async def test_nobody_is_the_second_person_on_another_account(database: Database) -> None:
    roster = Roster(database, {ANN}, {CAT})
    assert (await roster.powers(ANN))["needs_approval"]
    member = replace(SAM, person=ANN).with_accounts([Account(ANN), Account(CAT)], ANN)
    await People(database).remember(ANN, 0, (Save(member),), {})
    assert not (await roster.powers(ANN))["needs_approval"]


async def test_what_the_settings_say_of_an_account_counts(database: Database) -> None:
    await keep(database, Appoint(BOB, is_approver=True, by=ANN, at=NOW))
    roster = Roster(database, {ANN, BOB}, ())
    assert not (await roster.powers(BOB))["is_approver"]
    assert [(one.account, one.is_fixed) for one in await roster.listed()] == [(ANN, True), (BOB, True)]


async def test_coaches_who_are_members_are_listed_by_name(database: Database) -> None:
    await People(database).remember(ANN, 0, (Save(replace(SAM, person=ANN, home=ANN, name="Ann")),), {})
    await People(database).remember(BOB, 0, (Save(replace(SAM, person=BOB, home=BOB, name="Bob")),), {})
    await People(database).remember(ANN, 1, (Appoint(BOB, is_approver=False, by=ANN, at=NOW),), {})
    ann, bob = await Roster(database, {ANN}, ()).listed()
    assert (ann.name, bob.name, bob.name_of_adder) == ("Ann", "Bob", "Ann")


async def test_of_two_who_remove_the_same_coach_one_decides_anew(database: Database) -> None:
    await keep(database, Appoint(BOB, is_approver=False, by=ANN, at=NOW))
    await keep(database, Dismiss(BOB))
    with pytest.raises(Conflict):
        await keep(database, Dismiss(BOB), Record(Act(NOW, ANN, "coach_removed", BOB)))
    assert await Trail(database).newest((), 0, 9) == ()


# --- the audit trail


async def test_an_act_is_kept_with_its_effect_or_not_at_all(database: Database) -> None:
    question = Question("terminal:sam", "terminal:sam", "", "Sam", "grapes?", NOW)
    await keep(database, Pass(question))
    (waiting,) = await Questions(database).waiting()
    answered = replace(waiting, state="answered", answer="No.", answered_by=ANN, settled_at=NOW)
    both = (Settle(answered, "open"), Record(Act(NOW, ANN, "answered", "1")))
    await keep(database, *both)
    with pytest.raises(Conflict):
        await keep(database, *both)
    assert [(act.act, act.about) for act in await Trail(database).newest((), 0, 9)] == [("answered", "1")]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit",
        "UPDATE audit SET act = 'declined'",
        "UPDATE audit SET account = 'telegram:2'",
        "UPDATE audit SET about = '2026-W48'",
        "UPDATE audit SET at = '2020'",
    ],
)
async def test_the_trail_is_only_added_to(database: Database, statement: str) -> None:
    await Trail(database).record(Act(NOW, ANN, "note_ready", "2026-W47"))
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        database.connection.execute(statement)


def test_the_trail_tells_who_did_what_and_no_word_of_a_member() -> None:
    page = DESK.text("words/crepitus.md").rstrip()
    lines = talk(
        {"who": "ann", "text": "/start"},
        {"who": "ann", "text": "/note Easy\nDo it easy."},
        {"who": "ann", "text": "/note ready"},
        {"who": "ann", "text": "/hungover"},
        {"who": "ann", "text": "/note cancel"},
        {"who": "ann", "text": f"/edit crepitus {page} Really."},
        {"who": "ann", "text": "/edit crepitus undo"},
        {"who": "sam", "text": "/pass may dogs eat grapes"},
        {"who": "ann", "text": "/inbox 1 No, they may not."},
        {"who": "sam", "text": "/pass may cats eat grapes"},
        {"who": "ann", "text": "/inbox decline 2"},
        {"who": "ann", "text": "/reload"},
        {"who": "ann", "text": "/coach add terminal:bob"},
        {"who": "ann", "text": "/coach remove terminal:bob sure"},
        {"who": "ann", "text": "/audit"},
        options=("--coach", "ann"),
    )
    shown = messages(lines, "ann")[-1]
    assert shown["title"] == "Who did what"
    day, *acts = shown["text"].splitlines()
    assert day == "**Sunday 22 November**"
    assert [act.removeprefix("- 06:30 ann (terminal:ann) ") for act in acts] == [
        "removed terminal:bob",
        "made terminal:bob a coach",
        "read the files again",
        "declined question 2",
        "answered question 1",
        "undid a change of crepitus",
        "changed crepitus",
        "took the note of 2026-W47 back",
        "held the note of 2026-W47 until Monday",
        "set the note of 2026-W47 to go out",
        "left the note of 2026-W47 as a draft",
    ]
    assert "grapes" not in shown["text"]


async def shown_by(trail: Trail, typed: str) -> Answer:
    """What a coach gets to see of the trail."""
    acts = await trail.newest(*wanted(parse(typed)[1], DESK), SHOWN + 1)
    return answer(asked(typed, roles=Roles(acts=acts), is_coach=True))


async def test_earlier_acts_come_by_a_button_each_once_and_by_day(database: Database) -> None:
    trail = Trail(database)
    for number in range(45):
        await trail.record(Act(NOW + timedelta(hours=number), ANN, "answered", str(number)))
    typed, seen = "/audit", list[str]()
    while typed:
        (reply,) = (await shown_by(trail, typed)).replies
        seen += [line.rpartition(" ")[2] for line in reply.text.splitlines() if line.startswith("- ")]
        typed = buttons(reply).get("Earlier", "")
    assert seen == [str(number) for number in reversed(range(45))]
    (newest,) = (await shown_by(trail, "/audit")).replies
    assert newest.text.index("Tuesday 24") < newest.text.index("Monday 23")


async def test_the_trail_is_narrowed_by_a_week_or_a_page(database: Database) -> None:
    trail = Trail(database)
    for number in range(30):
        await trail.record(Act(NOW, ANN, "note_ready", "2026-W47", f"Title {number}"))
        await trail.record(Act(NOW, ANN, "page_revised", "cards/elbowpain.md"))
    (page,) = (await shown_by(trail, "/audit elbowpain")).replies
    assert page.text.count("changed elbowpain") == SHOWN
    assert "note" not in page.text
    assert buttons(page)["Earlier"].startswith("/audit elbowpain ")
    (rest,) = (await shown_by(trail, buttons(page)["Earlier"])).replies
    assert rest.text.count("changed elbowpain") == 10
    assert "Earlier" not in buttons(rest)
    (week,) = (await shown_by(trail, "/audit 2026-w47")).replies
    assert "the note of 2026-W47 to go out: Title 29" in week.text
    assert "elbowpain" not in week.text
    (nothing,) = (await shown_by(trail, "/audit gym")).replies
    assert "nothing about that" in nothing.text


# --- what is kept of a coach


def test_who_is_forgotten_leaves_acts_without_a_name_and_no_role(tmp_path: Path) -> None:
    bob: Line = {"who": "bob"}
    lines = talk(
        {"who": "ann", "text": "/coach add terminal:bob"},
        bob | {"text": "/coach add terminal:cat"},
        bob | {"text": "/note Easy\nDo it easy."},
        bob | {"text": "/forget"},
        bob | {"text": "/forget everything"},
        bob | {"text": "/inbox"},
        {"who": "ann", "text": "/audit"},
        {"who": "cat", "text": "/coach"},
        options=("--coach", "ann", "--data", str(tmp_path)),
    )
    assert "do not know" in messages(lines, "bob")[-1]["text"]
    assert "done by a former coach" in messages(lines, "bob")[-3]["text"]
    assert "a former coach left the note of 2026-W47 as a draft" in messages(lines, "ann")[-1]["text"]
    assert "made a former coach a coach" in messages(lines, "ann")[-1]["text"]
    assert "terminal:cat, since Sunday 22 November, added by a former coach" in lines[-2]["text"]
    database = Database.open(tmp_path)
    kept = [
        tuple(row)
        for table in ("audit", "roster")
        for row in database.connection.execute(f"SELECT * FROM {table}")
    ]
    database.close()
    assert len(kept) == 4
    assert "bob" not in str(kept)


def test_the_export_holds_the_role_and_the_acts(tmp_path: Path) -> None:
    lines = talk(
        {"who": "ann", "text": "/coach add terminal:bob"},
        {"who": "bob", "text": "/note # Easy\nDo it easy."},
        {"who": "bob", "text": "/export"},
        options=("--coach", "ann", "--data", str(tmp_path)),
    )
    readable, programs = (line["file"]["text"] for line in messages(lines, "bob")[-2:])
    assert "- terminal:bob, since Sunday 22 November, added by terminal:ann" in readable
    assert "2026-11-22 06:30: terminal:bob left the note of 2026-W47 as a draft: Easy" in readable
    database = Database.open(tmp_path)
    for name, query in (
        ("roles", "SELECT * FROM roster"),
        ("acts", "SELECT * FROM audit WHERE account = 'terminal:bob'"),
    ):
        (row,) = database.connection.execute(query)
        (kept,) = json.loads(programs)[name]
        assert set(kept) == set(row.keys())
        for column in kept:
            assert str(kept[column]) == str(plain_value(column, row[column])), column
    database.close()


def plain_value(column: str, value: object) -> object:
    """As the export has it."""
    if column.endswith("at"):
        return datetime.fromisoformat(str(value)).isoformat()
    return bool(value) if column == "is_approver" else value
