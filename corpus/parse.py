"""A document from its lines: notice, narrative, task table, residue; then the checks."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from corpus import agreement, checks, notice
from corpus.model import Document, Fact, Finding, Place, Role, Span
from corpus.narrative_tasks import NarrativeTasks, read_narrative_tasks
from corpus.outline import Outline, build_outline, walk
from corpus.parts import Parts, split_parts
from corpus.readers import read_source
from corpus.table import read_table
from corpus.table_draft import Table
from corpus.text import join_lines


def parse_document(path: Path) -> Document:
    """The records of the document in a file; its name is the file's name without the ending.

    Raises:
        CorpusError: the file is missing, of an unknown kind, or cannot be read.
    """
    source = read_source(path)
    return parse_lines(path.stem, source.lines, source.places)


def parse_lines(name: str, lines: Sequence[str], places: Sequence[Place | None] = ()) -> Document:
    """The records of a document from its lines of text; whatever they are, a document comes out.

    Args:
        places: for each line its place in the original; () for text.
    """
    lines = tuple(lines) or ("",)
    parts = split_parts(lines)
    facts = notice.read_notice(parts.notice, parts.closing)
    title = _read_title(parts, facts, name)
    outline = build_outline(parts.narrative)
    table = read_table(parts.table, [title, *(text for _, text in (*parts.title, *parts.table_title))])
    narrative = NarrativeTasks() if table.tasks else read_narrative_tasks(outline)
    roles = _roles(lines, parts, outline, table)
    findings = [
        *table.findings,
        *narrative.findings,
        *checks.check_parts(lines, outline.sections, table, parts.table_start, narrative.tasks),
        *checks.check_tasks(table),
        *_not_told_twice(narrative, checks.check_headings(outline.sections, table)),
        *checks.check_text(lines, roles),
        *agreement.check_agreement(outline.sections, outline.preamble, table.tasks),
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
        tasks=(*table.tasks, *narrative.tasks),
        findings=tuple(sorted(findings, key=lambda finding: (finding.lines[0], finding.kind))),
        places=tuple(places),
    )


def _not_told_twice(narrative: NarrativeTasks, findings: Iterable[Finding]) -> list[Finding]:
    """Findings of headings without those that were told of the tasks that these headings are."""
    told = {line for finding in narrative.findings if finding.kind == "number gap" for line in finding.lines}
    return [finding for finding in findings if not (finding.kind == "section gap" and told & set(finding.lines))]


def _read_title(parts: Parts, facts: Sequence[Fact], name: str) -> str:
    """The plan's own title, else the one that the notice passes on, else the notice's, else the file's name."""
    own = "".join(text.strip() for _, text in parts.title)
    given = next((fact.value for fact in facts if fact.kind == "notice title"), "")
    return own or notice.plan_name(given) or given or name


def _facts_of_plan(parts: Parts, outline: Outline, title: str) -> list[Fact]:
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


def _period(parts: Parts) -> list[Fact]:
    """The years that the plan covers, from its titles first."""
    titles = (notice.read_period(lines) for lines in (parts.title, parts.table_title, parts.notice))
    fact = next((fact for fact in titles if fact), None) or notice.read_period(parts.narrative, skip_names=True)
    return [fact] if fact else []


def _superior_documents(outline: Outline) -> tuple[Fact, ...]:
    """What the preamble says the plan rests on; without one, what the first chapter says."""
    preamble = [(paragraph.span.first, paragraph.text) for paragraph in outline.preamble]
    first = [(p.span.first, p.text) for path in walk(outline.sections[:1]) for p in path[-1].paragraphs]
    return notice.read_superior_documents(preamble) or notice.read_superior_documents(first)


def _roles(lines: Sequence[str], parts: Parts, outline: Outline, table: Table) -> tuple[Role, ...]:
    roles = dict.fromkeys(range(1, len(lines) + 1), Role.BLANK)
    roles |= dict.fromkeys((n for n, _ in (*parts.notice, *parts.closing)), Role.NOTICE)
    roles |= dict.fromkeys((n for n, _ in parts.title), Role.TITLE)
    roles |= dict.fromkeys((n for n, _ in parts.table_title), Role.TABLE_TITLE)
    roles |= outline.roles | table.roles
    roles |= dict.fromkeys([*parts.copies, *(n for n, _ in parts.imprint)], Role.NOTICE)
    roles |= dict.fromkeys(parts.residue, Role.RESIDUE)
    return tuple(roles[number] for number in range(1, len(lines) + 1))
