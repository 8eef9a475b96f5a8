"""Pain, stages and the choice of the day: rules that look at check-ins and at nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, get_args

import pytest

from bot.coaching.choice import AHEAD, INTERVALS, RETURNS, Choice, ahead, choose
from bot.coaching.pain import LONG_REST, REST, advise, rests_until, should_be_seen, to_settle
from bot.coaching.stages import AFTER_PAIN, DAYS, LONG, RISE, Stage, may_do, stage_of
from bot.members import CheckIn, Member, Pause
from content.model import Track
from tests.asks import LIBRARY, SAM, a_drill

FIRST = date(2026, 11, 2)
"""A Monday."""
A_DAY = timedelta(days=1)
FEET = {
    one.slug: one
    for one in (
        a_drill("stance"),
        a_drill("fan", stage=2),
        a_drill("roll", stage=3),
        a_drill("hop", stage=4, is_gentle=False, not_after=("foot fracture",)),
        a_drill("bridge", "hips"),
    )
}
READY = replace(SAM, history=frozenset())
"""Signs and history were answered, and nothing was there."""


def did(day: int, drill: str = "stance", **felt: Any) -> CheckIn:
    """A check-in so many days after the first."""
    on = FIRST + timedelta(days=day)
    return CheckIn(on, drill, datetime.combine(on, time(8), UTC), **felt)


def after(*check_ins: CheckIn, member: Member = READY, on: date | None = None) -> Stage:
    """The stage in the foot's track by the evening of the last check-in, or by another day."""
    return stage_of("foot", FEET, member, check_ins, on or max((one.day for one in check_ins), default=FIRST))


def chosen(day: int, check_ins: Iterable[CheckIn] = (), member: Member = READY) -> Choice:
    newest_first = tuple(sorted(check_ins, key=lambda one: one.day, reverse=True))
    choice = choose(FIRST + timedelta(days=day), FEET, member, newest_first)
    assert choice is not None
    return choice


# --- pain


@pytest.mark.parametrize(
    ("figures", "advice"), [(range(4), "go_on"), (range(4, 6), "ease"), (range(6, 11), "stop")]
)
def test_a_figure_means_what_the_table_says(figures: range, advice: str) -> None:
    assert {advise(figure) for figure in figures} == {advice}


@pytest.mark.parametrize(
    ("figure", "is_asked"), [(None, False), (0, False), (3, False), (4, True), (10, True)]
)
def test_what_hurt_is_asked_about_on_the_next_morning(figure: int | None, is_asked: bool) -> None:
    check_ins = (did(0, pain=figure),)
    assert bool(to_settle(check_ins, FIRST + timedelta(days=1))) is is_asked
    assert to_settle(check_ins, FIRST) is None
    assert to_settle(check_ins, FIRST + timedelta(days=8)) is None


def test_what_was_answered_or_overtaken_is_asked_no_more() -> None:
    assert to_settle((did(0, pain=5, has_settled=False),), FIRST + timedelta(days=1)) is None
    assert to_settle((did(1), did(0, pain=5)), FIRST + timedelta(days=2)) is None


def test_a_drill_that_hurt_much_rests() -> None:
    assert rests_until("stance", [did(0, pain=6, has_settled=True)]) == FIRST + REST
    assert rests_until("stance", [did(0, pain=6, has_settled=False)]) == FIRST + LONG_REST
    assert rests_until("stance", [did(0, pain=6)]) == FIRST + LONG_REST
    assert rests_until("stance", [did(0, pain=5)]) is None
    assert rests_until("fan", [did(0, pain=9)]) is None


