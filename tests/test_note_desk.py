"""Writing the Sunday note: drafts, parts, a second coach, and what was noticed before it goes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.changes import Answer, Gather, Inform, Publish, Trial
from bot.commands import answer, parse
from bot.commands.note_desk import mark_of
from bot.commands.unasked import compose
from bot.model import Ask, Notice, Reply, Said
from content.editions import EVER, GATHERED_FOR, Edition, Editions, Gathering
from content.editions import State as NoteState
from content.library import Note
from content.proofreading import LONGEST, MOST_EMBEDS, proofread
from content.store import Shelf
from scheduler.outbox import Skip
from tests.asks import LIBRARY, buttons
from tests.doors import LIBRARY as ILLUSTRATED
from tests.doors import Door, a_bot, discord, open_door, telegram
from tests.photos import PHOTO, SHOWN
from tests.talk import Line, messages, talk, write

SATURDAY = datetime(2026, 11, 21, 18, tzinfo=UTC)
COACH, ADA = "terminal:coach", "terminal:ada"
START: Line = {"who": "sam", "text": "/start"}
NOON: Line = {"at": "2026-11-22T12:00:00+00:00"}
ERROR = "See www.example.org"


def said(text: str) -> Line:
    return {"who": "coach", "text": text}


def coached(*lines: Line, folder: Path | None = None, **options: str) -> list[Line]:
    data = ("--data", str(folder)) if folder else ()
    return talk(*lines, options=("--coach", "coach", *data), **options)


def an_edition(
    state: NoteState, text: str = "Stand.", week: str = "2026-W47", author: str = COACH
) -> Edition:
    return Edition(week, "Feet first", text, state, SATURDAY, author)


def asked(text: str, *editions: Edition, account: str = COACH, **fields: object) -> Answer:
    """What a coach's words are answered on a Saturday, with these notes on the desk."""
    command, words = parse(text)
    by_week = {one.week: tuple(two for two in editions if two.week == one.week) for one in editions}
    gathering = fields.pop("gathering", None)
    gatherings = {account: gathering} if isinstance(gathering, Gathering) else {}
    ask = Ask(
        Said(account, "Coach", account, text, **fields.pop("said", {})),  # type: ignore[arg-type]
        command,
        words,
        SATURDAY,
        Shelf(LIBRARY),
        editions=Editions(by_week, gatherings),
        is_coach=True,
    )
    return answer(replace(ask, **fields))  # type: ignore[arg-type]


def published(answered: Answer) -> list[tuple[str, str, str]]:
    """Week, state and text of what was decided."""
    editions = [change.edition for change in answered.changes if isinstance(change, Publish)]
    return [(one.week, one.state, one.text) for one in editions]


def shown(answered: Answer) -> str:
    return "\n".join(reply.text for reply in answered.replies)


# --- the states of a note


@pytest.mark.parametrize(
    ("before", "typed", "needs_approval", "after"),
    [
        (None, "/note Go slow.", False, "draft"),
        ("draft", "/note Go slow.", True, "draft"),
        ("cancelled", "/note Go slow.", False, "draft"),
        ("ready", "/note Go slow.", False, "ready"),
        ("held", "/note Go slow.", False, "held"),
        ("ready", "/note Go slow.", True, "waiting"),
        ("held", "/note Go slow.", True, "waiting"),
        ("waiting", "/note Go slow.", True, "waiting"),
        ("waiting", "/note Go slow.", False, "draft"),
        ("waiting", f"/note {ERROR}", True, "draft"),
        ("draft", f"/note {ERROR}", False, "draft"),
        ("ready", f"/note {ERROR}", False, None),
        ("held", f"/note {ERROR}", False, None),
        (None, "/note ready", False, None),
        ("draft", "/note ready", False, "ready"),
        ("draft", "/note ready", True, "waiting"),
        ("cancelled", "/note ready", False, "ready"),
        ("held", "/note ready", True, "ready"),
        ("ready", "/note ready", False, None),
        ("draft", "/hungover", False, None),
        ("cancelled", "/hungover", False, None),
        ("ready", "/hungover", True, "held"),
        ("draft", "/note hold", False, "held"),
        ("draft", "/note hold", True, "waiting"),
        ("draft", "/note cancel", False, "cancelled"),
        ("waiting", "/note cancel", True, "cancelled"),
        ("ready", "/note cancel", False, "cancelled"),
        ("ready", "/note redy", False, None),
        ("ready", "/note ready whenever", False, None),
    ],
)
def test_what_a_coach_says_brings_a_note_into_its_next_state(
    before: NoteState | None, typed: str, needs_approval: bool, after: str | None
) -> None:
    desk = (an_edition(before),) if before else ()
    answered = asked(typed, *desk, needs_approval=needs_approval)
    assert [state for _, state, _ in published(answered)] == ([after] if after else [])


