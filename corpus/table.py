"""The task table (任务分工表) when it comes as text with one cell a line.

Such text is a table read cell by cell: header row, chapter, section, number, description, a year and its
measures by turns, and the departments somewhere among them. Where a page of the original ended, the header row,
the headings or a title come again in the middle of a task. `read_table` walks over the cells once, asks of each
what it is (`corpus.layout`) and where it belongs (`_TEXT_RULES`), and tells what it had to make up its mind about.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from corpus.cells import compact, find_header_rows
from corpus.departments import read_departments, split_names
from corpus.drafts import DraftCell, DraftMeasure, DraftTask, ends_sentence
from corpus.layout import (
    PAGE_TOP,
    Kind,
    Layout,
    Slot,
    Token,
    following,
    is_annex_title,
    is_title,
    read_layout,
    tokenize,
)
from corpus.model import Finding, Heading, Role, Severity, Span, Task

#: a chapter's title without a marker is no longer than this
_UNMARKED_TITLE_LENGTH = 30


@dataclass(slots=True)
class Table:
    """What was read of a task table."""

    tasks: list[Task] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    roles: dict[int, Role] = field(default_factory=dict)


def find_table(lines: Sequence[str]) -> int | None:
    """Index of the table's first line: its header row, or its first cells where it has lost that."""
    filled = [(index, line) for index, line in enumerate(lines) if line.strip()]
    rows = find_header_rows([line for _, line in filled])
    if rows:
        return filled[rows[0].start][0]
    tokens = tokenize(list(enumerate(lines)))
    start = next((at for at in range(len(tokens)) if _looks_like_first_task(tokens, at)), None)
    while start and tokens[start - 1].kind is Kind.MARKED:
        start -= 1
    return None if start is None else tokens[start].line


def _looks_like_first_task(tokens: Sequence[Token], at: int) -> bool:
    """1, a text, perhaps a list of bodies, a year: a row of a table, even where nothing names its columns."""
    if tokens[at].number != 1 or at + 2 >= len(tokens) or tokens[at + 1].kind is not Kind.TEXT:
        return False
    year = at + 3 if read_departments(tokens[at + 2].text) else at + 2
    return year < len(tokens) and tokens[year].kind is Kind.YEAR


def read_table(lines: Sequence[tuple[int, str]], titles: Collection[str] = ()) -> Table:
    """The tasks of a table from its lines (line number, text), blank lines included.

    Args:
        titles: lines that stand above the table and may be repeated at the top of its pages.
    """
    tokens = tokenize(lines, {compact(title) for title in titles})
    layout = read_layout(tokens)
    reader = _TableReader(tokens, layout)
    table = reader.read()
    if any(not task.departments for task in table.tasks) and (slot := reader.usual_slot()):
        # names that no rule knows as bodies are believed where the other tasks have theirs
        table = _TableReader(tokens, layout, slot).read()
    return table


@dataclass(slots=True)
class _SectionLine:
    """A section's line in the table that is not the first of its chapter."""

    line: int
    detail: str
    is_below_chapter_line: bool
    is_other_section: bool
    task: int | None = None


