"""Tasks and cells of the table while they are still being read; `close` makes the frozen records of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.model import Assignment, Cell, Heading, Measure, Responsible, Span, Task
from corpus.quantities import extract_quantities
from corpus.text import join_lines

_ENDS_SENTENCE = re.compile("[。；;！!：:…][”’」』》)）]*$")


def ends_sentence(text: str) -> bool:
    """Whether a line ends where a sentence does."""
    return _ENDS_SENTENCE.search(text.strip()) is not None


@dataclass(slots=True)
class DraftCell:
    """A cell that is still being read: one line, or several where it has paragraphs or a page's end cut it."""

    lines: list[tuple[int, str]] = field(default_factory=list)

    @property
    def is_cut(self) -> bool:
        """Whether the last line ends in the middle of a sentence."""
        return not ends_sentence(self.lines[-1][1])

    def close(self) -> Cell:
        """The cell as a record."""
        text = join_lines(self.lines)
        return Cell(text=text, span=Span(self.lines[0][0], self.lines[-1][0]), quantities=extract_quantities(text))


@dataclass(slots=True, kw_only=True)
class DraftMeasure(DraftCell):
    """The measures of a year that are still being read; of several years where one cell is for all of them."""

    years: tuple[int, ...]
    year_line: int

    def close_years(self) -> list[Measure]:
        """The measures as records, one for each year."""
        cell = self.close()
        span = Span(self.year_line, self.year_line)
        return [
            Measure(year=year, year_span=span, text=cell.text, span=cell.span, quantities=cell.quantities)
            for year in self.years
        ]


@dataclass(slots=True, kw_only=True)
class DraftTask:
    """A task that is still being read."""

    number: int
    line: int
    chapter: Heading | None
    section: Heading | None
    description: DraftCell = field(default_factory=DraftCell)
    measures: list[DraftMeasure] = field(default_factory=list)
    departments: DraftCell = field(default_factory=DraftCell)
    #: the names that the cell lists, by the lines that list them
    lists: list[list[Responsible]] = field(default_factory=list)
    #: the cell that got the last line
    last: DraftCell | None = None

    @property
    def names(self) -> list[str]:
        """The names of the departments so far."""
        return [name for responsible in self.lists for name, _ in responsible]

    @property
    def years(self) -> set[int]:
        """The years that stand in the task so far."""
        return {year for measure in self.measures for year in measure.years}

    @property
    def open_measure(self) -> DraftMeasure | None:
        """The measures whose year stands there, but whose text does not."""
        last = self.measures[-1] if self.measures else None
        return last if last and not last.lines else None

    def close(self) -> Task:
        """The task as a record; a year that never got its measures is left out."""
        number_span = Span(self.line, self.line)
        return Task(
            number=self.number,
            number_span=number_span,
            chapter=self.chapter,
            section=self.section,
            description=self.description.close() if self.description.lines else Cell(text="", span=number_span),
            measures=tuple(record for draft in self.measures if draft.lines for record in draft.close_years()),
            assignments=tuple(self._assignments()),
        )

    def _assignments(self) -> Iterator[Assignment]:
        """One for each line that lists names."""
        for line, responsible in zip(self.departments.lines, self.lists, strict=True):
            yield Assignment(responsible=tuple(responsible), cell=DraftCell([line]).close())
