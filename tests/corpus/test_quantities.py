"""Figures: which there are, how much they say, and what they measure."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document
from corpus.model import Bound, Quantity
from corpus.outline import walk
from corpus.quantities import extract_quantities


def only(text: str) -> Quantity:
    """The one figure of a text."""
    (quantity,) = extract_quantities(text)
    return quantity


@pytest.mark.parametrize(
    ("text", "raw", "value", "high", "unit", "bound"),
    [
        # plain figures
        ("75%的企业实施", "75%", "75", None, "%", Bound.EXACT),
        ("７５％的企业", "７５％", "75", None, "%", Bound.EXACT),
        ("百分之七十五的企业", "百分之七十五", "75", None, "%", Bound.EXACT),
        ("新增床位600张", "600张", "600", None, "张", Bound.EXACT),
        ("建设智能快件箱662组", "662组", "662", None, "组", Bound.EXACT),
        ("床位1,200张", "1,200张", "1200", None, "张", Bound.EXACT),
        ("奖励１０ ００ 万 元", "１０ ００ 万 元", "10000000", None, "元", Bound.EXACT),
        ("实现收入5000万元", "5000万元", "50000000", None, "元", Bound.EXACT),
        ("改造60万平方米住房", "60万平方米", "600000", None, "平方米", Bound.EXACT),
        ("完成1.2万人次", "1.2万人次", "12000", None, "人次", Bound.EXACT),
        ("提高3个百分点", "3个百分点", "3", None, "个百分点", Bound.EXACT),
        ("能耗0.5吨标准煤/万元", "0.5吨标准煤/万元", "0.5", None, "吨标准煤/万元", Bound.EXACT),
        ("能力2万吨/日", "2万吨/日", "20000", None, "吨/日", Bound.EXACT),
        ("于2020，300米", "300米", "300", None, "米", Bound.EXACT),
        # Chinese numerals
        ("推进两个街道的创建", "两个街道", "2", None, "个", Bound.EXACT),
        ("推进2个街道的创建", "2个街道", "2", None, "个", Bound.EXACT),
        ("三个平台的建设", "三个", "3", None, "个", Bound.EXACT),
        ("十五分钟生活圈", "十五分钟", "15", None, "分钟", Bound.EXACT),
        ("建成一座公园", "一座", "1", None, "座", Bound.EXACT),
        # ranges
        ("争取2-3家企业", "2-3家", "2", "3", "家", Bound.EXACT),
        ("增长5%至8%", "5%至8%", "5", "8", "%", Bound.EXACT),
        ("20%——30%", "20%——30%", "20", "30", "%", Bound.EXACT),
        ("引进两到三家", "两到三家", "2", "3", "家", Bound.EXACT),
        # at least
        ("交易量3000亿元以上", "3000亿元以上", "300000000000", None, "元", Bound.AT_LEAST),
        ("新增不少于6家", "不少于6家", "6", None, "家", Bound.AT_LEAST),
        ("覆盖率超过28.5%", "超过28.5%", "28.5", None, "%", Bound.AT_LEAST),
        ("≥40%", "≥40%", "40", None, "%", Bound.AT_LEAST),
        ("引进10余家", "10余家", "10", None, "家", Bound.AT_LEAST),
        ("执业一年以上", "一年以上", "1", None, "年", Bound.AT_LEAST),
        # at most
        ("增幅不超过3.5%", "不超过3.5%", "3.5", None, "%", Bound.AT_MOST),
        ("浓度不高于30微克/立方米", "不高于30微克/立方米", "30", None, "微克/立方米", Bound.AT_MOST),
        ("控制在35%以下", "35%以下", "35", None, "%", Bound.AT_MOST),
        ("3个工作日内办结", "3个工作日内", "3", None, "个工作日", Bound.AT_MOST),
        ("两年内完成", "两年内", "2", None, "年", Bound.AT_MOST),
        # about
        ("总计1000个左右", "1000个左右", "1000", None, "个", Bound.ABOUT),
        ("新建约25公里", "约25公里", "25", None, "公里", Bound.ABOUT),
        ("近20家企业", "近20家", "20", None, "家", Bound.ABOUT),
        # reach
        ("力争达到4%", "4%", "4", None, "%", Bound.REACH),
        ("比例达74.5%", "74.5%", "74.5", None, "%", Bound.REACH),
        ("浓度降到37微克/立方米", "37微克/立方米", "37", None, "微克/立方米", Bound.REACH),
        ("占比达到集聚区总税收的30%", "30%", "30", None, "%", Bound.REACH),
        ("缩短至3个工作日", "3个工作日", "3", None, "个工作日", Bound.REACH),
        # words that are no bounds
        ("发达5%", "5%", "5", None, "%", Bound.EXACT),
        ("完成2家", "2家", "2", None, "家", Bound.EXACT),
        ("总计200家", "200家", "200", None, "家", Bound.EXACT),
    ],
)
def test_figures(text: str, raw: str, value: str, high: str | None, unit: str, bound: Bound) -> None:
    quantity = only(text)
    assert (quantity.raw, quantity.value, quantity.unit, quantity.bound) == (raw, Decimal(value), unit, bound)
    assert quantity.high == (None if high is None else Decimal(high))


@pytest.mark.parametrize(
    "text",
    [
        # years, dates, ordinals
        *(
            "2018年",
            "2018-2020年",
            "2021年内",
            "2018购物节",
            "2018年6月21日",
            "5月20日内",
            "第16条",
            "第三个",
            "第七轮",
        ),
        # codes
        *("“1+10”体系", "1+2形式", "3+5+X", "G1地块", "B4-B6地块", "5A6A绿地", "M50园区", "603地块", "604、605等地块"),
        *("PM2.5浓度", "7×24小时", "12345热线", "5G网络", "GB/T 19001"),
        # quoted names
        *("“文创50条”", "《2018-2020年实施方案》", "“十五分钟体育生活圈”", "“十三五”期间"),
        # ranks and words
        *(
            "全国50强",
            "世界500强",
            "一次验收",
            "一批企业",
            "每一个",
            "同一个",
            "三个一批",
            "四大品牌",
            "三大行动",
            "一体化",
        ),
        *("国家级A级景区", "一级以及以上", "市一级幼儿园", "四级网格化", "百分之几"),
    ],
)
def test_no_figures(text: str) -> None:
    assert extract_quantities(text) == ()


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("三年累计实现总收入5000万元", ["三年累计"]),
        ("累计技术入股企业数1-2个,申请专利6项", ["累计", ""]),
        ("年均增幅不超过2%", ["年均"]),
        ("每年新增10家", ["每年"]),
        ("人均公共绿地超过7.7平方米", ["人均"]),
        ("建设(共计25个)", ["共计"]),
        ("床位100张,其中新增20张", ["", "其中"]),
        # a clause that only compares holds for the next one
        ("较2015年,单位能耗下降15%以上。增幅2%", ["较2015年", ""]),
        # a time holds to the full stop, across semicolons
        ("到2020年,优良率80%;修复率100%。新建5座", ["到2020年", "到2020年", ""]),
        ("在“十三五”末,新建绿地130公顷,覆盖率28.5%", ["十三五末", "十三五末"]),
        ("完成““十三五””期间新增2600张床位", ["十三五期间"]),
    ],
)
def test_scope(text: str, scopes: list[str]) -> None:
    assert [quantity.scope for quantity in extract_quantities(text)] == scopes


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("加强建设。新增床位600张。推进评估", ["新增床位…"]),
        ("75%的企业实施体系", ["…的企业实施体系"]),
        ("即1个主会场、1个分会场", ["…主会场", "…分会场"]),
        ("搭建“政企”、“银企”三个平台", ["搭建“政企”、“银企”…平台"]),
        ("推进两个街道的创建工作", ["推进…街道的创建工作"]),
        ("建成片区(共计25个)", ["建成片区…"]),
        ("交易量3000亿元以上(视情况而定)", ["交易量…(视情况而定)"]),
        ("森林覆盖率,达到40%", ["森林覆盖率达到…"]),
        ("贯通滨水\n\n步道12公里", ["贯通滨水步道…"]),
        # a list of bare figures
        ("对突破10亿元、5亿元、1亿元的企业", ["对…", "对突破…的企业", "…的企业"]),
        ("75%", [""]),
    ],
)
def test_what_figures_measure(text: str, measures: list[str]) -> None:
    assert [quantity.measures for quantity in extract_quantities(text)] == measures


@pytest.mark.parametrize(
    ("line", "raws"),
    [
        (44, ["100%"]),
        (46, ["2-3家"]),
        (56, []),
        (160, ["2-3家"]),
        (228, ["75%"]),
        (250, ["30%", "4%", "4家", "4家", "4家以上", "3000亿元以上", "1家"]),
        (282, ["1-2个", "5-15项", "5家", "1-2个", "6项", "三个"]),
        (287, ["5000万元", "3-5人"]),
        (331, ["2个", "1个", "1个", "1个"]),
        (396, ["50家", "30%"]),
        (421, []),
        (453, ["300米"]),
        (481, []),
        (485, ["3.7平方公里"]),
        (739, ["5个", "30条"]),
        (771, ["20项", "10个"]),
        (825, ["25%", "一年以上", "100%", "600张", "30万人次"]),
        (831, ["150张以上", "60岁以上", "6.8%"]),
        (911, ["50个", "2家", "10家"]),
        (933, ["70%", "两个街道"]),
        (971, ["2-3家", "11家", "1000个左右"]),
        (975, ["2569个"]),
        (1073, ["60万平方米"]),
        (1113, ["116处"]),
        (1165, ["37微克/立方米", "80%以上", "100%"]),
        (1177, ["2.4%以上", "不超过3.5%"]),
        (1187, ["15%以上", "不超过2%"]),
        (1199, ["25万平方米", "3万平方米", "7公里", "9处", "2条"]),
        (1209, ["10公顷", "130公顷", "超过28.5%", "超过7.7平方米"]),
    ],
)
def test_figures_of_the_real_plan(putuo: Document, line: int, raws: list[str]) -> None:
    assert [quantity.raw for quantity in extract_quantities(putuo.lines[line - 1])] == raws


def test_number_of_figures_of_the_real_plan(putuo: Document) -> None:
    """All were read through against the text: two in the narrative, none in descriptions, the rest in measures."""
    narrative = [p for path in walk(putuo.sections) for p in path[-1].paragraphs]
    measures = [measure for task in putuo.tasks for measure in task.measures]
    counts = [
        sum(len(record.quantities) for record in records)
        for records in (putuo.preamble, narrative, [task.description for task in putuo.tasks], measures)
    ]
    assert counts == [0, 2, 0, 119]


PIECES = (
    "12",
    "3.5",
    "1,000",
    "三",
    "十五",
    "%",
    "万",
    "亿",
    "个",
    "家",
    "-",
    "至",
    "以上",
    "不超过",
    "约",
    "达到",
    "年",
    "百分之",
)


@settings(max_examples=300, deadline=None)
@given(text=st.lists(st.sampled_from([*PIECES, "(", ")", "“", "”", ",", "。", "、", "\n", "新增", "第"])).map("".join))
def test_figures_of_any_text(text: str) -> None:
    quantities = extract_quantities(text)
    assert all(text[quantity.start : quantity.end] == quantity.raw for quantity in quantities)
    assert all(quantity.value >= 0 for quantity in quantities)
    assert all(one.end <= other.start for one, other in itertools.pairwise(quantities))
