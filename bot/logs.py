"""Logs: lines on standard error, in which no secret ever stands."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable

from bot.settings import Secret

LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
TALKATIVE = ("httpx", "httpcore", "discord.http", "discord.gateway", "markdown_it")
"""Libraries that log addresses, with the token in them, or very much."""


class Discreet(logging.Formatter):
    """Writes a line, its traceback too, with every secret struck out."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        super().__init__(LINE)
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        """The line as it is written."""
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return line


def set_up(level: str, secrets: Iterable[Secret] = ()) -> None:
    """Send every log line of this process to standard error, from this level on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Discreet(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
