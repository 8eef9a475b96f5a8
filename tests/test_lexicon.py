"""The lexicon: an operator's words beside ours, phrases that take in others, and faults by their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.library import read_all, read_library
from content.signs import hear
from content.wording import slipped
from tests.asks import LIBRARY


def test_an_operator_s_lexicon_adds_words_and_takes_none_away(tmp_path: Path) -> None:
    (tmp_path / "lexicon.toml").write_text('[classes]\nheard_pop = "went kapow"\n', "utf-8")
    library = read_library(tmp_path)
    assert hear("it went kapow", library).action == "ask"
    assert hear("i heard a snap", library).action == "ask"
    assert library.version != LIBRARY.version


def test_a_phrase_that_takes_in_classes_is_each_of_their_words(tmp_path: Path) -> None:
    text = '[classes]\nwent = "went, goes"\nheard_pop = "@went kapow, @went and @went"\n'
    (tmp_path / "lexicon.toml").write_text(text, "utf-8")
    library = read_library(tmp_path)
    assert [hear(f"it {one}", library).action for one in ("goes kapow", "went and goes", "kapow")] == [
        "ask",
        "ask",
        "",
    ]


@pytest.mark.parametrize(
    ("words", "action"),
    [
        ("zig zag zonk", "ask"),
        ("zig then zag and the zonky zonk", "ask"),
        ("zonk bonk zig zag plonk", "ask"),
        ("zig zonk bonk zig", ""),
        ("zag zonk", ""),
        ("zonk bonk zag plonk", ""),
    ],
)
def test_a_list_is_taken_in_through_another_first_or_inside_with_small_words_inside(
    tmp_path: Path, words: str, action: str
) -> None:
    text = (
        '[same]\nand = "then"\n'
        '[fields]\nzigs = "zig zag, zig and zag"\nmoves = "@zigs, @zigs the zonk*"\n'
        '[grammar]\nfiller = "and"\n'
        '[classes]\nheard_pop = "@moves zonk, zonk bonk @moves plonk"\n'
    )
    (tmp_path / "lexicon.toml").write_text(text, "utf-8")
    assert hear(words, read_library(tmp_path)).action == action


def test_words_that_only_phrases_take_in_are_a_field_that_classes_and_grammar_share(tmp_path: Path) -> None:
    text = (
        '[fields]\nodd_noise = "kapow, kaboom"\n'
        '[grammar]\npast = "long since @odd_noise"\n'
        '[classes]\nheard_pop = "it made @odd_noise"\n'
    )
    (tmp_path / "lexicon.toml").write_text(text, "utf-8")
    library = read_library(tmp_path)
    said = ("it made kaboom", "kaboom", "it made kapow, long since kapow")
    assert [hear(one, library).action for one in said] == ["ask", "", ""]
    assert "odd_noise" not in library.lexicon.names


@pytest.mark.parametrize(
    ("words", "action"),
    [
        ("it really went kapow", "ask"),
        ("it went so very much kapows", "ask"),
        ("it went the a my your kapow", ""),
        ("it went home kapow", ""),
        ("it went", ""),
    ],
)
def test_three_small_words_may_stand_inside_a_phrase_and_no_other(
    tmp_path: Path, words: str, action: str
) -> None:
    (tmp_path / "lexicon.toml").write_text('[classes]\nheard_pop = "went kapow*"\n', "utf-8")
    assert hear(words, read_library(tmp_path)).action == action


def test_a_sign_that_an_operator_adds_is_heard_by_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "lexicon.toml").write_text('[classes]\nbitten = "dog bit*, bitten"\n', "utf-8")
    (tmp_path / "signs").mkdir()
    page = '+++\nasks = "A bite"\nhow_soon = "today"\nstop = ["bitten + leg"]\n+++\nHave it seen.\n'
    (tmp_path / "signs" / "bite.md").write_text(page, "utf-8")
    assert "bite" in hear("a dog bit my leg", read_library(tmp_path)).slugs


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('[classes]\nswollen = ["puffy"]\n', 2, "list of words"),
        ('[words]\nswollen = "puffy"\n', 1, "nobody reads"),
        ('[grammar]\nnever = "no"\n', 2, "does not know"),
        ('[classes]\na = "@nobody"\n', 1, "cannot take in"),
        ('[classes]\na = "@b"\nb = "@a"\n', 1, "cannot take in"),
        ("[classes\n", 1, "cannot be understood"),
    ],
)
def test_a_fault_in_the_lexicon_is_named_by_its_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    (tmp_path / "lexicon.toml").write_text(text, "utf-8")
    fault = read_all(tmp_path).faults[0]
    assert (fault.file, fault.line) == ("lexicon.toml", line)
    assert what in fault.what


@pytest.mark.parametrize(
    ("rule", "what"), [("calf + + hot", "is no rule"), ("calf + nothere", "'nothere', which is not there")]
)
def test_a_rule_that_cannot_be_used_is_named_by_its_line(tmp_path: Path, rule: str, what: str) -> None:
    (tmp_path / "crisis").mkdir()
    (tmp_path / "crisis" / "x.md").write_text(
        f'+++\nhears = ["{rule}"]\nasks = "X?"\n+++\nWarm words.\n', "utf-8"
    )
    (fault,) = read_all(tmp_path).faults
    assert (fault.file, fault.line) == ("crisis/x.md", 2)
    assert what in fault.what


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("wieght", "weight", 1),
        ("swolen", "swollen", 1),
        ("numb", "numb", 0),
        ("", "abc", 3),
        ("ca", "abc", 3),
    ],
)
def test_slips_are_letters_left_out_put_in_changed_or_swapped(one: str, other: str, slips: int) -> None:
    assert slipped(one, other) == slips
