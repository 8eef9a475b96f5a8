"""`tripod status`: how the bot stands, read beside it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.store.database import Database, instant_text
from content import search
from content.library import Reading
from content.store import FILE, ContentStore
from scheduler.plan import LATE

SENT_LATE = (
    "SELECT count(*) FROM deliveries WHERE state = 'sent' AND julianday(settled_at) - julianday(due_at) > ?"
)


BACKLOG = (
    "SELECT count(*) FROM deliveries WHERE state IN ('planned', 'claimed', 'sending') AND not_before <= ?"
)
"""What may leave now."""
OVERDUE = (
    "SELECT (SELECT count(*) FROM agenda WHERE due_at < ?)"
    " + (SELECT count(*) FROM deliveries WHERE state IN ('planned', 'claimed', 'sending') AND not_before < ?)"
)
"""What should have left ten minutes ago and has not."""


def read_status(folder: Path, below: Reading, now: datetime) -> dict[str, Any]:
    """Figures by name; instants are ISO 8601 in UTC.

    `below` are the pages of the files. Raises StoreError when there is no database to read, ContentError when
    the coach's desk cannot be read.
    """
    database = Database.look(folder)
    try:
        return {
            **_figures(database, now),
            **_content(ContentStore(below, folder), folder),
            "search": search.state(),
            "is_running": Database.is_held(folder),
        }
    finally:
        database.close()


def _figures(database: Database, now: datetime) -> dict[str, Any]:
    def one(sql: str, *values: object) -> Any:
        return database.connection.execute(sql, values).fetchone()[0]

    failures = database.connection.execute(
        "SELECT reason, count(*) FROM deliveries WHERE state = 'failed' GROUP BY reason ORDER BY 2 DESC"
    )
    return {
        "next_due": one("SELECT min(due_at) FROM agenda"),
        "last_sent": one("SELECT max(settled_at) FROM deliveries WHERE state = 'sent'"),
        "backlog": one(BACKLOG, instant_text(now)),
        "late": one(SENT_LATE, LATE / timedelta(days=1)),
        "skipped": one("SELECT count(*) FROM deliveries WHERE state = 'skipped'"),
        "failures": dict(failures.fetchall()),
        "questions": one("SELECT count(*) FROM questions WHERE state = 'open'"),
        "members": one("SELECT count(*) FROM people"),
        "database_version": one("PRAGMA user_version"),
        "overdue": one(OVERDUE, *2 * [instant_text(now - LATE)]),
        "as_of": now.isoformat(timespec="seconds"),
    }


def _content(content: ContentStore, folder: Path) -> dict[str, Any]:
    """The library, the coach's edits over it, and the files of the desk that were found damaged."""
    desk = content.desk
    put_aside = f"{FILE}.torn"
    return {
        "content_version": content.library.version,
        "edits": len(desk.standing()),
        "edits_on_changed_ground": [desk.name(file) for file in desk.behind()],
        "edits_left_out": [str(fault) for fault in desk.laid.left_out.values()],
        "damaged": [FILE] * bool(content.torn) + [put_aside] * (folder / put_aside).exists(),
    }


def in_words(status: dict[str, Any]) -> str:
    """The same for a person, a line a figure."""
    return "\n".join(f"{name.replace('_', ' ')}: {_shown(value)}" for name, value in status.items())


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{reason} ({count})" for reason, count in value.items()) or "none"
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return "-" if value is None else str(value)
