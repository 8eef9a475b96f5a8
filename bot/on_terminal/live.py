"""The chat on a real terminal: completion, history, keys, and a clock that runs.

    a line is typed ─> Talk.take ──┐
    a second passes ─> move_to ────┴─> messages wait ─> shown above the line being typed

The only import of prompt_toolkit, itself imported only when there is a terminal.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

from prompt_toolkit import PromptSession, print_formatted_text
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import FormattedText, StyleAndTextTuples
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import ColorDepth

from bot.on_terminal import look
from bot.on_terminal.look import BOLD, EMPTY, FAINT, WIDEST, Line
from bot.on_terminal.network import Network
from bot.on_terminal.prompt import OWN_WORDS, YOU, Say, Talk

MARGIN = "  "
HISTORY = "typed.txt"
"""File of the data folder."""
MENU_LINES = 6
AT_EXAMPLES = ("sunday 10:00", "tomorrow 07:00", "18:30", "+3h", "+1d")


async def run(
    network: Network, say: Say, folder: Path | None, *, has_colour: bool, tick: float = 1.0
) -> None:
    """Talk until the person leaves; `tick` is how often the clock moves, in seconds."""
    await _Screen(network, say, folder, has_colour=has_colour).run(tick)


class Words(Completer):
    """Completes commands with what they say of themselves, the terminal's own words, and buttons."""

    def __init__(self, talk: Talk, network: Network) -> None:
        self._talk = talk
        self._network = network
        self._own = tuple((f"/{name}", talk.words(f"terminal.command.{name}")) for name in OWN_WORDS)
        self._arguments = {"/at": AT_EXAMPLES, "/as": ("coach", YOU)}

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """What the text before the cursor may become."""
        typed = document.text_before_cursor.lower()
        word, space, rest = typed.partition(" ")
        if space:
            return _beginning(rest, [(argument, "") for argument in self._arguments.get(word, ())])
        if word.startswith("/"):
            commands = (*self._network.completions, *self._own)
            return _beginning(word, commands) or _holding(word[1:], commands, len(word))
        return (
            _beginning(word, [(label, "") for label in self._network.buttons(self._talk.who)]) if word else []
        )


def _beginning(typed: str, candidates: Iterable[tuple[str, str]]) -> list[Completion]:
    return [
        Completion(words, -len(typed), display_meta=says)
        for words, says in candidates
        if words.lower().startswith(typed) and words.lower() != typed
    ]


def _holding(typed: str, candidates: Iterable[tuple[str, str]], length: int) -> list[Completion]:
    return [
        Completion(words, -length, display_meta=says)
        for words, says in candidates
        if typed in words.lower() and len(words) > length
    ]


class Typed(FileHistory):
    """What was typed, kept in a file of the data folder."""

    def store_string(self, string: str) -> None:
        """Keep a line, half characters mended."""
        super().store_string(look.clean(string))


class _Screen:
    """The terminal: the line being typed at the bottom, and messages that arrive above it."""

    def __init__(self, network: Network, say: Say, folder: Path | None, *, has_colour: bool) -> None:
        self._network = network
        self._say = say
        self._has_colour = has_colour
        self._is_kept = folder is not None
        self._waiting: list[Sequence[Line]] = []
        self._turn = asyncio.Lock()
        self._place = ""
        self._is_leaving = False
        self._talk = Talk(network, say, self._waiting.append, self._width)
        self._session: PromptSession[str] = PromptSession(
            lambda: [(BOLD if has_colour else "", f"{self._place}> ")],
            completer=Words(self._talk, network),
            history=Typed(str(folder / HISTORY)) if folder else InMemoryHistory(),
            key_bindings=self._keys(),
            rprompt=self._hint,
            color_depth=None if has_colour else ColorDepth.DEPTH_1_BIT,
            reserve_space_for_menu=MENU_LINES,
        )
        self._session.default_buffer.on_text_changed += lambda _: self._stay()

    async def run(self, tick: float) -> None:
        """Let the person type and the clock run, until the person leaves or one of the two fails."""
        self._waiting.append(look.text(self._say("terminal.welcome"), self._width()))
        await self._network.start()
        self._talk.show()
        await self._show()
        tasks = (asyncio.create_task(self._converse()), asyncio.create_task(self._let_time_pass(tick)))
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        for task in done:
            task.result()
        self._waiting.append([])
        self._talk.tell("bye.kept" if self._is_kept else "bye.fresh")
        await self._show()

    async def _converse(self) -> None:
        is_staying = True
        while is_staying:
            self._place = await self._talk.place()
            try:
                line = await self._session.prompt_async()
            except (EOFError, KeyboardInterrupt):
                return
            self._stay()
            async with self._turn:
                is_staying = await self._talk.take(line)
            if self._waiting:
                self._waiting.insert(0, [])
            await self._show()

    async def _let_time_pass(self, tick: float) -> None:
        loop = asyncio.get_running_loop()
        before = loop.time()
        while True:
            await asyncio.sleep(tick)
            elapsed, before = loop.time() - before, loop.time()
            async with self._turn:
                await self._network.move_to(self._network.now() + timedelta(seconds=elapsed))
                self._place = await self._talk.place()
                self._talk.show()
            await self._show()
            self._session.app.invalidate()

    async def _show(self) -> None:
        """Put what waits above the line being typed."""
        waiting = self._waiting[:]
        self._waiting.clear()
        if waiting:
            await run_in_terminal(lambda: self._print(waiting))

    def _print(self, messages: Iterable[Sequence[Line]]) -> None:
        for message in messages:
            lines = [*look.indented(message, MARGIN), EMPTY]
            styled = [fragment for line in lines for fragment in (*line, ("", "\n"))]
            shown = styled if self._has_colour else [("", words) for _, words in styled]
            print_formatted_text(FormattedText(shown), end="", output=self._session.output)

    def _width(self) -> int:
        return min(self._session.output.get_size().columns - 1, WIDEST) - len(MARGIN)

    def _hint(self) -> StyleAndTextTuples:
        return [(FAINT, self._talk.words("terminal.again"))] if self._is_leaving else []

    def _stay(self) -> None:
        self._is_leaving = False

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()

        @keys.add("c-c")
        def clear_or_leave(event: KeyPressEvent) -> None:
            if self._is_leaving:
                self._is_leaving = False
                event.app.exit(exception=EOFError)
            else:
                event.current_buffer.reset()
                self._is_leaving = True

        return keys
