"""Tasks of a plan without a table: the numbered items and paragraphs of the narrative that name who is responsible.

An item is a task with all its paragraphs and every statement in them (corpus.responsibility); a paragraph below
a heading is one where several below the same heading name different bodies. Tasks have the numbers that the plan
gives its items as long as these run through; else they are counted in order.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.model import Assignment, Cell, Deadline, Finding, Heading, Section, Severity, Span, Task
from corpus.outline import Outline, walk
from corpus.quantities import extract_quantities
from corpus.responsibility import FIRST_LEADS, Statement, find_statements, first_leads, is_label, is_only_statements
from corpus.text import join_lines, split_sentences

#: from this rank on (1. as `corpus.outline` counts) an item is one task, however many paragraphs it has
_ITEM_RANK = 5
#: bodies that are no single ones: 各有关部门, 省级有关部门
_COLLECTIVE = re.compile("^(?:各|有关|相关)|(?:有关|相关|各工作|各)部门$")
_SENTENCE_END = re.compile("[。！!；;][”’」』]?$")
_SAMPLE_LENGTH = 30

Line = tuple[int, str]


@dataclass(slots=True)
class _Unit:
    """Lines of one task while they are collected."""

    path: tuple[Section, ...]
    #: lines of text, and the statements in each
    lines: list[tuple[Line, tuple[Statement, ...]]] = field(default_factory=list)
    #: lines that say nothing but who is responsible, and till when
    asides: list[tuple[Line, tuple[Statement, ...]]] = field(default_factory=list)
    #: whether the lines are the whole of a numbered item
    is_item: bool = True

    @property
    def has_statements(self) -> bool:
        """Whether any line names somebody."""
        return any(each.bodies for _, found in (*self.lines, *self.asides) for each in found)

    @property
    def number(self) -> int | None:
        """The number of its item."""
        return self.path[-1].number if self.is_item and self.path else None


@dataclass(frozen=True, slots=True)
class NarrativeTasks:
    """The tasks that the narrative holds, the lines that they stand on, and what was met."""

    tasks: tuple[Task, ...] = ()
    lines: frozenset[int] = frozenset()
    findings: tuple[Finding, ...] = ()


def read_narrative_tasks(outline: Outline) -> NarrativeTasks:
    """The tasks of a narrative."""
    units = [unit for unit in _units(outline) if unit.has_statements]
    if not units:
        return NarrativeTasks()
    note = next(
        (each for unit in units for _, found in unit.lines for each in found if FIRST_LEADS.search(each.note)), None
    )
    numbers = _numbers(units)
    tasks = tuple(_make_task(unit, number, note is not None) for unit, number in zip(units, numbers, strict=True))
    return NarrativeTasks(
        tasks=tasks,
        lines=frozenset(line for unit in units for (line, _), _ in (*unit.lines, *unit.asides)),
        findings=(*_tell_numbers(units, numbers, outline), *_tell_statements(units, tasks)),
    )


# which lines belong together


def _units(outline: Outline) -> Iterator[_Unit]:
    ranks = outline.ranks
    yield from _split([(p.span.first, p.text) for p in outline.preamble], (), is_whole=False)
    taken: set[int] = set()
    for path in walk(outline.sections):
        section = path[-1]
        if section.span.first in taken:
            continue
        if _shares_last_statement(section, ranks):
            below = [each[-1] for each in walk((section,))]
            taken |= {each.span.first for each in below}
            lines = [line for each in below for line in _own_lines(each)]
        else:
            lines = _own_lines(section)
        yield from _split(lines, path, is_whole=ranks.get(section.span.first, 0) >= _ITEM_RANK)


def _own_lines(section: Section) -> list[Line]:
    heading = (section.span.first, section.text)
    paragraphs = [(each.span.first, each.text) for each in section.paragraphs]
    return paragraphs if heading in paragraphs else [heading, *paragraphs]


def _shares_last_statement(section: Section, ranks: dict[int, int]) -> bool:
    """Whether only the last of several small items names somebody: then it does so for all of them."""
    children = section.children
    if len(children) < 2 or any(child.children or ranks[child.span.first] < _ITEM_RANK for child in children):
        return False
    named = [any(list(find_statements(text)) for _, text in _own_lines(child)) for child in children]
    own = any(list(find_statements(text)) for _, text in _own_lines(section))
    return named[-1] and not any(named[:-1]) and not own


def _split(lines: Sequence[Line], path: tuple[Section, ...], *, is_whole: bool) -> Iterator[_Unit]:
    """The units of one section's lines; text behind the last statement is no part of a task.

    Args:
        is_whole: keep the section together however many of its paragraphs name somebody.
    """
    units: list[_Unit] = []
    waiting: list[tuple[Line, tuple[Statement, ...]]] = []
    label = ""
    for number, text in lines:
        if is_label(text):
            label = text.strip()
            continue
        found = tuple(find_statements(text))
        if label and not found:  # the names stand on the line below their label
            found = tuple(each._replace(start=0, end=len(text)) for each in find_statements(label + text.strip()))
        label = ""
        is_aside = is_only_statements(text, found)
        waiting += [] if is_aside else [((number, text), found)]
        if not found:
            continue
        if waiting and (not units or not is_whole):
            units.append(_Unit(path, waiting))
        elif waiting:
            units[-1].lines += waiting
        waiting = []
        if is_aside and units:
            units[-1].asides.append(((number, text), found))
    yield from _without_heading(units) if len(units) > 1 else units


def _without_heading(units: Sequence[_Unit]) -> Iterator[_Unit]:
    """Several paragraphs below one heading: each is a task of its own, and the heading none."""
    for unit in units:
        heading = unit.path[-1] if unit.path else None
        unit.is_item = False
        is_heading_alone = heading is not None and len(unit.lines) > 1 and unit.lines[0][0][0] == heading.span.first
        unit.lines = unit.lines[1:] if is_heading_alone else unit.lines
        yield unit


# records


def _numbers(units: Sequence[_Unit]) -> list[int]:
    """The numbers of the items where they run through, even with a gap or a slip; else 1, 2, 3…"""
    given = [unit.number for unit in units]
    run = [number for number in given if number is not None]
    begins_anew = any(number <= run[0] for number in run[1:])
    if len(run) < len(given) or begins_anew:
        return list(range(1, len(units) + 1))
    return run


def _make_task(unit: _Unit, number: int, is_first_lead: bool) -> Task:
    text = join_lines([line for line, _ in unit.lines])
    description = text[: _description_end(text)]
    first = unit.lines[0][0][0]
    above = unit.path[:-1] if unit.is_item else unit.path
    statements = [(line[0], line[1], found, offset) for line, found, offset in _with_offsets(unit)]
    assignments = tuple(_assignments(statements, unit, text, description, is_first_lead))
    return Task(
        number=number,
        number_span=Span(first, first),
        chapter=_heading(unit.path[0], 1) if above else None,
        section=_heading(unit.path[-1], 2) if unit.path else None,
        title=unit.path[-1].title if unit.is_item and unit.path else "",
        description=Cell(
            text=description,
            span=Span(first, first + description.count("\n")),
            quantities=extract_quantities(description),
        ),
        measures=(),
        assignments=assignments,
        deadline=_deadline(unit),
    )


def _heading(section: Section, level: int) -> Heading:
    return Heading(
        level=level,
        marker=section.marker,
        number=section.number,
        title=section.title,
        text=section.text,
        span=section.span,
    )


def _description_end(text: str) -> int:
    """Where the text ends without the statement that stands behind its last sentence."""
    found = list(find_statements(text))
    if found and is_only_statements(
        text[found[-1].start :], [found[-1]._replace(start=0, end=found[-1].end - found[-1].start)]
    ):
        before = text[: found[-1].start].rstrip()
        if before and _SENTENCE_END.search(before):
            return len(before)
    return len(text)


def _with_offsets(unit: _Unit) -> Iterator[tuple[Line, tuple[Statement, ...], int | None]]:
    """The lines with their statements and their offset in the unit's text; None for lines that are no part of it."""
    first = unit.lines[0][0][0]
    text = join_lines([line for line, _ in unit.lines])
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    for line, found in unit.lines:
        yield line, found, starts[line[0] - first]
    for line, found in unit.asides:
        yield line, found, None


