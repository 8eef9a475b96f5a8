"""Groups and channels that read along: who they are, and when their next note is due."""

from __future__ import annotations

import sqlite3
from datetime import datetime, time

from bot.changes import Subscribe, Unsubscribe
from bot.groups import Group
from bot.store.database import Database, instant_of, instant_text
from scheduler.plan import Due


class Groups:
    """The part of the database that knows the groups."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection = database.connection

    async def find(self, chat: str) -> Group | None:
        """The group of that chat, if it reads along."""
        row = self._connection.execute("SELECT * FROM groups WHERE chat = ?", (chat,)).fetchone()
        return _group_of(row) if row else None

    async def waits_for(self, chat: str) -> str | None:
        """The week of the note that a group gets next."""
        row = self._connection.execute("SELECT label FROM groups WHERE chat = ?", (chat,)).fetchone()
        return row["label"] if row else None

    async def due(self, now: datetime, limit: int) -> tuple[tuple[Group, Due], ...]:
        """Groups whose note is due, those due for longest first."""
        rows = self._connection.execute(
            "SELECT * FROM groups WHERE due_at <= ? ORDER BY due_at LIMIT ?", (instant_text(now), limit)
        )
        return tuple((_group_of(row), Due(row["label"], instant_of(row["due_at"]))) for row in rows)

    async def end(self, chat: str) -> None:
        """The bot is in that chat no more."""
        with self._database.transaction() as connection:
            _forget(connection, chat)

    async def move(self, chat: str, to: str) -> None:
        """The platform gave that chat another number; its topics are gone with the old one."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE OR REPLACE groups SET chat = ?, address = ? WHERE chat = ?", (to, to, chat)
            )


def apply_group(connection: sqlite3.Connection, change: Subscribe | Unsubscribe) -> None:
    """Write a change, within a transaction."""
    match change:
        case Subscribe(group, due):
            connection.execute(
                "REPLACE INTO groups (chat, address, zone, note_hour, label, due_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    group.chat,
                    group.address,
                    group.zone,
                    group.note_hour.isoformat(),
                    due.label,
                    instant_text(due.at),
                ),
            )
        case Unsubscribe(chat):
            _forget(connection, chat)


def look_again_at_groups(connection: sqlite3.Connection, week: str, now: datetime) -> None:
    """Make groups that wait for this week's note due now, and take back what is not being sent yet."""
    taken_back = connection.execute(
        "DELETE FROM deliveries WHERE kind = 'note' AND label = ? AND state IN ('planned', 'claimed')"
        " AND person IN (SELECT chat FROM groups) RETURNING person",
        (week,),
    ).fetchall()
    for row in taken_back:
        set_group_due(connection, row["person"], Due(week, now))
    connection.execute(
        "UPDATE groups SET due_at = ? WHERE label = ? AND due_at > ?",
        (instant_text(now), week, instant_text(now)),
    )


def set_group_due(connection: sqlite3.Connection, chat: str, due: Due) -> None:
    """Write when a group's next note is due."""
    connection.execute(
        "UPDATE groups SET label = ?, due_at = ? WHERE chat = ?", (due.label, instant_text(due.at), chat)
    )


def _forget(connection: sqlite3.Connection, chat: str) -> None:
    connection.execute("DELETE FROM groups WHERE chat = ?", (chat,))
    connection.execute("DELETE FROM deliveries WHERE person = ? AND state IN ('planned', 'claimed')", (chat,))


def _group_of(row: sqlite3.Row) -> Group:
    return Group(row["chat"], row["address"], row["zone"], time.fromisoformat(row["note_hour"]))
