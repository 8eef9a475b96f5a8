"""The one table of commands.

Telegram's menu, Discord's command tree, the terminal's completion and the README's list are made from it;
every card is a command of its own beside it. What a command says of itself stands in `content/phrases.toml`
under `command.<name>`; which function answers it, in `bot/commands/__init__.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from content.library import Library

Recalls = Literal[
    "recent",
    "history",
    "questions",
    "pairing",
    "inbox",
    "desk",
    "files",
    "board",
    "letters",
    "group",
    "challenge",
    "overdue",
    "roles",
]


@dataclass(frozen=True, slots=True)
class Command:
    """One row: a name and who may see it, where."""

    name: str
    argument: str = ""
    """The phrase that describes what may stand behind the name; empty where nothing does."""
    beside: str = ""
    """The phrase that describes a file that may come with it; empty where none does."""
    is_in_menu: bool = False
    """Shown in Telegram's short menu; the others are found by `/help` and `/topics`."""
    is_personal: bool = False
    """Its answer is for the person alone, in a group too."""
    is_for_coach: bool = False
    """Strangers get the answer of an unknown command."""
    is_for_admins: bool = False
    """In a group its administrators alone may say it."""
    of_admins: frozenset[str] = frozenset()
    """Words behind it that in a group administrators alone may say."""
    is_typed: bool = True
    """False for what only buttons say."""
    searches: bool = False
    """What stands behind it may be plain words: the search looks at them."""
    recalls: Recalls = "recent"
    """What it looks at beyond the member and recent check-ins: all that is kept of the person, their own
    questions for the coach, the pairing code that was typed, everybody's questions, which notes went out, the
    content files, the figures of the board, the letters to members, the group where it is said, the challenge
    that runs there, who did not get a note, or the coaches and what they did."""


COMMANDS = (
    Command("start", argument="argument.card", is_personal=True),
    Command("help", is_in_menu=True),
    Command("about"),
    Command("ask", argument="argument.ask", searches=True),
    Command("topics", argument="argument.topics", is_in_menu=True),
    Command("series", argument="argument.series"),
    Command("what", argument="argument.what"),
    Command("drill", argument="argument.drill", is_in_menu=True, is_personal=True, searches=True),
    Command("drills", is_personal=True),
    Command("plan", argument="argument.plan", is_personal=True),
    Command("progress", is_in_menu=True, is_personal=True),
    Command("why", argument="argument.why"),
    Command("focus", argument="argument.focus", is_personal=True),
    Command("done", argument="argument.day", is_in_menu=True, is_personal=True, recalls="history"),
    Command("timer", argument="argument.timer", is_personal=True),
    Command("snooze", argument="argument.snooze", is_personal=True),
    Command("note", argument="argument.note", beside="argument.note_file", is_in_menu=True, recalls="desk"),
    Command("notes", argument="argument.notes", recalls="desk"),
    Command(
        "challenge",
        argument="argument.challenge",
        is_in_menu=True,
        of_admins=frozenset(("start", "stop", "code", "with", "ranked", "export")),
        recalls="challenge",
    ),
    Command("subscribe", argument="argument.subscribe", is_for_admins=True, recalls="group"),
    Command("unsubscribe", is_for_admins=True, recalls="group"),
    Command("settings", argument="argument.settings", is_in_menu=True, is_personal=True),
    Command("pause", argument="argument.pause", is_personal=True),
    Command("resume", is_personal=True),
    Command("stop", is_personal=True),
    Command("pair", argument="argument.pair", is_personal=True, recalls="pairing"),
    Command("unpair", is_personal=True),
    Command("export", is_personal=True, recalls="history"),
    Command("forget", is_personal=True, recalls="questions"),
    Command("pass", argument="argument.pass", is_personal=True, searches=True, recalls="questions"),
    Command("reply", argument="argument.reply", is_personal=True, searches=True, recalls="questions"),
    Command("inbox", argument="argument.inbox", is_personal=True, is_for_coach=True, recalls="inbox"),
    Command("board", is_personal=True, is_for_coach=True, recalls="board"),
    Command("tell", argument="argument.tell", is_personal=True, is_for_coach=True, recalls="letters"),
    Command("edit", argument="argument.edit", is_personal=True, is_for_coach=True),
    Command("hungover", is_personal=True, is_for_coach=True, recalls="desk"),
    Command("reload", is_personal=True, is_for_coach=True, recalls="files"),
    Command("coach", argument="argument.coach", is_personal=True, is_for_coach=True, recalls="roles"),
    Command("audit", argument="argument.audit", is_personal=True, is_for_coach=True, recalls="roles"),
    Command("overdue", is_personal=True, is_for_coach=True, is_typed=False, recalls="overdue"),
    Command("arrive", is_personal=True, is_typed=False),
    Command("signs", is_personal=True, is_typed=False),
    Command("words", is_personal=True, is_typed=False),
    Command("instead", is_personal=True, is_typed=False),
    Command("nothing", is_personal=True, is_typed=False),
    Command("unsend", is_personal=True, is_typed=False, recalls="questions"),
    Command("quote", is_personal=True, is_typed=False, recalls="questions"),
    Command("keep", is_personal=True, is_typed=False, recalls="questions"),
    Command("nottoday", is_personal=True, is_typed=False),
    Command("easier", is_personal=True, is_typed=False),
    Command("felt", is_personal=True, is_typed=False),
    Command("pain", is_personal=True, is_typed=False),
    Command("morning", is_personal=True, is_typed=False),
)

BY_NAME = {command.name: command for command in COMMANDS}
RESERVED = frozenset(BY_NAME)
"""Names that no card may take."""


def recalled_for(name: str, *, is_coach: bool) -> Recalls:
    """What the command of that name looks at; a coach's one, typed by a stranger, is an unknown one."""
    command = BY_NAME.get(name)
    if command is None or (command.is_for_coach and not is_coach):
        return "recent"
    return command.recalls


@dataclass(frozen=True, slots=True)
class Entry:
    """A command as a platform lists it: name, one line of description, what may stand behind or beside it."""

    name: str
    says: str
    argument: str
    is_in_menu: bool
    beside: str = ""


def entries(library: Library) -> Iterator[Entry]:
    """What people may type, commands first, then cards, in the order in which lists show them."""
    for command in COMMANDS:
        if command.is_typed and not command.is_for_coach:
            argument, beside = (library.say(key) if key else "" for key in (command.argument, command.beside))
            says = library.say(f"command.{command.name}")
            yield Entry(command.name, says, argument, command.is_in_menu, beside)
    for card in library.cards.values():
        yield Entry(card.slug, card.says, "", card.is_in_menu)
