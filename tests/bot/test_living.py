"""A running bot takes a new index as it comes, and nothing that befalls the file keeps it from answering."""

import logging
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.living import LivingService
from bot.service import Service
from bot.understanding.types import Dialogue
from index.build import build_index
from tests.index.plans import PLAN, write_plan

QUESTION = "2022年养老床位多少张"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two indexes: `old.db` says 600, `new.db` 650."""
    folder = tmp_path_factory.mktemp("made")
    for name, beds in (("old", 600), ("new", 650)):
        build_index([write_plan(folder / name, text=PLAN.replace("600张", f"{beds}张"))], folder / f"{name}.db")
    return folder


@pytest.fixture
def service(made: Path, tmp_path: Path) -> Iterator[LivingService]:
    """Answers from the old one."""
    shutil.copy(made / "old.db", tmp_path / "index.db")
    living = LivingService(Service.open(tmp_path / "index.db", made / "old"))
    living.renew()
    yield living
    living.index.close()


def beds(service: LivingService) -> str:
    service.renew()
    answer, _ = service.answer(QUESTION, Dialogue())
    return "650" if "650张" in str(answer.headline.values) else "600" if "600张" in str(answer.headline.values) else ""


def by_rename(new: Path, path: Path) -> None:
    shutil.copy(new, path.with_name("copy"))
    os.replace(path.with_name("copy"), path)


#: how a new index comes into its place
WAYS: dict[str, Callable[[Path, Path], object]] = {
    "renamed": by_rename,
    "written over in place": lambda new, path: path.write_bytes(new.read_bytes()),
    "deleted and copied": lambda new, path: (path.unlink(), shutil.copy(new, path)),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_new_index_is_taken(service: LivingService, made: Path, way: Callable[[Path, Path], object]) -> None:
    assert beds(service) == "600"
    way(made / "new.db", service.path)
    assert beds(service) == "650"
    assert service.index.path == service.path


def test_the_same_file_is_opened_once(service: LivingService) -> None:
    index = service.index
    assert not service.renew()
    assert service.index is index


def without_a_row(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM measures WHERE id = 1")


#: what befalls the file under a running bot
HARM: dict[str, Callable[[Path], object]] = {
    "deleted": lambda path: path.unlink(),
    "cut short": lambda path: os.truncate(path, path.stat().st_size // 2),
    "emptied": lambda path: os.truncate(path, 0),
    "overwritten with noise": lambda path: path.write_bytes(os.urandom(path.stat().st_size)),
    "damaged in the middle": lambda path: path.write_bytes(
        path.read_bytes()[:8192] + b"\0" * 65536 + path.read_bytes()[8192 + 65536 :]
    ),
    "another program's": lambda path: path.write_text("text"),
    "lacking a row": without_a_row,
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_whatever_befalls_the_file_the_answers_go_on(
    service: LivingService, made: Path, harm: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    harm(service.path)
    assert [beds(service) for _ in range(3)] == ["600"] * 3
    (line,) = caplog.records
    assert "planbot index" in line.getMessage() or "cannot" in line.getMessage() or "directory" in line.getMessage()
    if service.path.is_dir():
        service.path.rmdir()
    by_rename(made / "new.db", service.path)
    assert beds(service) == "650", "the next sound one is taken"
