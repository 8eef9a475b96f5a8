"""What each command answers: said, answered."""

from __future__ import annotations

import json
from datetime import time
from pathlib import Path

import pytest

from bot.commands import ANSWERS, parse
from bot.commands.settings import parse_hour, parse_quiet
from bot.commands.table import COMMANDS, entries
from content.library import read_library
from scheduler.plan import Quiet
from tests.talk import days, last, messages, talk, write

LIBRARY = read_library()


def test_each_row_of_the_table_has_its_answer_and_each_answer_its_row() -> None:
    assert set(ANSWERS) == {command.name for command in COMMANDS}


def test_each_command_and_card_answers_before_and_after_start() -> None:
    names = [entry.name for entry in entries(LIBRARY)]
    before = [{"who": f"new-{name}", "text": f"/{name}"} for name in names]
    after = [{"who": f"sam-{name}", "text": text} for name in names for text in ("/start", f"/{name}")]
    lines = talk(*before, *after)
    for name in names:
        for who in (f"new-{name}", f"sam-{name}"):
            answered = messages(lines, who)[-1]
            assert answered["text"], name
            assert "went wrong" not in answered["text"], name


def test_no_card_is_called_like_a_command() -> None:
    assert not set(LIBRARY.cards) & set(ANSWERS)


def test_an_unknown_command_offers_the_nearest_ones() -> None:
    assert last("/elbwopain")["buttons"][0] == "/elbowpain"
    assert "/settings" in last("/setings")["buttons"]
    assert last("/xyzzy")["buttons"] == ["Topics", "Help"]
    assert last("/elbwopain", "!/elbowpain")["about"] == "elbowpain"


def test_what_was_typed_is_shown_and_never_acted_on() -> None:
    assert "/{count}" in last("/{count}")["text"]
    assert r"\*\*" in last("/**shout**")["text"]


def test_plain_words_lead_to_cards_and_never_to_a_drill() -> None:
    answered = last("my elbows hurt after chin ups")
    assert answered["about"] == "elbowpain"
    assert answered["buttons"] == ["None of these", "One of these", "Why?", "Not what I meant"]
    assert last("hips or calves for a jump")["about"] is None
    assert "Vertical jump" in last("hips or calves for a jump")["buttons"]
    assert last("the weather is fine")["buttons"] == ["Pass it to the coach", "Topics", "Help"]


def test_five_thousand_characters_are_answered_in_one_sentence() -> None:
    answered = last("/start", "knee " * 1000)
    assert "a lot for one message" in answered["text"]


def test_start_again_loses_nothing() -> None:
    lines = talk(
        {"who": "sam", "text": "/start"},
        {"who": "sam", "text": "/settings hour 06:15"},
        {"who": "sam", "text": "/done"},
        {"who": "sam", "text": "/start"},
        {"who": "sam", "text": "/done"},
    )
    assert "06:15" in messages(lines)[-2]["text"]
    assert "in already" in messages(lines)[-1]["text"]


def test_start_with_a_card_lands_on_the_card() -> None:
    assert last("/start elbowpain")["about"] == "elbowpain"


def test_words_that_many_cards_share_tell_nothing() -> None:
    for words in ("my back hurts", "my shoulder hurts", "what is the weather"):
        assert "nothing on that" in last(words)["text"]
    assert last("my knee hurts")["title"] == "Knee pain"


def test_help_lists_every_command_and_a_coachs_only_to_a_coach() -> None:
    text = last("/help")["text"]
    typed = [command.name for command in COMMANDS if command.is_typed]
    assert [name for name in typed if f"/{name}:" not in text] == [
        "inbox", "board", "tell", "edit", "hungover", "reload", "coach", "audit",
    ]  # fmt: skip
    assert "/hungover:" in last("/help", who="coach", options=("--coach", "coach"))["text"]


def test_why_opens_the_depth_of_a_card() -> None:
    assert last("/elbowpain", "!Why?")["text"] == LIBRARY.cards["elbowpain"].why


# --- check-ins ---


def test_a_second_done_says_so_kindly_and_counts_once() -> None:
    assert "in already" in last("/start", "/done", "/done")["text"]


def test_yesterday_can_be_filled_in_until_noon() -> None:
    start = {"who": "sam", "text": "/start"}
    done = {"who": "sam", "text": "/done yesterday"}
    morning = talk(start, {"at": "2026-11-23T10:30:00+00:00"}, done)
    assert "first one in" in messages(morning)[-1]["text"]
    noon = talk(start, {"at": "2026-11-23T11:30:00+00:00"}, done)
    assert "Sunday 22 November is closed" in messages(noon)[-1]["text"]


