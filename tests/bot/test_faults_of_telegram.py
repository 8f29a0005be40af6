"""What Telegram, or whatever stands between, can say wrongly: floods in all forms, JSON of the wrong shape, hangs."""

import asyncio
import contextlib
import dataclasses
import logging
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram.error import NetworkError, TimedOut

from bot.app import TelegramUnreachable, TokenUnusable, serve
from bot.delivery import Delivery
from bot.polling import Pauses
from bot.service import Service
from bot.understanding.types import Dialogue
from tests.bot.serving import ANNA, BORIS, HASTE, OFFICE, serving, settings_for
from tests.botapi import BotApiServer, Chat, faults
from tests.botapi.faults import Fault

pytestmark = [
    pytest.mark.anyio,
    # python-telegram-bot warns of its own use of an attribute when Telegram asks it to wait
    pytest.mark.filterwarnings("ignore:.*attribute `retry_after`"),
]

HUGE = 10**12


class Slow:
    """A service that answers when the test lets it."""

    def __init__(self, service: Service, may_answer: threading.Event) -> None:
        self._service = service
        self._may_answer = may_answer
        self.index = service.index
        self.asked = threading.Event()

    def answer(self, text: str, dialogue: Dialogue) -> Any:
        self.asked.set()
        assert self._may_answer.wait(10)
        return self._service.answer(text, dialogue)


#: every form in which Telegram, or a gateway before it, asks to wait
FLOODS: dict[str, Fault] = {
    "with a time": faults.flood(1),
    "with the time in words alone": faults.api_error(429, "Too Many Requests: retry after 1"),
    "without a time": faults.flood_without_a_time(),
    "with a time that is none": faults.api_error(429, "Too Many Requests", retry_after="soon"),
    "with no time at all": faults.api_error(429, "Too Many Requests", retry_after=0),
    "of a gateway": faults.flood_of_a_gateway(),
    "with status 200": Fault(body=faults.flood(1).body),
}
#: answers with status 200 that are none
SHAPES: dict[str, Fault] = {
    "malformed": faults.malformed(),
    "nothing": faults.body(""),
    "null": faults.body("null"),
    "a number": faults.body("1"),
    "a list": faults.body("[]"),
    "an empty object": faults.body("{}"),
    "success without a result": faults.body('{"ok": true}'),
    "refusal without a reason": faults.body('{"ok": false}'),
    "refusal with a code that is none": faults.body('{"ok": false, "error_code": "x"}'),
    "refusal with an object for a code": faults.body('{"ok": false, "error_code": {}}'),
    "a result that is null": faults.answer(None),
    "a result that is a text": faults.answer("done"),
    "a result that is an object of another kind": faults.answer({"pigeon": 1}),
    "a result that is a list of numbers": faults.answer([1, 2]),
    "nested too deep": faults.body("[" * 100_000),
}
#: what getUpdates alone can get wrong
UPDATES: dict[str, Fault] = {
    "an update without a number": faults.answer([{"message": {}}]),
    "an update with a number that is none": faults.answer([{"update_id": "abc"}]),
    "an update with null for a number": faults.answer([{"update_id": None, "message": {"text": "x"}}]),
    "an update with a number beyond all measure": faults.answer([{"update_id": 10**30}]),
}


