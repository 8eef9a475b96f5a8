"""Reads one content file: a TOML header between two lines `+++`, then Markdown.

ContentError     what is wrong with a file, where, and what to do about it
Page             a file taken apart, with the line on which everything stands
Header           takes typed values out of a page's header and notes every fault it meets
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

FENCE = "+++"
Word = TypeVar("Word", bound=str)


class ContentError(Exception):
    """A content file that cannot be used.

    `file` is relative to the content folder, `line` counts from 1; `what` says what is wrong and `mend` what
    to do, both for the person who writes the content.
    """

    def __init__(self, file: str, line: int, what: str, mend: str) -> None:
        super().__init__(f"{file}:{line}: {what}; {mend}")
        self.file = file
        self.line = line
        self.what = what
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Page:
    """A content file taken apart. Lines are those of the whole file, from 1."""

    file: str
    text: str
    """The whole file, with "\\n" line ends and without a byte order mark."""
    header: Mapping[str, object]
    lines: Mapping[str, int]
    """The line of each header key."""
    body: str
    body_line: int

    def line_of(self, key: str) -> int:
        """The line of that header key, 1 when the key is missing."""
        return line_of(self.lines, key)


def read_text(path: Path, file: str) -> str:
    """A file's text, with "\\n" line ends and without a byte order mark.

    Raises ContentError when it cannot be opened or is not UTF-8.
    """
    try:
        if path.is_fifo() or path.is_char_device():
            raise OSError(0, "it is no file")
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise ContentError(
            file, 1, f"the file cannot be read ({reason})", "let the bot's user read it"
        ) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        what = "this line holds a character that is not UTF-8"
        raise ContentError(file, line, what, "save the file with the encoding UTF-8") from None
    return plain_lines(text)


def plain_lines(text: str) -> str:
    """The same text with "\\n" line ends and without a byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read_toml(file: str, text: str, *, above: int = 0) -> dict[str, object]:
    """The values of a TOML text that starts after `above` lines of its file. Raises ContentError."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        what, mend = "the brackets of this header are nested too deeply", "write plain lists"
        raise ContentError(file, above + 1, what, mend) from None
    except tomllib.TOMLDecodeError as error:
        lines = text.split("\n")
        place = re.search(r"at line (\d+)", str(error))
        line = min(int(place[1]), len(lines)) if place else max(len(text.rstrip().split("\n")), 1)
        shown = lines[line - 1].strip()
        what = f"this line cannot be understood: {shown[:60]}" if shown else "the text ends too early"
        raise ContentError(file, above + line, what, _toml_mend(shown, str(error))) from None


def _toml_mend(line: str, message: str) -> str:
    if any(quote in line for quote in "“”„«»"):
        return 'use straight quotes: "'
    if "overwrite" in message or "twice" in message:
        return "the same name stands above already; keep one of the two"
    if "=" not in line:
        return 'write it as: name = "words"'
    if line.partition("=")[2].strip().lower() in {"true", "false", "yes", "no"}:
        return "write true or false in small letters, without quotes"
    return 'put words between straight quotes ("), lists between [ and ], one name a line'


_NAME = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_KEY = re.compile(rf"\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*=")
_TABLE = re.compile(rf"\s*\[\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*\]\s*(?:#.*)?$")


def key_lines(text: str, *, above: int = 0) -> dict[str, int]:
    """The line of each key of a TOML text, tables joined by dots: {"done.first": 12}."""
    found: dict[str, int] = {}
    table = open_quote = ""
    for number, line in enumerate(text.split("\n"), above + 1):
        if open_quote:
            open_quote = "" if open_quote in line else open_quote
        elif match := _TABLE.match(line):
            table = _plain(match[1]) + "."
            found.setdefault(table[:-1], number)
        elif match := _KEY.match(line):
            found.setdefault(table + _plain(match[1]), number)
            open_quote = next((quote for quote in ('"""', "'''") if line.count(quote) == 1), "")
    return found


def _plain(dotted: str) -> str:
    return ".".join(part.strip(" \t\"'") for part in re.findall(_NAME, dotted))


def line_of(lines: Mapping[str, int], key: str) -> int:
    """The line of a dotted key, or of the nearest table around it, or 1."""
    while key not in lines and "." in key:
        key = key.rpartition(".")[0]
    return lines.get(key, 1)