def test_an_old_button_names_its_day_and_harms_nothing() -> None:
    lines = talk(
        {"who": "sam", "text": "/start"},
        *days("2026-11-22T12:00:00+00:00", 3),
        {"who": "sam", "press": "Done", "nth": 3},
    )
    assert "Sunday 22 November is closed" in messages(lines)[-1]["text"]


def test_a_day_that_has_not_begun_cannot_be_done() -> None:
    assert "not begun yet" in last("/start", "/done 2027-01-01")["text"]


def test_done_counts_the_last_seven_days() -> None:
    lines = talk({"who": "sam", "text": "/start"}, *days("2026-11-22T12:00:00+00:00", 9, "Done"))
    assert "7 of the last 7 days" in messages(lines)[-1]["text"]


def test_not_today_is_heard_without_shame() -> None:
    assert "tomorrow at 07:00" in last("/start", "/drill", "!Not today")["text"]


# --- drills and signs ---


def test_nobody_gets_a_drill_before_starting() -> None:
    answered = last("/drill")
    assert (answered["about"], answered["buttons"]) == (None, ["Start"])


def test_a_drill_is_found_by_name_and_the_nearest_are_offered() -> None:
    assert last("/start", "/drill tripod stance")["about"] == "tripod-stance"
    assert last("/start", "/drill tripod stanse")["buttons"][0] == "Tripod stance"


def test_every_pain_card_shows_its_signs_above_its_words_and_no_drill_before_the_tap() -> None:
    for card in LIBRARY.cards.values():
        if not card.signs:
            continue
        shown = last(f"/{card.slug}")
        first_sign = LIBRARY.signs[card.signs[0]].asks
        assert shown["text"].index(first_sign) < shown["text"].index(card.body[:30])
        assert shown["buttons"] == ["None of these", "One of these", "Why?"]


def test_none_of_these_leads_to_the_drills_of_the_card() -> None:
    assert last("/start", "/kneepain", "!None of these")["buttons"] == [
        LIBRARY.drills[slug].title for slug in LIBRARY.cards["kneepain"].drills
    ]


def test_a_sign_ends_the_flow_and_prompts_stay_away_until_the_members_own_tap() -> None:
    said = [
        {"who": "sam", "text": "/start"},
        {"who": "sam", "text": "/kneepain"},
        {"who": "sam", "press": "One of these"},
    ]
    lines = talk(
        *said,
        *days("2026-11-22T12:00:00+00:00", 4),
        {"who": "sam", "text": "/drill"},
        {"who": "sam", "press": "It is settled"},
        *days("2026-11-26T12:00:00+00:00", 1),
    )
    sam = messages(lines)
    assert sam[2]["kind"] == "signs"
    assert not any(LIBRARY.drills[slug].title in sam[2]["text"] for slug in LIBRARY.drills)
    assert sam[-3]["about"] is None
    assert [line["at"][:16] for line in messages(lines, "sam", "drill")] == ["2026-11-26T07:00"]


def test_the_most_urgent_advice_comes_first() -> None:
    text = last("/forefoot", "!One of these")["text"]
    assert text.index("**now**") < text.index("**today**") < text.index("**within days**")


def test_while_a_sign_is_open_no_command_gives_a_drill() -> None:
    opened = ("/start", "/kneepain", "!One of these")
    for words in ("/drill", "/drill bridge-hold", "/done", "/nottoday", "/start"):
        answered = last(*opened, words)
        assert answered["about"] is None
        assert answered["buttons"] == ["It is settled"]


def test_until_signs_and_history_are_asked_only_gentle_drills_are_given(tmp_path: Path) -> None:
    shipped = Path(__file__).parent.parent / "content" / "drills" / "tripod-stance.md"
    write(
        tmp_path,
        "drills/hard-one.md",
        shipped.read_text().replace("gentle = true", "gentle = false").replace("Tripod stance", "Hard one"),
    )
    options = ("--content", str(tmp_path))
    assert last("/start", "/drill hard-one", options=options)["about"] is None
    lines = talk(
        {"who": "sam", "text": "/start"}, *days("2026-11-22T12:00:00+00:00", 14, "Done"), options=options
    )
    assert "hard-one" not in {line["about"] for line in messages(lines)}


# --- settings ---


