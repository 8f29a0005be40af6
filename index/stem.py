"""English words as they are compared: lower case, stemmed (Snowball, Porter 2), without what means nothing."""

import functools
import re
from typing import Any

import snowballstemmer

_WORD = re.compile(r"[a-z]+(?:['&][a-z]+)?|[0-9]+(?:st|nd|rd|th)\b|[0-9](?:[0-9.,]*[0-9])?%?")
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
#: forms that the stemmer does not bring to their word
_IRREGULAR = {
    form: word
    for word, forms in (
        *(
            ("go", "went gone"),
            ("build", "built"),
            ("teach", "taught"),
            ("choose", "chose chosen"),
            ("begin", "began begun"),
        ),
        *(
            ("write", "wrote written"),
            ("sell", "sold"),
            ("buy", "bought"),
            ("hold", "held"),
            ("meet", "met"),
            ("run", "ran"),
        ),
        *(
            ("draw", "drew drawn"),
            ("bring", "brought"),
            ("seek", "sought"),
            ("grow", "grew grown"),
            ("rise", "rose risen"),
        ),
        *(("fall", "fell fallen"), ("lay", "laid"), ("lead", "led"), ("pay", "paid"), ("win", "won"), ("send", "sent")),
        *(("spend", "spent"), ("keep", "kept"), ("take", "took taken"), ("give", "gave given"), ("show", "shown")),
        *(("know", "knew known"), ("catch", "caught"), ("make", "made"), ("speak", "spoke spoken")),
        *(("drive", "drove driven"), ("break", "broke broken"), ("breathe", "breathing"), ("shrink", "shrank shrunk")),
        *(("sink", "sank sunk"), ("fight", "fought"), ("tell", "told"), ("child", "children"), ("man", "men")),
        *(("woman", "women"), ("foot", "feet"), ("tooth", "teeth"), ("half", "halves"), ("leaf", "leaves")),
        *(
            ("shelf", "shelves"),
            ("life", "lives"),
            ("criterion", "criteria"),
            ("analysis", "analyses"),
            ("index", "indices"),
        ),
    )
    for form in forms.split()
}

#: nouns whose stem is another thing's: parking is not of parks
_WHOLE = frozenset({"parking"})


@functools.cache
def _stemmer() -> Any:
    return snowballstemmer.stemmer("english")


@functools.lru_cache(maxsize=20000)
def stem(word: str) -> str:
    """The stem of one lower-case English word.

    >>> stem("kindergartens"), stem("licences") == stem("license"), stem("centre") == stem("centers")
    ('kindergarten', True, True)
    >>> stem("gone"), stem("children"), stem("parking")
    ('go', 'child', 'parking')
    """
    word = word.removesuffix("'s").replace("'", "")
    word = _IRREGULAR.get(word, word)
    if word in _WHOLE:
        return word
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
