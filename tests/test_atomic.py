"""The desk's file: cut at any byte, on a full disk."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from content.atomic import AtomicFile, Tables
from content.header import ContentError

FIRST: Tables = {"notes": {"1": {"text": "first"}}}
SECOND: Tables = {"notes": {"1": {"text": "first"}, "2": {"text": "zweite 🦶🏽"}}}


@pytest.fixture
def file(tmp_path: Path) -> AtomicFile:
    """A file with a version before its newest."""
    file = AtomicFile(tmp_path / "coach.json")
    file.write(FIRST)
    file.write(SECOND)
    return file


def test_cut_at_any_byte_it_can_be_written_again_and_the_cut_one_is_kept_aside(file: AtomicFile) -> None:
    whole, before = file.path.read_bytes(), file.path.with_name("coach.json.previous").read_bytes()
    for length in range(len(whole)):
        file.path.write_bytes(whole[:length])
        again = AtomicFile(file.path)
        again.write({**(again.read() or {}), "reserve": {}})
        assert again.read() == {**FIRST, "reserve": {}}, length
        assert file.path.with_name("coach.json.torn").read_bytes() == whole[:length]
        assert file.path.with_name("coach.json.previous").read_bytes() == before, length


def test_with_both_versions_cut_nothing_is_made_up(file: AtomicFile) -> None:
    previous = file.path.with_name("coach.json.previous")
    whole, before = file.path.read_bytes(), previous.read_bytes()
    for length in range(len(before)):
        file.path.write_bytes(whole[: len(whole) * length // len(before)])
        previous.write_bytes(before[:length])
        with pytest.raises(ContentError, match="damaged"):
            AtomicFile(file.path).read()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_is_really_full_refuses_and_the_version_before_stays(file: AtomicFile) -> None:
    new = file.path.with_name("coach.json.new")
    before = {path.name: path.read_bytes() for path in file.path.parent.iterdir()}
    new.symlink_to("/dev/full")
    with pytest.raises(OSError, match="space") as caught:
        file.write({"notes": {"1": {"text": "x" * 100_000}}})
    assert caught.value.errno == errno.ENOSPC
    assert not new.is_symlink()
    assert {path.name: path.read_bytes() for path in file.path.parent.iterdir()} == before
    file.write(FIRST)
    assert file.read() == FIRST