class _TableReader:
    """Walks over the cells; knows the headings in force and the task that is open."""

    def __init__(self, tokens: Sequence[Token], layout: Layout, slot: Slot | None = None) -> None:
        self.table = Table()
        self.tokens = tokens
        self.layout = layout
        #: where a task's departments are looked for when no rule knows them
        self.slot = slot
        self.slots: Counter[Slot] = Counter()
        self.at = 0
        self.task: DraftTask | None = None
        #: lines of a page's top that were met since the last cell
        self.page_top: list[int] = []
        #: whether a page ended just before this cell
        self.is_after_page_end = False
        #: the measures that go on in this cell, after their year was repeated at the top of a page
        self.continued: DraftMeasure | None = None
        self._chapter: Heading | None = None
        self._section: Heading | None = None
        self._is_below_chapter_line = False
        self._section_lines: list[_SectionLine] = []

    def read(self) -> Table:
        """The whole table."""
        for self.at, token in enumerate(self.tokens):
            self._take(token)
        self.close_task()
        self.table.findings += _missing_chapter_lines(self._section_lines)
        return self.table

    def usual_slot(self) -> Slot | None:
        """Where most tasks have a list of names."""
        return next((slot for slot, _ in self.slots.most_common(1)), None)

    def set_role(self, token: Token, role: Role) -> None:
        """Say what a line is."""
        self.table.roles[token.line] = role

    def find(self, kind: str, severity: Severity, token: Token, detail: str = "", year: int | None = None) -> None:
        """Tell of something that was met at this cell."""
        task = self.task.number if self.task else None
        finding = Finding(kind=kind, severity=severity, lines=(token.line,), detail=detail, task=task, year=year)
        self.table.findings.append(finding)

    def _take(self, token: Token) -> None:
        """Put one cell where it belongs."""
        if self.at in self.layout.starts:
            self._take_start(token, self.layout.starts[self.at])
        elif self.at in self.layout.headings:
            self.take_heading(token, self.layout.headings[self.at])
        elif token.kind in PAGE_TOP:
            self._take_page_top(token)
        elif token.kind is Kind.NUMBER:
            self.set_role(token, Role.RESIDUE)
            self.find("page number", Severity.NOTE, token, token.text.strip())
            self.page_top.append(token.line)
        elif token.kind is Kind.YEAR:
            self._take_year(token)
        else:
            next(rule for rule in _TEXT_RULES if rule(self, token))

    def _take_page_top(self, token: Token) -> None:
        self.set_role(token, Role.TABLE_HEADER if token.kind is Kind.HEADER else Role.TABLE_TITLE)
        self.page_top.append(token.line)
        if is_annex_title(token.text):
            self.close_task()

    def take_heading(self, token: Token, level: int) -> None:
        """A chapter's or section's line."""
        marked = token.marked
        heading = Heading(
            level=level,
            marker=marked.marker if marked else "",
            number=marked.number if marked else 0,
            title=marked.title if marked else token.text.strip(),
            text=token.text,
            span=Span(token.line, token.line),
        )
        self.set_role(token, Role.TABLE_HEADING)
        self.table.headings.append(heading)
        self.page_top.append(token.line)
        if level == 1:
            self._enter_chapter(heading)
        else:
            self._enter_section(heading)

    def _enter_chapter(self, heading: Heading) -> None:
        if self._chapter is None or self._chapter.title != heading.title:
            self._section = None
        self._chapter = heading
        self._is_below_chapter_line = True

    def _enter_section(self, heading: Heading) -> None:
        if self._chapter and self._section:
            detail = f"{heading.text.strip()} ← {self._chapter.text.strip()}"
            is_other = self._section.title != heading.title
            line = _SectionLine(heading.span.first, detail, self._is_below_chapter_line, is_other)
            self._section_lines.append(line)
        self._section = heading
        self._is_below_chapter_line = False

    def _take_start(self, token: Token, number: int) -> None:
        self.open_task(token, number)
        if token.kind is Kind.NUMBER:
            self.set_role(token, Role.TASK_NUMBER)
        else:  # the description itself is numbered
            self.append(token, Role.DESCRIPTION, self.task.description if self.task else DraftCell())

    def open_task(self, token: Token, number: int) -> None:
        """End the open task and begin another."""
        self.close_task()
        self.task = DraftTask(number=number, line=token.line, chapter=self._chapter, section=self._section)
        self.page_top, self._is_below_chapter_line = [], False
        for line in self._section_lines:
            line.task = line.task or number

    def close_task(self) -> None:
        """End the open task, if there is one."""
        if self.task:
            self.tell_empty_year(self.task)
            self.table.tasks.append(self.task.close())
        self.task = None

    def tell_empty_year(self, task: DraftTask) -> None:
        """Tell of the year that another year, or the task's end, follows at once."""
        if measure := task.open_measure:
            self.table.findings.append(
                Finding(
                    kind="year without measures",
                    severity=Severity.ERROR,
                    lines=(measure.year_line,),
                    task=task.number,
                    year=measure.years[0],
                )  # fmt: skip
            )

    def note_page_end(self, token: Token, task: DraftTask) -> None:
        """Tell of a page that ended inside this task: header rows, headings or a wide gap before a cell of it."""
        gap = range(token.line - token.blank_before, token.line) if token.blank_before >= self.layout.page_gap else ()
        lines = tuple(self.page_top) or tuple(gap)
        self.is_after_page_end = bool(lines)
        self.page_top = []
        if lines:
            kinds = sorted({str(self.table.roles.get(line, Role.BLANK)) for line in lines})
            self.table.findings.append(
                Finding(
                    kind="page break inside task",
                    severity=Severity.NOTE,
                    lines=lines,
                    detail=", ".join(kinds),
                    task=task.number,
                )  # fmt: skip
            )

    def append(self, token: Token, role: Role, cell: DraftCell) -> None:
        """Add a line to a cell of the open task."""
        self.set_role(token, role)
        cell.lines.append((token.line, token.text))
        if self.task:
            self.task.last = cell
        self.continued = None

    def _take_year(self, token: Token) -> None:
        task, year = self.task, token.year
        if task is None or year is None:
            self.set_role(token, Role.RESIDUE)
            self.find("stray cell", Severity.ERROR, token, token.text.strip())
            return
        self.set_role(token, Role.YEAR)
        self.note_page_end(token, task)
        last = task.measures[-1] if task.measures else None
        if last and last.lines and last.years == year.years and self.is_after_page_end:
            self.find("year repeated", Severity.NOTE, token, token.text.strip(), year.years[0])
            self.continued = last
            return
        self.open_measure(token, task)

    def open_measure(self, token: Token, task: DraftTask) -> DraftMeasure:
        """Begin the measures of the year that this cell gives."""
        assert token.year is not None
        self.tell_empty_year(task)
        years, text = token.year.years, token.text.strip()
        if task.years & set(years):
            self.find("year given twice", Severity.ERROR, token, text, years[0])
        if len(years) > 1:
            self.find("years taken together", Severity.NOTE, token, text, years[0])
        if not token.year.has_sign:
            self.find("year without 年", Severity.NOTE, token, text, years[0])
        if re.search("[０-９]", text):
            self.find("full-width year", Severity.NOTE, token, text, years[0])
        measure = DraftMeasure(years=years, year_line=token.line)
        task.measures.append(measure)
        return measure

    def slot_here(self, task: DraftTask) -> Slot:
        """Where in its task the cell stands that is being read."""
        if not task.measures:
            return Slot.BEFORE_YEARS
        if columns := self.layout.year_columns:
            return Slot.AFTER_YEARS if len(task.measures) == len(columns) else Slot.BETWEEN_YEARS
        year = following(self.tokens, self.at, skip=(*PAGE_TOP, Kind.TEXT, Kind.MARKED))
        return Slot.BETWEEN_YEARS if year is not None and self.tokens[year].year else Slot.AFTER_YEARS

    def comes_next(self) -> Token | None:
        """The next cell, apart from what stands at the top of a page."""
        index = following(self.tokens, self.at)
        while index is not None and index in self.layout.headings:
            index = following(self.tokens, index)
        return None if index is None else self.tokens[index]