def _assignments(
    statements: Sequence[tuple[int, str, tuple[Statement, ...], int | None]],
    unit: _Unit,
    text: str,
    description: str,
    is_first_lead: bool,
) -> Iterator[Assignment]:
    """The assignments of a unit; each inside its text is about what stands before it, the last about the rest too."""
    title_end = _title_end(unit, text)
    inside = [(offset + each.end) for _, _, found, offset in statements if offset is not None for each in found]
    start = title_end
    for number, line_text, found, offset in statements:
        for each in found:
            if not each.bodies:
                continue
            covers = None
            if offset is not None and len(inside) > 1:
                end = len(description) if offset + each.end == inside[-1] else min(offset + each.end, len(description))
                covers = (start, end)
                start = end
            bodies = first_leads(each.bodies) if is_first_lead else each.bodies
            cell = Cell(text=line_text[each.start : each.end].strip(), span=Span(number, number))
            yield Assignment(responsible=bodies, cell=cell, covers=covers)


def _title_end(unit: _Unit, text: str) -> int:
    """Where a numbered item's title ends: it stands for the whole task."""
    title = unit.path[-1].title if unit.is_item and unit.path else ""
    first = next(iter(split_sentences(text)), (0, 0))
    return first[1] if title and title in text[first[0] : first[1]] and first[1] - first[0] <= len(title) + 12 else 0


