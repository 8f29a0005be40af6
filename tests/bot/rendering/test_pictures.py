"""Charts and cards as pictures: whole, within their margins, nothing on top of anything else, whatever the texts."""

import doctest
import io
import itertools
import string
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFont

from bot import pictures
from bot.config import SHIPPED_CORPUS
from bot.rendering import chart as chart_data
from bot.rendering import picture_texts as picture_words_module
from bot.rendering.canvas import (
    INNER,
    MARGIN,
    MAX_HEIGHT,
    WIDTH,
    Box,
    Colour,
    Face,
    Picture,
    Text,
    balance,
    clip,
    paint,
    width_of,
    wrap,
    wrap_whole,
)
from bot.rendering.card import Card
from bot.rendering.card_layout import lay_out_card
from bot.rendering.chart import Chart, Point
from bot.rendering.chart_layout import lay_out_chart
from bot.rendering.fonts import font_path
from bot.rendering.html import plain
from bot.rendering.picture_texts import picture_texts
from bot.service import Service
from bot.understanding.types import Dialogue, Language
from tests.bot.answering.asking import squeeze

FACE = Face(40)


def opened(png: bytes) -> Image.Image:
    """A PNG as an image."""
    image = Image.open(io.BytesIO(png))
    assert image.format == "PNG"
    return image.convert("RGB")


def lie_apart(picture: Picture) -> bool:
    """Whether no text lies on another, and each within the margins."""
    texts = [text for text in picture.texts if text.lines]
    assert all(text.x >= MARGIN - 1 and text.x + text.width <= WIDTH - MARGIN + 1 for text in texts)
    assert all(text.y >= 0 and text.y + text.height <= picture.height for text in texts)
    assert all(width_of(line, text.face) <= text.width + 1 or len(line) == 1 for text in texts for line in text.lines)
    return not any(overlap(one, other) for one, other in itertools.combinations(texts, 2))


def overlap(one: Text, other: Text) -> bool:
    """Whether two texts share a pixel of their boxes."""
    is_beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    is_below = one.y + one.height <= other.y or other.y + other.height <= one.y
    return not (is_beside or is_below)


def words_of(picture: Picture) -> str:
    """Everything that is written on a picture, without white space."""
    return squeeze("".join(line for text in picture.texts for line in text.lines))


# the font


def test_the_font_has_every_character_of_the_plans_and_of_the_frame() -> None:
    path = font_path()
    assert path is not None
    font = ImageFont.truetype(path, 20)
    missing = bytes(font.getmask("\U0010fffd"))
    plans = [*SHIPPED_CORPUS.glob("*.txt"), *(Path(__file__).parents[2] / "data" / "plans").glob("*.txt")]
    texts = [path.read_text("utf-8") for path in plans]
    texts += [text for row in picture_texts().values() for text in row.values()]
    characters = set("".join(texts)) - set(string.whitespace + "\u3000")
    assert [each for each in sorted(characters) if bytes(font.getmask(each)) == missing] == []


# wrapping


WRAPPED = (
    # text, width in letters of Chinese, lines
    ("甲乙丙丁戊", 2, ("甲乙", "丙丁", "戊")),
    ("甲乙,丙", 2, ("甲", "乙,", "丙")),  # a comma does not begin a line
    ("甲乙“丙”", 3, ("甲乙", "“丙”")),  # nor does a quotation mark end one
    ("实施HACCP体系", 4, ("实施", "HACCP", "体系")),  # a word stays whole
    ("one two three", 4, ("one two", "three")),
    ("aaaaaaaa", 2, ("aaa", "aaa", "aa")),  # unless it is wider than a line
    ("一。\n二", 5, ("一。", "二")),  # a new line after a sentence
    ("一\n二", 5, ("一二",)),  # the document's own, in the middle of one
    ("", 5, ()),
)


@pytest.mark.parametrize(("text", "letters", "lines"), WRAPPED, ids=[row[0][:12] for row in WRAPPED])
def test_lines_are_broken_where_a_reader_would(text: str, letters: int, lines: tuple[str, ...]) -> None:
    assert tuple(wrap(text, letters * FACE.size, FACE)) == lines


EVEN = (
    ("2.5%左右", 4, ("2.5%", "左右")),
    ("三年累计", 3, ("三年", "累计")),
    ("增加绿色生态空间,完善城区景观布局", 15, ("增加绿色生态空间,", "完善城区景观布局")),
    ("一行", 4, ("一行",)),
    ("(HACCP)体系", 4, ("(HACCP)", "体系")),
)


