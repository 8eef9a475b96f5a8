"""What changes in the challenges of groups, written within a transaction.

Who is forgotten leaves the days that they did, without a name; two people who turn out to be one are one
here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from bot.changes import Alter, Begin, Enter, Host, OfRounds
from bot.rounds import OVER, TALLY, Entrant, Round, Venue
from bot.store.database import instant_of, instant_text
from bot.store.ledger import write_delivery
from bot.store.round_rows import posts_of
from scheduler.outbox import Delivery
from scheduler.plan import Due, local_day
from scheduler.posts import END, first_post
from scheduler.wall import ONE_DAY

EDIT_EVERY = timedelta(seconds=10)
"""A post is edited no more often than this: a group takes 20 messages a minute, edits among them."""
OF_PERSON = "person = ? AND person != ''"
"""The entrants of a person, by the index that leaves out the forgotten."""
NEWEST_POST = (
    "SELECT label, address, message FROM deliveries WHERE person = ? AND kind = 'challenge'"
    " AND state = 'sent' AND message != '' AND label LIKE ? ORDER BY label DESC LIMIT 1"
)


def apply_round(connection: sqlite3.Connection, change: OfRounds) -> None:
    """Write a change, within a transaction."""
    match change:
        case Begin(found, venue, at):
            number = _insert(connection, found, at)
            _host(connection, found, Venue(number, venue.chat, venue.address), at)
        case Host(found, venue, at):
            _host(connection, found, venue, at)
        case Alter(found, at):
            connection.execute(
                "UPDATE rounds SET is_ranked = ?, ended = ? WHERE number = ?",
                (found.is_ranked, found.ended.isoformat() if found.ended else None, found.number),
            )
            if found.ended is not None:
                _end(connection, found, at)
        case Enter(number, entrant):
            _enter(connection, number, entrant)


def forget_entrant(connection: sqlite3.Connection, person: str, today: date) -> None:
    """Before somebody is erased: what they did until today stays in their groups' counts, without a name."""
    pauses = connection.execute("SELECT pauses FROM people WHERE person = ?", (person,)).fetchone()
    off = [[first, until, False] for first, until, _ in json.loads(pauses["pauses"])] if pauses else []
    for row in connection.execute(f"SELECT * FROM entrants WHERE {OF_PERSON}", (person,)).fetchall():
        did = connection.execute(
            "SELECT day FROM check_ins JOIN rounds ON rounds.number = ? WHERE person = ?"
            " AND day BETWEEN first AND date(first, '+' || (days - 1) || ' days') ORDER BY day",
            (row["round"], person),
        ).fetchall()
        days = [one["day"] for one in did]
        until = today + ONE_DAY if today.isoformat() in days else today
        connection.execute(
            "UPDATE entrants SET person = '', name = '', is_in = 0, kept_days = ?, kept_pauses = ?, stays = ?"
            " WHERE round = ? AND number = ?",
            (
                json.dumps(days),
                json.dumps(off),
                json.dumps(_closed(json.loads(row["stays"]), until.isoformat())),
                row["round"],
                row["number"],
            ),
        )


def give_entrants(connection: sqlite3.Connection, gone: str, stays: str) -> None:
    """Two people are one: where both were in, who joined first stays, for all days that either was in."""
    for row in connection.execute(f"SELECT * FROM entrants WHERE {OF_PERSON}", (gone,)).fetchall():
        other = connection.execute(
            f"SELECT * FROM entrants WHERE {OF_PERSON} AND round = ?", (stays, row["round"])
        ).fetchone()
        if other is not None:
            first, second = sorted((row, other), key=lambda one: int(one["number"]))
            both = _united([*json.loads(row["stays"]), *json.loads(other["stays"])])
            connection.execute(
                "DELETE FROM entrants WHERE round = ? AND number = ?", (row["round"], second["number"])
            )
            connection.execute(
                "UPDATE entrants SET stays = ?, is_in = ?, is_hidden = ? WHERE round = ? AND number = ?",
                (
                    json.dumps(both),
                    row["is_in"] or other["is_in"],
                    row["is_hidden"] or other["is_hidden"],
                    row["round"],
                    first["number"],
                ),
            )
        connection.execute(
            f"UPDATE entrants SET person = ? WHERE {OF_PERSON} AND round = ?", (stays, gone, row["round"])
        )


