"""The Telegram test peer, asked by the real library: it keeps and refuses what Telegram keeps and refuses."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, FormData
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.ext import (
    ApplicationBuilder,
    CallbackContext,
    CallbackQueryHandler,
    ExtBot,
    MessageHandler,
    filters,
)

from tests.peers.telegram import Group, Person, TelegramPeer
from tests.peers.telegram_rules import TABLE, Refusal

TOKEN = "123456:test-token"
ROOT = Path(__file__).parent.parent
X = {"type": "emoji", "emoji": "x"}
DONE = InlineKeyboardMarkup([[InlineKeyboardButton("✅ Done", callback_data="/done")]])

Context = CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]


@pytest.fixture(autouse=True)
def _spans_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def peer() -> AsyncIterator[TelegramPeer]:
    async with TelegramPeer(TOKEN) as peer:
        yield peer


@pytest.fixture
async def bot(peer: TelegramPeer) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=peer.base_url, base_file_url=peer.base_file_url) as bot:
        yield bot


@pytest.fixture
def sam(peer: TelegramPeer) -> Person:
    sam = peer.person(42, "Sam", username="sam", language_code="en")
    sam.says("/start")
    return sam


@pytest.fixture
def gym(peer: TelegramPeer, sam: Person) -> Group:
    return peer.group(-1001, "Gym", members=[sam])


async def ask(peer: TelegramPeer, method: str, fields: Mapping[str, Any]) -> tuple[int, str]:
    """A request as JSON, past the library: the status and Telegram's words."""
    async with (
        ClientSession() as session,
        session.post(f"{peer.base_url}{TOKEN}/{method}", json=fields) as answer,
    ):
        return answer.status, str((await answer.json()).get("description", ""))


def forgiven(peer: TelegramPeer) -> str:
    """The one violation that the test provoked; the peer forgets it."""
    (violation,) = peer.violations
    peer.violations.clear()
    return violation


# --- the table


