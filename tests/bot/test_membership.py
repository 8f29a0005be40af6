"""Buttons in a group: who left it is told so; who is in it is not asked about at every press."""

from pathlib import Path

import pytest

from bot.membership import MEMBER_SECONDS, Members
from bot.service import Service
from tests.bot.serving import ANNA, BORIS, OFFICE, STRANGER, serving
from tests.botapi import BotApiServer, faults
from tests.botapi.world import Sent

pytestmark = pytest.mark.anyio


async def answer_in_office(server: BotApiServer) -> Sent:
    server.say(ANNA, OFFICE, "/ask 2020年HACCP的实施比例？")
    (answer,) = await server.replies(1)
    return answer


async def test_who_left_the_group_presses_in_vain(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        answer = await answer_in_office(server)
        server.leave(STRANGER, OFFICE)
        told = await server.acknowledged(server.press(STRANGER, answer, "2019年"))
        again = await server.acknowledged(server.press(STRANGER, answer, "2019年"))
        assert ("Your id is 99" in told.text, again.text) == (True, "")
        assert server.unread == ()


async def test_who_may_ask_for_themselves_is_not_looked_up(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        answer = await answer_in_office(server)
        server.leave(BORIS, OFFICE)
        server.press(BORIS, answer, "2019年")
        await server.replies(1)
        assert server.calls_of("getChatMember") == []


@pytest.mark.parametrize(
    "fault", [faults.api_error(400, "Bad Request: user not found"), faults.api_error(404, "Not Found")]
)
async def test_where_telegram_does_not_tell_the_press_counts(
    service: Service, tmp_path: Path, fault: faults.Fault
) -> None:
    async with serving(service, tmp_path) as server:
        answer = await answer_in_office(server)
        server.fail("getChatMember", fault)
        server.press(STRANGER, answer, "2019年")
        (shown,) = await server.replies(1)
        assert shown.first_line.startswith("70%")


async def test_a_member_is_looked_up_once_a_minute(service: Service, tmp_path: Path) -> None:
    class _Bot:
        asked = 0

        async def get_chat_member(self, chat_id: int, person_id: int) -> object:
            from telegram import ChatMemberMember, ChatMemberRestricted, User

            self.asked += 1
            user = User(person_id, "Stan", is_bot=False)
            rights = dict.fromkeys((name for name in ChatMemberRestricted.__slots__ if name.startswith("can_")), False)
            outside = ChatMemberRestricted(user, is_member=False, until_date=None, **rights)  # type: ignore[arg-type]
            return ChatMemberMember(user) if person_id == 1 else outside

    now, bot = 100.0, _Bot()
    members = Members(lambda: now)
    assert [await members.has_left(bot, -5, 1) for _ in range(3)] == [False] * 3  # type: ignore[arg-type]
    assert bot.asked == 1
    now += MEMBER_SECONDS
    assert not await members.has_left(bot, -5, 1)  # type: ignore[arg-type]
    assert bot.asked == 2
    assert [await members.has_left(bot, -5, 2) for _ in range(2)] == [True] * 2  # type: ignore[arg-type]
    assert bot.asked == 4  # who is outside may come back any time
