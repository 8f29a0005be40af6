"""Answers from a plan that came as a Word file: each citation leads to the row of the table that says so."""

import json
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from bot.browsing import look
from bot.config import SHIPPED_CORPUS
from bot.rendering.compose import compose
from bot.rendering.jsonl import answer_to_json
from bot.rendering.text import render_text
from bot.service import Service
from bot.understanding.requests import ShowLines
from bot.understanding.types import Dialogue, Language
from corpus import parse_document
from index.places import find_place
from tests.bot.answering.asking import squeeze
from tests.corpus.plans_as_files import Plan, as_docx

QUESTIONS = ("2020 HACCP target", "任务26谁负责", "任务5 2018年做什么", "首席质量官制度", "谁印发的", "第三章")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of one Word file."""
    path = tmp_path_factory.mktemp("word")
    as_docx(Plan.of(parse_document(next(SHIPPED_CORPUS.glob("*.txt")))), path / "plan.docx")
    return path


@pytest.fixture(scope="module")
def word_service(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The answers from it."""
    opened = Service.open(tmp_path_factory.mktemp("index") / "index.db", folder)
    yield opened
    opened.index.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_citations_lead_to_the_original(word_service: Service, folder: Path, question: str) -> None:
    answer, _ = word_service.answer(question, Dialogue())
    citations = json.loads(json.dumps(answer_to_json(answer, elapsed_ms=0)))["citations"]
    assert citations
    original = docx.Document(str(folder / "plan.docx"))
    for citation in citations:
        place = citation["place"]
        if "table" in place:
            texts = [cell.text for cell in original.tables[place["table"] - 1].rows[place["row"] - 1].cells]
        else:
            texts = [original.paragraphs[place["paragraph"] - 1].text]
        assert squeeze(citation["quote"]) in squeeze("".join(texts))


def test_the_place_is_shown_beside_the_line(word_service: Service) -> None:
    answer, _ = word_service.answer("任务1 2019年做什么", Dialogue())
    line = answer.citations[0].lines[0]
    assert f"[任务1 · 2019年 · 第{line}行 · 表1第5行]" in render_text(compose(answer))


def test_the_place_is_shown_above_lines_that_are_leafed_through(word_service: Service) -> None:
    view = look(ShowLines(1, 1), word_service.index, Language.ENGLISH)
    assert view is not None
    assert [line.place for line in view.page.lines] == ["line 1 · paragraph 1"]


def test_lines_of_a_text_have_no_other_place(service: Service) -> None:
    document = service.index.documents[0]
    assert find_place(service.index, document.id, 1, document.line_count) is None