def drawn(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.draw_telegram_methods", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, encoding="utf-8")


def test_the_script_wants_the_path_of_a_description_that_it_can_read(tmp_path: Path) -> None:
    assert drawn().returncode == 2
    missing = drawn(tmp_path / "no.json")
    assert missing.returncode == 2
    assert "no.json cannot be read" in missing.stderr
    (tmp_path / "poor.json").write_text('{"version": "1", "types": {}, "methods": {}}', encoding="utf-8")
    assert "does not describe" in drawn(tmp_path / "poor.json").stderr


def test_fields_limits_and_kinds_of_updates_are_drawn(tmp_path: Path) -> None:
    def fields(name: str, words: str, *, required: bool = False) -> dict[str, Any]:
        return {
            "fields": [{"name": name, "types": ["String"], "required": required, "description": words}],
        }

    spec = {
        "version": "Bot API 99",
        "methods": {name: {} for name in TABLE["methods"]}
        | {"sendMessage": fields("text", "1-9 characters after entities parsing", required=True)}
        | {"sendChatAction": fields("action", "typing for text messages, upload_photo for photos.")},
        "types": {name: {} for name in TABLE["types"]}
        | {"ReactionTypeEmoji": fields("emoji", 'Currently, it can be one of "❤", "👍"')}
        | {"Update": fields("chat_member", 'must explicitly specify "chat_member" to get it')},
    }
    (tmp_path / "spec.json").write_text(json.dumps(spec), encoding="utf-8")
    table = json.loads(drawn(tmp_path / "spec.json").stdout)
    limit = {"min": 1, "max": 9, "unit": "characters", "parsed": True}
    assert table["methods"]["sendMessage"] == {"text": {"types": ["String"], "required": True, **limit}}
    assert (table["updates"], table["unasked"]) == (["chat_member"], ["chat_member"])
    assert (table["reactions"], table["actions"]) == (["❤", "👍"], ["typing", "upload_photo"])


async def test_the_peer_carries_out_every_method_of_the_table(peer: TelegramPeer, sam: Person) -> None:
    fields = {
        "chat_id": 42,
        "message_id": 1,
        "user_id": 42,
        "text": "x",
        "commands": [],
        "file_id": "?",
        "action": "typing",
        "callback_query_id": "?",
        **dict.fromkeys(("document", "photo", "animation"), "?"),
    }
    for method in TABLE["methods"].keys() - {"getUpdates"}:
        try:
            peer.do(method, dict(fields))
        except Refusal:
            continue


# --- who is there


async def test_the_bot_knows_itself(bot: Bot) -> None:
    assert (bot.username, bot.id) == ("tripod_test_bot", 123456)


@pytest.mark.parametrize("token", ["123456:another", "nonsense"])
async def test_a_wrong_token_is_refused(peer: TelegramPeer, token: str) -> None:
    stranger = Bot(token, base_url=peer.base_url)
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()
    assert peer.refusals[0] in ("getMe: Unauthorized", "getMe: Not Found")


async def test_nobody_is_written_to_who_has_not_started_the_bot(peer: TelegramPeer, bot: Bot) -> None:
    kim = peer.person(7, "Kim")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(7, "hello")
    kim.says("/help", chat=peer.group(-1001, "Gym", members=[kim]))
    with pytest.raises(Forbidden, match="can't initiate conversation with a user"):
        await bot.send_message(7, "hello")
    kim.says("/start")
    await bot.send_message(7, "hello")
    assert [shown.text for shown in kim.sees] == ["hello"]


async def test_who_blocks_the_bot_is_not_reached_until_they_unblock(
    peer: TelegramPeer, bot: Bot, sam: Person
) -> None:
    sam.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(42, "hello")
    sam.unblocks()
    await bot.send_message(42, "hello")
    told = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    assert [standing.new_chat_member.status for standing in told] == ["kicked", "member"]


async def test_a_deactivated_person_is_not_reached(bot: Bot, sam: Person) -> None:
    sam.is_deactivated = True
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(42, "hello")


async def test_a_group_that_removed_the_bot_is_not_reached(bot: Bot, gym: Group) -> None:
    gym.removes_bot()
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(-1001, "hello")
    gym.adds_bot()
    await bot.send_message(-1001, "hello")


async def test_a_group_that_grew_names_its_new_id(peer: TelegramPeer, bot: Bot, sam: Person) -> None:
    grown = peer.group(-7, "Gym", members=[sam], is_super=False).migrates(-1007)
    with pytest.raises(ChatMigrated) as told:
        await bot.send_message(-7, "hello")
    assert told.value.new_chat_id == -1007
    await bot.send_message(-1007, "hello")
    assert grown.sees[0].text == "hello"
    moves = [update.message.migrate_to_chat_id for update in await bot.get_updates() if update.message]
    assert -1007 in moves


async def test_members_are_told_apart_from_administrators(peer: TelegramPeer, bot: Bot, sam: Person) -> None:
    ada, eve = peer.person(1, "Ada"), peer.person(2, "Eve")
    peer.group(-1001, "Gym", members=[sam], admins=[ada])
    found = [(await bot.get_chat_member(-1001, one.id)).status for one in (sam, ada, eve)]
    assert found == ["member", "administrator", "left"]


# --- messages


async def test_a_message_is_shown_as_telegram_parses_it(bot: Bot, sam: Person) -> None:
    html = "\n <b>Tripod</b> 🦶 &amp; <a href='https://example.org/x'>more</a>\n"
    sent = await bot.send_message(42, html, "HTML", reply_markup=DONE)
    (shown,) = sam.sees
    assert shown.text == sent.text == "Tripod 🦶 & more"
    assert shown.marked("bold") == ["Tripod"]
    assert shown.marked("text_link") == ["more"]
    assert shown.labels == [["✅ Done"]]


async def test_html_is_refused_in_telegrams_own_words(peer: TelegramPeer, bot: Bot, sam: Person) -> None:
    with pytest.raises(BadRequest, match=r"Can't parse entities: can't find end tag .* \"b\""):
        await bot.send_message(42, "<b>open", "HTML")
    assert "parse entities" in forgiven(peer)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" \n ", "text is empty"),
        ("<b></b>", "text is empty"),
        ("<i>" + "🦶" * 2048 + "</i>x", "is too long"),
    ],
)
async def test_a_text_of_no_or_too_many_units_is_refused(
    peer: TelegramPeer, bot: Bot, sam: Person, text: str, words: str
) -> None:
    with pytest.raises(BadRequest, match=words):
        await bot.send_message(42, text, "HTML")
    assert words in forgiven(peer)
    await bot.send_message(42, "<i>" + "🦶" * 2048 + "</i>", "HTML")


