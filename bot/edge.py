"""What the bot asks of a platform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.model import Offered, Reply


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message stands, in the platform's own words."""

    address: str
    """The private chat."""
    messages: tuple[str, ...]
    """The messages there that show it, one or several, in order."""

    @property
    def message(self) -> str:
        """The last of them; empty where nothing was shown."""
        return self.messages[-1] if self.messages else ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One of the messages that show a reply, as the platform is sent it."""

    text: str
    length: int
    """As the platform measures it."""
    has_picture: bool = False


class Edge(Protocol):
    """A platform's way out, for what the bot says unasked."""

    platform: str

    async def send(self, account: str, address: str, reply: Reply, nonce: str, replaces: str = "") -> Posted:
        """Show the message to that person and tell where it stands.

        `address` is the private chat, empty while it is unknown. `replaces` is a message of the bot there
        whose place it takes; where that cannot be changed any more, a new one is sent. Raises
        scheduler.outbox.DeliveryError.
        """

    async def fetch(self, photo: Offered) -> bytes | None:
        """The file of a photo that somebody sent; None where the platform does not hand it out."""

    def render(self, reply: Reply) -> tuple[Rendered, ...]:
        """The messages that `send` would show, in order, without sending any."""

    async def relist(self) -> None:
        """List the commands anew: a card came or went. What the platform refuses is logged."""
