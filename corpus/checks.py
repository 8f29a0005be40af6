"""What an admin should know of a document before relying on it: counts that do not come out, faults of the text.

Each check takes parts of the document and gives findings. Findings of single cells of the table (page breaks,
years without 年) are made where they are met, in `corpus.table_draft` and `corpus.text_rules`.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.layout import is_annex_title
from corpus.model import Finding, FindingKind, Heading, Role, Section, Severity, Task
from corpus.outline import walk
from corpus.table_draft import Table

_HAN = "\u4e00-\u9fff"
_ASCII_PUNCTUATION = re.compile(rf"(?<=[{_HAN}”》)])[,:;!?()]|[,:;!?()](?=[{_HAN}“《])")
#: faults of typing that were left as they are
_TYPING: tuple[tuple[FindingKind, Severity, re.Pattern[str]], ...] = (
    ("doubled quotation marks", Severity.NOTE, re.compile(r"“{2,}|”{2,}|‘{2,}|’{2,}|\"{2,}")),
    ("doubled punctuation", Severity.NOTE, re.compile(r"[。,，;；、][。,，;；、]")),
    ("doubled word", Severity.DOUBT, re.compile(rf"([{_HAN}]{{2}})\1")),
)
#: doubled words that are right
_REAL_DOUBLES = {"讨论讨论", "研究研究"}
_FULL_WIDTH_DIGITS = re.compile("[０-９]")
#: a tab anywhere, or a full-width blank that does not indent a paragraph
_UNUSUAL_BLANK = re.compile(r"\t|(?<=[^\s])\u3000")
#: so much of a heading is told
_SAMPLE_LENGTH = 30
#: titles so much alike are meant to be the same (0 to 1, as difflib counts it), unless they are as short as this
_ALIKE = 0.6
_SHORT_TITLE_LENGTH = 3


def check_parts(
    lines: Sequence[str],
    sections: Sequence[Section],
    table: Table,
    table_start: int | None,
    narrative_tasks: Sequence[Task] = (),
) -> Iterator[Finding]:
    """The document has a narrative and a table with tasks, or tasks in its narrative."""
    first = next((number for number, text in enumerate(lines, 1) if text.strip()), None)
    if first is None:
        yield Finding(kind="empty document", severity=Severity.ERROR, lines=(1,))
        return
    if table_start is None and narrative_tasks:
        line = narrative_tasks[0].number_span.first
        detail = str(len(narrative_tasks))
        yield Finding(kind="tasks from narrative", severity=Severity.NOTE, lines=(line,), detail=detail)
    elif table_start is None:
        announced = next((number for number, text in enumerate(lines, 1) if is_annex_title(text)), None)
        severity = Severity.ERROR if announced else Severity.DOUBT
        yield Finding(kind="no table", severity=severity, lines=(announced or first,))
    elif not table.tasks:
        yield Finding(kind="table without tasks", severity=Severity.ERROR, lines=(table_start + 1,))
    elif Role.TABLE_HEADER not in table.roles.values():
        yield Finding(kind="table without header row", severity=Severity.DOUBT, lines=(table_start + 1,))
    if not sections:
        yield Finding(kind="no narrative", severity=Severity.DOUBT, lines=(first,))


def check_tasks(table: Table) -> Iterator[Finding]:
    """Counts of the table that do not come out; each is an error."""
    empty = {(finding.task, finding.year) for finding in table.findings if finding.kind == "year without measures"}
    yield from check_numbers(table.tasks)
    yield from (finding for finding in _check_measures(table) if (finding.task, finding.year) not in empty)
    yield from check_cells(table.tasks)


def _check_measures(table: Table) -> Iterator[Finding]:
    """Yearly tables have every year in every task; in others a task has measures and a deadline if most have them."""
    if table.is_yearly:
        yield from check_years(table.tasks)
        return
    half = len(table.tasks) / 2
    has_measures = sum(bool(task.measures) for task in table.tasks) > half
    has_deadlines = sum(task.deadline is not None for task in table.tasks) > half
    for task in table.tasks:
        if has_measures and not task.measures:
            yield replace(_task_error("no measures", task), severity=Severity.DOUBT)
        if has_deadlines and task.deadline is None:
            yield replace(_task_error("no deadline", task), severity=Severity.DOUBT)


def _task_error(kind: FindingKind, task: Task, detail: str = "", year: int | None = None) -> Finding:
    lines = (task.number_span.first,)
    return Finding(kind=kind, severity=Severity.ERROR, lines=lines, detail=detail, task=task.number, year=year)


def check_numbers(tasks: Sequence[Task]) -> Iterator[Finding]:
    """Task numbers run from 1 without a gap and without a repetition."""
    expected = 1
    for task in tasks:
        if task.number < expected:
            yield _task_error("number given twice", task)
        if task.number > expected:
            yield _task_error("number gap", task, _range(expected, task.number - 1))
        expected = max(expected, task.number + 1)


def _range(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first}-{last}"


def check_years(tasks: Sequence[Task]) -> Iterator[Finding]:
    """Every task has measures for each year that half of the tasks have."""
    counts = Counter(m.year for task in tasks for m in task.measures if m.year is not None)
    if tasks and not counts:
        lines = (tasks[0].number_span.first,)
        yield Finding(kind="table without years", severity=Severity.ERROR, lines=lines)
        return
    usual = sorted(year for year, count in counts.items() if count * 2 >= len(tasks))
    for task in tasks:
        years = {measure.year for measure in task.measures if measure.year is not None}
        if not years:
            yield _task_error("no measures", task)
            continue
        for year in usual:
            if year not in years:
                yield _task_error("missing year", task, year=year)
        for measure in task.measures:
            if measure.year_span and measure.year not in usual:
                yield Finding(
                    kind="unusual year",
                    severity=Severity.DOUBT,
                    lines=(measure.year_span.first,),
                    task=task.number,
                    year=measure.year,
                )


def check_cells(tasks: Sequence[Task]) -> Iterator[Finding]:
    """Every task has a description and somebody who is responsible, and a section where most have one."""
    with_section = sum(task.section is not None for task in tasks)
    for task in tasks:
        if not task.departments:
            yield _task_error("no department", task)
        if not task.description.text:
            yield _task_error("no description", task)
        if task.section is None and with_section * 2 > len(tasks):
            yield _task_error("no section", task)


def check_headings(sections: Sequence[Section], table: Table) -> Iterator[Finding]:
    """Headings are numbered without a gap, and the table's bear the titles that the narrative gives them."""
    yield from _check_run(_numbered_sections(sections))
    yield from _check_run(_numbered_headings(table.headings))
    yield from check_titles(sections, table.tasks)
    yield from _tell_repeated_headings(table.headings)


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A heading with its number, and what tells the heading above it from others."""

    level: int
    above: int | str
    number: int
    line: int
    text: str


def _numbered_sections(sections: Sequence[Section]) -> Iterator[_Numbered]:
    for path in walk(sections):
        section = path[-1]
        above = path[-2].span.first if len(path) > 1 else 0
        yield _Numbered(section.level, above, section.number, section.span.first, section.text)


def _numbered_headings(headings: Sequence[Heading]) -> Iterator[_Numbered]:
    """The table's headings, each once."""
    chapter = ""
    seen: set[tuple[str, str]] = set()
    for heading in headings:
        chapter = heading.title if heading.level == 1 else chapter
        above = "" if heading.level == 1 else chapter
        if heading.number and (above, heading.title) not in seen:
            seen.add((above, heading.title))
            yield _Numbered(heading.level, above, heading.number, heading.span.first, heading.text)


