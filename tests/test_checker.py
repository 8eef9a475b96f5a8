"""The checker: each rule with a planted fault, and nothing found where nothing is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from content.checker import check
from content.library import ContentError
from content.reading_level import grade
from content.runs import DRAWN, RUN, article_runs, hashes, shared_runs, words_of
from tests.shelf import (
    CARD,
    CHALLENGE,
    DRILL,
    FIGURE,
    LEADING,
    LEXICON,
    OTHER,
    SERIES,
    SIGN,
    WORD,
    only,
    put,
    put_drill,
)


@pytest.fixture
def shelf(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small content folder over an empty one, in which nothing is wrong."""
    nothing = tmp_path_factory.mktemp("shipped")
    monkeypatch.setattr("content.library.SHIPPED", nothing)
    monkeypatch.setattr("content.checker.SHIPPED", nothing)
    put(tmp_path, "cards/sorethumb.md", CARD)
    put(tmp_path, "cards/thumbs.md", LEADING)
    put_drill(tmp_path, "thumb-circles", DRILL)
    put(tmp_path, "lexicon.toml", LEXICON)
    return put(tmp_path, "signs/thumb-snap.md", SIGN)


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
    put(shelf, "cards/other.md", OTHER.replace("it asked.", "so " * 200))
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
    put_drill(shelf, "thumb-circles", DRILL.replace(gone, '""' if gone.startswith('"') else ""))
    finding = only(*check(shelf))
    assert finding.level == "error"
    assert "stop_if" in finding.what


CALM = CARD.replace("Sore thumb", "Thumb").replace("thumb hurts", "thumb")


@pytest.mark.parametrize(
    ("old", "new", "file"),
    [
        ('"Thumb"', '"Painful thumb"', "calm"),
        ('"thumb"', '"thumb STRAIN"', "calm"),
        ('"Thumb"', '"After a fracture"', "calm"),
        ('"thumb"', '"thumb aches"', "calm"),
        ('"thumb"', '"thumbache"', "calm"),
        ('"thumb"', '"hurts at night"', "calm"),
        ('"thumb"', '"sore"', "calm"),
        ('"thumb"', '"old injury"', "calm"),
        ('"thumb"', '"broken finger"', "calm"),
        ('"thumb"', '"sprained"', "calm"),
        ("", "", "thumbpain"),
    ],
)
def test_a_pain_card_without_signs_is_found(shelf: Path, old: str, new: str, file: str) -> None:
    (shelf / "cards/sorethumb.md").unlink()
    put(shelf, f"cards/{file}.md", CALM.replace(old, new))
    assert check(shelf) == ()
    put(shelf, f"cards/{file}.md", CALM.replace(old, new).replace('signs = ["thumb-snap"]\n', ""))
    finding = only(*check(shelf))
    assert (finding.file, finding.line, finding.level) == (f"cards/{file}.md", 2, "error")
    assert "signs =" in finding.mend
    put(shelf, f"cards/{file}.md", CALM.replace(old, new).replace('["thumb-snap"]', "[]"))
    assert only(*check(shelf)).line == 7


@pytest.mark.parametrize(
    "name", ["teaches", "coaching", "reached", "restrain it", "paint", "no pain no gain"]
)
def test_a_word_that_only_looks_like_pain_needs_no_signs(shelf: Path, name: str) -> None:
    without = CALM.replace('signs = ["thumb-snap"]\n', "").replace('"thumb"', f'"{name}"')
    put(shelf, "cards/calm.md", without)
    assert check(shelf) == ()


def test_more_than_three_signs_are_a_warning(shelf: Path) -> None:
    for number in range(4):
        put(shelf, f"signs/sign-{number}.md", SIGN)
    four = '"sign-0", "sign-1", "sign-2", "sign-3"'
    put(shelf, "cards/sorethumb.md", CARD.replace('"thumb-snap"', four))
    finding = only(*check(shelf))
    assert (finding.file, finding.line, finding.level) == ("cards/sorethumb.md", 7, "warning")
    assert "most urgent" in finding.mend
    put(shelf, "cards/sorethumb.md", CARD.replace('"thumb-snap"', four.replace(', "sign-3"', "")))
    assert check(shelf) == ()


