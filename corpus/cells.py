"""What a single cell of a task table is: a year, a task's number, the name of a column; header rows among the cells.

Nothing here looks at more than one cell, but for `find_header_rows`, which looks at neighbours.
"""

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import Duty
from corpus.numerals import NUMERAL, parse_numeral

#: names of columns in the genre, by what the column holds; a header row may have others beside them
COLUMN_NAMES = {
    "goal": "工作目标 目标 目标任务 重点领域 领域 类别 分类 工作领域 板块 任务类别 任务分类",
    "number": "序号 编号 任务序号 任务编号 项目序号 项次 No.",
    "description": "主要任务 重点任务 工作任务 任务 任务内容 主要内容 工作内容 任务名称 工作事项 具体任务 重点工作",
    "measures": "工作具体举措 具体举措 工作举措 举措 具体措施 工作措施 年度举措 年度目标 主要举措 年度任务 措施",
    "departments": "责任部门 责任单位 牵头部门 牵头单位 配合单位 配合部门 负责单位 负责部门 责任主体 主管部门 指导部门",
    "deadline": "完成时限 时限 完成时间 时间节点 进度安排 时间要求 完成期限 时间安排",
    "other": "备注",
}
_KIND_OF_COLUMN = {name: kind for kind, names in COLUMN_NAMES.items() for name in names.split()}
#: names of columns that are not in the table above
_MORE_COLUMNS = (
    (
        "departments",
        re.compile("(?:责任|牵头|配合|负责|主管|承办|主办|协办|参与|实施|落实|指导)(?:部门|单位|主体|科室|处室|人)"),
    ),
    ("deadline", re.compile("[\u4e00-\u9fff]{0,4}(?:时限|时间|节点|期限)")),
    (
        "other",
        re.compile("[\u4e00-\u9fff]{0,6}(?:任务|举措|措施|目标|内容|事项|备注|安排|计划|要求|领域|类别|方向|范围)"),
    ),
)
_COLUMN_LENGTH = 10
_DUTIES = (
    (Duty.LEAD, re.compile("牵头|主办|主责")),
    (Duty.SUPPORT, re.compile("配合|协办|协助|参与|协同|参加")),
)
#: a name that says what is to be done, though the table above does not know it
_NAMES_WORK = re.compile("项目|内容|事项|任务|举措|措施")
#: a header row has at least this many names
_ROW_LENGTH = 3

_YEAR_DIGITS = re.compile("[〇零○一二三四五六七八九]{4}(?=年)")
_WHAT_OF_YEAR = (
    "(?:的?(?:工作|年度|主要|具体|重点)?(?:目标|举措|任务|计划|安排|措施|内容|重点|要点|进度|底前|底|末)?(?:任务)?)"
)
_YEAR = re.compile(
    rf"""
    [(（]?(?:到|至)?
    (?P<first>(?:19|20)\d\d)\s*(?P<sign>年)?
    (?:\s*[-—~至到]+\s*(?P<last>(?:19|20)\d\d)\s*(?P<last_sign>年)?)?
    \s*度?{_WHAT_OF_YEAR}[)）]?\s*[:：]?
    """,
    re.VERBOSE,
)
#: 2021年:完成10公里 — a year and its measures in one cell
_YEAR_WITH_TEXT = re.compile(rf"(?P<year>(?:19|20)\d\d)\s*年\s*度?{_WHAT_OF_YEAR}\s*:\s*(?=\S)")
#: as many years as a plan may run; 2000-2035 is no cell of a table
_MOST_YEARS = 10
_NUMBER = re.compile(rf"(?:任务|第)?[(]?(?:(?P<digits>\d{{1,3}})|(?P<numeral>{NUMERAL}{{1,3}}))[)]?[.、]?项?")


@dataclass(frozen=True, slots=True)
class YearCell:
    """A cell that consists of a year, or of several (2021-2023年)."""

    years: tuple[int, ...]
    #: whether it is written with 年
    has_sign: bool


