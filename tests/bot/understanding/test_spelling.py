"""Slips of the keyboard and pinyin: words that ask are put right, words that are known are left alone."""

import pytest

from bot.service import Service
from bot.understanding.spelling import respell
from corpus.text import fold

# what a person types → the text as it is read
SLIPS: tuple[tuple[str, str], ...] = (
    # of freeway and greenway, equally near, the one that the plan has
    ("greeway", "greenway"),
    ("buro in chrge", "bureau in charge"),
    ("wich departmnt", "which department"),
    ("what is the precentage", "what is the percentage"),
    ("overveiw of 2019", "overview of 2019"),
    ("who is resposible", "who is responsible"),
)

UNTOUCHED: tuple[str, ...] = (
    "who is responsible for task 26",
    "2020 haccp target",
    "任务26谁负责",
    "2018健身步道 how many",
    "ngb-w",
    "m50",
    "xyzzy",
    "tsk26",
    "",
)

# pinyin → Chinese
PINYIN: tuple[tuple[str, str], ...] = (
    ("yanglao chuangwei", "养老床位"),
    ("weicaichang duoshao", "微菜场多少"),
    ("weicaichang", "微菜场"),
)


@pytest.mark.parametrize(("text", "read"), SLIPS, ids=[text for text, _ in SLIPS])
def test_a_slip_in_a_word_that_asks(service: Service, text: str, read: str) -> None:
    assert respell(fold(text), service.index)[:2] == (read, False)


@pytest.mark.parametrize("text", UNTOUCHED)
def test_known_words_and_unlike_words_stay(service: Service, text: str) -> None:
    assert respell(fold(text), service.index)[:2] == (fold(text), False)


@pytest.mark.parametrize(("text", "read"), PINYIN, ids=[text for text, _ in PINYIN])
def test_pinyin(service: Service, text: str, read: str) -> None:
    assert respell(fold(text), service.index)[:2] == (read, True)


def test_what_is_part_of_the_subject_is_told(service: Service) -> None:
    changes = respell("yanglao chuangwei", service.index).changes
    assert sorted(changes) == [("chuangwei", "床位"), ("yanglao", "养老")]
    assert respell("wich departmnt", service.index).changes == ()


def test_one_word_of_pinyin_makes_an_english_sentence_no_pinyin(service: Service) -> None:
    assert not respell("who owns the yanglao chuangwei in 2018", service.index).is_pinyin


def test_pinyin_that_is_all_words_that_ask(service: Service) -> None:
    assert respell(fold("renwu 26 shui fuze"), service.index)[:2] == ("任务 26 谁负责", True)


def test_pinyin_that_looks_like_english(service: Service) -> None:
    assert respell(fold("naxie renwu"), service.index).is_pinyin


@pytest.mark.parametrize("text", ["task owner", "men wage", "haccp 2019", "food safety"])
def test_english_that_looks_like_pinyin(service: Service, text: str) -> None:
    assert not respell(fold(text), service.index).is_pinyin
