"""Counts that do not come out are errors, and nothing that is lost goes by in silence."""

from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from corpus import Document, parse_lines
from corpus.model import Role, Severity

Parse = Callable[[str], Document]
HEAD = "某区行动计划\n一、总则\n请执行。\n附件：任务分工表\n序号\n重点任务\n年度举措\n责任单位"


def task(
    number: int | str,
    *,
    description: str = "治水。",
    department: str = "区水务局",
    years: Sequence[str] = ("甲。", "乙。"),
) -> str:
    """The cells of a task, one a line; an empty cell is left out."""
    cells = [str(number), description, department]
    for year, text in zip(("2024年", "2025年"), years, strict=False):
        cells += [year, text] if text is not None else []
    return "\n".join(cell for cell in cells if cell)


def plan(*tasks: str) -> str:
    """A whole plan with these tasks."""
    return "\n".join([HEAD, *tasks])


ERRORS = {
    "a gap": (plan(task(1), task(2), task(4)), [("number gap", 23, 4, None, "3")]),
    "a wide gap": (plan(task(1), task(5)), [("number gap", 16, 5, None, "2-4")]),
    "first number is not 1": (plan(task(2), task(3)), [("number gap", 9, 2, None, "1")]),
    "a number twice": (plan(task(1), task(2), task(2)), [("number given twice", 23, 2, None, "")]),
    "a lost number": (plan(task(1), task(""), task(3)), [("task without number", 16, 2, None, "治水。")]),
    "a lost description": (plan(task(1), task(2, description="")), [("no description", 16, 2, None, "")]),
    "no department": (plan(task(1), task(2, department="")), [("no department", 16, 2, None, "")]),
    "a year missing": (plan(task(1), task(2), task(3, years=("甲。",))), [("missing year", 23, 3, 2025, "")]),
    "a year without measures": (
        plan(task(1), task(2, years=("", "乙。"))),
        [("year without measures", 19, 2, 2024, "")],
    ),
    "the last year without measures": (
        plan(task(1), task(2, years=("甲。", ""))),
        [("year without measures", 21, 2, 2025, "")],
    ),
    "no measures": (plan(task(1), task(2, years=())), [("no measures", 16, 2, None, "")]),
    "no years at all": (plan(task(1, years=()), task(2, years=())), [("table without years", 9, None, None, "")]),
    "a year twice": (
        plan(task(1), task(2), task(3).replace("2025", "2024")),
        [("missing year", 23, 3, 2025, ""), ("year given twice", 28, 3, 2024, "2024年")],
    ),
    "a section's line lost": (
        plan("（一）水\n1、清水", task(1), "2、岸", task(2), "（二）气", task(3)),
        [("no section", 27, 3, None, "")],
    ),
    "a section's number missing in the table": (
        plan("（一）水\n1、清水", task(1), "3、岸", task(2)),
        [("section gap", 18, None, None, "2 ← 3、岸")],
    ),
    "a section's number missing in the narrative": (
        plan(task(1)).replace("请执行。", "（一）甲\n文。\n（三）乙\n文。"),
        [("section gap", 5, None, None, "2 ← （三）乙")],
    ),
    "no table": ("某区行动计划\n一、总则\n请执行。\n附件：任务分工表", [("no table", 4, None, None, "")]),
    "an empty table": (plan(), [("table without tasks", 5, None, None, "")]),
    "a year outside of tasks": (plan("2024年", task(1)), [("stray cell", 9, None, None, "2024年")]),
    "nothing": ("", [("empty document", 1, None, None, "")]),
    "blanks": (" \n\u3000\n\t", [("empty document", 1, None, None, "")]),
}

