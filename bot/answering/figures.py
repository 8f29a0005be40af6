"""Answers that are figures: one figure, its course over the years, and the tasks that have a given figure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answering import duties
from bot.answering.evidence import cite_departments, cite_measure, cite_passage, clause_around, short_title, show
from bot.answering.finding import CUTOFFS, FigureHit, find_figures, find_hits, find_tasks
from bot.answering.kinds import kind_of_unit, with_scopes
from bot.answering.measures import measures_of
from bot.answering.refusals import not_in_plan, refuse
from bot.answering.tasks import named_tasks, task_row
from bot.answering.types import Answer, Citation, Message, Part, Status
from bot.understanding.slots import same_unit
from bot.understanding.types import Cue, Question
from corpus.text import fold
from index.store import Index
from index.types import Hit, Passage, QuantityRecord

_YEAR = re.compile(r"(?<!\d)20\d\d(?=年)")


def answer_figure(question: Question, index: Index) -> Answer:
    """One figure for the year asked for; over all years where the question names none and several have it."""
    tasks = named_tasks(question, index)
    if isinstance(tasks, Answer):
        return tasks
    figures = find_figures(question, index, tasks=[task.id for task in tasks] or None)
    good = [figure for figure in figures if figure.coverage >= CUTOFFS.figure]
    years = question.years.years
    wanted = [figure for figure in good if not years or _is_for(figure, years)]
    if not wanted:
        return _no_figure(question, index, good)
    best = _of_the_year(wanted, years)
    if years and _is_elsewhere(best, good):
        return _no_figure(question, index, good)
    if not years and best.quantity.year is not None and not _names_scope(question, best):
        series = _series(best, good)
        if len(series) > 1:
            return trend_of(question, index, series)
    return figure_of(question, index, best, wanted)


def _is_for(figure: FigureHit, years: Sequence[int]) -> bool:
    """Whether a figure is for one of these years: by its cell, or in the text, where that names no other year alone."""
    if figure.quantity.year is not None:
        return figure.quantity.year in years
    named = {int(year) for year in _YEAR.findall(figure.hit.passage.text)}
    return not named or bool(named & set(years))


def _of_the_year(wanted: Sequence[FigureHit], years: Sequence[int]) -> FigureHit:
    """The best figure; a cell of the year itself before a text that says no year, where it fits nearly as well."""
    if not years or wanted[0].quantity.year is not None:
        return wanted[0]
    own = [figure for figure in wanted if figure.quantity.year in years]
    return own[0] if own and own[0].score >= CUTOFFS.series * wanted[0].score else wanted[0]


def _names_scope(question: Question, figure: FigureHit) -> bool:
    """Whether the question names what the figure is limited to: 整个十三五 asks for that figure alone."""
    text = with_scopes(question.text)
    return any(part[:3] in text for part in figure.quantity.scope.split("、") if part)


def _is_elsewhere(best: FigureHit, good: Sequence[FigureHit]) -> bool:
    """Whether another year's figure fits so much better that this year's must be of something else."""
    return best.score < CUTOFFS.series * good[0].score


def figure_of(question: Question, index: Index, best: FigureHit, others: Sequence[FigureHit] = ()) -> Answer:
    """The answer that states one figure."""
    quantity, passage = best.quantity, best.hit.passage
    values = {
        "figure": quantity.raw,
        "year": quantity.year,
        "task": _number(index, passage),
        "clause": clause_around(passage.text, quantity.start, quantity.end),
    }
    notes = (Message("scope", {"scope": quantity.scope}),) if quantity.scope else ()
    parts = [Part(citation=cite_passage(index, passage))]
    parts += _owner_and_cell(index, passage)
    return Answer(
        status=Status.ANSWERED,
        question=question,
        headline=Message(_figure_key(question, quantity), {**values, "claimed": _claimed(question)}),
        notes=notes,
        parts=tuple(parts),
        task_ids=(passage.task_id,) if passage.task_id else (),
        why={"figures": others[:5]},
    )


def _claimed(question: Question) -> str:
    """The figure that the question takes for granted, "" when it only asks."""
    is_claim = question.cues & {Cue.YES_NO, Cue.WHY} and question.figures
    return question.figures[0].raw if is_claim else ""


def _figure_key(question: Question, quantity: QuantityRecord) -> str:
    """Which headline tells the figure: plainly, or as yes or no to the one that the question names."""
    if quantity.year is None:
        return "figure_without_year" if quantity.task_id is None else "figure_of_task"
    if quantity.task_id is None:
        return "figure_of_year"
    if not _claimed(question):
        return "figure"
    claimed = question.figures[0]
    is_right = claimed.value in {quantity.value, quantity.high} and same_unit(claimed.unit) == same_unit(quantity.unit)
    return "figure_right" if is_right else "figure_wrong"


def _number(index: Index, passage: Passage) -> int | None:
    return index.task(passage.task_id).number if passage.task_id else None


def _owner_and_cell(index: Index, passage: Passage) -> list[Part]:
    """Who is responsible, and the whole cell, folded away."""
    if passage.task_id is None:
        return []
    parts = []
    if index.responsible.duties(passage.task_id):
        shown = duties.owners(index, index.task(passage.task_id))
        parts.append(Part(message=Message("responsible", {"departments": shown})))
    cells = (measure for measure in index.measures(passage.task_id) if measure.year == passage.year)
    return [*parts, *(part for cell in cells for part in show(cite_measure(index, cell), is_more=True))]


def _no_figure(question: Question, index: Index, good: Sequence[FigureHit]) -> Answer:
    """The topic is there, but not with a figure, or not for that year: what the plan gives instead."""
    years = question.years.years
    if good:
        task_id = good[0].quantity.task_id
        others = _series(good[0], good)
        cells = [m for m in index.measures(task_id) if m.year in years] if task_id else []
        shown = [part for cell in cells for part in show(cite_measure(index, cell))]
        shown.append(Part(message=Message("other_years")))
        shown += [Part(citation=cite_passage(index, figure.hit.passage)) for figure in others]
        answer = refuse(question, "no_figure_in_year", *shown, years=years, task=_number(index, good[0].hit.passage))
        return replace(answer, task_ids=(task_id,) if task_id else ())
    hits = find_hits(question, index) if question.concepts else []
    if only := _only_figure(question, index, hits):
        return figure_of(question, index, only)
    if question.tasks:
        tasks = named_tasks(question, index)
        if not isinstance(tasks, Answer):
            cell = measures_of(question, index, tasks)
            return refuse(question, "no_figure", *cell.parts) if cell.status is Status.ANSWERED else cell
    if not hits or hits[0].coverage < CUTOFFS.answer:
        return not_in_plan(question, index, hits)
    return refuse(question, "no_figure", Part(citation=cite_passage(index, hits[0].passage)))


def _only_figure(question: Question, index: Index, hits: Sequence[Hit]) -> FigureHit | None:
    """The one figure in the unit asked for that the best task has in the one year asked for, if there is just one."""
    task_id = next((hit.passage.task_id for hit in hits[:1] if hit.coverage >= CUTOFFS.answer), None)
    if task_id is None or not question.unit or question.unit == "个" or len(question.years.years) != 1:
        return None
    found = [
        quantity
        for quantity in index.quantities_of_task(task_id)
        if quantity.year in question.years.years and same_unit(quantity.unit) == same_unit(question.unit)
    ]
    if len(found) != 1 or _is_told_beside(found[0], hits):
        return None
    passage = index.passages([found[0].passage_id])[0]
    return FigureHit(found[0], Hit(passage, hits[0].coverage, hits[0].score, ()), hits[0].score, hits[0].coverage)


def _is_told_beside(quantity: QuantityRecord, hits: Sequence[Hit]) -> bool:
    """Whether another sentence of the figure's cell tells more of the topic: then the figure is of something else.

    Areas, lengths and sums of money are so seldom that the unit alone tells what is meant.
    """
    if kind_of_unit(quantity.unit) not in {"share", "number"}:
        return False
    told = {
        hit.passage.id: sum(match.concept.weight for match in hit.matches if match.place == "sentence")
        for hit in hits
        if (hit.passage.task_id, hit.passage.field, hit.passage.year) == (quantity.task_id, "measures", quantity.year)
    }
    return max(told.values(), default=0.0) > told.get(quantity.passage_id, 0.0)


# over the years


def _series(best: FigureHit, figures: Sequence[FigureHit]) -> list[FigureHit]:
    """The figures of the same task and kind, the best of each year, by year."""
    by_year: dict[int, FigureHit] = {}
    for figure in figures:
        quantity = figure.quantity
        is_same = quantity.task_id == best.quantity.task_id and same_unit(quantity.unit) == same_unit(
            best.quantity.unit
        )
        if is_same and quantity.year is not None and figure.score >= CUTOFFS.series * best.score:
            known = by_year.get(quantity.year)
            if known is None or _closeness(figure, best) > _closeness(known, best):
                by_year[quantity.year] = figure
    return [by_year[year] for year in sorted(by_year)]


def _closeness(figure: FigureHit, best: FigureHit) -> tuple[float, float]:
    """Of two figures of a year, the one that fits the topic better belongs to the series; then the more alike."""
    words = set(fold(figure.quantity.measures)) & set(fold(best.quantity.measures))
    return (round(figure.score, 2), len(words) / (len(figure.quantity.measures) or 1))


def answer_trend(question: Question, index: Index) -> Answer:
    """The same figure over the years, with the years that have none; without figures, what is done each year."""
    tasks = named_tasks(question, index)
    if isinstance(tasks, Answer):
        return tasks
    figures = find_figures(question, index, tasks=[task.id for task in tasks] or None)
    good = [figure for figure in figures if figure.coverage >= CUTOFFS.figure and figure.quantity.year is not None]
    series: Sequence[FigureHit] = _series(good[0], good) if good else ()
    # who asks how something goes on, and not how much it is, is not served by one figure and two gaps
    is_of_figures = Cue.FIGURE in question.cues or len({figure.quantity.year for figure in series}) > 1
    is_of_figures = is_of_figures or (bool(series) and series[0].coverage >= CUTOFFS.whole)  # PM2.5三年怎么变
    if series and (is_of_figures or series[0].quantity.task_id is None):
        return trend_of(question, index, series)
    if series and not tasks:
        return measures_of(question, index, (index.task(series[0].quantity.task_id or 0),))
    if tasks:
        return measures_of(question, index, tasks)
    found = find_tasks(question, index)
    if not found or found[0].coverage < CUTOFFS.answer:
        return not_in_plan(question, index)
    return measures_of(question, index, (index.task(found[0].task_id),))


def trend_of(question: Question, index: Index, series: Sequence[FigureHit]) -> Answer:
    """The answer that lists a figure by year; a year without one shows its cell."""
    if series[0].quantity.task_id is None:
        return _trend_of_text(question, index, series)
    task = index.task(series[0].quantity.task_id or 0)
    by_year = {figure.quantity.year: figure for figure in series if figure.quantity.year is not None}
    asked = question.years.years if question.years.years and not question.years.is_all else ()
    cells = {measure.year: measure for measure in index.measures(task.id) if measure.year is not None}
    rows: list[Message] = []
    cited: list[Citation] = []
    for year in sorted(cells or by_year):
        if not asked or year in asked:
            figure = by_year.get(year)
            rows.append(_trend_row(year, figure))
            cited += [cite_passage(index, figure.hit.passage)] if figure else cite_measure(index, cells[year])
    values = {
        "rows": tuple(rows),
        "task": task.number,
        "title": short_title(series[0].hit.passage.text, 30),
    }
    scopes = tuple(
        Message("scope_of_year", {"year": figure.quantity.year, "scope": figure.quantity.scope})
        for figure in series
        if figure.quantity.scope
    )
    return Answer(
        status=Status.ANSWERED,
        question=question,
        headline=Message("trend", values),
        notes=scopes,
        parts=(
            *(Part(citation=citation) for citation in cited),
            Part(message=Message("responsible", {"departments": duties.owners(index, task)})),
        ),
        task_ids=(task.id,),
        why={"figures": list(series)},
    )


def _trend_of_text(question: Question, index: Index, series: Sequence[FigureHit]) -> Answer:
    """The same where the figures stand in the narrative."""
    rows = tuple(_trend_row(figure.quantity.year or 0, figure) for figure in series)
    return Answer(
        status=Status.ANSWERED,
        question=question,
        headline=Message("trend_of_text", {"rows": rows}),
        parts=tuple(Part(citation=cite_passage(index, figure.hit.passage)) for figure in series),
        why={"figures": list(series)},
    )


def _trend_row(year: int, figure: FigureHit | None) -> Message:
    if figure is None:
        return Message("trend_year_without_figure", {"year": year})
    return Message("trend_year", {"year": year, "figure": figure.quantity.raw})


# figures to tasks


def answer_tasks_with_figure(question: Question, index: Index) -> Answer:
    """The tasks in which a figure stands, exactly as asked."""
    found: list[QuantityRecord] = []
    for figure in question.figures:
        for quantity in index.quantities_of_value(figure.value, question.document_id):
            is_unit = same_unit(quantity.unit) == same_unit(figure.unit)
            is_year = not question.years.years or quantity.year in question.years.years
            if is_unit and is_year and quantity.task_id is not None:
                found.append(quantity)
    if not found:
        figures = tuple(figure.raw for figure in question.figures)
        return refuse(question, "no_task_with_figure", figures=figures, years=question.years.years)
    ids = tuple(dict.fromkeys(quantity.task_id for quantity in found if quantity.task_id))
    tasks = [index.task(task_id) for task_id in ids]
    passages = index.passages(sorted({quantity.passage_id for quantity in found}))
    departments = [citation for task in tasks if (citation := cite_departments(index, task))]
    values = {
        "figure": question.figures[0].raw,
        "tasks": tuple(task.number for task in tasks),
        "years": question.years.years,
    }
    return Answer(
        status=Status.ANSWERED,
        question=question,
        headline=Message("tasks_with_figure", values),
        parts=(
            *(Part(citation=cite_passage(index, passage)) for passage in passages[:8]),
            *(Part(message=task_row(index, task)) for task in tasks),
        ),
        extra_citations=tuple(departments),
        task_ids=ids,
    )
