"""Two accounts, one person: codes, and the rows that move when people become one or an account leaves."""

from __future__ import annotations

import secrets
import sqlite3
from datetime import datetime, timedelta
from hashlib import sha256

from bot.changes import BOUND, Invite, Mistype, OfPairing, Part, Unite
from bot.members import Account
from bot.model import CODE_LENGTH, CODE_SIGNS
from bot.store.database import Conflict, Database, instant_of, instant_text
from bot.store.entering import give_entrants
from bot.store.ledger import write_delivery

WRONG_FOR = timedelta(minutes=10)
"""How long a wrong code counts."""
PROMPTS = ("drill", "nudge")
"""One of them a local day."""
STAY = ", ".join(f"'{kind}'" for kind in BOUND)
BEST = ("sent", "sending", "skipped", "failed", "planned", "claimed")
"""Of two deliveries for the same thing, the one that got further counts."""


class Codes:
    """The part of the database that knows which codes are shown, as hashes, and who guessed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection = database.connection

    async def fresh(self) -> str:
        """A new code, to be shown to one person."""
        return fresh_code()

    async def shown_by(self, code: str, now: datetime) -> Account | None:
        """The account that shows this code; None for one that is wrong, used or too old."""
        row = self._connection.execute(
            "SELECT account, address FROM codes WHERE code = ? AND until > ?",
            (_hash(code), instant_text(now)),
        ).fetchone()
        return Account(row["account"], row["address"]) if row else None

    async def count_wrong(self, account: str, now: datetime) -> int:
        """How many wrong codes this account typed within WRONG_FOR."""
        count: int = self._connection.execute(
            "SELECT count(*) FROM wrong_codes WHERE account = ? AND at > ?",
            (account, instant_text(now - WRONG_FOR)),
        ).fetchone()[0]
        return count

    async def of(self, accounts: tuple[str, ...]) -> tuple[tuple[datetime, ...], tuple[datetime, ...]]:
        """What is kept of these accounts: when their codes end, and when they typed wrong ones."""
        return self._instants("codes", "until", accounts), self._instants("wrong_codes", "at", accounts)

    async def forget_old(self, now: datetime) -> None:
        """Erase what counts no more."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM codes WHERE until <= ?", (instant_text(now),))
            connection.execute("DELETE FROM wrong_codes WHERE at <= ?", (instant_text(now - WRONG_FOR),))

    def _instants(self, table: str, column: str, accounts: tuple[str, ...]) -> tuple[datetime, ...]:
        marks = ", ".join("?" * len(accounts))
        rows = self._connection.execute(
            f"SELECT {column} AS at FROM {table} WHERE account IN ({marks}) ORDER BY at", accounts
        )
        return tuple(instant_of(row["at"]) for row in rows)


