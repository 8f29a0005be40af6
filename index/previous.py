"""The last few indexes, kept beside the running one when another takes its place."""

import contextlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from index.errors import IndexingError
from index.opening import open_to_read
from index.store import Index

#: how many are kept when nobody says
KEPT = 3
#: what the files are called: when another took their place
_NAME = "%Y%m%dT%H%M%S.%fZ"
#: what must be the same for two indexes to say the same
_CONTENT = ("documents", "words_hash", "parser_hash", "schema_version", "tokenizer_version", "fold_version")


@dataclass(frozen=True, slots=True)
class Previous:
    """An index that was kept: its file, when another took its place, when it was built, and what it holds."""

    path: Path
    replaced_at: datetime
    built_at: datetime
    documents: tuple[str, ...]
    tasks: int


def folder_of(path: Path) -> Path:
    """Where the earlier indexes of an index file are kept."""
    return path.with_name(f"{path.name}.previous")


@contextlib.contextmanager
def keeping(path: Path, new: Path, most: int) -> Iterator[None]:
    """Keep the index at `path` while another takes its place; not when that fails, or when both say the same."""
    kept = _keep(path, new) if most > 0 else None
    try:
        yield
    except BaseException:
        if kept is not None:
            with contextlib.suppress(OSError):
                kept.unlink()
                kept.parent.rmdir()
        raise
    _forget_oldest(path, most)


def _keep(path: Path, new: Path) -> Path | None:
    content = _content(path)
    if not content or content == _content(new):
        return None
    kept = folder_of(path) / f"{_after_all(path):{_NAME}}.db"
    try:
        kept.parent.mkdir(exist_ok=True)
        try:
            os.link(path, kept)
        except OSError:  # a file system without links
            shutil.copy2(path, kept)
    except OSError:
        return None  # what cannot be kept must not hold up the new one
    return kept


def _after_all(path: Path) -> datetime:
    """Now; or, where the clock was set back since, a moment after the last one that is kept: names tell the order."""
    times = []
    for file in folder_of(path).glob("*.db"):
        with contextlib.suppress(ValueError):  # somebody else's file
            times.append(_time_of(file) + timedelta(microseconds=1))
    return max(datetime.now(UTC), *times) if times else datetime.now(UTC)


def _forget_oldest(path: Path, most: int) -> None:
    files = sorted(folder_of(path).glob("*.db"), reverse=True)
    for file in files[most:]:
        with contextlib.suppress(OSError):
            file.unlink()


def _content(path: Path) -> str:
    """A text that is the same for indexes that say the same; "" for a file that is no index."""
    meta = _read_meta(path)
    files = [(row["path"], row["sha256"]) for row in json.loads(meta.get("documents", "[]"))]
    return json.dumps([files, *(meta.get(key, "") for key in _CONTENT[1:])]) if meta else ""


def _read_meta(path: Path) -> dict[str, str]:
    try:
        with contextlib.closing(open_to_read(path)) as connection:
            return dict(connection.execute("SELECT key, value FROM meta WHERE key <> 'dictionary'"))
    except (sqlite3.DatabaseError, OSError):
        return {}


def previous_indexes(path: Path) -> tuple[Previous, ...]:
    """The kept indexes that this program can use and that differ from the running one, the last one first."""
    seen = {_content(path)}
    found = []
    for file in sorted(folder_of(path).glob("*.db"), reverse=True):
        content = _content(file)
        if content in seen:
            continue
        seen.add(content)
        with contextlib.suppress(IndexingError), contextlib.closing(Index(file)) as index:
            names = tuple(document.name for document in index.documents)
            built_at = datetime.fromisoformat(index.meta["built_at"])
            found.append(Previous(file, _time_of(file), built_at, names, index.counts()["tasks"]))
    return tuple(found)


def _time_of(file: Path) -> datetime:
    return datetime.strptime(file.stem, _NAME).replace(tzinfo=UTC)
