"""The documents of an index with their rows: taken over where a document did not change, else parsed."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from corpus.errors import DocumentMissing
from index.crew import WORTH, do_all
from index.files import Instead
from index.parts import Part, Source, part_maker
from index.reuse import Held

Progress = Callable[[str, int, int], None]


def read_sources(files: Sequence[Path], instead: Instead, report: Progress) -> list[Source]:
    """What the files of the documents are now.

    Raises:
        DocumentMissing: one is gone, or may not be read.
    """
    report("parse", 0, len(files))
    return [_read(file, instead.get(file, file)) for file in files]


def _read(path: Path, place: Path) -> Source:
    try:
        status = place.stat()
        sha256 = hashlib.sha256(place.read_bytes()).hexdigest()
    except OSError as error:
        raise DocumentMissing("文件无法读取 / cannot read file", path, f"{error.strerror}") from error
    return Source(path, place, sha256, status.st_size, status.st_mtime_ns)


def parts_of(
    sources: Sequence[Source], held: Held, full: Mapping[str, int], terms: Collection[str], report: Progress
) -> Iterator[tuple[Source, Part, bool]]:
    """Each document with its rows, and whether it was parsed for them, in order.

    Args:
        full, terms: as `index.parts.part_maker` takes them.

    Raises:
        CorpusError: a document cannot be read.
    """
    new = [source for source in sources if not held.has(source.path.stem, source.sha256)]
    made = do_all(part_maker, (full, terms, len(new) >= WORTH), new, len(new))
    for number, source in enumerate(sources, 1):
        part = held.part(source.path.stem, source.sha256)
        is_parsed = part is None
        if part is None:  # held, but it cannot be read, or new
            part = part_maker(full, terms)(source) if held.has(source.path.stem, source.sha256) else next(made)
        yield source, part, is_parsed
        report("parse", number, len(sources))
