"""The shell around the pure commands: recall, decide, remember, speak.

edge > converse > recall > commands.answer > remember > show > edge
outbox > prepare > recall > commands.unasked.compose > edge
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.agenda import lay_out
from bot.changes import (
    Answer,
    Change,
    Erase,
    OfDesk,
    Pass,
    Publish,
    Remove,
    Revise,
    Save,
    TimeHold,
    Unite,
)
from bot.coaching.pauses import noted
from bot.commands import answer, parse
from bot.commands.pairing import code_in
from bot.commands.plain_words import to_search
from bot.commands.table import Recalls, recalled_for
from bot.commands.unasked import TOO_LATE, compose
from bot.easel import Drawn, Easel
from bot.edge import Edge
from bot.model import (
    Account,
    Ask,
    Defaults,
    Invitation,
    Member,
    Notice,
    Pairing,
    Reply,
    Said,
)
from bot.recent import Recent
from bot.store.database import Conflict
from bot.store.ledger import Ledger
from bot.store.pairing import Codes
from bot.store.people import People, Recalled
from bot.store.questions import Questions
from bot.store.roster import Roster
from bot.turns import Turns
from bot.upkeep import Upkeep
from content.charts import Picture
from content.library import Library
from content.pictures import Pictures
from content.search import NOTHING, Found, Search
from content.store import ContentStore
from scheduler.outbox import Delivery, Gone, Passing, Send, Skip
from scheduler.plan import local_day, sunday_of, week_now
from scheduler.wall import ONE_DAY

TRIES = 5
"""How often a command is decided anew when somebody else changed what it had recalled."""

TIDY_EVERY = timedelta(hours=1)

DEFAULTS = Defaults()

log = logging.getLogger(__name__)

Show = Callable[[Reply], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Stores:
    """What the bot remembers: people and deliveries, the content, its pictures and the search in it."""

    people: People
    ledger: Ledger
    questions: Questions
    codes: Codes
    content: ContentStore
    pictures: Pictures
    search: Search = field(default_factory=Search)


class App:
    """One bot. `coaches` and `approvers` are accounts of the settings; `now` is the clock."""

    def __init__(
        self,
        stores: Stores,
        edges: Iterable[Edge],
        now: Callable[[], datetime],
        defaults: Defaults = DEFAULTS,
        coaches: frozenset[str] = frozenset(),
        approvers: frozenset[str] = frozenset(),
    ) -> None:
        self._people = stores.people
        self._ledger = stores.ledger
        self._questions = stores.questions
        self._codes = stores.codes
        self._content = stores.content
        self._search = stores.search
        self._easel = Easel(stores.pictures)
        self._edges = {edge.platform: edge for edge in edges}
        self._now = now
        self._defaults = defaults
        self.roster = Roster(stores.people.database, coaches, approvers)
        self._turns = Turns()
        self._recent = Recent()
        self._tidy_at = now()
        self.wake: Callable[[], None] = lambda: None
        """Says that something was planned that somebody waits for; set by who has the outboxes."""
        self.upkeep = Upkeep(stores.people, stores.content, self._edges, now, self.roster)

    @property
    def library(self) -> Library:
        """The content as it stands."""
        return self._content.library

    async def converse(self, said: Said, show: Show) -> None:
        """Answer one message, one at a time for each person and in the order in which they came.

        A fault of ours becomes an apology with a reference to the log. What `show` raises is the edge's own.
        """
        async with self._turns.of(said.account):
            try:
                replies = await self.handle(said)
            except Exception as error:  # noqa: BLE001 - the one net for everything
                replies = (self._apology(said, error),)
            for reply in replies:
                await show(reply)

    async def handle(self, said: Said) -> tuple[Reply, ...]:
        """Decide and remember; the replies are still to be shown."""
        command, words = parse(said.text)
        found = await self._found(said, to_search(said, command, words, self.library))
        powers = await self.roster.powers(said.account)
        recalls = recalled_for(command, is_coach=powers["is_coach"])
        for _ in range(TRIES):
            now = self._now()
            recalled = await self._people.recall(said.account, is_whole=recalls == "history")
            beyond = await self._recall(said, words, recalled, recalls, now)
            ask = self._ask(said, command, words, recalled, now)
            answered = answer(replace(ask, found=found, **beyond, **powers))
            try:
                await self._remember(said, recalled, answered.changes, now)
            except Conflict:
                continue
            return _shown(said, answered)
        raise Conflict(said.account)

    async def take_up(self) -> None:
        """What happened while nobody was looking, at a restart: a note became ready, pages have changed."""
        now = self._now()
        await self.tidy()
        week = week_now(now - ONE_DAY, self._defaults.zone)
        edition = self._content.editions().get(week)
        is_near = abs(sunday_of(week) - now.date()) <= ONE_DAY
        if is_near and edition is not None and edition.state == "ready":
            await self._people.look_again("note", week, now)
        await self.upkeep.tell_of_desk()

    async def tidy(self) -> None:
        """Forget, at most once an hour, what was to be kept for a time only."""
        now = self._now()
        if now < self._tidy_at:
            return
        self._tidy_at = now + TIDY_EVERY
        await self._questions.forget_settled(now)
        await self._codes.forget_old(now)

    async def lost(self, account: str) -> bool:
        """The platform says that this account can no longer be written to; whether another one stands in."""
        return await self._people.lose(account)

    async def zone_of(self, account: str) -> str:
        """The time zone in which this account reads its clock."""
        recalled = await self._people.recall(account)
        return recalled.member.rhythm.zone if recalled.member else self._defaults.zone

    async def draw(self, picture: Picture | None) -> Drawn | None:
        """The picture of a reply, for an edge to show; None where there is none, the words go out without."""
        return await self._easel.draw(picture)

    async def prepare(self, delivery: Delivery) -> Send | Skip:
        """Put a delivery into words, at the moment of sending; the outbox makes the call."""
        recalled = await self._people.recall_person(delivery.person)
        composed = compose(await self._notice(delivery, recalled))
        if composed == TOO_LATE:
            await self.upkeep.inform("late", self._now().date().isoformat())
        if isinstance(composed, Skip):
            return composed
        account, address = delivery.account, delivery.address
        if recalled.member is not None and delivery.kind != "timer":  # that goes where it was asked for
            account, address = recalled.member.home, recalled.member.address
        edge = self._edges[account.partition(":")[0]]

        async def send() -> None:
            try:
                posted = await edge.send(account, address, composed, delivery.nonce, delivery.message)
            except Gone:
                if await self.lost(account):
                    raise Passing("another account stands in", 0.0, is_platform_trouble=False) from None
                raise
            if posted.address != address:
                await self._people.set_address(account, posted.address)
            if delivery.kind == "timer" and posted.message != delivery.message:
                await self._ledger.keep_message(delivery, posted.address, posted.message)

        return send

    async def _found(self, said: Said, words: str) -> Found:
        """The cards that these words get, looked for in a thread: the first time it takes seconds."""
        if not words:
            return NOTHING
        if said.is_private:
            self._recent.note(said.account, words)
        return await asyncio.to_thread(self._search.find, self.library, words)

    async def _recall(
        self, said: Said, words: str, recalled: Recalled, recalls: Recalls, now: datetime
    ) -> dict[str, Any]:
        """What a command looks at beyond the member, as fields of Ask."""
        match recalls:
            case "history" | "questions":
                person = recalled.member.person if recalled.member else said.account
                return {"questions": await self._questions.of(person), **await self._kept_of(said, recalled)}
            case "pairing":
                return {"pairing": await self._pairing(said, words, now)}
            case "desk":
                return {"begun": await self._begun(now)}
            case "files":
                return {"reloaded": await self.upkeep.reload()}
            case "inbox":
                return {"inbox": await self._questions.waiting(), "misses": await self._questions.misses()}
            case "roles":
                return {"roles": await self.upkeep.roles(words)}
        return {}

    async def _kept_of(self, said: Said, recalled: Recalled) -> dict[str, Any]:
        accounts = recalled.member.accounts if recalled.member else (Account(said.account),)
        names = tuple(account.name for account in accounts)
        ends, wrong = await self._codes.of(names)
        return {"codes": ends, "wrong_codes": wrong, "roles": await self.upkeep.roles_of(names)}

    async def _pairing(self, said: Said, words: str, now: datetime) -> Pairing:
        """A code to show, and who showed the one that was typed."""
        by = await self._codes.shown_by(code_in(words), now)
        shown = await self._people.recall(by.name) if by else Recalled()
        return Pairing(
            fresh=await self._codes.fresh(),
            wrong=await self._codes.count_wrong(said.account, now),
            invitation=Invitation(by, shown.member, shown.check_ins) if by else None,
            platforms=frozenset(self._edges),
        )

    async def _begun(self, now: datetime) -> frozenset[str]:
        """The weeks whose note has begun to go out, be it the coach's or one of the reserve."""
        weeks = {
            *self._content.editions(),
            *self._content.taken(),
            week_now(now - ONE_DAY, self._defaults.zone),
        }
        return frozenset([week for week in weeks if await self._people.has_begun("note", week)])

    def _ask(self, said: Said, command: str, words: str, recalled: Recalled, now: datetime) -> Ask:
        return Ask(
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
            earlier=self._recent.find(said.account, words),
            is_back=said.is_private and recalled.member is not None and not recalled.member.is_reachable,
        )

    async def _notice(self, delivery: Delivery, recalled: Recalled) -> Notice:
        week = delivery.label.rpartition("/")[2]
        return Notice(
            kind=delivery.kind,
            label=delivery.label,
            due_at=delivery.due_at,
            now=self._now(),
            library=self.library,
            member=recalled.member,
            check_ins=recalled.check_ins,
            excused=recalled.excused,
            edition=self._content.editions().get(week),
            reserve=self._content.taken().get(week),
            count=await self._count(delivery),
            faults=self._content.faults,
            desk=self._content.desk,
            question=await self._questions.numbered(int(delivery.label))
            if delivery.kind == "answer"
            else None,
        )

    async def _count(self, delivery: Delivery) -> int:
        """What a line to the coach counts: questions that wait, late drills, reserve notes that are left."""
        if delivery.kind != "coach":
            return 0
        if delivery.label.startswith("inbox/"):
            return await self._questions.count_waiting()
        if delivery.label.startswith("late/"):
            return await self._ledger.count_skipped("drill", delivery.due_at - ONE_DAY)
        return self._content.reserve_left()

    async def _remember(
        self, said: Said, recalled: Recalled, changes: tuple[Change, ...], now: datetime
    ) -> None:
        """What leaves the library goes first: a kill in between leaves nothing of who wanted out."""
        for change in changes:
            if isinstance(change, Remove):
                await self.upkeep.keep(change)
        kept = tuple(change for change in changes if not isinstance(change, OfDesk))
        person = recalled.member.person if recalled.member else said.account
        after = _after(kept, _heard(recalled.member, said, now))
        if after is not None:
            after = noted(recalled.member, after, local_day(now, after.rhythm.zone))
            kept = (Save(after), *(change for change in kept if not isinstance(change, Save)))
        planned = await self._planned(recalled, kept)
        agenda = lay_out(after, planned.member, planned.agenda, planned.last_prompt, now) if after else {}
        if kept:
            await self._people.remember(person, recalled.version, kept, agenda)
        for change in changes:
            if isinstance(change, Publish | Revise):
                await self.upkeep.keep(change)
            elif isinstance(change, Pass):
                await self.upkeep.tell_of_inbox()
            elif isinstance(change, TimeHold):
                self.wake()

    async def _planned(self, recalled: Recalled, changes: tuple[Change, ...]) -> Recalled:
        """What the plan goes by: of two who become one, what both had."""
        by = next((change.by for change in changes if isinstance(change, Unite)), "")
        return recalled.and_(await self._people.recall(by)) if by else recalled

    def _apology(self, said: Said, error: Exception) -> Reply:
        """Say that it went wrong, with a reference that finds the trace in the log and nothing else."""
        reference = hashlib.sha256(f"{said.account}{self._now().isoformat()}".encode()).hexdigest()[:6]
        log.error("reference %s: a message of %s failed", reference, said.account, exc_info=error)
        return Reply(self.library.say("fault.text", said.locale, reference=reference))


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


def _after(changes: tuple[Change, ...], member: Member | None) -> Member | None:
    """The member when these changes are made."""
    for change in changes:
        match change:
            case Save(saved):
                member = saved
            case Erase():
                member = None
            case _:
                pass
    return member


def _shown(said: Said, answered: Answer) -> tuple[Reply, ...]:
    """Only a press has a message to replace, and only a group has somebody to hide from."""
    return tuple(
        replace(
            reply, edits=reply.edits and said.is_press, is_private=reply.is_private and not said.is_private
        )
        for reply in answered.replies
    )
