"""The stand-in Bot API server itself, called by a client that is not python-telegram-bot."""

import asyncio
import json
import struct
from typing import Any

import httpx
import pytest

from tests.botapi import BotApiServer, Chat, Person, faults
from tests.botapi.errors import ApiError
from tests.botapi.markup import find_entities, read_caption, read_html, read_text
from tests.botapi.photos import read_photo

ANNA = Person(11, "Anna", "zh")
GROUP = Chat(-100, "supergroup", "Group")
FORUM = Chat(-200, "supergroup", "Forum", is_forum=True)


async def _call(server: BotApiServer, method: str, **parameters: Any) -> dict[str, Any]:
    async with httpx.AsyncClient(trust_env=False) as client:
        response = await client.post(f"{server.base_url}{server.token}/{method}", json=parameters)
    body: dict[str, Any] = response.json()
    assert response.status_code == (200 if body["ok"] else body["error_code"])
    return body


def _keyboard(**button: str) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


TEXT = {"chat_id": 11, "text": "x"}

# method, parameters → what Telegram says to it
REFUSED: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("sendMessage", {"chat_id": 12, "text": "x"}, "Bad Request: chat not found"),
    ("sendMessage", {"text": "x"}, "Bad Request: chat_id is empty"),
    ("sendMessage", {"chat_id": 11, "text": " "}, "Bad Request: message text is empty"),
    ("sendMessage", {"chat_id": 11, "text": "x" * 4097}, "Bad Request: message is too long"),
    ("sendMessage", {"chat_id": 11, "text": "🍜" * 2049}, "Bad Request: message is too long"),
    ("sendMessage", TEXT | {"parse_mode": "Markup"}, "Bad Request: unsupported parse_mode"),
    ("sendMessage", TEXT | {"reply_parameters": {"message_id": 99}}, "Bad Request: message to be replied not found"),
    ("sendMessage", TEXT | {"message_thread_id": 7}, "Bad Request: message thread not found"),
    ("sendMessage", TEXT | {"reply_markup": _keyboard(text="x", callback_data="谁" * 22)}, "BUTTON_DATA_INVALID"),
    ("sendMessage", TEXT | {"reply_markup": _keyboard(text="x", callback_data="")}, "BUTTON_DATA_INVALID"),
    ("sendMessage", TEXT | {"reply_markup": _keyboard(text=" ", callback_data="x")}, "must be non-empty"),
    ("sendMessage", TEXT | {"reply_markup": _keyboard(text="x")}, "Text buttons are unallowed in the inline keyboard"),
    ("editMessageText", TEXT | {"message_id": 99}, "Bad Request: message to edit not found"),
    ("editMessageText", TEXT | {"message_id": 1}, "Bad Request: message can't be edited"),
    ("answerCallbackQuery", {"callback_query_id": "99"}, "query is too old and response timeout expired"),
    ("setMyCommands", {"commands": [{"command": "Ask", "description": "x"}]}, "BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "ask", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ("leaveChat", {"chat_id": 11}, "chat member status can't be changed in private chats"),
    ("getChatMember", {"chat_id": 11, "user_id": 99}, "Bad Request: member not found"),
    ("sendPigeon", {}, "Not Found: method not found"),
)


@pytest.mark.anyio
@pytest.mark.parametrize(("method", "parameters", "description"), REFUSED)
async def test_it_refuses_what_telegram_refuses(method: str, parameters: dict[str, Any], description: str) -> None:
    async with BotApiServer() as server:
        server.say(ANNA, ANNA.private, "hello")
        answer = await _call(server, method, **parameters)
        assert description in answer["description"]
        assert server.history == ()


@pytest.mark.anyio
async def test_an_edit_must_change_something() -> None:
    async with BotApiServer() as server:
        server.say(ANNA, ANNA.private, "hello")
        sent = (await _call(server, "sendMessage", chat_id=11, text="<b>x</b>", parse_mode="HTML"))["result"]
        same = {"chat_id": 11, "message_id": sent["message_id"], "text": "<b>x</b>", "parse_mode": "HTML"}
        assert "message is not modified" in (await _call(server, "editMessageText", **same))["description"]
        assert (await _call(server, "editMessageText", **same | {"text": "<i>x</i>"}))["ok"]
        assert [(sent.text, sent.is_edit) for sent in server.history] == [("x", False), ("x", True)]


@pytest.mark.anyio
async def test_a_reply_to_a_deleted_message_is_sent_without_it_when_that_is_allowed() -> None:
    async with BotApiServer() as server:
        question = server.say(ANNA, ANNA.private, "hello")
        server.forget(question)
        reply = {"message_id": question.message_id, "allow_sending_without_reply": True}
        assert (await _call(server, "sendMessage", chat_id=11, text="x", reply_parameters=reply))["ok"]
        assert server.history[0].reply_to is None


