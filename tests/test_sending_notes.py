"""When a note reaches a reader, in every state and at every hour, with and without restarts; and what its
coach hears of it."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.assembly import Bot
from bot.edge import Posted, Rendered
from bot.model import Offered, Reply, Said
from content.library import Library
from scheduler.clock import SimulatedClock
from scheduler.outbox import Gone, Refused
from tests.doors import LIBRARY, a_bot, pass_time

BERLIN = ZoneInfo("Europe/Berlin")
NO_RESERVE = replace(LIBRARY, reserve=())
READY = ("coach: /note # Feet\nStand.", "coach: /note ready")
JOIN = ("sam: /start",)


@dataclass
class Screen:
    """A platform on which everything arrives, but for whom it is told otherwise."""

    clock: SimulatedClock
    platform: str = "terminal"
    seen: list[tuple[datetime, str, Reply, str]] = field(default_factory=list)
    """When, to whom, what, and in the place of which message."""
    fails: dict[str, Exception] = field(default_factory=dict)
    calls: int = 0

    async def send(self, account: str, address: str, reply: Reply, nonce: str, replaces: str = "") -> Posted:
        if account in self.fails:
            raise self.fails[account]
        self.calls += 1
        self.seen.append((self.clock.now(), account, reply, replaces))
        return Posted(account, (replaces or str(self.calls),))

    async def fetch(self, photo: Offered) -> bytes | None:
        return None

    def render(self, reply: Reply) -> tuple[Rendered, ...]:
        return ()

    async def relist(self) -> None:
        pass


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


class Run:
    """A bot whose clock goes from deed to deed; with restarts it is another process at each of them."""

    def __init__(self, folder: Path, first: datetime, library: Library, *, restarts: bool) -> None:
        self.folder, self.library, self.restarts = folder, library, restarts
        self.clock = SimulatedClock(first)
        self.screen = Screen(self.clock)
        self.life = AsyncExitStack()
        self.bot: Bot

    async def start(self) -> None:
        coaches = frozenset({"terminal:coach"})
        context = a_bot(self.folder, self.screen, self.clock, coaches, self.library)
        self.bot = await self.life.enter_async_context(context)
        await self.bot.work()

    async def restart(self, until: datetime | None = None) -> None:
        """End, and begin again: at once, or after an outage."""
        await self.life.aclose()
        if until is not None:
            self.clock.move_to(until)
        await self.start()

    async def do(self, when: datetime, deed: str) -> None:
        await pass_time(self.bot, self.clock, when)
        if self.restarts:
            await self.restart()
        if deed.startswith("down until "):
            await self.restart(at(deed.removeprefix("down until ")))
        elif deed != "nothing":
            who, _, text = deed.partition(": ")
            await self.bot.app.handle(Said(f"terminal:{who}", who, f"terminal:{who}", text))
            await self.bot.work()

    def notes(self, who: str = "sam") -> list[str]:
        """What came, as "Sun 22 10:00 coach" on the reader's own clock in Berlin."""
        return [
            f"{when.astimezone(BERLIN):%a %d %H:%M} {kind_of(reply)}"
            for when, account, reply, _ in self.screen.seen
            if account == f"terminal:{who}" and reply.kind == "note"
        ]

    def told(self, words: str) -> list[str]:
        """When coaches were told something with these words."""
        return [
            f"{when.astimezone(BERLIN):%a %d %H:%M}"
            for when, _, reply, _ in self.screen.seen
            if reply.kind == "coach" and words in reply.text
        ]


def kind_of(reply: Reply) -> str:
    if "from the shelf" in reply.text:
        return "reserve"
    monday = "It is Monday" in reply.text
    late = "from last Sunday" in reply.text
    return "monday" if monday else "late" if late else "coach"


