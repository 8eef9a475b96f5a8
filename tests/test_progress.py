"""Looking back: the words, the picture that says the same, and the week below the note."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.commands import answer, parse
from bot.commands.progress import WEEKS
from bot.commands.unasked import compose
from bot.members import CheckIn, Member, Pause
from bot.model import Ask, Notice, Reply, Said
from content import drawing
from content.charts import Chart
from content.editions import Edition
from content.store import Shelf
from tests.asks import LIBRARY, NOW, SAM, buttons, reply
from tests.doors import DOORS, open_door
from tests.talk import messages, talk
from tests.test_dialogues import SUNDAY

A_MONTH = replace(SAM, joined_at=NOW - timedelta(days=30))


def ago(days: int, drill: str = "tripod-stance", **felt: Any) -> CheckIn:
    """A check-in so many days before today."""
    return CheckIn(NOW.date() - timedelta(days=days), drill, NOW, **felt)


def shown(check_ins: Iterable[CheckIn], member: Member = A_MONTH) -> Reply:
    command, words = parse("/progress")
    said = Said("terminal:sam", "Sam", "terminal:sam", "/progress")
    newest_first = tuple(sorted(check_ins, key=lambda one: one.day, reverse=True))
    ask = Ask(said, command, words, NOW, Shelf(LIBRARY), member=member, check_ins=newest_first)
    (told,) = answer(ask).replies
    return told


def chart(check_ins: Iterable[CheckIn], member: Member = A_MONTH) -> Chart:
    picture = shown(check_ins, member).picture
    assert isinstance(picture, Chart)
    return picture


def test_days_runs_and_score_stand_in_words() -> None:
    told = shown(ago(days) for days in (0, 1, 2, 10)).text
    assert "3 of the last 7 days, 4 of the last 28" in told
    assert "3 now, 3 at best" in told
    assert "%" in told


def test_the_picture_says_the_same_to_who_cannot_see_it() -> None:
    alt = chart(ago(days) for days in (0, 1, 2, 10)).alt
    assert "Days done: 4, left open: 26, off: 0" in alt
    assert "3 of the last 7 days" in alt
    assert "Score 18 %" in alt
    assert "One thing:" in alt
    assert "*" not in alt
    but_tuesdays = (ago(days) for days in range(30) if (NOW - timedelta(days=days)).isoweekday() != 2)
    assert chart(but_tuesdays).alt.endswith("Perhaps another hour suits you better: /settings hour.")


def test_pain_and_where_it_was_felt_stand_in_the_picture_for_the_focus_alone() -> None:
    found = chart([ago(0, pain=1, felt="sole"), ago(1, pain=4, felt="calf"), ago(9, "bridge-hold", pain=9)])
    assert found.pains == ((WEEKS - 1, 5, 4), (WEEKS - 1, 6, 1))
    assert found.felt == (None,) * (WEEKS - 1) + (0.5,)
    assert "Foot" in found.pain_title
    nothing_told = chart([ago(0)])
    assert (nothing_told.pains, nothing_told.felt) == ((), ())


def test_each_day_has_its_mark() -> None:
    paused = replace(A_MONTH, pauses=(Pause(NOW.date() - timedelta(days=5), NOW.date() - timedelta(days=3)),))
    found = chart([ago(0), ago(1)], paused)
    assert len(found.weeks) == WEEKS
    assert found.weeks[-1][::-1] == ("done", "done", "missed", "missed", "off", "off", "missed")
    assert found.weeks[0] == ("ahead",) * 7
    assert [mark for mark, _ in found.legend] == ["done", "missed", "off"]


def test_pain_of_the_focus_is_told_as_a_trend_and_rising_pain_is_answered_with_ease() -> None:
    rising = [ago(4 - number, pain=figure) for number, figure in enumerate((0, 1, 4, 5))]
    assert "going up, from about 0.5 to 4.5 of 10" in shown(rising).text
    assert "go easier" in shown(rising).text
    falling = [ago(number, pain=figure) for number, figure in enumerate((0, 1, 4, 5))]
    assert "going down, from about 4.5 to 0.5 of 10" in shown(falling).text
    assert "go easier" not in shown(falling).text
    assert "pain 2 of 10 when you last told me" in shown([ago(0, pain=2), ago(1, pain=9)]).text
    assert "much the same" in shown(ago(days, pain=days % 2) for days in range(8)).text
    assert "pain" not in shown([ago(0, "bridge-hold", pain=5)]).text


def test_pain_that_stays_high_is_never_told_to_go_on() -> None:
    assert "go easier" in shown(ago(days, pain=5) for days in range(8)).text
    assert "go easier" in shown([ago(0, pain=7), *(ago(days) for days in range(1, 8))]).text
    assert "go easier" in shown(ago(days, pain=7 * (days == 0)) for days in range(28)).text
    assert "go on just like this" in shown(ago(days, pain=3) for days in range(8)).text
    assert "go on just like this" in shown(ago(days, pain=9 * (days > 27)) for days in range(30)).text


def test_few_days_get_a_kind_word_and_many_go_on() -> None:
    assert "little and often" in shown(ago(days) for days in (0, 1, 9)).text
    assert "little and often" in shown(ago(days) for days in range(8, 20)).text
    assert "go on just like this" in shown(ago(days) for days in (1, 2, 4, 6)).text


def test_a_weekday_that_often_slips_away_is_named() -> None:
    assert (
        "Tuesday often slips away"
        in shown(ago(days) for days in range(30) if (NOW - timedelta(days=days)).isoweekday() != 2).text
    )


def test_a_day_that_slips_away_among_many_others_is_not_named() -> None:
    assert "slips away" not in shown(ago(days) for days in range(0, 30, 3)).text


def test_where_it_was_felt_is_counted_for_the_focus() -> None:
    elsewhere = ago(2, "bridge-hold", felt="glutes")
    assert (
        "felt where it belongs, 1 of 2 lately"
        in shown([ago(0, felt="sole"), ago(1, felt="calf"), elsewhere]).text
    )
    assert "felt" not in shown([elsewhere]).text


def test_the_first_button_does_what_is_suggested() -> None:
    def first(check_ins: Iterable[CheckIn], member: Member = A_MONTH) -> str:
        return shown(check_ins, member).buttons[0][0].command

    today = NOW.date()
    all_but_tuesdays = [ago(days) for days in range(30) if (today - timedelta(days=days)).isoweekday() != 2]
    assert first([ago(1)]) == "/drill"
    assert first(ago(days) for days in range(7)) == "/plan"
    assert first(all_but_tuesdays) == "/settings hour"
    assert first([ago(9)], replace(A_MONTH, pauses=(Pause(today - timedelta(days=5)),))) == "/resume"
    assert "rest as long" in shown([ago(9)], replace(A_MONTH, pauses=(Pause(today),))).text


def test_with_a_warning_sign_open_there_is_no_talk_of_scores() -> None:
    told = shown([ago(1)], replace(A_MONTH, has_open_sign=True))
    assert told.picture is None
    assert "%" not in told.text
    assert list(buttons(told)) == ["It is settled"]


def test_without_a_check_in_there_is_no_picture_and_no_reproach() -> None:
    told = shown([])
    assert told.picture is None
    assert "where everybody begins" in told.text
    assert list(buttons(told).values()) == ["/drill"]
    assert reply("/progress", member=None).text.startswith("I do not know you yet")


@pytest.mark.parametrize("days", [1, 30, 100])
def test_the_picture_fits_a_phone(days: int) -> None:
    long_ago = replace(SAM, joined_at=NOW - timedelta(days=days))
    told = (ago(number, pain=number % 11, felt="sole") for number in range(days))
    drawn = drawing.personal(chart(told, long_ago))
    image = Image.open(io.BytesIO(drawn))
    assert image.width == 1080
    assert image.height < 1350
    assert len(drawn) < 100_000


@pytest.mark.parametrize("platform", DOORS)
async def test_it_is_shown_on_every_platform_and_kept_by_none_of_ours(
    platform: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("door")
    async with open_door(platform, folder, SUNDAY, LIBRARY) as door:
        await door.says("sam", "/start")
        await door.says("sam", "/done")
        await door.says("sam", "/progress")
        picture = door.sees("sam")[-1]
        assert picture.picture.startswith(b"\x89PNG")
        assert "How it goes" in picture.text
        assert not door.has_alt or "1 of the last 7 days" in picture.alt
    assert not list(folder.rglob("progress-*"))


def test_in_the_terminal_it_is_a_file_as_long_as_the_talk_lasts(tmp_path: Path) -> None:
    lines = talk(
        *({"who": "sam", "text": text} for text in ("/start", "/done", "/progress")),
        options=("--data", str(tmp_path)),
    )
    told = messages(lines)[-1]["picture"]
    assert "1 of the last 7 days" in told["alt"]
    assert told["file"].endswith(".png")
    assert not Path(told["file"]).exists()
    assert not list(tmp_path.rglob("progress-*"))


def test_a_disk_that_refuses_costs_the_picture_and_never_the_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    lines = talk(
        *({"who": "sam", "text": text} for text in ("/start", "/done", "/progress")),
        options=("--data", str(tmp_path / "data")),
    )
    told = messages(lines)[-1]
    assert told["picture"] is None
    assert "1 of the last 7 days" in told["text"]


def test_what_two_ask_for_in_the_terminal_are_two_files() -> None:
    lines = talk(
        *({"who": who, "text": text} for who in ("sam", "kim") for text in ("/start", "/done")),
        {"who": "kim", "text": "/pain 2026-11-22 3"},
        *({"who": who, "text": "/progress"} for who in ("sam", "kim")),
    )
    files = {messages(lines, who)[-1]["picture"]["file"] for who in ("sam", "kim")}
    assert len(files) == 2


# --- the week below the note


def note_for(check_ins: tuple[CheckIn, ...], member: Member = A_MONTH, at: datetime = NOW) -> str:
    edition = Edition("2026-W47", "", "Breathe.", "ready", NOW, "terminal:coach")
    notice = Notice("note", "2026-W47", at, at, LIBRARY, member, check_ins, edition=edition)
    composed = compose(notice)
    assert isinstance(composed, Reply)
    return composed.text


def test_the_week_says_where_pain_goes_and_one_thing_to_do() -> None:
    rising = tuple(ago(number, pain=figure) for number, figure in enumerate((5, 4, 1, 0)))
    assert "going up, from about 0.5 to 4.5 of 10. One thing: go easier" in note_for(rising)
    assert "much the same" not in note_for(tuple(ago(number, pain=1) for number in range(8)))


def test_a_week_without_a_drill_is_no_reproach() -> None:
    assert "no drill in it, and that happens" in note_for((ago(9),))


def test_an_open_sign_ends_the_talk_of_how_it_goes_below_the_note_too() -> None:
    assert note_for((ago(1),), replace(A_MONTH, has_open_sign=True)) == "Breathe."


def test_on_monday_it_is_the_week_that_ended_on_sunday() -> None:
    week = tuple(ago(number) for number in range(7))
    monday = NOW + timedelta(days=1)
    assert "7 days done" in note_for(week, at=monday)
    back = replace(A_MONTH, pauses=(Pause(NOW.date(), monday.date()),))
    assert "go on just like this" in note_for(week, back, monday)


def test_the_note_ends_with_the_members_own_week() -> None:
    told = note_for((ago(0), ago(1), ago(9)))
    assert told.startswith("Breathe.")
    assert "2 days done. That is more than the week before." in told
    assert note_for(()) == "Breathe."
    assert note_for((ago(20),)) == "Breathe."


def test_nobody_else_sees_it() -> None:
    lines = talk(
        {"who": "sam", "text": "/start"},
        {"who": "sam", "chat": "gym", "text": "/progress"},
    )
    assert all(line["private"] for line in messages(lines) if "How it goes" in line["title"])
