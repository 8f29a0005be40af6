"""The columns of a task table whose header row is known, and tasks made of cells that were put into them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from corpus.cells import column_duty, column_kind, compact, read_year
from corpus.departments import split_names
from corpus.drafts import DraftCell
from corpus.model import Assignment, Cell, Deadline, Duty, Heading, Measure, Responsible, Span, Task
from corpus.responsibility import read_bodies
from corpus.text import join_lines


class Content(Enum):
    """What the cells of a column hold."""

    CHAPTER = "chapter"
    NUMBER = "number"
    DESCRIPTION = "description"
    MEASURES = "measures"
    YEAR = "measures of a year"
    DEPARTMENTS = "departments"
    DEADLINE = "deadline"


#: a column that says what to do, whatever its name
_SAYS_WHAT = re.compile("任务|举措|措施|内容|事项|目标|要求|项目|工作")
#: names of columns of measures that say no more than that
_PLAIN_MEASURES = re.compile("(?:工作|具体|主要|年度|工作具体)*(?:举措|措施)(?:内容)?")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what it holds, the duty of its bodies, the year of its measures."""

    name: str
    content: Content
    duty: Duty = Duty.PLAIN
    year: int | None = None

    @property
    def label(self) -> str:
        """What its measures are called, where that says more than 举措."""
        return "" if _PLAIN_MEASURES.fullmatch(self.name) else self.name


def read_columns(names: Sequence[str]) -> tuple[Column, ...]:
    """The columns of a header row: the first one that says what to do holds descriptions, later ones measures.

    >>> [column.content.value for column in read_columns(["类别", "序号", "改革举措", "主要内容", "指导部门", "范围"])]
    ['chapter', 'number', 'description', 'measures', 'departments', 'measures']
    """
    kinds = [column_kind(name) or "" for name in names]
    has_number = "number" in kinds
    columns: list[Column] = []
    for at, name in enumerate(names):
        is_described = any(column.content is Content.DESCRIPTION for column in columns)
        columns.append(_read_column(compact(name), kinds[at:], is_described, has_number))
    return tuple(columns)


def _read_column(name: str, kinds: Sequence[str], is_described: bool, has_number: bool) -> Column:
    """One column; `kinds` are its own kind and those of the columns right of it."""
    year = read_year(name)
    if year and len(year.years) == 1:
        return Column(name, Content.YEAR, year=year.years[0])
    match kinds[0]:
        case "number":
            return Column(name, Content.NUMBER)
        case "departments":
            return Column(name, Content.DEPARTMENTS, duty=column_duty(name))
        case "deadline":
            return Column(name, Content.DEADLINE)
        case "goal" if not is_described and ("number" in kinds or (not has_number and "description" in kinds)):
            return Column(name, Content.CHAPTER)
    is_description = not is_described and (kinds[0] != "other" or _SAYS_WHAT.search(name))
    return Column(name, Content.DESCRIPTION if is_description else Content.MEASURES)


@dataclass(slots=True, kw_only=True)
class Row:
    """A task while its cells are put into columns: lines (line number, text) by the column's index."""

    number: int
    line: int
    chapter: Heading | None
    section: Heading | None
    cells: dict[int, list[tuple[int, str]]] = field(default_factory=dict)

    def close(self, columns: Sequence[Column]) -> Task:
        """The task as a record."""
        at = Span(self.line, self.line)
        cells = [(columns[index], DraftCell(lines).close()) for index, lines in sorted(self.cells.items()) if lines]
        of = {content: [(column, cell) for column, cell in cells if column.content is content] for content in Content}
        described, deadlines = of[Content.DESCRIPTION], of[Content.DEADLINE]
        return Task(
            number=self.number,
            number_span=at,
            chapter=self.chapter,
            section=self.section,
            description=described[0][1] if described else Cell(text="", span=at),
            measures=tuple(_measures([*of[Content.YEAR], *of[Content.MEASURES]])),
            assignments=tuple(_assignments(of[Content.DEPARTMENTS])),
            deadline=Deadline(value=_one_line(deadlines[0][1].text), cell=deadlines[0][1]) if deadlines else None,
        )


def _one_line(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _measures(cells: Sequence[tuple[Column, Cell]]) -> Iterator[Measure]:
    for column, cell in cells:
        yield Measure(
            year=column.year,
            year_span=None,
            column="" if column.year else column.label,
            text=cell.text,
            span=cell.span,
            quantities=cell.quantities,
        )


def _assignments(cells: Sequence[tuple[Column, Cell]]) -> Iterator[Assignment]:
    for column, cell in cells:
        if responsible := read_names(_one_line(cell.text), column.duty):
            yield Assignment(responsible=responsible, cell=cell)


def read_names(text: str, duty: Duty) -> tuple[Responsible, ...]:
    """The bodies of a cell in a column of departments, whether they look like bodies or not."""
    bodies = read_bodies(text, duty)
    return bodies or tuple(Responsible(name, duty) for name in split_names(text) or ())


def joined(lines: Sequence[tuple[int, str]]) -> str:
    """The lines of a cell as one text."""
    return join_lines(lines) if lines else ""
