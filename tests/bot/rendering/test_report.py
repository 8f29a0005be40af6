"""The import report and the status: every kind of finding has its words, and all of them are shown with their lines."""

import ast
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest

import corpus
from bot.rendering.report import finding_texts, render_report, render_status, status_to_json
from bot.service import Service
from bot.understanding.types import Language
from corpus.model import FindingKind
from index.types import FindingRecord

KINDS: tuple[str, ...] = get_args(FindingKind)


def test_every_kind_is_raised_somewhere() -> None:
    raised = {
        node.value
        for path in Path(corpus.__file__).parent.glob("*.py")
        if path.name != "model.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(KINDS) <= raised


@pytest.mark.parametrize("kind", KINDS)
def test_a_finding_has_words_in_both_languages(kind: str) -> None:
    for language in Language:
        text = finding_texts()[kind][language.value].format(detail="DETAIL", task=26, year=2019)
        assert text.strip()
        assert "None" not in text


def test_no_words_for_what_is_never_found() -> None:
    assert set(finding_texts()) <= set(KINDS)


@pytest.mark.parametrize("kind", sorted(finding_texts()))
def test_words_that_name_a_task_in_one_language_do_so_in_the_other(kind: str) -> None:
    texts = finding_texts()[kind]
    for name in ("{detail}", "{task}", "{year}"):
        assert (name in texts["zh"]) == (name in texts["en"])


COUNTED = {
    Language.CHINESE: "任务38项，年度举措114条，责任部门26个",
    Language.ENGLISH: "38 tasks, 114 measures, 26 departments",
}


@pytest.mark.parametrize("language", Language)
def test_the_report_of_the_real_plan(service: Service, language: Language) -> None:
    report = render_report(service.index, language)
    lines = report.split("\n")
    assert lines[0] == "putuo-quality-plan-2018-2020《普陀区质量提升行动计划》"
    assert COUNTED[language] in lines[1]
    findings = service.index.findings(1)
    assert len(lines) == 3 + len(findings)
    for finding in findings:
        assert any(finding.lines.split(",")[0] in line for line in lines[3:])


# what the issue names as faults of the file: words of the report, in Chinese
MET = (
    "任务5中间有分页",
    "任务7中间有分页",
    "任务9中间有分页",
    "任务22中间有分页",
    "任务36前缺少类别行",
    "任务21的年份缺“年”字",
    "任务24的年份缺“年”字",
    "任务27的年份缺“年”字",
    "任务16的责任部门中有多余空格",
    "引号重复",
    "英文标点",
    "促进中小企业质量提升 / 促进中小企业提升",
    "提高公共服务供给水平 / 提升公共服务供给水平",
    "提高建设工程质量水平 / 提升建设工程质量水平",
    "验证码",
    "全部评论",
)


@pytest.mark.parametrize("words", MET)
def test_every_fault_of_the_file_is_told(service: Service, words: str) -> None:
    assert words in render_report(service.index, Language.CHINESE)


def test_faults_come_before_notes(service: Service) -> None:
    lines = render_report(service.index, Language.ENGLISH).split("\n")[3:]
    ranks = [("[error]", "[doubt]", "[note]").index(line.split()[0]) for line in lines]
    assert ranks == sorted(ranks)


AGES = (
    (timedelta(seconds=5), "5 s ago", "5秒前"),
    (timedelta(minutes=3), "3 min ago", "3分钟前"),
    (timedelta(hours=30), "1 d ago", "1天前"),
    (timedelta(hours=2), "2 h ago", "2小时前"),
    (timedelta(seconds=-5), "0 s ago", "0秒前"),
)


@pytest.mark.parametrize(("age", "english", "chinese"), AGES)
def test_the_status_tells_where_the_index_is_and_how_old(
    service: Service, age: timedelta, english: str, chinese: str
) -> None:
    now = datetime.fromisoformat(service.index.meta["built_at"]) + age
    text = render_status(service.index, Language.ENGLISH, now)
    assert str(service.index.path) in text
    assert english in text
    assert chinese in render_status(service.index, Language.CHINESE, now)
    assert render_report(service.index, Language.ENGLISH) in text


def test_the_status_as_json(service: Service) -> None:
    status = json.loads(json.dumps(status_to_json(service.index)))
    assert set(status) >= {"index", "built_at", "versions", "dictionary_hash", "counts", "documents"}
    assert datetime.fromisoformat(status["built_at"]) <= datetime.now(UTC)
    (document,) = status["documents"]
    assert document["name"] == "putuo-quality-plan-2018-2020"
    assert document["years"] == [2018, 2019, 2020]
    assert len(document["sha256"]) == 64
    assert {key: document["counts"][key] for key in ("tasks", "measures", "departments")} == {
        "tasks": 38,
        "measures": 114,
        "departments": 26,
    }
    assert len(document["findings"]) == len(service.index.findings(1))
    for finding in document["findings"]:
        assert set(finding) == {"kind", "severity", "lines", "task", "year", "detail"}
        assert all(1 <= line <= document["lines"] + 1 for line in finding["lines"])


def test_a_long_row_of_lines_is_cut(service: Service) -> None:
    many = next(finding for finding in service.index.findings(1) if finding.lines.count(",") > 20)
    assert isinstance(many, FindingRecord)
    (line,) = (
        line
        for line in render_report(service.index, Language.ENGLISH).split("\n")
        if line.endswith(" …") and many.lines.split(",")[0] in line
    )
    assert len(line) < 120
