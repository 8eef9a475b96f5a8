"""A round: a challenge that a group took on, or several groups together; who is in it, and what they did.

Values only. A `day` is a local date. What is counted is days, never how much; a member's days are the days of
their check-ins, wherever those were made.

    Round ---- Venue      a chat that it runs in: a Telegram group, a Discord channel, or both
          ---- Entrant    a person in it, however many accounts they have
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.members import Pause

POST, TALLY, OVER = "challenge", "tally", "challenge-over"
"""Kinds of deliveries: the post of a day, the same with another count, and a line to who was in."""

OF_ROUNDS = (POST, TALLY, OVER)


@dataclass(frozen=True, slots=True)
class Round:
    """What was agreed when it began. A template that is edited later changes nothing here."""

    number: int
    """From 1, never given twice; 0 until the store has given one."""
    slug: str
    """The template, `content/challenges/<slug>.md`."""
    title: str
    drills: tuple[str, ...]
    """Slugs; the days go through them in turn."""
    first: date
    days: int
    days_a_week: int
    """How many days of each of its weeks are asked for."""
    hour: time
    zone: str
    rest: frozenset[int] = frozenset()
    """Weekdays without a post, Monday 0."""
    is_ranked: bool = False
    code: str = ""
    """What lets a second group join."""
    ended: date | None = None
    """The day before which it ended, where it was stopped or lost its last chat."""
    excused: frozenset[date] = frozenset()
    """Days whose post never came: the bot itself was down."""

    @property
    def last(self) -> date:
        """Its last day."""
        planned = self.first + timedelta(days=self.days - 1)
        return planned if self.ended is None else min(planned, self.ended - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Venue:
    """A chat in which it runs."""

    number: int
    """Of the round."""
    chat: str
    """As "platform:id"."""
    address: str
    """Where posts go: the chat, or a topic of it, as the platform names it."""


@dataclass(frozen=True, slots=True)
class Stay:
    """Local days on which somebody was in: `first` and all before `until`."""

    first: date
    until: date | None = None
    """None while it lasts."""


@dataclass(frozen=True, slots=True)
class Entrant:
    """A person in a round, with all that counting looks at."""

    number: int
    """In order of joining, from 1; the same for good."""
    person: str
    """Empty once they asked to be forgotten: their days stay, without a name."""
    name: str
    chat: str
    """Where they joined, as "platform:id"."""
    stays: tuple[Stay, ...]
    """Oldest first; the last may be open."""
    is_hidden: bool = False
    """No board names them."""
    days: frozenset[date] = frozenset()
    """Of their check-ins, within the round."""
    pauses: tuple[Pause, ...] = ()

    @property
    def is_in(self) -> bool:
        """Whether they have not left."""
        return self.stays[-1].until is None


@dataclass(frozen=True, slots=True)
class Count:
    """What a round shows without looking at everybody."""

    people: int = 0
    """Who is in."""
    today: int = 0
    """Those of them who checked in for a day."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a command about challenges looks at."""

    here: Round | None = None
    """The newest round of the chat where it was said, over or not."""
    named: Round | None = None
    """The one whose number, or whose code, stands in the words."""
    own: Entrant | None = None
    """Who asks, in the round that `named` or else `here` is."""
    count: Count = Count()
    """Of the same."""
    venues: tuple[Venue, ...] = ()
    """Of the same."""
    entrants: tuple[Entrant, ...] = ()
    """Of the same, by number; only for commands that show or count everybody."""
    mine: tuple[Round, ...] = ()
    """Those that who asks is in and that are not over."""
    fresh_code: str = ""
    """A code that nobody has seen yet."""

    @property
    def round(self) -> Round | None:
        """The one that is meant."""
        return self.named or self.here


NO_SCENE = Scene()


def day_in(words: str) -> date | None:
    """The first date among words, as "2026-11-25"; None where there is none."""
    for word in words.split():
        try:
            return date.fromisoformat(word)
        except ValueError:
            continue
    return None
