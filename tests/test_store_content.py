"""The content store: the coach's desk, the reserve, and a file that nothing tears."""

from __future__ import annotations

import dataclasses
import errno
import json
import logging
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from content.atomic import AtomicFile
from content.editions import Edition
from content.library import ContentError, Note, Reading, read_all
from content.store import ContentStore
from tests.desk_killing import kept_numbers, kill_writers

WRITTEN = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
NOTES = tuple(Note(f"reserve-{number}", f"Reserve {number}", "Rest.") for number in (1, 2))


@pytest.fixture
def below() -> Reading:
    dated = {"2026-W40": Note("2026-W40", "From a file", "Filed.")}
    reading = read_all()
    return with_library(reading, notes=dated, reserve=NOTES)


def with_library(reading: Reading, **changed: Any) -> Reading:
    return dataclasses.replace(reading, library=dataclasses.replace(reading.library, **changed))


def edition(text: str = "Go slow.", week: str = "2026-W47", state: str = "ready") -> Edition:
    assert state in ("ready", "held")
    return Edition(week, "Title", text, "ready" if state == "ready" else "held", WRITTEN, "telegram:1")


def kept(folder: Path) -> dict[str, Any]:
    tables: dict[str, Any] = json.loads((folder / "coach.json").read_text("utf-8"))
    return tables


def revisions(folder: Path, week: str = "2026-W47") -> list[str]:
    notes = kept(folder)["notes"].values()
    return [one["text"] for note in notes if note["week"] == week for one in note["revisions"]]


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# the desk


def test_a_dated_file_is_ready_since_ever_and_the_coachs_words_win(below: Reading, tmp_path: Path) -> None:
    store = ContentStore(below, tmp_path)
    filed = store.editions()["2026-W40"]
    ever = datetime.min.replace(tzinfo=UTC)
    assert filed == Edition("2026-W40", "From a file", "Filed.", "ready", ever, "file")
    store.publish(edition("Spoken.", "2026-W40"))
    assert store.editions()["2026-W40"].text == "Spoken."
    assert ContentStore(below, tmp_path).editions()["2026-W40"].author == "telegram:1"


def test_what_was_published_is_there_after_a_restart(below: Reading, tmp_path: Path) -> None:
    for week in ("2026-W48", "2026-W47"):
        ContentStore(below, tmp_path).publish(edition(week=week))
    editions = ContentStore(below, tmp_path).editions()
    assert editions["2026-W47"] == edition()
    assert list(editions) == ["2026-W40", "2026-W47", "2026-W48"]


def test_the_newest_revision_is_the_edition_and_the_earlier_ones_stay(below: Reading, tmp_path: Path) -> None:
    store = ContentStore(below, tmp_path)
    store.publish(edition("first"))
    store.publish(edition("second", state="held"))
    store.publish(edition("second", state="held"))
    assert store.editions()["2026-W47"] == edition("second", state="held")
    assert revisions(tmp_path) == ["first", "second"]
    [note] = kept(tmp_path)["notes"].values()
    assert note["revisions"][1] == {
        "at": "2026-11-21T18:30:00+00:00",
        "author": "telegram:1",
        "state": "held",
        "title": "Title",
        "text": "second",
    }


@pytest.mark.parametrize("text", ["مرحبا 🦶🏽\u200f", "half \ud83e", "\0\x1b[31m", "{", "x" * 100_000, ""])
def test_any_text_comes_back_as_it_was(below: Reading, tmp_path: Path, text: str) -> None:
    ContentStore(below, tmp_path).publish(edition(text))
    assert ContentStore(below, tmp_path).editions()["2026-W47"].text == text


def test_a_time_of_any_offset_keeps_its_instant(below: Reading, tmp_path: Path) -> None:
    from zoneinfo import ZoneInfo

    at = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1)
    ContentStore(below, tmp_path).publish(dataclasses.replace(edition(), at=at))
    back = ContentStore(below, tmp_path).editions()["2026-W47"].at
    assert back == at.astimezone(UTC)
    assert back.utcoffset() is not None


