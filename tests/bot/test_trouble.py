"""When the way to Telegram is not free: at start, polling, answering, at the end; and that the token stays hidden."""

import asyncio
import logging
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.app import ServeError, TelegramUnreachable, TokenUnusable, serve
from bot.logs import RedactingFormatter
from bot.polling import Patience
from bot.service import Service
from bot.setting_values import Secret
from bot.state_copies import StateUnwritable
from bot.understanding.types import Dialogue, Question
from corpus.errors import PlanbotError
from tests.bot.serving import ANNA, BORIS, HASTE, OFFICE, serving, settings_for
from tests.botapi import BotApiServer, faults
from tests.botapi.faults import Fault

pytestmark = [
    pytest.mark.anyio,
    # python-telegram-bot warns of its own use of an attribute when Telegram asks it to wait
    pytest.mark.filterwarnings("ignore:.*attribute `retry_after`"),
]


# at start


async def _start(service: Any, folder: Path, server: BotApiServer, **changes: Any) -> PlanbotError:
    """The error that ends a start."""
    with pytest.raises(PlanbotError) as caught:
        await serve(settings_for(server, folder, **changes), service, stop=asyncio.Event(), patience=HASTE)
    return caught.value


# one row a cause: the token, and the words of the advice
TOKENS: tuple[tuple[str | None, str], ...] = (
    (None, "TELEGRAM_BOT_TOKEN is not set: get a token from @BotFather"),
    ("hello world", "TELEGRAM_BOT_TOKEN is no token: it reads like 123456:ABC-def"),
    ("123456:a/b", "TELEGRAM_BOT_TOKEN is no token"),
    ("654321:WRONG", "TELEGRAM_BOT_TOKEN is refused by Telegram"),
)


@pytest.mark.parametrize(("token", "advice"), TOKENS)
async def test_an_unusable_token(service: Service, tmp_path: Path, token: str | None, advice: str) -> None:
    async with BotApiServer() as server:
        error = await _start(service, tmp_path, server, telegram_bot_token=Secret(token) if token else None)
    assert isinstance(error, TokenUnusable)
    assert str(error).startswith(advice)
    assert "\n" not in str(error)
    assert token is None or token not in str(error)


@pytest.mark.parametrize("fault", [faults.server_error(), faults.malformed(), faults.reset(), faults.flood(1)])
async def test_a_server_that_never_answers_well_ends_the_start(service: Service, tmp_path: Path, fault: Fault) -> None:
    async with BotApiServer() as server:
        server.fail("getMe", fault, HASTE.tries)
        error = await _start(service, tmp_path, server)
        assert len(server.calls_of("getMe")) == HASTE.tries
    assert isinstance(error, TelegramUnreachable)
    assert str(error).startswith("no answer from 127.0.0.1")