@pytest.mark.anyio
@pytest.mark.parametrize(("token", "code"), [("654321:WRONG", 401), ("none", 404), ("", 404)])
async def test_it_knows_its_token(token: str, code: int) -> None:
    async with BotApiServer() as server:
        server.token, right = token, server.token
        url = f"{server.base_url}{right if token == '' else token}/getMe"
        server.token = right
        async with httpx.AsyncClient(trust_env=False) as client:
            response = await client.get(url.replace(right, "") if token == "" else url)
        assert response.status_code == code


@pytest.mark.anyio
@pytest.mark.parametrize("how", ["query", "form", "json", "multipart"])
async def test_it_reads_parameters_in_every_form(how: str) -> None:
    values = {"chat_id": "11", "text": "多少？ & <b>"}
    form: dict[str, Any] = {
        "query": {"params": values},
        "form": {"data": values},
        "json": {"json": values},
        "multipart": {"data": values, "files": {"unused": b"bytes"}},
    }[how]
    async with BotApiServer() as server, httpx.AsyncClient(trust_env=False) as client:
        server.say(ANNA, ANNA.private, "hello")
        response = await client.post(f"{server.base_url}{server.token}/sendmessage", **form)
        assert response.json()["result"]["text"] == values["text"]


@pytest.mark.anyio
async def test_updates_come_again_until_they_are_confirmed_and_are_filtered() -> None:
    async with BotApiServer() as server:
        await _call(server, "getUpdates", allowed_updates=["message"])
        first, second = server.say(ANNA, ANNA.private, "one"), server.say(ANNA, ANNA.private, "two")
        server.edit(first, "one, edited")
        for _ in range(2):
            updates = (await _call(server, "getUpdates"))["result"]
            assert [update["message"]["message_id"] for update in updates] == [first.message_id, second.message_id]
        offset = updates[0]["update_id"] + 1
        assert [
            update["message"]["text"] for update in (await _call(server, "getUpdates", offset=offset))["result"]
        ] == ["two"]
        assert len((await _call(server, "getUpdates", limit=1))["result"]) == 1


@pytest.mark.anyio
async def test_a_poll_waits_and_a_second_poller_ends_it() -> None:
    async with BotApiServer() as server:
        waiting = asyncio.create_task(_call(server, "getUpdates", timeout=20))
        await server.settled()
        second = asyncio.create_task(_call(server, "getUpdates", timeout=20))
        assert (await waiting)["description"].startswith("Conflict: terminated by other getUpdates request")
        server.say(ANNA, ANNA.private, "hello")
        assert len((await second)["result"]) == 1
        server.webhook_url = "https://x/"
        assert "while webhook is active" in (await _call(server, "getUpdates"))["description"]


FAULTS = (
    (faults.unauthorized(), 401, "Unauthorized"),
    (faults.conflict(), 409, "Conflict"),
    (faults.flood(3), 429, '"retry_after": 3'),
    (faults.server_error(503), 503, "Bad Gateway"),
    (faults.malformed(), 200, '{"ok": true, "result"'),
)


@pytest.mark.anyio
@pytest.mark.parametrize(("fault", "code", "part"), FAULTS)
async def test_faults_come_as_often_as_was_said(fault: faults.Fault, code: int, part: str) -> None:
    async with BotApiServer() as server, httpx.AsyncClient(trust_env=False) as client:
        server.fail("getMe", fault, times=2)
        url = f"{server.base_url}{server.token}/getMe"
        answers = [await client.get(url) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [code, code, 200]
        assert part in answers[0].text


@pytest.mark.anyio
@pytest.mark.parametrize("performs", [False, True])
async def test_a_connection_may_break_before_or_after_the_work(performs: bool) -> None:
    async with BotApiServer() as server:
        server.say(ANNA, ANNA.private, "hello")
        server.fail("sendMessage", faults.reset(performs=performs))
        with pytest.raises(httpx.TransportError):
            await _call(server, "sendMessage", chat_id=11, text="x")
        assert len(server.history) == performs


@pytest.mark.anyio
async def test_whoever_blocked_or_removed_the_bot_hears_nothing_more() -> None:
    async with BotApiServer() as server:
        server.add_bot(ANNA, GROUP)
        server.remove_bot(ANNA, GROUP)
        server.block(ANNA)
        answers = [await _call(server, "sendMessage", chat_id=chat_id, text="x") for chat_id in (GROUP.id, ANNA.id)]
        assert [answer["description"] for answer in answers] == [
            "Forbidden: bot was kicked from the supergroup chat",
            "Forbidden: bot was blocked by the user",
        ]


@pytest.mark.anyio
async def test_topics_and_replies_are_filled_in() -> None:
    async with BotApiServer() as server:
        topic = server.open_topic(ANNA, FORUM, "Food")
        first = server.say(ANNA, FORUM, "one", topic=topic)
        server.say(ANNA, FORUM, "two", topic=topic, reply_to=first)
        *_, one, two = (update["message"] for update in (await _call(server, "getUpdates"))["result"])
        assert (one["is_topic_message"], one["message_thread_id"]) == (True, topic)
        assert "forum_topic_created" in one["reply_to_message"]
        assert two["reply_to_message"]["text"] == "one"


@pytest.mark.anyio
async def test_what_did_not_happen_is_told() -> None:
    async with BotApiServer(timeout=0.01) as server:
        server.say(ANNA, ANNA.private, "hello")
        await _call(server, "sendMessage", chat_id=11, text="only this")
        with pytest.raises(AssertionError, match="2 replies expected, but the bot said"):
            await server.replies(2)
        with pytest.raises(AssertionError, match="does not come to rest"):
            await server.settled()


# text and entities

HTML: tuple[tuple[str, str, list[tuple[str, int, int]]], ...] = (
    ("<b>a</b> &amp; &lt;b&gt; &quot;&#8364;&#x20AC; &copy;", 'a & <b> "€€ &copy;', [("bold", 0, 1)]),
    ("🍜<i>谁</i>", "🍜谁", [("italic", 2, 1)]),
    ("<blockquote expandable>x\n<i>y</i></blockquote>", "x\ny", [("expandable_blockquote", 0, 3), ("italic", 2, 1)]),
    ('<a href="https://x/?a=1&amp;b=2">x</a>', "x", [("text_link", 0, 1)]),
    ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
    ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1), ("code", 0, 1)]),
    ("a > b", "a > b", []),
)


