"""What buttons, commands and links ask for: their codes, their words, and the questions that they are."""

import pytest

from bot.service import Service
from bot.understanding import requests
from bot.understanding.requests import (
    Asking,
    Browse,
    BrowseDepartments,
    Request,
    ShowDepartment,
    ShowLines,
    ShowMeasures,
    ShowOwner,
    ShowSection,
    ShowTask,
    ShowYear,
    ShowYearOf,
    decode_request,
    department_key,
    document_key,
    encode_request,
    in_document,
    in_own_document,
    index_of,
    question_of,
    section_key,
    words_of,
)
from bot.understanding.types import Cue, Dialogue, Intent, Language
from tests.bot.answering.asking import headline

# a request ⇄ its code
CODES: tuple[tuple[Request, str], ...] = (
    (ShowTask(26), "t26"),
    (ShowTask(0), "t0"),
    (ShowTask(99_999), "t99999"),
    (ShowMeasures(26, 2020), "t26-2020"),
    (ShowOwner(3), "o3"),
    (ShowDepartment("0123abcd"), "d0123abcd"),
    (ShowYear(2019), "y2019"),
    (ShowSection("ffffffff"), "sffffffff"),
    (ShowYearOf(2019), "w2019-0"),
    (ShowYearOf(2019, 3), "w2019-3"),
    (ShowLines(9, 12), "l9-12"),
    (Browse(), "b-1"),
    (Browse("0123abcd", 3), "b0123abcd-3"),
    (BrowseDepartments(), "e1"),
    (BrowseDepartments(2), "e2"),
    (ShowTask(3, document="9c3f01ab"), "t3_9c3f01ab"),
    (Browse(document="9c3f01ab"), "b-1_9c3f01ab"),
)


@pytest.mark.parametrize(("request_", "code"), CODES, ids=[code for _, code in CODES])
def test_a_code(request_: Request, code: str) -> None:
    assert encode_request(request_) == code
    assert decode_request(code) == request_


GARBAGE = (
    *("", "t", "t-1", "t026", "t100000", "t26-20", "t26-3020", "t26 ", " t26", "T26", "t26\n", "d0123abc", "d0123ABCD"),
    *("y19", "l0-3", "l3", "b-0", "b", "e0", "e1000", "t3_", "t3_9c3f01", "t3_9c3f01ab_", "_9c3f01ab", "t٣", "x1"),
)


@pytest.mark.parametrize("code", GARBAGE, ids=map(ascii, GARBAGE))
def test_what_is_no_code(code: str) -> None:
    assert decode_request(code) is None


def test_a_document_is_named_once() -> None:
    named = in_document(ShowTask(3), "some-plan")
    assert named == ShowTask(3, document=document_key("some-plan"))
    assert in_document(named, "another") == named
    assert in_document(ShowTask(3), "") == ShowTask(3)


def test_only_where_there_are_several_is_a_document_named(service: Service, two_plans: Service) -> None:
    (own,) = service.index.documents
    assert in_own_document(ShowTask(3), service.index, own.id) == ShowTask(3)
    for document in two_plans.index.documents:
        named = in_own_document(ShowTask(3), two_plans.index, document.id)
        assert named == ShowTask(3, document=document_key(document.name))
        found = index_of(named, two_plans.index)
        assert found is not None
        assert [each.name for each in found.documents] == [document.name]
    assert index_of(ShowTask(3, document="00000000"), two_plans.index) is None
    assert index_of(ShowTask(3), service.index) is service.index


def keys(service: Service) -> tuple[str, str]:
    """The short names of 区教育局 and of 营造一流营商环境."""
    index = service.index
    department = next(each for each in index.departments if each.name == "区教育局")
    section = next(each for each in index.sections if each.part == "table" and "营商环境" in each.title)
    return department_key(department), section_key(index, section)


