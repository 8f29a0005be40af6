"""Taught answers: only for the wordings they were taught for, only what stands in the plan, only while it does."""

import pytest

from bot.answering.taught import Place, Taught, question_key
from bot.answering.types import Answer, Status
from bot.service import Service
from bot.understanding.types import Dialogue

QUOTE = "75%的食品生产企业实施实施危害分析与关键控制点(HACCP)体系。"
SENTENCE = Place(document="putuo-quality-plan-2018-2020", line=228, quote=QUOTE)
TITLE = "加快提升标准化菜市场建设能级,完善食品追溯系统,推进蔬菜进社区直供点、智慧微菜场、生鲜超市等保障供应新模式建设。"
TASK = Place(document="putuo-quality-plan-2018-2020", line=907, quote=TITLE, task=26)
ASKED = "火星上种什么菜"


def ask(service: Service, *turns: str) -> Answer:
    dialogue = Dialogue()
    for turn in turns[:-1]:
        _, dialogue = service.answer(turn, dialogue)
    return service.answer(turns[-1], dialogue)[0]


def taught(service: Service, place: Place, text: str = ASKED) -> Service:
    return service.with_taught(Taught(answers={question_key(text): place}))


def test_a_sentence_is_quoted_with_its_place(service: Service) -> None:
    answer = ask(taught(service, SENTENCE), "请问火星上种什么菜？")
    assert answer.status is Status.ANSWERED
    assert [note.key for note in answer.notes] == ["taught_place"]
    cited = answer.citations[0]
    assert (cited.task, cited.year, cited.lines, cited.quote) == (3, 2020, (228, 228), QUOTE)


def test_a_task_is_told_as_it_always_is(service: Service) -> None:
    answer = ask(taught(service, TASK), ASKED)
    assert (answer.headline.key, answer.headline.values["task"]) == ("description", 26)
    assert answer.citations == ask(service, "任务26的主要任务是什么").citations


VOID = (
    Place(document="another-plan", line=228, quote=QUOTE),
    Place(document=SENTENCE.document, line=228, quote="这句话计划里没有。"),
    Place(document=SENTENCE.document, line=907, quote=TITLE, task=27),
    Place(document=SENTENCE.document, line=907, quote=TITLE, task=99),
)


@pytest.mark.parametrize("place", VOID, ids=["document", "sentence", "number", "no such task"])
def test_a_place_that_is_gone_answers_nothing(service: Service, place: Place) -> None:
    assert ask(taught(service, place), ASKED) == ask(service, ASKED)


def test_what_a_question_takes_from_before_is_not_overruled(service: Service) -> None:
    turns = ("2020年HACCP目标", "谁负责？")
    for lesson in (Taught(absent=frozenset({question_key("谁负责")})), taught(service, TASK, "谁负责").taught):
        assert ask(service.with_taught(lesson), *turns) == ask(service, *turns)


OTHERS = ("火星上2019年种什么菜", "火星上种什么", "任务26谁负责", "种菜")


@pytest.mark.parametrize("text", OTHERS)
def test_other_questions_are_answered_as_before(service: Service, text: str) -> None:
    for service_taught in (
        taught(service, SENTENCE),
        service.with_taught(Taught(absent=frozenset({question_key(ASKED)}))),
    ):
        assert ask(service_taught, text) == ask(service, text)


def test_a_taught_answer_can_be_followed_up(service: Service) -> None:
    answer = ask(taught(service, SENTENCE), ASKED, "谁负责？")
    assert answer.headline.key == "owner"
    assert answer.headline.values["task"] == 3
