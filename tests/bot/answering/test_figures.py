"""Answers that are figures. A figure of another year, task or kind in the first line is a wrong answer."""

import re

import pytest

from bot.answering.types import Status
from bot.service import Service
from bot.understanding.types import Intent
from tests.bot.answering.asking import PLAN, ask, headline, shown, squeeze, tasks_cited

# question → how the first line begins, task, year, the line where the figure stands
FIGURES: tuple[tuple[str, str, int | None, int | None, int], ...] = (
    ("2020 HACCP target", "75% (2020", 3, 2020, 228),
    ("2019年HACCP比例", "70%（2019年", 3, 2019, 224),
    ("2018年HACCP的实施比例？", "100%（2018年", 3, 2018, 218),
    ("2018年新增养老床位多少张", "600张（2018年", 23, 2018, 825),
    ("2020年新增养老床位多少张", "2600张（2020年", 23, 2020, 835),
    ("2018年新建绿地多少", "25万平方米（2018年", 38, 2018, 1199),
    ("2020年新建绿地多少公顷", "10公顷（2020年", 38, 2020, 1209),
    ("2019年新建几所幼儿园", "1所（2019年", 19, 2019, 691),
    ("2019年市一级幼儿园以上优质资源比例", "74.5%（2019年", 19, 2019, 691),
    ("2019年放心餐厅比例", "75%（2019年", 27, 2019, 939),
    ("2020年区域经济贡献比是多少", "6.7%（2020年", 4, 2020, 260),
    ("2020年PM2.5目标是多少", "37微克/立方米（2020年", 36, 2020, 1165),
    ("2018年单位增加值能耗下降率", "2.4%以上（2018年", 37, 2018, 1177),
    ("2018年综合能源消费量增幅", "不超过3.5%（2018年", 37, 2018, 1177),
    ("2019年工控平台服务项目多少项", "5-15项（2019年", 5, 2019, 282),
    ("2020年完成多少个地下空间物联感知设备安装", "2569个（2020年", 28, 2020, 975),
    ("2018年完成几条市民健身步道", "30条（2018年", 21, 2018, 739),
    ("how many new community health stations in 2018?", "10个 (2018", 22, 2018, 771),
    ("What share of total tax in 2019 for the sci-tech finance cluster?", "40% (2019", 9, 2019, 408),
    ("任务26 2018年多少个微菜场点位", "50个（2018年", 26, 2018, 911),
    ("2019年居家养老能力占老年人口多少", "6.8%（2019年", 23, 2019, 831),
    # one year alone has the figure, so that none need be named
    ("养老护理员持证率", "25%（2018年", 23, 2018, 825),
    ("新建绿道多少公里", "7公里（2018年", 38, 2018, 1199),
    # what a figure is limited to, in English
    ("How much new greenery over the 13th five-year plan?", "130公顷 (2020", 38, 2020, 1209),
    # the word for what is measured need not stand beside the figure
    ("2019年放心餐厅达标的比例定多少", "75%（2019年", 27, 2019, 939),
    # how many of a hundred, how much of a whole, how much at most
    ("In 2018 how many out of a hundred restaurants must be trustworthy?", "70% (2018", 27, 2018, 933),
    ("By how much can energy use go up at most in 2018?", "不超过3.5% (2018", 37, 2018, 1177),
    # what nouns ask for
    ("What volume of M&A deals is expected in 2018?", "3000亿元以上 (2018", 4, 2018, 250),
    ("How large an area does the Taopu planning cover in 2020?", "3.7平方公里 (2020", 12, 2020, 485),
    # 2020 is part of a programme's name
    ("How many special actions come under Healthy Putuo 2020?", "20项 (2018", 22, 2018, 771),
    ("全区地下空间装物联设备，最后要装满多少个？", "2569个（2020年", 28, 2020, 975),
    # the narrative's
    ("重大工程验收合格率", "100%", None, None, 44),
    ("争取落地几家国家级工程技术研究中心", "2-3家", None, None, 46),
)


