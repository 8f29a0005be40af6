"""What an admin should know of a document before relying on it: counts that do not come out, faults of the text.

Each check takes the document's parts and gives findings; `CHECKS` lists them. Findings of the table itself
(page breaks, years without 年) are made where they are met, in `corpus.table`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from corpus.model import Finding, Heading, Role, Section, Severity, Task
from corpus.outline import walk

_ASCII_PUNCTUATION = re.compile(r"(?<=[\u4e00-\u9fff”》)])[,:;!?()]|[,:;!?()](?=[\u4e00-\u9fff“《])")
_DOUBLED_QUOTES = re.compile(r"[“”]{2,}|[‘’]{2,}|\"{2,}")
_DOUBLED_MARKS = re.compile(r"[。,，;；、][。,，;；、]")
_DOUBLED_WORD = re.compile(r"([\u4e00-\u9fff]{2})\1")
#: doubled words that are right
_REAL_DOUBLES = {"讨论讨论"}


def _task_error(kind: str, task: Task, detail: str = "", year: int | None = None) -> Finding:
    lines = (task.number_span.first,)
    return Finding(kind=kind, severity=Severity.ERROR, lines=lines, detail=detail, task=task.number, year=year)


def check_numbers(tasks: Sequence[Task]) -> Iterator[Finding]:
    """Task numbers run from 1 without a gap and without a repetition."""
    expected = 1
    for task in tasks:
        if task.number < expected:
            yield _task_error("number given twice", task)
        if task.number > expected:
            missing = f"{expected}" if task.number == expected + 1 else f"{expected}-{task.number - 1}"
            yield _task_error("number gap", task, missing)
        expected = max(expected, task.number + 1)


def check_years(tasks: Sequence[Task]) -> Iterator[Finding]:
    """Every task has measures for each year that half of the tasks have."""
    counts = Counter(measure.year for task in tasks for measure in task.measures)
    usual = sorted(year for year, count in counts.items() if count * 2 >= len(tasks))
    for task in tasks:
        years = {measure.year for measure in task.measures}
        for year in usual:
            if year not in years:
                yield _task_error("missing year", task, year=year)
        for measure in task.measures:
            if measure.year not in usual:
                yield Finding(
                    kind="unusual year", severity=Severity.DOUBT, lines=(measure.year_span.first,),
                    task=task.number, year=measure.year,
                )  # fmt: skip


def check_cells(tasks: Sequence[Task]) -> Iterator[Finding]:
    """Every task has a description and somebody who is responsible."""
    for task in tasks:
        if not task.departments:
            yield _task_error("no department", task)
        if not task.description.text:
            yield _task_error("no description", task)


def check_titles(sections: Sequence[Section], tasks: Sequence[Task]) -> Iterator[Finding]:
    """Headings of the table bear the titles that the narrative gives them."""
    narrative = {(path[-2].title, path[-1].number): path[-1] for path in walk(sections) if len(path) > 1}
    seen: set[tuple[str, str]] = set()
    for task in tasks:
        if task.chapter is None or task.section is None:
            continue
        twin = narrative.get((task.chapter.title, task.section.number))
        pair = (task.chapter.title, task.section.title)
        if twin is not None and twin.title != task.section.title and pair not in seen:
            lines = (twin.span.first, task.section.span.first)
            detail = f"{twin.title} / {task.section.title}"
            yield Finding(kind="title differs", severity=Severity.NOTE, lines=lines, detail=detail, task=task.number)
        seen.add(pair)


def check_text(lines: Sequence[str], roles: Sequence[Role]) -> Iterator[Finding]:
    """Faults of typing that were left as they are: doubled marks and words, ASCII punctuation."""
    patterns = (
        ("doubled quotation marks", Severity.NOTE, _DOUBLED_QUOTES),
        ("doubled punctuation", Severity.NOTE, _DOUBLED_MARKS),
        ("doubled word", Severity.DOUBT, _DOUBLED_WORD),
    )
    for number, text in enumerate(lines, 1):
        if roles[number - 1] is Role.RESIDUE:
            continue
        for kind, severity, pattern in patterns:
            hits = [match[0] for match in pattern.finditer(text) if match[0] not in _REAL_DOUBLES]
            if hits:
                detail = " ".join(dict.fromkeys(hits))
                yield Finding(kind=kind, severity=severity, lines=(number,), detail=detail)
    ascii_lines = tuple(number for number, text in enumerate(lines, 1) if _ASCII_PUNCTUATION.search(text))
    if ascii_lines:
        yield Finding(kind="ascii punctuation", severity=Severity.NOTE, lines=ascii_lines, detail=str(len(ascii_lines)))


def check_headings(headings: Sequence[Heading]) -> Iterator[Finding]:
    """Headings that the table repeats at the top of every page are told once, in one finding."""
    counts = Counter((heading.level, heading.title) for heading in headings)
    repeated = tuple(heading.span.first for heading in headings if counts[(heading.level, heading.title)] > 1)
    if repeated:
        yield Finding(kind="repeated heading", severity=Severity.NOTE, lines=repeated, detail=str(len(repeated)))


TASK_CHECKS: tuple[Callable[[Sequence[Task]], Iterator[Finding]], ...] = (check_numbers, check_years, check_cells)
