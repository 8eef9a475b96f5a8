"""Questions that were passed on to the coach, and counts of cards that were not meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.members import CheckIn
from bot.model import Question
from bot.store.asked import question_of
from bot.store.database import Database, instant_text
from bot.store.rows import MEMBER, check_in_of, member_of

KEPT_FOR = timedelta(days=30)
"""How long a question stays after its answer, unless who asked lets it be kept for others."""
FIGURES = 14
"""Figures of pain that a coach sees, where who asked said yes to that."""
LISTED = 100
"""Open questions that a coach gets to see at once."""


class Questions:
    """The part of the database that knows what waits for the coach."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection = database.connection

    async def waiting(self) -> tuple[Question, ...]:
        """What no coach has answered yet, the oldest first."""
        rows = self._connection.execute(
            "SELECT * FROM questions WHERE state = 'open' ORDER BY number LIMIT ?", (LISTED,)
        )
        return tuple(self._coached(question_of(row)) for row in rows)

    async def count_waiting(self) -> int:
        """How many wait for the coach."""
        count: int = self._connection.execute(
            "SELECT count(*) FROM questions WHERE state = 'open'"
        ).fetchone()[0]
        return count

    async def of(self, person: str) -> tuple[Question, ...]:
        """Everything that this person has passed on, the oldest first."""
        rows = self._connection.execute("SELECT * FROM questions WHERE person = ? ORDER BY number", (person,))
        return tuple(question_of(row) for row in rows)

    async def numbered(self, number: int) -> Question | None:
        """The question with that number; None when it is forgotten."""
        row = self._connection.execute("SELECT * FROM questions WHERE number = ?", (number,)).fetchone()
        return question_of(row) if row else None

    async def quotes(self) -> Mapping[int, Question]:
        """The words of readers that may be quoted in a note, by number."""
        rows = self._connection.execute("SELECT * FROM questions WHERE consent IN ('named', 'anonymous')")
        return {row["number"]: question_of(row) for row in rows}

    async def awaited(self, account: str, now: datetime) -> str:
        """What the next plain words of that account are a reply to; empty where they are none."""
        row = self._connection.execute(
            "SELECT about FROM awaited WHERE account = ? AND until > ?", (account, instant_text(now))
        ).fetchone()
        return row["about"] if row else ""

    async def misses(self) -> Mapping[str, int]:
        """How often each card was not what somebody had meant, the most often first."""
        rows = self._connection.execute("SELECT card, count FROM misses ORDER BY count DESC, card")
        return {row["card"]: row["count"] for row in rows}

    async def forget_settled(self, now: datetime) -> None:
        """Erase what was settled longer than KEPT_FOR ago and is neither kept for others nor to be quoted."""
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM questions WHERE state IN ('answered', 'declined') AND settled_at < ?"
                " AND consent NOT IN ('named', 'anonymous')",
                (instant_text(now - KEPT_FOR),),
            )
            connection.execute("DELETE FROM awaited WHERE until <= ?", (instant_text(now),))
        self._database.wipe()

    def _coached(self, question: Question) -> Question:
        """The question with what a coach may know of who asked it."""
        row = self._connection.execute(
            f"{MEMBER} WHERE people.person = ? AND account = home", (question.person,)
        ).fetchone()
        if row is None:
            return question
        asker = member_of(row)
        return replace(
            question, rhythm=asker.rhythm, pains=self._pains(asker.person) if asker.shares_pain else ()
        )

    def _pains(self, person: str) -> tuple[CheckIn, ...]:
        rows = self._connection.execute(
            "SELECT * FROM check_ins WHERE person = ? AND pain IS NOT NULL ORDER BY day DESC LIMIT ?",
            (person, FIGURES),
        )
        return tuple(check_in_of(row) for row in rows)
