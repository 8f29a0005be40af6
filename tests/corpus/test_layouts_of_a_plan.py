"""The real plan laid out in other ways: the same tasks come out of it."""

import unicodedata
from collections.abc import Callable, Sequence

import pytest

from corpus import Document, parse_lines
from corpus.model import Role, Severity

Lines = list[str]
OTHER_NAMES = {
    "工作目标": "重点领域",
    "序号": "编号",
    "主要任务": "重点任务",
    "工作具体举措": "年度目标",
    "责任部门": "牵头单位",
}


def without(plan: Document, role: Role) -> Lines:
    return [text for text, other in zip(plan.lines, plan.roles, strict=True) if other is not role]


def rewrite(plan: Document, role: Role, write: Callable[[str], str]) -> Lines:
    return [write(text) if other is role else text for text, other in zip(plan.lines, plan.roles, strict=True)]


def departments_before_years(plan: Document) -> Lines:
    lines = list(plan.lines)
    for task in reversed(plan.tasks):
        assert task.departments_cell
        lines.insert(task.description.span.last, lines.pop(task.departments_cell.span.first - 1))
    return lines


def departments_after_years(plan: Document) -> Lines:
    lines = list(plan.lines)
    for task in reversed(plan.tasks):
        assert task.departments_cell
        lines.insert(task.measures[-1].span.last - 1, lines.pop(task.departments_cell.span.first - 1))
    return lines


LAYOUTS: dict[str, Callable[[Document], Lines]] = {
    "no blank lines": lambda plan: without(plan, Role.BLANK),
    "indented by full-width blanks": lambda plan: [f"\u3000\u3000{text}" if text else text for text in plan.lines],
    "full-width punctuation": lambda plan: [
        text.translate(str.maketrans(",:;()", "，：；（）")) for text in plan.lines
    ],
    "other names of columns": lambda plan: rewrite(plan, Role.TABLE_HEADER, lambda text: OTHER_NAMES[text]),
    "four columns": lambda plan: [text for text in plan.lines if text != "工作目标"],
    "no header rows": lambda plan: without(plan, Role.TABLE_HEADER),
    "numbers in brackets": lambda plan: rewrite(plan, Role.TASK_NUMBER, lambda text: f"（{text}）"),
    "years of goals": lambda plan: rewrite(plan, Role.YEAR, lambda text: f"{text.removesuffix('年')}年度目标："),
    "departments by role": lambda plan: rewrite(plan, Role.DEPARTMENTS, lambda text: f"责任单位：{text}"),
    "departments before the years": departments_before_years,
    "departments after the years": departments_after_years,
}


def shown(document: Document) -> list[str]:
    """What the tasks say, width of signs and blanks aside."""
    texts: list[Sequence[object]] = [
        (
            task.number,
            task.chapter and task.chapter.title,
            task.section and task.section.title,
            task.description.text.strip(),
            [(measure.year, measure.text.strip()) for measure in task.measures],
            task.departments,
        )
        for task in document.tasks
    ]
    return [unicodedata.normalize("NFKC", repr(text)) for text in texts]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_layouts(putuo: Document, layout: Callable[[Document], Lines]) -> None:
    document = parse_lines(putuo.name, layout(putuo))
    assert shown(document) == shown(putuo)
    assert [finding for finding in document.findings if finding.severity is Severity.ERROR] == []


def test_bodies_that_no_rule_knows(putuo: Document) -> None:
    """Names that do not end as bodies do are found where the others stand, and told as a doubt."""
    names = {"区市场监管局": "阳光里", "区商务委": "绿谷港", "区科委": "智汇湾"}
    lines = list(putuo.lines)
    for task in putuo.tasks:
        assert task.departments_cell
        at = task.departments_cell.span.first - 1
        for name, other in names.items():
            lines[at] = lines[at].replace(name, other)
    document = parse_lines(putuo.name, lines)
    renamed = [tuple(names.get(name, name) for name in task.departments) for task in putuo.tasks]
    assert [task.departments for task in document.tasks] == renamed
    doubted = {finding.task for finding in document.findings if finding.kind == "unknown body"}
    assert doubted == {task.number for task in putuo.tasks if set(task.departments) & set(names)}
