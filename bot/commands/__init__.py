"""Commands: pure functions from what was asked to what is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from bot.changes import Answer, Await, Erase, Save
from bot.commands import (
    archive,
    arriving,
    audit,
    board,
    cards,
    challenge,
    check_ins,
    choosing,
    coach,
    desk,
    exporting,
    feeling,
    focus,
    glossary,
    greetings,
    inbox,
    note_desk,
    note_parts,
    notes,
    pairing,
    plain_words,
    planning,
    privacy,
    progress,
    questions,
    quoting,
    reload,
    replies,
    reports,
    series,
    settings,
    signs,
    snoozing,
    standing,
    subscribing,
    telling,
    timing,
    topics,
)
from bot.commands.table import BY_NAME
from bot.commands.unknown import unknown
from bot.model import Ask, Reply

ANSWERS: dict[str, Callable[[Ask], Answer]] = {
    "start": greetings.start,
    "arrive": arriving.arrive,
    "help": greetings.help_,
    "about": greetings.about,
    "ask": plain_words.ask_,
    "topics": topics.topics,
    "series": series.series,
    "what": glossary.what,
    "drill": choosing.drill,
    "drills": choosing.drills,
    "done": check_ins.done,
    "nottoday": check_ins.not_today,
    "plan": planning.plan,
    "progress": progress.progress,
    "focus": focus.focus,
    "snooze": snoozing.snooze,
    "timer": timing.timer,
    "easier": feeling.easier,
    "felt": feeling.felt,
    "pain": feeling.pain,
    "morning": feeling.morning,
    "note": notes.note,
    "notes": archive.notes,
    "challenge": challenge.challenge,
    "subscribe": subscribing.subscribe,
    "unsubscribe": subscribing.unsubscribe,
    "overdue": reports.overdue,
    "hungover": note_desk.hungover,
    "edit": desk.edit,
    "reload": reload.reload,
    "coach": coach.coach,
    "audit": audit.audit,
    "settings": settings.settings,
    "pause": standing.pause,
    "resume": standing.resume,
    "stop": standing.stop,
    "pair": pairing.pair,
    "unpair": pairing.unpair,
    "export": exporting.export,
    "forget": privacy.forget,
    "why": planning.why,
    "signs": signs.signs,
    "words": plain_words.words,
    "instead": plain_words.instead,
    "nothing": plain_words.nothing_of_it,
    "pass": questions.pass_,
    "keep": questions.keep,
    "reply": replies.reply,
    "unsend": replies.unsend,
    "quote": quoting.quote,
    "inbox": inbox.inbox,
    "board": board.board,
    "tell": telling.tell,
}


def parse(text: str) -> tuple[str, str]:
    """A command's name in lower case and the words behind it; the name is empty for plain words.

    A command typed bare, "done" or "Stop!", is that command.
    """
    text = text.strip()
    bare = BY_NAME.get(text.casefold().rstrip(".! "))
    if bare is not None and bare.is_typed and not bare.is_for_coach:
        return bare.name, ""
    if not text.startswith("/"):
        return "", text
    name, *words = text[1:].split(maxsplit=1)[:2] or [""]
    return name.casefold(), words[0] if words else ""


def answer(ask: Ask) -> Answer:
    """Answer what was said."""
    chosen = _choose(ask)
    answered = chosen(ask) if chosen is unknown else _private(chosen(ask), ask.command)
    if not ask.command and all(reply.kind == "reply" for reply in answered.replies):
        answered = replace(answered, replies=(*answered.replies, *note_parts.waiting(ask)))
    answered = _awaiting(ask, answered)
    if not (ask.is_back and _goes_on(ask, answered)):
        return answered
    return replace(answered, replies=(Reply(ask.say("back.reachable")), *answered.replies))


def _choose(ask: Ask) -> Callable[[Ask], Answer]:
    if ask.is_coach and note_parts.is_part(ask.said, ask.editions, ask.now):
        return note_parts.add
    if found := plain_words.urgent(ask):
        return partial(replies.heard_first if replies.is_reply(ask) else plain_words.answer, found=found)
    if not ask.command:
        return replies.plain if replies.is_reply(ask) else plain_words.search
    if ask.command in ask.library.cards:
        return cards.card
    command = BY_NAME.get(ask.command)
    if command is None or (command.is_for_coach and not ask.is_coach):
        return unknown
    return ANSWERS[ask.command]


def _awaiting(ask: Ask, answered: Answer) -> Answer:
    """Only the words right after the tap are the reply: whatever is said next ends the waiting."""
    if not ask.awaits_reply or any(isinstance(change, Await) for change in answered.changes):
        return answered
    return replace(answered, changes=(*answered.changes, Await(ask.said.account)))


def _goes_on(ask: Ask, answered: Answer) -> bool:
    """Whether messages come again, whatever this command has changed."""
    members = [change.member for change in answered.changes if isinstance(change, Save)]
    member = members[-1] if members else ask.member
    is_erased = any(isinstance(change, Erase) for change in answered.changes)
    return member is not None and member.standing == "active" and not is_erased


def _private(answered: Answer, name: str) -> Answer:
    """A personal command is answered to the person alone."""
    command = BY_NAME.get(name)
    if command is None or not command.is_personal:
        return answered
    return replace(answered, replies=tuple(replace(reply, is_private=True) for reply in answered.replies))
