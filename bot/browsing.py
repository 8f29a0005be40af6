"""The plan to leaf through: table of contents, departments, lines. Pure: from a request to a page with keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.answering.tasks import task_row
from bot.answering.types import Message
from bot.keys import Key, Rows, label_of, neighbours, numbers, of_document
from bot.rendering.chat_texts import chat_words
from bot.rendering.compose import place_of_lines, write
from bot.rendering.page import Line, Page
from bot.understanding.requests import (
    Browse,
    BrowseDepartments,
    Looking,
    Request,
    ShowDepartment,
    ShowLines,
    ShowMeasures,
    ShowTask,
    ShowYear,
    department_key,
    in_document,
    index_of,
    section_key,
    section_of,
)
from bot.understanding.types import Language
from index.places import find_place
from index.store import Index
from index.types import SectionRecord, TaskRecord

_T = TypeVar("_T")

#: tasks and departments on one page
_TASKS, _DEPARTMENTS = 10, 9
#: documents that can be chosen from
_DOCUMENTS = 30
_IN_A_ROW = 3
#: more blank lines than this are not passed over
_BLANK_LINES = 30
#: what a phone shows of a label that has the row to itself, and of one that shares it
_WIDE, _NARROW = 28, 12


@dataclass(frozen=True, slots=True)
class View:
    """What is shown, and the buttons below it."""

    page: Page
    rows: Rows


def look(request: Looking, index: Index, language: Language) -> View | None:
    """What a request shows; None when the plan does not have it any more."""
    own = index_of(request, index)
    if own is None:
        return None
    if len(own.documents) > 1:
        return _documents(own, language)
    view = _look(request, own, language)
    return view and replace(view, rows=of_document(view.rows, index, own.documents[0].id))


def _look(request: Looking, index: Index, language: Language) -> View | None:
    match request:
        case ShowLines(first, last):
            return _lines(first, last, index, language)
        case BrowseDepartments(page):
            return _departments(page, index, language)
        case Browse("", _):
            return _contents(index, language)
        case Browse(below, page):
            section = section_of(below, index)
            return None if section is None else _section(section, page, index, language)


def _documents(index: Index, language: Language) -> View:
    """All documents, where there are several."""
    lines = [Line(document.title) for document in index.documents[:_DOCUMENTS]]
    keys = [
        [Key(label_of(document.title, _WIDE), in_document(Browse(), document.name))]
        for document in index.documents[:_DOCUMENTS]
    ]
    headline = chat_words("browse_documents", language, count=len(index.documents))
    return View(Page(headline, tuple(lines)), _rows(*keys))


# the table of contents


def _contents(index: Index, language: Language) -> View:
    """Everything: the chapters of the task table, then those of the text; departments and years."""
    document = index.documents[0]
    chapters = [section for section in index.sections_below(None) if section.document_id == document.id]
    table = [section for section in chapters if section.part == "table"]
    text = [section for section in chapters if section.part != "table"]
    years = [Key(chat_words("key_year", language, year=year), ShowYear(year)) for year in index.years(document.id)[-3:]]
    departments = Key(chat_words("key_departments", language), BrowseDepartments())
    counts = index.counts(document.id)
    lines = (
        Line(chat_words("browse_table", language, count=counts["tasks"])),
        *(Line(_titled(section, index, language)) for section in table),
        Line(chat_words("browse_text", language)),
        *(Line(section.marker + section.title) for section in text),
    )
    rows = [[_chapter(section, index, language)] for section in (*table, *text)]
    return View(Page(document.title, lines), _rows(*rows, [departments, *years]))


def _section(section: SectionRecord, page: int, index: Index, language: Language) -> View:
    """What stands below a heading: its sections, or its tasks, or its text."""
    below = index.sections_below(section.id)
    tasks = index.tasks_of_section(section.id)
    headline = section.marker + section.title
    up = [_up(section, index, language)]
    if below:
        lines = tuple(Line(_titled(each, index, language)) for each in below)
        return View(Page(headline, lines), _rows(*([_chapter(each, index, language)] for each in below), up))
    if tasks:
        shown, total = _page_of(tasks, page, _TASKS)
        lines = tuple(Line(write(task_row(index, task), language)) for task in shown)
        turn = _turning(page, total, lambda number: Browse(section_key(index, section), number))
        return View(Page(headline, lines), _rows(*numbers([ShowTask(task.number) for task in shown]), [*turn, *up]))
    last = _end_of(section, index)
    view = _lines(section.first_line, last, index, language)
    return View(view.page, _rows(up)) if view else View(Page(headline), _rows(up))


def _titled(section: SectionRecord, index: Index, language: Language) -> str:
    count = _count(section, index)
    title = section.marker + section.title
    return chat_words("browse_chapter", language, title=title, count=count) if count else title


def _count(section: SectionRecord, index: Index) -> int:
    own = len(index.tasks_of_section(section.id))
    return own or sum(_count(child, index) for child in index.sections_below(section.id))


def _chapter(section: SectionRecord, index: Index, language: Language) -> Key:
    return Key(label_of(section.marker + section.title, _WIDE), Browse(section_key(index, section)))


def _up(section: SectionRecord, index: Index, language: Language) -> Key:
    below = section_key(index, index.section(section.parent_id)) if section.parent_id else ""
    return Key(chat_words("key_up", language), Browse(below))


def _end_of(section: SectionRecord, index: Index) -> int:
    """The last line below a heading: the one before the next heading."""
    following = [each.first_line for each in index.sections if each.first_line > section.last_line]
    return min(following, default=index.document(section.document_id).line_count + 1) - 1


# departments


def _departments(page: int, index: Index, language: Language) -> View:
    """Who is responsible for anything, and for how many tasks."""
    counted = [(department, len(index.tasks_of_department(department.id))) for department in index.departments]
    counted.sort(key=lambda row: -row[1])
    shown, total = _page_of(counted, page, _DEPARTMENTS)
    lines = tuple(
        Line(write(Message("row_department", {"department": department, "count": count}), language))
        for department, count in shown
    )
    keys = [Key(label_of(d.name, _NARROW), ShowDepartment(department_key(d))) for d, _ in shown]
    rows = [keys[at : at + _IN_A_ROW] for at in range(0, len(keys), _IN_A_ROW)]
    turn = _turning(page, total, BrowseDepartments)
    up = Key(chat_words("key_up", language), Browse())
    headline = chat_words("browse_departments", language, count=len(counted))
    return View(Page(headline, lines), _rows(*rows, [*turn, up]))


# lines


def _lines(first: int, last: int, index: Index, language: Language) -> View | None:
    """Lines as they stand in the document, below their headings, with what stands before and after them."""
    document = index.documents[0]
    text = [line.strip() for line in index.text(document.id, first, last).splitlines() if line.strip()]
    if not text:
        return None
    path = _headings_at(first, index)
    headline = path[-1].marker + path[-1].title if path else document.title
    above = tuple(Line(" › ".join(section.marker + section.title for section in path[:-1])) for _ in path[1:2])
    place = place_of_lines(first, last, find_place(index, document.id, first, last), language)
    quoted = Line("\n".join(text), place, about=ShowLines(first, last))
    return View(Page(headline, (*above, quoted)), _rows(*_around(first, last, index, language)))


def _around(first: int, last: int, index: Index, language: Language) -> list[list[Key]]:
    before, after = _line_before(first, index), _line_after(last, index)
    turn = [Key(chat_words("key_before", language), ShowLines(before, before))] if before else []
    turn += [Key(chat_words("key_after", language), ShowLines(after, after))] if after else []
    contents = Key(chat_words("key_contents", language), Browse())
    if (task := _task_at(first, index)) is None:
        return [[*turn, contents]]
    year = next((m.year for m in index.measures(task.id) if m.first_line <= first <= m.last_line), None)
    cell: Request = ShowMeasures(task.number, year) if year else ShowTask(task.number)
    opening = Key(chat_words("key_task", language, task=task.number), cell)
    return [[*turn, opening], [*neighbours(index, task), contents]]


def _line_before(line: int, index: Index) -> int | None:
    """The last line above one in which something stands."""
    lines = index.text(index.documents[0].id, max(1, line - _BLANK_LINES), line - 1).split("\n")
    return next((line - away for away, text in enumerate(reversed(lines), 1) if text.strip()), None)


def _line_after(line: int, index: Index) -> int | None:
    lines = index.text(index.documents[0].id, line + 1, line + _BLANK_LINES).split("\n")
    return next((line + away for away, text in enumerate(lines, 1) if text.strip()), None)


def _headings_at(line: int, index: Index) -> tuple[SectionRecord, ...]:
    document = index.documents[0]
    above = [each for each in index.sections if each.document_id == document.id and each.first_line <= line]
    return index.section_path(max(above, key=lambda section: section.first_line).id) if above else ()


def _task_at(line: int, index: Index) -> TaskRecord | None:
    """The task whose row of the table a line belongs to: its cells, and the cells of its headings before them."""
    tasks = sorted(index.tasks(index.documents[0].id), key=lambda task: task.number_line)
    found = next((task for task in tasks if line <= _end_of_row(task, index)), None)
    if found is None or line >= tasks[0].number_line:
        return found
    return None


def _end_of_row(task: TaskRecord, index: Index) -> int:
    ends = [measure.last_line for measure in index.measures(task.id)]
    return max(task.number_line, task.last_line, task.departments_line or 0, *ends)


# pages


def _page_of(entries: Sequence[_T], page: int, size: int) -> tuple[Sequence[_T], int]:
    """The entries of one page, and how many pages there are; a page that is no more is the last one."""
    total = max(1, -(-len(entries) // size))
    page = min(page, total)
    return entries[(page - 1) * size : page * size], total


def _turning(page: int, total: int, request_of: Callable[[int], Request]) -> list[Key]:
    before = [Key(f"◀ {page - 1}/{total}", request_of(page - 1))] if page > 1 else []
    return before + ([Key(f"{page + 1}/{total} ▶", request_of(page + 1))] if page < total else [])


def _rows(*rows: Sequence[Key]) -> Rows:
    return tuple(tuple(row) for row in rows if row)
