"""Answers that are lists or counts: computed from the whole table, so that nothing is missing and nothing is added."""

import pytest

from bot.answering.types import Status
from bot.service import Service
from bot.understanding.types import Intent
from tests.bot.answering.asking import ask, headline, shown, tasks_cited

# question → the department as it is shown, its tasks by the plan's last column
DEPARTMENTS: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("区市场监管局负责哪些任务", "区市场监管局", (1, 2, 3, 13, 14, 16, 24, 27, 28)),
    ("市监局有哪些任务", "区市场监管局", (1, 2, 3, 13, 14, 16, 24, 27, 28)),
    ("区商务委有几项任务", "区商务委", (2, 5, 7, 24, 25, 26, 29, 37)),
    ("科委负责哪几项", "区科委", (5, 8, 17, 28, 34)),
    ("区教育局", "区教育局", (19,)),
    ("建管委的任务", "区建管委", (31, 33, 37)),
    ("民政局负责什么", "区民政局", (17, 23)),
    ("审改办有哪些任务", "区审改办", (15, 16)),
    ("长征镇有哪些任务", "长征镇", (9,)),
    ("绿容局负责哪些任务", "区绿化市容局", (38,)),
    ("卫健委负责哪些任务", "区卫生计生委", (22,)),
    ("What does civil affairs own?", "区民政局 (District Civil Affairs Bureau)", (17, 23)),
    ("tasks of the science and technology commission", "区科委", (5, 8, 17, 28, 34)),
)


@pytest.mark.parametrize(("question", "name", "tasks"), DEPARTMENTS, ids=[row[0] for row in DEPARTMENTS])
def test_tasks_of_a_department(service: Service, question: str, name: str, tasks: tuple[int, ...]) -> None:
    answer = ask(service, question)
    assert (answer.status, answer.question.intent) == (Status.ANSWERED, Intent.TASKS_OF_DEPARTMENT)
    assert answer.headline.values["tasks"] == tasks
    assert headline(answer).startswith(name)
    cells = [citation for citation in answer.citations if citation.field == "departments"]
    assert tuple(citation.task for citation in cells) == tasks


def test_a_later_name_is_told(service: Service) -> None:
    assert "“卫健委”是后来的名称，计划中为区卫生计生委" in shown(ask(service, "卫健委负责哪些任务"))
    assert "后来" not in shown(ask(service, "卫计委负责哪些任务"))


# question → tasks that all the departments have together
SHARED: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("区商务委和区市场监管局一起负责哪些任务", (2, 24)),
    ("区市场监管局和区审改办共同负责哪些任务？", (16,)),
    ("区科委和区商务委共同负责", (5,)),
    ("区民政局、区科委和区行政服务中心共同负责哪项任务", (17,)),
    ("Which tasks do the commerce commission and market supervision share?", (2, 24)),
    ("有几项任务由两个以上部门共同负责？", (2, 5, 9, 13, 16, 17, 23, 24, 28, 37)),
    ("How many tasks have more than one department?", (2, 5, 9, 13, 16, 17, 23, 24, 28, 37)),
    ("有几项任务由3个部门负责", (17, 37)),
    ("哪些任务由两个部门负责", (2, 5, 9, 13, 16, 23, 24, 28)),
)


@pytest.mark.parametrize(("question", "tasks"), SHARED, ids=[row[0] for row in SHARED])
def test_shared_tasks(service: Service, question: str, tasks: tuple[int, ...]) -> None:
    answer = ask(service, question)
    assert (answer.status, answer.question.intent) == (Status.ANSWERED, Intent.SHARED_TASKS)
    assert answer.headline.values["tasks"] == tasks
    assert tasks_cited(answer) == set(tasks)


def test_departments_that_share_nothing(service: Service) -> None:
    answer = ask(service, "区教育局和区体育局共同负责哪些任务")
    assert (answer.status, answer.headline.key) == (Status.NOT_FOUND, "no_shared_tasks")


def test_departments_that_share_tasks_in_plain_english(service: Service) -> None:
    question = "Which tasks do the commerce commission and the market supervision bureau share?"
    assert ask(service, question).headline.values["tasks"] == (2, 24)


