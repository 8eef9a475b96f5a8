"""kill -9 at random moments: nothing is lost, and nothing comes twice beyond the message in flight."""

from __future__ import annotations

import asyncio
import json
import random
from datetime import date, timedelta
from pathlib import Path

from tests.killing import Witness, converse, script_of
from tests.talk import messages, talk

PEOPLE = [f"p{number}" for number in range(7)]
DAYS = 9
MOST_KILLS = 10
"""`make prove` kills for minutes."""
AT = "2026-11-22T05:30:00+00:00"


def test_killed_at_random_moments_nothing_is_lost_and_at_most_one_message_a_kill_comes_twice(
    tmp_path: Path,
) -> None:
    witness = Witness()
    script = script_of(PEOPLE, "2026-11-22T12:00:00+00:00", DAYS)
    asyncio.run(converse(script, tmp_path, AT, witness, random.Random(7), MOST_KILLS))
    assert witness.kills >= 5
    week = [(date(2026, 11, 22) + timedelta(days=day)).isoformat() for day in range(DAYS)]
    for who in PEOPLE:
        for day in week:
            assert witness.seen[who, "drill", day] >= 1, (who, day)
            assert (who, day) in witness.checked_in
        assert witness.seen[who, "note", "2026-11-22"] >= 1
        assert witness.seen[who, "note", "2026-11-30"] >= 1
    assert witness.doubles <= witness.kills
    for day in week[1:]:
        assert witness.seen["*", "challenge", day] >= 1, day
    assert {kind for _, kind, _ in witness.seen} == {"drill", "note", "coach", "challenge"}
    board = {"who": "coach", "chat": "gym", "text": "/challenge board 1"}
    shown = talk(board, at="2026-11-30T12:00:00+00:00", options=("--data", str(tmp_path)))
    done = len([day for _, day in witness.checked_in if day in week[1:]])
    assert f"Together **{done}** of {len(PEOPLE) * 14} days" in messages(shown, "*")[-1]["text"]
    for who in PEOPLE:
        asked = talk(
            {"who": who, "text": "/export"}, at="2026-11-30T12:00:00+00:00", options=("--data", str(tmp_path))
        )
        kept = json.loads(messages(asked, who)[-1]["file"]["text"])["check_ins"]
        assert {check_in["day"] for check_in in kept} >= {
            day for person, day in witness.checked_in if person == who
        }
