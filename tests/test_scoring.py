"""The scorer's own rules, on replies made up for the purpose."""

from typing import Any

import pytest

from bot.evaluation import Asked, even_out, find_faults, read_questions, shows
from tests.scoring import FOLDER, PERTURBATIONS

LINES = ("甲乙丙。", "2020年75%的企业达标。", "")


def lines(document: str, first: int, last: int) -> str:
    assert document == "plan"
    return "\n".join(LINES[first - 1 : last])


REPLY: dict[str, Any] = {
    "status": "answered",
    "text": "75%（2020年）\n2020年75%的企业达标。",
    "citations": [{"document": "plan", "task": 3, "year": 2020, "lines": [2, 2], "quote": "75%的企业达标"}],
}


def faults(expect: dict[str, Any], **changes: Any) -> tuple[str, ...]:
    return find_faults(Asked("x", "number", "zh", "?", (), expect), {**REPLY, **changes}, lines)


SHOWN = (
    ("新增600张", "600", True),
    ("新增2600张", "600", False),
    ("达到74.5%", "74", False),
    ("达到74%", "74%", True),
    ("完成１０ 家", "10家", True),
    ("HACCP", "haccp", True),
    ("15个", ("15个", "15"), True),
    ("5-15项", "15", True),
)


@pytest.mark.parametrize(("text", "wanted", "is_shown"), SHOWN, ids=[f"{text} {wanted}" for text, wanted, _ in SHOWN])
def test_what_a_text_shows(text: str, wanted: str | tuple[str, ...], is_shown: bool) -> None:
    assert shows(even_out(text), list(wanted) if isinstance(wanted, tuple) else wanted) is is_shown


RIGHT = (
    {"headline": ["75%"], "contains": ["企业"], "tasks": [3], "years": [2020], "lines": [1, 2], "excludes": ["70%"]},
    {"status": ["answered", "choose"], "any_task": [3, 4]},
)


@pytest.mark.parametrize("expect", RIGHT)
def test_a_right_answer_has_no_faults(expect: dict[str, Any]) -> None:
    assert faults(expect) == ()


WRONG: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({"status": "not_found"}, {}),
    ({"headline": ["70%"]}, {}),
    ({"contains": ["市场"]}, {}),
    ({"excludes": ["75%"]}, {}),
    ({"tasks": [3, 4]}, {}),
    ({"any_task": [4]}, {}),
    ({"years": [2019]}, {}),
    ({"lines": [3, 3]}, {}),
    ({}, {"text": ""}),
    ({}, {"text": "长" * 4097}),
    ({}, {"citations": [{"document": "plan", "task": 3, "year": 2020, "lines": [1, 1], "quote": "75%的企业达标"}]}),
    ({}, {"citations": [{"document": "plan", "task": 3, "year": 2020, "lines": [2, 2], "quote": ""}]}),
)


@pytest.mark.parametrize(("expect", "changes"), WRONG)
def test_a_wrong_answer_has_one(expect: dict[str, Any], changes: dict[str, Any]) -> None:
    assert len(faults(expect, **changes)) == 1


def test_a_false_quote_is_named_as_such() -> None:
    (fault,) = faults(
        {}, citations=[{"document": "plan", "task": 3, "year": 2020, "lines": [2, 2], "quote": "80%的企业达标"}]
    )
    assert fault.startswith("FALSE QUOTE")


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.jsonl")), ids=lambda file: file.stem)
def test_every_question_can_be_read_and_stands_once(file: Any) -> None:
    questions = read_questions(file)
    assert len({asked.id for asked in questions}) == len(questions) > 100


@pytest.mark.parametrize("name", PERTURBATIONS)
def test_a_perturbation_changes_something_and_is_the_same_each_time(name: str) -> None:
    change = PERTURBATIONS[name]
    texts = ("2020年HACCP的目标是多少？", "which department is responsible for task 26?", "养老床位多少张")
    assert [change(text) for text in texts] != list(texts)
    assert [change(text) for text in texts] == [change(text) for text in texts]
