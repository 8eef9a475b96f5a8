"""Rows of the questions that were passed on, to values and back."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.changes import Agree, Await, Miss, OfInbox, Pass, Settle, Withdraw
from bot.model import Question
from bot.store.database import Conflict, instant_of, instant_text
from bot.store.ledger import write_delivery
from scheduler.outbox import Delivery

COUNT = "INSERT INTO misses (card, count) VALUES (?, 1) ON CONFLICT (card) DO UPDATE SET count = count + 1"


def question_of(row: sqlite3.Row) -> Question:
    """The question of a row."""
    return Question(
        person=row["person"],
        account=row["account"],
        address=row["address"],
        name=row["name"],
        text=row["text"],
        asked_at=instant_of(row["asked_at"]),
        about=row["about"],
        consent=row["consent"],
        number=row["number"],
        state=row["state"],
        answer=row["answer"],
        answered_by=row["answered_by"],
        settled_at=instant_of(row["settled_at"]) if row["settled_at"] else None,
    )


def apply_question(connection: sqlite3.Connection, change: OfInbox) -> None:
    """Write a change, within a transaction. Raises Conflict when a question is not in the state it was in."""
    match change:
        case Pass(question):
            _pass_on(connection, question)
        case Settle():
            _settle(connection, change)
        case Withdraw(question):
            connection.execute("DELETE FROM questions WHERE number = ?", (question.number,))
        case Await():
            _await(connection, change)
        case Agree():
            _agree(connection, change)
        case Miss(card):
            connection.execute(COUNT, (card,))


def _pass_on(connection: sqlite3.Connection, question: Question) -> None:
    connection.execute(
        "INSERT INTO questions"
        " (person, account, address, name, text, asked_at, about, state, answer, answered_by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 'open', '', '')",
        (
            question.person,
            question.account,
            question.address,
            question.name,
            question.text,
            instant_text(question.asked_at),
            question.about,
        ),
    )


def _await(connection: sqlite3.Connection, change: Await) -> None:
    if change.until is None:
        connection.execute("DELETE FROM awaited WHERE account = ?", (change.account,))
    else:
        connection.execute(
            "REPLACE INTO awaited (account, about, until) VALUES (?, ?, ?)",
            (change.account, change.about, instant_text(change.until)),
        )


def _agree(connection: sqlite3.Connection, change: Agree) -> None:
    question = change.question
    found = connection.execute(
        "UPDATE questions SET consent = ? WHERE number = ? AND consent = ?",
        (question.consent, question.number, change.before),
    )
    if found.rowcount != 1:
        raise Conflict(f"consent {question.number}")
    if change.not_before is not None:
        _tell_asker(connection, "quote", question, change.not_before)


def _settle(connection: sqlite3.Connection, change: Settle) -> None:
    question = change.question
    found = connection.execute(
        "UPDATE questions SET state = ?, answer = ?, answered_by = ?, settled_at = ?"
        " WHERE number = ? AND state = ?",
        (
            question.state,
            question.answer,
            question.answered_by,
            instant_text(question.settled_at) if question.settled_at else None,
            question.number,
            change.before,
        ),
    )
    if found.rowcount != 1:
        raise Conflict(f"question {question.number}")
    if change.not_before is not None:
        _tell_asker(connection, "answer", question, change.not_before)


def _tell_asker(connection: sqlite3.Connection, kind: str, question: Question, at: datetime) -> None:
    label = str(question.number)
    told = Delivery(kind, question.person, label, question.account, at, at, question.address)
    write_delivery(connection, told, "planned")
