"""Which document a message names, where the index holds several: by title, place, years, subject, or old and new.

What names it is cut out of the message, so that the rest is read as in an index of that document alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from corpus.text import fold, is_han
from index.concepts import find_concepts
from index.store import Index
from index.types import DocumentRecord

#: what a title says beside its place and subject
_GENRE = re.compile(r"(?:\d年|三年|年度)?(?:行动|实施|工作|推进|重点)*(?:计划|方案|意见|规划|通知|任务分工表|清单)")
_PLACE = re.compile("^[\u4e00-\u9fff]{2,3}?[省市区县州]")
_YEARS = re.compile(
    r"[(]?(?:20)?(?P<first>\d\d)\s*年?\s*[-—–~至到]+\s*(?:20)?(?P<last>\d\d)\s*年?[)]?(?:的?(?:行动)?(?:计划|方案)(?:里|中)?)?"
)
#: a phrase that names a plan: 绿色发展计划, 普陀的行动方案
_CHINESE_PHRASE = re.compile(
    r"(?P<words>[\u4e00-\u9fff]{2,14}?)的?(?:\d年|三年)?(?:行动|实施|工作)?(?:计划|方案)(?:里|中)?"
)
_ENGLISH_PHRASE = re.compile(
    r"(?:\b(?:in|of|from|under|according\s+to)\s+)?\b(?:the\s+)?(?P<words>(?:[a-z][a-z'-]*\s+){1,3}?)"
    r"(?:action\s+)?(?:plan|programme|program|document)(?:'s)?\b"
)
_OLD = re.compile(
    r"(?:旧|老|上一?[轮版个期]|前一?[轮版个期])的?(?:行动)?(?:计划|方案|版)?(?:里|中)?|\b(?:in\s+)?the\s+(?:old|previous|earlier|first|last)\s+plan\b"
)
_NEW = re.compile(
    r"(?:最?新|本轮|这一?轮|现行)的?(?:行动)?(?:计划|方案|版)(?:里|中)?|\b(?:in\s+)?the\s+(?:new|newer|current|latest|present)\s+plan\b"
)
_ALL = re.compile(
    r"新旧(?:[2两]?[个份]?)的?(?:行动)?(?:计划|方案)?(?:里|中)?|[2两几各每][个份]?(?:行动)?(?:计划|方案|文件)(?:里|中|都)?|所有(?:计划|方案|文件)"
    r"|\b(?:in\s+)?(?:both|all|each\s+of)\s+(?:the\s+)?(?:plans|documents)\b|\b(?:in\s+)?(?:each|every)\s+(?:plan|document)\b"
    r"|\b(?:in\s+)?the\s+old\s+and\s+(?:the\s+)?new\s+(?:plans?)?\b|\b(?:in\s+)?the\s+new\s+and\s+(?:the\s+)?old\s+(?:plans?)?\b"
)
#: what is left of a message that names two documents: it compares them
_COMPARES = re.compile(
    r"(?:有什么|有何)?(?:对比|比较|相比|区别|不同|差别)(?:一下|吗|呢)?|\bcompare[ds]?\b|\bversus\b|\bvs\.?\b|\bdiffer\w*\b"
)
#: words before "plan" that point to none: "this plan"
_POINTERS = frozenset(("the", "this", "that", "our", "a", "any", "which", "what", "year", "three-year", "action"))
_SHORTEST = 2


class Naming(NamedTuple):
    """The documents that a message names, by id, none where it names none; whether it compares; and its other words."""

    ids: tuple[int, ...]
    compares: bool
    rest: str


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
        bare = re.sub(r"[(]?\d{4}\s*[-—–~至]\s*\d{4}\s*年?[)]?", "", title)
        place = match[0] if (match := _PLACE.match(bare)) else ""
        core = _GENRE.sub("", bare.removeprefix(place))
        names = {title, bare, bare.removeprefix(place), fold(document.name)}
        years = (document.first_year, document.last_year) if document.first_year and document.last_year else None
        longest = sorted((name for name in names if len(name) > _SHORTEST + 2), key=len, reverse=True)
        return cls(document.id, tuple(longest), place, core, years)


def read_naming(text: str, index: Index, titles: Sequence[Title]) -> Naming:
    """The documents that a folded text names, and the text without the words that name them."""
    ids: list[int] = []
    for reader in (_by_title, _by_all, _by_age, _by_years, _by_phrase, _by_place):
        for start, end, found in reader(text, index, titles):
            ids += found
            text = text[:start] + " " * (end - start) + text[end:]
    compares = len(set(ids)) > 1
    if compares:
        text = _COMPARES.sub(" ", text)
    return Naming(tuple(dict.fromkeys(ids)), compares, re.sub(r"[《》]\s*[《》]?", " ", text))


Named = Iterator[tuple[int, int, list[int]]]


def _by_title(text: str, index: Index, titles: Sequence[Title]) -> Named:
    names = [(name, title) for title in titles for name in title.names]
    for name, title in sorted(names, key=lambda pair: -len(pair[0])):
        is_shared = sum(name in other.names for other in titles) > 1
        at = text.find(name)
        if at >= 0 and not is_shared:
            yield at, at + len(name), [title.document_id]
            text = text[:at] + " " * len(name) + text[at + len(name) :]


def _by_all(text: str, index: Index, titles: Sequence[Title]) -> Named:
    for match in _ALL.finditer(text):
        yield match.start(), match.end(), [title.document_id for title in titles]


def _by_age(text: str, index: Index, titles: Sequence[Title]) -> Named:
    """The old plan and the new one, where their periods tell which that is."""
    dated = sorted((title.years, title.document_id) for title in titles if title.years)
    if len(dated) < 2 or any(first[0] == second[0] for first, second in pairwise(dated)):
        return
    for pattern, at in ((_OLD, 0), (_NEW, -1)):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), [dated[at][1]]


def _by_years(text: str, index: Index, titles: Sequence[Title]) -> Named:
    """A period that one document alone has: 2021-2023."""
    for match in _YEARS.finditer(text):
        period = (2000 + int(match["first"]), 2000 + int(match["last"]))
        found = [title.document_id for title in titles if title.years == period]
        if len(found) == 1:
            yield match.start(), match.end(), found


def _by_phrase(text: str, index: Index, titles: Sequence[Title]) -> Named:
    """Words of the title before 计划 or "plan": 绿色计划, "the green plan"."""
    for match in _CHINESE_PHRASE.finditer(text):
        words = match["words"].lstrip("和与跟同及在").removesuffix("的")
        found = [title.document_id for title in titles if _in_order(words, title.place + title.core)]
        if len(found) == 1 and len(words) >= _SHORTEST:
            yield match.start(), match.end(), found
    for match in _ENGLISH_PHRASE.finditer(text):
        words = [word for word in match["words"].split() if word not in _POINTERS]
        found = [title.document_id for title in titles if words and _in_english(words, index, title)]
        if len(found) == 1:
            yield match.start(), match.end(), found


def _by_place(text: str, index: Index, titles: Sequence[Title]) -> Named:
    """A place of which there is one document: 普陀区 or 普陀."""
    for title in titles:
        if not title.place or sum(other.place == title.place for other in titles) > 1:
            continue
        for name in (title.place, title.place[:-1]):
            at = text.find(name)
            if at >= 0 and len(name) >= _SHORTEST:
                yield at, at + len(name), [title.document_id]
                break


def _in_order(words: str, title: str) -> bool:
    """Whether the characters of some words stand in a title in this order."""
    rest = iter(title)
    return all(character in rest for character in words)


def _in_english(words: Sequence[str], index: Index, title: Title) -> bool:
    """Whether every one of some English words means something that stands in a title, or is its place in pinyin."""
    from index.readings import pinyin_key  # pypinyin takes 0.1 s to load; few questions need it

    place = pinyin_key(title.place[:-1]) if title.place and all(map(is_han, title.place)) else ""
    for word in words:
        means = {a.term for concept in find_concepts(index, word) for a in concept.alternatives}
        if word != place and not any(term in title.core for term in means):
            return False
    return True
