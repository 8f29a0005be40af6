"""English words as they are compared: lower case, stemmed (Snowball, Porter 2), without what means nothing."""

import functools
import re
from typing import Any

import snowballstemmer

_WORD = re.compile(r"[a-z]+(?:['&][a-z]+)?|[0-9](?:[0-9.,]*[0-9])?%?")
#: British spellings to American before stemming, so that one entry serves both
_SPELLING = (
    (re.compile(r"(?<=[a-z]{3})isation"), "ization"),
    (re.compile(r"(?<=[a-z]{2})ise(?=d|s|r|$)"), "ize"),
    (re.compile(r"(?<=[a-z]{2})ising$"), "izing"),
    (re.compile(r"(?<=[a-z]{3})our(?=s|$|ed|ing|al)"), "or"),
    (re.compile(r"(?<=[a-z]{2})tre(?=s|$)"), "ter"),
    (re.compile(r"licence"), "license"),
    (re.compile(r"programme"), "program"),
    (re.compile(r"grey"), "gray"),
    (re.compile(r"ageing"), "aging"),
)


@functools.cache
def _stemmer() -> Any:
    return snowballstemmer.stemmer("english")


@functools.lru_cache(maxsize=20000)
def stem(word: str) -> str:
    """The stem of one lower-case English word.

    >>> stem("kindergartens"), stem("licences") == stem("license"), stem("centre") == stem("centers")
    ('kindergarten', True, True)
    """
    word = word.removesuffix("'s").replace("'", "")
    for pattern, american in _SPELLING:
        word = pattern.sub(american, word)
    return str(_stemmer().stemWord(word))


def english_words(text: str) -> list[str]:
    """The lower-case English words and numbers of a text, in order."""
    return _WORD.findall(text.lower().replace("’", "'"))


def stem_phrase(text: str) -> str:
    """A phrase as it is looked up: the stems of its words, parted by blanks.

    >>> stem_phrase("Wet Markets"), stem_phrase("end-of-life care")
    ('wet market', 'end of life care')
    """
    return " ".join(stem(word) for word in english_words(text.replace("-", " ")))
