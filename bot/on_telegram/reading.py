"""What somebody said on Telegram, in the words of the bot. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from telegram import CallbackQuery, Chat, Document, Message, User

from bot.commands import parse
from bot.commands.table import BY_NAME
from bot.model import Offered, Said

PLATFORM = "telegram"
LARGEST_FILE = 64 * 1024
"""Bytes of a file that is read as text."""
ENOUGH = 1280
"""Pixels of the longer side of a photo: more of it is not kept."""
IN_TOPIC = "/"
"""In an address, between a chat and its topic."""
TEXTUAL = (".md", ".markdown", ".txt", ".csv")

_ADDRESSED = re.compile(r"/(\w+)@(\w+)")


def account_of(user: User) -> str:
    """The account of a person."""
    return f"{PLATFORM}:{user.id}"


def id_of(account: str) -> int:
    """Telegram's own number of an account or chat."""
    return int(account.partition(":")[2].partition(IN_TOPIC)[0])


def topic_of(address: str) -> int | None:
    """The topic of a group's chat that an address names."""
    topic = address.partition(IN_TOPIC)[2]
    return int(topic) if topic else None


def said_in(message: Message, bot: str) -> Said | None:
    """What a message says to the bot of that user name; None when it is nothing for it.

    In groups only commands are for the bot, and not those of another one. Without words (a sticker, a photo)
    the text is empty.
    """
    user, chat = message.from_user, message.chat
    is_private = chat.type == Chat.PRIVATE
    if not _has_content(message):
        return None
    if message.sender_chat is not None:
        return _said_by_chat(message, message.sender_chat, bot)
    if user is None or user.is_bot:
        return None
    text = message.text or message.caption or ""
    addressed = _without_address(text, bot)
    if not is_private and (addressed is None or not re.match(r"/\w", addressed)):
        return None
    said = replace(_said(user, chat, text if addressed is None else addressed), topic=_topic(message))
    answered = message.reply_to_message
    if answered is None:
        return said
    said = replace(said, replies=str(answered.message_id) if is_private else "")
    if answered.from_user != user:
        return said
    return replace(said, own_words=answered.text or answered.caption or "", own_photo=photo_of(answered))


def _said_by_chat(message: Message, sender: Chat, bot: str) -> Said | None:
    """What a channel says, or an administrator in the name of the group: commands of administrators alone."""
    chat = f"{PLATFORM}:{message.chat.id}"
    text = _without_address(message.text or "", bot)
    if sender.id != message.chat.id or not text or not is_for_admins(text):
        return None
    return Said(chat, sender.title or "", chat, text, is_private=False, topic=_topic(message), is_admin=True)


def is_for_admins(text: str) -> bool:
    """Whether this is a command that only those who run a group may say there."""
    name, words = parse(text)
    command = BY_NAME.get(name)
    if command is None:
        return False
    return command.is_for_admins or words.partition(" ")[0].casefold() in command.of_admins


def _topic(message: Message) -> str:
    """The topic of a group's chat, as an address; empty where the message stands in none."""
    if not message.is_topic_message:
        return ""
    return f"{PLATFORM}:{message.chat.id}{IN_TOPIC}{message.message_thread_id}"


def pressed(query: CallbackQuery) -> Said | None:
    """What a press says: the command that the button carries."""
    if query.message is None or query.data is None:
        return None
    said = _said(query.from_user, query.message.chat, query.data, is_press=True)
    return replace(said, message=str(query.message.message_id))


def photo_of(message: Message) -> Offered | None:
    """The photo that came with a message, in the size that is large enough; a picture sent as a file too."""
    if message.photo:
        fitting = [one for one in message.photo if max(one.width, one.height) >= ENOUGH] or message.photo[-1:]
        return Offered(fitting[0].file_id, fitting[0].file_size or 0)
    document = message.document
    if document is None or not (document.mime_type or "").startswith("image/"):
        return None
    return Offered(document.file_id, document.file_size or 0)


def is_textual(document: Document) -> bool:
    """Whether a file is text, by its type or its name."""
    is_text = (document.mime_type or "").startswith("text/")
    return is_text or (document.file_name or "").lower().endswith(TEXTUAL)


def _said(user: User, chat: Chat, text: str, *, is_press: bool = False) -> Said:
    return Said(
        account=account_of(user),
        name=user.first_name,
        chat=f"{PLATFORM}:{chat.id}",
        text=text,
        is_private=chat.type == Chat.PRIVATE,
        is_press=is_press,
        locale=user.language_code or "en",
    )


def _has_content(message: Message) -> bool:
    """False for what Telegram itself says: somebody joined, a message was pinned."""
    return bool(message.text or message.caption or message.effective_attachment)


def _without_address(text: str, bot: str) -> str | None:
    """`/done@our_bot` as `/done`; None for a command of another bot."""
    found = _ADDRESSED.match(text)
    if found is None:
        return text
    if found[2].casefold() != bot.casefold():
        return None
    return f"/{found[1]}{text[found.end() :]}"