def test_two_unsettled_mornings_running_are_a_longer_rest_and_advice_to_be_seen() -> None:
    unsettled = [did(day, pain=4, has_settled=False) for day in (0, 1)]
    assert rests_until("stance", unsettled) == FIRST + timedelta(days=1) + LONG_REST
    across = [did(0, "fan", pain=5, has_settled=False), did(1, pain=4, has_settled=False)]
    assert (
        rests_until("stance", across) == rests_until("fan", across) == FIRST + timedelta(days=1) + LONG_REST
    )
    assert should_be_seen(unsettled)
    assert not should_be_seen(unsettled[:1])
    assert not should_be_seen([*unsettled, did(2, pain=1)])


# --- stages


def test_a_stage_rises_after_calm_days_and_not_before() -> None:
    days = [did(day) for day in range(8)]
    assert [after(*days[:count]).number for count in range(8)] == [1, 1, 1, 1, 1, 1, 2, 2]
    assert after(*days[:6]).reason == "risen"
    assert len(days[:6]) > RISE
    assert days[5].day - FIRST == DAYS


def test_pain_lets_the_count_begin_anew() -> None:
    calm = [did(day) for day in range(5)]
    hurt = did(5, pain=4, has_settled=True)
    assert after(*calm, hurt) == Stage("foot", 1, FIRST, "begun", 0)
    more = [did(day) for day in range(6, 9)]
    assert after(*calm, hurt, *more).number == 1
    assert after(*calm, hurt, *more, did(9)).number == 2


@pytest.mark.parametrize(
    ("last", "number", "reason"),
    [
        ((did(6, "fan", pain=6),), 1, "hurt"),
        ((did(6, "fan", pain=4, has_settled=False),), 1, "unsettled"),
        ((did(6, "fan", pain=4, has_settled=True),), 2, "risen"),
        ((did(6, "fan", was_too_much=True),), 2, "risen"),
        ((did(6, "fan", was_too_much=True), did(7, "fan", was_too_much=True)), 1, "too_much"),
        ((did(6, "fan", was_too_much=True), did(7, "fan"), did(8, "fan", was_too_much=True)), 2, "risen"),
    ],
)
def test_a_stage_falls_by_its_rules_alone(last: tuple[CheckIn, ...], number: int, reason: str) -> None:
    stage = after(*(did(day) for day in range(6)), *last)
    assert (stage.number, stage.reason) == (number, reason)


TO_TWO = [did(day) for day in range(6)]
"""They lead to the second stage on the last of these days."""


def test_a_morning_without_an_answer_counts_as_not_settled_until_there_is_one() -> None:
    hurt = did(6, "fan", pain=4)
    assert after(*TO_TWO, hurt) == Stage("foot", 2, TO_TWO[-1].day, "risen", 0)
    next_day = FIRST + timedelta(days=7)
    assert after(*TO_TWO, hurt, on=next_day) == Stage("foot", 1, hurt.day, "unanswered")
    assert after(*TO_TWO, replace(hurt, has_settled=True), on=next_day).number == 2
    assert after(*TO_TWO, replace(hurt, has_settled=False), on=next_day).reason == "unsettled"
    assert chosen(6, TO_TWO).drill.slug == chosen(6, [*TO_TWO, hurt]).drill.slug == "fan"
    assert chosen(7, [*TO_TWO, hurt]).drill.slug == "stance"


def test_a_morning_without_an_answer_is_no_unsettled_one() -> None:
    silent = [did(0, pain=4), did(1, pain=5)]
    half = [did(0, pain=4, has_settled=False), did(1, pain=5)]
    for check_ins in (silent, half, half[::-1]):
        assert not should_be_seen(check_ins)
        assert rests_until("stance", check_ins) is None
        assert chosen(2, check_ins).reason == "focus"


def injured(first: int, until: int | None, *, is_injury: bool = True) -> Member:
    """Somebody who had those days off, counted from the first day."""
    end = None if until is None else FIRST + timedelta(days=until)
    return replace(READY, pauses=(Pause(FIRST + timedelta(days=first), end, is_injury=is_injury),))


TO_THREE = [*TO_TWO, *(did(day, "fan") for day in range(6, 11))]


