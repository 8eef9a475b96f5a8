"""`tripod status`: how the bot stands, read beside it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from bot.store.database import Database
from content.library import Library

LATE_SECONDS = 600
"""A message is late when it left more than ten minutes after its time."""


def read_status(folder: Path, library: Library, now: datetime) -> dict[str, Any]:
    """Figures by name; instants are ISO 8601 in UTC. Raises StoreError when there is no database to read."""
    database = Database.look(folder)
    try:
        return {**_figures(database, now), "content_version": library.version, "is_running": Database.is_held(folder)}
    finally:
        database.close()


def _figures(database: Database, now: datetime) -> dict[str, Any]:
    def one(sql: str, *values: object) -> Any:
        return database.connection.execute(sql, values).fetchone()[0]

    late = f"(julianday(settled_at) - julianday(due_at)) * 86400 > {LATE_SECONDS}"
    failures = database.connection.execute(
        "SELECT reason, count(*) FROM deliveries WHERE state = 'failed' GROUP BY reason ORDER BY 2 DESC"
    )
    return {
        "next_due": one("SELECT min(due_at) FROM agenda"),
        "last_sent": one("SELECT max(settled_at) FROM deliveries WHERE state = 'sent'"),
        "backlog": one("SELECT count(*) FROM deliveries WHERE state IN ('planned', 'claimed', 'sending')"),
        "late": one(f"SELECT count(*) FROM deliveries WHERE state = 'sent' AND {late}"),
        "skipped": one("SELECT count(*) FROM deliveries WHERE state = 'skipped'"),
        "failures": {reason: count for reason, count in failures},
        "members": one("SELECT count(*) FROM people"),
        "database_version": one("PRAGMA user_version"),
        "as_of": now.isoformat(timespec="seconds"),
    }


def in_words(status: dict[str, Any]) -> str:
    """The same for a person, a line a figure."""
    lines = []
    for name, value in status.items():
        if isinstance(value, dict):
            value = ", ".join(f"{reason} ({count})" for reason, count in value.items()) or "none"
        lines.append(f"{name.replace('_', ' ')}: {'-' if value is None else value}")
    return "\n".join(lines)
