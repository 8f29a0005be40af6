"""Two plans in one index, as chats: buttons, links and the contents stay with the plan that they are about."""

from pathlib import Path

import pytest

from bot.service import Service
from bot.understanding.requests import Browse, ShowTask, document_key, encode_request
from tests.bot.serving import ADMIN, ANNA, BORIS, OFFICE, serving

pytestmark = pytest.mark.anyio

PUTUO, LINJIANG = "putuo-quality-plan-2018-2020", "linjiang-green-plan-2021-2023"
KEY = document_key(LINJIANG)


async def test_who_names_no_plan_is_asked_and_goes_on_with_the_chosen_one(two_plans: Service, tmp_path: Path) -> None:
    async with serving(two_plans, tmp_path) as server:
        server.say(ANNA, ANNA.private, "任务3谁负责")
        (asked,) = await server.replies(1)
        assert [label[:6] for label in asked.labels] == ["《普陀区质量", "《临江区绿色"]
        server.press(ANNA, asked, asked.labels[1])
        (chosen,) = await server.replies(1)
        assert chosen.first_line.startswith("区发展改革委、区数据局负责任务3")
        assert "出自《临江区绿色低碳发展三年行动计划（2021—2023年）》" in chosen.text
        data = dict(chosen.buttons)
        assert data["4 ▶"] == f"t4_{KEY}"
        server.press(ANNA, chosen, "4 ▶")
        (following,) = await server.replies(1)
        assert "出自《临江区" in following.text
        server.press(ANNA, following, "2022年")
        (year,) = await server.replies(1)
        assert "2022" in year.first_line
        assert "出自《临江区" in year.text


async def test_a_link_opens_its_plan(two_plans: Service, tmp_path: Path) -> None:
    async with serving(two_plans, tmp_path) as server:
        server.say(ANNA, ANNA.private, f"/start {encode_request(ShowTask(3, document=KEY))}")
        (opened,) = await server.replies(1)
        assert "绿企50强" in opened.first_line


async def test_the_contents_begin_with_the_plans(two_plans: Service, tmp_path: Path) -> None:
    async with serving(two_plans, tmp_path) as server:
        server.say(ANNA, ANNA.private, "/plan")
        (plans,) = await server.replies(1)
        assert plans.first_line == "2个文件，请选择："
        assert [data for _, data in plans.buttons] == [
            encode_request(Browse(document=document_key(name))) for name in (PUTUO, LINJIANG)
        ]
        server.press(ANNA, plans, plans.labels[1])
        (contents,) = await server.replies(1)
        assert contents.first_line.startswith("临江区绿色低碳发展")
        assert all(data.endswith(f"_{KEY}") for _, data in contents.buttons)


async def test_a_button_of_a_plan_that_is_gone_says_so(two_plans: Service, service: Service, tmp_path: Path) -> None:
    async with serving(two_plans, tmp_path) as server:
        server.say(ANNA, ANNA.private, "临江的任务3谁负责")
        (answer,) = await server.replies(1)
        async with serving(service, tmp_path / "one") as other:
            other.meet(ANNA.private)
            press = await other.acknowledged(other.press(ANNA, answer, "4 ▶"))
            assert press.text == "这个按钮已经失效，请重新提问。"


async def test_a_chat_may_have_a_document_of_its_own(two_plans: Service, tmp_path: Path) -> None:
    async with serving(two_plans, tmp_path) as server:
        server.say(ANNA, ANNA.private, "/document")
        (choice,) = await server.replies(1)
        assert choice.text.startswith("这里没有指定文件")
        assert choice.labels == ("普陀区质量提升行动计划", "临江区绿色低碳发展三年行动计划（2021—2023年）", "都查")
        server.press(ANNA, choice, choice.labels[1])
        (chosen,) = await server.replies(1)
        assert chosen.text.startswith("这里的问题先查：临江区绿色低碳发展")
    # … also after a restart
    async with serving(two_plans, tmp_path) as server:
        server.say(ANNA, ANNA.private, "任务3谁负责")
        server.say(ANNA, ANNA.private, "那任务5呢")
        server.say(ANNA, ANNA.private, "普陀计划的任务3谁负责")
        server.say(ANNA, ANNA.private, "智慧微菜场谁负责")
        first, second, other, only_there = await server.replies(4)
        assert first.first_line.startswith("区发展改革委、区数据局负责任务3")
        assert second.first_line.startswith("区住房城乡建设局负责任务5")
        assert other.first_line.startswith("区市场监管局负责任务3")
        assert only_there.first_line.startswith("区商务委负责任务26")


async def test_in_a_group_an_administrator_chooses(two_plans: Service, tmp_path: Path) -> None:
    async with serving(two_plans, tmp_path) as server:
        server.say(BORIS, OFFICE, "/document")
        (refused,) = await server.replies(1)
        assert refused.text == "This command is for administrators only."
        server.say(ADMIN, OFFICE, "/document")
        (choice,) = await server.replies(1)
        press = await server.acknowledged(server.press(BORIS, choice, choice.labels[0]))
        assert press.text == "This command is for administrators only."
        server.press(ADMIN, choice, choice.labels[0])
        await server.replies(1)
        server.say(BORIS, OFFICE, "/ask who owns task 3")
        (answer,) = await server.replies(1)
        assert "区市场监管局" in answer.first_line
