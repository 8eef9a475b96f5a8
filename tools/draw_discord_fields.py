"""Draw the reduced table of Discord requests that the Discord test peer checks the bot's requests against.

    python -m tools.draw_discord_fields discord-openapi.json > tests/peers/discord_fields.json

Discord's description of its API is far larger than what a test needs and is not part of this project, so the
tests read this table instead: for each route that the bot or discord.py may call, the fields of its body with
their types and limits. What Discord's pages say and its description does not, stands here in DOCUMENTED.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from tools.drawing import print_drawn

ROUTES = """
    GET /users/@me
    GET /oauth2/applications/@me
    GET /gateway/bot
    GET /applications/{application_id}/commands
    PUT /applications/{application_id}/commands
    POST /users/@me/channels
    POST /channels/{channel_id}/typing
    POST /channels/{channel_id}/messages
    PATCH /channels/{channel_id}/messages/{message_id}
    DELETE /channels/{channel_id}/messages/{message_id}
    POST /interactions/{interaction_id}/{interaction_token}/callback
    POST /webhooks/{webhook_id}/{webhook_token}
    GET /webhooks/{webhook_id}/{webhook_token}/messages/@original
    PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original
    DELETE /webhooks/{webhook_id}/{webhook_token}/messages/@original
    PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}
    DELETE /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}
"""
"""What the bot or the library may call. A route that is missing here is a violation."""

_OBJECTS = """
    MessageCreateRequest MessageEditRequestPartial MessageAttachmentRequest MessageAllowedMentionsRequest
    MessageReferenceRequest ActionRowComponentForMessageRequest ButtonComponentForMessageRequest
    ComponentEmojiForRequest RichEmbed RichEmbedAuthor RichEmbedField RichEmbedFooter RichEmbedImage
    RichEmbedThumbnail CreatePrivateChannelRequest IncomingWebhookRequestPartial
    IncomingWebhookUpdateRequestPartial CreateMessageInteractionCallbackRequest
    UpdateMessageInteractionCallbackRequest
    ApplicationCommandAutocompleteCallbackRequest InteractionApplicationCommandAutocompleteCallbackStringData
    IncomingWebhookInteractionRequest IncomingWebhookUpdateForInteractionCallbackRequestPartial
    ApplicationCommandUpdateRequest ApplicationCommandStringOption ApplicationCommandOptionStringChoice
    ApplicationCommandAttachmentOption
