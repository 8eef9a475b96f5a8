"""What fits both platforms: each limit with a planted fault, and nothing found where all fits."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.commands.table import RESERVED
from bot.fitting import fit
from bot.on_discord.look import slash_commands
from content.checker import Finding, check
from content.library import SHIPPED, read_library
from tests.shelf import CARD, CHALLENGE, DRILL, LEADING, LEXICON, SERIES, SIGN, WORD, only, put, put_drill

NOTE = '+++\ntitle = "A note"\n+++\nHello.\n'
LONG = "Put the foot down. "
"""Nineteen characters."""


@pytest.fixture
def shelf(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One page of each kind over the shipped phrases alone."""
    shipped = tmp_path_factory.mktemp("shipped")
    put(shipped, "phrases.toml", (SHIPPED / "phrases.toml").read_text("utf-8"))
    monkeypatch.setattr("content.library.SHIPPED", shipped)
    monkeypatch.setattr("content.checker.SHIPPED", shipped)
    put(tmp_path, "cards/sorethumb.md", CARD)
    put(tmp_path, "cards/thumbs.md", LEADING)
    put(tmp_path, "cards/weeklynote.md", LEADING.replace('"Thumbs"', '"The note"'))
    put(tmp_path, "cards/elbowpain.md", CARD.replace("Sore thumb", "Elbow").replace("thumb hurts", "elbow"))
    put_drill(tmp_path, "thumb-circles", DRILL)
    put(tmp_path, "words/opposition.md", WORD)
    put(tmp_path, "series/thumbs-first.md", SERIES)
    put(tmp_path, "challenges/thumb-week.md", CHALLENGE)
    put(tmp_path, "notes/reserve-1.md", NOTE)
    put(tmp_path, "lexicon.toml", LEXICON)
    return put(tmp_path, "signs/thumb-snap.md", SIGN)


def found_in(folder: Path) -> tuple[Finding, ...]:
    """What the whole check says of where it would be shown; the rules of the content are another file's."""
    rest = set(check(folder, reserved=RESERVED))
    return tuple(one for one in check(folder, reserved=RESERVED, also=(fit,)) if one not in rest)


def place(finding: Finding) -> tuple[str, int, str]:
    return finding.file, finding.line, finding.level


def test_the_shipped_content_fits() -> None:
    assert [str(one) for one in check(reserved=RESERVED, also=(fit,))] == []


def test_a_shelf_on_which_all_fits_has_no_findings(shelf: Path) -> None:
    assert [str(one) for one in check(shelf, reserved=RESERVED, also=(fit,))] == []


@pytest.mark.parametrize(
    ("file", "text", "old", "line", "name"),
    [
        ("cards/sorethumb.md", CARD, "Let it rest a day.", 10, "the card with its signs"),
        ("cards/sorethumb.md", CARD, "Because it asked.", 12, 'the part behind "Why?"'),
        ("words/opposition.md", WORD, "The thumb meets a finger.", 7, "the word"),
        ("series/thumbs-first.md", SERIES, "Begin here.", 6, "the series"),
        ("challenges/thumb-week.md", CHALLENGE, "Circle along.", 9, "the challenge"),
        ("drills/thumb-circles.md", DRILL, "Draw a circle.", 14, "the drill"),
    ],
)
def test_what_takes_two_messages_is_an_error(
    shelf: Path, file: str, text: str, old: str, line: int, name: str
) -> None:
    put(shelf, file, text.replace(old, LONG * 105))
    finding = only(*found_in(shelf))
    assert place(finding) == (file, line, "error")
    assert re.fullmatch(f"{re.escape(name)} takes [23] messages on Discord and 1 on Telegram", finding.what)
    assert finding.mend == "shorten it to one, 2000 characters"


def test_marks_that_nobody_sees_count_where_the_platform_counts_them(shelf: Path) -> None:
    link = "[x](https://example.org/" + "a" * 1000 + ") "
    put(shelf, "cards/sorethumb.md", CARD.replace("Because it asked.", link))
    assert found_in(shelf) == ()
    put(shelf, "cards/sorethumb.md", CARD.replace("Because it asked.", link * 2))
    assert place(only(*found_in(shelf))) == ("cards/sorethumb.md", 12, "error")


