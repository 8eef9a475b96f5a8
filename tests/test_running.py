"""`tripod run`, as an operator starts and stops it: a process of its own, with real libraries on the wire."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.store.database import Database
from tests.peers.discord_wire import CHANNEL, DiscordWire
from tests.peers.telegram import TelegramPeer

ROOT = Path(__file__).parent.parent
TOKEN = "42:a-very-secret-token"
OTHER_TOKEN = "MTIz.another-very-secret.token"


@asynccontextmanager
async def running(folder: Path, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot as a process; killed at the end if it still runs."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "TRIPOD_DATA": str(folder / "data"),
        **settings,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "bot", "run", cwd=folder, env=environment, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def ended(process: asyncio.subprocess.Process, *, within: float = 10.0) -> tuple[int, str]:
    """Its status and what it wrote on standard error."""
    _, said = await asyncio.wait_for(process.communicate(), within)
    assert process.returncode is not None
    return process.returncode, said.decode()


async def one_run(folder: Path, settings: dict[str, str], sam: Any) -> None:
    """Sam starts; the bot ends."""
    async with running(folder, **settings) as process:
        sam.says("/start")
        await eventually(lambda: sam.sees)
        process.terminate()
        await ended(process)


async def eventually(holds: Callable[[], object], within: float = 15.0) -> None:
    """Wait until it holds."""
    async with asyncio.timeout(within):
        while not holds():  # noqa: ASYNC110 - a test waits for anything
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_both_platforms_run_in_one_process_and_stop_cleanly(tmp_path: Path, number: int) -> None:
    async with TelegramPeer(TOKEN) as telegram, DiscordWire(token=OTHER_TOKEN) as discord:
        sam = telegram.person(7, "Sam")
        settings = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API": telegram.base_url.removesuffix("/bot"),
            "DISCORD_TOKEN": OTHER_TOKEN,
            "DISCORD_API": discord.base_url,
        }
        async with running(tmp_path, **settings) as process:
            await eventually(lambda: discord.hellos and telegram.sent("getUpdates"))
            sam.says("/start")
            discord.tell("MESSAGE_CREATE", discord.message("/start"))
            await eventually(lambda: sam.sees and discord.messages)
            assert "One small drill" in sam.sees[-1].text
            assert discord.messages[-1]["channel_id"] == CHANNEL
            process.send_signal(number)
            status, said = await ended(process)
    assert status == 0, said
    assert "nothing is lost" in said
    assert "Traceback" not in said
    assert TOKEN not in said
    assert OTHER_TOKEN not in said


async def test_killed_and_started_again_the_bot_still_knows_its_members(tmp_path: Path) -> None:
    async with TelegramPeer(TOKEN) as telegram:
        sam = telegram.person(7, "Sam")
        settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": telegram.base_url.removesuffix("/bot")}
        async with running(tmp_path, **settings):
            sam.says("/start")
            sam.says("/done")
            await eventually(lambda: len(sam.sees) == 2)
        async with running(tmp_path, **settings) as process:
            sam.says("/done")
            await eventually(lambda: len(sam.sees) == 3)
            process.terminate()
            await ended(process)
        assert "in already" in sam.sees[-1].text


async def test_a_drill_that_falls_due_while_it_runs_is_sent(tmp_path: Path) -> None:
    async with TelegramPeer(TOKEN) as telegram:
        sam = telegram.person(7, "Sam")
        settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": telegram.base_url.removesuffix("/bot")}
        await one_run(tmp_path, settings, sam)
        due_now(tmp_path / "data")
        async with running(tmp_path, **settings) as process:
            await eventually(lambda: len(sam.sees) == 2)
            process.terminate()
            await ended(process)
        assert "Done" in sam.sees[-1].labels[0]


async def test_what_was_under_way_when_the_process_died_goes_again(tmp_path: Path) -> None:
    async with TelegramPeer(TOKEN) as telegram:
        sam = telegram.person(7, "Sam")
        settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": telegram.base_url.removesuffix("/bot")}
        await one_run(tmp_path, settings, sam)
        left_in_doubt(tmp_path / "data")
        async with running(tmp_path, **settings) as process:
            await eventually(lambda: len(sam.sees) == 2)
            process.terminate()
            _, said = await ended(process)
        assert "1 deliveries were under way" in said


def left_in_doubt(folder: Path) -> None:
    """A drill that was being sent when the process died."""
    database = Database.open(folder)
    with database.transaction() as connection:
        connection.execute(
            "INSERT INTO deliveries"
            " (key, kind, person, label, platform, account, address, due_at, not_before, state)"
            " SELECT 'drill/' || person || '/' || date('now'), 'drill', person, date('now'),"
            " 'telegram', home, '', now, now, 'sending'"
            " FROM people, (SELECT strftime('%Y-%m-%dT%H:%M:00+00:00', 'now') AS now)"
        )
    database.close()


def due_now(folder: Path) -> None:
    """Let the next drill fall due this minute."""
    database = Database.open(folder)
    with database.transaction() as connection:
        connection.execute("UPDATE people SET hour = strftime('%H:%M', 'now')")
        connection.execute(
            "UPDATE agenda SET due_at = strftime('%Y-%m-%dT%H:%M:00+00:00', 'now'), label = date('now')"
            " WHERE kind = 'drill'"
        )
    database.close()


async def test_a_token_that_telegram_refuses_ends_with_one_sentence_and_status_2(tmp_path: Path) -> None:
    async with TelegramPeer("another:token") as telegram:
        settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": telegram.base_url.removesuffix("/bot")}
        async with running(tmp_path, **settings) as process:
            status, said = await ended(process)
    assert status == 2
    assert said.splitlines()[-1].startswith("tripod: TELEGRAM_TOKEN")
    assert "Traceback" not in said
    assert TOKEN not in said


async def test_a_token_that_discord_refuses_ends_with_one_sentence_and_status_2(tmp_path: Path) -> None:
    async with (
        DiscordWire(token="another") as discord,
        running(tmp_path, DISCORD_TOKEN=OTHER_TOKEN, DISCORD_API=discord.base_url) as process,
    ):
        status, said = await ended(process)
    assert status == 2
    assert said.splitlines()[-1].startswith("tripod: DISCORD_TOKEN")
    assert "Traceback" not in said
    assert OTHER_TOKEN not in said


async def test_without_network_it_waits_and_connects_when_it_can(tmp_path: Path) -> None:
    settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": "http://127.0.0.1:9"}
    async with running(tmp_path, **settings) as process:
        await asyncio.sleep(2)
        assert process.returncode is None
        process.terminate()
        status, said = await ended(process)
    assert status == 0
    assert TOKEN not in said