@pytest.mark.parametrize(("days", "number"), [(3, 2), (LONG.days - 1, 2), (LONG.days, 1)])
def test_after_an_injury_a_stage_comes_back_one_lower_and_after_a_long_one_two(
    days: int, number: int
) -> None:
    assert after(*TO_THREE).number == 3
    back = FIRST + timedelta(days=12 + days)
    mended = injured(12, 12 + days)
    assert after(*TO_THREE, member=mended, on=back) == Stage("foot", number, back, "returned")
    planned = ahead(back, FEET, mended, tuple(reversed(TO_THREE)))
    focus = next(choice.drill for _, choice in planned if choice.reason == "focus")
    assert focus.stage == number


def test_only_an_injury_that_is_over_lowers_what_was_begun_before() -> None:
    assert after(*TO_THREE, member=injured(12, None)).number == 3
    assert after(*TO_THREE, member=injured(12, 40, is_injury=False)).number == 3
    assert after(member=injured(12, 40)) == Stage("foot", 1)
    assert after(*TO_TWO, member=injured(-9, -2)).number == 2
    assert after(*(did(day) for day in range(3)), member=injured(3, 6)).number == 1


def test_after_an_injury_a_stage_rises_anew_by_the_same_rule() -> None:
    back = [did(15 + day, "fan") for day in range(6)]
    mended = injured(12, 15)
    numbers = [after(*TO_THREE, *back[:count], member=mended).number for count in range(1, 7)]
    assert numbers == [2, 2, 2, 2, 2, 3]
    tired = did(11, "roll", was_too_much=True)
    again = did(15, "fan", was_too_much=True)
    assert after(*TO_THREE, tired, again, member=mended).reason == "returned"


def test_what_hurt_is_not_tried_again_so_soon() -> None:
    hurt = did(6, "fan", pain=7, has_settled=True)
    calm = [did(day) for day in range(9, 20)]
    numbers = [after(*TO_TWO, hurt, *calm[:count]).number for count in range(AFTER_PAIN + 1)]
    assert numbers == [1] * AFTER_PAIN + [2]


def test_the_first_and_the_last_stage_are_the_ends() -> None:
    assert after(did(0, pain=9)).number == 1
    assert after(*(did(day, "hop") for day in range(60))).number == 4


def test_an_old_drill_does_not_carry_a_stage_up() -> None:
    to_two = [did(day) for day in range(6)]
    assert after(*to_two, *(did(day) for day in range(6, 20))).number == 2


def test_until_history_is_known_and_after_an_injury_only_gentle_drills_are_for_a_member() -> None:
    hop = FEET["hop"]
    assert not may_do(hop, SAM, FIRST)
    assert may_do(hop, READY, FIRST)
    assert not may_do(hop, replace(READY, is_guarded=True), FIRST)
    assert not may_do(hop, replace(READY, history=frozenset({"foot fracture"})), FIRST)
    mending = replace(READY, gentle_until=FIRST + timedelta(days=1))
    assert not may_do(hop, mending, FIRST)
    assert may_do(hop, mending, FIRST + timedelta(days=1))


# --- the choice of the day


def test_a_newcomer_begins_with_the_first_stage_of_the_focus() -> None:
    assert chosen(0).drill.slug == "stance"
    assert chosen(0, member=replace(READY, focus="hips")).drill.slug == "bridge"
    assert chosen(0).reason == "focus"


def test_an_old_drill_comes_back_when_it_is_due_and_longer_apart_each_time() -> None:
    days: list[CheckIn] = []
    for day in range(70):
        days.append(did(day, chosen(day, days).drill.slug))
    stance = [day for day, one in enumerate(days) if one.drill == "stance"]
    assert stance[:6] == [*range(6)]
    gaps = [later - earlier for earlier, later in pairwise(stance[5:])]
    assert gaps[:3] == sorted(gaps[:3])
    assert all(gap >= interval for gap, interval in zip(gaps, INTERVALS, strict=False))
    assert gaps[0] <= INTERVALS[0] + 2


