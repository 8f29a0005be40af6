"""The task table (任务分工表) when it comes as text with one cell a line.

Such text is a table read cell by cell: header row, chapter, section, number, description, then a year and its
measures by turns, and the departments after the first year's measures. Where a page of the original ended, the
header row or the headings come again in the middle of a task. `read_table` walks over the cells once and asks of
each what it is (`classify`) and where it belongs.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.model import Cell, Finding, Heading, Measure, Role, Severity, Span, Task
from corpus.outline import read_marker
from corpus.quantities import extract_quantities

#: names of columns in the genre, by what the column holds
COLUMN_NAMES = {
    "goal": {"工作目标", "目标", "目标任务", "重点领域", "领域", "类别", "分类", "工作领域"},
    "number": {"序号", "编号", "任务序号"},
    "description": {"主要任务", "重点任务", "工作任务", "任务", "任务内容", "主要内容", "工作内容", "任务名称"},
    "measures": {"工作具体举措", "具体举措", "工作举措", "举措", "具体措施", "工作措施", "年度举措", "年度目标", "主要举措"},
    "departments": {"责任部门", "责任单位", "牵头部门", "牵头单位", "配合单位", "负责单位", "责任主体", "主要责任部门"},
}
_COLUMNS = {name for names in COLUMN_NAMES.values() for name in names}

#: how the name of a government body or its like ends; the longest ends first
BODY_ENDINGS = (
    *("管委办", "管委会", "转型办", "委员会", "办公室", "管理局", "审改办", "指挥部", "领导小组", "联席会议"),
    *("人民政府", "人民法院", "检察院", "工商联", "联合会", "总工会", "工会", "妇联", "残联", "科协", "文联", "侨联"),
    *("团区委", "团市委", "中心", "支队", "总队", "大队", "集团", "公司", "街道", "委", "办", "局", "厅", "镇", "乡"),
    *("部", "院", "所", "处", "署", "站", "馆", "校", "会", "队", "社", "银行", "法院", "海关", "区", "县"),
)
_ENDS_AS_BODY = re.compile(rf"(?:{'|'.join(BODY_ENDINGS)})(?:[(（][^()（）]*[)）]|等)?$")
BODY_LENGTH = 20
_BODY_SEPARATORS = re.compile(r"\s*[、,，;；/]\s*|\s{1,}")
_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)\s*(?P<sign>年度?)?[:：]?")
_NUMBER = re.compile(r"\d{1,3}")
#: this many blank lines in a row inside a task are the trace of a page's end (two cells stand one or two apart)
_PAGE_GAP = 3


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    blank_before: int


@dataclass(slots=True)
class _OpenTask:
    """A task that is still being read."""

    number: int
    line: _Line
    chapter: Heading | None
    section: Heading | None
    description: Cell | None = None
    year: tuple[int, _Line] | None = None
    measures: list[Measure] = field(default_factory=list)
    departments_cell: Cell | None = None

    @property
    def is_complete(self) -> bool:
        """Whether a heading that follows can belong to another task."""
        return self.description is not None and bool(self.measures) and self.year is None


@dataclass(slots=True)
class Table:
    """What was read of a task table."""

    tasks: list[Task] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    roles: dict[int, Role] = field(default_factory=dict)


def find_table(lines: Sequence[str]) -> int | None:
    """Index of the first line of the first header row: three column names or more in a row, a number among them."""
    cells = [(at, line.strip()) for at, line in enumerate(lines) if line.strip()]
    for start in range(len(cells)):
        row = _header_row([text for _, text in cells[start : start + 8]])
        if len(row) >= 3 and set(row) & COLUMN_NAMES["number"]:
            return cells[start][0]
    return None


def _header_row(texts: Sequence[str]) -> list[str]:
    row: list[str] = []
    for text in texts:
        if text not in _COLUMNS:
            break
        row.append(text)
    return row


def read_departments(text: str) -> tuple[str, ...] | None:
    """The bodies that a cell names, or None when the cell is no list of bodies.

    >>> read_departments("区市场监管局、 区审改办"), read_departments("开展培训。")
    (('区市场监管局', '区审改办'), None)
    """
    names = [name for name in _BODY_SEPARATORS.split(text.strip()) if name]
    is_list = bool(names) and all(len(name) <= BODY_LENGTH and _ENDS_AS_BODY.search(name) for name in names)
    return tuple(dict.fromkeys(names)) if is_list and "。" not in text else None


def read_year(text: str) -> tuple[int, bool] | None:
    """The year that a cell consists of, and whether it is written with 年; None for any other cell."""
    match = _YEAR.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return (int(match["year"]), bool(match["sign"])) if match else None


def read_table(lines: Sequence[tuple[int, str]]) -> Table:
    """The tasks of a table from its lines (line number, text), blank lines included."""
    reader = _TableReader()
    blank = 0
    for number, text in lines:
        if not text.strip():
            blank += 1
            continue
        reader.take(_Line(number, text, blank))
        blank = 0
    reader.close_task()
    return reader.table


class _TableReader:
    """Walks over the cells; knows the headings in force and the task that is open."""

    def __init__(self) -> None:
        self.table = Table()
        self._chapter: Heading | None = None
        self._section: Heading | None = None
        self._task: _OpenTask | None = None
        self._break: list[int] = []
        self._fresh_chapter = False

    def take(self, line: _Line) -> None:
        """Put one cell where it belongs."""
        text = line.text.strip()
        marked = read_marker(text) if len(text) <= 60 else None
        if text in _COLUMNS:
            self._role(line, Role.TABLE_HEADER)
            self._break.append(line.number)
        elif marked and not marked.body and not self._awaits_text():
            self._take_heading(line, Heading(
                level=1 if marked.level <= 2 else 2,
                marker=marked.marker, number=marked.number, title=marked.title,
                text=line.text, span=Span(line.number, line.number),
            ))  # fmt: skip
        elif year := read_year(text):
            self._take_year(line, *year)
        elif _NUMBER.fullmatch(unicodedata.normalize("NFKC", text)):
            self._take_number(line, int(unicodedata.normalize("NFKC", text)))
        else:
            self._take_text(line)

    def _awaits_text(self) -> bool:
        """A number without description, or a year without measures, must be followed by text, not by a heading."""
        return self._task is not None and (self._task.description is None or self._task.year is not None)

    def _role(self, line: _Line, role: Role) -> None:
        self.table.roles[line.number] = role

    def _find(self, kind: str, severity: Severity, line: _Line, detail: str = "", year: int | None = None) -> None:
        task = self._task.number if self._task else None
        finding = Finding(kind=kind, severity=severity, lines=(line.number,), detail=detail, task=task, year=year)
        self.table.findings.append(finding)

    def _take_heading(self, line: _Line, heading: Heading) -> None:
        self._role(line, Role.TABLE_HEADING)
        self.table.headings.append(heading)
        self._break.append(line.number)
        if heading.level == 1:
            self._fresh_chapter = True
            if self._chapter is None or self._chapter.title != heading.title:
                self._section = None
            self._chapter = heading
            return
        is_other = self._section is None or self._section.title != heading.title
        if is_other and not self._fresh_chapter and self._chapter is not None:
            self._find("missing chapter line", Severity.NOTE, line, f"{heading.text.strip()} ← {self._chapter.text.strip()}")
        self._section, self._fresh_chapter = heading, False

    def _take_number(self, line: _Line, number: int) -> None:
        self.close_task()
        self._role(line, Role.TASK_NUMBER)
        self._task = _OpenTask(number, line, self._chapter, self._section)
        self._break, self._fresh_chapter = [], False

    def _take_year(self, line: _Line, year: int, has_sign: bool) -> None:
        self._role(line, Role.YEAR)
        task = self._task
        if task is None:
            self._find("stray cell", Severity.ERROR, line, line.text.strip())
            return
        self._note_page_break(task, line)
        if task.year is not None:
            self._find("year without measures", Severity.ERROR, task.year[1], year=task.year[0])
        if not has_sign:
            self._find("year without 年", Severity.NOTE, line, line.text.strip(), year)
        elif not line.text.strip().isascii() and unicodedata.normalize("NFKC", line.text) != line.text:
            self._find("full-width year", Severity.NOTE, line, line.text.strip(), year)
        task.year = (year, line)

    def _note_page_break(self, task: _OpenTask, line: _Line) -> None:
        """Tell of a page that ended inside this task: header rows, headings or a wide gap before a cell of it."""
        if not self._break and line.blank_before < _PAGE_GAP:
            return
        lines = tuple(self._break) or tuple(range(line.number - line.blank_before, line.number))
        kinds = {str(self.table.roles[number]) for number in self._break} or {str(Role.BLANK)}
        self.table.findings.append(Finding(
            kind="page break inside task", severity=Severity.NOTE, lines=lines,
            detail=", ".join(sorted(kinds)), task=task.number,
        ))  # fmt: skip
        self._break = []

    def _take_text(self, line: _Line) -> None:
        task = self._task
        if task is None:
            self._role(line, Role.RESIDUE)
            self._find("stray cell", Severity.DOUBT, line, line.text.strip()[:20])
        elif task.description is None:
            self._role(line, Role.DESCRIPTION)
            task.description = _cell(line)
        elif task.year is not None:
            self._take_measure(task, task.year, line)
        elif (names := read_departments(line.text)) is not None:
            self._take_departments(task, line, names)
        else:
            self._join_text(task, line)

    def _take_measure(self, task: _OpenTask, year: tuple[int, _Line], line: _Line) -> None:
        self._role(line, Role.MEASURE)
        if any(measure.year == year[0] for measure in task.measures):
            self._find("year given twice", Severity.ERROR, year[1], year=year[0])
        task.measures.append(Measure(
            year=year[0], year_span=Span(year[1].number, year[1].number),
            text=line.text, span=Span(line.number, line.number), quantities=extract_quantities(line.text),
        ))  # fmt: skip
        task.year = None

    def _take_departments(self, task: _OpenTask, line: _Line, names: tuple[str, ...]) -> None:
        self._role(line, Role.DEPARTMENTS)
        if re.search(r"\s", line.text.strip()):
            self._find("stray space", Severity.NOTE, line, "、".join(names))
        if re.search("[,，;；/]", line.text):
            self._find("unusual separator", Severity.NOTE, line, "、".join(names))
        if task.departments_cell is not None:
            self._find("departments given twice", Severity.ERROR, line, line.text.strip())
            return
        task.departments_cell = _cell(line)

    def _join_text(self, task: _OpenTask, line: _Line) -> None:
        """Text where no text is due: the rest of the measures that stand just above, cut by a page's end."""
        last = task.measures[-1] if task.measures else None
        if last is None or not self._break or task.departments_cell is not None and last.span.last < task.departments_cell.span.last:
            self._role(line, Role.RESIDUE)
            self._find("stray cell", Severity.DOUBT, line, line.text.strip()[:20])
            return
        self._role(line, Role.MEASURE)
        text = last.text + "\n" + line.text
        task.measures[-1] = Measure(
            year=last.year, year_span=last.year_span, text=text,
            span=Span(last.span.first, line.number), quantities=extract_quantities(text),
        )  # fmt: skip
        self._find("cell cut by page", Severity.NOTE, line, year=last.year)

    def close_task(self) -> None:
        """End the open task, if there is one."""
        task = self._task
        if task is None:
            return
        cell = task.departments_cell
        self.table.tasks.append(Task(
            number=task.number, number_span=Span(task.line.number, task.line.number),
            chapter=task.chapter, section=task.section,
            description=task.description or Cell(text="", span=Span(task.line.number, task.line.number)),
            measures=tuple(task.measures),
            departments=(read_departments(cell.text) or ()) if cell else (),
            departments_cell=cell,
        ))  # fmt: skip
        self._task = None


def _cell(line: _Line) -> Cell:
    return Cell(text=line.text, span=Span(line.number, line.number), quantities=extract_quantities(line.text))
