"""Who does what for a task: lead (牵头), support (配合) or be responsible, for the whole of it or for a part."""

from collections.abc import Sequence

from bot.answering.types import Message
from bot.understanding.types import Cue, Question
from index.store import Index
from index.types import AssignmentRecord, DepartmentRecord, Duty, Passage, TaskRecord

#: what is shown of a list of duties: departments where none leads or supports, else words that tell them apart
Owners = tuple[DepartmentRecord, ...] | Message

LEAD, PLAIN, SUPPORT = "lead", "plain", "support"
_CUES = {Cue.LEAD: LEAD, Cue.SUPPORT: SUPPORT}


def owners(index: Index, task: TaskRecord) -> Owners:
    """All who are responsible for a task, as they are shown."""
    return show_duties(index.responsible.duties(task.id))


def show_duties(duties: Sequence[Duty]) -> Owners:
    """Bodies as they are shown: 甲局牵头，乙局配合; the bodies alone where the plan does not tell them apart."""
    if all(duty.role == PLAIN for duty in duties):
        return tuple(duty.department for duty in duties)
    parts = tuple(
        Message(f"duty_{role}", {"departments": of_role})
        for role in (LEAD, PLAIN, SUPPORT)
        if (of_role := with_role(duties, role))
    )
    return Message("duties", {"parts": parts})


def with_role(duties: Sequence[Duty], role: str) -> tuple[DepartmentRecord, ...]:
    """The bodies that have a role."""
    return tuple(duty.department for duty in duties if duty.role == role)


def asked_role(question: Question) -> str:
    """The role that a question asks for, "" when it asks for any or for both."""
    roles = {role for cue, role in _CUES.items() if cue in question.cues}
    return roles.pop() if len(roles) == 1 else ""


def assignment_of(index: Index, passage: Passage) -> AssignmentRecord | None:
    """The assignment that a sentence of a task's description falls under; None where all of them hold for it."""
    if passage.task_id is None or passage.field != "description":
        return None
    parts = [
        each
        for each in index.responsible.assignments(passage.task_id)
        if each.start is not None and each.end is not None
    ]
    inside = (each for each in parts if (each.start or 0) <= passage.start < (each.end or 0))
    return next(inside, None) if len(parts) > 1 else None
