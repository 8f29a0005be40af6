"""The records of a document (frozen; they hold data and format, score and query nothing).

Line numbers are 1-based and count the lines of the document's text as kept in the corpus.
Every record carries the raw text beside what was made of it, and the lines that it stands on.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, NamedTuple


class Span(NamedTuple):
    """First and last line of a piece of the document, both 1-based and included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a line stands in the original of a document: what does not apply is None or "".

    Attributes:
        page, last_page: page of a pdf, and where a cell or paragraph ends when that is another one; from 1 on.
        table, row: table of a docx or pdf and row in it, both from 1 on.
        paragraph: paragraph of a docx outside its tables, from 1 on.
        sheet, cell: of an xlsx; the cell as spreadsheets write it (C12).
    """

    page: int | None = None
    last_page: int | None = None
    table: int | None = None
    row: int | None = None
    paragraph: int | None = None
    sheet: str = ""
    cell: str = ""

    def to_json(self) -> dict[str, Any]:
        """What applies, by name."""
        named = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in named.items() if value}


class Bound(StrEnum):
    """How a figure limits what it measures."""

    EXACT = "exact"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    ABOUT = "about"
    REACH = "reach"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A figure in a text (数量): `text[start:end] == raw` in the text of the record that holds it."""

    raw: str
    start: int
    end: int
    value: Decimal
    #: upper end of a range such as 2-3家, else None
    high: Decimal | None
    unit: str
    bound: Bound
    #: words that change what the figure means: 三年累计, 年均, 十三五期间; "" where there are none
    scope: str
    #: the clause around the figure without the figure itself: what is measured
    measures: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One piece of the notice (文件信息), such as the date or an issuer."""

    #: title, issuer, date, addressees, period, copies or superior document
    kind: str
    value: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of the narrative: one line of text."""

    text: str
    span: Span
    quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A chapter, section or numbered item of the narrative (章、节、条), with what stands below it."""

    #: 1 for 一、; 2 for (一); 3 for 1.
    level: int
    marker: str
    number: int
    title: str
    text: str
    span: Span
    paragraphs: tuple[Paragraph, ...] = ()
    children: tuple["Section", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A chapter or section line of the task table (工作目标)."""

    level: int
    marker: str
    number: int
    title: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of the task table."""

    text: str
    span: Span
    quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a task is to do (举措): in one year where the plan parts them by years, else in all."""

    #: None where the plan gives measures without years
    year: int | None
    year_span: Span | None
    #: the name of the column where that tells more than 举措, such as 推广范围; else ""
    column: str = ""
    text: str
    span: Span
    quantities: tuple[Quantity, ...] = ()


class Duty(StrEnum):
    """What a body has to do for a task: lead it (牵头), support it (配合), or simply be responsible."""

    LEAD = "lead"
    SUPPORT = "support"
    PLAIN = "plain"


class Responsible(NamedTuple):
    """A body that a plan names as responsible, as the plan writes it, with its duty."""

    name: str
    duty: Duty


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who is responsible for a task, or for a part of it (责任单位): one cell, bracket or line of the plan."""

    responsible: tuple[Responsible, ...]
    cell: Cell
    #: offsets of what it is about in the task's description; None for all of it
    covers: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Till when a task is to be done (完成时限), as the plan writes it: 2021年6月底前, 持续推进."""

    value: str
    cell: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task of the plan (任务): a row of its table, or a numbered item or paragraph that names who is responsible."""

    number: int
    number_span: Span
    chapter: Heading | None
    section: Heading | None
    #: its own heading where it is an item of the narrative (完善网络基础设施), else ""
    title: str = ""
    description: Cell
    measures: tuple[Measure, ...]
    #: none where the plan names nobody
    assignments: tuple[Assignment, ...]
    deadline: Deadline | None = None

    @property
    def responsible(self) -> tuple[Responsible, ...]:
        """The bodies of all assignments, each once with its strongest duty, in the order of the text."""
        best: dict[str, Duty] = {}
        for name, duty in (each for assignment in self.assignments for each in assignment.responsible):
            best[name] = min(best.get(name, duty), duty, key=_STRENGTH.index)
        return tuple(Responsible(name, duty) for name, duty in best.items())

    @property
    def departments(self) -> tuple[str, ...]:
        """The names of the bodies, as the plan writes them."""
        return tuple(name for name, _ in self.responsible)

    @property
    def departments_cell(self) -> Cell | None:
        """The first cell that names departments; None where the plan names nobody."""
        return self.assignments[0].cell if self.assignments else None


#: from the strongest duty to the weakest
_STRENGTH = (Duty.LEAD, Duty.PLAIN, Duty.SUPPORT)


class Severity(StrEnum):
    """What a finding of the import asks of an admin."""

    NOTE = "note"
    DOUBT = "doubt"
    ERROR = "error"


#: what an import report can tell of
FindingKind = Literal[
    # counts that do not come out
    "empty document", "no narrative", "no table", "table without header row", "table without tasks",
    "table without years",
    "number gap", "number given twice", "task without number", "no description", "no department", "no section",
    "no measures", "no deadline", "missing year", "unusual year", "year given twice", "year without measures",
    "section gap", "section number given twice", "numbering begins anew",
    # tasks of the narrative
    "tasks from narrative", "tasks counted in order", "item without department", "note on departments",
    "collective body", "first body leads",
    # how the table was laid out and read
    "page break inside task", "page number", "cell cut by page", "cell in several lines", "year repeated",
    "years taken together", "departments in several cells", "unknown body", "heading without marker",
    "missing chapter line", "repeated heading", "title differs", "stray cell", "table note",
    # faults of typing, left as they are
    "year without 年", "full-width year", "full-width digits", "stray space", "unusual separator", "unusual blank",
    "doubled quotation marks", "doubled punctuation", "doubled word", "ascii punctuation",
    "residue",
    # where the document does not agree with itself
    "description differs", "figure differs", "body named twice", "unknown unit",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the import report: what was met in the document and where.

    How each kind is told, in Chinese and in English, stands in `bot.rendering.report`.
    """

    kind: FindingKind
    severity: Severity
    lines: tuple[int, ...]
    #: the words of the document that it is about, or a figure; "" where kind and lines say it all
    detail: str = ""
    task: int | None = None
    year: int | None = None


class Role(StrEnum):
    """What a line of the document is."""

    BLANK = "blank"
    NOTICE = "notice"
    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE_TITLE = "table title"
    TABLE_HEADER = "table header"
    TABLE_HEADING = "table heading"
    TASK_NUMBER = "task number"
    DESCRIPTION = "description"
    YEAR = "year"
    MEASURE = "measure"
    DEPARTMENTS = "departments"
    DEADLINE = "deadline"
    RESIDUE = "residue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document of the corpus, as records."""

    #: the file's name without its ending; stands in citations
    name: str
    title: str
    lines: tuple[str, ...]
    roles: tuple[Role, ...]
    facts: tuple[Fact, ...]
    preamble: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]
    findings: tuple[Finding, ...]
    #: for each line its place in the original; () where the original is text and has no other places than lines
    places: tuple[Place | None, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        """The years that any task has measures for, in order."""
        years = (measure.year for task in self.tasks for measure in task.measures)
        return tuple(sorted({year for year in years if year is not None}))

    @property
    def departments(self) -> tuple[str, ...]:
        """The distinct responsible bodies, in the order of their first task."""
        return tuple(dict.fromkeys(name for task in self.tasks for name in task.departments))
