"""A coach's edits of the library: a page handed over, taken back changed, and undone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath

from bot.changes import Answer, Revise, only
from bot.commands import cards, drills, faq, glossary, signs
from bot.commands.buttons import button, row, rows
from bot.commands.reload import listed
from bot.commands.unknown import nearest
from bot.model import Ask, Button, Reply
from content.edits import Desk
from content.header import ContentError, plain_lines
from content.library import Markdown
from content.store import Shelf

UNDO = re.compile(r"undo(?: (?P<number>\d{1,6}))?", re.IGNORECASE)
"""A button says how many revisions there were when it was shown, so that it does no harm twice."""


def edit(ask: Ask) -> Answer:
    """Bare: what is edited. With a page: its text; with a text or file beside it: the page as it is now."""
    assert ask.desk is not None
    name, *rest = ask.words.split(maxsplit=1) or [""]
    if not name:
        return only(_all(ask, ask.desk))
    file = ask.desk.find(name)
    if not file:
        return only(_unknown(ask, ask.desk, name))
    if ask.said.attachment is None:
        return only(Reply(ask.say("edit.unreadable")))
    text = rest[0] if rest else ask.said.attachment
    if undone := UNDO.fullmatch(text.strip()):
        return _undo(ask, ask.desk, file, undone["number"])
    return _keep(ask, ask.desk, file, text) if text.strip() else _hand_over(ask, ask.desk, file)


def _all(ask: Ask, desk: Desk) -> Reply:
    """Every page that reads as a coach made it, those first that want a look."""
    standing = desk.standing()
    if not standing:
        return Reply(ask.say("edit.none"))
    worries = [line for file in standing for line in _worries(ask, desk, file)]
    text = "\n".join((ask.say("edit.some", count=len(standing)), *(f"- {line}" for line in worries)))
    return Reply(text, buttons=rows(_button(desk, file) for file in standing))


def _worries(ask: Ask, desk: Desk, file: str) -> tuple[str, ...]:
    """What a coach should know of an edit: it is left out, or it stands on changed ground."""
    page = Markdown(desk.name(file))
    if fault := desk.laid.left_out.get(file):
        return (f"{ask.say('edit.left_out', page=page)}\n{listed(ask, (fault,))}",)
    return (ask.say("edit.behind", page=page),) if desk.is_behind(file) else ()


def _button(desk: Desk, file: str) -> Button:
    return Button(desk.name(file), f"/edit {desk.name(file)}")


def _unknown(ask: Ask, desk: Desk, name: str) -> Reply:
    near = nearest(name, {desk.name(file): f"/edit {desk.name(file)}" for file in desk.files})
    return Reply(ask.say("edit.unknown" if near else "edit.nothing_near"), buttons=near)


def _hand_over(ask: Ask, desk: Desk, file: str) -> Answer:
    """The page as it stands, and what the files say where that is another text by now."""
    name, slug = desk.name(file), PurePath(file).stem
    text = "\n\n".join((*_worries(ask, desk, file), ask.say("edit.file", page=Markdown(name))))
    ways = row(*_undo_button(ask, desk, file), button(ask, "edits", "/edit"))
    shown = Reply(text, buttons=ways, file=(f"{slug}.md", desk.text(file)))
    if not desk.is_behind(file) or not desk.text_below(file):
        return only(shown)
    return Answer((shown, Reply(ask.say("edit.below"), file=(f"{slug}.files.md", desk.text_below(file)))))


def _undo_button(ask: Ask, desk: Desk, file: str) -> tuple[Button, ...]:
    if desk.edited(file) is None:
        return ()
    number = len(desk.edits[file].revisions)
    return (button(ask, "undo", f"/edit {desk.name(file)} undo {number}"),)


def _keep(ask: Ask, desk: Desk, file: str, text: str) -> Answer:
    page = Markdown(desk.name(file))
    if plain_lines(text).strip() == desk.text(file).strip() and not desk.is_behind(file):
        return only(Reply(ask.say("edit.same", page=page)))
    try:
        revision = desk.revise(file, text, ask.now, ask.said.account)
    except ContentError as fault:
        return only(Reply(f"{ask.say('edit.refused', page=page)}\n\n{listed(ask, (fault,))}"))
    return _shown(ask, desk, file, Revise(file, revision, "page_revised"), "edit.kept")


def _undo(ask: Ask, desk: Desk, file: str, number: str | None) -> Answer:
    page = Markdown(desk.name(file))
    if number and (file not in desk.edits or int(number) != len(desk.edits[file].revisions)):
        return only(
            Reply(ask.say("edit.undone_already", page=page), buttons=row(button(ask, "edits", "/edit")))
        )
    if desk.edited(file) is None:
        return only(Reply(ask.say("edit.nothing", page=page)))
    revision = desk.undo(file, ask.now, ask.said.account)
    key = "edit.undone_all" if revision.text is None else "edit.undone"
    return _shown(ask, desk, file, Revise(file, revision, "page_undone"), key)


def _shown(ask: Ask, desk: Desk, file: str, change: Revise, key: str) -> Answer:
    """The page as it reads with that revision, and the ways on."""
    revised = desk.with_(file, change.revision)
    text = "\n\n".join((ask.say(key, page=Markdown(desk.name(file))), *_worries(ask, revised, file)))
    ways = row(*_undo_button(ask, revised, file), button(ask, "edits", "/edit"))
    page = _page(ask, revised, file)
    return Answer((*page, Reply(text, buttons=ways)), (change,))


def _page(ask: Ask, desk: Desk, file: str) -> tuple[Reply, ...]:
    """The page as readers get it; nothing where the files have it no more."""
    reading = desk.laid.reading
    if file not in reading.pages:
        return ()
    kind, slug = PurePath(file).parts[0], PurePath(file).stem
    return (SHOWN[kind](replace(ask, shelf=Shelf(reading.library)), slug),)


def _drill(ask: Ask, slug: str) -> Reply:
    found = ask.library.drills[slug]
    return Reply(drills.in_words(ask, found), title=found.title, about=slug, picture=found.figure)


def _sign(ask: Ask, slug: str) -> Reply:
    found = ask.library.signs[slug]
    return Reply(found.answer, title=found.asks, about=slug)


def _series(ask: Ask, slug: str) -> Reply:
    found = ask.library.series[slug]
    return Reply(found.body, title=found.title, about=slug)


def _challenge(ask: Ask, slug: str) -> Reply:
    found = ask.library.challenges[slug]
    return Reply(found.body, title=found.title, about=slug)


def _note(ask: Ask, slug: str) -> Reply:
    notes = {note.slug: note for note in (*ask.library.notes.values(), *ask.library.reserve)}
    return Reply(notes[slug].text, title=notes[slug].title, about=slug)


SHOWN: dict[str, Callable[[Ask, str], Reply]] = {
    "cards": cards.show,
    "drills": _drill,
    "signs": _sign,
    "crisis": signs.crisis,
    "words": glossary.show,
    "faq": faq.show,
    "series": _series,
    "challenges": _challenge,
    "notes": _note,
}
"""How a page of each kind is shown."""
