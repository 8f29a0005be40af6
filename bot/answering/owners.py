"""The answer that tells who is responsible, with lead and support told apart, for a task or for a part of it."""

from collections.abc import Sequence

from bot.answering.duties import PLAIN, SUPPORT, asked_role, show_duties, with_role
from bot.answering.evidence import cite_assignment, cite_description, cite_passage, short_title, show
from bot.answering.types import Answer, Message, Part, Status
from bot.understanding.types import Cue, Question
from index.store import Index
from index.types import AssignmentRecord, Duty, Passage, TaskRecord


def owner_of_part(
    question: Question, index: Index, task: TaskRecord, assignment: AssignmentRecord, passage: Passage
) -> Answer:
    """Who is responsible for the part of a task that a sentence belongs to; the other parts' bodies are folded away."""
    others = (each for each in index.responsible.assignments(task.id) if each.id != assignment.id)
    parts = (
        Part(citation=cite_assignment(index, task, assignment)),
        Part(citation=cite_passage(index, passage)),
        *show((cite_assignment(index, task, each) for each in others), is_more=True),
        *show(cite_description(index, task), is_more=True),
    )
    return answer_duties(question, index, task, index.responsible.duties_of_assignment(assignment.id), parts)


def answer_duties(
    question: Question, index: Index, task: TaskRecord, duties: Sequence[Duty], parts: Sequence[Part]
) -> Answer:
    """The answer that tells who has these duties, or those of them that the question asks for."""
    role = asked_role(question)
    has_roles = any(duty.role != PLAIN for duty in duties)
    asked = with_role(duties, role) if role and has_roles else ()
    values = {
        "task": task.number,
        "departments": asked or tuple(duty.department for duty in duties),
        "title": short_title(task.heading),
        "count": len(duties),
        "owners": Message(f"duty_{role}", {"departments": asked}) if asked else show_duties(duties),
    }
    notes: tuple[Message, ...] = ()
    count = sum(assignment.start is not None for assignment in index.responsible.assignments(task.id))
    if count > 1 and len(duties) == len(index.responsible.duties(task.id)):
        notes = (Message("several_parts", {"task": task.number, "count": count}),)
    if role == SUPPORT and not asked:
        key = "no_support" if has_roles else "no_duties"
        notes = (Message(key, {"task": task.number}),)
    elif asked and len(asked) < len(duties):
        notes = (Message("all_duties", {"owners": show_duties(duties)}),)
    plain = "owner_count" if Cue.COUNT in question.cues else "owner"
    return Answer(
        status=Status.ANSWERED,
        question=question,
        headline=Message("owner_duties" if has_roles else plain, values),
        notes=notes,
        parts=tuple(parts),
        task_ids=(task.id,),
    )
