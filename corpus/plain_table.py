"""A task table without years, one cell a line: the cells of each row are put into the columns of the header row.

A row may lack cells (a blank one is no line of its own) or have one in several lines. So the cells are laid along the
columns in the way that fits best: bodies to 责任单位, 年底前 to 完成时限, text to the rest.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.cells import HeaderRow, find_header_rows
from corpus.columns import Column, Content, Row, read_columns
from corpus.departments import split_names
from corpus.drafts import ends_sentence
from corpus.layout import PAGE_TOP, Kind, Layout, Token, is_title, read_layout
from corpus.model import Finding, FindingKind, Heading, Role, Severity
from corpus.outline import table_heading
from corpus.responsibility import is_deadline, read_bodies
from corpus.table_draft import Table

#: a cell no longer than this is whole, though no full stop ends it
_SHORT_CELL = 30
_NOTE = re.compile(r"[(（【]?(?:备?注|说明|注释)\s*\d*[】)）]?\s*[:：]")
#: what a cell gains in a column that it fits, or loses in one that it does not
_FITS, _MAY, _WRONG = 3.0, 1.0, -4.0
#: what is lost when a column stays blank, or a cell goes on in another line
_BLANK, _BLANK_DESCRIPTION, _SECOND_LINE, _CUT_LINE = -1.0, -4.0, -2.5, -0.3
_CONTENT_ROLE = {
    Content.DESCRIPTION: Role.DESCRIPTION,
    Content.MEASURES: Role.MEASURE,
    Content.DEPARTMENTS: Role.DEPARTMENTS,
    Content.DEADLINE: Role.DEADLINE,
}
_SAMPLE_LENGTH = 20
#: a table with more years than this for each of its rows has measures by years
_YEARS_A_ROW = 1.2
#: the last rank (see `corpus.outline`) that marks chapters rather than tasks
_CHAPTER_RANK = 4


def is_plain(tokens: Sequence[Token]) -> bool:
    """Whether a table has a header row and no years; with a column for deadlines, a year here and there is one."""
    rows = find_header_rows([token.text for token in tokens])
    if not rows or rows[0].years:
        return False
    years = sum(token.kind is Kind.YEAR for token in tokens)
    lengths = max(len(row.names) for row in rows)
    numbers = sum(token.kind is Kind.NUMBER for token in tokens) or len(tokens) / lengths
    has_text = any(token.kind is Kind.YEAR_TEXT for token in tokens)
    has_deadlines = any("deadline" in row.kinds for row in rows)
    return not has_text and (not years or (has_deadlines and years <= numbers * _YEARS_A_ROW))


def read_plain_table(tokens: Sequence[Token]) -> Table:
    """The tasks of a table without years; of several, where another header row begins another table below it."""
    tokens = [replace(token, kind=Kind.TEXT, year=None) if token.kind is Kind.YEAR else token for token in tokens]
    tables = [_read_one(part, header) for part, header in _split_at_headers(tokens)]
    whole = Table(is_yearly=any(table.is_yearly for table in tables))
    for table in tables:
        whole.tasks += table.tasks
        whole.headings += table.headings
        whole.findings += table.findings
        whole.roles |= table.roles
    numbers = [task.number for task in whole.tasks]
    if len(tables) > 1 and any(number <= numbers[0] for number in numbers[1:]):
        whole.tasks = [replace(task, number=at) for at, task in enumerate(whole.tasks, 1)]
        line = whole.tasks[0].number_span.first
        detail = str(len(numbers))
        whole.findings = [replace(finding, task=None) for finding in whole.findings]
        whole.findings.append(
            Finding(kind="tasks counted in order", severity=Severity.NOTE, lines=(line,), detail=detail)
        )
    return whole


def _split_at_headers(tokens: Sequence[Token]) -> Iterator[tuple[Sequence[Token], HeaderRow]]:
    """The parts of a table that have the same header row each; a part begins with what stands above its header."""
    rows = find_header_rows([token.text for token in tokens])
    firsts = [
        row for at, row in enumerate(rows) if not at or (row.names != rows[at - 1].names and _is_whole(row, rows))
    ]
    starts = [0, *(row.start for row in firsts[1:])]
    for row, start, end in zip(firsts, starts, [*starts[1:], len(tokens)], strict=True):
        yield tokens[start:end], row


def _is_whole(row: HeaderRow, rows: Sequence[HeaderRow]) -> bool:
    """Whether a header row is one of its own, and not a part of an earlier one that a page's end cut."""
    return not any(set(row.names) < set(other.names) for other in rows)


def _read_one(tokens: Sequence[Token], header: HeaderRow) -> Table:
    layout = read_layout(tokens)
    if "number" not in header.kinds and not layout.starts:
        return read_unnumbered(tokens, header)
    return _Reader(tokens, layout, header).read()


