"""Finds what a question's topic speaks of: the task, the sentence, the figure; and says how sure that is.

All cutoffs of the answers stand here in one place. Scores are shares of the question's weight, 0 to 1.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.evidence import clause_around
from bot.answering.kinds import fit_of, is_of_other_kind, kind_of_unit, measuring_less
from bot.understanding.slots import same_unit
from bot.understanding.types import Cue, FigureSlot, Intent, Question
from corpus.text import fold, han_runs
from index.ranking import Ranker
from index.search import Filter, search
from index.stem import stem
from index.store import Index
from index.types import Concept, Hit, Match, QuantityRecord


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """How sure the bot has to be."""

    #: share of the topic's weight that has to be found for an answer
    answer: float = 0.5
    #: share of the topic's weight that its own sentence must have where the plan lacks a word of the topic
    own: float = 0.35
    #: the same for naming something near in a refusal
    near: float = 0.2
    #: a second task this close to the first (share of its score) makes the question ambiguous
    rival: float = 0.97
    #: likeness (rapidfuzz partial ratio, 0-100) from which a sentence of the narrative and a task say the same
    twin: float = 80
    #: further sentences are shown when they reach this share of the best one's score
    further: float = 0.8
    #: a figure with this share of the topic is asked for even where nothing says that a figure is wanted
    whole: float = 0.9
    #: a figure counts as the one asked for when this share of the topic is found around it …
    figure: float = 0.5
    #: … and this share in its own sentence
    sentence: float = 0.3
    #: … whose share of the topic is at least this much of what another sentence of the same cell has
    beside: float = 0.6
    #: a figure of another year belongs to the same series when it reaches this share of the best one's score
    series: float = 0.62
    #: what a sentence of the wrong year counts beside one of the year asked for
    other_year: float = 0.85
    #: added for a sentence outside the yearly measures that names a year asked for
    named_year: float = 0.1
    #: the narrative answers instead of a task when it finds this much more of the topic
    narrative: float = 0.15
    #: added for what stands in a task's description: it is what the task is about
    description: float = 0.06
    #: added for a task of a department that bears the topic in its name: it is what that department is for
    owner: float = 0.25
    #: added for a figure in the unit that was asked for, and taken off for one in another unit
    unit: float = 0.25
    #: taken off for a figure with a scope (三年累计) that the question does not name
    scope: float = 0.08


CUTOFFS = Cutoffs()
_COUNTED = re.compile(r"\bhow\s+many\s+(?:(?:new|more|additional|extra|of\s+the|different)\s+)*(?P<word>[a-z]{4,})")
#: intents in which a department that is named narrows the search to its tasks; elsewhere it is what is asked about
_WITHIN_DEPARTMENT = frozenset({Intent.MEASURES, Intent.FIGURE, Intent.TREND, Intent.WHEN, Intent.NARRATIVE})


@dataclass(frozen=True, slots=True)
class TaskHit:
    """A task with its best sentences, best first."""

    task_id: int
    score: float
    coverage: float
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class FigureHit:
    """A figure, the sentence it stands in, and how well both fit."""

    quantity: QuantityRecord
    hit: Hit
    score: float
    coverage: float


def find_hits(
    question: Question, index: Index, *, tasks: Sequence[int] | None = None, fields: tuple[str, ...] | None = None
) -> list[Hit]:
    """The sentences that fit the topic, best first; those of the years asked for come before others."""
    if tasks is None and question.departments and question.intent in _WITHIN_DEPARTMENT:
        tasks = department_tasks(question, index)
    where = Filter(document_id=question.document_id, task_ids=None if tasks is None else tuple(tasks), fields=fields)
    hits = search(index, question.concepts, filter=where, wording=question.topic)
    return sorted(hits, key=lambda hit: (-_adjusted(hit, question), hit.passage.id))


def counted_concept(question: Question) -> Concept | None:
    """What "how many" counts: the concept right after it, where that is a word with a meaning of its own."""
    match = _COUNTED.search(question.text)
    if match is None:
        return None
    concepts = (concept for concept in question.concepts if concept.surface.startswith(match["word"]))
    found = next(concepts, None)
    # a word that no dictionary knows may be a slip or a name; one that it knows and the plan lacks is another thing
    return found if found is not None and found.alternatives else None


def is_lacking(counted: Concept, index: Index) -> bool:
    """Whether the plan has nothing of what is counted: lifts are 电梯, and where it has none, they are not 提升."""
    named = any(each.source == "glossary" for each in index.readings([stem(counted.surface)]))
    return not counted.is_known or (named and all(each.source == "dictionary" for each in counted.alternatives))


def department_tasks(question: Question, index: Index) -> list[int] | None:
    """The ids of the tasks of the departments that a question names; None where it names none of the plan's."""
    ids = {id_ for slot in question.departments for id_ in slot.ids}
    tasks = [task.id for id_ in sorted(ids) for task in index.tasks_of_department(id_)]
    return tasks or None


