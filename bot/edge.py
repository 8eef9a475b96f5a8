"""What the bot asks of a platform."""

from __future__ import annotations

from typing import Protocol

from bot.model import Reply


class Edge(Protocol):
    """A platform's way out, for what the bot says unasked."""

    platform: str

    async def send(self, account: str, address: str, reply: Reply, nonce: str) -> str:
        """Show the message to that person and tell the address of the private chat that was used.

        `address` is empty while it is unknown. Raises scheduler.outbox.DeliveryError.
        """

    async def relist(self) -> None:
        """List the commands anew: a card came or went. What the platform refuses is logged."""
