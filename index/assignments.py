"""Who is responsible for tasks and for parts of them, as an index holds it: bodies with their roles."""

import functools
from collections.abc import Callable
from typing import Any

from index.types import AssignmentRecord, DepartmentRecord, Duty

Rows = Callable[[str, tuple[Any, ...]], list[tuple[Any, ...]]]


class Assignments:
    """Look-ups of an open index.

    Args:
        rows: gives the rows of a query, as `index.store.Index.rows` does.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    @functools.lru_cache(maxsize=4096)  # noqa: B019 - as long as its index
    def duties(self, task_id: int) -> tuple[Duty, ...]:
        """The bodies responsible for a task with their roles, in the plan's order."""
        sql = (
            "SELECT d.id, d.name, d.english, td.role FROM departments d"
            " JOIN task_departments td ON td.department_id = d.id WHERE td.task_id = ? ORDER BY td.position"
        )
        return self._duties(sql, task_id)

    @functools.lru_cache(maxsize=4096)  # noqa: B019
    def duties_of_assignment(self, assignment_id: int) -> tuple[Duty, ...]:
        """The bodies that one assignment names with their roles, in the plan's order."""
        sql = (
            "SELECT d.id, d.name, d.english, a.role FROM departments d"
            " JOIN assignment_departments a ON a.department_id = d.id WHERE a.assignment_id = ? ORDER BY a.position"
        )
        return self._duties(sql, assignment_id)

    def _duties(self, sql: str, key: int) -> tuple[Duty, ...]:
        return tuple(Duty(DepartmentRecord(*row[:3]), row[3]) for row in self._rows(sql, (key,)))

    @functools.lru_cache(maxsize=4096)  # noqa: B019
    def assignments(self, task_id: int) -> tuple[AssignmentRecord, ...]:
        """The cells, brackets and lines that name who is responsible for a task, in the order of the text."""
        sql = (
            'SELECT id, task_id, text, first_line, last_line, start, "end" FROM assignments'
            " WHERE task_id = ? ORDER BY id"
        )
        return tuple(AssignmentRecord(*row) for row in self._rows(sql, (task_id,)))
