"""A document from its lines: notice, narrative, task table, residue; then the checks."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import checks, notice
from corpus.cells import compact
from corpus.layout import is_annex_title, is_title
from corpus.model import Document, Fact, Role, Span
from corpus.outline import Outline, build_outline, read_marker, walk
from corpus.readers import read_lines
from corpus.residue import find_residue
from corpus.table import find_table, read_table
from corpus.table_draft import Table
from corpus.text import join_lines

#: a title may run over so many lines
_TITLE_LINES = 3
#: the years of a plan alone on the line below its title
_YEARS_OF_TITLE = re.compile(r"[(（][^()（）]*\d{4}[^()（）]*[)）]")
_NAMES_TABLE = re.compile("分工|分解|任务表|清单|一览|附[件表录]|表$")

Lines = list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class _Parts:
    """The lines of a document that are not blank, by part (line number, text)."""

    notice: Lines
    #: issuers and date where they stand below the narrative
    closing: Lines
    title: Lines
    narrative: Lines
    table_title: Lines
    #: blank lines included, for a wide gap tells of a page's end
    table: Lines
    copies: dict[int, Fact]
    imprint: Lines
    residue: set[int]


def parse_document(path: Path) -> Document:
    """The records of the document in a file; its name is the file's name without the ending.

    Raises:
        CorpusError: the file is missing, of an unknown kind, or cannot be read.
    """
    return parse_lines(path.stem, read_lines(path))


def parse_lines(name: str, lines: Sequence[str]) -> Document:
    """The records of a document from its lines of text; whatever they are, a document comes out."""
    lines = tuple(lines) or ("",)
    parts = _split_parts(lines)
    facts = notice.read_notice(parts.notice, parts.closing)
    title = _read_title(parts, facts, name)
    outline = build_outline(parts.narrative)
    table = read_table(parts.table, [title, *(text for _, text in (*parts.title, *parts.table_title))])
    roles = _roles(lines, parts, outline, table)
    findings = [
        *table.findings,
        *checks.check_parts(lines, outline.sections, table, find_table(lines)),
        *checks.check_tasks(table),
        *checks.check_headings(outline.sections, table),
        *checks.check_text(lines, roles),
        *checks.tell_residue(lines, parts.residue),
    ]
    return Document(
        name=name,
        title=title,
        lines=lines,
        roles=roles,
        facts=(*facts, *_facts_of_plan(parts, outline, title)),
        preamble=outline.preamble,
        sections=outline.sections,
        tasks=tuple(table.tasks),
        findings=tuple(sorted(findings, key=lambda finding: (finding.lines[0], finding.kind))),
    )


def _split_parts(lines: Sequence[str]) -> _Parts:
    """The notice ends where the plan's title stands, the narrative at the annex's title, this at the table."""
    residue = find_residue(lines)
    filled = [(n, text) for n, text in enumerate(lines, 1) if text.strip() and n not in residue]
    copies = {line[0]: fact for line in filled if (fact := notice.read_copies(line))}
    imprint = [line for line in filled if notice.IMPRINT.fullmatch(line[1].strip())]
    aside = {*residue, *copies, *(n for n, _ in imprint)}
    at = find_table(lines)
    end = len(lines) if at is None else at
    text_lines = [line for line in filled if line[0] <= end and line[0] not in aside]
    body = _body_start(text_lines)
    closing = (
        [] if any(notice.read_date(text) for _, text in text_lines[:body]) else notice.closing_lines(text_lines[body:])
    )
    text_lines = [line for line in text_lines if line not in closing]
    title = _own_title(text_lines[body:], text_lines[:body])
    annex = _annex_start(text_lines, body + len(title))
    return _Parts(
        notice=text_lines[:body],
        closing=closing,
        title=title,
        narrative=text_lines[body + len(title) : annex],
        table_title=text_lines[annex:],
        table=[(n, text) for n, text in enumerate(lines, 1) if n > end and n not in aside],
        copies=copies,
        imprint=imprint,
        residue=residue,
    )


def _body_start(lines: Lines) -> int:
    """Index of the plan's first line: its title below the notice, else what follows the notice's date or addressees."""
    chapter = next(
        (at for at, (_, text) in enumerate(lines) if (marked := read_marker(text)) and not marked.body), None
    )
    before_chapter = lines[:chapter]
    passed_on = _passed_on(before_chapter)
    titled = (at for at in range(1, len(before_chapter)) if passed_on and _title_at(lines[at:], passed_on))
    dated = (at + 1 for at, (_, text) in enumerate(before_chapter) if notice.read_date(text))
    addressed = (at + 1 for at, (_, text) in enumerate(before_chapter) if notice.is_addressees(text))
    return next(itertools.chain(titled, dated, addressed), 0)


def _passed_on(lines: Lines) -> str | None:
    """The name of the plan that a notice passes on, from the notice's title."""
    names = (notice.plan_name(text) for _, text in lines if is_title(text))
    return next((name for name in names if name), None)


