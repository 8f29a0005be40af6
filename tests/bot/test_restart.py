"""What a restart in between changes: nothing. And a server that begins its numbering anew is served."""

from pathlib import Path

import pytest

from bot.service import Service
from tests.bot.serving import ADMIN, ANNA, BORIS, OFFICE, STRANGER, serving
from tests.botapi import BotApiServer

pytestmark = pytest.mark.anyio


async def test_a_conversation_goes_on(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        server.meet(OFFICE)
        async with serving(service, tmp_path, server=server):
            server.say(ANNA, OFFICE, "/ask 2020年HACCP的实施比例？")
            server.say(BORIS, OFFICE, "/ask who owns task 26")
            await server.replies(2)
        async with serving(service, tmp_path, server=server):
            server.say(ANNA, OFFICE, "/ask 那2019年呢？")
            (for_anna,) = await server.replies(1)
            server.say(BORIS, OFFICE, "/ask what does it do in 2019?")
            (for_boris,) = await server.replies(1)
            assert for_anna.first_line.startswith("70%")
            assert "task 26" in for_boris.first_line


async def test_what_was_answered_is_not_answered_again(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        async with serving(service, tmp_path, server=server):
            server.say(ANNA, ANNA.private, "任务26谁负责")
            await server.replies(1)
            kept = server.pending
            await server.settled()
        for update in kept:  # the confirmation was lost: Telegram sends it once more
            server.resend(update)
        async with serving(service, tmp_path, server=server):
            await server.settled()
            assert server.unread == ()


async def test_what_was_asked_meanwhile_is_answered_in_order(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        async with serving(service, tmp_path, server=server):
            await server.settled()
        questions = [server.say(ANNA, ANNA.private, f"任务{number}谁负责") for number in range(1, 5)]
        async with serving(service, tmp_path, server=server):
            answers = await server.replies(4)
            assert [answer.reply_to for answer in answers] == [question.message_id for question in questions]


async def test_who_was_let_in_stays_in(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        async with serving(service, tmp_path, server=server):
            server.say(ADMIN, ADMIN.private, f"/allow {STRANGER.id}")
            await server.replies(1)
        async with serving(service, tmp_path, server=server):
            server.say(STRANGER, STRANGER.private, "who owns task 26")
            (answer,) = await server.replies(1)
            assert "区商务委" in answer.first_line


async def test_another_server_with_the_same_numbers_is_served_after_a_restart(service: Service, tmp_path: Path) -> None:
    for question, fact in (("任务26谁负责", "区商务委"), ("任务19谁负责", "区教育局")):
        async with serving(service, tmp_path) as server:  # each begins to number at the same place
            server.say(ANNA, ANNA.private, question)
            (answer,) = await server.replies(1)
            assert fact in answer.first_line


async def test_a_server_that_comes_back_with_numbers_of_its_own_is_served(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as first, BotApiServer() as second:
        port = first.port
        await second.stop()
        async with serving(service, tmp_path, server=first):
            for _ in range(3):
                first.say(ANNA, ANNA.private, "/help")
            await first.replies(3)
            await first.settled()
            await first.stop()
            await second.start(port)
            second.say(ANNA, ANNA.private, "任务26谁负责")  # numbered as the first message of the other server was
            (answer,) = await second.replies(1)
            assert "区商务委" in answer.first_line