def test_a_card_that_leads_to_a_drill_says_when_to_stop(shelf: Path) -> None:
    put(shelf, "cards/thumbs.md", LEADING.replace("Stop if it stings.", "Nonstop."))
    finding = only(*check(shelf))
    assert (finding.file, finding.line, finding.level) == ("cards/thumbs.md", 9, "error")
    assert "**Stop** if" in finding.mend


def test_two_cards_with_one_alias_are_found(shelf: Path) -> None:
    put(shelf, "cards/another.md", OTHER.replace("other hurts", "Thumb-hurts"))
    finding = only(*check(shelf))
    assert (finding.line, finding.level) == (6, "error")
    assert "another" in finding.what


@pytest.fixture
def full_shelf(shelf: Path) -> Path:
    put(shelf, "words/opposition.md", WORD)
    put(shelf, "series/thumbs-first.md", SERIES)
    return put(shelf, "challenges/thumb-week.md", CHALLENGE)


def test_a_full_shelf_has_no_findings(full_shelf: Path) -> None:
    assert check(full_shelf) == ()


@pytest.mark.parametrize(
    ("file", "text", "old", "line"),
    [
        ("cards/sorethumb.md", CARD, '["thumb-snap"]', 7),
        ("cards/thumbs.md", LEADING, '["thumb-circles"]', 7),
        ("cards/thumbs.md", LEADING.replace("drills =", "related ="), '["thumb-circles"]', 7),
        ("drills/thumb-circles.md", DRILL.replace("mistake", 'harder = "x-y"\nmistake'), '"x-y"', 10),
        ("drills/thumb-circles.md", DRILL.replace("mistake", 'easier = "x-y"\nmistake'), '"x-y"', 10),
        ("words/opposition.md", WORD, '["sorethumb"]', 4),
        ("series/thumbs-first.md", SERIES, '"thumbs"', 4),
        ("challenges/thumb-week.md", CHALLENGE, '["thumb-circles"]', 6),
    ],
)
def test_a_dead_link_is_found(full_shelf: Path, file: str, text: str, old: str, line: int) -> None:
    gone = '["gone-away"]' if old.startswith("[") else '"gone-away"'
    put(full_shelf, file, text.replace(old, gone))
    found = [one for one in check(full_shelf) if one.file == file]
    assert {(one.line, one.level) for one in found} == {(line, "error")}
    assert "gone-away" in found[0].what


@pytest.mark.parametrize(
    ("file", "text", "old", "most", "line"),
    [
        ("words/opposition.md", WORD, "The thumb meets a finger.", 60, 7),
        ("series/thumbs-first.md", SERIES, "Begin here.", 80, 6),
        ("challenges/thumb-week.md", CHALLENGE, "Circle along.", 120, 9),
    ],
)
def test_what_is_longer_than_its_kind_allows_is_found(
    full_shelf: Path, file: str, text: str, old: str, most: int, line: int
) -> None:
    put(full_shelf, file, text.replace(old, "so. " * most))
    assert check(full_shelf) == ()
    put(full_shelf, file, text.replace(old, "so. " * (most + 1)))
    finding = only(*check(full_shelf))
    assert (finding.file, finding.line, finding.level) == (file, line, "error")
    assert f"{most + 1} words, over {most}" in finding.what
    assert finding.mend


@pytest.mark.parametrize(("days", "is_found"), [(2, True), (3, False), (60, False), (61, True)])
def test_a_challenge_lasts_three_to_sixty_days(full_shelf: Path, days: int, is_found: bool) -> None:
    put(full_shelf, "challenges/thumb-week.md", CHALLENGE.replace("days = 7", f"days = {days}"))
    found = [(one.file, one.line, one.level, one.mend) for one in check(full_shelf)]
    assert found == ([("challenges/thumb-week.md", 4, "error", "write 3 to 60")] if is_found else [])


