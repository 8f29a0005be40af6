"""From an answer to a page: picks the words of `texts.toml` in the answer's language and fills them."""

import functools
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bot.answering.types import Answer, Citation, Message, Part, Status
from bot.rendering.page import Button, Line, Page
from bot.understanding.requests import Request, ShowLines, ShowMeasures, ShowOwner, ShowTask, in_document
from bot.understanding.types import Language
from corpus.model import Place
from index.types import DepartmentRecord

#: how the parts of a list are joined
_JOINT = {Language.CHINESE: "、", Language.ENGLISH: ", "}
#: headlines whose parts are joined otherwise: the years of a trend, what each of several documents says
_JOINTS_OF = {
    "trend": " → ",
    "trend_of_text": " → ",
    "compared": "；",
    "section_holds": "；",
    "tasks_in": "；",
    "tasks_of_each": "；",
    "task_in": " › ",
}
#: how the parts of a list are joined that have lists inside
_OUTER_JOINT = {Language.CHINESE: "，", Language.ENGLISH: "; "}
_DOT = " · "


@functools.cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """The table of texts: key → language → template."""
    path = Path(__file__).with_name("texts.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def compose(answer: Answer) -> Page:
    """What a person is shown of an answer, in the answer's language."""
    language = answer.language
    lines = [Line(write(note, language)) for note in answer.notes]
    choices = [Line(f"{number}. {write(choice.label, language)}") for number, choice in enumerate(answer.choices, 1)]
    parts = _each_once(_line(part, language) for part in answer.parts)
    # a list to choose from comes first; what a refusal offers comes after what it says
    lines += [*choices, *parts] if answer.status is Status.CHOOSE else [*parts, *choices]
    buttons = tuple(Button(write(choice.label, language), choice.question) for choice in answer.choices)
    return Page(headline=write(answer.headline, language), lines=tuple(lines), buttons=buttons)


def _each_once(lines: Iterable[Line]) -> list[Line]:
    """Lines without those that were shown before; a sentence that is a whole cell need not come twice."""
    shown: dict[tuple[str, str], Line] = {}
    for line in lines:
        shown.setdefault((line.text, line.place), line)
    return list(shown.values())


def write(message: Message, language: Language) -> str:
    """A message in words."""
    forms = texts()[message.key]
    template = forms[language.value]
    if message.values.get("count") == 1:
        template = forms.get(f"{language.value}_one", template)
    joint = _JOINTS_OF.get(message.key)
    if joint is None and "parts" in message.values:
        joint = _OUTER_JOINT[language]
    return template.format_map({name: _word(value, language, joint) for name, value in message.values.items()})


def _word(value: Any, language: Language, joint: str | None = None) -> str:
    if isinstance(value, Message):
        return write(value, language)
    if isinstance(value, DepartmentRecord):
        return department_name(value, language)
    if isinstance(value, tuple):
        return (joint or _JOINT[language]).join(_word(each, language) for each in value)
    return str(value)


def department_name(department: DepartmentRecord, language: Language) -> str:
    """A department's name in the plan, for English readers with its English name."""
    if language is Language.CHINESE or not department.english:
        return department.name
    return f"{department.name} ({department.english})"


def _line(part: Part, language: Language) -> Line:
    if part.citation is not None:
        about = in_document(_place_of(part.citation), part.document)
        return Line(part.citation.quote, place(part.citation, language), part.is_more, about)
    message = part.message or Message("nearest")
    subject = _subject_of(message)
    return Line(write(message, language), is_more=part.is_more, about=subject and in_document(subject, part.document))


def _place_of(citation: Citation) -> Request:
    """What opens the place of a quotation: the task's cell, or the lines."""
    if citation.task is None:
        return ShowLines(*citation.lines)
    if citation.year is not None and citation.field == "measures":
        return ShowMeasures(citation.task, citation.year)
    return ShowOwner(citation.task) if citation.field == "departments" else ShowTask(citation.task)


def _subject_of(message: Message) -> Request | None:
    """The task that a row of a list is about."""
    task = message.values.get("task")
    return ShowTask(task) if message.key.startswith("row_") and isinstance(task, int) else None


def place(citation: Citation, language: Language) -> str:
    """Where a quotation stands: 任务3 · 2020年 · 第228行."""
    first, last = citation.lines
    parts = []
    if citation.task is not None:
        parts.append(Message("place_task", {"task": citation.task}))
    if citation.year is not None and citation.field == "measures":
        parts.append(Message("place_year", {"year": citation.year}))
    else:
        parts.append(Message(f"place_field_{citation.field}"))
    shown = [write(part, language) for part in parts]
    return _DOT.join([*shown, place_of_lines(first, last, citation.place, language)])


def place_of_lines(first: int, last: int, original: Place | None, language: Language) -> str:
    """Which lines, and where they stand in the original if that is known: 第913行 · 表1第27行."""
    parts = [Message("place_line" if first == last else "place_lines", {"first": first, "last": last})]
    parts += _in_original(original) if original else []
    return _DOT.join(write(part, language) for part in parts)


def _in_original(place: Place) -> list[Message]:
    values = place.to_json()
    parts = []
    if place.last_page:
        parts.append(Message("place_pages", values))
    elif place.page:
        parts.append(Message("place_page", values))
    if place.table:
        parts.append(Message("place_row", values))
    if place.paragraph:
        parts.append(Message("place_paragraph", values))
    if place.cell:
        parts.append(Message("place_cell", values))
    return parts
