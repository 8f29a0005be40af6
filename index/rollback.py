"""Puts an earlier index back in place.

An index that was put back stays, whatever the corpus folder holds, until another is built: it is pinned.
"""

import contextlib
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from index.checking import check_file
from index.errors import IndexDamaged, IndexMissing
from index.opening import BUSY_SECONDS
from index.previous import KEPT
from index.swap import put_in_place, writing


def roll_back(path: Path, chosen: Path, keep: int = KEPT) -> None:
    """Put a kept index back in place; the running one is kept in turn, so that this can be taken back.

    Raises:
        IndexMissing: the kept file is gone.
        IndexingError: it cannot be used, or not be put in place; the running one stays.
    """
    if not chosen.exists():
        raise IndexMissing(chosen, "请另选一个 / choose another one")
    if fault := check_file(chosen):
        raise IndexDamaged(chosen, f"{fault}. 请另选一个 / choose another one")
    with writing(path) as new:
        shutil.copyfile(chosen, new)
        _pin(new)
        put_in_place(new, path, lambda: check_file(new), max(keep, 1))


def _pin(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection, connection:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('pinned', ?)", (now,))
