"""How a message looks on a terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Button, Reply
from bot.on_terminal.look import (
    BOLD,
    CODE,
    FAINT,
    LINK,
    NARROWEST,
    NUMBER,
    Line,
    clean,
    columns,
    indented,
    message,
    plain,
    text,
)


def shown(reply: Reply, width: int | None = None, header: str = "", *, is_numbered: bool = True) -> str:
    return plain(message(reply, width, header=header, is_numbered=is_numbered))


def words(line: Line) -> str:
    return "".join(part for _, part in line)


def buttons(*labels: str) -> tuple[tuple[Button, ...], ...]:
    return tuple((Button(label, "/x"),) for label in labels)


def test_a_message_is_header_title_text_and_buttons() -> None:
    reply = Reply("Rise **slowly**.", title="Calf raise", buttons=buttons("Done", "Not today"))
    assert shown(reply, header="Sunday, 07:00") == (
        "Sunday, 07:00\nCalf raise\n\nRise slowly.\n\n[1] Done  [2] Not today\n"
    )


def test_where_its_picture_is_stands_faintly_below_the_title_and_is_never_broken() -> None:
    where = "Picture: file:///srv/tripod/pictures/calf-raise.png"
    lines = message(Reply("Rise.", title="Calf raise"), NARROWEST, picture=where)
    assert plain(lines) == ("Calf raise\nPicture:\nfile:///srv/tripod/pictures/calf-raise.png\n\nRise.\n")
    assert {style for style, _ in lines[2]} == {FAINT}
    assert plain(message(Reply("Rise."), None, picture=where)) == f"{where}\n\nRise.\n"


def test_buttons_that_cannot_be_pressed_by_number_have_none() -> None:
    assert (
        shown(Reply("x", buttons=buttons("Done", "✅ Yes")), is_numbered=False) == "x\n\n[Done]  [✅ Yes]\n"
    )


def test_a_label_that_is_a_number_is_its_own_number() -> None:
    assert shown(Reply("How much?", buttons=buttons("0", "1", "More"))) == "How much?\n\n[0]  [1]  [3] More\n"


def test_buttons_wrap_and_none_is_torn_apart() -> None:
    lines = shown(Reply("", buttons=buttons("First drill now", "Another hour", "Topics")), 40)
    assert lines == "[1] First drill now  [2] Another hour\n[3] Topics\n"


def test_a_file_is_shown_as_it_is_under_its_name() -> None:
    reply = Reply("Here.", file=("export.json", '{\n  "name": "sam"\n}\n'))
    assert shown(reply) == 'Here.\n\nexport.json\n{\n  "name": "sam"\n}\n'


def test_blocks_stand_apart_and_lists_hang() -> None:
    source = (
        "# Head\n\nOne two three four five six\n\n- one two three four five six\n  1. seven\n\n~~~\n  a  b"
    )
    assert plain(text(source, 22)) == (
        "Head\n\nOne two three four\nfive six\n\n• one two three four\n  five six\n  1. seven\n\n  a  b\n"
    )


def test_styles_are_those_of_the_markup() -> None:
    (line,) = text("**b** `c` [l](https://example.org) *i*", None)
    styles = {part: style for style, part in line if part.strip()}
    assert styles == {
        "b": BOLD,
        "c": CODE,
        "l": LINK,
        "(https://example.org)": FAINT,
        "i": "italic",
    }
    assert message(Reply("", buttons=buttons("Go")), None)[0][0] == (NUMBER, "[1]")


def test_line_breaks_are_kept() -> None:
    assert plain(text("one\ntwo  \nthree", 40)) == "one\ntwo\nthree\n"


def test_wide_characters_count_two_columns_and_accents_none() -> None:
    assert [columns(some) for some in ("abc", "漢字", "e\u0301", "👨‍👩‍👧", "שלום")] == [3, 4, 1, 2, 4]
    lines = plain(text("漢字" * 30, 20)).splitlines()
    assert [columns(line) for line in lines] == [20] * 6


def test_an_address_stays_whole_so_that_it_can_be_copied() -> None:
    address = "https://example.org/" + "long/" * 10
    assert address in plain(text(f"see {address} there", 30)).split()


def test_words_from_outside_cannot_steer_the_terminal() -> None:
    assert clean("a\x1b[31mb\x07\x9b\u202ec\u2066d\r\ud800\u2028e\tf") == "a[31mbcd\ufffd\ne\tf"
    assert "\x1b" not in shown(
        Reply("a\x1b]0;x\x07", title="\x1b", buttons=buttons("\x1b[2J")), header="\x1b"
    )


def test_a_right_to_left_name_stays_in_its_place() -> None:
    assert plain(text("Hello **سامر**, good morning", 40)) == "Hello سامر, good morning\n"


def test_a_margin_leaves_empty_lines_empty() -> None:
    assert plain(indented(text("a\n\nb", None), "  ")) == "  a\n\n  b\n"


@given(st.text(max_size=200), st.integers(1, 100))
def test_no_line_is_wider_than_the_terminal_and_nothing_is_lost(source: str, width: int) -> None:
    reply = Reply(source.replace("://", ""))
    lines = message(reply, width)
    for line in lines:
        style_of_code = all(style == CODE for style, _ in line)
        assert style_of_code or columns(words(line)) <= max(width, NARROWEST) + 4
    wrapped, whole = plain(lines), shown(reply)
    assert "".join(wrapped.split()) == "".join(whole.split())
