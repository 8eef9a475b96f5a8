"""`tripod chat --json`: one JSON object a line, in and out."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from bot.easel import Drawn
from bot.model import Offered
from bot.on_terminal.network import Network, NotPossible, Shown
from bot.on_terminal.screens import EVERYBODY
from bot.on_terminal.times import instant_of

LARGEST_FILE = 64 * 1024
"""Bytes of a file that may come with a message."""
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic")
"""What the names of pictures end with; whether one is shown is not decided here."""
TEXTS = ("who", "chat", "text", "press", "file", "event", "at")
"""Fields that hold text; fields that are not known are passed over."""
DEEDS = {"text", "press", "event", "at"}
"""A line does one of these."""
SHAPES = (
    'write {"who": "sam", "text": "/help"}, {"who": "sam", "press": "Done"},'
    ' {"who": "sam", "event": "blocks"} or {"at": "2026-11-22T18:00:00+00:00"}'
)


async def run(network: Network, lines: BinaryIO, out: TextIO) -> None:
    """Talk until the input ends."""
    network.listener = lambda shown: _write(out, line_of(shown))
    await network.start()
    for number, raw in enumerate(lines, start=1):
        try:
            await _obey(network, _read(raw))
        except NotPossible as fault:
            _write(out, {"error": str(fault), "line": number})
        else:
            _write(out, {"ok": number})


def line_of(shown: Shown) -> dict[str, Any]:
    """A message as the face shows it."""
    reply = shown.reply
    return {
        "at": shown.at.isoformat(),
        "to": shown.to,
        "chat": shown.chat,
        "kind": reply.kind,
        "about": reply.about,
        "title": reply.title,
        "text": reply.text,
        "buttons": [button.label for row in reply.buttons for button in row],
        "picture": _picture(shown.picture),
        "private": reply.is_private,
        "edits": reply.edits,
        "late": reply.is_late,
        **({"file": {"name": reply.file[0], "text": reply.file[1]}} if reply.file else {}),
    }


def _picture(drawn: Drawn | None) -> dict[str, str] | None:
    return {"file": str(drawn.file.absolute()), "alt": drawn.alt} if drawn and drawn.file else None


def _write(out: TextIO, line: dict[str, Any]) -> None:
    out.write(json.dumps(line, ensure_ascii=False) + "\n")
    out.flush()


def _read(raw: bytes) -> dict[str, Any]:
    try:
        line = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise NotPossible(f"this line is not UTF-8 text; {SHAPES}") from None
    except (ValueError, RecursionError):
        raise NotPossible(f"this line is not JSON; {SHAPES}") from None
    if not isinstance(line, dict):
        raise NotPossible(f"this line is not an object; {SHAPES}")
    given = {name: value for name, value in line.items() if value is not None}
    _refuse(given)
    return given


def _refuse(line: dict[str, Any]) -> None:
    if len(line.keys() & DEEDS) != 1:
        raise NotPossible(f"a line does one thing, and one thing only; {SHAPES}")
    for name in TEXTS:
        if name in line and not isinstance(line[name], str):
            raise NotPossible(f"{name} has to be text; {SHAPES}")
    for name in ("who", "chat"):
        if name in line and not line[name].strip():
            raise NotPossible(f"{name} has to name somebody; {SHAPES}")
    if line.get("who", "").startswith("#") or line.get("who") == EVERYBODY:
        raise NotPossible("# and * stand for groups; give the person another name")
    if any("\ud800" <= character <= "\udfff" for name in TEXTS for character in line.get(name, "")):
        raise NotPossible("half of a surrogate pair is no character; write it whole")
    nth = line.get("nth", 1)
    if not isinstance(nth, int) or isinstance(nth, bool) or nth < 1:
        raise NotPossible("nth has to be a whole number from 1; 2 is the second newest")


def _replied(line: dict[str, Any]) -> str | int:
    """What is replied to: words of the message, or its place from the newest. Raises NotPossible."""
    match line.get("replies", ""):
        case str(words):
            return words
        case int(place) if place >= 1 and not isinstance(place, bool):
            return place
    raise NotPossible("replies has to be words of a message, or a whole number from 1; 1 is the newest")


async def _obey(network: Network, line: dict[str, Any]) -> None:
    who, chat = line.get("who", ""), line.get("chat", "")
    match line:
        case {"at": at}:
            await network.move_to(_instant(at))
        case {"event": event}:
            await network.happen(event, who, chat)
        case {"who": _, "press": label}:
            await network.press(who, label, chat, line.get("nth", 1))
        case {"who": _, "text": text}:
            file, photo = _attached(line.get("file", ""))
            await network.say(who, text, file, chat, _replied(line), photo)
        case _:
            raise NotPossible(f"this line does not say who; {SHAPES}")


def _instant(text: str) -> datetime:
    at = instant_of(text)
    if at is None:
        raise NotPossible(f"{text!r} is no instant; write 2026-11-22T18:00:00+00:00")
    return at


def _attached(name: str) -> tuple[str, Offered | None]:
    """The text of an attached file, or the picture that it is. Raises NotPossible."""
    path = Path(name)
    if path.suffix.casefold() not in PICTURES:
        return _file(name), None
    try:
        return "", Offered(name, path.stat().st_size)
    except (OSError, ValueError):
        raise NotPossible(f"the file {name!r} cannot be read; name one that exists") from None


def _file(name: str) -> str:
    """The text of an attached file. Raises NotPossible when there is none, or none to read."""
    if not name:
        return ""
    path = Path(name)
    try:
        if not path.is_file():
            raise FileNotFoundError(name)
        is_large = path.stat().st_size > LARGEST_FILE
        raw = b"" if is_large else path.read_bytes()
    except (OSError, ValueError):
        raise NotPossible(f"the file {name!r} cannot be read; name one that exists") from None
    if is_large:
        raise NotPossible(f"the file {name!r} is larger than {LARGEST_FILE // 1024} KB; send a shorter one")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotPossible(f"the file {name!r} is not UTF-8 text; save it as UTF-8") from None
