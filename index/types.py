"""What an index returns: records of its tables, and hits of a search. Frozen; they know nobody."""

from dataclasses import dataclass
from typing import NamedTuple

#: how much a match through the glossary or a synonym counts beside the word itself (1.0)
GLOSSARY = 1.0
SYNONYM = 0.9


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document of the corpus."""

    id: int
    name: str
    title: str
    line_count: int
    first_year: int | None
    last_year: int | None
    #: ids of its passages, which are consecutive
    first_passage: int
    last_passage: int


@dataclass(frozen=True, slots=True)
class FactRecord:
    """One fact of the notice."""

    id: int
    document_id: int
    kind: str
    value: str
    text: str
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class FindingRecord:
    """One finding of the import; `lines` are parted by commas."""

    kind: str
    severity: str
    line: int
    lines: str
    task: int | None
    year: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class SectionRecord:
    """A heading; `part` is narrative or table, `twin_id` the narrative's heading of the same place."""

    id: int
    document_id: int
    parent_id: int | None
    twin_id: int | None
    part: str
    level: int
    marker: str
    number: int
    title: str
    text: str
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """A row of the task table."""

    id: int
    document_id: int
    number: int
    chapter_id: int | None
    section_id: int | None
    title: str
    description: str
    first_line: int
    last_line: int
    number_line: int
    departments_text: str
    departments_line: int | None
    deadline: str
    deadline_text: str
    deadline_line: int | None

    @property
    def heading(self) -> str:
        """What the task is called: its title, else its description."""
        return self.title or self.description


@dataclass(frozen=True, slots=True)
class MeasureRecord:
    """The measures of a task for one year, or without a year; `label` is the column's name where it says more."""

    id: int
    task_id: int
    year: int | None
    label: str
    text: str
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class AssignmentRecord:
    """A cell, bracket or line that names who is responsible; `start` and `end` are offsets in the description."""

    id: int
    task_id: int
    text: str
    first_line: int
    last_line: int
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class DepartmentRecord:
    """A responsible body and the English name to show."""

    id: int
    name: str
    english: str


class Duty(NamedTuple):
    """A responsible body with its role: lead, support or plain."""

    department: DepartmentRecord
    role: str


@dataclass(frozen=True, slots=True)
class DepartmentName:
    """One name of a department; `kind` is plan, short, later or english."""

    department_id: int
    name: str
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of the corpus; `text` starts at offset `start` of its cell or paragraph, on line `line`."""

    id: int
    document_id: int
    task_id: int | None
    section_id: int | None
    year: int | None
    field: str
    line: int
    start: int
    text: str
    folded: str


@dataclass(frozen=True, slots=True)
class QuantityRecord:
    """A figure; `start` and `end` are offsets in its passage's text."""

    id: int
    passage_id: int
    task_id: int | None
    year: int | None
    raw: str
    value: float
    high: float | None
    unit: str
    bound: str
    scope: str
    measures: str
    start: int
    end: int


class Reading(NamedTuple):
    """A word of the corpus that a key stands for; `term` is "" where the key is only known to be English."""

    key: str
    term: str
    weight: float
    source: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way in which a concept may be written in the corpus; with `parts`, as these words apart from one another."""

    term: str
    weight: float
    source: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a question speaks of.

    Attributes:
        surface: the words of the question.
        alternatives: how the corpus may write it, the surface itself first; empty when nothing is known.
        weight: how much it tells (inverse passage frequency of its best known form, in nats).
        is_known: whether any alternative stands in the corpus.
        is_light: a word that says little of a subject (推进, "build").
        is_required: nothing can be answered without it (第八轮 is not 第七轮).
    """

    surface: str
    alternatives: tuple[Alternative, ...]
    weight: float
    is_known: bool
    is_light: bool = False
    is_required: bool = False


class Match(NamedTuple):
    """A concept found in a passage or around it."""

    concept: Concept
    term: str
    place: str
    strength: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with how well it fits.

    Attributes:
        coverage: share of the question's weight that is found, 0 to 1.
        score: coverage with what makes one of two equal passages better.
        matches: what was found where.
    """

    passage: Passage
    coverage: float
    score: float
    matches: tuple[Match, ...]