def test_a_challenge_week_has_one_to_seven_days(full_shelf: Path) -> None:
    put(full_shelf, "challenges/thumb-week.md", CHALLENGE.replace("days_a_week = 5", "days_a_week = 8"))
    assert (only(*check(full_shelf)).line, only(*check(full_shelf)).level) == (5, "error")


SECOND = (
    DRILL.replace("Thumb circles", "Thumb squares").replace("stage = 1", "stage = 2").replace("true", "false")
)
BOTH = LEADING.replace('["thumb-circles"]', '["thumb-circles", "thumb-squares"]')


@pytest.fixture
def track(full_shelf: Path) -> Path:
    """Two stages, of which the second is for later."""
    put(full_shelf, "cards/thumbs.md", BOTH)
    return put_drill(full_shelf, "thumb-squares", SECOND)


@pytest.mark.parametrize("reason", ["gentle = true", 'not_after = ["hand fracture"]'])
def test_a_challenge_takes_only_gentle_drills_without_history(track: Path, reason: str) -> None:
    put(track, "challenges/thumb-week.md", CHALLENGE.replace("thumb-circles", "thumb-squares"))
    gentle = SECOND.replace("gentle = false", "gentle = true")
    put_drill(track, "thumb-squares", gentle)
    assert check(track) == ()
    bad = SECOND if reason.startswith("gentle") else gentle.replace("source", f"{reason}\nsource")
    put_drill(track, "thumb-squares", bad)
    finding = only(*check(track))
    assert (finding.file, finding.line, finding.level) == ("challenges/thumb-week.md", 6, "error")
    assert "without not_after" in finding.mend


# tracks


def test_a_stage_that_no_way_leads_to_is_found(track: Path) -> None:
    put_drill(track, "thumb-squares", SECOND.replace("stage = 2", "stage = 3"))
    finding = only(*check(track))
    assert (finding.file, finding.line, finding.level) == ("drills/thumb-squares.md", 5, "error")
    assert "make it stage 2" in finding.mend


def test_a_track_begins_at_stage_one(shelf: Path) -> None:
    put_drill(shelf, "thumb-circles", DRILL.replace("stage = 1", "stage = 2"))
    finding = only(*check(shelf))
    assert (finding.file, finding.line, finding.level) == ("drills/thumb-circles.md", 5, "error")
    assert "make it stage 1" in finding.mend


def test_two_drills_of_one_stage_are_found(track: Path) -> None:
    put_drill(track, "thumb-squares", SECOND.replace("stage = 2", "stage = 1"))
    finding = only(*check(track))
    assert (finding.file, finding.line, finding.level) == ("drills/thumb-squares.md", 5, "error")
    assert "own stage" in finding.mend


def test_a_track_begins_with_a_gentle_drill(track: Path) -> None:
    foot = DRILL.replace("Thumb circles", "Toe circles").replace('"hand and elbow"', '"foot"')
    put_drill(track, "toe-circles", foot)
    put(track, "cards/thumbs.md", BOTH.replace('"thumb-circles", ', '"thumb-circles", "toe-circles", '))
    assert check(track) == ()
    put_drill(track, "toe-circles", foot.replace("gentle = true", "gentle = false"))
    finding = only(*check(track))
    assert (finding.file, finding.line, finding.level) == ("drills/toe-circles.md", 6, "error")
    assert "newcomers" in finding.mend


def test_easier_leads_down_and_harder_up(track: Path) -> None:
    circles = DRILL.replace("mistake", 'harder = "thumb-squares"\nmistake')
    put_drill(track, "thumb-circles", circles)
    put_drill(track, "thumb-squares", SECOND.replace("mistake", 'easier = "thumb-circles"\nmistake'))
    assert check(track) == ()
    put_drill(track, "thumb-circles", circles.replace("harder", "easier"))
    put_drill(track, "thumb-squares", SECOND.replace("mistake", 'harder = "thumb-circles"\nmistake'))
    found = [(one.file, one.line, one.level, one.mend) for one in check(track)]
    assert found == [
        ("drills/thumb-circles.md", 10, "error", "name a drill of a lower stage"),
        ("drills/thumb-squares.md", 10, "error", "name a drill of a higher stage"),
    ]


