"""A small slice of `tests.soak`: nothing that the running bot holds grows with what it has dealt with."""

import asyncio
import gc
import os
import shutil
import threading
from collections import Counter
from pathlib import Path

import pytest

from bot import conversations, lanes, politeness
from bot.access import Access
from bot.config import Settings
from bot.desk import Desk
from bot.service import Service
from bot.state import State
from tests.bot.serving import HASTE, serving
from tests.botapi import BotApiServer
from tests.soak import CHATS, PEOPLE, Look, crowd_in, slope

pytestmark = pytest.mark.anyio

UPDATES = 400


class Own:
    """Looks at this process, in which the bot runs."""

    def __init__(self) -> None:
        self.held: list[Counter[str]] = []

    async def __call__(self, updates: int) -> Look:
        await asyncio.sleep(0)
        gc.collect()
        kinds = (Desk, State, asyncio.Lock, asyncio.Task, lanes.Lanes, politeness.Politeness)
        self.held.append(Counter(type(each).__name__ for each in gc.get_objects() if isinstance(each, kinds)))
        files = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
        return Look(updates=updates, files=files, tasks=len(asyncio.all_tasks()))


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """The parts of the running bot that hold things."""
    parts: dict[str, object] = {}
    for owner, name in ((lanes, "Lanes"), (politeness, "Politeness")):
        made = getattr(owner, name)

        def make(*args: object, _made: type = made, _name: str = name, **named: object) -> object:
            return parts.setdefault(_name, _made(*args, **named))

        monkeypatch.setattr(f"bot.app.{name}", make)
    return parts


async def test_open_files_tasks_and_memory_of_updates_do_not_grow(
    service: Service, tmp_path: Path, held: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversations, "CAPACITY", 20)
    monkeypatch.setattr(conversations.Conversations.__init__, "__defaults__", (20,))
    monkeypatch.setattr(politeness, "_CAPACITY", 20)
    desks: list[Desk] = []
    monkeypatch.setattr("bot.app.Desk", lambda **named: desks.append(Desk(**named)) or desks[0])
    shutil.copy(service.index.path, tmp_path / "index.db")
    look = Own()
    everybody = frozenset(each.id for each in (*CHATS, *PEOPLE))
    async with BotApiServer(timeout=60) as server:
        server.has_inline = True
        async with serving(service, tmp_path, server=server, patience=HASTE, allowed_chat_ids=everybody):
            await server.settled()
            seen = await crowd_in(server, UPDATES, look, tmp_path / "state.db", looks=8)
            kept = held["Lanes"]
            assert isinstance(kept, lanes.Lanes)
            assert [len(each) for each in (kept._tasks, kept._updates, kept._parked, kept._last, kept._waiting)] == [
                0
            ] * 5
            assert len(kept._by_heart) == 0
            waiting = held["Politeness"]
            assert isinstance(waiting, politeness.Politeness)
            assert max(len(waiting._told), len(waiting._asked_back)) <= 20
            assert len(desks[0]._conversations._dialogues) <= 20
    # the first burst opens what is opened once: connections, threads, the fonts of pictures
    settled = seen[2:]
    assert max(look.tasks for look in settled) <= settled[0].tasks + 4  # connections of the server come and go
    assert max(look.files for look in settled) <= settled[0].files + 8
    first, last = look.held[2], look.held[-1]
    assert {name: last[name] for name in ("Desk", "State", "Lanes", "Politeness")} == {
        name: first[name] for name in ("Desk", "State", "Lanes", "Politeness")
    }
    assert last["Lock"] <= first["Lock"] + 8


async def test_pictures_are_drawn_one_at_a_time(service: Service, tmp_path: Path) -> None:
    at_work: list[int] = []
    most: list[int] = []

    def draw() -> bytes:
        at_work.append(1)
        most.append(len(at_work))
        threading.Event().wait(0.01)
        at_work.pop()
        return b""

    with State(tmp_path / "state.db") as state:
        desk = Desk(
            service=service,
            access=Access(Settings(corpus=tmp_path, index=tmp_path / "i", state=tmp_path / "s"), state),
            state=state,
        )
        await asyncio.gather(*(desk.draw(draw) for _ in range(8)))
    assert most == [1] * 8


def test_every_cache_over_an_index_has_a_bound() -> None:
    from bot.rendering import canvas
    from index import aliases, assignments, scope, stem, store

    owners = (canvas, stem, store.Index, scope.DocumentIndex, aliases.AliasedIndex, assignments.Assignments)
    bounds = [
        each.cache_parameters()["maxsize"]
        for owner in owners
        for each in vars(owner).values()
        if hasattr(each, "cache_parameters")
    ]
    assert len(bounds) >= 15
    assert [bound for bound in bounds if bound is not None and bound > 65_536] == []


@pytest.mark.parametrize(
    ("memory", "expected"), [((100, 100, 100), 0.0), ((100, 110, 120), 20.0), ((120, 110, 100), -20.0)]
)
def test_the_slope(memory: tuple[int, ...], expected: float) -> None:
    looks = [Look(updates=500 * at, memory=each) for at, each in enumerate(memory)]
    assert slope(looks) == pytest.approx(expected)