async def test_what_telegram_never_takes_fails_the_test_at_its_end() -> None:
    async def misbehave() -> None:
        async with TelegramPeer(TOKEN) as peer:
            peer.person(42, "Sam").says("/start")
            await ask(peer, "sendMessage", {"chat_id": 42, "text": "x", "colour": "red"})

    with pytest.raises(AssertionError, match="sendMessage has no field colour"):
        await misbehave()


def png(width: int, height: int, size: int = 100) -> bytes:
    """As much of a PNG as Telegram looks at."""
    sides = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + sides).ljust(size, b"\0")


GIF = b"GIF89a" + b"\0" * 50


async def test_a_photo_and_an_animation_are_shown_with_their_captions(bot: Bot, sam: Person) -> None:
    photo = await bot.send_photo(42, png(960, 540), "<b>Bridge</b>", parse_mode="HTML", reply_markup=DONE)
    moving = await bot.send_animation(42, GIF)
    assert [(shown.picture, shown.text) for shown in sam.sees] == [(png(960, 540), "Bridge"), (GIF, "")]
    assert (sam.sees[0].marked("bold"), sam.sees[0].labels) == (["Bridge"], [["✅ Done"]])
    assert [size.width for size in photo.photo] == [90, 960]
    assert moving.animation is not None
    with pytest.raises(BadRequest, match="no text in the message to edit"):
        await bot.edit_message_text("Done.", 42, photo.message_id)
    await bot.edit_message_caption(42, photo.message_id, caption="Done.")
    assert (sam.sees[0].picture, sam.sees[0].text) == (png(960, 540), "Done.")


async def test_a_picture_is_sent_again_by_its_name_until_telegram_forgets_it(
    peer: TelegramPeer, bot: Bot, sam: Person
) -> None:
    sent = await bot.send_photo(42, png(960, 540))
    name = sent.photo[-1].file_id
    await bot.send_photo(42, name, "again")
    assert [shown.picture for shown in sam.sees] == [png(960, 540)] * 2
    with pytest.raises(BadRequest, match="use file of type photo as animation"):
        await bot.send_animation(42, name)
    assert "of type Photo" in forgiven(peer)
    peer.forget_files()
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.send_photo(42, name)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (png(960, 540, 10 * 1024**2 + 1), "is too big for a photo"),
        (png(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (png(2001, 100), "PHOTO_INVALID_DIMENSIONS"),
        (GIF, "IMAGE_PROCESS_FAILED"),
    ],
)
async def test_a_photo_that_telegram_cannot_show_is_a_violation(
    peer: TelegramPeer, bot: Bot, sam: Person, content: bytes, words: str
) -> None:
    with pytest.raises(BadRequest):
        await bot.send_photo(42, content)
    assert words in forgiven(peer)
    await bot.send_photo(42, png(960, 540, 10 * 1024**2))
    await bot.send_photo(42, png(9000, 1000))


async def test_a_caption_holds_1024_units_after_parsing(peer: TelegramPeer, bot: Bot, sam: Person) -> None:
    await bot.send_animation(42, GIF, caption="<b>" + "🦶" * 512 + "</b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_animation(42, GIF, caption="🦶" * 512 + "x")
    assert "caption is too long" in forgiven(peer)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"photo": "attach://drawn"}, "wrong file identifier"),
        ({"photo": png(9, 9).decode("latin-1")}, "wrong file identifier"),
        ({"photo": "attach://drawn", "drawn": png(9, 9), "another": GIF}, "has no field another"),
        ({"picture": png(9, 9)}, "has no field picture"),
        ({"photo": b""}, "file must be non-empty"),
    ],
)
async def test_parts_that_do_not_fit_together_are_a_violation(
    peer: TelegramPeer, sam: Person, parts: Mapping[str, str | bytes], words: str
) -> None:
    form = FormData({"chat_id": "42"})
    for name, part in parts.items():
        form.add_field(name, part, filename="drawn.png" if isinstance(part, bytes) else None)
    async with (
        ClientSession() as session,
        session.post(f"{peer.base_url}{TOKEN}/sendPhoto", data=form) as answer,
    ):
        assert answer.status == 400
    assert words in forgiven(peer)