@functools.lru_cache(maxsize=4096)  # each cell is looked at from several sides
def compact(text: str) -> str:
    """A cell without blanks and in half-width signs, for comparing."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _plain_year(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).strip()
    return _YEAR_DIGITS.sub(lambda match: str(parse_numeral(match[0].replace("○", "〇"))), text)


@functools.lru_cache(maxsize=4096)
def read_year(text: str) -> YearCell | None:
    """The year that a cell consists of; None for any other cell.

    >>> read_year("２０２１年"), read_year("2021")
    (YearCell(years=(2021,), has_sign=True), YearCell(years=(2021,), has_sign=False))
    >>> [cell and cell.years for cell in map(read_year, ["2021年度目标:", "2021 - 2022年", "二〇二一年", "2021年3月"])]
    [(2021,), (2021, 2022), (2021,), None]
    """
    match = _YEAR.fullmatch(_plain_year(text))
    if match is None:
        return None
    first, last = int(match["first"]), int(match["last"] or match["first"])
    is_run = first <= last < first + _MOST_YEARS
    has_sign = bool(match["last_sign"] if match["last"] else match["sign"])
    return YearCell(tuple(range(first, last + 1)), has_sign) if is_run else None


def read_year_with_text(text: str) -> int | None:
    """The year that a cell begins with when its measures follow in the same cell: 2021年:完成…"""
    match = _YEAR_WITH_TEXT.match(_plain_year(text))
    return int(match["year"]) if match else None


def read_number(text: str) -> int | None:
    """The task number that a cell consists of: 3, 3. (3) 三 第3项; None for any other cell."""
    match = _NUMBER.fullmatch(compact(text))
    if match is None:
        return None
    return int(match["digits"]) if match["digits"] else parse_numeral(match["numeral"])


def column_kind(text: str) -> str | None:
    """What the column of this name holds (a key of `COLUMN_NAMES`); None when it is no name of a column."""
    name = compact(text)
    if name in _KIND_OF_COLUMN:
        return _KIND_OF_COLUMN[name]
    if len(name) > _COLUMN_LENGTH:
        return None
    return next((kind for kind, pattern in _MORE_COLUMNS if pattern.fullmatch(name)), None)


def column_duty(name: str) -> Duty:
    """What the bodies of a column have to do, by its name: 牵头单位 lead, 配合单位 support.

    >>> column_duty("牵头单位").value, column_duty("配合部门").value, column_duty("责任单位").value
    ('lead', 'support', 'plain')
    """
    return next((duty for duty, word in _DUTIES if word.match(compact(name))), Duty.PLAIN)


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """The names of the columns, one a cell; `years` are columns of their own in some tables."""

    #: indexes of its first cell and of the one after its last
    start: int
    end: int
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    years: tuple[int, ...]

    @property
    def has_number(self) -> bool:
        """Whether tasks have a column for their number."""
        return "number" in self.kinds


def split_row(line: str) -> tuple[str, ...]:
    """The cells of a table's row that stands on one line, parted by tabs or |; none for any other line.

    >>> split_row("| 1 | 建设公园 |  |"), split_row("1\\t建设公园\\t区绿化局"), split_row("甲|乙")
    (('1', '建设公园', ''), ('1', '建设公园', '区绿化局'), ())
    """
    text = line.strip(" \u3000\r\n")
    is_framed = re.fullmatch(r"[|｜│].*[|｜│]", text) is not None
    parts = re.split(r"[|｜│]", text[1:-1] if is_framed else text) if re.search(r"[|｜│]", text) else text.split("\t")
    cells = tuple(part.strip() for part in parts)
    is_row = sum(bool(cell) for cell in cells) >= _ROW_LENGTH or (is_framed and len(cells) >= _ROW_LENGTH)
    return cells if len(cells) >= _ROW_LENGTH and is_row else ()


def is_rule(cells: Sequence[str]) -> bool:
    """Whether a row is the line below a header in Markdown: |---|:--|."""
    return bool(cells) and all(re.fullmatch(r"\s*:?-+:?\s*", cell) for cell in cells)


def find_header_rows(cells: Sequence[str]) -> list[HeaderRow]:
    """The header rows among cells that are not blank: neighbouring column names that make sense together."""
    rows: list[HeaderRow] = []
    start = 0
    while start < len(cells):
        row = _read_header_row(cells, start)
        if row is not None:
            rows.append(row)
        start = row.end if row else start + 1
    return rows


def _read_header_row(cells: Sequence[str], start: int) -> HeaderRow | None:
    names: dict[str, str] = {}
    years: list[int] = []
    at = start
    while at < len(cells) and compact(cells[at]) not in names:
        columns = _year_columns(cells, at) if names else ()
        kind = column_kind(cells[at]) or (_unknown_column(cells, at) if names else None)
        if not columns and not kind:
            break
        width = len(columns) or 1
        names |= {compact(cell): kind or "year" for cell in cells[at : at + width]}
        years += columns
        at += width
    row = HeaderRow(start, at, tuple(names), tuple(names.values()), tuple(years))
    return row if _is_header_row(row) else None


def _year_columns(cells: Sequence[str], at: int) -> tuple[int, ...]:
    """The years that stand here one after the other; a single one begins the measures of a task, it is no column."""
    found: list[int] = []
    while at < len(cells) and (cell := read_year(cells[at])) and len(cell.years) == 1:
        found += cell.years
        at += 1
    return tuple(found) if len(found) > 1 else ()


def _unknown_column(cells: Sequence[str], at: int) -> str | None:
    """A short word between two names of columns is one too."""
    is_word = re.fullmatch(rf"[\u4e00-\u9fff]{{2,{_COLUMN_LENGTH}}}", compact(cells[at]))
    return "other" if is_word and at + 1 < len(cells) and column_kind(cells[at + 1]) else None


def _is_header_row(row: HeaderRow) -> bool:
    """Who is responsible for what: so many names, and among them those that a task table cannot do without."""
    kinds = set(row.kinds)
    says_what = bool(kinds & {"description", "measures", "goal"}) or any(map(_NAMES_WORK.search, row.names))
    is_of_indicators = any("指标" in name for name in row.names)  # 主要指标、单位、目标值: no tasks
    names_work = says_what and bool(kinds & {"departments", "number"})
    return len(row.names) >= _ROW_LENGTH and names_work and not is_of_indicators
