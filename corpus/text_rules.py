"""Where a cell of text belongs in the task table: `TEXT_RULES` in their order, the first that takes the cell wins."""

import re
from collections.abc import Callable, Sequence

from corpus.departments import read_departments, split_names
from corpus.drafts import DraftMeasure, DraftTask, ends_sentence
from corpus.layout import Kind, Slot, Token, is_title
from corpus.model import Role, Severity
from corpus.table_draft import TableDraft

#: a chapter's title without a marker is no longer than this
_UNMARKED_TITLE_LENGTH = 30
_NOTE = re.compile(r"[(（【]?(?:备?注|说明|注释)\s*\d*[】)）]?\s*[:：]")
#: so much of a stray cell is told
_SAMPLE_LENGTH = 20


def take_unmarked_heading(draft: TableDraft, token: Token) -> bool:
    """A short text right above a number, when the task above has all that it needs: a chapter without a marker."""
    below = draft.at + 1
    is_above_number = below in draft.layout.starts and draft.tokens[below].kind is Kind.NUMBER
    is_short = is_title(token.text) and len(token.text.strip()) <= _UNMARKED_TITLE_LENGTH
    if not draft.layout.has_unmarked_headings or not is_above_number or not is_short or read_departments(token.text):
        return False
    if draft.task and not _is_complete(draft, draft.task):
        return False
    draft.find("heading without marker", Severity.DOUBT, token, token.text.strip())
    draft.take_heading(token, 1)
    return True


def _is_complete(draft: TableDraft, task: DraftTask) -> bool:
    has_years = bool(task.measures) and task.years >= set(draft.layout.years)
    return bool(task.names) and has_years and not task.open_measure


def take_note(draft: TableDraft, token: Token) -> bool:
    """A note to the whole table: 注:…"""
    if not _NOTE.match(token.text.strip()):
        return False
    draft.set_role(token, Role.RESIDUE)
    draft.find("table note", Severity.NOTE, token, token.text.strip())
    return True


def take_stray_outside(draft: TableDraft, token: Token) -> bool:
    """Text before the first task or after the last."""
    return draft.task is None and take_stray(draft, token)


def take_description(draft: TableDraft, token: Token) -> bool:
    """The first text of a task, unless a year stands there already."""
    task = draft.task
    if not task or task.description.lines or task.measures:
        return False
    below = draft.next_cell()
    has_lost_description = draft.slot is Slot.BEFORE_YEARS and below is not None and below.kind is Kind.YEAR
    if (
        (draft.layout.is_department_first or has_lost_description)
        and not task.names
        and _take_bodies(draft, token, task)
    ):
        return True
    draft.append(token, Role.DESCRIPTION, task.description)
    return True


def take_departments(draft: TableDraft, token: Token) -> bool:
    """A list of bodies; right below a year only when no other text is there for that year."""
    task, below = draft.task, draft.next_cell()
    if not task or (task.open_measure and (task.names or (below and below.kind in (Kind.TEXT, Kind.MARKED)))):
        return False
    return _take_bodies(draft, token, task)


def _take_bodies(draft: TableDraft, token: Token, task: DraftTask) -> bool:
    names = read_departments(token.text)
    if names is None:
        return False
    draft.slots[draft.slot_here(task)] += 1
    _put_names(draft, token, task, names)
    return True


def _put_names(draft: TableDraft, token: Token, task: DraftTask, names: Sequence[str]) -> None:
    text = token.text.strip()
    if re.search(r"\s", text):
        draft.find("stray space", Severity.NOTE, token, "、".join(names))
    if re.search("[,，;；/]", text):
        draft.find("unusual separator", Severity.NOTE, token, "、".join(names))
    if task.names and len(draft.layout.duties) < 2:
        is_same = task.last is task.departments or set(names) == set(task.names)
        severity = Severity.NOTE if is_same else Severity.DOUBT
        draft.find("departments in several cells", severity, token, text)
    task.lists.append(draft.with_duties(text, names))
    draft.append(token, Role.DEPARTMENTS, task.departments)


def take_measure(draft: TableDraft, token: Token) -> bool:
    """The text below a year, beside it (2021年:完成…) or, where years are columns, the next one in turn."""
    task = draft.task
    if not task:
        return False
    columns = draft.layout.year_columns
    measure = draft.continued or task.open_measure
    if token.kind is Kind.YEAR_TEXT:
        measure = draft.open_measure(token, task)
    elif not measure and len(task.measures) < len(columns):
        measure = DraftMeasure(years=columns[len(task.measures) :][:1], year_line=token.line)
        task.measures.append(measure)
    if measure:
        draft.append(token, Role.MEASURE, measure)
    return measure is not None


def take_unknown_bodies(draft: TableDraft, token: Token) -> bool:
    """A list of names that no rule knows as bodies, where the other tasks have their departments."""
    task, names = draft.task, split_names(token.text)
    if not task or task.names or names is None:
        return False
    slot = draft.slot_here(task)
    draft.slots[slot] += 1
    if slot is not draft.slot:
        return False
    draft.find("unknown body", Severity.DOUBT, token, "、".join(names))
    _put_names(draft, token, task, names)
    return True


def take_unnumbered_task(draft: TableDraft, token: Token) -> bool:
    """A text below which the years begin anew: a task that has lost its number."""
    task, year, years = draft.task, draft.next_year(), draft.layout.years
    if not task or not year or not year.year or year.year.years[0] != years[0] or years[0] not in task.years:
        return False
    draft.open_task(token, task.number + 1)
    draft.find("task without number", Severity.ERROR, token, token.text.strip()[:_SAMPLE_LENGTH])
    return take_description(draft, token)


def take_continuation(draft: TableDraft, token: Token) -> bool:
    """The next paragraph of a cell, or its rest after a page's end."""
    task, is_page_end = draft.task, bool(draft.page_end(token))
    if not task:
        return False
    cell = task.last
    if cell is task.departments and is_page_end and task.measures:
        cell = task.measures[-1]  # the page ended inside the measures, and the departments stand beside them
    if cell is None or cell is task.departments or not (cell.is_cut or ends_sentence(token.text)):
        return False
    year = cell.years[0] if isinstance(cell, DraftMeasure) else None
    if is_page_end:
        draft.find("cell cut by page", Severity.NOTE, token, year=year)
    else:
        draft.find("cell in several lines", Severity.DOUBT, token, year=year)
    draft.append(token, Role.DESCRIPTION if cell is task.description else Role.MEASURE, cell)
    return True


def take_stray(draft: TableDraft, token: Token) -> bool:
    """What belongs nowhere."""
    draft.set_role(token, Role.RESIDUE)
    draft.find("stray cell", Severity.DOUBT, token, token.text.strip()[:_SAMPLE_LENGTH])
    return True


TEXT_RULES: tuple[Callable[[TableDraft, Token], bool], ...] = (
    take_note,
    take_unmarked_heading,
    take_stray_outside,
    take_description,
    take_departments,
    take_measure,
    take_unknown_bodies,
    take_unnumbered_task,
    take_continuation,
    take_stray,
)
