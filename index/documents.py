"""An open index file: its connection, and the documents that it was made of."""

import contextlib
import functools
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from index.errors import IndexDamaged
from index.types import DocumentRecord, FactRecord, FindingRecord

_Record = TypeVar("_Record")


class Documents:
    """What an index knows of its documents as a whole, and their text."""

    path: Path
    _connection: sqlite3.Connection

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextlib.contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(self.path) from error

    def _all(self, record: type[_Record], sql: str, parameters: Sequence[Any] = ()) -> tuple[_Record, ...]:
        with self._guard():
            return tuple(record(*row) for row in self._connection.execute(sql, parameters))

    def rows(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query, for the modules of this layer."""
        with self._guard():
            return list(self._connection.execute(sql, parameters))

    # documents and their text

    @functools.cached_property
    def documents(self) -> tuple[DocumentRecord, ...]:
        """All documents, in the order in which they were indexed."""
        return self._all(
            DocumentRecord,
            "SELECT id, name, title, line_count, first_year, last_year, first_passage, last_passage FROM documents"
            " ORDER BY id",
        )

    @functools.cached_property
    def _documents_by_id(self) -> dict[int, DocumentRecord]:
        return {document.id: document for document in self.documents}

    def document(self, document_id: int) -> DocumentRecord:
        """One document."""
        return self._documents_by_id[document_id]

    def text(self, document_id: int, first: int, last: int) -> str:
        """The document's lines from `first` to `last`, as they stand there."""
        rows = self.rows(
            "SELECT text FROM lines WHERE document_id = ? AND number BETWEEN ? AND ? ORDER BY number",
            (document_id, first, last),
        )
        return "\n".join(text for (text,) in rows)

    def facts(self, document_id: int, kind: str) -> tuple[FactRecord, ...]:
        """The facts of one kind about a document, such as its issuers."""
        sql = (
            "SELECT id, document_id, kind, value, text, first_line, last_line FROM facts"
            " WHERE document_id = ? AND kind = ? ORDER BY id"
        )
        return self._all(FactRecord, sql, (document_id, kind))

    def findings(self, document_id: int) -> tuple[FindingRecord, ...]:
        """What the import met in a document."""
        sql = "SELECT kind, severity, line, lines, task, year, detail FROM findings WHERE document_id = ? ORDER BY id"
        return self._all(FindingRecord, sql, (document_id,))
