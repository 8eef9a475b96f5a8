"""What a command decided: what to show, and what to keep. `app` carries it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.coach import Letter
from bot.course import PROGRESS
from bot.groups import Group
from bot.members import Account, CheckIn, Member
from bot.model import Consent, Question, Reply
from bot.roles import Act
from bot.rounds import Entrant, Round, Venue
from content.editions import Edition, Gathering
from content.edits import Revision
from scheduler.outbox import Delivery
from scheduler.plan import Due

TRIAL = "trial"
"""The kind of a delivery that shows a coach a note as readers get it; it counts for no week."""
BOUND = ("timer", "paired", TRIAL, PROGRESS)
"""Kinds of deliveries that go to the account they were made for, wherever the person's home is."""


@dataclass(frozen=True, slots=True)
class Save:
    """Keep this member, new or changed."""

    member: Member


@dataclass(frozen=True, slots=True)
class Log:
    """Keep this check-in."""

    person: str
    check_in: CheckIn


@dataclass(frozen=True, slots=True)
class Amend:
    """Keep this in the place of the same day's check-in, with what was said of it since."""

    person: str
    check_in: CheckIn


@dataclass(frozen=True, slots=True)
class Erase:
    """Forget everything about this person."""

    person: str
    day: date
    """Today, where they are: in a challenge they were in until now."""


@dataclass(frozen=True, slots=True)
class Publish:
    """Keep the coach's note of a week, in this state, and look again at who waits for it."""

    edition: Edition


@dataclass(frozen=True, slots=True)
class Gather:
    """Keep what a coach sends in parts; None lets go of it."""

    author: str
    gathering: Gathering | None


@dataclass(frozen=True, slots=True)
class Trial:
    """Send the note of this week to a coach, as readers get it, beside all deliveries of notes."""

    week: str
    account: str
    address: str
    """The private chat; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class Inform:
    """Say a line to coaches: the matter, and the week that it is about."""

    matter: str
    week: str
    to: str = ""
    """An account; empty for all who may approve."""
    besides: str = ""
    """An account that is not told."""


@dataclass(frozen=True, slots=True)
class Revise:
    """Keep what a coach made of a page of the library."""

    file: str
    revision: Revision
    act: str = ""
    """What the audit trail calls it; empty where a member let an answer be kept."""


@dataclass(frozen=True, slots=True)
class Remove:
    """Take a page out of the coach's desk with all its revisions, as if it had never been there."""

    file: str


@dataclass(frozen=True, slots=True)
class Pass:
    """Put this question, which has no number yet, before the coach."""

    question: Question


@dataclass(frozen=True, slots=True)
class Settle:
    """Give a question the state that it has here, if it still is in the state `before`.

    What was answered or declined goes to who asked, `not_before` that instant.
    """

    question: Question
    before: str
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Forget this question."""

    question: Question


@dataclass(frozen=True, slots=True)
class Await:
    """Take the next plain words of this account, until then, for a reply about this; `about` "" ends it."""

    account: str
    about: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Agree:
    """Give a question the consent that it has here, if it still has `before`.

    Where the consent is "asked", whoever wrote it is asked, `not_before` that instant.
    """

    question: Question
    before: Consent
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """Keep this letter in the place of the author's earlier draft."""

    letter: Letter


@dataclass(frozen=True, slots=True)
class Post:
    """Send this draft, once, to everybody whom it reaches at that instant."""

    letter: Letter
    at: datetime


@dataclass(frozen=True, slots=True)
class Discard:
    """Forget this draft."""

    letter: Letter


@dataclass(frozen=True, slots=True)
class Miss:
    """Count that this card was not what somebody had meant; neither who nor what is kept."""

    card: str


@dataclass(frozen=True, slots=True)
class Snooze:
    """Show this member the drill of the day once more when this is due; a later one takes its place."""

    person: str
    due: Due


@dataclass(frozen=True, slots=True)
class TimeHold:
    """Show these phases one after the other in one message; what is left of an earlier hold is dropped."""

    person: str
    phases: tuple[Delivery, ...]
    message: str | None
    """The message, as its platform names it; empty for a new one, None for the earlier hold's own."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Send this member no prompt for this local day."""

    member: Member
    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Invite:
    """Let whoever types this code, until then, become one person with this account. An older code ends."""

    account: Account
    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Mistype:
    """Count a wrong code of this account."""

    account: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unite:
    """Use up the code, and give all that is kept of the one person to the other, whom a `Save` describes.

    The account that showed the code is told of it.
    """

    code: str
    tells: Delivery
    """To the account that showed the code."""
    gone: str
    """Who is no person of their own any more; an account where somebody asked who never joined."""
    version: int
    """The version of `gone` that the decision saw."""
    stays: str


@dataclass(frozen=True, slots=True)
class Part:
    """Take an account out of a person, whom a `Save` describes without it; nothing tells of it any more."""

    account: str
    before: str
    """The person until now."""
    after: Member


@dataclass(frozen=True, slots=True)
class Appoint:
    """Make this account a coach's and tell it so; one that is known gets the new role."""

    account: str
    is_approver: bool
    by: str
    """The account of who says so."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Dismiss:
    """Take the role from an account that was added in chat."""

    account: str


@dataclass(frozen=True, slots=True)
class Record:
    """Add this to the audit trail, with the changes beside it; notes and pages are recorded by themselves."""

    act: Act


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Let this group read along, anew where it does already."""

    group: Group
    due: Due
    """Its next note."""


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Let this chat read along no more."""

    chat: str


@dataclass(frozen=True, slots=True)
class Release:
    """Send a note to those who did not get it before its Monday ended."""

    week: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Drop:
    """Let them go without it."""

    week: str


@dataclass(frozen=True, slots=True)
class Begin:
    """Keep this new round, in this chat."""

    round: Round
    venue: Venue
    at: datetime


@dataclass(frozen=True, slots=True)
class Host:
    """Let this chat take part in a round that runs elsewhere."""

    round: Round
    venue: Venue
    at: datetime


@dataclass(frozen=True, slots=True)
class Alter:
    """Keep what was changed of a round; one that is over by it ends, and its chats are told how it went."""

    round: Round
    at: datetime


@dataclass(frozen=True, slots=True)
class Enter:
    """Keep this entrant of a round, new (numbered 0) or changed."""

    round: int
    entrant: Entrant


OfMember = Save | Log | Amend | Snooze | TimeHold | Rest | Erase
OfPairing = Invite | Mistype | Unite | Part
OfInbox = Pass | Settle | Withdraw | Miss | Await | Agree
OfLetters = Draft | Post | Discard
OfSending = Subscribe | Unsubscribe | Release | Drop
OfRoles = Appoint | Dismiss | Record
OfRounds = Begin | Host | Alter | Enter
OfDesk = Publish | Gather | Trial | Inform | Revise | Remove
"""What the content store keeps, and what coaches are told of it; the others are for the state store."""
Change = OfMember | OfPairing | OfInbox | OfLetters | OfSending | OfRoles | OfRounds | OfDesk


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command decided: what to show and what to keep."""

    replies: tuple[Reply, ...]
    changes: tuple[Change, ...] = ()
    preview: Reply | None = None
    """A message whose look on every platform is to be shown behind the replies."""


def only(reply: Reply, *changes: Change) -> Answer:
    """One reply, and what to keep."""
    return Answer((reply,), changes)
