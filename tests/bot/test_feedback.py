"""What people think of answers, and why an answer is what it is: /why, 👍 and 👎."""

import json
import sqlite3
from pathlib import Path

import pytest

from bot.service import Service
from tests.bot.serving import ADMIN, ANNA, BORIS, ELSEWHERE, OFFICE, STRANGER, serving
from tests.botapi import BotApiServer

pytestmark = pytest.mark.anyio


def _ratings(folder: Path) -> list[tuple[int, int, str]]:
    with sqlite3.connect(folder / "state.db") as connection:
        rows = connection.execute("SELECT person_id, is_good, turn FROM ratings ORDER BY person_id").fetchall()
    connection.close()
    return rows


async def test_a_rating_is_acknowledged_to_who_gave_it_and_stored(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, OFFICE, "/ask 智慧微菜场谁负责")
        (answer,) = await server.replies(1)
        good = await server.acknowledged(server.press(ANNA, answer, "👍"))
        bad = await server.acknowledged(server.press(BORIS, answer, "👎"))
        assert (good.text, good.is_alert) == ("谢谢！已记下：有帮助。", False)
        assert bad.text == "Thank you! Noted: not helpful. The administrators will look into it."
        assert server.unread == ()  # nothing is said to the others
        assert _ratings(tmp_path) == [(ANNA.id, 1, "智慧微菜场谁负责"), (BORIS.id, 0, "智慧微菜场谁负责")]
        # whoever changes their mind is counted once
        await server.acknowledged(server.press(ANNA, answer, "👎"))
        assert [is_good for _, is_good, _ in _ratings(tmp_path)] == [0, 0]


async def test_a_rating_is_of_what_was_shown(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, "2020年HACCP的实施比例？")
        (answer,) = await server.replies(1)
        server.press(ANNA, answer, "谁负责")
        (owner,) = await server.replies(1)
        await server.acknowledged(server.press(ANNA, owner, "👎"))
    ((_, _, turn),) = _ratings(tmp_path)
    assert turn.endswith(":o3")


async def test_a_rating_below_an_answer_that_is_forgotten_says_so(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        async with serving(service, tmp_path, server=server):
            server.say(ANNA, ANNA.private, "任务26谁负责")
            (answer,) = await server.replies(1)
        (tmp_path / "state.db").unlink()
        async with serving(service, tmp_path, server=server):
            press = await server.acknowledged(server.press(ANNA, answer, "👍"))
            assert press.text == "这个按钮已经失效，请重新提问。"


async def test_why_tells_how_the_last_question_was_read(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, "老房子2020年做什么")
        server.say(ANNA, ANNA.private, "/why")
        _, told = await server.replies(2)
        assert told.text.splitlines() == [
            "我是这样理解的：一年做什么",
            "年份：2020",
            "“老房子”在计划里找：老旧住房、旧住房",
            "第1083行，符合90%：完成60万平方米老旧住房综合修缮改造",
        ]


async def test_why_in_reply_to_an_answer_is_about_that_one(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        server.meet(OFFICE)
        async with serving(service, tmp_path, server=server):
            server.say(ANNA, OFFICE, "/ask 任务26谁负责")
            (answer,) = await server.replies(1)
            server.say(BORIS, OFFICE, "/ask 2020 HACCP target")
            await server.replies(1)
        async with serving(service, tmp_path, server=server):
            server.say(BORIS, OFFICE, "/why", reply_to=answer)
            (told,) = await server.replies(1)
            assert told.text.splitlines() == [
                "How I read it: who is responsible",
                "Task: 26",
                "Looked up in the table by number; nothing was guessed",
            ]


async def test_why_without_an_answer_says_what_to_do(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(BORIS, OFFICE, "/why")
        (told,) = await server.replies(1)
        assert told.text == "Please reply with /why to an answer of mine."


async def test_what_is_kept_of_a_question_holds_no_names(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, "任务26谁负责")
        (answer,) = await server.replies(1)
        await server.acknowledged(server.press(ANNA, answer, "👍"))
    with sqlite3.connect(tmp_path / "state.db") as connection:
        everything = json.dumps([*connection.iterdump()], ensure_ascii=False)
    connection.close()
    assert ANNA.first_name not in everything
    assert ANNA.username not in everything


async def test_a_stranger_rates_nothing(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ADMIN, ELSEWHERE, "/ask 任务26谁负责")
        (answer,) = await server.replies(1)
        press = await server.acknowledged(server.press(STRANGER, answer, "👍"))
        assert "Your id is 99" in press.text
    assert _ratings(tmp_path) == []
