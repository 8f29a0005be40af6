"""Which files an index is made of.

Several folders make one corpus: a document of a later folder takes the place of one of the same name in an earlier one.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from corpus.errors import DocumentMissing
from corpus.readers import find_documents

#: place of a document in the corpus → where its file is now: an uploaded document that nobody has confirmed yet
Instead = Mapping[Path, Path]


def find_files(places: Sequence[Path], instead: Instead | None = None, *, is_given: bool = False) -> list[Path]:
    """The files of a corpus, in order.

    Args:
        is_given: the places were named by somebody, and none of them stands in for another.

    Raises:
        DocumentMissing: there is none; a place that was given has none.
    """
    if is_given:
        found = [file for place in places for file in _of_place(place, instead or {})]
        return list({file.resolve(): file for file in found}.values())
    files: list[Path] = []
    problems: list[DocumentMissing] = []
    for place in places:
        try:
            own = _of_place(place, instead or {})
        except DocumentMissing as problem:
            problems.append(problem)
            continue
        names = {file.stem for file in own}
        files = [file for file in files if file.stem not in names] + own
    if not files:
        raise problems[0]
    return list({file.resolve(): file for file in files}.values())


def _of_place(place: Path, instead: Instead) -> list[Path]:
    if place in instead:
        return [place]
    coming = [path for path in instead if path.parent == place]
    names = {path.stem for path in coming}
    try:
        there = [file for file in find_documents(place) if file.parent != place or file.stem not in names]
    except DocumentMissing:
        if not coming:
            raise
        there = []
    return sorted([*there, *coming]) if coming else there
