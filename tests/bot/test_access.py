"""Who may ask, what is remembered of it, and the state file: rules first, then told as chats."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.access import NOTICE_SECONDS, Access
from bot.config import Settings
from bot.service import Service
from bot.state import State
from bot.state_copies import StateError, StateOutdated, StateUnwritable
from tests.bot.serving import ADMIN, ANNA, BORIS, CLARA, ELSEWHERE, OFFICE, STRANGER, serving
from tests.botapi import Chat, Person

NOW = 1_700_000_000.0


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State(tmp_path / "data" / "state.db") as opened:
        yield opened


def access_to(state: State, *, admins: tuple[int, ...] = (), chats: tuple[int, ...] = (), now: float = NOW) -> Access:
    folder = state.path.parent
    settings = Settings(
        admin_ids=frozenset(admins), allowed_chat_ids=frozenset(chats), corpus=folder, index=folder, state=state.path
    )
    return Access(settings, state, now=lambda: now)


# rules: administrators, allowed chats, person, chat → may they ask?
RULES: tuple[tuple[str, tuple[int, ...], tuple[int, ...], int, int, bool], ...] = (
    ("an administrator anywhere", (1,), (), 1, -1099, True),
    ("an administrator in private", (1,), (), 1, 1, True),
    ("anybody in an allowed group", (), (-1001,), 99, -1001, True),
    ("an allowed person in private", (), (11,), 11, 11, True),
    ("an allowed person in a group that is not", (), (11,), 11, -1099, False),
    ("a stranger in private", (1,), (11,), 99, 99, False),
    ("a stranger in a group", (1,), (11,), 99, -1099, False),
    ("anybody when nothing is set", (), (), 1, 1, False),
)


@pytest.mark.parametrize(
    ("admins", "chats", "person", "chat", "expected"), [row[1:] for row in RULES], ids=[row[0] for row in RULES]
)
def test_may_ask(
    state: State, admins: tuple[int, ...], chats: tuple[int, ...], person: int, chat: int, expected: bool
) -> None:
    assert access_to(state, admins=admins, chats=chats).may_ask(person, chat) is expected


def test_an_administrator_opens_a_group_until_the_bot_leaves_it(state: State) -> None:
    access = access_to(state, admins=(1,))
    assert access.enter(-1099, by=1)
    assert access.may_ask(99, -1099)
    access.leave(-1099)
    assert not access.may_ask(99, -1099)
    assert not access.enter(-1099, by=99)


def test_an_opened_group_is_remembered_and_moves_with_its_id(state: State) -> None:
    access_to(state, admins=(1,)).enter(-5, by=1)
    with State(state.path) as again:
        access = access_to(again, admins=(1,))
        access.move(-5, -1005)
        assert (access.is_open(-5), access.is_open(-1005)) == (False, True)


def test_without_administrators_no_remembered_group_is_open(state: State) -> None:
    access_to(state, admins=(1,)).enter(-5, by=1)
    assert not access_to(state).may_ask(1, -5)


@pytest.mark.parametrize(("later", "is_told"), [(0, False), (NOTICE_SECONDS - 1, False), (NOTICE_SECONDS, True)])
def test_a_person_is_told_once_a_day(state: State, later: float, is_told: bool) -> None:
    assert access_to(state).tell_once(99)
    assert access_to(state, now=NOW + later).tell_once(99) is is_told
    assert access_to(state).tell_once(98)


# the file


def test_the_file_can_be_read_by_any_tool(state: State) -> None:
    state.allow_chat(-5, by=1, now=NOW)
    state.close()
    with sqlite3.connect(state.path) as connection:
        assert connection.execute("SELECT * FROM allowed_chats").fetchall() == [(-5, 1, int(NOW))]
    connection.close()


def _write_garbage(path: Path) -> None:
    path.write_bytes(b"this is no database at all, and it is long enough to be looked at" * 100)


def _write_later_version(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


def _make_folder(path: Path) -> None:
    path.mkdir()


def _make_file_of_parent(path: Path) -> None:
    path.parent.rmdir()
    path.parent.write_text("a file where a folder should be")


UNUSABLE = (
    (_write_later_version, StateOutdated, "upgrade"),
    (_make_folder, StateUnwritable, "PLANBOT_STATE"),
    (_make_file_of_parent, StateUnwritable, "PLANBOT_STATE"),
)


@pytest.mark.parametrize(("spoil", "error", "advice"), UNUSABLE)
def test_an_unusable_file_is_named_with_advice(
    tmp_path: Path, spoil: object, error: type[StateError], advice: str
) -> None:
    path = tmp_path / "data" / "state.db"
    path.parent.mkdir()
    spoil(path)  # type: ignore[operator]
    with pytest.raises(error) as caught:
        State(path)
    assert str(path) in str(caught.value)
    assert advice in str(caught.value)


# told as chats


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("person", "chat", "text"),
    [
        (STRANGER, STRANGER.private, "任务26谁负责？"),
        (STRANGER, STRANGER.private, "/start"),
        (STRANGER, ELSEWHERE, "/ask 任务26谁负责？"),
        (STRANGER, ELSEWHERE, "@PlanBot 任务26谁负责？"),
    ],
)
async def test_who_may_not_ask_is_told_their_id_once(
    service: Service, tmp_path: Path, person: Person, chat: Chat, text: str
) -> None:
    async with serving(service, tmp_path) as server:
        question = server.say(person, chat, text)
        (said,) = await server.replies(1)
        assert said.text == (
            "Sorry, you may not ask here yet. Your id is 99: please pass it on to this bot's administrator."
        )
        assert said.reply_to == question.message_id
        server.say(person, chat, text)
        server.say(person, person.private, "/help")
        await server.settled()
        assert server.unread == ()
    # … and not again after a restart either
    async with serving(service, tmp_path) as server:
        server.say(person, chat, text)
        await server.settled()
        assert server.unread == ()


@pytest.mark.anyio
async def test_a_stranger_cannot_press_buttons(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.say(ADMIN, ELSEWHERE, "/ask 中小企业谁负责")
        (choices,) = await server.replies(1)
        first = await server.acknowledged(server.press(STRANGER, choices, choices.labels[0]))
        second = await server.acknowledged(server.press(STRANGER, choices, choices.labels[0]))
        assert (first.is_alert, "Your id is 99" in first.text) == (True, True)
        assert second.text == ""
        assert server.unread == ()


@pytest.mark.anyio
@pytest.mark.parametrize("person", [ADMIN, ANNA, CLARA, STRANGER])
async def test_with_nothing_set_everyone_is_only_told_their_id(
    service: Service, tmp_path: Path, person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    nobody: dict[str, frozenset[int]] = {"admin_ids": frozenset(), "allowed_chat_ids": frozenset()}
    async with serving(service, tmp_path, **nobody) as server:
        server.say(person, person.private, "任务26谁负责？")
        server.say(person, OFFICE, "/ask 任务26谁负责？")
        (said,) = await server.replies(1)
        await server.settled()
        assert str(person.id) in said.marked("code")
        assert "ADMIN_IDS" in said.text
        assert server.unread == ()
    assert "neither ADMIN_IDS nor ALLOWED_CHAT_IDS is set" in caplog.text


@pytest.mark.anyio
async def test_an_administrator_brings_the_bot_into_a_group(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.add_bot(ADMIN, ELSEWHERE)
        (hello,) = await server.replies(1)
        assert hello.text.startswith("大家好！")
        server.say(STRANGER, ELSEWHERE, "/ask 任务26谁负责？")
        (answer,) = await server.replies(1)
        assert "区商务委" in answer.first_line
        await server.settled()
        assert server.left == ()
    # … which is remembered
    async with serving(service, tmp_path) as server:
        server.say(STRANGER, ELSEWHERE, "/ask 任务26谁负责？")
        (answer,) = await server.replies(1)
        assert "区商务委" in answer.first_line
        # … until somebody takes it out
        server.remove_bot(STRANGER, ELSEWHERE)
        server.add_bot(STRANGER, ELSEWHERE)
        (goodbye,) = await server.replies(1)
        await server.settled()
        assert goodbye.text.startswith("Sorry, only this bot's administrator can bring me into a group.")
        assert server.left == (ELSEWHERE.id,)


@pytest.mark.anyio
async def test_a_stranger_cannot_bring_the_bot_into_a_group(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.add_bot(STRANGER, ELSEWHERE)
        (said,) = await server.replies(1)
        await server.settled()
        assert str(ELSEWHERE.id) in said.marked("code")
        assert server.left == (ELSEWHERE.id,)


@pytest.mark.anyio
async def test_anybody_may_bring_the_bot_into_an_allowed_group(service: Service, tmp_path: Path) -> None:
    async with serving(service, tmp_path) as server:
        server.remove_bot(BORIS, OFFICE)
        server.add_bot(STRANGER, OFFICE)
        (hello,) = await server.replies(1)
        await server.settled()
        assert hello.text.startswith("Hello, everyone!")
        assert server.left == ()


@pytest.mark.anyio
async def test_promotion_blocking_and_channels_change_nothing(service: Service, tmp_path: Path) -> None:
    channel = Chat(-1050, "channel", "News")
    async with serving(service, tmp_path) as server:
        server.add_bot(STRANGER, OFFICE, status="administrator")  # it was a member there before
        server.say(ANNA, ANNA.private, "/help")
        await server.replies(1)
        server.block(ANNA)
        server.add_bot(STRANGER, channel, status="administrator")
        await server.settled()
        assert server.unread == ()
        assert server.left == (channel.id,)


@pytest.mark.anyio
async def test_an_opened_group_stays_open_when_it_becomes_a_supergroup(service: Service, tmp_path: Path) -> None:
    old, new = Chat(-77, "group", "Small"), Chat(-10077, "supergroup", "Grown")
    async with serving(service, tmp_path) as server:
        server.add_bot(ADMIN, old)
        await server.replies(1)
        server.service(ADMIN, old, migrate_to_chat_id=new.id)
        server.service(ADMIN, new, migrate_from_chat_id=old.id)
        server.say(STRANGER, new, "/ask 任务26谁负责？")
        (answer,) = await server.replies(1)
        assert "区商务委" in answer.first_line