def test_a_week_that_does_not_exist_and_a_naive_time_are_refused(below: Reading, tmp_path: Path) -> None:
    store = ContentStore(below, tmp_path)
    for week in ("2026-W54", "2025-W53", "2026-11", "", "２０２６-W10"):
        with pytest.raises(ValueError, match="ISO week"):
            store.publish(edition(week=week))
        with pytest.raises(ValueError, match="ISO week"):
            store.reserve_for(week)
    with pytest.raises(ValueError, match="aware"):
        store.publish(dataclasses.replace(edition(), at=WRITTEN.replace(tzinfo=None)))
    assert not (tmp_path / "coach.json").exists()


def test_what_editions_gave_does_not_change_and_cannot_be_changed(below: Reading, tmp_path: Path) -> None:
    store = ContentStore(below, tmp_path)
    before = store.editions()
    store.publish(edition())
    assert "2026-W47" not in before
    with pytest.raises(TypeError):
        before["x"] = edition()  # type: ignore[index]


def test_two_stores_on_one_folder_lose_nothing_of_each_other(below: Reading, tmp_path: Path) -> None:
    one, other = ContentStore(below, tmp_path), ContentStore(below, tmp_path)
    one.publish(edition("a"))
    other.publish(edition("b"))
    one.publish(edition("c"))
    first, second = one.reserve_for("2026-W48"), other.reserve_for("2026-W49")
    assert (first, second) == NOTES
    assert other.reserve_for("2026-W48") == first
    assert revisions(tmp_path) == ["a", "b", "c"]
    weeks = [f"2026-W{number:02}" for number in range(1, 9)]
    for number, week in enumerate(weeks):
        (one, other)[number % 2].publish(edition(week=week))
    assert set(ContentStore(below, tmp_path).editions()) >= set(weeks)


# the reserve


def test_a_week_gets_the_next_reserve_note_and_keeps_it(below: Reading, tmp_path: Path) -> None:
    store = ContentStore(below, tmp_path)
    assert store.reserve_left() == 2
    assert store.reserve_for("2026-W48") == NOTES[0]
    assert store.reserve_for("2026-W48") == NOTES[0]
    assert store.reserve_for("2026-W49") == NOTES[1]
    assert store.reserve_left() == 0
    again = ContentStore(below, tmp_path)
    assert (again.reserve_for("2026-W48"), again.reserve_for("2026-W49")) == NOTES
    assert again.reserve_for("2026-W50") is None


def test_a_week_keeps_its_note_when_the_file_is_gone_or_changed(below: Reading, tmp_path: Path) -> None:
    ContentStore(below, tmp_path).reserve_for("2026-W48")
    for reserve in ((), (dataclasses.replace(NOTES[0], text="changed"), NOTES[1])):
        store = ContentStore(with_library(below, reserve=reserve), tmp_path)
        assert store.reserve_for("2026-W48") == NOTES[0]
        assert store.reserve_left() == len(reserve[1:])


def test_an_empty_reserve_is_none_until_a_note_is_added(below: Reading, tmp_path: Path) -> None:
    empty = with_library(below, reserve=())
    assert ContentStore(empty, tmp_path).reserve_for("2026-W48") is None
    assert not (tmp_path / "coach.json").exists()
    assert ContentStore(below, tmp_path).reserve_for("2026-W48") == NOTES[0]


# the file


def tear(path: Path) -> None:
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])


