"""Slips of the keyboard and pinyin: "wich departmnt", "housnig bureau", "shei fuze".

Only words that no English vocabulary knows are put right, before anything is read; what was put right is told in the
answer, unless it only asks.
"""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understanding.number_words import CARDINALS, ORDINALS
from corpus.text import is_han
from index.stem import stem
from index.store import Index

#: a word of so many letters or more may have two slips (exchanged, missing, added or wrong letters), a shorter one
_LONG = 8
#: shorter words are like too many others; the words that ask may be one letter shorter
_SHORTEST, _SHORTEST_ASKING = 5, 4
#: words that are equally near are looked at up to so many
_CHOICES = 8
_WORD = re.compile(r"[a-z]{2,}(?:'[a-z]+)?")
#: words that ask and are no stop words, because they can be part of a subject
_ASKING = (
    *("charge", "department", "departments", "bureau", "responsible", "percentage", "target", "overview", "which"),
    *("owner", "task", "tasks", "chapter", "section", *(word for word in (*CARDINALS, *ORDINALS) if " " not in word)),
)


#: how people shorten the words that ask
_SHORTENED = {"hw": "how", "wat": "what", "wht": "what", "wen": "when", "abt": "about", "yr": "year", "mny": "many"}
_SHORTENED |= {"iz": "is", "teh": "the", "tha": "the", "wot": "what", "wats": "what is", "hoo": "who"}
_SHORTENED |= {
    "wich": "which",
    "whcih": "which",
    "whihc": "which",
    "buro": "bureau",
    "buero": "bureau",
    "chrge": "charge",
}
_SHORTENED |= {
    "chaarge": "charge",
    "hwo": "how",
    "waht": "what",
    "wehn": "when",
    "whn": "when",
    "incharge": "in charge",
}
_SHORTENED |= {"deprtment": "department", "respnsible": "responsible", "taht": "that"}
_SHORTENED |= {"precent": "percent", "persent": "percent", "resp": "responsible", "govt": "government"}


class Respelled(NamedTuple):
    """Text with unknown words put right.

    Attributes:
        is_pinyin: whether its Latin words were pinyin for the most part.
        changes: what was written and what it is read as, without the words that only ask.
    """

    text: str
    is_pinyin: bool
    changes: tuple[tuple[str, str], ...] = ()


def respell(text: str, index: Index) -> Respelled:
    """Folded text in which unknown Latin words are replaced: pinyin by its Chinese term, slips by the word meant."""
    words = dict.fromkeys(_WORD.findall(text))
    unknown = _unknown(words, index)
    if not unknown and not _may_be_pinyin(text, words, index):
        return Respelled(text, is_pinyin=False)
    pinyin = _pinyin_terms(words, index)
    if not unknown and words.keys() != pinyin.keys():
        return Respelled(text, is_pinyin=False)
    unknown = unknown or list(words)
    if len(pinyin) * 2 <= len(words):  # in an English sentence, only what is no English word can be pinyin
        pinyin = {word: term for word, term in pinyin.items() if word in unknown}
    doubtful = [word for word in words if word in unknown or word in pinyin]
    read_as = {word: pinyin.get(word) or _nearest(word, index) or word for word in doubtful}
    respelled = _WORD.sub(lambda match: read_as.get(match[0], match[0]), text)
    changes = tuple((word, to) for word, to in read_as.items() if to != word and not _only_asks(to, index))
    is_pinyin = bool(pinyin) and len(pinyin) * 2 > len(words)
    return Respelled(re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", respelled), is_pinyin, changes)


def _may_be_pinyin(text: str, words: Collection[str], index: Index) -> bool:
    """Whether every word may be pinyin, though each may be English as well (naxie renwu)."""
    is_long = all(len(word) >= _SHORTEST_ASKING and word not in index.stopwords for word in words)
    return len(words) > 1 and is_long and not any(map(is_han, text))


def _only_asks(word: str, index: Index) -> bool:
    return word in index.stopwords or word in _ASKING


def _unknown(words: Collection[str], index: Index) -> list[str]:
    """The words that mean nothing as they are written, and short forms of people in a hurry."""
    doubtful = [word for word in words if not _only_asks(word, index)]
    keys = {*doubtful, *map(stem, doubtful)}
    known = {reading.key for reading in index.readings(sorted(keys))} if keys else set()
    unknown = {word for word in doubtful if not {word, stem(word)} & known and not index.passage_count(word)}
    return [word for word in words if word in _SHORTENED or word in unknown]


def _pinyin_terms(words: Iterable[str], index: Index) -> dict[str, str]:
    """For each word that is pinyin, the Chinese it most likely stands for: a word that asks, else the longest term."""
    terms: dict[str, str] = {}
    for reading in index.readings(list(words), pinyin=True):
        known = terms.get(reading.key)
        if known is None or (reading.term in index.stopwords, len(reading.term)) > (
            known in index.stopwords,
            len(known),
        ):
            terms[reading.key] = reading.term
    return terms


def _nearest(word: str, index: Index) -> str | None:
    """The known word that is one or two slips away; the words that ask come first."""
    if word in _SHORTENED:
        return _SHORTENED[word]
    slips = 2 if len(word) >= _LONG else 1
    asking = [*_ASKING, *(each for each in index.stopwords if each.isascii() and len(each) >= _SHORTEST_ASKING)]
    for choices, shortest in ((asking, _SHORTEST_ASKING), (index.spelling_vocabulary, _SHORTEST)):
        if len(word) >= shortest:
            found = process.extract(word, choices, scorer=OSA.distance, score_cutoff=slips, limit=_CHOICES)
            nearest = [str(choice) for choice, distance, _ in found if distance == found[0][1]]
            if nearest:
                return next((choice for choice in nearest if _occurs(choice, index)), nearest[0])
    return None


def _occurs(word: str, index: Index) -> bool:
    """Whether the corpus has something of what a word stands for: of freeway and greenway the one that it has."""
    return any(reading.term and index.contains(reading.term) for reading in index.readings([stem(word)]))
