"""Which figures of an answer become a chart: over the real plan, and over one that no rule was written for."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.pictures import chart_of
from bot.rendering.chart import Chart
from bot.service import Service
from bot.understanding.types import Dialogue, Language
from index.build import build_index
from index.store import Index

SECOND = Path(__file__).parents[2] / "data" / "plans" / "linjiang-green-plan-2021-2023.txt"


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The answers from the second plan."""
    path = tmp_path_factory.mktemp("second-plan") / "index.db"
    build_index([SECOND], path)
    index = Index(path)
    yield Service.of(index)
    index.close()


def charted(service: Service, question: str) -> Chart | None:
    """The chart of the answer to a question."""
    answer, _ = service.answer(question, Dialogue())
    return chart_of(answer, service.index)


# question → task, title, unit, figure of each year ("" for none)
REAL = (
    (
        "放心餐厅的比例三年怎么变？",
        (27, "辖区…的中型以上餐饮单位及连锁餐饮符合“放心餐厅”标准", "%"),
        {2018: "70%", 2019: "75%", 2020: "80%"},
    ),
    # the wording differs: the title is what it has in common
    (
        "HACCP over the years",
        (3, "食品生产企业…实施危害分析与关键控制点(HACCP)体系", "%"),
        {2018: "100%", 2019: "70%", 2020: "75%"},
    ),
    (
        "综合能源消费量增幅三年怎么变",
        (37, "综合能源消费量…增幅", "%"),
        {2018: "不超过3.5%", 2019: "", 2020: "不超过2%"},
    ),
    ("上海品牌认证三年怎么变", (1, "争取…企业通过“上海品牌”认证", "家"), {2018: "", 2019: "2-3家", 2020: "4-5家"}),
    ("PM2.5三年怎么变", (36, "PM2.5浓度降到…", "微克/立方米"), {2018: "", 2019: "", 2020: "37微克/立方米"}),
    (
        "How many new kindergartens each year?",
        (19, "新建…公建配套幼儿园", "所"),
        {2018: "2所", 2019: "1所", 2020: "2所"},
    ),
    ("新建绿地三年怎么变", (38, "完成新建绿地", ""), {2018: "25万平方米", 2019: "20公顷", 2020: "10公顷"}),
)
OTHER = (
    (
        "PM2.5三年怎么变",
        (10, "PM2.5年均浓度", "微克/立方米"),
        {2021: "34微克/立方米", 2022: "32微克/立方米", 2023: "不高于30微克/立方米"},
    ),
    (
        "装配式建筑占比三年怎么变",
        (5, "新开工装配式建筑面积占比达到…", "%"),
        {2021: "百分之四十", 2022: "45%", 2023: "50%以上"},
    ),
    ("节约型机关三年怎么变", (12, "…的区级机关建成节约型机关", "%"), {2021: "60%", 2022: "80%", 2023: ""}),
)


def _told(chart: Chart | None) -> tuple[tuple[int, str, str], dict[int, str]]:
    assert chart is not None
    return (chart.task, chart.title, chart.unit), {point.year: point.raw for point in chart.points}


@pytest.mark.parametrize(("question", "head", "figures"), REAL, ids=[row[0] for row in REAL])
def test_a_chart_of_the_plan(
    service: Service, question: str, head: tuple[int, str, str], figures: dict[int, str]
) -> None:
    assert _told(charted(service, question)) == (head, figures)


@pytest.mark.parametrize(("question", "head", "figures"), OTHER, ids=[row[0] for row in OTHER])
def test_a_chart_of_another_plan(
    second: Service, question: str, head: tuple[int, str, str], figures: dict[int, str]
) -> None:
    assert _told(charted(second, question)) == (head, figures)


def test_a_year_without_a_figure_has_no_value(service: Service) -> None:
    chart = charted(service, "上海品牌认证三年怎么变")
    assert chart is not None
    assert [(point.value, point.high) for point in chart.points] == [(None, None), (2, 3), (4, 5)]


def test_areas_in_several_units_share_one_measure(service: Service) -> None:
    chart = charted(service, "新建绿地三年怎么变")
    assert chart is not None
    assert [point.value for point in chart.points] == [250_000, 200_000, 100_000]


def test_what_the_years_hardly_have_in_common_is_no_title(service: Service) -> None:
    answer, _ = service.answer("新建绿地三年怎么变", Dialogue())
    names = iter(("新建绿地…", "屋顶…", "绿道…"))
    figures = tuple(
        replace(figure, quantity=replace(figure.quantity, measures=next(names))) for figure in answer.why["figures"]
    )
    chart = chart_of(replace(answer, why={"figures": figures}), service.index)
    assert chart is not None
    assert chart.title == "增加绿色生态空间,完善城区景观布局"


def test_figures_of_different_things_are_no_course(service: Service) -> None:
    # green roofs and walls in one year, green land in another
    assert charted(service, "绿化三年怎么变") is None


# question → whether all years count the same, and whether the same words limit their figures
CAVEATS = (
    ("放心餐厅的比例三年怎么变？", True, True),
    ("HACCP的比例三年怎么变", False, True),  # 规模以上食品生产企业, then 食品生产企业
    ("综合能源消费量增幅三年怎么变", False, False),  # 增幅, then 年均增幅
    ("养老床位三年怎么变", False, False),  # a year's beds, then those of 十三五期间
    ("PM2.5三年怎么变", True, True),
)


@pytest.mark.parametrize(("question", "is_one_wording", "is_one_scope"), CAVEATS, ids=[row[0] for row in CAVEATS])
def test_what_cannot_be_compared_is_known(
    service: Service, question: str, is_one_wording: bool, is_one_scope: bool
) -> None:
    chart = charted(service, question)
    assert chart is not None
    assert (chart.has_one_wording, chart.has_one_scope) == (is_one_wording, is_one_scope)


def test_a_chart_names_its_source_in_the_language_of_the_question(service: Service) -> None:
    chinese = charted(service, "放心餐厅的比例三年怎么变？")
    english = charted(service, "HACCP over the years")
    assert chinese is not None
    assert english is not None
    assert (chinese.document, chinese.lines) == ("普陀区质量提升行动计划", ((933, 933), (939, 939), (943, 943)))
    assert (chinese.language, english.language) == (Language.CHINESE, Language.ENGLISH)


WITHOUT = ("任务26谁负责？", "2020年HACCP的实施比例？", "任务38的主要任务是什么？", "2021 HACCP target", "你好")


@pytest.mark.parametrize("question", WITHOUT)
def test_other_answers_have_no_chart(service: Service, question: str) -> None:
    assert charted(service, question) is None