@pytest.mark.parametrize(("question", "begins", "task", "year", "line"), FIGURES, ids=[row[0] for row in FIGURES])
def test_one_figure(
    service: Service, question: str, begins: str, task: int | None, year: int | None, line: int
) -> None:
    answer = ask(service, question)
    assert answer.status is Status.ANSWERED
    assert headline(answer).startswith(begins)
    first = answer.citations[0]
    assert (first.task, first.year, first.lines) == (task, year, (line, line))
    raw = re.split(r"[（ ]", begins)[0]
    assert raw in squeeze(first.quote)
    assert raw in squeeze(PLAN[line - 1])


@pytest.mark.parametrize(("question", "begins", "task", "year", "line"), FIGURES, ids=[row[0] for row in FIGURES])
def test_no_other_figure_before_it(
    service: Service, question: str, begins: str, task: int | None, year: int | None, line: int
) -> None:
    """The first line names one year, and the figure of no other one."""
    first = headline(ask(service, question))
    assert {int(each) for each in re.findall(r"20(?:18|19|20)(?!\d)", first)} <= {year}


# the same figure over the years: question → the first line, the task
TRENDS: tuple[tuple[str, str, int], ...] = (
    ("HACCP三年各多少", "2018年 100% → 2019年 70% → 2020年 75%（任务3）", 3),
    ("放心餐厅的比例三年怎么变？", "2018年 70% → 2019年 75% → 2020年 80%（任务27）", 27),
    ("区域经济贡献比三年各多少", "2018年 4% → 2019年 5.2% → 2020年 6.7%（任务4）", 4),
    ("每年老旧住房修缮多少平方米", "2018年 60万平方米 → 2019年 60万平方米 → 2020年 60万平方米（任务32）", 32),
    ("How many new kindergartens each year?", "2018: 2所 → 2019: 1所 → 2020: 2所 (task 19)", 19),
    ("2018和2020年HACCP比例各多少", "2018年 100% → 2020年 75%（任务3）", 3),
    # a year without the figure is told as one
    ("综合能源消费量增幅三年怎么控的", "2018年 不超过3.5% → 2019年 无数字 → 2020年 不超过2%（任务37）", 37),
)


@pytest.mark.parametrize(("question", "first_line", "task"), TRENDS, ids=[row[0] for row in TRENDS])
def test_a_figure_over_the_years(service: Service, question: str, first_line: str, task: int) -> None:
    answer = ask(service, question)
    assert (answer.status, headline(answer)) == (Status.ANSWERED, first_line)
    assert tasks_cited(answer) == {task}
    years = [int(year) for year in re.findall(r"20\d\d", first_line)]
    assert [citation.year for citation in answer.citations if citation.field == "measures"] == years


@pytest.mark.parametrize(
    "question",
    [
        "工程质量专项治理三年各抓什么？",
        "How does the seventh three-year environmental plan progress from 2018 through 2020?",
    ],
)
def test_who_asks_how_it_goes_on_gets_no_figure_with_two_gaps(service: Service, question: str) -> None:
    answer = ask(service, question)
    assert answer.status is Status.ANSWERED
    assert "无数字" not in headline(answer)
    assert "no figure" not in headline(answer)
    assert {citation.year for citation in answer.citations if citation.field == "measures"} == {2018, 2019, 2020}


def test_what_limits_a_figure_is_told_beside_it(service: Service) -> None:
    assert "十三五" in shown(ask(service, "2020年新增养老床位多少张"))
    assert "年均" in shown(ask(service, "综合能源消费量增幅三年怎么控的"))
    assert "三年累计" in shown(ask(service, "工控平台三年总收入多少"))


# the plan has the topic, but no such figure for that year: question → year, task
WITHOUT: tuple[tuple[str, int, int], ...] = (
    ("2019年综合能源消费量增幅", 2019, 37),
    ("2019年新建绿道多少公里", 2019, 38),
    ("2020年林荫道几条", 2020, 38),
    ("2019年养老护理员持证率", 2019, 23),
)


