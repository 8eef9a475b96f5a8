"""What is said and what is shown: one message of a person, one message of the bot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from content.charts import Picture

Kind = Literal["reply", "drill", "morning", "note", "challenge", "recap", "nudge", "signs", "crisis", "coach"]
COMMAND_BYTES = 64
"""A button carries its command; Telegram's `callback_data` holds at most 64 bytes."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody typed or pressed, on any platform. A pressed button is its command, typed."""

    account: str
    """Platform and the platform's own id of the person: "telegram:42"."""
    name: str
    chat: str
    """Where it was said, as "platform:id". In private it is where the person can be written to later."""
    text: str
    is_private: bool = True
    is_press: bool = False
    locale: str = "en"
    attachment: str | None = ""
    """The text of a file that came with the words; None when one came that could not be read."""
    message: str = ""
    """The message whose button was pressed, as the platform names it."""
    replies: str = ""
    """The message that it answers by the platform's own reply function, as the platform names it."""


@dataclass(frozen=True, slots=True)
class Button:
    """A label and the command that pressing it types."""

    label: str
    command: str

    def __post_init__(self) -> None:
        if len(self.command.encode()) > COMMAND_BYTES:
            raise ValueError(f"the command of a button holds {COMMAND_BYTES} bytes: {self.command!r}")


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """One message for a person, before a platform gives it its look. `text` is light Markdown."""

    text: str
    kind: Kind = "reply"
    title: str = ""
    about: str | None = None
    """The card, drill, note week or challenge that it shows."""
    buttons: Rows = ()
    is_private: bool = False
    """Only the person who asked may see it, in a group too."""
    edits: bool = False
    """It replaces the message whose button was pressed."""
    is_late: bool = False
    picture: Picture | None = None
    """Shown above the words, drawn by then; its alt text says the same for who cannot see it."""
    file: tuple[str, str] | None = None
    """A file to hand over: its name and its text (an export)."""
