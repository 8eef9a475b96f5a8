"""A note that is interrupted by kill -9 goes on exactly; the long proof of it is `make prove`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.note_killing import Platform, send_through_kills


@pytest.mark.parametrize("platform", ["telegram", "discord"])
async def test_a_note_goes_on_through_kills(platform: Platform, tmp_path: Path) -> None:
    tally = await send_through_kills(platform, readers=60, every=22, folder=tmp_path)
    assert tally.kills == 2
    assert tally.lost == 0
    assert tally.twice <= (tally.kills if platform == "telegram" else 0)
    assert tally.progress == ["2026-W47, all through: planned 60 · sent 60"]
