"""What every test may rely on."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest


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
