"""`python -m bot serve` as an operator runs it: a process, its signals, its exit status and what it writes."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from bot.service import Service
from tests.bot.serving import ANNA
from tests.botapi import BotApiServer

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
TOKEN = "123456:TEST-that-is-secret"


async def _start(service: Service, folder: Path, server: BotApiServer, **changes: str) -> asyncio.subprocess.Process:
    """The running program, with nothing of this process's environment; settings set to "" are not set."""
    environment = {
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "PLANBOT_INDEX": str(service.index.path),
        "PLANBOT_STATE": str(folder / "state.db"),
        "TELEGRAM_BASE_URL": server.base_url,
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "ADMIN_IDS": str(ANNA.id),
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", cwd=folder, env=environment | changes, stderr=asyncio.subprocess.PIPE
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_serves_until_it_is_told_to_stop(service: Service, tmp_path: Path, number: signal.Signals) -> None:
    async with BotApiServer(token=TOKEN) as server:
        process = await _start(service, tmp_path, server)
        server.say(ANNA, ANNA.private, "任务26谁负责？")
        (answer,) = await server.replies(1)
        assert "区商务委" in answer.first_line
        await server.settled()
        process.send_signal(number)
        _, written = await process.communicate()
        assert process.returncode == 0
        assert server.pending == ()
    log = written.decode()
    assert "serving as @PlanBot" in log
    assert "question update=100000001 intent=owner tasks=26 status=answered score=- ms=" in log
    assert "stopped" in log
    assert "secret" not in log
    assert "Traceback" not in log


# what is wrong, and the words of the one line about it
WRONG = (
    ({"TELEGRAM_BOT_TOKEN": ""}, "TELEGRAM_BOT_TOKEN is not set"),
    ({"TELEGRAM_BOT_TOKEN": "654321:WRONG"}, "TELEGRAM_BOT_TOKEN is refused"),
    ({"ADMIN_IDS": "anna"}, "ADMIN_IDS: 'anna' is not a number"),
    ({"PLANBOT_STATE": "/dev/null/state.db"}, "cannot write the state file: /dev/null/state.db"),
)


@pytest.mark.parametrize(("changes", "told"), WRONG)
async def test_what_is_wrong_is_told_in_one_line(
    service: Service, tmp_path: Path, changes: dict[str, str], told: str
) -> None:
    async with BotApiServer(token=TOKEN) as server:
        process = await _start(service, tmp_path, server, **changes)
        _, written = await process.communicate()
    assert process.returncode == 2
    (line,) = written.decode().splitlines()
    assert told in line
