"""Whether an index file that somebody else made or copied is sound."""

import contextlib
import json
from pathlib import Path

from index.store import Index


def check_file(path: Path) -> str:
    """What is wrong with an index file; "" when it is sound and holds every row that was written.

    Raises:
        IndexingError: it cannot even be opened.
    """
    with contextlib.closing(Index(path)) as index:
        return find_fault(index)


def find_fault(index: Index) -> str:
    """What is wrong with an open index."""
    if index.rows("PRAGMA quick_check") != [("ok",)]:
        return "quick_check"
    if not index.documents:
        return "no document"
    for table, expected in json.loads(index.meta.get("counts", "{}")).items():
        held = f"{table}_docsize" if table == "passages_fts" else table
        # that an index was put back is noted in it later
        condition = " WHERE key <> 'pinned'" if table == "meta" else ""
        ((count,),) = index.rows(f'SELECT count(*) FROM "{held}"{condition}')  # noqa: S608 - names of the schema
        if count != expected:
            return f"{table}: {count} != {expected}"
    _ = index.analyzer  # raises where the dictionary is not what it was
    return ""
