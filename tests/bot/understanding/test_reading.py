"""One message read by itself: its language, its spacing, and slots that stand inside names of the plan."""

import pytest

from bot.service import Service
from bot.understanding.reading import close_up, detect_language, read_message
from bot.understanding.types import Dialogue, Intent, Language, Question
from bot.understanding.understand import LONGEST_QUESTION, understand
from corpus.text import fold

LANGUAGES: tuple[tuple[str, str], ...] = (
    ("任务26谁负责", "zh"),
    ("2018 健身步道 how many?", "zh"),
    ("民政局 has which tasks?", "zh"),
    ("HACCP目标", "zh"),
    ("2020 HACCP target", "en"),
    ("who is responsible for 养老", "en"),
    ("26", "zh"),
    ("", "zh"),
)


@pytest.mark.parametrize(("text", "language"), LANGUAGES, ids=[text for text, _ in LANGUAGES])
def test_the_language_of_the_answer(text: str, language: str) -> None:
    assert detect_language(text) == language


SPREAD: tuple[tuple[str, str], ...] = (
    ("养 老 床 位 2 0 1 8 年", "养老床位2018年"),
    ("任 务 2 6 谁 负 责", "任务26谁负责"),
    ("任务 26 谁负责", "任务 26 谁负责"),
    ("a b c d e f", "a b c d e f"),
    ("who is in charge", "who is in charge"),
    ("", ""),
)


@pytest.mark.parametrize(("text", "closed"), SPREAD, ids=[text for text, _ in SPREAD])
def test_blanks_between_characters_are_closed_up(text: str, closed: str) -> None:
    assert close_up(text) == closed


def read(service: Service, text: str) -> Question:
    return read_message(fold(text), detect_language(text), service.lexicon)


# years and numbers that belong to a name: question → tasks, years
NAMES: tuple[tuple[str, tuple[int, ...], tuple[int, ...]], ...] = (
    ("健康普陀2020全面完成", (), ()),
    ("普陀2020年干什么", (), (2020,)),
    ("How many campaigns does Healthy Putuo 2020 have?", (), ()),
    ("What happens in Taopu 2019?", (), (2019,)),
    ("《“健康普陀2020”实施方案》", (), ()),
    ("健康普陀2020在2019年做什么", (), (2019,)),
    ("较2015年单位增加值能耗下降多少", (), ()),
    ("2020年较2015年下降多少", (), (2020,)),
    ("四大主题20项专项行动", (), ()),
    ("38项任务", (), ()),
    ("task twenty-six in 2019", (26,), (2019,)),
    ("第26项任务2019年", (26,), (2019,)),
    ("普陀区质量提升行动计划有哪些任务", (), ()),
)


@pytest.mark.parametrize(("text", "tasks", "years"), NAMES, ids=[text for text, *_ in NAMES])
def test_numbers_inside_names(service: Service, text: str, tasks: tuple[int, ...], years: tuple[int, ...]) -> None:
    question = read(service, text)
    assert (question.tasks, question.years.years) == (tasks, years)


def test_a_question_for_each_year_means_all_years(service: Service) -> None:
    slot = read(service, "放心餐厅的比例三年怎么变").years
    assert (slot.years, slot.is_all) == ((2018, 2019, 2020), True)


def test_the_title_of_the_plan_is_no_topic(service: Service) -> None:
    assert "普陀" not in read(service, "《普陀区质量提升行动计划》谁印发的").topic
    assert read(service, "普陀区质量提升行动计划有哪些任务").concepts == ()


@pytest.mark.parametrize(
    ("length", "is_long"), [(LONGEST_QUESTION, False), (LONGEST_QUESTION + 1, True), (100_000, True)]
)
def test_a_pasted_text_is_no_question(service: Service, length: int, is_long: bool) -> None:
    question = understand("养" * length, service.lexicon, Dialogue())
    assert (question.intent is Intent.TOO_LONG) is is_long
    assert len(question.text) <= LONGEST_QUESTION


def test_pinyin_is_answered_in_chinese(service: Service) -> None:
    assert understand("yanglao chuangwei", service.lexicon, Dialogue()).language is Language.CHINESE