def _insert(connection: sqlite3.Connection, found: Round, at: datetime) -> int:
    cursor = connection.execute(
        "INSERT INTO rounds (slug, title, drills, first, days, days_a_week, hour, zone, rest, is_ranked,"
        " code, begun_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",
        (
            found.slug,
            found.title,
            json.dumps(found.drills),
            found.first.isoformat(),
            found.days,
            found.days_a_week,
            found.hour.isoformat("minutes"),
            found.zone,
            json.dumps(sorted(found.rest)),
            found.is_ranked,
            found.code,
            instant_text(at),
        ),
    )
    number: int = cursor.fetchone()["number"]
    return number


def _host(connection: sqlite3.Connection, found: Round, venue: Venue, at: datetime) -> None:
    due = first_post(posts_of(found), at)
    connection.execute(
        "REPLACE INTO venues (number, chat, address, label, due_at) VALUES (?, ?, ?, ?, ?)",
        (venue.number, venue.chat, venue.address, due.label, instant_text(due.at)),
    )


def _end(connection: sqlite3.Connection, found: Round, at: datetime) -> None:
    """How it went is told now; where it had not begun, there is nothing to tell."""
    due = Due(END, at) if found.first <= found.last else None
    for row in connection.execute("SELECT chat FROM venues WHERE number = ?", (found.number,)).fetchall():
        set_due_of_venue(connection, found.number, row["chat"], due)


def _enter(connection: sqlite3.Connection, number: int, entrant: Entrant) -> None:
    """A new one gets the next number, unless the person is known there by now."""
    fresh = "(SELECT coalesce(max(number), 0) + 1 FROM entrants WHERE round = ?)"
    stays = json.dumps(
        [[one.first.isoformat(), one.until.isoformat() if one.until else None] for one in entrant.stays]
    )
    connection.execute(
        "INSERT INTO entrants (round, number, person, name, chat, stays, is_in, is_hidden)"
        f" VALUES (?, {fresh}, ?, ?, ?, ?, ?, ?) ON CONFLICT (person, round) WHERE person != ''"
        " DO UPDATE SET stays = excluded.stays, is_in = excluded.is_in, is_hidden = excluded.is_hidden",
        (
            number,
            number,
            entrant.person,
            entrant.name,
            entrant.chat,
            stays,
            entrant.is_in,
            entrant.is_hidden,
        ),
    )


def set_due_of_venue(connection: sqlite3.Connection, number: int, chat: str, due: Due | None) -> None:
    """Write when the next post of that round is due in a chat; None when all is said there."""
    connection.execute(
        "UPDATE venues SET label = ?, due_at = ? WHERE number = ? AND chat = ?",
        (due.label if due else None, instant_text(due.at) if due else None, number, chat),
    )


def excuse(connection: sqlite3.Connection, number: int, days: Iterable[date]) -> None:
    """Those days are no days to do, once and for all chats of the round."""
    missed = {day.isoformat() for day in days}
    if not missed:
        return
    row = connection.execute("SELECT excused FROM rounds WHERE number = ?", (number,)).fetchone()
    if row is not None:
        excused = json.dumps(sorted({*json.loads(row["excused"]), *missed}))
        connection.execute("UPDATE rounds SET excused = ? WHERE number = ?", (excused, number))


