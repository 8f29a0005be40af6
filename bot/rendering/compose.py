"""From an answer to a page: picks the words of `texts.toml` in the answer's language and fills them."""

import functools
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bot.answering.types import Answer, Citation, Message, Part, Status
from bot.rendering.page import Button, Line, Page
from bot.understanding.requests import Request, ShowLines, ShowMeasures, ShowOwner, ShowTask
from bot.understanding.types import Language
from index.types import DepartmentRecord

#: how the parts of a list are joined
_JOINT = {Language.CHINESE: "、", Language.ENGLISH: ", "}
#: what stands between the years of a trend, and between the parts of a place
_ARROW = " → "
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
    joint = _ARROW if message.key == "trend" else None
    return template.format_map({name: _word(value, language, joint) for name, value in message.values.items()})


def _word(value: Any, language: Language, joint: str | None = None) -> str:
    if isinstance(value, Message):
        return write(value, language)
    if isinstance(value, DepartmentRecord):
        return _department(value, language)
    if isinstance(value, tuple):
        return (joint or _JOINT[language]).join(_word(each, language) for each in value)
    return str(value)


def _department(department: DepartmentRecord, language: Language) -> str:
    if language is Language.CHINESE or not department.english:
        return department.name
    return f"{department.name} ({department.english})"


def _line(part: Part, language: Language) -> Line:
    if part.citation is not None:
        return Line(part.citation.quote, place(part.citation, language), part.is_more, _place_of(part.citation))
    message = part.message or Message("nearest")
    return Line(write(message, language), is_more=part.is_more, about=_subject_of(message))


def _place_of(citation: Citation) -> Request:
    """What opens the place of a quotation: the task's cell, or the lines."""
    if citation.task is None:
        return ShowLines(*citation.lines)
    if citation.year is not None:
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
    if citation.year is not None:
        parts.append(Message("place_year", {"year": citation.year}))
    else:
        parts.append(Message(f"place_field_{citation.field}"))
    parts.append(Message("place_line" if first == last else "place_lines", {"first": first, "last": last}))
    return _DOT.join(write(part, language) for part in parts)
