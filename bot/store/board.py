"""The figures of the board, counted by the database along its indexes: history does not slow them."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bot.coach import Board, Few, Score
from bot.store.database import Database, instant_text
from bot.store.letters import fate_of
from scheduler.wall import ONE_WEEK

LATELY = timedelta(days=30)
"""How far back drills are counted for which an easier one was wished."""
EASIER, SCORES, NAMES = 5, 3, 5
"""Drills, notes and names that the board has room for."""

PAUSED = "standing = 'paused' AND (paused_until IS NULL OR paused_until > :today)"
ACTIVE = f"standing != 'stopped' AND NOT ({PAUSED})"
INJURED = f"{PAUSED} AND json_extract(pauses, '$[#-1][2]') = 1"
WORST = (
    "SELECT person FROM check_ins INDEXED BY check_ins_that_hurt WHERE pain >= 4 AND day > :week_ago_day"
    " GROUP BY person HAVING max(pain) BETWEEN {least} AND {most}"
)


class Boards:
    """The part of the database that counts for a coach."""

    def __init__(self, database: Database) -> None:
        self._connection = database.connection

    async def board(self, now: datetime) -> Board:
        """How the members are. Days are those of UTC."""
        times = {
            "today": _day(now),
            "week_ago": instant_text(now - ONE_WEEK),
            "week_ago_day": _day(now - ONE_WEEK),
        }

        def count(where: str) -> int:
            number: int = self._connection.execute(
                f"SELECT count(*) FROM people WHERE {where}", times
            ).fetchone()[0]
            return number

        def few(where: str) -> Few:
            named = self._connection.execute(
                f"SELECT name FROM people WHERE {where} AND shares_pain = 1 ORDER BY name LIMIT {NAMES}",
                times,
            )
            return Few(count(where), tuple(row["name"] for row in named))

        return Board(
            active=count(f"{ACTIVE} AND heard_at > :week_ago"),
            silent=count(f"{ACTIVE} AND heard_at <= :week_ago"),
            paused=count(PAUSED),
            stopped=count("standing = 'stopped' AND NOT is_guest"),
            injured=few(INJURED),
            signs=few("has_open_sign = 1"),
            red=few(f"person IN ({WORST.format(least=6, most=10)})"),
            amber=few(f"person IN ({WORST.format(least=4, most=5)})"),
            easier=self._easier(now),
            waiting=self._waiting(),
            scores=tuple(self._scores()),
        )

    def _easier(self, now: datetime) -> dict[str, int]:
        rows = self._connection.execute(
            "SELECT drill, count(*) AS count FROM check_ins INDEXED BY check_ins_too_much"
            " WHERE was_too_much = 1 AND day > ?"
            " GROUP BY drill ORDER BY count DESC, drill LIMIT ?",
            (_day(now - LATELY), EASIER),
        )
        return {row["drill"]: row["count"] for row in rows}

    def _waiting(self) -> dict[str, int]:
        rows = self._connection.execute(
            "SELECT about, count(*) AS count FROM questions WHERE state = 'open'"
            " GROUP BY about ORDER BY about"
        )
        return {row["about"]: row["count"] for row in rows}

    def _scores(self) -> Iterator[Score]:
        """Of the newest notes; who turned the note off counts for the one that went out last before."""
        until: str | None = None
        for week in self._weeks():
            rows = self._connection.execute(
                "SELECT state, reason, count(*) AS count, min(settled_at) AS first FROM deliveries"
                " WHERE kind = 'note' AND label = ? GROUP BY state, reason ORDER BY count DESC",
                (week,),
            ).fetchall()
            first = min((row["first"] for row in rows if row["state"] == "sent"), default=None)
            yield _score(week, rows, self._unsubscribed(first, until))
            until = first or until

    def _weeks(self) -> Iterator[str]:
        week = "~"  # after every week
        for _ in range(SCORES):
            week = self._connection.execute(
                "SELECT max(label) AS week FROM deliveries WHERE kind = 'note' AND label < ?", (week,)
            ).fetchone()["week"]
            if week is None:
                return
            yield week

    def _unsubscribed(self, since: str | None, until: str | None) -> int:
        if since is None:
            return 0
        number: int = self._connection.execute(
            "SELECT count(*) FROM people WHERE note_off_at >= ? AND note_off_at < ?", (since, until or "~")
        ).fetchone()[0]
        return number


def _score(week: str, rows: list[sqlite3.Row], unsubscribed: int) -> Score:
    fates: Counter[str] = Counter()
    for row in rows:
        fates[fate_of(row["state"], row["reason"])] += row["count"]
    sent, waiting = fates.pop("sent", 0), fates.pop("waiting", 0)
    return Score(week, sum(fates.values()) + sent + waiting, sent, waiting, dict(fates), unsubscribed)


def _day(at: datetime) -> str:
    return at.astimezone(UTC).date().isoformat()
