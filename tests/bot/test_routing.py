"""Several documents in one index: each question goes to the one it names, else to the one that answers it."""

import json

import pytest

from bot.answering.types import Status
from bot.rendering.compose import compose
from bot.rendering.jsonl import answer_to_json
from bot.service import Service
from bot.understanding.requests import ShowDepartment, ShowSection, department_key, question_of, section_key
from bot.understanding.types import Dialogue, Language
from tests.bot.answering.asking import headline, shown

PUTUO, LINJIANG = "putuo-quality-plan-2018-2020", "linjiang-green-plan-2021-2023"

# what a person says, one message after the other → words of the last answer's first line, documents it cites
ASKED = (
    (("普陀计划任务3谁负责",), "区市场监管局负责任务3", {PUTUO}),
    (("临江的任务3谁负责",), "区发展改革委、区数据局负责任务3", {LINJIANG}),
    (("who owns task 3 in the green plan",), "区发展改革委", {LINJIANG}),
    # named once, spoken of on
    (("临江的任务3谁负责", "那任务5呢"), "区住房城乡建设局负责任务5", {LINJIANG}),
    (("普陀计划任务3谁负责", "临江呢"), "区发展改革委、区数据局负责任务3", {LINJIANG}),
    (("任务3谁负责", "2"), "区发展改革委、区数据局负责任务3", {LINJIANG}),
    # only one of them speaks of it
    (("智慧微菜场谁负责",), "区商务委负责任务26", {PUTUO}),
    (("绿色工厂谁负责",), "区发展改革委、区数据局负责任务3", {LINJIANG}),
    (("2022年有哪些安排",), "2022年，全部16项任务", {LINJIANG}),
    (("2019 HACCP target",), "70%", {PUTUO}),
    (("绿色工厂谁负责", "2020年HACCP比例是多少"), "75%", {PUTUO}),
    # the text's figure till 2023 is not taken for that of a year
    (("临江2021年绿色工厂多少家",), "8家（2021年，任务3）", {LINJIANG}),
    # both, side by side
    (("新旧两个计划各有多少项任务",), "共38项任务", {PUTUO, LINJIANG}),
    (("新旧两个计划各有多少项任务",), "共16项任务", {PUTUO, LINJIANG}),
    (("新旧计划的HACCP比例对比",), "《临江区绿色低碳发展三年行动计划（2021—2023年）》：计划中没有", {PUTUO}),
)


@pytest.mark.parametrize("half", ["\ud800", "\ude00\ud83d"])
def test_half_a_character_can_be_written_down(two_plans: Service, half: str) -> None:
    answer, _ = two_plans.answer(f"任务3谁负责{half}", Dialogue())
    assert answer.status is Status.CHOOSE
    json.dumps(answer_to_json(answer, elapsed_ms=0), ensure_ascii=False).encode("utf-8")


# a button from before there were several documents names none: the department's tasks, the section's
UNNAMED = (("区数据局负责哪些任务", LINJIANG), ("区商务委负责哪些任务", PUTUO))


@pytest.mark.parametrize(("question", "document"), UNNAMED)
def test_a_button_that_names_no_document(two_plans: Service, question: str, document: str) -> None:
    asked, _ = two_plans.answer(question, Dialogue())
    name = next(each.name for each in two_plans.index.departments if each.id in asked.question.departments[0].ids)
    department = next(each for each in two_plans.index.departments if each.name == name)
    pressed = question_of(ShowDepartment(department_key(department)), two_plans.index, Language.CHINESE, Dialogue())
    assert pressed is not None
    found, _ = two_plans.answer_question(pressed, Dialogue())
    assert {citation.document for citation in found.citations} == {document}


def test_each_heading_opens_without_its_document(two_plans: Service) -> None:
    for section in two_plans.index.sections:
        request = ShowSection(section_key(two_plans.index, section))
        question = question_of(request, two_plans.index, Language.CHINESE, Dialogue())
        assert question is not None
        found, _ = two_plans.answer_question(question, Dialogue())
        document = two_plans.index.document(section.document_id).name
        assert {citation.document for citation in found.citations} <= {document}


@pytest.mark.parametrize(("turns", "words", "documents"), ASKED, ids=[" / ".join(row[0]) for row in ASKED])
def test_answered(two_plans: Service, turns: tuple[str, ...], words: str, documents: set[str]) -> None:
    dialogue = Dialogue()
    for text in turns:
        answer, dialogue = two_plans.answer(text, dialogue)
    assert answer.status is Status.ANSWERED
    assert words in headline(answer)
    assert {citation.document for citation in answer.citations} == documents
    for title in {LINJIANG: "临江区绿色低碳发展三年行动计划", PUTUO: "普陀区质量提升行动计划"}.items():
        assert (title[1] in shown(answer)) >= (title[0] in documents)


@pytest.mark.parametrize("question", ["任务3谁负责", "一共多少项任务", "who owns task 3"])
def test_where_two_fit_the_person_is_asked(two_plans: Service, question: str) -> None:
    answer, _ = two_plans.answer(question, Dialogue())
    assert answer.status is Status.CHOOSE
    assert [citation.document for citation in answer.citations] == [PUTUO, LINJIANG]
    for choice, document in zip(answer.choices, (PUTUO, LINJIANG), strict=True):
        chosen, _ = two_plans.answer(choice.question, Dialogue())
        assert chosen.status is Status.ANSWERED
        assert {citation.document for citation in chosen.citations} == {document}


# nothing of another document comes in
DECLINED = (
    ("临江的任务26谁负责", "没有任务26，任务编号为1至16"),
    ("普陀计划2022年做什么", "2018至2020年"),
    ("临江的智慧微菜场谁负责", "没有"),
    ("临江区商务委负责哪些任务", "没有"),
    ("普陀区的绿色工厂谁负责", "没有"),
    ("火星移民谁负责", "没有"),
)


@pytest.mark.parametrize(("question", "words"), DECLINED, ids=[row[0] for row in DECLINED])
def test_declined(two_plans: Service, question: str, words: str) -> None:
    answer, _ = two_plans.answer(question, Dialogue())
    assert answer.status is Status.NOT_FOUND
    assert words in headline(answer)


def test_small_talk_is_of_no_document(two_plans: Service) -> None:
    answer, _ = two_plans.answer("你好", Dialogue())
    assert compose(answer).lines == ()


def test_a_number_that_is_not_there_is_not_gone_on_with(two_plans: Service) -> None:
    dialogue = Dialogue()
    for text in ("临江任务99谁负责", "那任务5呢"):
        answer, dialogue = two_plans.answer(text, dialogue)
    assert headline(answer).startswith("区住房城乡建设局负责任务5")
