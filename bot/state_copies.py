"""The state file as a file: its good copy, what is done when it is damaged or gone, that one bot at a time uses it.

Beside `state.db` lies `state.db.good`, a whole copy of a time when the file was sound. A damaged file is set aside, and
the copy comes into its place.
"""

import calendar
import contextlib
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import PlanbotError
from index.swap import sync

#: how long to wait for somebody else who writes to the file
BUSY_SECONDS = 5.0
#: damaged files that are kept, the last ones
KEPT_ASIDE = 3
#: what SQLite keeps beside a file while it is open
_COMPANIONS = ("-wal", "-shm")
#: how the name of a damaged file ends that was set aside, and the time in it (UTC)
_ASIDE = re.compile(r"-\d{8}T\d{6}$")
_ASIDE_TIME = "%Y%m%dT%H%M%S"


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


class StateInUse(StateError):
    """Another bot serves from the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mishap:
    """What befell a state file, and how it was put right.

    Attributes:
        at: when it was noticed, in seconds since 1970.
        aside: the name under which the damaged file is kept; "" where the file was gone.
        copied_at: from when the copy is that took its place; None where there was none, and a new file was begun.
    """

    at: int
    aside: str
    copied_at: int | None


def copy_of(path: Path) -> Path:
    """Where the good copy of a state file lies."""
    return path.with_name(f"{path.name}.good")


@contextlib.contextmanager
def guarding(path: Path) -> Iterator[None]:
    """What SQLite and the system say of a file, as errors with the next step.

    Raises:
        StateUnwritable, StateDamaged
    """
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        raise StateUnwritable(
            "状态文件无法写入 / cannot write the state file",
            path,
            f"请检查权限或设置 PLANBOT_STATE / check the permissions, or set PLANBOT_STATE ({error})",
        ) from error
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        raise StateDamaged(
            "状态文件损坏 / state file is damaged",
            path,
            "请恢复备份，或移走该文件后重来 / restore a backup, or move the file away and start anew",
        ) from error


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether an error means that the file is damaged or no database, and not that a statement was wrong."""
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def connect(path: Path) -> sqlite3.Connection:
    """An open state file, whatever it holds; each statement is its own transaction unless one is begun."""
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)


def find_fault(connection: sqlite3.Connection) -> str:
    """What SQLite finds wrong with a file; "" for nothing."""
    ((found,),) = connection.execute("PRAGMA quick_check(1)").fetchall()
    return "" if found == "ok" else str(found)


# the good copy


def keep_copy(path: Path) -> None:
    """Make the good copy anew from the file as it is now, if it is sound; in any thread.

    Raises:
        StateDamaged: it is not; the copy stays as it was.
        StateUnwritable: there is no room for a copy.
    """
    with guarding(path):
        new = path.with_name(f".{path.name}.good.new")
        new.unlink(missing_ok=True)
        try:
            with contextlib.closing(connect(path)) as connection:
                if fault := find_fault(connection):
                    raise _damaged(fault)
                write_out(connection, new)
            shutil.copymode(path, new)
            sync(new)
            os.replace(new, copy_of(path))
        finally:
            new.unlink(missing_ok=True)


def write_out(connection: sqlite3.Connection, new: Path) -> None:
    """Write all that an open file holds into a new one."""
    connection.execute("VACUUM INTO ?", (str(new),))


def _damaged(fault: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(fault)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def raise_if_damaged(connection: sqlite3.Connection) -> None:
    """Look a file through.

    Raises:
        sqlite3.DatabaseError: it is damaged.
    """
    if fault := find_fault(connection):
        raise _damaged(fault)


# putting right


def put_right(path: Path, now: float | None = None) -> Mishap:
    """Set a damaged file aside, if there is one, and put the good copy into its place, if there is one.

    Raises:
        StateUnwritable: the folder does not take it.
    """
    now = time.time() if now is None else now
    with guarding(path):
        aside = _set_aside(path, now)
        copy = copy_of(path)
        if not _is_sound(copy):
            return Mishap(at=int(now), aside=aside, copied_at=None)
        new = path.with_name(f".{path.name}.new")
        shutil.copy2(copy, new)
        sync(new)
        os.replace(new, path)
        return Mishap(at=int(now), aside=aside, copied_at=int(copy.stat().st_mtime))


def _set_aside(path: Path, now: float) -> str:
    aside = path.with_name(f"{path.name}.damaged-{time.strftime(_ASIDE_TIME, time.gmtime(now))}")
    for ending in ("", *_COMPANIONS):
        file = path.with_name(path.name + ending)
        if file.exists():
            os.replace(file, aside.with_name(aside.name + ending))
    if not aside.exists():
        return ""
    for file in _set_aside_of(path)[:-KEPT_ASIDE]:
        _remove(file)
    return aside.name


def drop_copies_older(path: Path, oldest: float) -> None:
    """Remove the damaged files that were set aside before a time in seconds since 1970: they hold what was asked then.

    Raises:
        StateUnwritable: the folder does not let them go.
    """
    with guarding(path):
        for file in _set_aside_of(path):
            at = calendar.timegm(time.strptime(file.name.rpartition("-")[2], _ASIDE_TIME))
            if at < oldest:
                _remove(file)


def _set_aside_of(path: Path) -> list[Path]:
    """The damaged files that were set aside, oldest first."""
    found = (file for file in path.parent.glob(f"{path.name}.damaged-*") if not file.name.endswith(_COMPANIONS))
    return sorted(file for file in found if _ASIDE.search(file.name))


def _remove(file: Path) -> None:
    for ending in ("", *_COMPANIONS):
        file.with_name(file.name + ending).unlink(missing_ok=True)


def _is_sound(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        # immutable: nothing is made beside a copy that nobody else uses
        how = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with contextlib.closing(sqlite3.connect(how, uri=True, timeout=BUSY_SECONDS)) as connection:
            return find_fault(connection) == ""
    except sqlite3.DatabaseError:
        return False


def put_back(connection: sqlite3.Connection, path: Path) -> None:
    """Put a file back into its place that was deleted while it was open; the connection is closed when that is done."""
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    write_out(connection, new)
    os.replace(new, path)
    let_go(connection, path)


def let_go(connection: sqlite3.Connection, path: Path) -> None:
    """Close a file in whose place another one lies by now, which SQLite would take its log for that of."""
    connection.close()
    for ending in _COMPANIONS:
        path.with_name(path.name + ending).unlink(missing_ok=True)


# one bot at a time


@contextlib.contextmanager
def serving_alone(path: Path) -> Iterator[None]:
    """No other bot serves from this file as long as this lasts; commands in a terminal may use it all the same.

    The system gives the lock back however the program ends.

    Raises:
        StateInUse: another one does.
        StateUnwritable: the folder takes no files.
    """
    lock = path.with_name(f"{path.name}.lock")
    with guarding(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(lock, timeout=0.0, isolation_level=None)
    with contextlib.closing(connection):
        with guarding(path):
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
                raise StateInUse(
                    "状态文件正被另一个 planbot serve 使用 / the state file is in use by another planbot serve",
                    path,
                    "请先停掉它，或设置 PLANBOT_STATE / stop it first, or set PLANBOT_STATE to a file of its own",
                ) from None
        yield
