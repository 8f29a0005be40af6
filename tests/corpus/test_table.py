"""Tasks of tables in the layouts of the genre, each a short made-up table."""

from collections.abc import Callable

import pytest

from corpus import Document

Parse = Callable[[str], Document]
HEADER = "序号\n重点任务\n年度举措\n责任单位\n"


def shown(document: Document) -> list[str]:
    """Each task on a line: chapter/section number description years and measures departments."""
    return [
        f"{task.chapter.title if task.chapter else '-'}/{task.section.title if task.section else '-'} "
        f"{task.number} {task.description.text} "
        + " ".join(f"{measure.year}:{measure.text}" for measure in task.measures)
        + " "
        + "+".join(task.departments)
        for task in document.tasks
    ]


LAYOUTS = {
    "departments before the years": (
        HEADER + "1\n治水。\n区水务局\n2024年\n甲。\n2025年\n乙。\n2\n治气。\n区环保局\n2024年\n丙。\n2025年\n丁。",
        ["-/- 1 治水。 2024:甲。 2025:乙。 区水务局", "-/- 2 治气。 2024:丙。 2025:丁。 区环保局"],
    ),
    "departments between the years, blank lines between the cells": (
        (HEADER + "1\n治水。\n2024年\n甲。\n区水务局、区科委\n2025年\n乙。").replace("\n", "\n\n"),
        ["-/- 1 治水。 2024:甲。 2025:乙。 区水务局+区科委"],
    ),
    "departments after the years": (
        HEADER + "1\n治水。\n2024年\n甲。\n2025年\n乙。\n区水务局\n2\n治气。\n2024年\n丙。\n2025年\n丁。\n区环保局",
        ["-/- 1 治水。 2024:甲。 2025:乙。 区水务局", "-/- 2 治气。 2024:丙。 2025:丁。 区环保局"],
    ),
    "departments below every year": (
        HEADER + "1\n治水。\n2024年\n甲。\n区水务局\n2025年\n乙。\n区水务局",
        ["-/- 1 治水。 2024:甲。 2025:乙。 区水务局"],
    ),
    "departments left of the description": (
        "序号\n责任单位\n重点任务\n年度举措\n1\n区水务局\n治水。\n2024年\n甲。\n2025年\n乙。",
        ["-/- 1 治水。 2024:甲。 2025:乙。 区水务局"],
    ),
    "departments by role, each on its line": (
        HEADER + "1\n治水。\n牵头单位：区水务局\n配合单位：区科委、各镇\n2024年\n甲。\n2025年\n乙。",
        ["-/- 1 治水。 2024:甲。 2025:乙。 区水务局+区科委+各镇"],
    ),
    "bodies that no rule knows": (
        HEADER
        + "1\n治水。\n2024年\n甲。\n2025年\n乙。\n区水务局\n2\n治气。\n2024年\n丙。\n2025年\n丁。\n绿谷港\n"
        + "3\n治土。\n2024年\n戊。\n2025年\n己。\n区环保局",
        [
            "-/- 1 治水。 2024:甲。 2025:乙。 区水务局",
            "-/- 2 治气。 2024:丙。 2025:丁。 绿谷港",
            "-/- 3 治土。 2024:戊。 2025:己。 区环保局",
        ],
    ),
    "years as columns": (
        "序号\n任务\n2024年\n2025年\n责任单位\n一、水\n1\n治水。\n甲。\n乙。\n区水务局\n2\n护水。\n丙。\n丁。\n区水务局",
        ["水/- 1 治水。 2024:甲。 2025:乙。 区水务局", "水/- 2 护水。 2024:丙。 2025:丁。 区水务局"],
    ),
    "years and measures in one cell": (
        HEADER + "1\n治水。\n2024年：甲。\n2025年：乙。\n区水务局",
        ["-/- 1 治水。 2024:2024年：甲。 2025:2025年：乙。 区水务局"],
    ),
    "years taken together": (
        HEADER + "1\n治水。\n2024-2025年\n甲。\n区水务局",
        ["-/- 1 治水。 2024:甲。 2025:甲。 区水务局"],
    ),
    "other names of years and numbers": (
        HEADER + "（1）\n治水。\n区水务局\n2024年度目标\n甲。\n２０２５年：\n乙。\n"
        "（2）\n治气。\n区环保局\n二〇二四年\n丙。\n2025\n丁。",
        ["-/- 1 治水。 2024:甲。 2025:乙。 区水务局", "-/- 2 治气。 2024:丙。 2025:丁。 区环保局"],
    ),
    "Chinese task numbers": (
        HEADER + "一\n治水。\n区水务局\n2024年\n甲。\n2025年\n乙。\n二\n治气。\n区环保局\n2024年\n丙。\n2025年\n丁。",
        ["-/- 1 治水。 2024:甲。 2025:乙。 区水务局", "-/- 2 治气。 2024:丙。 2025:丁。 区环保局"],
    ),
    "no column for numbers": (
        "重点任务\n年度举措\n责任单位\n（一）水\n1.治水。加强整治。\n2024年\n甲。\n区水务局\n2025年\n乙。\n2.护水\n2024年\n丙。\n区水务局\n2025年\n丁。",
        ["水/- 1 1.治水。加强整治。 2024:甲。 2025:乙。 区水务局", "水/- 2 2.护水 2024:丙。 2025:丁。 区水务局"],
    ),
    "chapters and sections of other markers": (
        HEADER + "第一章 水\n第一节 清水\n1\n治水。\n区水务局\n2024年\n甲。\n2025年\n乙。\n"
        "第二节 岸\n2\n护岸。\n区水务局\n2024年\n丙。\n2025年\n丁。",
        ["水/清水 1 治水。 2024:甲。 2025:乙。 区水务局", "水/岸 2 护岸。 2024:丙。 2025:丁。 区水务局"],
    ),
    "sections alone": (
        HEADER + "1、清水\n1\n治水。\n区水务局\n2024年\n甲。\n2025年\n乙。",
        ["-/清水 1 治水。 2024:甲。 2025:乙。 区水务局"],
    ),
    "chapters without markers": (
        "领域\n" + HEADER + "清水行动\n1\n治水。\n2024年\n甲。\n2025年\n乙。\n区水务局\n"
        "蓝天行动\n2\n治气。\n2024年\n丙。\n2025年\n丁。\n区环保局",
        ["清水行动/- 1 治水。 2024:甲。 2025:乙。 区水务局", "蓝天行动/- 2 治气。 2024:丙。 2025:丁。 区环保局"],
    ),
    "items inside cells are no headings": (
        HEADER + "（一）水\n1\n治水\n2024年\n1.清淤3公里；\n2.护岸2公里。\n2025年\n1.推进甲\n2.推进乙\n区水务局\n"
        "（二）气\n2\n治气\n2024年\n丙。\n2025年\n丁。\n区环保局",
        [
            "水/- 1 治水 2024:1.清淤3公里；\n2.护岸2公里。 2025:1.推进甲\n2.推进乙 区水务局",
            "气/- 2 治气 2024:丙。 2025:丁。 区环保局",
        ],
    ),
    "no header row": (
        "某区行动计划\n一、总则\n请执行。\n附件：任务分工表\n1\n治水。\n2024年\n甲。\n2025年\n乙。\n区水务局",
        ["-/- 1 治水。 2024:甲。 2025:乙。 区水务局"],
    ),
}

