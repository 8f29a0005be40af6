"""Citations: every one that can be made of any record of the index stands in the plan. Titles and clauses."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answering.evidence import (
    cite_departments,
    cite_description,
    cite_fact,
    cite_measure,
    cite_passage,
    cite_section,
    clause_around,
    headings,
    short_title,
)
from bot.answering.types import Citation
from bot.service import Service
from index.build import build_index
from index.store import Index
from tests.bot.answering.asking import is_verbatim, squeeze

SECOND_PLAN = Path(__file__).parents[2] / "data" / "plans" / "linjiang-green-plan-2021-2023.txt"
FIELDS = {"description", "measures", "departments", "narrative", "metadata"}


def every_citation(index: Index) -> list[Citation]:
    kinds = {kind for (kind,) in index.rows("SELECT DISTINCT kind FROM facts")}
    passage_ids = [number for (number,) in index.rows("SELECT id FROM passages")]
    tasks = index.tasks()
    return [
        *(citation for task in tasks for citation in cite_description(index, task)),
        *(citation for task in tasks if (citation := cite_departments(index, task))),
        *(each for task in tasks for measure in index.measures(task.id) for each in cite_measure(index, measure)),
        *(cite_passage(index, passage) for passage in index.passages(passage_ids)),
        *(cite_section(index, section) for section in index.sections),
        *(cite_fact(index, fact) for kind in kinds for fact in index.facts(1, kind)),
    ]


def test_whatever_can_be_cited_stands_in_the_plan(service: Service) -> None:
    citations = every_citation(service.index)
    assert len(citations) > 38 * 2 + 114 + 600
    for citation in citations:
        assert is_verbatim(citation), citation
        assert squeeze(citation.quote)
        assert citation.field in FIELDS
        assert citation.document == "putuo-quality-plan-2018-2020"


@pytest.fixture(scope="module")
def second_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    path = tmp_path_factory.mktemp("second-plan") / "index.db"
    build_index([SECOND_PLAN], path)
    opened = Index(path)
    yield opened
    opened.close()


def test_cells_that_a_page_cuts_are_cited_piece_by_piece(second_index: Index) -> None:
    document = SECOND_PLAN.read_text("utf-8").split("\n")
    citations = every_citation(second_index)
    assert [citation for citation in citations if not is_verbatim(citation, document)] == []
    # task 9 goes on behind the end of a page
    pieces = [
        citation for citation in citations if (citation.task, citation.year, citation.field) == (9, 2022, "measures")
    ]
    assert len({citation.lines for citation in pieces}) > 1


def test_a_citation_of_a_task_names_its_headings_and_of_the_narrative_its_own(service: Service) -> None:
    for citation in every_citation(service.index):
        if citation.task is not None:
            assert citation.section[0] == "附件"
            assert len(citation.section) == 3
        elif citation.field == "narrative":
            assert "附件" not in citation.section
    assert headings(service.index, None) == ()


def test_a_year_is_cited_with_measures_and_with_nothing_else(service: Service) -> None:
    for citation in every_citation(service.index):
        assert (citation.year is not None) == (citation.field == "measures")


TITLES: tuple[tuple[str, int, str], ...] = (
    ("增加绿色生态空间,完善城区景观布局。", 36, "增加绿色生态空间,完善城区景观布局"),
    ("推进商事制度改革,落实“证照分离”。后面还有。", 36, "推进商事制度改革,落实“证照分离”"),
    ("一二三四五六七八,九十", 6, "一二三四五…"),
    ("一二三,四五六七八九十", 6, "一二三…"),
    ("短", 36, "短"),
    ("", 36, ""),
    ("  前后空白  ", 36, "前后空白"),
)


@pytest.mark.parametrize(("text", "length", "title"), TITLES)
def test_short_titles(text: str, length: int, title: str) -> None:
    assert short_title(text, length) == title


def test_a_short_title_is_the_beginning_of_its_text_and_no_longer_than_asked(service: Service) -> None:
    for task in service.index.tasks():
        for length in (5, 20, 36, 80):
            title = short_title(task.description, length)
            assert len(title) <= length + 1
            assert task.description.startswith(title.rstrip("…"))


CLAUSES: tuple[tuple[str, str, str], ...] = (
    ("推进建设,完成新建绿地25万平方米,新建绿道7公里。", "25万平方米", "完成新建绿地25万平方米"),
    ("推进建设,完成新建绿地25万平方米,新建绿道7公里。", "7公里", "新建绿道7公里"),
    ("75%的企业实施HACCP体系。", "75%", "75%的企业实施HACCP体系"),
)


@pytest.mark.parametrize(("text", "figure", "clause"), CLAUSES, ids=[row[2] for row in CLAUSES])
def test_the_clause_around_a_figure(text: str, figure: str, clause: str) -> None:
    start = text.index(figure)
    assert clause_around(text, start, start + len(figure)) == clause


def test_a_long_clause_is_cut_around_its_figure() -> None:
    text = "甲" * 200 + "75%" + "乙" * 200
    clause = clause_around(text, 200, 203, 40)
    assert "75%" in clause
    assert len(clause) <= 42
    assert clause.startswith("…")
    assert clause.endswith("…")


def test_every_figure_of_the_plan_stands_in_its_clause(service: Service) -> None:
    index = service.index
    passage_ids = [number for (number,) in index.rows("SELECT id FROM passages")]
    for passage in index.passages(passage_ids):
        for quantity in index.quantities_of_passage(passage.id):
            assert quantity.raw in clause_around(passage.text, quantity.start, quantity.end)
