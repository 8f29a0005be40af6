"""What can befall the state file, before a start and under the running bot: nobody is left without an answer."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot import state_copies
from bot.app import serve
from bot.service import Service
from bot.state import State
from bot.state_copies import StateDamaged, StateInUse, StateUnwritable, copy_of, keep_copy, serving_alone
from tests.bot.serving import ADMIN, ANNA, HASTE, STRANGER, serving, settings_for
from tests.botapi import BotApiServer

pytestmark = pytest.mark.anyio

#: of SQLite
PAGE = 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A state file of which there is a good copy; since then one more chat was let ask."""
    file = tmp_path / "state.db"
    with State(file) as state:
        state.allow_chat(-5, by=ADMIN.id, now=1)
        for number in range(300):
            state.set_remark(f"remark {number}", "x" * 200)
        keep_copy(file)
        state.allow_chat(-6, by=ADMIN.id, now=2)
    return file


def with_noise(path: Path) -> None:
    """A page in the middle, as a bad disk leaves it."""
    with path.open("r+b") as file:
        for number in range(2, path.stat().st_size // PAGE):
            file.seek(number * PAGE)
            file.write(os.urandom(PAGE))


#: what may befall the file while nobody uses it
DAMAGE: dict[str, Callable[[Path], object]] = {
    "no database": lambda path: path.write_bytes(b"this is no database at all" * 500),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "cut short": lambda path: os.truncate(path, path.stat().st_size // 2),
    "cut within a page": lambda path: os.truncate(path, 3 * PAGE + 100),
    "noise in the middle": with_noise,
}


@pytest.mark.parametrize("harm", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_put_right_from_its_copy(
    path: Path, harm: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    harm(path)
    damaged = path.read_bytes()
    with State(path) as state:
        assert state.allowed_chats() == (-5,)
        assert state.mishap is not None
        assert state.mishap.copied_at is not None
        assert (path.parent / state.mishap.aside).read_bytes() == damaged
    assert caplog.text.count("was damaged and is kept as state.db.damaged-") == 1
    with State(path) as again:
        assert again.allowed_chats() == (-5,)
    assert len(caplog.records) == 1


@pytest.mark.parametrize("spoil", [lambda copy: copy.unlink(), lambda copy: copy.write_bytes(b"no database" * 900)])
def test_without_a_good_copy_a_new_file_is_begun_and_the_damaged_one_kept(
    path: Path, spoil: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    spoil(copy_of(path))
    DAMAGE["zeros"](path)
    with State(path) as state:
        assert state.allowed_chats() == ()
        assert state.mishap is not None
        assert state.mishap.copied_at is None
        assert (path.parent / state.mishap.aside).exists()
    assert "going on with a new one: nothing is remembered" in caplog.text


def test_a_file_that_is_gone_comes_back_from_its_copy(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.unlink()
    with State(path) as state:
        assert state.allowed_chats() == (-5,)
        assert state.mishap is not None
        assert state.mishap.aside == ""
    assert "was gone; going on with its copy state.db.good" in caplog.text


def test_only_the_last_damaged_files_are_kept(path: Path) -> None:
    for number in range(state_copies.KEPT_ASIDE + 2):
        DAMAGE["zeros"](path)
        state_copies.put_right(path, now=1_000_000 * number)
    kept = sorted(file.name for file in path.parent.glob("state.db.damaged-*"))
    assert len(kept) == state_copies.KEPT_ASIDE
    assert kept[-1] == "state.db.damaged-19700216T070640"


def without_an_index(path: Path) -> None:
    """What is asked for by the chat and question is found no more; all rows can still be read."""
    with closing(sqlite3.connect(path)) as connection:
        ((page,),) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'answers_by_question'")
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(bytes(PAGE))


@pytest.mark.parametrize("harm", [with_noise, without_an_index])
def test_a_copy_is_never_made_of_a_damaged_file(path: Path, harm: Callable[[Path], object]) -> None:
    before = copy_of(path).read_bytes()
    harm(path)
    with pytest.raises(StateDamaged):
        keep_copy(path)
    assert copy_of(path).read_bytes() == before
    assert sorted(file.name for file in path.parent.iterdir() if file.name.endswith(".new")) == []


def test_a_copy_holds_everything_and_can_be_used_as_it_is(path: Path) -> None:
    with State(path) as state:
        keep_copy(path)
        allowed = state.allowed_chats()
    shutil.copy(copy_of(path), path.with_name("other.db"))
    with State(path.with_name("other.db")) as other:
        assert other.allowed_chats() == allowed == (-5, -6)


def test_a_wrong_statement_is_no_damage(path: Path) -> None:
    with State(path) as state:
        with pytest.raises(sqlite3.IntegrityError):
            state.run("INSERT INTO allowed_chats VALUES (-5, NULL, NULL)")
        assert state.mishap is None
        assert state.allowed_chats() == (-5, -6)


def test_a_change_that_fails_in_its_last_moment_is_undone_and_the_next_one_works(path: Path) -> None:
    with State(path) as state:
        state.run("PRAGMA foreign_keys = ON")
        state.run("CREATE TABLE later (name REFERENCES remarks (name) DEFERRABLE INITIALLY DEFERRED)")
        with pytest.raises(sqlite3.IntegrityError):  # only when it is committed
            state.run_all(("INSERT INTO later VALUES ('nobody')", ()))
        state.run_all(("INSERT INTO later VALUES ('remark 1')", ()))
        assert state.run("SELECT * FROM later") == [("remark 1",)]


# under the running bot


@pytest.fixture
def states(monkeypatch: pytest.MonkeyPatch) -> list[State]:
    """The state files that bots of this test have open."""
    opened: list[State] = []

    class Seen(State):
        def __init__(self, path: Path) -> None:
            super().__init__(path)
            opened.append(self)

    monkeypatch.setattr("bot.app.State", Seen)
    return opened


async def _ask(server: BotApiServer, text: str = "任务26谁负责？") -> str:
    question = server.say(ANNA, ANNA.private, text)
    await server.settled()
    (answer,) = (sent for sent in server.unread if (sent.chat_id, sent.reply_to) == (ANNA.id, question.message_id))
    await server.replies(len(server.unread))
    return answer.first_line


def _forget_pages(state: State) -> None:
    """Have SQLite read the file again; what it keeps in memory would hide for a while what befell it."""
    state.run("PRAGMA wal_checkpoint(TRUNCATE)")
    state.run("PRAGMA shrink_memory")


async def test_damage_under_the_running_bot_is_put_right_and_told(
    service: Service, tmp_path: Path, states: list[State], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.keeping.LOOK_SECONDS", 0.05)
    async with serving(service, tmp_path) as server:
        server.say(ADMIN, ADMIN.private, f"/allow {STRANGER.id}")
        await server.replies(1)
        await _copied(tmp_path / "state.db", states[0])
        _forget_pages(states[0])
        with_noise(tmp_path / "state.db")
        assert "区商务委" in await _ask(server)
        told = await _said_to_administrator(server)
        assert "its copy of 1 min ago is in its place" in told
        assert "state.db.damaged-" in told
        server.say(STRANGER, STRANGER.private, "任务26谁负责？")  # was let in before the copy was made
        await server.heard(len(server.history) + 1)
        assert "区商务委" in server.history[-1].first_line
        server.say(ADMIN, ADMIN.private, "/status")
        await server.heard(len(server.history) + 1)
        assert "✗ 状态文件损坏，已换回1分钟前的备份" in server.history[-1].text
        await server.settled()
        assert sum("damaged" in sent.text for sent in server.history if sent.chat_id == ADMIN.id) == 2  # once by itself


async def _copied(path: Path, state: State) -> None:
    async with asyncio.timeout(10):
        while not copy_of(path).exists():  # that of the start
            await asyncio.sleep(0.02)
    await asyncio.to_thread(keep_copy, path)
    assert state.mishap is None


async def _said_to_administrator(server: BotApiServer) -> str:
    async with asyncio.timeout(server.timeout):
        while True:
            for sent in server.history:
                if sent.chat_id == ADMIN.id and "state file" in sent.text:
                    await server.replies(len(server.unread))
                    return sent.text
            await asyncio.sleep(0.02)


async def test_damage_that_is_met_when_the_copy_is_made_is_put_right(
    service: Service, tmp_path: Path, states: list[State], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.keeping.LOOK_SECONDS", 0.05)
    async with serving(service, tmp_path) as server:
        server.meet(ADMIN.private)
        await server.settled()
        await _copied(tmp_path / "state.db", states[0])
        _forget_pages(states[0])
        with_noise(tmp_path / "state.db")
        monkeypatch.setattr("bot.keeping.SECONDS_PER_DAY", 0)  # the next day has come
        assert "its copy of 1 min ago is in its place" in await _said_to_administrator(server)
        monkeypatch.undo()
        assert "区商务委" in await _ask(server)


async def test_damage_again_and_again_ends_the_program(service: Service, tmp_path: Path, states: list[State]) -> None:
    async with BotApiServer() as server:
        running = asyncio.create_task(
            serve(settings_for(server, tmp_path), service, stop=asyncio.Event(), patience=HASTE)
        )
        await server.settled()
        for _ in range(2):
            _forget_pages(states[0])
            with_noise(tmp_path / "state.db")
            server.say(ANNA, ANNA.private, "任务26谁负责？")
            await asyncio.wait((running, asyncio.create_task(server.settled())), return_when=asyncio.FIRST_COMPLETED)
        with pytest.raises(StateDamaged, match="check the disk"):
            await running


async def test_a_file_that_is_deleted_is_put_back_with_all_that_it_held(
    service: Service, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with BotApiServer() as server:
        async with serving(service, tmp_path, server=server):
            server.say(ADMIN, ADMIN.private, f"/allow {STRANGER.id}")
            await server.replies(1)
            for file in tmp_path.glob("state.db*"):
                file.unlink()
            assert "区商务委" in await _ask(server)
        async with serving(service, tmp_path, server=server):
            assert "70%" in await _ask(server, "2019年HACCP的比例")
            server.say(STRANGER, STRANGER.private, "任务26谁负责？")
            (answer,) = await server.replies(1)
            assert "区商务委" in answer.first_line
    assert caplog.text.count("was deleted under the running bot and is put back") == 1


async def test_a_backup_that_is_put_in_place_is_used(service: Service, tmp_path: Path) -> None:
    with State(tmp_path / "backup.db") as backup:
        backup.allow_chat(STRANGER.id, by=ADMIN.id, now=1)
    async with serving(service, tmp_path) as server:
        assert "区商务委" in await _ask(server)
        os.replace(tmp_path / "backup.db", tmp_path / "state.db")
        server.say(STRANGER, STRANGER.private, "任务26谁负责？")
        (answer,) = await server.replies(1)
        assert "区商务委" in answer.first_line


@pytest.fixture
def full(states: list[State]) -> Callable[[bool], None]:
    """Makes the disk full, and gives room again."""

    def fill(is_full: bool) -> None:
        (state,) = states
        ((pages,),) = state.run("PRAGMA page_count")
        state.run(f"PRAGMA max_page_count = {pages if is_full else pages + 10_000}")
        while is_full:
            try:
                state.run("INSERT INTO remarks VALUES (hex(randomblob(8)), hex(randomblob(20)))")
            except StateUnwritable:
                return

    return fill


async def test_on_a_full_disk_everybody_is_answered(
    service: Service,
    tmp_path: Path,
    full: Callable[[bool], None],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with serving(service, tmp_path) as server:
        await server.settled()
        full(True)
        for number in range(1, 25):
            assert f"任务{number}" in await _ask(server, f"任务{number}是什么")
        assert server.unread == ()  # no apologies
        server.say(ADMIN, ADMIN.private, "/status")
        (status,) = await server.replies(1)
        assert "✗ 状态文件写不进去" in status.text
        full(False)
        monkeypatch.setattr("bot.state_file.CALM_SECONDS", 0.0)
        await _ask(server)
        server.say(ADMIN, ADMIN.private, "/status")
        (status,) = await server.replies(1)
        assert "状态文件写不进去" not in status.text
    told = [record.getMessage() for record in caplog.records if record.name == "bot.state_file"]
    assert len(told) == 2
    assert "answering goes on, but nothing is remembered" in told[0]
    assert "takes what must be remembered again" in told[1]


async def test_on_a_full_disk_nothing_is_answered_twice(
    service: Service, tmp_path: Path, full: Callable[[bool], None]
) -> None:
    async with serving(service, tmp_path) as server:
        await server.settled()
        full(True)
        for number in range(1, 25):
            server.say(ANNA, ANNA.private, f"任务{number}是什么")
        updates = server.pending
        await server.replies(24)
        await server.settled()
        for is_full in (True, False):  # room may come back in the meantime
            full(is_full)
            for update in updates[-6:]:
                server.resend(update)
                await server.settled()
        assert server.unread == ()


async def test_a_lock_of_another_program_keeps_nobody_waiting_for_long(
    service: Service,
    tmp_path: Path,
    states: list[State],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with serving(service, tmp_path) as server:
        await server.settled()
        states[0].run("PRAGMA busy_timeout = 50")
        with closing(sqlite3.connect(tmp_path / "state.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for number in (1, 2, 3):
                assert f"任务{number}" in await _ask(server, f"任务{number}是什么")
            other.execute("ROLLBACK")
        monkeypatch.setattr("bot.state_file.CALM_SECONDS", 0.0)
        assert "区商务委" in await _ask(server)
        assert states[0].counts()["answers"] == 1
    assert caplog.text.count("answering goes on, but nothing is remembered") == 1
    assert caplog.text.count("takes what must be remembered again") == 1


async def test_a_lock_at_the_start_ends_it_with_advice(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state_copies, "BUSY_SECONDS", 0.05)
    with State(tmp_path / "state.db"):
        pass
    with closing(sqlite3.connect(tmp_path / "state.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with BotApiServer() as server:
            with pytest.raises(StateUnwritable, match="database is locked"):
                await serve(settings_for(server, tmp_path), service, stop=asyncio.Event(), patience=HASTE)


# two programs


async def test_a_second_bot_on_one_state_file_is_refused(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server, BotApiServer() as other:
        with pytest.raises(StateInUse, match="stop it first, or set PLANBOT_STATE"):
            await serve(settings_for(other, tmp_path), service, stop=asyncio.Event(), patience=HASTE)
        assert other.calls == ()
        assert "区商务委" in await _ask(server)
        with State(tmp_path / "state.db") as terminal:  # `planbot taught` works beside it
            terminal.set_remark("from", "terminal")
        assert "70%" in await _ask(server, "2019年HACCP的比例")
    with serving_alone(tmp_path / "state.db"):
        pass  # and nothing stands in the way once it has ended
