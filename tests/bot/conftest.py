"""Fixtures of the bot's tests. Asynchronous tests are marked with anyio, whose pytest plugin comes with httpx."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import SHIPPED_CORPUS
from bot.service import Service


@pytest.fixture
def anyio_backend() -> str:
    """The event loop that the program runs on."""
    return "asyncio"


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The real answers, from an index of the real plan."""
    path: Path = tmp_path_factory.mktemp("index") / "index.db"
    opened = Service.open(path, SHIPPED_CORPUS)
    yield opened
    opened.index.close()
