"""Questions that fit several things: they are listed, and the question behind each choice answers that one alone."""

import pytest

from bot.answering.types import Status
from bot.service import Service
from bot.understanding.types import Intent
from tests.bot.answering.asking import ask, headline, tasks_cited

# question → tasks that it may mean
TASKS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("网格", (30, 35)),
    ("万里", (21, 22)),
    ("2019年绿地", (12, 38)),
    ("谁负责苏州河品牌", (20, 25)),
    ("Who is in charge of the Suzhou River brand?", (20, 25)),
)


@pytest.mark.parametrize(("question", "tasks"), TASKS, ids=[row[0] for row in TASKS])
def test_several_tasks_fit(service: Service, question: str, tasks: tuple[int, ...]) -> None:
    answer = ask(service, question)
    assert answer.status is Status.CHOOSE
    assert len(answer.choices) == len(tasks)
    assert tuple(service.index.task(each).number for each in answer.task_ids) == tasks
    assert all(str(task) in headline(answer) for task in tasks)
    assert set(tasks) <= tasks_cited(answer)


@pytest.mark.parametrize(("question", "tasks"), TASKS, ids=[row[0] for row in TASKS])
def test_a_choice_asks_for_that_task_alone(service: Service, question: str, tasks: tuple[int, ...]) -> None:
    first = ask(service, question)
    for choice, task in zip(first.choices, tasks, strict=True):
        for answer in (ask(service, choice.question), ask(service, choice.question, question)):
            assert answer.status is Status.ANSWERED
            assert answer.question.tasks == (task,)
            assert answer.question.language is first.question.language


def test_a_choice_keeps_what_was_asked(service: Service) -> None:
    for choice in ask(service, "谁负责苏州河品牌").choices:
        assert ask(service, choice.question).question.intent is Intent.OWNER
    for choice in ask(service, "2019年绿地").choices:
        assert ask(service, choice.question).question.years.years == (2019,)


def test_a_form_that_several_departments_share(service: Service) -> None:
    answer = ask(service, "管委办负责哪些任务")
    assert (answer.status, answer.headline.key) == (Status.CHOOSE, "several_departments")
    names = ("长风管委办", "长寿管委办", "真如副中心管委办")
    assert all(name in headline(answer) for name in names)
    for choice, name, tasks in zip(answer.choices, names, ((9,), (10,), (11,)), strict=True):
        chosen = ask(service, choice.question)
        assert chosen.status is Status.ANSWERED
        assert headline(chosen).startswith(name)
        assert chosen.headline.values["tasks"] == tasks


@pytest.mark.parametrize("question", ["第二个", "the second one", "第二个呢"])
def test_a_choice_by_its_place(service: Service, question: str) -> None:
    assert ask(service, question, "网格").question.tasks == (35,)
    assert headline(ask(service, question, "管委办负责哪些任务")).startswith("长寿管委办")


def test_every_choice_is_short_enough_for_a_button(service: Service) -> None:
    questions = [row[0] for row in TASKS] + ["管委办负责哪些任务", "旅游", "大数据", "品牌", "建设", "普陀", "平台"]
    for question in questions:
        for choice in ask(service, question).choices:
            assert 0 < len(choice.question.encode()) <= 60, choice.question


def test_a_bare_number_picks_what_was_just_offered(service: Service) -> None:
    assert ask(service, "2", "网格").question.tasks == (35,)
