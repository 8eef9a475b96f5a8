"""What happens to what fell due while the bot was down."""

from __future__ import annotations

from pathlib import Path

from tests.talk import Line, messages, talk

START = {"who": "sam", "text": "/start"}
COACH = ("--coach", "coach")
READY = {"who": "coach", "text": "/note ready"}


def back_at(at: str, folder: Path, *before: Line) -> list[Line]:
    """The bot ran on Sunday at 05:30 UTC and comes back at another time."""
    data = (*COACH, "--data", str(folder))
    talk(START, *before, options=data)
    return talk({"at": at}, at=at, options=data)


def test_a_drill_up_to_four_hours_late_comes_and_says_so(tmp_path: Path) -> None:
    drill = messages(back_at("2026-11-22T09:59:00+00:00", tmp_path), "sam", "drill")
    assert [line["late"] for line in drill] == [True]
    assert "meant for 07:00" in drill[0]["text"]


def test_ten_minutes_are_not_worth_a_word(tmp_path: Path) -> None:
    drill = messages(back_at("2026-11-22T06:09:00+00:00", tmp_path), "sam", "drill")
    assert [line["late"] for line in drill] == [False]


def test_an_older_drill_is_skipped_and_the_coach_is_told_once(tmp_path: Path) -> None:
    lines = back_at("2026-11-22T10:30:00+00:00", tmp_path)
    assert not messages(lines, "sam", "drill")
    told = messages(lines, "coach", "coach")
    assert ["One drill was over four hours late" in line["text"] for line in told] == [True]


def test_a_week_of_outage_brings_one_drill_not_seven(tmp_path: Path) -> None:
    lines = back_at("2026-11-29T06:30:00+00:00", tmp_path)
    assert [line["at"][:10] for line in messages(lines, "sam", "drill")] == ["2026-11-29"]
    assert "7 drills" in messages(lines, "coach", "coach")[0]["text"]


def test_sundays_note_comes_on_monday_when_the_bot_was_down(tmp_path: Path) -> None:
    note = {"who": "coach", "text": "/note Better late."}
    lines = back_at("2026-11-23T12:00:00+00:00", tmp_path, note, READY)
    notes = messages(lines, "sam", "note")
    assert [(line["about"], line["late"]) for line in notes] == [("2026-W47", True)]
    assert notes[0]["text"].startswith("*It is Monday")
    assert "Late:" not in notes[0]["text"]


def test_after_monday_the_note_is_skipped_and_the_coach_is_told(tmp_path: Path) -> None:
    note = {"who": "coach", "text": "/note Too late."}
    lines = back_at("2026-11-24T12:00:00+00:00", tmp_path, note, READY)
    assert not messages(lines, "sam", "note")
    assert any("did not reach everybody" in line["text"] for line in messages(lines, "coach", "coach"))


def test_a_late_drill_waits_for_the_end_of_quiet_hours(tmp_path: Path) -> None:
    quiet = {"who": "sam", "text": "/settings quiet 06:30-08:30"}
    lines = back_at("2026-11-22T06:30:00+00:00", tmp_path, quiet)
    assert not messages(lines, "sam", "drill")
    later = talk(
        {"at": "2026-11-22T08:00:00+00:00"}, at="2026-11-22T06:31:00+00:00", options=("--data", str(tmp_path))
    )
    assert [line["at"][11:16] for line in messages(later, "sam", "drill")] == ["08:30"]
