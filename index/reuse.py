"""Rows of documents that did not change, taken over from an index instead of being made again.

What a document's rows depend on: its file, its name, and the code that parses it. How its sentences are cut depends on
the words of the dictionary that stand in them, which are those of jieba's that stand in them anyway, and the corpus's
own terms (departments, quoted names, entries of the word tables): only these can change by another document, so only
sentences in which such a term stands are cut again.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import corpus
from index.rows import Row, Rows
from index.schema import SHARED, TABLES, references
from index.store import Index

#: rows by table; the ids in them are their own
Part = Mapping[str, list[Row]]
EMPTY: Mapping[tuple[str, str], Part] = MappingProxyType({})


def parser_digest() -> str:
    """SHA-256 over the code that makes rows of documents: with other code all documents are parsed again."""
    folder = Path(corpus.__file__).parent
    files = [*folder.rglob("*.py"), *folder.rglob("*.toml"), Path(__file__).with_name("rows.py")]
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def parts_of(index: Index, wanted: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], Part]:
    """The rows of these documents, named by name and hash, as far as the index holds them and the same code made them.

    Raises:
        IndexDamaged: the index cannot be read.
    """
    if index.meta.get("parser_hash") != parser_digest():
        return EMPTY
    held = {(name, sha256): id_ for id_, name, sha256 in index.rows("SELECT id, name, sha256 FROM documents")}
    ids = {held[key]: key for key in wanted if key in held}
    parts: dict[tuple[str, str], dict[str, list[Row]]] = {key: defaultdict(list) for key in ids.values()}
    document_of = dict(index.rows("SELECT id, document_id FROM tasks"))
    task_of = dict(index.rows("SELECT id, task_id FROM assignments"))
    for table in (table for table in TABLES if table not in SHARED):
        for row in _rows(index, table):
            document_id = (
                row["id"] if table == "documents" else row.get("document_id", document_of.get(_task(row, task_of)))
            )
            if document_id in ids:
                parts[ids[document_id]][table].append(row)
    names = dict(index.rows("SELECT id, name FROM departments"))
    for part in parts.values():
        found = dict.fromkeys(row["department_id"] for row in part["task_departments"])
        part["departments"] = [{"id": id_, "name": names[id_]} for id_ in found]
    return parts


def _task(row: Row, task_of: Mapping[int, int]) -> int | None:
    """The task that a row is about: named by it, or by the assignment that it names."""
    task_id: int | None = row.get("task_id", task_of.get(row.get("assignment_id", 0)))
    return task_id


def _rows(index: Index, table: str) -> Iterator[Row]:
    columns = list(TABLES[table])
    quoted = ", ".join(f'"{column}"' for column in columns)
    for values in index.rows(f'SELECT {quoted} FROM "{table}" ORDER BY rowid'):  # noqa: S608 - names of the schema
        yield dict(zip(columns, values, strict=True))


def add_part(rows: Rows, part: Part, departments: dict[str, int]) -> None:
    """Add the rows of one document under ids that are free.

    Args:
        departments: id of each department by its name; new ones are added here and to the rows.
    """
    ids: dict[str, dict[int, int]] = {"departments": {}}
    for row in part.get("departments", ()):
        if row["name"] not in departments:
            departments[row["name"]] = rows.add_with_id("departments", name=row["name"], english="")
        ids["departments"][row["id"]] = departments[row["name"]]
    for table in (table for table in TABLES if table not in SHARED):
        own = part.get(table, [])
        if "id" in TABLES[table]:
            ids[table] = {row["id"]: rows.next_id(table) for row in own}
        pointing = references(table)
        for row in own:
            moved = {column: ids[target][row[column]] for column, target in pointing.items() if row[column] is not None}
            renewed = {"id": ids[table][row["id"]]} if "id" in row else {}
            rows.tables[table].append({**row, **renewed, **moved})