def test_a_torn_file_gives_way_to_the_version_before(
    below: Reading, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = ContentStore(below, tmp_path)
    store.publish(edition("first"))
    store.publish(edition("second"))
    tear(tmp_path / "coach.json")
    with caplog.at_level(logging.WARNING):
        again = ContentStore(below, tmp_path)
    assert again.editions()["2026-W47"].text == "first"
    assert "coach.json is damaged" in caplog.text
    assert "content.atomic" in {record.name for record in caplog.records}


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"notes": []}', b"\xff", b"null"])
def test_a_damaged_file_never_takes_the_place_of_the_version_before(
    below: Reading, tmp_path: Path, damage: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ContentStore(below, tmp_path)
    store.publish(edition("first"))
    store.publish(edition("second"))
    (tmp_path / "coach.json").write_bytes(damage)
    again = ContentStore(below, tmp_path)
    with monkeypatch.context() as patch:  # a crash between keeping the one and writing the other
        patch.setattr("pathlib.Path.replace", _stop_at(tmp_path / "coach.json", Path.replace))
        with pytest.raises(KeyboardInterrupt):
            again.publish(edition("third"))
    assert ContentStore(below, tmp_path).editions()["2026-W47"].text == "first"
    ContentStore(below, tmp_path).publish(edition("third"))
    assert revisions(tmp_path) == ["first", "third"]
    assert (tmp_path / "coach.json.torn").read_bytes() == damage


def _stop_at(target: Path, replace: Any) -> Any:
    def stop(self: Path, to: Path) -> Any:
        if to == target:
            raise KeyboardInterrupt
        return replace(self, to)

    return stop


def test_two_torn_versions_are_refused_and_left_alone(below: Reading, tmp_path: Path) -> None:
    store = ContentStore(below, tmp_path)
    store.publish(edition("first"))
    store.publish(edition("second"))
    tear(tmp_path / "coach.json")
    tear(tmp_path / "coach.json.previous")
    before = {name: (tmp_path / name).read_bytes() for name in files(tmp_path)}
    with pytest.raises(ContentError) as caught:
        ContentStore(below, tmp_path)
    assert "coach.json" in caught.value.file
    assert "backup" in caught.value.mend
    assert "\n" not in str(caught.value)
    assert {name: (tmp_path / name).read_bytes() for name in files(tmp_path)} == before


def test_a_lone_torn_file_is_refused(below: Reading, tmp_path: Path) -> None:
    (tmp_path / "coach.json").write_bytes(b"{")
    with pytest.raises(ContentError, match="damaged"):
        ContentStore(below, tmp_path)


@pytest.mark.parametrize(
    "tables",
    [
        {"notes": {"1": {"week": "2026-W47"}}},
        {"notes": {"1": {"week": "2026-W47", "revisions": []}}},
        {"notes": {"1": {"week": "2026-W47", "revisions": [{"at": "noon"}]}}},
        {"reserve": {"1": {"week": "2026-W47"}}},
        {"notes": {"1": 7}},
        {"notes": {"x": {}}},
    ],
)
def test_a_file_that_somebody_else_wrote_is_refused(below: Reading, tmp_path: Path, tables: object) -> None:
    (tmp_path / "coach.json").write_text(json.dumps(tables), "utf-8")
    with pytest.raises(ContentError, match="did not write"):
        ContentStore(below, tmp_path)


def test_the_version_before_is_kept_beside_the_newest(below: Reading, tmp_path: Path) -> None:
    store = ContentStore(below, tmp_path)
    for text in ("first", "second", "third"):
        store.publish(edition(text))
    assert revisions(tmp_path)[-1] == "third"
    before = json.loads((tmp_path / "coach.json.previous").read_text("utf-8"))
    assert [one["text"] for one in before["notes"]["1"]["revisions"]] == ["first", "second"]
    assert files(tmp_path) == {"coach.json", "coach.json.previous", "coach.json.lock"}


def test_the_version_before_is_kept_without_hard_links_too(
    below: Reading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr("pathlib.Path.hardlink_to", refuse)
    test_the_version_before_is_kept_beside_the_newest(below, tmp_path)


def test_a_kill_between_the_two_renames_leaves_no_rubbish(below: Reading, tmp_path: Path) -> None:
    ContentStore(below, tmp_path).publish(edition("first"))
    (tmp_path / "coach.json.previous").hardlink_to(tmp_path / "coach.json")
    (tmp_path / "coach.json.new").write_bytes(b"{")
    ContentStore(below, tmp_path).publish(edition("second"))
    assert revisions(tmp_path) == ["first", "second"]
    assert files(tmp_path) == {"coach.json", "coach.json.previous", "coach.json.lock"}


def test_a_full_disk_loses_nothing_and_leaves_no_rubbish(
    below: Reading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ContentStore(below, tmp_path)
    store.publish(edition("first"))

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(OSError, match="space"):
            store.publish(edition("second"))
        with pytest.raises(OSError, match="space"):
            store.reserve_for("2026-W48")
    assert "coach.json.new" not in files(tmp_path)
    assert store.editions()["2026-W47"].text == "first"
    assert revisions(tmp_path) == ["first"]
    store.publish(edition("second"))
    assert revisions(tmp_path) == ["first", "second"]
    assert store.reserve_left() == 2


def test_another_process_that_holds_the_lock_is_named(
    below: Reading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ContentStore(below, tmp_path)
    monkeypatch.setattr("content.atomic.LOCK_SECONDS", 0.05)
    with FileLock(str(tmp_path / "coach.json.lock")), pytest.raises(ContentError, match="another process"):
        store.publish(edition())
    store.publish(edition())


def test_every_write_is_on_the_disk_before_it_takes_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    sync, replace = os.fsync, Path.replace

    def note_sync(handle: int) -> None:
        inode = os.fstat(handle).st_ino
        places = [path.name for path in (tmp_path, *tmp_path.iterdir()) if path.stat().st_ino == inode]
        seen.append(f"sync {' '.join(places)}")
        sync(handle)

    def note_replace(self: Path, to: Path) -> Path:
        seen.append(f"name {to.name}")
        return replace(self, to)

    monkeypatch.setattr("os.fsync", note_sync)
    monkeypatch.setattr("pathlib.Path.replace", note_replace)
    file = AtomicFile(tmp_path / "coach.json")
    file.write({"notes": {}})
    assert seen == ["sync coach.json.new", "name coach.json", f"sync {tmp_path.name}"]
    seen.clear()
    file.write({"notes": {}})
    assert seen == [
        "sync coach.json.new",
        "name coach.json.previous",
        "name coach.json",
        f"sync {tmp_path.name}",
    ]


def test_the_data_folder_is_made_and_a_file_in_its_place_is_refused(below: Reading, tmp_path: Path) -> None:
    ContentStore(below, tmp_path / "a" / "b").publish(edition())
    assert (tmp_path / "a/b/coach.json").exists()
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(ContentError, match="cannot be made"):
        ContentStore(below, tmp_path / "file")


def test_a_closed_store_lets_go(below: Reading, tmp_path: Path) -> None:
    store = ContentStore(below, tmp_path)
    store.publish(edition())
    store.close()
    (tmp_path / "coach.json").unlink()


# kill -9


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked writers")
def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    tally = kill_writers(tmp_path, kills=20, seed=7)
    assert tally.kills == 20
    assert tally.acknowledged >= 20
    assert tally.lost == 0
    assert tally.damaged == 0, "and no version was ever found damaged"


# cut off, and full


def test_cut_off_at_any_byte_the_version_before_is_read(below: Reading, tmp_path: Path) -> None:
    store = ContentStore(below, tmp_path)
    store.publish(edition("first"))
    store.publish(edition("second"))
    file = tmp_path / "coach.json"
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        again = ContentStore(below, tmp_path)
        assert again.editions()["2026-W47"].text == "first", length
        assert again.torn


def test_a_damage_is_logged_once(below: Reading, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = ContentStore(below, tmp_path)
    store.publish(edition("first"))
    store.publish(edition("second"))
    tear(tmp_path / "coach.json")
    again = ContentStore(below, tmp_path)
    again.publish(edition("third"))
    assert [record.name for record in caplog.records].count("content.atomic") == 1
    assert not ContentStore(below, tmp_path).torn


FULL = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from content.library import read_all
from content.editions import Edition
from content.store import ContentStore

now, page = datetime(2026, 1, 1, tzinfo=UTC), "cards/tripod.md"
store = ContentStore(read_all(), Path(sys.argv[1]))
store.publish(Edition("2026-W47", "t", "first", "ready", now, "x"))
text = store.desk.text(page) + "Breathe. " * 500
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
for write in (
    lambda: store.publish(Edition("2026-W47", "t", "x" * 5000, "ready", now, "x")),
    lambda: store.revise(page, store.desk.revise(page, text, now, "x")),
):
    try:
        write()
    except OSError as error:
        print(error.strerror)
print(store.editions()["2026-W47"].text, len(store.desk.edits))
"""


@pytest.mark.skipif(os.name == "nt", reason="limits the size of files")
def test_a_disk_that_takes_no_more_loses_nothing(below: Reading, tmp_path: Path) -> None:
    command = [sys.executable, "-c", FULL, str(tmp_path)]
    root = Path(__file__).parent.parent
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines() == ["File too large", "File too large", "first 0"], done.stderr
    assert revisions(tmp_path) == ["first"]
    assert "coach.json.new" not in files(tmp_path)


def test_two_writers_at_once_lose_nothing_of_each_other(below: Reading, tmp_path: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.desk_killing", "write", str(tmp_path), str(first), "20"],
            cwd=Path(__file__).parent.parent,
        )
        for first in (0, 1000)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert kept_numbers(tmp_path) == {*range(20), *range(1000, 1020)}
    assert not ContentStore(below, tmp_path).torn
