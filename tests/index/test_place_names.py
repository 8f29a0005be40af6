"""What tells a place from others of its kind."""

import pytest

from index.concepts import find_concepts
from index.place_names import bears_name, names_of_places
from index.store import Index


def _names(index: Index, text: str) -> dict[str, str]:
    found = names_of_places(find_concepts(index, text), text)
    return {place: name.surface for place, name in found.items()}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("长风生态商务区", {"商务区": "长风"}),
        ("长风的生态和商务区", {}),
        ("商务区", {}),
        ("养老床位", {}),
    ],
)
def test_names_of_places(index: Index, text: str, names: dict[str, str]) -> None:
    assert _names(index, text) == names


def test_bears_name(index: Index) -> None:
    known, unknown = (find_concepts(index, word)[0] for word in ("长风", "长守"))
    assert (known.is_known, unknown.is_known) == (True, False)
    assert bears_name("长风生态商务区", known, "商务区")
    assert not bears_name("长寿商务区", known, "商务区")
    assert bears_name("打造长寿商务区", unknown, "商务区")  # a slip
    assert not bears_name("打造虹桥商务区", unknown, "商务区")
    assert not bears_name("商务区", unknown, "商务区")
