"""Members, their check-ins and their agenda: recall before a decision, remember after it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.changes import Change, Erase, Part, Save, Unite, Withdraw
from bot.members import Account, CheckIn, Member
from bot.model import Sent
from bot.store.database import Conflict, Database, instant_of, instant_text
from bot.store.groups import look_again_at_groups, set_group_due
from bot.store.ledger import write_delivery
from bot.store.pairing import lose
from bot.store.rows import MEMBER, apply, check_in_of, member_of, sent_of, set_due
from scheduler.outbox import LATE, Delivery
from scheduler.plan import Due

HOME_OF = (
    f"{MEMBER} WHERE people.person = (SELECT person FROM accounts WHERE account = ?)"
    " AND accounts.account = home"
)
DUE = (
    f"SELECT * FROM ({MEMBER}) AS member JOIN agenda ON agenda.person = member.person"
    " WHERE member.account = member.home AND agenda.due_at <= ? ORDER BY agenda.due_at LIMIT ?"
)

NEXT_DUE = (
    "SELECT min(at) AS at FROM"
    " (SELECT min(due_at) AS at FROM agenda UNION ALL SELECT min(due_at) AS at FROM groups"
    " UNION ALL SELECT min(due_at) AS at FROM venues WHERE due_at IS NOT NULL)"
)
GROUP = "group"
"""The kind of a move of a group, whose only row says when its next note is due."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """What the store knows of one person."""

    member: Member | None = None
    check_ins: tuple[CheckIn, ...] = ()
    agenda: Mapping[str, Due] = field(default_factory=dict)
    last_prompt: date | None = None
    """The newest local day whose drill was sent, or is not to be."""
    sent: tuple[Sent, ...] = ()
    """What was sent unasked, oldest first; only when all was asked for."""
    excused: frozenset[date] = frozenset()
    """Local days whose drill came too late to be sent: the bot itself was down."""
    timer: Due | None = None
    """The end of the hold that is being timed."""

    def and_(self, other: Recalled) -> Recalled:
        """What the plan of the two goes by once they are one: the later of each."""
        both = [*self.agenda.items(), *other.agenda.items()]
        days = [one.last_prompt for one in (self, other) if one.last_prompt is not None]
        agenda = dict(sorted(both, key=lambda row: row[1].label))
        return Recalled(agenda=agenda, last_prompt=max(days, default=None))

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

    @property
    def database(self) -> Database:
        """The one database, for its other parts."""
        return self._database

    async def recall(self, account: str, *, is_whole: bool = False) -> Recalled:
        """What is known of the person behind an account; what was sent unasked only when whole."""
        row = self._connection.execute(HOME_OF, (account,)).fetchone()
        if row is None:
            return Recalled()
        member = self._member(row)
        return Recalled(
            member,
            self._check_ins(member.person),
            self._agenda(member.person),
            self._last_prompt(member.person),
            self._sent(member.person) if is_whole else (),
            self._excused(member.person),
            self._timer(member.person),
        )

    async def recall_person(self, person: str) -> Recalled:
        """The same, by person, at their home account."""
        row = self._connection.execute(
            f"{MEMBER} WHERE people.person = ? AND account = home", (person,)
        ).fetchone()
        if row is None:
            return Recalled()
        return Recalled(self._member(row), self._check_ins(person), excused=self._excused(person))

    async def remember(
        self, person: str, version: int, changes: tuple[Change, ...], agenda: Mapping[str, Due | None]
    ) -> None:
        """Keep the changes and the agenda in one transaction, if nobody changed the person since the recall.

        Raises Conflict otherwise, and nothing is kept.
        """
        owner = next((change.member.person for change in changes if isinstance(change, Save)), person)
        with self._database.transaction() as connection:
            row = connection.execute("SELECT version FROM people WHERE person = ?", (person,)).fetchone()
            if (row["version"] if row else 0) != version:
                raise Conflict(person)
            for change in changes:
                apply(connection, change)
            for kind, due in agenda.items():
                set_due(connection, owner, kind, due)
        if any(isinstance(change, Erase | Withdraw | Unite | Part) for change in changes):
            self._database.wipe()

    async def due(self, now: datetime, limit: int) -> tuple[Row, ...]:
        """The agenda's oldest rows that are due."""
        rows = self._connection.execute(DUE, (instant_text(now), limit)).fetchall()
        return tuple(self._row(row) for row in rows)

    async def advance(self, moves: tuple[Move, ...]) -> None:
        """Write the deliveries and move the agenda on, in one transaction. What exists stays as it is."""
        with self._database.transaction() as connection:
            for move in moves:
                for delivery in move.deliveries:
                    write_delivery(connection, delivery, "planned")
                for delivery in move.skipped:
                    write_delivery(connection, delivery, "skipped", LATE)
                if move.kind == GROUP and move.next:
                    set_group_due(connection, move.person, move.next)
                elif move.kind:
                    set_due(connection, move.person, move.kind, move.next)

    async def look_again(self, kind: str, label: str, now: datetime) -> None:
        """Make everybody who waits for this label due now, and take back what is not being sent yet.

        Who has no schedule of this kind any more, because they stopped, keeps what is planned: it is skipped.
        """
        with self._database.transaction() as connection:
            taken_back = connection.execute(
                "DELETE FROM deliveries"
                " WHERE kind = ? AND label = ? AND state IN ('planned', 'claimed')"
                " AND person IN (SELECT person FROM agenda WHERE kind = ?) RETURNING person",
                (kind, label, kind),
            ).fetchall()
            for row in taken_back:
                set_due(connection, row["person"], kind, Due(label, now))
            connection.execute(
                "UPDATE agenda SET due_at = ? WHERE kind = ? AND label = ? AND due_at > ?",
                (instant_text(now), kind, label, instant_text(now)),
            )
            if kind == "note":
                look_again_at_groups(connection, label, now)

    async def zone_of(self, account: str, default: str) -> str:
        """Where an account reads its clock."""
        row = self._connection.execute(
            "SELECT zone FROM people JOIN accounts USING (person) WHERE account = ?", (account,)
        ).fetchone()
        return row["zone"] if row else default

    async def has_begun(self, kind: str, label: str) -> bool:
        """Whether any delivery of this kind and label has left, or is leaving."""
        row = self._connection.execute(
            "SELECT 1 FROM deliveries WHERE kind = ? AND label = ? AND state IN ('sending', 'sent') LIMIT 1",
            (kind, label),
        ).fetchone()
        return row is not None

    async def agreed(self, numbers: tuple[int, ...]) -> frozenset[int]:
        """Those of these questions whose words may be quoted."""
        marks = ", ".join("?" * len(numbers))
        rows = self._connection.execute(
            f"SELECT number FROM questions WHERE consent IN ('named', 'anonymous') AND number IN ({marks})",
            numbers,
        )
        return frozenset(row["number"] for row in rows)

    async def lose(self, account: str) -> bool:
        """Note that the account cannot be written to; whether another one of the person stands in for it."""
        with self._database.transaction() as connection:
            return lose(connection, account)

    async def set_address(self, account: str, address: str) -> None:
        """Keep the private chat of an account."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE accounts SET address = ? WHERE account = ?", (address, account))

    async def has_people_beyond(self, platform: str) -> bool:
        """Whether anybody here came by another platform."""
        row = self._connection.execute(
            "SELECT 1 FROM accounts WHERE account NOT LIKE ? LIMIT 1", (f"{platform}:%",)
        ).fetchone()
        return row is not None

    async def next_due(self) -> datetime | None:
        """When the agenda next wants attention."""
        row = self._connection.execute(NEXT_DUE).fetchone()
        return instant_of(row["at"]) if row["at"] else None

    def _member(self, row: sqlite3.Row) -> Member:
        others = self._connection.execute(
            "SELECT * FROM accounts WHERE person = ? AND account != ? ORDER BY account",
            (row["person"], row["home"]),
        )
        known = (Account(one["account"], one["address"], bool(one["is_reachable"])) for one in others)
        return replace(member_of(row), others=tuple(known))

    def _check_ins(self, person: str) -> tuple[CheckIn, ...]:
        rows = self._connection.execute(
            "SELECT * FROM check_ins WHERE person = ? ORDER BY day DESC", (person,)
        )
        return tuple(check_in_of(row) for row in rows)

    def _excused(self, person: str) -> frozenset[date]:
        rows = self._connection.execute(
            "SELECT label FROM deliveries"
            " WHERE person = ? AND kind = 'drill' AND state = 'skipped' AND reason = ?",
            (person, LATE),
        )
        return frozenset(date.fromisoformat(row["label"]) for row in rows)

    def _agenda(self, person: str) -> dict[str, Due]:
        rows = self._connection.execute("SELECT kind, label, due_at FROM agenda WHERE person = ?", (person,))
        return {row["kind"]: Due(row["label"], instant_of(row["due_at"])) for row in rows}

    def _timer(self, person: str) -> Due | None:
        row = self._connection.execute(
            "SELECT label, due_at FROM deliveries"
            " WHERE person = ? AND kind = 'timer' AND label LIKE '%/done' AND state != 'sent'",
            (person,),
        ).fetchone()
        return Due(row["label"], instant_of(row["due_at"])) if row else None

    def _last_prompt(self, person: str) -> date | None:
        label = "SELECT max(label) AS label FROM deliveries WHERE person = ? AND kind"
        row = self._connection.execute(
            f"SELECT max(label) AS label FROM ({label} = 'drill' UNION ALL {label} = 'nudge')",
            (person, person),
        ).fetchone()
        return date.fromisoformat(row["label"]) if row["label"] else None

    def _sent(self, person: str) -> tuple[Sent, ...]:
        rows = self._connection.execute(
            "SELECT * FROM deliveries WHERE person = ? ORDER BY due_at, key", (person,)
        )
        return tuple(sent_of(row) for row in rows)

    def _row(self, row: sqlite3.Row) -> Row:
        unanswered = self._connection.execute(
            "SELECT count(*) FROM deliveries WHERE person = ? AND kind IN ('drill', 'nudge')"
            " AND state = 'sent' AND settled_at > ?",
            (row["person"], row["heard_at"]),
        ).fetchone()[0]
        return Row(member_of(row), row["kind"], Due(row["label"], instant_of(row["due_at"])), unanswered)
