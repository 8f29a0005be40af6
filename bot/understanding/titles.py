"""What the documents of an index may be called, prepared for look-up: thousands cost a message little more than two."""

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from corpus.text import fold, is_han
from index.types import DocumentRecord

_Key = TypeVar("_Key")

#: what a title says beside its place and subject
_GENRE = re.compile(r"(?:\d年|三年|年度)?(?:行动|实施|工作|推进|重点)*(?:计划|方案|意见|规划|通知|任务分工表|清单)")
_PLACE = re.compile("^[\u4e00-\u9fff]{2,3}?[省市区县州]")
_PERIOD = re.compile(r"[(]?\d{4}\s*[-—–~至]\s*\d{4}\s*年?[)]?")
#: shorter names would be found in other words
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Title:
    """What a document may be called.

    Attributes:
        names: folded ways of writing its whole title and the name of its file, the longest first.
        place: 普陀区, "" where the title begins with none.
        core: the title without place, years and genre: 质量提升.
        years: the first and the last year of its period; None where it has none.
    """

    document_id: int
    names: tuple[str, ...]
    place: str
    core: str
    years: tuple[int, int] | None

    @classmethod
    def of(cls, document: DocumentRecord) -> "Title":
        """The names of a document."""
        title = re.sub("[《》<>]", "", fold(document.title))
        bare = _PERIOD.sub("", title)
        place = match[0] if (match := _PLACE.match(bare)) else ""
        core = _GENRE.sub("", bare.removeprefix(place))
        names = {title, bare, bare.removeprefix(place), fold(document.name)}
        years = (document.first_year, document.last_year) if document.first_year and document.last_year else None
        longest = sorted((name for name in names if len(name) > SHORTEST + 2), key=len, reverse=True)
        return cls(document.id, tuple(longest), place, core, years)


class Titles:
    """The titles of all documents, by what names them."""

    def __init__(self, documents: Iterable[DocumentRecord]) -> None:
        self.all = tuple(map(Title.of, documents))
        #: ids of the documents, in their order
        self.ids = tuple(title.document_id for title in self.all)
        self._names = _ids_by((name, title.document_id) for title in self.all for name in title.names)
        self._lengths = sorted({len(name) for name in self._names}, reverse=True)
        self._places = _ids_by((title.place, title.document_id) for title in self.all if title.place)
        self._periods = _ids_by((title.years, title.document_id) for title in self.all if title.years)
        self._cores = _ids_by((title.core, title.document_id) for title in self.all)
        self._written = {title.document_id: title.place + title.core for title in self.all}
        self._characters = _ids_by((sign, id_) for id_, text in self._written.items() for sign in set(text))

    def __len__(self) -> int:
        return len(self.all)

    def named_in(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Where a folded text has the whole name of one document alone, the longest first: start, end, document."""
        for length in self._lengths:
            for at in range(len(text) - length + 1):
                ids = self._names.get(text[at : at + length], ())
                if len(ids) == 1:
                    yield at, at + length, ids[0]
                    text = text[:at] + " " * length + text[at + length :]

    def at_place_in(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Where a folded text has a place of which there is one document, 普陀区 or 普陀: start, end, document."""
        for at in range(len(text)):
            for size in (4, 3, 2):
                word = text[at : at + size]
                ids = self._places.get(word) or self._places_bare.get(word, ())
                if len(word) == size and len(ids) == 1:
                    yield at, at + size, ids[0]
                    break

    @functools.cached_property
    def _places_bare(self) -> Mapping[str, tuple[int, ...]]:
        pairs = ((place[:-1], id_) for place, ids in self._places.items() for id_ in ids)
        return _ids_by((place, id_) for place, id_ in pairs if len(place) >= SHORTEST)

    def of_period(self, years: tuple[int, int]) -> tuple[int, ...]:
        """The documents of a period."""
        return self._periods.get(years, ())

    @functools.cached_property
    def by_age(self) -> tuple[int, ...]:
        """The dated documents, the oldest first; none where two begin in the same year."""
        dated = sorted((title.years, title.document_id) for title in self.all if title.years)
        is_plain = all(first[0] != second[0] for first, second in pairwise(dated))
        return tuple(id_ for _, id_ in dated) if is_plain else ()

    @functools.cached_property
    def newest(self) -> tuple[int, ...]:
        """The documents, the newest first; those without years last."""
        by_years = sorted(self.all, key=lambda title: title.years or (0, 0), reverse=True)
        return tuple(title.document_id for title in by_years)

    def in_order(self, words: str) -> list[int]:
        """The documents in whose place and subject these characters stand in this order: 普陀质量 in 普陀区质量提升."""
        holding = [self._character_sets.get(sign) for sign in set(words)]
        known = [ids for ids in holding if ids]
        if not known or len(known) < len(holding):
            return []
        fewest = min(known, key=len)
        return sorted(
            id_ for id_ in fewest if all(id_ in ids for ids in known) and _stand_in(words, self._written[id_])
        )

    @functools.cached_property
    def _character_sets(self) -> Mapping[str, frozenset[int]]:
        return {sign: frozenset(ids) for sign, ids in self._characters.items()}

    def speaking_of(self, terms: Iterable[str]) -> set[int]:
        """The documents whose subject has one of these terms in it."""
        wanted = tuple(terms)
        return {id_ for core, ids in self._cores.items() if any(term in core for term in wanted) for id_ in ids}

    def at_pinyin(self, word: str) -> tuple[int, ...]:
        """The documents of the place with this pinyin: putuo."""
        return self._pinyin.get(word, ())

    @functools.cached_property
    def _pinyin(self) -> Mapping[str, tuple[int, ...]]:
        from index.readings import pinyin_key  # pypinyin takes 0.1 s to load; few questions need it

        pairs = ((place[:-1], id_) for place, ids in self._places.items() for id_ in ids)
        return _ids_by((pinyin_key(place), id_) for place, id_ in pairs if all(map(is_han, place)))


def _ids_by(pairs: Iterable[tuple[_Key, int]]) -> Mapping[_Key, tuple[int, ...]]:
    found: dict[_Key, list[int]] = defaultdict(list)
    for key, id_ in pairs:
        found[key].append(id_)
    return {key: tuple(ids) for key, ids in found.items()}


def _stand_in(words: str, title: str) -> bool:
    """Whether the characters of some words stand in a title in this order."""
    rest = iter(title)
    return all(character in rest for character in words)
