"""The whole path in one conversation: content, plan, store, delivery."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from content.library import read_library
from tests.talk import Line, days, messages, talk, write

COACH = ("--coach", "coach")
READY = {"who": "coach", "text": "/note ready"}
W47 = ({"who": "coach", "text": "/note # Feet first\nStand on all three points today."}, READY)
START = {"who": "sam", "text": "/start"}


def hours(lines: list[Line]) -> list[str]:
    return [line["at"][:16] for line in lines]


def month(every: str) -> list[Line]:
    asked = {"who": "sam", "text": "/elbowpain"}
    return talk(*W47, START, asked, *days("2026-11-22T12:00:00+00:00", 9, every), options=COACH)


def test_nine_days_with_done_bring_nine_drills_at_seven_and_two_notes() -> None:
    lines = month("Done")
    sam = messages(lines)
    assert [line["about"] for line in sam if line["kind"] == "reply"][:2] == [None, "elbowpain"]
    drills = messages(lines, "sam", "drill")
    assert hours(drills) == [f"2026-11-{day}T07:00" for day in range(22, 31)]
    notes = messages(lines, "sam", "note")
    assert [(note["at"], note["about"]) for note in notes] == [
        ("2026-11-22T10:00:00+01:00", "2026-W47"),
        ("2026-11-30T10:00:00+01:00", "2026-W48"),
    ]
    assert notes[0]["title"] == "Feet first"
    assert not messages(lines, "sam", "nudge")
    assert not any("error" in line for line in lines)


def test_the_coach_hears_once_that_the_reserve_stood_in() -> None:
    told = messages(month("Done"), "coach", "coach")
    assert [(line["at"][:10], line["about"]) for line in told] == [("2026-11-30", "2026-W48")]


def test_an_empty_reserve_is_silence_for_members_and_one_line_for_the_coach(tmp_path: Path) -> None:
    reserve = len(read_library().reserve)
    data = (*COACH, "--data", str(tmp_path))
    lines = talk(START, *days("2026-11-22T12:00:00+00:00", 7 * reserve, "Done"), options=data)
    assert len(messages(lines, "sam", "note")) == reserve
    last = datetime.fromisoformat("2026-11-21T12:00:00+00:00") + timedelta(weeks=reserve)
    later = days((last + timedelta(days=1)).isoformat(), 14, "Done")
    lines = talk(*later, at=last.isoformat(), options=data)
    assert messages(lines, "sam", "note") == []
    told = messages(lines, "coach", "coach")
    assert len(told) == 2
    assert all("the reserve is empty" in line["text"] for line in told)


def test_three_prompts_without_an_answer_bring_the_question_and_then_quiet() -> None:
    lines = month("")
    prompts = messages(lines, "sam", "drill", "nudge")
    assert [line["kind"] for line in prompts] == ["drill", "drill", "drill", "nudge"]
    assert hours(prompts) == [f"2026-11-{day}T07:00" for day in range(22, 26)]


def test_after_the_quiet_any_word_brings_the_drill_back() -> None:
    silent = days("2026-11-22T12:00:00+00:00", 9)
    lines = talk(START, *silent, {"who": "sam", "text": "still here"}, *days("2026-12-01T12:00:00+00:00", 2))
    assert hours(messages(lines, "sam", "drill"))[-2:] == ["2026-12-01T07:00", "2026-12-02T07:00"]


def test_a_drill_done_before_its_prompt_cancels_the_prompt() -> None:
    lines = talk(
        START,
        {"who": "sam", "text": "/drill"},
        {"who": "sam", "press": "Done"},
        *days("2026-11-22T12:00:00+00:00", 2),
    )
    assert hours(messages(lines, "sam", "drill")) == ["2026-11-23T07:00"]


def test_a_note_that_becomes_ready_on_sunday_afternoon_goes_at_once_and_after_nine_on_monday() -> None:
    afternoon = talk(
        START, {"at": "2026-11-22T15:00:00+00:00"}, *W47, {"at": "2026-11-24T12:00:00+00:00"}, options=COACH
    )
    assert hours(messages(afternoon, "sam", "note")) == ["2026-11-22T16:00"]
    night = talk(
        START, {"at": "2026-11-22T20:30:00+00:00"}, *W47, {"at": "2026-11-24T12:00:00+00:00"}, options=COACH
    )
    monday = messages(night, "sam", "note")
    assert hours(monday) == ["2026-11-23T10:00"]
    assert "It is Monday" in monday[0]["text"]
    assert "Stand on all three points" in monday[0]["text"]


def test_a_hungover_coach_moves_the_note_to_monday() -> None:
    lines = talk(
        *W47, START, {"who": "coach", "text": "/hungover"}, {"at": "2026-11-24T12:00:00+00:00"}, options=COACH
    )
    assert hours(messages(lines, "sam", "note")) == ["2026-11-23T10:00"]


def test_a_note_taken_back_does_not_go_out() -> None:
    lines = talk(
        *W47,
        START,
        {"who": "coach", "press": "Cancel"},
        {"at": "2026-11-22T20:00:00+00:00"},
        options=COACH,
    )
    assert not messages(lines, "sam", "note")


def test_a_note_in_the_content_folder_goes_out_on_its_sunday(tmp_path: Path) -> None:
    write(tmp_path, "notes/2026-W47.md", '+++\ntitle = "From a file"\n+++\nWritten in an editor.\n')
    lines = talk(START, {"at": "2026-11-22T12:00:00+00:00"}, options=("--content", str(tmp_path)))
    assert [note["title"] for note in messages(lines, "sam", "note")] == ["From a file"]


def test_a_plain_markdown_file_without_a_header_is_a_note_too(tmp_path: Path) -> None:
    write(tmp_path, "notes/2026-W47.md", "# Bare\n\nJust words.\n")
    lines = talk(START, {"at": "2026-11-22T12:00:00+00:00"}, options=("--content", str(tmp_path)))
    assert [(note["title"], note["text"]) for note in messages(lines, "sam", "note")] == [
        ("Bare", "Just words.")
    ]


def test_a_note_can_be_replaced_until_it_begins_to_go_out_and_then_no_more() -> None:
    second = {"who": "coach", "text": "/note Second thoughts."}
    lines = talk(
        *W47,
        second,
        START,
        {"at": "2026-11-22T10:00:00+00:00"},
        {"who": "coach", "text": "/note Third."},
        options=COACH,
    )
    assert [note["text"] for note in messages(lines, "sam", "note")] == ["Second thoughts."]
    assert "can no longer be changed" in messages(lines, "coach")[-1]["text"]


def test_a_note_sent_as_a_file_is_a_note(tmp_path: Path) -> None:
    path = write(tmp_path, "note.md", "# By file\n\nLonger, and written in peace.\n")
    lines = talk(
        {"who": "coach", "file": str(path), "text": "/note"},
        READY,
        START,
        {"at": "2026-11-22T12:00:00+00:00"},
        options=COACH,
    )
    assert [note["title"] for note in messages(lines, "sam", "note")] == ["By file"]


@pytest.mark.parametrize(
    ("zone", "hour", "begins", "expected"),
    [
        (
            "America/New_York",
            "02:30",
            "2026-03-06T12:00",
            ["03-07T02:30-05:00", "03-08T03:00-04:00", "03-09T02:30-04:00"],
        ),
        (
            "America/New_York",
            "01:30",
            "2026-10-30T12:00",
            ["10-31T01:30-04:00", "11-01T01:30-04:00", "11-02T01:30-05:00"],
        ),
        (
            "Australia/Lord_Howe",
            "02:15",
            "2026-10-02T12:00",
            ["10-03T02:15+10:30", "10-04T02:30+11:00", "10-05T02:15+11:00"],
        ),
        (
            "Australia/Lord_Howe",
            "01:45",
            "2026-04-03T12:00",
            ["04-04T01:45+11:00", "04-05T01:45+11:00", "04-06T01:45+10:30"],
        ),
        (
            "Europe/Dublin",
            "01:30",
            "2026-03-27T12:00",
            ["03-28T01:30+00:00", "03-29T02:00+01:00", "03-30T01:30+01:00"],
        ),
        (
            "Europe/Dublin",
            "01:30",
            "2026-10-23T12:00",
            ["10-24T01:30+01:00", "10-25T01:30+01:00", "10-26T01:30+00:00"],
        ),
        (
            "America/Santiago",
            "00:30",
            "2026-09-04T12:00",
            ["09-05T00:30-04:00", "09-06T01:00-03:00", "09-07T00:30-03:00"],
        ),
        (
            "America/Santiago",
            "23:30",
            "2026-04-03T12:00",
            ["04-03T23:30-03:00", "04-04T23:30-03:00", "04-05T23:30-04:00"],
        ),
    ],
)
def test_around_a_clock_change_each_local_date_gets_one_drill(
    zone: str, hour: str, begins: str, expected: list[str]
) -> None:
    at = datetime.fromisoformat(begins).replace(tzinfo=ZoneInfo(zone))
    lines: list[Any] = [START, {"who": "sam", "text": f"/settings hour {hour}"}]
    lines += days(at.isoformat(), 4, "Done")[2:]
    drills = messages(talk(*lines, at=at.isoformat(), zone=zone), "sam", "drill")
    assert [drill["at"][5:16] + drill["at"][19:] for drill in drills] == expected


def test_on_monday_the_coach_writes_the_next_note_and_can_take_it_back() -> None:
    on_monday = {"at": "2026-11-23T12:00:00+00:00"}
    second = {"who": "coach", "text": "/note The next one."}
    cancel = {"who": "coach", "text": "/note cancel"}
    lines = talk(*W47, START, on_monday, second, cancel, {"at": "2026-11-29T12:00:00+00:00"}, options=COACH)
    said = [line["text"] for line in messages(lines, "coach", "reply")]
    assert "2026-W48" in said[-2]
    assert "no note for 2026-W48" in said[-1]
    assert len(messages(lines, "sam", "note")) == 1


def test_on_the_monday_of_a_reserve_note_the_coach_writes_for_the_coming_sunday() -> None:
    late = {"who": "coach", "text": "/note For next week, then."}
    lines = talk(
        START,
        {"at": "2026-11-23T12:00:00+00:00"},
        late,
        READY,
        {"at": "2026-11-29T12:00:00+00:00"},
        options=COACH,
    )
    assert [line["about"] for line in messages(lines, "sam", "note")] == ["2026-W47", "2026-W48"]


def test_a_note_that_was_taken_back_is_never_shown_and_the_reserve_is() -> None:
    draft = {"who": "coach", "text": "/note # Title\nSecret words."}
    cancel = {"who": "coach", "text": "/note cancel"}
    ask = {"who": "sam", "text": "/note"}
    lines = talk(draft, READY, cancel, START, {"at": "2026-11-23T12:00:00+00:00"}, ask, options=COACH)
    assert not any("Secret" in line["text"] for line in messages(lines))
    assert messages(lines)[-1]["about"] == "2026-W47"
    assert "shelf" not in messages(lines)[-1]["text"]


def test_a_coach_who_writes_in_a_group_shows_the_draft_to_nobody() -> None:
    lines = talk({"who": "coach", "chat": "gym", "text": "/note Secret words."}, options=COACH)
    assert {(line["to"], line["private"]) for line in lines if "to" in line} == {("coach", True)}


def test_a_pause_and_its_undo_on_monday_lose_no_note() -> None:
    pause, undo = {"who": "sam", "text": "/pause"}, {"who": "sam", "press": "Resume"}
    lines = talk(
        START,
        {"at": "2026-11-23T08:00:00+00:00"},
        pause,
        undo,
        {"at": "2026-11-24T06:00:00+00:00"},
        options=COACH,
    )
    assert hours(messages(lines, "sam", "note")) == ["2026-11-23T10:00"]


def test_what_quiet_hours_hold_is_not_called_late() -> None:
    quiet = {"who": "sam", "text": "/settings quiet 12:00-18:00"}
    lines = talk(
        START,
        quiet,
        {"at": "2026-11-22T12:00:00+00:00"},
        *W47,
        {"at": "2026-11-22T20:00:00+00:00"},
        options=COACH,
    )
    assert [(note["at"][11:16], note["late"]) for note in messages(lines, "sam", "note")] == [
        ("18:00", False)
    ]


def test_a_journey_east_skips_no_date_and_nothing_is_called_late() -> None:
    journey = {"who": "sam", "text": "/settings zone Asia/Tokyo"}
    lines = talk(START, {"at": "2026-11-23T05:30:00+00:00"}, journey, {"at": "2026-11-24T12:00:00+00:00"})
    drills = messages(lines, "sam", "drill")
    assert [drill["at"][:16] for drill in drills] == [
        "2026-11-22T07:00",
        "2026-11-23T14:30",
        "2026-11-24T07:00",
    ]
    assert not any(drill["late"] for drill in drills)


def test_a_newcomer_who_says_where_home_is_gets_no_drill_at_once() -> None:
    lines = talk(
        START, {"who": "sam", "text": "/settings zone Asia/Tokyo"}, {"at": "2026-11-22T12:00:00+00:00"}
    )
    assert not messages(lines, "sam", "drill")


def test_a_platform_away_for_hours_is_told_to_the_coach(tmp_path: Path) -> None:
    data = (*COACH, "--data", str(tmp_path))
    talk(START, {"at": "2026-11-22T05:59:00+00:00"}, options=data)
    lines = talk({"at": "2026-11-22T12:00:00+00:00"}, at="2026-11-22T11:00:00+00:00", options=data)
    assert len(messages(lines, "coach", "coach")) == 1


def test_who_joins_at_the_very_hour_of_the_drill_gets_the_first_one_tomorrow() -> None:
    lines = talk(START, *days("2026-11-22T12:00:00+00:00", 9), at="2026-11-22T06:00:00+00:00")
    prompts = messages(lines, "sam", "drill", "nudge")
    assert [line["kind"] for line in prompts] == ["drill", "drill", "drill", "nudge"]
    assert hours(prompts)[0] == "2026-11-23T07:00"
