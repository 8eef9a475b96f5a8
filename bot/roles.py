"""Who has a coach's work, and what coaches did: values that model, changes and store speak of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

ACTS = (
    "page_revised",
    "page_undone",
    "answered",
    "declined",
    "read",
    "asked_to_quote",
    "letter_sent",
    "reloaded",
    "coach_added",
    "approver_added",
    "coach_removed",
)
"""What the audit trail tells of, beside notes: those are "note_" and the state that they were put into."""


@dataclass(frozen=True, slots=True)
class Coach:
    """An account that does a coach's work. An approver is a coach too."""

    account: str
    is_approver: bool = False
    added_by: str = ""
    """The account of who did it; empty for one of the settings, or once that coach is forgotten."""
    added_at: datetime | None = None
    """None for one of the settings, who can be removed only there."""
    name: str = ""
    """Of the member behind the account; empty where there is none."""
    name_of_adder: str = ""

    @property
    def is_fixed(self) -> bool:
        """Whether the settings name this account."""
        return self.added_at is None


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the audit trail: what a coach did. It holds no words of a member and no figures of pain."""

    at: datetime
    account: str
    """Who did it; empty once that coach is forgotten."""
    act: str
    """One of ACTS, or "note_" and a state."""
    about: str = ""
    """The week of a note, the file of a page, the number of a question or the account of a coach."""
    detail: str = ""
    """A few words of the coach's own, such as the title of a note."""
    number: int = 0
    """From 1, in the order in which they happened; 0 until the store has given one."""
    name: str = ""
    """Of the member behind the account; empty where there is none."""
    name_of_about: str = ""
    """The same for what it is about, where that is an account."""


@dataclass(frozen=True, slots=True)
class Roles:
    """What commands about coaches look at."""

    coaches: tuple[Coach, ...] = ()
    acts: tuple[Act, ...] = ()
    platforms: frozenset[str] = frozenset()
    """Those that the bot is on."""


NO_ROLES = Roles()
