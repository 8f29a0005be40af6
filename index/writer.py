"""Writes an index file document by document, so that no more than one of them is in memory at a time."""

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from index.occurrences import Span
from index.opening import BUSY_SECONDS
from index.parts import Part
from index.rows import Row
from index.schema import SHARED, TABLES, create_indexes, create_tables, references

#: the postings; its rows stand in the table of this name with `_docsize`
FULL_TEXT_TABLE = "passages_fts"
_OF_DOCUMENTS = tuple(table for table in TABLES if table not in SHARED)


class Writer:
    """A new index file; what is written is there once `finish` was called."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._last_ids: Counter[str] = Counter()
        #: rows by table, as they must be found again
        self.counts: Counter[str] = Counter()
        #: id of each department by its name
        self.departments: dict[str, int] = {}
        self._probe: tuple[str, int] | None = None

    def add_part(self, part: Part) -> tuple[int, Span]:
        """Write the rows of one document under ids that are free; the document's id and its passages."""
        ids = {"departments": {row["id"]: self._department(row["name"]) for row in part.get("departments", ())}}
        for table in _OF_DOCUMENTS:
            own = part.get(table, [])
            if "id" in TABLES[table]:
                ids[table] = {row["id"]: self._last_ids[table] + at for at, row in enumerate(own, 1)}
                self._last_ids[table] += len(own)
        moved = {table: [_moved(table, row, ids) for row in part.get(table, ())] for table in _OF_DOCUMENTS}
        document = moved["documents"][0]
        passages = ids["passages"].values()
        span = Span(min(passages, default=1), max(passages, default=0))
        document.update(first_passage=span.first, last_passage=span.last)
        for table, rows in moved.items():
            if table != "cuts":  # they come once the passages are cut
                self.add(table, rows)
        return document["id"], span

    def _department(self, name: str) -> int:
        return self.departments.setdefault(name, len(self.departments) + 1)

    def add(self, table: str, rows: Sequence[Row]) -> None:
        """Write rows of a table."""
        self.counts[table] += len(rows)
        insert(self._db, table, rows)

    def add_postings(self, span: Span, words: Sequence[str], bigrams: Sequence[str]) -> None:
        """Write the tokens of consecutive passages."""
        ids = range(span.first, span.last + 1)
        rows = [
            {"rowid": id_, "words": own, "bigrams": pairs}
            for id_, own, pairs in zip(ids, words, bigrams, strict=False)  # a row that is lacking is told by the check
        ]
        self.add(FULL_TEXT_TABLE, rows)
        if self._probe is None:
            self._probe = next(((own.split()[0], id_) for id_, own in zip(ids, words, strict=False) if own), None)

    def folded(self, span: Span) -> list[str]:
        """The folded passages that were written."""
        sql = "SELECT folded FROM passages WHERE id BETWEEN ? AND ? ORDER BY id"
        return [text for (text,) in self._db.execute(sql, tuple(span))]

    def finish(self) -> None:
        """Write what makes look-ups fast."""
        self._db.execute("INSERT INTO passages_fts(passages_fts) VALUES ('optimize')")
        create_indexes(self._db)

    def find_fault(self, path: Path) -> str:
        """What is wrong with the finished file; "" when it is sound, holds every row, and finds a passage by a word."""
        with contextlib.closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return "integrity_check"
            for table, expected in self.counts.items():
                # a contentless table cannot be counted itself
                held = f"{table}_docsize" if table == FULL_TEXT_TABLE else table
                (count,) = connection.execute(f'SELECT count(*) FROM "{held}"').fetchone()  # noqa: S608 - from the schema
                if count != expected:
                    return f"{table}: {count} != {expected}"
            if connection.execute("PRAGMA foreign_key_check").fetchone():
                return "foreign_key_check"
            if self._probe is not None:
                word, id_ = self._probe
                sql = "SELECT 1 FROM passages_fts WHERE passages_fts MATCH ? AND rowid = ?"
                if connection.execute(sql, (f'"{word}"', id_)).fetchone() is None:
                    return FULL_TEXT_TABLE
        return ""


@contextlib.contextmanager
def writer_to(path: Path) -> Iterator[Writer]:
    """A writer to a new file, whose tables are there and empty."""
    db = Database(path, execute_plugins=False)
    try:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        with db.atomic():
            create_tables(db)
            yield Writer(db)
    finally:
        db.close()


def _moved(table: str, row: Row, ids: dict[str, dict[int, int]]) -> Row:
    """A row with the ids that it and what it points to got."""
    pointing = {
        column: ids[target][row[column]]
        for column, target in references(table).items()
        if row[column] is not None and target in ids
    }
    own = {"id": ids[table][row["id"]]} if "id" in row else {}
    return {**row, **own, **pointing}


def insert(db: Database, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that all have the same columns."""
    if not rows:
        return
    names = list(rows[0])
    marks = ", ".join("?" for _ in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    sql = f'INSERT INTO "{table}" ({quoted}) VALUES ({marks})'  # noqa: S608 - names come from the schema
    db.conn.executemany(sql, ([row[name] for name in names] for row in rows))