def test_three_departments_or_more(service: Service) -> None:
    assert ask(service, "哪些任务由三个及以上部门负责").headline.values["tasks"] == (17, 37)


# question → the heading that is shown, its tasks
SECTIONS: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("营造一流营商环境包括哪些任务", "营造一流营商环境", (15, 16, 17, 18)),
    ("促进中小企业质量提升有哪些任务", "促进中小企业", (13, 14)),
    ("促进中小企业提升有哪些任务", "促进中小企业", (13, 14)),
    ("提高生态环境质量水平有几项任务", "提高生态环境质量水平", (36, 37, 38)),
    ("城区转型那一块一共几项？", "质量提升,服务城区转型", tuple(range(31, 39))),
    ("第三块有几条任务", "质量提升,服务城区转型", tuple(range(31, 39))),
    ("生态环境这一节有哪些任务", "提高生态环境质量水平", (36, 37, 38)),
    ("质量引领,推动经济转型有多少项任务", "质量引领,推动经济转型", tuple(range(1, 19))),
    ("质量驱动,促进社会转型包括哪些任务", "质量驱动,促进社会转型", tuple(range(19, 31))),
    ("质量提升,服务城区转型有哪些任务", "质量提升,服务城区转型", tuple(range(31, 39))),
    ("Which tasks come under the business environment section?", "营造一流营商环境", (15, 16, 17, 18)),
)


@pytest.mark.parametrize(("question", "title", "tasks"), SECTIONS, ids=[row[0] for row in SECTIONS])
def test_tasks_of_a_section(service: Service, question: str, title: str, tasks: tuple[int, ...]) -> None:
    answer = ask(service, question)
    assert (answer.status, answer.question.intent) == (Status.ANSWERED, Intent.TASKS_OF_SECTION)
    assert answer.headline.values["tasks"] == tasks
    assert title in headline(answer)
    assert tasks_cited(answer) == set(tasks)


def test_a_chapter_of_the_narrative_has_no_tasks(service: Service) -> None:
    answer = ask(service, "强化质量创新有哪些任务")
    assert (answer.status, answer.headline.key) == (Status.NOT_FOUND, "no_tasks_in_section")


def test_the_sections_of_a_chapter(service: Service) -> None:
    assert "质量引领,推动经济转型" in shown(ask(service, "第二章有哪些小节"))


# question → words of the first line
COUNTS: tuple[tuple[str, Intent, str], ...] = (
    ("总共多少项任务？", Intent.COUNT_TASKS, "共38项任务（第1至38项）"),
    ("How many tasks are there in all?", Intent.COUNT_TASKS, "38 tasks in all (numbers 1 to 38)"),
    ("一共涉及多少个责任部门？", Intent.COUNT_DEPARTMENTS, "共26个责任部门"),
    ("How many departments are responsible?", Intent.COUNT_DEPARTMENTS, "26 responsible departments and bodies"),
    ("计划分几章？", Intent.COUNT_SECTIONS, "正文4章，任务分工表3大类"),
    ("正文分哪几大部分？", Intent.COUNT_SECTIONS, "正文4章，任务分工表3大类"),
    ("正文分哪四大部分，标题念一下", Intent.COUNT_SECTIONS, "正文4章，任务分工表3大类"),
    ("How many chapters are there?", Intent.COUNT_SECTIONS, "4 chapters in the text, 3 in the task table"),
)


@pytest.mark.parametrize(("question", "intent", "first_line"), COUNTS, ids=[row[0] for row in COUNTS])
def test_counts(service: Service, question: str, intent: Intent, first_line: str) -> None:
    answer = ask(service, question)
    assert (answer.status, answer.question.intent) == (Status.ANSWERED, intent)
    assert headline(answer) == first_line


# question → words of the first line, a heading that is cited with its line
PLACES: tuple[tuple[str, str, tuple[str, int]], ...] = (
    (
        "任务22属于哪一章",
        "任务22属于：(二)质量驱动,促进社会转型 › 1、提升公共服务供给水平",
        ("1、提升公共服务供给水平", 677),
    ),
    ("which section does task 26 belong to", "Task 26 stands under (二)质量驱动", ("2、提高生活性服务供给水平", 839)),
)


