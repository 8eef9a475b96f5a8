"""The Telegram edge on the wire: the real bot and the real library, against the test peer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from telegram import Bot

from bot.assembly import Bot as Tripod
from bot.assembly import assemble
from bot.briefing import Stores
from bot.commands.table import entries
from bot.easel import Easel
from bot.model import Button, Defaults, Reply, Said
from bot.on_telegram import OnTelegram, edge, speaking
from bot.on_telegram.rendering import PAGE, Piece, pieces
from bot.on_telegram.speaking import Answering, Origin, Place, Voice
from bot.store.database import Database
from content import drawing
from content.library import Library, Reading, read_all
from content.photos import Album
from content.pictures import Pictures
from content.store import ContentStore
from scheduler.clock import SimulatedClock
from scheduler.outbox import DeliveryError, Gone, Passing, Refused
from tests.figures import CHART, figure
from tests.peers.telegram import Group, Person, TelegramPeer, Upload

TOKEN = "123456:a-very-secret-token"
SUNDAY = datetime(2026, 11, 22, 5, 30, tzinfo=UTC)
HELLO = Reply("Hello.")


@pytest.fixture(scope="module")
def below() -> Reading:
    return read_all()


@pytest.fixture(scope="module")
def library(below: Reading) -> Library:
    return below.library


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses of hundredths of a second, and the library's spans of time as the edge wants them."""
    monkeypatch.setattr(speaking, "PAUSES", (0.01, 0.02))
    monkeypatch.setattr(edge, "FIRST_RETRY", 0.05)
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@dataclass
class House:
    """A running bot with one edge, and the Telegram that it lives in."""

    peer: TelegramPeer
    edge: OnTelegram
    tripod: Tripod
    clock: SimulatedClock

    async def hears(self, *doings: Callable[[], object]) -> None:
        """Let people do one thing after the other, each answered before the next."""
        for doing in doings:
            doing()
            await self.peer.settled()

    async def reaches(self, account: str) -> bool:
        """Whether the bot believes that it can write to this account."""
        member = (await self.tripod.stores.people.recall(account)).member
        return member is not None and member.is_reachable


def listen(house: House, monkeypatch: pytest.MonkeyPatch) -> list[Said]:
    """What the edge hands on from now; nothing is answered."""
    heard = []

    async def converse(said: Said, _: object) -> None:
        heard.append(said)

    monkeypatch.setattr(house.tripod.app, "converse", converse)
    return heard


@pytest.fixture
def stores(tmp_path: Path, below: Reading) -> Iterator[Stores]:
    database = Database.open(tmp_path)
    content = ContentStore(below, tmp_path)
    yield Stores.on(database, content, Pictures(tmp_path / "pictures"))
    content.close()
    database.close()


@asynccontextmanager
async def housed(peer: TelegramPeer, stores: Stores, token: str = TOKEN) -> AsyncIterator[House]:
    clock = SimulatedClock(SUNDAY)
    on_telegram = OnTelegram(token, peer.base_url)
    peer.is_busy = lambda: on_telegram._in_hand
    coaches = frozenset(["telegram:1"])
    tripod = assemble(stores, (on_telegram,), clock.now, lambda: 0.0, Defaults(), coaches)
    await on_telegram.start(tripod.app)
    try:
        yield House(peer, on_telegram, tripod, clock)
    finally:
        await on_telegram.stop()


@pytest.fixture
async def peer() -> AsyncIterator[TelegramPeer]:
    async with TelegramPeer(TOKEN) as peer:
        yield peer


@pytest.fixture
async def house(peer: TelegramPeer, stores: Stores) -> AsyncIterator[House]:
    async with housed(peer, stores) as house:
        yield house


@pytest.fixture
def sam(peer: TelegramPeer) -> Person:
    return peer.person(42, "Sam", username="sam", language_code="en")


@pytest.fixture
def gym(peer: TelegramPeer, sam: Person) -> Group:
    return peer.group(-1001, "Gym", members=[sam], sees_all=True)


# --- one conversation


async def test_a_newcomer_starts_asks_presses_and_is_prompted(
    house: House, sam: Person, library: Library
) -> None:
    await house.hears(lambda: sam.says("/start"))
    assert sam.sees[-1].marked("bold")[0] == "Hips + feet = knees"
    await house.hears(lambda: sam.says("/elbowpain"))
    assert sam.sees[-1].text.startswith(library.cards["elbowpain"].title)
    await house.hears(lambda: sam.says("/settings"), lambda: sam.presses(library.say("button.hour")))
    await house.hears(lambda: sam.presses("06:00"))
    assert [shown.edits for shown in sam.sees] == [0, 0, 2]
    house.clock.move_to(SUNDAY + timedelta(hours=1))
    await house.tripod.work()
    await house.hears(lambda: sam.presses(library.say("button.done")))
    assert house.peer.unanswered == []


