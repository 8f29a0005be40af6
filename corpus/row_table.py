"""A task table whose rows stand on one line each, their cells parted by tabs or | (also as Markdown writes tables).

Each cell's column is known by its place, so that blank cells are told from missing ones.
"""

from collections.abc import Iterator, Sequence

from corpus.cells import compact, find_header_rows, is_rule, read_number, split_row
from corpus.columns import Column, Content, Row, read_columns
from corpus.departments import split_names
from corpus.layout import is_annex_title, is_title
from corpus.model import Finding, FindingKind, Heading, Role, Severity
from corpus.outline import read_marker, table_heading
from corpus.responsibility import read_bodies
from corpus.table_draft import Table

_SAMPLE_LENGTH = 20

Line = tuple[int, str]


def is_row_header(line: str) -> bool:
    """Whether a line is the header row of a task table, with its cells on one line."""
    cells = [cell for cell in split_row(line) if cell]
    rows = find_header_rows(cells)
    return bool(rows) and rows[0].start == 0 and rows[0].end >= len(cells) - 1


def read_row_table(lines: Sequence[Line]) -> Table:
    """The tasks of a table from its lines (line number, text), the first of which is its header row."""
    return _Reader(lines).read()


class _Reader:
    """Walks over the rows once; keeps the headings in force and the task that is open."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = [line for line in lines if line[1].strip()]
        self.names = tuple(map(compact, split_row(self.lines[0][1])))
        self.columns = read_columns(self.names)
        is_yearly = any(column.content is Content.YEAR for column in self.columns)
        self.table = Table(is_yearly=is_yearly)
        self.chapter: Heading | None = None
        self.section: Heading | None = None
        self.row: Row | None = None
        self.last_number = 0

    def read(self) -> Table:
        for number, text in self.lines:
            self._take(number, text)
        self._close_row()
        return self.table

    def _take(self, line: int, text: str) -> None:
        cells = split_row(text)
        filled = list(dict.fromkeys(cell for cell in cells if cell))
        if tuple(map(compact, cells)) == self.names or is_rule(cells):
            self.table.roles[line] = Role.TABLE_HEADER
        elif is_annex_title(text):
            self._close_row()
            self.table.roles[line] = Role.TABLE_TITLE
        elif len(filled) == 1 or not cells:
            self._take_single(line, filled[0] if filled else _bare(text), text)
        else:
            self._take_cells(line, cells)

    def _take_single(self, line: int, cell: str, text: str) -> None:
        """A line of one cell: a heading across the table, else the rest of the cell above."""
        marked = read_marker(cell)
        if (marked and not marked.body) or (is_title(cell) and self.row is None):
            self._close_row()
            self._enter(cell, line, text)
        elif self.row and self.row.cells:
            last = max(self.row.cells)
            self.row.cells[last].append((line, cell))
            self.table.roles[line] = Role.MEASURE
            self._find("cell in several lines", Severity.DOUBT, line)
        else:
            self.table.roles[line] = Role.RESIDUE
            self._find("stray cell", Severity.DOUBT, line, cell[:_SAMPLE_LENGTH])

    def _enter(self, cell: str, line: int, text: str) -> None:
        """A heading; one of a rank that is in force as chapter or section replaces it."""
        marked = read_marker(cell)
        is_section = bool(marked and self.chapter and self._rank(self.chapter) < marked.rank)
        heading = table_heading(2 if is_section else 1, marked, cell, line)
        self.table.headings.append(heading)
        self.table.roles[line] = Role.TABLE_HEADING
        self.chapter, self.section = (self.chapter, heading) if is_section else (heading, None)

    @staticmethod
    def _rank(heading: Heading) -> int:
        marked = read_marker(heading.text)
        return marked.rank if marked else 0

    def _take_cells(self, line: int, cells: Sequence[str]) -> None:
        """A row: the next task, or what the end of a page cut off from the last one."""
        placed = list(self._placed(cells))
        by_content = {column.content: cell for column, _, cell in placed}
        if (chapter := by_content.get(Content.CHAPTER)) and (not self.chapter or chapter != self.chapter.text):
            self._close_row()
            self._enter(chapter, line, chapter)
        self.table.roles[line] = Role.DESCRIPTION
        number = read_number(by_content.get(Content.NUMBER, ""))
        if self.row and number is None and Content.DESCRIPTION not in by_content:
            self._find("cell cut by page", Severity.NOTE, line)
        else:
            self._open_row(line, number)
        assert self.row is not None
        for column, at, cell in placed:
            if column.content not in (Content.CHAPTER, Content.NUMBER):
                self.row.cells.setdefault(at, []).append((line, cell))
            if column.content is Content.DEPARTMENTS and read_bodies(cell) is None:
                kind: FindingKind = "unknown body" if split_names(cell) else "stray cell"
                self._find(kind, Severity.DOUBT, line, cell[:_SAMPLE_LENGTH])

    def _placed(self, cells: Sequence[str]) -> Iterator[tuple[Column, int, str]]:
        for at, (column, cell) in enumerate(zip(self.columns, cells, strict=False)):
            if cell:
                yield column, at, cell

    def _open_row(self, line: int, number: int | None) -> None:
        self._close_row()
        has_numbers = any(column.content is Content.NUMBER for column in self.columns)
        given = self.last_number + 1 if number is None else number
        self.row = Row(number=given, line=line, chapter=self.chapter, section=self.section)
        self.last_number = given
        if number is None and has_numbers:
            self._find("task without number", Severity.ERROR, line, str(given))

    def _close_row(self) -> None:
        if self.row:
            self.table.tasks.append(self.row.close(self.columns))
        self.row = None

    def _find(self, kind: FindingKind, severity: Severity, line: int, detail: str = "") -> None:
        number = self.row.number if self.row else None
        finding = Finding(kind=kind, severity=severity, lines=(line,), detail=detail, task=number)
        self.table.findings.append(finding)


def _bare(text: str) -> str:
    return text.strip("|｜│ \t")
