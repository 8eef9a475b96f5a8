"""After a drill: easier, where it was felt, whether it hurt, and the question of the next morning."""

from __future__ import annotations

from typing import Any

import pytest

from tests.doors import DOORS, LIBRARY, open_door
from tests.talk import Line, last, messages, talk
from tests.test_dialogues import SUNDAY

START = {"who": "sam", "text": "/start"}
ON = "2026-11-22"
NEXT_MORNING = {"at": "2026-11-23T06:30:00+00:00"}
"""07:30 in Berlin."""


def sam(*said: str) -> list[Line]:
    """What sam types; a leading `!` presses a button."""
    return [
        {"who": "sam", "press": words[1:]} if words.startswith("!") else {"who": "sam", "text": words}
        for words in said
    ]


def told(*lines: Line, **options: Any) -> list[Line]:
    return messages(talk(START, *lines, **options))


def pressed(*said: str) -> Line:
    return told(*sam(*said))[-1]


@pytest.mark.parametrize("platform", DOORS)
async def test_two_taps_after_done_say_how_it_felt(platform: str, tmp_path_factory: Any) -> None:
    async with open_door(platform, tmp_path_factory.mktemp("door"), SUNDAY, LIBRARY) as door:
        await door.says("sam", "/start")
        await door.says("sam", "/done tripod-stance")
        asked = door.sees("sam")[-1]
        assert "Where did you feel it most?" in asked.text
        assert asked.buttons == ["Sole", "Arch", "Ankle", "Somewhere else", "Skip"]
        await door.presses("sam", "Arch")
        assert "where it belongs" in door.sees("sam")[-1].text
        assert door.sees("sam")[-1].buttons == [*map(str, range(11)), "Skip"]
        await door.presses("sam", "2")
        assert "go on like this" in door.sees("sam")[-1].text


def test_another_place_than_expected_gets_the_cue_that_puts_it_right() -> None:
    shown = pressed("/done bridge-hold", "!Somewhere else")
    assert "Back of the thigh" in shown["buttons"]
    assert "Glutes" not in shown["buttons"]
    put_right = pressed("/done bridge-hold", "!Somewhere else", "!Back of the thigh")["text"]
    assert "glutes" in put_right
    assert LIBRARY.drills["bridge-hold"].mistake in put_right


def test_both_questions_can_be_skipped() -> None:
    assert "Did it hurt" in pressed("/done", "!Skip")["text"]
    assert pressed("/done", "!Skip", "!Skip")["text"] == "Fine. Until next time."


@pytest.mark.parametrize(("figures", "means"), [("0 3", "fine"), ("4 5", "a little less"), ("6 10", "rests")])
def test_each_figure_gets_what_the_table_says(figures: str, means: str) -> None:
    for figure in figures.split():
        assert means in pressed("/done", "!Skip", f"!{figure}")["text"]


def test_of_a_drill_with_sides_the_side_that_hurt_is_asked() -> None:
    asked = pressed("/done wall-ankle-rock", "!Skip", "!5")
    assert asked["buttons"] == ["Left", "Right", "Both", "My plan", "A warning sign now"]
    kept = told(*sam("/done wall-ankle-rock", "!Skip", "!5", "!Left", "/export"))[-1]["file"]["text"]
    assert '"side": "left"' in kept
    assert '"pain": 5' in kept
    assert "Left" not in pressed("/done tripod-stance", "!Skip", "!5")["buttons"]


def test_what_hurt_is_asked_about_before_the_next_drill_and_once_a_day() -> None:
    lines = told(*sam("/done", "!Skip", "!5"), NEXT_MORNING)
    (asked,) = [line for line in lines if line["kind"] in ("drill", "morning") and "23T" in line["at"]]
    assert asked["kind"] == "morning"
    assert asked["buttons"] == ["Yes, settled", "Not quite", "Not sure"]


def test_a_drill_typed_for_waits_for_the_morning_question_too() -> None:
    lines = told(*sam("/done", "!Skip", "!4"), NEXT_MORNING, *sam("/drill"))
    assert lines[-1]["kind"] == "morning"


