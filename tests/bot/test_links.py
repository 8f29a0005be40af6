"""Citations as links: each opens in private chat at exactly the task, year or lines that it names."""

import re
from pathlib import Path

import pytest

from bot.service import Service
from tests.bot.serving import ANNA, BORIS, OFFICE, STRANGER, serving

pytestmark = pytest.mark.anyio

_LINK = re.compile(
    r'(?P<quote>[^\n>]+)\n<a href="https://t\.me/PlanBot\?start=(?P<code>[A-Za-z0-9_-]{1,64})">(?P<place>[^<]+)</a>'
)

QUESTIONS = (
    "2020年HACCP的实施比例？",
    "任务26谁负责",
    "任务26",
    "放心餐厅的比例三年怎么变？",
    "首席质量官制度",
    "这份文件是谁印发的？",
    "“两代表一委员”出现在哪几处？",
    "工作原则是哪四句？",
)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_link_opens_what_it_stands_below(service: Service, tmp_path: Path, question: str) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, OFFICE, f"/ask {question}")
        (answer,) = await server.replies(1)
        links = list(_LINK.finditer(answer.html))
        assert links
        for link in links:
            server.say(BORIS, BORIS.private, f"/start {link['code']}")
            (opened,) = await server.replies(1)
            line = re.findall(r"\d+", link["place"])[-1]
            assert f"{line}" in opened.text, (link["code"], opened.text)
            assert link["quote"][:20] in opened.html
            assert opened.buttons


async def test_a_paragraph_has_its_neighbours_one_tap_away(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, "/start l921-921")
        (shown,) = await server.replies(1)
        assert shown.labels == ("↑ 上一段", "↓ 下一段", "任务26", "◀ 25", "27 ▶", "目录")
        server.press(ANNA, shown, "↑ 上一段")
        (above,) = await server.replies(1)
        assert "2020" in above.text
        server.press(ANNA, above, "↓ 下一段")
        (back,) = await server.replies(1)
        assert back.text == shown.text
        server.press(ANNA, back, "↓ 下一段")  # the first cell of the next task's row
        (below,) = await server.replies(1)
        assert below.labels == ("↑ 上一段", "↓ 下一段", "任务27", "◀ 26", "28 ▶", "目录")


# codes that open nothing any more, and codes that nobody ever made
USELESS = ("inline", "d00000000", "s00000000", "l99999-99999", "x", "t26-2020-1", "../etc/passwd")


@pytest.mark.parametrize("code", USELESS)
async def test_a_link_that_opens_nothing_says_who_the_bot_is(service: Service, tmp_path: Path, code: str) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, f"/start {code}")
        (said,) = await server.replies(1)
        assert said.text.startswith("您好！")


async def test_a_link_opens_nothing_for_who_may_not_ask(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(STRANGER, STRANGER.private, "/start t26")
        (said,) = await server.replies(1)
        assert said.text.startswith("Sorry, you may not ask here yet.")


async def test_a_link_goes_on_as_a_conversation(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, "/start t26-2020")
        server.say(ANNA, ANNA.private, "谁负责？")
        _, answer = await server.replies(2)
        assert answer.first_line.startswith("区商务委负责任务26")
