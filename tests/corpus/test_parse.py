"""Whole documents: what every record cites, what becomes of every line, and the counts."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Document, parse_lines
from corpus.cells import split_row
from corpus.model import Cell, Measure, Role, Span
from corpus.outline import walk

EXPECTED = Path(__file__).parents[1] / "data/plans/linjiang-green-plan-2021-2023.expected.json"

#: lines that stand for themselves: no record has their text
HEADING_ROLES = {Role.TITLE, Role.HEADING, Role.TABLE_TITLE, Role.TABLE_HEADER, Role.TABLE_HEADING}
PARTS_OF_LINES = {"description", "measure", "departments", "deadline"}
STRUCTURE_ROLES = {Role.TASK_NUMBER, Role.YEAR}

CitedTexts = Callable[[Document], list[tuple[str, str, Span, set[Role]]]]
TextOfLines = Callable[[Document, Span, set[Role]], str]


@pytest.mark.parametrize(
    ("name", "tasks", "measures", "departments", "shared", "years"),
    [
        ("putuo", 38, 114, 26, 10, (2018, 2019, 2020)),
        ("linjiang", 16, 48, 19, 8, (2021, 2022, 2023)),
    ],
)
def test_counts(
    request: pytest.FixtureRequest,
    name: str,
    tasks: int,
    measures: int,
    departments: int,
    shared: int,
    years: tuple[int, ...],
) -> None:
    document: Document = request.getfixturevalue(name)
    assert len(document.tasks) == tasks
    assert sum(len(task.measures) for task in document.tasks) == measures
    assert len(document.departments) == departments
    assert sum(len(task.departments) > 1 for task in document.tasks) == shared
    assert document.years == years
    assert [task.number for task in document.tasks] == list(range(1, tasks + 1))
    assert {tuple(measure.year for measure in task.measures) for task in document.tasks} == {years}


def test_every_record_cites_its_lines(plan: Document, cited_texts: CitedTexts, text_of_lines: TextOfLines) -> None:
    assert_records_cite_their_lines(plan, cited_texts, text_of_lines)


def assert_records_cite_their_lines(document: Document, cited_texts: CitedTexts, text_of_lines: TextOfLines) -> None:
    for kind, text, span, roles in cited_texts(document):
        # a piece of residue, or a fact of its own, may stand between the lines of a title
        whole = text_of_lines(document, span, roles)
        pairs = zip(text.split("\n"), whole.split("\n"), strict=True)
        # what a line of the narrative, or a row that stands on one line, says of a task is a part of that line
        is_part = kind in PARTS_OF_LINES and (is_narrative(document, span) or any(map(split_row, whole.split("\n"))))
        for part, line in pairs:
            assert (part == line) or (is_part and part in line) or (roles & {Role.NOTICE} and not part), (kind, span)
        assert text.strip(), (kind, span)


def is_narrative(document: Document, span: Span) -> bool:
    return document.roles[span.first - 1] in {Role.HEADING, Role.PARAGRAPH}


def test_every_line_is_accounted_for(plan: Document, cited_texts: CitedTexts) -> None:
    assert_lines_are_accounted_for(plan, cited_texts)
    years = {measure.year_span.first for task in plan.tasks for measure in task.measures if measure.year_span}
    assert years == lines_with(plan, Role.YEAR)


def assert_lines_are_accounted_for(document: Document, cited_texts: CitedTexts) -> None:
    """Every line is blank, a heading, part of a record, or a piece of residue that a finding names."""
    of_records = {n for _, _, span, _ in cited_texts(document) for n in range(span.first, span.last + 1)}
    of_findings = {line for finding in document.findings for line in finding.lines}
    for number, (text, role) in enumerate(zip(document.lines, document.roles, strict=True), 1):
        assert (role is Role.BLANK) == (not text.strip()), number
        if role is Role.RESIDUE:
            assert number in of_findings, number
        elif role not in HEADING_ROLES | STRUCTURE_ROLES | {Role.BLANK}:
            assert number in of_records, (number, role)
    assert {task.number_span.first for task in document.tasks} >= lines_with(document, Role.TASK_NUMBER)


def lines_with(document: Document, role: Role) -> set[int]:
    """Numbers of the lines that have a role."""
    return {number for number, other in enumerate(document.roles, 1) if other is role}


def test_every_quantity_cites_its_place(plan: Document) -> None:
    paragraphs = [*plan.preamble, *(p for path in walk(plan.sections) for p in path[-1].paragraphs)]
    cells: list[Cell | Measure] = [task.description for task in plan.tasks]
    cells += [measure for task in plan.tasks for measure in task.measures]
    quantities = [(record.text, quantity) for record in paragraphs for quantity in record.quantities]
    quantities += [(cell.text, quantity) for cell in cells for quantity in cell.quantities]
    assert len(quantities) > 50
    for text, quantity in quantities:
        assert text[quantity.start : quantity.end] == quantity.raw


def test_departments_are_names_of_their_cell(plan: Document) -> None:
    for task in plan.tasks:
        assert task.departments_cell
        for name in task.departments:
            assert name in task.departments_cell.text.replace(" ", "")


def test_linjiang_records(linjiang: Document) -> None:
    """The records of the made-up plan, checked by hand against its lines."""
    assert tasks_to_json(linjiang) == json.loads(EXPECTED.read_text(encoding="utf-8"))


def tasks_to_json(document: Document) -> list[dict[str, object]]:
    """Each task in a few words, with the lines that its parts stand on."""
    return [
        {
            "number": task.number,
            "line": task.number_span.first,
            "chapter": task.chapter.text.strip() if task.chapter else None,
            "section": task.section.text.strip() if task.section else None,
            "description": list(task.description.span),
            "measures": {str(measure.year): list(measure.span) for measure in task.measures},
            "departments": list(task.departments),
            "figures": {
                str(measure.year): [quantity.raw for quantity in measure.quantities] for measure in task.measures
            },
        }
        for task in document.tasks
    ]


@pytest.mark.parametrize(
    ("number", "chapter", "section", "departments"),
    [
        (1, "(一)质量引领,推动经济转型", "1、增加产品优质供给", ("区市场监管局",)),
        (5, "(一)质量引领,推动经济转型", "2、推动现代服务业发展", ("区科委", "区商务委")),
        (16, "(一)质量引领,推动经济转型", "5、营造一流营商环境", ("区市场监管局", "区审改办")),
        (22, "(二)质量驱动,促进社会转型", "1、提升公共服务供给水平", ("区卫生计生委",)),
        (36, "(三)质量提升,服务城区转型", "3、提高生态环境质量水平", ("区环保局",)),
        (37, "(三)质量提升,服务城区转型", "3、提高生态环境质量水平", ("区发改委", "区商务委", "区建管委")),
    ],
)
def test_putuo_tasks(putuo: Document, number: int, chapter: str, section: str, departments: tuple[str, ...]) -> None:
    task = putuo.tasks[number - 1]
    assert task.number == number
    assert task.chapter
    assert task.section
    assert (task.chapter.text, task.section.text, task.departments) == (chapter, section, departments)


#: cells of tables of the genre, in any order: what comes out must keep the laws, whatever it is
CELLS = (
    *("工作目标", "序号", "主要任务", "年度举措", "责任部门", "备注", "续表", "附件:任务分工表", "某区清洁行动计划"),
    *("一、总体要求", "(一)水", "1、清水", "2、护岸", "第一章 总则", "1.推进甲。推进乙。", "(1)推进丙", "2.推进丁"),
    *("1", "2", "3", "12", "4.", "(5)", "六", "2021年", "2022年", "2023", "２０２２年", "2021年目标:", "2022-2023年"),
    *("2021年:建成5座。", "区水务局", "区科委、区教育局", "牵头单位:区数据局", "绿谷港", "建成公园", "清淤10公里"),
    *("公里,建成2座。", "完成75%。", "", "", " ", "— 3 —", "验证码", "共印20份", "2021年3月5日", "各镇、各街道:"),
    *("某区人民政府关于印发《某区清洁行动计划》的通知", "根据《甲》《乙》,制定本计划。", "注:略。", "抄送:区委。"),
)
LINES = st.lists(st.sampled_from(CELLS) | st.text(max_size=12).map(lambda text: text.replace("\n", " ")), max_size=40)


@settings(max_examples=200, deadline=None)
@given(lines=LINES)
def test_any_lines_give_a_document(cited_texts: CitedTexts, text_of_lines: TextOfLines, lines: list[str]) -> None:
    document = parse_lines("any", lines)
    assert_records_cite_their_lines(document, cited_texts, text_of_lines)
    assert_lines_are_accounted_for(document, cited_texts)
    for finding in document.findings:
        assert finding.lines
        assert all(1 <= line <= len(document.lines) for line in finding.lines)
    for task in document.tasks:
        assert all(quantity.value >= Decimal(0) for measure in task.measures for quantity in measure.quantities)


#: edits of a plan: at which line, how many lines are taken out there, and what is put in
EDITS = st.lists(
    st.tuples(st.integers(0, 220), st.integers(0, 3), st.lists(st.sampled_from(CELLS), max_size=2)), max_size=6
)


@pytest.fixture(scope="module")
def damage(linjiang: Document) -> Callable[[list[tuple[int, int, list[str]]]], Document]:
    """The made-up plan after some edits."""

    def edit(edits: list[tuple[int, int, list[str]]]) -> Document:
        lines = list(linjiang.lines)
        for at, taken, put in edits:
            lines[at : at + taken] = put
        return parse_lines("damaged", lines)

    return edit


@settings(max_examples=60, deadline=None)
@given(edits=EDITS)
def test_any_damaged_plan_gives_a_document(
    damage: Callable[[list[tuple[int, int, list[str]]]], Document],
    cited_texts: CitedTexts,
    text_of_lines: TextOfLines,
    edits: list[tuple[int, int, list[str]]],
) -> None:
    document = damage(edits)
    assert_records_cite_their_lines(document, cited_texts, text_of_lines)
    assert_lines_are_accounted_for(document, cited_texts)
