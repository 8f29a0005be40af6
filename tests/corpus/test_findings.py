"""The import report of both plans: every fault with its line."""

from typing import get_args

import pytest

from corpus import Document
from corpus.model import FindingKind, Severity

PUTUO = [
    ("description differs", (54, 327), 7, None, "进商旅文体 / 进商旅文"),
    ("title differs", (58, 499), 13, None, "促进中小企业质量提升 / 促进中小企业提升"),
    ("description differs", (60, 553), 15, None, "化放管服推进商事制度改革 / 化放管服"),
    ("description differs", (60, 585), 16, None, "制度改革取消区级层面行政许可事项 / 制度改革"),
    ("title differs", (64, 677), 19, None, "提高公共服务供给水平 / 提升公共服务供给水平"),
    (
        "description differs",
        (68, 1025),
        30,
        None,
        "域化党建发挥街镇社区党组织领导核心作用落实两代表一委员进 / 域化党建",
    ),
    ("title differs", (72, 1043), 31, None, "提高建设工程质量水平 / 提升建设工程质量水平"),
    ("description differs", (74, 1131), 35, None, "级网格化 / 级网格化综合"),
    ("doubled word", (224,), None, None, "实施实施"),
    ("doubled word", (228,), None, None, "实施实施"),
    ("doubled punctuation", (250,), None, None, "。,"),
    # pages that ended inside tasks
    ("page break inside task", (275, 276, 277, 278, 279), 5, None, "blank"),
    ("page break inside task", (335, 337, 339, 341, 343), 7, None, "table header"),
    ("page break inside task", (400, 402), 9, None, "table heading"),
    ("doubled punctuation", (485,), None, None, ";,"),
    ("stray space", (591,), 16, None, "区市场监管局、区审改办"),
    ("year without 年", (737,), 21, 2018, "2018"),
    ("year without 年", (743,), 21, 2019, "2019"),
    ("year without 年", (747,), 21, 2020, "2020"),
    ("page break inside task", (782, 784, 786, 788, 790), 22, None, "table header"),
    ("doubled word", (825,), None, None, "实施实施"),
    ("doubled quotation marks", (835,), None, None, "““ ””"),
    ("year without 年", (845,), 24, 2018, "2018"),
    ("year without 年", (851,), 24, 2019, "2019"),
    ("year without 年", (855,), 24, 2020, "2020"),
    ("year without 年", (931,), 27, 2018, "2018"),
    ("year without 年", (937,), 27, 2019, "2019"),
    ("year without 年", (941,), 27, 2020, "2020"),
    ("doubled quotation marks", (1029,), None, None, "““ ””"),
    ("doubled quotation marks", (1039,), None, None, "““ ””"),
    ("missing chapter line", (1147,), 36, None, "3、提高生态环境质量水平 ← (三)质量提升,服务城区转型"),
    ("doubled quotation marks", (1187,), None, None, "““ ””"),
    ("residue", (1215,), None, None, "验证码"),
    ("residue", (1217,), None, None, "全部评论"),
]

