"""The words every module of the bot speaks.

Values only: nothing here reads a clock, a file or a platform. Times are aware datetimes in UTC unless a name
says otherwise; a `day` is a local calendar date; a `week` is an ISO week such as "2026-W47".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from bot.coach import Board, Letter, Reach
from bot.course import Course
from bot.groups import Group
from bot.members import Account, CheckIn, Member
from bot.roles import NO_ROLES, Roles
from bot.rounds import NO_SCENE, Entrant, Round, Scene
from content.charts import Picture
from content.editions import Edition, Editions
from content.edits import Desk
from content.header import ContentError
from content.library import Library, Note
from content.photos import Photo
from content.search import NOTHING, Found
from content.sources import Reloaded
from content.store import Shelf
from scheduler.plan import Due, Rhythm

Kind = Literal["reply", "drill", "morning", "note", "challenge", "recap", "nudge", "signs", "crisis", "coach"]

Consent = Literal["", "asked", "named", "anonymous", "no"]
"""Whether somebody's words may be quoted in a note: not asked, asked, yes with or without the name, or no."""

COMMAND_BYTES = 64
"""A button carries its command; Telegram's `callback_data` holds at most 64 bytes."""


CODE_SIGNS = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""What a pairing code is made of: no look-alikes, and no vowels, so that no code is a word."""
CODE_LENGTH = 6
"""Short to type on a phone; 28 to the sixth are 480 million codes."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A photo that came with a message and that nobody has fetched yet."""

    name: str
    """As the platform names it."""
    size: int = 0
    """Bytes, as far as they are known."""
    alt: str = ""
    """What it shows, in the sender's words."""


Fault = Literal["", "large", "lost", "unreadable", "full"]
"""Of a photo: none, over the limit, not handed out, no picture, no room on the disk."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a photo that a coach sent for a note."""

    photo: Photo | None = None
    fault: Fault = ""
    """Why it could not be kept."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody typed or pressed, on any platform. A pressed button is its command, typed."""

    account: str
    """Platform and the platform's own id of the person: "telegram:42"."""
    name: str
    chat: str
    """Where it was said, as "platform:id". In private it is where the person can be written to later."""
    text: str
    is_private: bool = True
    is_press: bool = False
    locale: str = "en"
    attachment: str | None = ""
    """The text of a file that came with the words; None when one came that could not be read."""
    photo: Offered | None = None
    """A photo that came with the words; the text of such a file is None."""
    message: str = ""
    """The message whose button was pressed, as the platform names it."""
    topic: str = ""
    """The part of a group's chat where it was said, as an address; empty where the chat is one."""
    is_admin: bool = False
    """Who speaks administers the group; looked up for commands of administrators alone."""
    replies: str = ""
    """The message that it answers by the platform's own reply function, as the platform names it."""
    own_words: str = ""
    """What that message says, where it is one of the same person's."""
    own_photo: Offered | None = None
    """The photo that came with that message, where it is one of the same person's."""