def test_what_hurt_much_rests_and_something_calm_comes_from_elsewhere() -> None:
    choice = chosen(1, [did(0, pain=8, has_settled=True)])
    assert (choice.drill.slug, choice.reason) == ("bridge", "resting")
    assert chosen(0 + REST.days, [did(0, pain=8, has_settled=True)]).reason == "focus"


def test_what_hurt_today_rests_today() -> None:
    assert chosen(0, [did(0, pain=8)]).drill.slug == "bridge"


def test_a_stage_that_may_not_be_done_is_passed_over() -> None:
    wrist = replace(READY, focus="hand and elbow", history=frozenset({"wrist fracture"}))
    planned: tuple[CheckIn, ...] = ()
    for number in range(60):
        choice = choose(FIRST + timedelta(days=number), LIBRARY.drills, wrist, planned)
        assert choice is not None
        planned = (did(number, choice.drill.slug), *planned)
    done = [LIBRARY.drills[one.drill] for one in planned]
    stages = {drill.stage for drill in done if drill.track == wrist.focus}
    assert stages >= {1, 3, 4}
    assert 2 not in stages


def test_who_fell_to_a_stage_that_may_not_be_done_goes_below_it() -> None:
    ladder = {
        "one": a_drill("one"),
        "two": a_drill("two", stage=2, not_after=("foot fracture",)),
        "three": a_drill("three", stage=3),
    }
    member = replace(READY, history=frozenset({"foot fracture"}))
    hurt = did(9, "three", pain=4, has_settled=False)
    choice = choose(
        FIRST + timedelta(days=20), ladder, member, (hurt, *(did(day, "one") for day in range(6)))
    )
    assert choice is not None
    assert choice.drill.slug == "one"


def test_who_fell_to_a_stage_that_may_not_be_done_rises_by_the_drill_below_it() -> None:
    ladder = {
        "one": a_drill("one"),
        "two": a_drill("two", stage=2, not_after=("foot fracture",)),
        "three": a_drill("three", stage=3),
    }
    member = replace(READY, history=frozenset({"foot fracture"}))
    to_three = (*(did(day, "one") for day in range(6)), *(did(day, "three") for day in range(6, 11)))
    calm = tuple(did(day, "one") for day in range(12, 12 + AFTER_PAIN))
    check_ins = (*to_three, did(11, "three", pain=5, has_settled=False), *calm)
    last = calm[-1].day
    assert stage_of("foot", ladder, member, check_ins[:-1], last).number == 2
    assert stage_of("foot", ladder, member, check_ins, last).number == 3
    assert stage_of("foot", ladder, READY, check_ins, last).number == 2


def test_a_focus_that_sits_takes_turns_with_the_next_in_line_until_that_sits_too() -> None:
    member = replace(READY, focus="hips", parked=("ankle", "foot"))
    drills = {**FEET, "rock": a_drill("rock", "ankle"), "pull": a_drill("pull", "one cue")}
    planned: tuple[CheckIn, ...] = ()
    seen = []
    for number in range(40):
        choice = choose(FIRST + timedelta(days=number), drills, member, planned)
        assert choice is not None
        planned = (did(number, choice.drill.slug), *planned)
        seen.append((choice.drill.slug, choice.reason))
    assert seen[:6] == [("bridge", "focus")] * 6
    assert seen[6:10] == [("rock", "variety"), ("bridge", "focus")] * 2
    turns = [slug for slug, reason in seen if reason == "variety"]
    assert [*dict.fromkeys(turns)][:3] == ["rock", "stance", "fan"]
    assert all(one != two for one, two in pairwise(seen[6:]))