def test_signs_above_a_card_and_their_advice_count_too(shelf: Path) -> None:
    put(shelf, "signs/thumb-snap.md", SIGN.replace("Have it seen today.", LONG * 105))
    found = found_in(shelf)
    assert {place(one) for one in found} == {
        ("cards/elbowpain.md", 7, "error"),
        ("cards/sorethumb.md", 7, "error"),
    }
    assert all(one.what.startswith("the advice on its signs takes 2 messages") for one in found)
    put(shelf, "signs/thumb-snap.md", SIGN.replace("A snap when it happened", LONG * 105))
    assert ("cards/sorethumb.md", 10, "error") in {place(one) for one in found_in(shelf)}


def test_a_drill_that_is_too_long_for_a_caption_is_a_warning(shelf: Path) -> None:
    put_drill(shelf, "thumb-circles", DRILL.replace("Draw a circle.", LONG * 30))
    assert found_in(shelf) == ()
    put_drill(shelf, "thumb-circles", DRILL.replace("Draw a circle.", LONG * 55))
    finding = only(*found_in(shelf))
    assert place(finding) == ("drills/thumb-circles.md", 14, "warning")
    assert "below its picture" in finding.what
    assert "1024" in finding.mend


def test_a_note_of_the_reserve_is_one_message_on_telegram(shelf: Path) -> None:
    put(shelf, "notes/reserve-1.md", NOTE.replace("Hello.", "x" * 3900))
    assert found_in(shelf) == ()
    put(shelf, "notes/reserve-1.md", NOTE.replace("Hello.", "x" * 4090))
    finding = only(*found_in(shelf))
    assert place(finding) == ("notes/reserve-1.md", 4, "error")
    assert "4096" in finding.mend


def test_more_buttons_than_discord_shows_are_an_error(shelf: Path) -> None:
    for number in range(24):
        text = CARD.replace("Sore thumb", f"Card {number}").replace("thumb hurts", f"alias {number}")
        put(shelf, f"cards/card{number}.md", text)
    many = ", ".join(f'"card{number}"' for number in range(24))
    put(shelf, "words/opposition.md", WORD.replace('"sorethumb"', many))
    assert found_in(shelf) == ()
    put(shelf, "words/opposition.md", WORD.replace('"sorethumb"', f'{many}, "sorethumb"'))
    finding = only(*found_in(shelf))
    assert place(finding) == ("words/opposition.md", 7, "error")
    assert finding.what == "the word has 26 buttons, and Discord shows 25 below a message"
    assert finding.mend == "lead to fewer pages"


@pytest.mark.parametrize(
    ("file", "text", "title"),
    [
        ("cards/sorethumb.md", CARD, "Sore thumb"),
        ("drills/thumb-circles.md", DRILL, "Thumb circles"),
        ("series/thumbs-first.md", SERIES, "All about thumbs"),
        ("challenges/thumb-week.md", CHALLENGE, "A week of thumbs"),
    ],
)
def test_a_title_that_no_button_shows_is_found(shelf: Path, file: str, text: str, title: str) -> None:
    put(shelf, file, text.replace(title, "x" * 40))
    assert found_in(shelf) == ()
    for length, level in ((41, "warning"), (80, "warning"), (81, "error")):
        put(shelf, file, text.replace(title, "x" * length))
        finding = only(*found_in(shelf))
        assert place(finding) == (file, 2, level)
        assert finding.mend == "cut it to 40"


@pytest.mark.parametrize(
    ("key", "length", "level"),
    [
        ("button.done", 40, ""),
        ("button.done", 41, "warning"),
        ("button.done", 81, "error"),
        ("command.drill", 100, ""),
        ("command.drill", 101, "error"),
        ("command.drill", 0, "error"),
        ("argument.day", 100, ""),
        ("argument.day", 101, "error"),
        ("about.text", 2000, ""),
        ("about.text", 2001, "error"),
        ("coach.late.one", 2001, "error"),
        ("terminal.again", 2001, ""),
    ],
)
def test_a_phrase_that_does_not_fit_is_found_at_its_key(
    shelf: Path, key: str, length: int, level: str
) -> None:
    put(shelf, "phrases.toml", f'# mine\n{key} = "{"x" * length}"\n')
    assert [place(one) for one in found_in(shelf)] == ([("phrases.toml", 2, level)] if level else [])
    assert all(one.mend for one in found_in(shelf))


