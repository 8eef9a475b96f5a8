"""What is kept of a person, handed over at once."""

from __future__ import annotations

import json

from bot.changes import Answer, only
from bot.commands.buttons import button, row
from bot.commands.days import day_name
from bot.model import Ask, CheckIn, Member, Question, Reply
from scheduler.plan import local_day


def export(ask: Ask) -> Answer:
    """Everything that is kept of the person: a file to read, and the same for programs."""
    if ask.member is None and not ask.questions:
        return only(Reply(ask.say("export.nothing"), buttons=row(button(ask, "start", "/start"))))
    kept = (_kept(ask, ask.member) if ask.member else {}) | {
        "questions": [_question(one) for one in ask.questions]
    }
    written = json.dumps(kept, indent=2, ensure_ascii=False)
    return Answer(
        (
            Reply(ask.say("export.text"), file=("tripod-export.md", _in_words(ask))),
            Reply(ask.say("export.json"), file=("tripod-export.json", written)),
        )
    )


def _in_words(ask: Ask) -> str:
    """The same for a person to read, in Markdown."""
    parts = [ask.say("export.title")]
    if ask.member is not None:
        parts += [_settings(ask, ask.member), *_days(ask)]
    if ask.questions:
        lines = (_asked(ask, question) for question in ask.questions)
        parts += [ask.say("export.questions"), "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def _settings(ask: Ask, member: Member) -> str:
    rhythm = member.rhythm
    facts = {
        "name": member.name,
        "account": member.home,
        "joined": day_name(ask, local_day(member.joined_at, rhythm.zone)),
        "hour": rhythm.hour.isoformat("minutes"),
        "zone": rhythm.zone,
        "track": ask.say(f"track.{member.focus}"),
        "history": ", ".join(sorted(member.history or ())) or "-",
    }
    return ask.say("export.settings", **facts)


def _days(ask: Ask) -> tuple[str, ...]:
    """What was done, a line a day, the oldest first."""
    if not ask.check_ins:
        return ()
    lines = "\n".join(f"- {_day(ask, one)}" for one in reversed(ask.check_ins))
    return (ask.say("export.days", count=len(ask.check_ins)), lines)


def _day(ask: Ask, check_in: CheckIn) -> str:
    drill = ask.library.drills.get(check_in.drill)
    parts = [f"{check_in.day.isoformat()}: {drill.title if drill else check_in.drill}"]
    if check_in.was_too_much:
        parts.append(ask.say("export.too_much"))
    if check_in.felt:
        parts.append(ask.say("export.felt", spot=check_in.felt))
    if check_in.pain is not None:
        parts.append(ask.say("export.pain", pain=check_in.pain))
    return ", ".join(parts)


def _asked(ask: Ask, question: Question) -> str:
    day = local_day(question.asked_at, ask.zone).isoformat()
    return f"- {day}: {question.text}" + (f"\n  {question.answer}" if question.answer else "")


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
