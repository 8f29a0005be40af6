"""The tables of an index: every column and what it holds. The only place with CREATE statements."""

from typing import Any

from sqlite_utils import Database

#: table → columns; `_id` columns point to the table they are named after
TABLES: dict[str, dict[str, Any]] = {
    # what made this file: versions, hashes, time; and the small dictionary of the tokenizer
    "meta": {"key": str, "value": str},
    # one row a document
    "documents": {
        "id": int,
        "name": str,
        "title": str,
        "sha256": str,
        "line_count": int,
        "first_year": int,
        "last_year": int,
        # its passages, whose ids are consecutive; none when the last is before the first
        "first_passage": int,
        "last_passage": int,
    },
    # the text of the documents, line by line, with the role that the parser gave each line, and the line's place in
    # the original as JSON ({"table": 1, "row": 27}; NULL for text); the names are those of `corpus.model.Place`
    "lines": {"document_id": int, "number": int, "text": str, "role": str, "place": str},
    # the notice: title, issuers, date, addressees, period, copies, superior documents
    "facts": {
        "id": int,
        "document_id": int,
        "kind": str,
        "value": str,
        "text": str,
        "first_line": int,
        "last_line": int,
    },
    # headings of narrative and table; `twin_id` joins a table heading to the narrative's heading of the same place
    "sections": {
        "id": int,
        "document_id": int,
        "parent_id": int,
        "twin_id": int,
        "part": str,
        "level": int,
        "marker": str,
        "number": int,
        "title": str,
        "text": str,
        "first_line": int,
        "last_line": int,
    },
    "tasks": {
        "id": int,
        "document_id": int,
        "number": int,
        "chapter_id": int,
        "section_id": int,
        # its own heading where it is an item of the narrative, else ""
        "title": str,
        "description": str,
        "first_line": int,
        "last_line": int,
        "number_line": int,
        "departments_text": str,
        "departments_line": int,
        # till when it is to be done, "" where the plan does not say: the words alone, and the cell that has them
        "deadline": str,
        "deadline_text": str,
        "deadline_line": int,
    },
    # `year` is NULL where a plan gives measures without years; `label` is the column's name where it says more
    "measures": {
        "id": int,
        "task_id": int,
        "year": int,
        "label": str,
        "text": str,
        "first_line": int,
        "last_line": int,
    },
    "departments": {"id": int, "name": str, "english": str},
    # every name of a department: plan, short, full, later, english; `note` tells since when and by what source
    "department_names": {"department_id": int, "name": str, "kind": str, "note": str},
    # `role` is lead, support or plain: the strongest that a body has in any assignment of the task
    "task_departments": {"task_id": int, "department_id": int, "position": int, "role": str},
    # the cells, brackets and lines that name who is responsible; `start` and `end` are the offsets in the task's
    # description of what one is about, NULL for all of it
    "assignments": {
        "id": int,
        "task_id": int,
        "text": str,
        "first_line": int,
        "last_line": int,
        "start": int,
        "end": int,
    },
    "assignment_departments": {"assignment_id": int, "department_id": int, "position": int, "role": str},
    # what is searched and cited: one sentence each; `field` as in citations
    "passages": {
        "id": int,
        "document_id": int,
        "task_id": int,
        "section_id": int,
        "year": int,
        "field": str,
        "line": int,
        "start": int,
        "text": str,
        "folded": str,
    },
    # so that a document that did not change need not be cut again, each as zlib-compressed UTF-8: its passages as the
    # full-text table has them, one a line, words parted by blanks; the words of jieba's dictionary that stand in it;
    # the terms of the word tables that stand in it
    "cuts": {"document_id": int, "passages": bytes, "dictionary_words": bytes, "terms": bytes},
    "quantities": {
        "id": int,
        "passage_id": int,
        "document_id": int,
        "task_id": int,
        "year": int,
        "raw": str,
        "value": float,
        "high": float,
        "unit": str,
        "bound": str,
        "scope": str,
        "measures": str,
        "start": int,
        "end": int,
    },
    # in how many passages a word stands
    "terms": {"term": str, "passage_count": int},
    # what the documents put in quotation marks, folded, where that is too much for the dictionary
    "names": {"name": str},
    # what words mean: everyday and English words to words of the corpus; `source` is the table they come from
    "readings": {"key": str, "term": str, "weight": float, "source": str},
    "findings": {
        "id": int,
        "document_id": int,
        "kind": str,
        "severity": str,
        "line": int,
        "lines": str,
        "task": int,
        "year": int,
        "detail": str,
    },
}
KEYS: dict[str, str | tuple[str, ...]] = {
    "meta": "key",
    "lines": ("document_id", "number"),
    "task_departments": ("task_id", "department_id"),
    "assignment_departments": ("assignment_id", "department_id"),
    "terms": "term",
    "names": "name",
    "cuts": "document_id",
}
#: tables whose rows belong to no single document
SHARED = frozenset({"meta", "departments", "department_names", "terms", "names", "readings"})
#: columns that hold the id of another table's row, beside the plain `<table>_id` ones
_REFERENCES = {"parent_id": "sections", "twin_id": "sections", "chapter_id": "sections"}
INDEXES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("tasks", ("document_id", "number")),
    ("tasks", ("section_id",)),
    ("tasks", ("chapter_id",)),
    ("measures", ("task_id", "year")),
    ("task_departments", ("department_id",)),
    ("assignments", ("task_id",)),
    ("department_names", ("name",)),
    ("quantities", ("passage_id",)),
    ("quantities", ("task_id", "year")),
    ("quantities", ("document_id", "value")),
    ("passages", ("task_id",)),
    ("passages", ("section_id",)),
    ("sections", ("document_id", "part")),
    ("facts", ("document_id", "kind")),
    ("readings", ("key",)),
    ("findings", ("document_id",)),
)
#: contentless: holds the postings only. Both columns are cut beforehand and parted by blanks, so the
#: tokenizer has to keep the signs inside 75%, pm2.5, 3+5+x
FULL_TEXT = """
CREATE VIRTUAL TABLE passages_fts USING fts5(
    words, bigrams, content='', tokenize="unicode61 remove_diacritics 0 tokenchars '%.+-/&'"
)
"""


def create_tables(db: Database) -> None:
    """Make every table of an index, empty."""
    for name, columns in TABLES.items():
        key = KEYS.get(name) or ("id" if "id" in columns else None)
        pointing = [(column, target, "id") for column, target in references(name).items()]
        db.table(name).create(columns, pk=key, foreign_keys=pointing)
    db.execute(FULL_TEXT)


def create_indexes(db: Database) -> None:
    """Make the look-up indexes; faster once the rows are in."""
    for name, columns in INDEXES:
        db.table(name).create_index(columns)
    db.execute("ANALYZE")


def references(table: str) -> dict[str, str]:
    """The columns of a table that hold the id of a row, with the table of that row."""
    return {column: _referred(column) for column in TABLES[table] if _referred(column) in TABLES}


def _referred(column: str) -> str:
    if column in _REFERENCES:
        return _REFERENCES[column]
    return column.removesuffix("_id") + "s" if column.endswith("_id") else ""
