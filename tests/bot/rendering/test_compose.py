"""From an answer to a page: the answer's language, names of departments, places of quotations, lists and choices."""

import pytest

from bot.answering.types import Answer, Choice, Citation, Message, Part, Status
from bot.rendering.compose import compose, place, place_of_lines, write
from bot.service import Service
from bot.understanding.types import Language, Question
from corpus.model import Place
from index.types import DepartmentRecord
from tests.bot.answering.asking import ask, shown

COMMERCE = DepartmentRecord(1, "区商务委", "District Commission of Commerce")
TOWN = DepartmentRecord(2, "长征镇", "")


def make_citation(
    *, task: int | None = 3, year: int | None = 2020, field: str = "measures", lines: tuple[int, int] = (228, 228)
) -> Citation:
    return Citation(document="plan", task=task, year=year, field=field, section=(), lines=lines, quote="原文")


def make_answer(
    *,
    status: Status = Status.ANSWERED,
    notes: tuple[Message, ...] = (),
    parts: tuple[Part, ...] = (),
    choices: tuple[Choice, ...] = (),
) -> Answer:
    question = Question(text="", language=Language.CHINESE)
    headline = Message("thanks")
    return Answer(status=status, question=question, headline=headline, notes=notes, parts=parts, choices=choices)


MESSAGES: tuple[tuple[Message, str, str], ...] = (
    (Message("thanks"), "不客气", "You are welcome"),
    (
        Message("responsible", {"departments": (COMMERCE, TOWN)}),
        "责任部门：区商务委、长征镇",
        "Responsible: 区商务委 (District Commission of Commerce), 长征镇",
    ),
    (
        Message("no_such_year", {"years": (2016, 2021), "first": 2018, "last": 2020}),
        "计划没有2016、2021年的内容，只覆盖2018至2020年",
        "The plan says nothing about 2016, 2021; it covers 2018 to 2020",
    ),
    (
        Message("trend", {"rows": (Message("trend_year", {"year": 2018, "figure": "70%"}),) * 2, "task": 27}),
        "2018年 70% → 2018年 70%（任务27）",
        "2018: 70% → 2018: 70% (task 27)",
    ),
    (
        Message("no_fact", {"kind": Message("fact_copies")}),
        "文件没有写明印数",
        "The document does not state how many copies were printed",
    ),
)


@pytest.mark.parametrize(("message", "chinese", "english"), MESSAGES, ids=[row[0].key for row in MESSAGES])
def test_a_message_in_words(message: Message, chinese: str, english: str) -> None:
    assert write(message, Language.CHINESE) == chinese
    assert write(message, Language.ENGLISH) == english


def test_a_value_is_no_template() -> None:
    assert write(Message("says", {"text": "{text} {0} %s"}), Language.CHINESE) == "{text} {0} %s"


PLACES: tuple[tuple[Citation, str, str], ...] = (
    (make_citation(), "任务3 · 2020年 · 第228行", "task 3 · 2020 · line 228"),
    (make_citation(lines=(228, 230)), "任务3 · 2020年 · 第228-230行", "task 3 · 2020 · lines 228-230"),
    (make_citation(year=None, field="departments"), "任务3 · 责任部门 · 第228行", "task 3 · departments · line 228"),
    (make_citation(year=None, field="description"), "任务3 · 主要任务 · 第228行", "task 3 · description · line 228"),
    (make_citation(task=None, year=None, field="narrative"), "正文 · 第228行", "text · line 228"),
    (make_citation(task=None, year=None, field="metadata"), "文件信息 · 第228行", "notice · line 228"),
)


@pytest.mark.parametrize(("citation", "chinese", "english"), PLACES, ids=[row[1] for row in PLACES])
def test_where_a_quotation_stands(citation: Citation, chinese: str, english: str) -> None:
    assert (place(citation, Language.CHINESE), place(citation, Language.ENGLISH)) == (chinese, english)


