"""Answers that say no: the plan does not deal with it, not for that year, not with a figure; or it cannot be read."""

from collections.abc import Sequence

from bot.answering.evidence import cite_passage, short_title
from bot.answering.finding import CUTOFFS, find_hits
from bot.answering.types import Answer, Choice, Message, Part, Status
from bot.understanding.types import Question
from index import undated
from index.store import Index
from index.types import Hit


def refuse(question: Question, key: str, *parts: Part, **values: object) -> Answer:
    """An answer without a fact; `key` names the reason."""
    return Answer(status=Status.NOT_FOUND, question=question, headline=Message(key, values), parts=parts)


def no_such_task(question: Question, index: Index, number: int) -> Answer:
    """The table has no task of that number."""
    numbers = [task.number for task in index.tasks(question.document_id)]
    if not numbers:
        return refuse(question, "no_tasks_at_all", number=number)
    return refuse(question, "no_such_task", number=number, first=min(numbers), last=max(numbers))


def covered_years(question: Question, index: Index) -> tuple[int, ...]:
    """The years that the plan has measures for; where it does not part them by years, those that it speaks of."""
    return index.years(question.document_id) or undated.years_named(index, question.document_id)


def no_such_year(question: Question, index: Index, years: Sequence[int]) -> Answer:
    """The plan has no measures for these years."""
    covered = index.years(question.document_id)
    if not covered:
        return refuse(question, "no_years_at_all", years=tuple(years))
    return refuse(question, "no_such_year", years=tuple(years), first=covered[0], last=covered[-1])


def no_such_department(question: Question, surface: str) -> Answer:
    """The plan names no such body."""
    return refuse(question, "no_such_department", name=surface)


def not_in_plan(question: Question, index: Index, hits: Sequence[Hit] | None = None) -> Answer:
    """The plan does not deal with the topic; the nearest thing it does deal with is offered."""
    hits = find_hits(question, index) if hits is None else hits
    near = hits[0] if hits and hits[0].coverage >= CUTOFFS.near else None
    if near is None:
        return refuse(question, "not_in_plan")
    choices: tuple[Choice, ...] = ()
    if near.passage.task_id is not None:
        task = index.task(near.passage.task_id)
        label = Message("choice_task", {"task": task.number, "title": short_title(task.heading)})
        choices = (Choice(label=label, question=_task_question(question, task.number)),)
    parts = (Part(message=Message("nearest")), Part(citation=cite_passage(index, near.passage)))
    return Answer(
        status=Status.NOT_FOUND, question=question, headline=Message("not_in_plan"), parts=parts, choices=choices
    )


def _task_question(question: Question, number: int) -> str:
    return f"任务{number}" if question.language.value == "zh" else f"task {number}"
