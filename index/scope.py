"""An index as if it held one document alone, so that nothing of another document can come into an answer.

Names, numbers, word counts and sections are those of the document; ids stay those of the whole index, whose connection
it shares. Words and readings, which no document owns, are the whole index's.
"""

import functools
from collections.abc import Sequence

from index.analyzer import Analyzer
from index.occurrences import Span
from index.store import Index
from index.types import DepartmentName, DepartmentRecord, DocumentRecord, Reading, SectionRecord, TaskRecord

#: documents that are kept at hand with what was worked out about them
_MOST_KEPT = 64


def of_document(index: Index, document_id: int) -> Index:
    """An index as if it held this document alone; the index itself where it does."""
    if len(index.documents) == 1:
        return index
    scope = index.scopes.pop(document_id, None) or DocumentIndex(index, document_id)
    while len(index.scopes) >= _MOST_KEPT:
        del index.scopes[next(iter(index.scopes))]
    index.scopes[document_id] = scope  # the one that was asked last comes last
    return scope


class DocumentIndex(Index):
    """One document of an open index."""

    def __init__(self, whole: Index, document_id: int) -> None:
        self.path, self.meta, self._connection = whole.path, whole.meta, whole._connection
        self._whole = whole
        self.scopes = whole.scopes
        self.searches = {}
        self.document_id = document_id

    def close(self) -> None:
        """Nothing: the connection is the whole index's."""

    # the document's own

    @functools.cached_property
    def documents(self) -> tuple[DocumentRecord, ...]:
        """The one document."""
        return (self._whole.document(self.document_id),)

    @functools.cached_property
    def sections(self) -> tuple[SectionRecord, ...]:
        """Its headings."""
        return self._all(SectionRecord, f"{self._SECTION} WHERE document_id = ? ORDER BY id", (self.document_id,))

    def tasks(self, document_id: int | None = None) -> tuple[TaskRecord, ...]:
        """Its tasks, by number."""
        return super().tasks(self.document_id if document_id is None else document_id)

    def tasks_of_department(self, department_id: int) -> tuple[TaskRecord, ...]:
        """Those of its tasks that a department is named for, by number."""
        sql = (
            f"{self._TASK} JOIN task_departments d ON d.task_id = t.id"
            " WHERE t.document_id = ? AND d.department_id = ? ORDER BY t.number"
        )
        return self._all(TaskRecord, sql, (self.document_id, department_id))

    @functools.cached_property
    def departments(self) -> tuple[DepartmentRecord, ...]:
        """The bodies responsible for its tasks."""
        sql = (
            "SELECT DISTINCT d.id, d.name, d.english FROM departments d"
            " JOIN task_departments td ON td.department_id = d.id JOIN tasks t ON t.id = td.task_id"
            " WHERE t.document_id = ? ORDER BY d.id"
        )
        return self._all(DepartmentRecord, sql, (self.document_id,))

    @functools.cached_property
    def department_names(self) -> tuple[DepartmentName, ...]:
        """Every name of these bodies."""
        own = {department.id for department in self.departments}
        return tuple(name for name in self._whole.department_names if name.department_id in own)

    def passage_counts(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many of its passages each of these words stands; words that stand in none are left out."""
        known = {term: self.occurrences.count_word(term) for term in terms}
        new = {term: self.occurrences.count_text(term) for term in terms if term in self._whole.own_terms}
        return {term: count for term in terms if (count := known[term] or new.get(term, 0))}

    def readings(self, keys: Sequence[str], *, pinyin: bool = False) -> tuple[Reading, ...]:
        """What these keys stand for."""
        return self._whole.readings(keys, pinyin=pinyin)

    def readings_of_source(self, source: str) -> tuple[Reading, ...]:
        """All readings of one source."""
        return self._whole.readings_of_source(source)

    @functools.cached_property
    def span(self) -> Span:
        """Its passages."""
        return self.span_of(self.document_id)

    # what is the whole index's, made once

    @property
    def analyzer(self) -> Analyzer:
        """The analyzer that the index was cut with."""
        return self._whole.analyzer

    @property
    def stopwords(self) -> frozenset[str]:
        """Words of questions that mean nothing to a search."""
        return self._whole.stopwords

    @property
    def stopword_stems(self) -> frozenset[str]:
        """The stems of the English ones."""
        return self._whole.stopword_stems

    @property
    def light_words(self) -> frozenset[str]:
        """Words that say little of a subject."""
        return self._whole.light_words

    @property
    def spelling_vocabulary(self) -> tuple[str, ...]:
        """English words that mean something here."""
        return self._whole.spelling_vocabulary

    @property
    def latin_vocabulary(self) -> tuple[str, ...]:
        """Latin words that mean something here."""
        return self._whole.latin_vocabulary