def test_settings_by_taps() -> None:
    assert "06:00" in last("/start", "/settings", "!Another hour", "!06:00")["text"]
    assert "Asia/Tokyo" in last("/start", "/settings", "!Time zone", "!Tokyo")["text"]
    assert "22:00-07:00" in last("/start", "/settings", "!Quiet hours", "!22:00-07:00")["text"]
    assert last("/start", "/settings", "!Another hour")["edits"] is True
    assert last("/start", "/settings hour")["edits"] is False


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("hour 07:30", "07:30"),
        ("hour 6pm", "18:00"),
        ("zone Europe/Berlin", "Europe/Berlin"),
        ("zone new york", "America/New_York"),
        ("zone Munich", "Europe/Berlin"),
        ("quiet 22:00-07:00", "22:00-07:00"),
        ("quiet off", "No quiet hours"),
        ("note off", "No Sunday note"),
    ],
)
def test_settings_as_people_type_them(words: str, shown: str) -> None:
    assert shown in last("/start", f"/settings {words}")["text"]


def test_of_several_places_the_largest_is_kept_and_the_others_are_one_tap_away() -> None:
    kept = last("/start", "/settings zone Birmingham")
    assert "Europe/London" in kept["text"]
    assert kept["buttons"][0] == "Birmingham, United States"
    tapped = last("/start", "/settings zone Birmingham", "!Birmingham, United States")
    assert "America/Chicago" in tapped["text"]


def test_a_city_that_is_misspelt_and_not_clear_is_asked_about() -> None:
    asked = last("/start", "/settings zone Sidney")
    assert "Which one" in asked["text"]
    assert asked["buttons"][0] == "Sydney, Australia"


def test_places_of_one_name_and_country_are_told_apart_by_their_zone() -> None:
    buttons = last("/start", "/settings zone Springfield")["buttons"]
    assert buttons[:2] == ["Springfield, America/New_York", "Springfield, America/Los_Angeles"]


@pytest.mark.parametrize(
    "words", ["hour 25:00", "hour soon", "zone Nowhereville", "zone ../../etc", "quiet always", "quiet 7-7"]
)
def test_a_setting_that_makes_no_sense_is_asked_again_and_changes_nothing(words: str) -> None:
    before = last("/start", "/settings")["text"]
    lines = [{"who": "sam", "text": text} for text in ("/start", f"/settings {words}", "/settings")]
    assert messages(talk(*lines))[-1]["text"] == before


@pytest.mark.parametrize(
    ("words", "hour"),
    [
        ("7", time(7)),
        ("07:05", time(7, 5)),
        ("7.30pm", time(19, 30)),
        ("12am", time(0)),
        ("24:00", None),
        ("", None),
    ],
)
def test_hours_are_read_as_people_type_them(words: str, hour: time | None) -> None:
    assert parse_hour(words) == hour


def test_quiet_hours_may_wrap_midnight() -> None:
    assert parse_quiet("22 to 7") == Quiet(time(22), time(7))
    assert parse_quiet("22:00") is None


def test_quiet_hours_hold_the_note_but_not_the_drill_at_its_own_hour() -> None:
    said = [
        {"who": "sam", "text": "/start"},
        {"who": "sam", "text": "/settings quiet 06:00-11:00"},
        {"who": "coach", "text": "/note Slowly."},
        {"who": "coach", "press": "Ready"},
    ]
    lines = talk(*said, {"at": "2026-11-22T12:00:00+00:00"}, options=("--coach", "coach"))
    assert [line["at"][11:16] for line in messages(lines, "sam", "drill", "note")] == ["07:00", "11:00"]


def test_a_new_zone_never_prompts_a_date_twice() -> None:
    start = {"who": "sam", "text": "/start"}
    moved = {"who": "sam", "text": "/settings zone Pacific/Honolulu"}
    lines = talk(start, {"at": "2026-11-22T22:00:00+00:00"}, moved, *days("2026-11-22T23:00:00+00:00", 3))
    labels = [line["at"][:10] for line in messages(lines, "sam", "drill")]
    assert labels == ["2026-11-22", "2026-11-23", "2026-11-24"]


# --- pause, stop, export, forget ---


def test_a_pause_ends_by_itself_on_its_day() -> None:
    said = [{"who": "sam", "text": "/start"}, {"who": "sam", "text": "/pause 3"}]
    lines = talk(*said, *days("2026-11-22T12:00:00+00:00", 5))
    assert "Wednesday 25 November" in messages(lines)[1]["text"]
    assert [line["at"][:10] for line in messages(lines, "sam", "drill")] == ["2026-11-25", "2026-11-26"]


