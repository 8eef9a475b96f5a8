"""Draw the reduced table of Bot API methods that the Telegram test peer checks requests against.

    python -m tools.draw_telegram_methods telegram-bot-api.json > tests/peers/telegram_methods.json

The description of the Bot API is far larger than what a test needs and is not part of this project, so the
tests read this table instead: for each method that the bot or python-telegram-bot may call, its fields with
their types, whether they are required, and their limits as the description words them ("1-64 bytes").
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from tools.drawing import print_drawn

METHODS = (
    "getMe",
    "getUpdates",
    "deleteWebhook",
    "getFile",
    "getChatMember",
    "setMyCommands",
    "deleteMyCommands",
    "getMyCommands",
    "setMyDescription",
    "setMyShortDescription",
    "sendMessage",
    "sendDocument",
    "sendPhoto",
    "sendAnimation",
    "sendChatAction",
    "setMessageReaction",
    "editMessageText",
    "editMessageCaption",
    "editMessageReplyMarkup",
    "deleteMessage",
    "answerCallbackQuery",
)
"""What the bot or the library's start-up may call. A method that is missing here is refused by the peer."""

TYPES = (
    "InlineKeyboardMarkup",
    "InlineKeyboardButton",
    "CopyTextButton",
    "LinkPreviewOptions",
    "ReplyParameters",
    "MessageEntity",
    "BotCommand",
    "BotCommandScope",
    "ReactionType",
    "ReactionTypeEmoji",
)
"""Nested objects whose own fields are checked too (with the subtypes of those that have some)."""

UNASKED = "must explicitly specify"
"""So the description marks kinds of updates that come only to bots that list them."""


def draw(spec: dict[str, Any]) -> dict[str, Any]:
    """The reduced table; `KeyError` when the description lacks a method or type that we name."""
    names = [name for type_ in TYPES for name in (type_, *spec["types"][type_].get("subtypes", ()))]
    updates = [field for field in spec["types"]["Update"]["fields"] if not field["required"]]
    return {
        "version": spec["version"],
        "methods": {name: _fields(spec["methods"][name]) for name in METHODS},
        "types": {name: _fields(spec["types"][name]) for name in dict.fromkeys(names)},
        "subtypes": {
            name: spec["types"][name]["subtypes"] for name in TYPES if "subtypes" in spec["types"][name]
        },
        "updates": [field["name"] for field in updates],
        "unasked": [field["name"] for field in updates if UNASKED in field["description"]],
        "reactions": _quoted(spec["types"]["ReactionTypeEmoji"], "emoji"),
        "actions": re.findall(
            r"\b[a-z]+(?:_[a-z]+)*(?= for )", _description(spec["methods"]["sendChatAction"], "action")
        ),
    }


def _fields(owner: dict[str, Any]) -> dict[str, Any]:
    return {field["name"]: _field(field) for field in owner.get("fields", ())}


def _field(field: dict[str, Any]) -> dict[str, Any]:
    drawn: dict[str, Any] = {"types": field["types"]}
    if field["required"]:
        drawn["required"] = True
    words = field["description"]
    if limit := re.search(r"(\d+)-(\d+) (characters|bytes)", words):
        drawn |= {"min": int(limit[1]), "max": int(limit[2]), "unit": limit[3]}
        if re.search(r"after entit(y|ies) parsing", words):
            drawn["parsed"] = True
    elif limit := re.search(r"At most (\d+) ", words):
        drawn["max"] = int(limit[1])
    return drawn


def _description(owner: dict[str, Any], name: str) -> str:
    return str(next(field["description"] for field in owner["fields"] if field["name"] == name))


def _quoted(owner: dict[str, Any], name: str) -> list[str]:
    return re.findall(r'"([^"]+)"', _description(owner, name))


def _written(table: dict[str, Any]) -> str:
    """JSON with one field a line, so that a new version of the Bot API reads well as a difference."""
    parts = []
    for key, value in table.items():
        if key in ("methods", "types"):
            owners = [
                f"  {json.dumps(owner)}: {{"
                + ",".join(f"\n   {json.dumps(name)}: {json.dumps(field)}" for name, field in fields.items())
                + "}"
                for owner, fields in value.items()
            ]
            parts.append(f" {json.dumps(key)}: {{\n" + ",\n".join(owners) + "\n }")
        else:
            parts.append(f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    name, chosen = "telegram-bot-api.json", "METHODS or TYPES"
    sys.exit(print_drawn(name, sys.argv[1:], lambda spec: _written(draw(spec)), chosen))
