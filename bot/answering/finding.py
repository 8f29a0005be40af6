"""Finds what a question's topic speaks of: the task, the sentence, the figure; and says how sure that is.

All cutoffs of the answers stand here in one place. Scores are shares of the question's weight, 0 to 1.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.understanding.slots import same_unit
from bot.understanding.types import Cue, FigureSlot, Intent, Question
from corpus.text import fold, han_runs
from index.ranking import Ranker
from index.search import Filter, search
from index.store import Index
from index.types import Concept, Hit, QuantityRecord


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """How sure the bot has to be."""

    #: share of the topic's weight that has to be found for an answer
    answer: float = 0.5
    #: the same for naming something near in a refusal
    near: float = 0.2
    #: a second task this close to the first (share of its score) makes the question ambiguous
    rival: float = 0.97
    #: likeness (rapidfuzz partial ratio, 0-100) from which a sentence of the narrative and a task say the same
    twin: float = 80
    #: further sentences are shown when they reach this share of the best one's score
    further: float = 0.8
    #: a figure counts as the one asked for when this share of the topic is found around it …
    figure: float = 0.5
    #: … and this share in its own sentence
    sentence: float = 0.3
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
    #: added for a figure in the unit that was asked for, and taken off for one in another unit
    unit: float = 0.25
    #: taken off for a figure with a scope (三年累计) that the question does not name
    scope: float = 0.08


CUTOFFS = Cutoffs()
_COUNTED = re.compile(r"\bhow\s+many\s+(?:(?:new|more|additional|extra|of\s+the|different)\s+)*(?P<word>[a-z]{4,})")
#: words that ask for a figure that is bounded, and how
_BOUNDS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile("|".join(patterns)), frozenset(bounds))
    for patterns, bounds in (
        (
            (
                "上限",
                "封顶",
                "不超过",
                "最高",
                "最多不",
                r"\bmax(?:imum)?\b",
                r"\bceiling\b",
                r"\bcap\b",
                r"\bno\s+more\s+than\b",
            ),
            ("at most",),
        ),
        (("下限", "至少", "最低", "不低于", "不少于", r"\bmin(?:imum)?\b", r"\bat\s+least\b"), ("at least", "reach")),
    )
)
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
            _adjusted(hits[0], question) + _title_bonus(question, index, task_id),
            max(hit.coverage for hit in hits),
            tuple(hits),
        )
        for task_id, hits in by_task.items()
    ]
    return sorted(found, key=lambda task: (-task.score, task.task_id))


def _title_bonus(question: Question, index: Index, task_id: int) -> float:
    """What a task gains that bears the very words of the topic as its title."""
    topic = "".join(han_runs(question.topic))
    return CUTOFFS.description if len(topic) > 1 and topic in fold(index.task(task_id).title) else 0.0


def rivals(tasks: Sequence[TaskHit]) -> tuple[TaskHit, ...]:
    """The first task and those that fit as well."""
    return tuple(task for task in tasks if task.score >= CUTOFFS.rival * tasks[0].score)


def find_figures(question: Question, index: Index, *, tasks: Sequence[int] | None = None) -> list[FigureHit]:
    """The figures that the topic may ask for, best first; of the years asked for, where the question names any."""
    figures: list[FigureHit] = []
    ranker = Ranker(index, question.concepts)
    for hit in _hits_with_figures(question, index, tasks):
        for quantity in index.quantities_of_passage(hit.passage.id):
            judged = ranker.judge_clause(hit.passage, fold(quantity.measures))
            if judged.local >= CUTOFFS.sentence and not _is_anchor(quantity, hit, question, index):
                figures.append(
                    FigureHit(
                        quantity,
                        hit,
                        judged.score + _fit(quantity, question) + _anchored(hit, question, index),
                        judged.score,
                    )
                )
    return sorted(figures, key=lambda figure: (-figure.score, figure.quantity.id))


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
    inside = index.quantities_of_passage(hit.passage.id)
    return (
        CUTOFFS.unit if any(_is_figure(quantity, figure) for quantity in inside for figure in question.figures) else 0.0
    )


def _is_anchor(quantity: QuantityRecord, hit: Hit, question: Question, index: Index) -> bool:
    """Whether a figure is the one that the question starts from: it is not what is asked for."""
    is_same = any(_is_figure(quantity, figure) for figure in question.figures)
    return is_same and _anchored(hit, question, index) > 0


def _is_figure(quantity: QuantityRecord, figure: FigureSlot) -> bool:
    return quantity.value == figure.value and same_unit(quantity.unit) == same_unit(figure.unit)


def _fit(quantity: QuantityRecord, question: Question) -> float:
    """What unit and scope of a figure add to its score."""
    fit = 0.0
    if question.unit and question.unit != "个":  # 个 is asked for anything
        is_same = same_unit(quantity.unit) == same_unit(question.unit)
        fit += CUTOFFS.unit if is_same else -CUTOFFS.unit
    for pattern, bounds in _BOUNDS:
        if pattern.search(question.text):
            fit += CUTOFFS.unit if quantity.bound in bounds else -CUTOFFS.unit
    if quantity.scope:
        scopes = {scope[:length] for scope in quantity.scope.split("、") for length in (3, len(scope))}
        fit += CUTOFFS.unit if any(scope in question.text for scope in scopes) else -CUTOFFS.scope
    return fit