# 429


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
async def test_an_answer_waits_until_telegram_takes_it(
    service: Service, tmp_path: Path, flood: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.calls.UNTOLD_WAIT_SECONDS", 1)
    monkeypatch.setattr("bot.delivery.PAUSES", ())  # it is no failure that is tried again a few times
    async with serving(service, tmp_path) as server:
        server.fail("sendMessage", flood, 2)
        server.say(ANNA, ANNA.private, "任务26谁负责？")
        (answer,) = await server.replies(1)
        assert "区商务委" in answer.first_line
        await server.settled()
        assert server.unread == ()


@pytest.mark.parametrize("flood", [*FLOODS.values(), faults.flood(HUGE)], ids=[*FLOODS, "for ever"])
async def test_a_press_that_cannot_be_acknowledged_shows_its_answer_all_the_same(
    service: Service, tmp_path: Path, flood: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.calls.UNTOLD_WAIT_SECONDS", 1)
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, "任务26谁负责")
        (answer,) = await server.replies(1)
        server.fail("answerCallbackQuery", flood)
        press = server.press(ANNA, answer, "全文")
        (full,) = await server.replies(1)
        assert full.first_line.startswith("任务26：")
        await server.settled()
        assert server.unread == ()
        assert press.text == ""  # no apology: the answer is there


@pytest.mark.parametrize("flood", [*FLOODS.values(), faults.flood(HUGE)], ids=[*FLOODS, "for ever"])
async def test_polling_goes_on_after_a_flood(
    service: Service, tmp_path: Path, flood: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.polling.LONGEST_PAUSE_SECONDS", 0.1)
    async with serving(service, tmp_path) as server:
        await server.settled()
        server.fail("getUpdates", flood, 2)
        server.say(ANNA, ANNA.private, "/help")
        server.say(ANNA, ANNA.private, "任务26谁负责？")
        *_, answer = await server.replies(2)
        assert "区商务委" in answer.first_line


@pytest.mark.parametrize("flood", [*FLOODS.values(), faults.flood(HUGE)], ids=[*FLOODS, "for ever"])
async def test_a_flood_at_the_menus_does_not_keep_the_start_waiting(
    service: Service, tmp_path: Path, flood: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    async with BotApiServer() as server:
        server.fail("setMyCommands", flood, 99)
        async with serving(service, tmp_path, server=server):
            server.say(ANNA, ANNA.private, "任务26谁负责？")
            (answer,) = await server.replies(1)
            assert "区商务委" in answer.first_line
            assert len(server.calls_of("setMyCommands")) <= 3
        assert caplog.text.count("menus or descriptions could not be set") == 1
        server.heal()
        async with serving(service, tmp_path, server=server):  # the next start sets them
            await server.settled()
            assert server.commands


async def test_a_start_waits_as_long_as_telegram_asks_and_not_for_ever(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def wait(self: Pauses, stop: asyncio.Event, at_least: float = 0.0) -> None:
        waited.append(at_least)

    monkeypatch.setattr(Pauses, "wait", wait)
    async with BotApiServer() as server:
        server.fail("getMe", faults.flood(77))
        async with serving(service, tmp_path, server=server):
            pass
    assert waited[0] == 77


async def test_no_pause_is_longer_than_the_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.polling.LONGEST_PAUSE_SECONDS", 0.01)
    await Pauses(HASTE).wait(asyncio.Event(), at_least=HUGE)


# JSON


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
async def test_a_start_on_answers_that_are_none_ends_with_advice(
    service: Service, tmp_path: Path, shape: Fault
) -> None:
    async with BotApiServer() as server:
        server.fail("getMe", shape, HASTE.tries)
        with pytest.raises(TelegramUnreachable, match="check the network"):
            await serve(settings_for(server, tmp_path), service, stop=asyncio.Event(), patience=HASTE)


@pytest.mark.parametrize("shape", (SHAPES | UPDATES).values(), ids=SHAPES | UPDATES)
async def test_polling_goes_on_after_an_answer_that_is_none(service: Service, tmp_path: Path, shape: Fault) -> None:
    async with serving(service, tmp_path) as server:
        await server.settled()
        server.fail("getUpdates", shape, 2)
        server.say(ANNA, ANNA.private, "/help")
        server.say(ANNA, ANNA.private, "任务26谁负责？")
        *_, answer = await server.replies(2)
        assert "区商务委" in answer.first_line


async def test_what_can_be_read_among_updates_that_cannot_is_answered(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        await server.settled()
        server.say(ANNA, ANNA.private, "/help")  # ends the poll that is going on
        server.say(ANNA, ANNA.private, "任务26谁负责？")
        good = server.pending[1]
        server.fail("getUpdates", faults.answer([{"message": {}}, "x", good, {"update_id": "y"}]), 1000)
        await server.called("getUpdates", len(server.calls_of("getUpdates")) + 1)
        *_, answer = await server.replies(2)
        assert "区商务委" in answer.first_line
        server.heal()


#: what may befall one message for good; whether Telegram took it, nobody can know
ALONE: dict[str, Fault] = {
    "refused": faults.api_error(400, "Bad Request: something new"),
    "refused for good": faults.api_error(403, "Forbidden: bot was blocked by the user"),
    "a status that nobody knows": Fault(status=599, body=b"{}"),
    "a gateway's page": faults.server_error(),
    "hang": faults.hang(),
    "reset": faults.reset(),
    **SHAPES,
}


@pytest.mark.parametrize("fault", ALONE.values(), ids=ALONE)
async def test_a_message_that_fails_alone_never_blocks_the_next(
    service: Service, tmp_path: Path, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.PAUSES", (0.01, 0.01))
    monkeypatch.setattr("bot.calls.READ_SECONDS", 0.5)
    async with serving(service, tmp_path) as server:
        server.fail_replies_to(server.say(ANNA, OFFICE, "/ask 任务19谁负责？"), fault)
        server.say(ANNA, OFFICE, "/ask 任务26谁负责？")
        (answer,) = await server.replies(1)
        assert "区商务委" in answer.first_line
        await server.settled()
        assert server.unread == ()


async def test_an_answer_to_a_group_that_became_a_supergroup_goes_there(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.meet(Chat(-1005, "supergroup", "Office"))
        asked = server.say(ANNA, OFFICE, "/ask 任务19谁负责？")
        server.fail_replies_to(asked, faults.api_error(400, "Bad Request: upgraded", migrate_to_chat_id=-1005))
        (answer,) = await server.replies(1)
        assert (answer.chat_id, "区教育局" in answer.first_line) == (-1005, True)
        await server.settled()
        assert server.unread == ()


# 401


@pytest.mark.parametrize("method", ["sendMessage", "answerCallbackQuery", "getUpdates"])
async def test_a_token_that_is_withdrawn_ends_the_program_and_loses_no_question(
    service: Service, tmp_path: Path, method: str
) -> None:
    async with BotApiServer() as server:
        running = asyncio.create_task(
            serve(settings_for(server, tmp_path), service, stop=asyncio.Event(), patience=HASTE)
        )
        server.say(ANNA, ANNA.private, "任务19谁负责？")
        (first,) = await server.replies(1)
        await server.settled()
        server.fail(method, faults.unauthorized(), 99)
        question = server.say(ANNA, ANNA.private, "任务26谁负责？")
        server.press(ANNA, first, "全文")
        with pytest.raises(TokenUnusable, match="copy it anew from @BotFather"):
            await running
        server.heal()
        async with serving(service, tmp_path, server=server):
            await server.settled()
        answers = [sent for sent in server.history if sent.reply_to == question.message_id]
        assert ["区商务委" in answer.first_line for answer in answers] == [True]


# no way to Telegram


async def test_an_hour_without_a_network_loses_no_question_and_is_told_once(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.delivery.PAUSES", (0.01, 0.02))
    caplog.set_level(logging.INFO)
    gate = threading.Event()
    slow = Slow(service, gate)
    async with BotApiServer() as server:
        port = server.port
        async with serving(slow, tmp_path, server=server, patience=dataclasses.replace(HASTE, park=0.05)):
            await server.settled()
            question = server.say(ANNA, ANNA.private, "任务26谁负责？")
            await asyncio.to_thread(slow.asked.wait, 10)
            await server.called("getUpdates", len(server.calls_of("getUpdates")) + 1)
            await server.stop()  # when its answer is on the way
            gate.set()
            server.say(BORIS, BORIS.private, "2020 HACCP target")  # asked in the meantime
            await asyncio.sleep(0.5)  # some twenty tries of either side
            await server.start(port)
            await server.settled()
        answers = {sent.chat_id: sent for sent in server.history}
        assert (len(server.history), answers[ANNA.id].reply_to) == (2, question.message_id)
        assert ("区商务委" in answers[ANNA.id].text, "75%" in answers[BORIS.id].text) == (True, True)
    told = [record.getMessage() for record in caplog.records if record.name == "bot.polling"]
    assert ["cannot be reached" in told[0], "answers again" in told[1], len(told)] == [True, True, 2]
    assert len([record for record in caplog.records if record.name == "bot.delivery"]) <= 3


async def test_an_answer_that_finds_no_way_for_an_hour_is_given_up(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.PAUSES", (0.01, 0.02))
    monkeypatch.setattr("bot.delivery.MAX_WAIT_SECONDS", 0.2)
    delivery = Delivery()
    calls = []

    async def call() -> bool:
        calls.append(1)
        raise NetworkError("no way") from httpx.ConnectError("refused")

    with pytest.raises(NetworkError):
        await delivery.process_request(call, (), {}, "sendMessage", {"chat_id": 1}, None)
    assert len(calls) > 3


@pytest.mark.parametrize(
    ("cause", "tries"),
    [
        (httpx.ConnectTimeout("late"), 3),
        (httpx.PoolTimeout("none is free"), 3),
        (httpx.ReadTimeout("late"), 1),
        (httpx.ReadError("reset"), 1),
        (httpx.WriteTimeout("late"), 1),
        (None, 3),  # the server itself says that it failed
    ],
)
async def test_only_what_surely_did_nothing_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, cause: Exception | None, tries: int
) -> None:
    monkeypatch.setattr("bot.delivery.PAUSES", (0.0, 0.0))
    calls = []

    async def call() -> bool:
        calls.append(1)
        if len(calls) == 3:
            return True
        error = TimedOut() if isinstance(cause, httpx.TimeoutException) else NetworkError("no")
        raise error from cause

    with contextlib.suppress(NetworkError):
        await Delivery().process_request(call, (), {}, "sendMessage", {"chat_id": 1}, None)
    assert len(calls) == tries


async def test_a_server_that_does_not_wait_is_not_asked_without_a_pause(service: Service, tmp_path: Path) -> None:
    async with serving(
        service, tmp_path, patience=dataclasses.replace(HASTE, first_pause=0.2, last_pause=0.2)
    ) as server:
        await server.settled()
        server.fail("getUpdates", faults.answer([]), 10_000)
        server.say(ANNA, ANNA.private, "/help")
        await server.replies(1)
        before = len(server.calls_of("getUpdates"))
        await asyncio.sleep(1.0)
        assert len(server.calls_of("getUpdates")) - before <= 20  # without a pause some hundreds
        server.heal()


# updates


async def test_updates_out_of_order_and_repeated_are_answered_once_each(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        await server.settled()
        asked = [server.say(ANNA, ANNA.private, f"任务{number}谁负责") for number in range(1, 6)]
        first, *rest = server.pending
        shuffled = [*reversed(rest), first, *rest, first]
        server.fail("getUpdates", faults.answer(shuffled), 2)
        await server.replies(5)
        await server.settled()
        assert server.unread == ()
        assert {sent.reply_to for sent in server.history} == {question.message_id for question in asked}


#: updates with something missing, of the wrong kind, or of kinds that nobody knows
_CHAT = {"chat": {"id": 11, "type": "private"}}
STRANGE: dict[str, dict[str, Any]] = {
    "nothing": {},
    "a kind that nobody knows": {"pigeon": {"from": 1}},
    "several kinds at once": {"message": {}, "callback_query": {}},
    "a message that is a number": {"message": 1},
    "a message without anything": {"message": {}},
    "a message without a chat": {"message": {"message_id": 1, "date": 1, "text": "任务26谁负责"}},
    "a message without a sender": {"message": {"message_id": 1, "date": 1, "text": "x", **_CHAT}},
    "a date beyond all time": {"message": {"message_id": 1, "date": 10**18, "text": "x", **_CHAT}},
    "a text that is a list": {
        "message": {
            "message_id": 1,
            "date": 1,
            "text": ["x"],
            **_CHAT,
            "from": {"id": 11},
        }
    },
    "entities beyond the text": {
        "message": {
            "message_id": 1,
            "date": 1,
            "text": "/ask",
            **_CHAT,
            "from": {"id": 11, "is_bot": False, "first_name": "A"},
            "entities": [{"type": "bot_command", "offset": 90, "length": 99}],
        }
    },
    "a press without data": {
        "callback_query": {"id": "1", "from": {"id": 11, "is_bot": False, "first_name": "A"}, "chat_instance": "1"}
    },
    "a press without a sender": {"callback_query": {"id": "1", "chat_instance": "1", "data": "x"}},
    "an inline query without a text": {"inline_query": {"id": "1", "from": {"id": 11}, "offset": ""}},
    "a change of nobody": {"my_chat_member": {"chat": {"id": -1, "type": "group"}}},
    "an edit of nothing": {"edited_message": {"message_id": 999}},
    "surrogates": {
        "message": {
            "message_id": 1,
            "date": 1,
            "text": "\ud83d",
            **_CHAT,
            "from": {"id": 11, "is_bot": False, "first_name": "\udc00"},
        }
    },
}


@pytest.mark.parametrize("content", STRANGE.values(), ids=STRANGE)
async def test_a_strange_update_is_passed_over(service: Service, tmp_path: Path, content: dict[str, Any]) -> None:
    async with serving(service, tmp_path) as server:
        await server.settled()
        strange = {"update_id": 100_000_001, **content}
        server.fail("getUpdates", faults.answer([strange]), 2)
        server.say(BORIS, BORIS.private, "hello")
        question = server.say(BORIS, BORIS.private, "任务26谁负责？")
        await server.settled()
        (answer,) = (sent for sent in server.history if sent.reply_to == question.message_id)
        assert "区商务委" in answer.first_line