def fresh_code() -> str:
    """A code that nobody has seen yet, short to type."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))


def _hash(code: str) -> str:
    """What is kept of a code: whoever reads the file later finds none in it."""
    return sha256(code.encode()).hexdigest()


def apply_pairing(connection: sqlite3.Connection, change: OfPairing) -> None:
    """Write a change, within a transaction. Raises Conflict when code or person are not as they were."""
    match change:
        case Invite(account, code, until):
            connection.execute(
                "REPLACE INTO codes (account, address, code, until) VALUES (?, ?, ?, ?)",
                (account.name, account.address, _hash(code), instant_text(until)),
            )
        case Mistype(account_name, at):
            connection.execute("INSERT INTO wrong_codes VALUES (?, ?)", (account_name, instant_text(at)))
        case Unite():
            _unite(connection, change)
        case Part(account_name, before, after):
            if after.person != before:
                give_all(connection, before, after.person)
            _forget_account(connection, account_name, after.person, after.accounts[0])


def _unite(connection: sqlite3.Connection, change: Unite) -> None:
    used = connection.execute("DELETE FROM codes WHERE code = ?", (_hash(change.code),))
    row = connection.execute("SELECT version FROM people WHERE person = ?", (change.gone,)).fetchone()
    if used.rowcount != 1 or (row["version"] if row else 0) != change.version:
        raise Conflict(change.gone)
    if change.gone != change.stays:
        give_all(connection, change.gone, change.stays)
    write_delivery(connection, change.tells, "planned")


def give_all(connection: sqlite3.Connection, gone: str, stays: str) -> None:
    """Give all that is kept of one person to another, who stands already; their check-in of a day stays."""
    connection.execute("UPDATE OR IGNORE check_ins SET person = ? WHERE person = ?", (stays, gone))
    connection.execute("UPDATE questions SET person = ? WHERE person = ?", (stays, gone))
    give_entrants(connection, gone, stays)
    connection.execute(
        "INSERT INTO agenda (person, kind, label, due_at)"
        " SELECT ?, kind, label, due_at FROM agenda WHERE person = ?"
        " ON CONFLICT (person, kind) DO UPDATE SET label = excluded.label, due_at = excluded.due_at"
        " WHERE excluded.label > label",
        (stays, gone),
    )
    _give_deliveries(connection, gone, stays)
    connection.execute("DELETE FROM people WHERE person = ?", (gone,))


def _give_deliveries(connection: sqlite3.Connection, gone: str, stays: str) -> None:
    """Of two for the same thing one stays, of all prompts of a day too. Lines to a coach go by account."""
    rows = connection.execute(
        "SELECT * FROM deliveries WHERE person IN (?, ?) AND kind NOT IN ('coach', 'progress')", (gone, stays)
    ).fetchall()
    best: dict[tuple[str, str], sqlite3.Row] = {}
    for row in sorted(rows, key=lambda row: (BEST.index(row["state"]), row["person"] != stays)):
        matter = ("drill" if row["kind"] in PROMPTS else row["kind"], row["label"])
        if best.setdefault(matter, row) is not row:
            connection.execute("DELETE FROM deliveries WHERE key = ?", (row["key"],))
    for row in best.values():
        if row["person"] == gone:
            _give_delivery(connection, row, stays)


def _give_delivery(connection: sqlite3.Connection, row: sqlite3.Row, stays: str) -> None:
    """By its new key whoever has claimed it finds it no more; a call that is made is settled by the old."""
    if row["state"] == "sending":
        connection.execute("UPDATE deliveries SET person = ? WHERE key = ?", (stays, row["key"]))
        return
    connection.execute(
        "UPDATE deliveries SET person = ?, key = ?,"
        " state = CASE state WHEN 'claimed' THEN 'planned' ELSE state END WHERE key = ?",
        (stays, f"{row['kind']}/{stays}/{row['label']}", row["key"]),
    )


def readdress(connection: sqlite3.Connection, person: str, home: Account) -> None:
    """Let what has not left yet go to this account, but for what is bound to another one."""
    connection.execute(
        "UPDATE deliveries SET account = ?, address = ?, platform = ? WHERE person = ?"
        f" AND kind NOT IN ('coach', {STAY}) AND state IN ('planned', 'claimed', 'sending')",
        (home.name, home.address, home.platform, person),
    )


def _forget_account(connection: sqlite3.Connection, account: str, person: str, home: Account) -> None:
    """Where an account is named among what stays with its person, let the home account stand."""
    connection.execute("DELETE FROM accounts WHERE account = ?", (account,))
    forget_codes(connection, (account,))
    connection.execute(
        f"DELETE FROM deliveries WHERE person = ? AND account = ? AND kind IN ({STAY})", (person, account)
    )
    connection.execute(
        "UPDATE questions SET account = ?, address = ? WHERE person = ? AND account = ?",
        (home.name, home.address, person, account),
    )
    connection.execute(
        "UPDATE deliveries SET account = ?, address = ?, platform = ?"
        " WHERE person = ? AND account = ? AND kind != 'coach'",
        (home.name, home.address, home.platform, person, account),
    )


def forget_codes(connection: sqlite3.Connection, accounts: tuple[str, ...]) -> None:
    """Erase the codes that these accounts showed, the wrong ones that they typed, and a reply they began."""
    for account in accounts:
        connection.execute("DELETE FROM awaited WHERE account = ?", (account,))
        connection.execute("DELETE FROM codes WHERE account = ?", (account,))
        connection.execute("DELETE FROM wrong_codes WHERE account = ?", (account,))


def lose(connection: sqlite3.Connection, account: str) -> bool:
    """The account cannot be written to: another one of the person stands in from now on, where there is one.

    Where there is none, nothing more is planned.
    """
    connection.execute("UPDATE accounts SET is_reachable = 0 WHERE account = ?", (account,))
    row = connection.execute(
        "SELECT person FROM people JOIN accounts USING (person) WHERE account = ? AND home = account",
        (account,),
    ).fetchone()
    if row is None:
        return False
    other = connection.execute(
        "SELECT * FROM accounts WHERE person = ? AND is_reachable ORDER BY account LIMIT 1", (row["person"],)
    ).fetchone()
    if other is None:
        connection.execute("DELETE FROM agenda WHERE person = ?", (row["person"],))
        return False
    connection.execute(
        "UPDATE people SET home = ?, version = version + 1 WHERE person = ?",
        (other["account"], row["person"]),
    )
    readdress(connection, row["person"], Account(other["account"], other["address"]))
    return True
