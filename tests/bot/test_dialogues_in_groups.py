"""Whose conversation is whose: one for each person, chat and topic; a reply takes up that of the answer; it fades."""

import sqlite3
from pathlib import Path

import pytest

from bot.service import Service
from tests.bot.serving import ANNA, BORIS, CLARA, FORUM, OFFICE, serving
from tests.botapi import BotApiServer

pytestmark = pytest.mark.anyio


async def test_whoever_replies_takes_up_the_conversation_of_the_answer(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, OFFICE, "/ask 2020年HACCP的实施比例？")
        (figure,) = await server.replies(1)
        server.say(BORIS, OFFICE, "/ask who is responsible for task 26")
        await server.replies(1)
        server.say(BORIS, OFFICE, "那2019年呢？", reply_to=figure)
        (taken_up,) = await server.replies(1)
        assert "70%" in taken_up.first_line
        # Boris goes on from there, Anna from where she was
        server.say(BORIS, OFFICE, "/ask 那2018年呢？")
        server.say(ANNA, OFFICE, "/ask 谁负责？")
        answers = await server.replies(2)
        assert {"100%" in answer.first_line for answer in answers if answer.first_line.startswith("100%")} == {True}
        assert [answer.first_line[:7] for answer in answers if "负责" in answer.first_line] == ["区市场监管局负"]


async def test_a_reply_to_an_old_answer_goes_back_to_it(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, "2020年HACCP的实施比例？")
        (old,) = await server.replies(1)
        for number in range(1, 6):
            server.say(ANNA, ANNA.private, f"任务{number}谁负责？")
        await server.replies(5)
        server.say(ANNA, ANNA.private, "那2019年呢？", reply_to=old)
        (answer,) = await server.replies(1)
        assert "70%" in answer.first_line


async def test_topics_of_a_forum_are_apart_also_for_one_person(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        food, schools = (server.open_topic(ANNA, FORUM, name) for name in ("Food", "Schools"))
        server.say(ANNA, FORUM, "/ask 2020年HACCP的实施比例？", topic=food)
        server.say(ANNA, FORUM, "/ask 2020年新建几所幼儿园？", topic=schools)
        server.say(ANNA, FORUM, "/ask 那2019年呢？", topic=food)
        server.say(ANNA, FORUM, "/ask 那2019年呢？", topic=schools)
        last = {answer.topic: answer.first_line for answer in await server.replies(4)}
        assert last[food].startswith("70%")
        assert last[schools].startswith("1所")


def _let_pass(folder: Path, minutes: float) -> None:
    """Time passes: everything that was said was said earlier."""
    with sqlite3.connect(folder / "state.db") as connection:
        connection.execute("UPDATE dialogues SET spoken_at = spoken_at - ?", (60 * minutes,))
    connection.close()


# setting, minutes of silence → does "and in 2019?" still go on?
FADING = ((30, 29, True), (30, 31, False), (120, 100, True), (0, 100_000, True))


@pytest.mark.parametrize(("setting", "minutes", "goes_on"), FADING)
async def test_a_conversation_fades(
    service: Service, tmp_path: Path, setting: int, minutes: float, goes_on: bool
) -> None:
    async with BotApiServer() as server:
        async with serving(service, tmp_path, server=server, dialogue_minutes=setting):
            server.say(ANNA, ANNA.private, "2020年HACCP的实施比例？")
            (figure,) = await server.replies(1)
        _let_pass(tmp_path, minutes)
        async with serving(service, tmp_path, server=server, dialogue_minutes=setting):
            server.say(ANNA, ANNA.private, "那2019年呢？")
            (answer,) = await server.replies(1)
            assert ("70%" in answer.first_line) is goes_on
            # … a reply to the answer says what is meant, however late
            server.say(ANNA, ANNA.private, "那2019年呢？", reply_to=figure)
            (answer,) = await server.replies(1)
            assert "70%" in answer.first_line


async def test_an_empty_question_is_not_taken_from_somebody_else(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, OFFICE, "/ask")
        await server.replies(1)
        server.say(BORIS, OFFICE, "2020 HACCP target")  # to somebody else: Boris was not asked
        await server.settled()
        assert server.unread == ()
        server.say(ANNA, OFFICE, "任务26谁负责")
        (answer,) = await server.replies(1)
        assert "区商务委" in answer.first_line
        server.say(ANNA, OFFICE, "谢谢大家")  # the question was asked; the group goes on among itself
        await server.settled()
        assert server.unread == ()


async def test_an_empty_command_in_reply_to_somebody_asks_what_they_wrote(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        said = server.say(BORIS, OFFICE, "who is responsible for task 26")
        asked = server.say(CLARA, OFFICE, "/ask", reply_to=said)
        (answer,) = await server.replies(1)
        assert (answer.reply_to, "区商务委" in answer.first_line) == (asked.message_id, True)