@pytest.mark.parametrize(("question", "year", "task"), WITHOUT, ids=[row[0] for row in WITHOUT])
def test_no_figure_for_that_year(service: Service, question: str, year: int, task: int) -> None:
    answer = ask(service, question)
    assert (answer.status, answer.headline.key) == (Status.NOT_FOUND, "no_figure_in_year")
    assert not re.search(r"\d(?:\.\d)?[%条公]", headline(answer))
    assert (task, year) in {(citation.task, citation.year) for citation in answer.citations}


# a figure of another kind stands near: a share where numbers are counted, people of 60 where people are, beds where
# a sum of money is asked for, square metres where lifts are counted
OTHER_KINDS = (
    "What is the population of Putuo District?",
    "How many people live in Putuo?",
    "How many lifts get added to old apartment blocks in 2019?",
    "What is the budget for the old housing renovation?",
    "What is the total budget in yuan for the plan?",
    "2018年新增养老床位的预算是多少",
    "放心餐厅罚款多少",
)


@pytest.mark.parametrize("question", OTHER_KINDS)
def test_no_figure_of_another_kind(service: Service, question: str) -> None:
    assert ask(service, question).status is Status.NOT_FOUND


def test_no_neighbouring_figure_in_a_short_question(service: Service) -> None:
    assert "75%" not in headline(ask(service, "幼儿园入园率2020"))


def test_a_name_that_ends_in_digits_before_chinese(service: Service) -> None:
    assert headline(ask(service, "2020年PM2.5浓度")).startswith("37微克/立方米")


# a figure that somebody takes for granted: question → is it right, the figure of the plan
CLAIMS: tuple[tuple[str, bool, str], ...] = (
    ("2020年HACCP是80%吗？", False, "75%"),
    ("2020年HACCP是75%吗", True, "75%"),
    ("2019年HACCP是75%吗", False, "70%"),
    ("Is the 2020 HACCP target 80%?", False, "75%"),
    ("为什么2020年PM2.5是35微克/立方米", False, "37微克/立方米"),
    ("2018年新增养老床位是600张吗", True, "600张"),
)


@pytest.mark.parametrize(("question", "is_right", "figure"), CLAIMS, ids=[row[0] for row in CLAIMS])
def test_a_claim_about_a_figure(service: Service, question: str, is_right: bool, figure: str) -> None:
    answer = ask(service, question)
    assert answer.headline.key == ("figure_right" if is_right else "figure_wrong")
    assert figure in headline(answer)


# from a figure to the tasks that have it
BACKWARDS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("2018年的30%是哪项任务？", (4, 9)),
    ("哪个任务有2600张", (23,)),
    ("哪项任务有60万平方米", (32,)),
    ("3000亿元是哪项任务", (4,)),
    ("which task has 50%", (9,)),
    ("Which task has the 75% target?", (3, 19, 27)),
    ("2019年的75%是哪项任务", (27,)),
)


@pytest.mark.parametrize(("question", "tasks"), BACKWARDS, ids=[row[0] for row in BACKWARDS])
def test_the_tasks_that_have_a_figure(service: Service, question: str, tasks: tuple[int, ...]) -> None:
    answer = ask(service, question)
    assert (answer.status, answer.question.intent) == (Status.ANSWERED, Intent.TASKS_WITH_FIGURE)
    assert answer.headline.values["tasks"] == tasks
    assert tasks_cited(answer) == set(tasks)


def test_a_figure_that_no_task_has(service: Service) -> None:
    answer = ask(service, "which task has 42%")
    assert (answer.status, answer.headline.key) == (Status.NOT_FOUND, "no_task_with_figure")
    assert "42%" in headline(answer)


def test_which_tasks_have_a_figure(service: Service) -> None:
    assert ask(service, "哪些任务有100%").question.intent is Intent.TASKS_WITH_FIGURE