@pytest.mark.parametrize(
    ("method", "fields", "words"),
    [
        ("sendMessage", {"chat_id": 42, "text": "x", "colour": "red"}, "has no field colour"),
        ("sendMessage", {"chat_id": 42}, "needs text"),
        ("sendMessage", {"chat_id": 42, "text": "x", "disable_notification": 7}, "must be Boolean"),
        ("sendMessage", {"chat_id": 42, "text": "x", "reply_markup": {"rows": []}}, "must be InlineKeyboard"),
        ("sendMessage", {"chat_id": 42, "text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ("sendChatAction", {"chat_id": 42, "action": "dancing"}, "wrong parameter action"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "holds 0 to 200 characters"),
        ("setMyShortDescription", {"short_description": "x" * 121}, "holds 0 to 120 characters"),
        ("setMyCommands", {"commands": [{"command": "Hip-Flexors", "description": "x"}]}, "COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "x" * 33, "description": "x"}]}, "must not exceed 32"),
        ("setMyCommands", {"commands": [{"command": "x", "description": "x" * 257}]}, "not exceed 256"),
        ("setMyCommands", {"commands": [{"command": "x", "description": "x"}] * 101}, "COMMANDS_TOO_MUCH"),
        ("setMessageReaction", {"chat_id": 42, "message_id": 1, "reaction": [X]}, "REACTION_INVALID"),
    ],
)
async def test_a_request_that_no_correct_bot_sends_is_a_violation(
    peer: TelegramPeer, sam: Person, method: str, fields: Mapping[str, Any], words: str
) -> None:
    status, told = await ask(peer, method, fields)
    assert (status, told.startswith("Bad Request: ")) == (400, True)
    assert words in forgiven(peer)


async def test_a_method_that_nobody_knows_is_a_violation(peer: TelegramPeer) -> None:
    assert await ask(peer, "sendHug", {}) == (404, "Not Found: method not found")
    assert "sendHug" in forgiven(peer)


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"text": "Done", "callback_data": "🦶" * 17}, "BUTTON_DATA_INVALID"),
        ({"text": "Done"}, "Text buttons are unallowed"),
        ({"text": " ", "callback_data": "/done"}, "text is empty"),
        ({"text": "Done", "url": "example"}, "URL 'example' is invalid"),
    ],
)
async def test_a_button_outside_telegrams_limits_is_a_violation(
    peer: TelegramPeer, sam: Person, button: Mapping[str, str], words: str
) -> None:
    markup = {"inline_keyboard": [[button]]}
    assert (await ask(peer, "sendMessage", {"chat_id": 42, "text": "x", "reply_markup": markup}))[0] == 400
    assert words in forgiven(peer)


async def test_a_menu_is_kept_by_scope_and_language(peer: TelegramPeer, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("drill", "Today's drill")])
    await bot.set_my_commands([BotCommand("drill", "Die Übung")], language_code="de")
    assert [menu.description for menu in await bot.get_my_commands(language_code="de")] == ["Die Übung"]
    await bot.delete_my_commands(language_code="de")
    assert list(peer.commands) == [("default", "")]
    await bot.set_my_description("A coach.")
    assert peer.descriptions == {"description": "A coach."}


async def test_an_edit_changes_the_message_and_takes_its_buttons(bot: Bot, sam: Person) -> None:
    sent = await bot.send_message(42, "Ready?", reply_markup=DONE)
    await bot.edit_message_text("Done.", 42, sent.message_id)
    (shown,) = sam.sees
    assert (shown.text, shown.labels, shown.edits) == ("Done.", [], 1)
    await bot.edit_message_reply_markup(42, sent.message_id, reply_markup=DONE)
    assert shown.labels == [["✅ Done"]]


