"""The answers of a bot that runs for long: takes a new index when one lies at the path, and is hurt by nothing there.

It works on a copy of its own, so that the file may be replaced, overwritten, cut short or deleted at any time. Before
each piece of work the file is looked at (one `stat`); where it is another one, it is copied, checked and opened, and
takes the place of the one before, or is refused with one line in the log.
"""

import logging
from collections.abc import Callable
from pathlib import Path

from bot.answering.taught import Taught
from bot.answering.types import Answer
from bot.service import Service
from bot.understanding.types import Dialogue, Question
from corpus.errors import PlanbotError
from index.aliases import AliasedIndex
from index.assignments import Assignments
from index.checking import find_fault
from index.errors import REBUILD, IndexDamaged
from index.private import open_private
from index.scope import DocumentIndex
from index.store import Index

logger = logging.getLogger(__name__)

#: what tells one file at a path from another: inode, size, time of the last change in nanoseconds
_Signature = tuple[int, int, int]


class LivingService:
    """A service that follows the index file at its path. One thread at a time may use it.

    Args:
        service: the answers to begin with; its index is closed when another takes its place.
    """

    def __init__(self, service: Service) -> None:
        self.path = service.index.path
        self._service = service
        self._seen: _Signature | None = None
        self._is_private = False

    @property
    def index(self) -> Index:
        """The open index."""
        return self._service.index

    def answer(self, text: str, dialogue: Dialogue) -> tuple[Answer, Dialogue]:
        """The answer to a message, and where the conversation stands after it."""
        return self._service.answer(text, dialogue)

    def answer_question(self, question: Question, dialogue: Dialogue) -> tuple[Answer, Dialogue]:
        """The answer to a question that is understood already."""
        return self._service.answer_question(question, dialogue)

    def with_taught(self, taught: Taught) -> "LivingService":
        """The same with this taught instead of what was, and of every index that comes."""
        self._service = self._service.with_taught(taught)
        return self

    def renew(self) -> bool:
        """Take the index that lies at the path now, if it is another one and sound; whether there was one."""
        signature = _signature(self.path)
        if signature == self._seen:
            return False
        is_first, self._seen = self._seen is None and not self._is_private, signature
        if signature is None:
            logger.warning("the index %s is gone; answering from the last one. %s", self.path, REBUILD)
            return False
        try:
            coming = _open(self.path, self._service.taught)
        except (PlanbotError, OSError) as error:
            logger.error("a new index is refused, answering from the last one: %s", error)
            return False
        self._take(coming)
        if not is_first:
            logger.info("new index of %s", coming.index.meta["built_at"])
        return not is_first

    def _take(self, coming: Service) -> None:
        before, self._service, self._is_private = self._service, coming, True
        before.index.close()
        # what was looked up in the one before is of no use any more
        for function in (
            each for kind in (Index, DocumentIndex, AliasedIndex, Assignments) for each in vars(kind).values()
        ):
            clear: Callable[[], None] | None = getattr(function, "cache_clear", None)
            if clear is not None:
                clear()


def _signature(path: Path) -> _Signature | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _open(path: Path, taught: Taught) -> Service:
    """A service over a copy of the file.

    Raises:
        IndexingError: the file cannot be used.
        OSError: it cannot be copied.
    """
    index = open_private(path)
    try:
        if fault := find_fault(index):
            raise IndexDamaged(path, f"{fault}. {REBUILD}")
        return Service.of(index, taught)
    except BaseException:
        index.close()
        raise
