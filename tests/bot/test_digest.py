"""The daily digest, as an administrator gets it: when wanted, once a day, whatever is restarted."""

from pathlib import Path

import pytest

from bot.service import Service
from bot.state import State
from tests.bot.serving import ADMIN, ANNA, serving
from tests.botapi import BotApiServer

pytestmark = pytest.mark.anyio

DAY = 24 * 60 * 60

SAID = (
    ("/digest", "关"),
    ("/digest on", "每天早上"),
    ("/digest", "开"),
    ("/digest OFF", "不再发"),
    ("/digest", "关"),
)


async def test_it_is_off_until_it_is_switched_on(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        for text, told in SAID:
            server.say(ADMIN, ADMIN.private, text)
            (reply,) = await server.replies(1)
            assert told in reply.text
        server.say(ANNA, ANNA.private, "/digest on")
        (reply,) = await server.replies(1)
        assert "管理员" in reply.text


def make_due(folder: Path) -> None:
    """As if nothing had been told for two days."""
    with State(folder / "state.db") as state:
        state.run("UPDATE digests SET told_until = told_until - ?", (2 * DAY,))


async def test_it_comes_once_whatever_is_restarted(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        async with serving(service, tmp_path, server=server):
            server.say(ADMIN, ADMIN.private, "/digest on")
            for text in ("任务26谁负责", "老公房改造谁负责？"):
                server.say(ANNA, ANNA.private, text)
            await server.replies(3)
        make_due(tmp_path)
        async with serving(service, tmp_path, server=server):
            (digest,) = await server.replies(1)
            assert digest.chat_id == ADMIN.id
            assert "提问 2，回答 1，没有答案 1" in digest.text
            assert "老公房改造谁负责？" in digest.text
        assert await said_after_a_restart(service, tmp_path, server) == [ANNA.id]


async def test_a_day_without_questions_is_passed_over(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        async with serving(service, tmp_path, server=server):
            server.say(ADMIN, ADMIN.private, "/digest on")
            await server.replies(1)
        make_due(tmp_path)
        assert await said_after_a_restart(service, tmp_path, server) == [ANNA.id]


async def said_after_a_restart(service: Service, folder: Path, server: BotApiServer) -> list[int]:
    """To whom the bot speaks when it is started again and Anna asks something."""
    async with serving(service, folder, server=server):
        server.say(ANNA, ANNA.private, "任务26谁负责")
        await server.settled()
        return [sent.chat_id for sent in server.unread]
