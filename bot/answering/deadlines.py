"""Till when: a task's deadline, the tasks of a deadline, what a plan without yearly measures says of a year."""

import re
from collections.abc import Iterator, Sequence

from bot.answering.duties import owners
from bot.answering.evidence import (
    HEADLINE_LENGTH,
    cite_deadline,
    cite_departments,
    cite_description,
    cite_passage,
    short_title,
    show,
)
from bot.answering.finding import CUTOFFS, find_hits, find_tasks
from bot.answering.refusals import not_in_plan, refuse
from bot.answering.types import Answer, Message, Part, Status
from bot.understanding.types import Question
from corpus.text import fold
from index import undated
from index.store import Index
from index.types import Passage, TaskRecord

#: words in folded text that name a time by which something is done
_TIME = re.compile(
    r"\d+(?:小时|分钟|天|日|周|个月|个工作日)内?|(?<![\d~-])\d{4}年(?!度?[~-])|\d{1,2}月|年底|年内|年末|季度|期间|长期|持续"
)
_YEAR = re.compile(r"(20\d\d)年?")
_MONTH = re.compile(r"(\d{1,2})月")
_YEAR_END = re.compile(r"年底|年末|年内|\bend of (?:the year|20\d\d)|\byear[- ]end")
_GOES_ON = re.compile(r"持续|长期|常年|\bongoing\b|\bcontinu")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
#: places of a year that are shown in full
_SHOWN = 8


def till_when(question: Question, index: Index, tasks: Sequence[TaskRecord]) -> Answer:
    """The deadline of a task; without one, the sentence that names a time for the topic."""
    found = find_tasks(question, index) if not tasks else []
    if not tasks and found and found[0].coverage >= CUTOFFS.answer:
        tasks = (index.task(found[0].task_id),)
    if tasks and tasks[0].deadline:
        return deadline_of(question, index, tasks[0])
    hits = find_hits(question, index, tasks=[task.id for task in tasks] or None)
    timed = [hit for hit in hits if hit.coverage >= CUTOFFS.answer and _TIME.search(hit.passage.folded)]
    if timed and timed[0].score >= CUTOFFS.further * hits[0].score:
        return _timed(question, index, timed[0].passage)
    if hits and hits[0].passage.task_id is None and hits[0].coverage >= CUTOFFS.answer:
        return _timed(question, index, hits[0].passage)
    if tasks:
        return refuse(question, "no_deadline", *show(cite_description(index, tasks[0])), task=tasks[0].number)
    return not_in_plan(question, index, hits)


def _timed(question: Question, index: Index, passage: Passage) -> Answer:
    task = index.task(passage.task_id) if passage.task_id else None
    parts = [Part(citation=cite_passage(index, passage))]
    parts += [Part(message=Message("responsible", {"departments": owners(index, task)}))] if task else []
    return Answer(
        status=Status.ANSWERED,
        question=question,
        headline=Message("says", {"text": short_title(passage.text, HEADLINE_LENGTH)}),
        parts=tuple(parts),
        task_ids=(task.id,) if task else (),
    )


def deadline_of(question: Question, index: Index, task: TaskRecord) -> Answer:
    """Till when a task is to be done."""
    return Answer(
        status=Status.ANSWERED,
        question=question,
        headline=Message(
            "deadline", {"deadline": task.deadline, "task": task.number, "title": short_title(task.heading)}
        ),
        parts=(
            *show(cite_deadline(index, task)),
            Part(message=Message("responsible", {"departments": owners(index, task)})),
            *show(cite_description(index, task)),
        ),
        task_ids=(task.id,),
    )


# the tasks of a deadline


def answer_tasks_by_deadline(question: Question, index: Index) -> Answer:
    """The tasks that are to be done by a time that the question names."""
    tasks = [task for task in index.tasks(question.document_id) if task.deadline]
    found = [task for task in tasks if _is_due(task, question)]
    if not found:
        return refuse(question, "no_task_by_deadline", *_deadlines(tasks))
    deadlines = tuple(dict.fromkeys(task.deadline for task in found))
    values = {"deadline": deadlines, "count": len(found), "tasks": tuple(task.number for task in found)}
    cited = [c for task in found for c in (*cite_deadline(index, task), *cite_description(index, task))]
    return Answer(
        status=Status.ANSWERED,
        question=question,
        headline=Message("tasks_by_deadline", values),
        parts=tuple(Part(message=_row(index, task)) for task in found),
        extra_citations=tuple(cited),
        task_ids=tuple(task.id for task in found),
    )


def _row(index: Index, task: TaskRecord) -> Message:
    values = {"task": task.number, "title": short_title(task.heading), "deadline": task.deadline}
    return Message("row_deadline", {**values, "departments": owners(index, task)})


def _is_due(task: TaskRecord, question: Question) -> bool:
    """Whether a task's deadline is the one that a question names: its years, its month, or that it goes on."""
    deadline, text = fold(task.deadline), question.text
    if _GOES_ON.search(text):
        return _GOES_ON.search(deadline) is not None
    years = {int(year) for year in _YEAR.findall(deadline)}
    if question.years.years and not years & set(question.years.years):
        return False
    months = _months(text)
    if months:
        return bool(months & _months(deadline))
    return not _YEAR_END.search(text) or bool(_YEAR_END.search(deadline)) or 12 in _months(deadline)


def _months(text: str) -> set[int]:
    english = {number for number, name in enumerate(_MONTHS, 1) if re.search(rf"\b(?:by|before|in|of) {name}\b", text)}
    return {int(month) for month in _MONTH.findall(text)} | english


def _deadlines(tasks: Sequence[TaskRecord]) -> Iterator[Part]:
    for deadline in dict.fromkeys(task.deadline for task in tasks):
        numbers = tuple(task.number for task in tasks if task.deadline == deadline)
        values = {"deadline": deadline, "count": len(numbers), "tasks": numbers}
        yield Part(message=Message("tasks_by_deadline", values))


# a year of a plan without yearly measures


def answer_named_year(question: Question, index: Index) -> Answer:
    """What is for a year: the deadlines and sentences that name it."""
    years = question.years.years
    tasks = [task for task in index.tasks(question.document_id) if _names_year(task, years)]
    passages = undated.passages_of_years(index, question.document_id, years)
    if not tasks and not passages:
        return refuse(question, "no_years_at_all", years=years)
    shown = [Part(citation=cite_passage(index, each), is_more=at >= _SHOWN) for at, each in enumerate(passages)]
    values = {"years": years, "count": len(tasks) + len(passages)}
    cited = [c for task in tasks for c in (*cite_deadline(index, task), cite_departments(index, task)) if c]
    numbers = dict.fromkeys([*(task.id for task in tasks), *(each.task_id for each in passages if each.task_id)])
    return Answer(
        status=Status.ANSWERED,
        question=question,
        headline=Message("overview_of_year_named", values),
        parts=(*(Part(message=_row(index, task)) for task in tasks), *shown),
        extra_citations=tuple(cited),
        task_ids=tuple(numbers),
    )


def _names_year(task: TaskRecord, years: Sequence[int]) -> bool:
    return any(int(year) in years for year in _YEAR.findall(fold(task.deadline)))