def test_the_order_of_a_page() -> None:
    answer = make_answer(
        notes=(Message("scope", {"scope": "三年累计"}),),
        parts=(Part(citation=make_citation()), Part(message=Message("nearest"), is_more=True)),
    )
    page = compose(answer)
    assert page.headline == "不客气"
    assert [(line.text, line.place, line.is_more) for line in page.lines] == [
        ("注意范围：三年累计", "", False),
        ("原文", "任务3 · 2020年 · 第228行", False),
        ("计划中最接近的是：", "", True),
    ]


def test_a_sentence_that_is_shown_is_not_shown_again() -> None:
    answer = make_answer(parts=(Part(citation=make_citation()), Part(citation=make_citation(), is_more=True)))
    assert len(compose(answer).lines) == 1


@pytest.mark.parametrize(("status", "is_first"), [(Status.CHOOSE, True), (Status.NOT_FOUND, False)])
def test_choices_come_first_where_they_are_the_answer(status: Status, is_first: bool) -> None:
    choices = tuple(
        Choice(label=Message("choice_department", {"department": each}), question=f"{each.name}负责哪些任务")
        for each in (COMMERCE, TOWN)
    )
    page = compose(make_answer(status=status, parts=(Part(citation=make_citation()),), choices=choices))
    texts = [line.text for line in page.lines]
    assert texts == (["1. 区商务委", "2. 长征镇", "原文"] if is_first else ["原文", "1. 区商务委", "2. 长征镇"])
    assert [(button.label, button.question) for button in page.buttons] == [
        ("区商务委", "区商务委负责哪些任务"),
        ("长征镇", "长征镇负责哪些任务"),
    ]


# questions in English whose answers name departments
ENGLISH = (
    "who owns task 26",
    "List everything market supervision is responsible for.",
    "How many departments are responsible?",
    "Which department has the most tasks?",
    "How many tasks have more than one department?",
    "2020 HACCP target",
    "What is task 28 about?",
)


@pytest.mark.parametrize("question", ENGLISH)
def test_english_answers_name_departments_in_both_languages(service: Service, question: str) -> None:
    text = shown(ask(service, question))
    english = {department.name: department.english for department in service.index.departments}
    frame = [line for line in text.split("\n") if not line.startswith("[")]
    named = [name for name in english if any(name in line for line in frame)]
    assert named
    for name in named:
        assert any(f"{name} ({english[name]})" in line for line in frame)


def test_chinese_answers_name_departments_as_the_plan_does(service: Service) -> None:
    assert "District" not in shown(ask(service, "一共涉及多少个责任部门？"))


def test_a_headline_fits_a_notification(service: Service) -> None:
    questions = (
        "任务26谁负责",
        "2020 HACCP target",
        "区市场监管局负责哪些任务",
        "HACCP三年各多少",
        "太空电梯",
        "任务22 2019",
    )
    for question in questions:
        assert len(compose(ask(service, question)).headline) <= 120


ORIGINALS = (
    (None, "第913行", "line 913"),
    (Place(table=1, row=27), "第913行 · 表1第27行", "line 913 · table 1, row 27"),
    (Place(paragraph=12), "第913行 · 第12段", "line 913 · paragraph 12"),
    (Place(sheet="任务分工表", cell="C12"), "第913行 · 任务分工表!C12", "line 913 · 任务分工表!C12"),
    (Place(page=3, table=1, row=2), "第913行 · 原文第3页 · 表1第2行", "line 913 · page 3 · table 1, row 2"),
    (Place(page=3, last_page=4), "第913行 · 原文第3-4页", "line 913 · pages 3-4"),
)


@pytest.mark.parametrize(("original", "chinese", "english"), ORIGINALS, ids=[row[1] for row in ORIGINALS])
def test_the_place_in_the_original_stands_beside_the_line(original: Place | None, chinese: str, english: str) -> None:
    assert place_of_lines(913, 913, original, Language.CHINESE) == chinese
    assert place_of_lines(913, 913, original, Language.ENGLISH) == english
