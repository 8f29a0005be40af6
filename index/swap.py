"""Puts a new index file in the place of the old one: checked, written through to the disk, in one rename."""

import contextlib
import glob
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from index.errors import PERMISSIONS, REBUILD, IndexDamaged, IndexUnwritable
from index.previous import keeping

#: a new file that nobody has written to for so long was left by a build that was killed
_LEFTOVER_AGE_S = 600


@contextlib.contextmanager
def writing(path: Path) -> Iterator[Path]:
    """The name of a new file beside an index, for one build alone; what is left of it in the end is removed.

    Raises:
        IndexUnwritable: the folder or the disk does not take the file.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(3)}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(path)
        yield new
    except (OSError, sqlite3.OperationalError) as error:
        raise IndexUnwritable(path, f"{error}. {PERMISSIONS}") from error
    finally:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)


def put_in_place(new: Path, path: Path, find_fault: Callable[[], str], keep: int) -> None:
    """Check a new file and rename it to `path`; the one that was there is kept among the previous ones.

    Raises:
        IndexDamaged: the new file has a fault.
        OSError: it cannot be put in place; the old one stays.
    """
    if fault := find_fault():
        raise IndexDamaged(path, f"{fault}. {REBUILD}")
    sync(new)
    with keeping(path, new, keep):
        os.replace(new, path)
    with contextlib.suppress(OSError):  # the rename is done; only how soon it reaches the disk is at stake
        sync(path.parent)


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk, so that not even a power cut leaves half of it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_leftovers(path: Path) -> None:
    """Remove the unfinished files of builds that were killed; one that is young may belong to a build at work."""
    oldest = time.time() - _LEFTOVER_AGE_S
    for file in path.parent.glob(f".{glob.escape(path.name)}.*.new"):
        with contextlib.suppress(OSError):
            if file.stat().st_mtime < oldest:
                file.unlink()
