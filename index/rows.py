"""The rows of an index, from documents: pure functions, no database.

`document_rows` gives the rows of one document; ids are handed out by a `Counter` that runs over all documents.
"""

import itertools
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from corpus.model import Cell, Document, Fact, Heading, Measure, Paragraph, Place, Quantity, Role, Section, Span, Task
from corpus.outline import walk
from corpus.target_years import target_years
from corpus.text import fold, split_sentences

Row = dict[str, Any]


@dataclass(slots=True)
class Rows:
    """Rows by table."""

    tables: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    _ids: dict[str, Iterator[int]] = field(default_factory=lambda: defaultdict(lambda: itertools.count(1)))

    def add(self, table: str, **columns: Any) -> None:
        """Append a row that has no id of its own."""
        self.tables[table].append(columns)

    def add_with_id(self, table: str, **columns: Any) -> int:
        """Append a row and return the id that it got."""
        number = self.next_id(table)
        self.tables[table].append({"id": number, **columns})
        return number

    def next_id(self, table: str) -> int:
        """An id that no row of the table has."""
        return next(self._ids[table])


def add_document(rows: Rows, document: Document, sha256: str, departments: dict[str, int]) -> None:
    """Add the rows of one document.

    Args:
        departments: id of each department by its name; new ones are added here and to the rows.
    """
    document_id = rows.add_with_id(
        "documents",
        name=document.name,
        title=document.title,
        sha256=sha256,
        line_count=len(document.lines),
        first_year=min(document.years, default=None),
        last_year=max(document.years, default=None),
        first_passage=None,
        last_passage=None,
    )
    _add_lines(rows, document, document_id)
    for fact in (*document.facts, *_further_facts(document)):
        rows.add_with_id(
            "facts", document_id=document_id, kind=fact.kind, value=fact.value, text=fact.text, **_span(fact.span)
        )
    for finding in document.findings:
        rows.add_with_id(
            "findings",
            document_id=document_id,
            kind=finding.kind,
            severity=str(finding.severity),
            line=finding.lines[0],
            lines=",".join(map(str, finding.lines)),
            task=finding.task,
            year=finding.year,
            detail=finding.detail,
        )
    narrative = _add_narrative(rows, document, document_id)
    headings = _add_headings(rows, document, document_id, narrative)
    for task in document.tasks:
        _add_task(rows, task, document, document_id, headings, departments)
    ids = [passage["id"] for passage in rows.tables["passages"]] or [1, 0]
    rows.tables["documents"][-1].update(first_passage=ids[0], last_passage=ids[-1])


def _add_lines(rows: Rows, document: Document, document_id: int) -> None:
    places: Sequence[Place | None] = document.places or (None,) * len(document.lines)
    for number, (text, role, place) in enumerate(zip(document.lines, document.roles, places, strict=True), 1):
        shown = json.dumps(place.to_json(), ensure_ascii=False) if place else None
        rows.add("lines", document_id=document_id, number=number, text=text, role=str(role), place=shown)


#: what a letter of approval says: 已经区委、区人民政府领导同志同意
_APPROVAL = re.compile("同意|批准|审议通过|审定")


def _further_facts(document: Document) -> Iterator[Fact]:
    """What people ask of a document beside its notice: who approved it, its annex, the columns of its table."""
    for fact in document.facts:
        if fact.kind == "letter" and _APPROVAL.search(fact.text):
            yield replace(fact, kind="approval")
    annex = next((number for number, role in enumerate(document.roles, 1) if role is Role.TABLE_TITLE), None)
    if annex is not None:
        text = document.lines[annex - 1]
        yield Fact(
            kind="annex",
            value=re.sub(r"^\s*附\s*件\s*\d*\s*[:：]\s*", "", text).strip(),
            text=text,
            span=Span(annex, annex),
        )
    numbers = [number for number, role in enumerate(document.roles, 1) if role is Role.TABLE_HEADER]
    columns = dict.fromkeys(document.lines[number - 1].strip() for number in numbers)
    for column in columns:
        first = next(number for number in numbers if document.lines[number - 1].strip() == column)
        yield Fact(kind="columns", value=column, text=document.lines[first - 1], span=Span(first, first))


def _span(span: tuple[int, int]) -> Row:
    return {"first_line": span[0], "last_line": span[1]}


