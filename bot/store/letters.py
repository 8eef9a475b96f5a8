"""Letters: a coach's words to a part of the members, kept as drafts, sent once to each."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from bot.changes import Discard, Draft, OfLetters, Post
from bot.coach import EVERYBODY, MISSED, Letter, Reach
from bot.store.database import Conflict, Database, instant_of, instant_text
from bot.store.ledger import WAITING, write_delivery
from scheduler.outbox import Delivery
from scheduler.plan import Quiet, Rhythm, after_quiet
from scheduler.wall import ONE_WEEK, local_day

KIND = "coach-message"
"""How the deliveries of a letter are called."""
READERS = (
    "SELECT people.person, home, address, zone, hour, quiet_from, quiet_to, standing, paused_until,"
    " joined_at,"
    " (SELECT max(day) FROM check_ins WHERE check_ins.person = people.person) AS last_day,"
    f" (SELECT max(not_before) FROM deliveries WHERE deliveries.person = people.person AND kind = '{KIND}'"
    "  AND state NOT IN ('skipped', 'failed')) AS last_letter"
    " FROM people JOIN accounts ON accounts.account = home"
    " WHERE standing != 'stopped' AND is_reachable = 1 AND wants_letters = 1"
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody whom a letter reaches, and when it may leave."""

    person: str
    account: str
    address: str
    not_before: datetime
    had_one: bool
    """A letter reaches them on that day already."""


class Letters:
    """The part of the database that knows what coaches write to many."""

    def __init__(self, database: Database) -> None:
        self._connection = database.connection

    async def numbered(self, number: int) -> Letter | None:
        """The letter of that number, with what became of it; None when it is forgotten."""
        row = self._connection.execute("SELECT * FROM letters WHERE number = ?", (number,)).fetchone()
        return replace(_letter(row), tally=self._tally(number)) if row else None

    async def newest_of(self, author: str) -> Letter | None:
        """The coach's draft, else the letter that was sent last."""
        row = self._connection.execute(
            "SELECT max(number) AS number FROM letters WHERE author = ?", (author,)
        ).fetchone()
        return await self.numbered(row["number"]) if row["number"] else None

    async def fresh_number(self) -> int:
        """The number of the next letter."""
        row = self._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'letters'").fetchone()
        return row["seq"] + 1 if row else 1

    async def reach(self, part: str, now: datetime) -> Reach:
        """Whom a letter to this part would reach now."""
        readers = list(_readers(self._connection, part, now))
        reached = [reader for reader in readers if not reader.had_one]
        return Reach(
            Counter(reader.account.partition(":")[0] for reader in reached),
            later=sum(reader.not_before > now for reader in reached),
            had_one=len(readers) - len(reached),
        )

    def _tally(self, number: int) -> dict[str, int]:
        rows = self._connection.execute(
            "SELECT state, reason, count(*) AS count FROM deliveries WHERE kind = ? AND label = ?"
            " GROUP BY state, reason ORDER BY count DESC",
            (KIND, str(number)),
        )
        tally: Counter[str] = Counter()
        for row in rows:
            tally[fate_of(row["state"], row["reason"])] += row["count"]
        return dict(tally)


def fate_of(state: str, reason: str) -> str:
    """What became of a delivery: "waiting", "sent", or why it was not: the reason without its details."""
    if state in WAITING:
        return "waiting"
    return state if state == "sent" else reason.partition(":")[0]


def apply_letter(connection: sqlite3.Connection, change: OfLetters) -> None:
    """Write a change, within a transaction. Raises Conflict when a draft is gone, or a number is taken."""
    match change:
        case Draft(letter):
            _forget_drafts(connection, letter.author)
            values = (letter.number, letter.author, letter.part, letter.text, instant_text(letter.written_at))
            kept = connection.execute(
                "INSERT INTO letters (number, author, part, text, written_at, state)"
                " VALUES (?, ?, ?, ?, ?, 'draft') ON CONFLICT DO NOTHING",
                values,
            )
            _refuse_none(kept, letter)
        case Post(letter, at):
            begun = connection.execute(
                "UPDATE letters SET state = 'sent' WHERE number = ? AND state = 'draft'", (letter.number,)
            )
            _refuse_none(begun, letter)
            for reader in list(_readers(connection, letter.part, at)):
                if not reader.had_one:
                    write_delivery(connection, _delivery(letter, reader), "planned")
        case Discard(letter):
            connection.execute("DELETE FROM letters WHERE number = ? AND state = 'draft'", (letter.number,))


def forget_author(connection: sqlite3.Connection, account: str) -> None:
    """Erase who wrote: drafts go, what was sent stays without a name."""
    _forget_drafts(connection, account)
    connection.execute("UPDATE letters SET author = '' WHERE author = ?", (account,))


def _forget_drafts(connection: sqlite3.Connection, author: str) -> None:
    connection.execute("DELETE FROM letters WHERE author = ? AND state = 'draft'", (author,))


def _refuse_none(done: sqlite3.Cursor, letter: Letter) -> None:
    if done.rowcount != 1:
        raise Conflict(f"letter {letter.number}")


def _delivery(letter: Letter, reader: Reader) -> Delivery:
    at = reader.not_before
    return Delivery(KIND, reader.person, str(letter.number), reader.account, at, at, reader.address)


def _letter(row: sqlite3.Row) -> Letter:
    return Letter(
        author=row["author"],
        part=row["part"],
        text=row["text"],
        written_at=instant_of(row["written_at"]),
        number=row["number"],
        state=row["state"],
    )


def _readers(connection: sqlite3.Connection, part: str, now: datetime) -> Iterator[Reader]:
    """Everybody of that part who is not on a pause and wants letters."""
    if part in (EVERYBODY, MISSED):
        rows = connection.execute(READERS)
    else:
        rows = connection.execute(f"{READERS} AND focus = ?", (part,))
    for row in rows:
        today = local_day(now, row["zone"])
        is_paused = row["standing"] == "paused" and not _is_over(row["paused_until"], today)
        if not is_paused and (part != MISSED or _has_missed_a_week(row, today)):
            yield _reader(row, now)


def _reader(row: sqlite3.Row, now: datetime) -> Reader:
    quiet = None
    if row["quiet_from"]:
        quiet = Quiet(time.fromisoformat(row["quiet_from"]), time.fromisoformat(row["quiet_to"]))
    zone = row["zone"]
    leaves = after_quiet(now, Rhythm(zone, time.fromisoformat(row["hour"]), quiet=quiet))
    last = row["last_letter"]
    had_one = bool(last) and local_day(instant_of(last), zone) >= local_day(leaves, zone)
    return Reader(row["person"], row["home"], row["address"], leaves, had_one)


def _is_over(until: str | None, today: date) -> bool:
    return until is not None and date.fromisoformat(until) <= today


def _has_missed_a_week(row: sqlite3.Row, today: date) -> bool:
    joined = local_day(instant_of(row["joined_at"]), row["zone"])
    last = date.fromisoformat(row["last_day"]) if row["last_day"] else joined
    return today - last >= ONE_WEEK
