"""Small parts of what is read that a question seldom needs: one row for each, so that none of them can be lost."""

import pytest

from bot.service import Service
from bot.understanding.departments import read_departments
from bot.understanding.number_words import digits_for_words
from bot.understanding.slots import read_years
from bot.understanding.spelling import respell
from corpus.text import fold

# words as people shorten them or hear them → what is read
SHORTENED: tuple[tuple[str, str], ...] = (
    ("hw many tasks", "how many tasks"),
    ("wat happens in 2019", "what happens in 2019"),
    ("wht happens in 2019", "what happens in 2019"),
    ("wot happens in 2019", "what happens in 2019"),
    ("wats task 26 about", "what is task 26 about"),
    ("wen is it due", "when is it due"),
    ("wat abt brands", "what about brands"),
    ("which yr", "which year"),
    ("how mny tasks", "how many tasks"),
    ("who iz responsible", "who is responsible"),
    ("teh second task", "the second task"),
    ("tha second task", "the second task"),
    ("hoo owns task 26", "who owns task 26"),
    ("what precent", "what percent"),
    ("what persent", "what percent"),
    ("who is resp for task 26", "who is responsible for task 26"),
    ("which govt body", "which government body"),
)


@pytest.mark.parametrize(("text", "read"), SHORTENED, ids=[text for text, _ in SHORTENED])
def test_a_shortened_word(service: Service, text: str, read: str) -> None:
    assert respell(fold(text), service.index).text == read


# what a person writes → the words that name the department, as an answer says them again
SURFACES: tuple[tuple[str, str], ...] = (
    ("绿容局负责什么", "绿容局"),
    ("区绿容局负责什么", "区绿容局"),
    ("市场监管局负责什么", "市场监管局"),
    ("静安区教育局负责什么", "区教育局"),
    ("管委办负责什么", "管委办"),
    ("what does the commerce commission do", "commerce commission"),
)


@pytest.mark.parametrize(("text", "surface"), SURFACES, ids=[text for text, _ in SURFACES])
def test_the_words_that_name_a_department(service: Service, text: str, surface: str) -> None:
    (slot,) = read_departments(fold(text), service.lexicon.departments).slots
    assert slot.surface == surface


# with so many slips a word is still read as the one that is meant, with more it is left alone
SLIPS: tuple[tuple[str, str], ...] = (
    ("helth", "health"),
    ("qualjty", "quality"),
    ("departmnet", "department"),
    ("resposnbile", "responsible"),
    ("hlxth", "hlxth"),
    ("qulajty", "qulajty"),
)


@pytest.mark.parametrize(("word", "read"), SLIPS)
def test_slips_by_the_length_of_a_word(service: Service, word: str, read: str) -> None:
    assert respell(f"the {word} of the plan", service.index).text == f"the {read} of the plan"


def test_a_plan_of_two_years_is_all_of_it() -> None:
    assert read_years("2021和2022年", (2021, 2022)).slot.is_all
    assert not read_years("2021年", (2021, 2022)).slot.is_all
    assert not read_years("2026年", (2026,)).slot.is_all


@pytest.mark.parametrize(
    ("text", "read"), [("task zero", "task 0"), ("task ten", "task 10"), ("number nine", "number 9")]
)
def test_words_for_numbers(text: str, read: str) -> None:
    assert digits_for_words(text) == read


COUNTED: tuple[tuple[str, int], ...] = (
    ("2018年后一年", 2019),
    ("the year after 2018", 2019),
    ("the year before 2020", 2019),
    ("2020年前一年", 2019),
)


@pytest.mark.parametrize(("text", "year"), COUNTED)
def test_a_year_counted_from_another(text: str, year: int) -> None:
    assert read_years(fold(text), (2018, 2019, 2020)).slot.years == (year,)
