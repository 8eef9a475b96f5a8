"""Groups and channels that take part as one, with an hour and a zone of their own. Values only.

Nothing is kept of the people in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from scheduler.plan import Rhythm


@dataclass(frozen=True, slots=True)
class Group:
    """A group or channel that gets the Sunday note."""

    chat: str
    """As "platform:id"."""
    address: str
    """Where messages go: the chat, or a topic of it, as the platform names it."""
    zone: str
    note_hour: time

    @property
    def rhythm(self) -> Rhythm:
        """When it hears from the bot; a group has no quiet hours."""
        return Rhythm(self.zone, self.note_hour, self.note_hour)
