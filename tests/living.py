"""Made-up members who live with the bot for months, and what must hold of every day of theirs.

They do their drills or not, say how it felt, tell of pain and of warning signs, pause, travel, are injured;
sometimes the bot itself is down. All of it runs behind the terminal's network on a simulated clock; what they
saw is looked at, not the bot's own books.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.assembly import Bot
from bot.coaching.score import marked, standing
from bot.coaching.stages import stage_of
from bot.on_terminal.network import Network, NotPossible, Shown, account
from bot.store.people import Recalled
from scheduler.clock import SimulatedClock
from scheduler.plan import local_day
from tests.doors import LIBRARY, a_bot

ZONES = ("Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo", "Pacific/Auckland", "Asia/Kolkata")
PROMPTS = ("drill", "morning", "nudge")
SIGN = "my calf is hot and swollen"
A_DAY = timedelta(days=1)


@dataclass
class Life:
    """One member: what they saw, and what was found to be wrong."""

    who: str
    dice: random.Random
    zone: str = "Europe/Berlin"
    has_sign: bool = False
    asked_for: bool = False
    """What comes now is an answer."""
    prompts: list[date] = field(default_factory=list)
    snoozes: int = 0
    faults: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)


class World:
    """Some members, one bot, one clock."""

    def __init__(self, bot: Bot, network: Network, clock: SimulatedClock, lives: dict[str, Life]) -> None:
        self.bot, self.network, self.clock, self.lives = bot, network, clock, lives
        network.listener = self._look

    def _look(self, shown: Shown) -> None:
        life = self.lives[shown.to]
        reply, kind = shown.reply, shown.reply.kind
        life.seen[kind] += 1
        labels = [button.label for row in reply.buttons for button in row]
        if "went wrong" in reply.text:
            life.faults.append(f"{shown.at}: an apology")
        if life.has_sign and (kind in PROMPTS or "Done" in labels):
            life.faults.append(f"{shown.at}: a drill while a sign was open")
        is_answer = kind == "morning" and life.asked_for  # what `/drill` asks first
        if kind in PROMPTS and not is_answer:
            self._prompted(life, shown)

    def _prompted(self, life: Life, shown: Shown) -> None:
        """A prompt that nobody had asked for: at most one a local day; a snooze was asked for."""
        day = shown.at.astimezone(ZoneInfo(life.zone)).date()
        if life.prompts and day <= life.prompts[-1]:
            if life.snoozes:
                life.snoozes -= 1
                return
            life.faults.append(f"{shown.at}: a second prompt on {day}")
        life.prompts.append(day)

    async def say(self, life: Life, text: str) -> None:
        life.asked_for = True
        await self.network.say(life.who, text)
        life.asked_for = False

    async def press(self, life: Life, label: str) -> None:
        """Press the button if it is there."""
        life.asked_for = True
        with suppress(NotPossible):
            await self.network.press(life.who, label)
        life.asked_for = False

    async def recall(self, life: Life) -> Recalled:
        return await self.bot.stores.people.recall(account(life.who))


async def live(folder: Path, first: datetime, days: int, members: int, seed: int) -> list[Life]:
    """Let members live for so many days; what became of each."""
    dice = random.Random(seed)
    lives = {f"m{number}": Life(f"m{number}", random.Random(dice.random())) for number in range(members)}
    clock = SimulatedClock(first)
    network = Network(clock, folder / "terminal.jsonl")
    async with a_bot(folder, network, clock, frozenset(), LIBRARY) as bot:
        network.connect(bot)
        world = World(bot, network, clock, lives)
        for life in lives.values():
            await world.say(life, "/start")
        for number in range(days):
            await _pass_a_day(world, dice, first + A_DAY * (number + 1))
        for life in lives.values():
            await _look_back(world, life)
            await _be_forgotten(world, life, folder)
    network.close()
    return list(lives.values())


async def _pass_a_day(world: World, dice: random.Random, until: datetime) -> None:
    """A day, in steps; on some the bot is down for its first part."""
    if dice.random() < 0.04:
        world.clock.move_to(until - timedelta(hours=dice.choice((3, 12))))
        await world.bot.work()
    while world.clock.now() < until:
        await world.network.move_to(min(until, world.clock.now() + timedelta(hours=6)))
        for life in world.lives.values():
            await _act(world, life)
    for life in world.lives.values():
        await _look_at_score(world, life)


SAYS = {
    "rest": ("/nottoday",),
    "snooze": ("/snooze 20m", "/snooze 1h"),
    "ask": ("/plan", "/progress", "/drill", "my knees hurt", "/why"),
    "pause": ("/pause 3", "/pause", "/pause injured"),
    "back": ("/resume", "/start"),
    "focus": ("/focus foot", "/focus hips", "/focus forefoot", "/focus ankle"),
    "travel": tuple(f"/settings zone {zone}" for zone in ZONES),
    "sign": (SIGN,),
}
"""What members say, besides doing their drills."""
WEIGHTS = {
    "nothing": 60, "do": 22, "easier": 3, "rest": 3, "snooze": 4, "ask": 3, "pause": 1, "back": 2, "focus": 1,
    "travel": 1, "sign": 1,
}  # fmt: skip


async def _act(world: World, life: Life) -> None:
    """What a member does in some hours: mostly nothing."""
    if life.has_sign:
        await _perhaps_settle(world, life)
        return
    (deed,) = life.dice.choices([*WEIGHTS], [*WEIGHTS.values()])
    if deed in SAYS:
        text = life.dice.choice(SAYS[deed])
        life.has_sign = deed == "sign"
        life.snoozes += deed == "snooze"
        life.zone = text.rpartition(" ")[2] if deed == "travel" else life.zone
        await world.say(life, text)
    elif deed != "nothing":
        await _do(world, life, is_easier=deed == "easier")


async def _perhaps_settle(world: World, life: Life) -> None:
    """Now and then, a sign is gone; before that, no way may lead to a drill."""
    await world.say(
        life, life.dice.choice(("/drill", "/drill bridge-hold", "/drills", "/done", "/plan", "/start"))
    )
    await world.press(life, life.dice.choice(("Today's drill", "Easier", "None of these", "An hour")))
    if life.dice.random() < 0.2:
        life.has_sign = False
        await world.say(life, "/resume settled")


async def _do(world: World, life: Life, *, is_easier: bool) -> None:
    """Answer what is asked, do the drill, and say how it felt."""
    dice = life.dice
    await world.press(life, dice.choice(("Yes, settled", "Not quite", "Not sure")))
    await world.say(life, "/drill")
    if is_easier:
        await world.press(life, "Easier")
    stages = await _stages(world, life)
    await world.press(life, "Done")
    await world.press(life, dice.choice(("Arch", "Skip", "Somewhere else")))
    await world.press(life, dice.choice(("Calf", "Chest", "Skip")))
    figure = dice.choice((0, 0, 1, 2, 3, 4, 5, 7))
    await world.press(life, str(figure))
    await world.press(life, dice.choice(("Left", "Right", "Both")))
    newest = (await world.recall(life)).check_ins[:1]
    has_hurt = any(one.pain == figure and one.at == world.clock.now() for one in newest) and figure > 3
    if has_hurt and any(now > was for now, was in zip(await _stages(world, life), stages, strict=True)):
        life.faults.append(f"{world.clock.now()}: a stage rose after pain of {figure}")


async def _stages(world: World, life: Life) -> list[int]:
    recalled = await world.recall(life)
    tracks = sorted({drill.track for drill in LIBRARY.drills.values()})
    assert recalled.member is not None
    today = local_day(world.clock.now(), life.zone)
    return [
        stage_of(track, LIBRARY.drills, recalled.member, recalled.check_ins, today).number for track in tracks
    ]


async def _look_at_score(world: World, life: Life) -> None:
    """It stays within its bounds, and is not higher than before a day that was missed."""
    recalled = await world.recall(life)
    assert recalled.member is not None
    today = local_day(world.clock.now(), recalled.member.rhythm.zone)
    done = {one.day for one in recalled.check_ins}
    scores = [
        standing(marked(recalled.member, recalled.check_ins, recalled.excused, day)).score
        for day in (today - A_DAY, today)
    ]
    if not all(0 <= score <= 1 for score in scores):
        life.faults.append(f"{today}: a score of {scores}")
    if scores[1] > scores[0] and not done & {today - A_DAY, today}:
        life.faults.append(f"{today}: the score rose by a miss")


async def _look_back(world: World, life: Life) -> None:
    """The export says what is stored."""
    files: list[str] = []
    listener = world.network.listener
    world.network.listener = lambda shown: files.extend([shown.reply.file[1]] if shown.reply.file else [])
    await world.say(life, "/export")
    world.network.listener = listener
    kept = json.loads(next(text for text in files if text.startswith("{")))
    stored = (await world.recall(life)).check_ins
    told = [(one["day"], one["drill"], one["pain"], one["has_settled"]) for one in kept["check_ins"]]
    if told != [(one.day.isoformat(), one.drill, one.pain, one.has_settled) for one in reversed(stored)]:
        life.faults.append("the export is not what is stored")
    life.seen["check-in"] += len(stored)


async def _be_forgotten(world: World, life: Life, folder: Path) -> None:
    """After `/forget`, nothing of them is in the database file."""
    await world.say(life, "/forget everything")
    name = account(life.who).encode()
    if _is_written(name, folder):
        life.faults.append("something is left after /forget")


def _is_written(name: bytes, folder: Path) -> bool:
    return any(name in path.read_bytes() for path in folder.glob("tripod.db*"))
