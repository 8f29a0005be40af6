"""An open index: read-only look-ups that return typed records. The only reader of the SQLite file.

The bot never sees SQL or the parser: what it may know of the documents, it asks here.
"""

import functools
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.text import fold, without_signs
from index.analyzer import Analyzer
from index.assignments import Assignments
from index.counts import count_rows
from index.documents import Documents
from index.errors import PERMISSIONS, IndexDamaged, IndexingError, IndexMissing, IndexUnwritable
from index.occurrences import Occurrences, Span
from index.opening import open_to_read
from index.stem import stem
from index.types import (
    DepartmentName,
    DepartmentRecord,
    MeasureRecord,
    Passage,
    QuantityRecord,
    Reading,
    SectionRecord,
    TaskRecord,
)
from index.version import checked

#: shorter Latin words are no slip of another one
_SHORTEST_LATIN = 4
#: passages that are kept at hand
_MOST_KEPT = 4096


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))


class Index(Documents):
    """A read-only index file.

    Raises, on opening:
        IndexMissing: no file there.
        IndexDamaged: the file is no index.
        IndexOutdated: it was made by another version of the tables, the tokenizer or the normaliser.
        IndexUnwritable: the folder may not be looked into.
    """

    def __init__(self, path: Path) -> None:
        try:
            if not path.exists():
                raise IndexMissing(path)
        except OSError as error:
            raise IndexUnwritable(path, f"{error.strerror}. {PERMISSIONS}") from error
        self.path = path
        #: views of single documents by their ids, made by `index.scope`
        self.scopes: dict[int, Index] = {}
        #: the last searches and what they found, kept by `index.search`
        self.searches: dict[Any, Any] = {}
        with self._guard():
            self._connection = open_to_read(path, in_any_thread=True)
        try:
            self.meta = checked(dict(self.rows("SELECT key, value FROM meta")), path)
        except IndexingError:
            self.close()
            raise

    @functools.cached_property
    def dictionary(self) -> dict[str, int]:
        """The words that this index was cut with, {word: frequency}."""
        text = self.meta["dictionary"]
        if hashlib.sha256(text.encode()).hexdigest() != self.meta["dictionary_hash"]:
            raise IndexDamaged(self.path)
        words: dict[str, int] = json.loads(text)
        return words

    @functools.cached_property
    def analyzer(self) -> Analyzer:
        """The analyzer that this index was cut with."""
        return Analyzer(self.dictionary)

    # sections

    _SECTION = (
        "SELECT id, document_id, parent_id, twin_id, part, level, marker, number, title, text, first_line, last_line"
        " FROM sections"
    )

    @functools.cached_property
    def sections(self) -> tuple[SectionRecord, ...]:
        """All headings of narrative and table."""
        return self._all(SectionRecord, f"{self._SECTION} ORDER BY id")

    @functools.lru_cache(maxsize=4096)  # noqa: B019 - one index lives as long as the process uses it
    def section(self, section_id: int) -> SectionRecord:
        """One heading."""
        return self._all(SectionRecord, f"{self._SECTION} WHERE id = ?", (section_id,))[0]

    @functools.cached_property
    def folded_titles(self) -> dict[int, str]:
        """The title of each heading as it is compared, by id."""
        return {section.id: fold(section.title) for section in self.sections}

    @functools.cached_property
    def bare_titles(self) -> dict[int, str]:
        """The same without signs."""
        return {section_id: without_signs(title) for section_id, title in self.folded_titles.items()}

    @functools.lru_cache(maxsize=4096)  # noqa: B019 - one index lives as long as the process uses it
    def folded_tasks_of(self, section_id: int) -> str:
        """The descriptions of the tasks under a heading as they are compared, one a line."""
        return "\n".join(fold(task.description) for task in self.tasks_of_section(section_id))

    def sections_below(self, section_id: int | None) -> list[SectionRecord]:
        """The headings right below one, in the order of the text; below None the chapters."""
        return [section for section in self.sections if section.parent_id == section_id]

    def section_path(self, section_id: int | None) -> tuple[SectionRecord, ...]:
        """The headings from the chapter down to this one."""
        path: list[SectionRecord] = []
        while section_id is not None:
            path.append(self.section(section_id))
            section_id = path[-1].parent_id
        return tuple(reversed(path))

    # tasks

    _TASK = (
        "SELECT t.id, t.document_id, t.number, t.chapter_id, t.section_id, t.title, t.description, t.first_line,"
        " t.last_line, t.number_line, t.departments_text, t.departments_line, t.deadline, t.deadline_text,"
        " t.deadline_line FROM tasks t"
    )

    def tasks(self, document_id: int | None = None) -> tuple[TaskRecord, ...]:
        """The tasks of a document, or of all, by number."""
        if document_id is None:
            return self._all(TaskRecord, f"{self._TASK} ORDER BY t.document_id, t.number")
        return self._all(TaskRecord, f"{self._TASK} WHERE t.document_id = ? ORDER BY t.number", (document_id,))

    @functools.lru_cache(maxsize=4096)  # noqa: B019 - one index lives as long as the process uses it
    def task(self, task_id: int) -> TaskRecord:
        """One task by its id."""
        return self._all(TaskRecord, f"{self._TASK} WHERE t.id = ?", (task_id,))[0]

    @functools.lru_cache(maxsize=4096)  # noqa: B019
    def task_by_number(self, document_id: int, number: int) -> TaskRecord | None:
        """One task by its number in a document."""
        found = self._all(TaskRecord, f"{self._TASK} WHERE t.document_id = ? AND t.number = ?", (document_id, number))
        return found[0] if found else None

    def tasks_of_department(self, department_id: int) -> tuple[TaskRecord, ...]:
        """The tasks that a department is named for, by number."""
        sql = (
            f"{self._TASK} JOIN task_departments d ON d.task_id = t.id"
            " WHERE d.department_id = ? ORDER BY t.document_id, t.number"
        )
        return self._all(TaskRecord, sql, (department_id,))

    def tasks_of_section(self, section_id: int) -> tuple[TaskRecord, ...]:
        """The tasks that stand under a heading, or under one below it, by number."""
        below = [s.id for s in self.sections if any(each.id == section_id for each in self.section_path(s.id))]
        sql = f"{self._TASK} WHERE t.section_id IN ({','.join('?' * len(below))}) OR t.chapter_id = ? ORDER BY t.number"
        return self._all(TaskRecord, sql, (*below, section_id))

    @functools.lru_cache(maxsize=4096)  # noqa: B019
    def measures(self, task_id: int) -> tuple[MeasureRecord, ...]:
        """The measures of a task, by year; those without a year in the order of the text."""
        sql = (
            "SELECT id, task_id, year, label, text, first_line, last_line FROM measures"
            " WHERE task_id = ? ORDER BY year, id"
        )
        return self._all(MeasureRecord, sql, (task_id,))

    @functools.lru_cache(maxsize=4096)  # noqa: B019
    def years(self, document_id: int) -> tuple[int, ...]:
        """The years that a document has measures for."""
        sql = (
            "SELECT DISTINCT m.year FROM measures m JOIN tasks t ON t.id = m.task_id"
            " WHERE t.document_id = ? AND m.year IS NOT NULL ORDER BY m.year"
        )
        return tuple(year for (year,) in self.rows(sql, (document_id,)))

    # departments

    @functools.cached_property
    def departments(self) -> tuple[DepartmentRecord, ...]:
        """All responsible bodies."""
        return self._all(DepartmentRecord, "SELECT id, name, english FROM departments ORDER BY id")

    @functools.cached_property
    def department_names(self) -> tuple[DepartmentName, ...]:
        """Every name of every department."""
        return self._all(DepartmentName, "SELECT department_id, name, kind, note FROM department_names")

    @functools.lru_cache(maxsize=4096)  # noqa: B019
    def departments_of_task(self, task_id: int) -> tuple[DepartmentRecord, ...]:
        """The bodies responsible for a task, in the plan's order."""
        sql = (
            "SELECT d.id, d.name, d.english FROM departments d JOIN task_departments td ON td.department_id = d.id"
            " WHERE td.task_id = ? ORDER BY td.position"
        )
        return self._all(DepartmentRecord, sql, (task_id,))

    @functools.cached_property
    def responsible(self) -> Assignments:
        """Who is responsible, with lead and support told apart."""
        return Assignments(self.rows)

    # passages and figures

    _PASSAGE = "SELECT id, document_id, task_id, section_id, year, field, line, start, text, folded FROM passages"

    def passages(self, ids: Sequence[int]) -> tuple[Passage, ...]:
        """Passages by their ids, in the order of the text."""
        new = [id_ for id_ in ids if id_ not in self._kept]
        if len(self._kept) + len(new) > _MOST_KEPT:
            self._kept.clear()
            new = list(ids)
        if new:
            found = self._all(Passage, f"{self._PASSAGE} WHERE id IN ({_marks(new)})", new)
            self._kept.update((passage.id, passage) for passage in found)
        return tuple(self._kept[id_] for id_ in sorted({*ids}) if id_ in self._kept)

    @functools.cached_property
    def _kept(self) -> dict[int, Passage]:
        """Passages that were looked up: those of one document are judged again and again."""
        return {}

    @functools.lru_cache(maxsize=4096)  # noqa: B019
    def passages_of_task(self, task_id: int) -> tuple[Passage, ...]:
        """All sentences of a task, in the order of the text."""
        return self._all(Passage, f"{self._PASSAGE} WHERE task_id = ? ORDER BY id", (task_id,))

    @functools.lru_cache(maxsize=4096)  # noqa: B019
    def passages_of_section(self, section_id: int) -> tuple[Passage, ...]:
        """The narrative's sentences under one heading."""
        return self._all(
            Passage, f"{self._PASSAGE} WHERE section_id = ? AND field = 'narrative' ORDER BY id", (section_id,)
        )

    _QUANTITY = (
        "SELECT q.id, q.passage_id, q.task_id, q.year, q.raw, q.value, q.high, q.unit, q.bound, q.scope, q.measures,"
        ' q.start, q."end" FROM quantities q'
    )

    @functools.lru_cache(maxsize=4096)  # noqa: B019
    def quantities_of_passage(self, passage_id: int) -> tuple[QuantityRecord, ...]:
        """The figures in a sentence, in order."""
        return self._all(QuantityRecord, f"{self._QUANTITY} WHERE q.passage_id = ? ORDER BY q.start", (passage_id,))

    @functools.lru_cache(maxsize=4096)  # noqa: B019
    def quantities_of_task(self, task_id: int) -> tuple[QuantityRecord, ...]:
        """The figures of a task's cells, in the order of the text."""
        return self._all(
            QuantityRecord, f"{self._QUANTITY} WHERE q.task_id = ? ORDER BY q.passage_id, q.start", (task_id,)
        )

    def quantities_of_value(self, value: float, document_id: int) -> tuple[QuantityRecord, ...]:
        """The figures that have exactly this value."""
        sql = f"{self._QUANTITY} WHERE (q.value = ? OR q.high = ?) AND q.document_id = ? ORDER BY q.id"
        return self._all(QuantityRecord, sql, (value, value, document_id))

    def counts(self, document_id: int | None = None) -> dict[str, int]:
        """How many rows the main tables hold, in all or of one document."""
        return count_rows(self.rows, document_id)

    # words

    def readings(self, keys: Sequence[str], *, pinyin: bool = False) -> tuple[Reading, ...]:
        """What these keys (English stems, everyday words, or pinyin) stand for."""
        sign = "=" if pinyin else "<>"
        sql = f"SELECT key, term, weight, source FROM readings WHERE key IN ({_marks(keys)}) AND source {sign} 'pinyin'"  # noqa: S608
        return self._all(Reading, sql, tuple(keys))

    def readings_of_source(self, source: str) -> tuple[Reading, ...]:
        """All readings that come from one source, such as the names of bodies outside the plan."""
        return self._all(Reading, "SELECT key, term, weight, source FROM readings WHERE source = ?", (source,))

    @functools.cached_property
    def stopwords(self) -> frozenset[str]:
        """Words of questions that mean nothing to a search."""
        return frozenset(json.loads(self.meta["stopwords"]))

    @functools.cached_property
    def spelling_vocabulary(self) -> tuple[str, ...]:
        """English words that mean something here, as they are written: what a slip of the keyboard may stand for."""
        return tuple(reading.key for reading in self.readings_of_source("spelling"))

    @functools.cached_property
    def stopword_stems(self) -> frozenset[str]:
        """The stems of the English stop words, so that "chapters" is one as "chapter" is."""
        return frozenset(stem(word) for word in self.stopwords if word.isascii())

    @functools.cached_property
    def light_words(self) -> frozenset[str]:
        """Words that say little of a subject; English ones as stems."""
        return frozenset(json.loads(self.meta["light_words"]))

    @functools.cached_property
    def latin_vocabulary(self) -> tuple[str, ...]:
        """Latin words that mean something here: of the corpus, and single English words of the readings."""
        rows = self.rows(
            "SELECT term FROM terms WHERE term GLOB '[a-z]*' UNION SELECT key FROM readings"
            " WHERE source IN ('glossary', 'dictionary') AND key NOT LIKE '% %'"
        )
        return tuple(term for (term,) in rows if len(term) >= _SHORTEST_LATIN)

    def passage_counts(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many passages each of these words stands; words that stand in none are left out."""
        sql = f"SELECT term, passage_count FROM terms WHERE term IN ({_marks(terms)})"  # noqa: S608
        return dict(self.rows(sql, tuple(terms)))

    @functools.lru_cache(maxsize=4096)  # noqa: B019
    def passage_count(self, term: str) -> int:
        """In how many passages one of these words stands."""
        return self.passage_counts([term]).get(term, 0)

    #: words beside those of the file that are looked for in the text itself (`index.aliases`)
    own_terms: frozenset[str] = frozenset()

    @functools.cached_property
    def occurrences(self) -> Occurrences:
        """Where words and text stand."""
        return Occurrences(self.rows, self.span)

    @functools.cached_property
    def span(self) -> Span:
        """The passages."""
        return Span(*self.rows("SELECT ifnull(min(id), 1), ifnull(max(id), 0) FROM passages")[0])

    def contains(self, text: str) -> bool:
        """Whether folded text stands in any passage."""
        return self.occurrences.count_text(text) > 0

    def span_of(self, document_id: int) -> Span:
        """The passages of one document; none where there is no such document."""
        document = self._documents_by_id.get(document_id)
        return Span(document.first_passage, document.last_passage) if document else Span(1, 0)
