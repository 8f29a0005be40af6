"""The notice around a plan, its title and its years."""

from collections.abc import Callable

import pytest

from corpus import Document
from corpus.notice import plan_name, read_copies, read_date, read_notice, read_period, read_superior_documents


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2018年6月21日", "2018-06-21"),
        ("　　2018 年 6 月 21 日　", "2018-06-21"),
        ("２０２１年３月１５日", "2021-03-15"),
        ("二〇二一年三月十五日", "2021-03-15"),
        ("二○二一年十二月三十一日", "2021-12-31"),
        ("2018年", None),
        ("2018年13月1日", None),
        ("于2018年6月21日印发", None),
        ("", None),
    ],
)
def test_dates(text: str, date: str | None) -> None:
    assert read_date(text) == date


@pytest.mark.parametrize(
    ("text", "copies"),
    [
        ("(共印165份)", "165"),
        ("（印数：120份）", "120"),
        ("共印 20 份", "20"),
        ("共印多份", None),
        ("会议共印165份材料", None),
    ],
)
def test_copies(text: str, copies: str | None) -> None:
    fact = read_copies((9, text))
    assert (fact and fact.value) == copies


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("区政府印发《甲区质量提升行动计划》的通知", "甲区质量提升行动计划"),
        ("关于印发《甲区行动计划（2021—2023年）》的通知", "甲区行动计划（2021—2023年）"),
        ("关于印发《甲区工作方案(试行)》的通知", "甲区工作方案(试行)"),
        ("关于开展检查的通知", None),
    ],
)
def test_plan_names(title: str, name: str | None) -> None:
    assert plan_name(title) == name


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("行动计划(2018-2020年)任务分工表", "2018-2020"),
        ("（2021—2023年）", "2021-2023"),
        ("２０２１年至２０２３年", "2021-2023"),
        ("2018年", None),
    ],
)
def test_periods(text: str, period: str | None) -> None:
    fact = read_period([(1, "甲"), (2, text)])
    assert (fact and fact.value) == period


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("根据《甲》《乙》等文件精神,按照“丙”要求,制定本计划。", ["《甲》", "《乙》"]),
        ("为深入贯彻落实《甲的意见》（国发〔2021〕4号）和《乙规划》,结合实际,制定。", ["《甲的意见》", "《乙规划》"]),
        ("为贯彻落实《甲〈乙〉的意见》。落实《甲〈乙〉的意见》。", ["《甲〈乙〉的意见》"]),
        ("修订《甲办法》。", []),
    ],
)
def test_superior_documents(text: str, names: list[str]) -> None:
    assert [fact.value for fact in read_superior_documents([(1, text)])] == names


@pytest.mark.parametrize(
    ("lines", "facts"),
    [
        (
            [
                "甲区人民政府关于印发《甲区计划》的通知",
                "甲政发〔2021〕8号",
                "各镇、各街道:",
                "现印发给你们。",
                "甲区人民政府",
                "2021年3月5日",
            ],
            ["notice title", "document number", "addressees", "letter", "issuer", "date"],
        ),
        # a title of several lines, two issuers on one line
        (
            [
                "甲区委办公室",
                "甲区政府办公室",
                "关于印发《计划》的通知",
                "各部门：",
                "甲区委办公室　甲区政府办公室",
                "2021年3月5日",
            ],
            ["notice title", "addressees", "issuer", "issuer", "date"],
        ),
        # nobody has signed: the issuers are those of the title
        (
            ["甲区人民政府关于印发《甲区计划》的通知", "各镇：", "现印发给你们。"],
            ["notice title", "issuer", "addressees", "letter"],
        ),
        ([], []),
    ],
)
def test_notices(lines: list[str], facts: list[str]) -> None:
    found = read_notice(list(enumerate(lines, 1)))
    assert [fact.kind for fact in found] == facts


