"""Who is on the other side of the Telegram test peer: persons, groups and the messages they see."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.peers.telegram_rules import Entities, Upload, cut, find_entities

if TYPE_CHECKING:
    from tests.peers.telegram_world import World

Wire = dict[str, Any]
RIGHTS = (
    "can_be_edited",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "is_anonymous",
)
"""What an administrator may do; the peer's may nothing."""


@dataclass
class Shown:
    """A message as it stands in a chat. Those of the bot are what tests look at."""

    chat_id: int
    message_id: int
    text: str = ""
    """The words without markup; of a file, its caption."""
    entities: Entities = field(default_factory=list)
    reply_markup: Wire | None = None
    file: Upload | None = None
    """A document, photo or animation that it shows."""
    sender: Person | None = None
    """None: the bot."""
    is_silent: bool = False
    edits: int = 0
    reply_to: int | None = None
    topic: int | None = None
    """The topic of the group in which it stands."""
    reaction: str = ""
    is_deleted: bool = False
    is_locked: bool = False
    """Set it, and Telegram refuses to edit the message, as it does with very old ones."""
    is_inaccessible: bool = False
    """Set it, and a press brings the message without its contents."""

    @property
    def picture(self) -> bytes:
        """What its photo or animation shows; empty without one."""
        return self.file.content if self.file and self.file.kind != "document" else b""

    @property
    def labels(self) -> list[list[str]]:
        """The labels of its buttons, row by row."""
        return [[button["text"] for button in row] for row in self._rows]

    @property
    def buttons(self) -> list[Wire]:
        """Its buttons in reading order, as they were sent."""
        return [button for row in self._rows for button in row]

    @property
    def _rows(self) -> list[list[Wire]]:
        return list((self.reply_markup or {}).get("inline_keyboard", ()))

    def marked(self, kind: str) -> list[str]:
        """The parts of the text under an entity of this kind ("bold", "text_link")."""
        return [cut(self.text, entity) for entity in self.entities if entity["type"] == kind]


@dataclass(eq=False)
class Group:
    """A group chat with the bot in it."""

    peer: World
    id: int
    title: str
    members: list[Person]
    admins: list[Person] = field(default_factory=list)
    is_super: bool = True
    sees_all: bool = False
    """Whether the bot gets every message; by default it gets commands and replies to itself only."""
    bot_is_in: bool = True
    moved_to: int | None = None

    @property
    def wire(self) -> Wire:
        """The chat as updates carry it."""
        return {"id": self.id, "type": "supergroup" if self.is_super else "group", "title": self.title}

    @property
    def sees(self) -> list[Shown]:
        """What the bot said here, oldest first."""
        return self.peer.messages(self)

    def removes_bot(self) -> None:
        """Somebody removes the bot: the bot is told, and everything sent here is refused."""
        self.bot_is_in = False
        self.peer.tell_standing(self.wire, "member", "kicked", self.members[0])

    def adds_bot(self) -> None:
        """Somebody adds the bot (again)."""
        self.bot_is_in = True
        self.peer.tell_standing(self.wire, "left", "member", self.members[0])

    def joins(self, person: Person) -> None:
        """A person enters the group."""
        self.members.append(person)
        self.peer.tell_message(self.wire, person, {"new_chat_members": [person.wire]})

    def leaves(self, person: Person) -> None:
        """A person leaves the group."""
        self.members.remove(person)
        self.peer.tell_message(self.wire, person, {"left_chat_member": person.wire})

    def migrates(self, new_id: int) -> Group:
        """The group becomes a supergroup of another id; sending to the old one is refused with the new id."""
        grown = self.peer.group(
            new_id, self.title, members=self.members, admins=self.admins, sees_all=self.sees_all
        )
        self.moved_to = new_id
        self.peer.tell_message(self.wire, self.members[0], {"migrate_to_chat_id": new_id})
        self.peer.tell_message(grown.wire, self.members[0], {"migrate_from_chat_id": self.id})
        return grown


