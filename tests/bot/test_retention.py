"""What is too old is forgotten: no byte of it is left in the state file, asked or not, with learning or without.

`PLANBOT_RETENTION_DAYS` is what the operator set; words are looked for in the bytes of the file and of its log.
"""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from telegram.ext import ExtBot

from bot.access import Access
from bot.config import Settings
from bot.conversations import Speaker
from bot.desk import SECONDS_PER_DAY, Desk
from bot.keeping import copy_state, keeping_state
from bot.learning.kept import Kept
from bot.learning.lessons import Kind, Lesson, Lessons
from bot.service import Service
from bot.state import State
from bot.state_copies import StateUnwritable
from tests.bot.serving import ADMIN, ANNA, ELSEWHERE, STRANGER, serving
from tests.botapi import BotApiServer

pytestmark = pytest.mark.anyio

DAY = SECONDS_PER_DAY
#: there is nothing to be told to anybody
NOBODY = cast("ExtBot[int]", None)
NOW = 1_700_000_000.0
#: words of people, each of which comes into the file in another way
ASKED, FAILED, RATED, TAUGHT = "智慧微菜场谁负责", "鹊桥相会改造谁负责", "萤火虫谁负责", "银河铁道谁负责"
WORDS = ("智慧微菜场", "鹊桥相会", "萤火虫", "银河铁道")


