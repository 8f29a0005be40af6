"""Answers that few questions ask for, each in the words that a person sees first, and what it cites."""

from collections.abc import Callable, Iterator

import pytest

from bot.answering.types import Status
from bot.service import Service
from bot.understanding.types import Dialogue
from tests.bot.answering.asking import ask, headline, shown, tasks_cited
from tests.scoring import PLANS, open_plan

# of several departments the tasks of each
OF_EACH: tuple[tuple[str, str], ...] = (
    ("区教育局和区民政局各负责哪些任务", "区教育局负责1项任务：19；区民政局负责2项任务：17、23"),
    (
        "Which tasks do the education bureau and the civil affairs bureau each have?",
        "区教育局 (District Education Bureau) has 1 task: 19；"
        "区民政局 (District Civil Affairs Bureau) has 2 tasks: 17, 23",
    ),
)


@pytest.mark.parametrize(("question", "words"), OF_EACH)
def test_the_tasks_of_each_department(service: Service, question: str, words: str) -> None:
    answer = ask(service, question)
    assert (answer.status, headline(answer)) == (Status.ANSWERED, words)
    assert tasks_cited(answer) == {17, 19, 23}
    for number in (17, 19, 23):
        assert f"\n{number} " in shown(answer)


def test_a_topic_inside_a_chapter_is_not_found_elsewhere(service: Service) -> None:
    answer = ask(service, "质量强区在第一章怎么说")
    assert [citation.lines for citation in answer.citations][:1] == [(42, 42)]
    assert all(citation.task is None for citation in answer.citations)


@pytest.fixture(scope="module")
def water(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], tuple[str, set[int], Status]]]:
    """Asks a plan with deadlines and without yearly measures: headline, tasks cited, status."""
    service = open_plan(PLANS / "yunze-water-plan-2022-2025.txt", tmp_path_factory.mktemp("water") / "index.db")

    def ask_water(question: str) -> tuple[str, set[int], Status]:
        answer, _ = service.answer(question, Dialogue())
        return headline(answer), tasks_cited(answer), answer.status

    yield ask_water
    service.index.close()


# a year of a plan without yearly measures, figures of the text over the years, tasks without measures
OF_WATER: tuple[tuple[str, str, set[int]], ...] = (
    ("2024年有哪些安排", "2024年：3处", {1, 5, 8}),
    ("What happens in 2024?", "2024: 3 places", {1, 5, 8}),
    ("年用水总量三年怎么变？", "2023年 9.6亿立方米以内 → 2025年 10.2亿立方米以内", set()),
    ("漏损率逐年怎么变", "2025年 不超过9%", set()),
    ("2024年节水型园区做什么", "5．建设节水型园区（任务5）", {5}),
    ("2024年底前要完成哪些任务", "2项任务（5、8）：2024年底前", {5, 8}),
)


@pytest.mark.parametrize(("question", "words", "tasks"), OF_WATER, ids=[row[0] for row in OF_WATER])
def test_a_plan_with_deadlines(
    water: Callable[[str], tuple[str, set[int], Status]], question: str, words: str, tasks: set[int]
) -> None:
    assert water(question) == (words, tasks, Status.ANSWERED)


def test_a_year_that_nothing_names(water: Callable[[str], tuple[str, set[int], Status]]) -> None:
    words, tasks, status = water("2022年有哪些安排")
    assert (tasks, status) == (set(), Status.NOT_FOUND)
    assert "计划没有2022年的内容" in words
