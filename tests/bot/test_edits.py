"""Edited questions: the answer follows, also after a restart; what cannot be edited any more does no harm."""

from pathlib import Path

import pytest

from bot.service import Service
from tests.bot.serving import ANNA, BORIS, OFFICE, serving
from tests.botapi import BotApiServer, Chat, Person

pytestmark = pytest.mark.anyio

# what was written, what it is edited to, what the answer's first line says then
EDITED: tuple[tuple[str, Person, Chat, str, str, str], ...] = (
    ("a number", ANNA, ANNA.private, "任务39谁负责？", "任务26谁负责？", "区商务委"),
    ("a word", BORIS, BORIS.private, "2020 HACPC", "who owns task 16", "区审改办"),
    ("a command's question", ANNA, OFFICE, "/ask 任务39谁负责？", "/ask 任务26谁负责？", "区商务委"),
    ("another command", ANNA, OFFICE, "/task 26", "/task 27", "任务27"),
    ("a mention", BORIS, OFFICE, "@PlanBot who owns task 1", "@PlanBot who owns task 26", "区商务委"),
)


@pytest.mark.parametrize(
    ("person", "chat", "text", "edited", "fact"), [row[1:] for row in EDITED], ids=[row[0] for row in EDITED]
)
@pytest.mark.parametrize("is_restarted", [False, True], ids=["at once", "after a restart"])
async def test_an_edited_question_edits_its_answer(
    service: Service, tmp_path: Path, person: Person, chat: Chat, text: str, edited: str, fact: str, is_restarted: bool
) -> None:
    async with BotApiServer() as server:
        server.meet(OFFICE)
        async with serving(service, tmp_path, server=server):
            question = server.say(person, chat, text)
            (before,) = await server.replies(1)
            if not is_restarted:
                server.edit(question, edited)
                (after,) = await server.replies(1)
        if is_restarted:
            async with serving(service, tmp_path, server=server):
                server.edit(question, edited, later=3600)
                (after,) = await server.replies(1)
        assert (after.is_edit, after.message_id) == (True, before.message_id)
        assert fact in after.first_line
        assert fact not in before.first_line


async def test_an_edit_that_changes_nothing_changes_nothing(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        question = server.say(ANNA, ANNA.private, "任务26谁负责")
        await server.replies(1)
        server.edit(question, "任务26谁负责？")  # the same answer: Telegram says "message is not modified"
        await server.settled()
        assert server.unread == ()


async def test_an_answer_that_somebody_deleted_stays_deleted(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        question = server.say(ANNA, OFFICE, "/ask 任务26谁负责")
        (answer,) = await server.replies(1)
        server.forget(answer)
        server.edit(question, "/ask 任务27谁负责")
        await server.settled()
        assert server.unread == ()


async def test_an_edited_question_keeps_the_conversation_that_it_stood_in(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, "2020年HACCP的实施比例？")
        follow_up = server.say(ANNA, ANNA.private, "那2021年呢？")
        server.say(ANNA, ANNA.private, "任务26谁负责？")
        await server.replies(3)
        server.edit(follow_up, "那2019年呢？")
        (mended,) = await server.replies(1)
        assert "70%" in mended.first_line
        # … and what was pressed below the answer meanwhile is forgotten with it
        server.press(ANNA, mended, "谁负责")
        await server.replies(1)
        server.edit(follow_up, "那2018年呢？")
        (again,) = await server.replies(1)
        assert "100%" in again.first_line


# a message that was no question, edited into one: so much later → is it answered?
INTO_QUESTIONS = ((5, True), (600, True), (601, False))


@pytest.mark.parametrize(("later", "is_answered"), INTO_QUESTIONS)
async def test_a_message_may_become_a_question(service: Service, tmp_path: Path, later: int, is_answered: bool) -> None:
    async with serving(service, tmp_path) as server:
        message = server.say(BORIS, OFFICE, "ask who is responsible for task 26")
        await server.settled()
        server.edit(message, "/ask who is responsible for task 26", later=later)
        await server.settled()
        assert [(sent.is_edit, sent.reply_to) for sent in server.unread] == [(False, message.message_id)] * is_answered


async def test_an_answered_message_that_is_no_question_any_more_keeps_its_answer(
    service: Service, tmp_path: Path
) -> None:
    async with serving(service, tmp_path) as server:
        question = server.say(BORIS, OFFICE, "/ask who is responsible for task 26")
        await server.replies(1)
        server.edit(question, "never mind")
        await server.settled()
        assert server.unread == ()
