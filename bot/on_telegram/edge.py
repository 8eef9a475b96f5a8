"""The life of the connection to Telegram, and who hears what comes over it."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberUpdated,
    MaybeInaccessibleMessage,
    Message,
    Update,
)
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from bot.app import App, Turns
from bot.commands.table import entries
from bot.model import Reply, Said
from bot.on_telegram.reading import PLATFORM, account_of, id_of, pressed, said_in, text_file
from bot.on_telegram.rendering import pieces
from bot.on_telegram.speaking import Answering, Origin, Place, Voice
from bot.on_telegram.wire import Poll, Wire
from scheduler.outbox import Passing

OFFICIAL = "https://api.telegram.org"
UPDATES = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
AT_ONCE = 256
"""Messages in hand at the same time; those of one person wait for each other."""
START_SECONDS = 5.0
"""How long `start` waits for the first connection before it goes on trying behind the scenes."""
STOP_SECONDS = 5.0
FIRST_RETRY, LONGEST_RETRY = 1.0, 30.0
ADMIN_SECONDS = 60.0
"""How long it is believed that somebody administers a group."""
CONFLICTS = 2
"""Refused polls in a row that mean another bot; a single one is left over from a poll of our own."""

log = logging.getLogger(__name__)

AnyApplication = Application[Any, Any, Any, Any, Any, Any]


class OnTelegram:
    """Tripod on Telegram. `server` is the address of another Bot API server than Telegram's own."""

    platform = PLATFORM

    def __init__(self, token: str, server: str | None = None) -> None:
        self._server = (server or OFFICIAL).removesuffix("/").removesuffix("/bot")
        self._has_own_server = server is not None
        self._token = token
        self._app: App
        self._application: AnyApplication
        self._voice: Voice | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._turns = Turns()
        self._admins: dict[tuple[int, int], tuple[bool, float]] = {}
        self._begun: dict[str, int] = {}
        self._conflicts = 0
        self._is_broken = asyncio.Event()
        self._why = ""

    async def start(self, app: App) -> None:
        """Begin to listen. Without network it goes on trying; what can never work, `broken` tells."""
        os.environ.setdefault("PTB_TIMEDELTA", "true")  # else the library warns at every "retry after"
        logging.getLogger("telegram").setLevel(logging.CRITICAL)  # it logs the token; we say what matters
        self._app = app
        self._application = self._build()
        self._connecting = asyncio.create_task(self._connect())
        await asyncio.wait([self._connecting], timeout=START_SECONDS)

    async def stop(self) -> None:
        """Stop listening, finish what is in hand and close the connection."""
        if self._connecting is None:
            return
        self._connecting.cancel()
        await asyncio.gather(self._connecting, return_exceptions=True)
        application = self._application
        if application.updater and application.updater.running:
            await _in_time(application.updater.stop())
        if application.running:
            await _in_time(application.stop())
        self._voice = None
        await application.shutdown()
        await application.bot.shutdown()

    async def broken(self) -> str:
        """Wait until Telegram refuses to work with these settings, and say why in one sentence."""
        await self._is_broken.wait()
        return self._why

    async def send(self, account: str, address: str, reply: Reply, nonce: str) -> None:
        """Show an unasked message. Raises scheduler.outbox.DeliveryError.

        A message of several pages that stopped in the middle goes on there at the next attempt.
        """
        if self._voice is None:
            raise Passing("not connected")
        shown = pieces(reply)
        for number in range(self._begun.pop(nonce, 0), len(shown)):
            try:
                await self._voice.send(Place(id_of(address or account)), shown[number])
            except Passing:
                self._begun[nonce] = number
                raise

    # --- the connection

    def _build(self) -> AnyApplication:
        application: AnyApplication = (
            ApplicationBuilder()
            .token(self._token)
            .base_url(f"{self._server}/bot")
            .base_file_url(f"{self._server}/file/bot")
            .request(Wire())
            .get_updates_request(Poll(self._hear_status))
            .concurrent_updates(AT_ONCE)
            .job_queue(None)
            .build()
        )
        application.add_handler(TypeHandler(Update, self._hear))
        application.add_error_handler(_tell_fault)
        return application

    async def _connect(self) -> None:
        """Try until it works, with growing pauses, or until the token is refused."""
        pause = FIRST_RETRY
        while not self._is_broken.is_set():
            try:
                await self._listen()
            except InvalidToken:
                self._break(self._refused())
            except TelegramError as error:
                log.warning("telegram: no connection yet (%s); trying again in %.0f s", error, pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_RETRY)
            else:
                return

    async def _listen(self) -> None:
        application = self._application
        await application.initialize()
        self._voice = Voice(application.bot)
        await self._set_menu()
        if not application.running:
            await application.start()
        assert application.updater is not None
        await application.updater.start_polling(
            bootstrap_retries=-1, allowed_updates=UPDATES, error_callback=_tell_trouble
        )
        log.info("telegram: connected as @%s", application.bot.username)

    async def _set_menu(self) -> None:
        """The short menu of private chats."""
        shown = [entry for entry in entries(self._app.library) if entry.is_in_menu]
        menu = [
            BotCommand(entry.name, entry.says)
            for entry in shown
            if re.fullmatch("[a-z0-9_]{1,32}", entry.name)
        ]
        try:
            await self._application.bot.set_my_commands(menu, BotCommandScopeAllPrivateChats())
        except BadRequest as error:
            log.error("telegram: the menu was refused: %s", error)

    def _hear_status(self, status: int) -> None:
        """The status of a poll: the library ends polling in silence at a refused token."""
        self._conflicts = self._conflicts + 1 if status == 409 else 0
        if status in (401, 404):
            self._break(self._refused())
        elif self._conflicts >= CONFLICTS:
            self._break(
                "TELEGRAM_TOKEN: another running bot uses it; stop that one, or write another token here"
            )

    def _refused(self) -> str:
        mend = "copy it again from @BotFather"
        if self._has_own_server:
            mend += ", or write the address of a Bot API server into TELEGRAM_API"
        return f"TELEGRAM_TOKEN: Telegram refuses this token; {mend}"

    def _break(self, why: str) -> None:
        self._why = self._why or why
        self._is_broken.set()

    # --- hearing

    async def _hear(self, update: Update, _: object) -> None:
        if update.callback_query:
            await self._hear_press(update.callback_query)
        elif update.message:
            await self._hear_message(update.message)
        elif update.my_chat_member:
            await self._hear_standing(update.my_chat_member)

    async def _hear_press(self, query: CallbackQuery) -> None:
        """The button stops spinning at once, whatever else this person waits for."""
        answering = asyncio.create_task(_answer(query))
        said = pressed(query)
        if said is not None and query.message is not None:
            async with self._turns.of(said.account):
                await self._converse(said, _origin(query.message))
        await answering

    async def _hear_message(self, message: Message) -> None:
        said = said_in(message, self._application.bot.username)
        if said is None:
            return
        async with self._turns.of(said.account):
            attachment = await _read_file(message)
            await self._converse(replace(said, attachment=attachment), _origin(message))

    async def _hear_standing(self, standing: ChatMemberUpdated) -> None:
        """Blocked in private: nothing unasked until the person says something again."""
        is_out = standing.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
        if is_out and standing.chat.type == Chat.PRIVATE:
            await self._app.lost(account_of(standing.from_user))

    async def _converse(self, said: Said, origin: Origin) -> None:
        assert self._voice is not None
        if not said.is_private:
            said = replace(said, is_admin=await self._is_admin(id_of(said.chat), id_of(said.account)))
        answering = Answering(self._voice, self._app.library, said, origin)
        await self._app.converse(said, answering.show)
        if answering.is_gone:
            await self._app.lost(said.account)

    async def _is_admin(self, chat_id: int, user_id: int) -> bool:
        """Whether somebody administers a group; asked once a minute, and no when Telegram does not say."""
        now = asyncio.get_running_loop().time()
        self._admins = {key: known for key, known in self._admins.items() if known[1] > now}
        if known := self._admins.get((chat_id, user_id)):
            return known[0]
        try:
            member = await self._application.bot.get_chat_member(chat_id, user_id)
        except TelegramError as error:
            log.warning("telegram: nobody says who administers %d: %s", chat_id, error)
            return False
        is_admin = member.status in (ChatMember.OWNER, ChatMember.ADMINISTRATOR)
        self._admins[chat_id, user_id] = is_admin, now + ADMIN_SECONDS
        return is_admin


def _origin(message: MaybeInaccessibleMessage) -> Origin:
    topic = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
    return Origin(Place(message.chat.id, topic), message.message_id)


async def _answer(query: CallbackQuery) -> None:
    """Tell Telegram that the press arrived; too late is no harm."""
    with suppress(TelegramError):
        await query.answer()


async def _read_file(message: Message) -> str:
    """The text of the file that came with a message; empty where there is none to read."""
    document = text_file(message)
    if document is None:
        return ""
    try:
        raw = await (await document.get_file()).download_as_bytearray()
        return raw.decode("utf-8-sig")
    except (TelegramError, OSError, UnicodeDecodeError) as error:
        log.warning("telegram: a file was not read: %s", error)
        return ""


async def _in_time(ending: Coroutine[Any, Any, None]) -> None:
    """Let something end, but not for ever; the library may wait out a pause of half a minute."""
    with suppress(TimeoutError, TelegramError):
        await asyncio.wait_for(ending, STOP_SECONDS)


def _tell_trouble(error: TelegramError) -> None:
    log.warning("telegram: polling failed (%s); trying again", error)


async def _tell_fault(_: object, context: Any) -> None:
    log.error("telegram: an update was not handled", exc_info=context.error)
