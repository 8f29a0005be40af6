"""Answers about one task: who is responsible, what it is, what is to be done in a year, when."""

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from bot.answering.duties import (
    assignment_of,
    owners,
)
from bot.answering.evidence import (
    HEADLINE_LENGTH,
    cite_assignments,
    cite_deadline,
    cite_departments,
    cite_description,
    cite_measure,
    cite_passage,
    short_title,
    show,
)
from bot.answering.finding import CUTOFFS, TaskHit, find_hits, find_tasks, rivals
from bot.answering.owners import answer_duties, owner_of_part
from bot.answering.refusals import no_such_task, not_in_plan, refuse
from bot.answering.types import Answer, Choice, Message, Part, Status
from bot.understanding.types import Cue, Question
from corpus.text import fold
from index.store import Index
from index.types import DepartmentRecord, MeasureRecord, TaskRecord

#: choices that are offered at most; more would not fit a phone
MOST_CHOICES = 8


def named_tasks(question: Question, index: Index) -> tuple[TaskRecord, ...] | Answer:
    """The tasks that a question names by number, or the answer that there is none of a number."""
    tasks = []
    for number in question.tasks:
        task = index.task_by_number(question.document_id, number)
        if task is None:
            return no_such_task(question, index, number)
        tasks.append(task)
    return tuple(tasks)


def choose_hit(question: Question, index: Index, hits: Sequence[TaskHit]) -> Answer:
    """Several tasks fit a topic equally well: they are listed, and the sentences that fit are cited."""
    hits = hits[:MOST_CHOICES]
    answer = choose_task(question, index, [index.task(hit.task_id) for hit in hits])
    citations = (cite_passage(index, hit.hits[0].passage) for hit in hits)
    return replace(answer, extra_citations=(*citations, *answer.extra_citations))


def choose_task(question: Question, index: Index, records: Sequence[TaskRecord]) -> Answer:
    """Which of these tasks is meant: they are listed, each with its owner."""
    records = records[:MOST_CHOICES]
    departments = [citation for record in records if (citation := cite_departments(index, record))]
    return Answer(
        status=Status.CHOOSE,
        question=question,
        headline=Message("several_tasks", {"count": len(records), "tasks": tuple(record.number for record in records)}),
        extra_citations=tuple(departments),
        choices=tuple(
            Choice(label=_choice_label(index, record), question=_ask_again(question, record)) for record in records
        ),
        task_ids=tuple(record.id for record in records),
    )


def _choice_label(index: Index, task: TaskRecord) -> Message:
    title = short_title(task.heading, 24)
    return Message("choice_task_of", {"task": task.number, "title": title, "departments": owners(index, task)})


def _ask_again(question: Question, task: TaskRecord) -> str:
    """The question that a choice stands for, short enough for a button."""
    is_chinese = question.language.value == "zh"
    words = [f"任务{task.number}" if is_chinese else f"task {task.number}"]
    words += [str(year) for year in question.years.years if not question.years.is_all]
    if Cue.OWNER in question.cues:
        words.append("谁负责" if is_chinese else "who is responsible")
    return " ".join(words)


def task_row(index: Index, task: TaskRecord) -> Message:
    """A task in a list: number, short title, departments."""
    values = {"task": task.number, "title": short_title(task.heading), "departments": owners(index, task)}
    return Message("row_task", values)


# owner


def answer_owner(question: Question, index: Index) -> Answer:
    """Who is responsible for the tasks that are named, or that the topic fits."""
    if question.tasks:
        tasks = named_tasks(question, index)
        if isinstance(tasks, Answer):
            return tasks
        return _owner_of_named_part(question, index, tasks) or owner_of(question, index, tasks)
    if question.sections and not question.concepts:
        ids = question.sections
        tasks = tuple(dict.fromkeys(task for section in ids for task in tasks_under(index, section)))
        if tasks:
            return owner_of(question, index, tasks)
    found = find_tasks(question, index)
    if not found or found[0].coverage < CUTOFFS.answer:
        return _owner_of_text(question, index) or not_in_plan(question, index)
    same = rivals(found)
    if len(same) > 1 and len({index.departments_of_task(task.task_id) for task in same}) > 1:
        named = [task for task in same if _is_in_name(question, index, task)]
        if len(named) != 1:
            return choose_hit(question, index, same)
        found = named  # 绿化: of two tasks the one whose department is called after it
    best = found[0]
    passage = best.hits[0].passage
    task = index.task(best.task_id)
    if (assignment := assignment_of(index, passage)) is not None:
        return replace(owner_of_part(question, index, task, assignment, passage), why={"tasks": found[:5]})
    evidence = () if passage.field == "description" else (Part(citation=cite_passage(index, passage)),)
    answer = owner_of(question, index, (task,), evidence)
    return replace(answer, why={"tasks": found[:5]})


def _is_in_name(question: Question, index: Index, found: TaskHit) -> bool:
    """Whether a department of a task is called after what is asked for: 绿化 in 区绿化市容局."""
    names = [fold(department.name) for department in index.departments_of_task(found.task_id)]
    terms = [each.term for concept in question.concepts for each in concept.alternatives if len(each.term) > 1]
    return any(term.removesuffix("化") in name for term in terms for name in names)