@pytest.mark.parametrize(("html", "text", "entities"), HTML)
def test_html_is_read(html: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    plain, found = read_html(html)
    assert plain == text
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in found] == entities


BAD_HTML = (
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("x</b>", 'Unmatched end tag at byte offset 1, found "</b>"'),
    ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
    ("谁<br/>", 'Unsupported start tag "" at byte offset 3'),
    ("a < b", 'Unsupported start tag "" at byte offset 2'),
    ("<b onclick=x>x</b>", 'Unsupported start tag "b"'),
    ("<blockquote>x<blockquote>y</blockquote></blockquote>", "blockquote inside a blockquote"),
    ("<code><b>x</b></code>", "bold inside code"),
)


@pytest.mark.parametrize(("html", "description"), BAD_HTML)
def test_bad_html_is_refused(html: str, description: str) -> None:
    with pytest.raises(ApiError) as caught:
        read_html(html)
    assert description in caught.value.description


def test_the_length_counts_after_the_markup() -> None:
    assert read_text("<b>" + "x" * 4096 + "</b>", "HTML")[0] == "x" * 4096


ENTITIES: tuple[tuple[str, list[tuple[str, int, int]]], ...] = (
    ("/ask@PlanBot x", [("bot_command", 0, 12)]),
    ("🍜 /ask x", [("bot_command", 3, 4)]),
    ("/ask任务26", []),
    ("a/ask //ask", []),
    ("hi @PlanBot, @x", [("mention", 3, 8)]),
    ("mail@host.org", []),
    ("请@PlanBot", []),
)


@pytest.mark.parametrize(("text", "entities"), ENTITIES)
def test_commands_and_mentions_are_found_as_telegram_finds_them(
    text: str, entities: list[tuple[str, int, int]]
) -> None:
    found = find_entities(text)
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in found] == entities


def test_a_person_as_json_leaves_out_what_is_not_known() -> None:
    assert json.dumps(Person(1, "A").as_json()) == '{"id": 1, "is_bot": false, "first_name": "A"}'


def _png(width: int, height: int, length: int = 0) -> bytes:
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", width, height)
    return head + b"\0" * length + b"IEND\xaeB`\x82"


BAD_PHOTOS = (
    (None, "there is no photo in the request"),
    (b"", "there is no photo in the request"),
    (b"\xff\xd8\xff", "IMAGE_PROCESS_FAILED"),
    (_png(10, 10)[:-8], "IMAGE_PROCESS_FAILED"),
    (_png(1080, 9000), "PHOTO_INVALID_DIMENSIONS"),
    (_png(100, 2001), "PHOTO_INVALID_DIMENSIONS"),
    (_png(10, 10, 10 * 1024 * 1024), "Request Entity Too Large"),
)


@pytest.mark.parametrize(("photo", "description"), BAD_PHOTOS, ids=range(len(BAD_PHOTOS)))
def test_bad_photos_are_refused(photo: bytes | None, description: str) -> None:
    with pytest.raises(ApiError) as caught:
        read_photo(photo)
    assert description in caught.value.description


def test_a_good_photo_is_taken_with_a_short_caption_or_none() -> None:
    assert read_photo(_png(1080, 4000))[0]["height"] == 4000
    assert read_caption("", "HTML") == ("", [])
    assert read_caption("<b>" + "x" * 1024 + "</b>", "HTML")[0] == "x" * 1024
    with pytest.raises(ApiError, match="caption is too long"):
        read_caption("x" * 1025, None)