def test_an_open_pause_lasts_until_the_members_word() -> None:
    said = [
        {"who": "sam", "text": "/start"},
        {"who": "sam", "text": "/pause"},
        *days("2026-11-22T12:00:00+00:00", 3),
    ]
    lines = talk(*said, {"who": "sam", "text": "/resume"}, *days("2026-11-25T12:00:00+00:00", 1))
    assert [line["at"][:10] for line in messages(lines, "sam", "drill", "note")] == ["2026-11-25"]


def test_after_stop_nothing_comes_and_start_begins_again() -> None:
    said = [
        {"who": "sam", "text": "/start"},
        {"who": "sam", "text": "/stop"},
        *days("2026-11-22T12:00:00+00:00", 3),
    ]
    lines = talk(*said, {"who": "sam", "text": "/start"}, *days("2026-11-25T12:00:00+00:00", 1))
    assert [line["at"][:10] for line in messages(lines, "sam", "drill", "note")] == ["2026-11-25"]


def test_export_hands_over_what_is_kept() -> None:
    kept = json.loads(last("/start", "/done", "/export")["file"]["text"])
    assert kept["account"] == "terminal:sam"
    assert [check_in["day"] for check_in in kept["check_ins"]] == ["2026-11-22"]
    assert "nothing" in last("/export")["text"]


def test_forget_asks_twice_offers_the_export_and_erases_every_trace(tmp_path: Path) -> None:
    who = "erasable-zoe"
    lines = [{"who": name, "text": text} for name in ("stays", who) for text in ("/start", "/done")]
    lines += [{"at": "2026-11-23T12:00:00+00:00"}, {"who": who, "text": "/forget"}]
    asked = talk(*lines, options=("--data", str(tmp_path)))
    assert asked[-2]["buttons"] == ["Export my data", "Yes, forget me", "Keep it"]
    taps = [
        {"who": who, "press": "Yes, forget me"},
        {"who": who, "press": "Erase everything"},
        {"who": who, "text": "/export"},
    ]
    gone = messages(talk(*taps, at="2026-11-23T12:00:00+00:00", options=("--data", str(tmp_path))), who)
    assert "nothing" in gone[-1]["text"]
    assert not any(who.encode() in path.read_bytes() for path in tmp_path.glob("tripod.db*"))


def test_only_start_creates_a_person(tmp_path: Path) -> None:
    names = [entry.name for entry in entries(LIBRARY) if entry.name != "start"]
    lines = talk(
        *(
            {"who": f"sam-{name}", "text": text}
            for name in names
            for text in (f"/{name}", "my knees hurt", "/export")
        )
    )
    for name in names:
        assert "I keep nothing" in messages(lines, f"sam-{name}")[-1]["text"], name


# --- coaches and strangers ---


def test_a_strangers_coach_command_is_unknown() -> None:
    assert "do not know /hungover" in last("/hungover")["text"]
    assert "do not know /note" in last("/note Buy my book")["text"]
    lines = talk(
        {"who": "eve", "text": "/note Buy my book"},
        {"who": "sam", "text": "/start"},
        {"at": "2026-11-23T12:00:00+00:00"},
    )
    assert not any("book" in line["text"] for line in messages(lines))


def test_bare_note_shows_the_latest_note_that_went_out_and_no_draft() -> None:
    note = {"who": "coach", "text": "/note Easy does it."}
    start = {"who": "sam", "text": "/start"}
    ask = {"who": "sam", "text": "/note"}
    ready = {"who": "coach", "text": "/note ready"}
    before = talk(note, ready, start, ask, options=("--coach", "coach"))
    assert "No note has gone out" in messages(before)[-1]["text"]
    after = talk(note, ready, start, {"at": "2026-11-22T12:00:00+00:00"}, ask, options=("--coach", "coach"))
    assert messages(after)[-1]["text"] == "Easy does it."


def test_a_command_may_be_typed_bare() -> None:
    assert "first one in" in last("/start", "Done!")["text"]
    assert "nothing unasked" in last("/start", "stop")["text"]
    assert last("done deal")["buttons"] == ["Pass it to the coach", "Topics", "Help"]


def test_commands_are_read_as_people_type_them() -> None:
    assert parse("  /Start  elbowpain ") == ("start", "elbowpain")
    assert parse("/note\nfirst line\nsecond") == ("note", "first line\nsecond")
    assert parse("hello") == ("", "hello")
    assert parse("/") == ("", "") or parse("/")[0] == ""


# --- what a sign, a pause and an odd word must not do


