"""What Telegram refuses, in Telegram's words: the rules of the test peer.

Pure functions over the drawn table (`telegram_methods.json`, made by `tools/draw_telegram_methods.py`) and
over `tdjson`, Telegram's own parser. Each raises `Refusal` for what the Bot API would not take.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tdjson import td_execute

TABLE: dict[str, Any] = json.loads(
    Path(__file__).with_name("telegram_methods.json").read_text(encoding="utf-8")
)
"""Methods, their fields and limits, drawn from the description of the Bot API."""

MEGABYTE = 1024**2
LARGEST = {"photo": 10 * MEGABYTE, "animation": 50 * MEGABYTE, "document": 50 * MEGABYTE}
"""Bytes of a file that is sent to Telegram, by kind (core.telegram.org/bots/api#sending-files)."""
STARTS = {
    "photo": (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"),
    "animation": (b"GIF87a", b"GIF89a"),
    "document": (b"",),
}
"""How files of a kind begin. Telegram itself takes other animations as documents."""
SIDES, STRETCH = 10_000, 20
"""Pixels of a photo's width and height together, and how often the one holds the other (#sendphoto)."""

BUTTONS = 100
"""An inline keyboard holds at most so many buttons."""

Fields = dict[str, Any]
Entities = list[dict[str, Any]]


class Refusal(Exception):
    """The peer's no. A violation is what a correct bot never sends; the test fails for it at its end."""

    def __init__(
        self,
        description: str,
        status: int = 400,
        *,
        parameters: Mapping[str, int] | None = None,
        is_violation: bool = False,
    ) -> None:
        super().__init__(description)
        self.status = status
        self.parameters = dict(parameters or {})
        self.is_violation = is_violation


@dataclass(frozen=True)
class Upload:
    """A file that came with a request, or that Telegram keeps."""

    name: str
    content: bytes
    kind: str = "document"
    """What Telegram takes it for: document, photo or animation."""


def wrong(description: str) -> Refusal:
    """What a correct bot never sends."""
    return Refusal(f"Bad Request: {description}", is_violation=True)


def refused(description: str) -> Refusal:
    """What may happen to any bot: the chat is gone, the message is too old."""
    return Refusal(f"Bad Request: {description}")


def read_fields(method: str, sent: Mapping[str, Any]) -> Fields:
    """The fields of a request with their types, from JSON, a form or several parts.

    A method or field that the Bot API does not know is refused, unlike at Telegram, which ignores the field.
    """
    known = TABLE["methods"].get(method)
    if known is None:
        raise Refusal("Not Found: method not found", 404, is_violation=True)
    if unknown := sorted(sent.keys() - known.keys()):
        raise wrong(f"{method} has no field {', '.join(unknown)}")
    if missing := sorted(name for name, field in known.items() if field.get("required") and name not in sent):
        raise wrong(f"{method} needs {', '.join(missing)}")
    fields = {name: _value(f"{method}.{name}", value, known[name]["types"]) for name, value in sent.items()}
    for name, value in fields.items():
        _hold_limit(method, name, known[name], value)
    return fields


def _value(where: str, value: Any, types: Sequence[str]) -> Any:
    """The value as the first of these types that fits it; forms bring everything as text."""
    for type_ in types:
        try:
            return _as(where, value, type_)
        except (ValueError, TypeError):
            continue
    raise wrong(f"{where} must be {' or '.join(types)}, not {value!r}")


def _as(where: str, value: Any, type_: str) -> Any:
    if type_ in _PLAIN:
        return _PLAIN[type_](value)
    read = json.loads(value) if isinstance(value, str) else value
    if type_.startswith("Array of "):
        return [_as(f"{where}[{at}]", one, type_[9:]) for at, one in enumerate(_instance(read, list))]
    return _object(where, _instance(read, dict), type_)


def _instance(value: Any, type_: type) -> Any:
    if not isinstance(value, type_):
        raise TypeError
    return value


_PLAIN: dict[str, Callable[[Any], Any]] = {
    "Integer": lambda value: int(_instance(value, str) if isinstance(value, bool) else value),
    "Float": float,
    "Boolean": lambda value: ("false", "true").index(str(value).lower()) == 1,
    "String": lambda value: _instance(value, str),
    "InputFile": lambda value: _instance(value, Upload),
}


def _object(where: str, value: dict[str, Any], type_: str) -> dict[str, Any]:
    if subtypes := TABLE["subtypes"].get(type_):
        return dict(_value(where, value, subtypes))
    known = TABLE["types"].get(type_)
    if known is None or value.keys() - known.keys():
        raise TypeError(f"{where}: no {type_} that the peer knows")
    if any(field.get("required") and name not in value for name, field in known.items()):
        raise TypeError(f"{where}: {type_} lacks a field")
    if type_ == "InlineKeyboardButton":
        _hold_button(value)
    if type_ == "BotCommand":
        _hold_command(value)
    return {name: _value(f"{where}.{name}", part, known[name]["types"]) for name, part in value.items()}


def _hold_limit(method: str, name: str, field: Mapping[str, Any], value: Any) -> None:
    if "max" not in field or field.get("parsed"):
        return
    if isinstance(value, list) and len(value) > field["max"]:
        raise wrong("BOT_COMMANDS_TOO_MUCH")
    if isinstance(value, str) and not field["min"] <= len(value) <= field["max"]:
        raise wrong(
            f"{method}.{name} holds {field['min']} to {field['max']} {field['unit']}, not {len(value)}"
        )


def _hold_button(button: Mapping[str, Any]) -> None:
    if not str(button["text"]).strip():
        raise wrong("can't parse inline keyboard button: text is empty")
    if len(button.keys() - {"text", "icon_custom_emoji_id", "style"}) != 1:
        raise wrong("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    most = TABLE["types"]["InlineKeyboardButton"]["callback_data"]["max"]
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= most:
        raise wrong("BUTTON_DATA_INVALID")
    if "url" in button and not re.match(r"(https?|tg)://[^\s/]+", str(button["url"])):
        raise wrong(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _hold_command(command: Mapping[str, Any]) -> None:
    name, description = str(command["command"]), str(command["description"]).strip()
    limit = {field: rule["max"] for field, rule in TABLE["types"]["BotCommand"].items()}
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise wrong("BOT_COMMAND_INVALID")
    if len(name) > limit["command"]:
        raise wrong(f"command length must not exceed {limit['command']}")
    if not description:
        raise wrong("command description must be non-empty")
    if len(description) > limit["description"]:
        raise wrong(f"command description length must not exceed {limit['description']}")


def hold_file(file: Upload) -> None:
    """A file of its kind, within the limits of that kind."""
    if not file.content:
        raise wrong("file must be non-empty")
    if len(file.content) > LARGEST[file.kind]:
        raise wrong(f"file of size {len(file.content)} bytes is too big for a {file.kind}")
    if not file.content.startswith(STARTS[file.kind]):
        raise wrong("IMAGE_PROCESS_FAILED")
    if file.kind == "photo" and file.content.startswith(STARTS["photo"][0]):
        width, height = (int.from_bytes(file.content[at : at + 4], "big") for at in (16, 20))
        if width + height > SIDES or max(width, height) > STRETCH * min(width, height):
            raise wrong("PHOTO_INVALID_DIMENSIONS")


def hold_markup(markup: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The keyboard as it is kept: None when it has no buttons."""
    rows = [row for row in (markup or {}).get("inline_keyboard", ()) if row]
    if sum(map(len, rows)) > BUTTONS:
        raise wrong("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def parse_text(method: str, fields: Mapping[str, Any], name: str) -> tuple[str, Entities]:
    """The text that people see and its entities, both stripped, within the method's limit in UTF-16 units."""
    text, entities = str(fields.get(name, "")), list(fields.get("entities", ()))
    if mode := fields.get("parse_mode"):
        text, entities = _parsed(text, mode)
    text, entities = _stripped(text, entities)
    limit = TABLE["methods"][method][name]
    if units(text) > limit["max"]:
        raise wrong("message is too long" if name == "text" else "message caption is too long")
    if units(text) < limit["min"]:
        raise wrong("message text is empty")
    return text, entities


def _parsed(text: str, mode: str) -> tuple[str, Entities]:
    modes = {"html": "textParseModeHTML", "markdownv2": "textParseModeMarkdown"}
    if mode.lower() not in modes:
        raise wrong("unsupported parse_mode")
    parse_mode = {"@type": modes[mode.lower()]} | ({"version": 2} if mode.lower() == "markdownv2" else {})
    answer = _ask({"@type": "parseTextEntities", "text": text, "parse_mode": parse_mode})
    if answer["@type"] == "error":
        raise wrong(answer["message"][0].lower() + answer["message"][1:])
    return str(answer["text"]), [_entity(one) for one in answer["entities"]]


def find_entities(text: str) -> Entities:
    """What Telegram itself finds in what a person types: commands, mentions, links."""
    return [_entity(one) for one in _ask({"@type": "getTextEntities", "text": text})["entities"]]


def _entity(found: Mapping[str, Any]) -> dict[str, Any]:
    kind = str(found["type"]["@type"]).removeprefix("textEntityType")
    names = {"TextUrl": "text_link", "PreCode": "pre", "BlockQuote": "blockquote", "EmailAddress": "email"}
    names["ExpandableBlockQuote"] = "expandable_blockquote"
    extra = {key: found["type"][key] for key in ("url", "language") if key in found["type"]}
    name = names.get(kind, re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower())
    return {"type": name, "offset": found["offset"], "length": found["length"], **extra}


def _ask(question: Mapping[str, Any]) -> dict[str, Any]:
    answer = td_execute(json.dumps(question).encode())
    assert answer is not None
    return dict(json.loads(answer))


_ask({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})


def _stripped(text: str, entities: Entities) -> tuple[str, Entities]:
    """Telegram strips a text after parsing it and moves its entities."""
    ahead, kept = units(text) - units(text.lstrip()), text.strip()
    moved = []
    for entity in entities:
        start = max(0, entity["offset"] - ahead)
        end = min(units(kept), entity["offset"] + entity["length"] - ahead)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return kept, moved


def units(text: str) -> int:
    """The length of a text in UTF-16 code units, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, entity: Mapping[str, Any]) -> str:
    """The part of the text that an entity covers."""
    start, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
    return text.encode("utf-16-le")[start:end].decode("utf-16-le")