@pytest.mark.parametrize("typed", ["/note Later.", "/note ready", "/note cancel", "/note restore 2026-W47 1"])
def test_once_it_has_begun_to_go_out_nothing_changes_it(typed: str) -> None:
    sunday = SATURDAY + timedelta(days=1)
    answered = asked(typed, an_edition("ready"), begun=frozenset({"2026-W47"}), now=sunday)
    assert answered.changes == ()
    assert "can no longer be changed" in shown(answered)


def test_an_error_keeps_a_draft_from_being_ready_and_is_said_in_words() -> None:
    answered = asked("/note ready", an_edition("draft", ERROR))
    assert answered.changes == ()
    assert "'www.example.org' is no https address; write it whole" in shown(answered)


def test_a_draft_reaches_nobody_and_the_reserve_stands_in() -> None:
    lines = coached(said("/note Secret words."), START, {"at": "2026-11-23T12:00:00+00:00"})
    notes = messages(lines, "sam", "note")
    assert [note["title"] for note in notes] == [LIBRARY.reserve[0].title]
    assert not any("Secret" in note["text"] for note in notes)


def test_the_draft_is_shown_with_the_next_tap_and_ready_lets_it_go() -> None:
    lines = coached(said("/note # Feet first\nStand."), {"who": "coach", "press": "Ready"}, START, NOON)
    draft, status, ready = messages(lines, "coach", "reply")
    assert (draft["title"], draft["text"]) == ("Feet first", "Stand.")
    assert status["buttons"] == ["Ready", "Preview", "Test", "Cancel"]
    assert "goes out on Sunday 22 November" in ready["text"]
    assert [note["text"] for note in messages(lines, "sam", "note")] == ["Stand."]


def test_a_note_is_written_for_the_sunday_of_the_coachs_own_zone() -> None:
    late = {"at": "2026-11-22T23:30:00+00:00"}  # Sunday in Berlin is over by then, in Honolulu it is not
    zone = said("/settings zone Honolulu")
    lines = coached(said("/start"), zone, late, said("/note Aloha."), at="2026-11-22T05:30:00+00:00")
    assert "Sunday 22 November" in messages(lines, "coach", "reply")[-1]["text"]


# --- weeks


@pytest.mark.parametrize("named", ["2026-W53", "2026-w53", "2027-01-03"])
def test_a_draft_may_go_in_a_week_that_is_named_and_leaves_its_own(named: str) -> None:
    answered = asked(f"/note ready {named}", an_edition("draft"))
    assert published(answered) == [("2026-W53", "ready", "Stand."), ("2026-W47", "cancelled", "Stand.")]


def test_a_week_that_has_a_note_of_its_own_keeps_it() -> None:
    own = an_edition("draft", "Own.", "2026-W49")
    answered = asked("/note ready 2026-W49", an_edition("draft"), own)
    assert published(answered) == [("2026-W49", "ready", "Own.")]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("/note ready 2026-W40", "is over"),
        ("/note ready 2025-W53", "which week"),
        ("/note cancel 2026-W60", "which week"),
        ("/note cancel 2026-W50", "no note to change"),
        ("/note preview 2026-W50", "no note to change"),
    ],
)
def test_a_week_without_a_note_and_none_at_all_are_told_apart(typed: str, says: str) -> None:
    answered = asked(typed, an_edition("draft"))
    assert answered.changes == ()
    assert says in shown(answered)


# --- texts


def test_a_header_gives_the_title_and_a_broken_one_is_told() -> None:
    answered = asked('/note +++\ntitle = "From a file"\n+++\nWords.')
    assert [change.edition.title for change in answered.changes if isinstance(change, Publish)] == [
        "From a file"
    ]
    broken = asked("/note +++\ntitel = 1\n+++\nWords.")
    assert broken.changes == ()
    assert "did you mean title" in shown(broken)


def test_a_line_that_only_begins_like_an_order_is_a_note() -> None:
    answered = asked("/note Ready for a calm week of walking?")
    assert published(answered) == [("2026-W47", "draft", "Ready for a calm week of walking?")]


