"""Which document a message names, where the index holds several: by title, place, years, subject, or old and new.

What names it is cut out of the message, so that the rest is read as in an index of that document alone.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.understanding.titles import SHORTEST, Titles
from index.concepts import find_concepts
from index.store import Index

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


class Naming(NamedTuple):
    """The documents that a message names, by id, none where it names none; whether it compares; and its other words."""

    ids: tuple[int, ...]
    compares: bool
    rest: str


def read_naming(text: str, index: Index, titles: Titles) -> Naming:
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


Named = Iterator[tuple[int, int, Sequence[int]]]


def _by_title(text: str, index: Index, titles: Titles) -> Named:
    for start, end, id_ in titles.named_in(text):
        yield start, end, [id_]


def _by_all(text: str, index: Index, titles: Titles) -> Named:
    for match in _ALL.finditer(text):
        yield match.start(), match.end(), titles.ids


def _by_age(text: str, index: Index, titles: Titles) -> Named:
    """The old plan and the new one, where their periods tell which that is."""
    if len(titles.by_age) < 2:
        return
    for pattern, at in ((_OLD, 0), (_NEW, -1)):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), [titles.by_age[at]]


def _by_years(text: str, index: Index, titles: Titles) -> Named:
    """A period that one document alone has: 2021-2023."""
    for match in _YEARS.finditer(text):
        found = titles.of_period((2000 + int(match["first"]), 2000 + int(match["last"])))
        if len(found) == 1:
            yield match.start(), match.end(), found


def _by_phrase(text: str, index: Index, titles: Titles) -> Named:
    """Words of the title before 计划 or "plan": 绿色计划, "the green plan"."""
    for match in _CHINESE_PHRASE.finditer(text):
        words = match["words"].removesuffix("的")
        for name in dict.fromkeys((words, words.lstrip("和与跟同及在"))):  # 和平区 begins with one of them
            found = titles.in_order(name)
            if len(found) == 1 and len(name) >= SHORTEST:
                yield match.start(), match.end(), found
                break
    for match in _ENGLISH_PHRASE.finditer(text):
        named = _in_english([word for word in match["words"].split() if word not in _POINTERS], index, titles)
        if len(named) == 1:
            yield match.start(), match.end(), named


def _by_place(text: str, index: Index, titles: Titles) -> Named:
    """A place of which there is one document: 普陀区 or 普陀."""
    for start, end, id_ in titles.at_place_in(text):
        yield start, end, [id_]


def _in_english(words: Sequence[str], index: Index, titles: Titles) -> list[int]:
    """The documents whose titles have what every one of some English words means, or its place in pinyin."""
    found = set(titles.ids) if words else set()
    for word in words:
        terms = {each.term for concept in find_concepts(index, word) for each in concept.alternatives}
        found &= titles.speaking_of(terms).union(titles.at_pinyin(word))
    return sorted(found)
