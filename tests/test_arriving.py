"""Arriving: what for, what matters for safety, and when, a tap each."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import get_args

import pytest

from bot.changes import Save
from bot.coaching.aims import AIMS, CURIOUS, NIGGLES, SPORTS
from bot.coaching.stages import may_do
from bot.commands.arriving import old_injuries
from bot.commands.demanding import SIGNS
from bot.members import Member
from bot.model import COMMAND_BYTES, Reply
from bot.on_discord import look
from bot.on_telegram import rendering
from content.library import Library
from content.model import Track
from scheduler.plan import Quiet
from tests.asks import LIBRARY, NOW, SAM, a_card, a_drill, a_library, answered, buttons, reply
from tests.doors import DOORS, Door, open_door
from tests.talk import last

MORNING = datetime(2026, 11, 22, 5, 30, tzinfo=UTC)
"""06:30 in Berlin."""
INJURIES = old_injuries(LIBRARY)
PHONE = 40
"""Characters on a line of a small phone."""


class Newcomer:
    """Somebody who presses buttons one after the other, and the member that comes of it."""

    def __init__(
        self, typed: str = "/start", member: Member | None = None, library: Library = LIBRARY
    ) -> None:
        self.member = member
        self.library = library
        self.says(typed)

    def says(self, typed: str) -> Newcomer:
        """Type a command; what is kept is known from then on."""
        found = answered(typed, self.library, self.member)
        self.seen, self.kept = found.replies[-1], found.changes
        for change in found.changes:
            if isinstance(change, Save):
                self.member = change.member
        return self

    def presses(self, *labels: str) -> Newcomer:
        """Press one button after the other, each in the newest message."""
        for label in labels:
            self.says(buttons(self.seen)[label])
        return self

    @property
    def told(self) -> Member:
        """The member as it is kept."""
        assert self.member is not None
        return self.member


def label(aim: str) -> str:
    return LIBRARY.say(f"aim.{aim}")


# --- the quick way, on each platform ---


@pytest.mark.parametrize("platform", DOORS)
async def test_three_taps_lead_from_the_start_to_the_first_drill(platform: str, tmp_path: Path) -> None:
    async with open_door(platform, tmp_path, MORNING) as door:
        await door.says("sam", "/start")
        assert "what brings you here" in door.sees("sam")[-1].text
        taps = ("Running", "None of these", "07:00")
        for tap in taps:
            await door.presses("sam", tap)
        ready = door.sees("sam")[-1]
        assert "today at 07:00" in ready.text
        assert ready.buttons[0] == "First drill now"
        await door.presses("sam", "First drill now")
        assert "Done" in door.sees("sam")[-1].buttons
        kept = await exported(door)
        assert '"aim": "running"' in kept
        assert '"history": []' in kept


async def exported(door: Door) -> str:
    """What is kept of sam."""
    before = len(door.sees("sam"))
    await door.says("sam", "/export")
    return "".join(one.text for one in door.sees("sam")[before:])


@pytest.mark.parametrize("platform", DOORS)
async def test_in_a_group_nobody_sees_what_is_asked_and_told(platform: str, tmp_path: Path) -> None:
    async with open_door(platform, tmp_path, MORNING) as door:
        await door.says("sam", "/start")
        await door.says("sam", "/start", "gym")
        await door.says("sam", "/arrive had foot fracture", "gym")
        seen = [one.text for one in door.sees("sam", "gym") if not one.is_private]
        assert not any("foot fracture" in text or "brings you" in text or "ever" in text for text in seen)


# --- what for ---


def test_the_welcome_asks_its_first_question_and_has_enrolled_by_then() -> None:
    came = Newcomer()
    assert came.told.standing == "active"
    assert (came.told.aim, came.told.history) == ("", None)
    assert "I do not diagnose" in came.seen.text
    assert "what brings you here" in came.seen.text
    offered = list(buttons(came.seen))
    assert offered == [
        *(label(aim) for aim in SPORTS),
        "A niggle",
        label("curious"),
        "Skip",
        "First drill now",
        "Choose a drill",
    ]


@pytest.mark.parametrize("aim", [*SPORTS, *CURIOUS])
def test_a_sport_sets_what_is_worked_on_and_says_why(aim: str) -> None:
    came = Newcomer().presses(label(aim))
    assert (came.told.aim, came.told.focus) == (aim, AIMS[aim].focus)
    assert came.told.parked == AIMS[aim].parked
    assert came.seen.text.startswith(LIBRARY.say(f"aim.why.{aim}"))
    assert "None of these" in buttons(came.seen)


def test_the_table_names_each_track_once_and_sends_running_from_the_foot_up() -> None:
    for aim in AIMS.values():
        assert aim.focus not in aim.parked
        assert len(set(aim.parked)) == len(aim.parked)
    assert (AIMS["running"].focus, *AIMS["running"].parked) == (
        "foot",
        "forefoot",
        "ankle",
        "hips",
        "landing",
    )
    assert AIMS["lifting"].focus == "hips"
    assert AIMS["elbow"].focus == "hand and elbow"
    assert {AIMS["curious"].focus, *AIMS["curious"].parked} == set(get_args(Track))


@pytest.mark.parametrize("aim", NIGGLES)
def test_a_niggle_shows_the_signs_of_its_card_before_anything_is_kept(aim: str) -> None:
    came = Newcomer().presses("A niggle", label(aim))
    card = LIBRARY.cards[NIGGLES[aim].card]
    assert card.signs
    assert all(LIBRARY.signs[sign].asks in came.seen.text for sign in card.signs)
    assert came.told.aim == ""
    clear = came.presses("None of these").told
    assert (clear.aim, clear.focus, clear.parked) == (aim, NIGGLES[aim].focus, NIGGLES[aim].parked)
    assert card.title in buttons(came.says("/arrive ready").seen)


def test_a_warning_sign_with_a_niggle_ends_the_flow_until_it_is_settled() -> None:
    came = Newcomer().presses("A niggle", label("knee"), "One of these")
    assert came.seen.kind == "signs"
    assert came.told.has_open_sign
    assert LIBRARY.signs["knee-locked"].answer in came.seen.text
    for old in ("/arrive aim knee", "/arrive clear", "/arrive hour 07:00", "/arrive ready", "/drill"):
        before = came.told
        assert came.says(old).seen.kind == "signs", old
        assert came.told == before


def test_a_niggle_whose_card_is_gone_or_has_no_signs_leads_straight_on() -> None:
    drills = [a_drill("stance")]
    for cards in ((), (a_card("kneepain"),)):
        came = Newcomer("/arrive niggle knee", SAM, a_library(drills, cards))
        assert came.told.aim == "knee"
        assert LIBRARY.say("history.now") in came.seen.text


# --- what matters ---


def test_one_screen_asks_for_signs_injuries_and_what_needs_a_professional() -> None:
    text = reply("/arrive history").text
    assert LIBRARY.say("history.now") in text
    assert all(word in text for word in INJURIES)
    assert all(word in text for word in ("pregnant", "operated", "thin bones", "blood thinners", "diabetes"))


def test_every_word_that_speaks_against_a_drill_can_be_told() -> None:
    words = {word for drill in LIBRARY.drills.values() for word in drill.not_after}
    assert set(INJURIES) == words
    assert len(INJURIES) == len(words)


@pytest.mark.parametrize("injury", INJURIES)
def test_an_injury_is_kept_with_its_tap_and_taken_back_with_the_next(injury: str) -> None:
    name = injury[0].upper() + injury[1:]
    came = Newcomer("/arrive old", SAM).presses(name)
    assert came.told.injuries == frozenset({injury})
    old = buttons(came.seen)
    assert f"✓ {name}" in old
    assert "That is all" in old
    came.says(f"/arrive had {injury}")
    assert came.told.injuries == frozenset({injury})
    came.presses(f"✓ {name}")
    assert came.told.injuries == frozenset()
    assert "None of these" in buttons(came.seen)


def test_several_injuries_are_kept_together_and_that_is_all_leads_on() -> None:
    came = Newcomer("/arrive history", SAM).presses("Something old", "Foot fracture", "Wrist fracture")
    both = frozenset({"foot fracture", "wrist fracture"})
    assert (came.told.history, came.told.ticked) == (None, both)
    came.presses("That is all")
    assert came.told == replace(SAM, history=both)
    assert "07:00" in buttons(came.seen)


def test_who_taps_injuries_and_never_says_that_is_all_gets_gentle_drills_and_none_against_them() -> None:
    came = Newcomer("/arrive old", SAM).presses("Foot fracture", "Skip", "Skip")
    assert "Until you tap *That is all*" in came.seen.text
    assert "may not be all" in came.says("/arrive").seen.text
    for drill in LIBRARY.drills.values():
        allowed = drill.is_gentle and "foot fracture" not in drill.not_after
        assert may_do(drill, came.told, NOW.date()) is allowed, drill.slug


def test_one_more_injury_later_opens_the_question_until_that_is_all() -> None:
    came = Newcomer("/arrive old", replace(SAM, history=frozenset({"foot fracture"})))
    came.says("/arrive had foot fracture")
    assert came.told.history == frozenset({"foot fracture"})
    came.presses("Knee surgery")
    assert came.told.history != came.told.injuries
    assert came.presses("That is all").told.history == frozenset({"foot fracture", "knee surgery"})


@pytest.mark.parametrize("aim", AIMS)
def test_the_look_at_safety_fits_a_small_phone(aim: str) -> None:
    shown = Newcomer(f"/arrive aim {aim}", SAM).seen
    plain = shown.text.replace("*", "").splitlines()
    lines = [line for written in plain for line in textwrap.wrap(written, PHONE) or [""]]
    assert len(lines) <= 15
    assert len(shown.buttons) <= 4


def test_none_of_these_answers_the_history_and_an_old_one_takes_nothing_back() -> None:
    came = Newcomer("/arrive history", SAM).presses("None of these")
    assert came.told.history == frozenset()
    hurt = replace(SAM, history=frozenset({"foot fracture"}), is_guarded=True)
    assert Newcomer("/arrive clear", hurt).told == hurt
    assert Newcomer("/arrive not wrist fracture", hurt).told == hurt
    assert Newcomer("/arrive not foot fracture", came.told).told.history == frozenset()


@pytest.mark.parametrize("words", ["had", "had nonsense", "not", "not nonsense", "not foot fracture"])
def test_a_word_that_is_no_injury_answers_nothing(words: str) -> None:
    came = Newcomer(f"/arrive {words}", SAM)
    assert came.kept == ()
    assert "Foot fracture" in buttons(came.seen)


def test_an_injury_that_the_library_no_longer_knows_can_still_be_taken_back() -> None:
    hurt = replace(SAM, history=frozenset({"rib fracture", "foot fracture"}))
    came = Newcomer("/arrive old", hurt).presses("✓ Rib fracture")
    assert came.told.injuries == frozenset({"foot fracture"})


def test_a_long_injury_of_an_operator_is_cut_in_its_button_and_still_found() -> None:
    long = "an operation on the Achilles tendon, or a long rest in plaster after a tear"
    library = a_library([a_drill("hop", is_gentle=False, not_after=(long, "a cold"))])
    came = Newcomer("/arrive old", SAM, library).presses(long[0].upper() + long[1:])
    assert came.told.injuries == frozenset({long})


def test_one_tap_keeps_a_member_to_gentle_drills_and_another_ends_it() -> None:
    came = Newcomer("/arrive history", SAM).presses("One of these is me")
    assert came.told.is_guarded
    assert came.told.history is None
    assert "ask your professional first" in came.seen.text
    came.presses("Go on", "Skip")
    assert "Gentle drills only" in came.seen.text
    came.says("/arrive history").presses("None of these is me")
    assert not came.told.is_guarded


def test_a_child_is_handed_to_an_adult_and_nothing_comes_unasked() -> None:
    came = Newcomer("/arrive history", SAM).presses("I am under 18")
    assert (came.seen.kind, came.seen.buttons) == ("crisis", ())
    assert "an adult you trust" in came.seen.text
    assert (came.told.is_guarded, came.told.standing) == (True, "stopped")
    assert list(buttons(came.says("/arrive ready").seen)) == ["Resume"]


def test_a_warning_sign_now_ends_the_flow() -> None:
    for words in ("/arrive history", "/arrive old", "/arrive guarded"):
        came = Newcomer(words, SAM).presses("A warning sign now")
        assert came.told.has_open_sign
        assert all(LIBRARY.signs[sign].answer in came.seen.text for sign in SIGNS)
        assert list(buttons(came.seen)) == ["It is settled"]


# --- when ---


def test_an_hour_is_tapped_below_the_clock_as_it_is_taken_to_be() -> None:
    came = Newcomer("/arrive when", SAM)
    assert "It is **10:00** for you now (UTC), right?" in came.seen.text
    came.presses("18:00")
    assert came.told.rhythm.hour == time(18)
    assert "today at 18:00" in came.seen.text


def test_another_hour_and_another_city_come_back_to_the_first_drill() -> None:
    came = Newcomer("/arrive when", SAM).presses("Another hour", "21:00")
    assert came.told.rhythm.hour == time(21)
    assert "First drill now" in buttons(came.seen)
    came.says("/arrive when").presses("No, another city", "Tokyo")
    assert came.told.rhythm.zone == "Asia/Tokyo"
    assert "It is **19:00** for you now, right?" in came.seen.text
    came.presses("No, another city", "London", "Yes")
    assert came.told.rhythm.zone == "Europe/London"
    assert "First drill now" in buttons(came.seen)


def test_the_zone_setting_asks_whether_the_clock_is_right() -> None:
    came = Newcomer("/settings zone Lisbon", SAM)
    assert came.told.rhythm.zone == "Europe/Lisbon"
    assert "Europe/Lisbon. It is **10:00** for you now, right?" in came.seen.text
    assert list(buttons(came.seen)) == ["Yes", "No, another city"]
    came.presses("No, another city")
    assert buttons(came.seen)["Tokyo"] == "/settings zone Tokyo"
    assert list(buttons(came.presses("Back").seen))[-1] == "About you"


def test_who_has_had_a_drill_goes_back_to_the_settings_and_is_told_of_the_next_one() -> None:
    assert last("/start", "/settings zone Lisbon", "!Yes")["buttons"][0] == "First drill now"
    assert last("/start", "/done", "/settings zone Lisbon", "!Yes")["title"] == "Settings"
    ready = last("/start", "/done", "/arrive ready")
    assert "tomorrow at 07:00" in ready["text"]
    assert ready["buttons"][0] == "Today's drill"


def test_a_city_that_is_not_clear_is_asked_about_on_the_way_too() -> None:
    came = Newcomer("/arrive zone Sidney", SAM)
    assert buttons(came.seen)["Sydney, Australia"] == "/arrive zone Australia/Sydney"
    assert came.presses("Back").seen == reply("/arrive when")


# --- skipping, going back, pressing again ---


def test_each_step_is_skipped_by_one_tap_and_a_skipped_history_is_still_asked() -> None:
    came = Newcomer().presses("Skip", "Skip", "Skip")
    assert "I keep to gentle drills" in came.seen.text
    assert (came.told.aim, came.told.history, came.told.is_guarded) == ("", None, False)
    assert "First drill now" in buttons(came.seen)
    assert Newcomer().presses("A niggle", "Skip").seen == reply("/arrive history")
    assert Newcomer().presses("A niggle", label("hip"), "Skip").seen == reply("/arrive history")
    assert "07:00" in buttons(Newcomer("/arrive old", SAM).presses("Skip").seen)


def test_each_step_leads_back_to_the_one_before() -> None:
    came = Newcomer().presses("Skip", "Skip")
    came.presses("Back")
    assert "None of these" in buttons(came.seen)
    came.presses("Back")
    assert "A niggle" in buttons(came.seen)
    came.presses("A niggle", label("elbow"), "Back", "Back")
    assert "A niggle" in buttons(came.seen)
    assert Newcomer("/arrive old", SAM).presses("Back").seen == reply("/arrive history")
    assert Newcomer("/arrive zone", SAM).presses("Back").seen == reply("/arrive when")


def screens(member: Member) -> Iterator[tuple[str, Reply]]:
    """Every screen that taps lead to from the first question, and what they type."""
    waiting, known = ["/arrive aim"], set[str]()
    while waiting:
        command = waiting.pop()
        known.add(command)
        shown = answered(command, LIBRARY, member).replies[-1]
        yield command, shown
        found = buttons(shown).values()
        waiting += [one for one in found if one.startswith("/arrive") and one not in (*known, *waiting)]


def test_every_screen_fits_a_phone_and_every_button_leads_somewhere_however_often_it_is_pressed() -> None:
    seen = dict(screens(SAM))
    assert len(seen) > 40
    for command, shown in seen.items():
        assert len(shown.text) < 900 or shown.kind in ("signs", "crisis"), command
        assert len(look.parts(shown)) == len(rendering.pieces(shown)) == 1, command
        assert shown.is_private, command
        assert all(len(typed.encode()) <= COMMAND_BYTES for typed in buttons(shown).values())
        once = Newcomer(command, SAM)
        assert once.says(command).told == Newcomer(command, SAM).told, command
        assert shown.edits or shown.kind in ("signs", "crisis"), command


def test_a_stranger_who_presses_an_old_button_is_asked_to_start() -> None:
    for command, _ in screens(SAM):
        found = answered(command, LIBRARY, None)
        assert found.changes == ()
        assert list(buttons(found.replies[0])) == ["Start"], command


def test_who_is_on_a_pause_is_told_so_and_nothing_begins_by_itself() -> None:
    paused = replace(SAM, standing="paused", paused_until=date(2026, 12, 1))
    came = Newcomer("/arrive hour 18:00", paused)
    assert came.told == replace(paused, rhythm=replace(paused.rhythm, hour=time(18)))
    assert list(buttons(came.seen)) == ["Resume"]


# --- starting again, and later ---

SETTLED = replace(
    SAM,
    rhythm=replace(SAM.rhythm, zone="Asia/Tokyo", hour=time(6, 15), quiet=Quiet(time(22), time(6))),
    wants_note=False,
    focus="hips",
    parked=("foot", "ankle"),
    aim="lifting",
    history=frozenset({"knee surgery"}),
    is_guarded=True,
    gentle_until=date(2026, 12, 6),
)


@pytest.mark.parametrize(
    "typed", ["/start", "/start elbowpain", "/start nonsense", "/arrive", "/arrive nonsense"]
)
def test_start_again_leaves_every_field_as_it_was(typed: str) -> None:
    known = {
        field.name for field in fields(Member) if getattr(SETTLED, field.name) != getattr(SAM, field.name)
    }
    assert {"rhythm", "focus", "parked", "aim", "history", "is_guarded"} <= known
    assert Newcomer(typed, SETTLED).told == SETTLED


def test_start_again_offers_the_questions_while_they_are_open() -> None:
    assert "About you" in buttons(reply("/start"))
    assert "About you" not in buttons(reply("/start", member=SETTLED))


def test_a_link_to_a_card_lands_on_it_with_a_short_welcome_above() -> None:
    welcome, card = answered("/start elbowpain", LIBRARY, None).replies
    assert card == replace(reply("/elbowpain"), is_private=True)
    assert len(welcome.text) < 200
    assert "I do not diagnose" in welcome.text
    assert list(buttons(welcome)) == ["About you"]


def test_what_is_known_is_shown_and_leads_to_each_question() -> None:
    shown = Newcomer("/settings", SETTLED).presses("About you").seen
    for words in ("Lifting", "Hips", "Foot, Ankle", "knee surgery", "gentle drills only"):
        assert words in shown.text
    assert list(buttons(shown)) == ["What for", "What matters", "Hour and zone", "Back"]
    assert "not asked yet" in reply("/arrive").text
    assert "none that speaks against" in reply("/arrive", member=replace(SAM, history=frozenset())).text


def test_another_aim_changes_the_work_and_nothing_else() -> None:
    came = Newcomer("/arrive", SETTLED).presses("What for", "Running")
    running = AIMS["running"]
    assert came.told == replace(SETTLED, aim="running", focus=running.focus, parked=running.parked)


# --- what was told, before a drill that asks more ---

HOP = a_drill("hop", "forefoot", 3, is_gentle=False, not_after=("foot fracture", "calf strain"))
SHELF = a_library(
    [a_drill("raise", "forefoot", not_after=("wrist fracture",)), a_drill("hold", "forefoot", 2), HOP]
)


def test_who_told_of_nothing_is_asked_for_signs_alone() -> None:
    whole = replace(SAM, history=frozenset({"back surgery"}))
    came = Newcomer("/drill hop", whole, SHELF)
    assert LIBRARY.say("demanding.signs") in came.seen.text
    assert "ever" not in came.seen.text
    assert list(buttons(came.seen)) == ["None of these", "A warning sign now"]
    assert came.presses("None of these").seen.about == "hop"


@pytest.mark.parametrize("words", ["hop", "hop clear"])
@pytest.mark.parametrize(
    ("told", "because"),
    [
        ({"history": frozenset({"foot fracture"})}, "You told me of this: foot fracture."),
        ({"history": frozenset(), "is_guarded": True}, "Gentle drills only, as you told me"),
        ({"history": frozenset(), "gentle_until": date(2026, 11, 25)}, "Gently until Wednesday 25 November"),
    ],
)
def test_what_was_told_leads_to_a_gentler_drill_at_once(
    words: str, told: dict[str, object], because: str
) -> None:
    shown = reply(f"/drill {words}", SHELF, replace(SAM, **told))  # type: ignore[arg-type]
    assert shown.about == "raise"
    assert because in shown.text
    assert buttons(shown)["About you"] == "/arrive"


def test_the_gentler_drill_heeds_all_that_was_told() -> None:
    hurt = replace(SAM, history=frozenset({"foot fracture", "wrist fracture"}))
    assert reply("/drill hop", SHELF, hurt).about == "hold"


def test_gentle_days_end_with_their_day() -> None:
    back = replace(SAM, history=frozenset(), gentle_until=NOW.date())
    assert "asks more of you" in reply("/drill hop", SHELF, back).text