async def lived(
    folder: Path, deeds: list[tuple[str, str]], until: str, *, restarts: bool, library: Library = LIBRARY
) -> Run:
    """All of this happened, in Berlin's time."""
    run = Run(folder, at(deeds[0][0]), library, restarts=restarts)
    await run.start()
    for when, deed in deeds:
        await run.do(at(when), deed)
    await run.do(at(until), "nothing")
    await run.life.aclose()
    return run


def both(when: str, *deeds: str) -> list[tuple[str, str]]:
    return [(when, deed) for deed in deeds]


FRI, SAT, SUN, MON, TUE = (f"2026-11-{day} " for day in (20, 21, 22, 23, 24))
TOKYO, NEW_YORK, AUCKLAND = (
    f"sam: /settings zone {zone}" for zone in ("Asia/Tokyo", "America/New_York", "Pacific/Auckland")
)
LATER, EVENING = "sam: /settings note 18:00", "sam: /settings note 22:00"
OLD = both(FRI + "08:00", *JOIN)
READY_SAT = both(SAT + "12:00", *READY)
END = "2026-11-25 12:00"
ROWS: dict[str, tuple[list[tuple[str, str]], str, list[str]]] = {
    # ready in time, at the reader's own hour
    "ready on Saturday": (OLD + READY_SAT, END, ["Sun 22 10:00 coach"]),
    "ready at 18:00": (OLD + both(FRI + "09:00", LATER) + READY_SAT, END, ["Sun 22 18:00 coach"]),
    "ready for 22:00": (OLD + both(FRI + "09:00", EVENING) + READY_SAT, END, ["Sun 22 22:00 coach"]),
    "ready in Tokyo": (OLD + both(FRI + "09:00", TOKYO) + READY_SAT, END, ["Sun 22 02:00 coach"]),
    "ready in New York": (OLD + both(FRI + "09:00", NEW_YORK) + READY_SAT, END, ["Sun 22 16:00 coach"]),
    "ready in Auckland": (OLD + both(FRI + "09:00", AUCKLAND) + READY_SAT, END, ["Sat 21 22:00 coach"]),
    # ready late on Sunday
    "ready on Sunday noon": (OLD + both(SUN + "12:30", *READY), END, ["Sun 22 12:30 coach"]),
    "ready at 20:59": (OLD + both(SUN + "20:59", *READY), END, ["Sun 22 20:59 coach"]),
    "ready at 21:00": (OLD + both(SUN + "21:00", *READY), END, ["Mon 23 10:00 monday"]),
    "ready at 23:30": (OLD + both(SUN + "23:30", *READY), END, ["Mon 23 10:00 monday"]),
    "ready at 23:30 for 22:00": (
        OLD + both(FRI + "09:00", EVENING) + both(SUN + "23:30", *READY),
        END,
        ["Sun 22 23:30 coach"],
    ),
    "ready at noon, over in Tokyo": (
        OLD + both(FRI + "09:00", TOKYO) + both(SUN + "13:00", *READY),
        END,
        ["Mon 23 02:00 monday"],
    ),
    "ready at noon, to come in New York": (
        OLD + both(FRI + "09:00", NEW_YORK) + both(SUN + "13:00", *READY),
        END,
        ["Sun 22 16:00 coach"],
    ),
    # Monday
    "ready on Monday at 9": (OLD + both(MON + "09:00", *READY), END, ["Mon 23 10:00 monday"]),
    "ready on Monday, behind the reserve": (
        OLD + both(MON + "15:00", *READY),
        END,
        ["Mon 23 10:00 reserve"],
    ),
    "nothing": (OLD, END, ["Mon 23 10:00 reserve"]),
    "nothing at 22:00": (OLD + both(FRI + "09:00", EVENING), END, ["Mon 23 22:00 reserve"]),
    "nothing in Tokyo": (OLD + both(FRI + "09:00", TOKYO), END, ["Mon 23 02:00 reserve"]),
    "a draft alone": (OLD + both(SAT + "12:00", READY[0]), END, ["Mon 23 10:00 reserve"]),
    "taken back": (
        OLD + READY_SAT + both(SAT + "20:00", "coach: /note cancel"),
        END,
        ["Mon 23 10:00 reserve"],
    ),
    # hungover
    "held on Saturday": (
        OLD + READY_SAT + both(SAT + "20:00", "coach: /hungover"),
        END,
        ["Mon 23 10:00 monday"],
    ),
    "held at 9:59": (OLD + READY_SAT + both(SUN + "09:59", "coach: /hungover"), END, ["Mon 23 10:00 monday"]),
    "held behind the hour": (
        OLD + READY_SAT + both(SUN + "10:01", "coach: /hungover"),
        END,
        ["Sun 22 10:00 coach"],
    ),
    "held before New York": (
        [
            *OLD,
            *both(FRI + "08:30", "ann: /start"),
            *both(FRI + "09:00", NEW_YORK),
            *READY_SAT,
            *both(SUN + "12:00", "coach: /hungover"),
        ],
        END,
        ["Mon 23 16:00 monday"],
    ),
    "held, then ready again": (
        OLD + READY_SAT + both(SAT + "20:00", "coach: /hungover") + both(SUN + "11:00", "coach: /note ready"),
        END,
        ["Sun 22 11:00 coach"],
    ),
    # who joins, travels, pauses, leaves
    "joins on Saturday": (READY_SAT + both(SAT + "22:00", *JOIN), END, ["Sun 22 10:00 coach"]),
    "joins on Sunday at 9": (READY_SAT + both(SUN + "09:00", *JOIN), END, ["Sun 22 10:00 coach"]),
    "joins on Sunday evening": (READY_SAT + both(SUN + "19:00", *JOIN), END, []),
    "joins on Sunday evening, note to come": (
        both(SUN + "19:00", *JOIN) + both(SUN + "20:00", *READY),
        END,
        [],
    ),
    "flies west on Sunday morning": (
        OLD + READY_SAT + both(SUN + "09:00", NEW_YORK),
        END,
        ["Sun 22 16:00 coach"],
    ),
    "flies west behind it": (OLD + READY_SAT + both(SUN + "11:00", NEW_YORK), END, ["Sun 22 10:00 coach"]),
    "flies east before it": (OLD + READY_SAT + both(SUN + "08:00", TOKYO), END, ["Sun 22 08:00 coach"]),
    "flies east behind it": (OLD + READY_SAT + both(SUN + "11:00", AUCKLAND), END, ["Sun 22 10:00 coach"]),
    "paused": (OLD + READY_SAT + both(SAT + "13:00", "sam: /pause"), END, []),
    "paused until Sunday noon, resumed": (
        OLD + READY_SAT + both(SAT + "13:00", "sam: /pause") + both(SUN + "12:00", "sam: /resume"),
        END,
        ["Sun 22 12:00 coach"],
    ),
    "paused over Monday": (OLD + READY_SAT + both(SAT + "13:00", "sam: /pause 4"), END, []),
    "no note wanted": (OLD + READY_SAT + both(SAT + "13:00", "sam: /unsubscribe"), END, []),
    "wanted again": (
        OLD + READY_SAT + both(SAT + "13:00", "sam: /unsubscribe", "sam: /subscribe"),
        END,
        ["Sun 22 10:00 coach"],
    ),
    "stopped": (OLD + READY_SAT + both(SAT + "13:00", "sam: /stop"), END, []),
    "quiet hours": (
        OLD + both(FRI + "09:00", "sam: /settings quiet 09:00-12:30") + READY_SAT,
        END,
        ["Sun 22 12:30 coach"],
    ),
    # the bot was down
    "down until noon": (
        OLD + READY_SAT + both(SAT + "20:00", f"down until {SUN}12:00"),
        END,
        ["Sun 22 12:00 coach"],
    ),
    "down until 22:00": (
        OLD + READY_SAT + both(SAT + "20:00", f"down until {SUN}22:00"),
        END,
        ["Mon 23 10:00 monday"],
    ),
    "down until Monday night": (
        OLD + READY_SAT + both(SAT + "20:00", f"down until {MON}23:30"),
        END,
        ["Mon 23 23:30 monday"],
    ),
    "down until Tuesday": (OLD + READY_SAT + both(SAT + "20:00", f"down until {TUE}00:30"), END, []),
    "down until Tuesday, sent then": (
        OLD
        + READY_SAT
        + both(SAT + "20:00", f"down until {TUE}09:00")
        + both(TUE + "11:00", "coach: /overdue 2026-W47 send", "coach: /overdue 2026-W47 send"),
        END,
        ["Tue 24 11:00 late"],
    ),
    "down until Tuesday, let go": (
        OLD
        + READY_SAT
        + both(SAT + "20:00", f"down until {TUE}09:00")
        + both(TUE + "11:00", "coach: /overdue 2026-W47 drop", "coach: /overdue 2026-W47 send"),
        END,
        [],
    ),
    "sent then, in quiet hours": (
        OLD
        + both(FRI + "09:00", "sam: /settings quiet 10:30-13:00")
        + READY_SAT
        + both(SAT + "20:00", f"down until {TUE}09:00")
        + both(TUE + "11:00", "coach: /overdue 2026-W47 send"),
        "2026-11-25 14:00",
        ["Tue 24 13:00 late"],
    ),
    # the clocks change; the year ends in its 53rd week
    "spring": (
        both("2026-03-27 08:00", *JOIN) + both("2026-03-28 12:00", *READY),
        "2026-04-01 12:00",
        ["Sun 29 10:00 coach"],
    ),
    "autumn": (
        both("2026-10-23 08:00", *JOIN) + both("2026-10-24 12:00", *READY),
        "2026-10-28 12:00",
        ["Sun 25 10:00 coach"],
    ),
    "autumn, on Monday": (both("2026-10-23 08:00", *JOIN), "2026-10-28 12:00", ["Mon 26 10:00 reserve"]),
    "the 53rd week": (
        both("2026-12-31 08:00", *JOIN) + both("2027-01-02 12:00", *READY),
        "2027-01-06 12:00",
        ["Sun 03 10:00 coach"],
    ),
    "the 53rd week, on Monday": (
        both("2026-12-31 08:00", *JOIN) + both("2027-01-04 09:00", *READY),
        "2027-01-06 12:00",
        ["Mon 04 10:00 monday"],
    ),
    "the 53rd week and the first": (
        both("2026-12-31 08:00", *JOIN),
        "2027-01-13 12:00",
        ["Mon 04 10:00 reserve", "Mon 11 10:00 reserve"],
    ),
}


