"""What a command, or an unasked message, is told before it decides: its Ask or Notice, out of the stores."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.commands.pairing import code_in
from bot.commands.table import Recalls, recalled_for
from bot.course import PROGRESS
from bot.letterbox import Letterbox
from bot.members import Account, Member
from bot.model import Ask, Defaults, Invitation, Notice, Pairing, Said
from bot.recent import Recent
from bot.rounds import NO_SCENE, OF_ROUNDS
from bot.store.board import Boards
from bot.store.course import Courses
from bot.store.database import Database
from bot.store.groups import Groups
from bot.store.ledger import Ledger
from bot.store.letters import Letters
from bot.store.pairing import Codes
from bot.store.people import People, Recalled
from bot.store.questions import Questions
from bot.store.roster import Roster
from bot.store.rounds import Rounds
from bot.upkeep import Upkeep
from content.pictures import Pictures
from content.search import NOTHING, Found, Search
from content.store import ContentStore
from scheduler.outbox import Delivery
from scheduler.plan import week_now
from scheduler.wall import ONE_DAY


@dataclass(frozen=True, slots=True)
class Stores:
    """What the bot remembers: people and deliveries, the content, its pictures and the search in it."""

    people: People
    ledger: Ledger
    questions: Questions
    codes: Codes
    letters: Letters
    boards: Boards
    groups: Groups
    courses: Courses
    rounds: Rounds
    content: ContentStore
    pictures: Pictures
    search: Search = field(default_factory=Search)

    @classmethod
    def on(cls, database: Database, content: ContentStore, pictures: Pictures) -> Stores:
        """All that stands on one database, beside this content."""
        return cls(
            people=People(database),
            ledger=Ledger(database),
            questions=Questions(database),
            codes=Codes(database),
            letters=Letters(database),
            boards=Boards(database),
            groups=Groups(database),
            courses=Courses(database),
            rounds=Rounds(database),
            content=content,
            pictures=pictures,
        )


class Briefing:
    """Who asks the stores. `platforms` are those that the bot is on."""

    def __init__(
        self,
        stores: Stores,
        upkeep: Upkeep,
        roster: Roster,
        platforms: frozenset[str],
        defaults: Defaults,
    ) -> None:
        self._people = stores.people
        self._ledger = stores.ledger
        self._questions = stores.questions
        self._codes = stores.codes
        self._letterbox = Letterbox(stores.questions, stores.letters, stores.boards, stores.ledger)
        self._groups = stores.groups
        self._courses = stores.courses
        self._rounds = stores.rounds
        self._content = stores.content
        self._search = stores.search
        self._upkeep = upkeep
        self._roster = roster
        self._platforms = platforms
        self._defaults = defaults
        self._recent = Recent()

    async def found(self, said: Said, words: str) -> Found:
        """The cards that these words get, looked for in a thread: the first time it takes seconds."""
        if not words:
            return NOTHING
        if said.is_private:
            self._recent.note(said.account, words)
        return await asyncio.to_thread(self._search.find, self._content.library, words)

    async def ask(self, said: Said, command: str, words: str, now: datetime) -> tuple[Recalled, Ask]:
        """What is known of who speaks, and what a command looks at, but for the cards of plain words."""
        powers = await self._roster.powers(said.account)
        recalls = recalled_for(command, is_coach=powers["is_coach"])
        recalled = await self._people.recall(said.account, is_whole=recalls == "history")
        replying = await self._letterbox.replying(said, command, recalled, now)
        beyond = await self._beyond(said, words, recalled, recalls, now)  # content may be read anew here
        return recalled, Ask(
            said=said,
            command=command,
            words=words,
            now=now,
            shelf=self._content.shelf,
            defaults=self._defaults,
            member=_heard(recalled.member, said, now),
            check_ins=recalled.check_ins,
            excused=recalled.excused,
            last_prompt=recalled.last_prompt,
            agenda=recalled.agenda,
            timer=recalled.timer,
            sent=recalled.sent,
            editions=self._content.editions(),
            reserve=self._content.taken(),
            desk=self._content.desk,
            earlier=self._recent.find(said.account, words.rpartition(" ")[2]),
            is_back=said.is_private and recalled.member is not None and not recalled.member.is_reachable,
            **replying | beyond,
            **powers,
        )

    async def notice(self, delivery: Delivery, recalled: Recalled, now: datetime) -> Notice:
        """What an unasked message looks at when it is put into words."""
        week = delivery.label.rpartition("/")[2]
        return Notice(
            kind=delivery.kind,
            label=delivery.label,
            due_at=delivery.due_at,
            now=now,
            library=self._content.library,
            member=recalled.member,
            check_ins=recalled.check_ins,
            excused=recalled.excused,
            edition=self._content.editions().get(week),
            reserve=self._content.taken().get(week),
            count=await self._count(delivery),
            faults=self._content.faults,
            desk=self._content.desk,
            has_coach=bool(await self._roster.on(self._platforms)),
            group=await self._groups.find(delivery.person) if recalled.member is None else None,
            scene=await self._rounds.of_delivery(delivery, now) if delivery.kind in OF_ROUNDS else NO_SCENE,
            course=await self._courses.of(week, now) if delivery.kind == PROGRESS else None,
            zone=await self._people.zone_of(delivery.account, self._defaults.zone),
            **await self._letterbox.of_delivery(delivery),
        )

    async def _beyond(
        self, said: Said, words: str, recalled: Recalled, recalls: Recalls, now: datetime
    ) -> dict[str, Any]:
        """What a command looks at beyond the member, as fields of Ask."""
        match recalls:
            case "history" | "questions":
                return await self._kept_of(said, recalled)
            case "pairing":
                return {"pairing": await self._pairing(said, words, now)}
            case "desk":
                return {
                    "begun": await self._begun(now),
                    "quotes": await self._questions.quotes(),
                    "photos": self._content.album.names(),
                }
            case "files":
                return {"reloaded": await self._upkeep.reload()}
            case "inbox" | "board" | "letters":
                return await self._letterbox.for_coach(recalls, said, words, now)
            case "challenge" | "group" | "overdue":
                person = recalled.member.person if recalled.member else said.account
                return await self._of_group(recalls, said.chat, words, person, now)
            case "roles":
                return {"roles": await self._upkeep.roles(words)}
        return {}

    async def _of_group(
        self, recalls: Recalls, chat: str, words: str, person: str, now: datetime
    ) -> dict[str, Any]:
        """The group of that chat, and its challenge, or who did not get the note of that week."""
        group = await self._groups.find(chat)
        if recalls == "challenge":
            return {"group": group, "scene": await self._rounds.scene(chat, words, person, now)}
        week = words.partition(" ")[0]
        return {
            "group": group,
            "waits_for": await self._groups.waits_for(chat),
            "held": await self._courses.held(week),
        }

    async def _kept_of(self, said: Said, recalled: Recalled) -> dict[str, Any]:
        accounts = recalled.member.accounts if recalled.member else (Account(said.account),)
        person = recalled.member.person if recalled.member else said.account
        names = tuple(account.name for account in accounts)
        ends, wrong = await self._codes.of(names)
        return {
            "questions": await self._questions.of(person),
            "rounds": await self._rounds.kept_of(person),
            "codes": ends,
            "wrong_codes": wrong,
            "roles": await self._upkeep.roles_of(names),
        }

    async def _pairing(self, said: Said, words: str, now: datetime) -> Pairing:
        """A code to show, and who showed the one that was typed."""
        by = await self._codes.shown_by(code_in(words), now)
        shown = await self._people.recall(by.name) if by else Recalled()
        return Pairing(
            fresh=await self._codes.fresh(),
            wrong=await self._codes.count_wrong(said.account, now),
            invitation=Invitation(by, shown.member, shown.check_ins) if by else None,
            platforms=self._platforms,
        )

    async def _begun(self, now: datetime) -> frozenset[str]:
        """The weeks whose note has begun to go out, be it the coach's or one of the reserve."""
        weeks = {
            *self._content.editions(),
            *self._content.taken(),
            week_now(now - ONE_DAY, self._defaults.zone),
        }
        return frozenset([week for week in weeks if await self._people.has_begun("note", week)])

    async def _count(self, delivery: Delivery) -> int:
        """What a line to the coach counts: questions that wait, late drills, reserve notes that are left."""
        if delivery.kind != "coach":
            return 0
        if delivery.label.startswith("inbox/"):
            return await self._questions.count_waiting()
        if delivery.label.startswith("late/"):
            return await self._ledger.count_skipped("drill", delivery.due_at - ONE_DAY)
        if delivery.label.startswith("missed/"):
            return await self._courses.held(delivery.label.partition("/")[2])
        return self._content.reserve_left()


def _heard(member: Member | None, said: Said, now: datetime) -> Member | None:
    """The member as known after saying this: reachable here, by the newest name, at this address.

    Where the home account is lost, messages come here from now on.
    """
    if member is None:
        return None
    member = replace(member, heard_at=max(now, member.heard_at), name=said.name or member.name)
    if not said.is_private:
        return member
    here = Account(said.account, said.chat)
    home = member.home if member.is_reachable else said.account
    return member.with_accounts((*member.accounts, here), home)
