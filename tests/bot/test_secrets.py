"""The token shows nowhere: not in the log at any level, in errors, in what is said, in files, in other processes."""

import ast
import asyncio
import contextlib
import inspect
import io
import json
import logging
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import cli, logs
from bot.app import build_application, serve
from bot.config import SETTINGS, Settings, environment_without_settings
from bot.polling import Patience
from bot.service import Service
from bot.setting_values import Secret
from bot.state import State
from tests.bot.serving import ADMIN, ANNA, OFFICE, serving, settings_for
from tests.botapi import BotApiServer, faults
from tests.botapi.faults import Fault

SECRET = "TEST-that-is-secret"
TOKEN = f"123456:{SECRET}"
ROOT = Path(__file__).parents[2]

anyio = pytest.mark.anyio
pytestmark = pytest.mark.filterwarnings("ignore:.*attribute `retry_after`")


def in_bytes(content: bytes) -> bool:
    """Whether the token, or the part of it that is secret, is there."""
    return SECRET.encode() in content


# faults of the Bot API server: each kind at each stage, at the level that logs most

_IN_HASTE = Patience(tries=2, first_pause=0.01, last_pause=0.02, poll=20, park=0.2, grace=0.05)
#: every kind that the stand-in server has; a new one needs a row
KINDS: dict[str, Callable[[], Fault]] = {
    "nothing": faults.nothing,
    "api_error": lambda: faults.api_error(400, f"Bad Request: see /bot{TOKEN}/getMe"),
    "unauthorized": faults.unauthorized,
    "conflict": faults.conflict,
    "flood": lambda: faults.flood(0),
    "flood_without_a_time": faults.flood_without_a_time,
    "flood_of_a_gateway": faults.flood_of_a_gateway,
    "answer": lambda: faults.answer("no message"),
    "body": lambda: faults.body("<p>no page</p>"),
    "server_error": faults.server_error,
    "malformed": faults.malformed,
    "hang": faults.hang,
    "reset": faults.reset,
}


#: a start that hangs is left out: it ends with the library's patience, as one whose connection breaks
AT = [
    (kind, method)
    for kind in KINDS
    for method in ("getMe", "deleteWebhook", "getUpdates", "sendMessage")
    if kind != "hang" or method in ("getUpdates", "sendMessage")
]


def test_every_kind_of_fault_has_a_row() -> None:
    made = {
        name
        for name, function in inspect.getmembers(faults, inspect.isfunction)
        if function.__annotations__.get("return") in (Fault, "Fault")
    }
    assert made == set(KINDS)


@anyio
@pytest.mark.parametrize(("kind", "method"), AT)
async def test_no_fault_brings_the_token_out(
    service: Service,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    method: str,
) -> None:
    monkeypatch.setattr("bot.calls.UNTOLD_WAIT_SECONDS", 1)
    log = io.StringIO()
    handler = logging.StreamHandler(log)  # what the program's own handler would get, not yet blacked out
    root = logging.getLogger()
    with _logging_to(handler, root):
        async with BotApiServer(token=TOKEN) as server:
            server.say(ANNA, ANNA.private, "任务26谁负责？")
            server.fail(method, KINDS[kind](), 3)
            stop = asyncio.Event()
            running = asyncio.create_task(serve(settings_for(server, tmp_path), service, stop=stop, patience=_IN_HASTE))
            met = asyncio.create_task(server.called(method))
            await asyncio.wait((running, met), return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait((running,), timeout=0.05)  # what comes of it
            stop.set()
            error, _ = await asyncio.gather(running, met, return_exceptions=True)
    out, err = capfd.readouterr()
    told = "".join(traceback.format_exception(error)) if isinstance(error, BaseException) else ""
    shown = logs.black_out(log.getvalue(), [Secret(TOKEN)]) if kind == "api_error" else log.getvalue()
    assert SECRET not in shown + out + err
    if kind != "api_error":  # there it is Telegram itself that says it
        assert SECRET not in f"{told}{error!r}"


@contextlib.contextmanager
def _logging_to(handler: logging.Handler, root: logging.Logger) -> Any:
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.setLevel(level)
        root.removeHandler(handler)


# errors that end a command, told in one line or as a traceback


@pytest.mark.parametrize("arguments", [("status",), ("status", "--debug")], ids=" ".join)
@pytest.mark.parametrize("error", ["RuntimeError", "PlanbotError"])
def test_an_error_that_holds_the_token(tmp_path: Path, arguments: tuple[str, ...], error: str) -> None:
    code = (
        "import sys\n"
        "from corpus.errors import PlanbotError\n"
        "from bot import cli\n"
        "def fail(arguments, settings):\n"
        f"    raise {error}('POST https://host/bot' + settings.telegram_bot_token.reveal() + '/getMe')\n"
        "cli._status = fail\n"
        "sys.exit(cli.main(sys.argv[1:]))\n"
    )
    environment = {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "TELEGRAM_BOT_TOKEN": TOKEN}
    result = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment, cwd=tmp_path, capture_output=True, check=False
    )
    told = result.stderr.decode()
    assert result.returncode != 0
    assert "https://host/bot**********/getMe" in told
    assert ("Traceback" in told) is ("--debug" in arguments)
    assert SECRET not in told + result.stdout.decode()