def test_a_sign_tapped_before_starting_still_keeps_drills_away() -> None:
    answered = last("/elbowpain", "!One of these", "/start", "/drill")
    assert answered["buttons"] == ["It is settled"]
    lines = [
        {"who": "sam", "text": "/elbowpain"},
        {"who": "sam", "press": "One of these"},
        {"who": "sam", "text": "/start"},
    ]
    assert not messages(talk(*lines, *days("2026-11-22T12:00:00+00:00", 3)), "sam", "drill")


def test_only_the_word_that_it_is_settled_closes_a_sign() -> None:
    opened = ("/start", "/pause 3", "/elbowpain", "!One of these")
    assert last(*opened, "!Resume", "/drill")["buttons"] == ["It is settled"]
    assert last(*opened, "!None of these")["buttons"] == ["It is settled"]
    assert last(*opened, "!It is settled", "/drill")["about"] == "tripod-stance"


@pytest.mark.parametrize("words", ["last friday", "2026-13-45", "tripod-stanse", "tomorrow"])
def test_a_check_in_that_is_not_clear_is_asked_about_and_not_kept(words: str) -> None:
    assert "Which day" in last("/start", f"/done {words}")["text"]
    assert "first one in" in last("/start", f"/done {words}", "/done")["text"]


def test_not_today_leaves_the_day_out_and_says_truly_when_the_next_comes() -> None:
    said = [
        {"who": "sam", "text": "/start"},
        {"who": "sam", "text": "/drill"},
        {"who": "sam", "press": "Not today"},
    ]
    lines = talk(*said, *days("2026-11-22T12:00:00+00:00", 2))
    assert "tomorrow at 07:00" in messages(lines)[2]["text"]
    assert [line["at"][:10] for line in messages(lines, "sam", "drill")] == ["2026-11-23"]


def test_an_old_not_today_leaves_out_nothing() -> None:
    said = {"who": "sam", "text": "/start"}
    early = [{"at": "2026-11-23T05:30:00+00:00"}, {"who": "sam", "press": "Not today"}]
    lines = talk(said, *days("2026-11-22T12:00:00+00:00", 1), *early, *days("2026-11-23T12:00:00+00:00", 1))
    assert "today at 07:00" in messages(lines, "sam", "reply")[-1]["text"]
    assert [line["at"][:10] for line in messages(lines, "sam", "drill")] == ["2026-11-22", "2026-11-23"]


def test_yesterday_filled_in_before_todays_hour_says_today() -> None:
    lines = talk(
        {"who": "sam", "text": "/start"},
        {"at": "2026-11-23T05:30:00+00:00"},
        {"who": "sam", "text": "/done yesterday"},
    )
    assert "today at 07:00" in messages(lines)[-1]["text"]


def test_who_has_stopped_hears_of_no_next_drill() -> None:
    assert "next" not in last("/start", "/stop", "/done")["text"]
    assert last("/start", "/stop", "/pause 3")["text"] == last("/start", "/stop")["text"]


def test_a_pause_that_is_over_is_not_mentioned() -> None:
    lines = talk(
        {"who": "sam", "text": "/start"},
        {"who": "sam", "text": "/pause 1"},
        {"at": "2026-11-23T12:00:00+00:00"},
        {"who": "sam", "text": "/start"},
    )
    assert "pause" not in messages(lines)[-1]["text"]


def test_a_tab_parts_a_command_from_its_words() -> None:
    assert "06:15" in last("/start", "/settings\thour 06:15")["text"]


@pytest.mark.parametrize("words", ["my back hurts", "sore throat", "everything hurts"])
def test_words_that_many_topics_share_lead_to_none(words: str) -> None:
    assert last(words)["buttons"] == ["Pass it to the coach", "Topics", "Help"]


def test_the_hour_of_the_note_can_be_chosen() -> None:
    said = [
        {"who": "sam", "text": "/start"},
        {"who": "sam", "text": "/settings note 18:00"},
        {"who": "coach", "text": "/note Evening."},
        {"who": "coach", "press": "Ready"},
    ]
    lines = talk(*said, {"at": "2026-11-22T20:00:00+00:00"}, options=("--coach", "coach"))
    assert [line["at"][11:16] for line in messages(lines, "sam", "note")] == ["18:00"]


def test_a_drill_names_what_it_needs() -> None:
    assert "You need:" in last("/start", "/drill heel-off-calf-raise")["text"]
    assert (
        "You need:" not in last("/start", "/drill bridge-hold")["text"]
        or LIBRARY.drills["bridge-hold"].equipment
    )
