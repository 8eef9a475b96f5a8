"""What Discord would refuse although simcord takes it: the rules of the Discord test peer.

Pure functions over the drawn table (`discord_fields.json`, made by `tools/draw_discord_fields.py`). Each
gives one sentence for every fault, so that a failing test says what the bot sent wrongly.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

TABLE: dict[str, Any] = json.loads(
    Path(__file__).with_name("discord_fields.json").read_text(encoding="utf-8")
)
"""Routes, the fields of their bodies and limits, drawn from the description of the API."""

EMBED_CHARACTERS = 6000
"""All texts of all embeds of a message together (Resources > Message > Embed Limits)."""
COMMAND_CHARACTERS = 8000
"""Name, description and values of a command with its options (Interactions > Application Commands)."""
MEGABYTE = 1024**2
LARGEST = 10 * MEGABYTE
"""Bytes of a file where nobody pays for more (Reference > Uploading Files)."""

_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": (list, tuple),
    "object": dict,
    "null": type(None),
}


def route_of(method: str, path: str) -> str | None:
    """The name of the route that a request took, with its parameters unnamed as in the table."""
    parts = path.strip("/").split("/")
    fitting = [route for route in TABLE["routes"] if _fits(route, method, parts)]
    return min(fitting, key=lambda route: route.count("{"), default=None)


def faults(method: str, path: str, body: object) -> Iterator[str]:
    """What Discord would refuse in a request, one sentence each."""
    route = route_of(method, path)
    if route is None:
        yield f"{method} {path}: no route that the bot is known to use"
        return
    field = TABLE["routes"][route]
    if field is None:
        if body:
            yield f"{route}: takes no body"
        return
    yield from _value(route, body, field)
    if route.startswith("PUT"):
        for command in _listed(body):
            yield from _command(route, command)
    elif isinstance(body, dict):
        yield from _message(route, body)


def file_faults(where: str, files: Iterable[tuple[str, int]]) -> Iterator[str]:
    """What Discord would refuse of the files of a request: their names and bytes."""
    for name, size in files:
        if not size:
            yield f"{where}: {name} is empty"
        if size > LARGEST:
            yield f"{where}: {name} holds at most {LARGEST} bytes, not {size}"


def _fits(route: str, method: str, parts: Sequence[str]) -> bool:
    verb, path = route.split()
    template = path.strip("/").split("/")
    return (
        verb == method
        and len(template) == len(parts)
        and all(one.startswith("{") or one == part for one, part in zip(template, parts, strict=True))
    )


def _value(where: str, value: object, field: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(value, dict) and "objects" in field:
        yield from _object(where, value, field["objects"])
        return
    if not _is_of(value, field.get("types", ())):
        wanted = " or ".join((*field.get("types", ()), *field.get("objects", ())))
        yield f"{where} is {wanted}, not {value!r}"
        return
    if "choices" in field and value is not None and value not in field["choices"]:
        yield f"{where} is one of {field['choices']}, not {value!r}"
    if isinstance(value, str | list | tuple):
        yield from _length(where, value, field)
    if isinstance(value, str) and "pattern" in field and not re.fullmatch(field["pattern"], value):
        yield f"{where} does not look like {field['pattern']}: {value!r}"
    if isinstance(value, list | tuple):
        for at, one in enumerate(value):
            yield from _value(f"{where}[{at}]", one, field["items"])


def _is_of(value: object, types: Iterable[str]) -> bool:
    if isinstance(value, bool):
        return "boolean" in types
    return any(isinstance(value, _TYPES[type_]) for type_ in types)


def _length(where: str, value: str | Sequence[object], field: Mapping[str, Any]) -> Iterator[str]:
    unit = "characters" if isinstance(value, str) else "entries"
    if len(value) > field.get("max", len(value)):
        yield f"{where} holds at most {field['max']} {unit}, not {len(value)}"
    if len(value) < field.get("min", 0):
        yield f"{where} holds at least {field['min']} {unit}, not {len(value)}"


def _object(where: str, value: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
    known = TABLE["objects"][_meant(value, names)]
    for field, one in value.items():
        if field in known:
            yield from _value(f"{where}.{field}", one, known[field])
        else:
            yield f"{where} has no field {field}"
    for field, drawn in known.items():
        if drawn.get("required") and field not in value:
            yield f"{where} needs {field}"


def _meant(value: Mapping[str, Any], names: Sequence[str]) -> str:
    """Of several objects, the one whose `type` this is, else the first that knows most of its fields."""
    for name in names:
        if value.get("type") in TABLE["objects"][name].get("type", {}).get("choices", ()):
            return name
    return max(names, key=lambda name: len(value.keys() & TABLE["objects"][name].keys()))


def _message(route: str, body: Mapping[str, Any]) -> Iterator[str]:
    is_callback = route.endswith("/callback")
    message = (body.get("data") or {}) if is_callback else body
    buttons = [
        button for row in _listed(message.get("components")) for button in _listed(row.get("components"))
    ]
    for custom_id, count in Counter(button.get("custom_id") for button in buttons).items():
        if custom_id is not None and count > 1:
            yield f"{route}: {count} buttons have the custom_id {custom_id!r}"
    for button in buttons:
        if not button.get("label") and not button.get("emoji"):
            yield f"{route}: a button has neither label nor emoji"
    if (characters := sum(map(_embed_characters, _listed(message.get("embeds"))))) > EMBED_CHARACTERS:
        yield f"{route}: the embeds hold {EMBED_CHARACTERS} characters together, not {characters}"
    if message.get("enforce_nonce") and not message.get("nonce"):
        yield f"{route}: enforce_nonce without a nonce"
    creates = (
        body.get("type") == 4 if is_callback else route.startswith("POST") and "content" in _fields(route)
    )
    if creates and not _shows_something(message):
        yield f"{route}: an empty message"


def _fields(route: str) -> Mapping[str, Any]:
    fields: Mapping[str, Any] = TABLE["objects"][TABLE["routes"][route]["objects"][0]]
    return fields


def _shows_something(message: Mapping[str, Any]) -> bool:
    return bool(str(message.get("content") or "").strip()) or any(
        message.get(name) for name in ("embeds", "components", "attachments", "sticker_ids")
    )


def _embed_characters(embed: Mapping[str, Any]) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    texts += [
        part for field in _listed(embed.get("fields")) for part in (field.get("name"), field.get("value"))
    ]
    return sum(len(text) for text in texts if text)


def _command(route: str, command: Mapping[str, Any]) -> Iterator[str]:
    for name in (command.get("name"), *(option.get("name") for option in _listed(command.get("options")))):
        if isinstance(name, str) and name != name.lower():
            yield f"{route}: {name!r} is not in lower case"
    for stated in ("contexts", "integration_types"):
        if not command.get(stated):
            yield f"{route}: {command.get('name')} does not state its {stated}"
    if (characters := sum(map(len, _texts(command)))) > COMMAND_CHARACTERS:
        yield f"{route}: {command.get('name')} has {characters} characters, {COMMAND_CHARACTERS} are allowed"


def _texts(command: Mapping[str, Any]) -> Iterator[str]:
    for name in ("name", "description", "value"):
        if isinstance(text := command.get(name), str):
            yield text
    for inner in ("options", "choices"):
        for one in _listed(command.get(inner)):
            yield from _texts(one)


def _listed(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list | tuple) else []
