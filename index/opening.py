"""Opens an index file to read it, so that nothing in it can be changed by that."""

import sqlite3
from pathlib import Path

#: how long to wait for whoever else has the file open
BUSY_SECONDS = 5.0


def open_to_read(path: Path, *, in_any_thread: bool = False) -> sqlite3.Connection:
    """A connection to a file that is there.

    Raises:
        sqlite3.OperationalError: there is none, or it cannot be opened.
    """
    address = f"{path.resolve().as_uri()}?mode=ro"
    return sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, check_same_thread=not in_any_thread)