def _deadline(unit: _Unit) -> Deadline | None:
    for (number, text), found in (*unit.lines, *unit.asides):
        for each in found:
            if each.deadline:
                cell = Cell(text=text[each.start : each.end].strip(), span=Span(number, number))
                return Deadline(value=each.deadline, cell=cell)
    return None


# findings


def _tell_numbers(units: Sequence[_Unit], numbers: Sequence[int], outline: Outline) -> Iterator[Finding]:
    """Where the tasks' numbers are not the items' own, and items of the same run that name nobody."""
    first_line, ranks = units[0].lines[0][0][0], outline.ranks
    if numbers != [unit.number for unit in units]:
        yield Finding(
            kind="tasks counted in order", severity=Severity.NOTE, lines=(first_line,), detail=str(len(units))
        )
        return
    own = {unit.path[-1].span.first: unit for unit in units}
    run_ranks = {ranks[line] for line in own}
    known = set(numbers)
    expected = numbers[0]
    others = {
        path[-1].number: path[-1]
        for path in walk(outline.sections)
        if path[-1].span.first not in own
        and ranks[path[-1].span.first] in run_ranks
        and path[-1].span.first > first_line
    }
    for number in sorted({*known, *(n for n in others if numbers[0] < n <= max(known) + len(others))}):
        if number in known:
            unit = next(unit for unit in units if unit.number == number)
            if number > expected:
                yield _gap(unit.lines[0][0][0], expected, number)
        elif number == expected or number <= max(known):
            section = others[number]
            detail = f"{section.marker}{section.title}"[:_SAMPLE_LENGTH]
            yield Finding(
                kind="item without department", severity=Severity.DOUBT, lines=(section.span.first,), detail=detail
            )
        else:
            return
        expected = max(expected, number + 1)
    yield from (
        Finding(kind="number given twice", severity=Severity.ERROR, lines=(unit.lines[0][0][0],), task=unit.number)
        for at, unit in enumerate(units)
        if unit.number in numbers[:at]
    )


def _gap(line: int, expected: int, number: int) -> Finding:
    missing = str(expected) if number == expected + 1 else f"{expected}-{number - 1}"
    return Finding(kind="number gap", severity=Severity.ERROR, lines=(line,), detail=missing, task=number)


def _note(note: str, line: int, task: Task) -> Finding:
    """What stands behind names: that the first one leads, which was heeded, or something for the admin to read."""
    if FIRST_LEADS.search(note):
        return Finding(kind="first body leads", severity=Severity.NOTE, lines=(line,), detail=note, task=task.number)
    return Finding(kind="note on departments", severity=Severity.DOUBT, lines=(line,), detail=note, task=task.number)


def _tell_statements(units: Sequence[_Unit], tasks: Sequence[Task]) -> Iterator[Finding]:
    """Notes in statements, bodies that are none in particular."""
    collective: dict[str, list[int]] = {}
    for unit, task in zip(units, tasks, strict=True):
        for (line, _), found in (*unit.lines, *unit.asides):
            for each in found:
                if each.note:
                    yield _note(each.note, line, task)
                for name in (body.name for body in each.bodies if _COLLECTIVE.search(body.name)):
                    collective.setdefault(name, []).append(line)
    for name, lines in collective.items():
        yield Finding(kind="collective body", severity=Severity.NOTE, lines=tuple(dict.fromkeys(lines)), detail=name)