@pytest.mark.parametrize("restarts", [False, True], ids=["", "restarts"])
@pytest.mark.parametrize("row", ROWS)
async def test_a_note_comes_as_its_table_says(row: str, restarts: bool, tmp_path: Path) -> None:
    deeds, until, expected = ROWS[row]
    run = await lived(tmp_path, deeds, until, restarts=restarts)
    assert run.notes() == expected


async def test_an_empty_reserve_is_silence_until_the_coach_writes_on_monday(tmp_path: Path) -> None:
    deeds = OLD + both(MON + "15:00", *READY)
    run = await lived(tmp_path, deeds, END, restarts=True, library=NO_RESERVE)
    assert run.told("reserve is empty") == ["Mon 23 10:00"]
    assert run.notes() == ["Mon 23 15:00 monday"]


# --- what the coach hears


@pytest.mark.parametrize("restarts", [False, True])
async def test_reminders_come_once_and_only_while_they_are_true(restarts: bool, tmp_path: Path) -> None:
    for number, (deeds, saturday, sunday) in enumerate(
        (
            (OLD, ["Sat 21 18:00"], ["Sun 22 20:00"]),
            (OLD + READY_SAT, [], []),
            (OLD + both(SUN + "12:00", *READY), ["Sat 21 18:00"], []),
            (
                OLD + READY_SAT + both(SAT + "13:00", "coach: /note cancel"),
                ["Sat 21 18:00"],
                ["Sun 22 20:00"],
            ),
            (OLD + READY_SAT + both(SAT + "13:00", "coach: /hungover"), [], []),
        )
    ):
        run = await lived(tmp_path / str(number), deeds, END, restarts=restarts)
        assert run.told("no note is ready") == saturday
        assert run.told("it will be Monday") == sunday


