"""Choosing a drill: by wish, by track, by name, and the question before one that asks more."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from bot.changes import Log, Save
from bot.coaching.choice import choose
from bot.commands.demanding import SIGNS
from bot.model import COMMAND_BYTES
from content.model import Track
from scheduler.plan import local_day
from tests.asks import LIBRARY, NOW, SAM, a_card, a_drill, a_library, answered, buttons, press, reply

FEET = a_library(
    [
        a_drill("stance"),
        a_drill("fan", stage=2, equipment=("chair",), minutes=4),
        a_drill("roll", stage=3, equipment=("ball",)),
        a_drill("hop", stage=4, is_gentle=False, equipment=("bar",), not_after=("foot fracture",)),
        a_drill("bridge", "hips", minutes=2),
        a_drill("raise", "forefoot", equipment=("wall",), feel=("calf",), not_after=("foot fracture",)),
    ]
)
GENTLE = [drill for drill in LIBRARY.drills.values() if drill.is_gentle]
TRACKS = a_library(
    [a_drill(f"{track}-{stage}", track, stage) for track in get_args(Track) for stage in (2, 1)]
)


# --- by wish ---


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("foot", "stance"),
        ("5min foot", "stance"),
        ("hips", "bridge"),
        ("calf", "raise"),
        ("with a ball", "roll"),
        ("foot chair 5 minutes", "fan"),
        ("2min", "bridge"),
    ],
)
def test_a_wish_gets_the_drill_that_fits(typed: str, slug: str) -> None:
    shown = reply(f"/drill {typed}", FEET)
    assert shown.about == slug
    assert "Nothing gentle" not in shown.text
    assert list(buttons(shown))[:2] == ["Done", "Easier"]


@pytest.mark.parametrize(
    ("typed", "slug", "line"),
    [
        ("calf no equipment", "raise", "Nothing gentle without a wall; this is the closest."),
        ("calf 2 min", "raise", "Nothing gentle in 2 min; this is the closest."),
        ("calf 2 min no wall", "raise", "Nothing gentle without a wall in 2 min; this is the closest."),
        ("foot towel", "stance", "Nothing gentle with a towel; this is the closest."),
        ("elbow", "stance", "Nothing gentle for elbow; here is one for another place."),
        ("foot towel 1min", "stance", "Nothing gentle with a towel in 1 min; this is the closest."),
    ],
)
def test_the_closest_says_in_one_line_what_does_not_fit(typed: str, slug: str, line: str) -> None:
    shown = reply(f"/drill {typed}", FEET)
    assert shown.about == slug
    assert shown.text.startswith(f"*{line}")


def test_another_one_goes_through_all_that_fit_says_which_is_the_last_and_begins_again() -> None:
    shown = reply("/drill foot 5min", FEET)
    seen, lasts, typed = [], [], []
    for _ in range(4):
        seen.append(shown.about)
        lasts.append("The last one that fits" in shown.text)
        typed.append(buttons(shown)["Another one"][-2:])
        shown = press(shown, "Another one", FEET)
    assert typed == ["#2", "#3", "#1", "#2"]
    assert seen == ["stance", "fan", "roll", "stance"]
    assert lasts == [False, False, True, False]
    assert shown.about == "fan"


def test_another_one_types_the_same_wish_with_a_position() -> None:
    assert buttons(reply("/drill foot, 3 min", FEET))["Another one"] == "/drill foot 3min #2"
    assert "Another one" not in buttons(reply("/drill foot 3min no equipment", FEET))


def test_the_only_one_that_fits_says_so_and_shows_the_way_to_others() -> None:
    shown = reply("/drill foot nothing", FEET)
    assert shown.text.startswith("*The only gentle one that fits.*")
    assert buttons(shown)["Choose a drill"] == "/drills"


def test_a_wish_too_long_for_a_button_is_answered_without_another_one() -> None:
    typed = "foot feet toes arch sole big toe knee knees leg legs lower body tripod easy drill please"
    shown = reply(f"/drill {typed}", FEET)
    assert len(typed) > COMMAND_BYTES
    assert shown.about == "stance"
    assert "Choose a drill" in buttons(shown)


def test_where_only_a_demanding_drill_would_fit_it_is_one_tap_away_and_asks_first() -> None:
    shown = reply("/drill foot bar", FEET)
    assert shown.about == "stance"
    assert press(shown, "Hop", FEET).about is None
    assert "Hop" not in buttons(reply("/drill foot", FEET))
    assert "Hop" not in buttons(reply("/drill foot bar 1min", FEET))


def test_no_wish_leads_to_a_demanding_drill() -> None:
    for words in ("foot", "foot bar", "bar", "hop please", *(f"foot #{at}" for at in range(9))):
        assert reply(f"/drill {words}", FEET).about != "hop"


@pytest.mark.parametrize(
    ("typed", "card"),
    [("my elbow hurts", "/elbowpain"), ("sore knee 5min", "/kneepain"), ("calf strain", "/calfstrain")],
)
def test_an_ache_leads_to_what_is_known_of_it_and_not_to_a_drill(typed: str, card: str) -> None:
    shown = reply(f"/drill {typed}")
    assert shown.about is None
    assert next(iter(buttons(shown).values())) == card
    assert list(buttons(shown))[-1] == "Topics"


def test_an_ache_that_nothing_is_known_of_gets_no_drill_either() -> None:
    for words in ("everything hurts", "chest pressure", "my shin hurts"):
        assert reply(f"/drill {words}", FEET).about is None


def test_the_name_of_a_topic_leads_to_the_topic() -> None:
    assert reply("/drill kneepain").about == "kneepain"


def test_a_slip_in_a_name_is_no_wish() -> None:
    drills = a_library([a_drill("ball-roll"), a_drill("ball-roll-two", stage=2, equipment=("ball",))])
    assert buttons(reply("/drill ball rol", drills))["Ball roll"] == "/drill ball-roll"


@pytest.mark.parametrize("typed", ["", "today", "a drill, please!", "now"])
def test_without_a_wish_it_is_the_drill_of_the_day(typed: str) -> None:
    today = choose(local_day(NOW, "UTC"), FEET.drills, SAM, ())
    assert today is not None
    assert reply(f"/drill {typed}", FEET).about == today.drill.slug


def test_words_without_a_meaning_are_said_to_have_none() -> None:
    shown = reply("/drill xyzzy", FEET)
    assert "no drill of that name" in shown.text
    assert buttons(shown)["Choose a drill"] == "/drills"


# --- by track ---


@pytest.mark.parametrize("track", get_args(Track))
def test_each_track_is_three_taps_from_the_start(track: str) -> None:
    welcome = reply("/start", TRACKS, member=None)
    tracks = press(welcome, "Choose a drill", TRACKS)
    assert len(buttons(tracks)) == 8
    shown = press(tracks, LIBRARY.say(f"track.{track}"), TRACKS)
    assert shown.about == f"{track}-1"
    assert press(shown, "Another one", TRACKS).about == f"{track}-2"


def test_each_track_of_the_library_is_three_taps_from_the_start_and_begins_with_its_first_stage() -> None:
    tracks = press(reply("/start", member=None), "Choose a drill")
    assert {drill.track for drill in GENTLE} == set(get_args(Track))
    for track, label in ((drill.track, LIBRARY.say(f"track.{drill.track}")) for drill in GENTLE):
        first = min((drill for drill in GENTLE if drill.track == track), key=lambda drill: drill.stage)
        assert press(tracks, label).about == first.slug


def test_choose_may_be_typed_in_three_ways_and_waits_for_a_start() -> None:
    assert reply("/drill choose", TRACKS) == reply("/drills", TRACKS) == reply("drills", TRACKS)
    assert list(buttons(reply("/drills", TRACKS, member=None))) == ["Start"]


def test_a_track_without_a_gentle_drill_is_not_offered() -> None:
    library = a_library([a_drill("stance"), a_drill("hop", "landing", is_gentle=False)])
    assert list(buttons(reply("/drills", library))) == ["Foot"]


# --- the question before a demanding drill ---


def test_a_demanding_drill_asks_for_signs_and_history_first() -> None:
    shown = reply("/drill Hop", FEET)
    assert shown.about is None
    assert shown.text.startswith("**Hop** asks more of you")
    assert "foot fracture" in shown.text
    assert "Press." not in shown.text
    assert list(buttons(shown)) == ["None of these", "Something old", "A warning sign now"]


def test_without_a_history_to_ask_for_only_signs_are_asked() -> None:
    library = a_library([a_drill("hop", is_gentle=False)])
    assert list(buttons(reply("/drill hop", library))) == ["None of these", "A warning sign now"]


def test_none_of_these_shows_the_drill_with_its_stop_line() -> None:
    shown = press(reply("/drill hop", FEET), "None of these", FEET)
    assert shown.about == "hop"
    assert "**Stop if** it hurts." in shown.text


def test_something_old_leads_to_a_gentle_drill_of_the_track_that_the_history_allows() -> None:
    library = a_library(
        [
            a_drill("first", "forefoot", not_after=("foot fracture",)),
            a_drill("second", "forefoot", 2),
            a_drill("earlier-elsewhere"),
            a_drill("hop", "forefoot", 3, is_gentle=False, not_after=("foot fracture", "calf strain")),
        ]
    )
    shown = press(reply("/drill hop", library), "Something old", library)
    assert shown.about == "second"
    assert shown.text.startswith("*Thank you for telling me.")


def test_where_the_track_has_none_the_gentle_drill_is_of_another() -> None:
    broken: dict[str, Any] = {"not_after": ("foot fracture",)}
    hop = a_drill("hop", is_gentle=False, **broken)
    library = a_library([hop, a_drill("stance", **broken), a_drill("bridge", "hips", 2)])
    assert press(reply("/drill hop", library), "Something old", library).about == "bridge"
    nothing = a_library([hop, a_drill("stance", **broken)])
    assert press(reply("/drill hop", nothing), "Something old", nothing).about is None


def test_a_warning_sign_now_ends_the_flow_and_stays_open() -> None:
    command = buttons(reply("/drill hop", FEET))["A warning sign now"]
    stopped = answered(command, FEET)
    (shown,) = stopped.replies
    assert (shown.kind, shown.about) == ("signs", None)
    assert list(buttons(shown)) == ["It is settled"]
    assert LIBRARY.signs["chest-pressure"].answer in shown.text
    (kept,) = stopped.changes
    assert isinstance(kept, Save)
    assert kept.member.has_open_sign
    for words in ("/drill hop clear", "/drill hop old", "/drill foot", "/drills", "/drill hop"):
        assert reply(words, FEET, kept.member).kind == "signs"


def test_no_other_way_of_writing_the_name_goes_past_the_question() -> None:
    for words in ("hop", "HOP", " Hop ", "hop!", "h-o-p", "hop #2", "hop cleared", "hop now", "clear hop"):
        assert reply(f"/drill {words}", FEET).about != "hop", words


def test_every_button_of_the_question_is_answered_for_the_shipped_drills() -> None:
    assert set(SIGNS) <= set(LIBRARY.signs)
    for drill in LIBRARY.drills.values():
        for words in ("", " clear", " old", " sign"):
            assert reply(f"/drill {drill.slug}{words}").text


def test_a_gentle_drill_tells_after_what_it_should_not_be_done() -> None:
    assert "**Not after:** foot fracture, unless a professional agreed" in reply("/drill raise", FEET).text
    assert "Not after" not in reply("/drill stance", FEET).text


def test_a_card_leads_to_a_demanding_drill_only_through_the_question() -> None:
    drills = FEET.drills.values()
    library = a_library(drills, [a_card("springs", drills=("hop",))])
    assert press(reply("/springs", library), "Hop", library).about is None


def test_done_keeps_the_drill_that_was_chosen() -> None:
    (kept,) = answered(buttons(reply("/drill with a ball", FEET))["Done"], FEET).changes
    assert isinstance(kept, Log)
    assert kept.check_in.drill == "roll"
