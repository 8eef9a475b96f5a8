"""A coach's letter to a part of the members: `/tell missed words`, a preview, and Send.

    /tell part words > draft > Send > a delivery for each whom it reaches > /tell how 3
                             > Test to me | Discard

A draft is kept until its author sends, discards or replaces it.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from textwrap import shorten

from bot.changes import Answer, Discard, Draft, Post, Record, only
from bot.coach import EVERYBODY, MISSED, Letter, Reach
from bot.coaching.choice import TRACKS
from bot.commands.buttons import button, row
from bot.commands.replies import write_back
from bot.model import Ask, Notice, Reply, Rows
from bot.roles import Act
from scheduler.outbox import Skip
from scheduler.pace import LIMITS
from scheduler.wall import ONE_DAY

KIND = "coach-message"
FOCUS = "focus"
LONGEST = 1500
"""Characters of a letter: one message on every platform."""
RECORDED = 60
"""Characters of a letter in the audit trail."""
DEEDS = ("send", "test", "discard", "how")
"""What the buttons type, with the number of the letter behind it."""


def part_in(words: str) -> tuple[str, str]:
    """The part of the members that is named first, and the words behind it; the part is empty for none.

    "focus hip flexor Hello" is about the track "hip flexor": the longest name counts.
    """
    first, _, rest = words.strip().partition(" ")
    if first.casefold() in (EVERYBODY, MISSED):
        return first.casefold(), rest.strip()
    if first.casefold() != FOCUS:
        return "", words
    spoken = rest.strip()
    named = [track for track in TRACKS if f"{spoken.casefold()} ".startswith(f"{track} ")]
    track = max(named, key=len, default="")
    return track, spoken[len(track) :].strip() if track else spoken


def deed_in(words: str) -> tuple[str, int]:
    """What a button typed and the number of its letter; empty and 0 where it is neither."""
    first, _, number = words.partition(" ")
    if first in DEEDS and number.isdecimal() and len(number) < 10:
        return first, int(number)
    return "", 0


def tell(ask: Ask) -> Answer:
    """Draft a letter; or do with one what a button says; bare, show the draft or how the last one goes."""
    deed, _ = deed_in(ask.words)
    if deed:
        return _do(ask, deed)
    part, text = part_in(ask.words)
    if ask.words and not part:
        return only(Reply(ask.say("tell.unknown", tracks=", ".join(TRACKS))))
    if part:
        return _draft(ask, part, text)
    if ask.letter is None:
        return only(Reply(ask.say("tell.how", tracks=", ".join(TRACKS))))
    return _preview(ask, ask.letter) if ask.letter.state == "draft" else only(_how_far(ask, ask.letter))


def _draft(ask: Ask, part: str, text: str) -> Answer:
    if not text:
        return only(Reply(ask.say("tell.no_words", part=_named(ask, part))))
    if len(text) > LONGEST:
        return only(Reply(ask.say("tell.too_long", most=LONGEST, length=len(text))))
    letter = Letter(ask.said.account, part, text, ask.now, ask.fresh_letter)
    if not (ask.reach and ask.reach.count):
        return only(Reply("\n\n".join((ask.say("tell.nobody", part=_named(ask, part)), *_left_out(ask)))))
    shown = _preview(ask, letter)
    return Answer(shown.replies, (Draft(letter),))


def _preview(ask: Ask, letter: Letter) -> Answer:
    """The letter as it is read, and below it whom it reaches and how long that takes."""
    reach = ask.reach or Reach({})
    lines = (
        ask.say("tell.reach", part=_named(ask, letter.part), count=reach.count),
        ask.say("tell.takes", count=_minutes(reach)),
        *_left_out(ask),
    )
    number = letter.number
    ways = (
        *row(button(ask, "send", f"/tell send {number}"), button(ask, "test", f"/tell test {number}")),
        *row(button(ask, "discard", f"/tell discard {number}")),
    )
    return Answer((_read(ask, letter), Reply("\n\n".join(lines), buttons=ways)))


def _left_out(ask: Ask) -> Iterator[str]:
    """Those who get it later, or not today."""
    reach = ask.reach or Reach({})
    if reach.later:
        yield ask.say("tell.later", count=reach.later)
    if reach.had_one:
        yield ask.say("tell.had_one", count=reach.had_one)


def _minutes(reach: Reach) -> int:
    """Minutes until the last one has left, at the pace of the slowest platform; at least 1."""
    seconds = [count / LIMITS[platform].per_second for platform, count in reach.by_platform.items()]
    return max(1, ceil(max(seconds, default=0) / 60))


def _do(ask: Ask, deed: str) -> Answer:
    letter = ask.letter
    if letter is None or letter.author != ask.said.account:
        return only(Reply(ask.say("tell.gone"), edits=True))
    if deed == "how" or (letter.state == "sent" and deed != "test"):
        return only(_how_far(ask, letter))
    if deed == "test":
        return only(_read(ask, letter, _below(ask, letter)))
    if deed == "discard":
        return only(Reply(ask.say("tell.discarded"), edits=True), Discard(letter))
    count = ask.reach.count if ask.reach else 0
    how = row(button(ask, "how_far", f"/tell how {letter.number}"))
    sent = Reply(ask.say("tell.sent", count=count), buttons=how, edits=True)
    first = shorten(letter.text, RECORDED, placeholder="…")
    act = Act(ask.now, ask.said.account, "letter_sent", str(letter.number), first)
    return only(sent, Post(letter, ask.now), Record(act))


def _how_far(ask: Ask, letter: Letter) -> Reply:
    """What became of it so far, in the place of the same question before."""
    fates = dict(letter.tally)
    sent, waiting = fates.pop("sent", 0), fates.pop("waiting", 0)
    lines = [ask.say("tell.far", sent=sent, planned=sent + waiting + sum(fates.values()))]
    if waiting:
        lines.append(ask.say("tell.waiting", count=waiting))
    lines += [f"{reason} {count}" for reason, count in fates.items()]
    how = row(button(ask, "how_far", f"/tell how {letter.number}")) if waiting else ()
    return Reply("\n".join(lines), buttons=how, edits=True)


def _named(ask: Ask, part: str) -> str:
    if part in (EVERYBODY, MISSED):
        return ask.say(f"tell.part.{part}")
    return ask.say("tell.of_focus", track=ask.say(f"track.{part}"))


def _read(ask: Ask | Notice, letter: Letter, buttons: Rows = ()) -> Reply:
    """The letter as its readers get it."""
    return Reply(letter.text, kind="nudge", title=ask.say("tell.title"), buttons=buttons)


def _below(ask: Ask | Notice, letter: Letter) -> Rows:
    return row(
        write_back(ask, f"letter-{letter.number}"), button(ask, "letters_stop", "/settings messages stop")
    )


def compose(notice: Notice) -> Reply | Skip:
    """The letter for one reader, who may have wished for none since."""
    assert notice.member is not None
    if notice.letter is None:
        return Skip("forgotten")
    if not notice.member.wants_letters:
        return Skip("unsubscribed")
    if notice.now - notice.due_at > ONE_DAY:
        return Skip("over")
    return _read(notice, notice.letter, _below(notice, notice.letter))
