"""Answers that few questions ask for, each in the words that a person sees first, and what it cites."""

from collections.abc import Callable, Iterator
from pathlib import Path

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


@pytest.mark.parametrize("question", ["管委办2019年做什么", "管委办负责哪些任务"])
def test_a_name_that_several_bear_is_asked_about(service: Service, question: str) -> None:
    answer = ask(service, question)
    assert (answer.status, len(answer.choices)) == (Status.CHOOSE, 3)
    for choice in answer.choices:
        assert ask(service, choice.question).status is Status.ANSWERED


def test_when_something_is_done_is_gone_on_with(service: Service) -> None:
    asked = "电竞馆什么时候完工"
    (task_id,) = ask(service, asked).task_ids
    assert service.index.task(task_id).number == 6
    assert headline(ask(service, "它谁负责", asked)).startswith("区文化局负责任务6")


def test_words_that_say_little_are_no_topic(service: Service) -> None:
    for verb in ("负责", "推进", "建设"):
        assert headline(ask(service, f"哪个部门{verb}的任务最多")).startswith("区市场监管局最多，共9项任务")


def test_who_issued_the_plan_is_cited_with_the_notice(service: Service) -> None:
    assert {citation.lines[0] for citation in ask(service, "这份文件是谁印发的？").citations} > {8, 10}
    assert len(ask(service, "这份文件叫什么").citations) > 1


def test_the_text_of_a_heading_begins_with_the_heading(service: Service) -> None:
    answer = ask(service, "基本原则是什么")
    lines = [part.citation.lines[0] for part in answer.parts if part.citation]
    assert lines[:3] == [26, 28, 30]


def test_the_nearest_task_is_offered_in_the_language_of_the_question(service: Service) -> None:
    for question, words in (("Mars food safety rockets", "task 3"), ("火星上的食品安全", "任务3")):
        answer = ask(service, question)
        assert (answer.status, [choice.question for choice in answer.choices]) == (Status.NOT_FOUND, [words])
        assert ask(service, words).status is Status.ANSWERED


def test_a_topic_inside_a_chapter_is_not_found_elsewhere(service: Service) -> None:
    answer = ask(service, "质量强区在第一章怎么说")
    assert [citation.lines for citation in answer.citations][:1] == [(42, 42)]
    assert all(citation.task is None for citation in answer.citations)


def test_what_only_the_text_names_has_the_owner_of_the_task_that_says_the_same(service: Service) -> None:
    answer = ask(service, "持续推进“互联网+智慧医疗建设”谁负责")
    assert headline(answer).startswith("区卫生计生委负责任务22")
    assert {citation.field for citation in answer.citations} == {"departments", "narrative", "description"}


# a column of the table that is called otherwise: asked for by its name, unless something else is asked of it
OF_COLUMNS: tuple[tuple[str, str], ...] = (
    ("任务21的推广范围", "推广范围：8个改革试验区域（任务21）"),
    ("任务21的推广范围谁负责", "教育部、人力资源社会保障部负责任务21（允许地方高校自主开展人才引进和职称评审）"),
    ("任务21的主要任务", "任务21：允许地方高校自主开展人才引进和职称评审"),
)


def test_a_column_is_asked_for_by_its_name(tmp_path: Path) -> None:
    service = open_plan(PLANS / "excerpts" / "innovation-table-2018.txt", tmp_path / "index.db")
    answers = {question: headline(service.answer(question, Dialogue())[0]) for question, _ in OF_COLUMNS}
    service.index.close()
    assert answers == dict(OF_COLUMNS)


# a table of tasks whose column of departments has a heading that nobody knows
OF_NOBODY: tuple[tuple[str, str], ...] = (
    ("哪个部门负责的任务最多？", "计划没有写明任务的责任部门"),
    ("Which department has the most tasks?", "The plan names no department for its tasks"),
    ("任务1谁负责", "计划没有写明任务1的责任部门"),
)


def test_a_plan_that_names_no_departments(tmp_path: Path) -> None:
    text = (PLANS / "excerpts" / "innovation-table-2018.txt").read_text("utf-8").replace("指导部门", "①" * 100)
    (tmp_path / "plan.txt").write_text(text, "utf-8")
    service = open_plan(tmp_path / "plan.txt", tmp_path / "index.db")
    answers = {question: headline(service.answer(question, Dialogue())[0]) for question, _ in OF_NOBODY}
    service.index.close()
    assert answers == dict(OF_NOBODY)


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
    (
        "漏损率什么时候达到9%",
        "到2025年，全市年用水总量控制在10.2亿立方米以内，公共供水管网漏损率不超过9%，再生水利用率达到25%以上",
        set(),
    ),
    ("2024年节水型园区做什么", "5．建设节水型园区（任务5）", {5}),
    ("2024年底前要完成哪些任务", "2项任务（5、8）：2024年底前", {5, 8}),
    # who has the most tasks leads fewer of them
    ("哪个部门负责的任务最多？", "市水利局最多，共5项任务：1、4、8、9、11", {1, 4, 8, 9, 11}),
    ("哪个部门牵头的任务最多？", "市水利局、市工业和信息化局、市发展改革委牵头最多，共2项任务：1、11", {1, 11}),
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


def test_a_sentence_of_a_task_is_told_with_who_is_responsible(service: Service) -> None:
    answer = ask(service, "古镇、古寺、古街的保护性开发")
    assert answer.headline.key == "says"
    assert "任务11" in shown(answer).split("\n")[2]
    assert "真如副中心管委办" in shown(answer).split("\n")[2]


def test_a_slip_that_was_put_right_is_told(service: Service) -> None:
    answer = ask(service, "Which tasks mention helth care?")
    assert answer.status is not Status.NOT_FOUND
    assert "“helth” read as: health" in shown(answer).split("\n")
