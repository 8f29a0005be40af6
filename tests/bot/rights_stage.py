"""Plays what `tests.bot.rights` names: one bot for each who, to whom everything is done, one thing after the other."""

import asyncio
import contextlib
import hashlib
import json
import re
import shutil
import sqlite3
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot import library
from bot.drafts import Draft, Drafts
from bot.handlers import drafts as shown
from bot.learning.codes import Act, Verb, encode_act
from bot.learning.kept import Kept
from bot.learning.lessons import Kind, Lesson, Lessons
from bot.living import LivingService
from bot.service import Service
from bot.state import State
from index.aliases import Alias
from index.build import build_index
from index.previous import previous_indexes
from tests.bot.rights import (
    ADMIN,
    ALLOWED,
    BUTTON_DATA,
    BUTTONS,
    CALLS,
    COMMANDS_SAID,
    ELSEWHERE,
    FAILED,
    FORMER,
    LET_IN,
    OFFICE,
    QUESTION,
    TAUGHT,
    TEXTS,
    WAITING,
    WHAT,
    WHO,
    Outcome,
    Who,
    is_possible,
)
from tests.bot.serving import serving
from tests.botapi import BotApiServer, Chat, Message
from tests.botapi.world import Call, Sent
from tests.index.plans import PLAN, write_plan

_CHOICES, _FIGURES = "建设谁负责", "养老床位三年怎么变"
#: tables that note what passes: what was dealt with, who was told their id, what autoincrement counts
_PASSING = frozenset({"updates", "notices", "sqlite_sequence"})
_UNICODE = re.compile(r"\\u([0-9a-f]{4})")


class Theatre:
    """A folder with the small plan and its index, in which one play is given after the other; each is given once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._outcomes: dict[str, dict[str, Outcome]] = {}
        self._index = b""

    def played(self, who: str) -> dict[str, Outcome]:
        """What comes of everything that somebody can try."""
        if who not in self._outcomes:
            whats = [what for what in sorted(WHAT) if is_possible(who, what)]
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(library.Library, "_work", _build_here)
                self._set_up()
                self._outcomes[who] = asyncio.run(_play_all(WHO[who], whats, self._folder))
        return self._outcomes[who]

    def _set_up(self) -> None:
        """The folder as it is at the beginning; the index is built for the first play."""
        index = self._folder / "index.db"
        for file in self._folder.glob("*.db*"):
            shutil.rmtree(file) if file.is_dir() else file.unlink()
        write_plan(self._folder / "corpus")
        if self._index:
            index.write_bytes(self._index)
        Service.open(index, self._folder / "corpus").index.close()
        self._index = index.read_bytes()


async def _build_here(self: library.Library, draft: Draft, report: library.Progress) -> library.Made:
    """Builds a draft's index in this process: one of its own takes seconds to begin."""
    places, is_given, instead = self._plan(draft)
    out = self.staged_index(draft)
    built = await asyncio.to_thread(
        build_index, places, out, is_given=is_given, instead=instead, old=self.index, keep=0
    )
    return library.Made(built.names, (), built.passages, built.cut)


async def _play_all(who: Who, whats: list[str], folder: Path) -> dict[str, Outcome]:
    corpus, index = folder / "corpus", folder / "index.db"
    service = LivingService(Service.open(index, corpus))
    settings: dict[str, Any] = {
        "admin_ids": frozenset({ADMIN.id}),
        "allowed_chat_ids": frozenset({ALLOWED.id, OFFICE.id}),
        "corpus": corpus,
        "index": index,
        "guests": True,
    }
    async with BotApiServer(timeout=30) as server:
        server.has_inline = True
        server.meet(OFFICE)
        server.meet(ELSEWHERE)
        server.leave(FORMER, OFFICE)
        try:
            async with serving(service, folder, server=server, **settings):
                with contextlib.closing(_open(folder / "state.db")) as connection:
                    stage = _Stage(server, folder, who, connection)
                    await stage.prepare()
                    return {what: await stage.play(what) for what in whats}
        finally:
            service.index.close()


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, timeout=10)


