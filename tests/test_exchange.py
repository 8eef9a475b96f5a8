"""`tripod content export` and `import`: a coach's desk goes from one bot to another, and nothing is lost."""

from __future__ import annotations

import io
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.store.database import Database
from content.editions import Edition
from content.exchange import merged, read_document, written
from content.library import ContentError
from content.sources import Sources
from content.store import ContentStore

AT = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
PAGE = "cards/tripod.md"
EMPTY: dict[str, list[dict[str, Any]]] = {"notes": [], "reserve": [], "edits": []}


def a_desk(folder: Path) -> ContentStore:
    return ContentStore(Sources().sound(), folder)


def note(text: str, minute: int = 0, week: str = "2026-W47") -> Edition:
    return Edition(week, "", text, "ready", AT + timedelta(minutes=minute), "telegram:1")


def texts(folder: Path, week: str = "2026-W47") -> list[str]:
    """All revisions of a week's note."""
    documents = a_desk(folder).documents()
    return [one["text"] for kept in documents["notes"] if kept["week"] == week for one in kept["revisions"]]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    return tmp_path / "here"


@pytest.fixture
def there(tmp_path: Path) -> Path:
    return tmp_path / "there"


def a_document(**tables: list[Any]) -> str:
    """A document with only that in it."""
    return json.dumps({"tripod_desk": 1, **EMPTY, **tables})


def run(*words: str, piped: str | bytes = "", monkeypatch: pytest.MonkeyPatch | None = None) -> int:
    if monkeypatch is not None:
        raw = piped if isinstance(piped, bytes) else piped.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    return main(["content", *words])


def test_everything_of_the_desk_goes_along(here: Path, there: Path, tmp_path: Path) -> None:
    desk = a_desk(here)
    for text in ("first", "second \ud83e"):
        desk.publish(note(text, len(text)))
    taken = desk.reserve_for("2026-W48")
    edited = desk.desk.text(PAGE) + "\nBreathe.\n"
    desk.revise(PAGE, desk.desk.revise(PAGE, edited, AT, "telegram:1"))
    file = str(tmp_path / "desk.json")
    assert run("export", file, "--data", str(here)) == 0
    assert run("import", file, "--data", str(there)) == 0
    assert a_desk(there).documents() == a_desk(here).documents()
    again = a_desk(there)
    assert again.editions() == desk.editions()
    assert again.reserve_for("2026-W48") == taken
    assert again.desk.text(PAGE) == edited
    assert json.loads(Path(file).read_text("utf-8"))["tripod_desk"] == 1


def test_it_goes_through_a_pipe_too(
    here: Path, there: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_desk(here).publish(note("Größe 🦶"))
    assert run("export", "--data", str(here)) == 0
    piped = capsys.readouterr().out
    assert run("import", "--data", str(there), piped=piped, monkeypatch=monkeypatch) == 0
    assert texts(there) == ["Größe 🦶"]
    assert "1 revisions of notes" in capsys.readouterr().out


def test_two_desks_become_one_and_the_newest_counts(here: Path, there: Path, tmp_path: Path) -> None:
    ours, theirs = a_desk(here), a_desk(there)
    ours.publish(note("shared"))
    theirs.publish(note("shared"))
    ours.publish(note("ours", 2))
    theirs.publish(note("theirs", 1))
    theirs.publish(note("other", 0, "2026-W48"))
    file = str(tmp_path / "desk.json")
    run("export", file, "--data", str(there))
    for _ in range(2):
        assert run("import", file, "--data", str(here)) == 0
        assert texts(here) == ["shared", "theirs", "ours"]
        assert texts(here, "2026-W48") == ["other"]
    assert a_desk(here).editions()["2026-W47"].text == "ours"


def test_a_reserve_note_that_was_taken_on_either_side_is_not_taken_again(here: Path, there: Path) -> None:
    ours, theirs = a_desk(here), a_desk(there)
    first = ours.reserve_for("2026-W48")
    theirs.reserve_for("2026-W40")
    second = theirs.reserve_for("2026-W48")
    left = ours.reserve_left()
    ours.take_in(theirs.documents())
    assert ours.reserve_for("2026-W48") == first != second
    assert ours.reserve_left() == left - 1
    assert a_desk(here).reserve_left() == left - 1


def test_uniting_with_oneself_or_with_nothing_changes_nothing(here: Path) -> None:
    desk = a_desk(here)
    for text in ("one", "two", "one"):
        desk.publish(note(text))
    documents = desk.documents()
    for theirs in (documents, EMPTY):
        assert {name: merged(documents, theirs)[name] for name in documents} == documents


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no JSON"),
        ('{\n"tripod_desk": 1', ":2: this is no JSON"),
        ("[]", "no desk"),
        ('{"notes": {}}', "no desk"),
        ("[" * 100_000, "nested"),
        ('{"tripod_desk": 2}', "upgrade"),
        ('{"tripod_desk": 1}', "no list"),
        (a_document(notes=[7]), "number 1 of 'notes'"),
        (
            a_document(notes=[{"week": "2026-W54", "revisions": []}]),
            "no week",
        ),
        (
            a_document(notes=[{"week": "2026-W47", "revisions": []}]),
            "revision",
        ),
        (a_document(reserve=[{"week": "2026-W47", "slug": 1}]), "slug"),
        (a_document(edits=[{"file": "../x", "revisions": [1]}]), "no page"),
        (a_document(edits=[{"file": PAGE, "revisions": []}]), "no revision"),
    ],
)
def test_what_is_no_desk_is_refused_in_one_line(text: str, says: str) -> None:
    with pytest.raises(ContentError) as caught:
        read_document(text, "desk.json")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "changed", [{"at": "2026-11-21T18:30:00"}, {"at": 7}, {"state": "sent"}, {"text": None}, {"author": 1}]
)
def test_a_revision_that_the_bot_did_not_write_is_refused(here: Path, changed: dict[str, object]) -> None:
    desk = a_desk(here)
    desk.publish(note("first"))
    document = json.loads(written(desk.documents()))
    document["notes"][0]["revisions"][0].update(changed)
    with pytest.raises(ContentError, match="notes"):
        read_document(json.dumps(document), "desk.json")


def test_a_refused_document_changes_nothing_and_ends_with_two(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    a_desk(here).publish(note("first"))
    before = (here / "coach.json").read_bytes()
    for piped in ("{}", b"\xff", '{"tripod_desk": 3}'):
        assert run("import", "--data", str(here), piped=piped, monkeypatch=monkeypatch) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert (here / "coach.json").read_bytes() == before


def test_nothing_is_taken_into_the_desk_of_a_running_bot(
    here: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_desk(here).publish(note("first"))
    file = str(tmp_path / "desk.json")
    database = Database.open(here)
    try:
        assert run("export", file, "--data", str(here)) == 0
        assert run("import", file, "--data", str(here)) == 2
    finally:
        database.close()
    assert "another bot is running" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_not_made_by_an_export(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", "--data", str(here)) == 2
    assert not here.exists()
    assert "no such folder" in capsys.readouterr().err


def test_without_a_folder_that_of_the_settings_is_meant(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    a_desk(here).publish(note("mine"))
    monkeypatch.setenv("TRIPOD_DATA", str(here))
    assert run("export") == 0
    assert '"mine"' in capsys.readouterr().out