def _title_at(lines: Lines, title: str) -> Lines:
    """The first lines when they are this title, be it in one line or in several; else none."""
    for count in range(1, _TITLE_LINES + 1):
        if _same("".join(text for _, text in lines[:count]), title):
            return lines[:count]
    bare = _YEARS_OF_TITLE.sub("", title)
    return lines[:1] if lines and _same(_YEARS_OF_TITLE.sub("", lines[0][1]), bare) else []


def _same(one: str, other: str) -> bool:
    return re.sub("[-—–~]+", "-", compact(one)) == re.sub("[-—–~]+", "-", compact(other))


def _own_title(lines: Lines, notice_lines: Lines) -> Lines:
    """The lines of the plan's own title, with its years where they stand on a line below it."""
    passed_on = _passed_on(notice_lines)
    title = _title_at(lines, passed_on) if passed_on else []
    if not title and lines and is_title(lines[0][1]) and not read_marker(lines[0][1]):
        title = lines[:1]
    below = lines[len(title) :][:1]
    has_years = title and below and _YEARS_OF_TITLE.fullmatch(below[0][1].strip())
    return title + below if has_years else title


def _annex_start(lines: Lines, body: int) -> int:
    """Index of the first of the lines that name the annex, right above the table; the number of lines without any."""
    start = len(lines)
    while start > body and _can_name_annex(lines[start - 1][1]):
        start -= 1
    names = [at for at in range(start, len(lines)) if is_annex_title(lines[at][1])]
    names += [at for at in range(start, len(lines)) if _NAMES_TABLE.search(lines[at][1])]
    return names[0] if names else len(lines)


def _can_name_annex(text: str) -> bool:
    return is_annex_title(text) or (is_title(text) and read_marker(text) is None)


def _read_title(parts: _Parts, facts: Sequence[Fact], name: str) -> str:
    """The plan's own title, else the one that the notice passes on, else the notice's, else the file's name."""
    own = "".join(text.strip() for _, text in parts.title)
    given = next((fact.value for fact in facts if fact.kind == "notice title"), "")
    return own or notice.plan_name(given) or given or name


def _facts_of_plan(parts: _Parts, outline: Outline, title: str) -> list[Fact]:
    """What the plan itself says of its title, years, superior documents and copies."""
    facts: list[Fact] = []
    holding = parts.title or [line for line in parts.notice if title in line[1]][:1]
    if holding:
        span = Span(holding[0][0], holding[-1][0])
        facts.append(Fact(kind="title", value=title, text=join_lines(holding), span=span))
    facts += _period(parts)
    facts += _superior_documents(outline)
    facts += parts.copies.values()
    facts += [notice.make_fact("imprint", line, line[1].strip()) for line in parts.imprint]
    return facts


def _period(parts: _Parts) -> list[Fact]:
    """The years that the plan covers, from its titles first."""
    titles = (notice.read_period(lines) for lines in (parts.title, parts.table_title, parts.notice))
    fact = next((fact for fact in titles if fact), None) or notice.read_period(parts.narrative, skip_names=True)
    return [fact] if fact else []


def _superior_documents(outline: Outline) -> tuple[Fact, ...]:
    """What the preamble says the plan rests on; without one, what the first chapter says."""
    preamble = [(paragraph.span.first, paragraph.text) for paragraph in outline.preamble]
    first = [(p.span.first, p.text) for path in walk(outline.sections[:1]) for p in path[-1].paragraphs]
    return notice.read_superior_documents(preamble) or notice.read_superior_documents(first)


def _roles(lines: Sequence[str], parts: _Parts, outline: Outline, table: Table) -> tuple[Role, ...]:
    roles = dict.fromkeys(range(1, len(lines) + 1), Role.BLANK)
    roles |= dict.fromkeys((n for n, _ in (*parts.notice, *parts.closing)), Role.NOTICE)
    roles |= dict.fromkeys((n for n, _ in parts.title), Role.TITLE)
    roles |= dict.fromkeys((n for n, _ in parts.table_title), Role.TABLE_TITLE)
    roles |= outline.roles | table.roles
    roles |= dict.fromkeys([*parts.copies, *(n for n, _ in parts.imprint)], Role.NOTICE)
    roles |= dict.fromkeys(parts.residue, Role.RESIDUE)
    return tuple(roles[number] for number in range(1, len(lines) + 1))
