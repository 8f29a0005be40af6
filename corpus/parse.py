"""A document from its lines: notice, narrative, task table, residue; then the checks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import checks, notice
from corpus.model import Document, Fact, Finding, Role, Section, Severity
from corpus.outline import build_outline
from corpus.readers import read_lines
from corpus.table import Table, find_table, read_table

#: words that a web page leaves in copied text, alone on a line
RESIDUE = re.compile(
    r"""
    验证码|全部评论|评论|发表评论|我要评论|相关(?:链接|文章|附件|阅读|新闻)|打印(?:本页)?|关闭(?:窗口|本页)?|收藏(?:本页)?
    |分享(?:到|至)?.{0,12}|扫一扫.*|字体.{0,8}|【?字号.*|返回(?:顶部|首页|列表)?|上一[篇条].*|下一[篇条].*|来源[:：].*|浏览(?:次数|量).*
    |责任编辑.*|首页\s*[>＞].*|当前位置.*|网站地图|联系我们|版权所有.*|.*ICP备.*|点击(?:数|量|率|次数).*|微信|微博|登录|注册|搜索
    """,
    re.VERBOSE,
)
_ANNEX_TITLE = re.compile(r"附\s*件\s*\d*\s*[:：]?.*")


@dataclass(frozen=True, slots=True)
class _Parts:
    """Where the parts of a document's lines begin and end (indexes, ends not included)."""

    body: int
    annex: int
    table: int


def parse_document(path: Path) -> Document:
    """The records of the document in a file; its name is the file's name without the ending.

    Raises:
        CorpusError: the file is missing, of an unknown kind, or cannot be read.
    """
    return parse_lines(path.stem, read_lines(path))


def parse_lines(name: str, lines: Sequence[str]) -> Document:
    """The records of a document from its lines of text."""
    lines = tuple(lines)
    residue = _find_residue(lines)
    parts = _split_parts(lines)
    numbered = [(n, text) for n, text in enumerate(lines, 1) if text.strip() and n not in residue]
    head = [line for line in numbered if line[0] <= parts.body]
    body = [line for line in numbered if parts.body < line[0] <= parts.annex]
    annex = [line for line in numbered if parts.annex < line[0] <= parts.table]
    facts = [*notice.read_notice(head)]
    title = _title(facts, [*head, *body], name)
    titles = {n for n, text in body[:2] if text.strip() == title}
    outline = build_outline([line for line in body if line[0] not in titles])
    copies = _read_copies(numbered)
    table = read_table(
        [(n, text) for n, text in enumerate(lines, 1) if n > parts.table and n not in residue and n not in copies]
    )
    facts += notice.read_superior_documents([(p.span.first, p.text) for p in outline.preamble])
    facts += _period(annex, head, body)
    facts += copies.values()
    facts.append(_title_fact(title, numbered))
    roles = _roles(lines, residue, head, titles, outline.roles, annex, copies, table)
    findings = [*table.findings, *_check(lines, roles, outline.sections, table), *_residue_findings(lines, roles)]
    return Document(
        name=name,
        title=title,
        lines=lines,
        roles=roles,
        facts=tuple(facts),
        preamble=outline.preamble,
        sections=outline.sections,
        tasks=tuple(table.tasks),
        findings=tuple(sorted(findings, key=lambda finding: finding.lines[:1])),
    )


def _find_residue(lines: Sequence[str]) -> set[int]:
    return {number for number, text in enumerate(lines, 1) if RESIDUE.fullmatch(text.strip())}


def _split_parts(lines: Sequence[str]) -> _Parts:
    """The notice ends after its date, the narrative before the annex, the annex's title before its table."""
    table = find_table(lines)
    end = len(lines) if table is None else table
    dates = (n for n, text in enumerate(lines[:end], 1) if notice.is_date(text))
    body = next(dates, 0)
    annexes = (at for at in range(body, end) if _ANNEX_TITLE.fullmatch(lines[at].strip()) and "。" not in lines[at])
    annex = next(annexes, end) if table is not None else end
    return _Parts(body=body, annex=annex, table=end)


def _title(facts: Sequence[Fact], lines: Sequence[tuple[int, str]], name: str) -> str:
    """The plan's own title: the one that the notice passes on, else the first line, else the file's name."""
    first = next((fact.value for fact in facts if fact.kind == "notice title"), None)
    passed_on = notice.plan_name(first) if first else None
    return passed_on or first or (lines[0][1].strip() if lines else name)


def _title_fact(title: str, numbered: Sequence[tuple[int, str]]) -> Fact:
    """Cite the line that consists of the title, or else the first that holds it."""
    holding = [line for line in numbered if title in line[1]] or list(numbered[:1]) or [(1, title)]
    line = next((line for line in holding if line[1].strip() == title), holding[0])
    return notice.make_fact("title", line, title)


def _period(*places: Sequence[tuple[int, str]]) -> list[Fact]:
    found = (notice.read_period(place) for place in places)
    return [fact for fact in found if fact is not None][:1]


def _read_copies(numbered: Sequence[tuple[int, str]]) -> dict[int, Fact]:
    return {line[0]: fact for line in numbered if (fact := notice.read_copies(line)) is not None}


def _roles(
    lines: Sequence[str],
    residue: set[int],
    head: Sequence[tuple[int, str]],
    titles: set[int],
    outline: dict[int, Role],
    annex: Sequence[tuple[int, str]],
    copies: dict[int, Fact],
    table: Table,
) -> tuple[Role, ...]:
    roles = dict.fromkeys(range(1, len(lines) + 1), Role.BLANK)
    roles |= dict.fromkeys((n for n, _ in head), Role.NOTICE)
    roles |= dict.fromkeys((n for n, _ in annex), Role.TABLE_TITLE)
    roles |= outline | dict.fromkeys(titles, Role.TITLE) | table.roles
    roles |= dict.fromkeys(copies, Role.NOTICE) | dict.fromkeys(residue, Role.RESIDUE)
    return tuple(roles[number] for number in range(1, len(lines) + 1))


def _check(lines: Sequence[str], roles: Sequence[Role], sections: Sequence[Section], table: Table) -> list[Finding]:
    findings = [finding for check in checks.TASK_CHECKS for finding in check(table.tasks)]
    findings += checks.check_titles(sections, table.tasks)
    findings += checks.check_headings(table.headings)
    findings += checks.check_text(lines, roles)
    return findings


def _residue_findings(lines: Sequence[str], roles: Sequence[Role]) -> list[Finding]:
    return [
        Finding(
            kind="residue",
            severity=Severity.NOTE,
            lines=(number,),
            detail=lines[number - 1].strip(),
        )
        for number, role in enumerate(roles, 1)
        if role is Role.RESIDUE and RESIDUE.fullmatch(lines[number - 1].strip())
    ]
