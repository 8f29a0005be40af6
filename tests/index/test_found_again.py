"""A place that was taught is found again as long as the plan has it, wherever it has moved to."""

from pathlib import Path

import pytest

from index.build import build_index
from index.found_again import all_passages, chinese_terms, find_passage, find_task
from index.store import Index
from tests.index.plans import PLAN, write_plan

BEDS = "新增养老床位600张。"
MOVED = PLAN.replace("一、总体目标\n", "一、总体目标\n　　说明。\n　　再说明。\n")
CHANGED = PLAN.replace("600张", "650张").replace("新增养老床位。", "增加养老床位。")


def opened(folder: Path, text: str) -> Index:
    path = folder / "index.db"
    build_index([write_plan(folder / "plans", text=text)], path)
    return Index(path)


@pytest.mark.parametrize(("text", "is_there"), [(PLAN, True), (MOVED, True), (CHANGED, False)])
def test_a_sentence_and_a_task(tmp_path: Path, text: str, is_there: bool) -> None:
    index = opened(tmp_path, text)
    passage = find_passage(index, "qinghu", BEDS, 40)
    assert (passage is not None) is is_there
    assert passage is None or passage.text.strip() == BEDS
    assert (find_task(index, "qinghu", 2, "新增养老床位。") is not None) is is_there
    assert find_task(index, "qinghu", 3, "新增养老床位。") is None
    assert find_passage(index, "another", BEDS, 40) is None
    assert find_task(index, "another", 2, "新增养老床位。") is None
    index.close()


def test_of_equal_sentences_the_nearest_is_meant(tmp_path: Path) -> None:
    index = opened(tmp_path, PLAN.replace("建设116处NGB-W站址。", BEDS))
    lines = [passage.line for passage in all_passages(index) if passage.text.strip() == BEDS]
    assert len(lines) == 2
    for line in lines:
        found = find_passage(index, "qinghu", BEDS, line + 1)
        assert found is not None
        assert found.line == line
    index.close()


def test_terms_say_something(tmp_path: Path) -> None:
    index = opened(tmp_path, PLAN)
    terms = chinese_terms(index)
    assert "养老" in terms
    assert not set(terms) & (index.stopwords | index.light_words)
    index.close()
