"""What is kept of a person, handed over: once to read, once for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.changes import Answer, only
from bot.commands.audit import told
from bot.commands.buttons import button, row
from bot.commands.coach import in_words
from bot.commands.days import day_name
from bot.commands.privacy import is_known
from bot.members import CheckIn, Member, Pause
from bot.model import Ask, Question, Reply, Sent
from bot.roles import Act, Coach
from bot.rounds import Entrant, Round
from content.library import Markdown
from scheduler.wall import ONE_DAY, local_day

NAME = "tripod-export"


def export(ask: Ask) -> Answer:
    """Everything that is kept of the person, as a readable file and as JSON."""
    if not is_known(ask):
        return only(Reply(ask.say("export.nothing"), buttons=row(button(ask, "start", "/start"))))
    text = json.dumps(_kept(ask), indent=2, ensure_ascii=False)
    return Answer(
        (
            Reply(ask.say("export.text"), file=(f"{NAME}.md", _in_words(ask))),
            Reply(ask.say("export.json"), file=(f"{NAME}.json", text)),
        )
    )


# for machines


def _kept(ask: Ask) -> dict[str, object]:
    """Each column of the database under its own name or a plainer one; days and instants as text."""
    return (_member(ask.member) if ask.member else {}) | {
        "check_ins": [_check_in(one) for one in reversed(ask.check_ins)],
        "next": [
            {"kind": kind, "for": due.label, "at": due.at.isoformat()} for kind, due in ask.agenda.items()
        ],
        "sent": [_sent(one) for one in ask.sent],
        "questions": [_question(one) for one in ask.questions],
        "challenges": [_entrant(one, entrant) for one, entrant in ask.rounds],
        "pairing_codes_until": [at.isoformat() for at in ask.codes],
        "wrong_codes_at": [at.isoformat() for at in ask.wrong_codes],
        "roles": [_role(one) for one in ask.roles.coaches],
        "acts": [_act(one) for one in ask.roles.acts],
    }


def _member(member: Member) -> dict[str, object]:
    rhythm = member.rhythm
    return {
        "person": member.person,
        "account": member.home,
        "accounts": [
            {"account": one.name, "private_chat": one.address, "is_reachable": one.is_reachable}
            for one in member.accounts
        ],
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
        "note_off_at": member.note_off_at.isoformat() if member.note_off_at else None,
        "wants_messages": member.wants_letters,
        "focus": member.focus,
        "parked": list(member.parked),
        "aim": member.aim,
        "history": sorted(member.history) if member.history is not None else None,
        "history_so_far": sorted(member.ticked),
        "is_guarded": member.is_guarded,
        "is_guest": member.is_guest,
        "pauses": [_pause(one) for one in member.pauses],
        "gentle_until": member.gentle_until.isoformat() if member.gentle_until else None,
        "shares_pain": member.shares_pain,
        "joined_at": member.joined_at.isoformat(),
        "last_heard_at": member.heard_at.isoformat(),
    }


def _pause(pause: Pause) -> dict[str, object]:
    return {
        "first": pause.first.isoformat(),
        "until": pause.until.isoformat() if pause.until else None,
        "is_injury": pause.is_injury,
    }


def _entrant(one: Round, entrant: Entrant) -> dict[str, object]:
    return {
        "challenge": one.number,
        "title": one.title,
        "number": entrant.number,
        "name": entrant.name,
        "joined_in": entrant.chat,
        "stays": [[stay.first.isoformat(), stay.until and stay.until.isoformat()] for stay in entrant.stays],
        "is_in": entrant.is_in,
        "is_hidden": entrant.is_hidden,
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


def _sent(sent: Sent) -> dict[str, object]:
    return {
        "kind": sent.kind,
        "for": sent.label,
        "state": sent.state,
        "at": sent.at.isoformat() if sent.at else None,
        "due_at": sent.due_at.isoformat(),
        "not_before": sent.not_before.isoformat(),
        "account": sent.account,
        "private_chat": sent.address,
        "reason": sent.reason,
        "attempts": sent.attempts,
        "message": sent.message,
        "shown": sent.shown,
    }


def _question(question: Question) -> dict[str, object]:
    return {
        "number": question.number,
        "text": question.text,
        "reply_to": question.about,
        "may_be_quoted": question.consent,
        "name": question.name,
        "account": question.account,
        "private_chat": question.address,
        "at": question.asked_at.isoformat(),
        "state": question.state,
        "answer": question.answer,
        "settled_at": question.settled_at.isoformat() if question.settled_at else None,
    }


def _role(coach: Coach) -> dict[str, object]:
    return {
        "account": coach.account,
        "is_approver": coach.is_approver,
        "added_by": coach.added_by,
        "added_at": coach.added_at.isoformat() if coach.added_at else None,
    }


def _act(act: Act) -> dict[str, object]:
    return {
        "number": act.number,
        "at": act.at.isoformat(),
        "account": act.account,
        "act": act.act,
        "about": act.about,
        "detail": act.detail,
    }


# to read


def _in_words(ask: Ask) -> str:
    parts = [f"# {ask.say('export.title', day=day_name(ask, local_day(ask.now, ask.zone)))}"]
    if ask.member is not None:
        parts.append(_list(_you(ask, ask.member)))
    sections = (
        ("export.days", [_day(ask, one) for one in ask.check_ins]),
        ("export.sent", [_line(ask, one) for one in reversed(ask.sent)]),
        ("export.questions", [_asked(ask, one) for one in ask.questions]),
        ("export.challenges", [_joined(ask, one, entrant) for one, entrant in ask.rounds]),
        ("export.codes", list(_codes(ask))),
        ("export.coach", [in_words(ask, one) for one in ask.roles.coaches]),
        ("export.acts", [f"{_when(ask, one.at)}: {told(ask, one)}" for one in ask.roles.acts]),
    )
    parts += [f"## {ask.say(key)}\n\n{_list(lines)}" for key, lines in sections if lines]
    return "\n\n".join(parts) + "\n"


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _you(ask: Ask, member: Member) -> Iterator[str]:
    rhythm = member.rhythm
    accounts = ", ".join(account.name for account in member.accounts)
    yield ask.say("export.you", name=member.name, accounts=accounts, home=member.home)
    yield ask.say("export.since", joined=_when(ask, member.joined_at), heard=_when(ask, member.heard_at))
    yield ask.say("settings.hour", hour=rhythm.hour.isoformat("minutes"))
    yield ask.say("export.zone", zone=rhythm.zone, language=member.locale)
    if rhythm.quiet:
        start, end = rhythm.quiet.start.isoformat("minutes"), rhythm.quiet.end.isoformat("minutes")
        yield ask.say("settings.quiet", quiet=f"{start}-{end}")
    note = "settings.note" if member.wants_note else "settings.note_off"
    yield ask.say(note, hour=rhythm.note_hour.isoformat("minutes"))
    yield ask.say(f"export.standing.{member.standing}")
    if member.paused_until:
        yield ask.say("export.paused_until", day=day_name(ask, member.paused_until))
    if not member.wants_letters:
        yield ask.say("settings.messages_off")
    yield ask.say("settings.coach" if member.shares_pain else "settings.coach_off")
    yield from _body(ask, member)


def _body(ask: Ask, member: Member) -> Iterator[str]:
    """What is worked on, and what speaks against it."""
    if member.aim:
        yield ask.say("export.aim", aim=ask.say(f"aim.{member.aim}"))
    yield ask.say("export.focus", track=ask.say(f"track.{member.focus}"))
    if member.parked:
        yield ask.say("export.parked", tracks=", ".join(ask.say(f"track.{one}") for one in member.parked))
    yield from _injuries(ask, member)
    if member.is_guarded:
        yield ask.say("export.guarded")
    if member.has_open_sign:
        yield ask.say("export.sign")
    if member.gentle_until:
        yield ask.say("export.gentle_until", day=day_name(ask, member.gentle_until))
    for pause in member.pauses:
        until = day_name(ask, pause.until) if pause.until else ask.say("export.open")
        key = "export.injury" if pause.is_injury else "export.pause"
        yield ask.say(key, first=day_name(ask, pause.first), until=until)


def _injuries(ask: Ask, member: Member) -> Iterator[str]:
    """Old injuries, and whether that is all."""
    if member.injuries:
        yield ask.say("history.told", told=", ".join(sorted(member.injuries)))
    if member.history is None:
        yield ask.say("history.unfinished" if member.ticked else "history.unasked")
    elif not member.history:
        yield ask.say("history.nothing")


def _day(ask: Ask, check_in: CheckIn) -> str:
    """A day, its drill and how it felt."""
    drill = ask.library.drills.get(check_in.drill)
    said = [
        Markdown(drill.title if drill else check_in.drill),
        ask.say("export.too_much") if check_in.was_too_much else "",
        ask.say("export.felt", spot=check_in.felt) if check_in.felt else "",
        ask.say(f"export.side.{check_in.side}") if check_in.side else "",
        ask.say("export.pain", pain=check_in.pain) if check_in.pain is not None else "",
        ask.say("export.settled" if check_in.has_settled else "export.unsettled")
        if check_in.has_settled is not None
        else "",
    ]
    told = ", ".join(one for one in said if one)
    return f"{check_in.day.isoformat()}: {told}"


def _line(ask: Ask, sent: Sent) -> str:
    at = _when(ask, sent.at or sent.not_before)
    return ask.say("export.line", kind=sent.kind, label=sent.label, state=sent.state, when=at)


def _asked(ask: Ask, question: Question) -> str:
    text = " ".join(question.text.split())
    asked = ask.say("export.asked", when=_when(ask, question.asked_at), text=text)
    answer = " ".join(question.answer.split())
    return f"{asked} {ask.say('export.answered', answer=answer)}" if answer else asked


def _joined(ask: Ask, one: Round, entrant: Entrant) -> str:
    first, last = entrant.stays[0].first, entrant.stays[-1].until or one.last + ONE_DAY
    name, day = entrant.name, day_name(ask, first)
    return ask.say("export.joined", title=one.title, name=name, first=day, until=day_name(ask, last))


def _codes(ask: Ask) -> Iterator[str]:
    for at in ask.codes:
        yield ask.say("export.code", when=_when(ask, at))
    for at in ask.wrong_codes:
        yield ask.say("export.wrong_code", when=_when(ask, at))


def _when(ask: Ask, at: datetime) -> str:
    return at.astimezone(ZoneInfo(ask.zone)).strftime("%Y-%m-%d %H:%M")
