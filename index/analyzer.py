"""Text into tokens: the one place that knows jieba.

Two dictionaries are in play. Building an index loads jieba's own (0.6 s, 70 MB) once and keeps from it the
words that the corpus and the word tables contain; that small dictionary is stored in the index, and a question
is cut with it alone (1 ms). A word that stands in neither cannot be found anyway.
"""

import logging
import re
from collections.abc import Container, Iterable, Mapping

from corpus.text import HAN, han_runs

#: raise it whenever the same text gives other tokens than before
TOKENIZER_VERSION = 2

#: a run of Latin letters and digits is one token, with the signs inside it: 75%, pm2.5, ngb-w, 3+5+x, gb/t22000
_TOKEN = re.compile(rf"[{HAN}]+|[a-z0-9](?:[a-z0-9.%+/&-]*[a-z0-9%+])?%?")
_LONGEST_WORD = 8
#: frequency of the corpus's own terms, high enough to be kept whole
OWN_TERM_FREQUENCY = 3000
#: the sum of all frequencies in jieba's own dictionary. Held fast, so that how a text is cut depends on the words that
#: stand in it and on nothing else of the corpus: what another document brings along cannot change it
_TOTAL = 60_101_964


def _tokenizer() -> "jieba.Tokenizer":  # type: ignore[name-defined]  # noqa: F821 - imported below, on purpose late
    import jieba  # its import costs 0.1 s, which a look-up by number need not pay

    jieba.setLogLevel(logging.WARNING)
    return jieba.Tokenizer()


def tokens(text: str) -> list[str]:
    """Runs of Han characters and of Latin letters or digits in a folded text, in order.

    >>> tokens("完成75%的haccp体系,“3+5+x”")
    ['完成', '75%', '的', 'haccp', '体系', '3+5+x']
    """
    return _TOKEN.findall(text)


def bigrams(text: str) -> list[str]:
    """The overlapping pairs of Han characters of a folded text."""
    return [run[at : at + 2] for run in han_runs(text) for at in range(len(run) - 1)]


class Analyzer:
    """Cuts folded text into words by a dictionary {word: frequency}."""

    def __init__(self, dictionary: Mapping[str, int]) -> None:
        self.dictionary = dictionary
        self._jieba = _tokenizer()
        frequencies = dict(dictionary)
        for word in dictionary:
            for end in range(1, len(word)):
                frequencies.setdefault(word[:end], 0)
        self._jieba.FREQ = frequencies
        self._jieba.total = _TOTAL
        self._jieba.initialized = True

    def words(self, text: str) -> list[str]:
        """The words of a folded text; Han characters outside the dictionary come one by one."""
        cut: list[str] = []
        for token in tokens(text):
            cut.extend(self._jieba.cut(token, HMM=False) if token[0] >= "\u3007" else [token])
        return cut

    def search_words(self, text: str) -> list[str]:
        """The words of a folded text and the dictionary's words inside them, for indexing."""
        found: list[str] = []
        for word in self.words(text):
            found.append(word)
            for size in range(2, len(word) if word[0] >= "\u3007" else 0):
                found.extend(
                    word[at : at + size]
                    for at in range(len(word) - size + 1)
                    if word[at : at + size] in self.dictionary
                )
        return found


def read_full_dictionary() -> dict[str, int]:
    """jieba's own dictionary, {word: frequency}, read from its package.

    Not by jieba's `initialize`: that trusts a file of a fixed name in the shared temporary folder, whoever wrote it.
    """
    with _tokenizer().get_dict_file() as file:
        rows = (line.split(b" ", 2) for line in file)
        return {word.decode(): int(frequency) for word, frequency, *_ in rows}


def words_in(texts: Iterable[str], full: Mapping[str, int], beginnings: Container[str] | None = None) -> set[str]:
    """The words of a dictionary that stand anywhere in these folded texts.

    Args:
        beginnings: what its words begin with (`beginnings_of`): makes it twice as fast where there is much text.
    """
    found: set[str] = set()
    for run in {run for text in texts for run in han_runs(text)}:
        for start in range(len(run)):
            for end in range(start + 1, min(start + _LONGEST_WORD, len(run)) + 1):
                word = run[start:end]
                if full.get(word):
                    found.add(word)
                if beginnings is not None and word not in beginnings:
                    break
    return found


def beginnings_of(words: Iterable[str]) -> frozenset[str]:
    """Every beginning of these words that is shorter than the word itself."""
    return frozenset(word[:end] for word in words for end in range(1, len(word)))


def make_dictionary(words: Iterable[str], own_terms: Iterable[str], full: Mapping[str, int]) -> dict[str, int]:
    """A dictionary for an analyzer.

    Args:
        words: words of the full dictionary that are to be kept, see `words_in`.
        own_terms: folded terms to be kept whole: departments, quoted names, entries of the glossary.
        full: jieba's own dictionary, {word: frequency}.
    """
    dictionary = {word: full[word] for word in sorted(words)}
    for term in sorted(own_terms):
        if len(term) > 1:
            dictionary[term] = max(dictionary.get(term, 0), OWN_TERM_FREQUENCY)
    return dictionary


def build_dictionary(texts: Iterable[str], own_terms: Iterable[str]) -> dict[str, int]:
    """The part of jieba's dictionary that these folded texts can use, and their own terms."""
    full = read_full_dictionary()
    return make_dictionary(words_in(texts, full), own_terms, full)
