"""The rows of an index, from documents: pure functions, no database.

`document_rows` gives the rows of one document; ids are handed out by a `Counter` that runs over all documents.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from corpus.model import Cell, Document, Fact, Heading, Measure, Paragraph, Quantity, Role, Section, Span, Task
from corpus.outline import walk
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
    )
    for number, (text, role) in enumerate(zip(document.lines, document.roles, strict=True), 1):
        rows.add("lines", document_id=document_id, number=number, text=text, role=str(role))
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
    twins = _add_narrative(rows, document, document_id)
    headings = _add_headings(rows, document, document_id, twins)
    for task in document.tasks:
        _add_task(rows, task, document_id, headings, departments)


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


def _add_narrative(rows: Rows, document: Document, document_id: int) -> dict[tuple[str, int], int]:
    """Add the narrative; returns the id of each section by its parent's folded title and its number."""
    _add_paragraphs(rows, document.preamble, document_id, None)
    ids: dict[tuple[Section, ...], int] = {}
    twins: dict[tuple[str, int], int] = {}
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
        parent = path[-2].title if len(path) > 1 else ""
        twins.setdefault((fold(parent), section.number), ids[path])
        twins.setdefault((fold(section.title), 0), ids[path])
        heading = Paragraph(text=section.text, span=section.span)
        is_alone = all(paragraph.span != section.span for paragraph in section.paragraphs)
        _add_paragraphs(rows, (*([heading] if is_alone else []), *section.paragraphs), document_id, ids[path])
    return twins


def _add_paragraphs(rows: Rows, paragraphs: Sequence[Paragraph], document_id: int, section_id: int | None) -> None:
    for paragraph in paragraphs:
        _add_passages(rows, paragraph, field="narrative", document_id=document_id, section_id=section_id)


def _add_headings(
    rows: Rows, document: Document, document_id: int, twins: dict[tuple[str, int], int]
) -> dict[tuple[str, str], int]:
    """Add the table's chapters and sections, each once; returns their ids by chapter title and section title."""
    ids: dict[tuple[str, str], int] = {}
    for task in document.tasks:
        for chapter, heading in ((task.chapter, None), (task.chapter, task.section)):
            key = _heading_key(chapter, heading)
            shown = heading or chapter
            if shown is None or key in ids:
                continue
            twin = twins.get((fold(chapter.title), heading.number)) if chapter and heading else None
            ids[key] = rows.add_with_id(
                "sections",
                document_id=document_id,
                parent_id=ids.get(_heading_key(chapter, None)) if heading else None,
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


def _heading_key(chapter: Heading | None, section: Heading | None) -> tuple[str, str]:
    return (chapter.title if chapter else "", section.title if section else "")


def _add_task(
    rows: Rows, task: Task, document_id: int, headings: dict[tuple[str, str], int], departments: dict[str, int]
) -> None:
    chapter_id = headings.get(_heading_key(task.chapter, None)) if task.chapter else None
    section_id = headings.get(_heading_key(task.chapter, task.section), chapter_id)
    task_id = rows.add_with_id(
        "tasks",
        document_id=document_id,
        number=task.number,
        chapter_id=chapter_id,
        section_id=section_id,
        description=task.description.text,
        **_span(task.description.span),
        number_line=task.number_span.first,
        departments_text=task.departments_cell.text if task.departments_cell else "",
        departments_line=task.departments_cell.span.first if task.departments_cell else None,
    )
    where: Row = {"document_id": document_id, "task_id": task_id, "section_id": section_id}
    _add_passages(rows, task.description, field="description", **where)
    for measure in task.measures:
        rows.add_with_id("measures", task_id=task_id, year=measure.year, text=measure.text, **_span(measure.span))
        _add_passages(rows, measure, field="measures", year=measure.year, **where)
    for position, name in enumerate(task.departments, 1):
        if name not in departments:
            departments[name] = rows.add_with_id("departments", name=name, english="")
        rows.add(
            "task_departments", task_id=task_id, department_id=departments[name], position=position, role="responsible"
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
) -> None:
    """Add the sentences of one cell or paragraph, and the figures in them."""
    for start, end in split_sentences(cell.text):
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
            words=None,  # cut once the words of all documents are known
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


def folded_texts(rows: Rows, document_id: int | None = None) -> Iterable[str]:
    """Every folded text that is searched, of one document or of all: passages and headings."""
    for table, text in (("passages", lambda row: row["folded"]), ("sections", lambda row: fold(row["title"]))):
        yield from (text(row) for row in rows.tables[table] if document_id in (None, row["document_id"]))