def read_unnumbered(tokens: Sequence[Token], header: HeaderRow) -> Table:
    """The tasks of a table without a column of numbers: its cells are laid along the columns again and again.

    A description that begins with a number of its own (1.推进…) gives the task's number.
    """
    reader = _Reader(tokens, Layout.nothing(), header)
    waiting: list[Token] = []
    for token in tokens:
        is_heading = token.kind is Kind.MARKED and token.marked is not None and token.marked.rank <= _CHAPTER_RANK
        if token.kind is Kind.TEXT or token.kind is Kind.NUMBER or (token.kind is Kind.MARKED and not is_heading):
            waiting.append(token)
            continue
        reader.take_rows(waiting)
        waiting = []
        reader.take_aside(token, is_heading=is_heading)
    reader.take_rows(waiting)
    return reader.table


class _Reader:
    """Walks over the cells once; keeps the headings in force and the row that is open."""

    def __init__(self, tokens: Sequence[Token], layout: Layout, header: HeaderRow) -> None:
        self.tokens, self.layout = tokens, layout
        columns = read_columns(header.names)
        self.has_chapter = any(column.content is Content.CHAPTER for column in columns)
        self.columns = [column for column in columns if column.content not in (Content.CHAPTER, Content.NUMBER)]
        # a column of yearly measures that holds no years is told as a fault
        self.table = Table(is_yearly=any("年度" in column.name for column in columns))
        self.chapter: Heading | None = None
        self.section: Heading | None = None
        self.row: Row | None = None
        self.cells: list[Token] = []

    def read(self) -> Table:
        for index, token in enumerate(self.tokens):
            self._take(index, token)
        self._close_row()
        return self.table

    def take_rows(self, cells: Sequence[Token]) -> None:
        """Cells that are whole rows without numbers, one after the other."""
        places = lay_rows([token.text for token in cells], self.columns)
        for _, members in itertools.groupby(zip(cells, places, strict=True), key=lambda pair: pair[1][0]):
            of_row = [(token, column) for token, (_, column) in members]
            first = of_row[0][0]
            given = first.marked.number if first.marked else None
            number = given if given and given > len(self.table.tasks) else len(self.table.tasks) + 1
            self.row = Row(number=number, line=first.line, chapter=self.chapter, section=self.section)
            self.cells = [token for token, _ in of_row]
            self._put_cells(self.row, [column for _, column in of_row])
            self.table.tasks.append(self.row.close(self.columns))
            self.row, self.cells = None, []

    def take_aside(self, token: Token, *, is_heading: bool) -> None:
        """A heading, or what stands around the rows."""
        if is_heading:
            self._take_heading(token, 1)
        elif token.kind is Kind.HEADER:
            self.table.roles[token.line] = Role.TABLE_HEADER
        elif token.kind in (Kind.TITLE, Kind.ANNEX):
            self.table.roles[token.line] = Role.TABLE_TITLE
        else:
            self._find("stray cell", Severity.DOUBT, token)

    def _take(self, index: int, token: Token) -> None:
        if index in self.layout.starts:
            self._open_row(token, self.layout.starts[index])
        elif index in self.layout.headings:
            self._take_heading(token, self.layout.headings[index])
        elif token.kind in PAGE_TOP:
            self.table.roles[token.line] = Role.TABLE_HEADER if token.kind is Kind.HEADER else Role.TABLE_TITLE
        elif token.kind is Kind.ANNEX:
            self._close_row()
            self.table.roles[token.line] = Role.TABLE_TITLE
        elif _NOTE.match(token.text.strip()):
            self._find("table note", Severity.NOTE, token)
        else:
            self.cells.append(token)

    def _find(self, kind: FindingKind, severity: Severity, token: Token, detail: str | None = None) -> None:
        number = self.row.number if self.row else None
        shown = token.text.strip()[:_SAMPLE_LENGTH] if detail is None else detail
        finding = Finding(kind=kind, severity=severity, lines=(token.line,), detail=shown, task=number)
        self.table.findings.append(finding)
        if kind in ("table note", "stray cell"):
            self.table.roles[token.line] = Role.RESIDUE

    def _take_heading(self, token: Token, level: int) -> None:
        self._close_row()
        heading = table_heading(level, token.marked, token.text, token.line)
        self.table.headings.append(heading)
        self.table.roles[token.line] = Role.TABLE_HEADING
        if level == 1:
            self.chapter, self.section = heading, None
        else:
            self.section = heading

    def _open_row(self, token: Token, number: int) -> None:
        chapter = self._unmarked_chapter()
        self._close_row()
        if chapter:
            self._take_heading(chapter, 1)
            self._find("heading without marker", Severity.DOUBT, chapter)
        self.row = Row(number=number, line=token.line, chapter=self.chapter, section=self.section)
        if token.kind is Kind.NUMBER:
            self.table.roles[token.line] = Role.TASK_NUMBER
        else:
            self.cells.append(token)

    def _unmarked_chapter(self) -> Token | None:
        """The last cell before a number, where there is a column for chapters and the row above is complete."""
        if not self.has_chapter or not self.cells:
            return None
        last = self.cells[-1]
        is_spare = self.row is None or len(self.cells) > len(self.columns)
        if not is_spare or not is_title(last.text) or read_bodies(last.text) or is_deadline(last.text.strip()):
            return None
        return self.cells.pop()

    def _close_row(self) -> None:
        if self.row is None:
            for token in self.cells:
                self._find("stray cell", Severity.DOUBT, token)
        else:
            self._put_cells(self.row, lay_along([token.text for token in self.cells], self.columns))
            self.table.tasks.append(self.row.close(self.columns))
        self.row, self.cells = None, []

    def _put_cells(self, row: Row, places: Sequence[int]) -> None:
        for token, at in zip(self.cells, places, strict=True):
            lines = row.cells.setdefault(at, [])
            if lines and self.columns[at].content is not Content.MEASURES:
                self._find("cell in several lines", Severity.DOUBT, token, "")
            lines.append((token.line, token.text))
            self.table.roles[token.line] = _CONTENT_ROLE[self.columns[at].content]
            if self.columns[at].content is Content.DEPARTMENTS and read_bodies(token.text) is None:
                kind: FindingKind = "unknown body" if split_names(token.text) else "stray cell"
                self._find(kind, Severity.DOUBT, token, token.text.strip()[:_SAMPLE_LENGTH])


