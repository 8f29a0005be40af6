"""Opens a copy of an index that nobody else knows of, so that whatever happens to the file does not reach a reader."""

import contextlib
import shutil
import tempfile
from pathlib import Path

from index.errors import IndexingError
from index.store import Index


def open_private(path: Path) -> Index:
    """An index that is read from a copy; its `path` is that of the original.

    The copy has no name once it is open, and vanishes with the process, however that ends. Where the system lets no
    open file be removed, it stays in the temporary folder.

    Raises:
        IndexingError: as `Index` does, about the original.
        OSError: it cannot be copied.
    """
    with contextlib.ExitStack() as stack:
        folder = tempfile.mkdtemp(prefix="planbot-")
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        try:
            index = Index(copy)
        except IndexingError as error:
            raise type(error)(path) from error
        index.path = path
        return index
