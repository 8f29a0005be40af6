"""Plans in the layouts of the genre: excerpts of real ones, and small ones made up for a layout each."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from corpus import Document, parse_document
from corpus.model import Severity

PLANS = Path(__file__).parents[1] / "data" / "plans"
Parse = Callable[[str], Document]


class Counts(NamedTuple):
    """What the import report must say of a plan, counted by hand."""

    numbers: list[int]
    departments: int
    years: tuple[int, ...]
    #: errors and doubts, with the line each is on
    findings: list[tuple[str, int]]


GAP = "number gap"
COUNTS = {
    # the lines left out of the excerpts are gaps of their numbers
    "excerpts/shandong-digital-2019": Counts([2, 3, 4, 14, 15], 10, (), [("section gap", 3), (GAP, 7)]),
    "excerpts/shandong-bigdata-2020-2022": Counts(list(range(1, 10)), 6, (), []),
    "excerpts/jinan-manufacturing-2019": Counts(
        [8, 9, 11, 23, 24, 25, 26],
        7,
        (),
        [
            ("section gap", 1),
            ("section gap", 2),
            (GAP, 4),
            ("section gap", 5),
            (GAP, 6),
            ("item without department", 12),
        ],
    ),
    "excerpts/farm-machinery-2018": Counts(
        [3, 4, 18, 19, 20], 6, (), [("section gap", 7), ("section gap", 13), (GAP, 14)]
    ),
    "excerpts/innovation-table-2018": Counts(
        [1, 2, 3, 21, 22, 23], 11, (), [("section gap", 8), ("section gap", 36), (GAP, 38)]
    ),
    "excerpts/shaanxi-actions-2019": Counts(list(range(1, 9)), 22, (), []),
    "excerpts/hangzhou-opc-2026": Counts(
        [1, 2, 6, 13, 14], 11, (), [("note on departments", 9), (GAP, 11), ("section gap", 12), (GAP, 13)]
    ),
    "yunze-water-plan-2022-2025": Counts(list(range(1, 12)), 17, (), []),
    "qinghe-tourism-plan-2024": Counts(list(range(1, 11)), 20, (), []),
}


@pytest.mark.parametrize("name", COUNTS)
def test_counts(name: str) -> None:
    document = parse_document(PLANS / f"{name}.txt")
    found = [(f.kind, f.lines[0]) for f in document.findings if f.severity is not Severity.NOTE]
    numbers = [task.number for task in document.tasks]
    assert Counts(numbers, len(document.departments), document.years, found) == COUNTS[name]


@pytest.mark.parametrize("name", COUNTS)
def test_what_a_task_cites_stands_on_its_lines(name: str) -> None:
    document = parse_document(PLANS / f"{name}.txt")
    for task in document.tasks:
        cells = [
            task.description,
            *(each.cell for each in task.assignments),
            *([task.deadline.cell] if task.deadline else []),
        ]
        for text, (first, last) in [(cell.text, cell.span) for cell in cells] + [
            (m.text, m.span) for m in task.measures
        ]:
            lines = document.lines[first - 1 : last]
            assert len(text.split("\n")) == len(lines)
            assert all(part in line for part, line in zip(text.split("\n"), lines, strict=True))
            assert text.strip()
        for assignment in task.assignments:
            assert assignment.covers is None or 0 <= assignment.covers[0] < assignment.covers[1] <= len(
                task.description.text
            )


def shown(document: Document) -> list[str]:
    """Each task in one line: number, headings, what, measures, who, till when."""
    lines = []
    for task in document.tasks:
        headings = "/".join(heading.title for heading in (task.chapter, task.section) if heading)
        text = task.description.text.replace("\n", "¶")
        measures = " ".join(f"{m.year or m.column}:{m.text}" for m in task.measures)
        bodies = " ".join(f"{name}={duty.value}" for name, duty in task.responsible)
        deadline = task.deadline.value if task.deadline else "-"
        lines.append(" | ".join([str(task.number), headings, text, measures, bodies, deadline]))
    return lines


LAYOUTS = {
    "brackets behind numbered items, numbers begin anew": (
        "一、水\n1.清淤。清河道。（甲局负责）\n2.护岸。（乙局负责）\n二、气\n1.降尘。（甲局牵头，乙局配合）",
        [
            "1 | 水/清淤 | 1.清淤。清河道。 |  | 甲局=plain | -",
            "2 | 水/护岸 | 2.护岸。 |  | 乙局=plain | -",
            "3 | 气/降尘 | 1.降尘。 |  | 甲局=lead 乙局=support | -",
        ],
    ),
    "labels on lines of their own, names below a label": (
        "一、水\n（一）清淤。\n清理河道。\n责任单位：\n甲局、乙局\n完成时限：\n2025年底前\n（二）护岸。\n牵头单位：丙局\n配合单位：甲局",
        [
            "1 | 水/清淤 | （一）清淤。¶清理河道。 |  | 甲局=plain 乙局=plain | 2025年底前",
            "2 | 水/护岸 | （二）护岸。 |  | 丙局=lead 甲局=support | -",
        ],
    ),
    "paragraphs below one heading": (
        "一、水\n清理河道。（甲局负责）\n修建护岸。（乙局负责）",
        ["1 | 水/水 | 清理河道。 |  | 甲局=plain | -", "2 | 水/水 | 修建护岸。 |  | 乙局=plain | -"],
    ),
    "no headings at all": (
        "各镇：\n清理河道。（责任单位：甲局）\n修建护岸。（责任单位：乙局）",
        ["1 |  | 清理河道。 |  | 甲局=plain | -", "2 |  | 修建护岸。 |  | 乙局=plain | -"],
    ),
    "a bracket behind the last of several small items": (
        "一、水\n（一）河道\n1.清淤。\n（1）清理。\n（2）外运。\n（责任单位：甲局、乙局）\n2.护岸。（丙局负责）",
        [
            "1 | 水/清淤 | 1.清淤。¶（1）清理。¶（2）外运。 |  | 甲局=plain 乙局=plain | -",
            "2 | 水/护岸 | 2.护岸。 |  | 丙局=plain | -",
        ],
    ),
    "a table with measures, deadline, lead and support": (
        "附件：分工表\n序号\n重点任务\n工作措施\n完成时限\n牵头单位\n配合单位\n一、水\n1\n清淤\n清河道5条。\n2025年\n甲局\n乙局、丙局\n"
        "2\n护岸\n持续推进\n乙局\n3\n治污\n建泵站。\n（1）一号站。\n6月底前\n丙局",
        [
            "1 | 水 | 清淤 | :清河道5条。 | 甲局=lead 乙局=support 丙局=support | 2025年",
            "2 | 水 | 护岸 |  | 乙局=lead | 持续推进",
            "3 | 水 | 治污 | :建泵站。\n（1）一号站。 | 丙局=lead | 6月底前",
        ],
    ),
    "rows on one line, yearly columns with a blank cell": (
        "分工表\n序号\t重点任务\t2024年\t2025年\t责任单位\n1\t清淤\t3条\t5条\t甲局\n2\t护岸\t\t2公里\t乙局、甲局",
        ["1 |  | 清淤 | 2024:3条 2025:5条 | 甲局=plain | -", "2 |  | 护岸 | 2025:2公里 | 乙局=plain 甲局=plain | -"],
    ),
    "a table as Markdown writes it, chapters across it": (
        "| 序号 | 任务 | 完成时限 | 责任单位 |\n|---|---|---|---|\n| 一、水 | | | |\n"
        "| 1 | 清淤 | 年底前 | 甲局牵头，乙局配合 |",
        ["1 | 水 | 清淤 |  | 甲局=lead 乙局=support | 年底前"],
    ),
    "a table without numbers, and the text going on below it": (
        "一、总则\n执行。\n二、任务\n工作任务\n责任单位\n完成时限\n1.清淤\n甲局\n2025年底前\n2.护岸\n乙局\n长期坚持\n三、保障\n加强领导。",
        ["1 |  | 1.清淤 |  | 甲局=plain | 2025年底前", "2 |  | 2.护岸 |  | 乙局=plain | 长期坚持"],
    ),
    "two tables with other columns": (
        "附件1\n序号\n任务\n责任单位\n1\n清淤\n甲局\n附件2\n序号\n项目名称\n建设内容\n责任单位\n1\n水厂\n建一座。\n乙局",
        ["1 |  | 清淤 |  | 甲局=plain | -", "2 |  | 水厂 | 建设内容:建一座。 | 乙局=plain | -"],
    ),
}


@pytest.mark.parametrize(("text", "tasks"), LAYOUTS.values(), ids=LAYOUTS.keys())
def test_layouts(parse: Parse, text: str, tasks: list[str]) -> None:
    assert shown(parse(text)) == tasks


def test_a_task_of_several_parts(parse: Parse) -> None:
    """Each bracket inside a paragraph is about what stands before it; the title is about all of them."""
    (task,) = parse("一、水\n1.治水。清河道（甲局牵头）。修护岸（乙局牵头，甲局配合）。").tasks
    text = task.description.text
    assert [text[slice(*each.covers)] for each in task.assignments if each.covers] == [
        "清河道（甲局牵头）",
        "。修护岸（乙局牵头，甲局配合）。",
    ]
    assert [(name, duty.value) for name, duty in task.responsible] == [("甲局", "lead"), ("乙局", "lead")]


def test_the_first_body_leads_where_the_text_says_so(parse: Parse) -> None:
    document = parse(
        "一、水\n（一）清淤。（甲部、乙部负责。列第一位者为牵头单位，下同）\n（二）护岸。（乙部、丙部等负责）"
    )
    duties = [[(name, duty.value) for name, duty in task.responsible] for task in document.tasks]
    assert duties == [[("甲部", "lead"), ("乙部", "support")], [("乙部", "lead"), ("丙部", "support")]]


def test_a_table_of_years_with_columns_for_lead_and_support(parse: Parse) -> None:
    document = parse("序号\n主要任务\n2024年\n2025年\n牵头部门\n配合部门\n1\n清淤\n3条。\n5条。\n甲局\n乙局、各镇")
    assert shown(document) == ["1 |  | 清淤 | 2024:3条。 2025:5条。 | 甲局=lead 乙局=support 各镇=support | -"]


def test_the_title_below_the_head_of_a_web_page(parse: Parse) -> None:
    document = parse("政策原文\n某市\n某市清洁行动计划（2024—2026年）（征求意见稿）\n一、任务\n1.清淤。（甲局负责）")
    assert document.title == "某市清洁行动计划（2024—2026年）（征求意见稿）"


def test_several_plans_in_one_document(parse: Parse) -> None:
    document = parse("甲专项行动方案\n一、任务\n1.清淤。（甲局负责）\n乙专项行动方案\n一、任务\n1.护岸。（乙局负责）")
    assert [section.title for section in document.sections] == ["甲专项行动方案", "乙专项行动方案"]
    assert [(task.number, task.chapter and task.chapter.title) for task in document.tasks] == [
        (1, "甲专项行动方案"),
        (2, "乙专项行动方案"),
    ]


def test_text_without_tasks_is_a_narrative(parse: Parse) -> None:
    document = parse("一、供暖\n接到报修后2小时内上门。\n二、监管\n建立档案。")
    assert document.tasks == ()
    assert [section.title for section in document.sections] == ["供暖", "监管"]
    assert [finding.kind for finding in document.findings] == ["no table"]