def lay_along(cells: Sequence[str], columns: Sequence[Column]) -> list[int]:
    """For each cell of a row the column that it belongs to, from the left to the right, so that all fit best.

    >>> columns = read_columns(["任务", "措施", "时限", "责任单位"])
    >>> lay_along(["建公园", "年底前", "区绿化局"], columns)
    [0, 2, 3]
    """
    # best[column] after each cell: the score and the way, with this cell in that column
    best: dict[int, tuple[float, list[int]]] = {-1: (0.0, [])}
    for at, cell in enumerate(cells):
        found: dict[int, tuple[float, list[int]]] = {}
        for column in range(len(columns)):
            ways = [
                (score + _step(before, column, columns, cells[at - 1] if at else ""), way)
                for before, (score, way) in best.items()
                if before <= column
            ]
            score, way = max(ways, key=lambda pair: pair[0])
            found[column] = (score + _fit(cell, columns[column]), [*way, column])
        best = found
    ends = [(score + _step(last, len(columns), columns, ""), way) for last, (score, way) in best.items()]
    return max(ends, key=lambda pair: pair[0])[1]


def lay_rows(cells: Sequence[str], columns: Sequence[Column]) -> list[tuple[int, int]]:
    """The same for cells of several rows: for each its row, counted from 0, and its column.

    >>> lay_rows(["建公园", "区绿化局", "治河", "区水务局"], read_columns(["任务", "责任单位", "时限"]))
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    """
    best: dict[int, tuple[float, list[tuple[int, int]]]] = {}
    for at, cell in enumerate(cells):
        found: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        for column in range(len(columns)):
            begin = _step(-1, column, columns, "")
            ways = [] if at else [(begin, [(0, column)])]
            for before, (score, way) in best.items():
                row = way[-1][0]
                if before <= column:
                    ways.append((score + _step(before, column, columns, cells[at - 1]), [*way, (row, column)]))
                end = _step(before, len(columns), columns, "")
                ways.append((score + end + begin, [*way, (row + 1, column)]))
            score, way = max(ways, key=lambda pair: pair[0])
            found[column] = (score + _fit(cell, columns[column]), way)
        best = found
    ends = [(score + _step(last, len(columns), columns, ""), way) for last, (score, way) in best.items()]
    return max(ends, key=lambda pair: pair[0])[1] if ends else []


def _step(before: int, column: int, columns: Sequence[Column], cell_before: str) -> float:
    """What it costs to go from one cell's column to the next cell's: a second line, or columns left blank."""
    if before == column:
        is_cut = len(cell_before.strip()) > _SHORT_CELL and not ends_sentence(cell_before)
        return _CUT_LINE if is_cut or columns[column].content is Content.MEASURES else _SECOND_LINE
    blank = columns[before + 1 : column]
    return sum(_BLANK_DESCRIPTION if each.content is Content.DESCRIPTION else _BLANK for each in blank)


def _fit(cell: str, column: Column) -> float:
    """How well a cell fits a column."""
    text = cell.strip()
    is_time = is_deadline(text)
    bodies = read_bodies(text)
    match column.content:
        case Content.DEPARTMENTS:
            return _FITS if bodies and not is_time else 0.0 if split_names(text) and not is_time else _WRONG
        case Content.DEADLINE:
            return _FITS if is_time else _WRONG / 2 if bodies or len(text) > _SHORT_CELL else 0.0
        case _:
            return _WRONG / 2 if bodies else -_MAY if is_time else _MAY
