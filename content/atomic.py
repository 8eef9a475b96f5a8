"""A JSON document in a file that a crash, a kill or a full disk cannot tear.

    coach.json            the newest version          coach.json.previous   the one before
    coach.json.new        a version being written     coach.json.torn       a damaged one, put aside
    coach.json.lock       held while writing

Write: the new version goes to `.new` and to the disk, the present one is kept as `.previous` by a hard link,
then `.new` takes the name in one step, and the folder goes to the disk. At every instant the name holds a
whole version: the old one or the new one.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident
from typing import Any

from content.header import ContentError

Tables = dict[str, dict[str, Any]]
"""Table name to document id to document, as TinyDB keeps them."""

LOCK_SECONDS = 10.0
log = logging.getLogger(__name__)


class AtomicFile:
    """One JSON document, read whole and written whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.torn = ""
        """A short hash of the newest version that was found damaged or gone; empty while none was."""
        self._previous = path.with_name(path.name + ".previous")
        self._depth = 0

    def read(self) -> Tables | None:
        """The newest version that is whole; None when there is none yet.

        Raises ContentError when no version can be read.
        """
        reasons: list[str] = []
        torn = raw = b""
        for path in (self.path, self._previous):
            try:
                raw = path.read_bytes()
                tables = _parse(raw)
            except FileNotFoundError:
                reasons.append(f"{path.name} is missing")
            except OSError as error:
                raise ContentError(
                    str(path), 1, f"it cannot be read ({error.strerror})", "let the bot's user read it"
                ) from None
            except ValueError:
                reasons.append(f"{path.name} is damaged")
                torn = torn or raw
            else:
                if reasons:
                    self._note_torn(reasons[0], torn, path)
                return tables
        if not any("damaged" in reason for reason in reasons):
            return None
        mend = f"bring {self.path.name} back from a backup, or move it away to begin with an empty desk"
        raise ContentError(str(self.path), 1, " and ".join(reasons), mend)

    def write(self, tables: Tables) -> None:
        """Make this the newest version; once it returns, the version is on the disk.

        Raises OSError when the disk refuses; the version before stays as it was.
        """
        text = json.dumps(tables, ensure_ascii=False, indent=1)
        new = self.path.with_name(self.path.name + ".new")
        with self.locked():
            try:
                with new.open("wb") as file:
                    file.write(text.encode("utf-8", "backslashreplace"))
                    file.flush()
                    os.fsync(file.fileno())
                self._keep_present()
                new.replace(self.path)
            except OSError:
                new.unlink(missing_ok=True)
                raise
            _sync_folder(self.path.parent)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else writes inside this block; it may stand within itself.

        Raises ContentError when another process does not let go.
        """
        if self._depth:
            yield
            return
        from filelock import FileLock, Timeout

        try:
            lock = FileLock(f"{self.path}.lock").acquire(timeout=LOCK_SECONDS)
        except Timeout:
            what = "another process has been writing to it for 10 seconds"
            raise ContentError(str(self.path), 1, what, "stop the other bot, then try again") from None
        with lock:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1

    def _note_torn(self, reason: str, torn: bytes, read: Path) -> None:
        """Say once that an earlier version was read in the place of a damaged one."""
        found = hashlib.blake2b(reason.encode() + torn, digest_size=6).hexdigest()
        if found != self.torn:
            log.warning("%s: read %s instead", reason, read)
        self.torn = found

    def _keep_present(self) -> None:
        """Keep the present version as the previous one; a damaged one never takes that place."""
        try:
            _parse(self.path.read_bytes())
        except FileNotFoundError:
            return
        except ValueError:
            self.path.replace(self.path.with_name(self.path.name + ".torn"))
            return
        link = self.path.with_name(self.path.name + ".link")
        link.unlink(missing_ok=True)
        try:
            link.hardlink_to(self.path)
        except OSError:  # a file system without hard links
            with link.open("wb") as file:
                file.write(self.path.read_bytes())
                file.flush()
                os.fsync(file.fileno())
        link.replace(self._previous)
        link.unlink(missing_ok=True)  # a rename onto the same inode leaves both names


def write_whole(path: Path, content: bytes) -> None:
    """Put a file there that nobody ever sees in part, after a power cut too. Raises OSError.

    It is written under another name first; a folder that is missing is made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(f".{os.getpid()}-{get_ident()}.new")
    try:
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _parse(raw: bytes) -> Tables:
    """The tables of a version. Raises ValueError when it is not whole."""
    tables = json.loads(raw)
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise ValueError("not a document of tables")
    return tables


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # there a folder cannot be opened
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
