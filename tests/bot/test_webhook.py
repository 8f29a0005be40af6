"""Updates that Telegram sends by itself: a webhook behind a proxy, with a secret, that loses nothing."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.app import TokenUnusable, serve
from bot.service import Service
from bot.setting_values import Secret
from bot.state import State
from bot.state_copies import StateUnwritable
from bot.webhook import WebhookUnusable
from tests.bot.serving import ANNA, BORIS, HASTE, serving, settings_for
from tests.botapi import BotApiServer, faults

pytestmark = [
    pytest.mark.anyio,
    # python-telegram-bot warns of its own use of an attribute when Telegram asks it to wait
    pytest.mark.filterwarnings("ignore:.*attribute `retry_after`"),
]

URL = "https://bot.example.org/planbot"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def settings() -> dict[str, Any]:
    """Settings of a bot that waits for updates."""
    return {
        "webhook_url": URL,
        "webhook_listen": ("127.0.0.1", _free_port()),
        "webhook_secret": Secret("a-secret"),
    }


class Proxy:
    """Hands updates on, as the proxy with the public address does."""

    def __init__(self, client: httpx.AsyncClient, settings: dict[str, Any]) -> None:
        self._client = client
        host, port = settings["webhook_listen"]
        self.address = f"http://{host}:{port}/planbot"

    async def send(self, content: Any, *, address: str = "", secret: str = "a-secret") -> int:
        """The status with which an update is taken."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        response = await self._client.post(address or self.address, content=body, headers=headers)
        return response.status_code


@pytest.fixture
async def proxy(settings: dict[str, Any]) -> AsyncIterator[Proxy]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield Proxy(client, settings)


async def test_telegram_is_told_where_and_with_which_secret(
    service: Service, tmp_path: Path, settings: dict[str, Any]
) -> None:
    async with serving(service, tmp_path, **settings) as server:
        assert server.webhook["url"] == URL
        assert server.webhook["secret_token"] == "a-secret"
        assert "message" in json.loads(server.webhook["allowed_updates"])
        assert server.calls_of("getUpdates") == []


async def test_updates_are_answered_once_each(
    service: Service, tmp_path: Path, settings: dict[str, Any], proxy: Proxy
) -> None:
    async with serving(service, tmp_path, **settings) as server:
        server.say(ANNA, ANNA.private, "任务26谁负责")
        server.say(BORIS, BORIS.private, "2020 HACCP target")
        for update in (*server.pending, *server.pending):  # Telegram sends again what it thinks was lost
            assert await proxy.send(update) == 200
        answers = {answer.chat_id: answer.first_line for answer in await server.replies(2)}
        assert {"区商务委" in answers[ANNA.id], "75%" in answers[BORIS.id]} == {True}
    assert server.unread == ()


# what is sent how → the status; none of it is answered
REFUSED: tuple[tuple[str, Any, dict[str, str], int], ...] = (
    ("another secret", {"update_id": 1}, {"secret": "another"}, 403),
    ("no secret", {"update_id": 1}, {"secret": ""}, 403),
    ("no JSON", b"{", {}, 200),
    ("no update", b"[1]", {}, 200),
    ("a kind of update that nobody knows", {"update_id": 7, "pigeon": {}}, {}, 200),
    ("an update that cannot be read", {"update_id": 8, "message": {"text": "x"}}, {}, 200),
    ("too much", b" " * 2_000_000, {}, 413),
)


@pytest.mark.parametrize(("content", "how", "status"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
async def test_what_is_no_update_of_telegram(
    service: Service, tmp_path: Path, settings: dict[str, Any], proxy: Proxy, content: Any, how: Any, status: int
) -> None:
    async with serving(service, tmp_path, **settings) as server:
        assert await proxy.send(content, **how) == status
        assert await proxy.send({"update_id": 1}, address=f"{proxy.address}/elsewhere") == 404
        server.say(ANNA, ANNA.private, "任务26谁负责")
        assert await proxy.send(server.pending[0]) == 200
        (answer,) = await server.replies(1)
        assert "区商务委" in answer.first_line


async def test_an_update_that_was_taken_is_answered_after_the_next_start(
    service: Service, tmp_path: Path, settings: dict[str, Any], proxy: Proxy
) -> None:
    async with BotApiServer() as server:
        async with serving(service, tmp_path, server=server, **settings):
            server.fail("sendMessage", faults.flood(600))
            server.say(ANNA, ANNA.private, "任务26谁负责")
            assert await proxy.send(server.pending[0]) == 200
            await server.called("sendMessage")
        server.heal()
        async with serving(service, tmp_path, server=server, **settings):
            (answer,) = await server.replies(1)
            assert "区商务委" in answer.first_line
        assert server.unread == ()


async def test_what_the_state_file_does_not_take_telegram_keeps(
    service: Service, tmp_path: Path, settings: dict[str, Any], proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StateUnwritable("cannot write", tmp_path / "state.db", "no room")

    async with serving(service, tmp_path, **settings) as server:
        server.say(ANNA, ANNA.private, "任务26谁负责")
        (update,) = server.pending
        with monkeypatch.context() as patch:
            for name in ("take_update", "park", "note_handled", "remember_answer"):
                patch.setattr(State, name, full)
            assert await proxy.send(update) == 503
            (answer,) = await server.replies(1)  # all the same
            assert "区商务委" in answer.first_line
            while await proxy.send(update) != 200:  # Telegram sends it again, until it was dealt with
                await asyncio.sleep(0.02)
    assert server.unread == ()


async def test_a_token_that_is_withdrawn_ends_a_bot_with_a_webhook_too(
    service: Service, tmp_path: Path, settings: dict[str, Any], proxy: Proxy
) -> None:
    async with BotApiServer() as server:
        stop = asyncio.Event()  # nobody sets it
        changed = settings_for(server, tmp_path, **settings)
        running = asyncio.create_task(serve(changed, service, stop=stop, patience=HASTE))
        await server.attended()
        server.fail("sendMessage", faults.unauthorized(), 9)
        server.say(ANNA, ANNA.private, "任务26谁负责")
        assert await proxy.send(server.pending[0]) == 200
        with pytest.raises(TokenUnusable, match="copy it anew"):
            await running
        server.heal()
        async with serving(service, tmp_path, server=server, **settings):
            (answer,) = await server.replies(1)
            assert "区商务委" in answer.first_line


async def test_an_address_that_is_taken_ends_the_start(
    service: Service, tmp_path: Path, settings: dict[str, Any]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(WebhookUnusable, match="PLANBOT_WEBHOOK_LISTEN"):
            async with serving(service, tmp_path, **settings | {"webhook_listen": taken.getsockname()}) as server:
                await server.settled()


async def test_a_polling_bot_takes_the_webhook_away(service: Service, tmp_path: Path, settings: dict[str, Any]) -> None:
    async with BotApiServer() as server:
        async with serving(service, tmp_path, server=server, **settings):
            server.say(ANNA, ANNA.private, "任务26谁负责")
        async with serving(service, tmp_path, server=server):
            (answer,) = await server.replies(1)  # what Telegram could not deliver
            assert "区商务委" in answer.first_line
            assert server.webhook_url == ""
