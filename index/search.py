"""Finds passages for concepts: candidates from the full-text table, then every reading weighed in one place.

A passage is judged with what stands around it: a concept counts in full in the sentence itself, less in the rest
of its cell, its task's description, the other years, or the headings above. Scores are shares of the question's
weight (0 to 1); FTS5's own rank only chooses the candidates.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.text import fold, is_han
from index.analyzer import bigrams
from index.store import Index
from index.types import Concept, Hit, Match, Passage


@dataclass(frozen=True, slots=True)
class Weights:
    """Knobs of the ranking."""

    #: what a concept counts beside a figure that stands in its sentence, not in its clause
    sentence: float = 0.85
    #: what a concept counts that stands not in the sentence, but elsewhere
    cell: float = 0.85
    description: float = 0.7
    task: float = 0.6
    section: float = 0.55
    #: two concepts side by side in question and sentence add this share of their weight
    neighbours: float = 0.35
    #: a term that stands in the sentence more than once adds this for each doubling
    repeated: float = 0.03
    #: candidates that are judged
    candidates: int = 400


DEFAULT_WEIGHTS = Weights()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which passages are looked at; None takes all."""

    document_id: int | None = None
    task_ids: tuple[int, ...] | None = None
    years: tuple[int, ...] | None = None
    fields: tuple[str, ...] | None = None


def search(
    index: Index,
    concepts: Sequence[Concept],
    *,
    filter: Filter = Filter(),  # noqa: A002 - the field's word; frozen
    weights: Weights = DEFAULT_WEIGHTS,
) -> list[Hit]:
    """The passages that fit the concepts best, best first."""
    if not any(concept.is_known for concept in concepts):
        return []
    passages = _candidates(index, concepts, filter, weights)
    total = sum(concept.weight for concept in concepts)
    ranker = _Ranker(index, concepts, total, weights)
    hits = [ranker.judge(passage) for passage in passages]
    return sorted((hit for hit in hits if hit.matches), key=lambda hit: (-hit.score, hit.passage.id))


def match_expression(concepts: Iterable[Concept], index: Index) -> str:
    """The FTS5 expression that finds any of the concepts' terms; tokens are quoted, so nothing in them is syntax."""
    clauses: list[str] = []
    for concept in concepts:
        for alternative in concept.alternatives if concept.is_known else ():
            for term in alternative.parts or (alternative.term,):
                clauses.extend(_clauses(term, index))
    return " OR ".join(dict.fromkeys(clauses))


def _clauses(term: str, index: Index) -> list[str]:
    if len(term) == 1:
        return []
    if not all(map(is_han, term)):
        return [
            "words: " + _quote(token) for token in index.analyzer.words(term) if len(token) > 1 or not is_han(token)
        ]
    return ["bigrams: (" + " AND ".join(map(_quote, bigrams(term))) + ")"]


