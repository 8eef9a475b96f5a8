"""The library: what is read, what is refused and how it is said, and the phrases."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from content.library import ContentError, Dose, Library, Markdown, Note, read_all, read_library

CARD = """+++
title = "Sore thumb"
says = "A thumb that complains"
layer = "link"
area = "hand"
source = "general"
aliases = ["thumb hurts", "Bad thumb"]
signs = ["thumb-snap"]
drills = ["thumb-circles"]
related = ["elbowpain"]
menu = true
+++
Let it **rest** a day.

Then use it.

## Why?
Because it asked.
"""
DRILL = """+++
title = "Thumb circles"
says = "Small circles for a stiff thumb."
track = "hand and elbow"
stage = 2
gentle = true
minutes = 3
equipment = ["towel"]
dose = { sets = 2, reps = 8 }
sides = true
feel = ["fingers"]
mistake = "Rushing."
easier = ""
harder = "Hold a coin."
stop_if = "Stop if it stings."
not_after = ["broken thumb"]
source = "general"
+++
1. Sit down.
2. Draw a circle.
3. Draw it back.
"""
SIGN = """+++
asks = "A snap when it happened"
how_soon = "today"
+++
Have it seen today.
"""
NOTE = """+++
title = "A quiet week"
+++
Do less.
"""


def put(folder: Path, file: str, text: str | bytes) -> Path:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """An operator's folder with one of each, without a fault."""
    put(tmp_path, "cards/sorethumb.md", CARD)
    put(tmp_path, "drills/thumb-circles.md", DRILL)
    put(tmp_path, "signs/thumb-snap.md", SIGN)
    put(tmp_path, "notes/2026-W48.md", NOTE)
    put(tmp_path, "notes/reserve-9-quiet.md", NOTE)
    return tmp_path


def fault_of(*folders: Path) -> ContentError:
    with pytest.raises(ContentError) as caught:
        read_library(*folders)
    return caught.value


def test_the_shipped_content_is_sound() -> None:
    library = read_library()
    assert list(library.cards) == sorted(library.cards)
    assert "elbowpain" in library.cards
    assert not library.notes, "no dated note is shipped"
    assert len(library.reserve) >= 2


def test_a_card_is_read_with_its_depth_apart(shelf: Path) -> None:
    card = read_library(shelf).cards["sorethumb"]
    assert (card.title, card.says, card.layer, card.area) == (
        "Sore thumb",
        "A thumb that complains",
        "link",
        "hand",
    )
    assert card.aliases == ("thumb hurts", "Bad thumb")
    assert (card.signs, card.drills, card.related) == (("thumb-snap",), ("thumb-circles",), ("elbowpain",))
    assert card.is_in_menu
    assert card.body == "Let it **rest** a day.\n\nThen use it."
    assert card.why == "Because it asked."


def test_a_drill_is_read_with_its_dose_and_steps(shelf: Path) -> None:
    drill = read_library(shelf).drills["thumb-circles"]
    assert drill.dose == Dose(sets=2, reps=8, seconds=0, sides=True)
    assert drill.steps == ("Sit down.", "Draw a circle.", "Draw it back.")
    assert (drill.track, drill.stage, drill.is_gentle, drill.minutes) == ("hand and elbow", 2, True, 3)
    assert (drill.easier, drill.harder) == ("", "Hold a coin.")
    assert (drill.stop_if, drill.not_after) == ("Stop if it stings.", ("broken thumb",))


def test_signs_dated_notes_and_the_reserve_are_read(shelf: Path) -> None:
    library = read_library(shelf)
    assert library.signs["thumb-snap"].answer == "Have it seen today."
    assert library.signs["thumb-snap"].how_soon == "today"
    assert library.notes == {"2026-W48": Note("2026-W48", "A quiet week", "Do less.")}
    assert [note.slug for note in library.reserve] == sorted(note.slug for note in library.reserve)
    assert library.reserve[-1].slug == "reserve-9-quiet"


def test_what_is_read_cannot_be_changed(shelf: Path) -> None:
    library = read_library(shelf)
    with pytest.raises(dataclasses.FrozenInstanceError):
        library.cards["sorethumb"].title = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        library.cards["new"] = library.cards["sorethumb"]  # type: ignore[index]


