"""How much an index holds."""

from collections.abc import Callable, Mapping
from typing import Any

_OF_TASK = "WHERE task_id IN (SELECT id FROM tasks WHERE document_id = :id)"
#: what is counted of one document
_OF_DOCUMENT = {
    "sections": "sections WHERE document_id = :id",
    "tasks": "tasks WHERE document_id = :id",
    "measures": f"measures {_OF_TASK}",
    "departments": f"(SELECT DISTINCT department_id FROM task_departments {_OF_TASK})",  # noqa: S608
    "quantities": "quantities WHERE document_id = :id",
    "passages": "passages JOIN documents d ON d.id = :id WHERE passages.id BETWEEN d.first_passage AND d.last_passage",
}


def count_rows(
    rows: Callable[[str, Mapping[str, Any]], list[tuple[Any, ...]]], document_id: int | None
) -> dict[str, int]:
    """How many rows the main tables hold, in all or of one document.

    Args:
        rows: gives the rows of a query, as `index.store.Index.rows` does.
    """
    tables = {table: table for table in ("documents", *_OF_DOCUMENT, "terms")} if document_id is None else _OF_DOCUMENT
    sql = {table: f"SELECT count(*) FROM {counted}" for table, counted in tables.items()}  # noqa: S608 - from above
    return {
        table: rows(query, {} if document_id is None else {"id": document_id})[0][0] for table, query in sql.items()
    }
