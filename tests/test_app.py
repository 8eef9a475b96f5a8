"""The shell: one net for faults, one turn at a time, decided anew on a conflict."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import App
from bot.briefing import Stores
from bot.changes import Answer, Save
from bot.commands import answer
from bot.logs import Discreet
from bot.model import Ask, Reply, Said
from bot.settings import Secret, Settings
from bot.store.database import Conflict, Database
from content.library import read_all
from content.pictures import Pictures
from content.store import ContentStore
from scheduler.clock import SimulatedClock

NOW = datetime(2026, 11, 22, 5, 30, tzinfo=UTC)
BELOW = read_all()


def said(text: str, who: str = "terminal:sam") -> Said:
    return Said(account=who, name="Sam", chat=who, text=text)


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    database = Database.open(tmp_path)
    yield Stores.on(database, ContentStore(BELOW, tmp_path), Pictures(tmp_path / "pictures"))
    database.close()


@pytest.fixture
def app(stores: Stores) -> App:
    return App(stores, (), SimulatedClock(NOW).now)


async def answers(app: App, text: str) -> list[Reply]:
    shown: list[Reply] = []

    async def show(reply: Reply) -> None:
        shown.append(reply)

    await app.converse(said(text), show)
    return shown


async def test_a_fault_of_ours_becomes_an_apology_whose_reference_is_in_the_log(
    app: App, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(ask: Ask) -> Answer:
        raise RuntimeError("secret inner workings")

    monkeypatch.setattr("bot.app.answer", broken)
    [apology] = await answers(app, "/start")
    assert "went wrong" in apology.text
    assert "secret inner workings" not in apology.text
    reference = apology.text.rpartition(": ")[2]
    assert len(reference) == 6
    assert reference in caplog.text


async def test_when_somebody_else_changed_the_member_the_command_is_decided_again(
    app: App, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    await answers(app, "/start")
    decided = 0
    pure = answer

    def meddled(ask: Ask) -> Answer:
        nonlocal decided
        decided += 1
        if decided == 1:
            assert ask.member is not None
            other = replace(ask.member, name="Changed elsewhere")
            asyncio.get_running_loop()
            _now(stores.people.remember(other.person, other.version, (Save(other),), {}))
        return pure(ask)

    monkeypatch.setattr("bot.app.answer", meddled)
    await answers(app, "/settings hour 06:15")
    assert decided == 2
    member = (await stores.people.recall("terminal:sam")).member
    assert member is not None
    assert member.rhythm.hour.isoformat("minutes") == "06:15"
    assert member.version == 3


def _now(coroutine: object) -> None:
    """Run what does not suspend, within a running loop."""
    with pytest.raises(StopIteration):
        coroutine.send(None)  # type: ignore[attr-defined]


async def test_nothing_is_kept_of_a_change_that_conflicts(stores: Stores, app: App) -> None:
    await answers(app, "/start")
    member = (await stores.people.recall("terminal:sam")).member
    assert member is not None
    stale = replace(member, name="Stale", version=0)
    with pytest.raises(Conflict):
        await stores.people.remember(member.person, 0, (Save(stale),), {"drill": None})
    again = await stores.people.recall("terminal:sam")
    assert again.member == member
    assert "drill" in again.agenda


async def test_one_persons_messages_are_answered_in_order_and_nobody_waits_for_another(app: App) -> None:
    order: list[str] = []
    gate = asyncio.Event()

    async def slow(reply: Reply) -> None:
        await gate.wait()
        order.append("sam 1")

    async def quick(reply: Reply) -> None:
        order.append("sam 2")

    async def other(reply: Reply) -> None:
        order.append("eve")
        gate.set()

    await asyncio.wait_for(
        asyncio.gather(
            app.converse(said("/help"), slow),
            app.converse(said("/help"), quick),
            app.converse(said("/help", "terminal:eve"), other),
        ),
        timeout=5,
    )
    assert order == ["eve", "sam 1", "sam 2"]


def test_a_token_stands_in_no_log_line_and_no_traceback() -> None:
    token = Secret("12345:very-secret")
    try:
        raise ValueError(f"bad request to https://api.example/bot{token}/getMe")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "", 0, f"failed with {token}", (), (ValueError, error, error.__traceback__)
        )
    line = Discreet((token,)).format(record)
    assert "very-secret" not in line
    assert "ValueError" in line
    assert "very-secret" not in repr(Settings(telegram_token=token))


async def test_the_private_chat_is_remembered_as_soon_as_it_is_known(app: App, stores: Stores) -> None:
    async def show(reply: Reply) -> None:
        pass

    in_group = Said("discord:7", "Sam", "discord:99", "/start", is_private=False)
    await app.converse(in_group, show)
    member = (await stores.people.recall("discord:7")).member
    assert member is not None
    assert member.address == ""
    await app.converse(replace(in_group, chat="discord:55", text="/help", is_private=True), show)
    member = (await stores.people.recall("discord:7")).member
    assert member is not None
    assert member.address == "discord:55"