def test_no_drill_is_easier_than_itself(shelf: Path) -> None:
    put_drill(shelf, "thumb-circles", DRILL.replace("mistake", 'easier = "thumb-circles"\nmistake'))
    assert (only(*check(shelf)).line, only(*check(shelf)).level) == (10, "error")


def test_a_torn_drill_makes_no_gap_in_its_track(track: Path) -> None:
    put_drill(track, "thumb-circles", DRILL.replace("minutes = 3", 'minutes = "x"'))
    assert [(one.file, one.line) for one in check(track)] == [("drills/thumb-circles.md", 7)]


def test_no_demanding_drill_is_easier_than_a_gentle_one(track: Path) -> None:
    three = SECOND.replace("squares", "threes").replace("stage = 2", "stage = 3").replace("false", "true")
    put_drill(track, "thumb-threes", three.replace("mistake", 'easier = "thumb-squares"\nmistake'))
    put(track, "cards/thumbs.md", BOTH.replace('"thumb-squares"', '"thumb-squares", "thumb-threes"'))
    finding = only(*check(track))
    assert (finding.file, finding.line, finding.level) == ("drills/thumb-threes.md", 10, "error")


# links


def test_a_torn_card_leaves_its_drills_listed(shelf: Path) -> None:
    put(shelf, "cards/thumbs.md", LEADING.replace('"link"', '"x"'))
    assert [(one.file, one.line) for one in check(shelf)] == [("cards/thumbs.md", 4)]


def test_a_drill_that_no_card_lists_is_a_warning(shelf: Path) -> None:
    put(shelf, "cards/thumbs.md", LEADING.replace('drills = ["thumb-circles"]\n', ""))
    finding = only(*check(shelf))
    assert (finding.file, finding.line, finding.level) == ("drills/thumb-circles.md", 1, "warning")
    assert 'drills = ["thumb-circles"]' in finding.mend


def test_a_card_related_to_itself_is_a_warning(shelf: Path) -> None:
    put(shelf, "cards/thumbs.md", LEADING.replace("drills", 'related = ["thumbs"]\ndrills'))
    finding = only(*check(shelf))
    assert (finding.file, finding.line, finding.level) == ("cards/thumbs.md", 7, "warning")
    assert "'thumbs'" in finding.mend


@pytest.mark.parametrize(
    ("file", "text", "slug", "line"),
    [
        ("cards/thumbs.md", LEADING, "thumb-circles", 7),
        ("words/opposition.md", WORD, "sorethumb", 4),
        ("series/thumbs-first.md", SERIES, "thumbs", 4),
        ("challenges/thumb-week.md", CHALLENGE, "thumb-circles", 6),
    ],
)
def test_a_link_that_stands_twice_is_a_warning(
    full_shelf: Path, file: str, text: str, slug: str, line: int
) -> None:
    put(full_shelf, file, text.replace(f'"{slug}"', f'"{slug}", "{slug}"'))
    finding = only(*check(full_shelf))
    assert (finding.file, finding.line, finding.level) == (file, line, "warning")
    assert finding.mend == "take one out"


# figures


def test_a_drill_without_a_figure_is_found(shelf: Path) -> None:
    (shelf / "drills/thumb-circles.toml").unlink()
    finding = only(*check(shelf))
    assert (finding.file, finding.line, finding.level) == ("drills/thumb-circles.md", 1, "error")
    assert "drills/thumb-circles.toml" in finding.mend


@pytest.mark.parametrize("file", ["drills/thumb-circles.toml", "cards/thumbs.toml"])
@pytest.mark.parametrize(
    ("length", "mend"),
    [(79, "what moves"), (80, ""), (1024, ""), (1025, "shorten it")],
)
def test_alt_text_is_neither_thin_nor_longer_than_discord_holds(
    shelf: Path, file: str, length: int, mend: str
) -> None:
    put(shelf, file, re.sub('alt = ".*"', f'alt = "{"x" * length}"', FIGURE))
    found = check(shelf)
    assert [(one.file, one.line, one.level) for one in found] == ([(file, 2, "error")] if mend else [])
    assert all(mend in one.mend for one in found)


