"""A made-up month of challenges: groups of all sizes on two platforms, counted again from what people saw.

People come late, leave and come back, pause, check in by the post or in private, turn out to be one person
with two accounts, ask to be forgotten; groups get other numbers, some challenges run in two chats, and for a
while the bot is down. What the bot says in the end is compared with a count of our own, by days, that knows
nothing of its database.
"""

from __future__ import annotations

import csv
import io
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.model import Reply, Said
from tests.doors import pass_time, plain
from tests.test_pairing import World, a_world

COACH = "telegram:1"
ZONE = ZoneInfo("Europe/Berlin")
BEGIN = datetime(2026, 11, 30, 4, tzinfo=UTC)
"""A Monday, before anything is posted."""
LAST_DAY = 28
HOURS = (8, 12, 19, 23)
"""When people do something; the last is another local day already, or nearly."""
DOWN = range(10, 12)
"""Days on which the bot is down from the first morning to the second evening."""
TEMPLATES = ("seven-forefoot-days", "fourteen-tripod-mornings", "gentle-return", "hips-and-feet-thirty")
A_DAY = timedelta(days=1)


@dataclass
class Person:
    """Somebody, by the accounts that they write with, and what is right to count of them."""

    name: str
    accounts: list[str]
    dice: random.Random
    is_member: bool
    group: Group
    done: set[date] = field(default_factory=set)
    there: set[date] = field(default_factory=set)
    """Days on which they were in."""
    off: set[date] = field(default_factory=set)
    """Days of their pauses."""
    is_in: bool = False
    was_in: bool = False
    order: int = 0
    """Their place among all who ever joined."""
    is_gone: bool = False


@dataclass
class Group:
    """A challenge, in one chat or in two."""

    number: int
    chats: list[str]
    template: str
    first: date
    days: int
    a_week: int
    rest: set[int]
    people: list[Person] = field(default_factory=list)

    @property
    def all_days(self) -> list[date]:
        return [self.first + n * A_DAY for n in range(self.days)]


@dataclass
class Month:
    """What was found in the end."""

    people: int = 0
    presses: int = 0
    counted: int = 0
    refused: int = 0
    posts: int = 0
    edits: int = 0
    twice: int = 0
    """Posts of one day that came more than once to a chat."""
    faults: list[str] = field(default_factory=list)


async def live_a_month(folder: Path, sizes: tuple[int, ...], seed: int = 1) -> Month:
    """Groups of these sizes for a month."""
    async with a_world(folder) as world:
        life = _Life(world, random.Random(seed))
        world.clock.move_to(BEGIN)
        for number, size in enumerate(sizes, start=1):
            await life.found(number, size)
        for day in range(LAST_DAY):
            await life.pass_day(day)
        await pass_time(world.bot, world.clock, BEGIN + (LAST_DAY + 8) * A_DAY)
        await life.compare()
        return life.month