@dataclass(slots=True)
class _Narrative:
    """The ids of the narrative's sections: by the parent's folded title and the number, and by the line."""

    twins: dict[tuple[str, int], int] = field(default_factory=dict)
    by_line: dict[int, int] = field(default_factory=dict)


def _lines_of_tasks(document: Document) -> set[int]:
    """The lines that tasks consist of: what stands there is found and cited as the task's."""
    spans = [task.description.span for task in document.tasks]
    spans += [assignment.cell.span for task in document.tasks for assignment in task.assignments]
    spans += [task.deadline.cell.span for task in document.tasks if task.deadline]
    return {line for first, last in spans for line in range(first, last + 1)}


def _add_narrative(rows: Rows, document: Document, document_id: int) -> _Narrative:
    """Add the narrative, apart from what belongs to tasks."""
    of_tasks = _lines_of_tasks(document)

    def add(paragraphs: Sequence[Paragraph], section_id: int | None) -> None:
        own = [paragraph for paragraph in paragraphs if paragraph.span.first not in of_tasks]
        _add_paragraphs(rows, own, document_id, section_id, has_target_years=not document.years)

    add(document.preamble, None)
    ids: dict[tuple[Section, ...], int] = {}
    found = _Narrative()
    twins = found.twins
    for path in walk(document.sections):
        section = path[-1]
        ids[path] = rows.add_with_id(
            "sections",
            document_id=document_id,
            parent_id=ids.get(path[:-1]),
            twin_id=None,
            part="narrative",
            level=section.level,
            marker=section.marker,
            number=section.number,
            title=section.title,
            text=section.text,
            **_span(section.span),
        )
        found.by_line[section.span.first] = ids[path]
        parent = path[-2].title if len(path) > 1 else ""
        twins.setdefault((fold(parent), section.number), ids[path])
        twins.setdefault((fold(section.title), 0), ids[path])
        heading = Paragraph(text=section.text, span=section.span)
        is_alone = all(paragraph.span != section.span for paragraph in section.paragraphs)
        add((*([heading] if is_alone else []), *section.paragraphs), ids[path])
    return found


def _add_paragraphs(
    rows: Rows,
    paragraphs: Sequence[Paragraph],
    document_id: int,
    section_id: int | None,
    *,
    has_target_years: bool,
) -> None:
    for paragraph in paragraphs:
        _add_passages(
            rows,
            paragraph,
            field="narrative",
            document_id=document_id,
            section_id=section_id,
            has_target_years=has_target_years,
        )


def _add_headings(
    rows: Rows, document: Document, document_id: int, narrative: _Narrative
) -> dict[tuple[str, str, int], int]:
    """Add the table's chapters and sections, each once; returns the ids of all headings that tasks stand under."""
    ids: dict[tuple[str, str, int], int] = {}
    twins = narrative.twins
    for task in document.tasks:
        for chapter, heading in ((task.chapter, None), (task.chapter, task.section)):
            key = _heading_key(document, chapter, heading)
            shown = heading or chapter
            if shown is None or key in ids:
                continue
            if _is_of_narrative(document, shown):
                ids[key] = narrative.by_line[shown.span.first]
                continue
            twin = twins.get((fold(chapter.title), heading.number)) if chapter and heading else None
            ids[key] = rows.add_with_id(
                "sections",
                document_id=document_id,
                parent_id=ids.get(_heading_key(document, chapter, None)) if heading else None,
                twin_id=twin or twins.get((fold(shown.title), 0)),
                part="table",
                level=shown.level,
                marker=shown.marker,
                number=shown.number,
                title=shown.title,
                text=shown.text,
                **_span(shown.span),
            )
    return ids


def _is_of_narrative(document: Document, heading: Heading) -> bool:
    return document.roles[heading.span.first - 1] is Role.HEADING


def _heading_key(document: Document, chapter: Heading | None, section: Heading | None) -> tuple[str, str, int]:
    """What tells a heading from others: its titles in a table, which repeats it; its line in the narrative."""
    shown = section or chapter
    if shown is not None and _is_of_narrative(document, shown):
        return ("", "", shown.span.first)
    return (chapter.title if chapter else "", section.title if section else "", 0)


