"""Inline mode: what is offered to whom while they type in another chat."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.service import Service
from tests.bot.serving import ADMIN, ANNA, BORIS, STRANGER, serving
from tests.botapi import BotApiServer, Person
from tests.botapi.markup import read_html

pytestmark = pytest.mark.anyio


@pytest.fixture
async def server(service: Service, tmp_path: Path) -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        server.has_inline = True
        async with serving(service, tmp_path, server=server):
            yield server


# who types what → the titles that are offered begin like this
OFFERED: tuple[tuple[Person, str, tuple[str, ...]], ...] = (
    (
        ANNA,
        "放心餐厅 2020",
        ("2020年：通过开展检查", "区市场监管局负责任务27", "2018年：", "2019年：", "任务27：推进建设“放心餐厅”"),
    ),
    (BORIS, "2020 HACCP target", ("75% (2020, task 3)", "区市场监管局", "100%", "70%", "Task 3: ")),
    (ADMIN, "任务26谁负责", ("区商务委负责任务26", "2018年：", "2019年：", "2020年：", "任务26：")),
    (ANNA, "中小企业谁负责", ("区市场监管局、区工商联负责任务13", "区市场监管局负责任务14")),
    (ANNA, "总共多少项任务？", ("共38项任务",)),
    (ANNA, "任务39谁负责", ()),
    (ANNA, "", ()),
    (ANNA, "   ", ()),
    (STRANGER, "任务26谁负责", ()),
)


@pytest.mark.parametrize(
    ("person", "text", "titles"), OFFERED, ids=[f"{row[0].first_name} {row[1]}" for row in OFFERED]
)
async def test_is_offered(server: BotApiServer, person: Person, text: str, titles: tuple[str, ...]) -> None:
    query = await server.answered(server.type_inline(person, text))
    offered = [result["title"] for result in query.results]
    assert [title[: len(begins)] for title, begins in zip(offered, titles, strict=True)] == list(titles)


async def test_offers_are_personal_and_briefly_cached(server: BotApiServer) -> None:
    for person in (ANNA, STRANGER):
        query = await server.answered(server.type_inline(person, "任务26谁负责"))
        assert (query.parameters["is_personal"], int(query.parameters["cache_time"])) == ("true", 10)


async def test_an_offer_is_a_whole_answer(server: BotApiServer) -> None:
    query = await server.answered(server.type_inline(ANNA, "任务26谁负责"))
    first = query.results[0]
    assert first["description"] == "任务26 · 责任部门 · 第913行｜区商务委"
    content = first["input_message_content"]
    assert content["link_preview_options"] == {"is_disabled": True}
    text, _ = read_html(content["message_text"])
    assert text.splitlines()[0] == first["title"]
    assert "第913行" in text
    ((button,),) = first["reply_markup"]["inline_keyboard"]
    assert button == {"text": "在私聊中打开", "url": "https://t.me/PlanBot?start=o26"}


async def test_there_is_a_way_to_the_private_chat_and_none_for_strangers(server: BotApiServer) -> None:
    query = await server.answered(server.type_inline(BORIS, ""))
    assert json.loads(query.parameters["button"]) == {"text": "Ask in private", "start_parameter": "inline"}
    query = await server.answered(server.type_inline(STRANGER, "task 26"))
    assert "button" not in query.parameters


async def test_typing_is_no_conversation(server: BotApiServer) -> None:
    server.say(ANNA, ANNA.private, "2020年HACCP的实施比例？")
    await server.replies(1)
    await server.answered(server.type_inline(ANNA, "任务26谁负责"))
    server.say(ANNA, ANNA.private, "那2019年呢？")
    (answer,) = await server.replies(1)
    assert answer.first_line.startswith("70%")


async def test_what_was_sent_by_way_of_the_bot_is_not_answered(server: BotApiServer) -> None:
    server.say(ANNA, ANNA.private, "任务26谁负责", via_bot=server.bot.as_json())
    await server.settled()
    assert server.unread == ()