def test_a_reply_to_an_own_message_makes_a_draft_of_it() -> None:
    answered = asked("/note", said={"own_words": "# Mine\nWords."})
    assert published(answered) == [("2026-W47", "draft", "Words.")]
    lines = coached(said("Words of mine."), {"who": "coach", "text": "/note", "replies": "of mine"})
    assert messages(lines, "coach")[-2]["text"] == "Words of mine."


def test_a_stranger_who_replies_gets_the_latest_note() -> None:
    answered = asked("/note", said={"own_words": "Words."}, is_coach=False)
    assert (answered.changes, "No note has gone out" in shown(answered)) == ((), True)


def test_a_file_that_cannot_ride_along_is_told_and_the_words_are_kept() -> None:
    answered = asked("/note Go slow.", said={"attachment": None})
    assert published(answered) == [("2026-W47", "draft", "Go slow.")]
    assert "text files and photos" in shown(answered)


# --- what it names


def test_a_drill_gives_its_picture_and_a_button_and_a_card_a_button() -> None:
    text = "One.\n\n{drill: Tripod stance}\n\n{ card : elbow pain }\n\nTwo."
    notice = Notice("trial", "x/2026-W47", SATURDAY, SATURDAY, ILLUSTRATED, edition=an_edition("draft", text))
    letter = compose(notice)
    assert isinstance(letter, Reply)
    assert (letter.text, letter.picture) == ("One.\n\nTwo.", ILLUSTRATED.drills["tripod-stance"].figure)
    assert buttons(letter) == {
        "Tripod stance": "/drill tripod-stance",
        "Elbow pain": "/elbowpain",
        "Today's drill": "/drill",
        "Write back": "/reply 2026-W47",
        "No more notes": "/unsubscribe",
    }


def test_a_drill_that_is_gone_by_then_is_left_as_it_was_typed() -> None:
    gone = an_edition("ready", "Try.\n\n{drill: long-gone}")
    letter = compose(Notice("trial", "x/2026-W47", SATURDAY, SATURDAY, LIBRARY, edition=gone))
    assert isinstance(letter, Reply)
    assert letter.text == "Try.\n\n{drill: long-gone}"


BORROWED = "hips and feet make the knees"


@pytest.mark.parametrize(
    ("text", "level", "what"),
    [
        ("{drill: tripod-stancy}", "error", "no drill called"),
        ("{card: nowhere}", "error", "no card called"),
        ("{video: x}", "error", "nothing that a note can show"),
        ("Do {drill: tripod-stance} now.", "error", "stands inside a line"),
        ("\n".join(["{card: elbowpain}"] * (MOST_EMBEDS + 1)), "error", "names 9 drills and cards"),
        ("x" * (LONGEST + 1), "error", "over 8000"),
        ("[here](example.org)", "error", "no https address"),
        ("[here]()", "error", "leads nowhere"),
        ("[here](mailto:a@example.org)", "error", "no https address"),
        ("See http://example.org.", "error", "'http://example.org' is no"),
        ("![foot](foot.png)", "warning", "shown as it is typed"),
        ("I am watching your answers.", "warning", "watched the chat"),
        ("We’re here day and night.", "warning", "watched the chat"),
        ("This cures knees.", "warning", "medical claim"),
        ("It prevents all injuries.", "warning", "medical claim"),
        (f"{'Incomprehensibility notwithstanding, biomechanical considerations ' * 8}.", "warning", "grade"),
    ],
)
def test_what_is_wrong_with_a_note_is_found(text: str, level: str, what: str) -> None:
    assert [one.level for one in proofread("Title", text, LIBRARY) if what in one.what][:1] == [level]


@pytest.mark.parametrize(
    "text",
    [
        "Read [this](https://example.org/a_(b)) or https://example.org/x?y=1.",
        "Watch your feet. I watched mine for a week and monitor nothing else.",
        "`http://code.example` and\n```\n[a](b)\n```",
        "{drill: tripod-stance}",
        "I walk day after day, and time heals nothing by itself.".replace("heals", "mends"),
    ],
)
def test_an_ordinary_note_is_left_in_peace(text: str) -> None:
    assert proofread("Title", text, LIBRARY) == ()


def test_a_missing_title_is_worth_a_word_and_the_article_is_not_copied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert [one.what for one in proofread("", "Stand.", LIBRARY)] == ["the note has no title"]
    from content import runs

    words = "one two three four five six seven eight"
    monkeypatch.setattr(runs, "article_runs", lambda: frozenset(runs.hashes(words.split())))
    assert [one.level for one in proofread("T", words, LIBRARY)] == ["error"]


