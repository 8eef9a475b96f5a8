"""What every test may rely on."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import cache

import pytest

from content import drawing

STILL, MOVING = cache(drawing.still), cache(drawing.moving)


@pytest.fixture(autouse=True)
def figures_are_drawn_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure takes up to a second of a core and looks the same each time, as test_drawing.py shows."""
    if request.path.stem != "test_drawing":
        monkeypatch.setattr(drawing, "still", STILL)
        monkeypatch.setattr(drawing, "moving", MOVING)


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """A test that runs a whole command sets up the logs of the process; the next one finds them untouched."""
    root = logging.getLogger()
    named = [logging.getLogger(name) for name in root.manager.loggerDict]
    levels = [(logger, logger.level) for logger in (root, *named)]
    handlers = root.handlers[:]
    yield
    root.handlers[:] = handlers
    for logger, level in levels:
        logger.setLevel(level)