LINJIANG = [
    ("residue", (1,), None, None, "首页 > 政务公开 > 规划计划"),
    ("residue", (2,), None, None, "发布时间：2021-03-22　　来源：区政府办公室　　字号：[大] [中] [小]"),
    ("full-width digits", (21, 108), None, None, "2"),
    ("description differs", (26, 49), 1, None, "临江新城青石湾工业园 / 临江新城"),
    ("description differs", (30, 115), 7, None, "垃圾分类投放收集运输处置 / 垃圾分类"),
    ("title differs", (30, 113), 7, None, "推进无废城市建设 / 推进无废城市"),
    ("description differs", (33, 168), 12, None, "约型机关绿色学校绿色社区绿色家庭 / 约型机关"),
    ("description differs", (33, 177), 13, None, "推进节约型机关 / 推进"),
    ("section gap", (38,), None, None, "3 ← （四）严格考核评估。将任务完成情况纳入年度考核，考核权重不低"),
    ("repeated heading", (46, 67, 88, 89), None, None, "4"),
    ("cell in several lines", (65,), 2, 2023, ""),
    ("unusual separator", (66,), 2, None, "青石湾工业园管委会、区生态环境局"),
    ("unusual separator", (76,), 3, None, "区发展改革委、区数据局"),
    (
        "page break inside task",
        (83, 84, 85, 86, 87, 88, 89),
        4,
        None,
        "table header, table heading, table title",
    ),
    ("full-width year", (108,), 6, 2022, "２０２２年"),
    ("unusual separator", (122,), 7, None, "区城管执法局、区妇联、各街道（镇）"),
    ("doubled punctuation", (126,), None, None, "，，"),
    ("doubled word", (138,), None, None, "推进推进"),
    ("residue", (139,), None, None, "— 7 —"),
    ("page break inside task", (140, 141, 142, 143), 9, None, "table header"),
    ("cell cut by page", (144,), 9, 2022, ""),
    ("year without 年", (159,), 11, 2021, "2021"),
    ("year without 年", (161,), 11, 2022, "2022"),
    ("year without 年", (163,), 11, 2023, "2023"),
    ("unknown body", (165,), 11, None, "绿谷创新港"),
    ("no section", (167,), 12, None, ""),
    ("no section", (176,), 13, None, ""),
    ("stray space", (178,), 13, None, "区教育局、区妇联、区消防救援支队"),
    ("unusual blank", (178, 195, 213), None, None, "3"),
    ("section gap", (185,), None, None, "1 ← （二）发展绿色出行"),
    ("years taken together", (191,), 14, 2022, "2022—2023年"),
    ("stray space", (195,), 15, None, "区住房城乡建设局、区交通运输局"),
    ("unusual separator", (204,), 16, None, "区交通运输局、国网临江供电公司"),
    ("table note", (211,), 16, None, "注：本表由区生态文明建设委员会办公室负责解释。"),
    ("residue", (215,), None, None, "【打印】 【关闭】"),
    ("residue", (216,), None, None, "上一篇：临江区政府工作报告"),
]

#: told once for many lines of the real plan: how many, and the first of them
PUTUO_TOGETHER = [("ascii punctuation", 232, 3), ("repeated heading", 67, 144)]


@pytest.mark.parametrize(("name", "expected"), [("putuo", PUTUO), ("linjiang", LINJIANG)])
def test_reports(request: pytest.FixtureRequest, name: str, expected: list[tuple[object, ...]]) -> None:
    document: Document = request.getfixturevalue(name)
    together = {kind for kind, _, _ in PUTUO_TOGETHER} if name == "putuo" else set()
    found = [
        (finding.kind, finding.lines, finding.task, finding.year, finding.detail)
        for finding in document.findings
        if finding.kind not in together
    ]
    assert found == expected


@pytest.mark.parametrize(("kind", "count", "first"), PUTUO_TOGETHER)
def test_what_is_told_once(putuo: Document, kind: str, count: int, first: int) -> None:
    (finding,) = (finding for finding in putuo.findings if finding.kind == kind)
    assert (len(finding.lines), finding.lines[0], finding.detail) == (count, first, str(count))


@pytest.mark.parametrize(("name", "errors"), [("putuo", 0), ("linjiang", 4)])
def test_errors(request: pytest.FixtureRequest, name: str, errors: int) -> None:
    document: Document = request.getfixturevalue(name)
    assert sum(finding.severity is Severity.ERROR for finding in document.findings) == errors


def test_findings_stand_in_the_order_of_their_lines(plan: Document) -> None:
    lines = [finding.lines[0] for finding in plan.findings]
    assert lines == sorted(lines)


def test_kinds_are_known(plan: Document) -> None:
    assert {finding.kind for finding in plan.findings} <= set(get_args(FindingKind))