@pytest.mark.parametrize(("text", "letters", "lines"), EVEN, ids=[row[0] for row in EVEN])
def test_short_texts_have_lines_of_about_the_same_length(text: str, letters: int, lines: tuple[str, ...]) -> None:
    assert balance(text, letters * FACE.size, FACE) == lines


def test_a_name_stays_on_one_line() -> None:
    lines = wrap_whole(["甲：", "区市场监管局、", "区商务委"], 10 * FACE.size, FACE)
    assert tuple(lines) == ("甲：区市场监管局、", "区商务委")


def test_what_is_cut_ends_with_an_ellipsis() -> None:
    assert clip(("甲乙", "丙丁", "戊"), 2, 2 * FACE.size, FACE) == ("甲乙", "丙…")
    assert clip(("甲乙", "丙"), 2, 2 * FACE.size, FACE) == ("甲乙", "丙")


@given(text=st.text(max_size=200), width=st.integers(60, INNER))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, width: int) -> None:
    text = text.encode("utf-8", "ignore").decode("utf-8")
    lines = tuple(wrap(text, width, FACE))
    assert all(width_of(line, FACE) <= width or len(line) == 1 for line in lines)
    assert squeeze("".join(lines)) == squeeze(plain(text))


# drawing


def test_ink_stays_within_the_box_of_its_text() -> None:
    text = Text(x=MARGIN, y=100, width=INNER, lines=("放心餐厅Ág|", "“75%”(HACCP)、"), face=Face(60, 700))
    image = opened(paint(Picture(400, (), (text,))))
    ink = ImageChops.difference(image, Image.new("RGB", image.size, Colour.WHITE.value)).getbbox()
    assert ink is not None
    left, top, right, bottom = ink
    assert text.x <= left
    assert text.y <= top
    assert right <= text.x + max(width_of(line, text.face) for line in text.lines) + 1
    assert bottom <= text.y + text.height


def test_a_dashed_box_is_open() -> None:
    box = Box(x=100, y=100, width=200, height=200, colour=Colour.INK, is_dashed=True)
    image = opened(paint(Picture(400, (box,), ())))
    assert image.getpixel((200, 200)) == (255, 255, 255)
    assert image.getpixel((102, 101)) != (255, 255, 255)


# charts


def charted(service: Service, question: str) -> Chart:
    """The chart of the answer to a question."""
    answer, _ = service.answer(question, Dialogue())
    chart = pictures.chart_of(answer, service.index)
    assert chart is not None
    return chart


# question → what is to be read on the picture
CHARTS = (
    (
        "放心餐厅的比例三年怎么变？",
        ("任务27·2018-2020年", "单位：%", "70%75%80%", "来源：《普陀区质量提升行动计划》任务27，第933、939、943行"),
    ),
    ("HACCP over the years", ("Task3", "Unit:%", "Wordeddifferentlyeachyear", "2018:规模以上食品生产企业…实施")),
    ("综合能源消费量增幅三年怎么变", ("不超过3.5%", "无数字", "年均", "橙色的数字范围不同", "各年的说法不同")),
    ("PM2.5 over the years", ("37微克/立方米", "Scope:到2020年", "nofigurenofigure")),
    ("energy consumption over the years", ("15%以上atleast", "较2015年", "Thefiguresinorange")),
)


@pytest.mark.parametrize(("question", "words"), CHARTS, ids=[row[0] for row in CHARTS])
def test_a_chart_says(service: Service, question: str, words: tuple[str, ...]) -> None:
    picture = lay_out_chart(charted(service, question))
    assert lie_apart(picture)
    assert [each for each in words if each not in words_of(picture)] == []


def heights(picture: Picture, *colours: Colour) -> list[int]:
    """How high the columns of these colours are, from the left."""
    boxes = sorted(picture.boxes, key=lambda box: box.x)
    return [box.height for box in boxes if box.colour in colours and not box.is_dashed]


def test_columns_are_as_high_as_their_figures(service: Service) -> None:
    low, middle, high = heights(lay_out_chart(charted(service, "放心餐厅的比例三年怎么变？")), Colour.BLUE)
    assert (low / high, middle / high) == pytest.approx((70 / 80, 75 / 80), abs=0.01)


