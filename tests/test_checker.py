"""The checker: each rule with a planted fault, and nothing found where nothing is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.checker import Finding, check
from content.library import ContentError
from content.runs import DRAWN, RUN, article_runs, hashes, shared_runs, words_of

CARD = """+++
title = "Sore thumb"
says = "A thumb that complains"
layer = "link"
source = "general"
aliases = ["thumb hurts"]
signs = ["thumb-snap"]
area = "hand"
+++
Let it rest a day.

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
dose = { sets = 2, reps = 8 }
feel = ["fingers"]
mistake = "Rushing."
stop_if = "Stop if it stings."
source = "general"
+++
1. Sit down.
2. Draw a circle.
3. Draw it back.
"""
SIGN = '+++\nasks = "A snap when it happened"\nhow_soon = "today"\n+++\nHave it seen today.\n'


def put(folder: Path, file: str, text: str) -> Path:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return folder


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    put(tmp_path, "cards/sorethumb.md", CARD)
    put(tmp_path, "drills/thumb-circles.md", DRILL)
    return put(tmp_path, "signs/thumb-snap.md", SIGN)


def only(*found: Finding) -> Finding:
    assert len(found) == 1, [str(one) for one in found]
    return found[0]


def test_the_shipped_content_has_no_findings() -> None:
    assert [str(one) for one in check()] == []


def test_sound_content_has_no_findings(shelf: Path) -> None:
    put(shelf, "phrases.toml", "# nothing changed\n")
    put(shelf, "README.md", "for people")
    assert check(shelf) == ()


def test_a_finding_is_one_line_of_file_line_level_what_and_mend(shelf: Path) -> None:
    put(shelf, "cards/sorethumb.md", CARD.replace('"link"', '"middle"'))
    finding = only(*check(shelf))
    assert str(finding) == f"cards/sorethumb.md:4: error: {finding.what}; {finding.mend}"


def test_every_fault_of_the_library_is_found_not_only_the_first(shelf: Path) -> None:
    put(shelf, "cards/sorethumb.md", CARD.replace('"link"', '"x"').replace("thumb-snap", "gone"))
    put(shelf, "signs/thumb-snap.md", SIGN.replace("+++\n", "", 1))
    put(shelf, "phrases.toml", 'test = "{}"\n')
    found = [(one.file, one.line) for one in check(shelf) if one.level == "error"]
    assert found == [
        ("cards/sorethumb.md", 4),
        ("cards/sorethumb.md", 7),
        ("phrases.toml", 1),
        ("signs/thumb-snap.md", 1),
    ]


def test_a_missing_folder_is_no_finding_but_an_error(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="cannot be read"):
        check(tmp_path / "nowhere")


def test_a_card_of_120_words_is_too_long_and_its_depth_is_not_counted(shelf: Path) -> None:
    put(shelf, "cards/sorethumb.md", CARD.replace("Let it rest a day.", "- **so**\n" * 119))
    put(shelf, "cards/other.md", CARD.replace("thumb hurts", "x").replace("it asked.", "so " * 200))
    assert check(shelf) == ()
    put(shelf, "cards/sorethumb.md", CARD.replace("Let it rest a day.", "so " * 120))
    finding = only(*check(shelf))
    assert (finding.file, finding.line, finding.level) == ("cards/sorethumb.md", 10, "error")
    assert "120 words" in finding.what


def test_says_of_more_than_100_characters_is_found(shelf: Path) -> None:
    put(shelf, "cards/sorethumb.md", CARD.replace("A thumb that complains", "x" * 101))
    assert (only(*check(shelf)).line, only(*check(shelf)).level) == (3, "error")
    put(shelf, "cards/sorethumb.md", CARD.replace("A thumb that complains", "x" * 100))
    assert check(shelf) == ()


@pytest.mark.parametrize("gone", ['stop_if = "Stop if it stings."\n', '"Stop if it stings."'])
def test_a_drill_without_its_stop_line_is_found(shelf: Path, gone: str) -> None:
    put(shelf, "drills/thumb-circles.md", DRILL.replace(gone, '""' if gone.startswith('"') else ""))
    finding = only(*check(shelf))
    assert finding.level == "error"
    assert "stop_if" in finding.what


@pytest.mark.parametrize(
    ("old", "new", "file"),
    [
        ("Sore thumb", "Painful thumb", "sorethumb"),
        ("thumb hurts", "thumb STRAIN", "sorethumb"),
        ("Sore thumb", "After a fracture", "sorethumb"),
        ("Sore thumb", "Thumb", "thumbpain"),
    ],
)
def test_a_pain_card_without_signs_is_found(shelf: Path, old: str, new: str, file: str) -> None:
    (shelf / "cards/sorethumb.md").unlink()
    put(shelf, f"cards/{file}.md", CARD.replace(old, new))
    assert check(shelf) == ()
    put(shelf, f"cards/{file}.md", CARD.replace(old, new).replace('signs = ["thumb-snap"]\n', ""))
    finding = only(*check(shelf))
    assert (finding.file, finding.line, finding.level) == (f"cards/{file}.md", 2, "error")
    put(shelf, f"cards/{file}.md", CARD.replace(old, new).replace('["thumb-snap"]', "[]"))
    assert only(*check(shelf)).line == 7


def test_two_cards_with_one_alias_are_found(shelf: Path) -> None:
    put(shelf, "cards/another.md", CARD.replace("thumb hurts", "Thumb-hurts"))
    finding = only(*check(shelf))
    assert (finding.line, finding.level) == (6, "error")
    assert "another" in finding.what


def test_a_dead_link_is_found(shelf: Path) -> None:
    put(shelf, "drills/thumb-circles.md", DRILL.replace("mistake", 'harder = "thumb-square"\nmistake'))
    finding = only(*check(shelf))
    assert (finding.file, finding.line) == ("drills/thumb-circles.md", 10)
    assert "thumb-square" in finding.what


def test_a_card_named_like_a_command_is_an_error_and_an_alias_a_warning(shelf: Path) -> None:
    assert only(*check(shelf, reserved=frozenset({"sorethumb"}))).level == "error"
    finding = only(*check(shelf, reserved=frozenset({"thumbhurts"})))
    assert (finding.line, finding.level) == (6, "warning")


def test_a_phrase_that_nothing_says_is_a_warning(
    shelf: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = put(
        tmp_path_factory.mktemp("shipped"), "phrases.toml", '[a]\nb = "x"\n[n]\none = "1"\nother = "2"\n'
    )
    monkeypatch.setattr("content.library.SHIPPED", shipped)
    put(shelf, "phrases.toml", 'a.b = "y"\nn.one = "one"\n[a.c]\nd = "z"\n')
    put(shelf, "phrases.de.toml", 'n = { one = "eins", other = "mehr" }\nquer = "x"\n')
    found = [(one.file, one.line, one.level) for one in check(shelf)]
    assert found == [("phrases.de.toml", 2, "warning"), ("phrases.toml", 4, "warning")]


def test_a_file_that_nobody_reads_is_a_warning(shelf: Path) -> None:
    put(shelf, "cards/kneepain.txt", CARD)
    put(shelf, "card/kneepain.md", CARD)
    put(shelf, "cards/.hidden", "")
    found = {(one.file, one.level) for one in check(shelf)}
    assert found == {("cards/kneepain.txt", "warning"), ("card", "warning")}


# the article


SENTENCE = ["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "dog", "near", "don't", "river"]


@pytest.fixture
def article(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another article than the real one, whose words no test may hold."""
    drawn = frozenset(hashes([word for word, _ in words_of(" ".join(SENTENCE))]))
    monkeypatch.setattr("content.runs.article_runs", lambda: drawn)


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize(
    "text",
    [
        "x\n\nAnd THE quick, brown **fox**\njumps over the lazy dog.",
        "x\n\n1. Quick brown\n2. fox jumps over the lazy\n3. dog",
        "x\n\nquick brown - fox jumps over the lazy dog",
        "x\n\nfox jumps over the lazy dog near don’t",
    ],
)  # fmt: skip
def test_eight_words_of_the_article_in_a_row_are_found(shelf: Path, text: str) -> None:
    put(shelf, "cards/sorethumb.md", CARD.replace("Let it rest a day.", text))
    finding = only(*check(shelf))
    assert (finding.file, finding.line, finding.level) == ("cards/sorethumb.md", 12, "error")


