"""Challenges that groups took on: where they run, who is in, and the posts that go there.

What people did is not kept here: it stands in their check-ins, and is read from there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from bot.rounds import POST, Count, Entrant, Round, Scene, Venue, day_in
from bot.store.database import Database, instant_of, instant_text
from bot.store.entering import (
    OF_PERSON,
    drop_planned,
    edit_post,
    excuse,
    leave_chat,
    move_posts,
    set_due_of_venue,
)
from bot.store.ledger import write_delivery
from bot.store.pairing import fresh_code
from bot.store.round_rows import entrant_of, is_running, round_of, venue_of
from scheduler.outbox import Delivery
from scheduler.plan import Due, local_day
from scheduler.posts import END

EVERYBODY = frozenset(("", "board", "certificate", "export"))
"""What is said of a round for which all its entrants are looked at."""
ENTRANTS = (
    "SELECT entrants.*, people.pauses FROM entrants LEFT JOIN people USING (person)"
    " WHERE round = ? ORDER BY number"
)
DAYS = (
    "SELECT number, day FROM entrants JOIN check_ins USING (person)"
    " WHERE round = ? AND person != '' AND day BETWEEN ? AND ?"
)
COUNT = (
    "SELECT count(*) AS people, count(check_ins.day) AS today FROM entrants"
    " LEFT JOIN check_ins ON check_ins.person = entrants.person AND check_ins.day = ?"
    " WHERE round = ? AND is_in"
)
MINE = (
    "SELECT rounds.* FROM rounds JOIN entrants ON entrants.round = rounds.number"
    f" WHERE {OF_PERSON} AND is_in AND ended IS NULL ORDER BY rounds.number"
)


class Rounds:
    """The part of the database that knows the challenges of groups."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection = database.connection

    async def scene(self, chat: str, words: str, person: str, now: datetime) -> Scene:
        """What a command looks at that was said in `chat`, with these words behind "/challenge"."""
        here, mine = self._newest_in(chat), self._running_of(person, now)
        named = self._named(words, now)
        if named is None and here is None and len(mine) == 1:
            named = mine[0]
        found = named or here
        if found is None:
            return Scene(mine=mine, fresh_code=fresh_code())
        return Scene(
            here=here,
            named=named,
            own=self._own(found, person),
            count=self._count(found, day_in(words) or local_day(now, found.zone)),
            venues=self._venues(found.number),
            entrants=self._entrants(found) if _verb(words) in EVERYBODY else (),
            mine=mine,
            fresh_code=fresh_code(),
        )

    async def of_delivery(self, delivery: Delivery, now: datetime) -> Scene:
        """What a message about a round looks at: everybody only for the last one."""
        number, _, about = delivery.label.partition("/")
        found = self._find(int(number))
        if found is None:
            return Scene()
        day = day_in(about.replace("/", " ")) or local_day(now, found.zone)
        return Scene(
            named=found,
            own=self._own(found, delivery.person),
            count=self._count(found, day),
            venues=self._venues(found.number),
            entrants=self._entrants(found) if delivery.kind == POST and about == END else (),
        )

    async def kept_of(self, person: str) -> tuple[tuple[Round, Entrant], ...]:
        """All rounds that somebody was ever in, with what they were there."""
        rows = self._connection.execute(
            "SELECT rounds.* FROM rounds JOIN entrants ON entrants.round = rounds.number"
            f" WHERE {OF_PERSON} ORDER BY rounds.number",
            (person,),
        ).fetchall()
        found = [(one, self._own(one, person)) for one in map(round_of, rows)]
        return tuple((one, own) for one, own in found if own)

    async def due(self, now: datetime, limit: int) -> tuple[tuple[Round, Venue, Due], ...]:
        """Chats whose post is due, those due for longest first."""
        rows = self._connection.execute(
            "SELECT * FROM venues WHERE due_at <= ? ORDER BY due_at LIMIT ?", (instant_text(now), limit)
        ).fetchall()
        found = ((self._find(row["number"]), row) for row in rows)
        return tuple(
            (one, venue_of(row), Due(row["label"], instant_of(row["due_at"]))) for one, row in found if one
        )

    async def advance(
        self,
        venue: Venue,
        deliveries: Iterable[Delivery],
        missed: Iterable[date],
        due: Due | None,
    ) -> None:
        """Write the deliveries, excuse the days that had none, and move the row on, in one transaction."""
        with self._database.transaction() as connection:
            for delivery in deliveries:
                write_delivery(connection, delivery, "planned")
            excuse(connection, venue.number, missed)
            set_due_of_venue(connection, venue.number, venue.chat, due)

    async def excuse(self, delivery: Delivery) -> None:
        """The post of that day came too late to be sent: nobody is asked for the day."""
        number, _, day = delivery.label.partition("/")
        with self._database.transaction() as connection:
            excuse(connection, int(number), (date.fromisoformat(day),))

    async def keep_post(self, delivery: Delivery, address: str, message: str) -> None:
        """Note which message shows the post of the day, so that it can be edited."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE deliveries SET address = ?, message = ? WHERE key = ?",
                (address, message, delivery.key),
            )

    async def stir(self, person: str, now: datetime, changed: frozenset[int] = frozenset()) -> bool:
        """Plan that the newest posts show a new count, where this person is in, and in the rounds `changed`.

        Whether any is planned.
        """
        is_planned = False
        running = {one.number for one in self._running_of(person, now)} | changed
        venues = [venue for number in sorted(running) for venue in self._venues(number)]
        if venues:
            with self._database.transaction() as connection:
                for venue in venues:
                    is_planned = edit_post(connection, venue, now) or is_planned
        return is_planned

    async def end(self, chat: str, now: datetime) -> bool:
        """The bot is in that chat no more; who was in by it is told. Whether anybody is."""
        is_told = False
        with self._database.transaction() as connection:
            rows = connection.execute(
                "SELECT rounds.* FROM rounds JOIN venues USING (number) WHERE chat = ?", (chat,)
            ).fetchall()
            connection.execute("DELETE FROM venues WHERE chat = ?", (chat,))
            for found in map(round_of, rows):
                if is_running(found, now):
                    is_told = leave_chat(connection, found, chat, now) or is_told
            drop_planned(connection, chat)
        return is_told

    async def move(self, chat: str, to: str) -> None:
        """The platform gave that chat another number; topics and messages are gone with the old one."""
        with self._database.transaction() as connection:
            hosts = connection.execute(
                "UPDATE OR REPLACE venues SET chat = ?, address = ? WHERE chat = ?", (to, to, chat)
            )
            if hosts.rowcount:
                connection.execute("UPDATE entrants SET chat = ? WHERE chat = ?", (to, chat))
                move_posts(connection, chat, to)

    def _find(self, number: int) -> Round | None:
        row = self._connection.execute("SELECT * FROM rounds WHERE number = ?", (number,)).fetchone()
        return round_of(row) if row else None

    def _named(self, words: str, now: datetime) -> Round | None:
        """By the number that stands first among the words, or behind "with" by the code of one that runs."""
        verb, *rest = words.split() or [""]
        if verb.casefold() == "with":
            code = "".join(rest).upper()
            row = self._connection.execute("SELECT * FROM rounds WHERE code = ?", (code,)).fetchone()
            found = round_of(row) if row else None
            return found if found and is_running(found, now) else None
        number = next((word for word in rest if word.isdecimal()), "")
        return self._find(int(number[:9])) if number else None

    def _newest_in(self, chat: str) -> Round | None:
        row = self._connection.execute(
            "SELECT rounds.* FROM rounds JOIN venues USING (number) WHERE chat = ?"
            " ORDER BY number DESC LIMIT 1",
            (chat,),
        ).fetchone()
        return round_of(row) if row else None

    def _running_of(self, person: str, now: datetime) -> tuple[Round, ...]:
        found = map(round_of, self._connection.execute(MINE, (person,)))
        return tuple(one for one in found if is_running(one, now))

    def _venues(self, number: int) -> tuple[Venue, ...]:
        rows = self._connection.execute("SELECT * FROM venues WHERE number = ? ORDER BY chat", (number,))
        return tuple(map(venue_of, rows))

    def _count(self, found: Round, day: date) -> Count:
        row = self._connection.execute(COUNT, (day.isoformat(), found.number)).fetchone()
        return Count(row["people"], row["today"])

    def _own(self, found: Round, person: str) -> Entrant | None:
        row = self._connection.execute(
            "SELECT entrants.*, people.pauses FROM entrants JOIN people USING (person)"
            f" WHERE {OF_PERSON} AND round = ?",
            (person, found.number),
        ).fetchone()
        if row is None:
            return None
        days = self._connection.execute(
            "SELECT day FROM check_ins WHERE person = ? AND day BETWEEN ? AND ?",
            (person, found.first.isoformat(), found.last.isoformat()),
        )
        return entrant_of(row, frozenset(date.fromisoformat(one["day"]) for one in days))

    def _entrants(self, found: Round) -> tuple[Entrant, ...]:
        span = (found.number, found.first.isoformat(), found.last.isoformat())
        days: dict[int, set[date]] = {}
        for row in self._connection.execute(DAYS, span):
            days.setdefault(row["number"], set()).add(date.fromisoformat(row["day"]))
        rows = self._connection.execute(ENTRANTS, (found.number,))
        return tuple(entrant_of(row, frozenset(days.get(row["number"], ()))) for row in rows)


def _verb(words: str) -> str:
    return words.casefold().partition(" ")[0]
