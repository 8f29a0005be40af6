"""What stands beside the thing that is asked for is no answer: another's figure, another's name, half of a topic."""

import pytest

from bot.answering.types import Status
from bot.service import Service
from tests.bot.answering.asking import ask, headline, tasks_cited

# the plan lacks what is asked for, and has something near it
LACKING: tuple[str, ...] = (
    "装配式建筑2018比例",  # the share beside it is of another sentence
    "消费者投诉渠道",  # of three words one is there, another far away, and one nowhere
    "虹桥商务区谁负责",  # another business district
    "城市大脑开发商是谁",  # a developer is no development
    "检测费多少",
    "2018年失智老人床位有多少",  # neither the new beds nor the share that stand in the same cell
    "does the plan give a figure for greenway in 2020",  # hectares of other green land stand in its sentence
    "How many industrial parks get upgraded?",  # so many firms are to come
    "parking at hospitals",  # no parks
    "task 26 budget",
    "任务26预算",
)
# who is responsible for what bears its own name
NAMED: tuple[tuple[str, str, int], ...] = (
    ("长风生态商务区谁负责", "长风管委办、长征镇负责任务9", 9),
    ("长寿商务区谁负责", "长寿管委办负责任务10", 10),
    ("长守商业商务区谁负责", "长寿管委办负责任务10", 10),
)


@pytest.mark.parametrize("question", LACKING)
def test_what_is_lacking_is_said(service: Service, question: str) -> None:
    assert ask(service, question).status is Status.NOT_FOUND


@pytest.mark.parametrize(("question", "words", "task"), NAMED)
def test_a_name_tells_a_place_from_others(service: Service, question: str, words: str, task: int) -> None:
    answer = ask(service, question)
    assert headline(answer).startswith(words)
    assert tasks_cited(answer) == {task}


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("what comes after task 12", 13),
        ("任务十二后面一项讲什么", 13),
        ("第26项任务前面那一项是什么", 25),
        ("which task follows task 26", 27),
        ("What is the task before task 4 about?", 3),
    ],
)
def test_a_task_is_named_by_its_neighbour(service: Service, question: str, number: int) -> None:
    answer = ask(service, question)
    assert [service.index.task(task_id).number for task_id in answer.task_ids] == [number]


def test_a_name_with_most_in_it_asks_for_no_record(service: Service) -> None:
    assert tasks_cited(ask(service, "Who is responsible for 'run at most once' services?")) == {17}


def test_what_is_taken_for_granted_is_denied(service: Service) -> None:
    assert headline(ask(service, "放心餐厅是区商务委管的吧")) == "不是区商务委，任务27由区市场监管局负责"


def test_the_task_of_the_body_of_that_name_is_offered(service: Service) -> None:
    # task 37 alone has the words in its measures for the year; task 11 is what that body is for
    answer = ask(service, "真如副中心2019")
    assert answer.status is Status.CHOOSE
    assert {service.index.task(task_id).number for task_id in answer.task_ids} == {11, 37}


def test_a_compound_of_the_tables_is_found_in_parts(service: Service) -> None:
    assert headline(ask(service, "老旧小区改造谁负责")).startswith("区房管局负责任务32")
    assert headline(ask(service, "老小区翻新2019年多少")).startswith("60万平方米（2019年")
