"""When may this message leave?"""

from __future__ import annotations

from math import inf

import pytest

from scheduler.pace import LIMITS, Limits, Pace, pace_of


def depart(pace: Pace, chats: list[str], start: float = 0.0, is_group: bool = False) -> list[float]:
    """Send to these chats in turn, waiting as told, and return when each left."""
    now, left = start, []
    for chat in chats:
        now += pace.delay(chat, now, is_group)
        pace.note(chat, now)
        left.append(now)
    return left


def most_within(seconds: float, left: list[float]) -> int:
    """The largest number of departures in any window of that length."""
    return max(sum(start <= at < start + seconds - 1e-9 for at in left) for start in left)


def test_the_first_message_leaves_at_once() -> None:
    assert pace_of("telegram").delay("telegram:1", 0.0) == 0.0


def test_telegram_gets_thirty_a_second_over_many_chats_and_never_more() -> None:
    left = depart(pace_of("telegram"), [f"telegram:{n}" for n in range(300)])
    assert most_within(1.0, left) == 30
    assert left[-1] == pytest.approx(299 / 30)


def test_telegram_gets_one_a_second_in_one_chat() -> None:
    assert depart(pace_of("telegram"), ["telegram:1"] * 4) == pytest.approx([0, 1, 2, 3])


def test_a_telegram_group_gets_twenty_in_any_minute() -> None:
    left = depart(pace_of("telegram"), ["telegram:-7"] * 60, is_group=True)
    assert most_within(60.0, left) == 20
    assert left[19:21] == pytest.approx([19, 60])


def test_a_private_chat_has_no_limit_by_the_minute() -> None:
    assert depart(pace_of("telegram"), ["telegram:1"] * 30)[-1] == pytest.approx(29)


def test_a_busy_chat_does_not_hold_up_another() -> None:
    pace = pace_of("telegram")
    pace.note("telegram:1", 0.0)
    assert pace.delay("telegram:1", 0.5) == pytest.approx(0.5)
    assert pace.delay("telegram:2", 0.5) == 0.0


def test_discord_gets_fifty_a_second_in_all() -> None:
    left = depart(pace_of("discord"), ["discord:1"] * 200)
    assert most_within(1.0, left) == 50


def test_the_terminal_never_waits() -> None:
    assert depart(pace_of("terminal"), ["terminal:sam"] * 100) == [0.0] * 100


def test_a_stall_is_never_caught_up() -> None:
    pace = pace_of("telegram")
    depart(pace, [f"telegram:{n}" for n in range(30)])
    left = depart(pace, [f"telegram:{n}" for n in range(100, 200)], start=50.0)
    assert left[0] == 50.0
    assert most_within(1.0, left) == 30


def test_a_hold_stops_every_chat_for_as_long_as_told() -> None:
    pace = pace_of("telegram")
    pace.hold(7.5, now=10.0)
    assert pace.delay("telegram:1", 10.0) == 7.5
    assert pace.delay("telegram:2", 12.0) == 5.5
    assert pace.delay("telegram:1", 17.5) == 0.0


def test_a_shorter_hold_never_cuts_a_longer_one() -> None:
    pace = pace_of("discord")
    pace.hold(30, now=0.0)
    pace.hold(1, now=5.0)
    assert pace.delay("discord:1", 5.0) == 25.0


def test_after_a_hold_the_spacing_goes_on() -> None:
    pace = pace_of("telegram")
    pace.hold(3, now=0.0)
    left = depart(pace, [f"telegram:{n}" for n in range(60)])
    assert left[0] == 3.0
    assert most_within(1.0, left) == 30


def test_asking_changes_nothing() -> None:
    pace = pace_of("telegram")
    pace.note("telegram:1", 0.0)
    assert {pace.delay("telegram:1", 0.25) for _ in range(100)} == {0.75}


def test_chats_that_were_quiet_for_a_minute_are_forgotten() -> None:
    pace = Pace(Limits(per_chat_second=1, per_group_minute=20))
    for n in range(10_000):
        pace.note(f"telegram:{n}", n / 8)
        assert len(pace._left) <= 480
    pace.note("telegram:last", 5_000.0)
    assert list(pace._left) == ["telegram:last"]


def test_a_busy_chat_does_not_keep_quiet_ones_in_memory() -> None:
    pace = pace_of("telegram")
    for n in range(1000):
        pace.note("telegram:-7", float(n))
        pace.note(f"telegram:{n}", n + 0.5)
    assert len(pace._left) <= 61


def test_a_busy_chat_is_not_forgotten_behind_quiet_ones() -> None:
    pace = pace_of("telegram")
    for n in range(80):
        pace.note("telegram:-7", float(n))
        pace.note(f"telegram:{n}", n + 0.5)
    assert pace.delay("telegram:-7", 79.6, is_group=True) == pytest.approx(60 + 60 - 79.6)


def test_the_limits_are_the_published_ones() -> None:
    assert LIMITS["telegram"] == Limits(per_second=30, per_chat_second=1, per_group_minute=20)
    assert LIMITS["discord"] == Limits(per_second=50, per_chat_second=inf, per_group_minute=None)
    assert LIMITS["terminal"] == Limits(inf, inf, None)
