"""What the bot must remember over a restart: one small SQLite file with one writer. The only file worth a backup.

Who may ask; which answer belongs to which question, and where each conversation stands; what people thought of
answers; updates that were dealt with, or taken but not dealt with yet. Later versions add tables by adding a step to
`bot.state_tables`.
"""

import contextlib
import json
import logging
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from bot.conversations import Speaker, Turns
from bot.state_tables import STEPS
from corpus.errors import PlanbotError

logger = logging.getLogger(__name__)

SCHEMA_VERSION = len(STEPS)

_HANDLED = "UPDATE updates SET is_handled = 1, content = NULL, noted_at = ? WHERE update_id = ?"
_ANSWERED = (
    "SELECT message_id, question_id, person_id, chat_id, topic_id, origin, before, turn, after, why FROM answers"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A message of the bot that answers a message.

    Attributes:
        message_id, question_id: the answer's message, and the message that it answers.
        speaker: whose question it was.
        origin: the conversation up to the message that is answered.
        before, turn, after: the conversation up to what is shown now, what was asked then, and the conversation after.
        why: how the question was read and what was found, for JSON.
    """

    message_id: int
    question_id: int
    speaker: Speaker
    origin: Turns
    before: Turns
    turn: str
    after: Turns
    why: Mapping[str, Any]


class StateError(PlanbotError):
    """The state file cannot be used; `path` is the file."""

    def __init__(self, problem: str, path: Path, hint: str) -> None:
        super().__init__(f"{problem}: {path}. {hint}")
        self.path = path


class StateUnwritable(StateError):
    """The folder, the disk or the file does not take what must be remembered."""


class StateDamaged(StateError):
    """The file is no state file, or is damaged."""


class StateOutdated(StateError):
    """The file was written by a later version of the program."""


class State:
    """An open state file. Close it, or use it as a context manager.

    Raises, on opening:
        StateUnwritable, StateDamaged, StateOutdated: with the file and the next step.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._guard():
            path.parent.mkdir(parents=True, exist_ok=True)
            # autocommit: each change below is one statement, or stands in a transaction of its own
            self._connection = sqlite3.connect(path, isolation_level=None)
        try:
            with self._guard():
                self._prepare()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "State":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    # chats that may ask

    def allow_chat(self, chat_id: int, by: int, now: float) -> None:
        """Remember that a person let this chat ask."""
        self._run("INSERT OR REPLACE INTO allowed_chats VALUES (?, ?, ?)", (chat_id, by, int(now)))

    def forget_chat(self, chat_id: int) -> bool:
        """Remember no longer that this chat may ask; False when nothing of the kind was remembered."""
        return bool(self._run("DELETE FROM allowed_chats WHERE chat_id = ? RETURNING chat_id", (chat_id,)))

    def move_chat(self, old_id: int, new_id: int) -> None:
        """Carry over what is remembered of a group that was given a new id."""
        for table in ("allowed_chats", "chat_documents"):
            self._run(f"UPDATE OR REPLACE {table} SET chat_id = ? WHERE chat_id = ?", (new_id, old_id))  # noqa: S608

    def is_allowed(self, chat_id: int) -> bool:
        """Whether this chat was let ask."""
        return bool(self._run("SELECT 1 FROM allowed_chats WHERE chat_id = ?", (chat_id,)))

    def allowed_chats(self) -> tuple[int, ...]:
        """The chats that were let ask."""
        return tuple(chat_id for (chat_id,) in self._run("SELECT chat_id FROM allowed_chats ORDER BY allowed_at"))

    # which document a chat is about

    def document_of(self, chat_id: int) -> str:
        """The name of the document that questions in a chat are about; "" where none was chosen."""
        rows = self._run("SELECT document FROM chat_documents WHERE chat_id = ?", (chat_id,))
        return str(rows[0][0]) if rows else ""

    def set_document(self, chat_id: int, name: str) -> None:
        """Remember which document questions in a chat are about; "" for no particular one."""
        if name:
            self._run("INSERT OR REPLACE INTO chat_documents VALUES (?, ?)", (chat_id, name))
        else:
            self._run("DELETE FROM chat_documents WHERE chat_id = ?", (chat_id,))

    # people who were told that they may not ask

    def tell_once(self, person_id: int, now: float, every: float) -> bool:
        """Whether to tell this person now: True if nothing was told within so many seconds, and that is remembered."""
        told = self._run(
            "INSERT INTO notices VALUES (?, ?) ON CONFLICT (person_id)"
            " DO UPDATE SET told_at = excluded.told_at WHERE told_at <= ? RETURNING person_id",
            (person_id, int(now), int(now - every)),
        )
        return bool(told)

    def forget_notices(self, before: float) -> None:
        """Drop the notices of earlier days: who asked is kept no longer than it is needed."""
        self._run("DELETE FROM notices WHERE told_at < ?", (int(before),))

    # answers and conversations

    def remember_answer(self, answered: Answered, listener: Speaker, now: float, update_id: int) -> None:
        """Remember an answer in place of what the message answered before, and that its update was dealt with.

        Args:
            listener: whose conversation goes on from it.
        """
        who = answered.speaker
        turns = _to_json(answered.after)
        with self._guard(), self._transaction():
            self._connection.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(who.chat_id, answered.message_id, answered.question_id, who.person_id, who.topic_id),
                    *(_to_json(answered.origin), _to_json(answered.before), answered.turn, turns),
                    *(json.dumps(answered.why), int(now)),
                ),
            )
            self._connection.execute(
                "INSERT OR REPLACE INTO dialogues VALUES (?, ?, ?, ?, ?)",
                (listener.person_id, listener.chat_id, listener.topic_id, turns, int(now)),
            )
            self._connection.execute(_HANDLED, (int(now), update_id))

    def answer_in(self, chat_id: int, message_id: int) -> Answered | None:
        """The answer that a message of the bot is."""
        return self._answered("chat_id = ? AND message_id = ?", (chat_id, message_id))

    def answer_to(self, chat_id: int, question_id: int) -> Answered | None:
        """The answer to somebody's message."""
        return self._answered("chat_id = ? AND question_id = ?", (chat_id, question_id))

    def last_answer_for(self, speaker: Speaker) -> Answered | None:
        """The last answer that somebody got in a chat and topic."""
        who = (speaker.person_id, speaker.chat_id, speaker.topic_id)
        return self._answered("person_id = ? AND chat_id = ? AND topic_id = ?", who)

    def _answered(self, condition: str, values: Sequence[int]) -> Answered | None:
        rows = self._run(f"{_ANSWERED} WHERE {condition} ORDER BY answered_at DESC, message_id DESC LIMIT 1", values)
        if not rows:
            return None
        message_id, question_id, person_id, chat_id, topic_id, origin, before, turn, after, why = rows[0]
        reasons = _from_json(why)
        if not isinstance(reasons, dict):
            return None  # damaged: as if the answer were too old to be remembered
        return Answered(
            message_id=message_id,
            question_id=question_id,
            speaker=Speaker(person_id, chat_id, topic_id),
            origin=read_turns(origin),
            before=read_turns(before),
            turn=turn,
            after=read_turns(after),
            why=reasons,
        )

    def turns_of(self, speaker: Speaker, since: float) -> Turns:
        """How far somebody's conversation has come; () when it has not begun, or nothing was said since then."""
        rows = self._run(
            "SELECT turns FROM dialogues WHERE person_id = ? AND chat_id = ? AND topic_id = ? AND spoken_at >= ?",
            (speaker.person_id, speaker.chat_id, speaker.topic_id, int(since)),
        )
        return read_turns(rows[0][0]) if rows else ()

    def rate(self, answered: Answered, person_id: int, *, is_good: bool, now: float) -> None:
        """Remember what a person thinks of an answer, in place of what they thought before."""
        self._run(
            "INSERT OR REPLACE INTO ratings VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(answered.speaker.chat_id, answered.message_id, person_id, is_good),
                *(answered.turn, json.dumps(answered.why), int(now)),
            ),
        )

    # updates

    def take_update(self, update_id: int, digest: str, now: float) -> bool:
        """Remember that an update is being dealt with; False when it was dealt with before."""
        taken = self._run(
            "INSERT INTO updates VALUES (?, ?, NULL, 0, ?) ON CONFLICT (update_id) DO UPDATE SET"
            " digest = excluded.digest, content = NULL, is_handled = 0, noted_at = excluded.noted_at"
            " WHERE NOT is_handled OR digest <> excluded.digest RETURNING update_id",
            (update_id, digest, int(now)),
        )
        return bool(taken)

    def note_handled(self, update_id: int, now: float) -> None:
        """Remember that an update was dealt with."""
        self._run(_HANDLED, (int(now), update_id))

    def park(self, updates: Mapping[int, str]) -> None:
        """Keep updates that were taken but not dealt with, so that Telegram need not keep them."""
        with self._guard(), self._transaction():
            self._connection.executemany(
                "UPDATE updates SET content = ? WHERE update_id = ? AND NOT is_handled",
                [(content, update_id) for update_id, content in updates.items()],
            )

    def parked(self) -> dict[int, str]:
        """The updates that were kept and are still not dealt with, oldest first."""
        return dict(self._run("SELECT update_id, content FROM updates WHERE content IS NOT NULL ORDER BY update_id"))

    # small things

    def remark(self, name: str) -> str:
        """A text that was remembered under a name, "" for none."""
        rows = self._run("SELECT text FROM remarks WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else ""

    def set_remark(self, name: str, text: str) -> None:
        """Remember a text under a name."""
        self._run("INSERT OR REPLACE INTO remarks VALUES (?, ?)", (name, text))

    def counts(self) -> dict[str, int]:
        """How many answers, good and bad ratings, and chats are remembered."""
        rows = self._run(
            "SELECT (SELECT count(*) FROM answers), (SELECT count(*) FROM ratings WHERE is_good),"
            " (SELECT count(*) FROM ratings WHERE NOT is_good), (SELECT count(*) FROM allowed_chats)"
        )
        return dict(zip(("answers", "good", "bad", "chats"), rows[0], strict=True))

    def forget_older(self, *, answers: float, dialogues: float, updates: float) -> None:
        """Drop what was said and asked before these times."""
        with self._guard(), self._transaction():
            self._connection.execute("DELETE FROM answers WHERE answered_at < ?", (int(answers),))
            self._connection.execute("DELETE FROM ratings WHERE rated_at < ?", (int(answers),))
            self._connection.execute("DELETE FROM dialogues WHERE spoken_at < ?", (int(dialogues),))
            self._connection.execute("DELETE FROM updates WHERE content IS NULL AND noted_at < ?", (int(updates),))

    @property
    def changes(self) -> int:
        """How many rows were written, changed or dropped since the file was opened."""
        return self._connection.total_changes

    def wipe(self) -> bool:
        """Leave nothing in the file of what was dropped, nor in its log; False when another program reads there."""
        with self._guard():
            self._connection.execute("VACUUM")
            is_busy, _, _ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not is_busy

    # for the modules that have tables of their own in this file

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of one statement."""
        return self._run(sql, values)

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Statements that are carried out all or none."""
        with self._guard(), self._transaction():
            yield

    # the file

    def _run(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._guard():
            return self._connection.execute(sql, values).fetchall()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _prepare(self) -> None:
        self._connection.execute("PRAGMA busy_timeout = 5000")
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise StateOutdated(
                "状态文件来自更新的版本 / state file of a later version", self.path, "请升级 planbot / upgrade planbot"
            )
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        # what is dropped is overwritten; and what passes through a temporary file would lie about in its folder
        self._connection.execute("PRAGMA secure_delete = ON")
        self._connection.execute("PRAGMA temp_store = MEMORY")
        for number, step in enumerate(STEPS[version:], version + 1):
            self._connection.executescript(f"BEGIN IMMEDIATE; {step} PRAGMA user_version = {number}; COMMIT;")
        # an unwritable file shows now and not in the middle of a conversation
        self._connection.executescript(f"BEGIN IMMEDIATE; PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")

    @contextlib.contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.OperationalError) as error:
            raise StateUnwritable(
                "状态文件无法写入 / cannot write the state file",
                self.path,
                f"请检查权限或设置 PLANBOT_STATE / check the permissions, or set PLANBOT_STATE ({error})",
            ) from error
        except sqlite3.DatabaseError as error:
            raise StateDamaged(
                "状态文件损坏 / state file is damaged",
                self.path,
                "请恢复备份，或移走该文件后重来 / restore a backup, or move the file away and start anew",
            ) from error


def _to_json(turns: Turns) -> str:
    return json.dumps(turns)


def read_turns(text: str) -> Turns:
    """A conversation as it is kept; () where that is damaged, so that it begins anew."""
    turns = _from_json(text)
    is_whole = isinstance(turns, list) and all(isinstance(turn, str) for turn in turns)
    return tuple(turns) if is_whole else ()


def _from_json(text: str) -> Any:
    """The value of a text; None where it is no JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        logger.warning("the state file holds what is no JSON, taken for nothing: %s", error)
        return None
