"""Rows of the tables, to values and back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time

from bot.changes import (
    Agree,
    Alter,
    Amend,
    Appoint,
    Await,
    Begin,
    Change,
    Discard,
    Dismiss,
    Draft,
    Drop,
    Enter,
    Erase,
    Gather,
    Host,
    Inform,
    Invite,
    Log,
    Miss,
    Mistype,
    OfMember,
    Part,
    Pass,
    Post,
    Publish,
    Record,
    Release,
    Remove,
    Rest,
    Revise,
    Save,
    Settle,
    Snooze,
    Subscribe,
    TimeHold,
    Trial,
    Unite,
    Unsubscribe,
    Withdraw,
)
from bot.members import CheckIn, Member, Pause, Standing
from bot.model import Sent
from bot.store.asked import apply_question
from bot.store.course import apply_held
from bot.store.database import instant_of, instant_text
from bot.store.entering import apply_round, forget_entrant
from bot.store.groups import apply_group
from bot.store.ledger import write_delivery
from bot.store.letters import apply_letter, forget_author
from bot.store.pairing import apply_pairing, forget_codes, readdress
from bot.store.roster import apply_role, forget_role
from bot.store.trail import add, forget_acts
from scheduler.outbox import Delivery
from scheduler.plan import Due, Quiet, Rhythm

MEMBER = (
    "SELECT people.*, accounts.account, accounts.address, accounts.is_reachable"
    " FROM people JOIN accounts USING (person)"
)


def member_of(row: sqlite3.Row) -> Member:
    """The member of a row of `MEMBER`."""
    quiet = None
    if row["quiet_from"]:
        quiet = Quiet(time.fromisoformat(row["quiet_from"]), time.fromisoformat(row["quiet_to"]))
    standing: Standing = row["standing"]
    return Member(
        person=row["person"],
        home=row["home"],
        address=row["address"],
        name=row["name"],
        rhythm=Rhythm(
            zone=row["zone"],
            hour=time.fromisoformat(row["hour"]),
            note_hour=time.fromisoformat(row["note_hour"]),
            quiet=quiet,
        ),
        joined_at=instant_of(row["joined_at"]),
        heard_at=instant_of(row["heard_at"]),
        locale=row["locale"],
        standing=standing,
        paused_until=_day(row["paused_until"]),
        has_open_sign=bool(row["has_open_sign"]),
        wants_note=bool(row["wants_note"]),
        note_off_at=instant_of(row["note_off_at"]) if row["note_off_at"] else None,
        wants_letters=bool(row["wants_letters"]),
        focus=row["focus"],
        parked=tuple(json.loads(row["parked"])),
        aim=row["aim"],
        history=frozenset(json.loads(row["history"])) if row["history"] else None,
        ticked=frozenset(json.loads(row["ticked"])),
        is_guarded=bool(row["is_guarded"]),
        pauses=tuple(_pause(*kept) for kept in json.loads(row["pauses"])),
        gentle_until=_day(row["gentle_until"]),
        shares_pain=bool(row["shares_pain"]),
        is_guest=bool(row["is_guest"]),
        is_reachable=bool(row["is_reachable"]),
        version=row["version"],
    )


def apply(connection: sqlite3.Connection, change: Change) -> None:
    """Write a change, within a transaction."""
    match change:
        case Invite() | Mistype() | Unite() | Part():
            apply_pairing(connection, change)
        case Pass() | Settle() | Withdraw() | Miss() | Await() | Agree():
            apply_question(connection, change)
        case Draft() | Post() | Discard():
            apply_letter(connection, change)
        case Subscribe() | Unsubscribe():
            apply_group(connection, change)
        case Begin() | Host() | Alter() | Enter():
            apply_round(connection, change)
        case Release() | Drop():
            apply_held(connection, change)
        case Appoint() | Dismiss():
            apply_role(connection, change)
        case Record(act):
            add(connection, act)
        case Publish() | Gather() | Trial() | Inform() | Revise() | Remove():
            raise TypeError("what a coach writes is kept in the content store")
        case _:
            _apply_to_member(connection, change)


def _apply_to_member(connection: sqlite3.Connection, change: OfMember) -> None:
    match change:
        case Save(member):
            _save(connection, replace(member, version=member.version + 1))
        case Log() | Amend():
            _keep_check_in(connection, change)
        case Snooze(person, due):
            set_due(connection, person, "snooze", due)
        case TimeHold():
            _time(connection, change)
        case Rest(member, day, at):
            prompt = Delivery("drill", member.person, day.isoformat(), member.home, at, at)
            write_delivery(connection, prompt, "skipped", "not today")
        case Erase(person, day):
            _erase(connection, person, day)


def _erase(connection: sqlite3.Connection, person: str, day: date) -> None:
    """All of a person under every account; what a coach among them was told, and the role, go too."""
    rows = connection.execute("SELECT account FROM accounts WHERE person = ?", (person,))
    names = tuple({person, *(row["account"] for row in rows)})
    forget_codes(connection, names)
    for name in names:
        forget_author(connection, name)
        forget_role(connection, name)
        forget_acts(connection, name)
        forget_entrant(connection, name, day)
        for table in ("deliveries", "questions", "people"):
            connection.execute(f"DELETE FROM {table} WHERE person = ?", (name,))


def _time(connection: sqlite3.Connection, change: TimeHold) -> None:
    """Plan the phases of a hold. Those of the earlier one have been shown, or are not wanted any more."""
    earlier = connection.execute(
        "DELETE FROM deliveries WHERE person = ? AND kind = 'timer' RETURNING account, address, message",
        (change.person,),
    ).fetchall()
    newest = max(earlier, key=lambda row: row["message"]) if earlier else None
    for phase in change.phases:
        if change.message is not None:
            shown = replace(phase, message=change.message)
        elif newest is not None:
            shown = replace(
                phase, account=newest["account"], address=newest["address"], message=newest["message"]
            )
        else:
            shown = phase
        write_delivery(connection, shown, "planned")


def _keep_check_in(connection: sqlite3.Connection, change: Log | Amend) -> None:
    person, check_in = change.person, change.check_in
    verb = "REPLACE" if isinstance(change, Amend) else "INSERT OR IGNORE"
    connection.execute(
        f"{verb} INTO check_ins (person, day, drill, at, was_too_much, felt, side, pain, has_settled)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            person,
            check_in.day.isoformat(),
            check_in.drill,
            instant_text(check_in.at),
            check_in.was_too_much,
            check_in.felt,
            check_in.side,
            check_in.pain,
            check_in.has_settled,
        ),
    )


def check_in_of(row: sqlite3.Row) -> CheckIn:
    """The check-in of a row."""
    return CheckIn(
        day=date.fromisoformat(row["day"]),
        drill=row["drill"],
        at=instant_of(row["at"]),
        was_too_much=bool(row["was_too_much"]),
        felt=row["felt"],
        side=row["side"],
        pain=row["pain"],
        has_settled=None if row["has_settled"] is None else bool(row["has_settled"]),
    )


def sent_of(row: sqlite3.Row) -> Sent:
    """What became of the delivery of a row."""
    return Sent(
        kind=row["kind"],
        label=row["label"],
        state=row["state"],
        at=instant_of(row["settled_at"]) if row["settled_at"] else None,
        due_at=instant_of(row["due_at"]),
        not_before=instant_of(row["not_before"]),
        account=row["account"],
        address=row["address"],
        reason=row["reason"],
        attempts=row["attempts"],
        message=row["message"],
        shown=row["shown"],
    )


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None


def _pause(first: str, until: str | None, is_injury: bool) -> Pause:
    return Pause(date.fromisoformat(first), _day(until), is_injury)


def _save(connection: sqlite3.Connection, member: Member) -> None:
    rhythm = member.rhythm
    values = {
        "person": member.person,
        "version": member.version,
        "home": member.home,
        "name": member.name,
        "locale": member.locale,
        "zone": rhythm.zone,
        "hour": rhythm.hour.isoformat("minutes"),
        "note_hour": rhythm.note_hour.isoformat("minutes"),
        "quiet_from": rhythm.quiet.start.isoformat("minutes") if rhythm.quiet else None,
        "quiet_to": rhythm.quiet.end.isoformat("minutes") if rhythm.quiet else None,
        "standing": member.standing,
        "is_guest": member.is_guest,
        "paused_until": member.paused_until.isoformat() if member.paused_until else None,
        "has_open_sign": member.has_open_sign,
        "wants_note": member.wants_note,
        "note_off_at": instant_text(member.note_off_at) if member.note_off_at else None,
        "wants_letters": member.wants_letters,
        "focus": member.focus,
        "parked": json.dumps(member.parked),
        "aim": member.aim,
        "history": None if member.history is None else json.dumps(sorted(member.history)),
        "ticked": json.dumps(sorted(member.ticked)),
        "is_guarded": member.is_guarded,
        "pauses": json.dumps(
            [
                (pause.first.isoformat(), pause.until.isoformat() if pause.until else None, pause.is_injury)
                for pause in member.pauses
            ]
        ),
        "gentle_until": member.gentle_until.isoformat() if member.gentle_until else None,
        "shares_pain": member.shares_pain,
        "joined_at": instant_text(member.joined_at),
        "heard_at": instant_text(member.heard_at),
    }
    before = connection.execute("SELECT home FROM people WHERE person = ?", (member.person,)).fetchone()
    _upsert(connection, "people", "person", values)
    for account in member.accounts:
        kept = {
            "account": account.name,
            "person": member.person,
            "address": account.address,
            "is_reachable": account.is_reachable,
        }
        _upsert(connection, "accounts", "account", kept)
    if before is not None and before["home"] != member.home:
        readdress(connection, member.person, member.accounts[0])


def _upsert(connection: sqlite3.Connection, table: str, key: str, values: Mapping[str, object]) -> None:
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    updates = ", ".join(f"{name} = excluded.{name}" for name in values if name != key)
    connection.execute(
        f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT ({key}) DO UPDATE SET {updates}",
        dict(values),
    )


def set_due(connection: sqlite3.Connection, person: str, kind: str, due: Due | None) -> None:
    """Write a row of the agenda; None takes it away."""
    if due is None:
        connection.execute("DELETE FROM agenda WHERE person = ? AND kind = ?", (person, kind))
    else:
        values = {"person": person, "kind": kind, "label": due.label, "due_at": instant_text(due.at)}
        _upsert(connection, "agenda", "person, kind", values)
