"""What the bot must remember over a restart: one small SQLite file with one writer. The only file worth a backup.

So far: the groups that an administrator brought the bot into, and who was told their id when. Later versions add tables
by adding a step to `_STEPS`; no step is ever changed once it was released.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from corpus.errors import PlanbotError

_STEPS: tuple[str, ...] = (
    """
    CREATE TABLE allowed_chats (
        chat_id    INTEGER PRIMARY KEY,
        allowed_by INTEGER NOT NULL,
        allowed_at INTEGER NOT NULL  -- seconds since 1970, as everywhere in this file
    ) STRICT;
    CREATE TABLE notices (
        person_id INTEGER PRIMARY KEY,
        told_at   INTEGER NOT NULL
    ) STRICT;
    """,
)

SCHEMA_VERSION = len(_STEPS)


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

    # groups that may ask

    def allow_chat(self, chat_id: int, by: int, now: float) -> None:
        """Remember that a person let this group ask."""
        with self._guard():
            self._connection.execute("INSERT OR REPLACE INTO allowed_chats VALUES (?, ?, ?)", (chat_id, by, int(now)))

    def forget_chat(self, chat_id: int) -> None:
        """Remember no longer that this group may ask."""
        with self._guard():
            self._connection.execute("DELETE FROM allowed_chats WHERE chat_id = ?", (chat_id,))

    def move_chat(self, old_id: int, new_id: int) -> None:
        """Carry over what is remembered of a group that was given a new id."""
        with self._guard():
            self._connection.execute(
                "UPDATE OR REPLACE allowed_chats SET chat_id = ? WHERE chat_id = ?", (new_id, old_id)
            )

    def is_allowed(self, chat_id: int) -> bool:
        """Whether this group was let ask."""
        with self._guard():
            found = self._connection.execute("SELECT 1 FROM allowed_chats WHERE chat_id = ?", (chat_id,)).fetchone()
        return found is not None

    # people who were told that they may not ask

    def tell_once(self, person_id: int, now: float, every: float) -> bool:
        """Whether to tell this person now: True if nothing was told within so many seconds, and that is remembered."""
        with self._guard():
            told = self._connection.execute(
                "INSERT INTO notices VALUES (?, ?) ON CONFLICT (person_id)"
                " DO UPDATE SET told_at = excluded.told_at WHERE told_at <= ? RETURNING person_id",
                (person_id, int(now), int(now - every)),
            ).fetchall()
        return bool(told)

    def forget_notices(self, before: float) -> None:
        """Drop the notices of earlier days: who asked is kept no longer than it is needed."""
        with self._guard():
            self._connection.execute("DELETE FROM notices WHERE told_at < ?", (int(before),))

    # the file

    def _prepare(self) -> None:
        self._connection.execute("PRAGMA busy_timeout = 5000")
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise StateOutdated(
                "状态文件来自更新的版本 / state file of a later version", self.path, "请升级 planbot / upgrade planbot"
            )
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        for number, step in enumerate(_STEPS[version:], version + 1):
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
