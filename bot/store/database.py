"""One SQLite file: opened, locked, migrated; transactions.

The standard library's `sqlite3`, called directly: a commit takes less time than a thread switch.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import FileLock

MIGRATIONS = Path(__file__).parent / "migrations"
NAME = "tripod.db"
A_GLANCE = 0.5
"""Seconds that a starting bot waits for the lock, which `status` holds for a moment to see if it is free."""
REWRITTEN = 16_000_000
"""Bytes of a file that is written anew when somebody is forgotten: a tenth of a second."""


class StoreError(Exception):
    """The database cannot be used. The text says what to do."""


class Conflict(Exception):
    """Somebody else changed what was recalled: recall and decide again."""


class Database:
    """An open database. One process writes it at a time; others may look at it with `Database.look`."""

    def __init__(self, connection: sqlite3.Connection, lock: FileLock | None) -> None:
        self.connection = connection
        self._lock = lock

    @classmethod
    def open(cls, folder: Path) -> Database:
        """Open the folder's database for this process alone, making and migrating it as needed.

        Raises StoreError when another bot runs on it, or when it is unreadable, broken or of a newer version.
        """
        path = folder / NAME
        lock = _lock(folder, A_GLANCE)
        try:
            connection = _connect(path)
            connection.execute("PRAGMA journal_mode = WAL")
            _migrate(connection, path)
        except BaseException as error:
            lock.release()
            raise _explained(error, path) from error
        return cls(connection, lock)

    @classmethod
    def look(cls, folder: Path) -> Database:
        """Open for reading, beside a running bot. Raises StoreError when there is nothing to read."""
        path = folder / NAME
        if not path.exists():
            raise StoreError(
                f"there is no database in {folder}; start the bot once, or name its folder in TRIPOD_DATA"
            )
        try:
            connection = _connect(path)
            connection.execute("PRAGMA query_only = ON")
            _refuse_newer(connection, path)
            _refuse_older(connection, path)
            _refuse_torn(connection)
        except sqlite3.Error as error:
            raise _explained(error, path) from error
        return cls(connection, None)

    @staticmethod
    def is_held(folder: Path) -> bool:
        """Whether a bot runs on this folder."""
        try:
            _lock(folder).release()
        except StoreError:
            return True
        return False

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, and on the disk when it ends."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:  # a full disk has ended it already
                self.connection.execute("ROLLBACK")
            raise

    def wipe(self) -> None:
        """Let nothing of what was erased stay in the file or its journal.

        SQLite overwrites what is deleted, but not the copies that rows leave behind when they move between
        pages: a file up to `REWRITTEN` is written anew. In a larger one they last until its next VACUUM.
        """
        (pages,) = self.connection.execute("PRAGMA page_count").fetchone()
        (size,) = self.connection.execute("PRAGMA page_size").fetchone()
        if pages * size <= REWRITTEN:
            self.connection.execute("VACUUM")
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file and let the next process in."""
        self.connection.close()
        if self._lock:
            self._lock.release()


def instant_text(at: datetime) -> str:
    """A datetime as the database keeps it: UTC, sortable as text."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def instant_of(text: str) -> datetime:
    """The datetime that was kept."""
    return datetime.fromisoformat(text)


def _lock(folder: Path, patience: float = 0.0) -> FileLock:
    from filelock import FileLock, Timeout  # only a bot that runs needs it

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "tripod.lock")
        lock.acquire(timeout=patience)
    except Timeout:
        raise StoreError(
            f"another bot is running on {folder}; stop it first, or give this one its own folder"
        ) from None
    except OSError as error:
        raise StoreError(
            f"the data folder {folder} cannot be used ({error.strerror}); mend its permissions"
        ) from None
    return lock


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=5.0)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    return connection


def _steps() -> tuple[Path, ...]:
    return tuple(sorted(MIGRATIONS.glob("[0-9]*.sql")))


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _refuse_newer(connection: sqlite3.Connection, path: Path) -> None:
    if _version(connection) > len(_steps()):
        raise StoreError(f"{path} was written by a newer Tripod; upgrade this one, or restore an older copy")


def _refuse_older(connection: sqlite3.Connection, path: Path) -> None:
    if _version(connection) < len(_steps()):
        raise StoreError(f"{path} was written by an older Tripod; start the bot once to bring it up to date")


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    _refuse_newer(connection, path)
    for number, step in enumerate(_steps(), start=1):
        if number > _version(connection):
            script = step.read_text(encoding="utf-8")
            connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")
    _refuse_torn(connection)


def _refuse_torn(connection: sqlite3.Connection) -> None:
    """Raises sqlite3.DatabaseError where a table is not there."""
    for table in (
        "people",
        "accounts",
        "check_ins",
        "agenda",
        "deliveries",
        "questions",
        "misses",
        "codes",
        "wrong_codes",
        "awaited",
        "letters",
        "groups",
        "roster",
        "audit",
    ):
        connection.execute(f"SELECT 1 FROM {table} LIMIT 1")


def _explained(error: BaseException, path: Path) -> BaseException:
    if isinstance(error, sqlite3.DatabaseError):
        return StoreError(
            f"the database {path} cannot be read ({error}); restore a copy, or move it away to begin anew"
        )
    return error
