"""Many questions at once: in order for each, fair to all, and within the limits that Telegram sets."""

import asyncio
import dataclasses
from pathlib import Path

import pytest

from bot.service import Service
from tests.bot.serving import ANNA, BORIS, CLARA, HASTE, OFFICE, serving
from tests.botapi import BotApiServer, Chat, Limits, Message, Person, Sent, faults

pytestmark = [
    pytest.mark.anyio,
    # python-telegram-bot warns of its own use of an attribute when Telegram asks it to wait
    pytest.mark.filterwarnings("ignore:.*attribute `retry_after`"),
]


def _ask(server: BotApiServer, person: Person, chat: Chat, tasks: range) -> list[Message]:
    return [server.say(person, chat, f"/ask 任务{number}谁负责") for number in tasks]


def _answered_in_order(questions: list[Message], answers: tuple[Sent, ...]) -> bool:
    """Whether each question of a chat was answered once, in the order in which they were asked."""
    ids = [question.message_id for question in questions]
    return [answer.reply_to for answer in answers if answer.reply_to in ids] == ids


async def test_a_burst_of_one_person_is_answered_in_order_and_told_of_once(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        questions = _ask(server, BORIS, BORIS.private, range(1, 13))
        async with serving(service, tmp_path, server=server):
            await server.heard(12)
        assert _answered_in_order(questions, server.history)
        told = [answer.text.splitlines()[-1] for answer in server.history if "waiting" in answer.text]
        assert told == ["(You have 11 more questions waiting; I will answer them one by one.)"]


async def test_a_few_questions_are_not_told_of(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        _ask(server, BORIS, BORIS.private, range(1, 5))
        async with serving(service, tmp_path, server=server):
            await server.heard(4)
        assert not [answer for answer in server.history if "waiting" in answer.text]


async def test_nobody_waits_for_the_burst_of_somebody_else(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        server.meet(OFFICE)
        burst = _ask(server, ANNA, OFFICE, range(1, 31))
        (single,) = _ask(server, BORIS, OFFICE, range(26, 27))
        async with serving(service, tmp_path, server=server):
            await server.heard(31)
        assert _answered_in_order(burst, server.history)
        # Boris asked last of all, and is answered among the first
        assert [answer.reply_to for answer in server.history].index(single.message_id) <= 2


async def test_a_chat_that_telegram_slows_down_keeps_no_other_waiting(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        server.meet(OFFICE)
        async with serving(service, tmp_path, server=server, patience=dataclasses.replace(HASTE, park=0.1)):
            await server.settled()
            server.fail("sendMessage", faults.flood(2))
            (slowed,) = _ask(server, ANNA, OFFICE, range(1, 2))
            await server.called("sendMessage")
            others = _ask(server, BORIS, BORIS.private, range(1, 9))
            first = await server.replies(8)
            assert [answer.reply_to for answer in first] == [question.message_id for question in others]
            (late,) = await server.replies(1)
            assert (late.chat_id, late.reply_to) == (OFFICE.id, slowed.message_id)
            assert late.at - slowed.at >= 2


async def test_the_limit_of_a_chat_loses_no_answer(service: Service, tmp_path: Path) -> None:
    async with BotApiServer(timeout=30) as server:
        server.meet(OFFICE)
        server.limits = Limits(per_chat=4)
        questions = [_ask(server, person, OFFICE, range(1, 4)) for person in (ANNA, BORIS, CLARA)]
        async with serving(service, tmp_path, server=server):
            await server.replies(9)
            await server.settled()
        assert server.unread == ()
        assert all(_answered_in_order(each, server.history) for each in questions)
        assert 1 <= server.floods <= 3  # after the first 429 the bot keeps within the limit by itself


async def test_the_limit_over_all_chats_loses_no_answer(service: Service, tmp_path: Path) -> None:
    people = [Person(id_, f"P{id_}", "zh") for id_ in range(201, 241)]
    async with BotApiServer(timeout=30) as server:
        server.limits = Limits(overall=30)
        async with serving(
            service, tmp_path, server=server, allowed_chat_ids=frozenset(person.id for person in people)
        ):
            await server.settled()
            questions = [_ask(server, person, person.private, range(1, 3)) for person in people]
            await server.replies(80)
            await server.settled()
        assert server.unread == ()
        assert all(_answered_in_order(each, tuple(s for s in server.history if s.chat_id == each[0].chat_id))
                   for each in questions)  # fmt: skip
        assert server.floods >= 1


async def test_a_chat_closed_for_too_long_gets_no_answer_and_holds_up_nobody(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.fail("sendMessage", faults.flood(100_000), 2)
        server.say(ANNA, OFFICE, "/ask 任务26谁负责")
        await server.settled()
        assert server.unread == ()
        server.say(BORIS, BORIS.private, "who owns task 26")
        (answer,) = await server.replies(1)
        assert "区商务委" in answer.first_line


async def test_an_answer_that_waits_for_telegram_survives_the_end_of_the_program(
    service: Service, tmp_path: Path
) -> None:
    async with BotApiServer() as server:
        server.fail("sendMessage", faults.flood(600))
        server.say(ANNA, ANNA.private, "任务26谁负责")
        async with serving(service, tmp_path, server=server):
            await server.called("sendMessage")
            await asyncio.sleep(0)  # … and is told to stop while it waits
        server.heal()
        async with serving(service, tmp_path, server=server):
            (answer,) = await server.replies(1)
            assert "区商务委" in answer.first_line
            await server.settled()
        assert server.unread == ()
