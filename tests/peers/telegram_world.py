"""What Telegram keeps for one bot: people, groups, messages, updates, menus.

Here are the methods of the Bot API that change it, too, but no network; `telegram.py` puts it on the wire.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.peers.telegram_people import Group, Person, Shown, Wire, member_wire
from tests.peers.telegram_rules import (
    TABLE,
    Entities,
    Fields,
    Refusal,
    Upload,
    hold_file,
    hold_markup,
    parse_text,
    refused,
    wrong,
)

UNTOLD = set(TABLE["updates"]) - set(TABLE["unasked"])
"""The kinds of updates that come to a bot that names none."""

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
MOVED = "Bad Request: group chat was upgraded to a supergroup chat"


@dataclass
class Update:
    """Something that the bot has not acknowledged yet."""

    id: int
    kind: str
    wire: Wire


@dataclass
class Query:
    """A press of a button, which the bot has to answer."""

    person: Person
    data: str
    is_answered: bool = False
    text: str = ""


@dataclass(eq=False)
class World:
    """Chats, messages and updates of one bot."""

    token: str = "123456:test-token"
    username: str = "tripod_test_bot"
    now: Callable[[], float] = time.time
    commands: dict[tuple[str, str], list[Wire]] = field(default_factory=dict)
    """The menus that the bot set, by type of scope and language."""
    descriptions: dict[str, str] = field(default_factory=dict)
    actions: list[tuple[int, str]] = field(default_factory=list)
    """What the bot showed that it is doing: chat and action."""
    people: dict[int, Person] = field(default_factory=dict)
    groups: dict[int, Group] = field(default_factory=dict)
    log: list[Shown] = field(default_factory=list)
    """Every message of every chat, in order."""
    files: dict[str, Upload] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    """Names of files that Telegram gave and takes no longer."""
    updates: list[Update] = field(default_factory=list)
    """What the bot has not acknowledged yet."""
    queries: dict[str, Query] = field(default_factory=dict)
    allowed: set[str] = field(default_factory=lambda: set(UNTOLD))
    last_update: int = 1000
    last_message: int = 0
    stirs: int = 0
    """Counts whatever happens between the bot and Telegram."""
    news: asyncio.Event = field(default_factory=asyncio.Event)

    # --- the face for tests

    def person(
        self, id_: int, name: str, *, username: str | None = None, language_code: str | None = None
    ) -> Person:
        """A new person, who has not started the bot yet."""
        self.people[id_] = Person(self, id_, name, username, language_code)
        return self.people[id_]

    def group(
        self,
        id_: int,
        title: str,
        *,
        members: list[Person],
        admins: list[Person] | None = None,
        sees_all: bool = False,
        is_super: bool = True,
    ) -> Group:
        """A new group with these persons and the bot in it."""
        members = [*members, *(one for one in admins or [] if one not in members)]
        self.groups[id_] = Group(self, id_, title, members, list(admins or []), is_super, sees_all)
        return self.groups[id_]

    def messages(self, place: Person | Group) -> list[Shown]:
        """What the bot said there and did not delete, oldest first."""
        here = [shown for shown in self.log if shown.chat_id == place.id]
        return [shown for shown in here if shown.sender is None and not shown.is_deleted]

    @property
    def unanswered(self) -> list[str]:
        """Presses whose query was never answered: the button still spins."""
        return [query.data for query in self.queries.values() if not query.is_answered]

    @property
    def toasts(self) -> list[str]:
        """The words that answered presses, where there were any."""
        return [query.text for query in self.queries.values() if query.text]

    # --- what people do, told to the bot

    def tell(self, kind: str, wire: Wire) -> None:
        """Put an update on the bot's queue, unless the bot did not ask for that kind."""
        if kind in self.allowed:
            self.last_update += 1
            self.updates.append(Update(self.last_update, kind, wire))
            self.stirs += 1
            self.wake()

    def tell_message(self, chat: Wire, sender: Person, parts: Mapping[str, Any]) -> None:
        """A person's message."""
        self.last_message += 1
        self.log.append(Shown(chat["id"], self.last_message, str(parts.get("text", "")), sender=sender))
        stamp = {"message_id": self.last_message, "date": int(self.now()), "chat": chat, "from": sender.wire}
        self.tell("message", {**stamp, **parts})

    def tell_press(self, person: Person, shown: Shown, data: str) -> str:
        """A person's press of a button under one of the bot's messages; the query's id."""
        id_ = str(7_000_000_000 + len(self.queries))
        self.queries[id_] = Query(person, data)
        message = self.wire_of(shown)
        if shown.is_inaccessible:
            message = {"message_id": shown.message_id, "chat": message["chat"], "date": 0}
        known = {"id": id_, "from": person.wire, "chat_instance": str(shown.chat_id), "data": data}
        self.tell("callback_query", {**known, "message": message})
        return id_

    def tell_standing(self, chat: Wire, old: str, new: str, by: Person) -> None:
        """The bot's own standing in a chat changed: blocked, unblocked, removed, added."""
        extra = {"kicked": {"until_date": 0}}
        was, became = ({"status": status, "user": self.bot} | extra.get(status, {}) for status in (old, new))
        known = {"chat": chat, "from": by.wire, "date": int(self.now())}
        self.tell("my_chat_member", {**known, "old_chat_member": was, "new_chat_member": became})

    def keep_file(self, name: str, content: bytes, mime_type: str = "") -> Wire:
        """A file at Telegram: the document as messages carry it."""
        known = self._keep(Upload(name, content)) | {"file_name": name}
        return known | ({"mime_type": mime_type} if mime_type else {})

    def forget_files(self) -> None:
        """From now on no name of a file that Telegram gave so far is taken."""
        self.forgotten |= self.files.keys()

    def _keep(self, file: Upload) -> Wire:
        id_ = f"file-{len(self.files) + 1}"
        self.files[id_] = file
        return {"file_id": id_, "file_unique_id": f"unique-{id_}", "file_size": len(file.content)}

    def _media(self, file: Upload) -> Wire:
        """The file as a message carries it: a photo in its sizes, an animation as a document too."""
        kept = self._keep(file)
        if file.kind == "photo":
            return {"photo": [kept | {"width": side, "height": side} for side in (90, 960)]}
        if file.kind == "animation":
            moving = {"width": 960, "height": 540, "duration": 2, "mime_type": "video/mp4"}
            return {"animation": kept | moving, "document": kept}
        return {"document": kept | {"file_name": file.name}}

    @property
    def bot(self) -> Wire:
        """The bot as others see it."""
        id_ = int(self.token.split(":")[0])
        return {"id": id_, "is_bot": True, "first_name": "Tripod", "username": self.username}

    def wire_of(self, shown: Shown) -> Wire:
        """A message as the Bot API carries it."""
        place = self.groups.get(shown.chat_id)
        chat = place.wire if place else self.people[shown.chat_id].chat
        sender = shown.sender.wire if shown.sender else self.bot
        wire = {"message_id": shown.message_id, "date": int(self.now()), "chat": chat, "from": sender}
        if shown.file:
            wire |= self._media(shown.file)
            wire |= {"caption": shown.text, "caption_entities": shown.entities} if shown.text else {}
        else:
            wire |= {"text": shown.text, "entities": shown.entities} if shown.text else {}
        if shown.topic:
            wire |= {"message_thread_id": shown.topic, "is_topic_message": True}
        if shown.edits:
            wire["edit_date"] = int(self.now())
        return wire | ({"reply_markup": shown.reply_markup} if shown.reply_markup else {})

    def wake(self) -> None:
        """Let a waiting poll look again."""
        self.news.set()
        self.news = asyncio.Event()

    # --- the methods of the Bot API, but for polling

    def do(self, method: str, fields: Fields) -> Any:
        """Carry out a request; a `Refusal` when Telegram would not."""
        if method.startswith("send") and method != "sendChatAction":
            return self._send(method, fields)
        if method.startswith("edit"):
            return self._edit(method, fields)
        if method.endswith("MyCommands"):
            return self._menu(method, fields)
        if method in ("deleteMessage", "setMessageReaction"):
            return self._touch(method, fields)
        rest: dict[str, Callable[[Fields], Any]] = {
            "getMe": self._me,
            "getChatMember": self._member,
            "getFile": self._file,
            "sendChatAction": self._act,
            "answerCallbackQuery": self._answer_query,
            "setMyDescription": self._describe,
            "setMyShortDescription": self._describe,
            "deleteWebhook": lambda _: True,
        }
        return rest[method](fields)

    def acknowledge(self, offset: int) -> None:
        """Forget the updates below this offset; a negative one keeps only so many of the newest."""
        first = self.updates[offset].id if -len(self.updates) <= offset < 0 else offset
        kept = [update for update in self.updates if update.id >= first]
        if len(kept) < len(self.updates):
            self.stirs += 1
        self.updates = kept

    def _me(self, _: Fields) -> Wire:
        can = dict.fromkeys(("can_read_all_group_messages", "supports_inline_queries"), False)
        return {**self.bot, **can, "can_join_groups": True}

    def _place(self, chat_id: int | str) -> Person | Group:
        """The chat to write to; a `Refusal` in Telegram's words when the bot may not."""
        group = self.groups.get(chat_id) if isinstance(chat_id, int) else None
        if group is None:
            return self._reachable(self.people.get(chat_id) if isinstance(chat_id, int) else None)
        if group.moved_to is not None:
            raise Refusal(MOVED, parameters={"migrate_to_chat_id": group.moved_to})
        if not group.bot_is_in:
            raise Refusal(f"Forbidden: bot was kicked from the {group.wire['type']} chat", 403)
        return group

    def _reachable(self, person: Person | None) -> Person:
        has_met = person is not None and any(shown.sender is person for shown in self.log)
        if person is None or not (person.has_started or has_met):
            raise refused("chat not found")
        if person.is_deactivated:
            raise Refusal("Forbidden: user is deactivated", 403)
        if person.blocks_bot:
            raise Refusal("Forbidden: bot was blocked by the user", 403)
        if not person.has_started:
            raise Refusal("Forbidden: bot can't initiate conversation with a user", 403)
        return person

    def _send(self, method: str, fields: Fields) -> Wire:
        place = self._place(fields["chat_id"])
        text, entities = parse_text(method, fields, "text" if method == "sendMessage" else "caption")
        shown = Shown(place.id, 0, text, entities, hold_markup(fields.get("reply_markup")))
        shown.is_silent = fields.get("disable_notification", False)
        shown.topic = fields.get("message_thread_id")
        if method != "sendMessage":
            kind = method.removeprefix("send").lower()
            shown.file = self._upload(kind, fields[kind])
        if reply := fields.get("reply_parameters"):
            shown.reply_to = reply["message_id"]
            if not reply.get("allow_sending_without_reply") and not self._find(place.id, reply["message_id"]):
                raise refused("message to be replied not found")
        self.last_message += 1
        shown.message_id = self.last_message
        self.log.append(shown)
        return self.wire_of(shown)

    def _upload(self, kind: str, given: Upload | str) -> Upload:
        """The file of a request, sent along or by the name under which Telegram keeps it."""
        if not isinstance(given, str):
            file = replace(given, kind=kind)
            hold_file(file)
            return file
        if given in self.forgotten:
            raise refused("wrong file identifier/HTTP URL specified")
        if given not in self.files:
            raise wrong("wrong file identifier/HTTP URL specified")
        if self.files[given].kind != kind:
            raise wrong(f"can't use file of type {self.files[given].kind.title()} as {kind.title()}")
        return self.files[given]

    def _find(self, chat_id: int, message_id: int) -> Shown | None:
        for shown in self.log:
            if (shown.chat_id, shown.message_id, shown.is_deleted) == (chat_id, message_id, False):
                return shown
        return None

    def _edit(self, method: str, fields: Fields) -> Wire:
        place = self._place(fields.get("chat_id", 0))
        shown = self._find(place.id, fields.get("message_id", 0))
        if shown is None:
            raise refused("message to edit not found")
        if shown.sender is not None or shown.is_locked:
            raise refused("message can't be edited")
        if method == "editMessageText" and shown.file:
            raise refused("there is no text in the message to edit")
        if method == "editMessageCaption" and not shown.file:
            raise refused("there is no caption in the message to edit")
        text, entities = self._edited(method, fields, shown)
        markup = hold_markup(fields.get("reply_markup"))
        if (text, entities, markup) == (shown.text, shown.entities, shown.reply_markup):
            raise refused(SAME)
        shown.text, shown.entities, shown.reply_markup = text, entities, markup
        shown.edits += 1
        return self.wire_of(shown)

    def _edited(self, method: str, fields: Fields, shown: Shown) -> tuple[str, Entities]:
        if method == "editMessageReplyMarkup":
            return shown.text, shown.entities
        return parse_text(method, fields, "text" if method == "editMessageText" else "caption")

    def _answer_query(self, fields: Fields) -> bool:
        query = self.queries.get(fields["callback_query_id"])
        if query is None or query.is_answered:
            raise refused(TOO_OLD)
        query.is_answered, query.text = True, fields.get("text", "")
        if url := fields.get("url", ""):
            if not url.lower().startswith(f"https://t.me/{self.username}?start=".lower()):
                raise wrong("URL_INVALID")
            query.person.follows(url)
        return True

    def _menu(self, method: str, fields: Fields) -> Any:
        scope = fields.get("scope", {"type": "default"})
        if "chat_id" in scope:
            self._place(scope["chat_id"])
        key = (scope["type"], fields.get("language_code", ""))
        if method == "getMyCommands":
            return self.commands.get(key, [])
        self.commands.pop(key, None)
        if method == "setMyCommands" and fields["commands"]:
            self.commands[key] = fields["commands"]
        return True

    def _describe(self, fields: Fields) -> bool:
        self.descriptions |= {name: words for name, words in fields.items() if name != "language_code"}
        return True

    def _touch(self, method: str, fields: Fields) -> bool:
        place = self._place(fields["chat_id"])
        shown = self._find(place.id, fields["message_id"])
        if shown is None:
            raise refused(f"message to {'delete' if method == 'deleteMessage' else 'react'} not found")
        if method == "deleteMessage":
            shown.is_deleted = True
            return True
        emoji = [one.get("emoji", "") for one in fields.get("reaction", ())]
        if len(emoji) > 1 or any(one not in TABLE["reactions"] for one in emoji):
            raise wrong("REACTION_INVALID")
        shown.reaction = "".join(emoji)
        return True

    def _act(self, fields: Fields) -> bool:
        place = self._place(fields["chat_id"])
        if fields["action"] not in TABLE["actions"]:
            raise wrong("wrong parameter action in request")
        self.actions.append((place.id, fields["action"]))
        return True

    def _member(self, fields: Fields) -> Wire:
        place = self._place(fields["chat_id"])
        person = self.people.get(fields["user_id"])
        if person is None or isinstance(place, Person):
            raise refused("PARTICIPANT_ID_INVALID")
        return member_wire(place, person)

    def _file(self, fields: Fields) -> Wire:
        id_ = fields["file_id"]
        if id_ not in self.files:
            raise wrong("invalid file_id")
        known = {"file_id": id_, "file_unique_id": f"unique-{id_}", "file_path": f"documents/{id_}"}
        return {**known, "file_size": len(self.files[id_].content)}
