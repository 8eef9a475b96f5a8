"""The hold timer: what its phases are, and how its one message changes, on every platform."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.coaching.holds import LEAD, Hold, count, set_of, side_of, step_of, steps
from bot.store.database import Database
from bot.store.ledger import AWAITED, NEXT, Ledger
from bot.store.people import Move, People
from content.library import read_library
from content.model import Drill
from scheduler.outbox import Delivery
from tests.doors import DOORS, open_door
from tests.killing import Witness, converse
from tests.talk import Line, last, messages, talk

NOW = datetime(2026, 11, 22, 5, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
HELD = [drill for drill in read_library().drills.values() if drill.dose.seconds]
START: Line = {"who": "sam", "text": "/start"}
DRILL: Line = {"who": "sam", "text": "/drill tripod-stance"}
TIMER: Line = {"who": "sam", "press": "Timer"}
"""Tripod stance: three holds of 20 seconds."""
SIDES: Line = {"who": "sam", "text": "/drill half-kneeling-hold"}
"""Half-kneeling hold: two holds of 20 seconds for each side."""
MINUTE: Line = {"at": "2026-11-22T05:31:00+00:00"}


def after(seconds: float) -> Line:
    """The clock moves on to so many seconds after the start of the conversation."""
    return {"at": (NOW + timedelta(seconds=seconds)).isoformat()}


def press(label: str) -> Line:
    return {"who": "sam", "press": label}


def timed(*lines: Line, **options: Any) -> list[Line]:
    """What sam sees after the drill was shown and its timer pressed."""
    seen = messages(talk(START, *lines, at=NOW.isoformat(), **options))
    return [line for line in seen if line["buttons"] and "Timer" not in line["buttons"]][1:]


def first_words(seen: Iterable[Line]) -> list[str]:
    return [line["text"].partition("\n")[0].replace("*", "") for line in seen]


# --- the phases


@pytest.mark.parametrize("drill", HELD, ids=lambda drill: drill.slug)
def test_a_hold_has_a_lead_its_middle_and_its_end(drill: Drill) -> None:
    shown = {step.phase: step.at(drill.dose) - NOW for step in steps(Hold(drill.slug), NOW)}
    seconds = drill.dose.seconds
    assert shown == {
        "ready": timedelta(0),
        "start": LEAD,
        "half": LEAD + timedelta(seconds=seconds / 2),
        "done": LEAD + timedelta(seconds=seconds),
    }


@pytest.mark.parametrize("drill", HELD, ids=lambda drill: drill.slug)
def test_a_phase_lasts_until_the_next_and_the_end_stays(drill: Drill) -> None:
    shown = list(steps(Hold(drill.slug), NOW))
    begins = [step.at(drill.dose) for step in shown]
    assert [step.ends_at(drill.dose) for step in shown] == [*begins[1:], None]


@pytest.mark.parametrize("drill", HELD, ids=lambda drill: drill.slug)
def test_a_phase_is_read_back_from_its_label(drill: Drill) -> None:
    for number in range(1, count(drill.dose) + 1):
        for step in steps(Hold(drill.slug, number), NOW + timedelta(microseconds=7)):
            assert step_of(step.label) == step


def test_left_comes_before_right_and_both_before_the_next_set() -> None:
    dose = read_library().drills["half-kneeling-hold"].dose
    order = [Hold("half-kneeling-hold", number) for number in range(1, count(dose) + 1)]
    assert [(set_of(hold, dose), side_of(hold, dose)) for hold in order] == [
        (1, "left"),
        (1, "right"),
        (2, "left"),
        (2, "right"),
    ]


def test_without_sides_each_hold_is_a_set() -> None:
    dose = read_library().drills["tripod-stance"].dose
    third = Hold("tripod-stance", count(dose))
    assert (set_of(third, dose), side_of(third, dose)) == (3, None)


# --- one message, on every platform


@pytest.mark.parametrize("platform", DOORS)
async def test_one_message_says_ready_hold_half_way_and_done_at_its_time(
    platform: str, tmp_path: Path
) -> None:
    async with open_door(platform, tmp_path, NOW) as door:
        await door.says("sam", "/start")
        await door.says("sam", "/drill tripod-stance")
        await door.presses("sam", "Timer")
        before = len(door.sees("sam"))
        for seconds, words, label in (
            (4.9, "Get ready: 20 s. It starts in 5 seconds.", "Stop"),
            (5, "Hold, 20 s.", "Stop"),
            (14.9, "Hold, 20 s.", "Stop"),
            (15, "Half way.", "Stop"),
            (24.9, "Half way.", "Stop"),
            (25, "Done.", "Set 2"),
        ):
            await door.at(NOW + timedelta(seconds=seconds))
            newest = door.sees("sam")[-1]
            assert words in newest.text
            assert newest.buttons == [label]
            if platform != "terminal":  # whose screens tell every change
                assert len(door.sees("sam")) == before
        await door.presses("sam", "Set 2")
        assert "Set 2 of 3" in door.sees("sam")[-1].text
        if platform != "terminal":
            assert len(door.sees("sam")) == before


@pytest.mark.parametrize("platform", DOORS)
async def test_who_blocks_the_bot_in_the_middle_hears_no_more_and_may_begin_anew(
    platform: str, tmp_path: Path
) -> None:
    async with open_door(platform, tmp_path, NOW) as door:
        await door.says("sam", "/start")
        await door.says("sam", "/drill tripod-stance")
        await door.presses("sam", "Timer")
        await door.blocks("sam")
        await door.at(NOW + timedelta(seconds=40))
        await door.unblocks("sam")
        await door.says("sam", "/timer tripod-stance")
        assert "Get ready" in door.sees("sam")[-1].text
        await door.at(NOW + timedelta(seconds=65))
        assert "Done." in door.sees("sam")[-1].text


@pytest.mark.parametrize("platform", DOORS)
async def test_stop_ends_it_in_its_own_message(platform: str, tmp_path: Path) -> None:
    async with open_door(platform, tmp_path, NOW) as door:
        await door.says("sam", "/start")
        await door.says("sam", "/drill tripod-stance")
        await door.presses("sam", "Timer")
        await door.at(NOW + timedelta(seconds=7))
        before = len(door.sees("sam"))
        await door.presses("sam", "Stop")
        await door.at(NOW + timedelta(seconds=60))
        newest = door.sees("sam")[-1]
        assert "Stopped." in newest.text
        assert newest.buttons == ["Once more"]
        if platform != "terminal":
            assert len(door.sees("sam")) == before
        await door.presses("sam", "Once more")
        assert "Get ready" in door.sees("sam")[-1].text


@pytest.mark.parametrize("platform", DOORS)
async def test_in_a_group_the_timer_runs_in_private(platform: str, tmp_path: Path) -> None:
    async with open_door(platform, tmp_path, NOW) as door:
        await door.says("sam", "/start")
        await door.says("sam", "/timer tripod-stance", "gym")
        await door.at(NOW + timedelta(seconds=60))
        assert "Done." in door.sees("sam")[-1].text
        assert not any("Set 1" in one.text for one in door.sees("sam", "gym"))


async def test_a_message_that_was_deleted_makes_room_for_a_new_one_on_telegram(tmp_path: Path) -> None:
    async with open_door("telegram", tmp_path, NOW) as door:
        await door.says("sam", "/start")
        await door.says("sam", "/timer tripod-stance")
        sam: Any = door
        sam.people["sam"].sees[-1].is_deleted = True
        await door.at(NOW + timedelta(seconds=5))
        assert "Hold, 20 s." in door.sees("sam")[-1].text
        shown = len(door.sees("sam"))
        await door.at(NOW + timedelta(seconds=25))
        assert "Done." in door.sees("sam")[-1].text
        assert len(door.sees("sam")) == shown


async def test_a_message_that_was_deleted_makes_room_for_a_new_one_on_discord(tmp_path: Path) -> None:
    async with open_door("discord", tmp_path, NOW) as door:
        await door.says("sam", "/start")
        await door.says("sam", "/timer tripod-stance")
        discord: Any = door
        sam = discord.people["sam"]
        del discord.peer.env.backend.messages[sam.user.dm_channel.id][sam.sees[-1].message_id]
        await door.at(NOW + timedelta(seconds=5))
        assert "Hold**, 20 s." in sam.sees[-1].text
        shown = len(sam.sees)
        await door.at(NOW + timedelta(seconds=25))
        assert "Done" in sam.sees[-1].text
        assert len(sam.sees) == shown


async def test_four_phases_are_one_message_and_three_edits_on_the_wire(tmp_path: Path) -> None:
    async with open_door("telegram", tmp_path, NOW) as door:
        await door.says("sam", "/start")
        wire: Any = door
        before = len(wire.peer.sent("sendMessage"))
        await door.says("sam", "/timer tripod-stance")
        await door.at(NOW + timedelta(minutes=5))
        assert len(wire.peer.sent("sendMessage")) == before + 1
        assert len(wire.peer.sent("editMessageText")) == 3


async def test_a_tap_wakes_the_outbox_and_waits_for_no_tick(tmp_path: Path) -> None:
    async with open_door("telegram", tmp_path, NOW) as door:
        telegram: Any = door
        woken: list[str] = []
        telegram.bot.app.wake = lambda: woken.append("now")
        await door.says("sam", "/start")
        assert woken == []
        await door.says("sam", "/timer tripod-stance")
        assert woken == ["now"]


# --- what the buttons lead to


def test_the_sides_follow_one_another_and_the_last_hold_leads_to_the_check_in() -> None:
    labels = ("Right side", "Set 2", "Right side")
    lines = [SIDES, TIMER, after(30)]
    for number, label in enumerate(labels, start=2):
        lines += [press(label), after(30 * number)]
    seen = timed(*lines)
    done = [line for line in seen if line["text"].startswith("**Done.")]
    assert [line["text"].partition("\n\n")[2] for line in done] == [
        "Set 1 of 2, left side",
        "Set 1 of 2, right side",
        "Set 2 of 2, left side",
        "Set 2 of 2, right side",
    ]
    assert done[-1]["buttons"] == ["Done"]
    answered = messages(talk(START, *lines, press("Done"), at=NOW.isoformat()))[-1]
    assert answered["about"] == "half-kneeling-hold"


def test_the_buttons_of_the_timer_go_on_in_its_message() -> None:
    seen = timed(DRILL, TIMER, after(30), press("Set 2"), after(60))
    assert [line["edits"] for line in seen] == [False] + [True] * 7


def test_a_timer_below_a_drill_begins_a_message_of_its_own() -> None:
    seen = timed(DRILL, TIMER, after(30), DRILL, TIMER)
    assert [line["edits"] for line in seen] == [False, True, True, True, False]


def test_only_what_is_held_has_a_timer() -> None:
    assert "Timer" in last("/start", "/drill tripod-stance")["buttons"]
    assert "Timer" not in last("/start", "/drill toe-fan")["buttons"]
    assert "nothing to hold" in last("/start", "/timer toe-fan")["text"]
    assert "nothing to hold" in last("/start", "/timer tripod-stance 4")["text"]


def test_without_a_name_it_is_the_drill_of_today() -> None:
    assert "Get ready" in last("/start", "/timer")["text"]


def test_a_second_press_says_how_long_it_runs_and_changes_nothing() -> None:
    seen = timed(DRILL, TIMER, after(7), TIMER, after(60))
    assert first_words(seen) == [
        "Get ready: 20 s. It starts in 5 seconds.",
        "Hold, 20 s.",
        "It runs already: 18 seconds to go.",
        "Half way. Keep breathing.",
        "Done. Let go.",
    ]


def test_another_drill_waits_until_the_first_is_stopped() -> None:
    seen = timed(DRILL, TIMER, after(7), SIDES, TIMER, press("Stop"), SIDES, TIMER, after(60))
    assert "It runs already" in seen[2]["text"]
    assert seen[3]["text"].startswith("Stopped.")
    assert seen[3]["edits"]
    assert seen[3]["title"] == "Tripod stance"
    assert "left side" in seen[-1]["text"]
    assert seen[-1]["text"].startswith("**Done.")


def test_stop_without_a_timer_does_no_harm() -> None:
    assert last("/start", "/timer stop")["text"] == "No timer runs."


def test_there_is_no_timer_before_the_start_nor_with_an_open_sign() -> None:
    assert "I do not know you yet" in last("/timer tripod-stance")["text"]
    told = last("/start", "my elbow snapped and is out of shape", "/timer tripod-stance")
    assert told["kind"] == "signs"


def test_a_sign_in_the_middle_ends_it() -> None:
    sign = {"who": "sam", "text": "my elbow snapped and is out of shape"}
    seen = messages(talk(START, DRILL, TIMER, after(6), sign, MINUTE, at=NOW.isoformat()))
    assert "Stopped: first somebody looks" in seen[-1]["text"]
    assert seen[-1]["buttons"] == []
    assert not any("Half way" in line["text"] or "**Done" in line["text"] for line in seen)


def test_a_drill_that_asks_more_has_its_question_before_a_timer_that_is_typed() -> None:
    assert "asks more of you" in last("/start", "/timer wall-handstand-splay")["text"]
    clear = ("/start", "/drill wall-handstand-splay", "!None of these", "!Timer")
    assert "Get ready" in last(*clear)["text"]


# --- restarts


def test_after_a_restart_the_next_phase_comes_at_its_time(tmp_path: Path) -> None:
    options = ("--data", str(tmp_path))
    talk(START, DRILL, TIMER, after(6), at=NOW.isoformat(), options=options)
    lines = talk(after(60), at=(NOW + timedelta(seconds=12)).isoformat(), options=options)
    seen = messages(lines)
    assert first_words(seen) == ["Half way. Keep breathing.", "Done. Let go."]
    assert [line["at"][17:19] for line in seen] == ["15", "25"]
    assert all(line["edits"] for line in seen)


@pytest.mark.parametrize(
    ("back_after", "said"),
    [
        (27, ["Done. Let go."]),
        (90, ["Done, and a little late: you can let go. The delay was mine."]),
        (7200, []),
    ],
)
def test_after_a_longer_one_only_the_end_is_shown(tmp_path: Path, back_after: int, said: list[str]) -> None:
    options = ("--data", str(tmp_path))
    talk(START, DRILL, TIMER, after(6), at=NOW.isoformat(), options=options)
    at = NOW + timedelta(seconds=back_after)
    lines = talk({"at": at.isoformat()}, at=at.isoformat(), options=options)
    assert first_words(messages(lines, "sam", "reply")) == said


class Watch(Witness):
    """Sees when a hold was said to be done."""

    done: Counter[str]

    def see(self, raw: bytes) -> Line:
        line = super().see(raw)
        if line.get("text", "").startswith("**Done"):
            self.done[line["at"]] += 1
        return line


def test_killed_at_random_moments_every_hold_ends_at_its_time(tmp_path: Path) -> None:
    script: list[Line] = [START]
    ends = []
    for number in range(6):
        at = NOW + timedelta(minutes=number)
        script.append({"who": "sam", "text": "/timer tripod-stance"})
        script += [{"at": (at + timedelta(seconds=seconds)).isoformat()} for seconds in (6, 16, 26, 60)]
        ends.append((at + timedelta(seconds=25)).astimezone(BERLIN).isoformat())
    witness = Watch()
    witness.done = Counter()
    asyncio.run(converse(script, tmp_path, NOW.isoformat(), witness, random.Random(5), most_kills=5))
    assert witness.kills >= 1
    assert list(witness.done) == ends
    assert witness.done.total() <= len(ends) + witness.kills


# --- in the rush of the morning


async def test_a_hold_goes_before_everything_else_that_waits(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    ledger, people = Ledger(database), People(database)
    drills = [
        Delivery("drill", f"telegram:{number}", "2026-11-22", f"telegram:{number}", NOW, NOW)
        for number in range(50)
    ]
    phase = Delivery("timer", "telegram:99", "x", "telegram:99", NOW, NOW + LEAD)
    await people.advance((Move("", "", (*drills, phase), (), None),))
    assert await ledger.next_departure("telegram", NOW) == NOW + LEAD
    assert [one.kind for one in await ledger.claim("telegram", NOW + LEAD, 20)] == ["timer"]
    assert await ledger.next_departure("telegram", NOW + LEAD) is None
    for question, index in ((AWAITED, "deliveries_awaited"), (NEXT, "deliveries_to_send")):
        values = ("telegram", NOW.isoformat(), 20)[: question.count("?")]
        plan = database.connection.execute(f"EXPLAIN QUERY PLAN {question}", values)
        steps_of_it = [row["detail"] for row in plan]
        assert any(index in step for step in steps_of_it), steps_of_it
        assert not any("SCAN" in step or "TEMP B-TREE" in step for step in steps_of_it), steps_of_it
    database.close()
