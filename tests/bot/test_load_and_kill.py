"""Small slices of `tests.load` and `tests.kill`: a rush, and kill -9, with real processes."""

import shutil
from pathlib import Path

import pytest

from bot.service import Service
from tests.botapi import BotApiServer, Message, Person
from tests.botapi.world import Sent
from tests.kill import torment
from tests.load import judge, program, rush

pytestmark = pytest.mark.anyio


@pytest.fixture
def folder(service: Service, tmp_path: Path) -> Path:
    """A folder with a ready index."""
    shutil.copy(service.index.path, tmp_path / "index.db")
    return tmp_path


async def test_every_question_of_a_rush_is_answered_once_and_in_order(folder: Path) -> None:
    async with BotApiServer(timeout=60) as server, program(server, folder):
        await server.attended()
        outcome = await rush(server, 200)
    assert (outcome.asked, outcome.answered_once) == (200, 200)
    assert (outcome.twice, outcome.lost, outcome.out_of_order) == (0, 0, 0)


@pytest.mark.parametrize("seed", [3])
async def test_a_kill_loses_nothing_and_doubles_only_what_it_must(folder: Path, seed: int) -> None:
    async with BotApiServer(timeout=60) as server:
        outcome = await torment(server, folder, 20, seed)
    assert outcome.kills >= 2
    assert (outcome.lost, outcome.unanswered, outcome.unedited) == (0, 0, 0)
    assert outcome.twice <= outcome.unavoidable


def test_the_judge_sees_what_is_wrong() -> None:
    anna = Person(1, "Anna")
    asked = [(anna, Message(-1, number, "x", at=0.0)) for number in range(1, 5)]
    said = [
        Sent(chat_id=-1, message_id=10 + at, text="y", html="y", reply_to=question)
        for at, question in enumerate((2, 1, 4, 4))
    ]
    outcome = judge(asked, said, seconds=1.0)
    assert (outcome.answered_once, outcome.twice, outcome.lost, outcome.out_of_order) == (2, 1, 1, 1)
    assert not outcome.is_good