def _owner_of_text(question: Question, index: Index) -> Answer | None:
    """Who is responsible for what only the narrative's words name: the owner of the task that says the same."""
    hits = find_hits(question, index, fields=("narrative",))
    if not hits or hits[0].coverage < CUTOFFS.answer:
        return None
    passage = hits[0].passage
    alike = ((fuzz.partial_ratio(passage.folded, fold(task.description)), task) for task in index.tasks())
    likeness, task = max(alike, key=lambda pair: pair[0], default=(0.0, None))
    if task is None or likeness < CUTOFFS.twin:
        return None
    return owner_of(question, index, (task,), (Part(citation=cite_passage(index, passage)),))


def tasks_under(index: Index, section_id: int) -> tuple[TaskRecord, ...]:
    """The tasks under a heading, of the table or of the narrative whose twin stands in the table."""
    own = index.tasks_of_section(section_id)
    twins = (section for section in index.sections if section.twin_id == section_id)
    return own or tuple(task for twin in twins for task in index.tasks_of_section(twin.id))


def owner_of(question: Question, index: Index, tasks: Sequence[TaskRecord], evidence: Sequence[Part] = ()) -> Answer:
    """Who is responsible for these tasks."""
    if len(tasks) > 1:
        return _owners_of_several(question, index, tasks)
    task = tasks[0]
    cells = cite_assignments(index, task)
    if not cells:
        return refuse(question, "no_owner", *show(cite_description(index, task)), task=task.number)
    parts = (
        *show(cells),
        *evidence,
        *_deadline(index, task),
        *show(cite_description(index, task), is_more=bool(evidence)),
    )
    return answer_duties(question, index, task, index.responsible.duties(task.id), parts)


def _owner_of_named_part(question: Question, index: Index, tasks: Sequence[TaskRecord]) -> Answer | None:
    """Who is responsible for the part of a named task that the question speaks of besides; None when of no part."""
    if len(tasks) != 1 or not question.concepts:
        return None
    hits = find_hits(question, index, tasks=[tasks[0].id], fields=("description",))
    passage = hits[0].passage if hits and hits[0].coverage >= CUTOFFS.answer else None
    assignment = assignment_of(index, passage) if passage else None
    return owner_of_part(question, index, tasks[0], assignment, passage) if assignment and passage else None


def _deadline(index: Index, task: TaskRecord) -> tuple[Part, ...]:
    return show(cite_deadline(index, task))


def _owners_of_several(question: Question, index: Index, tasks: Sequence[TaskRecord]) -> Answer:
    citations = [citation for task in tasks if (citation := cite_departments(index, task))]
    bodies = tuple(dict.fromkeys(department for task in tasks for department in index.departments_of_task(task.id)))
    return Answer(
        status=Status.ANSWERED,
        question=question,
        headline=Message("owners", {"departments": bodies, "tasks": tuple(task.number for task in tasks)}),
        parts=tuple(Part(message=task_row(index, task)) for task in tasks),
        extra_citations=(*citations, *(c for task in tasks for c in cite_description(index, task))),
        task_ids=tuple(task.id for task in tasks),
    )


# description


def answer_description(question: Question, index: Index) -> Answer:
    """What a task is: its description, its owner, and its measures folded away."""
    tasks = named_tasks(question, index)
    if isinstance(tasks, Answer):
        return tasks
    parts: list[Part] = []
    for task in tasks:
        parts += _card(index, task)
    first = tasks[0]
    title = short_title(first.heading, HEADLINE_LENGTH)
    return Answer(
        status=Status.ANSWERED,
        question=question,
        headline=Message("description", {"task": first.number, "title": title}),
        parts=tuple(parts),
        task_ids=tuple(task.id for task in tasks),
    )


def _card(index: Index, task: TaskRecord) -> list[Part]:
    parts = [*show(cite_description(index, task))]
    if index.responsible.duties(task.id):
        parts.append(Part(message=Message("responsible", {"departments": owners(index, task)})))
    parts += _deadline(index, task)
    for measure in index.measures(task.id):
        parts += _labelled(measure)
        parts += show(cite_measure(index, measure), is_more=measure.year is not None)
    return parts


def _labelled(measure: MeasureRecord) -> tuple[Part, ...]:
    """The name of the column above what stands in it, where that says more than 举措."""
    return (Part(message=Message("label", {"label": measure.label})),) if measure.label else ()


# premise


def answer_premise(question: Question, index: Index) -> Answer:
    """Whether a body is responsible for what the question says, and who really is."""
    answer = answer_owner(question, index)
    if answer.status is not Status.ANSWERED or not question.departments:
        return answer
    claimed = question.departments[0]
    named: tuple[DepartmentRecord, ...] = answer.headline.values["departments"]
    is_right = any(department.id in claimed.ids for department in named)
    name = next((d for d in index.departments if d.id in claimed.ids), claimed.surface)
    values = {**answer.headline.values, "claimed": name, "task": index.task(answer.task_ids[0]).number}
    if answer.headline.key == "owner_duties":
        key = "premise_right_duties" if is_right else "premise_wrong_duties"
        return replace(answer, headline=Message(key, values))
    return replace(answer, headline=Message("premise_right" if is_right else "premise_wrong", values))
