"""Chinese runs of a question as words."""

import pytest

from index.han_words import cut_compound, homophones, words_of
from index.store import Index


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("城市大脑开发商", [("城市大脑", True), ("开发商", True)]),
        ("培训费", [("培训费", True)]),
        ("运营商", [("运营商", True)]),  # the plan has it
        ("商务区", [("商务区", True)]),
        ("鹊桥", [("鹊桥", False)]),
        ("菜场谁负责", [("菜场", True)]),
    ],
)
def test_words_of(index: Index, run: str, words: list[tuple[str, bool]]) -> None:
    assert words_of(index, run) == words


def test_cut_compound(index: Index) -> None:
    assert cut_compound(index, "养老床位") == ("养老", "床位")
    assert cut_compound(index, "养老") == cut_compound(index, "龘龘龘龘") == ()


def test_homophones(index: Index) -> None:
    assert homophones(index, "桃蒲") == ["桃浦"]
    assert homophones(index, "龘龘") == []