async def test_plain_words_stickers_and_strange_names_are_answered(house: House, peer: TelegramPeer) -> None:
    sticker = {"file_id": "s", "file_unique_id": "s", "width": 1, "height": 1, "type": "regular"}
    sticker |= {"is_animated": False, "is_video": False}
    people = [peer.person(50, "<b>*_[x](y)"), peer.person(51, "سامي"), peer.person(52, "🦶👩‍👩‍👧")]
    for person in people:
        await house.hears(lambda person=person: person.says("/start"))  # type: ignore[misc]
        await house.hears(lambda person=person: person.says("my elbow hurts"))  # type: ignore[misc]
        await house.hears(lambda person=person: person.says(extra={"sticker": sticker}))  # type: ignore[misc]
        assert len(person.sees) == 3


async def test_what_telegram_itself_says_is_not_answered(house: House, sam: Person, gym: Group) -> None:
    await house.hears(lambda: sam.says("/start"))
    await house.hears(
        lambda: sam.says(extra={"message_auto_delete_timer_changed": {"message_auto_delete_time": 9}})
    )
    await house.hears(lambda: gym.joins(house.peer.person(7, "Kim")))
    assert (len(sam.sees), gym.sees) == (1, [])


async def test_a_link_that_names_a_card_shows_it(house: House, sam: Person, library: Library) -> None:
    await house.hears(lambda: sam.says("/start kneepain"))
    assert sam.sees[-1].text.startswith(library.cards["kneepain"].title)


async def test_a_note_may_come_as_a_file(house: House, peer: TelegramPeer, stores: Stores) -> None:
    coach = peer.person(1, "Ada")
    note = "# Feet first\n\nStand on three points. 🦶".encode()
    await house.hears(lambda: coach.says("/note", file=("note.md", note, "text/markdown")))
    (edition,) = stores.content.editions().values()
    assert (edition.title, edition.text) == ("Feet first", "Stand on three points. 🦶")


@pytest.mark.parametrize(
    ("name", "content", "kind", "fetched"),
    [
        ("note.pdf", b"%PDF", "application/pdf", 0),
        ("note.md", b"x" * (64 * 1024 + 1), "text/markdown", 0),
        ("note.txt", b"\xff\xfe\x00", "text/plain", 1),
    ],
)
async def test_a_file_that_is_no_short_text_is_left_unread(
    house: House, peer: TelegramPeer, stores: Stores, name: str, content: bytes, kind: str, fetched: int
) -> None:
    coach = peer.person(1, "Ada")
    await house.hears(lambda: coach.says("/note", file=(name, content, kind)))
    assert stores.content.editions() == {}
    assert (len(coach.sees), len(peer.sent("file"))) == (1, fetched)


@pytest.mark.parametrize(
    ("words", "file", "read"),
    [
        ("/note", ("note.MD", "\ufeffFeet".encode(), ""), "Feet"),
        ("", ("note", b"Feet", "text/plain"), "Feet"),
        ("/note", ("note.md", b"x" * (64 * 1024 + 1), ""), None),
        ("", ("note.txt", b"\xff\xfe\x00", ""), None),
        ("/note", ("note.docx", b"PK", "application/zip"), None),
        ("look", ("note.docx", b"PK", "application/zip"), ""),
        ("/note", None, ""),
    ],
)
async def test_a_file_that_cannot_be_read_is_told_from_none(
    house: House,
    sam: Person,
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    file: tuple[str, bytes, str] | None,
    read: str | None,
) -> None:
    heard = listen(house, monkeypatch)
    await house.hears(lambda: sam.says(words, file=file))
    assert [said.attachment for said in heard] == [read]


