"""Questions asked while the bot was down: dated, answered like any other, or dropped, as the operator says."""

import time
from pathlib import Path

import pytest

from bot.service import Service
from bot.setting_values import Staleness
from tests.bot.serving import ANNA, BORIS, OFFICE, serving
from tests.botapi import BotApiServer, Person

pytestmark = pytest.mark.anyio

MINUTE, HOUR, DAY = 60, 3600, 86400

# who asks, how long ago, what the operator set, from how many minutes on a question is old → the note below the answer;
# None: no answer at all; "": an answer without a note
STALE: tuple[tuple[Person, int, Staleness, int, str | None], ...] = (
    (ANNA, 9 * MINUTE, Staleness.DATE, 10, ""),
    (ANNA, 25 * MINUTE, Staleness.DATE, 10, "（这是25分钟前的问题。）"),
    (ANNA, 3 * HOUR, Staleness.DATE, 10, "（这是3小时前的问题。）"),
    (BORIS, 25 * MINUTE, Staleness.DATE, 10, "(This was asked 25 min ago.)"),
    (BORIS, 2 * DAY, Staleness.DATE, 10, "(This was asked 2 d ago.)"),
    (ANNA, 3 * HOUR, Staleness.DATE, 0, ""),
    (ANNA, 3 * HOUR, Staleness.ANSWER, 10, ""),
    (ANNA, 3 * HOUR, Staleness.DROP, 10, None),
    (ANNA, 9 * MINUTE, Staleness.DROP, 10, ""),
)


@pytest.mark.parametrize(("person", "ago", "stale", "minutes", "note"), STALE)
async def test_a_late_question(
    service: Service, tmp_path: Path, person: Person, ago: int, stale: Staleness, minutes: int, note: str | None
) -> None:
    async with BotApiServer() as server:
        server.meet(OFFICE)
        server.say(person, OFFICE, "/ask 任务26谁负责", date=int(time.time()) - ago)
        server.say(person, person.private, "/task 26", date=int(time.time()) - ago)
        async with serving(service, tmp_path, server=server, stale=stale, stale_minutes=minutes):
            await server.settled()
        assert len(server.unread) == (0 if note is None else 2)
        for answer in server.unread:
            notes = [line for line in answer.text.splitlines() if "前的问题" in line or "was asked" in line]
            assert notes == ([note] if note else [])


async def test_buttons_pressed_meanwhile_work_all_the_same(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        async with serving(service, tmp_path, server=server, stale=Staleness.DROP):
            server.say(ANNA, ANNA.private, "任务26谁负责")
            (answer,) = await server.replies(1)
        server.press(ANNA, answer, "全文")
        async with serving(service, tmp_path, server=server, stale=Staleness.DROP):
            (full,) = await server.replies(1)
            assert full.first_line.startswith("任务26：")


async def test_an_old_update_whose_press_telegram_forgot_does_no_harm(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, "任务26谁负责")
        (answer,) = await server.replies(1)
        press = server.press(ANNA, answer, "全文")
        press.is_acknowledged = True  # "query is too old"
        (full,) = await server.replies(1)
        assert full.first_line.startswith("任务26：")
        await server.settled()
        assert server.unread == ()
