"""An answer as the JSON object of the contract."""

import json

import pytest

from bot.rendering.compose import compose
from bot.rendering.jsonl import answer_to_json
from bot.rendering.text import render_text
from bot.service import Service
from tests.bot.answering.asking import PLAN, ask, squeeze

FIELDS = ("status", "text", "language", "citations", "choices", "elapsed_ms")
CITATION_FIELDS = ("document", "task", "year", "field", "section", "lines", "quote", "place")

# a question of each outcome → status and language
QUESTIONS = (
    ("2020 HACCP target", "answered", "en"),
    ("任务26谁负责", "answered", "zh"),
    ("首席质量官制度", "answered", "zh"),
    ("谁印发的", "answered", "zh"),
    ("网格", "choose", "zh"),
    ("管委办负责哪些任务", "choose", "zh"),
    ("太空电梯", "not_found", "zh"),
    ("who owns task 39", "not_found", "en"),
    ("", "not_found", "zh"),
)


@pytest.mark.parametrize(("question", "status", "language"), QUESTIONS, ids=[row[0] for row in QUESTIONS])
def test_the_object(service: Service, question: str, status: str, language: str) -> None:
    answer = ask(service, question)
    reply = json.loads(json.dumps(answer_to_json(answer, elapsed_ms=1.8049), ensure_ascii=False))
    assert tuple(reply) == FIELDS
    assert (reply["status"], reply["language"], reply["elapsed_ms"]) == (status, language, 1.8)
    assert reply["text"] == render_text(compose(answer))
    assert bool(reply["choices"]) >= (status == "choose")
    for choice in reply["choices"]:
        assert tuple(choice) == ("label", "question")
        assert choice["label"] in reply["text"]
    for citation in reply["citations"]:
        assert tuple(citation) == CITATION_FIELDS
        first, last = citation["lines"]
        assert squeeze(citation["quote"]) in squeeze("".join(PLAN[first - 1 : last]))
        assert citation["document"] == "putuo-quality-plan-2018-2020"


def test_a_citation_as_the_contract_shows_it(service: Service) -> None:
    reply = answer_to_json(ask(service, "任务26 2020年做什么"), elapsed_ms=0)
    citation = reply["citations"][0]
    assert {key: citation[key] for key in CITATION_FIELDS if key != "quote"} == {
        "document": "putuo-quality-plan-2018-2020",
        "task": 26,
        "year": 2020,
        "field": "measures",
        "section": ["附件", "(二)质量驱动,促进社会转型", "2、提高生活性服务供给水平"],
        "lines": [921, 921],
        "place": None,
    }
    assert citation["quote"].startswith("以商业楼宇、医院、学校、行政事业单位为重点")


def test_what_does_not_apply_is_null(service: Service) -> None:
    (citation, *_) = answer_to_json(ask(service, "首席质量官制度"), elapsed_ms=0)["citations"]
    assert (citation["task"], citation["year"], citation["field"]) == (None, None, "narrative")