def test_a_year_without_a_figure_is_an_empty_frame_and_a_range_has_a_paler_end(service: Service) -> None:
    picture = lay_out_chart(charted(service, "上海品牌认证三年怎么变"))
    frames = [box for box in picture.boxes if box.is_dashed]
    assert len(frames) == 1
    first, second = heights(picture, Colour.BLUE)
    assert first * 2 == second
    assert heights(picture, Colour.PALE_BLUE) == [second // 4] * 2


def test_a_chart_is_a_picture_that_a_phone_shows_well(service: Service) -> None:
    chart = charted(service, "放心餐厅的比例三年怎么变？")
    image = opened(pictures.draw_chart(chart))
    assert image.size == (WIDTH, lay_out_chart(chart).height)
    assert 0.5 <= image.width / image.height <= 1.2
    # the margins are empty
    for edge in ((0, 0, MARGIN - 4, image.height), (WIDTH - MARGIN + 4, 0, WIDTH, image.height)):
        assert image.crop(edge).getcolors() == [((edge[2] - edge[0]) * image.height, (255, 255, 255))]


_TEXT = st.text(st.sampled_from("质量提升,。；“”（）%0123456789 abcHACCP…\n🍜é"), min_size=1)
_FIGURE = st.floats(0, 1e12, allow_nan=False)
_POINT = st.builds(
    Point,
    year=st.just(2018),
    raw=_TEXT,
    value=st.none() | _FIGURE,
    high=st.none() | _FIGURE,
    bound=st.sampled_from(["exact", "at least", "at most", "about", "reach"]),
    scope=st.text("三年累计十五", max_size=30),
    measured=_TEXT,
)
_LANGUAGE = st.sampled_from(Language)


@st.composite
def _charts(draw: st.DrawFn) -> Chart:
    points = draw(st.lists(_POINT, min_size=1, max_size=6).filter(lambda all_: any(p.value is not None for p in all_)))
    return Chart(
        title=draw(_TEXT) * draw(st.integers(1, 60)),
        unit=draw(st.sampled_from(["", "%", "家", "微克/立方米"])),
        points=tuple(points),
        task=draw(st.integers(1, 999)),
        document=draw(_TEXT),
        lines=tuple((line, line + 1) for line in range(draw(st.integers(1, 40)))),
        language=draw(_LANGUAGE),
    )


@settings(max_examples=40)
@given(chart=_charts())
def test_a_chart_holds_whatever_its_texts_are(chart: Chart) -> None:
    picture = lay_out_chart(chart)
    assert picture.height <= MAX_HEIGHT
    assert lie_apart(picture)


# cards


@st.composite
def _cards(draw: st.DrawFn) -> Card:
    return Card(
        task=draw(st.integers(1, 999)),
        headings=tuple(draw(st.lists(_TEXT, max_size=3))),
        description=draw(_TEXT) * draw(st.integers(1, 100)),
        measures=tuple((2018 + at, draw(_TEXT) * draw(st.integers(1, 60))) for at in range(draw(st.integers(0, 12)))),
        departments=tuple(draw(st.lists(_TEXT, max_size=40))),
        document=draw(_TEXT),
        lines=(1, 9),
        language=draw(_LANGUAGE),
    )


@settings(max_examples=40)
@given(card=_cards())
def test_a_card_holds_whatever_its_texts_are(card: Card) -> None:
    picture = lay_out_card(card)
    assert picture.height <= MAX_HEIGHT
    assert lie_apart(picture)
    told = {squeeze(picture_texts()["shortened"][language]) for language in Language}
    assert picture.is_cut == any(each in words_of(picture) for each in told)


def test_every_task_of_the_plan_fits_on_its_card(service: Service) -> None:
    for task in service.index.tasks():
        card = pictures.card_of(task.number, service.index, Language.ENGLISH)
        assert card is not None
        picture = lay_out_card(card)
        assert not picture.is_cut
        assert lie_apart(picture)
        assert squeeze(card.description) in words_of(picture)


def test_a_card_that_is_too_long_says_so() -> None:
    card = Card(
        task=1,
        headings=(),
        description="质量" * 100,
        measures=((2018, "提升，" * 2000), (2019, "短。")),
        departments=(),
        document="计划",
        lines=(1, 9),
        language=Language.CHINESE,
    )
    words = words_of(lay_out_card(card))
    assert "…2019年短。责任部门：计划没有写文字过长，有删节。来源：《计划》" in words
    image = opened(pictures.draw_card(card))
    assert image.height <= MAX_HEIGHT


# texts


def test_the_frame_is_complete_in_both_languages() -> None:
    assert {frozenset(row) for row in picture_texts().values()} == {frozenset({"zh", "en"})}


@pytest.mark.parametrize("module", [chart_data, picture_words_module], ids=["chart", "picture_texts"])
def test_the_examples_in_docstrings(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0
    assert doctest.testmod(module).attempted > 0