def test_every_note_of_the_reserve_would_pass() -> None:
    notes: tuple[Note, ...] = LIBRARY.reserve
    assert [one for note in notes for one in proofread(note.title, note.text, LIBRARY)] == []


# --- several messages


def test_parts_become_one_draft_and_survive_a_restart(tmp_path: Path) -> None:
    first = coached(said("/note begin"), said("# Two parts\nThe first."), folder=tmp_path)
    assert messages(first, "coach")[-1]["buttons"] == ["End", "Discard"]
    path = write(tmp_path, "more.md", "The third.")
    file = {"who": "coach", "text": "", "file": str(path)}
    lines = coached(
        said("The second."), file, said("/help"), {"who": "coach", "press": "End"}, folder=tmp_path
    )
    texts = [line["text"] for line in messages(lines, "coach")]
    assert [re.findall(r"^\d parts", text) for text in texts[:2]] == [["2 parts"], ["3 parts"]]
    assert "Type any of these" in texts[2]
    assert texts[3] == "The first.\n\nThe second.\n\nThe third."
    after = coached(said("The fourth."), folder=tmp_path)
    assert "part" not in messages(after, "coach")[-1]["text"]


def test_signs_and_bare_commands_in_a_part_are_not_the_coachs_own() -> None:
    words = ("my calf is hot and swollen", "I want to end my life", "Stop!", "done")
    lines = coached(said("/note begin"), *map(said, words))
    assert {line["kind"] for line in messages(lines, "coach")} == {"reply"}
    assert "4 parts" in messages(lines, "coach")[-1]["text"]


def test_somebody_elses_words_are_heard_while_a_coach_collects() -> None:
    lines = coached(said("/note begin"), {"who": "sam", "text": "my calf is hot and swollen"})
    assert messages(lines, "sam")[-1]["kind"] == "signs"


def test_collecting_ends_by_itself_and_loses_nothing() -> None:
    later = {"at": "2026-11-22T13:00:00+00:00"}
    lines = coached(said("/note begin"), said("Kept."), later, said("my knees hurt"), said("/note end"))
    answered, hint, draft, _ = messages(lines, "coach", "reply", "signs")[2:]
    assert "part" not in answered["text"]
    assert "That was no part of your note" in hint["text"]
    assert draft["text"] == "Kept."


def test_what_is_discarded_leaves_the_note_as_it_was() -> None:
    collecting = (said("/note begin"), said("Worse."), {"who": "coach", "press": "Discard"})
    lines = coached(said("/note Good."), said("/note ready"), *collecting, said("/note end"), START, NOON)
    assert [note["text"] for note in messages(lines, "sam", "note")] == ["Good."]


def test_parts_that_cannot_replace_a_ready_note_stay() -> None:
    parts = Gathering(COACH, (ERROR,), SATURDAY)
    answered = asked("/note end", an_edition("ready"), gathering=parts)
    assert answered.changes == ()
    assert "1 part so far" in shown(answered)
    assert asked("/note end", gathering=parts).changes[-1] == Gather(COACH, None)


@pytest.mark.parametrize(
    ("hours", "text", "fields", "is_part"),
    [
        (0, "Words.", {}, True),
        (5, "Words.", {}, True),
        (6, "Words.", {}, False),
        (0, "/note", {}, False),
        (0, "Words.", {"is_press": True}, False),
        (0, "Words.", {"is_private": False}, False),
    ],
)
def test_only_plain_words_in_private_are_parts(
    hours: int, text: str, fields: dict[str, bool], is_part: bool
) -> None:
    parts = Gathering(COACH, (), SATURDAY - timedelta(hours=hours))
    answered = asked(text, gathering=parts, said=fields)
    assert any(isinstance(change, Gather) for change in answered.changes) == is_part
    assert timedelta(hours=6) == GATHERED_FOR


def test_whoever_is_no_coach_any_more_collects_nothing() -> None:
    parts = Gathering(COACH, ("Old.",), SATURDAY)
    assert asked("Words.", gathering=parts, is_coach=False).changes == ()


# --- a second coach