def test_a_later_folder_replaces_a_file_of_an_earlier_one(
    shelf: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    over = put(
        tmp_path_factory.mktemp("over"), "cards/elbowpain.md", CARD.replace("Sore thumb", "My elbow card")
    )
    put(over, "cards/sorethumb.md", CARD.replace("aliases", "# aliases"))
    library = read_library(shelf, over)
    assert library.cards["sorethumb"].aliases == ()
    assert library.cards["elbowpain"].title == "My elbow card"
    assert "kneepain" in library.cards


def test_content_is_found_from_any_working_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    version = read_library().version
    monkeypatch.chdir(tmp_path)
    assert read_library().version == version


def test_the_version_follows_the_text_and_not_the_line_ends(shelf: Path) -> None:
    version = read_library(shelf).version
    put(shelf, "cards/sorethumb.md", CARD.replace("\n", "\r\n"))
    assert read_library(shelf).version == version
    put(shelf, "cards/sorethumb.md", CARD + "More.")
    assert read_library(shelf).version != version
    assert read_library(shelf).version == read_library(shelf).version


def test_a_byte_order_mark_and_foreign_line_ends_are_read(shelf: Path) -> None:
    plain = read_library(shelf).cards["sorethumb"]
    put(shelf, "cards/sorethumb.md", b"\xef\xbb\xbf" + CARD.replace("\n", "\r\n").encode())
    assert read_library(shelf).cards["sorethumb"] == plain


def test_an_error_is_one_line_of_file_line_what_and_mend(shelf: Path) -> None:
    put(shelf, "cards/sorethumb.md", CARD.replace('title = "Sore thumb"', "title = Sore thumb"))
    fault = fault_of(shelf)
    assert (fault.file, fault.line) == ("cards/sorethumb.md", 2)
    assert str(fault) == f"cards/sorethumb.md:2: {fault.what}; {fault.mend}"
    assert "title = Sore thumb" in fault.what


CARD_FAULTS = [
    ("unknown key, a near one is named", 'says = "A', 'sayz = "A', 3, "sayz", "says"),
    ("unknown key", "menu = true", "xyz = true", 11, "xyz", "known here: title, says"),
    ("missing key", 'title = "Sore thumb"\n', "", 1, "lacks title", "title ="),
    ("empty title", '"Sore thumb"', '" "', 2, "title is empty", "words"),
    ("wrong type", '"Sore thumb"', "7", 2, "one line of words", '"words"'),
    ("long says", "A thumb that complains", "so " * 34, 3, "over 100", "100"),
    ("unknown layer", '"link"', '"middle"', 4, "'middle'", "generator, link, connection, model"),
    ("unknown source", '"general"', '"hearsay"', 6, "'hearsay'", "article"),
    ("a word where a list stands", '["thumb-snap"]', '"thumb-snap"', 8, "list of words", "["),
    ("dead sign", '["thumb-snap"]', '["thumb-snp"]', 8, "no sign 'thumb-snp'", "thumb-snap"),
    ("dead drill", '["thumb-circles"]', '["no-such-thing-at-all"]', 9, "no drill", "take it out"),
    ("dead card", '["elbowpain"]', '["elbowpane"]', 10, "no card 'elbowpane'", "elbowpain"),
    ("menu in quotes", "menu = true", 'menu = "yes"', 11, "true or false", "true"),
    ("True with a capital", "menu = true", "menu = True", 11, "menu = True", "small letters"),
    ("curly quotes", '"Sore thumb"', "“Sore thumb”", 2, "cannot be understood", "straight"),
    ("key twice", 'area = "hand"', 'says = "again"', 5, "cannot be understood", "keep one"),
    ("open list", '["thumb hurts", "Bad thumb"]', '["thumb hurts"', 8, "cannot be understood", "["),
    ("no end of the header", "menu = true\n+++", "menu = true", 1, "no end", "+++"),
    ("no header", "+++\ntitle", "title", 1, "header is missing", "+++"),
    ("no words", "Let it **rest** a day.\n\nThen use it.\n", "", 14, "says nothing", "below the header"),
    (
        "alias of another card",
        '"Bad thumb"',
        '"ELBOW pain"',
        7,
        "leads to the card elbowpain",
        "one of the two",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "line", "what", "mend"), [pytest.param(*row[1:], id=row[0]) for row in CARD_FAULTS]
)
def test_a_fault_in_a_card_is_named_by_its_line(
    shelf: Path, old: str, new: str, line: int, what: str, mend: str
) -> None:
    assert old in CARD
    put(shelf, "cards/sorethumb.md", CARD.replace(old, new, 1))
    fault = fault_of(shelf)
    assert (fault.file, fault.line) == ("cards/sorethumb.md", line)
    assert what in fault.what
    assert mend in fault.mend


DRILL_FAULTS = [
    ("no stop line", 'stop_if = "Stop if it stings."\n', "", 1, "lacks stop_if"),
    ("gentle left out", "gentle = true\n", "", 1, "lacks gentle"),
    ("stage in quotes", "stage = 2", 'stage = "2"', 5, "whole number"),
    ("stage nought", "stage = 2", "stage = 0", 5, "whole number"),
    ("minutes yes", "minutes = 3", "minutes = true", 7, "whole number"),
    ("dose of both", "reps = 8", "reps = 8, seconds = 3", 9, "sets of reps or sets of seconds"),
    ("dose without sets", "sets = 2, ", "", 9, "sets of reps or sets of seconds"),
    ("dose of something else", "reps = 8", "rep = 8", 9, "may hold only"),
    ("dose in words", "{ sets = 2, reps = 8 }", '"2 x 8"', 9, "may hold only"),
    ("feel nothing", '["fingers"]', "[]", 11, "empty list"),
    ("easier leads nowhere", 'easier = ""', 'easier = "thumb-circle"', 13, "no drill 'thumb-circle'"),
    ("two steps", "3. Draw it back.\n", "", 19, "2 steps"),
    ("six steps", "3. Draw it back.", "3. a\n4. b\n5. c\n6. d", 19, "6 steps"),
    ("a line that is no step", "2. Draw a circle.", "Draw a circle.", 20, "not a numbered step"),
]


@pytest.mark.parametrize(
    ("old", "new", "line", "what"), [pytest.param(*row[1:], id=row[0]) for row in DRILL_FAULTS]
)
def test_a_fault_in_a_drill_is_named_by_its_line(
    shelf: Path, old: str, new: str, line: int, what: str
) -> None:
    assert old in DRILL
    put(shelf, "drills/thumb-circles.md", DRILL.replace(old, new, 1))
    faults = [one for one in read_all(shelf).faults if one.file == "drills/thumb-circles.md"]
    assert any(one.line == line and what in one.what for one in faults), faults


@pytest.mark.parametrize(
    ("file", "text", "what"),
    [
        ("cards/sore-thumb.md", CARD, "'sore-thumb' cannot be used"),
        ("cards/SoreThumb.md", CARD, "'SoreThumb' cannot be used"),
        (f"cards/{'a' * 33}.md", CARD, "cannot be used"),
        ("drills/thumb_circles.md", DRILL, "cannot be used"),
        ("signs/Thumb.md", SIGN, "cannot be used"),
        ("signs/empty.md", SIGN.replace("Have it seen today.", ""), "does not say what to do"),
        ("signs/late.md", SIGN.replace('"today"', '"tomorrow"'), "'tomorrow'"),
        ("notes/2026-W54.md", NOTE, "no such week"),
        ("notes/next.md", NOTE, "no such week"),
        ("notes/2026-W49.md", NOTE.replace("Do less.", ""), "empty"),
        ("phrases.deutsch-lang.toml", "", "no language"),
        ("phrases.en.toml", "", "no language"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused(shelf: Path, file: str, text: str, what: str) -> None:
    if "thumb" in file.lower():
        text = text.replace('aliases = ["thumb hurts", "Bad thumb"]', "")
    put(shelf, file, text)
    fault = fault_of(shelf)
    assert fault.file == file
    assert what in fault.what
    assert fault.mend


def test_bad_utf8_is_named_by_its_line(shelf: Path) -> None:
    put(shelf, "cards/sorethumb.md", CARD.encode().replace(b"Then use it", b"Then \xff it"))
    fault = fault_of(shelf)
    assert (fault.file, fault.line) == ("cards/sorethumb.md", 15)
    assert "UTF-8" in fault.mend


def test_a_folder_in_the_place_of_a_file_is_refused(shelf: Path) -> None:
    (shelf / "cards/folder.md").mkdir()
    assert fault_of(shelf).file == "cards/folder.md"


def test_a_missing_overlay_folder_is_refused_by_name(tmp_path: Path) -> None:
    fault = fault_of(tmp_path / "nowhere")
    assert "nowhere" in fault.file
    assert "make the folder" in fault.mend
    assert fault_of(put(tmp_path, "a-file", "") / "a-file").mend == fault.mend


def test_a_card_may_not_take_the_name_of_a_command(shelf: Path) -> None:
    read_library(shelf, reserved=frozenset({"thumb"}))
    with pytest.raises(ContentError, match="/sorethumb is a command"):
        read_library(shelf, reserved=frozenset({"sorethumb"}))


def test_all_faults_are_gathered_and_the_first_is_raised(shelf: Path) -> None:
    put(shelf, "cards/sorethumb.md", CARD.replace('"link"', '"x"').replace("menu = true", "menu = 1"))
    put(shelf, "signs/thumb-snap.md", SIGN.replace("asks", "aks"))
    put(shelf, "notes/2026-W48.md", NOTE.replace("Do less.", "").replace("title", "titel"))
    faults = [(one.file, one.line) for one in read_all(shelf).faults]
    assert faults[:2] == [("cards/sorethumb.md", 4), ("cards/sorethumb.md", 11)]
    assert faults[2:] == [("notes/2026-W48.md", 2), ("notes/2026-W48.md", 3), ("signs/thumb-snap.md", 2)]
    assert str(fault_of(shelf)) == str(read_all(shelf).faults[0])


# phrases


def phrases(folder: Path, text: str, locale: str = "") -> Library:
    return read_library(put(folder, f"phrases{locale}.toml", text))


def test_a_phrase_is_filled_in(tmp_path: Path) -> None:
    library = phrases(tmp_path, '[test.deep]\nhello = "Hello {name}, day {day_2}. {{so}}"\n')
    assert library.say("test.deep.hello", name="Ann", day_2=3) == "Hello Ann, day 3. {so}"


def test_a_count_chooses_between_one_and_other(tmp_path: Path) -> None:
    text = 'test_plain = "{count} drills"\n[test_days]\none = "one day"\nother = "{count} days"\n'
    library = phrases(tmp_path, text)
    assert library.say("test_days", count=1) == "one day"
    assert [library.say("test_days", count=count) for count in (0, 2)] == ["0 days", "2 days"]
    assert library.say("test_plain", count=1) == "1 drills"
    assert library.say("test_days.one") == "one day"


def test_a_value_is_never_a_template(tmp_path: Path) -> None:
    library = phrases(tmp_path, 'test = "Hello {name}"')
    assert library.say("test", name="{name.__class__} {0} {") == r"Hello {name.\_\_class\_\_} {0} {"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("*Bold* _it_ `code` ~~no~~", r"\*Bold\* \_it\_ \`code\` \~\~no\~\~"),
        ("[a](b) <script> \\", r"\[a\](b) \<script> \\"),
        ("#elbow a-b 7:00 1. yes! (x) > y | z & ü 🦶", "#elbow a-b 7:00 1. yes! (x) > y | z & ü 🦶"),
        ("America/New_York _a _ b_", r"America/New_York \_a \_ b\_"),
        (Markdown("**bold** {x}"), "**bold** {x}"),
        (7, "7"),
    ],
)
def test_words_are_escaped_only_where_markdown_would_act(tmp_path: Path, value: object, shown: str) -> None:
    assert phrases(tmp_path, 'test = "{value}"').say("test", value=value) == shown


def test_a_language_falls_back_to_its_kin_and_to_english(tmp_path: Path) -> None:
    put(tmp_path, "phrases.de.toml", 'test_a = "Hallo"\ntest_b = "Servus?"')
    put(tmp_path, "phrases.de-AT.toml", 'test_b = "Servus"')
    library = phrases(tmp_path, 'test_a = "Hello"\ntest_b = "Bye"\ntest_c = "So"')
    assert [library.say(f"test_{key}", "de-AT") for key in "abc"] == ["Hallo", "Servus", "So"]
    assert [library.say(f"test_{key}", "de_CH") for key in "abc"] == ["Hallo", "Servus?", "So"]
    assert [library.say("test_a", locale) for locale in ("en", "en-GB", "fr", "", "??")] == ["Hello"] * 5


def test_an_unknown_key_and_a_missing_field_name_the_key(tmp_path: Path) -> None:
    library = phrases(tmp_path, 'test = "Hello {name}"\n[test_n]\none = "1"\nother = "n"')
    with pytest.raises(KeyError, match=r"no\.such\.key"):
        library.say("no.such.key")
    with pytest.raises(KeyError, match=r"test: .*name"):
        library.say("test", nam="x")
    with pytest.raises(KeyError, match="test_n"):
        library.say("test_n")


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('[test]\na = "x"\nb = "{name.first}"', 3, "{name.first} is not a plain name"),
        ('[test]\n\nb = "{a[0]}"', 3, "not a plain name"),
        ('test = "{}"', 1, "not a plain name"),
        ('test = "{0}"', 1, "not a plain name"),
        ('test = "{count:>9}"', 1, "{count:>9}"),
        ('test = "{name!r}"', 1, "{name!r}"),
        ('test = "{name"', 1, "brace"),
        ('a = "x"\ntest = "}"', 2, "brace"),
        ("test = 7", 1, "has to be words"),
        ('test = ["x"]', 1, "has to be words"),
        ('a = """\nb = \n"""\nb = "{"', 4, "brace"),
        ('a = """\ntest = \n"""\n[t]\nwell."b" = "{"', 5, "t.well.b"),
        ('a = "x"\nb = “x”\n', 2, "cannot be understood"),
        ('a = "x"\n\nb = """x', 3, "cannot be understood"),
    ],
)  # fmt: skip
def test_a_fault_in_a_phrase_is_named_by_its_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    fault = fault_of(put(tmp_path, "phrases.toml", text))
    assert (fault.file, fault.line) == ("phrases.toml", line)
    assert what in fault.what


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another shipped folder than ours, with phrases only."""
    folder = tmp_path_factory.mktemp("shipped")
    put(folder, "phrases.toml", 'hello = "Hello {name}"\n[days]\none = "a day"\nother = "some of {all}"')
    monkeypatch.setattr("content.library.SHIPPED", folder)
    return folder


def test_an_operators_phrase_replaces_one_key(shipped: Path, tmp_path: Path) -> None:
    library = phrases(tmp_path, 'hello = "Ahoy {name}"\ndays.one = "day {count} of {all}"')
    assert library.say("hello", name="Ann") == "Ahoy Ann"
    assert library.say("days", count=1, all=5) == "day 1 of 5"
    assert library.say("days", count=2, all=5) == "some of 5"


def test_an_operators_phrase_without_a_field_takes_it_from_no_other_language(
    shipped: Path, tmp_path: Path
) -> None:
    put(tmp_path, "phrases.de.toml", 'hello = "Hallo {name}"')
    library = phrases(tmp_path, 'hello = "Ahoy"')
    assert library.say("hello", "de", name="Ann") == "Hallo Ann"


def test_a_shipped_language_may_only_use_the_fields_of_english(shipped: Path) -> None:
    put(shipped, "phrases.de.toml", 'hello = "{x}"')
    assert "nothing is known for the field" in fault_of().what


@pytest.mark.parametrize("text", ['hello = "Ahoy {nmae}"', 'days = "{total}"', 'days.one = "{total}"'])
@pytest.mark.parametrize("locale", ["", ".de"])
def test_a_replaced_phrase_may_only_use_the_fields_it_is_given(
    shipped: Path, tmp_path: Path, text: str, locale: str
) -> None:
    fault = fault_of(put(tmp_path, f"phrases{locale}.toml", text))
    assert "nothing is known for the field" in fault.what
    assert "{" in fault.mend


# how it loads


def test_the_core_of_the_content_loads_fast_and_light() -> None:
    heavy = ["markdown_it", "telegram", "discord", "apscheduler", "filelock", "difflib", "asyncio"]
    code = f"import sys, content.library, content.store; print([m for m in {heavy} if m in sys.modules])"
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unreadable_file_is_refused(shelf: Path) -> None:
    if os.geteuid() == 0:
        shutil.rmtree(shelf / "signs")
        (shelf / "signs").mkdir()
        (shelf / "signs/thumb-snap.md").symlink_to(shelf / "gone.md")
    else:
        (shelf / "signs/thumb-snap.md").chmod(0)
    fault = fault_of(shelf)
    assert fault.file == "signs/thumb-snap.md"
    assert "cannot be read" in fault.what