def _adjusted(hit: Hit, question: Question) -> float:
    years = question.years.years
    factor = CUTOFFS.other_year if years and hit.passage.year and hit.passage.year not in years else 1.0
    extra = CUTOFFS.description if hit.passage.field == "description" else 0.0
    if years and hit.passage.field != "measures" and any(f"{year}年" in hit.passage.folded for year in years):
        extra += CUTOFFS.named_year
    return hit.score * factor + extra * hit.coverage


def find_tasks(question: Question, index: Index) -> list[TaskHit]:
    """The tasks that fit the topic, best first."""
    by_task: dict[int, list[Hit]] = {}
    for hit in find_hits(question, index):
        if hit.passage.task_id is not None:
            by_task.setdefault(hit.passage.task_id, []).append(hit)
    found = [
        TaskHit(
            task_id,
            _adjusted(hits[0], question) + _named_bonus(question, index, task_id),
            max(hit.coverage for hit in hits),
            tuple(hits),
        )
        for task_id, hits in by_task.items()
    ]
    return sorted(found, key=lambda task: (-task.score, task.task_id))


def _named_bonus(question: Question, index: Index, task_id: int) -> float:
    """What a task gains that bears the very words of the topic as its title, or whose department does (真如副中心)."""
    topic = "".join(han_runs(question.topic))
    if len(topic) < 2:
        return 0.0
    bonus = CUTOFFS.description if topic in fold(index.task(task_id).title) else 0.0
    is_owner = len(topic) > 2 and any(topic in fold(duty.department.name) for duty in index.responsible.duties(task_id))
    return bonus + (CUTOFFS.owner if is_owner else 0.0)


def rivals(tasks: Sequence[TaskHit]) -> tuple[TaskHit, ...]:
    """The first task and those that fit as well."""
    return tuple(task for task in tasks if task.score >= CUTOFFS.rival * tasks[0].score)


def find_figures(question: Question, index: Index, *, tasks: Sequence[int] | None = None) -> list[FigureHit]:
    """The figures that the topic may ask for, best first; of the years asked for, where the question names any."""
    figures: list[FigureHit] = []
    ranker = Ranker(index, [measuring_less(concept) for concept in question.concepts])
    for hit in _telling(_hits_with_figures(question, index, tasks)):
        for quantity in index.quantities_of_passage(hit.passage.id):
            judged = ranker.judge_clause(hit.passage, fold(quantity.measures))
            is_other = (
                _is_anchor(quantity, hit, question, index)
                or is_of_other_kind(quantity, question)
                or not _is_of_topic(quantity, hit, question)
            )
            if judged.local >= CUTOFFS.sentence and not is_other:
                figures.append(
                    FigureHit(
                        quantity,
                        hit,
                        judged.score
                        + fit_of(quantity, question, unit=CUTOFFS.unit, scope=CUTOFFS.scope)
                        + _anchored(hit, question, index),
                        judged.score,
                    )
                )
    return sorted(figures, key=lambda figure: (-figure.score, figure.quantity.id))


