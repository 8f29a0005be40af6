"""Headings and the tree of the narrative."""

from collections.abc import Sequence

import pytest

from corpus import Document
from corpus.model import Role, Section
from corpus.outline import build_outline, read_marker, walk


@pytest.mark.parametrize(
    ("line", "marker", "number", "title", "body"),
    [
        ("一、总体要求", "一、", 1, "总体要求", ""),
        ("十二、附则", "十二、", 12, "附则", ""),
        ("第一章 总则", "第一章", 1, "总则", ""),
        ("第二节  目标", "第二节", 2, "目标", ""),
        ("第三部分：保障", "第三部分", 3, "保障", ""),
        ("(三)质量提升,服务城区转型", "(三)", 3, "质量提升,服务城区转型", ""),
        ("　　（二十）强化保障", "（二十）", 20, "强化保障", ""),
        ("1、增加产品优质供给", "1、", 1, "增加产品优质供给", ""),
        ("２．发展制造", "２．", 2, "发展制造", ""),
        ("(1)推进甲", "(1)", 1, "推进甲", ""),
        # a title and its text on one line
        ("1.增加供给。加快提升。", "1.", 1, "增加供给", "加快提升。"),
        ("（一）组织保障：成立领导小组，统筹推进。", "（一）", 1, "组织保障", "成立领导小组，统筹推进。"),
        ("（一）加快建设。", "（一）", 1, "加快建设", ""),
        (
            "3.推进甲,完善乙,提升丙,构建丁,加快戊,落实己,强化庚,优化辛,健全壬,培育癸,建设甲乙丙丁。",
            "3.",
            3,
            "推进甲",
            None,
        ),
    ],
)
def test_markers(line: str, marker: str, number: int, title: str, body: str | None) -> None:
    marked = read_marker(line)
    assert marked
    assert (marked.marker, marked.number, marked.title) == (marker, number, title)
    if body is not None:
        assert marked.body == body


@pytest.mark.parametrize(
    "line",
    ["", "总体要求", "——以人为本", "1.5倍", "2018年", "百、甲", "(HACCP)体系", "一是加强", "十三五、规划", "一、"],
)
def test_no_markers(line: str) -> None:
    assert read_marker(line) is None


def outline_of(*lines: str) -> list[tuple[int, str, list[int]]]:
    """Level, title and lines of paragraphs of each section, in order."""
    sections = build_outline(list(enumerate(lines, 1))).sections
    return [shown(path[-1]) for path in walk(sections)]


def shown(section: Section) -> tuple[int, str, list[int]]:
    return section.level, section.title, [paragraph.span.first for paragraph in section.paragraphs]


@pytest.mark.parametrize(
    ("lines", "sections"),
    [
        (["一、甲", "文", "文", "二、乙"], [(1, "甲", [2, 3]), (1, "乙", [])]),
        (
            ["一、甲", "(一)乙", "文", "1.丙。文。", "二、丁"],
            [(1, "甲", []), (2, "乙", [3]), (3, "丙", [4]), (1, "丁", [])],
        ),
        # markers that a plan does not use leave no gap between the levels
        (["第一章 甲", "一、乙", "1.丙", "文"], [(1, "甲", []), (2, "乙", []), (3, "丙", [4])]),
        (["一、甲", "1.乙", "文", "2.丙"], [(1, "甲", []), (2, "乙", [3]), (2, "丙", [])]),
        # an item of one sentence is heading and paragraph at once, a heading that ends with a stop is not
        (["一、甲", "1.推进乙。", "2.推进丙。"], [(1, "甲", []), (2, "推进乙", [2]), (2, "推进丙", [3])]),
        (["（一）甲。", "1.乙。文。"], [(1, "甲", []), (2, "乙", [2])]),
        ([], []),
    ],
)
def test_trees(lines: Sequence[str], sections: list[tuple[int, str, list[int]]]) -> None:
    assert outline_of(*lines) == sections


def test_text_before_the_first_heading() -> None:
    outline = build_outline([(4, "为…"), (5, "一、甲"), (6, "文")])
    assert [paragraph.text for paragraph in outline.preamble] == ["为…"]
    assert outline.roles == {4: Role.PARAGRAPH, 5: Role.HEADING, 6: Role.PARAGRAPH}


PUTUO = """
1 总体要求 20:
2 指导思想 22: 24
2 工作原则 26: 28 30 32 34 36
2 主要目标 38: 40 42 44 46
1 重点提升领域 48:
2 质量引领,推动经济转型 50:
3 增加产品优质供给 52: 52
3 推动现代服务业发展 54: 54
3 增强经济创新力和竞争力 56: 56
3 促进中小企业质量提升 58: 58
3 营造一流营商环境 60: 60
2 质量驱动,促进社会转型 62:
3 提高公共服务供给水平 64: 64
3 提高生活性服务供给水平 66: 66
3 提高社会治理能力水平 68: 68
2 质量提升,服务城区转型 70:
3 提高建设工程质量水平 72: 72
3 提高城市管理精细化水平 74: 74
3 提高生态环境质量水平 76: 76
1 主要提升措施 78:
2 强化质量创新 80: 82
2 加快标准提档升级 84: 86
2 着力发展品牌经济 88: 90
2 加强质量技术基础体系建设 92: 94
2 提高质量技术公共服务能力 96: 98
2 健全质量人才教育培养体系 100: 102
2 加强全面质量监管 104: 106
2 加大质量发展激励力度 108: 110
1 加强组织领导 112:
2 加强党委、政府对质量工作的领导 114: 116
2 培育根植质量文化 118: 120
2 加强督查考核和宣传动员 122: 124
"""

LINJIANG = """
1 总体目标 19: 20 21 22 23
1 重点任务 24:
2 推动产业绿色转型 25:
3 建设绿色园区 26: 26
3 发展绿色制造 27: 27
2 建设绿色城区 28:
3 推广绿色建筑 29: 29
3 推进无废城市建设 30: 30
3 守护清水蓝天 31: 31
2 倡导绿色生活 32:
3 开展绿色创建 33: 33
3 发展绿色出行 34: 34
1 保障措施 35:
2 加强组织领导 36: 36
2 强化资金保障 37: 37
2 严格考核评估 38: 38
"""


@pytest.mark.parametrize(("name", "expected"), [("putuo", PUTUO), ("linjiang", LINJIANG)])
def test_narratives(request: pytest.FixtureRequest, name: str, expected: str) -> None:
    """Level, title, line of every section, and the lines of its paragraphs, ——items included."""
    document: Document = request.getfixturevalue(name)
    lines = [
        f"{section.level} {section.title} {section.span.first}: "
        + " ".join(str(paragraph.span.first) for paragraph in section.paragraphs)
        for section in (path[-1] for path in walk(document.sections))
    ]
    assert [line.strip() for line in lines] == expected.strip().split("\n")


def test_items_of_the_real_plan_are_paragraphs(putuo: Document) -> None:
    items = [
        paragraph.text[:6]
        for path in walk(putuo.sections)
        for paragraph in path[-1].paragraphs
        if paragraph.text.startswith("——")
    ]
    assert items == ["——以人为本", "——创新驱动", "——质量领先", "——夯实基础", "——区域总体", "——产品、服", "——质量技术"]