async def test_a_photo_beside_words_is_told_from_none(
    house: House, sam: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = listen(house, monkeypatch)
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
    await house.hears(lambda: sam.says("", extra={"photo": photo, "caption": "/note Feet"}))
    assert [(said.text, said.attachment) for said in heard] == [("/note Feet", None)]


async def test_a_reply_to_a_message_of_ones_own_brings_its_words(
    house: House, sam: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = listen(house, monkeypatch)

    def above(sender: int) -> dict[str, object]:
        person = {"id": sender, "is_bot": False, "first_name": "Sam"}
        chat = {"id": 42, "type": "private"}
        return {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": "Wide feet."}

    for sender in (42, 7):
        message = above(sender)
        await house.hears(partial(sam.says, "/note", extra={"reply_to_message": message}))
    assert [said.own_words for said in heard] == ["Wide feet.", ""]


async def test_a_file_that_does_not_come_through_is_not_read(
    house: House, sam: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = listen(house, monkeypatch)
    house.peer.fail_next("file", 500)
    await house.hears(lambda: sam.says("/note", file=("note.md", b"Feet", "text/markdown")))
    assert [said.attachment for said in heard] == [None]


async def test_an_export_comes_as_a_file(house: House, sam: Person) -> None:
    await house.hears(lambda: sam.says("/start"), lambda: sam.says("/export"))
    upload = sam.sees[-1].file
    assert upload is not None
    assert upload.name == "tripod-export.json"
    assert b'"account": "telegram:42"' in upload.content


async def test_the_menu_is_short_and_says_what_each_command_does(house: House, library: Library) -> None:
    menu = house.peer.commands["all_private_chats", ""]
    shown = [(entry.name, entry.says) for entry in entries(library) if entry.is_in_menu]
    assert [(command["command"], command["description"]) for command in menu] == shown
    assert 6 <= len(menu) <= 15


# --- in groups


async def test_in_a_group_only_commands_for_this_bot_are_heard(house: House, sam: Person, gym: Group) -> None:
    for words in ("good morning", "/help@another_bot", "/ 5 km today", "https://example.org"):
        await house.hears(lambda words=words: sam.says(words, chat=gym))  # type: ignore[misc]
    assert gym.sees == []
    await house.hears(lambda: sam.says("/elbowpain@Tripod_Test_Bot", chat=gym))
    assert gym.sees[0].reply_to is not None
    assert sam.sees == []


async def test_what_is_personal_is_answered_in_private(
    house: House, sam: Person, gym: Group, library: Library
) -> None:
    await house.hears(lambda: sam.says("/start"), lambda: sam.says("/drill", chat=gym))
    assert len(sam.sees) == 2
    assert [shown.text for shown in gym.sees] == [library.say("private.group")]


async def test_who_never_started_the_bot_is_shown_the_door(
    house: House, sam: Person, gym: Group, library: Library
) -> None:
    await house.hears(lambda: sam.says("/settings", chat=gym))
    assert [shown.text for shown in gym.sees] == [library.say("private.open")]
    await house.hears(lambda: sam.presses(library.say("button.start"), chat=gym))
    assert sam.sees[0].marked("bold")[0] == library.say("start.title")


async def test_a_press_in_a_group_is_answered_where_it_belongs(
    house: House, sam: Person, gym: Group, library: Library
) -> None:
    await house.hears(lambda: sam.says("/start"), lambda: sam.says("/help", chat=gym))
    await house.hears(lambda: sam.presses(library.say("button.drill"), chat=gym))
    assert (len(sam.sees), len(gym.sees)) == (2, 1)
    await house.hears(lambda: sam.presses(library.say("button.topics"), chat=gym))
    assert len(gym.sees) == 2


async def test_an_answer_stays_in_its_topic(house: House, sam: Person, gym: Group, library: Library) -> None:
    topic = {"message_thread_id": 7, "is_topic_message": True}
    await house.hears(lambda: sam.says("/help", chat=gym, extra=topic))
    await house.hears(lambda: sam.presses(library.say("button.topics"), chat=gym))
    assert [shown.topic for shown in gym.sees] == [7, 7]


async def test_a_group_that_grows_is_answered_under_its_new_id(
    house: House, peer: TelegramPeer, sam: Person
) -> None:
    small = peer.group(-7, "Gym", members=[sam], is_super=False)
    house.peer.fail_next("sendMessage", migrate_to=-1007)
    grown = peer.group(-1007, "Gym", members=[sam])
    await house.hears(lambda: sam.says("/help", chat=small))
    assert (len(small.sees), len(grown.sees)) == (0, 1)


# --- order, patience and people who leave


async def test_a_press_stops_spinning_at_once_and_messages_of_one_person_keep_their_order(
    house: House, peer: TelegramPeer, sam: Person, library: Library
) -> None:
    await house.hears(lambda: sam.says("/help"))
    now = asyncio.Event()
    peer.fail_next("sendMessage", until=now)
    sam.presses(library.say("button.topics"))
    sam.says("/about")
    await peer.until(lambda: len(peer.sent("sendMessage")) == 2)
    kim = peer.person(7, "Kim")
    kim.says("/help")
    await peer.until(lambda: kim.sees and not peer.unanswered)
    assert len(sam.sees) == 1
    now.set()
    await peer.settled()
    assert [shown.text for shown in sam.sees[1:2]] == [library.say("topics.text")]
    assert len(sam.sees) == 3


async def test_who_floods_the_bot_starves_nobody(
    house: House, peer: TelegramPeer, sam: Person, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    await house.hears(lambda: sam.says("/help"))
    now = asyncio.Event()
    peer.fail_next("sendMessage", until=now)
    for _ in range(edge.AT_ONCE + 50):
        sam.says("/about")
    sam.presses(library.say("button.topics"))
    kim = peer.person(7, "Kim")
    kim.says("/help")
    await peer.until(lambda: kim.sees and not peer.unanswered)
    assert caplog.text.count("telegram:42 sends faster") == 1
    now.set()
    await peer.settled()
    assert len(sam.sees) == 1 + edge.OF_ONE
    await house.hears(lambda: sam.says("/about"))
    assert len(sam.sees) == 2 + edge.OF_ONE


async def test_an_old_message_is_answered_by_a_new_one(house: House, sam: Person, library: Library) -> None:
    await house.hears(lambda: sam.says("/start"), lambda: sam.says("/settings"))
    sam.sees[-1].is_locked = True
    await house.hears(lambda: sam.presses(library.say("button.quiet")))
    assert len(sam.sees) == 3
    sam.sees[-1].is_inaccessible = True
    await house.hears(lambda: sam.presses(library.say("button.back")))
    assert (len(sam.sees), sam.sees[-1].edits) == (3, 1)


async def test_pressing_twice_changes_nothing_twice(house: House, sam: Person, library: Library) -> None:
    await house.hears(lambda: sam.says("/start"), lambda: sam.says("/settings"))
    old = sam.sees[-1].buttons[0]["callback_data"]
    await house.hears(lambda: house.peer.tell_press(sam, sam.sees[-1], old))
    await house.hears(lambda: house.peer.tell_press(sam, sam.sees[-1], old))
    assert (len(sam.sees), sam.sees[-1].edits) == (2, 1)


@pytest.mark.parametrize("fault", [{"status": 502}, {"cut": "before"}, {"retry_after": 1}])
async def test_an_answer_waits_out_a_passing_fault(
    house: House, sam: Person, fault: dict[str, object]
) -> None:
    house.peer.fail_next("sendMessage", **fault)  # type: ignore[arg-type]
    sam.says("/start")
    await house.peer.until(lambda: sam.sees)


async def test_an_answer_that_never_gets_through_is_given_up_and_the_next_is_not(
    house: House, sam: Person, caplog: pytest.LogCaptureFixture
) -> None:
    house.peer.fail_next("sendMessage", 500, times=3)
    await house.hears(lambda: sam.says("/start"))
    assert sam.sees == []
    assert "an answer to telegram:42 was not shown" in caplog.text
    await house.hears(lambda: sam.says("/help"))
    assert len(sam.sees) == 1


async def test_who_blocks_the_bot_is_written_to_again_when_they_come_back(house: House, sam: Person) -> None:
    await house.hears(lambda: sam.says("/start"), sam.blocks)
    assert not await house.reaches("telegram:42")
    await house.hears(lambda: sam.says("/help"))
    assert await house.reaches("telegram:42")


async def test_who_blocks_the_bot_while_it_answers_is_lost(house: House, sam: Person) -> None:
    await house.hears(lambda: sam.says("/start"))
    house.peer.fail_next("sendMessage", 403)
    await house.hears(lambda: sam.says("/help"))
    assert not await house.reaches("telegram:42")


# --- unasked


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"status": 403}, Gone),
        ({"status": 400, "description": "Bad Request: chat not found"}, Gone),
        ({"status": 400, "description": "Bad Request: BUTTON_DATA_INVALID"}, Refused),
        ({"retry_after": 7}, Passing),
        ({"status": 502}, Passing),
        ({"cut": "before"}, Passing),
        ({"status": 401}, Passing),
    ],
)
async def test_what_became_of_an_unasked_message_is_said_in_the_outboxs_words(
    house: House, sam: Person, fault: dict[str, object], kind: type[DeliveryError]
) -> None:
    await house.hears(lambda: sam.says("/start"))
    house.peer.fail_next("sendMessage", **fault)  # type: ignore[arg-type]
    with pytest.raises(kind) as told:
        await house.edge.send("telegram:42", "telegram:42", HELLO, "nonce")
    if "retry_after" in fault:
        assert isinstance(told.value, Passing)
        assert told.value.retry_after == 7
    await house.edge.send("telegram:42", "", HELLO, "nonce")
    assert sam.sees[-1].text == "Hello."


async def test_a_person_who_is_not_there_is_gone(house: House) -> None:
    with pytest.raises(Gone, match="Chat not found"):
        await house.edge.send("telegram:99", "", HELLO, "nonce")


async def test_a_long_message_goes_on_where_it_stopped(house: House, sam: Person) -> None:
    await house.hears(lambda: sam.says("/start"))
    long = Reply("\n\n".join(f"{n} " + "word " * 300 for n in range(6)), title="Long")
    shown = len(pieces(long))
    assert shown >= 3
    house.peer.fail_next("sendMessage", delay=0.0)
    house.peer.fail_next("sendMessage", 502)
    with pytest.raises(Passing):
        await house.edge.send("telegram:42", "", long, "nonce")
    await house.edge.send("telegram:42", "", long, "nonce")
    assert len(sam.sees) == 1 + shown


async def test_nothing_is_sent_before_there_is_a_connection() -> None:
    with pytest.raises(Passing, match="not connected"):
        await OnTelegram(TOKEN).send("telegram:42", "", HELLO, "nonce")


# --- how it looks


def test_a_reply_is_a_bold_title_pages_and_buttons_below_the_last() -> None:
    done = Button("Done", "/done")
    long = "\n\n".join("Ärmel 🦶 & <b> " * 40 for _ in range(12))
    shown = pieces(Reply(long, title="1. *Feet* <first>", buttons=((done,) * 10, ()), file=("a.txt", "x")))
    assert shown[0].html.startswith("<b>1. *Feet* &lt;first&gt;</b>\n\n")
    *above, last, file = shown
    assert [piece.markup for piece in above] == [None] * len(above)
    assert last.markup is not None
    assert [len(row) for row in last.markup.inline_keyboard] == [8, 2]
    assert file.file == ("a.txt", "x")
    assert all(len(piece.html) <= 2 * PAGE for piece in shown)
    assert pieces(Reply("")) == ()


@pytest.mark.parametrize(
    ("text", "fits"),
    [("🦶" * 512, True), ("🦶" * 512 + "x", False), ("**" + "x" * 1024 + "**", True), ("x" * 1025, False)],
)
def test_words_stand_below_the_picture_where_they_fit_else_after_it(text: str, fits: bool) -> None:
    shown = pieces(Reply(text, buttons=((Button("Done", "/done"),),), picture=STILL))
    assert [bool(piece.html) for piece in shown] == ([True] if fits else [False, True])
    assert [piece.picture for piece in shown] == ([STILL] if fits else [STILL, None])
    assert [piece.markup is not None for piece in shown] == ([True] if fits else [False, True])


def test_the_title_counts_among_the_words_below_a_picture() -> None:
    assert len(pieces(Reply("x" * 1018, title="Heel", picture=STILL))) == 1
    assert len(pieces(Reply("x" * 1019, title="Heel", picture=STILL))) == 2


@pytest.fixture
async def voice(peer: TelegramPeer, tmp_path: Path) -> AsyncIterator[Voice]:
    async with Bot(TOKEN, peer.base_url) as bot:
        yield Voice(bot, Easel(Pictures(tmp_path / "pictures"), Album(tmp_path)).draw)


def answering(voice: Voice, library: Library, place: int, message: int, *, is_press: bool) -> Answering:
    is_private = place > 0
    said = Said("telegram:42", "Sam", f"telegram:{place}", "/x", is_private=is_private, is_press=is_press)
    return Answering(voice, library, said, Origin(Place(place), message))


async def test_pages_that_replace_a_message_go_on_below_it(
    voice: Voice, library: Library, sam: Person
) -> None:
    sam.says("/start")
    shows = answering(voice, library, 42, 2, is_press=True)
    await shows.show(Reply("Ready?"))
    long = Reply(
        "\n\n".join("word " * 300 for _ in range(6)), edits=True, buttons=((Button("Done", "/done"),),)
    )
    await shows.show(long)
    assert [shown.edits for shown in sam.sees] == [1, *[0] * (len(pieces(long)) - 1)]
    assert [bool(shown.buttons) for shown in sam.sees] == [*[False] * (len(sam.sees) - 1), True]
    await shows.show(Reply("", edits=True, file=("a.txt", "x")))
    assert sam.sees[-1].file is not None


async def test_in_a_group_the_first_page_replies_to_the_question(
    voice: Voice, library: Library, sam: Person, gym: Group
) -> None:
    sam.says("/note", chat=gym)
    await answering(voice, library, -1001, 1, is_press=False).show(Reply("word " * 1000))
    assert [shown.reply_to for shown in gym.sees] == [1, None]


async def test_the_group_is_told_once_that_the_answer_is_private(
    voice: Voice, library: Library, sam: Person, gym: Group
) -> None:
    sam.says("/start")
    shows = answering(voice, library, -1001, 1, is_press=False)
    for text in ("one", "two"):
        await shows.show(Reply(text, is_private=True))
    assert [shown.text for shown in sam.sees] == ["one", "two"]
    assert len(gym.sees) == 1


async def test_a_message_that_telegram_refuses_is_logged_and_the_next_is_shown(
    peer: TelegramPeer, voice: Voice, library: Library, sam: Person, caplog: pytest.LogCaptureFixture
) -> None:
    sam.says("/start")
    shows = answering(voice, library, 42, 1, is_press=False)
    peer.fail_next("sendMessage", 400, description="Bad Request: TOPIC_CLOSED")
    await shows.show(Reply("one"))
    await shows.show(Reply("two"))
    assert [shown.text for shown in sam.sees] == ["two"]
    assert "Topic_closed" in caplog.text
    assert not shows.is_gone


# --- pictures


STILL, MOVING = figure("bridge-hold"), figure("tripod-stance", does_move=True)
DRILL = Reply("Lie down.", title="Bridge", buttons=((Button("Done", "/done"),),), picture=STILL)


def sent_as(peer: TelegramPeer, method: str, name: str) -> list[type]:
    """How each picture went: as an Upload, or as the str that Telegram knows it by."""
    return [type(fields[name]) for fields in peer.sent(method)]


async def test_a_picture_has_the_words_as_its_caption_and_the_buttons_under_it(
    voice: Voice, library: Library, sam: Person
) -> None:
    sam.says("/start")
    shows = answering(voice, library, 42, 1, is_press=False)
    await shows.show(DRILL)
    await shows.show(replace(DRILL, picture=MOVING))
    still, moving = sam.sees
    assert (still.text, still.labels, still.marked("bold")) == ("Bridge\n\nLie down.", [["Done"]], ["Bridge"])
    assert still.picture == drawing.still(STILL)
    assert (moving.text, moving.picture) == (still.text, drawing.moving(MOVING))


async def test_a_picture_goes_up_once_and_then_by_its_name(
    peer: TelegramPeer, voice: Voice, sam: Person
) -> None:
    sam.says("/start")
    peer.fail_next("sendPhoto", delay=0.05)
    (piece,) = pieces(DRILL)
    await asyncio.gather(*[voice.send(Place(42), piece) for _ in range(4)])
    await voice.send(Place(42), piece)
    for _ in range(2):
        await voice.send(Place(42), replace(piece, picture=MOVING))
    assert sent_as(peer, "sendPhoto", "photo") == [Upload, str, str, str, str]
    assert sent_as(peer, "sendAnimation", "animation") == [Upload, str]
    assert [shown.picture for shown in sam.sees[:5]] == [drawing.still(STILL)] * 5


async def test_a_name_that_telegram_takes_no_longer_makes_the_picture_go_up_anew(
    peer: TelegramPeer, voice: Voice, sam: Person
) -> None:
    sam.says("/start")
    (piece,) = pieces(DRILL)
    await voice.send(Place(42), piece)
    peer.forget_files()
    await voice.send(Place(42), piece)
    await voice.send(Place(42), piece)
    assert sent_as(peer, "sendPhoto", "photo") == [Upload, str, Upload, str]
    assert len(sam.sees) == 3


async def test_a_chart_goes_up_each_time_and_its_name_is_not_kept(
    peer: TelegramPeer, voice: Voice, sam: Person
) -> None:
    sam.says("/start")
    for _ in range(2):
        await voice.send(Place(42), Piece("How it goes", picture=CHART))
    assert sent_as(peer, "sendPhoto", "photo") == [Upload, Upload]
    assert [shown.picture for shown in sam.sees] == [drawing.personal(CHART)] * 2


async def test_where_no_pictures_are_allowed_the_words_go_out_alone(
    peer: TelegramPeer, voice: Voice, library: Library, sam: Person, caplog: pytest.LogCaptureFixture
) -> None:
    sam.says("/start")
    words = "Bad Request: not enough rights to send photos to the chat"
    peer.fail_next("sendPhoto", 400, description=words)
    await answering(voice, library, 42, 1, is_press=False).show(DRILL)
    assert [(shown.text, shown.labels, shown.picture) for shown in sam.sees] == [
        ("Bridge\n\nLie down.", [["Done"]], b"")
    ]
    assert "the picture of bridge-hold was refused" in caplog.text


async def test_when_the_disk_refuses_the_words_go_out_alone(
    voice: Voice, library: Library, sam: Person, tmp_path: Path
) -> None:
    (tmp_path / "pictures").write_text("no folder")
    sam.says("/start")
    shows = answering(voice, library, 42, 1, is_press=False)
    await shows.show(DRILL)
    await shows.show(replace(DRILL, text="word " * 300))
    assert [bool(shown.picture) for shown in sam.sees] == [False, False]
    assert [shown.labels for shown in sam.sees] == [[["Done"]], [["Done"]]]


async def test_a_press_under_a_picture_is_answered_below_it(
    voice: Voice, library: Library, sam: Person
) -> None:
    sam.says("/start")
    await answering(voice, library, 42, 1, is_press=False).show(DRILL)
    await answering(voice, library, 42, 2, is_press=True).show(Reply("Well done.", edits=True))
    assert [(shown.text, shown.edits) for shown in sam.sees] == [
        ("Bridge\n\nLie down.", 0),
        ("Well done.", 0),
    ]


async def test_a_picture_takes_no_message_s_place(voice: Voice, library: Library, sam: Person) -> None:
    sam.says("/start")
    shows = answering(voice, library, 42, 2, is_press=True)
    await shows.show(Reply("Which?"))
    await shows.show(replace(DRILL, edits=True))
    assert [(shown.text, shown.edits) for shown in sam.sees] == [("Which?", 0), ("Bridge\n\nLie down.", 0)]


async def test_a_picture_answers_in_its_topic_and_follows_a_group_that_grew(
    peer: TelegramPeer, voice: Voice, sam: Person
) -> None:
    gym = peer.group(-7, "Gym", members=[sam], is_super=False)
    sam.says("/drill", chat=gym)
    (piece,) = pieces(DRILL)
    await voice.send(Place(-7, topic=3), piece, answers=1)
    (shown,) = gym.sees
    assert (shown.topic, shown.reply_to) == (3, 1)
    grown = gym.migrates(-1007)
    await voice.send(Place(-7), piece)
    assert [shown.picture for shown in grown.sees] == [drawing.still(STILL)]


async def test_a_delivery_that_stopped_behind_its_picture_goes_on_with_the_words(
    house: House, sam: Person
) -> None:
    await house.hears(lambda: sam.says("/start"))
    long = replace(DRILL, text="word " * 300)
    house.peer.fail_next("sendMessage", 502)
    with pytest.raises(Passing):
        await house.edge.send("telegram:42", "telegram:42", long, "nonce")
    await house.edge.send("telegram:42", "telegram:42", long, "nonce")
    *_, picture, words = sam.sees
    assert (picture.text, picture.picture, picture.labels) == ("", drawing.still(STILL), [])
    assert (words.text[:6], words.labels) == ("Bridge", [["Done"]])
    assert len(house.peer.sent("sendPhoto")) == 1


async def test_an_upload_that_fails_on_the_way_passes_and_goes_again(
    peer: TelegramPeer, voice: Voice, library: Library, sam: Person
) -> None:
    sam.says("/start")
    peer.fail_next("sendPhoto", cut="before")
    peer.fail_next("sendPhoto", retry_after=0)
    await answering(voice, library, 42, 1, is_press=False).show(DRILL)
    assert [bool(shown.picture) for shown in sam.sees] == [True]


# --- the connection


async def ended(waiting: Awaitable[str]) -> str:
    return await asyncio.wait_for(waiting, 5)


@pytest.mark.parametrize("token", ["123456:wrong", "nonsense", "12 34/5?6#7:ä"])
async def test_a_wrong_token_ends_in_one_sentence(peer: TelegramPeer, stores: Stores, token: str) -> None:
    async with housed(peer, stores, token) as house:
        why = await ended(house.edge.broken())
    assert why.startswith("TELEGRAM_TOKEN: Telegram refuses this token; copy it again from @BotFather")
    assert token not in why


async def test_an_address_that_is_none_ends_in_one_sentence(stores: Stores) -> None:
    on_telegram = OnTelegram(TOKEN, "http://")
    tripod = assemble(stores, (on_telegram,), lambda: SUNDAY, lambda: 0.0, Defaults(), frozenset())
    await on_telegram.start(tripod.app)
    assert "TELEGRAM_API" in await ended(on_telegram.broken())
    await on_telegram.stop()


async def test_a_token_that_is_revoked_while_running_ends_in_one_sentence(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await house.peer.until(lambda: house.peer.sent("getUpdates"))
    house.peer.revoke_token()
    assert "refuses this token" in await ended(house.edge.broken())
    assert "Traceback" not in caplog.text


async def test_another_bot_on_the_same_token_ends_in_one_sentence(house: House) -> None:
    house.peer.fail_next("getUpdates", 409)
    await house.peer.until(lambda: house.peer.refusals)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(house.edge.broken(), 0.05)
    house.peer.fail_next("getUpdates", 409, times=3)
    assert "another running bot" in await ended(house.edge.broken())


async def test_it_connects_as_soon_as_telegram_can_be_reached(
    peer: TelegramPeer, stores: Stores, sam: Person
) -> None:
    peer.fail_next("getMe", 502)
    peer.fail_next("setMyCommands", cut="before")
    sam.says("/start")
    async with housed(peer, stores):
        await peer.until(lambda: sam.sees)


async def test_a_connection_that_fails_in_a_strange_way_ends_in_one_sentence(
    peer: TelegramPeer, stores: Stores, caplog: pytest.LogCaptureFixture
) -> None:
    peer.fail_next("getMe", answer={"ok": True, "result": {}})
    async with housed(peer, stores) as house:
        assert await ended(house.edge.broken()) == edge.FAULT
    assert "Traceback" in caplog.text


@pytest.mark.parametrize("answer", [[], "down", {}, None])
@pytest.mark.parametrize("method", ["getMe", "getUpdates"])
async def test_what_telegram_never_says_passes(
    peer: TelegramPeer,
    stores: Stores,
    sam: Person,
    caplog: pytest.LogCaptureFixture,
    method: str,
    answer: object,
) -> None:
    peer.fail_next(method, answer=answer)
    sam.says("/start")
    async with housed(peer, stores):
        await peer.until(lambda: sam.sees)
    assert "Invalid server response" in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_menu_that_telegram_refuses_does_not_keep_it_from_listening(
    peer: TelegramPeer, stores: Stores, sam: Person
) -> None:
    peer.fail_next("setMyCommands", 400, description="Bad Request: BOT_COMMAND_INVALID")
    sam.says("/start")
    async with housed(peer, stores):
        await peer.until(lambda: sam.sees)


async def test_polling_goes_on_after_faults(
    house: House, sam: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.peer.fail_next("getUpdates", cut="before")
    await house.peer.until(lambda: len(house.peer.sent("getUpdates")) > 1, within=3)
    sam.says("/start")
    await house.peer.until(lambda: sam.sees)


async def test_an_update_that_cannot_be_read_is_left_out(
    house: House, sam: Person, caplog: pytest.LogCaptureFixture
) -> None:
    house.peer.tell("message", {"message_id": "many", "chat": 7})
    sam.says("/start")
    await house.peer.settled()
    assert len(sam.sees) == 1
    assert caplog.text.count("cannot be read") == 1


async def test_what_was_fetched_is_answered_before_the_end(
    peer: TelegramPeer, stores: Stores, sam: Person
) -> None:
    async with housed(peer, stores):
        peer.fail_next("sendMessage", delay=0.2)
        sam.says("/start")
        await peer.until(lambda: peer.sent("sendMessage"))
    assert len(sam.sees) == 1
    assert peer.updates == []


async def test_it_stops_at_once_when_telegram_cannot_be_reached(stores: Stores) -> None:
    async with TelegramPeer(TOKEN) as peer:
        on_telegram = OnTelegram(TOKEN, peer.base_url)
    tripod = assemble(stores, (on_telegram,), lambda: SUNDAY, lambda: 0.0, Defaults(), frozenset())
    starting = asyncio.create_task(on_telegram.start(tripod.app))
    await asyncio.sleep(0.1)
    await asyncio.wait_for(on_telegram.stop(), 2)
    await starting
    await OnTelegram(TOKEN).stop()


async def test_the_token_stands_in_no_log_line(
    peer: TelegramPeer, stores: Stores, sam: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    peer.fail_next("getMe", 500)
    async with housed(peer, stores) as house:
        peer.fail_next("sendMessage", cut="before", times=3)
        await house.hears(lambda: sam.says("/start"))
        peer.fail_next("getUpdates", 502)
        await house.hears(lambda: sam.says("/help"))
        peer.revoke_token()
        await ended(house.edge.broken())
    assert "telegram" in caplog.text
    assert TOKEN not in caplog.text
    assert "a-very-secret-token" not in caplog.text
