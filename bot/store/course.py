"""How the sending of a note goes, counted by index, and the message that shows it to coaches."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.changes import Drop, Release
from bot.course import EDIT_EVERY, PROGRESS, Course
from bot.edge import Posted
from bot.store.database import Database, instant_of, instant_text
from bot.store.ledger import write_delivery
from scheduler.outbox import LATE, Delivery

LATELY = timedelta(minutes=1)
STATES = (
    "SELECT CASE WHEN state IN ('planned', 'claimed', 'sending') THEN 'queued'"
    " WHEN state = 'failed' AND reason LIKE 'gone:%' THEN 'blocked'"
    " WHEN state = 'failed' THEN 'refused' WHEN state = 'sent' THEN 'sent'"
    " WHEN reason = ? THEN 'held' END AS became, count(*) AS count"
    " FROM deliveries WHERE kind = 'note' AND label = ? GROUP BY became"
)
COMING = (
    "SELECT (SELECT count(*) FROM agenda WHERE kind = 'note' AND label = ?)"
    " + (SELECT count(*) FROM groups WHERE label = ?)"
)
SHOWN = "SELECT state, settled_at, figures FROM deliveries WHERE key = ?"
AGAIN = "UPDATE deliveries SET state = 'planned', due_at = ?, not_before = ? WHERE key = ?"
HELD = "kind = 'note' AND label = ? AND state = 'skipped' AND reason = 'late'"


class Courses:
    """The part of the database that knows how notes go out."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection = database.connection

    async def of(self, week: str, now: datetime) -> Course:
        """The figures of that week's note."""
        rows = self._connection.execute(STATES, (LATE, week)).fetchall()
        counts = {row["became"]: row["count"] for row in rows if row["became"]}
        coming: int = self._connection.execute(COMING, (week, week)).fetchone()[0]
        return Course(**counts, coming=coming, per_second=self._speed(week, now))

    async def newest(self, week: str) -> datetime | None:
        """When a delivery of that week's note was last settled."""
        row = self._connection.execute(
            "SELECT max(settled_at) AS at FROM deliveries WHERE kind = 'note' AND label = ?", (week,)
        ).fetchone()
        return instant_of(row["at"]) if row["at"] else None

    async def held(self, week: str) -> int:
        """How many readers did not get that week's note before its Monday ended."""
        count: int = self._connection.execute(
            f"SELECT count(*) FROM deliveries WHERE {HELD}", (week,)
        ).fetchone()[0]
        return count

    async def show(self, coaches: Iterable[str], week: str, figures: str, now: datetime) -> bool:
        """Let every coach see these figures, in one message that changes; whether all see them by now."""
        is_shown = True
        with self._database.transaction() as connection:
            for coach in coaches:
                message = Delivery(PROGRESS, coach, week, coach, now, now)
                write_delivery(connection, message, "planned")
                row = connection.execute(SHOWN, (message.key,)).fetchone()
                if row["state"] == "sent" and row["figures"] != figures:
                    not_before = max(now, instant_of(row["settled_at"]) + EDIT_EVERY)
                    connection.execute(AGAIN, (*2 * (instant_text(not_before),), message.key))
                is_shown = is_shown and (row["state"] == "failed" or row["figures"] == figures)
        return is_shown

    async def keep(self, delivery: Delivery, posted: Posted, figures: str) -> None:
        """Note where the message stands, and what it shows."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE deliveries SET address = ?, message = ?, figures = ? WHERE key = ?",
                (posted.address, posted.message, figures, delivery.key),
            )

    async def remind(self, reminder: Delivery) -> None:
        """Plan a line to a coach, or plan it for another hour while it has not gone."""
        with self._database.transaction() as connection:
            write_delivery(connection, reminder, "planned")
            connection.execute(
                "UPDATE deliveries SET due_at = ?, not_before = ? WHERE key = ? AND state = 'planned'",
                (*2 * (instant_text(reminder.not_before),), reminder.key),
            )

    def _speed(self, week: str, now: datetime) -> float:
        """Deliveries a second, over the last minute or since the first."""
        row = self._connection.execute(
            "SELECT count(*) AS count, min(settled_at) AS first FROM deliveries"
            " WHERE kind = 'note' AND label = ? AND settled_at > ?",
            (week, instant_text(now - LATELY)),
        ).fetchone()
        if not row["count"]:
            return 0.0
        return float(row["count"]) / max(1.0, (now - instant_of(row["first"])).total_seconds())


def apply_held(connection: sqlite3.Connection, change: Release | Drop) -> None:
    """Write what a coach decided about readers who did not get a note in time."""
    match change:
        case Release(week, at):
            connection.execute(
                "INSERT INTO agenda (person, kind, label, due_at) SELECT person, 'overdue', label, ?"
                f" FROM deliveries WHERE {HELD} AND person IN (SELECT person FROM people)"
                " ON CONFLICT (person, kind) DO UPDATE SET label = excluded.label, due_at = excluded.due_at",
                (instant_text(at), week),
            )
            connection.execute(
                f"DELETE FROM deliveries WHERE {HELD} AND person IN (SELECT person FROM people)", (week,)
            )
            connection.execute(
                f"UPDATE deliveries SET state = 'planned', reason = '', due_at = ?, not_before = ?"
                f" WHERE {HELD}",
                (instant_text(at), instant_text(at), week),
            )
        case Drop(week):
            connection.execute(f"UPDATE deliveries SET reason = 'dropped' WHERE {HELD}", (week,))
