"""`tripod status`, read beside the bot."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.store.database import MIGRATIONS
from content.edits import Revision, hash_of
from content.sources import Sources
from content.store import ContentStore
from tests.talk import talk

START = {"who": "sam", "text": "/start"}


def status(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, dict[str, Any]]:
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
    assert told["database_version"] == len(list(MIGRATIONS.glob("*.sql")))
    assert told["content_version"]


def test_what_should_have_left_long_ago_is_not_healthy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(START, at="2020-11-22T05:30:00+00:00", options=("--data", str(tmp_path)))
    code, told = status(tmp_path, monkeypatch, capsys)
    assert code == 1
    assert told["overdue"] == 3


def test_failures_are_counted_by_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = {"who": "sam", "event": "blocks"}
    later = {"at": "2126-11-23T12:00:00+00:00"}
    talk(START, blocked, later, at="2126-11-22T05:30:00+00:00", options=("--data", str(tmp_path)))
    _, told = status(tmp_path, monkeypatch, capsys)
    assert told["failures"] == {"gone: blocked": 1}


def test_it_tells_of_the_coachs_edits_and_of_a_damaged_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    talk(START, at="2126-11-22T05:30:00+00:00", options=("--data", str(tmp_path)))
    below = Sources().sound()
    content = ContentStore(below, tmp_path)
    at = datetime(2126, 11, 22, tzinfo=UTC)
    texts = {"tripod": "cards/tripod.md", "kneepain": "cards/kneepain.md", "forefoot": "words/forefoot.md"}
    for file in texts.values():
        content.revise(file, content.desk.revise(file, below.pages[file].text + "\nBreathe.\n", at, "x"))
    content.revise(texts["kneepain"], Revision(at, "x", below.pages[texts["kneepain"]].text, "another"))
    content.revise(texts["forefoot"], Revision(at, "x", "no header", hash_of("")))
    _, told = status(tmp_path, monkeypatch, capsys)
    assert told["edits"] == 3
    assert told["edits_on_changed_ground"] == ["kneepain", "words/forefoot"]
    assert [str(one).partition(":")[0] for one in told["edits_left_out"]] == ["words/forefoot.md"]
    assert told["content_version"] == content.library.version != below.library.version
    assert told["damaged"] == []
    (tmp_path / "coach.json").write_text("{", "utf-8")
    _, told = status(tmp_path, monkeypatch, capsys)
    assert told["damaged"] == ["coach.json"]
    ContentStore(below, tmp_path).reserve_for("2126-W40")
    _, told = status(tmp_path, monkeypatch, capsys)
    assert told["damaged"] == ["coach.json.torn"]
    main(["status"])
    assert "damaged: coach.json.torn" in capsys.readouterr().out