def test_a_note_that_needs_a_second_yes_is_passed_on_with_its_text() -> None:
    answered = asked("/note ready", an_edition("draft"), needs_approval=True)
    assert answered.changes[-1] == Inform("approve", "2026-W47", besides=COACH)
    waiting = an_edition("waiting")
    notice = Notice("coach", "approve/x/2026-W47", SATURDAY, SATURDAY, LIBRARY, edition=waiting)
    passed_on = compose(notice)
    assert isinstance(passed_on, Reply)
    assert passed_on.text.endswith("Stand.")
    mark = mark_of(waiting)
    assert buttons(passed_on) == {
        "Approve": f"/note approve 2026-W47 {mark}",
        "Send back": f"/note return 2026-W47 {mark}",
    }
    assert compose(replace(notice, edition=an_edition("ready"))) == Skip("settled")


@pytest.mark.parametrize(
    ("verb", "state", "told"), [("approve", "ready", "approved"), ("return", "draft", "sent_back")]
)
def test_only_another_coachs_tap_decides_and_the_author_hears(verb: str, state: str, told: str) -> None:
    waiting = an_edition("waiting")
    typed = f"/note {verb} 2026-W47 {mark_of(waiting)}"
    decided = asked(typed, waiting, account=ADA, is_approver=True)
    assert [state for _, state, _ in published(decided)] == [state]
    assert decided.changes[-1] == Inform(told, "2026-W47", to=COACH)
    for answered in (
        asked(typed, waiting, is_approver=True),
        asked(typed, waiting, account=ADA),
        asked(typed, replace(waiting, text="Changed since."), account=ADA, is_approver=True),
        asked(typed, an_edition("ready"), account=ADA, is_approver=True),
    ):
        assert answered.changes == ()


def test_a_quote_without_a_yes_is_told_and_lets_the_note_be_ready() -> None:
    answered = asked("/note ready", an_edition("draft", "One of you: {quote: 12}"))
    assert [state for _, state, _ in published(answered)] == ["ready"]
    assert "reply 12 has not agreed to be quoted; the note waits" in shown(answered)


def test_two_coaches_bring_a_note_to_its_readers() -> None:
    def by(who: str, **line: str) -> Line:
        return {"who": who, **line}

    lines = talk(
        by("coach", text="/coach add terminal:ada approver"),
        START,
        by("coach", text="/note # Feet\nStand."),
        by("coach", press="Ready"),
        by("ada", press="Send back"),
        {"at": "2026-11-22T05:31:00+00:00"},
        by("coach", text="/note # Feet\nStand still."),
        by("coach", press="Ready"),
        by("coach", press="Preview"),
        by("coach", text=f"/note approve 2026-W47 {mark_of(an_edition('waiting'))}"),
        {"at": "2026-11-22T09:30:00+00:00"},
        by("ada", press="Approve"),
        options=("--coach", "coach"),
    )
    notes = messages(lines, "sam", "note")
    assert [(note["text"], note["at"][11:16]) for note in notes] == [("Stand still.", "10:30")]
    told = [line["text"] for line in messages(lines, "coach", "coach")]
    assert ["came back" in told[0], "was approved" in told[1], len(told)] == [True, True, 3]
    assert told[2] == "2026-W47, all through: planned 1 · sent 1"


def test_a_coach_who_is_forgotten_leaves_no_parts(tmp_path: Path) -> None:
    typed = ("/start", "/note begin", "Half a thought.", "/forget everything")
    coached(*map(said, typed), folder=tmp_path)
    kept = [path.read_bytes() for path in tmp_path.glob("coach.json*")]
    assert kept
    assert not any(b"Half a thought" in one for one in kept)


# --- as it was


def test_an_earlier_text_comes_back_as_a_draft_and_what_is_ready_stays_so() -> None:
    older, newer = an_edition("draft", "Older."), an_edition("draft", "Newer.")
    listed = asked("/note history", older, newer)
    assert buttons(listed.replies[0]) == {"Restore 1": "/note restore 2026-W47 1"}
    assert published(asked("/note restore 2026-W47 1", older, newer)) == [("2026-W47", "draft", "Older.")]
    ready = replace(newer, state="ready")
    assert published(asked("/note restore 2026-W47 1", older, ready)) == [("2026-W47", "ready", "Older.")]
    assert asked("/note restore 2026-W47 7", older, newer).changes == ()


def test_the_file_below_a_note_is_its_first_revision() -> None:
    filed = Editions.over({"2026-W47": Note("2026-W47", "Filed", "By file.")}, {}, {})
    both = Editions.over(
        {"2026-W47": Note("2026-W47", "Filed", "By file.")}, {"2026-W47": (an_edition("draft"),)}, {}
    )
    assert [one.at for one in filed.revisions("2026-W47")] == [EVER]
    assert [one.text for one in both.revisions("2026-W47")] == ["By file.", "Stand."]