def test_a_pose_that_no_body_can_take_is_found_by_its_stage(shelf: Path) -> None:
    legs = 'says = "bend"\nview = "side"\nlegs = { hip = 20, knee = 170 }\n'
    put(shelf, "drills/thumb-circles.toml", f"{FIGURE}\n[[stages]]\npelvis = [0, 0.6]\n{legs}")
    found = [one for one in check(shelf) if "knee" in one.what]
    assert {(one.file, one.line, one.level) for one in found} == {("drills/thumb-circles.toml", 7, "error")}
    assert all(one.what.startswith("stage 2: ") for one in found)


# names


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("cards/zz.md", OTHER.replace("Other thumb", "sore  THUMB")),
        ("cards/zz.md", OTHER.replace("Other thumb", "Thumb hurts?")),
        ("drills/zz.md", SECOND.replace("Thumb squares", "Thumb circles")),
        ("words/zz.md", WORD.replace("thumb to finger", "x")),
        ("series/zz.md", SERIES),
        ("challenges/zz.md", CHALLENGE),
    ],
)
def test_two_titles_that_read_alike_are_found(full_shelf: Path, file: str, text: str) -> None:
    put_drill(full_shelf, "zz", text) if file.startswith("drills/") else put(full_shelf, file, text)
    found = [one for one in check(full_shelf) if one.level == "error"]
    assert [(one.file, one.line, one.mend) for one in found] == [(file, 2, "change one of the two")]


def test_two_words_of_one_alias_are_found(full_shelf: Path) -> None:
    put(full_shelf, "words/zz.md", WORD.replace("Opposition", "Zz").replace("thumb to", "Thumb-to"))
    finding = only(*check(full_shelf))
    assert (finding.file, finding.line, finding.level) == ("words/zz.md", 3, "error")
    assert "opposition" in finding.what
    assert finding.mend == "change one of the two"


def test_slugs_that_differ_by_a_hyphen_only_are_found(full_shelf: Path) -> None:
    put(full_shelf, "series/thumbsfirst.md", SERIES.replace("All about", "More about"))
    finding = only(*check(full_shelf))
    assert (finding.file, finding.line, finding.level) == ("series/thumbsfirst.md", 1, "error")


def test_a_word_named_like_a_card_leads_to_it(full_shelf: Path) -> None:
    put(full_shelf, "words/opposition.md", WORD.replace("thumb to finger", "Thumbs"))
    finding = only(*check(full_shelf))
    assert (finding.file, finding.line, finding.level) == ("words/opposition.md", 4, "warning")
    assert 'related = ["thumbs"]' in finding.mend
    both = WORD.replace("thumb to finger", "Thumbs").replace('["sorethumb"]', '["sorethumb", "thumbs"]')
    put(full_shelf, "words/opposition.md", both)
    assert check(full_shelf) == ()
    (full_shelf / "words/opposition.md").rename(full_shelf / "words/thumbs.md")
    assert check(full_shelf) == ()
    put(full_shelf, "words/thumbs.md", WORD)
    assert (only(*check(full_shelf)).file, only(*check(full_shelf)).line) == ("words/thumbs.md", 4)


# reading level


HARD = (
    "Proprioceptive recalibration of intermetatarsal articulations necessitates progressive, "
    "individualised mobilisation, particularly following prolonged immobilisation or inadequately "
    "rehabilitated ligamentous insufficiency, notwithstanding considerable interindividual variability "
    "concerning physiological adaptability, neuromuscular responsiveness, environmental circumstances, "
    "occupational requirements, motivational characteristics and accompanying musculoskeletal limitations."
)
EASY = "Put the foot down. " * 10


