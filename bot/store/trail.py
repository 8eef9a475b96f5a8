"""The audit trail: what coaches sent and changed. It is only added to; who is forgotten loses the name."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from bot.roles import Act
from bot.store.database import Database, instant_of, instant_text
from bot.store.roster import NAMED

ACT = (
    f"SELECT *, {NAMED.format(column='kept.account')} AS name,"
    f" {NAMED.format(column='kept.about')} AS name_of_about FROM audit AS kept"
)


class Trail:
    """The part of the database that knows what coaches did."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection = database.connection

    async def record(self, act: Act) -> None:
        """Add an act whose effect is kept elsewhere; the others are written with theirs, see `add`."""
        with self._database.transaction() as connection:
            add(connection, act)

    async def newest(self, about: Collection[str], before: int, limit: int) -> tuple[Act, ...]:
        """The newest acts, the newest first: about any of these, or about anything where none is.

        `before` is the number of an act that was shown already; 0 begins with the newest.
        """
        marks = ", ".join("?" * len(about))
        only = f"AND about IN ({marks})" if about else ""
        rows = self._connection.execute(
            f"{ACT} WHERE (? = 0 OR number < ?) {only} ORDER BY number DESC LIMIT ?",
            (before, before, *about, limit),
        )
        return tuple(_act_of(row) for row in rows)

    async def of(self, accounts: tuple[str, ...]) -> tuple[Act, ...]:
        """All that these accounts did, the oldest first."""
        marks = ", ".join("?" * len(accounts))
        rows = self._connection.execute(f"{ACT} WHERE account IN ({marks}) ORDER BY number", accounts)
        return tuple(_act_of(row) for row in rows)


def _act_of(row: sqlite3.Row) -> Act:
    return Act(
        at=instant_of(row["at"]),
        account=row["account"],
        act=row["act"],
        about=row["about"],
        detail=row["detail"],
        number=row["number"],
        name=row["name"] or "",
        name_of_about=row["name_of_about"] or "",
    )


def add(connection: sqlite3.Connection, act: Act) -> None:
    """Add an act, within the transaction that carries it out."""
    connection.execute(
        "INSERT INTO audit (at, account, act, about, detail) VALUES (?, ?, ?, ?, ?)",
        (instant_text(act.at), act.account, act.act, act.about, act.detail),
    )


def forget_acts(connection: sqlite3.Connection, account: str) -> None:
    """Leave what this account did, and what was done about it, without naming it."""
    connection.execute("UPDATE audit SET account = '' WHERE account = ?", (account,))
    connection.execute("UPDATE audit SET about = '' WHERE about = ?", (account,))