async def test_an_edit_that_changes_nothing_or_comes_too_late_is_refused(bot: Bot, sam: Person) -> None:
    sent = await bot.send_message(42, "<b>Ready?</b>", "HTML", reply_markup=DONE)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text(
            "<b>Ready?</b>", 42, sent.message_id, parse_mode="HTML", reply_markup=DONE
        )
    sam.sees[0].is_locked = True
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("Done.", 42, sent.message_id)
    await bot.delete_message(42, sent.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("Done.", 42, sent.message_id)
    assert sam.sees == []


async def test_a_file_goes_both_ways(bot: Bot, sam: Person) -> None:
    await bot.send_document(
        42, b"day,drill", caption="Your <b>days</b>", filename="days.csv", parse_mode="HTML"
    )
    (shown,) = sam.sees
    assert shown.file is not None
    assert (shown.file.name, shown.file.content) == ("days.csv", b"day,drill")
    assert (shown.text, shown.marked("bold")) == ("Your days", ["days"])
    sam.says("/note", file=("note.md", "# Sunday 🦶".encode(), "text/markdown"))
    document = (await bot.get_updates())[-1].message.document  # type: ignore[union-attr]
    assert document is not None
    assert bytes(await (await document.get_file()).download_as_bytearray()).decode() == "# Sunday 🦶"


async def test_reactions_and_actions_are_kept(peer: TelegramPeer, bot: Bot, sam: Person) -> None:
    await bot.send_chat_action(42, "typing")
    await bot.set_message_reaction(42, 1, "👍")
    assert peer.actions == [(42, "typing")]
    assert peer.log[0].reaction == "👍"


# --- updates


async def test_an_update_comes_until_a_higher_offset_is_asked_for(bot: Bot, sam: Person) -> None:
    (first,) = await bot.get_updates()
    (again,) = await bot.get_updates()
    assert first.update_id == again.update_id
    sam.says("/drill")
    (second,) = await bot.get_updates(offset=first.update_id + 1)
    assert second.message is not None
    assert second.message.text == "/drill"
    assert second.message.parse_entities() == {second.message.entities[0]: "/drill"}
    assert await bot.get_updates(offset=second.update_id + 1) == ()


async def test_a_poll_waits_for_what_is_said(bot: Bot, sam: Person) -> None:
    (first,) = await bot.get_updates()
    poll = asyncio.create_task(bot.get_updates(offset=first.update_id + 1, timeout=5))
    await asyncio.sleep(0.05)
    sam.says("/drill")
    assert len(await asyncio.wait_for(poll, 1)) == 1


async def test_kinds_of_updates_that_the_bot_does_not_list_never_come(bot: Bot, sam: Person) -> None:
    (first,) = await bot.get_updates(allowed_updates=["callback_query"])
    sam.says("/drill")
    sam.blocks()
    assert await bot.get_updates(offset=first.update_id + 1) == ()


async def test_a_second_poll_ends_the_first(peer: TelegramPeer, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.05)
    async with Bot(TOKEN, base_url=peer.base_url) as twin:
        await twin.get_updates()
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await poll


async def test_a_token_that_is_revoked_ends_a_waiting_poll(peer: TelegramPeer, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.05)
    peer.revoke_token()
    with pytest.raises(InvalidToken):
        await poll


async def test_of_a_group_the_bot_gets_commands_and_replies_to_itself(
    peer: TelegramPeer, bot: Bot, sam: Person, gym: Group
) -> None:
    await bot.send_message(-1001, "Who is in?")
    sam.says("good morning", chat=gym)
    sam.says("/done@another_bot", chat=gym)
    sam.says("/done", chat=gym)
    sam.says("/done@Tripod_Test_Bot", chat=gym)
    sam.says("me", chat=gym, reply_to=gym.sees[0])
    said = [update.message.text for update in (await bot.get_updates())[1:] if update.message]
    assert said == ["/done", "/done@Tripod_Test_Bot", "me"]
    gym.sees_all = True
    sam.says("good morning", chat=gym)
    assert peer.updates[-1].wire["text"] == "good morning"


# --- buttons


async def test_a_press_brings_the_newest_button_of_that_label(
    peer: TelegramPeer, bot: Bot, sam: Person
) -> None:
    for day in ("Monday", "Tuesday"):
        await bot.send_message(42, day, reply_markup=DONE)
    sam.presses("done")
    sam.presses("Done", nth=2)
    queries = [update.callback_query for update in await bot.get_updates() if update.callback_query]
    texts = [query.message.text for query in queries if query.message]  # type: ignore[attr-defined]
    assert texts == ["Tuesday", "Monday"]
    with pytest.raises(AssertionError, match="no button 'Snooze'"):
        sam.presses("Snooze")
    assert peer.unanswered == ["/done", "/done"]


async def test_a_press_is_answered_once(peer: TelegramPeer, bot: Bot, sam: Person) -> None:
    await bot.send_message(42, "Ready?", reply_markup=DONE)
    query = sam.presses("Done")
    await bot.answer_callback_query(query, "Well done")
    assert (peer.unanswered, peer.toasts) == ([], ["Well done"])
    for late in (query, "unknown"):
        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_callback_query(late)


async def test_the_message_of_an_old_press_may_be_out_of_reach(bot: Bot, sam: Person) -> None:
    await bot.send_message(42, "Ready?", reply_markup=DONE)
    sam.sees[0].is_inaccessible = True
    sam.presses("Done")
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    assert query.message is not None
    assert not query.message.is_accessible


async def test_a_link_that_starts_the_bot_is_followed(
    peer: TelegramPeer, bot: Bot, sam: Person, gym: Group
) -> None:
    url = f"https://t.me/{bot.username}?start=hello"
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Open", url=url)]])
    await bot.send_message(-1001, "In private, please.", reply_markup=markup)
    sam.presses("Open", chat=gym)
    assert peer.updates[-1].wire["text"] == "/start hello"
    assert peer.updates[-1].wire["chat"]["type"] == "private"


# --- faults


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, BadRequest),
        (401, InvalidToken),
        (403, Forbidden),
        (409, Conflict),
        (500, NetworkError),
        (502, NetworkError),
    ],
)
async def test_a_fault_comes_once(
    peer: TelegramPeer, bot: Bot, sam: Person, status: int, error: type[Exception]
) -> None:
    peer.fail_next("sendMessage", status)
    with pytest.raises(error):
        await bot.send_message(42, "hello")
    await bot.send_message(42, "hello")
    assert len(sam.sees) == 1


