"""`tripod status`, read beside the bot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.talk import talk

START = {"who": "sam", "text": "/start"}


def status(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, dict[str, object]]:
    monkeypatch.setenv("TRIPOD_DATA", str(folder))
    code = main(["status", "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_it_tells_how_the_bot_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(
        START,
        {"at": "2126-11-23T12:00:00+00:00"},
        at="2126-11-22T05:30:00+00:00",
        options=("--data", str(tmp_path)),
    )
    code, told = status(tmp_path, monkeypatch, capsys)
    assert code == 0
    assert told["members"] == 1
    assert str(told["next_due"]).startswith("2126-11-24")
    assert str(told["last_sent"]).startswith("2126-11-23")
    assert (told["backlog"], told["late"], told["skipped"], told["failures"]) == (0, 0, 0, {})
    assert told["is_running"] is False
    assert told["database_version"] == 1
    assert told["content_version"]


def test_what_should_have_left_long_ago_is_not_healthy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(START, at="2020-11-22T05:30:00+00:00", options=("--data", str(tmp_path)))
    code, told = status(tmp_path, monkeypatch, capsys)
    assert code == 1
    assert told["overdue"] == 2


def test_failures_are_counted_by_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = {"who": "sam", "event": "blocks"}
    later = {"at": "2126-11-23T12:00:00+00:00"}
    talk(START, blocked, later, at="2126-11-22T05:30:00+00:00", options=("--data", str(tmp_path)))
    _, told = status(tmp_path, monkeypatch, capsys)
    assert told["failures"] == {"gone: blocked": 1}
