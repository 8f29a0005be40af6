"""Opens the index, and builds it first where it is missing or no longer fits its documents or the program.

An index that was built of given documents (`planbot index PATH …`), or that was put back in place by a rollback, stays
in force until another is built.
"""

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import CorpusError
from index.errors import REBUILD, IndexMissing, IndexOutdated
from index.files import Instead, find_files
from index.opening import open_to_read
from index.previous import KEPT
from index.store import Index
from index.wordlists import words_digest


def open_fresh(path: Path, *corpus: Path, keep: int = KEPT) -> Index:
    """The index at `path`, built of the folders of the corpus first where that is due.

    Args:
        keep: so many earlier indexes are kept.

    Raises:
        CorpusError: the documents cannot be read.
        IndexDamaged: the file is no index; it is left alone.
        IndexOutdated: none of the documents that it was given is there any more.
        IndexUnwritable: the new index cannot be written.
    """
    try:
        index = Index(path)
    except (IndexMissing, IndexOutdated):
        return _build(path, _read_given(path) if path.exists() else [], corpus, keep)
    if index.meta.get("words_hash") == words_digest() and not has_changed(index, *corpus):
        return index
    given = given_places(index)
    index.close()
    return _build(path, given, corpus, keep)


def _read_given(path: Path) -> list[Path]:
    """The documents that an index file of any version was built of by name; empty where that cannot be told."""
    try:
        with contextlib.closing(open_to_read(path)) as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = 'given'").fetchone()
    except sqlite3.DatabaseError:
        return []
    return [Path(place) for place in json.loads(row[0])] if row else []


def _build(path: Path, given: list[Path], corpus: Sequence[Path], keep: int) -> Index:
    """Build an index anew: of the given documents that are still there, or of the corpus where none was given."""
    from index.build import build_index  # loads sqlite-utils and jieba's whole dictionary: only when it is due

    places = [place for place in given if place.exists()]
    if given and not places:  # another plan must not slip into its place
        raise IndexOutdated(path, f"{given[0]}: 原文件已不在 / its document is gone. {REBUILD}")
    build_index(places or corpus, path, is_given=bool(given), keep=keep)
    return Index(path)


def given_places(index: Index) -> list[Path]:
    """The documents that an index was built of by name; empty for a folder's."""
    return [Path(place) for place in json.loads(index.meta.get("given", "[]"))]


def has_changed(index: Index, *corpus: Path) -> bool:
    """Whether the documents are others than those that were indexed; documents that are gone change nothing."""
    return "pinned" not in index.meta and differs(index, *corpus)


def differs(index: Index, *corpus: Path, instead: Instead | None = None) -> bool:
    """Whether the documents are others than those that were indexed, whether the index was put back or not.

    Args:
        instead: places of documents that are not there yet → the files that will be moved there.
    """
    instead = instead or {}
    known = {row["path"]: row for row in json.loads(index.meta["documents"])}
    given = given_places(index)
    places = [place for place in given if place.exists() or place in instead] if given else corpus
    try:
        files = find_files(places, instead, is_given=bool(given)) if places else []
    except CorpusError:
        return not given and not known
    if not given and {str(file.resolve()) for file in files} != set(known):
        return True
    return any(_differs(instead.get(file, file), known.get(str(file.resolve()))) for file in files)


def _differs(file: Path, row: dict[str, object] | None) -> bool:
    if row is None:
        return True
    status = file.stat()
    if (status.st_size, status.st_mtime_ns) == (row["size"], row["modified_ns"]):
        return False
    return hashlib.sha256(file.read_bytes()).hexdigest() != row["sha256"]
