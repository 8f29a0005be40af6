"""From a question to an answer: what no answer may pass over first, then the intent's own function."""

from collections.abc import Callable
from dataclasses import replace

from bot.answering import figures, lists, refusals, tasks, texts
from bot.answering.finding import CUTOFFS, counted_concept, find_hits
from bot.answering.types import Answer, Message, Status
from bot.understanding.types import ASIDE, Intent, Question, YearSlot
from index.concepts import GUESSES
from index.store import Index

Answerer = Callable[[Question, Index], Answer]


def _say(key: str) -> Answerer:
    return lambda question, index: refusals.refuse(question, key)


def _unreadable(question: Question, index: Index) -> Answer:
    """Nothing could be made of a message; a place behind the end of the last list is told as such."""
    if question.pick is not None:
        return refusals.refuse(question, "no_such_item", place=question.pick)
    return refusals.refuse(question, "unreadable")


def _tasks_or_text(question: Question, index: Index) -> Answer:
    """The tasks that speak of a topic; what the text says where no task does."""
    found = lists.answer_tasks_about(question, index)
    return found if found.status is not Status.NOT_FOUND else texts.answer_narrative(question, index)


def _owner_or_text(question: Question, index: Index) -> Answer:
    """Who is responsible; what the text says where no task speaks of it."""
    found = tasks.answer_owner(question, index)
    if found.headline.key != "not_in_plan":
        return found
    said = texts.answer_narrative(question, index)
    return said if said.status is not Status.NOT_FOUND else found


def _measures_or_text(question: Question, index: Index) -> Answer:
    """What a task is to do; what the narrative says where it finds clearly more of the topic."""
    if not question.tasks:
        hits = find_hits(question, index)
        years = question.years.years
        if years and any(hit.passage.year in years and hit.coverage >= CUTOFFS.answer for hit in hits):
            return tasks.answer_measures(question, index)
        text = max((hit.coverage for hit in hits if hit.passage.task_id is None), default=0.0)
        table = max((hit.coverage for hit in hits if hit.passage.task_id is not None), default=0.0)
        if text >= max(table + CUTOFFS.narrative, CUTOFFS.answer):
            return texts.answer_narrative(question, index)
    return tasks.answer_measures(question, index)


ANSWERERS: dict[Intent, Answerer] = {
    Intent.NOTHING: _unreadable,
    Intent.GREETING: _say("greeting"),
    Intent.THANKS: _say("thanks"),
    Intent.TOO_LONG: _say("too_long"),
    Intent.OFF_TOPIC: _say("off_topic"),
    Intent.PRIVATE: _say("private"),
    Intent.METADATA: texts.answer_metadata,
    Intent.TASKS_WITH_FIGURE: figures.answer_tasks_with_figure,
    Intent.COUNT_TASKS: lists.answer_count_tasks,
    Intent.COUNT_DEPARTMENTS: lists.answer_count_departments,
    Intent.COUNT_SECTIONS: lists.answer_count_sections,
    Intent.BUSIEST_DEPARTMENT: lists.answer_busiest_department,
    Intent.SHARED_TASKS: lists.answer_shared_tasks,
    Intent.PREMISE: tasks.answer_premise,
    Intent.TASKS_OF_DEPARTMENT: lists.answer_tasks_of_department,
    Intent.TASKS_OF_SECTION: lists.answer_tasks_of_section,
    Intent.TASKS_ABOUT: _tasks_or_text,
    Intent.SECTION_OF_TASK: lists.answer_section_of_task,
    Intent.YEAR_OVERVIEW: lists.answer_year_overview,
    Intent.OWNER: _owner_or_text,
    Intent.TREND: figures.answer_trend,
    Intent.FIGURE: figures.answer_figure,
    Intent.WHEN: tasks.answer_when,
    Intent.MEASURES: _measures_or_text,
    Intent.DESCRIPTION: tasks.answer_description,
    Intent.WHERE: texts.answer_where,
    Intent.NARRATIVE: texts.answer_narrative,
}


_OF_FIGURES = frozenset({Intent.FIGURE, Intent.TREND})


def answer(question: Question, index: Index) -> Answer:
    """The answer to a question."""
    if question.intent not in ASIDE:
        unknown = _unknown_number(question, index)
        if unknown is not None:
            return unknown
    inside, outside = _split_years(question, index)
    found = ANSWERERS[question.intent](replace(question, years=inside) if outside else question, index)
    if outside:
        found = replace(found, notes=(Message("years_outside", {"years": outside}), *found.notes))
    return replace(found, notes=(*found.notes, *_reading_notes(question, index)))


def _unknown_number(question: Question, index: Index) -> Answer | None:
    """A task or year that the plan does not have is never answered with its neighbour."""
    for number in question.tasks:
        if index.task_by_number(question.document_id, number) is None:
            return refusals.no_such_task(question, index, number)
    if any(concept.is_required and not concept.is_known for concept in question.concepts):
        return refusals.not_in_plan(question, index)
    if question.intent in _OF_FIGURES and (counted := counted_concept(question)) and not counted.is_known:
        return refusals.not_in_plan(question, index)
    covered = index.years(question.document_id)
    outside = [year for year in question.years.years if year not in covered]
    if outside and len(outside) == len(question.years.years):
        return refusals.no_such_year(question, index, outside)
    return None


def _split_years(question: Question, index: Index) -> tuple[YearSlot, tuple[int, ...]]:
    """The years asked for that the plan covers, and those that it does not."""
    covered = index.years(question.document_id)
    outside = tuple(year for year in question.years.years if covered and year not in covered)
    years = tuple(year for year in question.years.years if year not in outside)
    return replace(question.years, years=years), outside if years else ()


def _reading_notes(question: Question, index: Index) -> tuple[Message, ...]:
    """How the question was read where it was not read to the letter: guesses, later names of departments."""
    notes = [Message("read_as", {"surface": surface, "terms": (term,)}) for surface, term in question.respelled]
    for concept in question.concepts:
        guesses = [each.term for each in concept.alternatives if each.source in GUESSES]
        if guesses and len(guesses) == len(concept.alternatives):
            notes.append(Message("read_as", {"surface": concept.surface, "terms": tuple(guesses[:2])}))
    for slot in question.departments:
        if slot.later and slot.ids:
            name, _, note = slot.later.partition("|")
            now = next(department for department in index.departments if department.id in slot.ids)
            notes.append(Message("later_name", {"later": name, "department": now, "note": note}))
    return tuple(notes)
