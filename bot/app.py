"""The shell around the pure commands: recall, decide, remember, speak.

edge > converse > briefing > commands.answer > remember > show > edge
outbox > prepare > briefing > commands.unasked.compose > edge
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.agenda import lay_out
from bot.briefing import Briefing, Stores
from bot.changes import (
    BOUND,
    Agree,
    Alter,
    Answer,
    Begin,
    Change,
    Enter,
    Erase,
    Host,
    Inform,
    Log,
    OfDesk,
    Pass,
    Post,
    Release,
    Remove,
    Save,
    TimeHold,
    Trial,
    Unite,
)
from bot.coaching.pauses import noted
from bot.commands import answer, parse
from bot.commands.note_parts import is_part
from bot.commands.note_views import in_looks
from bot.commands.plain_words import to_search
from bot.commands.unasked import TOO_LATE, compose
from bot.easel import Drawn, Easel
from bot.edge import Edge, Posted
from bot.members import Account, Member, platform_of
from bot.model import Ask, Brought, Defaults, Notice, Offered, Reply, Said
from bot.photos import bring
from bot.rounds import POST
from bot.store.database import Conflict
from bot.store.ledger import ANSWERABLE
from bot.store.people import Recalled
from bot.store.roster import Roster
from bot.turns import Turns
from bot.upkeep import Upkeep
from content.charts import Picture
from content.library import Library
from scheduler.outbox import Delivery, Gone, Passing, Send, Skip
from scheduler.plan import local_day, sunday_of, week_now
from scheduler.wall import ONE_DAY

TRIES = 5
"""How often a command is decided anew when somebody else changed what it had recalled."""

TIDY_EVERY = timedelta(hours=1)

DEFAULTS = Defaults()

log = logging.getLogger(__name__)

Show = Callable[[Reply], Awaitable[None]]


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
        self._groups = stores.groups
        self._courses = stores.courses
        self._rounds = stores.rounds
        self._content = stores.content
        self._easel = Easel(stores.pictures, stores.content.album)
        self._edges = {edge.platform: edge for edge in edges}
        self._now = now
        self._defaults = defaults
        self.roster = Roster(stores.people.database, coaches, approvers)
        self._turns = Turns()
        self._tidy_at = now()
        self.wake: Callable[[], None] = lambda: None
        """Says that something was planned that somebody waits for; set by who has the outboxes."""
        self.upkeep = Upkeep(stores.people, stores.content, self._edges, now, self.roster)
        self._briefing = Briefing(stores, self.upkeep, self.roster, frozenset(self._edges), defaults)

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
        is_part = await self._is_part(said)
        words_sought = "" if is_part else to_search(said, command, words, self.library)
        photo = said.photo or (said.own_photo if command == "note" else None)
        brought = await self._brought(said, photo) if is_part or command == "note" else None
        found = await self._briefing.found(said, words_sought)
        for _ in range(TRIES):
            recalled, ask = await self._briefing.ask(said, command, words, self._now())
            answered = answer(replace(ask, found=found, brought=brought))
            try:
                await self._remember(ask, recalled, answered.changes)
            except Conflict:
                continue
            return _shown(said, self._in_looks(ask, answered))
        raise Conflict(said.account)

    async def _is_part(self, said: Said) -> bool:
        """Whether a coach is sending a part of a note, in which nothing is looked for."""
        if not is_part(said, self._content.editions(), self._now()):
            return False
        return bool((await self.roster.powers(said.account))["is_coach"])

    async def _brought(self, said: Said, photo: Offered | None) -> Brought | None:
        """What became of the photo that a coach sent for a note; those of others stay where they are."""
        if photo is None or not (await self.roster.powers(said.account))["is_coach"]:
            return None
        return await bring(photo, self._edges[platform_of(said.account)], self._content.album)

    def _in_looks(self, ask: Ask, answered: Answer) -> Answer:
        """With what every platform makes of the message that is previewed."""
        if answered.preview is None:
            return answered
        looks = {name: edge.render(answered.preview) for name, edge in sorted(self._edges.items())}
        return in_looks(ask, answered, looks)

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
        await asyncio.to_thread(self._content.sweep, now - ONE_DAY)

    async def lost(self, account: str) -> bool:
        """This account or group can no longer be written to; whether another one of the person stands in."""
        await self._groups.end(account)
        if await self._rounds.end(account, self._now()):
            self.wake()
        return await self._people.lose(account)

    async def moved(self, chat: str, to: str) -> None:
        """The platform gave a group another number."""
        await self._groups.move(chat, to)
        await self._rounds.move(chat, to)

    async def zone_of(self, account: str) -> str:
        """The time zone in which this account reads its clock."""
        return await self._people.zone_of(account, self._defaults.zone)

    async def draw(self, picture: Picture | None) -> Drawn | None:
        """The picture of a reply, for an edge to show; None where there is none, the words go out without."""
        return await self._easel.draw(picture)

    async def prepare(self, delivery: Delivery) -> Send | Skip:
        """Put a delivery into words, at the moment of sending; the outbox makes the call."""
        recalled = await self._people.recall_person(delivery.person)
        notice = await self._briefing.notice(delivery, recalled, self._now())
        composed = compose(notice)
        if composed == TOO_LATE:
            await self._tell_late(delivery, notice.now)
        if isinstance(composed, Skip):
            return composed
        account, address = delivery.account, delivery.address
        if recalled.member is not None and delivery.kind not in BOUND:
            account, address = recalled.member.home, recalled.member.address
        edge = self._edges[account.partition(":")[0]]

        async def send() -> None:
            try:
                posted = await edge.send(account, address, composed, delivery.nonce, delivery.message)
            except Gone:
                if await self.lost(account):
                    raise Passing("another account stands in", 0.0, is_platform_trouble=False) from None
                raise
            await self._keep_posted(notice, delivery, Account(account, address), posted)

        return send

    async def _tell_late(self, delivery: Delivery, now: datetime) -> None:
        """Coaches hear what came too late; of a group's post nobody is asked for its day."""
        match delivery.kind:
            case "note":
                await self.upkeep.inform("missed", delivery.label)
            case kind if kind == POST:
                await self._rounds.excuse(delivery)
                await self.upkeep.inform("unposted", now.date().isoformat())
            case _:
                await self.upkeep.inform("late", now.date().isoformat())

    async def _keep_posted(self, notice: Notice, delivery: Delivery, to: Account, posted: Posted) -> None:
        """Where the chat is, and the message, for what goes on in it."""
        if posted.address != to.address:
            await self._people.set_address(to.name, posted.address)
            await self.moved(to.name, posted.address)
        if delivery.kind == "timer" and posted.message != delivery.message:
            await self._ledger.keep_message(delivery, posted.address, posted.message)
        elif delivery.kind == POST:
            await self._rounds.keep_post(delivery, posted.address, posted.message)
        elif notice.course is not None:
            await self._courses.keep(delivery, posted, notice.course.figures)
        elif delivery.kind in ANSWERABLE:
            await self._ledger.keep_shown(delivery, to.name, posted.messages)

    async def _remember(self, ask: Ask, recalled: Recalled, changes: tuple[Change, ...]) -> None:
        """What leaves the library goes first: a kill in between leaves nothing of who wanted out."""
        for change in changes:
            if isinstance(change, Remove):
                await self.upkeep.keep(change)
        kept = tuple(change for change in changes if not isinstance(change, OfDesk))
        person = recalled.member.person if recalled.member else ask.said.account
        after = _after(kept, ask.member)
        if after is not None:
            after = noted(recalled.member, after, local_day(ask.now, after.rhythm.zone))
            kept = (Save(after), *(change for change in kept if not isinstance(change, Save)))
        planned = await self._planned(recalled, kept)
        agenda = lay_out(after, planned.member, planned.agenda, planned.last_prompt, ask.now) if after else {}
        if kept:
            await self._people.remember(person, recalled.version, kept, agenda)
        await self._stir(person, kept, ask.now)
        for change in changes:
            if isinstance(change, OfDesk) and not isinstance(change, Remove):
                await self.upkeep.keep(change)
            elif isinstance(change, Pass):
                await self.upkeep.tell_of_inbox()
            elif isinstance(change, Agree) and change.not_before is None:
                await self.upkeep.tell_of_quote(change.question.number)
            if isinstance(change, TimeHold | Unite | Post | Trial | Inform | Release | Begin | Host | Alter):
                self.wake()

    async def _stir(self, person: str, changes: tuple[Change, ...], now: datetime) -> None:
        """What somebody did, or who joined, shows in the posts of their groups."""
        entered = frozenset(change.round for change in changes if isinstance(change, Enter))
        has_news = bool(entered) or any(isinstance(change, Log) for change in changes)
        if has_news and await self._rounds.stir(person, now, entered):
            self.wake()

    async def _planned(self, recalled: Recalled, changes: tuple[Change, ...]) -> Recalled:
        """What the plan goes by: of two who become one, what both had."""
        by = next((change.tells.account for change in changes if isinstance(change, Unite)), "")
        return recalled.and_(await self._people.recall(by)) if by else recalled

    def _apology(self, said: Said, error: Exception) -> Reply:
        """Say that it went wrong, with a reference that finds the trace in the log and nothing else."""
        reference = hashlib.sha256(f"{said.account}{self._now().isoformat()}".encode()).hexdigest()[:6]
        log.error("reference %s: a message of %s failed", reference, said.account, exc_info=error)
        return Reply(self.library.say("fault.text", said.locale, reference=reference))


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
