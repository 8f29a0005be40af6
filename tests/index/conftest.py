"""Indexes of small plans."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.build import build_index
from index.store import Index
from tests.index.plans import write_plan


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The index of the small plan, for tests that only read it."""
    folder = tmp_path_factory.mktemp("small")
    build_index([write_plan(folder / "corpus")], folder / "index.db")
    opened = Index(folder / "index.db")
    yield opened
    opened.close()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with the small plan."""
    return write_plan(tmp_path / "corpus").parent


@pytest.fixture
def built(tmp_path: Path, corpus: Path) -> Path:
    """The index of that folder, for tests that change it."""
    path = tmp_path / "data" / "index.db"
    build_index([corpus], path)
    return path
