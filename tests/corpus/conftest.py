"""Both plans, parsed once, and what the laws of their records need."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from corpus import Document, parse_document, parse_lines
from corpus.model import Role, Span, Task
from corpus.outline import walk

ROOT = Path(__file__).parents[2]
PLANS = {
    "putuo": ROOT / "corpus/documents/putuo-quality-plan-2018-2020.txt",
    "linjiang": ROOT / "tests/data/plans/linjiang-green-plan-2021-2023.txt",
}

#: a record's kind, its text, the lines that it cites, and the roles that these lines have
CitedText = tuple[str, str, Span, set[Role]]


@pytest.fixture(scope="session")
def putuo() -> Document:
    """The real plan."""
    return parse_document(PLANS["putuo"])


@pytest.fixture(scope="session")
def linjiang() -> Document:
    """The made-up plan of the same genre, with another layout and other faults."""
    return parse_document(PLANS["linjiang"])


@pytest.fixture(scope="session", params=sorted(PLANS))
def plan(request: pytest.FixtureRequest) -> Document:
    """Each plan in turn."""
    return parse_document(PLANS[request.param])


@pytest.fixture
def parse() -> Callable[[str], Document]:
    """The records of a text."""
    return lambda text: parse_lines("fragment", text.strip("\n").split("\n"))


@pytest.fixture(scope="session")
def cited_texts() -> Callable[[Document], list[CitedText]]:
    """Every text of a document's records with the lines that it cites."""
    return lambda document: list(_cited_texts(document))


def _cited_texts(document: Document) -> Iterator[CitedText]:
    for fact in document.facts:
        yield fact.kind, fact.text, fact.span, set(Role) - {Role.BLANK, Role.RESIDUE}
    for paragraph in document.preamble:
        yield "paragraph", paragraph.text, paragraph.span, {Role.PARAGRAPH}
    for path in walk(document.sections):
        section = path[-1]
        yield "section", section.text, section.span, {Role.HEADING}
        for paragraph in section.paragraphs:
            yield "paragraph", paragraph.text, paragraph.span, {Role.PARAGRAPH, Role.HEADING}
    for task in document.tasks:
        yield from _texts_of_task(task)


def _texts_of_task(task: Task) -> Iterator[CitedText]:
    for heading in (task.chapter, task.section):
        if heading:
            yield "heading", heading.text, heading.span, {Role.TABLE_HEADING, Role.HEADING}
    narrative = {Role.HEADING, Role.PARAGRAPH}
    if task.description.text:
        yield "description", task.description.text, task.description.span, {Role.DESCRIPTION, *narrative}
    for measure in task.measures:
        yield "measure", measure.text, measure.span, {Role.MEASURE}
    for assignment in task.assignments:
        yield "departments", assignment.cell.text, assignment.cell.span, {Role.DEPARTMENTS, *narrative}
    if task.deadline:
        yield "deadline", task.deadline.cell.text, task.deadline.cell.span, {Role.DEADLINE, *narrative}


@pytest.fixture(scope="session")
def text_of_lines() -> Callable[[Document, Span, set[Role]], str]:
    """The lines of a document from the first to the last of a span; those of other roles count as blank ones."""

    def join(document: Document, span: Span, roles: set[Role]) -> str:
        numbers: Sequence[int] = range(span.first, span.last + 1)
        return "\n".join(document.lines[n - 1] if document.roles[n - 1] in roles else "" for n in numbers)

    return join
