"""English phrases without regard to how they are put together: what is worded alike, and what is not."""

import pytest

from index.stem import stem_phrase
from index.wording import MARK, wordings

# two phrases that say the same
ALIKE = [
    ("beds for dementia patients", "dementia patient beds"),
    ("firms on the stock market", "companies on the stock market"),
    ("renovating old flats", "renovation of old housing"),
    ("old housing renovation", "renovating old homes"),
    ("quality of the air", "air quality"),
    ("garbage sorting", "sorting of waste"),
    ("nursing homes", "care homes"),
    ("nurseries", "kindergartens"),
    ("metrology and testing", "measurement and testing"),
]

# two phrases of which nobody may be taken for the other
UNLIKE = [
    ("public company", "companies publicly"),
    ("robots and industry", "robot industry"),
    ("business environment", "environment of the business park"),
    ("pilot zone", "model zone"),
    ("care bed", "care home"),
]


def keys(phrase: str) -> set[str]:
    return set(wordings(stem_phrase(phrase).split()))


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_phrases_that_say_the_same_share_a_key(one: str, other: str) -> None:
    assert keys(one) & keys(other)


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_phrases_that_say_something_else_share_none(one: str, other: str) -> None:
    assert not keys(one) & keys(other)


def test_one_word_that_is_like_no_other_has_no_key() -> None:
    assert keys("nurseries") == {MARK + "kindergarten"}
    assert keys("bed") == keys("the beds") == keys("of") == set()


def test_a_key_is_no_phrase_as_it_stands() -> None:
    assert all(key.startswith(MARK) for key in keys("beds for dementia patients"))
