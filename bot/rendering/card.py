"""A task as a card to share, as data to draw."""

from dataclasses import dataclass

from bot.answering.evidence import headings
from bot.rendering.compose import department_name
from bot.understanding.types import Language
from index.store import Index

#: a card has no room for more
MAX_YEARS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A task.

    Attributes:
        headings: chapter and section, as the document writes them.
        measures: what is done, by year.
        departments: their names; none where the plan names nobody.
        lines: first and last line of the task in the document.
        document: the document's title.
    """

    task: int
    headings: tuple[str, ...]
    description: str
    measures: tuple[tuple[int, str], ...]
    departments: tuple[str, ...]
    document: str
    lines: tuple[int, int]
    language: Language


def card_of(number: int, index: Index, language: Language, document_id: int | None = None) -> Card | None:
    """A task as a card; None when the document has no task of this number, or when nobody knows which document."""
    if document_id is None and len(index.documents) > 1:
        return None
    document = index.documents[0] if document_id is None else index.document(document_id)
    task = index.task_by_number(document.id, number)
    if task is None:
        return None
    measures = [measure for measure in index.measures(task.id) if measure.year is not None][:MAX_YEARS]
    ends = (task.last_line, task.departments_line or 0, *(measure.last_line for measure in measures))
    return Card(
        task=task.number,
        headings=tuple(heading for heading in headings(index, task.section_id) if heading != "附件"),
        description=task.description,
        measures=tuple((measure.year or 0, measure.text) for measure in measures),
        departments=tuple(department_name(each, language) for each in index.departments_of_task(task.id)),
        document=document.title,
        lines=(task.number_line, max(ends)),
        language=language,
    )
