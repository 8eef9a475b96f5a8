"""The life of the connection to Telegram, and who hears what comes over it."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
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

from bot.app import App
from bot.commands.table import entries
from bot.edge import Posted, Rendered
from bot.model import Offered, Reply, Said
from bot.on_telegram.admins import Admins
from bot.on_telegram.reading import (
    LARGEST_FILE,
    PLATFORM,
    account_of,
    id_of,
    is_for_admins,
    is_textual,
    photo_of,
    pressed,
    said_in,
    topic_of,
)
from bot.on_telegram.rendering import pieces
from bot.on_telegram.speaking import Answering, Origin, Place, Toast, Voice
from bot.on_telegram.wire import Poll, Wire
from bot.turns import Turns
from scheduler.outbox import Passing, Refused

OFFICIAL = "https://api.telegram.org"
UPDATES = (Update.MESSAGE, Update.CHANNEL_POST, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
AT_ONCE = 256
"""Messages in hand at the same time; those of one person wait for each other."""
OF_ONE = 32
"""So many of them may be one person's, that there is room for others; what is more is dropped."""
START_SECONDS = 5.0
"""How long `start` waits for the first connection before it goes on trying behind the scenes."""
STOP_SECONDS = 5.0
FIRST_RETRY, LONGEST_RETRY = 1.0, 30.0
CONFLICTS = 2
"""Refused polls in a row that mean another bot; a single one is left over from a poll of our own."""
FAULT = "telegram: the connection failed, and trying again would not mend it; the log has the trace"

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
        self._admins: Admins
        self._connecting: asyncio.Task[None] | None = None
        self._turns = Turns()
        self._in_hand: Counter[str] = Counter()
        self._flooding: set[str] = set()
        self._begun: dict[str, tuple[str, ...]] = {}
        """The messages that are there of what stopped in the middle, by nonce."""
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

    async def relist(self) -> None:
        """Write the menu anew."""
        try:
            if self._voice is not None:
                await self._set_menu()
        except TelegramError as error:
            log.error("telegram: the menu stays as it was: %s", error)

    async def broken(self) -> str:
        """Wait until Telegram refuses to work with these settings, and say why in one sentence."""
        await self._is_broken.wait()
        return self._why

    async def send(self, account: str, address: str, reply: Reply, nonce: str, replaces: str = "") -> Posted:
        """Show an unasked message; `replaces` is one of the bot's whose place it takes, both a page of words.

        Where that is gone it is a new message, unless it would lack the picture that is gone with it.
        One of several pages that stopped in the middle goes on there at the next attempt. Raises
        scheduler.outbox.DeliveryError.
        """
        if self._voice is None:
            raise Passing("not connected")
        address = address or account
        place, shown = Place(id_of(address), topic_of(address)), pieces(reply)
        if replaces and await self._voice.change(Origin(place, int(replaces)), reply, shown[-1]):
            return Posted(address, (replaces,))
        if reply.keeps_picture:
            raise Refused("the message is not there any more")
        messages = self._begun.pop(nonce, ())
        for piece in shown[len(messages) :]:
            try:
                messages = (*messages, await self._voice.send(place, piece))
            except Passing:
                self._begun[nonce] = messages
                raise
        moved_to = self._voice.moved.get(place.chat_id)
        return Posted(f"{PLATFORM}:{moved_to}" if moved_to else address, messages)

    async def fetch(self, photo: Offered) -> bytes | None:
        """The file of a photo that somebody sent."""
        try:
            file = await self._application.bot.get_file(photo.name)
            return bytes(await file.download_as_bytearray())
        except (TelegramError, OSError) as error:
            log.warning("telegram: a photo was not fetched: %s", error)
            return None

    def render(self, reply: Reply) -> tuple[Rendered, ...]:
        """The messages that `send` would show; they are measured after Telegram has parsed them."""
        return tuple(Rendered(one.html, one.length, bool(one.picture)) for one in pieces(reply))

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
        """Try until it works, with growing pauses, or until it is clear that it never will."""
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
            except Exception:
                log.exception("telegram: the connection failed")
                self._break(FAULT)
            else:
                return

    async def _listen(self) -> None:
        application = self._application
        await application.initialize()
        self._voice = Voice(application.bot, self._app.draw)
        self._admins = Admins(application.bot)
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
        elif message := update.message or update.channel_post:
            await self._hear_message(message)
        elif update.my_chat_member:
            await self._hear_standing(update.my_chat_member)

    async def _hear_press(self, query: CallbackQuery) -> None:
        """In private the button stops spinning at once, whatever else this person waits for.

        In a group it spins until what only this person is to see pops up.
        """
        said, toast = pressed(query), Toast(query)
        is_private = said is None or said.is_private
        answering = asyncio.create_task(toast.show()) if is_private else None
        if said is not None and query.message is not None and self._has_room(said.account):
            async with self._turn_of(said.account):
                said = await self._with_rights(said)
                await self._converse(said, _origin(query.message), None if is_private else toast)
        await (answering or toast.show())

    async def _hear_message(self, message: Message) -> None:
        if message.migrate_to_chat_id:
            chat = f"{PLATFORM}:{message.chat.id}"
            await self._app.moved(chat, f"{PLATFORM}:{message.migrate_to_chat_id}")
            return
        said = said_in(message, self._application.bot.username)
        if said is None or not self._has_room(said.account):
            return
        async with self._turn_of(said.account):
            attachment = await _read_file(message, is_command=said.text.startswith("/"))
            said = replace(said, attachment=attachment, photo=photo_of(message))
            said = await self._with_rights(said)
            await self._converse(said, _origin(message))

    def _has_room(self, person: str) -> bool:
        """Whether one more message of this person may wait. The log hears of a flood once."""
        if self._in_hand[person] < OF_ONE:
            return True
        if person not in self._flooding:
            self._flooding.add(person)
            log.warning("telegram: %s sends faster than can be answered; messages are dropped", person)
        return False

    @asynccontextmanager
    async def _turn_of(self, person: str) -> AsyncIterator[None]:
        """Wait for this person's turn and hold it."""
        self._in_hand[person] += 1
        try:
            async with self._turns.of(person):
                yield
        finally:
            self._in_hand[person] -= 1
            if not self._in_hand[person]:
                del self._in_hand[person]
                self._flooding.discard(person)

    async def _hear_standing(self, standing: ChatMemberUpdated) -> None:
        """Blocked in private, or put out of a group: nothing unasked until somebody says something again."""
        if standing.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT):
            is_private = standing.chat.type == Chat.PRIVATE
            chat = f"{PLATFORM}:{standing.chat.id}"
            await self._app.lost(account_of(standing.from_user) if is_private else chat)

    async def _with_rights(self, said: Said) -> Said:
        """With what Telegram says of who speaks, where the command is one of administrators alone."""
        if said.is_private or said.is_admin or not is_for_admins(said.text):
            return said
        return replace(said, is_admin=await self._admins.has(said.chat, said.account))

    async def _converse(self, said: Said, origin: Origin, toast: Toast | None = None) -> None:
        assert self._voice is not None
        answering = Answering(self._voice, self._app.library, said, origin, toast)
        await self._app.converse(said, answering.show)
        if answering.is_gone:
            await self._app.lost(said.account)


