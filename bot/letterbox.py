"""What goes between members and coaches, recalled: replies, the inbox, letters, and the board."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.commands.inbox import number_in
from bot.commands.table import Recalls
from bot.commands.telling import KIND, deed_in, part_in
from bot.model import Said
from bot.store.board import Boards
from bot.store.ledger import Ledger
from bot.store.letters import Letters
from bot.store.people import Recalled
from bot.store.questions import Questions
from scheduler.outbox import Delivery


class Letterbox:
    """Fields of Ask and Notice, by name, out of the stores."""

    def __init__(self, questions: Questions, letters: Letters, boards: Boards, ledger: Ledger) -> None:
        self._questions = questions
        self._letters = letters
        self._boards = boards
        self._ledger = ledger

    async def for_coach(self, recalls: Recalls, said: Said, words: str, now: datetime) -> dict[str, Any]:
        """What a coach's command looks at."""
        if recalls == "letters":
            return await self._written(said.account, words, now)
        board = {"board": await self._boards.board(now)} if recalls == "board" else {}
        return board | await self._inbox(words)

    async def _inbox(self, words: str) -> dict[str, Any]:
        """What waits for a coach, and the question that these words name."""
        return {
            "inbox": await self._questions.waiting(),
            "misses": await self._questions.misses(),
            "numbered": await self._questions.numbered(number_in(words)),
        }

    async def _written(self, author: str, words: str, now: datetime) -> dict[str, Any]:
        """The letter that is meant, and whom it, or the one that is typed, would reach."""
        _, number = deed_in(words)
        letter = await (self._letters.numbered(number) if number else self._letters.newest_of(author))
        part = part_in(words)[0] or (letter.part if letter and letter.state == "draft" else "")
        return {
            "letter": letter,
            "fresh_letter": await self._letters.fresh_number(),
            "reach": await self._letters.reach(part, now) if part else None,
        }

    async def replying(self, said: Said, command: str, recalled: Recalled, now: datetime) -> dict[str, Any]:
        """What these words reply to: the message that the platform names, else a tap just before, else for
        `/reply` the newest note.
        """
        if not said.is_private:
            return {}
        person = recalled.member.person if recalled.member else said.account
        awaited = await self._questions.awaited(said.account, now)
        answered = await self._ledger.replied_to(person, said.account, said.replies) if said.replies else ""
        newest = await self._ledger.newest_note(person) if command == "reply" else ""
        mine = {"questions": await self._questions.of(person)} if answered or awaited else {}
        return {"replying": answered or awaited or newest, "awaits_reply": bool(awaited), **mine}

    async def of_delivery(self, delivery: Delivery) -> dict[str, Any]:
        """What an unasked message is about: a question, quotes, or a letter."""
        match delivery.kind, delivery.label.split("/"):
            case (("answer" | "quote"), [number]):
                return {"question": await self._questions.numbered(int(number))}
            case "coach", ["quote", number, _]:
                return {"question": await self._questions.numbered(int(number))}
            case (("note" | "trial"), _) | ("coach", ["approve" | "reserve" | "silence", *_]):
                return {"quotes": await self._questions.quotes()}
            case kind, [number] if kind == KIND:
                return {"letter": await self._letters.numbered(int(number))}
        return {}
