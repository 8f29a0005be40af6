"""The whole bot over real HTTP, told as chats: who says what where, and what comes back."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from bot.answering.types import Status
from bot.service import Service
from bot.understanding.types import Dialogue
from tests.bot.serving import (
    ADMIN,
    ANNA,
    BORIS,
    CHANNEL,
    CLARA,
    ELSEWHERE,
    FORUM,
    OFFICE,
    STRANGER,
    serving,
)
from tests.botapi import BotApiServer, Chat, Person

pytestmark = pytest.mark.anyio

# the ways to ask: each is answered with the fact, quoting the message


ASKED: tuple[tuple[str, Person, Chat, str, str], ...] = (
    ("private text", ANNA, ANNA.private, "任务26谁负责？", "区商务委"),
    ("private command", ANNA, ANNA.private, "/ask 2020 HACCP target", "75%"),
    ("command glued to the question", ANNA, ANNA.private, "/ask任务26谁负责？", "区商务委"),
    ("command in a group", BORIS, OFFICE, "/ask who is responsible for task 26", "区商务委"),
    ("command with the bot's name", BORIS, OFFICE, "/ask@PlanBot 2020 HACCP target", "75%"),
    ("command in capitals, name in small letters", BORIS, OFFICE, "/ASK@planbot 2020 HACCP target", "75%"),
    ("command on a line of its own", BORIS, OFFICE, "/ask\n2020 HACCP target", "75%"),
    ("mention first", BORIS, OFFICE, "@PlanBot 2020 HACCP target", "75%"),
    ("mention last, another case", BORIS, OFFICE, "2020 HACCP target @planbot", "75%"),
    ("mention after an emoji of two units", BORIS, OFFICE, "🍜🍜 @PLANBOT 2020 HACCP target", "75%"),
    ("a language that Telegram does not tell", CLARA, CLARA.private, "2020年HACCP目标", "75%"),
    ("an administrator in a group that nobody allowed", ADMIN, ELSEWHERE, "/ask 任务26谁负责？", "区商务委"),
)


@pytest.mark.parametrize(("person", "chat", "text", "fact"), [row[1:] for row in ASKED], ids=[row[0] for row in ASKED])
async def test_is_answered(service: Service, tmp_path: Path, person: Person, chat: Chat, text: str, fact: str) -> None:
    async with serving(service, tmp_path) as server:
        question = server.say(person, chat, text)
        (answer,) = await server.replies(1)
        assert fact in answer.first_line
        assert (answer.chat_id, answer.reply_to) == (chat.id, question.message_id)
        assert answer.first_line in answer.marked("bold")
        await server.settled()
        assert server.unread == ()


async def test_a_reply_to_the_bot_is_a_question(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(BORIS, OFFICE, "/ask 2020 HACCP target")
        (first,) = await server.replies(1)
        question = server.say(BORIS, OFFICE, "那2019年呢？", reply_to=first)
        (second,) = await server.replies(1)
        assert "70%" in second.first_line
        assert second.reply_to == question.message_id


async def test_an_answer_pings_nobody_and_previews_nothing(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, "/ask 任务26谁负责？")
        (answer,) = await server.replies(1)
        assert json.loads(answer.parameters["link_preview_options"]) == {"is_disabled": True}
        assert "@" not in answer.text


async def test_a_question_that_was_deleted_meanwhile_is_answered_without_a_quote(
    service: Service, tmp_path: Path
) -> None:
    async with BotApiServer() as server:
        server.forget(server.say(ANNA, ANNA.private, "任务26谁负责？"))
        async with serving(service, tmp_path, server=server):
            (answer,) = await server.replies(1)
            assert "区商务委" in answer.first_line
            assert answer.reply_to is None


async def test_it_stays_in_the_topic(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        topic = server.open_topic(BORIS, FORUM, "Food")
        question = server.say(BORIS, FORUM, "/ask 2020 HACCP target", topic=topic)
        (answer,) = await server.replies(1)
        assert (answer.topic, answer.reply_to) == (topic, question.message_id)


# what is not for the bot


def _sent_by(user: Person, **fields: Any) -> dict[str, Any]:
    return {"from": user.as_json(), **fields}


OTHER_BOT = Person(777, "Other", username="OtherBot", is_bot=True)
CHANNEL_BOT = Person(136817688, "Channel", username="Channel_Bot", is_bot=True)
GROUP_BOT = Person(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)

SILENT: tuple[tuple[str, Chat, str, dict[str, Any]], ...] = (
    ("plain text in a group", OFFICE, "任务26谁负责？", {}),
    ("somebody else is mentioned", OFFICE, "@anna_at_work 任务26谁负责？", {}),
    ("a name that only begins like the bot's", OFFICE, "@PlanBotty 任务26谁负责？", {}),
    ("the bot's name without being a mention", OFFICE, "mail@PlanBot 任务26谁负责？", {}),
    ("a command for another bot", OFFICE, "/ask@OtherBot 任务26谁负责？", {}),
    ("a command that the bot does not have", OFFICE, "/weather", {}),
    ("another bot", OFFICE, "/ask 任务26谁负责？", _sent_by(OTHER_BOT)),
    ("another bot in a private chat", OTHER_BOT.private, "/ask 任务26谁负责？", _sent_by(OTHER_BOT)),
    ("by way of another bot", OFFICE, "/ask 任务26谁负责？", {"via_bot": OTHER_BOT.as_json()}),
    (
        "an automatic forward of a linked channel",
        OFFICE,
        "@PlanBot 任务26谁负责？",
        _sent_by(CHANNEL_BOT, sender_chat=CHANNEL.as_json(), is_automatic_forward=True),
    ),
    (
        "somebody who speaks as a channel",
        OFFICE,
        "/ask 任务26谁负责？",
        _sent_by(CHANNEL_BOT, sender_chat=CHANNEL.as_json()),
    ),
    (
        "an anonymous administrator of a group that nobody allowed",
        ELSEWHERE,
        "/ask 任务26谁负责？",
        _sent_by(GROUP_BOT, sender_chat=ELSEWHERE.as_json()),
    ),
    ("text in a group that nobody allowed", ELSEWHERE, "任务26谁负责？", {}),
)


@pytest.mark.parametrize(("chat", "text", "fields"), [row[1:] for row in SILENT], ids=[row[0] for row in SILENT])
async def test_is_silent(service: Service, tmp_path: Path, chat: Chat, text: str, fields: dict[str, Any]) -> None:
    async with serving(service, tmp_path) as server:
        server.say(BORIS, chat, text, **fields)
        await server.settled()
        assert server.unread == ()


async def test_an_anonymous_administrator_of_an_allowed_group_is_answered(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(BORIS, OFFICE, "/ask 任务26谁负责？", **_sent_by(GROUP_BOT, sender_chat=OFFICE.as_json()))
        (answer,) = await server.replies(1)
        assert "区商务委" in answer.first_line


async def test_service_messages_posts_and_edits_of_no_question_are_passed_over(
    service: Service, tmp_path: Path
) -> None:
    async with serving(service, tmp_path) as server:
        server.service(BORIS, OFFICE, new_chat_title="New office")
        server.service(BORIS, OFFICE, new_chat_members=[STRANGER.as_json()])
        server.service(ANNA, ANNA.private, pinned_message=server_message())
        server.post(CHANNEL, "/ask 任务26谁负责？")
        topic = server.open_topic(BORIS, FORUM, "Food")
        server.say(BORIS, FORUM, "任务26谁负责？", topic=topic)
        server.edit(server.say(BORIS, OFFICE, "no question"), "still no question")
        await server.settled()
        assert server.unread == ()


def server_message() -> dict[str, Any]:
    return {"message_id": 1, "date": 1_700_000_000, "chat": ANNA.private.as_json(), "text": "pinned"}


# conversations


async def test_two_people_in_one_group_do_not_share_a_conversation(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, OFFICE, "/ask 2020年HACCP目标")
        server.say(BORIS, OFFICE, "/ask 任务26谁负责？")
        question = server.say(ANNA, OFFICE, "/ask 那2019年呢？")
        (answer,) = [reply for reply in await server.replies(3) if reply.reply_to == question.message_id]
        assert "70%" in answer.first_line


async def test_one_person_in_two_chats_and_topics_has_as_many_conversations(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        topic = server.open_topic(ANNA, FORUM, "Food")
        server.say(ANNA, ANNA.private, "2020年HACCP目标")
        server.say(ANNA, FORUM, "/ask 任务26谁负责？", topic=topic)
        server.say(ANNA, FORUM, "/ask 任务38谁负责？")
        server.say(ANNA, FORUM, "/ask 它2020年做什么？", topic=topic)
        server.say(ANNA, ANNA.private, "那2019年呢？")
        replies = await server.replies(5)
        in_topic = [reply for reply in replies if reply.topic == topic][-1]
        in_private = [reply for reply in replies if reply.chat_id == ANNA.id][-1]
        assert "任务26" in in_topic.text
        assert "70%" in in_private.first_line


async def test_an_empty_command_asks_for_the_question(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        empty = server.say(BORIS, OFFICE, "/ask")
        (prompt,) = await server.replies(1)
        assert prompt.text == "Please reply to this message with your question."
        assert prompt.reply_to == empty.message_id
        assert prompt.markup == {
            "force_reply": True,
            "selective": True,
            "input_field_placeholder": "Your question",
        }
        server.say(BORIS, OFFICE, "2020 HACCP target", reply_to=prompt)
        (answer,) = await server.replies(1)
        assert "75%" in answer.first_line


@pytest.mark.parametrize("text", ["/ask", "/ask@PlanBot", "@PlanBot", " @planbot "])
async def test_whoever_only_calls_the_bot_is_asked_for_the_question(
    service: Service, tmp_path: Path, text: str
) -> None:
    async with serving(service, tmp_path) as server:
        server.say(CLARA, OFFICE, text)
        (prompt,) = await server.replies(1)
        assert "请回复" in prompt.text
        assert "Please reply" in prompt.text


# buttons


async def test_a_choice_is_a_button_that_edits_the_message(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, "中小企业谁负责")
        (choices,) = await server.replies(1)
        assert [label[:4] for label in choices.labels] == ["任务13", "任务14"]
        assert [data for _, data in choices.buttons] == ["q:任务13 谁负责", "q:任务14 谁负责"]
        assert all(len(data.encode()) <= 64 for _, data in choices.buttons)
        press = server.press(ANNA, choices, choices.labels[0])
        (chosen,) = await server.replies(1)
        assert chosen.is_edit
        assert chosen.message_id == choices.message_id
        assert "区工商联" in chosen.first_line
        assert chosen.labels == ("2018年", "2019年", "2020年", "◀ 12", "14 ▶", "部门任务", "全文", "复制", "👍", "👎")
        assert (await server.acknowledged(press)).text == ""
        # the conversation goes on from what was chosen
        server.say(ANNA, ANNA.private, "它2019年做什么？")
        (next_answer,) = await server.replies(1)
        assert "任务13" in next_answer.text


async def test_pressing_twice_does_no_harm(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ANNA, OFFICE, "/ask 中小企业谁负责")
        (choices,) = await server.replies(1)
        presses = [server.press(person, choices, choices.labels[1]) for person in (ANNA, BORIS, ANNA)]
        assert [(await server.acknowledged(press)).text for press in presses] == ["", "", ""]
        await server.settled()
        assert [sent.is_edit for sent in server.unread] == [True]


OUTDATED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("data of another version", {"data": "task:26:2020"}),
    ("data without a question", {"data": "q:"}),
    ("no data at all", {"data": ""}),
)


@pytest.mark.parametrize("how", [row[1] for row in OUTDATED], ids=[row[0] for row in OUTDATED])
async def test_an_outdated_button_says_so(service: Service, tmp_path: Path, how: dict[str, Any]) -> None:
    async with serving(service, tmp_path) as server:
        server.say(BORIS, BORIS.private, "中小企业谁负责")
        (choices,) = await server.replies(1)
        press = await server.acknowledged(server.press(BORIS, choices, **how))
        assert (press.text, press.is_alert) == ("This button is out of date. Please ask again.", True)
        assert server.unread == ()


async def test_a_button_below_an_old_message_still_works(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(BORIS, BORIS.private, "中小企业谁负责")
        (choices,) = await server.replies(1)
        server.press(BORIS, choices, choices.labels[0], is_old=True)
        (chosen,) = await server.replies(1)
        assert "区工商联" in chosen.first_line


@pytest.mark.parametrize("is_old", [False, True])
async def test_a_button_below_a_deleted_message_says_so(service: Service, tmp_path: Path, is_old: bool) -> None:
    async with serving(service, tmp_path) as server:
        server.say(BORIS, BORIS.private, "中小企业谁负责")
        (choices,) = await server.replies(1)
        press = server.press(BORIS, choices, choices.labels[0], is_old=is_old)
        server.forget(choices)
        assert (await server.acknowledged(press)).text == "This button is out of date. Please ask again."


# what the bot says of itself


SAID: tuple[tuple[Person, str, str, str], ...] = (
    (ANNA, "/start", "您好！", "例如：\n• "),
    (BORIS, "/start", "Hello!", "such as:\n• "),
    (ANNA, "/start t26-2020", "2020年：", "任务26 · 2020年 · 第921行"),
    (ANNA, "/start t99-2020", "没有任务99", "1至38"),
    (BORIS, "/start inline", "Hello!", "such as:\n• "),
    (ANNA, "/help", "怎么问", "/ask 问题"),
    (BORIS, "/help@planbot", "How to ask", "@PlanBot and the question"),
    (BORIS, "/settings", "How to ask", "/ask question"),
)


@pytest.mark.parametrize(("person", "text", "first_line", "part"), SAID, ids=lambda value: str(value)[:20])
async def test_it_introduces_itself_in_the_persons_language(
    service: Service, tmp_path: Path, person: Person, text: str, first_line: str, part: str
) -> None:
    async with serving(service, tmp_path) as server:
        server.say(person, person.private, text)
        (said,) = await server.replies(1)
        assert said.text.startswith(first_line)
        assert part in said.text


async def test_whose_language_is_unknown_gets_both(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(CLARA, CLARA.private, "/start")
        (said,) = await server.replies(1)
        assert said.text.index("您好") < said.text.index("Hello")


async def test_every_example_is_a_question_that_is_answered(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(CLARA, CLARA.private, "/help")
        (said,) = await server.replies(1)
    examples = [words for words in said.marked("code") if not words.startswith("/")]
    assert len(examples) > 8
    for example in examples:
        answer, _ = service.answer(example, Dialogue())
        assert answer.status is not Status.NOT_FOUND, example


async def test_it_says_that_it_reads_only_text(service: Service, tmp_path: Path) -> None:
    sticker = {"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1, "is_animated": False, "is_video": False}
    async with serving(service, tmp_path) as server:
        server.service(BORIS, BORIS.private, sticker=sticker | {"type": "regular"})
        server.service(BORIS, OFFICE, sticker=sticker | {"type": "regular"})
        (said,) = await server.replies(1)
        await server.settled()
        assert said.text == "I can only read text. Please type your question."
        assert server.unread == ()


async def test_its_commands_are_in_both_menus_and_all_work(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        await server.settled()
        learning = ["review", "taught", "digest"]
        everyone = ["ask", "task", "dept", "year", "plan", "chart", "why", "help", "whoami"]
        group = ["ask", "q", *everyone[1:-1]]
        more = ["status", "allow", "deny", *learning, "reindex", "diff", "rollback"]
        admin = {json.dumps({"chat_id": ADMIN.id, "type": "chat"}): [*everyone, *more]}
        scopes = {"default": everyone, "all_private_chats": everyone, "all_group_chats": group} | admin
        assert server.commands == {(scope, code): names for scope, names in scopes.items() for code in ("", "zh")}
        for command in (*everyone, *group):
            server.say(ANNA, ANNA.private, f"/{command} 任务26谁负责？")
            (reply,) = await server.replies(1)
            assert "怎么问" not in reply.text or command == "help"


async def test_it_asks_for_what_it_answers_and_throws_nothing_away(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        (first,) = await server.called("getUpdates")
        assert json.loads(first.parameters["allowed_updates"]) == [
            "message",
            "edited_message",
            "callback_query",
            "inline_query",
            "my_chat_member",
        ]
        assert not [call for call in server.calls if "drop_pending_updates" in call.parameters]


async def test_it_works_with_privacy_mode_on(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.sees_all = False
        server.say(BORIS, OFFICE, "not for the bot")
        server.say(BORIS, OFFICE, "/ask")
        (prompt,) = await server.replies(1)
        server.say(BORIS, OFFICE, "2020 HACCP target", reply_to=prompt)
        (answer,) = await server.replies(1)
        assert "75%" in answer.first_line


# foreign text


ODD = (
    "<b>&amp; <script>alert(1)</script>",
    "\u202e\u202d𝕳𝖊𝖑𝖑𝖔 \x00\x07 \u2066",
    "@anna_at_work " * 20,
    "'; DROP TABLE tasks; --",
    'AND OR NEAR( "',
    "谁" * 4096,
    "🍜" * 2048,
    "\ud83c",
    "%s %d {0} {id}",
)


async def test_no_text_breaks_it(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        for text in ODD:
            server.say(ANNA, ANNA.private, text)
        answers = await server.replies(len(ODD))
        assert [answer.text for answer in answers if "错误编号" in answer.text] == []


@dataclasses.dataclass
class Broken:
    """A service that always fails."""

    index: Any = None

    def answer(self, text: str, dialogue: Dialogue) -> Any:
        raise RuntimeError(f"no answer to {text}")


async def test_an_error_is_told_under_its_id(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with serving(Broken(), tmp_path) as server:
        question = server.say(BORIS, BORIS.private, "2020 HACCP target")
        (said,) = await server.replies(1)
        error_id = said.text.rpartition(" ")[2]
        assert said.text.startswith("Sorry, something went wrong.")
        assert said.reply_to == question.message_id
        assert f"error={error_id}" in caplog.text
        server.say(BORIS, BORIS.private, "/help")
        (still_alive,) = await server.replies(1)
        assert still_alive.text.startswith("How to ask")


async def test_an_error_after_a_button_is_told_as_an_alert(tmp_path: Path, service: Service) -> None:
    async with serving(service, tmp_path) as server:
        server.say(BORIS, BORIS.private, "中小企业谁负责")
        (choices,) = await server.replies(1)
    async with serving(Broken(), tmp_path, server=None) as other:
        other.meet(BORIS.private)
        press = await other.acknowledged(other.press(BORIS, choices, choices.labels[0]))
        assert press.text.startswith("Sorry, something went wrong.")
