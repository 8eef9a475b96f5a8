"""`tripod chat --json`, to the letter."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from bot.easel import Drawn
from bot.model import Reply
from bot.on_terminal.jsonl import line_of
from bot.on_terminal.network import Shown
from content.library import read_library
from tests.figures import figure
from tests.talk import SUNDAY_MORNING, last, messages, talk, write

START = {"who": "sam", "text": "/start"}
FIELDS = {"at", "to", "chat", "kind", "about", "title", "text", "buttons", "picture", "private", "edits"}


def test_every_message_has_the_fields_of_the_protocol() -> None:
    lines = messages(talk(START, {"at": "2026-11-22T12:00:00+00:00"}))
    assert all(set(line) >= FIELDS for line in lines)
    drill = lines[-1]
    assert (drill["at"], drill["to"], drill["chat"], drill["kind"]) == (
        "2026-11-22T07:00:00+01:00",
        "sam",
        "sam",
        "drill",
    )
    assert drill["buttons"] == ["Done", "Easier", "Not today", "Snooze", "Timer"]
    assert lines[0]["picture"] is None
    assert (drill["private"], drill["edits"]) == (False, False)


def test_a_picture_is_told_by_its_file_and_its_words(tmp_path: Path) -> None:
    reply = Reply("Lie down.", title="Bridge", picture=figure("bridge-hold"))
    drawn = Drawn("A body on its back.", "bridge.png", b"PNG", tmp_path / "bridge.png")
    at = datetime(2026, 11, 22, tzinfo=UTC)
    told = line_of(Shown(at, "sam", "sam", reply, drawn))["picture"]
    assert told == {"file": str(tmp_path / "bridge.png"), "alt": "A body on its back."}
    assert line_of(Shown(at, "sam", "sam", reply))["picture"] is None


def test_a_drill_brings_a_picture_that_stands_in_the_data_folder(tmp_path: Path) -> None:
    shown = read_library().drills["bridge-hold"].figure
    assert shown is not None
    told = last("/start", "/drill bridge-hold", options=("--data", str(tmp_path)))["picture"]
    (file,) = (tmp_path / "pictures").iterdir()
    assert told == {"file": str(file), "alt": shown.alt}
    file.unlink()
    file.parent.rmdir()
    file.parent.write_text("no folder")
    answer = last("/drill bridge-hold", options=("--data", str(tmp_path)))
    assert (answer["picture"], answer["buttons"]) == (
        None,
        ["Done", "Easier", "Not today", "Snooze", "Timer"],
    )


def test_each_line_is_acknowledged_by_its_number_after_its_messages() -> None:
    lines = talk(START, {"who": "sam", "text": "/help"})
    assert [line.get("ok") for line in lines] == [None, 1, None, 2]


def test_a_line_that_cannot_be_used_is_an_error_with_its_number_and_the_conversation_goes_on() -> None:
    faulty: list[bytes] = [
        b"\xff\xfe\x00binary",
        b"not json",
        b"[]",
        b'"text"',
        b"{}",
        b'{"who": "sam"}',
        b'{"who": 7, "text": "/help"}',
        b'{"who": " ", "text": "/help"}',
        b'{"who": "sam", "says": "/help"}',
        b'{"text": "/help"}',
        b'{"who": "sam", "text": "/help", "at": "2026-11-23T00:00:00+00:00"}',
        b'{"who": "sam", "press": "Done", "nth": 0}',
        b'{"who": "sam", "press": "Nothing of that name"}',
        b'{"who": "sam", "event": "sneezes"}',
        b'{"who": "sam", "text": "/note", "file": "nowhere.md"}',
        b'{"at": "tomorrow"}',
        b'{"at": "2026-11-23T00:00:00"}',
        b'{"at": "2020-01-01T00:00:00+00:00"}',
        b'{"who": "sam", "text": "\\ud800"}',
        b"[" * 100_000,
        b"",
    ]
    lines = talk(*faulty, START)
    errors = [line for line in lines if "error" in line]
    assert [line["line"] for line in errors] == list(range(1, len(faulty) + 1))
    assert all(len(line["error"]) > 20 and "Traceback" not in line["error"] for line in errors)
    assert lines[-1] == {"ok": len(faulty) + 1}


def test_a_button_is_pressed_whatever_its_emoji_and_case() -> None:
    assert last("/start", "!first DRILL now")["about"] == "tripod-stance"
    assert last("/start", "!▶️ First drill now")["about"] == "tripod-stance"


def test_the_second_newest_button_can_be_pressed() -> None:
    at = [{"at": f"2026-11-{day}T06:30:00+00:00"} for day in (22, 23)]
    older = {"who": "sam", "press": "Done", "nth": 2}
    lines = messages(talk(START, *at, older))
    drills = [line["about"] for line in lines if line["kind"] == "drill"]
    assert lines[-1]["about"] == drills[0]


def test_a_button_stays_pressable_after_a_restart(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path))
    talk(START, {"at": "2026-11-22T06:30:00+00:00"}, options=data)
    lines = talk({"who": "sam", "press": "Done"}, at="2026-11-22T07:00:00+00:00", options=data)
    assert "first one in" in messages(lines)[-1]["text"]


def test_a_torn_journal_line_loses_only_itself(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path))
    talk(START, options=data)
    with (tmp_path / "terminal.jsonl").open("a") as journal:
        journal.write('{"chat": "sam", "to"')
    lines = talk({"who": "sam", "press": "First drill now"}, {"who": "sam", "press": "Done"}, options=data)
    assert "first one in" in messages(lines)[-1]["text"]


def test_whoever_blocks_the_bot_gets_nothing_and_is_told_on_return() -> None:
    blocked = {"who": "sam", "event": "blocks"}
    lines = talk(
        START,
        blocked,
        {"at": "2026-11-25T12:00:00+00:00"},
        {"who": "sam", "text": "/help"},
        {"at": "2026-11-26T12:00:00+00:00"},
    )
    sam = messages(lines)
    assert [line["kind"] for line in sam] == ["reply", "reply", "reply", "drill"]
    assert "could not reach you" in sam[1]["text"]
    assert sam[-1]["at"] == "2026-11-26T07:00:00+01:00"


def test_without_a_zone_people_live_in_utc() -> None:
    assert messages(talk(START, {"at": "2026-11-22T12:00:00+00:00"}, zone="UTC"), "sam", "drill")[0][
        "at"
    ].endswith("T07:00:00+00:00")


def test_text_is_the_writers_own_markdown() -> None:
    assert "**today at 07:00**" in last("/start")["text"]


def test_a_name_may_be_emoji_or_run_from_right_to_left() -> None:
    for name in ("🦶🏽 Zoë", "سامي", "-/-", "a" * 300, "*bold*"):
        lines = talk(
            {"who": name, "text": "/start"},
            {"who": name, "press": "First drill now"},
            {"who": name, "press": "Done"},
        )
        assert "first one in" in messages(lines, name)[-1]["text"]


def test_output_is_utf8_json_lines_only(tmp_path: Path) -> None:
    path = write(tmp_path, "note.md", "Grüße: 足 🦶")
    lines = talk({"who": "coach", "file": str(path), "text": "/note"}, options=("--coach", "coach"))
    assert lines[0]["text"] == "Grüße: 足 🦶"
    assert json.dumps(lines[0])


def test_in_a_group_a_card_is_for_all_and_what_is_personal_for_one() -> None:
    def said(text: str) -> dict[str, str]:
        return {"who": "sam", "chat": "gym", "text": text}

    lines = talk(said("/elbowpain"), said("/start"), said("/settings"), said("my elbow hurts"))
    shown = [(line["to"], line["chat"], line["private"]) for line in lines if "to" in line]
    assert shown == [("*", "gym", False), ("sam", "gym", True), ("sam", "gym", True)]


def test_nobody_can_press_what_only_another_sees() -> None:
    said = {"who": "sam", "chat": "gym", "text": "/start"}
    lines = talk(said, {"who": "eve", "chat": "gym", "press": "First drill now"})
    assert "sees no button" in lines[-1]["error"]


def test_the_clock_starts_where_it_is_told() -> None:
    assert last("/start")["at"] == "2026-11-22T06:30:00+01:00"
    assert SUNDAY_MORNING.startswith("2026-11-22T05:30")


def test_a_group_that_put_the_bot_out_hears_no_more_of_it() -> None:
    said = {"who": "sam", "chat": "gym", "text": "/elbowpain"}
    lines = talk(said, {"event": "removed", "chat": "gym"}, said)
    assert len([line for line in lines if line.get("chat") == "gym"]) == 1


def test_each_of_many_people_can_press_the_button_that_they_see() -> None:
    people = [f"p{number}" for number in range(300)]
    lines = [{"who": who, "text": "/start"} for who in people]
    pressed = [{"who": who, "press": "First drill now"} for who in people]
    assert not any("error" in line for line in talk(*lines, *pressed))


def test_an_edit_replaces_the_message_that_was_pressed() -> None:
    said = [{"who": "sam", "text": words} for words in ("/start", "/settings", "/help")]
    pressed = {"who": "sam", "press": "Quiet hours"}
    lines = talk(*said, pressed, pressed)
    assert lines[-2]["ok"] == 4
    assert "sees no button" in lines[-1]["error"]
    assert "No quiet hours" in lines[-1]["error"]


def test_a_person_and_a_group_may_have_one_name() -> None:
    lines = talk({"who": "gym", "text": "/start"}, {"who": "sam", "chat": "gym", "press": "First drill now"})
    assert "sees no button" in lines[-1]["error"]


def test_a_word_in_a_group_does_not_bring_back_who_blocked_the_bot() -> None:
    group = {"who": "sam", "chat": "gym", "text": "/tripod"}
    lines = talk(
        START,
        {"who": "sam", "event": "blocks"},
        {"at": "2026-11-22T08:00:00+00:00"},
        group,
        {"at": "2026-11-25T08:00:00+00:00"},
    )
    assert not messages(lines, "sam", "drill")
    assert not any("could not reach" in line.get("text", "") for line in lines)


def test_pressing_a_button_opens_the_chat_again() -> None:
    blocked = {"who": "sam", "event": "blocks"}
    lines = talk(
        START,
        blocked,
        {"at": "2026-11-22T08:00:00+00:00"},
        {"who": "sam", "press": "First drill now"},
        {"at": "2026-11-23T08:00:00+00:00"},
    )
    assert len(messages(lines, "sam", "drill")) == 1


def test_the_ends_of_the_calendar_are_refused() -> None:
    for at in ("9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"):
        assert "no instant" in talk({"at": at})[0]["error"]


def test_names_that_stand_for_groups_are_refused() -> None:
    for who in ("*", "#gym"):
        assert "groups" in talk({"who": who, "text": "/start"})[0]["error"]