def _check_run(headings: Iterable[_Numbered]) -> Iterator[Finding]:
    """Headings run from 1 on below each higher one, or through the whole text."""
    last: dict[int, _Numbered] = {}
    for heading in headings:
        before = last.get(heading.level)
        last[heading.level] = heading
        is_first = before is None or before.above != heading.above
        expected = before.number + 1 if before else 1
        number, sample = heading.number, heading.text.strip()[:_SAMPLE_LENGTH]
        if number == expected or (is_first and number == 1):
            continue
        if number > expected or is_first:
            missing = _range(expected if number > expected else 1, number - 1)
            yield Finding(
                kind="section gap", severity=Severity.ERROR, lines=(heading.line,), detail=f"{missing} ← {sample}"
            )
        else:
            kind: FindingKind = "numbering begins anew" if number == 1 else "section number given twice"
            yield Finding(kind=kind, severity=Severity.DOUBT, lines=(heading.line,), detail=sample)


def check_titles(sections: Sequence[Section], tasks: Sequence[Task]) -> Iterator[Finding]:
    """Headings of the table bear the titles that the narrative gives them."""
    paths = list(walk(sections))
    twins = {(path[-2].title, path[-1].number): path[-1] for path in paths if len(path) > 1}
    titles = {path[-1].title for path in paths}
    seen: set[tuple[str, str]] = set()
    for task in tasks:
        chapter = task.chapter.title if task.chapter else ""
        for heading in (task.chapter, task.section):
            if heading is None or (chapter, heading.title) in seen:
                continue
            seen.add((chapter, heading.title))
            twin = twins.get((chapter, heading.number)) if heading is task.section else None
            twin = twin or (_most_alike(heading.title, paths) if heading.title not in titles else None)
            if twin and twin.title != heading.title:
                lines = (twin.span.first, heading.span.first)
                detail = f"{twin.title} / {heading.title}"
                yield Finding(
                    kind="title differs", severity=Severity.NOTE, lines=lines, detail=detail, task=task.number
                )


