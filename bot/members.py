"""Who a member is: accounts, settings, what was told of the body, and what was done.

Values only. Times are aware datetimes in UTC; a `day` is a local calendar date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from content.model import Spot, Track
from scheduler.plan import Rhythm

Standing = Literal["active", "paused", "stopped"]
Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Account:
    """One way to reach a person: the account as "platform:id", and its private chat."""

    name: str
    address: str = ""
    """As the platform names it; empty while it is unknown."""
    is_reachable: bool = True
    """False once the platform said that the chat is gone; true again at the next word."""

    @property
    def platform(self) -> str:
        """The platform that it belongs to."""
        return platform_of(self.name)


def platform_of(account: str) -> str:
    """The platform of an account: "telegram" for "telegram:42"."""
    return account.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Pause:
    """Local days on which nothing was asked of a member: `first` and all days before `until`."""

    first: date
    until: date | None = None
    """None while its end is open."""
    is_injury: bool = False
    """For an injury or a warning sign: what is worked on begins lower after it."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person who asked to be coached."""

    person: str
    home: str
    """The account that unasked messages go to."""
    address: str
    """The private chat of that account as the platform names it; empty while it is unknown."""
    name: str
    rhythm: Rhythm
    joined_at: datetime
    heard_at: datetime
    """When the member last said or pressed anything."""
    locale: str = "en"
    standing: Standing = "active"
    paused_until: date | None = None
    is_guest: bool = False
    """Known by a group's challenge alone: stopped, and yet that challenge asks for their days."""
    has_open_sign: bool = False
    wants_note: bool = True
    note_off_at: datetime | None = None
    """When that was taken back; None while notes are wanted."""
    wants_letters: bool = True
    """A coach's words to a part of the members reach this one too."""
    focus: Track = "foot"
    """The one track that is worked on."""
    parked: tuple[Track, ...] = ()
    """The tracks that wait their turn, the next one first."""
    aim: str = ""
    """What for, as a key of the phrases `aim.*`; empty while it is not said."""
    history: frozenset[str] | None = None
    """Old injuries, in the words of the drills' `not_after`; None until signs and history were answered."""
    ticked: frozenset[str] = frozenset()
    """Those that were tapped while the question is open: they count, and do not answer it."""
    is_guarded: bool = False
    """Gentle drills only: a child, pregnancy, an operation and the like."""
    pauses: tuple[Pause, ...] = ()
    """All of them, the oldest first; the last may be open."""
    gentle_until: date | None = None
    """The first day on which more than a gentle drill may come again, after an injury."""
    shares_pain: bool = False
    """A coach may see the figures of pain."""
    is_reachable: bool = True
    """False once the platform said that the chat is gone; true again at the next word."""
    others: tuple[Account, ...] = ()
    """The person's other accounts, one a platform; unread where only the home account matters."""
    version: int = 0

    @property
    def injuries(self) -> frozenset[str]:
        """All old injuries that were told so far."""
        return self.ticked if self.history is None else self.history

    @property
    def accounts(self) -> tuple[Account, ...]:
        """All of them, home first."""
        return (Account(self.home, self.address, self.is_reachable), *self.others)

    def with_accounts(self, accounts: Iterable[Account], home: str) -> Member:
        """The same member with these accounts; unasked messages go to the one that is `home`."""
        known = {account.name: account for account in accounts}
        at = known.pop(home)
        return replace(
            self,
            home=home,
            address=at.address,
            is_reachable=at.is_reachable,
            others=tuple(known[name] for name in sorted(known)),
        )


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One drill done on one local day, and how it felt; a person has at most one a day."""

    day: date
    drill: str
    at: datetime
    was_too_much: bool = False
    """An easier one was wished for."""
    felt: Spot | None = None
    """Where it was felt most."""
    side: Side | None = None
    """The side that `felt` and `pain` are about, where the drill has sides; None for both."""
    pain: int | None = None
    """0 to 10, during the drill or after it; None where nothing was said."""
    has_settled: bool | None = None
    """Whether the pain was gone on the next morning; None where nothing was said."""
