"""The task table while it is being read: what was read, the task that is open, the headings in force.

`TableDraft` keeps the books and tells findings; which cell goes where is decided in `corpus.table` and
`corpus.text_rules`.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.drafts import DraftCell, DraftMeasure, DraftTask
from corpus.layout import PAGE_TOP, Kind, Layout, Slot, Token, following
from corpus.model import Duty, Finding, FindingKind, Heading, Responsible, Role, Severity, Task
from corpus.outline import table_heading
from corpus.responsibility import read_bodies


@dataclass(slots=True)
class Table:
    """What was read of a task table."""

    tasks: list[Task] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    roles: dict[int, Role] = field(default_factory=dict)
    #: whether its measures are parted by years
    is_yearly: bool = True


@dataclass(slots=True)
class _SectionLine:
    """A section's line in the table that is not the first of its chapter."""

    line: int
    detail: str
    is_below_chapter_line: bool
    is_other_section: bool
    task: int | None = None


class TableDraft:
    """A table that is being read, cell by cell."""

    def __init__(self, tokens: Sequence[Token], layout: Layout, slot: Slot | None = None) -> None:
        self.table = Table()
        self.tokens = tokens
        self.layout = layout
        #: where a task's departments are looked for when no rule knows their names
        self.slot = slot
        #: where lists of names stand, and how often
        self.slots: Counter[Slot] = Counter()
        #: index of the cell that is being read
        self.at = 0
        self.task: DraftTask | None = None
        #: the measures that go on in this cell, after their year was repeated at the top of a page
        self.continued: DraftMeasure | None = None
        self._page_top: list[int] = []
        self._chapter: Heading | None = None
        self._section: Heading | None = None
        self._is_below_chapter_line = False
        self._section_lines: list[_SectionLine] = []

    def close(self) -> Table:
        """The whole table."""
        self.close_task()
        self.table.findings += _missing_chapter_lines(self._section_lines)
        return self.table

    def set_role(self, token: Token, role: Role) -> None:
        """Say what a line is."""
        self.table.roles[token.line] = role

    def find(
        self, kind: FindingKind, severity: Severity, token: Token, detail: str = "", year: int | None = None
    ) -> None:
        """Tell of something that was met at this cell."""
        task = self.task.number if self.task else None
        finding = Finding(kind=kind, severity=severity, lines=(token.line,), detail=detail, task=task, year=year)
        self.table.findings.append(finding)

    # --- around the tasks ---

    def take_page_top(self, token: Token, role: Role) -> None:
        """A line that stands at the top of a page."""
        self.set_role(token, role)
        self._page_top.append(token.line)

    def take_heading(self, token: Token, level: int) -> None:
        """A chapter's or section's line."""
        heading = table_heading(level, token.marked, token.text, token.line)
        self.table.headings.append(heading)
        self.take_page_top(token, Role.TABLE_HEADING)
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

    # --- tasks ---

    def open_task(self, token: Token, number: int) -> DraftTask:
        """End the open task and begin another."""
        self.close_task()
        self.task = DraftTask(number=number, line=token.line, chapter=self._chapter, section=self._section)
        self._page_top, self._is_below_chapter_line = [], False
        for line in self._section_lines:
            line.task = line.task or number
        return self.task

    def close_task(self) -> None:
        """End the open task, if there is one."""
        if self.task:
            self._tell_empty_year(self.task)
            self.table.tasks.append(self.task.close())
        self.task, self.continued = None, None

    def open_measure(self, token: Token, task: DraftTask) -> DraftMeasure:
        """Begin the measures of the year that this cell gives."""
        assert token.year is not None
        self._tell_empty_year(task)
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

    def _tell_empty_year(self, task: DraftTask) -> None:
        """Tell of a year that another year, or the task's end, follows at once."""
        if measure := task.open_measure:
            finding = Finding(
                kind="year without measures",
                severity=Severity.ERROR,
                lines=(measure.year_line,),
                task=task.number,
                year=measure.years[0],
            )
            self.table.findings.append(finding)

    def append(self, token: Token, role: Role, cell: DraftCell) -> None:
        """Add a line to a cell of the open task."""
        self.tell_page_end(token)
        self.set_role(token, role)
        cell.lines.append((token.line, token.text))
        if self.task:
            self.task.last = cell
        self.continued = None

    # --- pages and places ---

    def page_end(self, token: Token) -> tuple[int, ...]:
        """The lines before a cell that tell of a page's end: header rows, headings, else a wide gap."""
        is_gap = token.blank_before >= self.layout.page_gap
        return tuple(self._page_top) or tuple(range(token.line - token.blank_before, token.line) if is_gap else ())

    def tell_page_end(self, token: Token) -> None:
        """Tell of a page that ended inside this task."""
        lines = self.page_end(token)
        self._page_top = []
        if lines and self.task:
            kinds = sorted({str(self.table.roles.get(line, Role.BLANK)) for line in lines})
            finding = Finding(
                kind="page break inside task",
                severity=Severity.NOTE,
                lines=lines,
                detail=", ".join(kinds),
                task=self.task.number,
            )
            self.table.findings.append(finding)

    def with_duties(self, text: str, names: Sequence[str]) -> list[Responsible]:
        """The names that a cell lists with their duties: as the cell says, else by the column that comes next."""
        columns = self.layout.duties
        at = len(self.task.lists) if self.task else 0
        column = columns[min(at, len(columns) - 1)] if columns else Duty.PLAIN
        said = {body.name: body.duty for body in read_bodies(text, column) or ()}
        return [Responsible(name, said.get(name, column)) for name in names]

    def slot_here(self, task: DraftTask) -> Slot:
        """Where in its task the cell stands that is being read."""
        if not task.measures:
            return Slot.BEFORE_YEARS
        if columns := self.layout.year_columns:
            return Slot.AFTER_YEARS if len(task.measures) == len(columns) else Slot.BETWEEN_YEARS
        return Slot.BETWEEN_YEARS if self.next_year() else Slot.AFTER_YEARS

    def next_year(self) -> Token | None:
        """The next year's cell of this task, whatever text stands before it."""
        index = following(self.tokens, self.at, skip=(*PAGE_TOP, Kind.TEXT, Kind.MARKED))
        is_in_task = index is not None and not any(
            start in self.layout.starts for start in range(self.at + 1, index + 1)
        )
        return self.tokens[index] if index is not None and is_in_task and self.tokens[index].year else None

    def next_cell(self) -> Token | None:
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