def _missing_chapter_lines(lines: Sequence[_SectionLine]) -> list[Finding]:
    """Where a chapter's line is repeated above its sections as a rule, the sections that lack it."""
    if sum(line.is_below_chapter_line for line in lines) * 2 <= len(lines):
        return []
    return [
        Finding(
            kind="missing chapter line", severity=Severity.NOTE, lines=(line.line,), detail=line.detail, task=line.task
        )
        for line in lines
        if line.is_other_section and not line.is_below_chapter_line
    ]


# --- where a cell of text belongs: the first rule that takes it wins ---


def _as_unmarked_heading(reader: _TableReader, token: Token) -> bool:
    """A short text right above a number, when the task above has all that it needs: a chapter without a marker."""
    below, task = reader.at + 1, reader.task
    is_short = is_title(token.text) and len(token.text.strip()) <= _UNMARKED_TITLE_LENGTH
    if not is_short or below not in reader.layout.starts or reader.tokens[below].kind is not Kind.NUMBER:
        return False
    if task and (not task.names or task.years < set(reader.layout.years) or task.open_measure or task.last.is_cut):
        return False
    reader.find("heading without marker", Severity.DOUBT, token, token.text.strip())
    reader.take_heading(token, 1)
    return True


def _as_stray_outside(reader: _TableReader, token: Token) -> bool:
    """Text before the first task or after the last."""
    return reader.task is None and _as_stray(reader, token)


def _as_description(reader: _TableReader, token: Token) -> bool:
    """The first text of a task."""
    task = reader.task
    if not task or task.description.lines:
        return False
    if reader.layout.is_department_first and not task.names and _take_names(reader, token, task):
        return True
    reader.append(token, Role.DESCRIPTION, task.description)
    return True