def _most_alike(title: str, paths: Iterable[tuple[Section, ...]]) -> Section | None:
    scored = [(difflib.SequenceMatcher(None, title, path[-1].title).ratio(), path[-1]) for path in paths]
    score, section = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return section if score >= _ALIKE and len(title) > _SHORT_TITLE_LENGTH else None


def _tell_repeated_headings(headings: Sequence[Heading]) -> Iterator[Finding]:
    """Headings that the table repeats at the top of every page are told once, in one finding."""
    counts = Counter((heading.level, heading.title) for heading in headings)
    repeated = tuple(heading.span.first for heading in headings if counts[(heading.level, heading.title)] > 1)
    if repeated:
        yield Finding(kind="repeated heading", severity=Severity.NOTE, lines=repeated, detail=str(len(repeated)))


def check_text(lines: Sequence[str], roles: Sequence[Role]) -> Iterator[Finding]:
    """Faults of typing that were left as they are, and what is told once for all lines."""
    text_lines = [
        (number, text)
        for number, (text, role) in enumerate(zip(lines, roles, strict=True), 1)
        if role is not Role.RESIDUE
    ]
    for number, text in text_lines:
        for kind, severity, pattern in _TYPING:
            hits = [match[0] for match in pattern.finditer(text) if match[0] not in _REAL_DOUBLES]
            if hits:
                detail = " ".join(dict.fromkeys(hits))
                yield Finding(kind=kind, severity=severity, lines=(number,), detail=detail)
    yield from _tell_together("ascii punctuation", [n for n, text in text_lines if _ASCII_PUNCTUATION.search(text)])
    yield from _tell_together("full-width digits", [n for n, text in text_lines if _FULL_WIDTH_DIGITS.search(text)])
    yield from _tell_together("unusual blank", [n for n, text in text_lines if _UNUSUAL_BLANK.search(text)])


def _tell_together(kind: FindingKind, lines: Sequence[int]) -> Iterator[Finding]:
    if lines:
        yield Finding(kind=kind, severity=Severity.NOTE, lines=tuple(lines), detail=str(len(lines)))


def tell_residue(lines: Sequence[str], residue: Iterable[int]) -> Iterator[Finding]:
    """Each piece of a web page that was left out."""
    for number in sorted(residue):
        yield Finding(kind="residue", severity=Severity.NOTE, lines=(number,), detail=lines[number - 1].strip())