async def test_reminders_keep_to_the_coachs_own_clock_and_follow_a_journey(tmp_path: Path) -> None:
    deeds = both(FRI + "08:00", "coach: /start", "coach: /settings zone Asia/Tokyo")
    run = await lived(tmp_path, deeds, END, restarts=True)
    assert run.told("no note is ready") == ["Sat 21 10:00"]
    assert run.told("it will be Monday") == ["Sun 22 12:00"]


async def test_the_coach_is_asked_once_about_those_who_did_not_get_it(tmp_path: Path) -> None:
    deeds = [
        *OLD,
        *both(FRI + "08:10", "ann: /start"),
        *READY_SAT,
        *both(SAT + "20:00", f"down until {TUE}09:00"),
    ]
    run = await lived(tmp_path, deeds, END, restarts=True)
    assert run.told("did not get the note") == ["Tue 24 09:00"]


async def test_progress_is_one_message_that_is_edited_through_restarts(tmp_path: Path) -> None:
    readers = [
        *OLD,
        *both(FRI + "08:10", "ann: /start", "bob: /start", "cat: /start"),
        *both(FRI + "09:00", NEW_YORK),
    ]
    run = Run(tmp_path, at(FRI + "08:00"), LIBRARY, restarts=True)
    await run.start()
    for when, deed in (*readers, *READY_SAT, (SUN + "09:30", "nothing")):
        await run.do(at(when), deed)
    run.screen.fails = {"terminal:bob": Gone("blocked"), "terminal:cat": Refused("too long")}
    for when in (SUN + "12:00", END):
        await run.do(at(when), "nothing")
    await run.life.aclose()
    shown = [(reply.text, replaces) for _, _, reply, replaces in run.screen.seen if "planned" in reply.text]
    failed = "failed 2 (1 blocked, 1 refused)"
    assert [text for text, _ in shown] == [
        f"2026-W47: planned 4 · sent 1 · waiting 1 · {failed}\nOne more follows at its own hour.",
        f"2026-W47, all through: planned 4 · sent 2 · {failed}",
    ]
    assert shown[0][1] == ""
    assert shown[1][1] != ""


