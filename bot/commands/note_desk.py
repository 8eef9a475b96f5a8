"""A coach's desk: the note of a week from its first draft until it begins to go out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bot.changes import Answer, Change, Inform, Publish, only
from bot.commands.buttons import button, row
from bot.commands.days import day_name, day_of
from bot.commands.note_look import page
from bot.commands.quoting import lacking
from bot.model import Ask, Reply, Rows
from content.editions import Edition, State
from content.edits import hash_of
from content.embeds import photo_in
from content.entries import is_week, note_of
from content.findings import Finding
from content.header import ContentError
from content.library import Markdown
from content.proofreading import NOTE, proofread
from scheduler.plan import local_day, sunday_of, target_week, week_of
from scheduler.wall import ONE_DAY

LONGEST_DRAFT = 32_000
"""Characters of a draft that is kept: a coach may shorten it here until it fits."""
LEAVING: tuple[State, ...] = ("waiting", "ready", "held")
"""States that a coach brought about by saying that the note may go."""
SHOWN = 6
"""Findings that are told at once; who mends these sees the next."""


def write(ask: Ask, text: str, *also: Change) -> Answer:
    """The text as the note of the coming Sunday: a draft, or in the place of what is ready already."""
    week = _target(ask)
    if week in ask.begun:
        return only(begun(ask, week))
    if not text.strip():
        return only(Reply(ask.say("note.unreadable"), is_private=True))
    if len(text) > LONGEST_DRAFT:
        return only(_said(ask, "note.too_long", limit=LONGEST_DRAFT, length=len(text)))
    try:
        note = note_of(text, week)
    except ContentError as fault:
        return only(_said(ask, "note.header", line=fault.line, what=fault.what, mend=fault.mend))
    edition = Edition(week, note.title, note.text, "draft", ask.now, ask.said.account)
    kept = keep(ask, edition, *also)
    return replace(kept, replies=(*kept.replies, *_photo_left(ask, edition))) if kept.changes else kept


def _photo_left(ask: Ask, edition: Edition) -> tuple[Reply, ...]:
    """A line about the photo that the text before had and that this one has not."""
    before = ask.editions.get(edition.week)
    had = before is not None and before.state != "cancelled" and photo_in(before.text)
    if not had or photo_in(edition.text):
        return ()
    again = row(button(ask, "photo_back", "/note photo back"))
    return (Reply(ask.say("note.photo.left"), about=edition.week, buttons=again, is_private=True),)


def keep(ask: Ask, edition: Edition, *also: Change) -> Answer:
    """This text from now on, in the state that the week's note had. What is ready stays so, or as it was."""
    before = ask.editions.get(edition.week)
    was: State = before.state if before and before.state in LEAVING else "draft"
    findings = _findings(ask, edition)
    has_errors = any(one.level == "error" for one in findings)
    if has_errors and before is not None and was in ("ready", "held"):
        return only(_told(ask, "note.kept", before, _errors(findings)))
    edition = replace(edition, state="draft" if has_errors else _again(ask, was))
    key = f"note.replaced.{edition.state}" if was != "draft" else "note.draft"
    draft = replace(page(ask, edition.week, edition.title, edition.text), is_private=True)
    status = _told(ask, key, edition, findings)
    return Answer((draft, status), (Publish(edition), *_asked(ask, edition), *also))


def rewrite(ask: Ask, found: Edition, text: str) -> Answer:
    """Another text for a note that is there, by whoever asks."""
    return keep(ask, replace(found, text=text, state="draft", at=ask.now, author=ask.said.account))


def _again(ask: Ask, was: State) -> State:
    """The state of a new text: what others had approved waits for them anew."""
    if was == "draft":
        return was
    if ask.needs_approval:
        return "waiting"
    return "draft" if was == "waiting" else was


def ready(ask: Ask, words: list[str]) -> Answer:
    """The note may go: that of the coming Sunday, or that of the week that is named."""
    found = chosen(ask, words, may_move=True)
    if isinstance(found, Reply):
        return only(found)
    if found.week in ask.begun:
        return only(begun(ask, found.week))
    if found.state == "ready" and not _is_moved(ask, found):
        return only(_told(ask, "note.ready", found))
    return _let_go(ask, found, "ready")


