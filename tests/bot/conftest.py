"""Fixtures of the bot's tests. Asynchronous tests are marked with anyio, whose pytest plugin comes with httpx."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import SHIPPED_CORPUS
from bot.service import Service
from index.build import build_index
from index.store import Index

SECOND_PLAN = Path(__file__).parents[1] / "data" / "plans" / "linjiang-green-plan-2021-2023.txt"


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


@pytest.fixture(scope="session")
def two_plans(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Answers from an index of two plans."""
    path: Path = tmp_path_factory.mktemp("index") / "two.db"
    build_index([SHIPPED_CORPUS, SECOND_PLAN], path)
    index = Index(path)
    yield Service.of(index)
    index.close()