async def test_progress_is_edited_at_most_every_ten_seconds(tmp_path: Path) -> None:
    """Readers whose hours are a second apart; the last figures are shown, too."""
    run = Run(tmp_path, at(FRI + "08:00"), LIBRARY, restarts=False)
    await run.start()
    for number in range(30):
        await run.do(at(FRI + "08:00"), f"p{number}: /start")
    for deed in READY:
        await run.do(at(SAT + "12:00"), deed)
    await pass_time(run.bot, run.clock, at(SUN + "09:59"))
    ten = at(SUN + "10:00")
    with run.bot.stores.people.database.transaction() as connection:
        for number in range(30):
            due = (ten + timedelta(seconds=number)).astimezone(ZoneInfo("UTC"))
            connection.execute(
                "UPDATE agenda SET due_at = ? WHERE kind = 'note' AND person = ?",
                (due.isoformat(timespec="microseconds"), f"terminal:p{number}"),
            )
    await pass_time(run.bot, run.clock, ten + timedelta(minutes=2))
    await run.life.aclose()
    times = [when for when, _, reply, _ in run.screen.seen if "planned" in reply.text]
    assert all(later - earlier >= timedelta(seconds=10) for earlier, later in pairwise(times))
    assert len(times) in (4, 5)
    assert run.screen.seen[-1][2].text == "2026-W47, all through: planned 30 · sent 30"