"""
OBJECTS = _OBJECTS.split()
"""Objects whose fields are drawn. A field that can only hold another one is left out: the bot sends none."""

NAME = r"^[-_'\w]{1,32}$"
DOCUMENTED: dict[str, dict[str, Any]] = {
    # Resources > Message > Create Message: 2000 characters, 4000 only for people who pay; five action rows
    # (Components > Legacy Message Component Behavior).
    "MessageCreateRequest.content": {"max": 2000},
    "MessageEditRequestPartial.content": {"max": 2000},
    "MessageCreateRequest.components": {"max": 5},
    "MessageEditRequestPartial.components": {"max": 5},
    "IncomingWebhookRequestPartial.components": {"max": 5},
    "IncomingWebhookUpdateRequestPartial.components": {"max": 5},
    "IncomingWebhookInteractionRequest.components": {"max": 5},
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial.components": {"max": 5},
    # Interactions > Application Commands: naming, the description of a slash command, 100 of them.
    "ApplicationCommandUpdateRequest.name": {"pattern": NAME},
    "ApplicationCommandUpdateRequest.description": {"min": 1},
    "ApplicationCommandUpdateRequest.nsfw": {"types": ["boolean"]},
    "ApplicationCommandStringOption.name": {"pattern": NAME},
    "ApplicationCommandAttachmentOption.name": {"pattern": NAME},
    "PUT /applications/{application_id}/commands": {"max": 100},
    # discord.py always sends these; Discord passes over them in silence.
    "MessageEditRequestPartial.tts": {"types": ["boolean"]},
    "IncomingWebhookUpdateRequestPartial.tts": {"types": ["boolean"]},
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial.tts": {"types": ["boolean"]},
}

Schema = dict[str, Any]


def draw(spec: Schema) -> Schema:
    """The reduced table; `KeyError` when the description lacks a route or object that we name."""
    schemas = spec["components"]["schemas"]
    return {
        "version": spec["info"]["version"],
        "routes": {route: _route(spec, route) for route in map(str.strip, ROUTES.strip().splitlines())},
        "objects": {name: _object(schemas, name) for name in OBJECTS},
    }


def _route(spec: Schema, route: str) -> Schema | None:
    method, path = route.split()
    body = spec["paths"][path][method.lower()].get("requestBody")
    if body is None:
        return None
    drawn = _field(spec["components"]["schemas"], body["content"]["application/json"]["schema"])
    return None if drawn is None else drawn | DOCUMENTED.get(route, {})


def _object(schemas: Schema, name: str) -> Schema:
    schema = schemas[name]
    fields: Schema = {}
    for field, inner in schema["properties"].items():
        drawn = _field(schemas, inner)
        if drawn is not None:
            fields[field] = drawn | ({"required": True} if field in schema.get("required", ()) else {})
    for place, more in DOCUMENTED.items():
        owner, _, field = place.partition(".")
        if owner == name:
            fields[field] = fields.get(field, {}) | more
    return fields


def _field(schemas: Schema, schema: Schema) -> Schema | None:
    """Types, limits, choices and objects that a field may hold; None when it holds nothing that we name."""
    drawn: Schema = {"types": [], "objects": []}
    for one in _alternatives(schemas, schema):
        if isinstance(one, str):
            drawn["objects"] += [one] if one in OBJECTS else []
            continue
        drawn["types"] += [type_ for type_ in _types(one) if type_ not in drawn["types"]]
        drawn |= {short: one[long] for short, long in _LIMITS if long in one}
        if "oneOf" in one and (choices := [choice["const"] for choice in one["oneOf"] if "const" in choice]):
            drawn.setdefault("choices", choices)
        if "items" in one:
            drawn["items"] = _field(schemas, one["items"])
    holds_nothing = not set(drawn["types"]) - {"null"} and not drawn["objects"]
    empty_list = "array" in drawn["types"] and drawn.get("items") is None
    return (
        None if holds_nothing or empty_list else {key: value for key, value in drawn.items() if value != []}
    )


_LIMITS = (
    ("min", "minLength"),
    ("max", "maxLength"),
    ("min", "minItems"),
    ("max", "maxItems"),
    ("choices", "enum"),
    ("pattern", "pattern"),
)


def _alternatives(schemas: Schema, schema: Schema) -> Iterator[Schema | str]:
    """What a schema may be: plain types, or the names of objects."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if schemas[name].get("type") == "object":
            yield name
        else:
            yield from _alternatives(schemas, schemas[name])
    elif "type" not in schema and ("oneOf" in schema or "anyOf" in schema):
        for one in schema.get("oneOf") or schema["anyOf"]:
            yield from _alternatives(schemas, one)
    else:
        yield schema


def _types(schema: Schema) -> list[str]:
    """The types of a plain schema. Discord takes a snowflake as a number, too."""
    types = schema.get("type", [])
    listed = [types] if isinstance(types, str) else list(types)
    return [*listed, "integer"] if schema.get("format") == "snowflake" else listed


def _written(table: Schema) -> str:
    """JSON with one field a line, so that a new version of the API reads well as a difference."""
    routes = [f"  {json.dumps(route)}: {json.dumps(body)}" for route, body in table["routes"].items()]
    objects = [
        f"  {json.dumps(name)}: {{"
        + ",".join(f"\n   {json.dumps(field)}: {json.dumps(drawn)}" for field, drawn in fields.items())
        + "}"
        for name, fields in table["objects"].items()
    ]
    return (
        f'{{\n "version": {json.dumps(table["version"])},\n "routes": {{\n'
        + ",\n".join(routes)
        + '\n },\n "objects": {\n'
        + ",\n".join(objects)
        + "\n }\n}\n"
    )


if __name__ == "__main__":
    name, chosen = "discord-openapi.json", "ROUTES or OBJECTS"
    sys.exit(print_drawn(name, sys.argv[1:], lambda spec: _written(draw(spec)), chosen))