DOUBTS = {
    "narrative alone": ("某区行动计划\n一、总则\n请执行。", ["no table"]),
    "table alone": ("序号\n重点任务\n年度举措\n责任单位\n" + task(1), ["no narrative"]),
    "one line": ("某区行动计划", ["no narrative", "no table"]),
    "no header row": (plan(task(1)).replace("序号\n重点任务\n年度举措\n责任单位\n", ""), ["table without header row"]),
    "a body that no rule knows": (plan(task(1), task(2, department="绿谷港")), ["unknown body"]),
    "a cell of two paragraphs": (plan(task(1, years=("甲。\n又甲。", "乙。"))), ["cell in several lines"]),
    "a stray cell": (plan(task(1), "查看更多", task(2)), ["stray cell"]),
    "other departments below another year": (
        plan(task(1), task(2, years=("甲。\n区科委", "乙。"))),
        ["departments in several cells"],
    ),
    "a year of one task alone": (plan(task(1), task(2), task(3) + "\n2026年\n丙。"), ["unusual year"]),
    "a word twice": (plan(task(1, description="推进推进治水。")), ["doubled word"]),
    "a number twice in the narrative": (
        plan(task(1)).replace("请执行。", "（一）甲\n文。\n（二）乙\n文。\n（二）丙\n文。"),
        ["section number given twice"],
    ),
    "several plans in one": (
        plan(task(1)).replace("请执行。", "文。\n二、甲\n文。\n一、总则\n文。"),
        ["numbering begins anew"],
    ),
}

FINE = {
    "numbers that run on through all chapters": plan(task(1)).replace(
        "请执行。", "1.甲。文。\n2.乙。文。\n二、丙\n3.丁。文。\n4.戊。文。"
    ),
    "chapters told once, sections below": plan(
        "（一）水\n1、清水", task(1), "2、岸", task(2), "（二）气\n1、尘", task(3)
    ),
    "quoted names side by side": plan(task(1, description="打造“甲”“乙”品牌，研究研究。")),
    "a note and an imprint": plan(task(1), "注：由区水务局解释。", "抄送：区委办。", "（共印20份）"),
}


@pytest.mark.parametrize(("text", "errors"), ERRORS.values(), ids=ERRORS.keys())
def test_errors(parse: Parse, text: str, errors: list[tuple[str, int, int | None, int | None, str]]) -> None:
    found = [
        (finding.kind, finding.lines[0], finding.task, finding.year, finding.detail)
        for finding in parse(text).findings
        if finding.severity is Severity.ERROR
    ]
    assert found == errors


@pytest.mark.parametrize(("text", "kinds"), DOUBTS.values(), ids=DOUBTS.keys())
def test_doubts(parse: Parse, text: str, kinds: list[str]) -> None:
    findings = [finding for finding in parse(text).findings if finding.severity is not Severity.NOTE]
    assert [(finding.kind, finding.severity) for finding in findings] == [(kind, Severity.DOUBT) for kind in kinds]


@pytest.mark.parametrize("text", FINE.values(), ids=FINE.keys())
def test_nothing_to_doubt(parse: Parse, text: str) -> None:
    assert [finding for finding in parse(text).findings if finding.severity is not Severity.NOTE] == []


def errors_of(document: Document) -> Counter[tuple[str, int | None, int | None]]:
    return Counter(
        (finding.kind, finding.task, finding.year)
        for finding in document.findings
        if finding.severity is Severity.ERROR
    )


def test_every_lost_cell_is_an_error(linjiang: Document) -> None:
    """Whichever cell is taken out of the table, an error tells of it; parts of cells of several lines are left."""
    cells = {Role.TASK_NUMBER, Role.YEAR, Role.DESCRIPTION, Role.MEASURE, Role.DEPARTMENTS}
    in_parts = {
        line
        for task in linjiang.tasks
        for measure in task.measures
        if measure.span.first != measure.span.last
        for line in range(measure.span.first, measure.span.last + 1)
    }
    silent = [
        line
        for line, role in enumerate(linjiang.roles, 1)
        if role in cells and line not in in_parts and not errors_of(without(linjiang, line)) - errors_of(linjiang)
    ]
    assert silent == []


def without(document: Document, line: int) -> Document:
    return parse_lines(document.name, document.lines[: line - 1] + document.lines[line:])