def _as_departments(reader: _TableReader, token: Token) -> bool:
    """A list of bodies; right below a year only when no other text is there for that year."""
    task, below = reader.task, reader.comes_next()
    if not task or (task.open_measure and (task.names or (below and below.kind in (Kind.TEXT, Kind.MARKED)))):
        return False
    return _take_names(reader, token, task)


def _take_names(reader: _TableReader, token: Token, task: DraftTask) -> bool:
    names = read_departments(token.text)
    if names is None:
        return False
    reader.slots[reader.slot_here(task)] += 1
    _put_names(reader, token, task, names)
    return True


def _put_names(reader: _TableReader, token: Token, task: DraftTask, names: Sequence[str]) -> None:
    text = token.text.strip()
    if re.search(r"\s", text):
        reader.find("stray space", Severity.NOTE, token, "、".join(names))
    if re.search("[,，;；/]", text):
        reader.find("unusual separator", Severity.NOTE, token, text)
    if task.names:
        is_next = task.last is task.departments
        severity = Severity.NOTE if is_next or set(names) == set(task.names) else Severity.DOUBT
        reader.find("departments in several cells", severity, token, text)
    task.names += names
    reader.append(token, Role.DEPARTMENTS, task.departments)


def _as_measure(reader: _TableReader, token: Token) -> bool:
    """The text below a year, beside it (2021年:完成…) or, where years are columns, the next one in turn."""
    task = reader.task
    if not task:
        return False
    columns = reader.layout.year_columns
    measure = reader.continued or task.open_measure
    if token.kind is Kind.YEAR_TEXT:
        measure = reader.open_measure(token, task)
    elif not measure and len(task.measures) < len(columns):
        measure = DraftMeasure(years=columns[len(task.measures) :][:1], year_line=token.line)
        task.measures.append(measure)
    if measure:
        reader.append(token, Role.MEASURE, measure)
    return measure is not None


def _as_unknown_body(reader: _TableReader, token: Token) -> bool:
    """A list of names that no rule knows as bodies, where the other tasks have their departments."""
    task, names = reader.task, split_names(token.text)
    if not task or task.names or names is None:
        return False
    slot = reader.slot_here(task)
    reader.slots[slot] += 1
    if slot is not reader.slot:
        return False
    reader.find("unknown body", Severity.DOUBT, token, "、".join(names))
    _put_names(reader, token, task, names)
    return True


def _as_unnumbered_task(reader: _TableReader, token: Token) -> bool:
    """A text below which the years begin anew: a task that has lost its number."""
    task, years = reader.task, reader.layout.years
    index = following(reader.tokens, reader.at, skip=(*PAGE_TOP, Kind.TEXT, Kind.MARKED))
    year = reader.tokens[index].year if index is not None and index not in reader.layout.starts else None
    if not task or not year or year.years[0] != years[0] or years[0] not in task.years or task.measures[-1].is_cut:
        return False
    reader.open_task(token, task.number + 1)
    reader.find("task without number", Severity.ERROR, token, token.text.strip()[:20])
    return _as_description(reader, token)


def _as_continuation(reader: _TableReader, token: Token) -> bool:
    """The next paragraph of a cell, or its rest after a page's end."""
    task = reader.task
    if not task:
        return False
    cell = task.last
    if cell is task.departments and reader.is_after_page_end and task.measures:
        cell = task.measures[-1]  # the page ended inside the measures, and the departments stand beside them
    if cell is None or cell is task.departments or not (cell.is_cut or ends_sentence(token.text)):
        return False
    kind = "cell cut by page" if reader.is_after_page_end else "cell in several lines"
    reader.find(kind, Severity.NOTE, token, year=cell.years[0] if isinstance(cell, DraftMeasure) else None)
    reader.append(token, Role.DESCRIPTION if cell is task.description else Role.MEASURE, cell)
    return True


def _as_stray(reader: _TableReader, token: Token) -> bool:
    """What belongs nowhere."""
    reader.set_role(token, Role.RESIDUE)
    reader.find("stray cell", Severity.DOUBT, token, token.text.strip()[:20])
    return True


_TEXT_RULES: tuple[Callable[[_TableReader, Token], bool], ...] = (
    _as_unmarked_heading,
    _as_stray_outside,
    _as_description,
    _as_departments,
    _as_measure,
    _as_unknown_body,
    _as_unnumbered_task,
    _as_continuation,
    _as_stray,
)