def test_settled_or_not_the_drill_is_one_tap_on() -> None:
    for answer, means in (("!Yes, settled", "on with today"), ("!Not quite", "one step easier")):
        lines = told(*sam("/done", "!Skip", "!4"), NEXT_MORNING, *sam(answer))
        assert means in lines[-1]["text"]
        after = told(*sam("/done", "!Skip", "!4"), NEXT_MORNING, *sam(answer, "!Today's drill"))
        assert after[-1]["about"] in LIBRARY.drills


def test_who_is_not_sure_goes_on_and_is_asked_again_as_nothing_was_answered() -> None:
    lines = told(*sam("/done", "!Skip", "!4"), NEXT_MORNING, *sam("!Not sure", "/plan why", "/drill"))
    shown, why, asked = lines[-3:]
    assert shown["about"] in LIBRARY.drills
    assert "a step easier" in shown["text"]
    assert "Done" in shown["buttons"]
    assert "I do not know yet whether" in why["text"]
    assert asked["kind"] == "morning"


def test_two_unsettled_mornings_running_lead_to_somebody_who_looks_at_it() -> None:
    hurt = sam("/done", "!Skip", "!4")
    second = {"at": "2026-11-24T06:30:00+00:00"}
    lines = told(*hurt, NEXT_MORNING, *sam("!Not quite", "/done", "!Skip", "!5"), second, *sam("!Not quite"))
    assert "have it seen" in lines[-1]["text"]


def test_easier_shows_an_easier_one_and_its_done_says_so() -> None:
    shown = pressed("/drill heel-off-calf-raise", "!Easier")
    assert shown["about"] == LIBRARY.drills["heel-off-calf-raise"].easier
    kept = told(*sam("/drill heel-off-calf-raise", "!Easier", "!Done", "/export"))[-1]["file"]["text"]
    assert '"was_too_much": true' in kept
    assert '"drill": "heel-off-calf-raise"' in kept


def test_the_easiest_one_can_be_made_easier_too() -> None:
    assert "Make it easier" in pressed("/drill tripod-stance", "!Easier")["text"]


def test_with_an_open_sign_no_figure_is_taken() -> None:
    lines = sam("/done", "!Skip", "my calf is hot and swollen", "!5", "/export")
    assert '"pain": null' in told(*lines)[-1]["file"]["text"]


def test_a_button_of_last_week_changes_nothing() -> None:
    later = {"at": "2026-11-29T12:00:00+00:00"}
    lines = told(*sam("/done", "!Skip"), later, *sam(f"/pain {ON} 9", "/export"))
    assert "settled" in lines[-3]["text"]
    assert '"pain": null' in lines[-1]["file"]["text"]


ODD = ("/felt", "/pain", "/morning", "/easier", f"/felt {ON} nose", "/pain x 3", f"/pain {ON} 11")


@pytest.mark.parametrize("words", ODD)
def test_what_no_button_says_is_answered_all_the_same(words: str) -> None:
    assert "went wrong" not in pressed("/done", words)["text"]
    assert "went wrong" not in last(words)["text"]


# --- the plan and the focus


def test_the_plan_shows_two_weeks_and_why_says_the_rules() -> None:
    shown = pressed("/plan")
    assert shown["text"].count("\n- ") == 14
    assert "Tripod stance" in shown["text"]
    assert "6 or more" in pressed("/plan", "!Why this one?")["text"]
    assert pressed("/why")["text"] == pressed("/plan why")["text"]


def test_a_new_focus_parks_the_old_one_and_brings_its_drill() -> None:
    shown = pressed("/focus", "!Hips")
    assert "Now: **Hips**" in shown["text"]
    assert "Waiting: Foot" in shown["text"]
    assert pressed("/focus hips", "/drill")["about"] == "bridge-hold"
    assert "already" in pressed("/focus foot")["text"]
    assert "no such track" in pressed("/focus nose")["text"]