def _origin(message: MaybeInaccessibleMessage) -> Origin:
    topic = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
    return Origin(Place(message.chat.id, topic), message.message_id)


async def _read_file(message: Message, *, is_command: bool) -> str | None:
    """The text of the file that came with a message; None when it cannot be read, empty when none came.

    A file that is no text is none, unless a command came with it.
    """
    document = message.document
    if document is None:
        return None if message.effective_attachment else ""
    if not (is_command or is_textual(document)):
        return ""
    if not is_textual(document) or (document.file_size or 0) > LARGEST_FILE:
        return None
    try:
        raw = await (await document.get_file()).download_as_bytearray()
        return raw.decode("utf-8-sig")
    except (TelegramError, OSError, UnicodeDecodeError) as error:
        log.warning("telegram: a file was not read: %s", error)
        return None


async def _in_time(ending: Coroutine[Any, Any, None]) -> None:
    """Let something end, but not for ever; the library may wait out a pause of half a minute."""
    with suppress(TimeoutError, TelegramError):
        await asyncio.wait_for(ending, STOP_SECONDS)


def _tell_trouble(error: TelegramError) -> None:
    log.warning("telegram: polling failed (%s); trying again", error)


async def _tell_fault(_: object, context: Any) -> None:
    log.error("telegram: an update was not handled", exc_info=context.error)
