"""English number words become digits where they number something, and stay words everywhere else."""

import pytest

from bot.understanding.number_words import CARDINALS, ORDINALS, digits_for_words

NUMBERED: tuple[tuple[str, str], ...] = (
    ("who owns task twenty-six", "who owns task 26"),
    ("task twenty six", "task 26"),
    ("task one", "task 1"),
    ("item twelve?", "item 12?"),
    ("tasks thirty", "tasks 30"),
    ("chapter two", "chapter 2"),
    ("number eight", "number 8"),
    ("year two", "year 2"),
    ("the thirty-fifth task", "the 35th task"),
    ("the thirty fifth task", "the 35th task"),
    ("the first task", "the 1th task"),
    ("the twelfth item", "the 12th item"),
    ("the twentieth task", "the 20th task"),
    ("the second chapter", "the 2th chapter"),
    ("task a hundred", "task 100"),
)

UNTOUCHED: tuple[str, ...] = (
    "the second one of two",
    "two or more departments",
    "task two hundred",
    "tasks with three departments",
    "the first year",
    "one figure",
    "task force",
    "任务26谁负责",
    "",
)


@pytest.mark.parametrize(("text", "digits"), NUMBERED, ids=[text for text, _ in NUMBERED])
def test_number_words_that_number_something(text: str, digits: str) -> None:
    assert digits_for_words(text) == digits


@pytest.mark.parametrize("text", UNTOUCHED)
def test_other_number_words_stay(text: str) -> None:
    assert digits_for_words(text) == text


def test_every_number_up_to_a_hundred_has_its_words() -> None:
    assert set(CARDINALS.values()) == set(range(101))
    assert set(ORDINALS.values()) >= set(range(1, 100))
    assert (CARDINALS["thirty eight"], ORDINALS["thirty eighth"], ORDINALS["ninetieth"]) == (38, 38, 90)
