"""Answers about what is to be done: in a year, for a task or a topic, and when."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answering.deadlines import till_when
from bot.answering.duties import owners
from bot.answering.evidence import (
    HEADLINE_LENGTH,
    cite_deadline,
    cite_description,
    cite_measure,
    cite_passage,
    short_title,
    show,
)
from bot.answering.finding import (
    CUTOFFS,
    TaskHit,
    department_tasks,
    find_hits,
    find_tasks,
    has_figure,
    rivals,
    with_figure,
)
from bot.answering.refusals import not_in_plan, refuse
from bot.answering.tasks import choose_hit, named_tasks
from bot.answering.types import Answer, Citation, Message, Part, Status
from bot.understanding.types import Question
from corpus.text import fold
from index.store import Index
from index.types import Hit, MeasureRecord, TaskRecord


def answer_measures(question: Question, index: Index) -> Answer:
    """What is to be done, for a task or topic, in the years asked for or in all."""
    if question.tasks:
        tasks = named_tasks(question, index)
        if isinstance(tasks, Answer):
            return tasks
        return measures_of(question, index, tasks[:3])
    found = find_tasks(question, index)
    if not found or found[0].coverage < CUTOFFS.answer:
        of_department = department_tasks(question, index) or []
        if len(of_department) == 1:  # all that this body is to do stands in one row
            return measures_of(question, index, (index.task(of_department[0]),))
        return not_in_plan(question, index)
    same = rivals(found)
    if len(same) > 1:
        return _with_cells(question, index, choose_hit(question, index, same))
    answer = measures_of(question, index, (index.task(found[0].task_id),))
    notes = (*answer.notes, *_named_elsewhere(question, found[0]))
    return replace(answer, notes=notes, why={"tasks": found[:5]})


def _named_elsewhere(question: Question, found: TaskHit) -> Iterator[Message]:
    """A note where only the measures of other years name what is asked for."""
    wanted = [concept for concept in question.concepts if concept.is_known and not concept.is_light]
    named: dict[str, set[int | None]] = {}
    for hit in found.hits:
        year = hit.passage.year if hit.passage.field == "measures" else None
        for match in hit.matches:
            if match.place == "sentence":
                named.setdefault(match.concept.surface, set()).add(year)
    for concept in wanted:
        years = named.get(concept.surface, set())
        if years and None not in years and not years & set(question.years.years) and question.years.years:
            values = {"surface": concept.surface, "years": tuple(sorted(year for year in years if year))}
            yield Message("named_in_other_years", values)


def _with_cells(question: Question, index: Index, answer: Answer) -> Answer:
    """A list of choices that cites what each is to do in the years asked for, too."""
    cells = [
        citation
        for task_id in answer.task_ids
        for measure in index.measures(task_id)
        if measure.year in question.years.years
        for citation in cite_measure(index, measure)
    ]
    return replace(answer, extra_citations=(*answer.extra_citations, *cells))


def measures_of(question: Question, index: Index, tasks: Sequence[TaskRecord]) -> Answer:
    """The cells of these tasks for the years asked for; the sentence that fits the topic best comes first."""
    years = question.years.years
    measures = [measure for task in tasks for measure in index.measures(task.id)]
    cells = [measure for measure in measures if not years or measure.year is None or measure.year in years]
    if not measures:
        return _described(question, index, tasks)
    if not cells:
        return refuse(question, "no_measures", years=years, tasks=tuple(task.number for task in tasks))
    cells = [cell for cell in cells if cell.label and fold(cell.label) in question.text] or cells
    hit = _best_sentence(question, index, tasks, cells)
    first = next((cell for cell in cells if hit and _is_in(hit, cell)), cells[0])
    text = hit.passage.text if hit else first.text
    is_label = bool(first.label) and fold(first.label) in question.text
    key = "measures" if first.year else "measures_of_label" if is_label else "measures_without_year"
    values = {
        "year": first.year,
        "label": first.label,
        "task": index.task(first.task_id).number,
        "text": short_title(text, HEADLINE_LENGTH),
        "title": short_title(tasks[0].heading, 20),
    }
    ordered = [first, *(cell for cell in cells if cell is not first)]
    parts = [part for cell in ordered for part in show(cite_measure(index, cell))]
    parts += _responsible(index, tasks)
    parts += [part for task in tasks for part in show(cite_description(index, task), is_more=True)]
    extra: tuple[Citation, ...] = (cite_passage(index, hit.passage),) if hit else ()
    return Answer(
        status=Status.ANSWERED,
        question=question,
        headline=Message(key, values),
        parts=tuple(parts),
        extra_citations=extra,
        task_ids=tuple(task.id for task in tasks),
    )


def _responsible(index: Index, tasks: Sequence[TaskRecord]) -> list[Part]:
    """Who is responsible for these tasks, in one line, and till when."""
    if len(tasks) == 1:
        shown = owners(index, tasks[0])
        return [Part(message=Message("responsible", {"departments": shown})), *show(cite_deadline(index, tasks[0]))]
    bodies = tuple(dict.fromkeys(d for task in tasks for d in index.departments_of_task(task.id)))
    return [Part(message=Message("responsible", {"departments": bodies}))]


def _described(question: Question, index: Index, tasks: Sequence[TaskRecord]) -> Answer:
    """What tasks without measures are to do: the sentence of their descriptions that fits best, and all the rest."""
    hits = find_hits(question, index, tasks=[task.id for task in tasks]) if question.concepts else []
    hit = next((hit for hit in hits if any(match.place == "sentence" for match in hit.matches)), None)
    task = next((task for task in tasks if hit and task.id == hit.passage.task_id), tasks[0])
    text = short_title(hit.passage.text if hit else task.heading, HEADLINE_LENGTH)
    descriptions = [citation for each in tasks for citation in cite_description(index, each)]
    return Answer(
        status=Status.ANSWERED,
        question=question,
        headline=Message("measures_without_year", {"text": text, "task": task.number}),
        parts=(
            *([Part(citation=cite_passage(index, hit.passage))] if hit else []),
            *_responsible(index, tasks),
            *show(descriptions, is_more=hit is not None),
        ),
        task_ids=tuple(each.id for each in tasks),
    )


def _is_in(hit: Hit, cell: MeasureRecord) -> bool:
    """Whether a sentence stands in a cell of measures; several cells without a year are told apart by their lines."""
    is_year = cell.year is None or hit.passage.year == cell.year
    is_line = cell.first_line <= hit.passage.line <= cell.last_line
    return hit.passage.task_id == cell.task_id and hit.passage.field == "measures" and is_year and is_line


def _best_sentence(
    question: Question, index: Index, tasks: Sequence[TaskRecord], cells: Sequence[MeasureRecord]
) -> Hit | None:
    if not question.concepts:
        return None
    hits = find_hits(question, index, tasks=[task.id for task in tasks])
    inside = [hit for hit in hits if any(_is_in(hit, cell) for cell in cells)]
    return inside[0] if inside and any(match.place == "sentence" for match in inside[0].matches) else None


# when


def answer_when(question: Question, index: Index) -> Answer:
    """In which year something is to be done: the years whose sentences speak of the topic; or till when."""
    tasks = named_tasks(question, index)
    if isinstance(tasks, Answer):
        return tasks
    if not index.years(question.document_id):
        return till_when(question, index, tasks)
    hits = find_hits(question, index, tasks=[task.id for task in tasks] or None, fields=("measures",))
    hits = [hit for hit in hits if has_figure(hit, question, index)] or with_figure(question, index, hits) or hits
    if not hits or hits[0].coverage < CUTOFFS.answer:
        return not_in_plan(question, index)
    best = [
        hit
        for hit in hits
        if hit.score >= CUTOFFS.rival * hits[0].score and hit.passage.task_id == hits[0].passage.task_id
    ]
    years = tuple(sorted({hit.passage.year for hit in best if hit.passage.year}))
    task = index.task(hits[0].passage.task_id or 0)
    values = {"years": years, "task": task.number, "text": short_title(hits[0].passage.text, HEADLINE_LENGTH)}
    return Answer(
        status=Status.ANSWERED,
        question=question,
        headline=Message("when", values),
        parts=(
            *(Part(citation=cite_passage(index, hit.passage)) for hit in best[:3]),
            Part(message=Message("responsible", {"departments": owners(index, task)})),
            *(
                part
                for measure in index.measures(task.id)
                if measure.year in years
                for part in show(cite_measure(index, measure), is_more=True)
            ),
        ),
        task_ids=(task.id,),
    )