@pytest.mark.parametrize(
    ("file", "text", "old", "line"),
    [
        ("cards/sorethumb.md", CARD, "Let it rest a day.", 10),
        ("drills/thumb-circles.md", DRILL, "Draw a circle.", 14),
        ("words/opposition.md", WORD, "The thumb meets a finger.", 7),
        ("series/thumbs-first.md", SERIES, "Begin here.", 6),
        ("challenges/thumb-week.md", CHALLENGE, "Circle along.", 9),
        ("notes/reserve-x.md", '+++\ntitle = "x"\n+++\nHello.\n', "Hello.", 4),
    ],
)
def test_words_for_scholars_are_a_warning(
    full_shelf: Path, file: str, text: str, old: str, line: int
) -> None:
    put(full_shelf, file, text.replace(old, EASY))
    assert check(full_shelf) == ()
    put(full_shelf, file, text.replace(old, HARD))
    finding = only(*check(full_shelf))
    assert (finding.file, finding.line, finding.level) == (file, line, "warning")
    assert finding.mend == "write shorter sentences and shorter words"


def test_the_grade_is_that_of_coleman_and_liau() -> None:
    text = "The cat sat down on a mat. " * 5  # 35 words, 95 letters, 5 sentences
    assert grade(text) == pytest.approx(0.0588 * 95 / 0.35 - 0.296 * 5 / 0.35 - 15.8)


def test_an_entry_of_a_list_ends_a_sentence_and_a_line_break_does_not() -> None:
    sentences = "\n\n".join(["Put the whole foot flat down."] * 6)
    assert grade("\n".join(["- Put the whole foot flat down"] * 6)) == grade(sentences)
    assert grade("\n".join(["Put the whole foot flat down"] * 6)) > grade(sentences)
    assert grade("# " + "\n# ".join(["Put the **whole** foot flat down"] * 6)) == grade(sentences)


def test_an_address_is_not_read_aloud() -> None:
    assert grade(EASY.replace("foot", "[foot](https://example.org/proprioception)")) == grade(EASY)
    assert grade("Too few to tell.") == 0


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
    put(shelf, "signs/thumb-snap.toml", "")
    put(shelf, "drills/thumb-circles.toml", FIGURE)
    put(shelf, "cards/.hidden", "")
    found = {(one.file, one.level) for one in check(shelf)}
    assert found == {
        ("cards/kneepain.txt", "warning"),
        ("card", "warning"),
        ("signs/thumb-snap.toml", "warning"),
    }


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
    contracted = OTHER.replace("Let it", " ".join(SENTENCE[5:]))
    put(shelf, "cards/other.md", contracted)
    assert "don't" in contracted
    assert check(shelf) == ()


@pytest.mark.usefixtures("article")
def test_headers_depth_and_phrases_are_compared_with_the_article_too(shelf: Path) -> None:
    borrowed = " ".join(SENTENCE)
    put(shelf, "cards/sorethumb.md", CARD.replace("A thumb that complains", borrowed))
    put(shelf, "cards/deep.md", OTHER.replace("it asked", borrowed))
    put(shelf, "phrases.de.toml", f'about = "{borrowed}"\n')
    put(shelf, "notes/reserve-9.md", f'+++\ntitle = "x"\n+++\n{borrowed}\n')
    put(shelf, "words/opposition.md", WORD.replace("The thumb meets a finger.", borrowed))
    put(shelf, "series/all.md", SERIES.replace("Thumbs, in order", borrowed).replace(', "thumbs"', ""))
    put(shelf, "challenges/week.md", CHALLENGE.replace("Circle along.", borrowed))
    put(shelf, "drills/thumb-circles.toml", FIGURE.replace("A thumb in a circle", borrowed))
    found = [(one.file, one.line) for one in check(shelf) if one.level == "error"]
    assert found == [
        ("cards/deep.md", 13),
        ("cards/sorethumb.md", 3),
        ("challenges/week.md", 9),
        ("drills/thumb-circles.toml", 2),
        ("notes/reserve-9.md", 4),
        ("phrases.de.toml", 1),
        ("series/all.md", 3),
        ("words/opposition.md", 7),
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


def test_a_sign_that_no_plain_words_lead_to_is_an_error(shelf: Path) -> None:
    put(shelf, "signs/thumb-snap.md", SIGN.replace('stop = ["snapped"]\n', ""))
    finding = only(*check(shelf))
    assert (finding.file, finding.level) == ("signs/thumb-snap.md", "error")
    assert "no plain words" in finding.what
