"""`tripod route`: one line in, one line out."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stdout
from typing import Any
from unittest.mock import patch

import pytest

from bot.__main__ import main
from tests.asks import LIBRARY, reply


def routed(*lines: object) -> list[dict[str, Any]]:
    raw = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
    out = io.StringIO()
    with patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw))), redirect_stdout(out):
        assert main(["route"]) == 0
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("text", "action", "slugs"),
    [
        ("/elbowpain", "card", ["elbowpain"]),
        ("/ElbowPain", "card", ["elbowpain"]),
        ("what is crepitus?", "card", ["crepitus"]),
        ("/help", "none", []),
        ("/nonsense", "none", []),
        ("calf hot and swollen", "stop", ["calf-swollen"]),
        ("i want to die", "crisis", ["despair"]),
        ("i am 12", "crisis", ["young"]),
        ("numb?", "ask", []),
        ("broken foot", "ask", ["metatarsal"]),
        ("tell me a joke", "none", []),
        ("😀", "none", []),
        ("", "none", []),
        ("foot " * 2_000, "none", []),
    ],
)
def test_a_message_is_routed(text: str, action: str, slugs: list[str]) -> None:
    assert routed({"id": "x", "text": text}) == [{"id": "x", "action": action, "slugs": slugs}]


def test_the_bare_name_of_a_card_is_that_card_and_others_come_next() -> None:
    (line,) = routed({"id": "x", "text": "elbow pain"})
    assert (line["action"], line["slugs"][0]) == ("card", "elbowpain")
    assert len(line["slugs"]) >= 3


def test_a_menu_has_at_most_three_cards() -> None:
    (line,) = routed({"id": "x", "text": "hips or calves for a jump"})
    assert line["action"] == "menu"
    assert 1 <= len(line["slugs"]) <= 3
    assert set(line["slugs"]) <= set(LIBRARY.cards)


@pytest.mark.parametrize(
    "line", [b"rubbish", b"[1]", b'{"id": "x"}', b'{"id": "x", "text": 1}', b"\xff", b""]
)
def test_a_line_without_a_text_keeps_its_place_and_says_what_is_wrong(line: bytes) -> None:
    first, wrong, last = routed({"id": 1, "text": "kms"}, line, {"id": 2, "text": "kms"})
    assert (first["id"], last["id"]) == (1, 2)
    assert (wrong["action"], wrong["slugs"], wrong["line"]) == ("none", [], 2)
    assert wrong["id"] in ("x", None)
    assert "write" in wrong["error"]


def test_half_a_character_stops_nothing() -> None:
    assert routed(b'{"id": "\\udc00", "text": "\\udc00 hi"}')[0]["action"] == "none"


@pytest.mark.parametrize(
    "text", ["calf hot and swollen", "numb?", "i want to die", "/elbowpain", "elbow pain"]
)
def test_members_get_what_the_route_says(text: str) -> None:
    (line,) = routed({"id": "x", "text": text})
    told = reply(text)
    expected = {"stop": "signs", "ask": "signs", "crisis": "crisis", "card": "reply"}
    assert told.kind == expected[line["action"]]
    if line["action"] == "card":
        assert told.about == line["slugs"][0]