class _Life:
    def __init__(self, world: World, dice: random.Random) -> None:
        self.world, self.dice = world, dice
        self.groups: list[Group] = []
        self.month = Month()
        self._people = self._joined = 0

    async def found(self, number: int, size: int) -> None:
        """Begin a challenge; every third one in two chats on two platforms."""
        first = BEGIN.date() + (number % 5) * A_DAY
        days, a_week = self.dice.choice(((7, 5), (14, 6), (21, 4)))
        rest = {6} if number % 2 else set()
        chat = f"{self.dice.choice(('telegram', 'discord'))}:-{1000 + number}"
        group = Group(number, [chat], TEMPLATES[number % len(TEMPLATES)], first, days, a_week, rest)
        words = f"{first} {days} days {a_week} a week 8:00 Berlin {'rest sunday' if rest else ''}"
        await self._hear(COACH, f"/challenge start {group.template} {words}", chat)
        if number % 3 == 0:
            other = f"{'discord' if chat.startswith('telegram') else 'telegram'}:-{2000 + number}"
            code = (await self._hear(COACH, "/challenge code", chat))[0].split()[0]
            await self._hear(COACH, f"/challenge with {code}", other)
            group.chats.append(other)
        self.groups.append(group)
        for _ in range(size):
            group.people.append(await self._arrive(group))

    async def _arrive(self, group: Group) -> Person:
        self._people += 1
        platform = self.dice.choice(group.chats).partition(":")[0]
        account = f"{platform}:{10_000 + self._people}"
        is_member = self.dice.random() < 0.3
        person = Person(f"P{self._people}", [account], random.Random(self._people), is_member, group)
        if is_member:
            await self._say(person, "/start")
        return person

    async def pass_day(self, day: int) -> None:
        """One day: the bot does what is due, and people what they do."""
        begin = BEGIN + day * A_DAY
        for hour in HOURS:
            at = begin.replace(hour=hour)
            if day in DOWN:
                self.world.clock.move_to(at)
            else:
                await pass_time(self.world.bot, self.world.clock, at)
                await self._act(hour)
        if day == DOWN[-1] + 4:
            await self._migrate()

    async def _act(self, hour: int) -> None:
        today = self.world.clock.now().astimezone(ZONE).date()
        for group in self.groups:
            for person in group.people:
                if not person.is_gone and person.dice.random() < 0.3:
                    await self._do(group, person, today)
        await self.world.bot.work()

    async def _do(self, group: Group, person: Person, today: date) -> None:
        roll = person.dice.random()
        if not person.is_in:
            if roll < 0.5:
                await self._join(group, person, today)
        elif roll < 0.03:
            await self._leave(group, person, today)
        elif roll < 0.05 and person.is_member and today not in person.off:
            length = person.dice.randint(1, 4)
            await self._say(person, f"/pause {length}")
            person.off |= {today + n * A_DAY for n in range(length)}
        elif roll < 0.055:
            await self._unite(group, person)
        elif roll < 0.06:
            await self._say(person, "/forget everything")
            person.is_gone = True
            self._close(person, today)
        elif roll < 0.2 and person.is_member:
            await self._say(person, "/done")  # the first of the day counts, a second changes nothing
            person.done.add(today)
        else:
            await self._check_in(group, person, today)

    async def _join(self, group: Group, person: Person, today: date) -> None:
        told = await self._press(group, person, "join")
        if told and told[0].startswith("You are in"):
            person.is_in = True
            if not person.was_in:
                self._joined += 1
                person.was_in, person.order = True, self._joined
            person.there |= {day for day in group.all_days if day >= today}

    async def _leave(self, group: Group, person: Person, today: date) -> None:
        told = await self._press(group, person, "leave")
        if told and told[0].startswith("You are out"):
            self._close(person, today)

    def _close(self, person: Person, today: date) -> None:
        """Out from today on; a day that was done today still counts."""
        kept = person.there & person.done & {today}
        person.there = {day for day in person.there if day < today} | kept
        person.is_in = False

    async def _check_in(self, group: Group, person: Person, today: date) -> None:
        """By the newest post, which may be yesterday's."""
        newest = self._newest_day(group)
        if newest is None:
            return
        told = await self._press(group, person, "done", newest.isoformat())
        self.month.presses += 1
        if told and told[0].startswith("Counted"):
            person.done.add(min(newest, today))
            self.month.counted += 1
        else:
            self.month.refused += 1

    async def _unite(self, group: Group, person: Person) -> None:
        """Somebody else of the group turns out to be the same person."""
        others = [one for one in group.people if one.is_in and not one.is_gone and one is not person]
        if not others or not person.is_member or len(person.accounts) > 1:
            return
        other = person.dice.choice(others)
        mine, theirs = person.accounts[0], other.accounts[0]
        if len(other.accounts) > 1 or mine.partition(":")[0] == theirs.partition(":")[0]:
            return
        code = await self.world.code(mine)
        await self.world.says(theirs, f"/pair {code}")
        member = await self.world.member(mine)
        if len(member.accounts) == 2:
            person.accounts.append(theirs)
            person.done |= other.done
            person.there |= other.there
            person.off |= other.off
            if not person.was_in or other.order < person.order:
                person.name, person.order = other.name, other.order
            person.is_in, person.was_in = True, True
            group.people.remove(other)

    async def _migrate(self) -> None:
        """Groups on Telegram get other numbers."""
        for group in self.groups:
            for at, chat in enumerate(group.chats):
                if chat.startswith("telegram") and group.number % 2:
                    await self.world.bot.app.moved(chat, f"{chat}00")
                    group.chats[at] = f"{chat}00"

    def _newest_day(self, group: Group) -> date | None:
        """The day of the newest post that the group sees."""
        for account, reply in reversed(self._sent()):
            if account in group.chats and (days := _days_in(reply, group)):
                return days[0]
        return None

    def _sent(self) -> list[tuple[str, Reply]]:
        return [*self.world.wires[0].sent, *self.world.wires[1].sent]

    async def _press(self, group: Group, person: Person, verb: str, more: str = "") -> list[str]:
        account = person.dice.choice(person.accounts)
        same = [chat for chat in group.chats if chat.partition(":")[0] == account.partition(":")[0]]
        chat = same[0] if same else group.chats[0]
        return await self._hear(
            account, f"/challenge {verb} {group.number} {more}".strip(), chat, person.name
        )

    async def _say(self, person: Person, text: str) -> list[str]:
        return await self._hear(person.accounts[0], text, "", person.name)

    async def _hear(self, account: str, text: str, chat: str, name: str = "Coach") -> list[str]:
        said = Said(account, name, chat or f"{account}/chat", text, is_private=not chat, is_press=bool(chat))
        told: list[str] = []

        async def show(reply: Reply) -> None:
            told.append(plain(reply.text) + (reply.file[1] if reply.file else ""))

        await self.world.bot.app.converse(said, show)
        return told

    # --- and in the end

    async def compare(self) -> None:
        """What the bot says against what is right."""
        for group in self.groups:
            text = (await self._hear(COACH, f"/challenge export {group.number}", group.chats[0]))[0]
            rows = list(csv.DictReader(io.StringIO(text[text.index("number,name") :])))
            said = Counter((row["name"], int(row["done"]), int(row["of"])) for row in rows)
            right = Counter(self._right(group))
            if said != right:
                self.month.faults.append(f"group {group.number}: {said - right} and not {right - said}")
            done = sum(figure[1] * count for figure, count in right.items())
            asked = sum(figure[2] * count for figure, count in right.items())
            shown = (await self._hear(COACH, f"/challenge board {group.number}", group.chats[0]))[0]
            if f"Together {done} of {asked} days" not in shown:
                self.month.faults.append(f"group {group.number}: {done} of {asked}, and it says {shown[:80]}")
            self._look_at_posts(group)
        self.month.people = self._people

    def _right(self, group: Group) -> Iterator[tuple[str, int, int]]:
        """For each who was ever in: name, days done, days asked for."""
        posted = self._posted_days(group)
        for person in group.people:
            if not person.was_in:
                continue
            done = asked = 0
            for at in range(0, group.days, 7):
                week = [day for day in group.all_days[at : at + 7] if day in person.there]
                did = [day for day in week if day in person.done]
                could = [
                    day
                    for day in week
                    if day in person.done
                    or (day not in person.off and day.weekday() not in group.rest and day in posted)
                ]
                asked += min(group.a_week, len(could))
                done += min(group.a_week, len(could), len(did))
            yield ("a member who left" if person.is_gone else person.name), done, asked

    def _posted_days(self, group: Group) -> set[date]:
        return {day for _, reply in self._sent() for day in _days_in(reply, group)}

    def _look_at_posts(self, group: Group) -> None:
        """No post of a day comes twice to a chat."""
        posts = [(chat, reply, day) for chat, reply in self._sent() for day in _days_in(reply, group)]
        self.month.edits += sum(reply.keeps_picture for _, reply, _ in posts)
        fresh = Counter(
            (chat.removesuffix("00"), day) for chat, reply, day in posts if not reply.keeps_picture
        )
        self.month.posts += sum(fresh.values())
        self.month.twice += sum(count - 1 for count in fresh.values())


def _days_in(reply: Reply, group: Group) -> list[date]:
    """The day whose post of that group this is, by its button."""
    commands = "\n".join(button.command for row in reply.buttons for button in row)
    return [date.fromisoformat(day) for day in re.findall(rf"/challenge done {group.number} (\S+)", commands)]