def hold(ask: Ask, words: list[str]) -> Answer:
    """The note may go, on Monday."""
    found = chosen(ask, words, may_move=True)
    return only(found) if isinstance(found, Reply) else _let_go(ask, found, "held")


def hungover(ask: Ask) -> Answer:
    """To Monday with what is ready, also where it has begun to go out; a draft is asked about first."""
    found = coming(ask, is_held=True)
    if found is None or found.state == "cancelled":
        return only(Reply(ask.say("note.nothing")))
    if found.state in ("ready", "held"):
        return _let_go(ask, found, "held")
    yes = row(button(ask, "note_hold", f"/note hold {found.week}"))
    return only(replace(_told(ask, "note.draft_held", found), buttons=yes))


def cancel(ask: Ask, words: list[str]) -> Answer:
    """As if no note had been written."""
    found = chosen(ask, words)
    if isinstance(found, Reply):
        return only(found)
    if found.week in ask.begun:
        return only(begun(ask, found.week))
    return _into(ask, found, "cancelled", "note.cancelled")


def approve(ask: Ask, words: list[str]) -> Answer:
    """A second coach's yes to the text that they saw, which makes it ready."""
    found = _to_approve(ask, words)
    if isinstance(found, Reply):
        return only(found)
    told = Inform("approved", found.week, to=found.author)
    return _into(ask, found, "ready", "note.ready", told)


def send_back(ask: Ask, words: list[str]) -> Answer:
    """A second coach's not yet: it is a draft again."""
    found = _to_approve(ask, words)
    if isinstance(found, Reply):
        return only(found)
    return _into(ask, found, "draft", "note.sent_back", Inform("sent_back", found.week, to=found.author))


def _to_approve(ask: Ask, words: list[str]) -> Edition | Reply:
    """What this coach may decide on; only in the words that they were shown."""
    week, mark = [*words, "", ""][:2]
    found = ask.editions.get(week.upper())
    if found is None or found.state != "waiting" or mark_of(found) != mark:
        return _said(ask, "note.no_longer")
    own = {ask.said.account, *(one.name for one in (ask.member.accounts if ask.member else ()))}
    if not ask.is_approver or found.author in own:
        return _said(ask, "note.not_yours")
    return begun(ask, found.week) if found.week in ask.begun else found


def mark_of(edition: Edition) -> str:
    """A short mark of the text, so that a yes counts for what was read and for nothing later."""
    return hash_of(f"{edition.title}\0{edition.text}")[:8]


def standing(ask: Ask) -> tuple[Reply, ...]:
    """What is on the desk for the coming Sunday, for a coach in private."""
    found = coming(ask) if ask.is_coach and ask.said.is_private else None
    if found is None or found.week in ask.begun or found.state == "cancelled":
        return ()
    return (_told(ask, f"note.standing.{found.state}", found),)


def chosen(ask: Ask, words: list[str], *, may_move: bool = False) -> Edition | Reply:
    """The note that a coach means, or what is wrong with the week that was named.

    With `may_move`, a week that has none is given the coming one.
    """
    found = coming(ask)
    if words:
        week = _week_in(words)
        if not week:
            return _said(ask, "note.no_week", words=" ".join(words))
        if sunday_of(week) < _today(ask) - ONE_DAY:
            return _said(ask, "note.over", week=week)
        own = ask.editions.get(week)
        is_free = may_move and (own is None or own.state == "cancelled")
        can_move = found is not None and found.week != week and found.week not in ask.begun
        found = replace(found, week=week) if found and is_free and can_move else own
    return _said(ask, "note.nothing") if found is None else found


def _is_moved(ask: Ask, found: Edition) -> bool:
    """Whether it is about to leave the week under which it is kept."""
    return found is not ask.editions.get(found.week)


def begun(ask: Ask, week: str) -> Reply:
    """It is too late to change it."""
    return Reply(ask.say("note.begun", week=week), about=week, is_private=True)