# --- as readers get it


def test_a_test_takes_the_way_of_the_note_and_counts_for_nothing() -> None:
    trial = asked("/note test", an_edition("draft"))
    assert trial.changes == (Trial("2026-W47", COACH, COACH),)
    before, after = ("/start", "/note # T\nWords.", "/note test"), ("/note test", "/note ready")
    later = {"at": "2026-11-22T05:31:00+00:00"}
    lines = coached(*map(said, before), later, *map(said, after), NOON)
    notes = messages(lines, "coach", "note")
    seen = [(note["title"], note["text"], note["about"]) for note in notes]
    assert seen == [("T", "Words.", "2026-W47")] * 3
    assert notes[0]["buttons"] == notes[2]["buttons"] == ["Today's drill", "Write back", "No more notes"]


LONG = "# Feet & *hips*\n\n" + "\n\n".join(
    f"**{number}.** Stand <still> on `three` points, [read](https://example.org/{number}) on. "
    + "Walk. " * 40
    for number in range(18)
)


async def receive(door: Door, photo: bytes = b"") -> list[str]:
    """The coach writes, lets it go and previews; sam starts and gets it."""
    await door.sends("coach", "/note", LONG)
    if photo:
        await door.shows("coach", "/note", photo)
    await door.presses("coach", "Ready")
    await door.presses("coach", "Preview")
    await door.says("sam", "/start")
    before = len(door.sees("sam"))
    await door.at(SATURDAY + timedelta(days=1))
    return [one.text for one in door.sees("sam")[before:]]


@pytest.mark.parametrize("photo", [b"", PHOTO], ids=["words", "photo"])
@pytest.mark.parametrize("platform", ["terminal", "telegram", "discord"])
async def test_a_preview_is_what_readers_get_byte_for_byte(
    platform: str, photo: bytes, tmp_path: Path
) -> None:
    async with open_door(platform, tmp_path, SATURDAY) as door:
        await receive(door, photo)
        seen, previewed = (
            [one for one in door.sees(who) if "Stand <still>" in one.text or (photo and one.picture == SHOWN)]
            for who in ("sam", "coach")
        )
        # a picture is a message of its own on Telegram where the words are too long to stand below it
        ahead = 1 if photo and platform == "telegram" else 0
        assert len(seen) == {"terminal": 1, "telegram": 2, "discord": 3}[platform] + ahead
        assert seen[0].picture == (SHOWN if photo else b"")
        assert previewed[-len(seen) :] == seen
        assert any(f"{len(seen)} message" in one.text for one in door.sees("coach"))


async def test_the_look_on_other_platforms_is_what_those_are_sent(tmp_path: Path) -> None:
    from bot.on_discord import OnDiscord
    from bot.on_telegram import OnTelegram
    from bot.on_terminal.network import Network, account
    from scheduler.clock import SimulatedClock

    looks: dict[str, list[str]] = {}
    clock = SimulatedClock(SATURDAY)
    network = Network(clock, tmp_path / "terminal.jsonl")
    network.listener = lambda shown: looks.update({shown.reply.title: fenced(shown.reply.text)})
    edges = (OnTelegram("1:x"), OnDiscord("x"))
    async with a_bot(tmp_path, network, clock, frozenset({account("coach")}), ILLUSTRATED, *edges) as bot:
        network.connect(bot)
        await network.say("coach", "/note", LONG)
        await network.press("coach", "Preview")
    network.close()
    async with telegram(tmp_path / "telegram", SATURDAY, ILLUSTRATED) as door:
        await receive(door)
        sent = [one["text"] for one in door.peer.sent("sendMessage") if int(one["chat_id"]) != 1]
        assert looks["Telegram"] == [text for text in sent if "Stand &lt;still&gt;" in text]
    async with discord(tmp_path / "discord", SATURDAY, ILLUSTRATED) as other:
        await receive(other)
        contents = [one["content"] for one in other.peer.sent("POST", "/channels/*/messages")]
        assert looks["Discord"] == [text for text in contents if text and "Stand <still>" in text][-3:]


def fenced(text: str) -> list[str]:
    """What stands between fences."""
    return [match[2] for match in re.finditer(r"(?ms)^(`{3,}|~{3,})\n(.*?)\n\1$", text)]