@pytest.mark.usefixtures("article")
def test_seven_words_of_the_article_are_nobodys(shelf: Path) -> None:
    put(shelf, "cards/sorethumb.md", CARD.replace("Let it rest", " ".join(SENTENCE[:7]) + " x"))
    contracted = CARD.replace("Let it", " ".join(SENTENCE[5:])).replace("thumb hurts", "x")
    put(shelf, "cards/other.md", contracted)
    assert "don't" in contracted
    assert check(shelf) == ()


@pytest.mark.usefixtures("article")
def test_headers_depth_and_phrases_are_compared_with_the_article_too(shelf: Path) -> None:
    borrowed = " ".join(SENTENCE)
    put(shelf, "cards/sorethumb.md", CARD.replace("A thumb that complains", borrowed))
    put(shelf, "cards/deep.md", CARD.replace("thumb hurts", "x").replace("it asked", borrowed))
    put(shelf, "phrases.de.toml", f'about = "{borrowed}"\n')
    put(shelf, "notes/reserve-9.md", f'+++\ntitle = "x"\n+++\n{borrowed}\n')
    found = [(one.file, one.line) for one in check(shelf) if one.level == "error"]
    assert found == [
        ("cards/deep.md", 13),
        ("cards/sorethumb.md", 3),
        ("notes/reserve-9.md", 4),
        ("phrases.de.toml", 1),
    ]


@pytest.mark.usefixtures("article")
def test_one_borrowed_stretch_is_one_finding_and_two_are_two() -> None:
    assert len(list(shared_runs(" ".join(SENTENCE)))) == 1
    twice = " ".join(SENTENCE) + "\nand then\n" + " ".join(SENTENCE)
    assert [line for line, _ in shared_runs(twice)] == [1, 3]


def test_the_article_is_kept_as_hashes_only() -> None:
    lines = DRAWN.read_text("ascii").splitlines()
    assert len(lines) > 3000
    assert all(len(line) == 8 and int(line, 16) >= 0 for line in lines)
    assert article_runs() == frozenset(lines)
    assert RUN == 8
