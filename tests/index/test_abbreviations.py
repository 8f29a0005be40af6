"""Short Chinese words that the corpus writes out."""

import pytest

from index.abbreviations import written_out
from index.store import Index


@pytest.mark.parametrize(
    ("word", "terms"),
    [
        ("强检", {"强制检定"}),
        ("医改", {"医药卫生体制改革"}),
        ("创园", {"创业园区"}),
        ("全科团", set()),
        ("地铁", set()),
        ("高铁", set()),
        ("医", set()),
        ("医疗改革办", set()),
    ],
)
def test_written_out(index: Index, word: str, terms: set[str]) -> None:
    found = written_out(index, word, 0.7)
    assert {each.term for each in found} == terms
    assert {(each.source, each.weight) for each in found} <= {("abbreviation", 0.7)}


def test_what_may_be_short_for_many_is_short_for_none(index: Index) -> None:
    assert len(index.occurrences.written_out("公设")) > 2
    assert written_out(index, "公设", 0.7) == []
