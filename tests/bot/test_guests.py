"""Guests (Bot API 10): people who call the bot in a chat where it is no member. Off, unless the operator wants it."""

import json
from pathlib import Path

import pytest

from bot.service import Service
from tests.bot.serving import ANNA, ELSEWHERE, STRANGER, serving

pytestmark = pytest.mark.anyio


async def test_guests_are_not_asked_for_unless_switched_on(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        (first,) = await server.called("getUpdates")
        assert "guest_message" not in json.loads(first.parameters["allowed_updates"])
        query = server.call_as_guest(ANNA, ELSEWHERE, "@PlanBot 任务26谁负责")
        await server.settled()
        assert not query.is_answered
        assert server.unread == ()


async def test_a_guest_who_may_ask_is_answered_once(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path, guests=True) as server:
        query = await server.answered(server.call_as_guest(ANNA, ELSEWHERE, "@PlanBot 任务26谁负责"))
        (result,) = query.results
        assert result["title"].startswith("区商务委负责任务26")
        assert "第913行" in result["input_message_content"]["message_text"]
        await server.settled()
        assert server.unread == ()  # nothing is sent to a chat where the bot is not


@pytest.mark.parametrize(("person", "text"), [(STRANGER, "@PlanBot 任务26谁负责"), (ANNA, "@PlanBot")])
async def test_other_calls_are_passed_over(service: Service, tmp_path: Path, person: object, text: str) -> None:
    async with serving(service, tmp_path, guests=True) as server:
        query = server.call_as_guest(person, ELSEWHERE, text)  # type: ignore[arg-type]
        await server.settled()
        assert not query.is_answered
        assert server.unread == ()
