"""The documents of an index with their rows: taken over where a document did not change, else parsed."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import Document, parse_document
from corpus.errors import DocumentMissing
from index.errors import IndexDamaged, IndexingError
from index.files import Instead
from index.reuse import EMPTY, Part, parts_of
from index.rows import Rows, add_document
from index.store import Index

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the corpus, what it was when it was read, its rows; `document` is None when they were taken over."""

    path: Path
    part: Part
    document: Document | None
    sha256: str
    size: int
    modified_ns: int

    @property
    def title(self) -> str:
        """The document's title."""
        return str(self.part["documents"][0]["title"])


def read_sources(files: Sequence[Path], instead: Instead, old: Index | None, report: Progress) -> list[Source]:
    """The documents with their rows; those that the old index holds as they are now are not parsed again.

    Raises:
        CorpusError: a document cannot be read.
    """
    report("parse", 0, len(files))
    contents = [_read(file, instead.get(file, file)) for file in files]
    known = _known(old, [(file.stem, sha256) for file, (sha256, *_) in zip(files, contents, strict=True)])
    sources = []
    for number, (file, (sha256, size, modified_ns)) in enumerate(zip(files, contents, strict=True), 1):
        part, document = known.get((file.stem, sha256)), None
        if part is None:
            document = parse_document(instead.get(file, file))
            part = _part(document, sha256)
        sources.append(Source(file, part, document, sha256, size, modified_ns))
        report("parse", number, len(files))
    return sources


def _read(path: Path, place: Path) -> tuple[str, int, int]:
    """Hash, size and time of a file.

    Raises:
        DocumentMissing: it is gone, or may not be read.
    """
    try:
        status = place.stat()
        return hashlib.sha256(place.read_bytes()).hexdigest(), status.st_size, status.st_mtime_ns
    except OSError as error:
        raise DocumentMissing("文件无法读取 / cannot read file", path, f"{error.strerror}") from error


def _known(old: Index | None, wanted: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Part]:
    if old is None:
        return EMPTY
    try:
        return parts_of(old, set(wanted))
    except IndexDamaged:
        return EMPTY


def _part(document: Document, sha256: str) -> Part:
    rows = Rows()
    add_document(rows, document, sha256, {})
    return rows.tables


def open_old(path: Path | None) -> Index | None:
    """The index that rows may be taken over from; None when there is none that can be used."""
    try:
        return Index(path) if path is not None else None
    except IndexingError:
        return None
