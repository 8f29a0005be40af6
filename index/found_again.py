"""Finds again what stood at a place of a document, also after lines were added above it."""

from corpus.text import fold
from index.store import Index
from index.types import Passage, TaskRecord


def find_passage(index: Index, document: str, text: str, line: int) -> Passage | None:
    """The sentence of a document with this text, the nearest to a line where there are several."""
    ids = [each.id for each in index.documents if each.name == document]
    sql = "SELECT id FROM passages WHERE id BETWEEN ? AND ? AND folded = ? ORDER BY abs(line - ?) LIMIT 1"
    rows = index.rows(sql, (*index.span_of(ids[0]), fold(text), line)) if ids else []
    return index.passages([rows[0][0]])[0] if rows else None


def find_task(index: Index, document: str, number: int, description: str) -> TaskRecord | None:
    """The task of a document with this number, if it is still what it was."""
    ids = [each.id for each in index.documents if each.name == document]
    task = index.task_by_number(ids[0], number) if ids else None
    return task if task is not None and fold(task.description) == fold(description) else None


def all_passages(index: Index) -> tuple[Passage, ...]:
    """Every sentence of the table and the text, in their order."""
    return index.passages([row[0] for row in index.rows("SELECT id FROM passages ORDER BY id")])


def chinese_terms(index: Index) -> tuple[str, ...]:
    """The Chinese words of the documents that say something, two characters or longer."""
    rows = index.rows("SELECT term FROM terms WHERE length(term) > 1")
    dull = index.stopwords | index.light_words
    return tuple(term for (term,) in rows if term[0] >= "\u4e00" and term not in dull)
