"""From a question to an answer: what no answer may pass over first, then the intent's own function."""

from collections.abc import Callable
from dataclasses import replace

from bot.answering import deadlines, figures, lists, measures, refusals, tasks, texts
from bot.answering.finding import CUTOFFS, counted_concept, find_hits, is_lacking
from bot.answering.types import Answer, Message, Status
from bot.understanding.types import ASIDE, Cue, Intent, Question, YearSlot
from corpus.text import fold
from index import undated
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
            return measures.answer_measures(question, index)
        text = max((hit.coverage for hit in hits if hit.passage.task_id is None), default=0.0)
        table = max((hit.coverage for hit in hits if hit.passage.task_id is not None), default=0.0)
        is_first = bool(hits) and hits[0].passage.task_id is None and not index.years(question.document_id)
        if text >= (CUTOFFS.answer if is_first else max(table + CUTOFFS.narrative, CUTOFFS.answer)):
            return texts.answer_narrative(question, index)
    return measures.answer_measures(question, index)


def _by_deadline(question: Question, index: Index) -> Answer:
    """The tasks of a deadline; where tasks have none, what is done in the year, or what speaks of the topic."""
    if any(task.deadline for task in index.tasks(question.document_id)):
        return deadlines.answer_tasks_by_deadline(question, index)
    if question.years.years and not question.concepts:
        return lists.answer_year_overview(question, index)
    return _tasks_or_text(question, index) if question.concepts else refusals.refuse(question, "no_deadlines")


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
    Intent.TASKS_BY_DEADLINE: _by_deadline,
    Intent.YEAR_OVERVIEW: lists.answer_year_overview,
    Intent.OWNER: _owner_or_text,
    Intent.TREND: figures.answer_trend,
    Intent.FIGURE: figures.answer_figure,
    Intent.WHEN: measures.answer_when,
    Intent.MEASURES: _measures_or_text,
    Intent.DESCRIPTION: tasks.answer_description,
    Intent.WHERE: texts.answer_where,
    Intent.NARRATIVE: texts.answer_narrative,
}


_OF_FIGURES = frozenset({Intent.FIGURE, Intent.TREND})

#: intents that only a table of tasks can answer, and those that its text may answer instead
_OF_TASKS = frozenset(
    {Intent.TASKS_WITH_FIGURE, Intent.COUNT_TASKS, Intent.COUNT_DEPARTMENTS, Intent.BUSIEST_DEPARTMENT}
    | {Intent.SHARED_TASKS, Intent.TASKS_OF_DEPARTMENT, Intent.TASKS_BY_DEADLINE}
)
_OF_TASKS_OR_TEXT = frozenset({Intent.OWNER, Intent.PREMISE, Intent.TASKS_ABOUT, Intent.TASKS_OF_SECTION})


def answer(question: Question, index: Index) -> Answer:
    """The answer to a question."""
    if question.intent not in ASIDE:
        unknown = _unknown_number(question, index)
        if unknown is not None:
            return unknown
    if question.intent in _OF_TASKS | _OF_TASKS_OR_TEXT and not index.tasks(question.document_id):
        return _without_tasks(question, index)
    inside, outside = _split_years(question, index)
    asked = replace(question, years=inside) if outside else question
    found = _answerer(asked, index)(asked, index)
    if outside:
        found = replace(found, notes=(Message("years_outside", {"years": outside}), *found.notes))
    return replace(found, notes=(*found.notes, *_reading_notes(question, index)))


def _answerer(question: Question, index: Index) -> Answerer:
    """The intent's own function; a question that names a column of the table (推广范围) asks for what stands in it."""
    if question.intent in {Intent.NARRATIVE, Intent.MEASURES, Intent.DESCRIPTION}:
        labels = undated.measure_labels(index, question.document_id)
        if any(fold(label) in question.text for label in labels):
            return measures.answer_measures
    # 改造公路的措施: without years to choose from, the measures of the task that fits
    asks_measures = question.intent is Intent.NARRATIVE and Cue.MEASURES in question.cues
    if asks_measures and undated.has_measures_without_years(index, question.document_id):
        return _measures_or_text
    return ANSWERERS[question.intent]


def _without_tasks(question: Question, index: Index) -> Answer:
    """A question about tasks, asked of a document that has none: it says so, and what the text says of the topic."""
    if question.intent in _OF_TASKS or not (question.concepts or question.sections):
        return refusals.refuse(question, "no_task_table")
    said = texts.answer_narrative(question, index)
    if said.status is not Status.ANSWERED:
        return refusals.refuse(question, "no_task_table", *said.parts)
    return replace(said, notes=(Message("no_task_table_note"), *said.notes))


def _unknown_number(question: Question, index: Index) -> Answer | None:
    """A task or year that the plan does not have is never answered with its neighbour."""
    for number in question.tasks:
        if index.task_by_number(question.document_id, number) is None:
            return refusals.no_such_task(question, index, number)
    if any(concept.is_required and not concept.is_known for concept in question.concepts):
        return refusals.not_in_plan(question, index)
    if question.intent in _OF_FIGURES and (counted := counted_concept(question)) and is_lacking(counted, index):
        return refusals.not_in_plan(question, index)
    if not question.years.years:
        return None
    covered = refusals.covered_years(question, index)
    outside = [year for year in question.years.years if year not in covered]
    if outside and len(outside) == len(question.years.years):
        return refusals.no_such_year(question, index, outside)
    return None


def _split_years(question: Question, index: Index) -> tuple[YearSlot, tuple[int, ...]]:
    """The years asked for that the plan covers, and those that it does not."""
    if not question.years.years:
        return question.years, ()
    covered = refusals.covered_years(question, index)
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
