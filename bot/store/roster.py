"""Who is a coach now: the accounts of the settings, and those that coaches added in chat.

A role belongs to the account that was named. Pairing gives it to no other account: otherwise whoever talks a
coach into typing a code would be one. A coach with two accounts names both.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Container
from typing import Any

from bot.changes import Appoint, Dismiss
from bot.roles import Coach
from bot.store.database import Conflict, Database, instant_of, instant_text
from bot.store.ledger import write_delivery
from scheduler.outbox import Delivery

NAMED = "(SELECT name FROM people JOIN accounts USING (person) WHERE accounts.account = {column})"
"""The name of the member behind an account."""
ADDED = (
    f"SELECT *, {NAMED.format(column='kept.account')} AS name,"
    f" {NAMED.format(column='kept.added_by')} AS name_of_adder FROM roster AS kept"
)

SAME = "SELECT account FROM accounts WHERE person = (SELECT person FROM accounts WHERE account = ?)"


class Roster:
    """The one place that knows the coaches. What the settings say of an account counts for it."""

    def __init__(self, database: Database, coaches: Collection[str], approvers: Collection[str]) -> None:
        self._connection = database.connection
        self._coaches = coaches
        self._approvers = approvers

    async def listed(self) -> tuple[Coach, ...]:
        """All of them, with names where they are known: those of the settings, then by when they came."""
        fixed = sorted({*self._coaches, *self._approvers})
        named = [Coach(one, one in self._approvers, name=self._name(one)) for one in fixed]
        rows = self._connection.execute(f"{ADDED} ORDER BY added_at, account")
        return (*named, *(_coach_of(row) for row in rows if row["account"] not in fixed))

    async def added(self, accounts: tuple[str, ...]) -> tuple[Coach, ...]:
        """What is kept of these accounts."""
        marks = ", ".join("?" * len(accounts))
        rows = self._connection.execute(f"{ADDED} WHERE account IN ({marks}) ORDER BY account", accounts)
        return tuple(_coach_of(row) for row in rows)

    async def on(self, platforms: Container[str]) -> tuple[str, ...]:
        """The accounts of coaches on these platforms; the others could not be written to."""
        return tuple(one for one in sorted(self._roles()) if one.partition(":")[0] in platforms)

    async def powers(self, account: str) -> dict[str, Any]:
        """What an account may do here, as fields of Ask. No other account makes one a second person."""
        roles, own = self._roles(), self._accounts_of_same(account)
        return {
            "is_coach": account in roles,
            "is_approver": roles.get(account, False),
            "has_coach": bool(roles),
            "needs_approval": any(roles[one] for one in roles if one not in own),
        }

    def _roles(self) -> dict[str, bool]:
        """The account of every coach, and whether it is an approver's."""
        rows = self._connection.execute("SELECT account, is_approver FROM roster")
        added = {row["account"]: bool(row["is_approver"]) for row in rows}
        return added | {one: one in self._approvers for one in (*self._coaches, *self._approvers)}

    def _accounts_of_same(self, account: str) -> set[str]:
        """All accounts of the person behind this one."""
        rows = self._connection.execute(SAME, (account,))
        return {account, *(row["account"] for row in rows)}

    def _name(self, account: str) -> str:
        row = self._connection.execute(f"SELECT {NAMED.format(column='?')} AS name", (account,)).fetchone()
        return row["name"] or ""


def _coach_of(row: sqlite3.Row) -> Coach:
    return Coach(
        account=row["account"],
        is_approver=bool(row["is_approver"]),
        added_by=row["added_by"],
        added_at=instant_of(row["added_at"]),
        name=row["name"] or "",
        name_of_adder=row["name_of_adder"] or "",
    )


def apply_role(connection: sqlite3.Connection, change: Appoint | Dismiss) -> None:
    """Write a change, within a transaction. Raises Conflict when somebody else removed the coach."""
    match change:
        case Appoint(account, is_approver, by, at):
            connection.execute(
                "REPLACE INTO roster (account, is_approver, added_by, added_at) VALUES (?, ?, ?, ?)",
                (account, is_approver, by, instant_text(at)),
            )
            matter = "approver" if is_approver else "added"
            told = Delivery("coach", account, f"{matter}/{instant_text(at)}", account, at, at)
            write_delivery(connection, told, "planned")
        case Dismiss(account):
            if connection.execute("DELETE FROM roster WHERE account = ?", (account,)).rowcount != 1:
                raise Conflict(account)
            connection.execute(
                "DELETE FROM deliveries WHERE person = ? AND kind = 'coach'"
                " AND state IN ('planned', 'claimed')",
                (account,),
            )


def forget_role(connection: sqlite3.Connection, account: str) -> None:
    """Take an account out of the roster; those that it added stay, added by nobody."""
    connection.execute("DELETE FROM roster WHERE account = ?", (account,))
    connection.execute("UPDATE roster SET added_by = '' WHERE added_by = ?", (account,))
