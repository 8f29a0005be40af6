"""Citations from the index's records: every quote is text of the lines that it cites, character by character."""

import re
from collections.abc import Iterable, Iterator

from bot.answering.types import Citation, Part
from corpus.text import split_clauses, split_sentences
from index.places import find_place
from index.store import Index
from index.types import AssignmentRecord, FactRecord, MeasureRecord, Passage, SectionRecord, TaskRecord

#: a task's short title is cut at a clause's end before this many characters
TITLE_LENGTH = 36
#: a headline quotes at most this many characters of a sentence
HEADLINE_LENGTH = 80


def cite_description(index: Index, task: TaskRecord) -> tuple[Citation, ...]:
    """What the task is, piece by piece as `cite_measure`."""
    return tuple(
        _cite(index, task, None, "description", lines, text)
        for lines, text in _pieces(task.description, task.first_line)
    )


def show(citations: Iterable[Citation], *, is_more: bool = False) -> tuple[Part, ...]:
    """These citations as lines of an answer."""
    return tuple(Part(citation=citation, is_more=is_more) for citation in citations)


def _pieces(text: str, first_line: int) -> Iterator[tuple[tuple[int, int], str]]:
    """The parts of a cell that stand on neighbouring lines, with these lines; other lines lie between the parts."""
    line = first_line
    for piece in re.split("(\n{2,})", text):
        if piece.strip():
            yield (line, line + piece.count("\n")), piece
        line += piece.count("\n")


def cite_departments(index: Index, task: TaskRecord) -> Citation | None:
    """The cell that names who is responsible; None where the plan names nobody."""
    if task.departments_line is None:
        return None
    lines = (task.departments_line, task.departments_line + task.departments_text.count("\n"))
    return _cite(index, task, None, "departments", lines, task.departments_text)


def cite_assignments(index: Index, task: TaskRecord) -> tuple[Citation, ...]:
    """Every cell, bracket or line that names who is responsible."""
    return tuple(cite_assignment(index, task, each) for each in index.responsible.assignments(task.id))


def cite_assignment(index: Index, task: TaskRecord, assignment: AssignmentRecord) -> Citation:
    """One cell, bracket or line that names who is responsible."""
    lines = (assignment.first_line, assignment.last_line)
    return _cite(index, task, None, "departments", lines, assignment.text)


def cite_deadline(index: Index, task: TaskRecord) -> tuple[Citation, ...]:
    """The cell that says till when a task is to be done; none where the plan does not say."""
    if task.deadline_line is None:
        return ()
    last = task.deadline_line + task.deadline_text.count("\n")
    return (_cite(index, task, None, "measures", (task.deadline_line, last), task.deadline_text),)


def cite_measure(index: Index, measure: MeasureRecord) -> tuple[Citation, ...]:
    """All that a task is to do in one year; a cell that a page's end cuts in two is cited piece by piece."""
    task = index.task(measure.task_id)
    return tuple(
        _cite(index, task, measure.year, "measures", lines, text)
        for lines, text in _pieces(measure.text, measure.first_line)
    )


def cite_passage(index: Index, passage: Passage) -> Citation:
    """One sentence."""
    last = passage.line + passage.text.strip("\n").count("\n")
    return Citation(
        document=index.document(passage.document_id).name,
        task=index.task(passage.task_id).number if passage.task_id else None,
        year=passage.year,
        field=passage.field,
        section=headings(index, passage.section_id),
        lines=(passage.line, last),
        quote=passage.text.strip(),
        place=find_place(index, passage.document_id, passage.line, last),
    )


def cite_fact(index: Index, fact: FactRecord) -> Citation:
    """A fact about the document."""
    return Citation(
        document=index.document(fact.document_id).name,
        task=None,
        year=None,
        field="metadata",
        section=(),
        lines=(fact.first_line, fact.last_line),
        quote=fact.text.strip(),
        place=find_place(index, fact.document_id, fact.first_line, fact.last_line),
    )


def cite_section(index: Index, section: SectionRecord) -> Citation:
    """A heading, by its own line."""
    return Citation(
        document=index.document(section.document_id).name,
        task=None,
        year=None,
        field="narrative" if section.part == "narrative" else "description",
        section=headings(index, section.id),
        lines=(section.first_line, section.last_line),
        quote=section.text.strip(),
        place=find_place(index, section.document_id, section.first_line, section.last_line),
    )


def _cite(index: Index, task: TaskRecord, year: int | None, field: str, lines: tuple[int, int], text: str) -> Citation:
    return Citation(
        document=index.document(task.document_id).name,
        task=task.number,
        year=year,
        field=field,
        section=headings(index, task.section_id),
        lines=lines,
        quote=text.strip(),
        place=find_place(index, task.document_id, *lines),
    )


def headings(index: Index, section_id: int | None) -> tuple[str, ...]:
    """The headings above something, as the document writes them; those of the table stand in the annex (附件)."""
    path = index.section_path(section_id)
    annex = ("附件",) if path and path[0].part == "table" else ()
    return (*annex, *((section.marker + section.title) for section in path))


def short_title(text: str, length: int = TITLE_LENGTH) -> str:
    """The beginning of a text up to the end of a clause, at most `length` characters; "…" where it is cut.

    >>> short_title("以标准化引领精细化,完善并实施区城市管理导则。"), short_title("一二三四五六七八,九十", 6)
    ('以标准化引领精细化,完善并实施区城市管理导则', '一二三四五…')
    """
    text = re.sub(r"\s*\n\s*", "", text.strip())
    shown = ""
    for start, end in split_clauses(text):
        if end - (text[end - 1] in ",，。;；、") > length:
            break
        shown = text[start and 0 : end]
        if text[end - 1] in "。;；":
            break
    if not shown:
        return text[: length - 1] + "…" if len(text) > length else text
    is_cut = len(shown) < len(text) and shown[-1] not in "。;；"
    return shown.rstrip(",，。;；、") + ("…" if is_cut else "")


def beginning(text: str, length: int) -> str:
    """The sentences of a text that fit into `length` characters, else the clauses of its first one.

    >>> beginning("甲乙丙。丁戊己。庚辛壬。", 8), beginning("一二三四五六七八,九十", 6)
    ('甲乙丙。丁戊己。…', '一二三四五…')
    """
    text = re.sub(r"\s*\n\s*", "", text.strip())
    ends = [end for _, end in split_sentences(text) if end <= length]
    if not ends:
        return short_title(text, length)
    return text[: ends[-1]] + ("…" if ends[-1] < len(text) else "")


def clause_around(text: str, start: int, end: int, length: int = HEADLINE_LENGTH) -> str:
    """The clause of a sentence around an offset range, as it stands there; cut to `length` around the range.

    >>> clause_around("推进建设,完成新建绿地25万平方米,新建绿道7公里。", 9, 15)
    '完成新建绿地25万平方米'
    """
    first = next((a for a, b in split_clauses(text) if a <= start < b), 0)
    last = next((b for a, b in split_clauses(text) if a < end <= b), len(text))
    clause = text[first:last].strip().rstrip(",，。;；、:：")
    if len(clause) <= length:
        return clause
    offset = max(0, min(start - first - length // 2, len(clause) - length))
    return ("…" if offset else "") + clause[offset : offset + length] + ("…" if offset + length < len(clause) else "")
