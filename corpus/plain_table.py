"""A task table without years, one cell a line: the cells of each row are put into the columns of the header row.

A row may lack cells (a blank one is no line of its own) or have one in several lines. So the cells are laid along the
columns in the way that fits best: bodies to 责任单位, 年底前 to 完成时限, text to the rest.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.cells import HeaderRow, find_header_rows
from corpus.columns import Column, Content, Row, read_columns
from corpus.departments import split_names
from corpus.drafts import ends_sentence
from corpus.layout import PAGE_TOP, Kind, Layout, Token, is_title, read_layout
from corpus.model import Finding, FindingKind, Heading, Role, Severity, Span
from corpus.responsibility import read_bodies
from corpus.table_draft import Table

#: till when something is to be done
DEADLINE = re.compile(
    r"(?:\d{2,4}年|\d{1,2}月|年)?.{0,12}(?:底前|月底|年底|年内|季度|月份?|上半年|下半年|年前|\d年|日前|以前|之前|前)(?:完成|取得.*)?"
    r"|(?:长期|持续|常年|每年|全年|立即|即时|按时|适时|尽快|随时|按要求|按序时|分阶段|已完成).{0,16}"
)
_DEADLINE_LENGTH = 36
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


def is_plain(tokens: Sequence[Token]) -> bool:
    """Whether a table has a header row and no years: a year here and there is a deadline where it has a column for it."""
    rows = find_header_rows([token.text for token in tokens])
    if not rows or rows[0].years:
        return False
    years = sum(token.kind is Kind.YEAR for token in tokens)
    numbers = sum(token.kind is Kind.NUMBER for token in tokens)
    has_text = any(token.kind is Kind.YEAR_TEXT for token in tokens)
    is_deadline = "deadline" in rows[0].kinds and years <= numbers * 1.2
    return not has_text and (not years or is_deadline)


def read_plain_table(tokens: Sequence[Token]) -> Table:
    """The tasks of a table without years."""
    header = find_header_rows([token.text for token in tokens])[0]
    tokens = [replace(token, kind=Kind.TEXT, year=None) if token.kind is Kind.YEAR else token for token in tokens]
    return _Reader(tokens, read_layout(tokens), header).read()


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
        marked = token.marked
        heading = Heading(
            level=level,
            marker=marked.marker if marked else "",
            number=marked.number if marked else 0,
            title=marked.title if marked else token.text.strip(),
            text=token.text,
            span=Span(token.line, token.line),
        )
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
        if not is_spare or not is_title(last.text) or read_bodies(last.text) or DEADLINE.fullmatch(last.text.strip()):
            return None
        return self.cells.pop()

    def _close_row(self) -> None:
        if self.row is None:
            for token in self.cells:
                self._find("stray cell", Severity.DOUBT, token)
        else:
            self._put_cells(self.row)
            self.table.tasks.append(self.row.close(self.columns))
        self.row, self.cells = None, []

    def _put_cells(self, row: Row) -> None:
        for token, at in zip(self.cells, lay_along([token.text for token in self.cells], self.columns), strict=True):
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
    is_deadline = len(text) <= _DEADLINE_LENGTH and DEADLINE.fullmatch(text) is not None
    bodies = read_bodies(text)
    match column.content:
        case Content.DEPARTMENTS:
            return _FITS if bodies and not is_deadline else 0.0 if split_names(text) and not is_deadline else _WRONG
        case Content.DEADLINE:
            return _FITS if is_deadline else _WRONG / 2 if bodies or len(text) > _DEADLINE_LENGTH else 0.0
        case _:
            return _WRONG / 2 if bodies else -_MAY if is_deadline else _MAY