class _Stage:
    """A running bot, and somebody who does everything to it. What was changed is put back after each time."""

    def __init__(self, server: BotApiServer, folder: Path, who: Who, connection: sqlite3.Connection) -> None:
        self._server = server
        self._connection = connection
        self._who = who
        self._index, self._corpus = folder / "index.db", folder / "corpus"
        self._state = folder / "state.db"  # the bot has it open too
        self._templates: dict[str, tuple[Any, ...]] = {}
        self._groups = 0

    async def prepare(self) -> None:
        """Fill the state file with what must not be shown or changed; and answers that old messages show."""
        for question in (_CHOICES, _FIGURES):
            self._server.say(ALLOWED, ALLOWED.private, question)
            (answer,) = await self._server.replies(1)
            await self._server.settled()
            (self._templates[question],) = self._run(
                "SELECT * FROM answers WHERE chat_id = ? AND message_id = ?", ALLOWED.id, answer.message_id
            )
        self._server.say(ALLOWED, ALLOWED.private, FAILED)
        await self._server.replies(1)
        await self._server.settled()
        with State(self._state) as state:
            lessons, now = Lessons(state), time.time()
            lessons.add_all([Lesson(kind=Kind.ALIAS, alias=Alias(TAUGHT, "养老床位"), by=ADMIN.id)])
            self._kept = lessons.kept()[0].id
            self._proposed = lessons.propose(Lesson(kind=Kind.ALIAS, alias=Alias("敬老", "养老"), by=ADMIN.id), now).id
            if self._who.person != ADMIN:  # whose drafts are real ones
                Drafts(state).add(self._who.person.id, 1, WAITING, now)
                state.run("UPDATE drafts SET is_ready = 1")
            state.allow_chat(LET_IN, ADMIN.id, now)
            self._failed = Kept(state).open_questions()[0].id

    async def play(self, what: str) -> Outcome:
        """Let them do something; what came of it."""
        act = await self._prepared(what)
        self._run("DELETE FROM notices")  # everybody is told once a day: here, once each time
        before, calls = self._look(), len(self._server.calls)
        texts = await act()
        await self._server.settled()
        texts += [sent.text or "[picture]" for sent in self._server.unread]
        await self._server.replies(len(self._server.unread))
        after = self._look()
        changed = {name for name in before if before[name] != after[name]}
        kept = {"index", "corpus", *(["drafts"] if self._who.person == ADMIN else [])}
        self._restore({name: before[name] for name in changed - kept})
        return Outcome(texts=tuple(texts), sent=_sent(self._server.calls[calls:]), changed=frozenset(changed))

    # doing

    async def _prepared(self, what: str) -> Callable[[], Awaitable[list[str]]]:
        """Make ready what they need to do something. The deed itself returns what is shown of it that is no message."""
        if what in BUTTONS:
            message, data = await self._button(what)
            return lambda: self._press(message, data)
        if what in CALLS:
            return lambda: self._call(what)
        reply_to = None
        if what in ("reply", "told"):
            reply_to = self._put_answer(_FIGURES, self._who.chat, "……" if what == "reply" else f"✎{self._failed}")
        return lambda: self._write(what, reply_to)

    async def _press(self, message: Message, data: str) -> list[str]:
        shown_in = Sent(chat_id=message.chat_id, message_id=message.message_id, text="", html="")
        press = await self._server.acknowledged(self._server.press(self._who.person, shown_in, data=data))
        return [press.text] if press.text else []

    async def _call(self, what: str) -> list[str]:
        server, person = self._server, self._who.person
        if what == "inline":
            query = await server.answered(server.type_inline(person, QUESTION))
        elif what == "guest":
            query = server.call_as_guest(person, Chat(-1_008_000_777, "supergroup", "Far"), f"@PlanBot {QUESTION}")
            await server.settled()
        else:
            self._groups += 1
            server.add_bot(person, Chat(-1_008_100_000 - self._groups, "supergroup", "New"))
            return []
        return [json.dumps(result, ensure_ascii=False) for result in query.results]

    async def _write(self, what: str, reply_to: Message | None) -> list[str]:
        who = self._who
        text, fields = (TEXTS | COMMANDS_SAID).get(what, ""), dict(who.fields)
        if what == "other":
            fields["photo"] = [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}]
        if what == "document" and not who.edits:
            await self._send_document()
        elif who.edits:
            fields |= {"document": {"file_id": "F", "file_unique_id": "F"}} if what == "document" else {}
            self._server.edit(self._server.put(who.person, who.chat, "……", reply_to=reply_to, **fields), text)
        else:
            self._server.say(who.person, who.chat, text, reply_to=reply_to, **fields)
        return []

    async def _send_document(self) -> None:
        """Send a document with more beds; where it is taken, wait for what it brings."""
        who, server = self._who, self._server
        server.send(who.person, who.chat, "qinghu.txt", PLAN.replace("600张", "650张").encode(), **who.fields)
        await server.settled()
        if any("正在读取" in sent.text for sent in server.unread):
            await server.heard(len(server.history) + 1)

    # old messages of the bot, and what their buttons carry

    async def _button(self, what: str) -> tuple[Message, str]:
        """An old message of the bot where they are, and the data of a button of some kind."""
        assert self._who.pressing is not None
        data = await self._data_of(what)
        message = self._put_answer(_CHOICES if what == "Choose" else _FIGURES, self._who.pressing)
        return message, data

    async def _data_of(self, what: str) -> str:
        kind, _, name = what.partition(" ")
        if kind == "Verb":
            numbers = {
                Verb.KEEP: (self._proposed, self._failed),
                Verb.UNDO: (self._kept, 0),
                Verb.TAUGHT: (0, 0),
                Verb.SENTENCE: (self._failed, 2),
                Verb.TASK: (self._failed, 2),
            }
            return encode_act(Act(Verb[name], *numbers.get(Verb[name], (self._failed, 0))))
        return f"i:{name}:{await self._token(name)}:1" if kind == "Decide" else BUTTON_DATA[what]

    async def _token(self, act: str) -> str:
        """What a button that decides is about: an earlier index, or the draft that waits."""
        if act == "r":
            held = previous_indexes(self._index)
            return shown.token_of(held[0]) if held else shown.NO_DRAFT
        sql = "SELECT token FROM drafts WHERE person_id = ?"
        if self._who.person == ADMIN and self._who.pressing == ADMIN.private and not self._run(sql, ADMIN.id):
            await self._send_document()  # a real one, which can be confirmed
        found = self._run(sql, self._who.person.id)
        token = str(found[0][0]) if found else shown.NO_DRAFT
        if act == "p":  # a message that shows something else
            button = self._put_answer(_FIGURES, self._who.pressing or self._who.chat)
            await self._press(button, f"i:w:{token}:1")
        await self._server.replies(len(self._server.unread))
        return token

    def _put_answer(self, question: str, chat: Chat, text: str = "……") -> Message:
        """An old message of the bot that answers a question."""
        message = self._server.put(self._server.bot, chat, text)
        row = (chat.id, message.message_id, 1, self._who.person.id, 0, *self._templates[question][5:])
        self._run(f"INSERT INTO answers VALUES ({', '.join('?' * len(row))})", *row)
        return message

    # the state file and the other files

    def _run(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()

    def _look(self) -> dict[str, Any]:
        """Everything that might be changed, by its name."""
        tables = [name for (name,) in self._run("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        rows = {name: self._run(f"SELECT * FROM {name}") for name in tables if name not in _PASSING}
        files = {file.name: file.read_bytes() for file in self._corpus.iterdir() if file.is_file()}
        return rows | {"index": hashlib.sha256(self._index.read_bytes()).hexdigest(), "corpus": files}

    def _restore(self, tables: dict[str, Any]) -> None:
        self._run("BEGIN IMMEDIATE")
        for name, rows in tables.items():
            self._run(f"DELETE FROM {name}")
            for row in rows:
                self._run(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", *row)
        self._run("COMMIT")


def _sent(calls: Sequence[Call]) -> str:
    """What went to Telegram, with whatever Chinese is in it in plain characters."""
    texts = (str(value) for call in calls if call.method != "getUpdates" for value in call.parameters.values())
    return "\n".join(_UNICODE.sub(lambda match: chr(int(match[1], 16)), text) for text in texts)
