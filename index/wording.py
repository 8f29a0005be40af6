"""English phrases without regard to how they are put together and which of several like words is used.

"beds for dementia patients" and "dementia patient beds" are worded alike, and so are "firms on the stock market" and
"companies on the stock market", "renovating old flats" and "old housing renovation". What words are alike stands in
`words/alike.txt`.
"""

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from index.stem import stem

#: what a wording begins with, so that it is never taken for a phrase as it stands
MARK = "~"
#: little words that join two nouns, of which the second may as well come first
JOINING = frozenset(("at", "by", "for", "from", "in", "of", "on", "to", "with"))
#: words that a phrase may have or not
LITTLE = JOINING | {"a", "an", "s", "the", "their", "its"}
_FILE = Path(__file__).parent / "words" / "alike.txt"


class _Groups(NamedTuple):
    """The groups of words: words as stems → the word that stands for them; those words; which of them are verbs."""

    leaders: Mapping[tuple[str, ...], str]
    leading: frozenset[str]
    verbs: frozenset[str]
    longest: int


@functools.cache
def _groups() -> _Groups:
    leaders: dict[tuple[str, ...], str] = {}
    verbs: set[str] = set()
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        words = [] if line.startswith("#") else line.split()
        is_verb = words[:1] == ["to"]
        words = words[is_verb:]
        for word in words:
            leaders.setdefault(tuple(map(stem, word.split("-"))), stem(words[0].replace("-", "")))
        verbs |= {stem(word.replace("-", "")) for word in words[:1] if is_verb}
    return _Groups(leaders, frozenset(leaders.values()), frozenset(verbs), max(map(len, leaders), default=1))


def wordings(stems: Sequence[str]) -> tuple[str, ...]:
    """The keys that a phrase can be found by, from its stems; none for one word that is like no other.

    >>> wordings(["bed", "for", "dementia", "patient"])
    ('~bed dementia patient', '~dementia patient bed')
    >>> wordings(["bed"]), wordings(["nurseri"])
    ((), ('~kindergarten',))
    """
    return _wordings(tuple(stems))


@functools.lru_cache(maxsize=20000)
def _wordings(stems: tuple[str, ...]) -> tuple[str, ...]:
    words = _alike(stems)
    telling = [word for word in words if word not in LITTLE]
    if not telling or (len(telling) == 1 and (words != telling or telling[0] not in _groups().leading)):
        return ()
    ways = [telling]
    at = next((at for at, word in enumerate(words) if word in JOINING), 0)
    if at:
        ways.append([word for word in (*words[at:], *words[:at]) if word not in LITTLE])
    if telling[0] in _groups().verbs:
        ways.append([*telling[1:], telling[0]])
    return tuple(dict.fromkeys(MARK + " ".join(way) for way in ways))


def _alike(stems: Sequence[str]) -> list[str]:
    """The stems, each word or words of a group as the one that stands for it."""
    groups, words, at = _groups(), list[str](), 0
    while at < len(stems):
        sizes = range(min(groups.longest, len(stems) - at), 0, -1)
        size = next((size for size in sizes if tuple(stems[at : at + size]) in groups.leaders), 0)
        words.append(groups.leaders[tuple(stems[at : at + size])] if size else stems[at])
        at += size or 1
    return words