def test_while_the_focus_rests_other_places_take_turns() -> None:
    hurt = did(0, "fan", pain=8, has_settled=False)
    drills = {
        **FEET,
        "lift": a_drill("lift", "hip flexor"),
        "rise": a_drill("rise", "forefoot"),
        "splay": a_drill("splay", "hand and elbow"),
        "row": a_drill("row", "one cue"),
    }
    days = [choice.drill.slug for _, choice in ahead(FIRST + A_DAY, drills, READY, (hurt,))]
    assert len({*days[:3]}) == 3
    assert {*days[:6]} == {"bridge", "lift", "splay"}
    assert chosen(1, [hurt]).reason == "resting"


def test_what_hurt_lately_is_asked_for_nothing_demanding_beside_the_focus() -> None:
    drills = {**FEET, "jump": a_drill("jump", "landing", is_gentle=False)}
    member = replace(READY, focus="hips", parked=("landing",))
    hips = [did(day, "bridge") for day in range(20, 30)]
    for figure, turn in ((9, "stance"), (3, "jump")):
        check_ins = (*reversed(hips), did(19, "fan", pain=figure, has_settled=True))
        choice = choose(FIRST + timedelta(days=30), drills, member, check_ins)
        assert choice is not None
        assert (choice.drill.slug, choice.reason) == (turn, "variety")


def test_the_side_to_begin_with_changes_and_the_cue_goes_round() -> None:
    sided = {"fan": replace(FEET["fan"], stage=1, dose=replace(FEET["fan"].dose, sides=True))}
    choices = [
        choose(FIRST + timedelta(days=day), sided, READY, tuple(did(n, "fan") for n in range(day)))
        for day in range(3)
    ]
    assert [choice.side for choice in choices if choice] == ["left", "right", "left"]
    assert len({choice.cue for choice in choices if choice}) == 3


def test_where_nothing_may_be_done_there_is_no_choice() -> None:
    assert choose(FIRST, {"hop": FEET["hop"]}, SAM, ()) is None


@pytest.mark.parametrize("focus", get_args(Track))
@pytest.mark.parametrize("member", [SAM, READY], ids=["newcomer", "ready"])
def test_no_two_weeks_of_a_plan_are_the_same(member: Member, focus: Track) -> None:
    slugs = [
        choice.drill.slug for _, choice in ahead(FIRST, LIBRARY.drills, replace(member, focus=focus), ())
    ]
    assert len(slugs) == AHEAD
    assert slugs[:7] != slugs[7:]


@pytest.mark.parametrize("seed", range(8))
def test_random_members_get_nothing_that_they_may_not_do_and_never_rise_after_pain(seed: int) -> None:
    dice = random.Random(seed)
    focus: Track = dice.choice(get_args(Track))
    member = replace(SAM if seed % 2 else READY, focus=focus, is_guarded=seed % 3 == 0)
    check_ins: tuple[CheckIn, ...] = ()
    returns: list[date] = []
    for number in range(180):
        day = FIRST + timedelta(days=number)
        choice = choose(day, LIBRARY.drills, member, check_ins)
        assert choice is not None
        assert may_do(choice.drill, member, day)
        assert choice == choose(day, LIBRARY.drills, member, check_ins)
        until = rests_until(choice.drill.slug, check_ins)
        assert until is None or until <= day
        if dice.random() < 0.2:
            continue
        returns = [one for one in returns if (day - one).days < 7] + [day] * (choice.reason == "return")
        assert len(returns) <= RETURNS + 1
        told = CheckIn(
            day,
            choice.drill.slug,
            datetime.combine(day, time(8), UTC),
            was_too_much=dice.random() < 0.1,
            pain=dice.choice((None, 0, 1, 2, 3, 4, 5, 7)),
            has_settled=dice.choice((None, True, False)),
        )
        before = stage_of(choice.drill.track, LIBRARY.drills, member, check_ins, day).number
        check_ins = (told, *check_ins)
        after_it = stage_of(choice.drill.track, LIBRARY.drills, member, check_ins, day).number
        is_calm = (told.pain or 0) <= 3 and not told.was_too_much
        assert after_it - before in (0, 1) if is_calm else after_it <= before
