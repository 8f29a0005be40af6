"""What buttons, commands and links ask for: small frozen records, their code, and the question that each one is.

A code is made of A-Z a-z 0-9 _ - alone and is short, so that it fits a button (64 bytes) and a deep link (64
characters). It names tasks, years and lines by their numbers, departments and sections by a hash of their names: so it
still means the same after a restart and after the index was built anew. Garbage decodes to None.

ShowMeasures(26, 2020)  ⇄  "t26-2020"        ShowTask(3, document="9c3f01ab")  ⇄  "t3_9c3f01ab"
"""

import hashlib
import re
from dataclasses import dataclass, field, fields, replace
from typing import Any

from bot.understanding.types import Cue, DepartmentSlot, Dialogue, Intent, Language, Question, YearSlot
from index.scope import of_document
from index.store import Index
from index.types import DepartmentRecord, SectionRecord


@dataclass(frozen=True, slots=True)
class _OfDocument:
    """What every request has: `document`, the short name of the document that it is about; "" where there is one."""

    document: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class ShowTask(_OfDocument):
    """A task in full."""

    number: int


@dataclass(frozen=True, slots=True)
class ShowMeasures(_OfDocument):
    """What a task is to do in a year."""

    number: int
    year: int


@dataclass(frozen=True, slots=True)
class ShowOwner(_OfDocument):
    """Who is responsible for a task."""

    number: int


@dataclass(frozen=True, slots=True)
class ShowDepartment(_OfDocument):
    """The tasks of a department."""

    key: str


@dataclass(frozen=True, slots=True)
class ShowYear(_OfDocument):
    """What all tasks are to do in a year."""

    year: int


@dataclass(frozen=True, slots=True)
class ShowSection(_OfDocument):
    """The tasks under a heading."""

    key: str


@dataclass(frozen=True, slots=True)
class ShowYearOf(_OfDocument):
    """The last question once more, for another year; `number` is the task that it was about, 0 for none."""

    year: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class ShowLines(_OfDocument):
    """Lines of the document, as they stand there."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Browse(_OfDocument):
    """The table of contents below a heading; all of it below ""."""

    below: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class BrowseDepartments(_OfDocument):
    """The list of departments."""

    page: int = 1


Asking = ShowTask | ShowMeasures | ShowOwner | ShowDepartment | ShowYear | ShowSection | ShowYearOf
Looking = ShowLines | Browse | BrowseDepartments
Request = Asking | Looking

_KEY = re.compile("[0-9a-f]{8}")
_PIECES = {
    "number": "0|[1-9][0-9]{0,4}",
    "first": "[1-9][0-9]{0,5}",
    "last": "[1-9][0-9]{0,5}",
    "page": "[1-9][0-9]{0,2}",
    "year": "[12][0-9]{3}",
    "key": "[0-9a-f]{8}",
    "below": "(?:[0-9a-f]{8})?",
}
_TEMPLATES: dict[type[Request], str] = {
    ShowTask: "t{number}",
    ShowMeasures: "t{number}-{year}",
    ShowOwner: "o{number}",
    ShowDepartment: "d{key}",
    ShowYear: "y{year}",
    ShowSection: "s{key}",
    ShowYearOf: "w{year}-{number}",
    ShowLines: "l{first}-{last}",
    Browse: "b{below}-{page}",
    BrowseDepartments: "e{page}",
}
_PATTERNS = {
    kind: re.compile(template.format(**{name: f"(?P<{name}>{piece})" for name, piece in _PIECES.items()}))
    for kind, template in _TEMPLATES.items()
}


def encode_request(request: Request) -> str:
    """The code of a request."""
    values = {each.name: getattr(request, each.name) for each in fields(request)}
    return _TEMPLATES[type(request)].format(**values) + (f"_{request.document}" if request.document else "")


def decode_request(code: str) -> Request | None:
    """The request of a code; None for what is no code of this version."""
    code, mark, document = code.partition("_")
    if mark and not _KEY.fullmatch(document):
        return None
    for kind, pattern in _PATTERNS.items():
        if match := pattern.fullmatch(code):
            values: dict[str, Any] = {
                name: text if name in ("key", "below") else int(text) for name, text in match.groupdict().items()
            }
            return kind(**values, document=document)
    return None


# names that survive a new index


def document_key(name: str) -> str:
    """The short name of a document in a code."""
    return _hash(name)


def index_of(request: Request, index: Index) -> Index | None:
    """The index as far as it is about a request's document; None when it does not hold that any more."""
    if not request.document:
        return index
    ids = (document.id for document in index.documents if document_key(document.name) == request.document)
    document_id = next(ids, None)
    return None if document_id is None else of_document(index, document_id)


def in_document(request: Request, name: str) -> Request:
    """A request for something of the document of this name, unless it names one already; "" changes nothing."""
    return replace(request, document=document_key(name)) if name and not request.document else request


def in_own_document(request: Request, index: Index, document_id: int) -> Request:
    """A request for something of this document, which is named only where the index holds several."""
    return in_document(request, index.document(document_id).name if len(index.documents) > 1 else "")


def department_key(department: DepartmentRecord) -> str:
    """The short name of a department in a code."""
    return _hash(department.name)


def section_key(index: Index, section: SectionRecord) -> str:
    """The short name of a heading in a code: it stands for the headings above it as well."""
    path = index.section_path(section.id)
    return _hash("/".join([section.part, *(each.marker + each.title for each in path)]))


