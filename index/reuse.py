"""Rows of documents that did not change, taken over from an index instead of being made again.

What a document's rows depend on: its file, its name, and the code that parses it. How its sentences are cut depends on
the words of the dictionary that stand in them, which are those of jieba's that stand in them anyway, and the corpus's
own terms (departments, quoted names, entries of the word tables): only these can change by another document, so only
sentences in which such a term stands are cut again.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import corpus
from index.errors import IndexDamaged, IndexingError
from index.parts import Part
from index.rows import Row
from index.schema import SHARED, TABLES
from index.store import Index

#: how the rows of a document are found in a table that does not name it
_OF_TASKS = "task_id IN (SELECT id FROM tasks WHERE document_id = ?)"
_WHERE = {
    "documents": "id = ?",
    "measures": _OF_TASKS,
    "task_departments": _OF_TASKS,
    "assignments": _OF_TASKS,
    "assignment_departments": f"assignment_id IN (SELECT id FROM assignments WHERE {_OF_TASKS})",  # noqa: S608 - our own words
    "passages": "id BETWEEN (SELECT first_passage FROM documents WHERE id = ?1)"
    " AND (SELECT last_passage FROM documents WHERE id = ?1)",
}


def parser_digest() -> str:
    """SHA-256 over the code that makes rows of documents: with other code all documents are parsed again."""
    folder = Path(corpus.__file__).parent
    files = [*folder.rglob("*.py"), *folder.rglob("*.toml"), Path(__file__).with_name("rows.py")]
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


class Held:
    """The documents of an index whose rows can be taken over: those that the same code made.

    Args:
        index: None where there is none to take from.
    """

    def __init__(self, index: Index | None) -> None:
        self._index = index if index is not None and index.meta.get("parser_hash") == parser_digest() else None
        self._ids: dict[tuple[str, str], int] = {}
        if self._index is not None:
            rows = self._index.rows("SELECT name, sha256, id FROM documents")
            self._ids = {(name, sha256): id_ for name, sha256, id_ in rows}

    def has(self, name: str, sha256: str) -> bool:
        """Whether a document with this name and hash is held."""
        return (name, sha256) in self._ids

    def part(self, name: str, sha256: str) -> Part | None:
        """The rows of the document with this name and hash; None where they are not held, or cannot be read."""
        document_id = self._ids.get((name, sha256))
        if self._index is None or document_id is None:
            return None
        try:
            part = {table: list(_rows(self._index, table, document_id)) for table in TABLES if table not in SHARED}
            ids = dict.fromkeys(row["department_id"] for row in part["task_departments"])
            names = dict(self._index.rows(_NAMES, (document_id,)))
        except IndexDamaged:
            return None
        return {**part, "departments": [{"id": id_, "name": names[id_]} for id_ in ids]}


_NAMES = (
    "SELECT id, name FROM departments WHERE id IN"  # noqa: S608 - our own words
    f" (SELECT department_id FROM task_departments WHERE {_OF_TASKS})"
)


def _rows(index: Index, table: str, document_id: int) -> Iterator[Row]:
    columns = list(TABLES[table])
    quoted = ", ".join(f'"{column}"' for column in columns)
    where = _WHERE.get(table, "document_id = ?")
    for values in index.rows(f'SELECT {quoted} FROM "{table}" WHERE {where} ORDER BY rowid', (document_id,)):  # noqa: S608 - names of the schema
        yield dict(zip(columns, values, strict=True))


def open_old(path: Path | None) -> Index | None:
    """The index that rows may be taken over from; None when there is none that can be used."""
    try:
        return Index(path) if path is not None else None
    except IndexingError:
        return None