def _quote(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'


def _candidates(index: Index, concepts: Sequence[Concept], filter: Filter, weights: Weights) -> tuple[Passage, ...]:  # noqa: A002
    expression = match_expression(concepts, index)
    if not expression:
        return ()
    conditions, parameters = ["passages_fts MATCH ?"], list[object]([expression])
    for column, values in (
        ("document_id", None if filter.document_id is None else (filter.document_id,)),
        ("task_id", filter.task_ids),
        ("year", filter.years),
        ("field", filter.fields),
    ):
        if values is not None:
            conditions.append(f"p.{column} IN ({','.join('?' * len(values))})")
            parameters.extend(values)
    sql = (
        "SELECT p.id FROM passages_fts JOIN passages p ON p.id = passages_fts.rowid"
        f" WHERE {' AND '.join(conditions)} ORDER BY bm25(passages_fts) LIMIT ?"
    )
    return index.passages([passage_id for (passage_id,) in index.rows(sql, (*parameters, weights.candidates))])


class Judgement(NamedTuple):
    """How well a clause fits a question: with all that stands around it, and in its own sentence alone (0 to 1)."""

    score: float
    local: float


def judge_quantity(
    index: Index,
    concepts: Sequence[Concept],
    passage: Passage,
    measures: str,
    weights: Weights = DEFAULT_WEIGHTS,
) -> "Judgement":
    """How well a figure fits: its own clause (`measures`, folded) counts in full, its sentence less."""
    ranker = _Ranker(index, concepts, sum(concept.weight for concept in concepts), weights)
    return ranker.judge_clause(passage, measures)


class _Ranker:
    """Judges passages for one question; keeps the texts around them."""

    def __init__(self, index: Index, concepts: Sequence[Concept], total: float, weights: Weights) -> None:
        self._index = index
        self._concepts = concepts
        self._total = total or 1.0
        self._weights = weights
        self._around: dict[tuple[str, int, int], tuple[tuple[str, str, float], ...]] = {}

    def judge(self, passage: Passage) -> Hit:
        places = (("sentence", passage.folded, 1.0), *self._context(passage))
        matches = [match for concept in self._concepts if (match := _best_match(concept, places))]
        found = sum(match.strength * match.concept.weight for match in matches)
        coverage = found / self._total
        extra = self._neighbours(passage, matches) + self._repeated(passage, matches)
        return Hit(passage, coverage, coverage + extra, tuple(matches))

    def judge_clause(self, passage: Passage, clause: str) -> "Judgement":
        """How well one clause of a passage fits."""
        if not self._concepts:
            return Judgement(1.0, 1.0)
        weights = self._weights
        places = (
            ("clause", clause, 1.0),
            ("sentence", passage.folded, weights.sentence),
            *((place, text, weight * weights.sentence) for place, text, weight in self._context(passage)),
        )
        matches = [match for concept in self._concepts if (match := _best_match(concept, places))]
        local = sum(match.concept.weight for match in matches if match.place in {"clause", "sentence"})
        score = sum(match.strength * match.concept.weight for match in matches)
        return Judgement(score / self._total, local / self._total)

    def _neighbours(self, passage: Passage, matches: Sequence[Match]) -> float:
        terms = {match.concept.surface: match for match in matches if match.place == "sentence"}
        bonus = 0.0
        for first, second in zip(self._concepts, self._concepts[1:], strict=False):
            a, b = terms.get(first.surface), terms.get(second.surface)
            if a and b and a.term + b.term in passage.folded:
                bonus += min(first.weight, second.weight)
        return self._weights.neighbours * bonus / self._total

    def _repeated(self, passage: Passage, matches: Sequence[Match]) -> float:
        """A sentence that names its subject again and again is about it."""
        counts = (passage.folded.count(match.term) for match in matches if match.place == "sentence")
        return self._weights.repeated * math.log(1 + sum(max(count - 1, 0) for count in counts))

    def _context(self, passage: Passage) -> tuple[tuple[str, str, float], ...]:
        key = (passage.field, passage.task_id or -(passage.section_id or 0), passage.year or 0)
        if key not in self._around:
            self._around[key] = tuple(self._make_context(passage))
        return self._around[key]

    def _make_context(self, passage: Passage) -> Iterable[tuple[str, str, float]]:
        weights = self._weights
        if passage.task_id is not None:
            cells: dict[str, list[str]] = {"cell": [], "description": [], "task": []}
            for other in self._index.passages_of_task(passage.task_id):
                is_same = (other.field, other.year) == (passage.field, passage.year)
                place = "cell" if is_same else "description" if other.field == "description" else "task"
                cells[place].append(other.folded)
            yield "cell", "\n".join(cells["cell"]), weights.cell
            yield "description", "\n".join(cells["description"]), weights.description
            yield "task", "\n".join(cells["task"]), weights.task
        elif passage.section_id is not None:
            texts = (other.folded for other in self._index.passages_of_section(passage.section_id))
            yield "cell", "\n".join(texts), weights.cell
        titles = "\n".join(fold(section.title) for section in self._index.section_path(passage.section_id))
        yield "section", titles, weights.section


def _best_match(concept: Concept, places: Sequence[tuple[str, str, float]]) -> Match | None:
    best: Match | None = None
    for alternative in concept.alternatives:
        for place, text, weight in places:
            strength = alternative.weight * weight
            terms = alternative.parts or (alternative.term,)
            if (best is None or strength > best.strength) and all(_stands_in(term, text) for term in terms):
                best = Match(concept, alternative.term, place, strength)
                break
    return best


def _stands_in(term: str, text: str) -> bool:
    """Whether a term stands in a text; Latin and numbers only as whole tokens (5 is not in 75%)."""
    at = text.find(term)
    if at < 0 or is_han(term[0]):
        return at >= 0
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(term) : at + len(term) + 1]
        is_whole = not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())
        if is_whole:
            return True
        at = text.find(term, at + 1)
    return False