def values(document: Document, kind: str) -> list[tuple[str, int, int]]:
    """Values of a kind of fact with their first and last line."""
    return [(fact.value, *fact.span) for fact in document.facts if fact.kind == kind]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("title", [("普陀区质量提升行动计划", 15, 15)]),
        ("notice title", [("中共上海市普陀区委 上海市普陀区人民政府 印发《普陀区质量提升行动计划》的通知", 1, 1)]),
        ("issuer", [("中共上海市普陀区委员会", 8, 8), ("上海市普陀区人民政府", 10, 10)]),
        ("date", [("2018-06-21", 12, 12)]),
        ("addressees", [("各部、委、办、局,法院、检察院,各街道、镇,各人民团体", 3, 3)]),
        ("period", [("2018-2020", 127, 127)]),
        ("copies", [("165", 1211, 1211)]),
        (
            "superior document",
            [
                ("《中共中央、国务院关于开展质量提升行动的指导意见》", 18, 18),
                ("《中共上海市委、上海市人民政府开展质量提升行动的实施方案》", 18, 18),
                ("《关于全力打响上海“四大品牌”率先推动高质量发展的若干意见》", 18, 18),
            ],
        ),
    ],
)
def test_putuo_facts(putuo: Document, kind: str, expected: list[tuple[str, int, int]]) -> None:
    assert values(putuo, kind) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("title", [("临江区绿色低碳发展三年行动计划（2021—2023年）", 15, 16)]),
        (
            "notice title",
            [
                (
                    "中共临江区委办公室 临江区人民政府办公室 "
                    "关于印发《临江区绿色低碳发展三年行动计划（2021—2023年）》的通知",
                    3,
                    5,
                )
            ],
        ),
        ("document number", [("临委办发〔2021〕8号", 6, 6)]),
        (
            "issuer",
            [
                ("中共临江区委办公室", 9, 9),
                ("临江区人民政府办公室", 10, 10),
                ("临江区生态文明建设委员会办公室", 11, 11),
            ],
        ),
        ("date", [("2021-03-15", 12, 12)]),
        ("period", [("2021-2023", 16, 16)]),
        ("copies", [("120", 214, 214)]),
        (
            "superior document",
            [
                ("《关于加快建立健全绿色低碳循环发展经济体系的指导意见》", 18, 18),
                ("《望海市“十四五”生态文明建设规划》", 18, 18),
            ],
        ),
    ],
)
def test_linjiang_facts(linjiang: Document, kind: str, expected: list[tuple[str, int, int]]) -> None:
    assert values(linjiang, kind) == expected


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("某区行动计划\n一、甲\n文。", "某区行动计划"),
        ("某区行动计划\n（2021-2023年）\n一、甲\n文。", "某区行动计划（2021-2023年）"),
        (
            "关于印发《某区行动计划》的通知\n各镇：\n请执行。\n某区政府\n2021年1月2日\n某区行动计划\n一、甲\n文。",
            "某区行动计划",
        ),
        # the notice itself has chapters
        (
            "关于印发《某区行动计划》的通知\n各镇：\n一、提高认识\n文。\n二、抓好落实\n文。\n某区政府\n2021年1月2日\n"
            "某区行动计划\n一、甲\n文。",
            "某区行动计划",
        ),
        # the plan's own title is missing: the one that the notice passes on
        (
            "关于印发《某区行动计划》的通知\n各镇：\n请执行。\n某区政府\n2021年1月2日\n为了甲，制定本计划。\n一、甲\n文。",
            "某区行动计划",
        ),
        # no title at all: the name of the file
        ("为了甲，制定本计划。\n一、甲\n文。", "fragment"),
    ],
)
def test_titles(parse: Callable[[str], Document], text: str, title: str) -> None:
    assert parse(text).title == title


def test_signatures_below_the_narrative(parse: Callable[[str], Document]) -> None:
    document = parse("某区行动计划\n一、甲\n文。\n某区人民政府\n2021年1月2日")
    assert values(document, "issuer") == [("某区人民政府", 4, 4)]
    assert values(document, "date") == [("2021-01-02", 5, 5)]
    assert [paragraph.text for paragraph in document.sections[0].paragraphs] == ["文。"]
