"""Sends what is to be shown on Telegram, and says in the outbox's words what became of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar

from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import CallbackQueryLimit, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.easel import Draw
from bot.markup import parse, to_plain
from bot.model import Reply, Said
from bot.on_telegram.reading import id_of
from bot.on_telegram.rendering import Piece, link, pieces
from bot.on_telegram.uploads import Fields, Uploads
from content.library import Library
from scheduler.outbox import DeliveryError, Gone, Passing, Refused

PAUSES = (1.0, 4.0)
"""Seconds before an answer that could not be sent is tried again."""
LONGEST_WAIT = 60.0
"""Seconds that an answer waits when Telegram names a time; a later one would puzzle its reader."""
HELLO = "hello"
"""What the link in a group types behind /start; it names no card."""
GLANCE = 60
"""Characters that are read before a line fades; a longer one waits for a tap."""
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

T = TypeVar("T")

log = logging.getLogger(__name__)


@contextmanager
def in_outbox_words() -> Iterator[None]:
    """Turns every error of the library into a DeliveryError."""
    try:
        yield
    except Forbidden as error:
        raise Gone(str(error)) from error
    except BadRequest as error:  # it is a NetworkError too, and yet will never pass
        if "chat not found" in str(error).lower():
            raise Gone(str(error)) from error
        raise Refused(str(error)) from error
    except RetryAfter as error:
        raise Passing(str(error), _seconds(error)) from error
    except InvalidToken:
        raise Passing("the token was refused") from None
    except TelegramError as error:
        raise Passing(str(error)) from error


def _seconds(error: RetryAfter) -> float:
    after = error.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()


@dataclass(frozen=True, slots=True)
class Place:
    """A chat, or a topic of one."""

    chat_id: int
    topic: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """The message on Telegram that is being answered."""

    place: Place
    message_id: int


class Voice:
    """Sends pieces. Raises scheduler.outbox.DeliveryError."""

    def __init__(self, bot: Bot, draw: Draw) -> None:
        self._bot = bot
        self._uploads = Uploads(bot, draw)
        self.moved: dict[int, int] = {}
        """Groups that Telegram gave another number, and that."""

    async def send(self, place: Place, piece: Piece, answers: int | None = None) -> str:
        """Show a piece and tell which message it is; `answers` is the message there that it replies to."""
        with in_outbox_words():
            try:
                return await self._send(place, piece, answers)
            except ChatMigrated as moved:
                self.moved[place.chat_id] = moved.new_chat_id
                return await self._send(Place(moved.new_chat_id), piece, None)

    async def change(self, origin: Origin, reply: Reply, piece: Piece) -> bool:
        """Let a message show the last piece of a reply instead, below its picture where that stays.

        False when it cannot be changed any more. A picture that could not be drawn left words alone.
        """
        has_picture = reply.keeps_picture or reply.picture is not None
        if has_picture and await self.edit(origin, piece, is_caption=True):
            return True
        return await self.edit(origin, piece)

    async def edit(self, origin: Origin, piece: Piece, *, is_caption: bool = False) -> bool:
        """Let a message show this piece instead; False when that message cannot be changed any more.

        With `is_caption` these are the words below its picture, which stays.
        """
        at: Fields = {"chat_id": origin.place.chat_id, "message_id": origin.message_id}
        look: Fields = {"parse_mode": ParseMode.HTML, "reply_markup": piece.markup}
        with in_outbox_words():
            try:
                if is_caption:
                    await self._bot.edit_message_caption(caption=piece.html, **at, **look)
                else:
                    said: Fields = {"text": piece.html, "link_preview_options": NO_PREVIEW}
                    await self._bot.edit_message_text(**said, **at, **look)
            except BadRequest as error:
                return "not modified" in str(error).lower()
        return True

    @property
    def address(self) -> str:
        """What opens the private chat with the bot."""
        return f"https://t.me/{self._bot.username}?start={HELLO}"

    async def _send(self, place: Place, piece: Piece, answers: int | None) -> str:
        above = ReplyParameters(answers, allow_sending_without_reply=True) if answers else None
        where: Fields = {
            "chat_id": place.chat_id,
            "message_thread_id": place.topic,
            "reply_parameters": above,
        }
        look: Fields = {"parse_mode": ParseMode.HTML, "reply_markup": piece.markup}
        if piece.file:
            name, text = piece.file
            return _name(await self._bot.send_document(document=InputFile(text.encode(), name), **where))
        if piece.picture:
            below = {"caption": piece.html or None, **look, **where}
            if shown := await self._uploads.send(piece.picture, below):
                return _name(shown)
        if not piece.html:
            return ""
        said = {"text": piece.html, "link_preview_options": NO_PREVIEW, **look, **where}
        return _name(await self._bot.send_message(**said))


def _name(message: Message) -> str:
    """How the bot refers to a message of a chat."""
    return str(message.message_id)


class Toast:
    """What pops up for who pressed a button in a group, and for nobody else: once for each press."""

    def __init__(self, query: CallbackQuery) -> None:
        self._query = query
        self._is_shown = False

    async def show(self, text: str = "", url: str | None = None) -> None:
        """Show a line, or open a chat; with neither, the button stops spinning. Too late is no harm."""
        if self._is_shown:
            return
        self._is_shown = True
        with suppress(TelegramError):
            await self._query.answer(text or None, show_alert=len(text) > GLANCE, url=url)


class Answering:
    """Shows the replies to one message or press, where they belong; `toast` is that of a press in a group."""

    def __init__(
        self, voice: Voice, library: Library, said: Said, origin: Origin, toast: Toast | None = None
    ) -> None:
        self._voice = voice
        self._toast = toast
        self._library = library
        self._said = said
        self._origin = origin
        self._has_pointed = False
        self.is_gone = False
        """The person cannot be written to any more."""

    async def show(self, reply: Reply) -> None:
        """Show one reply. What cannot be shown after some patience is logged."""
        try:
            await self._show(reply)
        except DeliveryError as error:
            log.warning("telegram: an answer to %s was not shown: %s", self._said.account, error)
            self.is_gone = self.is_gone or (isinstance(error, Gone) and self._said.is_private)

    async def _show(self, reply: Reply) -> None:
        if reply.is_private and not self._said.is_private:
            await self._whisper(reply)
        elif reply.edits:
            await self._replace(reply)
        else:
            await self._post(reply)

    async def _post(self, reply: Reply) -> None:
        """In the chat where it was asked; in a group, below the question."""
        is_question = not self._said.is_private and not self._said.is_press
        answers = self._origin.message_id if is_question else None
        for piece in pieces(reply):
            await self._send(self._origin.place, piece, answers)
            answers = None

    async def _replace(self, reply: Reply) -> None:
        """In place of the pressed message where that still can change; what does not fit goes below.

        A picture can neither become text nor take the place of one.
        """
        below = pieces(reply)
        if below and not below[0].file and not below[0].picture:
            first, *rest = below
            if await _patiently(lambda: self._voice.edit(self._origin, first)):
                below = tuple(rest)
        for piece in below:
            await self._send(self._origin.place, piece)

    async def _whisper(self, reply: Reply) -> None:
        """To the person alone: in a line over the group where that is enough, else in the private chat.

        Where that is not open yet, a press opens it, and to a command the group sees the way there.
        """
        if self._toast is not None and (line := _line(reply)):
            await self._toast.show(line)
            return
        try:
            for piece in pieces(reply):
                await self._send(Place(id_of(self._said.account)), piece)
        except Gone:
            if not reply.is_aside:
                await self._open_door()
        else:
            if not reply.is_aside:
                await self._point("private.group")

    async def _open_door(self) -> None:
        if self._toast is not None:
            await self._toast.show(url=self._voice.address)
        else:
            await self._point("private.open", link(self._say("button.start"), self._voice.address))

    async def _point(self, key: str, markup: InlineKeyboardMarkup | None = None) -> None:
        """One line for the group, or over it for who pressed a button."""
        if self._toast is not None:
            await self._toast.show(self._say(key))
            return
        if self._has_pointed:
            return
        self._has_pointed = True
        (line,) = pieces(Reply(self._say(key)))
        await self._send(self._origin.place, Piece(line.html, markup), self._origin.message_id)

    async def _send(self, place: Place, piece: Piece, answers: int | None = None) -> None:
        await _patiently(lambda: self._voice.send(place, piece, answers))

    def _say(self, key: str) -> str:
        return self._library.say(key, self._said.locale)


def _line(reply: Reply) -> str:
    """A reply that fits over the chat, as plain words; empty where there is more to it."""
    has_more = reply.buttons or reply.picture or reply.file or reply.title
    words = "" if has_more else to_plain(parse(reply.text)).strip()
    return words if len(words) <= CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH else ""


async def _patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Make the call, and again a little later when it may work then."""
    for pause in PAUSES:
        try:
            return await call()
        except Passing as error:
            wait = pause if error.retry_after is None else error.retry_after
            if wait > LONGEST_WAIT:
                raise
            await asyncio.sleep(wait)
    return await call()
