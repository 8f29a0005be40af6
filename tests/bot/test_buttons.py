"""Buttons below answers: what each does, that each survives a restart, and that an outdated one says so kindly."""

from pathlib import Path

import pytest

from bot.callbacks import decode
from bot.service import Service
from tests.bot.serving import ANNA, BORIS, OFFICE, serving
from tests.botapi import BotApiServer

pytestmark = pytest.mark.anyio

# question, button, the first line after it
PRESSED: tuple[tuple[str, str, str], ...] = (
    ("2020年HACCP的实施比例？", "2019年", "70%（2019年，任务3）"),
    ("2020年HACCP的实施比例？", "谁负责", "区市场监管局负责任务3"),
    ("2020年HACCP的实施比例？", "全文", "任务3：完善食品药品安全监管体制"),
    ("2020年HACCP的实施比例？", "部门任务", "区市场监管局负责9项任务"),
    ("2020年HACCP的实施比例？", "◀ 2", "任务2："),
    ("2020年HACCP的实施比例？", "4 ▶", "任务4："),
    ("放心餐厅的比例三年怎么变？", "2019年", "75%（2019年，任务27）"),
    ("任务26谁负责", "2018年", "2018年：完成社区智慧微菜场50个点位建设"),
    ("区民政局负责哪些任务", "17", "任务17："),
    ("2019年有哪些安排？", "2/4 ▶", "2019年，全部38项任务"),
    ("2019年有哪些安排？", "2018年", "2018年，全部38项任务"),
    ("首席质量官制度", "上下文", "(六)健全质量人才教育培养体系"),
    ("中小企业谁负责", "任务13：开展中小企业质量状况调研…", "区市场监管局、区工商联负责任务13"),
    ("who owns task 26", "2020", "2020: 以商业楼宇"),
    ("2020 HACCP target", "Owner", "区市场监管局 (District Market Supervision Administration)"),
)


@pytest.mark.parametrize(("question", "label", "first_line"), PRESSED, ids=[f"{row[0]} {row[1]}" for row in PRESSED])
@pytest.mark.parametrize("is_restarted", [False, True], ids=["at once", "after a restart"])
async def test_a_button_edits_its_message(
    service: Service, tmp_path: Path, question: str, label: str, first_line: str, is_restarted: bool
) -> None:
    async with BotApiServer() as server:
        async with serving(service, tmp_path, server=server):
            server.say(ANNA, ANNA.private, question)
            (answer,) = await server.replies(1)
            press = None if is_restarted else server.press(ANNA, answer, label)
            shown = await server.replies(1) if press else []
        if is_restarted:
            async with serving(service, tmp_path, server=server):
                press = server.press(ANNA, answer, label)
                shown = await server.replies(1)
        assert [(sent.is_edit, sent.message_id) for sent in shown] == [(True, answer.message_id)]
        assert shown[0].first_line.startswith(first_line)
        assert press is not None
        assert (press.is_acknowledged, press.text) == (True, "")


ANSWERS = (
    "2020年HACCP的实施比例？",
    "任务38",
    "任务1谁负责",
    "区商务委负责哪些任务",
    "2020年有哪些安排？",
    "品牌 2019年",
    "首席质量官制度",
    "任务39谁负责",
    "which tasks mention brands?",
)


@pytest.mark.parametrize("question", ANSWERS)
async def test_every_button_of_an_answer_works(service: Service, tmp_path: Path, question: str) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, question)
        (answer,) = await server.replies(1)
        for _, data in answer.buttons:
            if not data:
                continue
            assert decode(data) is not None
            press = await server.acknowledged(server.press(ANNA, answer, data=data))
            assert "失效" not in press.text
            assert "out of date" not in press.text
        assert all(len(label) <= 60 for label in answer.labels)
        # a phone shows four in a row, five where they are numbers
        assert all(len(row) <= (5 if all(label.isdigit() for label in row) else 4) for row in answer.rows)


async def test_copying_and_asking_again_need_no_round_trip(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        server.has_inline = True
        async with serving(service, tmp_path, server=server):
            server.say(ANNA, ANNA.private, "2020年HACCP的实施比例？")
            (answer,) = await server.replies(1)
            assert answer.button("复制")["copy_text"] == {"text": answer.first_line}
            assert answer.button("改问")["switch_inline_query_current_chat"] == "2020年HACCP的实施比例？"
            server.press(ANNA, answer, "全文")
            (full,) = await server.replies(1)
            assert full.button("改问")["switch_inline_query_current_chat"] == "任务3"


async def test_without_inline_mode_nothing_is_offered_that_needs_it(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, "2020年HACCP的实施比例？")
        (answer,) = await server.replies(1)
        assert "改问" not in answer.labels


async def test_a_button_of_somebody_else_moves_only_the_conversation_of_whoever_pressed(
    service: Service, tmp_path: Path
) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, OFFICE, "/ask 2020年HACCP的实施比例？")
        (answer,) = await server.replies(1)
        server.press(BORIS, answer, "4 ▶")
        await server.replies(1)
        server.say(BORIS, OFFICE, "/ask 它谁负责？")
        (for_boris,) = await server.replies(1)
        server.say(ANNA, OFFICE, "/ask 那2019年呢？")
        (for_anna,) = await server.replies(1)
        assert "任务4" in for_boris.first_line
        assert for_anna.first_line.startswith("70%")


# buttons of before the index was built anew, for what it no longer has
GONE = ("d00000000", "s00000000", "b00000000-1", "l99999-99999", "p1", "c7", "x", "t26-20200", "q:")


@pytest.mark.parametrize("data", GONE)
async def test_a_button_for_what_is_gone_says_so(service: Service, tmp_path: Path, data: str) -> None:
    async with BotApiServer() as server, serving(service, tmp_path, server=server):
        server.say(ANNA, ANNA.private, "/plan")  # no answer: nothing is remembered of it
        (shown,) = await server.replies(1)
        press = await server.acknowledged(server.press(ANNA, shown, data=data))
        assert (press.text, press.is_alert) == ("这个按钮已经失效，请重新提问。", True)
        assert server.unread == ()


async def test_a_task_that_the_plan_does_not_have_is_told_as_such(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, "/plan")
        (shown,) = await server.replies(1)
        server.press(ANNA, shown, data="t99")
        (told,) = await server.replies(1)
        assert told.first_line == "没有任务99，任务编号为1至38"