def words_table(service: Service) -> list[tuple[Asking, str, str, Intent]]:
    """Requests in the words of a person, in Chinese and English, with what they ask."""
    department, section = keys(service)
    return [
        (ShowTask(26), "任务26", "task 26", Intent.DESCRIPTION),
        (ShowMeasures(26, 2020), "任务26 2020年", "task 26 2020", Intent.MEASURES),
        (ShowOwner(26), "任务26谁负责", "who owns task 26", Intent.OWNER),
        (ShowYear(2019), "2019年有哪些安排", "overview of 2019", Intent.YEAR_OVERVIEW),
        (ShowYearOf(2019), "2019年有哪些安排", "overview of 2019", Intent.YEAR_OVERVIEW),
        (ShowYearOf(2019, 3), "任务3 2019年", "task 3 2019", Intent.MEASURES),
        (ShowDepartment(department), "区教育局负责哪些任务", "tasks of 区教育局", Intent.TASKS_OF_DEPARTMENT),
        (ShowSection(section), "营造一流营商环境包括哪些任务", "tasks under 营造一流营商环境", Intent.TASKS_OF_SECTION),
    ]


def test_the_words_of_a_request_ask_what_the_request_asks(service: Service) -> None:
    for request, chinese, english, intent in words_table(service):
        assert words_of(request, service.index, Language.CHINESE) == chinese
        assert words_of(request, service.index, Language.ENGLISH) == english
        for language, words in ((Language.CHINESE, chinese), (Language.ENGLISH, english)):
            question = question_of(request, service.index, language, Dialogue())
            assert question is not None
            assert (question.intent, question.language, question.text) == (intent, language, words)
            pressed, _ = service.answer_question(question, Dialogue())
            written, _ = service.answer(words, Dialogue())
            assert pressed.headline.key == written.headline.key
            assert pressed.task_ids == written.task_ids


def test_with_several_documents_the_words_name_the_document(two_plans: Service) -> None:
    index = two_plans.index
    request = in_document(ShowOwner(3), "linjiang-green-plan-2021-2023")
    assert words_of(request, index, Language.CHINESE) == "《临江区绿色低碳发展三年行动计划（2021—2023年）》任务3谁负责"


@pytest.mark.parametrize(
    "request_", [ShowDepartment("00000000"), ShowSection("00000000"), ShowTask(3, document="0" * 8)]
)
def test_what_the_plan_has_no_more(service: Service, request_: Asking) -> None:
    assert question_of(request_, service.index, Language.CHINESE, Dialogue()) is None
    assert "XX" not in words_of(request_, service.index, Language.ENGLISH)


# another year: the last question goes on where it was about the same task, else what the task does then
YEARS: tuple[tuple[str, ShowYearOf, Intent, str], ...] = (
    ("2020年HACCP的实施比例", ShowYearOf(2019, 3), Intent.FIGURE, "70%（2019年"),
    ("放心餐厅的比例三年怎么变？", ShowYearOf(2019, 27), Intent.FIGURE, "75%（2019年"),
    ("2020年HACCP是80%吗？", ShowYearOf(2019, 3), Intent.FIGURE, "70%（2019年"),
    ("2020年HACCP的实施比例", ShowYearOf(2019, 4), Intent.MEASURES, ""),
    ("任务26谁负责", ShowYearOf(2019, 26), Intent.MEASURES, ""),
    ("城市大脑2018年做什么？", ShowYearOf(2019, 18), Intent.MEASURES, ""),
    ("2020年有哪些安排", ShowYearOf(2019), Intent.YEAR_OVERVIEW, "2019年"),
    ("任务26谁负责", ShowYearOf(2019), Intent.YEAR_OVERVIEW, "2019年"),
    ("你好", ShowYearOf(2019, 3), Intent.MEASURES, ""),
)


@pytest.mark.parametrize(("before", "request_", "intent", "words"), YEARS, ids=[f"{r[0]} {r[1].number}" for r in YEARS])
def test_another_year(service: Service, before: str, request_: ShowYearOf, intent: Intent, words: str) -> None:
    _, dialogue = service.answer(before, Dialogue())
    question = question_of(request_, service.index, Language.CHINESE, dialogue)
    assert question is not None
    assert question.intent is intent
    assert question.years.years == (2019,)
    assert not question.cues & {Cue.TREND, Cue.YES_NO, Cue.WHY}
    assert question.tasks == ((request_.number,) if request_.number else ())
    answer, _ = service.answer_question(question, dialogue)
    assert words in headline(answer)
    assert {each.year for each in answer.citations} <= {2019, None}


def test_every_kind_of_request_has_a_code() -> None:
    assert {type(request) for request, _ in CODES} == set(requests._TEMPLATES)
