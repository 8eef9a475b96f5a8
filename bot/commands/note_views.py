"""A note as readers get it, here and on every platform, and as it was before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.changes import Answer, Trial, only
from bot.commands import note_desk
from bot.commands.buttons import button, row, rows
from bot.commands.days import day_name
from bot.commands.note_look import letter
from bot.edge import Rendered
from bot.members import platform_of
from bot.model import Ask, Button, Notice, Reply
from bot.paging import fence_of
from content.editions import Edition
from content.library import Markdown
from scheduler.outbox import Skip
from scheduler.plan import local_day, sunday_of

REMEMBERED = 8
"""Revisions that are listed."""
FIRST_WORDS = 60
"""Characters by which a revision is told from others."""


def preview(ask: Ask, words: list[str]) -> Answer:
    """The messages themselves; how the other platforms show them follows, see `in_looks`."""
    found = note_desk.chosen(ask, words)
    if isinstance(found, Reply):
        return only(found)
    shown = letter(ask, found.week, found.title, found.text)
    return Answer((replace(shown, is_private=True),), preview=shown)


def in_looks(ask: Ask, answered: Answer, looks: Mapping[str, Sequence[Rendered]]) -> Answer:
    """The answer, and behind it what each platform makes of its preview."""
    counts = "\n".join(f"- {_count(ask, platform, look)}" for platform, look in looks.items())
    edition = ask.editions.get(answered.preview.about or "") if answered.preview else None
    summary = Reply(
        "\n\n".join((counts, ask.say("note.looks.recap"))),
        buttons=note_desk.ways(ask, edition) if edition else (),
        is_private=True,
    )
    here = platform_of(ask.said.account)
    others = (_as_text(ask, name, look) for name, look in looks.items() if name != here)
    return replace(answered, replies=(*answered.replies, *others, summary))


def _count(ask: Ask, platform: str, look: Sequence[Rendered]) -> str:
    lengths = Markdown(" + ".join(f"{part.length:,}" for part in look))
    return ask.say("note.looks.count", platform=_name(ask, platform), count=len(look), lengths=lengths)


def _as_text(ask: Ask, platform: str, look: Sequence[Rendered]) -> Reply:
    """The parts as the platform is sent them, each between fences."""
    parts = [_part(ask, part) for part in look]
    return Reply("\n\n".join(parts), title=_name(ask, platform), is_private=True)


def _part(ask: Ask, part: Rendered) -> str:
    picture = (f"*{ask.say('note.looks.picture')}*",) if part.has_picture else ()
    mark = fence_of(part.text)
    words = (f"{mark}\n{part.text}\n{mark}",) if part.text else ()
    return "\n".join((*picture, *words))


def _name(ask: Ask, platform: str) -> str:
    return ask.say(f"platform.{platform}")


def to_approve(notice: Notice, edition: Edition) -> Reply:
    """The note as readers get it, for a second coach, who lets it go or sends it back."""
    shown = letter(notice, edition.week, edition.title, edition.text)
    behind = f"{edition.week} {note_desk.mark_of(edition)}"
    ways = row(
        button(notice, "note_approve", f"/note approve {behind}"),
        button(notice, "note_return", f"/note return {behind}"),
    )
    line = notice.say("coach.approve", day=day_name(notice, sunday_of(edition.week)), week=edition.week)
    return replace(shown, kind="coach", text=f"*{line}*\n\n{shown.text}", buttons=ways)


def trial(ask: Ask, words: list[str]) -> Answer:
    """The note to the coach alone, on the way that it takes to readers."""
    found = note_desk.chosen(ask, words)
    if isinstance(found, Reply):
        return only(found)
    address = ask.said.chat if ask.said.is_private else ""
    shown = Reply(ask.say("note.trial"), about=found.week, is_private=True)
    return only(shown, Trial(found.week, ask.said.account, address))


def compose(notice: Notice) -> Reply | Skip:
    """The note of a week as it is now, whatever its state, for a coach who wants to see it."""
    if notice.edition is None:
        return Skip("settled")
    return letter(notice, notice.edition.week, notice.edition.title, notice.edition.text)


def history(ask: Ask, words: list[str]) -> Answer:
    """What the note of a week has been, the newest first, each a tap away."""
    found = note_desk.chosen(ask, words)
    if isinstance(found, Reply):
        return only(found)
    numbered = [*enumerate(ask.editions.revisions(found.week), 1)][-REMEMBERED:]
    lines = [f"{_line(ask, number, one)}" for number, one in reversed(numbered)]
    text = "\n".join((ask.say("note.history.text", week=found.week), *lines))
    ways = rows((_restore(ask, found.week, number) for number, _ in reversed(numbered[:-1])), width=4)
    return only(Reply(text, about=found.week, buttons=ways, is_private=True))


def _restore(ask: Ask, week: str, number: int) -> Button:
    return Button(ask.say("button.note_restore", number=number), f"/note restore {week} {number}")


def _line(ask: Ask, number: int, edition: Edition) -> Markdown:
    at = edition.at.astimezone(ask.tz)
    words = " ".join((edition.title or edition.text).split())
    return Markdown(
        "- "
        + ask.say(
            "note.history.line",
            number=number,
            day=day_name(ask, local_day(edition.at, ask.zone)),
            time=at.strftime("%H:%M"),
            state=ask.say(f"note.state.{edition.state}"),
            author=edition.author,
            words=words if len(words) <= FIRST_WORDS else words[: FIRST_WORDS - 1] + "…",
        )
    )


def restore(ask: Ask, words: list[str]) -> Answer:
    """An earlier text again, as if it were written now."""
    week, number = [*words, "", ""][:2]
    found = note_desk.chosen(ask, [week] if week else [])
    if isinstance(found, Reply):
        return only(found)
    if found.week in ask.begun:
        return only(note_desk.begun(ask, found.week))
    revisions = ask.editions.revisions(found.week)
    if not number.isdecimal() or not 1 <= int(number) <= len(revisions):
        again = row(button(ask, "note_history", f"/note history {found.week}"))
        return only(Reply(ask.say("note.history.none"), buttons=again, is_private=True))
    old = revisions[int(number) - 1]
    return note_desk.keep(ask, replace(old, state="draft", at=ask.now, author=ask.said.account))