# what objects show of themselves


def test_no_object_shows_the_token(service: Service, tmp_path: Path) -> None:
    settings = Settings(
        telegram_bot_token=Secret(TOKEN),
        telegram_proxy=None,
        corpus=tmp_path,
        index=tmp_path / "index.db",
        state=tmp_path / "state.db",
    )
    with State(settings.state) as state:
        application = build_application(settings, service, state)
        shown = [settings, application, application.bot, application.bot_data, *application.bot_data.values()]
        assert [each for each in shown if SECRET in f"{each!r}{each}"] == []
    assert repr(application.bot) == "Bot[123456]"


# other processes


def _starts(source: str) -> list[ast.Call]:
    """The calls that begin a process."""
    names = {"Popen", "run", "call", "check_call", "check_output", "create_subprocess_exec", "create_subprocess_shell"}
    owners = {"subprocess", "asyncio"}
    return [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in names
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in owners
        and (node.func.value.id, node.func.attr) != ("asyncio", "run")
    ]


def test_every_process_is_told_its_environment() -> None:
    found = {
        str(file.relative_to(ROOT)): [{keyword.arg for keyword in call.keywords} for call in calls]
        for package in ("bot", "corpus", "index")
        for file in (ROOT / package).rglob("*.py")
        if (calls := _starts(file.read_text("utf-8")))
    }
    assert set(found) == {"bot/library.py", "corpus/readers/isolation.py"}
    assert all("env" in keywords for calls in found.values() for keywords in calls)


def test_an_environment_without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in SETTINGS:
        monkeypatch.setenv(setting.name, SECRET)
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:{SECRET}@host:1")
    monkeypatch.setenv("LANG", "C.UTF-8")
    environment = environment_without_settings()
    assert environment["LANG"] == "C.UTF-8"
    assert SECRET not in str(environment)


# what is said and written


@anyio
async def test_nothing_that_is_said_or_written_holds_the_token(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with BotApiServer(token=TOKEN) as server:
        async with serving(service, tmp_path, server=server):
            for text in ("任务26谁负责？", "老公房改造谁负责？", "/why", f"我的令牌是 {TOKEN[:6]}"):
                server.say(ANNA, ANNA.private, text)
            for text in ("/status", "/review", "/taught", "/digest on", "/rollback", "/diff", "/allow", "/whoami"):
                server.say(ADMIN, ADMIN.private, text)
            server.say(ADMIN, OFFICE, "/help")
            await server.heard(13)
            await server.settled()
        calls = [str(call.parameters) for call in server.calls]
    assert [call for call in calls if SECRET in call] == []
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("PLANBOT_INDEX", str(service.index.path))
    monkeypatch.setenv("PLANBOT_STATE", str(tmp_path / "state.db"))
    monkeypatch.chdir(tmp_path)
    for command in ("export out", "status", "status --json", "taught --export taught.jsonl", "ask 任务26谁负责 --json"):
        assert cli.main(command.split()) == 0
    shown = "".join(capsys.readouterr())
    assert json.loads(shown[shown.index("{") : shown.index("\n}") + 2])["documents"]
    assert SECRET not in shown
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert {"state.db", "tasks.csv", "taught.jsonl"} <= {file.name for file in files}
    assert [file for file in (*files, service.index.path) if in_bytes(file.read_bytes())] == []


# what the log says of people: nothing, at any level

_WORDS = ("微菜场", "菜场", "鹊桥", "Anna", "anna_at_work", "区商务委")


@anyio
@pytest.mark.parametrize("level", [logging.INFO, logging.DEBUG], ids=["INFO", "DEBUG"])
async def test_no_question_gets_into_the_log(
    service: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture, level: int
) -> None:
    caplog.set_level(level)
    async with BotApiServer() as server:
        server.has_inline = True
        async with serving(service, tmp_path, server=server):
            question = server.say(ANNA, ANNA.private, "智慧微菜场谁负责")
            (answer,) = await server.replies(1)
            server.say(ANNA, ANNA.private, "鹊桥相会谁负责")
            await server.replies(1)
            server.edit(question, "微菜场归谁管")
            await server.replies(1)
            server.press(ANNA, answer, "👎")
            await server.answered(server.type_inline(ANNA, "微菜场"))
            server.fail("sendMessage", faults.api_error(400, "Bad Request: no"), 9)
            server.say(ANNA, ANNA.private, "菜场谁负责")
            await server.settled()
    assert "question update=" in caplog.text
    assert "Traceback" in caplog.text  # of the answer that did not arrive
    assert [word for word in _WORDS if word in caplog.text] == []
    assert {record.name.partition(".")[0] for record in caplog.records} <= {"bot", "asyncio", "jieba"}