class Clock:
    """A clock that tests put forward."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


def bytes_of(folder: Path, names: str = "state.db*") -> bytes:
    """All bytes of the state file, of its copy and of what SQLite keeps beside it."""
    return b"".join(file.read_bytes() for file in folder.glob(names))


def words_in(folder: Path, names: str = "state.db*") -> set[str]:
    """The words of people that are in these bytes, as they are or as JSON writes them."""
    content = bytes_of(folder, names)
    return {
        word for word in WORDS if word.encode() in content or word.encode("unicode-escape").lower() in content.lower()
    }


async def until(look: Callable[[], object], *, becomes: object) -> None:
    """Wait until something is as it should be."""
    async with asyncio.timeout(30):
        while look() != becomes:
            await asyncio.sleep(0.001)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State(tmp_path / "state.db") as opened:
        yield opened


def desk_of(service: Service, state: State, clock: Clock, **changes: Any) -> Desk:
    folder = state.path.parent
    settings = Settings(corpus=folder, index=folder, state=state.path)
    return Desk(service=service, access=Access(settings, state, clock), state=state, now=clock, **changes)


async def live(desk: Desk, *, padding: int = 0) -> None:
    """A day with questions that are answered, that fail, that are rated and taught of; and many more of them."""
    anna = Speaker(ANNA.id, ANNA.id)
    asked = [ASKED, FAILED, RATED, TAUGHT, *(f"{WORDS[number % 4]}第{number}次谁负责" for number in range(padding))]
    for number, text in enumerate(asked, 1):
        reply = await desk.ask(text, (), number)
        who = {"owner": anna, "listener": anna}
        desk.remember(reply, message_id=number, question_id=number, update_id=number, **who)
        desk.state.take_update(number, "x", desk.now())
        desk.state.park({number: f'{{"text": "{text}"}}'})
        desk.state.note_handled(number, desk.now())
        answered = desk.state.answer_in(ANNA.id, number)
        if text == RATED and answered is not None:
            desk.rate(answered, anna, is_good=False)
    proposed = desk.lessons.propose(Lesson(kind=Kind.ABSENT, questions=(TAUGHT,), by=ADMIN.id), desk.now())
    desk.lessons.keep(proposed.id, desk.now())
    desk.lessons.undo(proposed.id)
    desk.access.tell_once(STRANGER.id)


@pytest.mark.parametrize("is_learning", [True, False], ids=["learning", "not learning"])
@pytest.mark.parametrize("padding", [0, 120], ids=["a few", "many"])
async def test_nothing_is_left_of_what_is_too_old(
    service: Service, state: State, is_learning: bool, padding: int
) -> None:
    clock = Clock()
    desk = desk_of(service, state, clock, retention_days=30, is_learning=is_learning)
    desk.tidy()
    await live(desk, padding=padding)
    folder = state.path.parent
    assert words_in(folder) == set(WORDS)
    clock.now = NOW + 29 * DAY
    desk.tidy()
    assert words_in(folder) == set(WORDS)
    clock.now = NOW + 31 * DAY
    desk.tidy()
    assert words_in(folder) == set()
    assert state.run("SELECT * FROM notices") == []


async def test_what_was_kept_before_learning_was_switched_off_is_forgotten_too(service: Service, state: State) -> None:
    clock = Clock()
    await live(desk_of(service, state, clock, retention_days=30))
    assert Kept(state).open_questions()
    clock.now = NOW + 31 * DAY
    desk_of(service, state, clock, retention_days=30, is_learning=False).tidy()
    assert words_in(state.path.parent) == set()


async def test_what_is_young_and_what_is_taught_stay(service: Service, state: State) -> None:
    clock = Clock()
    desk = desk_of(service, state, clock, retention_days=30)
    await live(desk)
    Lessons(state).add_all([Lesson(kind=Kind.ABSENT, questions=("银河铁道的终点",), by=ADMIN.id, at=int(NOW))])
    state.allow_chat(ELSEWHERE.id, ADMIN.id, NOW)
    clock.now = NOW + 20 * DAY
    reply = await desk.ask(ASKED, (), 900)
    who = Speaker(ANNA.id, ANNA.id)
    desk.remember(reply, message_id=900, question_id=900, owner=who, listener=who, update_id=900)
    clock.now = NOW + 31 * DAY
    desk.tidy()
    assert words_in(state.path.parent) == {"智慧微菜场", "银河铁道"}
    assert state.answer_in(ANNA.id, 900) is not None
    assert state.is_allowed(ELSEWHERE.id)


async def test_without_a_limit_nothing_is_forgotten(service: Service, state: State) -> None:
    clock = Clock()
    desk = desk_of(service, state, clock, retention_days=0, dialogue_minutes=0)
    await live(desk)
    clock.now = NOW + 4000 * DAY
    desk.tidy()
    assert words_in(state.path.parent) == set(WORDS)


async def test_what_is_dropped_in_between_is_overwritten(state: State) -> None:
    assert state.run("PRAGMA secure_delete") == [(1,)]


async def test_what_an_earlier_version_left_in_free_pages_goes_too(service: Service, state: State) -> None:
    clock = Clock()
    desk = desk_of(service, state, clock, retention_days=30)
    state.run("PRAGMA secure_delete = OFF")
    await live(desk, padding=120)
    for table in ("answers", "dialogues", "ratings", "askings", "kept_questions", "lessons"):
        state.run(f"DELETE FROM {table}")
    assert words_in(state.path.parent) == set(WORDS)
    state.run("PRAGMA secure_delete = ON")
    clock.now = NOW + 31 * DAY
    desk.tidy()
    assert words_in(state.path.parent) == set()


async def test_a_bot_that_nobody_asks_forgets_all_the_same(service: Service, tmp_path: Path) -> None:
    async with BotApiServer() as server:
        async with serving(service, tmp_path, server=server):
            server.say(ANNA, ANNA.private, FAILED)
            await server.replies(1)
        with sqlite3.connect(tmp_path / "state.db") as connection:
            for table, column in (("answers", "answered_at"), ("askings", "asked_at"), ("dialogues", "spoken_at")):
                connection.execute(f"UPDATE {table} SET {column} = 1000")
        connection.close()
        assert words_in(tmp_path) == {"鹊桥相会"}
        async with serving(service, tmp_path, server=server):
            await server.settled()
        assert words_in(tmp_path) == set()


async def test_the_good_copy_forgets_with_the_file(
    service: Service, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    desk = desk_of(service, state, clock, retention_days=30)
    await live(desk)
    monkeypatch.setattr("bot.keeping.LOOK_SECONDS", 0.001)
    async with keeping_state(NOBODY, desk, ()):
        await until(lambda: words_in(state.path.parent, "state.db.good"), becomes=set(WORDS))
        clock.now = NOW + 31 * DAY
        await until(lambda: words_in(state.path.parent, "state.db.good"), becomes=set())
    assert words_in(state.path.parent) == set()


async def test_damaged_files_that_were_set_aside_go_when_they_are_too_old(
    service: Service, state: State, tmp_path: Path
) -> None:
    clock = Clock()
    desk = desk_of(service, state, clock, retention_days=30)
    for day in (1, 20):
        name = time.strftime("state.db.damaged-%Y%m%dT%H%M%S", time.gmtime(NOW + day * DAY))
        (tmp_path / name).write_text(ASKED)
        (tmp_path / f"{name}-wal").write_text(ASKED)
    (tmp_path / "state.db.damaged-of-mine").write_text("not ours")
    clock.now = NOW + 32 * DAY
    await copy_state(desk)
    left = sorted(file.name for file in tmp_path.glob("state.db.damaged-*"))
    assert left == [name, f"{name}-wal", "state.db.damaged-of-mine"]
    desk.retention_days = 0
    clock.now = NOW + 4000 * DAY
    await copy_state(desk)
    assert sorted(file.name for file in tmp_path.glob("state.db.damaged-*")) == left


async def test_a_copy_that_is_being_made_is_waited_for(
    service: Service, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(service, state, Clock())
    begun, may_end, ended = asyncio.Event(), threading.Event(), []
    loop = asyncio.get_running_loop()

    def keep(path: Path) -> None:
        loop.call_soon_threadsafe(begun.set)
        may_end.wait()
        ended.append(path)

    monkeypatch.setattr("bot.keeping.keep_copy", keep)
    async with keeping_state(NOBODY, desk, ()):
        await begun.wait()
        loop.call_later(0.05, may_end.set)
    assert ended == [state.path]


async def test_another_program_at_the_file_puts_it_off_for_a_day(service: Service, state: State) -> None:
    clock = Clock()
    desk = desk_of(service, state, clock, retention_days=30)
    await live(desk)
    state.run("PRAGMA busy_timeout = 1")
    other = sqlite3.connect(state.path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM answers").fetchone()  # it needs the log as it is
    clock.now = NOW + 31 * DAY
    desk.tidy()
    assert words_in(state.path.parent) == set(WORDS)
    other.close()
    clock.now = NOW + 32 * DAY
    desk.tidy()
    assert words_in(state.path.parent) == set()


async def test_a_file_that_is_locked_is_told_in_the_log(
    service: Service, state: State, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    desk = desk_of(service, state, clock, retention_days=30)
    await live(desk)
    clock.now = NOW + 31 * DAY

    def wipe() -> bool:
        raise StateUnwritable("locked", state.path, "wait")

    monkeypatch.setattr(state, "wipe", wipe)
    desk.tidy()
    assert "is not wiped from the state file yet" in caplog.text
    monkeypatch.undo()
    clock.now = NOW + 32 * DAY
    desk.tidy()
    assert words_in(state.path.parent) == set()
