"""How well a passage fits a question: every reading of its words and of what stands around it, weighed in one place.

A concept counts in full in the sentence itself, less in the rest of its cell, its task's description, the other
years, or the headings above. Scores are shares of the question's weight (0 to 1).
"""

import functools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.text import fold
from index.analyzer import bigrams
from index.place_names import bears_name, names_of_places
from index.store import Index
from index.types import Concept, Hit, Match, Passage

#: from here on no character is part of a Latin word
_FIRST_HAN = "\u2e80"
#: place → text, weight
Place = tuple[str, str, float]


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
    #: what a place counts in a sentence that has not the name which the question gives it
    renamed: float = 0.5
    #: a term that stands in the sentence more than once adds this for each doubling
    repeated: float = 0.03
    #: the share of the question's pairs of characters that stand in the sentence adds this much of itself: the text's
    #: own words, and names that no dictionary knows; not where the sentence lacks a concept that is required
    wording: float = 0.6
    #: a concept that a text without tasks repeats under one heading adds this share of its weight for each e-fold
    heading_repeated: float = 0.2
    #: candidates that are judged
    candidates: int = 200
    #: passages that a search may match before its more common words are left out
    matched: int = 5000


DEFAULT_WEIGHTS = Weights()


class Judgement(NamedTuple):
    """How well a clause fits a question: with all that stands around it, and in its own sentence alone (0 to 1)."""

    score: float
    local: float


class _Around(NamedTuple):
    """What stands around a passage: the best match of each concept, the question's pairs, and what repetition adds."""

    matches: tuple[Match | None, ...]
    pairs: tuple[str, ...]
    bonus: float


class Ranker:
    """Judges passages for one question; what stands around them is looked at once for each cell."""

    def __init__(
        self, index: Index, concepts: Sequence[Concept], weights: Weights = DEFAULT_WEIGHTS, wording: str = ""
    ) -> None:
        self._index = index
        self._concepts = concepts
        self._total = sum(concept.weight for concept in concepts) or 1.0
        self._weights = weights
        self._required = {concept.surface for concept in concepts if concept.is_required}
        self._pairs = tuple(dict.fromkeys(bigrams(wording)))
        self._names = names_of_places(concepts, wording)
        self._around: dict[tuple[str, int, int], _Around] = {}

    def judge(self, passage: Passage) -> Hit:
        """How well a sentence fits."""
        matches = self._matches(passage, (("sentence", passage.folded, 1.0),), 1.0)
        if self._names:
            matches = tuple(self._less_if_renamed(match, passage) for match in matches)
        coverage = sum(match.strength * match.concept.weight for match in matches) / self._total
        extra = self._neighbours(passage, matches) + self._repeated(passage, matches)
        extra += self._matches_around(passage).bonus
        # a factor, so that sentences with the same words stand to each other as they did
        score = (coverage + extra) * (1 + self._wording(passage, matches))
        return Hit(passage, coverage, score, matches)

    def _less_if_renamed(self, match: Match, passage: Passage) -> Match:
        """A place counts less where it bears another name: the 商务区 of 长寿 is not that of 长风."""
        name = self._names.get(match.concept.surface)
        if name is None or match.place != "sentence" or bears_name(passage.folded, name, match.term):
            return match
        return match._replace(strength=match.strength * self._weights.renamed)

    def judge_clause(self, passage: Passage, clause: str) -> Judgement:
        """How well one clause of a passage fits; it counts in full, its sentence and what is around less."""
        if not self._concepts:
            return Judgement(1.0, 1.0)
        factor = self._weights.sentence
        places = (("clause", clause, 1.0), ("sentence", passage.folded, factor))
        matches = self._matches(passage, places, factor)
        local = sum(match.concept.weight for match in matches if match.place in {"clause", "sentence"})
        score = sum(match.strength * match.concept.weight for match in matches)
        return Judgement(score / self._total, local / self._total)

    def _matches(self, passage: Passage, places: Sequence[Place], factor: float) -> tuple[Match, ...]:
        """The best match of each concept, in these places or (counting `factor` of it) around the passage."""
        found: list[Match] = []
        for concept, around in zip(self._concepts, self._matches_around(passage).matches, strict=True):
            best = around._replace(strength=around.strength * factor) if around and factor != 1.0 else around
            for place in places:
                best = _better(best, concept, place)
            if best is not None:
                found.append(best)
        return tuple(found)

    def _matches_around(self, passage: Passage) -> _Around:
        key = (passage.field, passage.task_id or -(passage.section_id or 0), passage.year or 0)
        if key not in self._around:
            texts = _texts_around(self._index, passage.field, passage.task_id, passage.section_id, passage.year)
            places = [(name, text, getattr(self._weights, name)) for name, text in texts]
            matches = tuple(_best_match(concept, places) for concept in self._concepts)
            cell = dict(texts).get("cell", "")
            bonus = 0.0 if _has_tasks(self._index, passage.document_id) else self._repeated_below(matches, cell)
            self._around[key] = _Around(matches, tuple(pair for pair in self._pairs if pair in cell), bonus)
        return self._around[key]

    def _repeated_below(self, matches: Sequence[Match | None], cell: str) -> float:
        """A text speaks again and again of what a heading is about; beside a table it would outdo the tasks."""
        bonus = 0.0
        for match in matches:
            if match is not None and match.place == "cell":
                bonus += match.concept.weight * math.log(max(cell.count(match.term), 1))
        return self._weights.heading_repeated * bonus / self._total

    def _wording(self, passage: Passage, matches: Sequence[Match]) -> float:
        """A sentence that has the question's own words, side by side as there."""
        pairs = self._matches_around(passage).pairs
        if not pairs or (self._required and not self._required <= _surfaces_in_sentence(matches)):
            return 0.0
        return self._weights.wording * sum(pair in passage.folded for pair in pairs) / len(self._pairs)

    def _neighbours(self, passage: Passage, matches: Sequence[Match]) -> float:
        """Two concepts side by side in question and sentence belong together."""
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