@dataclass(frozen=True, slots=True)
class Button:
    """A label and the command that pressing it types."""

    label: str
    command: str

    def __post_init__(self) -> None:
        if len(self.command.encode()) > COMMAND_BYTES:
            raise ValueError(f"the command of a button holds {COMMAND_BYTES} bytes: {self.command!r}")


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """One message for a person, before a platform gives it its look. `text` is light Markdown."""

    text: str
    kind: Kind = "reply"
    title: str = ""
    about: str | None = None
    """The card, drill, note week or challenge that it shows."""
    buttons: Rows = ()
    is_private: bool = False
    """Only the person who asked may see it, in a group too."""
    is_aside: bool = False
    """Left out where the person cannot be written to; never worth a line to the group."""
    edits: bool = False
    """It replaces the message whose button was pressed."""
    is_late: bool = False
    picture: Picture | None = None
    """Shown above the words, drawn by then; its alt text says the same for who cannot see it."""
    keeps_picture: bool = False
    """It takes the place of a message with a picture, which stays."""
    file: tuple[str, str] | None = None
    """A file to hand over: its name and its text (an export)."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody passed on or wrote back to the coach: these words and a name, nothing else of the talk.

    open       it waits for the coach
    answered   the answer went out; may it be kept for others?
    declined   the coach has no answer for it here
    kept       it may, without the name
    """

    person: str
    account: str
    address: str
    """The private chat in which it was asked, where the answer goes."""
    name: str
    text: str
    asked_at: datetime
    about: str = ""
    """What it replies to: the week of a note, or "letter-3"; empty for a question."""
    consent: Consent = ""
    number: int = 0
    """From 1, never given twice; 0 until the store has given one."""
    state: Literal["open", "answered", "declined", "kept"] = "open"
    answer: str = ""
    answered_by: str = ""
    """The account of the coach."""
    settled_at: datetime | None = None
    rhythm: Rhythm | None = None
    """The asker's, whose quiet hours hold the answer; None for somebody who is not coached."""
    pains: tuple[CheckIn, ...] = ()
    """The asker's newest check-ins that tell of pain, where a coach may see them; for a coach only."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who showed the code that was typed, while it counts."""

    account: Account
    member: Member | None = None
    """The person behind that account; None for one that is not known."""
    check_ins: tuple[CheckIn, ...] = ()


@dataclass(frozen=True, slots=True)
class Pairing:
    """What making two accounts one person goes by."""

    fresh: str = ""
    """A code that nobody has seen yet."""
    wrong: int = 0
    """Wrong codes that this account has typed lately."""
    invitation: Invitation | None = None
    platforms: frozenset[str] = frozenset()
    """Those that the bot is on."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one unasked message."""

    kind: str
    label: str
    state: str
    at: datetime | None
    """When it was settled."""
    due_at: datetime
    not_before: datetime
    account: str
    address: str
    reason: str = ""
    """Why it was not sent, where it was not."""
    attempts: int = 0
    message: str = ""
    """The message whose place it took, as the platform names it."""
    shown: str = ""
    """The messages that it made, where they can be replied to."""


