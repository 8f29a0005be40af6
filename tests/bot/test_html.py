"""A page as Telegram HTML: how it looks, that nothing in it can do harm, and that it always fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.html import MAX_ENTITIES, leaf, render, units
from bot.rendering.page import Line, Page
from tests.botapi.markup import find_entities, read_html

PAGE = Page(
    "75% (2020, 任务3)",
    (
        Line("Note: read as <2020>"),
        Line("75%的食品生产企业实施HACCP体系", place="任务3 · 2020年 · 第228行"),
        Line("责任部门：区市场监管局 & 区商务委"),
        Line("whole cell", place="任务3 · 第228行", is_more=True),
        Line("further words", is_more=True),
    ),
)


def test_how_a_page_looks() -> None:
    assert render(PAGE) == (
        "<b>75% (2020, 任务3)</b>\n"
        "Note: read as &lt;2020&gt;\n"
        "<blockquote>75%的食品生产企业实施HACCP体系\n<i>任务3 · 2020年 · 第228行</i></blockquote>\n"
        "责任部门：区市场监管局 &amp; 区商务委\n"
        "<blockquote expandable>whole cell\n<i>任务3 · 第228行</i>\nfurther words</blockquote>"
    )


def test_a_page_may_be_a_headline_alone() -> None:
    assert render(Page("没有任务39")) == "<b>没有任务39</b>"


# foreign text → what is shown of it
LEAVES: tuple[tuple[str, str], ...] = (
    ("<b>&amp;</b>", "&lt;b&gt;&amp;amp;&lt;/b&gt;"),
    ('"quoted"', '"quoted"'),
    ("\ud83d\ude00", "😀"),
    ("\ud83d half", "\ufffd half"),
    ("\u202eright to left\u202c \u2066x\u2069", "right to left x"),
    ("a\x00b\x1bc\rd", "a b c d"),
    ("ask @anna_at_work or mail@host", "ask @\u2060anna_at_work or mail@\u2060host"),
    ("@ 5", "@ 5"),
)


@pytest.mark.parametrize(("text", "expected"), LEAVES)
def test_foreign_text_is_made_harmless(text: str, expected: str) -> None:
    assert leaf(text) == expected


def test_what_may_be_folded_away_goes_first_and_whole() -> None:
    lines = (
        Line("shown", place="here"),
        *(Line(f"{number:04} " + "字" * 95, is_more=True) for number in range(60)),
        Line("also shown"),
    )
    text, _ = read_html(render(Page("headline", lines)))
    shown = text.split("\n")
    assert shown[:4] == ["headline", "shown", "here", "also shown"]
    assert shown[-1] == "…"
    assert [line[:4] for line in shown[4:-1]] == [f"{number:04}" for number in range(len(shown) - 5)]
    assert 3900 < units(text) <= 4096


def test_a_headline_that_is_too_long_is_cut() -> None:
    text, _ = read_html(render(Page("<" * 10_000, (Line("dropped"),))))
    assert text.startswith("<<<")
    assert text.endswith("…")


_TEXT = st.text(st.characters() | st.sampled_from("<>&\"'@\n\t \ud83d\ude00\u202e0任务26🍜"), max_size=60)
_LONG = _TEXT.flatmap(lambda text: st.integers(1, 200).map(lambda times: text * times))
_LINES = st.lists(st.builds(Line, _TEXT | _LONG, place=st.just("") | _TEXT, is_more=st.booleans()), max_size=150)


@given(st.builds(Page, _TEXT | _LONG, _LINES.map(tuple)))
def test_every_page_is_a_message_that_telegram_takes(page: Page) -> None:
    message = render(page)
    text, entities = read_html(message)
    assert units(message) <= 4096
    assert text.strip()
    assert len(entities) <= MAX_ENTITIES
    assert not [entity for entity in find_entities(text) if entity["type"] == "mention"]
    message.encode("utf-8")
    assert sum(entity["type"] == "expandable_blockquote" for entity in entities) <= 1


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20), max_size=20)
)
def test_a_page_that_fits_is_shown_whole(texts: list[str]) -> None:
    text, _ = read_html(render(Page("headline", tuple(Line(each) for each in texts))))
    assert text.replace("@\u2060", "@").split("\n")[1:] == texts
