"""A page as plain text: one line a line, places in brackets, and never above Telegram's limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.page import Line, Page
from bot.rendering.text import LIMIT, render_text, utf16_length

PAGE = Page(
    "75% (2020, 任务3)",
    (
        Line("Note: read as 2020"),
        Line("75%的食品生产企业实施HACCP体系", place="任务3 · 2020年 · 第228行"),
        Line("first\nsecond   third", place="任务3", is_more=True),
    ),
)


def test_how_a_page_looks() -> None:
    assert render_text(PAGE) == (
        "75% (2020, 任务3)\n"
        "Note: read as 2020\n"
        "[任务3 · 2020年 · 第228行] 75%的食品生产企业实施HACCP体系\n"
        "[任务3] first second third"
    )


def test_the_headline_is_one_line() -> None:
    assert render_text(Page("a\nb  c")) == "a b c"


LENGTHS = (("", 0), ("a", 1), ("任务", 2), ("😀", 2), ("𠮷", 2), ("\ud800", 1))


@pytest.mark.parametrize(("text", "length"), LENGTHS)
def test_length_as_telegram_counts(text: str, length: int) -> None:
    assert utf16_length(text) == length


def test_lines_that_do_not_fit_are_left_out_from_the_end() -> None:
    page = Page("headline", tuple(Line(f"{number}" * 50) for number in range(10)))
    text = render_text(page, limit=200)
    assert utf16_length(text) <= 200
    assert text.startswith("headline\n" + "0" * 50)
    assert text.endswith("\n…")
    assert "9" * 50 not in text


def test_a_page_that_fits_is_not_cut() -> None:
    page = Page("h", (Line("x" * (LIMIT - 2)),))
    assert render_text(page) == "h\n" + "x" * (LIMIT - 2)
    assert utf16_length(render_text(page)) == LIMIT


@given(
    headline=st.text(st.characters(), max_size=6000),
    lines=st.lists(st.builds(Line, st.text(st.characters(), max_size=3000), st.text(max_size=20)), max_size=6),
)
def test_a_page_never_exceeds_the_limit(headline: str, lines: list[Line]) -> None:
    assert utf16_length(render_text(Page(headline, tuple(lines)))) <= LIMIT
