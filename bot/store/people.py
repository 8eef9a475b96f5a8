"""Members, their check-ins and their agenda: recall before a decision, remember after it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from bot.model import Change, CheckIn, Erase, Log, Member, Publish, Save, Standing
from bot.store.database import Database, instant_of, instant_text
from scheduler.outbox import Delivery
from scheduler.plan import Due, Quiet, Rhythm

RECENT = 60
"""Check-ins that an ordinary command may look back on."""


class Conflict(Exception):
    """Somebody else changed what was recalled: recall and decide again."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """What the store knows of one person."""

    member: Member | None = None
    check_ins: tuple[CheckIn, ...] = ()
    agenda: Mapping[str, Due] = field(default_factory=dict)
    last_prompt: date | None = None
    """The newest local day that had its drill prompt."""

    @property
    def version(self) -> int:
        """0 for a person who is not known."""
        return self.member.version if self.member else 0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the agenda that fell due."""

    member: Member
    kind: str
    due: Due
    unanswered: int
    """Drill prompts sent since the member last said anything."""


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of a row: deliveries to write, and the next time, if there is one."""

    person: str
    kind: str
    deliveries: tuple[Delivery, ...]
    skipped: tuple[Delivery, ...]
    next: Due | None


class People:
    """The part of the database that decisions read and write."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection = database.connection

    async def recall(self, account: str, *, is_whole: bool = False) -> Recalled:
        """What is known of the person behind an account; check-ins newest first, all of them when whole."""
        row = self._connection.execute(f"{MEMBER} WHERE accounts.account = ?", (account,)).fetchone()
        if row is None:
            return Recalled()
        member = _member(row)
        return Recalled(
            member,
            self._check_ins(member.person, -1 if is_whole else RECENT),
            self._agenda(member.person),
            self._last_prompt(member.person),
        )

    async def recall_person(self, person: str) -> Recalled:
        """The same, by person, at their home account."""
        row = self._connection.execute(
            f"{MEMBER} WHERE people.person = ? AND account = home", (person,)
        ).fetchone()
        if row is None:
            return Recalled()
        return Recalled(_member(row), self._check_ins(person, RECENT))

    async def remember(
        self, person: str, version: int, changes: tuple[Change, ...], agenda: Mapping[str, Due | None]
    ) -> None:
        """Keep the changes and the agenda in one transaction, if nobody changed the person since the recall.

        Raises Conflict otherwise, and nothing is kept.
        """
        with self._database.transaction() as connection:
            row = connection.execute("SELECT version FROM people WHERE person = ?", (person,)).fetchone()
            if (row["version"] if row else 0) != version:
                raise Conflict(person)
            for change in changes:
                _apply(connection, change)
            for kind, due in agenda.items():
                _set_due(connection, person, kind, due)
        if any(isinstance(change, Erase) for change in changes):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def due(self, now: datetime, limit: int) -> tuple[Row, ...]:
        """The agenda's oldest rows that are due."""
        rows = self._connection.execute(
            f"SELECT * FROM ({MEMBER}) AS member JOIN agenda ON agenda.person = member.person"
            " WHERE member.account = member.home AND agenda.due_at <= ? ORDER BY agenda.due_at LIMIT ?",
            (instant_text(now), limit),
        ).fetchall()
        return tuple(self._row(row) for row in rows)

    async def advance(self, moves: tuple[Move, ...]) -> None:
        """Write the deliveries and move the agenda on, in one transaction. What exists stays as it is."""
        with self._database.transaction() as connection:
            for move in moves:
                for delivery in move.deliveries:
                    _plan(connection, delivery, "planned")
                for delivery in move.skipped:
                    _plan(connection, delivery, "skipped")
                if move.kind:
                    _set_due(connection, move.person, move.kind, move.next)

    async def look_again(self, kind: str, label: str, now: datetime) -> None:
        """Make everybody who waits for this label due now, and take back what is not being sent yet."""
        with self._database.transaction() as connection:
            taken_back = connection.execute(
                "DELETE FROM deliveries"
                " WHERE kind = ? AND label = ? AND state IN ('planned', 'claimed') RETURNING person",
                (kind, label),
            ).fetchall()
            for row in taken_back:
                _set_due(connection, row["person"], kind, Due(label, now))
            connection.execute(
                "UPDATE agenda SET due_at = ? WHERE kind = ? AND label = ? AND due_at > ?",
                (instant_text(now), kind, label, instant_text(now)),
            )

    async def has_begun(self, kind: str, label: str) -> bool:
        """Whether any delivery of this kind and label has left, or is leaving."""
        row = self._connection.execute(
            "SELECT 1 FROM deliveries WHERE kind = ? AND label = ? AND state IN ('sending', 'sent') LIMIT 1",
            (kind, label),
        ).fetchone()
        return row is not None

    async def set_reachable(self, account: str, *, is_reachable: bool) -> None:
        """Note whether the account can be written to; the agenda of an unreachable home is dropped."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE accounts SET is_reachable = ? WHERE account = ?", (is_reachable, account)
            )
            if not is_reachable:
                connection.execute(
                    "DELETE FROM agenda WHERE person IN (SELECT person FROM people WHERE home = ?)",
                    (account,),
                )

    async def next_due(self) -> datetime | None:
        """When the agenda next wants attention."""
        row = self._connection.execute("SELECT min(due_at) AS at FROM agenda").fetchone()
        return instant_of(row["at"]) if row["at"] else None

    def _check_ins(self, person: str, limit: int) -> tuple[CheckIn, ...]:
        rows = self._connection.execute(
            "SELECT day, drill, at FROM check_ins WHERE person = ? ORDER BY day DESC LIMIT ?", (person, limit)
        )
        return tuple(
            CheckIn(date.fromisoformat(row["day"]), row["drill"], instant_of(row["at"])) for row in rows
        )

    def _agenda(self, person: str) -> dict[str, Due]:
        rows = self._connection.execute("SELECT kind, label, due_at FROM agenda WHERE person = ?", (person,))
        return {row["kind"]: Due(row["label"], instant_of(row["due_at"])) for row in rows}

    def _last_prompt(self, person: str) -> date | None:
        row = self._connection.execute(
            "SELECT max(label) AS label FROM deliveries WHERE person = ? AND kind IN ('drill', 'nudge')",
            (person,),
        ).fetchone()
        return date.fromisoformat(row["label"]) if row["label"] else None

    def _row(self, row: sqlite3.Row) -> Row:
        unanswered = self._connection.execute(
            "SELECT count(*) FROM deliveries WHERE person = ? AND kind IN ('drill', 'nudge')"
            " AND state = 'sent' AND settled_at > ?",
            (row["person"], row["heard_at"]),
        ).fetchone()[0]
        return Row(_member(row), row["kind"], Due(row["label"], instant_of(row["due_at"])), unanswered)


MEMBER = (
    "SELECT people.*, accounts.account, accounts.address, accounts.is_reachable"
    " FROM people JOIN accounts USING (person)"
)


def _member(row: sqlite3.Row) -> Member:
    quiet = None
    if row["quiet_from"]:
        quiet = Quiet(time.fromisoformat(row["quiet_from"]), time.fromisoformat(row["quiet_to"]))
    standing: Standing = row["standing"]
    return Member(
        person=row["person"],
        home=row["home"],
        address=row["address"],
        name=row["name"],
        rhythm=Rhythm(
            zone=row["zone"],
            hour=time.fromisoformat(row["hour"]),
            note_hour=time.fromisoformat(row["note_hour"]),
            quiet=quiet,
        ),
        joined_at=instant_of(row["joined_at"]),
        heard_at=instant_of(row["heard_at"]),
        locale=row["locale"],
        standing=standing,
        paused_until=date.fromisoformat(row["paused_until"]) if row["paused_until"] else None,
        has_open_sign=bool(row["has_open_sign"]),
        wants_note=bool(row["wants_note"]),
        is_reachable=bool(row["is_reachable"]),
        version=row["version"],
    )


def _apply(connection: sqlite3.Connection, change: Change) -> None:
    match change:
        case Save(member):
            _save(connection, replace(member, version=member.version + 1))
        case Log(person, check_in):
            connection.execute(
                "INSERT INTO check_ins (person, day, drill, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (person, check_in.day.isoformat(), check_in.drill, instant_text(check_in.at)),
            )
        case Erase(person):
            connection.execute("DELETE FROM deliveries WHERE person = ?", (person,))
            connection.execute("DELETE FROM people WHERE person = ?", (person,))
        case Publish():
            raise TypeError("a note is kept in the content store")


def _save(connection: sqlite3.Connection, member: Member) -> None:
    rhythm = member.rhythm
    values = {
        "person": member.person,
        "version": member.version,
        "home": member.home,
        "name": member.name,
        "locale": member.locale,
        "zone": rhythm.zone,
        "hour": rhythm.hour.isoformat("minutes"),
        "note_hour": rhythm.note_hour.isoformat("minutes"),
        "quiet_from": rhythm.quiet.start.isoformat("minutes") if rhythm.quiet else None,
        "quiet_to": rhythm.quiet.end.isoformat("minutes") if rhythm.quiet else None,
        "standing": member.standing,
        "paused_until": member.paused_until.isoformat() if member.paused_until else None,
        "has_open_sign": member.has_open_sign,
        "wants_note": member.wants_note,
        "joined_at": instant_text(member.joined_at),
        "heard_at": instant_text(member.heard_at),
    }
    _upsert(connection, "people", "person", values)
    account = {
        "account": member.home,
        "person": member.person,
        "address": member.address,
        "is_reachable": member.is_reachable,
    }
    _upsert(connection, "accounts", "account", account)


def _upsert(connection: sqlite3.Connection, table: str, key: str, values: Mapping[str, object]) -> None:
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    updates = ", ".join(f"{name} = excluded.{name}" for name in values if name != key)
    connection.execute(
        f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT ({key}) DO UPDATE SET {updates}",
        dict(values),
    )


def _set_due(connection: sqlite3.Connection, person: str, kind: str, due: Due | None) -> None:
    if due is None:
        connection.execute("DELETE FROM agenda WHERE person = ? AND kind = ?", (person, kind))
    else:
        values = {"person": person, "kind": kind, "label": due.label, "due_at": instant_text(due.at)}
        _upsert(connection, "agenda", "person, kind", values)


def _plan(connection: sqlite3.Connection, delivery: Delivery, state: str) -> None:
    connection.execute(
        "INSERT INTO deliveries"
        " (key, kind, person, label, platform, account, address, due_at, not_before, state, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
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
            "late" if state == "skipped" else "",
        ),
    )
