"""Finds passages for concepts: candidates from the full-text table, judged by the ranker.

FTS5's own rank only chooses the candidates; the order is the ranker's (`index.ranking`).
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.text import is_han
from index.analyzer import bigrams
from index.occurrences import quote
from index.ranking import DEFAULT_WEIGHTS, Ranker, Weights
from index.store import Index
from index.types import Alternative, Concept, Hit, Passage

#: searches that are remembered: one answer often looks for the same thing twice, and so do the buttons below it
_REMEMBERED = 32


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
    wording: str = "",
    weights: Weights = DEFAULT_WEIGHTS,
) -> list[Hit]:
    """The passages that fit the concepts best, best first.

    Args:
        wording: the folded words that the concepts were found in; of two sentences that hold as much of the concepts,
            the one that has more of these pairs of characters comes first.
    """
    if not any(concept.is_known for concept in concepts):
        return []
    key = (tuple(concepts), filter, wording, weights)
    if key not in index.searches:
        if len(index.searches) >= _REMEMBERED:
            index.searches.clear()
        index.searches[key] = _search(index, concepts, filter, wording, weights)
    return list(index.searches[key])


def _search(
    index: Index,
    concepts: Sequence[Concept],
    filter: Filter,  # noqa: A002
    wording: str,
    weights: Weights,
) -> list[Hit]:
    ranker = Ranker(index, concepts, weights, wording)
    hits = [ranker.judge(passage) for passage in _candidates(index, concepts, filter, weights)]
    return sorted((hit for hit in hits if hit.matches), key=lambda hit: (-hit.score, hit.passage.id))


def match_expression(concepts: Iterable[Concept], index: Index, weights: Weights = DEFAULT_WEIGHTS) -> str:
    """The FTS5 expression that finds any of the concepts' terms; tokens are quoted, so nothing in them is syntax."""
    known = [concept for concept in concepts if concept.is_known]
    # words that say little stand nearly everywhere: they are looked for only where nothing else is
    leading = [concept for concept in known if not concept.is_light] or known
    if index.span.size > weights.matched:
        leading = _rarest(leading, index, weights.matched)
    clauses = (_clause(alternative, index) for concept in leading for alternative in concept.alternatives)
    return " OR ".join(dict.fromkeys(clause for clause in clauses if clause))


def _rarest(concepts: Iterable[Concept], index: Index, most: int) -> list[Concept]:
    """The concepts that stand in the fewest passages, in all so many; what has none of them is not what is asked for.

    In a large index the common words of a question stand in more passages than can be judged in a moment.
    """
    counted = sorted(((_passage_count(concept, index), concept) for concept in concepts), key=lambda pair: pair[0])
    total = itertools.accumulate(count for count, _ in counted)
    return [
        concept for at, ((_, concept), sum_) in enumerate(zip(counted, total, strict=True)) if not at or sum_ <= most
    ]


def _passage_count(concept: Concept, index: Index) -> int:
    terms = [term for alternative in concept.alternatives for term in alternative.parts or (alternative.term,)]
    known = index.passage_counts(terms)
    return sum(known.get(term) or index.occurrences.count_text(term) for term in terms)


def _clause(alternative: Alternative, index: Index) -> str:
    """One way of writing a concept: all of its words, wherever they stand in a passage."""
    tokens = [token for term in alternative.parts or (alternative.term,) for token in _tokens(term, index)]
    return "(" + " AND ".join(dict.fromkeys(tokens)) + ")" if tokens else ""


def _tokens(term: str, index: Index) -> list[str]:
    if len(term) == 1:
        return []
    if all(map(is_han, term)):
        return [f"bigrams: {quote(bigram)}" for bigram in bigrams(term)]
    return [f"words: {quote(token)}" for token in index.analyzer.words(term) if len(token) > 1 or not is_han(token)]


def _candidates(index: Index, concepts: Sequence[Concept], filter: Filter, weights: Weights) -> tuple[Passage, ...]:  # noqa: A002
    expression = match_expression(concepts, index, weights)
    if not expression:
        return ()
    span = index.span if filter.document_id is None else index.span_of(filter.document_id)
    conditions, parameters = ["passages_fts MATCH ?", "f.rowid BETWEEN ? AND ?"], list[object]([expression, *span])
    for column, values in (("task_id", filter.task_ids), ("year", filter.years), ("field", filter.fields)):
        if values is not None:
            conditions.append(f"p.{column} IN ({','.join('?' * len(values))})")
            parameters.extend(values)
    sql = (
        "SELECT f.rowid FROM passages_fts f JOIN passages p ON p.id = f.rowid"  # noqa: S608 - only our own names
        f" WHERE {' AND '.join(conditions)}"
    )
    # what FTS5 thinks of the order costs more than the search, and matters only where there are too many to judge
    rows = index.rows(f"{sql} LIMIT ?", (*parameters, weights.candidates + 1))
    if len(rows) > weights.candidates:
        rows = index.rows(f"{sql} ORDER BY bm25(passages_fts) LIMIT ?", (*parameters, weights.candidates))
    return index.passages([passage_id for (passage_id,) in rows])
