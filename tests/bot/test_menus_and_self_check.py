"""Menus and descriptions by scope and language; the self-check at start and in /status."""

import dataclasses
import logging
from pathlib import Path

import pytest

from bot.menus import ADMIN as ADMIN_MENU
from bot.menus import GROUP, PRIVATE
from bot.service import Service
from tests.bot.serving import ADMIN, ANNA, BORIS, ELSEWHERE, OFFICE, STRANGER, serving
from tests.botapi import BotApiServer, Person, faults

pytestmark = pytest.mark.anyio


async def test_menus_speak_both_languages(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        await server.settled()
        calls = server.calls_of("setMyCommands")
        assert len(calls) == 2 * 4  # default, private, group, one administrator
        chinese = [call for call in calls if call.parameters.get("language_code") == "zh"]
        assert all("提问，例如 /ask 任务26谁负责" in call.parameters["commands"].encode().decode("unicode-escape")
                   for call in chinese)  # fmt: skip
        assert server.descriptions["short_description", ""].startswith("Answers questions about the action plan")
        assert server.descriptions["short_description", "zh"] == "按原文回答关于行动计划的问题，并注明出处"
        assert server.descriptions["description", "zh"].startswith("按原文回答")


async def test_menus_are_set_again_only_when_they_change(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        async with serving(service, tmp_path, server=server):
            server.say(ADMIN, ADMIN.private, "/help")  # … so that the administrator's menu can be set
            await server.replies(1)
        first = len(server.calls_of("setMyCommands"))
        async with serving(service, tmp_path, server=server):
            await server.settled()
        assert len(server.calls_of("setMyCommands")) == first
        async with serving(service, tmp_path, server=server, admin_ids=frozenset({ADMIN.id, ANNA.id})):
            await server.settled()
        assert len(server.calls_of("setMyCommands")) > first


@pytest.mark.parametrize("method", ["setMyCommands", "setMyDescription", "setMyShortDescription", "deleteWebhook"])
@pytest.mark.parametrize("status", [400, 404, 200])
async def test_a_server_without_menus_is_served_all_the_same(
    service: Service, tmp_path: Path, method: str, status: int
) -> None:
    no = faults.api_error(400, "Bad Request: no") if status == 400 else faults.api_error(404, "Not Found")
    async with BotApiServer() as server:
        server.fail(method, dataclasses.replace(no, status=status), 99)
        async with serving(service, tmp_path, server=server):
            server.say(ANNA, ANNA.private, "任务26谁负责")
            (answer,) = await server.replies(1)
            assert "区商务委" in answer.first_line
            assert bool(server.commands) is (method != "setMyCommands")


def test_a_menu_names_only_commands_that_there_are() -> None:
    from bot.app import COMMANDS, QUESTIONS

    known = {name for names, _ in (*COMMANDS, *QUESTIONS) for name in names}
    assert {*PRIVATE, *GROUP, *ADMIN_MENU} <= known
    assert len(PRIVATE) <= 10  # more are not seen at a glance


# the self-check


ENGLISH = Person(ADMIN.id, "Ada", "en")
STATUS: tuple[tuple[Person, list[str]], ...] = (
    (
        ADMIN,
        [
            "自检",
            "✓ 令牌有效：Planbot（@PlanBot）",
            "✓ 隐私模式开：群里只收到发给我的消息",
            "✗ 内联模式关：在 @BotFather 用 /setinline 打开",
            "✓ 轮询收取消息",
            "✓ 索引：普陀区质量提升行动计划，38项任务，",
            "✓ 记住1条回答，👍 1 👎 0；允许了0个会话",
        ],
    ),
    (
        ENGLISH,
        [
            "Self-check",
            "✓ Token works: Planbot (@PlanBot)",
            "✓ Privacy mode on: in groups I get only what is meant for me",
            "✗ Inline mode off: switch it on with /setinline at @BotFather",
            "✓ Fetches updates by polling",
            "✓ Index: 普陀区质量提升行动计划, 38 tasks, built ",
            "✓ Remembers 1 answers, 👍 1 👎 0; 0 chats were let in",
        ],
    ),
)


@pytest.mark.parametrize(("person", "lines"), STATUS, ids=["zh", "en"])
async def test_an_administrator_sees_whether_all_is_well(
    service: Service, tmp_path: Path, person: Person, lines: list[str]
) -> None:
    async with BotApiServer() as server:
        server.sees_all = False
        async with serving(service, tmp_path, server=server):
            server.say(ANNA, ANNA.private, "任务26谁负责")
            (answer,) = await server.replies(1)
            await server.acknowledged(server.press(ANNA, answer, "👍"))
            server.say(person, person.private, "/status")
            (said,) = await server.replies(1)
    shown = said.text.splitlines()
    assert [line[: len(begins)] for line, begins in zip(shown, lines, strict=False)] == lines
    assert len(shown) == len(lines) + 1  # pictures: there or not


async def test_a_webhook_of_another_program_is_told_in_the_log(
    service: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(service, tmp_path) as server:
        await server.settled()
        server.webhook_url = "https://somewhere.else/"
        server.say(ADMIN, ADMIN.private, "/status")  # ends the poll that is going on
        await server.called("getUpdates", times=3)
        server.webhook_url = ""
        await server.replies(1)
    assert "another program set a webhook, which keeps all updates away" in caplog.text


async def test_a_self_check_without_word_about_webhooks(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.fail("getWebhookInfo", faults.api_error(404, "Not Found"))
        server.say(ADMIN, ADMIN.private, "/status")
        (said,) = await server.replies(1)
        assert "✓ 轮询收取消息" in said.text


@pytest.mark.parametrize("command", ["/status", "/allow", "/deny 5"])
async def test_who_is_no_administrator_is_told_so_in_private_alone(
    service: Service, tmp_path: Path, command: str
) -> None:
    async with serving(service, tmp_path) as server:
        server.say(BORIS, BORIS.private, command)
        server.say(BORIS, OFFICE, command)
        (said,) = await server.replies(1)
        await server.settled()
        assert said.text == "This command is for administrators only."
        assert server.unread == ()


async def test_the_start_tells_what_telegram_says_of_the_bot(
    service: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with serving(service, tmp_path):
        pass
    assert "serving as @PlanBot; privacy mode: off; inline mode: off" in caplog.text


# letting people in


async def test_an_administrator_lets_people_and_groups_in_and_out(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        async with serving(service, tmp_path, server=server):
            server.say(ADMIN, ADMIN.private, "/allow 99")
            (done,) = await server.replies(1)
            assert done.text == "好的，99 现在可以提问了。撤销：/deny 99"
        async with serving(service, tmp_path, server=server):
            server.say(STRANGER, STRANGER.private, "who owns task 26")
            (answer,) = await server.replies(1)
            assert "区商务委" in answer.first_line
            for command, said in (
                ("/allow 99", "99 本来就可以提问。"),
                ("/deny 99", "好的，99 不能再提问了。恢复：/allow 99"),
                ("/deny 99", "99 本来就不能提问。"),
                (
                    f"/deny {OFFICE.id}",
                    f"{OFFICE.id} 写在设置 ALLOWED_CHAT_IDS 或 ADMIN_IDS 里，请在设置中删除后重启。",
                ),
            ):
                server.say(ADMIN, ADMIN.private, command)
                (told,) = await server.replies(1)
                assert told.text == said
            server.say(STRANGER, STRANGER.private, "who owns task 26")
            (refused,) = await server.replies(1)
            assert refused.text.startswith("Sorry, you may not ask here yet. Your id is 99")


async def test_in_a_group_allow_is_about_the_group_or_the_person_replied_to(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        said = server.say(STRANGER, ELSEWHERE, "may I?")
        server.say(ADMIN, ELSEWHERE, "/allow", reply_to=said)
        server.say(ADMIN, ELSEWHERE, "/allow")
        person, group = await server.replies(2)
        assert (person.text[:5], group.text[:8]) == ("好的，99", "好的，-1099")
        server.say(ADMIN, ADMIN.private, "/allow")
        (usage,) = await server.replies(1)
        assert usage.text.splitlines()[-2:] in (["• 99", "• -1099"], ["• -1099", "• 99"])


@pytest.mark.parametrize("command", ["/status", "/allow everybody"])
async def test_a_group_is_not_told_how_it_is_and_who_else_may_ask(
    service: Service, tmp_path: Path, command: str
) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ADMIN, OFFICE, command)
        (said,) = await server.replies(1)
        assert said.text == "请在私聊中使用这个命令。"


async def test_a_reply_to_the_bot_itself_lets_nobody_in(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(STRANGER, ELSEWHERE, "/ask 任务26谁负责？")
        (notice,) = await server.replies(1)
        server.say(ADMIN, ELSEWHERE, "/allow", reply_to=notice)
        (said,) = await server.replies(1)
        assert said.text == "请在私聊中使用这个命令。"
        server.say(STRANGER, ELSEWHERE, "/ask 任务26谁负责？")
        await server.settled()
        assert server.unread == ()


@pytest.mark.parametrize("command", ["/allow 99", "/status"])
async def test_a_forwarded_command_of_administrators_is_not_carried_out(
    service: Service, tmp_path: Path, command: str
) -> None:
    origin = {"type": "user", "date": 1_700_000_000, "sender_user": STRANGER.as_json()}
    async with serving(service, tmp_path) as server:
        server.say(ADMIN, ADMIN.private, command, forward_origin=origin)
        server.say(STRANGER, STRANGER.private, "任务26谁负责？")
        said = {each.chat_id: each.text for each in await server.replies(2)}
        assert said[ADMIN.id] == "转发来的命令不执行：请您自己写一条。"
        assert said[STRANGER.id].startswith("Sorry, you may not ask here yet.")


WHOAMI = (
    (ADMIN, ADMIN.private, "您的编号：1\n您是管理员。"),
    (BORIS, BORIS.private, "Your id: 12\nYou may ask here."),
    (BORIS, OFFICE, "Your id: 12\nThis group's id: -1001\nYou may ask here."),
    (STRANGER, STRANGER.private, "Your id: 99\nYou may not ask here yet; please pass your id on to the administrator."),
)


@pytest.mark.parametrize(("person", "chat", "text"), WHOAMI)
async def test_everybody_learns_their_id(
    service: Service, tmp_path: Path, person: Person, chat: object, text: str
) -> None:
    async with serving(service, tmp_path) as server:
        server.say(person, chat, "/whoami")  # type: ignore[arg-type]
        (said,) = await server.replies(1)
        assert said.text == text