@pytest.mark.parametrize(("question", "first_line", "cited"), PLACES, ids=[row[0] for row in PLACES])
def test_the_headings_that_a_task_stands_under(
    service: Service, question: str, first_line: str, cited: tuple[str, int]
) -> None:
    answer = ask(service, question)
    assert (answer.status, answer.question.intent) == (Status.ANSWERED, Intent.SECTION_OF_TASK)
    assert headline(answer).startswith(first_line)
    assert cited in {(citation.quote, citation.lines[0]) for citation in answer.citations}


def test_a_count_shows_what_was_counted(service: Service) -> None:
    text = shown(ask(service, "总共多少项任务？"))
    assert "质量引领,推动经济转型：18项" in text
    assert "质量驱动,促进社会转型：12项" in text
    assert "质量提升,服务城区转型：8项" in text
    departments = shown(ask(service, "一共涉及多少个责任部门？"))
    assert all(department.name in departments for department in service.index.departments)


@pytest.mark.parametrize("question", ["计划有多少小节", "多少节"])
def test_a_count_of_sections(service: Service, question: str) -> None:
    assert ask(service, question).question.intent is Intent.COUNT_SECTIONS


def test_the_busiest_department(service: Service) -> None:
    answer = ask(service, "哪个部门负责的任务最多？")
    assert answer.question.intent is Intent.BUSIEST_DEPARTMENT
    assert headline(answer) == "区市场监管局最多，共9项任务：1、2、3、13、14、16、24、27、28"
    assert "区商务委：8项" in shown(answer)


# question → the tasks whose measures are listed
OVERVIEWS: tuple[tuple[str, int, tuple[int, ...]], ...] = (
    ("普陀2020年总体要干些啥？", 2020, tuple(range(1, 39))),
    ("Walk me through everything planned for 2020.", 2020, tuple(range(1, 39))),
    ("What is planned in Putuo in 2019?", 2019, tuple(range(1, 39))),
    ("What do the three ecology tasks involve in 2018?", 2018, (36, 37, 38)),
    ("2019年有哪些安排？", 2019, tuple(range(1, 39))),
    ("Give me an overview of 2020.", 2020, tuple(range(1, 39))),
    ("区民政局2019年要做什么？", 2019, (17, 23)),
    ("What does the education bureau do in 2018?", 2018, (19,)),
    ("营造一流营商环境2019年有哪些举措？", 2019, (15, 16, 17, 18)),
    ("What is planned for the ecology section in 2020?", 2020, (36, 37, 38)),
)


@pytest.mark.parametrize(("question", "year", "tasks"), OVERVIEWS, ids=[row[0] for row in OVERVIEWS])
def test_what_a_year_holds(service: Service, question: str, year: int, tasks: tuple[int, ...]) -> None:
    answer = ask(service, question)
    assert (answer.status, answer.question.intent) == (Status.ANSWERED, Intent.YEAR_OVERVIEW)
    assert str(year) in headline(answer)
    cells = [(citation.task, citation.year) for citation in answer.citations if citation.field == "measures"]
    assert cells == [(task, year) for task in tasks]


# question → tasks that speak of it, tasks that do not
ABOUT: tuple[tuple[str, set[int], set[int]], ...] = (
    ("哪些任务提到品牌？", {2, 25, 29}, {3, 31, 38}),
    ("哪些任务涉及大数据", {17, 28}, {26, 38}),
    ("跟养老有关的任务有几项？", {23}, {26, 38}),
    ("Which tasks mention brands?", {2, 25, 29}, {31, 38}),
)


@pytest.mark.parametrize(("question", "among", "not_among"), ABOUT, ids=[row[0] for row in ABOUT])
def test_tasks_about_something(service: Service, question: str, among: set[int], not_among: set[int]) -> None:
    answer = ask(service, question)
    assert (answer.status, answer.question.intent) == (Status.ANSWERED, Intent.TASKS_ABOUT)
    tasks = set(answer.headline.values["tasks"])
    assert among <= tasks
    assert not not_among & tasks
    assert answer.headline.values["count"] == len(tasks)