async def test_too_many_requests_say_how_long_to_wait(peer: TelegramPeer, bot: Bot, sam: Person) -> None:
    peer.fail_next("*", retry_after=3, times=2)
    for _ in range(2):
        with pytest.raises(RetryAfter) as told:
            await bot.send_message(42, "hello")
        assert told.value.retry_after.total_seconds() == 3  # type: ignore[union-attr]
    await bot.send_message(42, "hello")


async def test_a_chat_may_move_at_any_time(peer: TelegramPeer, bot: Bot, sam: Person) -> None:
    peer.fail_next("sendMessage", migrate_to=-1009)
    with pytest.raises(ChatMigrated):
        await bot.send_message(42, "hello")


async def test_a_connection_is_cut_before_or_after_the_message_is_shown(
    peer: TelegramPeer, bot: Bot, sam: Person
) -> None:
    peer.fail_next("sendMessage", cut="before")
    with pytest.raises(NetworkError):
        await bot.send_message(42, "one")
    peer.fail_next("sendMessage", cut="after")
    with pytest.raises(NetworkError):
        await bot.send_message(42, "two")
    assert [shown.text for shown in sam.sees] == ["two"]


async def test_an_answer_may_come_late(peer: TelegramPeer, bot: Bot, sam: Person) -> None:
    peer.fail_next("sendMessage", delay=0.2)
    with pytest.raises(TimedOut):
        await bot.send_message(42, "hello", read_timeout=0.05)
    now = asyncio.Event()
    peer.fail_next("sendMessage", until=now)
    asyncio.get_running_loop().call_later(0.05, now.set)
    await bot.send_message(42, "hello")


async def test_a_waiting_poll_fails_at_once(peer: TelegramPeer, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.05)
    peer.fail_next("getUpdates", 502)
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await asyncio.wait_for(poll, 1)


# --- a whole bot


async def test_an_application_polls_answers_and_settles(peer: TelegramPeer, sam: Person) -> None:
    async def echo(update: Update, _: Context) -> None:
        assert update.effective_chat is not None
        assert update.message is not None
        await update.effective_chat.send_message(f"You said {update.message.text}", reply_markup=DONE)

    async def done(update: Update, _: Context) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer()
        await update.callback_query.edit_message_text("Done.")

    application = ApplicationBuilder().token(TOKEN).base_url(peer.base_url).job_queue(None).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.add_handler(CallbackQueryHandler(done))
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling()
        await peer.settled()
        assert sam.sees[0].text == "You said /start"
        sam.presses("Done")
        await peer.settled()
        await application.updater.stop()
        await application.stop()
    assert (sam.sees[0].text, peer.unanswered) == ("Done.", [])
    assert {request.method for request in peer.requests} >= {"getMe", "deleteWebhook", "getUpdates"}


async def test_a_peer_that_nobody_polls_does_not_settle(peer: TelegramPeer, sam: Person) -> None:
    with pytest.raises(TimeoutError, match=r"\['message'\] not fetched"):
        await peer.settled(within=0.1)