def department_of(key: str, index: Index) -> DepartmentRecord | None:
    """The department that a short name stands for."""
    return next((department for department in index.departments if department_key(department) == key), None)


def section_of(key: str, index: Index) -> SectionRecord | None:
    """The heading that a short name stands for."""
    return next((section for section in index.sections if section_key(index, section) == key), None)


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:8]


# from a request to a question


def question_of(request: Asking, index: Index, language: Language, dialogue: Dialogue) -> Question | None:
    """The question that a request is; None when it names something that the index no longer has."""
    own = index_of(request, index)
    if own is None:
        return None
    if isinstance(request, ShowYearOf):
        return _for_another_year(request, own, language, dialogue)
    return _question(request, own, language)


def _question(request: Asking, index: Index, language: Language) -> Question | None:
    question = Question(text="", language=language, document_id=index.documents[0].id)
    match request:
        case ShowTask(number):
            question = replace(question, intent=Intent.DESCRIPTION, cues=_cues(Cue.DESCRIPTION), tasks=(number,))
        case ShowMeasures(number, year):
            question = replace(question, intent=Intent.MEASURES, cues=_cues(Cue.MEASURES), tasks=(number,))
            question = replace(question, years=YearSlot((year,)))
        case ShowOwner(number):
            question = replace(question, intent=Intent.OWNER, cues=_cues(Cue.OWNER), tasks=(number,))
        case ShowYear(year):
            question = replace(question, intent=Intent.YEAR_OVERVIEW, cues=_cues(Cue.OVERVIEW), years=YearSlot((year,)))
        case ShowDepartment(key):
            if (department := department_of(key, index)) is None:
                return None
            slot = DepartmentSlot(department.name, (department.id,))
            question = replace(question, intent=Intent.TASKS_OF_DEPARTMENT, cues=_cues(Cue.TASKS), departments=(slot,))
            question = replace(question, document_id=_document_of(department, index))
        case ShowSection(key):
            if (section := section_of(key, index)) is None:
                return None
            question = replace(question, intent=Intent.TASKS_OF_SECTION, cues=_cues(Cue.TASKS), sections=(section.id,))
            question = replace(question, document_id=section.document_id)
    return replace(question, text=_words(request, index, language))


def _document_of(department: DepartmentRecord, index: Index) -> int:
    """The first document that has tasks of a department; buttons from before there were several do not name one."""
    own = {task.document_id for task in index.tasks_of_department(department.id)}
    return next((document.id for document in index.documents if document.id in own), index.documents[0].id)


def _cues(cue: Cue) -> frozenset[Cue]:
    return frozenset({cue})


#: what a question of another year goes on asking; everything else becomes a question for what is done in that year
_KEPT = {
    Intent.FIGURE: Intent.FIGURE,
    Intent.TREND: Intent.FIGURE,
    Intent.MEASURES: Intent.MEASURES,
    Intent.YEAR_OVERVIEW: Intent.YEAR_OVERVIEW,
}


def _for_another_year(request: ShowYearOf, index: Index, language: Language, dialogue: Dialogue) -> Question | None:
    """The last question with another year; without one, what the task does in that year, or what all do."""
    last = dialogue.question
    spoken = {index.task(task_id).number for task_id in dialogue.task_ids}
    is_same = last is not None and (request.number in spoken if request.number else last.intent is Intent.YEAR_OVERVIEW)
    if last is None or not is_same or last.intent not in _KEPT:
        other = ShowMeasures(request.number, request.year) if request.number else ShowYear(request.year)
        return _question(other, index, language)
    return replace(
        last,
        intent=_KEPT[last.intent],
        cues=(last.cues - {Cue.TREND, Cue.YES_NO, Cue.WHY}) | ({Cue.FIGURE} if last.intent is Intent.TREND else set()),
        years=YearSlot((request.year,)),
        tasks=(request.number,) if request.number else (),
        figures=(),
        inherited=frozenset({"subject"}),
    )


def words_of(request: Asking, index: Index, language: Language) -> str:
    """A request in the words of a person: what stands in the field when it is to be asked again with changes."""
    own = index_of(request, index) or index
    title = f"《{own.documents[0].title.strip('《》')}》" if request.document else ""
    return title + _words(request, own, language)


def _words(request: Asking, index: Index, language: Language) -> str:
    chinese = language is Language.CHINESE
    match request:
        case ShowTask(number):
            return f"任务{number}" if chinese else f"task {number}"
        case ShowMeasures(number, year):
            return f"任务{number} {year}年" if chinese else f"task {number} {year}"
        case ShowOwner(number):
            return f"任务{number}谁负责" if chinese else f"who owns task {number}"
        case ShowYear(year) | ShowYearOf(year, 0):
            return f"{year}年有哪些安排" if chinese else f"overview of {year}"
        case ShowYearOf(year, number):
            return f"任务{number} {year}年" if chinese else f"task {number} {year}"
        case ShowDepartment(key):
            name = department.name if (department := department_of(key, index)) else ""
            return f"{name}负责哪些任务" if chinese else f"tasks of {name}"
        case ShowSection(key):
            title = section.title if (section := section_of(key, index)) else ""
            return f"{title}包括哪些任务" if chinese else f"tasks under {title}"
