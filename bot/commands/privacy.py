"""What is kept of a person: handed over, or erased."""

from __future__ import annotations

import json

from bot.changes import Answer, Erase, only
from bot.commands.buttons import button, row
from bot.commands.questions import removed
from bot.commands.standing import start_first
from bot.model import Ask, CheckIn, Member, Question, Reply


def export(ask: Ask) -> Answer:
    """Everything that is kept of the person, as a readable file."""
    if ask.member is None and not ask.questions:
        return only(Reply(ask.say("export.nothing"), buttons=row(button(ask, "start", "/start"))))
    kept = (_kept(ask, ask.member) if ask.member else {}) | {
        "questions": [_question(one) for one in ask.questions]
    }
    text = json.dumps(kept, indent=2, ensure_ascii=False)
    return only(Reply(ask.say("export.text"), file=("tripod-export.json", text)))


def _kept(ask: Ask, member: Member) -> dict[str, object]:
    rhythm = member.rhythm
    return {
        "account": member.home,
        "private_chat": member.address,
        "is_reachable": member.is_reachable,
        "name": member.name,
        "language": member.locale,
        "zone": rhythm.zone,
        "hour": rhythm.hour.isoformat("minutes"),
        "note_hour": rhythm.note_hour.isoformat("minutes"),
        "quiet_hours": [rhythm.quiet.start.isoformat("minutes"), rhythm.quiet.end.isoformat("minutes")]
        if rhythm.quiet
        else None,
        "standing": member.standing,
        "paused_until": member.paused_until.isoformat() if member.paused_until else None,
        "has_open_sign": member.has_open_sign,
        "wants_note": member.wants_note,
        "focus": member.focus,
        "parked": list(member.parked),
        "aim": member.aim,
        "history": sorted(member.history) if member.history is not None else None,
        "is_guarded": member.is_guarded,
        "pauses": [
            {
                "first": pause.first.isoformat(),
                "until": pause.until.isoformat() if pause.until else None,
                "is_injury": pause.is_injury,
            }
            for pause in member.pauses
        ],
        "gentle_until": member.gentle_until.isoformat() if member.gentle_until else None,
        "shares_pain": member.shares_pain,
        "joined_at": member.joined_at.isoformat(),
        "last_heard_at": member.heard_at.isoformat(),
        "check_ins": [_check_in(check_in) for check_in in reversed(ask.check_ins)],
        "sent": [
            {
                "kind": one.kind,
                "for": one.label,
                "state": one.state,
                "at": one.at.isoformat() if one.at else None,
            }
            for one in ask.sent
        ],
    }


def _check_in(check_in: CheckIn) -> dict[str, object]:
    return {
        "day": check_in.day.isoformat(),
        "drill": check_in.drill,
        "at": check_in.at.isoformat(),
        "was_too_much": check_in.was_too_much,
        "felt": check_in.felt,
        "side": check_in.side,
        "pain": check_in.pain,
        "has_settled": check_in.has_settled,
    }


def _question(question: Question) -> dict[str, object]:
    return {
        "text": question.text,
        "name": question.name,
        "account": question.account,
        "private_chat": question.address,
        "at": question.asked_at.isoformat(),
        "state": question.state,
        "answer": question.answer,
        "settled_at": question.settled_at.isoformat() if question.settled_at else None,
    }


def forget(ask: Ask) -> Answer:
    """Erase everything about the person, after two taps."""
    if ask.member is None and not ask.questions:
        return start_first(ask)
    if ask.words == "everything":
        return only(
            Reply(ask.say("forget.done"), buttons=row(button(ask, "start", "/start"))),
            *(page for question in ask.questions for page in removed(question)),
            Erase(ask.member.person if ask.member else ask.said.account),
        )
    if ask.words == "sure":
        buttons = row(button(ask, "erase", "/forget everything"), button(ask, "keep", "/settings"))
        return only(Reply(ask.say("forget.last"), buttons=buttons, edits=True))
    buttons = (
        *row(button(ask, "export", "/export"), button(ask, "forget_sure", "/forget sure")),
        *row(button(ask, "keep", "/settings")),
    )
    return only(Reply(ask.say("forget.ask"), buttons=buttons))