def _telling(hits: Sequence[Hit]) -> list[Hit]:
    """The sentences without those beside which, in the same cell, one tells much more of the topic."""
    told = [
        (
            hit,
            (hit.passage.task_id, hit.passage.year),
            sum(each.concept.weight for each in hit.matches if _is_own(each)),
        )
        for hit in hits
    ]
    most: dict[tuple[int | None, int | None], float] = {}
    for _, cell, own in told:
        most[cell] = max(own, most.get(cell, 0.0))
    return [hit for hit, cell, own in told if own >= CUTOFFS.beside * most[cell]]


def _is_own(match: Match) -> bool:
    return match.place == "sentence" and not match.concept.is_light


def _hits_with_figures(question: Question, index: Index, tasks: Sequence[int] | None) -> list[Hit]:
    if question.concepts:
        return find_hits(question, index, tasks=tasks)
    passages = (passage for task_id in tasks or () for passage in index.passages_of_task(task_id))
    return [Hit(passage, 1.0, 1.0, ()) for passage in passages]


def _anchored(hit: Hit, question: Question, index: Index) -> float:
    """What a figure gains whose sentence has the figure that the question starts from: 突破1000亿元的奖励多少."""
    is_asked = Cue.FIGURE in question.cues and not question.cues & {Cue.YES_NO, Cue.WHY}
    if not is_asked or not question.figures:
        return 0.0
    return CUTOFFS.unit if has_figure(hit, question, index) else 0.0


def with_figure(question: Question, index: Index, hits: Sequence[Hit]) -> list[Hit]:
    """The measures with a figure that the question names, of tasks that its topic fits: 桃浦3.7平方公里是哪年."""
    tasks = {hit.passage.task_id for hit in hits if hit.coverage >= CUTOFFS.answer}
    same = (
        quantity.passage_id
        for figure in question.figures
        for quantity in index.quantities_of_value(figure.value, question.document_id)
        if _is_figure(quantity, figure)
    )
    passages = [each for each in index.passages(sorted(set(same))) if each.task_id in tasks and each.year]
    return [Hit(passage, hits[0].coverage, hits[0].score, ()) for passage in passages]


def has_figure(hit: Hit, question: Question, index: Index) -> bool:
    """Whether a figure that the question names stands in a sentence."""
    inside = index.quantities_of_passage(hit.passage.id)
    return any(_is_figure(quantity, figure) for quantity in inside for figure in question.figures)


def _is_anchor(quantity: QuantityRecord, hit: Hit, question: Question, index: Index) -> bool:
    """Whether a figure is the one that the question starts from: it is not what is asked for."""
    is_same = any(_is_figure(quantity, figure) for figure in question.figures)
    return is_same and _anchored(hit, question, index) > 0


def _is_figure(quantity: QuantityRecord, figure: FigureSlot) -> bool:
    return quantity.value == figure.value and same_unit(quantity.unit) == same_unit(figure.unit)


def _is_of_topic(quantity: QuantityRecord, hit: Hit, question: Question) -> bool:
    """Whether the clause of a figure has a word of the topic, or its sentence several, or it has the unit asked for: a
    sentence may tell of a greenway and give the hectares of something else."""
    is_unit = question.unit and same_unit(question.unit) == same_unit(quantity.unit)
    is_told = sum(map(_is_own, hit.matches)) > 1 and kind_of_unit(quantity.unit) != "share"
    if not question.concepts or is_unit or is_told:
        return True
    clause = fold(quantity.measures + clause_around(hit.passage.text, quantity.start, quantity.end))
    terms = (each for concept in question.concepts for each in concept.alternatives)
    return any(part in clause for each in terms for part in (each.term, *each.parts))
