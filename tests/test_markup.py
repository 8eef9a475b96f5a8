"""The markup of every message: what is read, how it is shown, where it is cut."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.markup import (
    Code,
    Document,
    Heading,
    Item,
    Paragraph,
    Span,
    escape,
    parse,
    to_html,
    to_plain,
    utf16_length,
)
from bot.paging import SMALLEST_PAGE, pages


def plain(text: str) -> str:
    return to_plain(parse(text))


def visible(text: str) -> str:
    return "".join(text.split())


def spans(text: str) -> tuple[Span, ...]:
    (block,) = parse(text).blocks
    assert isinstance(block, Paragraph)
    return block.spans


# reading


def test_styles_are_read_into_spans() -> None:
    assert spans("a **b** *c* `d` ***e***") == (
        Span("a "),
        Span("b", is_bold=True),
        Span(" "),
        Span("c", is_italic=True),
        Span(" "),
        Span("d", is_code=True),
        Span(" "),
        Span("e", is_bold=True, is_italic=True),
    )


def test_a_line_break_in_a_paragraph_is_kept() -> None:
    assert spans("one\ntwo  \nthree\\\nfour") == (Span("one\ntwo\nthree\nfour"),)


def test_links_and_bare_addresses_become_links() -> None:
    assert spans("[here](https://example.org/a) or https://example.org/b_c_d.") == (
        Span("here", url="https://example.org/a"),
        Span(" or "),
        Span("https://example.org/b_c_d", url="https://example.org/b_c_d"),
        Span("."),
    )


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "/settings", "data:text/html,x"]
)
def test_a_link_that_leads_nowhere_in_a_chat_stays_text(address: str) -> None:
    assert spans(f"[a]({address})") == (Span(f"[a]({address})"),)


def test_lists_carry_their_markers_and_depth() -> None:
    assert parse("3. a\n3. b\n   - c\n\n     d\n- ").blocks == (
        Item((Span("a"),), "3."),
        Item((Span("b"),), "4."),
        Item((Span("c"),), "•", 1),
        Item((Span("d"),), "", 1),
        Item((), "•"),
    )


def test_headings_and_code_are_blocks() -> None:
    assert parse("# One\ntwo\n```py\nx  = 1\n\n```").blocks == (
        Heading((Span("One"),)),
        Paragraph((Span("two"),)),
        Code("x  = 1\n"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "<b>no</b>",
        "> quoted",
        "one\n---",
        "---",
        "a | b\n--|--",
        "AT&amp;T",
        "[x]: https://example.org",
        "~~a~~",
    ],
)
def test_what_is_no_markup_here_stays_as_typed(text: str) -> None:
    assert plain(text) == text


def test_a_picture_is_a_link_and_an_indented_line_is_no_code() -> None:
    assert plain("![alt](https://example.org/a.png)") == "!alt (https://example.org/a.png)"
    assert parse("    indented").blocks == (Paragraph((Span("indented"),)),)


@given(st.text())
def test_escaped_text_shows_as_it_is(text: str) -> None:
    assert visible(plain(escape(text))) == visible(text.replace("\0", "\ufffd"))


def test_escaped_words_do_not_become_lists_or_headings() -> None:
    text = "# 1\n- 2\n3. 4\n~~~\n+ [x] *y* _z_ `q` <https://example.org> \\"
    assert plain(escape(text)) == text


# showing


def test_plain_text_keeps_shape_and_addresses() -> None:
    assert plain(
        "# Hips\n\nTwo *things*:\n- one\n  more\n  1. deep\n- [two](https://example.org)\n\n```\n  x\n```"
    ) == ("Hips\n\nTwo things:\n• one\n  more\n  1. deep\n• two (https://example.org)\n\n  x")


def test_a_list_stands_close_to_the_line_it_was_written_below() -> None:
    assert plain("Today\n- one\n- two") == "Today\n• one\n• two"
    assert plain("Today\n\n- one\n- two") == "Today\n\n• one\n• two"


def test_html_is_what_telegram_takes() -> None:
    text = (
        '# A & B\n\n**b** *i* ***bi*** `c<` [l "q"](https://example.org/?a=1&b="2")\n- x\n\n```\n<pre>\n```'
    )
    assert to_html(parse(text)) == (
        "<b>A &amp; B</b>\n\n<b>b</b> <i>i</i> <b><i>bi</i></b> <code>c&lt;</code> "
        '<a href="https://example.org/?a=1&amp;b=%222%22">l &quot;q&quot;</a>\n'
        "• x\n\n<pre>&lt;pre&gt;</pre>"
    )


def test_code_stands_inside_no_other_mark_in_html() -> None:
    assert to_html(parse("**a `b`** [`c`](https://example.org)")) == (
        '<b>a </b><code>b</code> <a href="https://example.org">c</a>'
    )


def test_an_empty_document_shows_nothing() -> None:
    assert (to_plain(Document(())), to_html(Document(()))) == ("", "")


# cutting


def held(text: str, limit: int) -> tuple[str, ...]:
    """The pages, after the three promises were looked at."""
    found = pages(text, limit)
    for page in found:
        assert len(page) <= limit
        assert 0 < utf16_length(plain(page)) <= limit
    assert visible("".join(map(plain, found))) == visible(plain(text))
    return found


def test_a_text_that_fits_is_left_alone() -> None:
    assert pages("  **a**\n\n\n* b", 100) == ("  **a**\n\n\n* b",)


@pytest.mark.parametrize("text", ["", "  \n", "[](https://example.org)"])
def test_a_text_with_nothing_to_see_has_no_pages(text: str) -> None:
    assert pages(text, 100) == ()


def test_a_page_too_small_to_cut_to_is_refused() -> None:
    with pytest.raises(ValueError, match="32"):
        pages("a", SMALLEST_PAGE - 1)


def test_cuts_are_made_between_blocks() -> None:
    text = "# Head\n\nfirst *paragraph* here\n\nsecond one\nof two lines"
    assert held(text, 40) == ("# Head\n\nfirst *paragraph* here", "second one\nof two lines")


def test_a_long_list_is_cut_between_its_items() -> None:
    text = "\n".join(f"{number}. item with words" for number in range(1, 5))
    assert held(text, 40) == (
        "1. item with words\n2. item with words",
        "3. item with words\n4. item with words",
    )


def test_numbers_count_on_across_pages_however_they_were_written() -> None:
    found = held("\n".join(["1. item with words"] * 4), 40)
    assert [plain(page) for page in found] == [
        "1. item with words\n\n2. item with words",
        "3. item with words\n4. item with words",
    ]


def test_a_long_paragraph_is_cut_between_lines_then_words() -> None:
    assert held("a first line\na second line\nand a third line which is too long for any page", 36) == (
        "a first line\na second line\nand a",
        "third line which is too long for any",
        "page",
    )


def test_a_cut_avoids_the_inside_of_emphasis_and_links() -> None:
    text = "some words and **then four bold words** and [a link here](https://example.org) end"
    assert held(text, 38) == (
        "some words and",
        "**then four bold words** and",
        "[a link here](<https://example.org>)",
        "end",
    )


def test_emphasis_longer_than_a_page_keeps_its_style_on_both() -> None:
    assert held("**" + "word " * 10 + "end**", 32)[:1] == ("**word** **word** **word**",)


def test_bold_inside_italic_survives_a_cut_as_it_was() -> None:
    found = held("***a**`c`* " + "filling " * 8, 32)
    assert parse(found[0]).blocks[0] == Paragraph((*spans("***a**`c`*"), Span(" filling filling")))


def test_a_word_longer_than_a_page_is_cut_inside() -> None:
    assert [len(page) for page in held("x" * 100, 40)] == [40, 40, 20]


def test_an_emoji_is_never_cut_in_two() -> None:
    assert all(set(page) == {"🦶"} for page in held("🦶" * 99, 41))


def test_long_code_has_fences_on_every_page() -> None:
    found = held("```\n" + "\n".join(f"line {number} ```` of code" for number in range(6)) + "\n```", 60)
    assert len(found) > 2
    assert all(isinstance(block, Code) for page in found for block in parse(page).blocks)


def test_words_cut_to_the_start_of_a_line_do_not_become_lists() -> None:
    text = "minus - minus # hash 1. number + plus - " * 5
    assert all(isinstance(block, Paragraph) for page in held(text, 32) for block in parse(page).blocks)


MARKS = [
    "**",
    "*",
    "_",
    "`",
    "```",
    "~~~",
    "[",
    "](https://e.org/a_b)",
    "](x)",
    "https://e.org/x_y*",
    "\\",
    "<",
    "&amp;",
]
STARTS = ["- ", "* ", "1. ", "7) ", "# ", "> ", "---", "  ", "    ", "\t", "```\n"]
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(MARKS),
        st.sampled_from(STARTS).map(lambda start: "\n" + start),
        st.sampled_from([" ", "\n", "\n\n", "\r\n", "word", "longer words here", "é🦶", "שלום", "."]),
        st.text(max_size=6),
    ),
    max_size=40,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.integers(SMALLEST_PAGE, 80))
def test_pages_fit_and_show_all_of_the_text_once_in_order(text: str, limit: int) -> None:
    held(text, limit)


@settings(deadline=None)
@given(st.lists(st.from_regex(r"[a-z]{1,50}", fullmatch=True)), st.sampled_from([" ", "\n", "\n\n"]))
def test_plain_words_come_through_as_they_were_written(words: list[str], space: str) -> None:
    text = space.join(words)
    assert visible("".join(pages(text, SMALLEST_PAGE))) == visible(text)
    assert all(page in text for page in pages(text, SMALLEST_PAGE))
