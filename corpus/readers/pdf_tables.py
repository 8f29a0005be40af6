"""The ruled tables of a pdf: cells with their text, and what a page's end has cut put together again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.cells import compact, read_number, read_year
from corpus.readers.cell_text import join_parts
from corpus.readers.pdf_lines import Character, cell_paragraphs, text_lines

#: edges that are no further apart are the same one (points)
_SAME_EDGE = 4.0
#: a table has at least this many cells; fewer are a frame around text
_FEWEST_CELLS = 4
#: so many rows at a page's top may repeat the table's first ones
_MOST_HEADER_ROWS = 3
_FINISHED = re.compile("[。；;！!]$")


@dataclass(slots=True)
class GridCell:
    """A cell that begins in a row: its edges in points, its paragraphs, its pages from 1 on."""

    x0: float
    x1: float
    bottom: float
    paragraphs: list[str]
    page: int
    last_page: int

    def text(self) -> str:
        """All of it, for comparing."""
        return "".join(self.paragraphs)

    def is_below(self, other: "GridCell") -> bool:
        """Whether both have the same edges."""
        return abs(self.x0 - other.x0) < _SAME_EDGE and abs(self.x1 - other.x1) < _SAME_EDGE


@dataclass(slots=True)
class Grid:
    """A table, or the part of it that stands on one page: rows of cells that are not empty."""

    top: float
    bottom: float
    x0: float
    x1: float
    rows: list[list[GridCell]] = field(default_factory=list)

    def take(self, part: "Grid") -> None:
        """Append the part on the next page, without the rows that it repeats, cut cells joined to their beginning."""
        rows = part.rows[_repeated_rows(self.rows, part.rows) :]
        if rows and self.rows:
            rest = self._take_cut_cells(rows[0])
            rows = [rest, *rows[1:]] if rest else rows[1:]
        self.rows += rows

    def is_continued_by(self, part: "Grid") -> bool:
        """Whether a part on the next page has the same outer edges."""
        return abs(self.x0 - part.x0) < _SAME_EDGE and abs(self.x1 - part.x1) < _SAME_EDGE

    def _take_cut_cells(self, row: list[GridCell]) -> list[GridCell]:
        """Join to the cells above what a page's end has cut off them; returns what begins anew in the page's first row.

        A row that begins with a number is a new one. In one that begins with a year, the rest of merged cells stands
        beside the year; which cells are merged shows in their height, and in the rows above.
        """
        if read_number(row[0].text()) is not None:
            return row
        above = [self._last_above(cell) for cell in row]
        key = next((at for at, cell in enumerate(row) if read_year(cell.text())), None)
        if key is None:
            is_cut = [self._is_rest(row, above)] * len(row)
        else:
            is_cut = [at != key and self._is_merged(row, at, key) for at in range(len(row))]
        for cell, begun, is_rest in zip(row, above, is_cut, strict=True):
            if begun and is_rest:
                _go_on(begun, cell)
        return [cell for cell, begun, is_rest in zip(row, above, is_cut, strict=True) if not (begun and is_rest)]

    def _is_merged(self, row: Sequence[GridCell], at: int, key: int) -> bool:
        """Whether a cell beside a year is the rest of one that is merged over several years."""
        cell = row[at]
        numbered = [cells for cells in self.rows if read_number(cells[0].text()) is not None]
        others = [cells for cells in self.rows if cells not in numbered and any(read_year(c.text()) for c in cells)]
        is_one_a_task = bool(others) and not any(cell.is_below(each) for cells in others for each in cells)
        is_higher = cell.bottom > row[key].bottom + 1
        if numbered:
            return at < key or is_one_a_task or is_higher
        begun = self._last_above(cell)
        return is_higher and begun is not None and not _FINISHED.search(begun.text())

    def _is_rest(self, row: Sequence[GridCell], above: Sequence[GridCell | None]) -> bool:
        """Whether a row without number and year is the rest of the last one on the page before."""
        begun = [cell for cell in above if cell and not _is_key(cell)]
        is_heading = len(row) == 1 and row[0].x1 - row[0].x0 > self.x1 - self.x0 - _SAME_EDGE
        if len(begun) < len(row) or is_heading:
            return False
        longest = max(zip(row, begun, strict=True), key=lambda pair: len(pair[0].text()))[1]
        has_lost_first = len(row) < len(self.rows[-1]) and not row[0].is_below(self.rows[-1][0])
        return self._has_keys() or has_lost_first or not _FINISHED.search(longest.text())

    def _has_keys(self) -> bool:
        """Whether from the first task on every row has a number or a year, but for headings."""
        first = next((at for at, row in enumerate(self.rows) if read_number(row[0].text()) is not None), None)
        rows = [] if first is None else [row for row in self.rows[first:] if len(row) > 1]
        return bool(rows) and all(any(_is_key(cell) for cell in row) for row in rows)

    def _last_above(self, cell: GridCell) -> GridCell | None:
        return next((each for row in reversed(self.rows) for each in row if cell.is_below(each)), None)


def _is_key(cell: GridCell) -> bool:
    return read_number(cell.text()) is not None or read_year(cell.text()) is not None


def _go_on(cell: GridCell, rest: GridCell) -> None:
    first, *others = rest.paragraphs
    if _FINISHED.search(cell.paragraphs[-1]):
        cell.paragraphs.append(first)
    else:
        cell.paragraphs[-1] = join_parts(cell.paragraphs[-1], first)
    cell.paragraphs += others
    cell.last_page = rest.last_page


def _repeated_rows(rows: Sequence[Sequence[GridCell]], part: Sequence[Sequence[GridCell]]) -> int:
    count = 0
    while count < min(_MOST_HEADER_ROWS, len(rows), len(part)) and _same(rows[count], part[count]):
        count += 1
    return count


def _same(row: Sequence[GridCell], other: Sequence[GridCell]) -> bool:
    return [compact(cell.text()) for cell in row] == [compact(cell.text()) for cell in other]


def read_grid(table: Any, characters: Sequence[Character], page: int) -> Grid | None:
    """A table that pdfplumber has found, with the characters inside it; None for a mere frame around text."""
    boxes = [[box for box in row.cells if box] for row in table.rows]
    if sum(map(len, boxes)) < _FEWEST_CELLS:
        return None
    x0, top, x1, bottom = table.bbox
    grid = Grid(top, bottom, x0, x1)
    inside = [each for each in characters if is_inside(each, table.bbox)]
    for row in boxes:
        cells = (_read_cell(box, inside, page) for box in row)
        if filled := [cell for cell in cells if cell.paragraphs]:
            grid.rows.append(filled)
    return grid


def _read_cell(box: tuple[float, float, float, float], characters: Sequence[Character], page: int) -> GridCell:
    lines = text_lines([each for each in characters if is_inside(each, box)], page)
    return GridCell(box[0], box[2], box[3], cell_paragraphs(lines, box[0], box[2]), page, page)


def is_inside(character: Character, box: tuple[float, float, float, float]) -> bool:
    """Whether the middle of a character lies in a box (x0, top, x1, bottom)."""
    x = (character["x0"] + character["x1"]) / 2
    y = (character["top"] + character["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])
