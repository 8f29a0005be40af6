"""What can befall an index file."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.index.plans import PLAN


def change_meta(path: Path, key: str, value: str | None) -> None:
    """Put another value under a key of an index, or take the key away."""
    with closing(sqlite3.connect(path)) as connection, connection:
        if value is None:
            connection.execute("DELETE FROM meta WHERE key = ?", (key,))
        else:
            connection.execute("UPDATE meta SET value = ? WHERE key = ?", (value, key))


def foreign(path: Path) -> None:
    """Somebody else's database, which has a table of the same name."""
    path.unlink()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE meta (key, value)")
        connection.execute("INSERT INTO meta VALUES ('version', '7')")


def directory(path: Path) -> None:
    """A folder in its place."""
    path.unlink()
    path.mkdir()


#: what befell an index file
HARM: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text(PLAN, encoding="utf-8"),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "cut to its first page": lambda path: path.write_bytes(path.read_bytes()[:4096]),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:3000]),
    "without its head": lambda path: path.write_bytes(bytes(100) + path.read_bytes()[100:]),
    "somebody else's": foreign,
    "a folder": directory,
}