PAGES = {
    "a header row inside a task": (
        HEADER + "1\n治水。\n区水务局\n2024年\n甲。\n" + HEADER + "2025年\n乙。",
        ["-/- 1 治水。 2024:甲。 2025:乙。 区水务局"],
    ),
    "a header row and headings inside a task": (
        HEADER + "（一）水\n1、岸\n1\n治水。\n区水务局\n2024年\n甲。\n" + HEADER + "（一）水\n1、岸\n2025年\n乙。",
        ["水/岸 1 治水。 2024:甲。 2025:乙。 区水务局"],
    ),
    "a header row between a year and its measures": (
        HEADER + "（一）水\n1\n治水。\n区水务局\n2024年\n" + HEADER + "（一）水\n甲。\n2025年\n乙。",
        ["水/- 1 治水。 2024:甲。 2025:乙。 区水务局"],
    ),
    "measures cut in two": (
        HEADER + "1\n治水。\n区水务局\n2024年\n完成新建\n— 7 —\n" + HEADER + "绿地。\n2025年\n乙。",
        ["-/- 1 治水。 2024:完成新建\n\n\n\n\n\n绿地。 2025:乙。 区水务局"],
    ),
    "measures cut in two, with the departments between them": (
        HEADER + "1\n治水。\n2024年\n完成新建\n区水务局\n续表\n绿地。\n2025年\n乙。",
        ["-/- 1 治水。 2024:完成新建\n\n\n绿地。 2025:乙。 区水务局"],
    ),
    "a description cut in two": (
        HEADER + "1\n加强\n" + HEADER + "治水。\n区水务局\n2024年\n甲。\n2025年\n乙。",
        ["-/- 1 加强\n\n\n\n\n治水。 2024:甲。 2025:乙。 区水务局"],
    ),
    "a year repeated at the top of a page": (
        HEADER + "1\n治水。\n区水务局\n2024年\n甲。\n" + HEADER + "2024年\n又甲\n2025年\n乙。",
        ["-/- 1 治水。 2024:甲。\n\n\n\n\n\n又甲 2025:乙。 区水务局"],
    ),
    "the number of a page": (
        HEADER + "1\n治水。\n区水务局\n2024年\n甲。\n12\n2025年\n乙。\n2\n护水。\n区水务局\n2024年\n甲。\n2025年\n乙。",
        ["-/- 1 治水。 2024:甲。 2025:乙。 区水务局", "-/- 2 护水。 2024:甲。 2025:乙。 区水务局"],
    ),
    "a task's number repeated": (
        HEADER + "1\n" + HEADER + "1\n治水。\n区水务局\n2024年\n甲。\n2025年\n乙。",
        ["-/- 1 治水。 2024:甲。 2025:乙。 区水务局"],
    ),
    "a second annex": (
        HEADER + "1\n治水。\n区水务局\n2024年\n甲。\n2025年\n乙。\n附件2\n名词解释\n清淤：挖泥。",
        ["-/- 1 治水。 2024:甲。 2025:乙。 区水务局"],
    ),
}


@pytest.mark.parametrize(("text", "tasks"), LAYOUTS.values(), ids=LAYOUTS.keys())
def test_layouts(parse: Parse, text: str, tasks: list[str]) -> None:
    document = parse(text)
    assert shown(document) == tasks
    assert [finding for finding in document.findings if finding.severity == "error"] == []


@pytest.mark.parametrize(("text", "tasks"), PAGES.values(), ids=PAGES.keys())
def test_page_ends(parse: Parse, text: str, tasks: list[str]) -> None:
    document = parse(text)
    assert shown(document) == tasks
    assert [finding for finding in document.findings if finding.severity == "error"] == []


def test_a_chapter_ends_the_section_of_the_one_before(parse: Parse) -> None:
    document = parse(
        HEADER
        + "（一）水\n1、岸\n1\n治水。\n区水务局\n2024年\n甲。\n2025年\n乙。\n"
        + "（二）气\n2\n治气。\n区环保局\n2024年\n甲。\n2025年\n乙。"
    )
    assert [line.split()[0] for line in shown(document)] == ["水/岸", "气/-"]
