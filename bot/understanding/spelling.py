"""Slips of the keyboard and pinyin in the words that ask: "wich departmnt", "shei fuze".

Words of the subject are guessed later, among the terms of the corpus, and named in the answer; here only words that
no English vocabulary knows are put right, so that the cues can be read.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz import fuzz, process

from index.stem import stem
from index.store import Index

#: likeness (rapidfuzz ratio, 0-100) from which an unknown word is read as a word that asks
CUTOFF = 82
#: shorter words are like too many others
_SHORTEST = 4
_WORD = re.compile(r"[a-z]{2,}(?:'[a-z]+)?")
#: words that ask and are no stop words, because they can be part of a subject
_ASKING = (
    "charge",
    "department",
    "departments",
    "bureau",
    "responsible",
    "percentage",
    "target",
    "overview",
    "which",
    "owner",
)


class Respelled(NamedTuple):
    """Text with the words that ask put right; `is_pinyin` when its Latin words were pinyin."""

    text: str
    is_pinyin: bool


def respell(text: str, index: Index) -> Respelled:
    """Folded text in which unknown Latin words are replaced: pinyin by its Chinese term, slips by the word meant."""
    words = dict.fromkeys(_WORD.findall(text))
    unknown = [word for word in words if not _is_known(word, index)]
    if not unknown:
        return Respelled(text, is_pinyin=False)
    pinyin = _pinyin_terms(words, index)
    if len(pinyin) * 2 <= len(words):  # in an English sentence, only what is no English word can be pinyin
        pinyin = {word: term for word, term in pinyin.items() if word in unknown}
    replaced = {word: pinyin.get(word) or _nearest(word, index) for word in {*unknown, *pinyin}}
    respelled = _WORD.sub(lambda match: replaced.get(match[0]) or match[0], text)
    is_pinyin = bool(pinyin) and len(pinyin) * 2 > len(words)
    return Respelled(re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", respelled), is_pinyin)


def _is_known(word: str, index: Index) -> bool:
    if word in index.stopwords or word in _ASKING:
        return True
    return bool(index.readings([stem(word), word])) or bool(index.passage_counts([word]))


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
    if len(word) < _SHORTEST:
        return None
    choices = [*_ASKING, *(each for each in index.stopwords if each.isascii() and len(each) >= _SHORTEST)]
    best = process.extractOne(word, choices, scorer=fuzz.ratio, score_cutoff=CUTOFF)
    return best[0] if best else None