@functools.lru_cache(maxsize=4096)
def _has_tasks(index: Index, document_id: int) -> bool:
    return bool(index.rows("SELECT 1 FROM tasks WHERE document_id = ? LIMIT 1", (document_id,)))


@functools.lru_cache(maxsize=4096)
def _texts_around(
    index: Index, field: str, task_id: int | None, section_id: int | None, year: int | None
) -> tuple[tuple[str, str], ...]:
    """The folded texts around a passage: its cell, its task's description and other years, the headings above."""
    if task_id is not None:
        cells: dict[str, list[str]] = {"cell": [], "description": [], "task": []}
        for other in index.passages_of_task(task_id):
            is_same = (other.field, other.year) == (field, year)
            place = "cell" if is_same else "description" if other.field == "description" else "task"
            cells[place].append(other.folded)
    else:
        below = () if section_id is None else index.passages_of_section(section_id)
        cells = {"cell": [other.folded for other in below]}
    cells["section"] = [fold(section.title) for section in index.section_path(section_id)]
    return tuple((place, "\n".join(texts)) for place, texts in cells.items())


def _surfaces_in_sentence(matches: Sequence[Match]) -> set[str]:
    return {match.concept.surface for match in matches if match.place == "sentence"}


def _best_match(concept: Concept, places: Iterable[Place]) -> Match | None:
    best: Match | None = None
    for place in places:
        best = _better(best, concept, place)
    return best


def _better(best: Match | None, concept: Concept, place: Place) -> Match | None:
    """The match of a concept in one place where it is stronger than the best one so far."""
    name, text, weight = place
    least = best.strength if best else 0.0
    for alternative in concept.alternatives:  # the strongest first
        strength = alternative.weight * weight
        if strength <= least:
            break
        if alternative.parts:
            is_found = all(stands_in(part, text) for part in alternative.parts)
        else:  # most do not stand there: the quick way out
            is_found = alternative.term in text and stands_in(alternative.term, text)
        if is_found:
            return Match(concept, alternative.term, name, strength)
    return best


def stands_in(term: str, text: str) -> bool:
    """Whether a term stands in a text; Latin and numbers only as whole tokens (5 is not in 75%)."""
    at = text.find(term)
    if at < 0 or term[0] >= _FIRST_HAN:
        return at >= 0
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(term) : at + len(term) + 1]
        is_whole = not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())
        if is_whole:
            return True
        at = text.find(term, at + 1)
    return False
