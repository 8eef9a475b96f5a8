"""A sample of made-up lives with the bot; `make prove` lets more of them last a year."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.living import live

OCTOBER = datetime(2026, 10, 10, 12, tzinfo=UTC)
"""Two weeks before the clocks change in Europe, three before they do in America."""


@pytest.mark.parametrize("seed", range(2))
async def test_weeks_of_two_members_hold_what_was_promised(seed: int, tmp_path: Path) -> None:
    lives = await live(tmp_path, OCTOBER, days=45, members=2, seed=seed)
    assert [fault for life in lives for fault in life.faults] == []
    assert all(life.seen["drill"] > 5 for life in lives)
    assert sum(life.seen["check-in"] for life in lives) > 20
