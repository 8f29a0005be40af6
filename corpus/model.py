"""The records of a document (frozen; they hold data and format, score and query nothing).

Line numbers are 1-based and count the lines of the document's text as kept in the corpus.
Every record carries the raw text beside what was made of it, and the lines that it stands on.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal, NamedTuple


class Span(NamedTuple):
    """First and last line of a piece of the document, both 1-based and included."""

    first: int
    last: int


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
    """What a task is to do in one year (年度举措)."""

    year: int
    year_span: Span
    text: str
    span: Span
    quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A row of the task table (任务): its departments are names as the plan writes them."""

    number: int
    number_span: Span
    chapter: Heading | None
    section: Heading | None
    description: Cell
    measures: tuple[Measure, ...]
    departments: tuple[str, ...]
    #: the cell that names the departments; None where the plan names nobody
    departments_cell: Cell | None


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
    "no measures", "missing year", "unusual year", "year given twice", "year without measures",
    "section gap", "section number given twice", "numbering begins anew",
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

    @property
    def years(self) -> tuple[int, ...]:
        """The years that any task has measures for, in order."""
        return tuple(sorted({measure.year for task in self.tasks for measure in task.measures}))

    @property
    def departments(self) -> tuple[str, ...]:
        """The distinct responsible bodies, in the order of their first task."""
        return tuple(dict.fromkeys(name for task in self.tasks for name in task.departments))