def _let_go(ask: Ask, found: Edition, state: State) -> Answer:
    """Into a state in which it goes out, if nothing speaks against it and nobody has to agree first."""
    findings = _findings(ask, found)
    is_free = found.week in ask.begun or found.state in ("ready", "held")
    if not is_free and (errors := _errors(findings)):
        return only(_told(ask, "note.refused", found, errors))
    if not is_free and ask.needs_approval:
        return _into(ask, found, "waiting", "note.waiting")
    key = "note.held" if state == "held" else "note.ready"
    return _into(ask, found, state, key, findings=findings)


def _into(
    ask: Ask, found: Edition, state: State, key: str, *also: Change, findings: Iterable[Finding] = ()
) -> Answer:
    """The same text in that state. A note that goes in another week leaves none behind in its own."""
    edition = replace(found, state=state, at=ask.now, author=ask.said.account)
    left = coming(ask) if _is_moved(ask, found) else None
    gone = (Publish(replace(edition, week=left.week, state="cancelled")),) if left else ()
    status = _told(ask, key, edition, findings)
    return only(status, Publish(edition), *gone, *_asked(ask, edition), *also)


def _asked(ask: Ask, edition: Edition) -> tuple[Change, ...]:
    """Whoever may approve hears of it."""
    if edition.state != "waiting":
        return ()
    return (Inform("approve", edition.week, besides=ask.said.account),)


def _target(ask: Ask) -> str:
    """The week that a coach's new text is for, by the coach's own clock."""

    def is_settled(week: str) -> bool:
        return week in ask.begun or (week in ask.editions and ask.editions[week].state == "ready")

    return target_week(ask.now, ask.zone, is_settled)


def coming(ask: Ask, *, is_held: bool = False) -> Edition | None:
    """The note that is written and not over. To Monday, one that has begun to go out can still be held."""
    first = _today(ask) if is_held else _today(ask) - ONE_DAY
    live = [week for week in ask.editions if sunday_of(week) >= first]
    coming = min(live, key=lambda week: (week in ask.begun and not is_held, week), default=None)
    return ask.editions[coming] if coming else None


def _today(ask: Ask) -> date:
    return local_day(ask.now, ask.zone)


def _week_in(words: list[str]) -> str:
    """The week that is named: "2026-w49", or a day of it; empty where it is none."""
    (word, *more) = words
    if more:
        return ""
    day = day_of(word)
    return week_of(day) if day else word.upper() if is_week(word.upper()) else ""


def _findings(ask: Ask, edition: Edition) -> tuple[Finding, ...]:
    """What the rules say of it, and which readers have not agreed to be quoted: it waits for them."""
    missing = lacking(edition.text, ask.quotes)
    waits = [
        Finding(NOTE, 1, "warning", ask.say("note.unquoted", number=one), ask.say("note.unquoted_mend"))
        for one in missing
    ]
    return (*proofread(edition.title, edition.text, ask.library, ask.photos), *waits)


def _errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(one for one in findings if one.level == "error")


def _said(ask: Ask, key: str, **values: object) -> Reply:
    return Reply(ask.say(key, **values), is_private=True)


def _told(ask: Ask, key: str, edition: Edition, findings: Iterable[Finding] = ()) -> Reply:
    """Where the note stands, what was found in it, and the ways on."""
    values = {
        "week": edition.week,
        "day": day_name(ask, sunday_of(edition.week)),
        "title": edition.title or ask.say("note.title"),
    }
    lines = [f"- {ask.say('note.finding', what=one.what, mend=one.mend)}" for one in findings][:SHOWN]
    found = (Markdown("\n".join((ask.say("note.found"), *lines))),) if lines else ()
    text = "\n\n".join((ask.say(key, **values), *found))
    return Reply(text, about=edition.week, buttons=ways(ask, edition), is_private=True)


def ways(ask: Ask, edition: Edition) -> Rows:
    """What a coach may do next with a note in its state."""
    week = edition.week
    preview = button(ask, "note_preview", f"/note preview {week}")
    trial = button(ask, "note_test", f"/note test {week}")
    back = button(ask, "note_cancel", f"/note cancel {week}")
    match edition.state:
        case "cancelled":
            return row(button(ask, "note_begin", "/note begin"))
        case "draft":
            return (*row(button(ask, "note_ready", f"/note ready {week}"), preview), *row(trial, back))
        case _:
            return row(preview, trial, back)
