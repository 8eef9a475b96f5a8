"""The command line, and the one place where the bot is put together."""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from bot.assembly import assemble
from bot.briefing import Stores
from bot.commands.table import RESERVED
from bot.logs import set_up
from bot.model import Defaults
from bot.settings import SettingsError, read_settings, zone_name
from bot.store.database import Database, StoreError
from content.exchange import count_of, read_document, written
from content.header import read_text
from content.library import ContentError, Markdown
from content.pictures import Pictures
from content.sources import Sources
from content.store import ContentStore
from scheduler import clock

DONE, NO, CANNOT = 0, 1, 2
"""Exit codes: done; the answer is no; it cannot run as asked."""
PICTURES = "pictures"
"""The folder of the data folder that keeps what was drawn."""


class Parser(argparse.ArgumentParser):
    """Refuses in one line."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where help is."""
        self.exit(CANNOT, f"{self.prog}: {message}; see {self.prog} --help\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. What cannot run says why in one line on standard error."""
    given = _parser().parse_args(arguments)
    try:
        status: int = given.run(given)
    except (SettingsError, StoreError, ContentError) as fault:
        print(f"tripod: {fault}", file=sys.stderr)
        return CANNOT
    except BrokenPipeError:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # nobody reads: say no more at exit either
        return NO
    except KeyboardInterrupt:
        return DONE
    return status


def _parser() -> Parser:
    parser = Parser(prog="tripod", description="A coaching bot for Telegram, Discord and this terminal.")
    commands = parser.add_subparsers(required=True, metavar="command")
    _add_chat(commands.add_parser("chat", help="talk to the bot here, on a clock that you can move"))
    run = commands.add_parser("run", help="run the bot on every platform that has a token in .env")
    run.set_defaults(run=_run)
    checking = commands.add_parser("check", help="is the content fit to go out?")
    checking.add_argument(
        "folder", nargs="?", type=Path, help="an operator's content folder, over the shipped content"
    )
    checking.set_defaults(run=_check)
    gallery = commands.add_parser("gallery", help="write one page and one sheet with every drill's picture")
    gallery.add_argument("folder", nargs="?", type=Path, default=Path("gallery"), help="where to (gallery)")
    gallery.add_argument(
        "--content", metavar="FOLDER", type=Path, help="content that goes over the shipped content"
    )
    gallery.set_defaults(run=_gallery)
    routing = commands.add_parser(
        "route", help="what would a message get? One JSON object a line, in and out"
    )
    routing.add_argument(
        "--content", metavar="FOLDER", type=Path, help="content that goes over the shipped content"
    )
    routing.set_defaults(run=_route)
    _add_content(
        commands.add_parser("content", help="the coach's notes and edits, out of a bot and into one")
    )
    status = commands.add_parser("status", help="what is due, sent, waiting and failed")
    status.add_argument("--json", action="store_true", help="one JSON object")
    status.set_defaults(run=_status)
    return parser


def _add_chat(chat: argparse.ArgumentParser) -> None:
    chat.add_argument("--json", action="store_true", help="one JSON object a line, in and out")
    chat.add_argument(
        "--at", metavar="INSTANT", help="where the clock starts, such as 2026-11-22T05:30:00+00:00"
    )
    chat.add_argument("--zone", metavar="ZONE", help="the time zone of people who have not chosen one")
    chat.add_argument(
        "--coach", metavar="NAME", nargs="+", action="extend", default=[], help="who is a coach (coach)"
    )
    chat.add_argument(
        "--admin",
        metavar="NAME",
        nargs="+",
        action="extend",
        default=[],
        help="who administers groups",
    )
    chat.add_argument("--data", metavar="FOLDER", type=Path, help="keep the conversation there")
    chat.add_argument(
        "--content", metavar="FOLDER", type=Path, help="content that goes over the shipped content"
    )
    chat.set_defaults(run=_chat)


def _add_content(content: argparse.ArgumentParser) -> None:
    ways = content.add_subparsers(required=True, metavar="way")
    for name, run, says, file in (
        ("export", _export, "write all of it as one document", "where to; else standard output"),
        ("import", _import, "unite such a document with what is here", "where from; else standard input"),
    ):
        way = ways.add_parser(name, help=says)
        way.add_argument("file", nargs="?", type=Path, help=file)
        way.add_argument(
            "--data", metavar="FOLDER", type=Path, help="the bot's data folder (that of the settings)"
        )
        way.set_defaults(run=run)


def _sources(overlay: Path | None) -> Sources:
    return Sources((overlay,) if overlay else (), RESERVED)


@contextmanager
def _opened(folder: Path, sources: Sources) -> Iterator[Stores]:
    """What is kept in a folder, for this process alone."""
    below = sources.sound()
    database = Database.open(folder)
    try:
        content = ContentStore(below, folder, sources)
        try:
            yield Stores.on(database, content, Pictures(folder / PICTURES))
        finally:
            content.close()
    finally:
        database.close()


# --- chat ---


def _chat(given: argparse.Namespace) -> int:
    set_up("ERROR")
    at = _instant(given.at)
    zone = zone_name("--zone", given.zone or ("UTC" if given.json else _zone_of_this_machine()))
    sources = _sources(given.content)
    with _folder(given.data) as folder, _opened(folder, sources) as stores:
        asyncio.run(_talk(given, folder, stores, at, zone))
    return DONE


def _zone_of_this_machine() -> str:
    """So that the morning drill comes in the newcomer's morning; UTC where the machine does not say."""
    from tzlocal import get_localzone_name

    try:
        return get_localzone_name() or "UTC"
    except (OSError, ValueError, LookupError):
        return "UTC"


def _instant(text: str | None) -> datetime:
    from bot.on_terminal.times import instant_of

    if text is None:
        return clock.now()
    if at := instant_of(text):
        return at
    raise SettingsError(f"--at: {text!r} is no instant; write one such as 2026-11-22T05:30:00+00:00")


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept:
        yield kept
        return
    with TemporaryDirectory(prefix="tripod-") as fresh:
        yield Path(fresh)


async def _talk(given: argparse.Namespace, folder: Path, stores: Stores, at: datetime, zone: str) -> None:
    from bot.on_terminal.network import PLATFORM, Network, account

    if await stores.people.has_people_beyond(PLATFORM):
        raise StoreError(f"{folder} keeps the people of a running bot; give the chat a folder of its own")
    simulated = clock.SimulatedClock(at)
    coaches = frozenset(account(name) for name in given.coach or ("coach",))
    network = Network(simulated, folder / "terminal.jsonl", frozenset(given.admin))
    bot = assemble(stores, (network,), simulated.now, lambda: 0.0, Defaults(zone=zone), coaches)
    await bot.recover()
    try:
        network.connect(bot)
        if given.json:
            from bot.on_terminal import jsonl

            if isinstance(sys.stdout, io.TextIOWrapper):
                sys.stdout.reconfigure(encoding="utf-8")
            await jsonl.run(network, sys.stdin.buffer, sys.stdout)
        else:
            from bot.on_terminal import prompt

            await prompt.run(network, bot.app.library.say, given.data)
    finally:
        network.close()


# --- run ---


def _run(given: argparse.Namespace) -> int:
    settings = read_settings()
    set_up(settings.tripod_log, (settings.telegram_token, settings.discord_token))
    if not settings.telegram_token and not settings.discord_token:
        raise SettingsError(
            "no token: write TELEGRAM_TOKEN or DISCORD_TOKEN into .env, or talk to it here with: make chat"
        )
    sources = _sources(settings.tripod_content)
    with _opened(settings.tripod_data, sources) as stores:
        from bot.running import keep_running

        return asyncio.run(keep_running(settings, stores))


# --- content ---


def _export(given: argparse.Namespace) -> int:
    settings = read_settings()
    folder = given.data or settings.tripod_data
    if not folder.is_dir():
        raise SettingsError(f"{folder}: there is no such folder; name the bot's data folder with --data")
    content = ContentStore(_sources(settings.tripod_content).sound(), folder)
    try:
        text = written(content.documents(), content.photos())
    finally:
        content.close()
    if given.file is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")
        sys.stdout.write(text)
        return DONE
    try:
        given.file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{given.file}: {error.strerror}; name a file that can be written") from None
    return DONE


def _import(given: argparse.Namespace) -> int:
    settings = read_settings()
    name = str(given.file or "standard input")
    theirs = read_document(read_text(given.file, name) if given.file else _piped(name), name)
    with _opened(given.data or settings.tripod_data, _sources(settings.tripod_content)) as stores:
        before = count_of(stores.content.documents())
        try:
            stores.content.take_in(theirs)
        except OSError as error:
            raise StoreError(f"nothing was taken in ({error.strerror}); make room, then try again") from None
        new = {name: count - before[name] for name, count in count_of(stores.content.documents()).items()}
        print(stores.content.library.say("exchange.taken_in", **new))
    return DONE


def _piped(name: str) -> str:
    """What standard input holds, whatever the machine thinks of as its encoding."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8-sig")
    try:
        return sys.stdin.read()
    except UnicodeDecodeError:
        raise ContentError(name, 1, "this is not UTF-8 text", "give what an export wrote") from None


# --- check, route, gallery and status ---


def _check(given: argparse.Namespace) -> int:
    from bot.fitting import fit
    from content.checker import check

    findings = check(*([given.folder] if given.folder else []), reserved=RESERVED, also=(fit,))
    for finding in findings:
        print(finding)
    errors = sum(finding.level == "error" for finding in findings)
    print(f"{errors} errors, {len(findings) - errors} warnings")
    return NO if errors else DONE


def _route(given: argparse.Namespace) -> int:
    from bot.on_terminal.routes import run

    library = _sources(given.content).sound().library
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    run(library, clock.now(), sys.stdin.buffer, sys.stdout)
    return DONE


def _gallery(given: argparse.Namespace) -> int:
    from content.gallery import write_gallery

    library = _sources(given.content).sound().library
    try:
        written = write_gallery(library, given.folder)
    except OSError as error:
        raise SettingsError(
            f"{given.folder}: {error.strerror}; name a folder that can be written to"
        ) from None
    facts = {"count": written.count, "page": Markdown(written.page), "sheet": Markdown(written.sheet)}
    sizes = {"still": written.largest_still // 1024, "moving": written.largest_moving // 1024}
    print(library.say("gallery.written", **facts, **sizes))
    return DONE


def _status(given: argparse.Namespace) -> int:
    from bot.status import in_words, read_status

    settings = read_settings()
    status = read_status(settings.tripod_data, _sources(settings.tripod_content).sound(), clock.now())
    print(json.dumps(status) if given.json else in_words(status))
    return NO if status["overdue"] else DONE


if __name__ == "__main__":
    sys.exit(main())
