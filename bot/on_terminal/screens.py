"""What everybody in the terminal's network sees, and who can be reached, kept line by line in a journal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from bot.model import Button

EVERYBODY = "*"
KEPT = 200
"""Messages of a room that can be pressed, as in any chat that one does not scroll for ever."""


@dataclass(frozen=True, slots=True)
class Pressable:
    """A button on a screen, and the number of the message that it is under."""

    message: int
    button: Button


@dataclass(slots=True)
class Screens:
    """Rooms are people, for their private chats, or groups, with a `#` before their name."""

    shown: dict[str, dict[int, tuple[str, tuple[Button, ...], str]]] = field(default_factory=dict)
    """By room and number: the reader, the buttons and the words of a message, oldest first."""
    blocked: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    """Groups that put the bot out."""
    groups: dict[str, set[str]] = field(default_factory=dict)
    last: int = 0
    """The number of the newest message."""

    def note(self, event: dict[str, object]) -> None:
        """Take in one line of the journal."""
        match event:
            case {"room": str(room), "number": int(number), "to": str(to), "buttons": list(buttons)}:
                pressable = tuple(Button(label, command) for label, command in buttons)
                self._show(room, number, (to, pressable, str(event.get("text", ""))))
            case {"event": "blocks", "who": str(who)}:
                self.blocked.add(who)
            case {"event": "unblocks", "who": str(who)}:
                self.blocked.discard(who)
            case {"event": "joins", "who": str(who), "chat": str(chat)}:
                self.groups.setdefault(chat, set()).add(who)
            case {"event": "leaves", "who": str(who), "chat": str(chat)}:
                self.groups.get(chat, set()).discard(who)
            case {"event": "removed", "chat": str(chat)}:
                self.removed.add(chat)

    def _show(self, room: str, number: int, message: tuple[str, tuple[Button, ...], str]) -> None:
        """A message of a number that is there already replaces it where it stands."""
        shown = self.shown.setdefault(room, {})
        shown[number] = message
        self.last = max(self.last, number)
        if len(shown) > KEPT:
            del shown[next(iter(shown))]

    def stands(self, room: str, number: int) -> bool:
        """Whether that message is still there."""
        return number in self.shown.get(room, {})

    def buttons(self, who: str, room: str) -> Iterator[tuple[Pressable, ...]]:
        """The buttons that somebody can see in a room, message by message, newest first."""
        if room.removeprefix("#") in self.removed and room.startswith("#"):
            return
        for number, (to, buttons, _) in reversed(self.shown.get(room, {}).items()):
            if to in (who, EVERYBODY) and buttons:
                yield tuple(Pressable(number, button) for button in buttons)

    def messages(self, who: str, room: str) -> Iterator[tuple[int, str]]:
        """The numbers and words of the messages that somebody can see in a room, newest first."""
        for number, (to, _, text) in reversed(self.shown.get(room, {}).items()):
            if to in (who, EVERYBODY):
                yield number, text


class Journal:
    """The screens, and the file that brings them back after a restart."""

    def __init__(self, path: Path) -> None:
        self.screens = Screens()
        for event in _events(path):
            with suppress(TypeError, ValueError):  # not a line of ours
                self.screens.note(event)
        self._file: TextIO = path.open("a", encoding="utf-8")
        self._file.write("\n")  # whatever a kill tore off stays a line of its own

    def write(self, event: dict[str, object]) -> None:
        """Keep an event and act on it."""
        self._file.write(json.dumps(event, ensure_ascii=True) + "\n")
        self._file.flush()
        self.screens.note(event)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _events(path: Path) -> Iterator[dict[str, object]]:
    """The lines of the journal that can be read; a kill may have torn one."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    for line in lines:
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(event, dict):
            yield event
