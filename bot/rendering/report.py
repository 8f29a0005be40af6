"""The import report and the status as text, for an admin: what was found, what is doubtful and where."""

import functools
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.understanding.types import Language
from index.datasette import datasette_command
from index.previous import Previous
from index.store import Index
from index.types import DocumentRecord, FindingRecord

_SEVERITIES = ("error", "doubt", "note")
_NAMES = {
    Language.CHINESE: {"error": "错误", "doubt": "存疑", "note": "说明", "line": "第{}行", "none": "没有问题"},
    Language.ENGLISH: {
        "error": "error",
        "doubt": "doubt",
        "note": "note",
        "line": "line {}",
        "none": "nothing to report",
    },
}
#: line numbers of one finding that are listed
_LINES_SHOWN = 6
_COUNTS = {
    Language.CHINESE: (
        "任务{tasks}项，年度举措{measures}条，责任部门{departments}个，数字{quantities}个，共{passages}句"
    ),
    Language.ENGLISH: (
        "{tasks} tasks, {measures} measures, {departments} departments, {quantities} figures, {passages} passages"
    ),
}
_STATUS = {
    Language.CHINESE: (
        "索引：{path}\n生成于：{built_at}（{age}）\n版本：表{schema}，分词{tokenizer}，规范化{fold}，程序{program}"
    ),
    Language.ENGLISH: (
        "index: {path}\nbuilt: {built_at} ({age})\n"
        "versions: tables {schema}, tokenizer {tokenizer}, normaliser {fold}, program {program}"
    ),
}
_AGES = {
    Language.CHINESE: (("天", 86400), ("小时", 3600), ("分钟", 60), ("秒", 1)),
    Language.ENGLISH: ((" d", 86400), (" h", 3600), (" min", 60), (" s", 1)),
}
_DATASETTE = {Language.CHINESE: "用 Datasette 打开：{}", Language.ENGLISH: "to open it in Datasette: {}"}
_BUILT = {
    Language.CHINESE: "共{names}份文件，其中重新解析{parsed}份；共{passages}句，其中重新分词{cut}句",
    Language.ENGLISH: "{names} documents, {parsed} of them parsed; {passages} sentences, {cut} of them cut",
}
_PREVIOUS = {
    Language.CHINESE: "{number}. 生成于{built_at}，{tasks}项任务：{documents}",
    Language.ENGLISH: "{number}. built {built_at}, {tasks} tasks: {documents}",
}
_NONE_KEPT = {Language.CHINESE: "没有以前的索引", Language.ENGLISH: "there is no earlier index"}
_AGO = {Language.CHINESE: "{}前", Language.ENGLISH: "{} ago"}


@functools.cache
def finding_texts() -> Mapping[str, Mapping[str, str]]:
    """The table of findings: kind → language → template."""
    return tomllib.loads(Path(__file__).with_name("findings.toml").read_text(encoding="utf-8"))


def render_report(index: Index, language: Language) -> str:
    """What is indexed and every finding of the import, document by document."""
    return "\n".join(line for document in index.documents for line in document_lines(index, document, language))


def document_lines(index: Index, document: DocumentRecord, language: Language) -> Iterator[str]:
    """One document: its title, what was found in it, how many findings there are, and the findings, errors first."""
    names = _NAMES[language]
    yield f"{document.name}《{document.title}》"
    yield "  " + _COUNTS[language].format_map(index.counts(document.id))
    findings = index.findings(document.id)
    yield "  " + (" · ".join(f"{names[s]} {n}" for s in _SEVERITIES if (n := _count(findings, s))) or names["none"])
    for finding in sorted(findings, key=lambda finding: _SEVERITIES.index(finding.severity)):
        yield f"  [{names[finding.severity]}] {_finding(finding, language)} · {_lines(finding, language)}"


def _count(findings: Sequence[FindingRecord], severity: str) -> int:
    return sum(finding.severity == severity for finding in findings)


def _finding(finding: FindingRecord, language: Language) -> str:
    template = finding_texts()[finding.kind][language.value]
    return template.format(detail=finding.detail, task=finding.task, year=finding.year)


def _lines(finding: FindingRecord, language: Language) -> str:
    lines = finding.lines.split(",")
    shown = ",".join(lines[:_LINES_SHOWN]) + (" …" if len(lines) > _LINES_SHOWN else "")
    return _NAMES[language]["line"].format(shown)


def render_built(names: int, parsed: int, passages: int, cut: int, language: Language) -> str:
    """How many documents and sentences an index has, and how many of them had to be read anew for it."""
    return _BUILT[language].format(names=names, parsed=parsed, passages=passages, cut=cut)


def render_previous(held: Sequence[Previous], language: Language) -> tuple[str, ...]:
    """The earlier indexes, one line each; a line that says so where there is none."""
    lines = tuple(
        _PREVIOUS[language].format(
            number=number,
            built_at=f"{previous.built_at:%Y-%m-%d %H:%M} UTC",
            tasks=previous.tasks,
            documents=", ".join(previous.documents),
        )
        for number, previous in enumerate(held, 1)
    )
    return lines or (_NONE_KEPT[language],)


def status_to_json(index: Index) -> dict[str, Any]:
    """The object that `planbot status --json` prints."""
    return {
        "index": str(index.path),
        "built_at": index.meta["built_at"],
        "versions": {key: index.meta[key] for key in sorted(index.meta) if key.endswith("_version")},
        "dictionary_hash": index.meta["dictionary_hash"],
        "datasette": datasette_command(index.path),
        "counts": index.counts(),
        "documents": [_document_to_json(index, document) for document in index.documents],
    }


def _document_to_json(index: Index, document: DocumentRecord) -> dict[str, Any]:
    sources = {Path(row["path"]).stem: row for row in json.loads(index.meta["documents"])}
    return {
        "name": document.name,
        "title": document.title,
        "lines": document.line_count,
        "years": list(index.years(document.id)),
        "sha256": sources.get(document.name, {}).get("sha256", ""),
        "counts": index.counts(document.id),
        "findings": [
            {
                "kind": finding.kind,
                "severity": finding.severity,
                "lines": [int(line) for line in finding.lines.split(",")],
                "task": finding.task,
                "year": finding.year,
                "detail": finding.detail,
            }
            for finding in index.findings(document.id)
        ],
    }


def render_status(index: Index, language: Language, now: datetime | None = None) -> str:
    """Where the index is, how old it is, of which versions, and the report."""
    meta = index.meta
    head = _STATUS[language].format(
        path=index.path,
        built_at=meta["built_at"],
        age=_age(datetime.fromisoformat(meta["built_at"]), now or datetime.now(UTC), language),
        schema=meta["schema_version"],
        tokenizer=meta["tokenizer_version"],
        fold=meta["fold_version"],
        program=meta["program_version"],
    )
    return "\n".join([head, render_report(index, language), _DATASETTE[language].format(datasette_command(index.path))])


def _age(then: datetime, now: datetime, language: Language) -> str:
    seconds = max(int((now - then).total_seconds()), 0)
    unit, size = next((row for row in _AGES[language] if seconds >= row[1]), _AGES[language][-1])
    return _AGO[language].format(f"{seconds // size}{unit}")