def edit_post(connection: sqlite3.Connection, venue: Venue, now: datetime) -> bool:
    """One edit waits at most, and composes what is so when it leaves; the next comes a while behind it.

    One that waits for an older post gives way; a post that cannot be edited is left alone.
    """
    post = connection.execute(NEWEST_POST, (venue.chat, f"{venue.number}/____-__-__")).fetchone()
    if post is None:
        return False
    before = connection.execute(
        "SELECT max(coalesce(settled_at, ?)) AS at,"
        " max(message = ? AND state IN ('planned', 'failed')) AS is_enough"
        " FROM deliveries WHERE person = ? AND kind = 'tally'",
        (instant_text(now), post["message"], venue.chat),
    ).fetchone()
    if before["is_enough"]:
        return False
    connection.execute(
        "DELETE FROM deliveries WHERE person = ? AND kind = 'tally' AND state NOT IN ('claimed', 'sending')",
        (venue.chat,),
    )
    at = max(now, instant_of(before["at"]) + EDIT_EVERY) if before["at"] else now
    label = f"{post['label']}/{now.isoformat()}"
    edit = Delivery(TALLY, venue.chat, label, venue.chat, at, at, post["address"], message=post["message"])
    write_delivery(connection, edit, "planned")
    return True


def leave_chat(connection: sqlite3.Connection, found: Round, chat: str, now: datetime) -> bool:
    """End it where that was its last chat; tell those who are in, or only those who came by that chat."""
    is_over = not connection.execute(
        "SELECT 1 FROM venues WHERE number = ? LIMIT 1", (found.number,)
    ).fetchone()
    label = str(found.number)
    if is_over:
        ended = (local_day(now, found.zone) + ONE_DAY).isoformat()
        connection.execute("UPDATE rounds SET ended = ? WHERE number = ?", (ended, found.number))
        connection.execute(
            "DELETE FROM deliveries WHERE kind = ? AND label = ? AND state = 'planned'", (OVER, label)
        )
        label = f"{found.number}/{END}"
    told = connection.execute(
        "SELECT entrants.person, accounts.account, accounts.address FROM entrants"
        " JOIN people USING (person) JOIN accounts ON accounts.account = people.home"
        " WHERE round = ? AND is_in AND is_reachable AND (? OR chat = ?)",
        (found.number, is_over, chat),
    ).fetchall()
    for row in told:
        line = Delivery(OVER, row["person"], label, row["account"], now, now, row["address"])
        write_delivery(connection, line, "planned")
    return bool(told)


def drop_planned(connection: sqlite3.Connection, chat: str) -> None:
    """Take back what is planned for a chat."""
    connection.execute(
        "DELETE FROM deliveries WHERE person = ? AND kind IN ('challenge', 'tally')"
        " AND state IN ('planned', 'claimed')",
        (chat,),
    )


def move_posts(connection: sqlite3.Connection, chat: str, to: str) -> None:
    """The posts of a chat are known by its new number, but for one that is being sent: by what it settles.

    Their messages stayed behind.
    """
    connection.execute("DELETE FROM deliveries WHERE person = ? AND kind = 'tally'", (chat,))
    connection.execute(
        "UPDATE OR IGNORE deliveries SET person = ?, account = ?, address = ?, message = '',"
        " key = CASE state WHEN 'sending' THEN key ELSE kind || '/' || ? || '/' || label END,"
        " state = CASE state WHEN 'claimed' THEN 'planned' ELSE state END"
        " WHERE person = ? AND kind = 'challenge'",
        (to, to, to, to, chat),
    )


def _closed(stays: list[list[str | None]], until: str) -> list[list[str | None]]:
    """The stays, an open one ended there, or where it began if that is later."""
    first, end = stays[-1]
    return stays if end is not None else [*stays[:-1], [first, max(first or "", until)]]


def _united(stays: list[list[str | None]]) -> list[list[str | None]]:
    """Stays as one list, those that touch as one."""
    united: list[list[str | None]] = []
    for first, until in sorted(stays, key=lambda one: one[0] or ""):
        last = united[-1][1] if united else ""
        if united and (last is None or (first or "") <= last):
            united[-1][1] = None if last is None or until is None else max(last, until)
        else:
            united.append([first, until])
    return united