def take_apart(text: str, file: str, *, needs_header: bool = True) -> Page:
    """The page of that text. Raises ContentError when it has no readable header and needs one."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE and not needs_header:
        return Page(file, text, {}, {}, text.strip(), 1)
    if lines[0].rstrip() != FENCE:
        raise ContentError(file, 1, "the header is missing", f"start the file with a line {FENCE}")
    ends = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), 0)
    if not ends:
        raise ContentError(file, 1, "the header has no end", f"put a line {FENCE} below its last line")
    head = "\n".join(lines[1:ends])
    header = read_toml(file, head, above=1)
    below = ends + 1
    while below < len(lines) and not lines[below].strip():
        below += 1
    body = "\n".join(lines[below:]).strip()
    return Page(file, text, header, key_lines(head, above=1), body, below + 1 if body else ends + 1)


class Header:
    """Takes typed values out of a page's header.

    A fault does not stop the reading: it is added to `faults` and a neutral value is given, so that a checker
    can name everything at once. `close` notes the keys that are missing and those that nobody asked for.
    """

    def __init__(self, page: Page, faults: list[ContentError]) -> None:
        self._page = page
        self._faults = faults
        self._asked: list[str] = []
        self._missing: list[str] = []

    def fault(self, key: str, what: str, mend: str) -> None:
        """Note what is wrong with the value of that key."""
        self._faults.append(ContentError(self._page.file, self._page.line_of(key), what, mend))

    def words(self, key: str, *, is_needed: bool = True, limit: int | None = None) -> str:
        """One line of words, at most `limit` characters."""
        value = self._take(key, is_needed=is_needed)
        if value is None:
            return ""
        if not isinstance(value, str) or "\n" in value.strip():
            self.fault(key, f"{key} has to be one line of words", f'write it as: {key} = "words"')
            return ""
        words = value.strip()
        if is_needed and not words:
            self.fault(key, f"{key} is empty", "say it in words")
        if limit is not None and len(words) > limit:
            self.fault(key, f"{key} has {len(words)} characters, over {limit}", f"cut it to {limit}")
        return words

    def one_of(self, key: str, allowed: tuple[Word, ...]) -> Word:
        """One of the allowed words."""
        value = self._take(key, is_needed=True)
        if value is not None and value not in allowed:
            self.fault(key, f"{key} is {value!r}", f"choose one of: {', '.join(allowed)}")
        return next((word for word in allowed if word == value), allowed[0])

    def list_of_words(self, key: str, *, is_needed: bool = False) -> tuple[str, ...]:
        """A list of words, as they stand; empty when the key is missing and not needed."""
        value = self._take(key, is_needed=is_needed)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            self.fault(key, f"{key} has to be a list of words", f'write it as: {key} = ["one", "two"]')
            return ()
        if is_needed and not value:
            self.fault(key, f"{key} is an empty list", "name at least one")
        return tuple(one.strip() for one in value)

    def list_of(self, key: str, allowed: tuple[Word, ...], *, is_needed: bool = False) -> tuple[Word, ...]:
        """A list of allowed words."""
        words = self.list_of_words(key, is_needed=is_needed)
        for word in words:
            if word not in allowed:
                self.fault(key, f"{key} names {word!r}", f"choose from: {', '.join(allowed)}")
        return tuple(one for word in words for one in allowed if one == word)

    def number(self, key: str) -> int:
        """A whole number from 1."""
        return self._number(key, self._take(key, is_needed=True))

    def flag(self, key: str, *, is_needed: bool = False) -> bool:
        """True or false; false when the key is missing and not needed."""
        value = self._take(key, is_needed=is_needed)
        if value is not None and not isinstance(value, bool):
            self.fault(key, f"{key} has to be true or false", f"write it as: {key} = true, without quotes")
        return value is True

    def numbers(self, key: str, allowed: tuple[str, ...]) -> dict[str, int]:
        """A table of whole numbers from 1, such as { sets = 2, reps = 8 }, with these names only."""
        value = self._take(key, is_needed=True)
        if value is None:
            return {}
        if not isinstance(value, dict) or not set(value) <= set(allowed):
            mend = f"write it as: {key} = {{ {allowed[0]} = 2, {allowed[1]} = 8 }}"
            self.fault(key, f"{key} may hold only {', '.join(allowed)}", mend)
            return {}
        return {name: self._number(key, number, name) for name, number in value.items()}

    def close(self) -> None:
        """Note the keys that no value was taken for, and those that are missing and not just misspelt."""
        for key in sorted(set(self._page.header) - set(self._asked)):
            from difflib import get_close_matches

            near = get_close_matches(key, self._missing, n=1) or get_close_matches(key, self._asked, n=1)
            mend = f"did you mean {near[0]}?" if near else f"known here: {', '.join(self._asked)}"
            self.fault(key, f"the header does not know {key!r}", mend)
            self._missing = [missing for missing in self._missing if missing not in near]
        for key in self._missing:
            self.fault(key, f"the header lacks {key}", f"add a line: {key} = …")

    def _take(self, key: str, *, is_needed: bool) -> object:
        self._asked.append(key)
        if is_needed and key not in self._page.header:
            self._missing.append(key)
        return self._page.header.get(key)

    def _number(self, key: str, value: object, name: str = "") -> int:
        if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
            return value
        if value is not None:
            self.fault(key, f"{name or key} has to be a whole number from 1", f"write {name or key} = 2")
        return 1
