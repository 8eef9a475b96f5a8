"""Deliveries: claimed, begun, settled. Every method is durable when it returns."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.store.database import Database, instant_of, instant_text
from scheduler.outbox import Delivery, Settlement

WAITING = ("planned", "claimed", "sending")
"""States of what has not gone out yet."""
ANSWERABLE = ("note", "coach-message")
"""Kinds of deliveries whose messages can be replied to."""
AWAITED = (
    "SELECT * FROM deliveries"
    " WHERE platform = ? AND state = 'planned' AND kind = 'timer' AND not_before <= ?"
    " ORDER BY not_before LIMIT ?"
)
"""The phases of a hold, for which somebody waits: they go before all the others."""
READY = (
    "SELECT * FROM deliveries WHERE platform = ? AND state = 'planned' AND not_before <= ?"
    " ORDER BY not_before, due_at LIMIT ?"
)

NEXT = (
    "SELECT min(not_before) AS at FROM deliveries WHERE platform = ? AND state = 'planned' AND not_before > ?"
)

OWN_KEY = "key = kind || '/' || person || '/' || label"
"""What was on its way when its person became another one is still known by its old key."""


class Ledger:
    """The part of the database that the outbox works on.

    One process holds the file, so a claim needs no lease: what an earlier process left claimed or sending is
    handed back once, by `recover`, when the next one starts.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection = database.connection

    async def recover(self, platform: str) -> int:
        """Hand back whatever is claimed or begun; how many deliveries that were. Nothing may be in hand."""
        with self._database.transaction() as connection:
            found = connection.execute(
                f"UPDATE OR REPLACE deliveries SET state = 'planned', {OWN_KEY}"
                " WHERE platform = ? AND state IN ('claimed', 'sending')",
                (platform,),
            )
            return found.rowcount

    async def claim(self, platform: str, now: datetime, limit: int) -> tuple[Delivery, ...]:
        """Take the oldest deliveries that may leave now; what somebody waits for goes first."""
        wanted = (platform, instant_text(now), limit)
        ready = self._connection.execute(AWAITED, wanted).fetchall()
        ready = ready or self._connection.execute(READY, wanted).fetchall()
        if ready:
            with self._database.transaction() as connection:
                connection.executemany(
                    "UPDATE deliveries SET state = 'claimed' WHERE key = ?", [(row["key"],) for row in ready]
                )
        return tuple(_delivery(row) for row in ready)

    async def mark_sending(self, delivery: Delivery) -> bool:
        """Say that the call to the platform is about to be made; False when the delivery was taken back."""
        return self._set(delivery, "state = 'sending'")

    async def settle(self, delivery: Delivery, settlement: Settlement) -> None:
        """Say how it ended."""
        not_before = settlement.not_before or delivery.not_before
        self._set(
            delivery,
            "state = ?, reason = ?, settled_at = ?, not_before = ?, attempts = attempts + 1",
            settlement.state,
            settlement.reason,
            instant_text(settlement.at),
            instant_text(not_before),
        )

    async def keep_message(self, delivery: Delivery, address: str, message: str) -> None:
        """Let what follows of this hold be shown in the message that this delivery made."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE deliveries SET address = ?, message = ? WHERE person = ? AND kind = ?",
                (address, message, delivery.person, delivery.kind),
            )

    async def keep_shown(self, delivery: Delivery, account: str, messages: tuple[str, ...]) -> None:
        """Note which messages the delivery made, so that a reply to one of them is known as one."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE deliveries SET account = ?, shown = ? WHERE key = ?",
                (account, " ".join(messages), delivery.key),
            )

    async def replied_to(self, person: str, account: str, message: str) -> str:
        """What a message of ours was about that somebody replies to, as in `Question.about`; else empty."""
        row = self._connection.execute(
            "SELECT kind, label FROM deliveries WHERE person = ? AND kind IN (?, ?) AND account = ?"
            " AND instr(' ' || shown || ' ', ' ' || ? || ' ')",
            (person, *ANSWERABLE, account, message),
        ).fetchone()
        if row is None:
            return ""
        return row["label"] if row["kind"] == "note" else f"letter-{row['label']}"

    async def newest_note(self, person: str) -> str:
        """The week of the newest note that somebody got; empty where there is none."""
        row = self._connection.execute(
            "SELECT max(label) AS week FROM deliveries WHERE person = ? AND kind = 'note' AND state = 'sent'",
            (person,),
        ).fetchone()
        return row["week"] or ""

    async def release(self, deliveries: tuple[Delivery, ...]) -> None:
        """Hand back what was claimed and not begun."""
        for delivery in deliveries:
            self._set(delivery, "state = 'planned'")

    async def first_departure(self) -> datetime | None:
        """The earliest instant at which something planned may leave, on any platform."""
        row = self._connection.execute(
            "SELECT min(not_before) AS at FROM deliveries WHERE state = 'planned'"
        ).fetchone()
        return instant_of(row["at"]) if row["at"] else None

    async def next_departure(self, platform: str, after: datetime) -> datetime | None:
        """When the first delivery may leave that may not leave yet."""
        row = self._connection.execute(NEXT, (platform, instant_text(after))).fetchone()
        return instant_of(row["at"]) if row["at"] else None

    async def count_skipped(self, kind: str, since: datetime) -> int:
        """Deliveries of a kind that were skipped because they had become too late."""
        row = self._connection.execute(
            "SELECT count(*) FROM deliveries"
            " WHERE kind = ? AND state = 'skipped' AND reason = 'late' AND due_at > ?",
            (kind, instant_text(since)),
        ).fetchone()
        count: int = row[0]
        return count

    def _set(self, delivery: Delivery, assignments: str, *values: object) -> bool:
        """Change a delivery that is in hand; one that was taken back meanwhile stays as it is.

        Of two for the same thing that came together meanwhile, this one counts.
        """
        with self._database.transaction() as connection:
            found = connection.execute(
                f"UPDATE OR REPLACE deliveries SET {assignments}, {OWN_KEY}"
                " WHERE key = ? AND state IN ('claimed', 'sending')",
                (*values, delivery.key),
            )
            return found.rowcount == 1


def _delivery(row: sqlite3.Row) -> Delivery:
    return Delivery(
        kind=row["kind"],
        person=row["person"],
        label=row["label"],
        account=row["account"],
        address=row["address"],
        due_at=instant_of(row["due_at"]),
        not_before=instant_of(row["not_before"]),
        attempts=row["attempts"],
        message=row["message"],
    )


def write_delivery(connection: sqlite3.Connection, delivery: Delivery, state: str, reason: str = "") -> None:
    """Write a delivery, planned or skipped; one of the same key stays as it is."""
    connection.execute(
        "INSERT INTO deliveries"
        " (key, kind, person, label, platform, account, address, due_at, not_before, state, reason, message)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (
            delivery.key,
            delivery.kind,
            delivery.person,
            delivery.label,
            delivery.platform,
            delivery.account,
            delivery.address,
            instant_text(delivery.due_at),
            instant_text(delivery.not_before),
            state,
            reason,
            delivery.message,
        ),
    )