async def test_no_server_at_all_ends_the_start(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        pass  # gone again, its port with it
    error = await _start(service, tmp_path, server)
    assert isinstance(error, TelegramUnreachable)
    assert "TELEGRAM_PROXY" in str(error)


async def test_a_server_that_answers_in_the_end_is_waited_for(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        server.fail("getMe", faults.server_error(), HASTE.tries - 1)
        server.fail("deleteWebhook", faults.reset(), HASTE.tries - 1)
        async with serving(service, tmp_path, server=server):
            server.say(ANNA, ANNA.private, "任务26谁负责？")
            (answer,) = await server.replies(1)
            assert "区商务委" in answer.first_line


async def test_a_webhook_is_deleted_and_waiting_questions_are_answered(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        server.webhook_url = "https://somewhere.else/"
        server.say(ANNA, ANNA.private, "任务26谁负责？")
        async with serving(service, tmp_path, server=server):
            (answer,) = await server.replies(1)
            assert "区商务委" in answer.first_line
            assert server.webhook_url == ""


async def test_a_menu_that_cannot_be_set_is_no_obstacle(
    service: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with BotApiServer() as server:
        server.fail("setMyCommands", faults.server_error())
        async with serving(service, tmp_path, server=server):
            server.say(ANNA, ANNA.private, "任务26谁负责？")
            await server.replies(1)
    assert "menus or descriptions could not be set" in caplog.text


async def test_a_state_file_that_cannot_be_written_ends_the_start(service: Service, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    async with BotApiServer() as server:
        error = await _start(service, tmp_path, server, state=tmp_path / "file" / "state.db")
        assert server.calls == ()
    assert isinstance(error, StateUnwritable)


async def test_a_proxy_that_cannot_be_used_ends_the_start(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        error = await _start(service, tmp_path, server, telegram_proxy=Secret("socks5://me:hidden@127.0.0.1:1"))
    assert isinstance(error, ServeError)
    assert str(error).startswith("TELEGRAM_PROXY")
    assert "hidden" not in str(error)


async def test_the_end_is_not_kept_waiting_by_the_start(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        server.fail("getMe", faults.hang())
        stop = asyncio.Event()
        running = asyncio.create_task(serve(settings_for(server, tmp_path), service, stop=stop, patience=HASTE))
        await server.called("getMe")
        stop.set()
        await running


# while polling


POLLING: tuple[tuple[Fault, str], ...] = (
    (faults.conflict(), "another program is running with the same token"),
    (faults.server_error(), "Telegram cannot be reached"),
    (faults.malformed(), "Telegram cannot be reached"),
    (faults.reset(), "Telegram cannot be reached"),
    (faults.flood(1), "Telegram asks to wait"),
)


@pytest.mark.parametrize(("fault", "told"), POLLING, ids=[row[1] for row in POLLING])
async def test_trouble_while_polling_is_told_once_and_gets_over(
    service: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture, fault: Fault, told: str
) -> None:
    caplog.set_level(logging.INFO)
    times = 1 if fault.status == 429 else 4
    async with serving(service, tmp_path) as server:
        await server.settled()
        server.fail("getUpdates", fault, times)
        server.say(ANNA, ANNA.private, "/help")  # ends the poll that is going on; the next ones fail
        await server.called("getUpdates", times=2 + times)
        await server.settled()
        server.say(ANNA, ANNA.private, "任务26谁负责？")
        *_, answer = await server.replies(2)
        assert "区商务委" in answer.first_line
    warnings = [record.getMessage() for record in caplog.records if record.name == "bot.polling"]
    assert [told in warnings[0], warnings[1]] == [True, "Telegram answers again / 与 Telegram 的连接已恢复"]
    assert len(warnings) == 2


async def test_two_instances_tell_of_each_other(
    service: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(service, tmp_path / "one") as server:
        async with serving(service, tmp_path / "two", server=server):
            await server.called("getUpdates", times=6)
        server.say(ANNA, ANNA.private, "任务26谁负责？")
        await server.replies(1)
    assert "another program is running with the same token" in caplog.text


async def test_a_token_that_is_withdrawn_ends_the_program(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        running = asyncio.create_task(
            serve(settings_for(server, tmp_path), service, stop=asyncio.Event(), patience=HASTE)
        )
        await server.settled()
        server.fail("getUpdates", faults.unauthorized())
        server.say(ANNA, ANNA.private, "/help")
        with pytest.raises(TokenUnusable):
            await running


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("message", {"message_id": "not what it should be"}),
        ("message", {"text": "no sender, no chat, no date"}),
        ("callback_query", {"id": "1"}),
        ("message", "no object"),
    ],
)
async def test_an_update_that_cannot_be_read_is_passed_over(
    service: Service, tmp_path: Path, kind: str, content: Any
) -> None:
    async with serving(service, tmp_path) as server:
        server.update(kind, content)
        server.say(ANNA, ANNA.private, "任务26谁负责？")
        (answer,) = await server.replies(1)
        assert "区商务委" in answer.first_line
        await server.settled()
        assert server.pending == ()


# while answering


@pytest.mark.parametrize("fault", [faults.flood(1), faults.server_error(), faults.server_error(500)])
async def test_an_answer_that_was_refused_for_now_is_sent_again(service: Service, tmp_path: Path, fault: Fault) -> None:
    async with serving(service, tmp_path) as server:
        server.fail("sendMessage", fault)
        server.say(ANNA, ANNA.private, "任务26谁负责？")
        (answer,) = await server.replies(1)
        assert "区商务委" in answer.first_line
        await server.settled()
        assert server.unread == ()


async def test_an_answer_that_may_have_arrived_is_not_sent_twice(
    service: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(service, tmp_path) as server:
        server.fail("sendMessage", faults.reset(performs=True))
        server.say(BORIS, BORIS.private, "任务26谁负责？")
        answer, apology = await server.replies(2)
        assert "区商务委" in answer.first_line
        assert apology.text.startswith("Sorry, something went wrong.")
        await server.settled()
        assert server.unread == ()


async def test_an_answer_that_telegram_never_takes_is_told_with_an_id(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.fail("sendMessage", faults.api_error(400, "Bad Request: something new"))
        server.say(BORIS, BORIS.private, "任务26谁负责？")
        (apology,) = await server.replies(1)
        assert apology.text.startswith("Sorry, something went wrong.")


@pytest.mark.parametrize("fault", [faults.api_error(403, "Forbidden: bot was blocked by the user")])
async def test_whoever_shuts_the_bot_out_is_left_alone(
    service: Service, tmp_path: Path, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(service, tmp_path) as server:
        server.fail("sendMessage", fault)
        server.say(BORIS, OFFICE, "/ask 任务26谁负责？")
        await server.settled()
        assert server.unread == ()
        assert len(server.calls_of("sendMessage")) == 1
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


# at the end


class Slow:
    """A service that answers when the test lets it."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.index = service.index
        self.asked = threading.Event()
        self.may_answer = threading.Event()

    def answer(self, text: str, dialogue: Dialogue) -> Any:
        self.asked.set()
        assert self.may_answer.wait(10)
        return self._service.answer(text, dialogue)

    def answer_question(self, question: Question, dialogue: Dialogue) -> Any:
        return self._service.answer_question(question, dialogue)


async def test_the_question_that_is_being_answered_is_answered_first(service: Service, tmp_path: Path) -> None:
    slow = Slow(service)
    async with serving(slow, tmp_path) as server:
        server.say(ANNA, ANNA.private, "任务26谁负责？")
        server.say(ANNA, ANNA.private, "2020 HACCP target")
        await asyncio.to_thread(slow.asked.wait, 10)
        asyncio.get_running_loop().call_later(0.05, slow.may_answer.set)  # when it was already told to stop
    assert [("区商务委" in sent.text) for sent in server.history] == [True]
    # … and the one that was not begun is still there for the next start
    assert [update["message"]["text"] for update in server.pending] == ["2020 HACCP target"]


async def test_an_answer_that_does_not_get_through_keeps_nothing_waiting_and_is_not_lost(
    service: Service, tmp_path: Path
) -> None:
    async with BotApiServer() as server:
        server.fail("sendMessage", faults.hang())
        server.say(ANNA, ANNA.private, "任务26谁负责？")
        stop = asyncio.Event()
        hurried = Patience(tries=3, first_pause=0.01, last_pause=0.02, poll=20, grace=0.05)
        running = asyncio.create_task(serve(settings_for(server, tmp_path), service, stop=stop, patience=hurried))
        await server.called("sendMessage")
        stop.set()
        await running
        async with serving(service, tmp_path, server=server):
            (answer,) = await server.replies(1)
            assert "区商务委" in answer.first_line


async def test_a_killed_bot_answers_after_its_restart(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        server.fail("sendMessage", faults.hang(), 2)  # neither answer is taken
        running = asyncio.create_task(
            serve(settings_for(server, tmp_path), service, stop=asyncio.Event(), patience=HASTE)
        )
        await server.called("getUpdates")
        server.say(ANNA, ANNA.private, "任务26谁负责？")
        server.say(BORIS, BORIS.private, "2020 HACCP target")
        await server.called("sendMessage", times=2)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        async with serving(service, tmp_path, server=server):
            answers = {answer.chat_id: answer.text for answer in await server.replies(2)}  # chats wait for no other
            assert ("区商务委" in answers[ANNA.id], "75%" in answers[BORIS.id]) == (True, True)
            await server.settled()
            assert server.unread == ()


# the token


def _everything(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], error: object) -> str:
    shown = capsys.readouterr()
    told = "".join(traceback.format_exception(error)) if isinstance(error, BaseException) else ""
    return f"{caplog.text}{shown.out}{shown.err}{told}{error}{error!r}"


Spoil = Callable[[BotApiServer], None]

TOKEN_SHOWN_IN: tuple[tuple[str, Spoil], ...] = (
    ("a start that works", lambda server: None),
    ("401 at start", lambda server: server.fail("getMe", faults.unauthorized())),
    ("401 later", lambda server: server.fail("deleteWebhook", faults.unauthorized())),
    ("401 while polling", lambda server: server.fail("getUpdates", faults.unauthorized())),
    ("404", lambda server: server.fail("getMe", faults.api_error(404, "Not Found"))),
    ("5xx", lambda server: server.fail("getMe", faults.server_error(), 9)),
    ("no JSON", lambda server: server.fail("getMe", faults.malformed(), 9)),
    ("reset", lambda server: server.fail("getMe", faults.reset(), 9)),
    ("trouble while answering", lambda server: server.fail("sendMessage", faults.reset(), 9)),
    ("updates that cannot be read", lambda server: server.update("message", {"text": "x"})),
)


@pytest.mark.parametrize("spoil", [row[1] for row in TOKEN_SHOWN_IN], ids=[row[0] for row in TOKEN_SHOWN_IN])
async def test_the_token_is_never_shown(
    service: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], spoil: Spoil
) -> None:
    caplog.set_level(logging.DEBUG)
    async with BotApiServer(token="123456:TEST-that-is-secret") as server:
        server.say(ANNA, ANNA.private, "任务26谁负责？")
        spoil(server)
        stop = asyncio.Event()
        running = asyncio.create_task(serve(settings_for(server, tmp_path), service, stop=stop, patience=HASTE))
        polled = asyncio.create_task(server.called("getUpdates", times=2))
        await asyncio.wait((running, polled), return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        polled.cancel()
        error, _ = await asyncio.gather(running, polled, return_exceptions=True)
    assert "TEST-that-is-secret" not in _everything(caplog, capsys, error)


async def test_the_token_is_not_shown_when_nobody_is_there(
    service: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    async with BotApiServer(token="123456:TEST-that-is-secret") as server:
        pass
    error = await _start(service, tmp_path, server)
    assert "TEST-that-is-secret" not in _everything(caplog, capsys, error)


def test_whatever_is_logged_all_the_same_is_blacked_out() -> None:
    try:
        raise ValueError("POST /bot1:secret/getMe")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "%s failed", ("1:secret",), (ValueError, error, None))
    text = RedactingFormatter([Secret("1:secret")]).format(record)
    assert "secret" not in text
    assert "********** failed" in text
    assert "POST /bot**********/getMe" in text


# the log line


async def test_each_question_is_one_line_without_words_or_names(
    service: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with serving(service, tmp_path) as server:
        server.say(ANNA, ANNA.private, "任务26谁负责？")
        server.say(ANNA, ANNA.private, "/help")
        await server.replies(2)
    lines = [record.getMessage() for record in caplog.records if record.name == "bot.desk"]
    assert len(lines) == 1
    assert lines[0].startswith("question update=100000001 intent=owner tasks=26 status=answered score=- ms=")
    assert "任务26" not in caplog.text
    assert "Anna" not in caplog.text