def test_both_forms_of_a_phrase_are_found_at_their_line(shelf: Path) -> None:
    forms = f'one = "x", other = "{"x" * 2001}"'
    put(shelf, "phrases.de.toml", f"[coach]\nlate = {{ {forms} }}\n")
    assert place(only(*found_in(shelf))) == ("phrases.de.toml", 2, "error")


def test_discord_takes_a_hundred_commands_cards_among_them(shelf: Path) -> None:
    there = sum(1 for _ in slash_commands(read_library(shelf)))

    def add(first: int, last: int) -> None:
        for number in range(first, last):
            text = CARD.replace("Sore thumb", f"Card {number}").replace("thumb hurts", f"alias {number}")
            put(shelf, f"cards/card{number}.md", text)

    add(there, 94)
    assert found_in(shelf) == ()
    add(94, 95)
    assert place(only(*found_in(shelf))) == ("cards", 1, "warning")
    add(95, 100)
    assert place(only(*found_in(shelf))) == ("cards", 1, "warning")
    add(100, 101)
    finding = only(*found_in(shelf))
    assert place(finding) == ("cards", 1, "error")
    assert "101 commands" in finding.what
    assert finding.mend == "make one card of two that are near each other"


@pytest.mark.parametrize("typed", ["/thumbpain", "(/thumbpain)", "**/thumbpain**", "`/thumbpain`"])
def test_a_command_that_nobody_answers_is_found_where_it_is_named(shelf: Path, typed: str) -> None:
    put(shelf, "cards/sorethumb.md", CARD.replace("Because", f"Or\nsee {typed}. Because"))
    finding = only(*found_in(shelf))
    assert place(finding) == ("cards/sorethumb.md", 14, "error")
    assert finding.what == "the text names /thumbpain, which is neither a command nor a card"
    assert finding.mend == "name one that is there"


def test_phrases_name_commands_too(shelf: Path) -> None:
    put(shelf, "phrases.toml", '[pause]\nopen = "Done; /continue begins again."\n')
    assert place(only(*found_in(shelf))) == ("phrases.toml", 2, "error")


def test_a_stroke_between_words_or_in_an_address_is_no_command(shelf: Path) -> None:
    words = "It and/or that, 9/10, https://example.org/path, /drill, /thumbs and on/off. See ~/x or /x/y."
    put(shelf, "cards/sorethumb.md", CARD.replace("Because", f"{words} Because"))
    assert found_in(shelf) == ()


def test_the_longest_names_fit_a_button(shelf: Path) -> None:
    put(shelf, f"cards/{'c' * 32}.md", LEADING.replace("Thumbs", "Long").replace("thumb-circles", "d" * 32))
    put_drill(shelf, "d" * 32, DRILL.replace("Thumb circles", "Long").replace("= 1", "= 2"))
    assert [one for one in found_in(shelf) if one.level == "error"] == []


def test_pages_are_shown_once_all_of_them_are_sound(shelf: Path) -> None:
    put_drill(shelf, "thumb-circles", DRILL.replace("minutes = 3", 'minutes = "x"'))
    put(shelf, "words/opposition.md", WORD.replace("Opposition", "x" * 81))
    assert [place(one) for one in check(shelf, reserved=RESERVED, also=(fit,))] == [
        ("drills/thumb-circles.md", 7, "error")
    ]


def test_the_command_line_says_both_halves(shelf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(shelf)]) == 0
    assert capsys.readouterr().out == "0 errors, 0 warnings\n"
    put(shelf, "cards/sorethumb.md", CARD.replace("Let it rest a day.", "so " * 120 + "/nowhere"))
    assert main(["check", str(shelf)]) == 1
    first, second, last = capsys.readouterr().out.splitlines()
    assert first.startswith("cards/sorethumb.md:10: error: the card has 121 words, over 119; ")
    assert second.startswith("cards/sorethumb.md:10: error: the text names /nowhere")
    assert last == "2 errors, 0 warnings"
    assert main(["check", str(shelf / "nowhere")]) == 2


def test_the_words_for_a_crisis_are_one_message(shelf: Path) -> None:
    put(shelf, "crisis/lost.md", f'+++\nhears = ["snapped"]\nasks = "Lost"\n+++\n{LONG * 220}\n')
    assert place(only(*found_in(shelf))) == ("crisis/lost.md", 5, "error")