NOT_PAIRING = Pairing()


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for people who have not chosen."""

    zone: str = "UTC"
    hour: time = time(7, 0)
    note_hour: time = time(10, 0)


@dataclass(frozen=True, slots=True)
class Ask:
    """All that a command may look at."""

    said: Said
    command: str
    """The name of the command, in lower case; empty for plain words."""
    words: str
    """What stood behind the command, or the plain words, stripped."""
    now: datetime
    shelf: Shelf
    """The library, and how it is asked."""
    defaults: Defaults = Defaults()
    member: Member | None = None
    check_ins: tuple[CheckIn, ...] = ()
    """All of them, newest first."""
    excused: frozenset[date] = frozenset()
    """Local days whose drill came too late to be sent: the bot itself was down."""
    last_prompt: date | None = None
    """The newest local day whose drill was sent, or is not to be."""
    agenda: Mapping[str, Due] = field(default_factory=dict)
    """What falls due next, by kind."""
    timer: Due | None = None
    """The end of the hold that is being timed."""
    sent: tuple[Sent, ...] = ()
    """What was sent unasked, for commands that ask for all."""
    codes: tuple[datetime, ...] = ()
    """When the pairing codes end that the person's accounts show, for commands that ask for all."""
    wrong_codes: tuple[datetime, ...] = ()
    """When they typed a wrong one, for commands that ask for all."""
    pairing: Pairing = NOT_PAIRING
    editions: Editions = field(default_factory=Editions)
    """The coach's desk: the notes by week."""
    reserve: Mapping[str, Note] = field(default_factory=dict)
    """The evergreen notes that stood in, by week."""
    begun: frozenset[str] = frozenset()
    """Weeks whose note has begun to go out."""
    group: Group | None = None
    """The group in which it was said, where that reads along."""
    scene: Scene = NO_SCENE
    """The challenge that runs where it was said, or that the words name."""
    rounds: tuple[tuple[Round, Entrant], ...] = ()
    """All challenges that the person was ever in, for commands that ask for all."""
    waits_for: str | None = None
    """The week of the note that this group gets next."""
    held: int = 0
    """How many did not get the note of the week that a coach decides about."""
    desk: Desk | None = None
    """The pages of the files and the coach's edits; None where no store stands behind the question."""
    earlier: str = ""
    """The plain words that a button belongs to, as long as the bot has them in mind."""
    questions: tuple[Question, ...] = ()
    """What this person passed on to the coach, oldest first."""
    brought: Brought | None = None
    """The photo that came along, where it is for a note."""
    photos: frozenset[str] = frozenset()
    """The names of the coach's photos, for commands about notes."""
    replying: str = ""
    """What these words are a reply to: by the platform's reply function, by a tap just before, or for
    `/reply` the newest note that the person got. As in `Question.about`."""
    awaits_reply: bool = False
    """The words right after that tap are the reply."""
    inbox: tuple[Question, ...] = ()
    """What waits for the coach, oldest first."""
    numbered: Question | None = None
    """The question whose number a coach typed, whatever its state."""
    quotes: Mapping[int, Question] = field(default_factory=dict)
    """Words of readers that may be quoted in a note, by number."""
    board: Board | None = None
    """For a coach alone, as what follows."""
    letter: Letter | None = None
    """The letter whose number was typed, else the coach's draft."""
    fresh_letter: int = 0
    """The number of the next letter."""
    reach: Reach | None = None
    """Whom the letter that was typed, or that draft, would reach."""
    misses: Mapping[str, int] = field(default_factory=dict)
    """How often a card was not what somebody had meant, for the coach."""
    found: Found = NOTHING
    """The cards that plain words get."""
    reloaded: Reloaded | None = None
    """What came of reading the content again, for the command that asks for it."""
    is_coach: bool = False
    is_approver: bool = False
    has_coach: bool = False
    """Somebody reads the inbox."""
    needs_approval: bool = False
    """Somebody else than who asks is an approver."""
    roles: Roles = NO_ROLES
    """Coaches and what they did; what is kept of the person alone, for commands that ask for all."""
    is_back: bool = False
    """Messages could not reach the member until now."""

    def say(self, key: str, /, **values: object) -> str:
        """The phrase of that key in the person's language."""
        locale = self.member.locale if self.member else self.said.locale
        return self.library.say(key, locale, **values)

    @property
    def library(self) -> Library:
        """All content."""
        return self.shelf.library

    @property
    def tz(self) -> ZoneInfo:
        """The same, as what instants are shown in."""
        return ZoneInfo(self.zone)

    @property
    def zone(self) -> str:
        """The person's time zone."""
        return self.member.rhythm.zone if self.member else self.defaults.zone


@dataclass(frozen=True, slots=True)
class Notice:
    """All that an unasked message may look at when it is put into words."""

    kind: str
    label: str
    """The local day, the ISO week or the matter that it is for."""
    due_at: datetime
    now: datetime
    library: Library
    member: Member | None = None
    check_ins: tuple[CheckIn, ...] = ()
    excused: frozenset[date] = frozenset()
    edition: Edition | None = None
    """The coach's note of that week."""
    reserve: Note | None = None
    """The evergreen note that stands in for it."""
    count: int = 0
    """How many, where the message counts something."""
    faults: tuple[ContentError, ...] = ()
    """What is wrong in the content files, so that they were not taken."""
    desk: Desk | None = None
    """The pages of the files and the coach's edits, where a coach is told of them."""
    question: Question | None = None
    """The question that it is about; None when it is forgotten."""
    quotes: Mapping[int, Question] = field(default_factory=dict)
    """Words of readers that may be quoted in a note, by number."""
    letter: Letter | None = None
    """The coach's words to a part of the members."""
    has_coach: bool = True
    """Somebody reads the inbox."""
    group: Group | None = None
    """The group that it is for, instead of a member."""
    scene: Scene = NO_SCENE
    """The challenge that it is about, with all entrants where it is over."""
    course: Course | None = None
    """How the sending of that week's note goes."""
    zone: str = "UTC"
    """Where a coach reads the clock."""

    def say(self, key: str, /, **values: object) -> str:
        """The phrase of that key in the member's language."""
        return self.library.say(key, self.member.locale if self.member else "en", **values)
