"""An open SQLite file that outlives what befalls it: a full disk, a lock, damage, or being deleted while it is open.

What the file holds is told in `bot.state`.
"""

import contextlib
import json
import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from bot.state_copies import (
    BUSY_SECONDS,
    Mishap,
    StateDamaged,
    StateOutdated,
    StateUnwritable,
    connect,
    copy_of,
    guarding,
    let_go,
    put_back,
    put_right,
    raise_if_damaged,
)

logger = logging.getLogger(__name__)

#: a file that is damaged again sooner than this is not put right again: something is wrong with the disk
_SOONEST_AGAIN_SECONDS = 3600.0
#: how long to wait for a file that took nothing the last time
_HURRIED_SECONDS = 0.2
#: trouble is over when nothing failed for so long
CALM_SECONDS = 60.0
#: under which name the last mishap is remembered
_MISHAP = "mishap"

_T = TypeVar("_T")
Statement = tuple[str, Sequence[Any]]


class StateFile:
    """An open file with the tables that `steps` make, each from one version to the next.

    Raises, on opening:
        StateUnwritable, StateOutdated: with the file and the next step.
    """

    def __init__(self, path: Path, steps: Sequence[str]) -> None:
        self.path = path
        self.is_in_trouble = False
        self._steps = steps
        self._failed_at = 0.0
        self._put_right_at: float | None = None
        with guarding(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            is_gone = copy_of(path).is_file() and not path.exists()
        mishap = put_right(path) if is_gone else None
        try:
            self._open()
        except StateDamaged:
            mishap = put_right(path)
            self._open()
        if mishap is not None:
            self._note(mishap)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    # statements

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of one statement."""
        return self._safely(lambda: self._connection.execute(sql, values).fetchall())

    def run_all(self, *statements: Statement) -> None:
        """Carry out all of these or none."""

        def run() -> None:
            with self._transaction():
                for sql, values in statements:
                    self._connection.execute(sql, values)

        self._safely(run)

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Statements that are carried out all or none."""
        with guarding(self.path), self._transaction():
            yield

    # what was dropped

    @property
    def changes(self) -> int:
        """How many rows were written, changed or dropped since the file was opened."""
        return self._connection.total_changes

    def wipe(self) -> bool:
        """Leave nothing in the file of what was dropped, nor in its log; False when another program reads there."""

        def wipe() -> bool:
            self._connection.execute("VACUUM")
            is_busy, _, _ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not is_busy

        return self._safely(wipe)

    # small things

    def remark(self, name: str) -> str:
        """A text that was remembered under a name, "" for none."""
        rows = self.run("SELECT text FROM remarks WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else ""

    def set_remark(self, name: str, text: str) -> None:
        """Remember a text under a name."""
        self.run("INSERT OR REPLACE INTO remarks VALUES (?, ?)", (name, text))

    # when the file takes nothing, is damaged or gone

    @contextlib.contextmanager
    def tolerating(self) -> Iterator[None]:
        """What can go on without being remembered does so where the file takes nothing: told once in the log, and once
        when the file takes things again."""
        try:
            yield
        except StateUnwritable as error:
            if not self.is_in_trouble:
                logger.error("%s. 仍照常回答，但暂时记不住 / answering goes on, but nothing is remembered", error)
            self._failed_at = time.monotonic()
            self._set_trouble(True)
        else:
            # on a full disk the one thing still finds room and the other does not
            if self.is_in_trouble and time.monotonic() - self._failed_at >= CALM_SECONDS:
                logger.warning("the state file takes what must be remembered again / 状态文件恢复可写")
                self._set_trouble(False)

    def _set_trouble(self, is_in_trouble: bool) -> None:
        self.is_in_trouble = is_in_trouble
        with contextlib.suppress(StateUnwritable):
            seconds = _HURRIED_SECONDS if is_in_trouble else BUSY_SECONDS
            self.run(f"PRAGMA busy_timeout = {int(1000 * seconds)}")

    @property
    def mishap(self) -> Mishap | None:
        """What befell the file the last time."""
        said = self.remark(_MISHAP)
        return Mishap(**json.loads(said)) if said else None

    def put_right(self) -> None:
        """Go on with the good copy in place of a damaged or missing file, else with a new one.

        Raises:
            StateDamaged: that was done only a short while ago.
        """
        now = time.monotonic()
        if self._put_right_at is not None and now - self._put_right_at < _SOONEST_AGAIN_SECONDS:
            raise StateDamaged(
                "状态文件一再损坏 / the state file is damaged again and again", self.path, "请检查磁盘 / check the disk"
            )
        self._put_right_at = now
        self.close()
        mishap = put_right(self.path)
        self._open()
        self._note(mishap)

    def _note(self, mishap: Mishap) -> None:
        logger.error(
            "the state file %s was %s; going on with %s / 状态文件出了问题，已自动处理",
            self.path,
            f"damaged and is kept as {mishap.aside}" if mishap.aside else "gone",
            "a new one: nothing is remembered" if mishap.copied_at is None else f"its copy {copy_of(self.path).name}",
        )
        with self.tolerating():
            self.set_remark(_MISHAP, json.dumps(asdict(mishap)))

    def follow(self) -> None:
        """Put the file back where it was deleted, with all that it held; take another that came into its place."""
        try:
            status = os.stat(self.path)
        except OSError:
            with guarding(self.path):
                put_back(self._connection, self.path)
            logger.error("the state file %s was deleted under the running bot and is put back", self.path)
        else:
            if (status.st_dev, status.st_ino) == self._file:
                return
            logger.warning("another state file lies at %s and is used from now on", self.path)
            with guarding(self.path):
                let_go(self._connection, self.path)
        self._safely(self._open)

    # the file

    def _safely(self, work: Callable[[], _T]) -> _T:
        """Do something with the file; once more when it had to be put right for that."""
        try:
            with guarding(self.path):
                return work()
        except StateDamaged:
            self.put_right()
            with guarding(self.path):
                return work()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:  # a full disk may have ended it already
                self._connection.execute("ROLLBACK")
            raise

    def _open(self) -> None:
        with guarding(self.path):
            self._connection = connect(self.path)
            try:
                self._prepare()
            except BaseException:
                self.close()
                raise

    def _prepare(self) -> None:
        raise_if_damaged(self._connection)
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(self._steps):
            raise StateOutdated(
                "状态文件来自更新的版本 / state file of a later version", self.path, "请升级 planbot / upgrade planbot"
            )
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        # what is dropped is overwritten; and what passes through a temporary file would lie about in its folder
        self._connection.execute("PRAGMA secure_delete = ON")
        self._connection.execute("PRAGMA temp_store = MEMORY")
        for number, step in enumerate(self._steps[version:], version + 1):
            self._connection.executescript(f"BEGIN IMMEDIATE; {step} PRAGMA user_version = {number}; COMMIT;")
        # an unwritable file shows now and not in the middle of a conversation
        self._connection.executescript(f"BEGIN IMMEDIATE; PRAGMA user_version = {len(self._steps)}; COMMIT;")
        status = os.stat(self.path)
        self._file = (status.st_dev, status.st_ino)