@dataclass(eq=False)
class Person:
    """Somebody with a Telegram account."""

    peer: World
    id: int
    name: str
    username: str | None = None
    language_code: str | None = None
    has_started: bool = False
    """Wrote to the bot in private; before that the bot cannot write."""
    blocks_bot: bool = False
    is_deactivated: bool = False

    @property
    def wire(self) -> Wire:
        """The person as updates carry it."""
        known = {"username": self.username, "language_code": self.language_code}
        return {"id": self.id, "is_bot": False, "first_name": self.name} | {
            k: v for k, v in known.items() if v
        }

    @property
    def chat(self) -> Wire:
        """The person's private chat with the bot."""
        known = {"username": self.username} if self.username else {}
        return {"id": self.id, "type": "private", "first_name": self.name, **known}

    @property
    def sees(self) -> list[Shown]:
        """What the bot said in private, oldest first."""
        return self.peer.messages(self)

    def says(
        self,
        text: str = "",
        *,
        chat: Group | None = None,
        file: tuple[str, bytes, str] | None = None,
        reply_to: Shown | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        """Say it in private or in a group.

        `file` is name, content and MIME type; the text is then its caption. `extra` is merged into the
        message as it stands on the wire (a sticker, a photo).
        """
        self._opens(chat)
        parts: Wire = {"text": text, "entities": find_entities(text)} if text else {}
        if file is not None:
            parts = {
                f"caption{'_entities' if key == 'entities' else ''}": value for key, value in parts.items()
            }
            parts["document"] = self.peer.keep_file(*file)
        if reply_to is not None:
            parts["reply_to_message"] = self.peer.wire_of(reply_to)
        parts = {key: value for key, value in parts.items() if value != []}
        parts |= extra or {}
        if chat is None or self._reaches_bot(chat, text, reply_to):
            self.peer.tell_message(chat.wire if chat else self.chat, self, parts)

    def presses(self, label: str, *, chat: Group | None = None, nth: int = 1) -> str:
        """Press the newest button of that label that stands in the chat; the query's id.

        Leading emoji and case do not matter. A link that starts the bot (`t.me/<bot>?start=…`) is followed.
        """
        place = chat or self
        found = [
            (shown, button)
            for shown in reversed(place.sees)
            for button in shown.buttons
            if _plain(button["text"]) == _plain(label)
        ]
        if len(found) < nth:
            there = [shown.labels for shown in place.sees if shown.buttons]
            raise AssertionError(f"{self.name} sees no button {label!r} (nth={nth}); there are {there}")
        shown, button = found[nth - 1]
        if "url" in button:
            self.follows(button["url"])
            return ""
        return self.peer.tell_press(self, shown, button["callback_data"])

    def blocks(self) -> None:
        """Block the bot: it is told, and what it sends is refused."""
        self.blocks_bot = True
        self.peer.tell_standing(self.chat, "member", "kicked", self)

    def unblocks(self) -> None:
        """Take the bot back."""
        self.blocks_bot = False
        self.peer.tell_standing(self.chat, "kicked", "member", self)

    def _opens(self, chat: Group | None) -> None:
        if chat is None:
            self.has_started = True
            if self.blocks_bot:
                self.unblocks()
        elif self not in chat.members:
            raise AssertionError(f"{self.name} is not in {chat.title}")

    def _reaches_bot(self, chat: Group, text: str, reply_to: Shown | None) -> bool:
        """Telegram's privacy mode: of a group the bot gets commands and replies to itself."""
        if not chat.bot_is_in:
            return False
        if chat.sees_all or (reply_to is not None and reply_to.sender is None):
            return True
        commands = [cut(text, one) for one in find_entities(text) if one["type"] == "bot_command"]
        mine = f"@{self.peer.username}".lower()
        return any("@" not in command or command.lower().endswith(mine) for command in commands)

    def follows(self, url: str) -> None:
        """Open a link; one that starts the bot does so."""
        parts = urlsplit(url)
        start = parse_qs(parts.query).get("start")
        if parts.netloc == "t.me" and parts.path.lower() == f"/{self.peer.username}".lower() and start:
            self.says(f"/start {start[0]}")


def member_wire(group: Group, person: Person) -> Wire:
    """How `getChatMember` tells of a person."""
    if person not in group.members:
        return {"status": "left", "user": person.wire}
    if person in group.admins:
        return {"status": "administrator", "user": person.wire} | dict.fromkeys(RIGHTS, False)
    return {"status": "member", "user": person.wire}


def _plain(label: str) -> str:
    return re.sub(r"^\W+", "", label).casefold()
