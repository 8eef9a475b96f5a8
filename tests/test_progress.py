"""Looking back: the words, the picture that says the same, and the week below the note."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from bot.commands import answer, parse
from bot.commands.progress import WEEKS
from bot.commands.unasked import compose
from bot.model import Ask, CheckIn, Member, Notice, Pause, Reply, Said
from content import drawing
from content.charts import Chart
from content.store import Edition, Shelf
from tests.asks import LIBRARY, NOW, SAM, reply
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
    assert "3 of the last 7 days" in alt
    assert "*" not in alt


def test_each_day_has_its_mark() -> None:
    paused = replace(A_MONTH, pauses=(Pause(NOW.date() - timedelta(days=5), NOW.date() - timedelta(days=3)),))
    found = chart([ago(0), ago(1)], paused)
    assert len(found.weeks) == WEEKS
    assert found.weeks[-1][::-1] == ("done", "done", "missed", "missed", "off", "off", "missed")
    assert found.weeks[0] == ("ahead",) * 7
    assert [mark for mark, _ in found.legend] == ["done", "missed", "off"]


def test_pain_of_the_focus_is_told_as_a_trend_and_rising_pain_is_answered_with_ease() -> None:
    rising = [ago(4 - number, pain=figure) for number, figure in enumerate((0, 1, 4, 5))]
    assert "about 0.5 before, 4.5 lately" in shown(rising).text
    assert "a little easier" in shown(rising).text
    falling = [ago(number, pain=figure) for number, figure in enumerate((0, 1, 4, 5))]
    assert "go on just like this" in shown(falling).text
    assert "Pain" not in shown([ago(0, "bridge-hold", pain=5)]).text


def test_a_weekday_that_often_slips_away_is_named() -> None:
    assert (
        "Tuesday often slips away"
        in shown(ago(days) for days in range(30) if (NOW - timedelta(days=days)).isoweekday() != 2).text
    )


def test_where_it_was_felt_is_counted() -> None:
    assert "1 of 2 times" in shown([ago(0, felt="arch"), ago(1, felt="calf")]).text


def test_without_a_check_in_there_is_no_picture_and_no_reproach() -> None:
    told = shown([])
    assert told.picture is None
    assert "0 now" in told.text
    assert reply("/progress", member=None).text.startswith("I do not know you yet")


@pytest.mark.parametrize("days", [1, 30, 100])
def test_the_picture_fits_a_phone(days: int) -> None:
    long_ago = replace(SAM, joined_at=NOW - timedelta(days=days))
    drawn = drawing.calendar(chart((ago(number, pain=number % 11) for number in range(days)), long_ago))
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
    if platform != "terminal":
        assert not list(folder.rglob("progress-*"))


# --- the week below the note


def note_for(check_ins: tuple[CheckIn, ...]) -> str:
    sunday = datetime(2026, 11, 22, 10, tzinfo=UTC)
    edition = Edition("2026-W47", "", "Breathe.", "ready", sunday, "terminal:coach")
    notice = Notice("note", "2026-W47", sunday, sunday, LIBRARY, A_MONTH, check_ins, edition=edition)
    composed = compose(notice)
    assert isinstance(composed, Reply)
    return composed.text


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
