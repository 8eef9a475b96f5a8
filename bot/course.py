"""How the sending of a week's note goes, in figures. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

PROGRESS = "progress"
"""The kind of the message that shows it to a coach, and that is edited as it goes on."""
EDIT_EVERY = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Course:
    """Readers of a week's note by what became of it. Who wants none any more is not counted."""

    sent: int = 0
    queued: int = 0
    """Their hour has come."""
    coming: int = 0
    """They wait for their own Sunday hour, or for Monday."""
    blocked: int = 0
    refused: int = 0
    held: int = 0
    """Monday ended without it: a coach decides."""
    per_second: float = 0.0
    """Sent lately."""

    @property
    def planned(self) -> int:
        """All of them."""
        return self.sent + self.waiting + self.failed + self.held

    @property
    def waiting(self) -> int:
        """Those that still get it."""
        return self.queued + self.coming

    @property
    def failed(self) -> int:
        """Those that the platform did not take."""
        return self.blocked + self.refused

    @property
    def figures(self) -> str:
        """What makes another message worth showing."""
        return f"{self.sent} {self.waiting} {self.blocked} {self.refused} {self.held}"

    def done_by(self, now: datetime) -> datetime | None:
        """When those are through whose hour has come; None where nothing was sent lately."""
        if not self.per_second:
            return None
        return now + timedelta(seconds=self.queued / self.per_second)
