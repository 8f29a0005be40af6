"""Runs `planbot serve` in the test's own event loop against a stand-in Bot API server, and names who talks."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from bot.app import serve
from bot.config import Settings
from bot.desk import Answerer
from bot.polling import Patience
from bot.setting_values import Secret
from tests.botapi import BotApiServer, Chat, Person

ADMIN = Person(1, "Ada", "zh-hans")
ANNA = Person(11, "Anna", "zh-hans", "anna_at_work")
BORIS = Person(12, "Boris", "en")
CLARA = Person(13, "Clara")  # Telegram does not tell her language
STRANGER = Person(99, "Stranger", "en")

OFFICE = Chat(-1001, "supergroup", "Office")
FORUM = Chat(-1002, "supergroup", "Forum", is_forum=True)
ELSEWHERE = Chat(-1099, "supergroup", "Elsewhere")
CHANNEL = Chat(-1003, "channel", "News")

#: the people and groups above who may ask
ALLOWED = frozenset({ANNA.id, BORIS.id, CLARA.id, OFFICE.id, FORUM.id})

#: tests do not wait for anything that does not come; and an update stays unconfirmed until it was dealt with, on a busy
#: machine as well, so that `settled` means what it says
HASTE = Patience(tries=3, first_pause=0.01, last_pause=0.02, poll=20, park=8.0, grace=5.0)


def settings_for(server: BotApiServer, folder: Path, **changes: Any) -> Settings:
    """Settings of a bot that this server serves, with its files in a folder."""
    values: dict[str, Any] = {
        "telegram_bot_token": Secret(server.token),
        "telegram_base_url": server.base_url,
        "telegram_base_file_url": server.base_file_url,
        "admin_ids": frozenset({ADMIN.id}),
        "allowed_chat_ids": ALLOWED,
        "corpus": folder,
        "index": folder / "index.db",
        "state": folder / "state.db",
    }
    return Settings(**(values | changes))


@contextlib.asynccontextmanager
async def serving(
    service: Answerer,
    folder: Path,
    *,
    server: BotApiServer | None = None,
    patience: Patience = HASTE,
    **changes: Any,
) -> AsyncIterator[BotApiServer]:
    """A running bot and its server. `server` goes on with one that is already there; `changes` are other settings."""
    async with contextlib.AsyncExitStack() as stack:
        if server is None:
            server = await stack.enter_async_context(BotApiServer())
            server.meet(OFFICE)
            server.meet(FORUM)
        stop = asyncio.Event()
        running = asyncio.create_task(
            serve(settings_for(server, folder, **changes), service, stop=stop, patience=patience)
        )
        polled = asyncio.create_task(server.attended())
        await asyncio.wait((running, polled), return_when=asyncio.FIRST_COMPLETED)
        try:
            yield server
        finally:
            stop.set()
            polled.cancel()
            await running
