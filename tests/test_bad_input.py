"""Bad input gets one clear sentence and status 2: no traceback, nothing lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.store.database import Database
from tests.talk import write

ROOT = Path(__file__).parent.parent


def tripod(
    *words: str, cwd: Path, stdin: bytes = b"", settings: Mapping[str, str] = {}
) -> subprocess.CompletedProcess[bytes]:
    """The command line in a process of its own, with these settings and no others."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **settings}
    command = [sys.executable, "-P", "-m", "bot", *words]
    return subprocess.run(
        command, cwd=cwd, env=environment, input=stdin, capture_output=True, timeout=60, check=False
    )


def refused(done: subprocess.CompletedProcess[bytes]) -> str:
    """The one line that a refusal is."""
    said = done.stderr.decode()
    assert done.returncode == 2, said
    assert len(said.splitlines()) == 1, said
    assert "Traceback" not in said
    return said


def test_run_without_a_token_says_where_to_write_it(tmp_path: Path) -> None:
    said = refused(tripod("run", cwd=tmp_path))
    assert "TELEGRAM_TOKEN" in said
    assert ".env" in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRIPOD_ZONE", "Mars/Olympus"),
        ("TRIPOD_ZONE", "../etc/passwd"),
        ("TRIPOD_COACHES", "anthony"),
        ("TRIPOD_LOG", "LOUD"),
        ("TELEGRAM_API", "api.example"),
        ("TRIPOD_CONTENT", "no/such/folder"),
        ("TRIPOD_DATA", "/dev/null/data"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    said = refused(tripod("run", cwd=tmp_path, settings={"TELEGRAM_TOKEN": "1:a", name: value}))
    assert name in said or value in said


def test_an_env_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00")
    assert ".env" in refused(tripod("run", cwd=tmp_path))


def test_a_database_that_is_not_one_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "tripod.db"
    path.write_bytes(b"this is no database" * 100)
    said = refused(tripod("chat", "--data", str(tmp_path), cwd=tmp_path))
    assert "cannot be read" in said
    assert path.read_bytes().startswith(b"this is no database")


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    Database.open(tmp_path).close()
    with sqlite3.connect(tmp_path / "tripod.db") as connection:
        connection.execute("PRAGMA user_version = 999")
    assert "newer Tripod" in refused(tripod("chat", "--data", str(tmp_path), cwd=tmp_path))


def test_a_desk_that_is_torn_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "coach.json", "{torn")
    write(tmp_path, "coach.json.previous", "{torn too")
    assert "coach.json" in refused(tripod("chat", "--data", str(tmp_path), cwd=tmp_path))


def test_a_second_bot_on_one_folder_says_so_and_status_reads_beside_the_first(tmp_path: Path) -> None:
    first = Database.open(tmp_path)
    try:
        assert "another bot is running" in refused(tripod("chat", "--data", str(tmp_path), cwd=tmp_path))
        status = tripod("status", cwd=tmp_path, settings={"TRIPOD_DATA": str(tmp_path)})
        assert status.returncode == 0, status.stderr
        assert b"is running: True" in status.stdout
    finally:
        first.close()


def test_status_without_a_database_says_what_to_do(tmp_path: Path) -> None:
    assert "start the bot once" in refused(
        tripod("status", cwd=tmp_path, settings={"TRIPOD_DATA": str(tmp_path)})
    )


def test_a_broken_card_is_refused_by_file_line_and_mend(tmp_path: Path) -> None:
    write(tmp_path, "cards/elbowpain.md", '+++\ntitle = "Elbow pain\n+++\nWords.\n')
    said = refused(tripod("chat", "--content", str(tmp_path), cwd=tmp_path))
    assert "cards/elbowpain.md:2:" in said


@pytest.mark.parametrize(
    "words", [["--at", "yesterday"], ["--at", "2026-11-22T05:30"], ["--zone", "Nowhere/City"], ["--what"]]
)
def test_an_option_that_makes_no_sense_is_named(tmp_path: Path, words: list[str]) -> None:
    assert words[0] in refused(tripod("chat", "--json", *words, cwd=tmp_path))


def test_no_command_and_a_wrong_command_are_refused(tmp_path: Path) -> None:
    refused(tripod(cwd=tmp_path))
    refused(tripod("dance", cwd=tmp_path))


def test_binary_on_stdin_is_answered_line_by_line(tmp_path: Path) -> None:
    done = tripod("chat", "--json", cwd=tmp_path, stdin=bytes(range(256)) * 50)
    assert done.returncode == 0
    assert b'"error"' in done.stdout
    assert done.stderr == b""


def test_a_reader_who_goes_away_is_no_fault(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -P -m bot chat --json | head -c 10'
    lines = b'{"who": "sam", "text": "/help"}\n' * 200
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command,
        shell=True,
        cwd=tmp_path,
        env=environment,
        input=lines,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


def test_the_chat_never_opens_the_database_of_a_running_bot(tmp_path: Path) -> None:
    folder = ("--data", str(tmp_path))
    assert (
        tripod(
            "chat", "--json", *folder, cwd=tmp_path, stdin=b'{"who": "sam", "text": "/start"}\n'
        ).returncode
        == 0
    )
    with sqlite3.connect(tmp_path / "tripod.db") as connection:
        connection.execute("UPDATE accounts SET account = 'telegram:42'")
    assert "people of a running bot" in refused(tripod("chat", "--json", *folder, cwd=tmp_path))


def test_a_database_without_its_tables_is_refused_by_all(tmp_path: Path) -> None:
    Database.open(tmp_path).close()
    with sqlite3.connect(tmp_path / "tripod.db") as connection:
        connection.execute("DROP TABLE deliveries")
    refused(tripod("chat", "--data", str(tmp_path), cwd=tmp_path))
    refused(tripod("status", cwd=tmp_path, settings={"TRIPOD_DATA": str(tmp_path)}))


def test_content_without_a_gentle_drill_is_refused(tmp_path: Path) -> None:
    for path in (ROOT / "content" / "drills").glob("*.md"):
        write(tmp_path, f"drills/{path.name}", path.read_text().replace("gentle = true", "gentle = false"))
    assert "gentle" in refused(tripod("chat", "--content", str(tmp_path), cwd=tmp_path))


def test_a_header_nested_without_end_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "cards/deep.md", "+++\na = " + "[" * 5000 + "\n+++\nWords.\n")
    assert "cards/deep.md" in refused(tripod("chat", "--content", str(tmp_path), cwd=tmp_path))