def _add_task(
    rows: Rows,
    task: Task,
    document: Document,
    document_id: int,
    headings: dict[tuple[str, str, int], int],
    departments: dict[str, int],
) -> None:
    chapter_id = headings.get(_heading_key(document, task.chapter, None)) if task.chapter else None
    section_id = headings.get(_heading_key(document, task.chapter, task.section), chapter_id)
    has_target_years = not document.years
    deadline = task.deadline
    task_id = rows.add_with_id(
        "tasks",
        document_id=document_id,
        number=task.number,
        chapter_id=chapter_id,
        section_id=section_id,
        title=task.title,
        description=task.description.text,
        **_span(task.description.span),
        number_line=task.number_span.first,
        departments_text=task.departments_cell.text if task.departments_cell else "",
        departments_line=task.departments_cell.span.first if task.departments_cell else None,
        deadline=deadline.value if deadline else "",
        deadline_text=deadline.cell.text if deadline else "",
        deadline_line=deadline.cell.span.first if deadline else None,
    )
    where: Row = {"document_id": document_id, "task_id": task_id, "section_id": section_id}
    _add_passages(rows, task.description, field="description", has_target_years=has_target_years, **where)
    for measure in task.measures:
        rows.add_with_id(
            "measures",
            task_id=task_id,
            year=measure.year,
            label=measure.column,
            text=measure.text,
            **_span(measure.span),
        )
        _add_passages(rows, measure, field="measures", year=measure.year, has_target_years=has_target_years, **where)
    if deadline:
        _add_passages(rows, deadline.cell, field="measures", **where)
    _add_departments(rows, task, task_id, departments)


def _add_departments(rows: Rows, task: Task, task_id: int, departments: dict[str, int]) -> None:
    """Who is responsible: for the whole task, and by each assignment."""
    for name in task.departments:
        if name not in departments:
            departments[name] = rows.add_with_id("departments", name=name, english="")
    for position, (name, duty) in enumerate(task.responsible, 1):
        rows.add("task_departments", task_id=task_id, department_id=departments[name], position=position, role=duty)
    for assignment in task.assignments:
        start, end = assignment.covers or (None, None)
        cell = assignment.cell
        assignment_id = rows.add_with_id(
            "assignments", task_id=task_id, text=cell.text, **_span(cell.span), start=start, end=end
        )
        for position, (name, duty) in enumerate(assignment.responsible, 1):
            rows.add(
                "assignment_departments",
                assignment_id=assignment_id,
                department_id=departments[name],
                position=position,
                role=duty,
            )


def _add_passages(
    rows: Rows,
    cell: Paragraph | Cell | Measure,
    *,
    field: str,
    document_id: int,
    section_id: int | None,
    task_id: int | None = None,
    year: int | None = None,
    has_target_years: bool = False,
) -> None:
    """Add the sentences of one cell or paragraph, and the figures in them.

    Args:
        has_target_years: each sentence is for the year that the text names for it (到2025年), where it names one.
    """
    sentences = split_sentences(cell.text)
    years = target_years(cell.text, sentences) if has_target_years and year is None else [year] * len(sentences)
    for (start, end), year in zip(sentences, years, strict=True):
        text = cell.text[start:end]
        passage_id = rows.add_with_id(
            "passages",
            document_id=document_id,
            task_id=task_id,
            section_id=section_id,
            year=year,
            field=field,
            line=cell.span.first + cell.text.count("\n", 0, start),
            start=start,
            text=text,
            folded=fold(text),
        )
        for quantity in cell.quantities:
            if start <= quantity.start < end:
                _add_quantity(rows, quantity, start, passage_id, document_id, task_id, year)


def _add_quantity(
    rows: Rows,
    quantity: Quantity,
    offset: int,
    passage_id: int,
    document_id: int,
    task_id: int | None,
    year: int | None,
) -> None:
    rows.add_with_id(
        "quantities",
        passage_id=passage_id,
        document_id=document_id,
        task_id=task_id,
        year=year,
        raw=quantity.raw,
        value=float(quantity.value),
        high=None if quantity.high is None else float(quantity.high),
        unit=quantity.unit,
        bound=str(quantity.bound),
        scope=quantity.scope,
        measures=quantity.measures,
        start=quantity.start - offset,
        end=quantity.end - offset,
    )
