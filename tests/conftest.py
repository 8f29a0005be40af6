"""Fixtures that all tests share: the real plan's index and the answers over it, built once a session."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from bot.config import SETTINGS, SHIPPED_CORPUS
from bot.service import Service
from index.build import build_index
from index.store import Index
from tests.quick import quick_builds

# how long one example takes depends on what else the machine does; and the same commit passes or fails every time:
# `pytest --hypothesis-profile search` looks for new examples
hypothesis.settings.register_profile("search", deadline=None)
hypothesis.settings.register_profile("planbot", deadline=None, derandomize=True)
hypothesis.settings.load_profile("planbot")


@pytest.fixture(autouse=True)
def _nobodys_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the settings or touches the files of whoever runs it."""
    home = str(tmp_path_factory.getbasetemp() / "home")
    monkeypatch.setenv("HOME", home)
    monkeypatch.setenv("XDG_DATA_HOME", home)
    for setting in SETTINGS:
        monkeypatch.delenv(setting.name, raising=False)


@pytest.fixture(scope="session", autouse=True)
def _quick_builds() -> Iterator[None]:
    """What each build reads anew and never changes is read once, to spare its 2 s."""
    with quick_builds():
        yield


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The index of the real plan."""
    path: Path = tmp_path_factory.mktemp("real-plan") / "index.db"
    build_index([SHIPPED_CORPUS], path)
    opened = Index(path)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def service(index: Index) -> Service:
    """The answers from the real plan."""
    return Service.of(index)
