"""When may this message leave? Pure: the clock comes in as seconds that only rise.

Departures are spaced, they do not fill a bucket: after a stall the next message leaves at once and the one
behind it keeps its distance, so nothing is caught up in a burst. A departure is known for a minute, no
longer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from types import MappingProxyType

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a platform allows one bot; `inf` where it names no limit."""

    per_second: float = inf
    """Messages a second in all."""
    per_chat_second: float = inf
    """Messages a second to one chat."""
    per_group_minute: int | None = None
    """Messages to one group within any minute."""


LIMITS: Mapping[str, Limits] = MappingProxyType(
    {
        "telegram": Limits(per_second=30, per_chat_second=1, per_group_minute=20),
        "discord": Limits(per_second=50),
        "terminal": Limits(),
    }
)
"""By platform. Telegram: core.telegram.org/bots/faq, "My bot is hitting limits, how do I avoid this?".
Discord: discord.com/developers/docs/topics/rate-limits, "Global Rate Limit"; its buckets are discord.py's."""


class Pace:
    """The departures of one platform: ask `delay`, wait that long, `note` the departure and send."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._gap = 1 / limits.per_second
        self._chat_gap = 1 / limits.per_chat_second
        self._free_at = -inf
        self._held_until = -inf
        self._left: dict[str, deque[float]] = {}
        """The newest departures by chat; the chat that was quiet for longest comes first."""

    def delay(self, chat: str, now: float, is_group: bool = False) -> float:
        """Seconds until a message to this chat may leave; 0.0 when it may leave now."""
        free_at = max(self._free_at, self._held_until)
        if left := self._left.get(chat):
            free_at = max(free_at, left[-1] + self._chat_gap)
            if is_group and len(left) == self._limits.per_group_minute:
                free_at = max(free_at, left[0] + MINUTE)
        return max(0.0, free_at - now)

    def note(self, chat: str, now: float) -> None:
        """A message to this chat leaves now."""
        self._free_at = now + self._gap
        left = self._left.pop(chat, None)
        if left is None:
            left = deque(maxlen=self._limits.per_group_minute or 1)
        left.append(now)
        self._left[chat] = left
        self._forget(now)

    def hold(self, seconds: float, now: float) -> None:
        """The platform said to wait (429): nothing leaves for so long. A shorter wait cuts no longer one."""
        self._held_until = max(self._held_until, now + seconds)

    def _forget(self, now: float) -> None:
        while self._left:
            chat, left = next(iter(self._left.items()))
            if now - left[-1] < MINUTE:
                return
            del self._left[chat]


def pace_of(platform: str) -> Pace:
    """A fresh pace under the platform's published limits."""
    return Pace(LIMITS[platform])
