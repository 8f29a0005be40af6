"""An index with further words: what an administrator taught acts as a row of the word tables would.

The file is left as it is. A word for a term is a reading, as a row of `synonyms.tsv` (Chinese) or `glossary.tsv`
(English) makes one; a word for a department is one of its names, as a row of `bodies.tsv` makes one.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.text import fold, han_runs
from index.analyzer import OWN_TERM_FREQUENCY, Analyzer
from index.stem import english_words, stem_phrase
from index.store import Index
from index.types import GLOSSARY, SYNONYM, DepartmentName, DepartmentRecord, Reading

#: an English word that is read as a slip of another one has at least so many letters
_SHORTEST_MISSPELT = 4
_LONGEST_SURFACE = 30
_LATIN = re.compile(r"[a-z][a-z '&-]*[a-z]")


@dataclass(frozen=True, slots=True)
class Alias:
    """A word that people use, and what the plan has for it: a department's name in the plan, or a term of its text."""

    surface: str
    target: str


class AliasUnusable(ValueError):
    """A word cannot be taught; `reason` is the key of a text that tells why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_alias(index: Index, surface: str, target: str) -> Alias:
    """The alias of these two texts.

    Raises:
        AliasUnusable: it could not be found in a question, has a figure in it, or stands for nothing in the plan.
    """
    alias = Alias(fold(surface), " ".join(target.split()))
    if reason := _fault(index, alias):
        raise AliasUnusable(reason)
    return alias


def _fault(index: Index, alias: Alias) -> str:
    surface = alias.surface
    if any(map(str.isdigit, surface)):
        return "alias_has_figure"
    if not 1 < len(surface) <= _LONGEST_SURFACE or not (_is_han(surface) or _LATIN.fullmatch(surface)):
        return "alias_not_a_word"
    if surface in index.stopwords or stem_phrase(surface) in index.stopword_stems:
        return "alias_asks"
    if surface == fold(alias.target):
        return "alias_same"
    is_plan_name = any(fold(department.name) == surface for department in index.departments)
    if is_plan_name:
        return "alias_is_department"
    return "" if find_department(index, alias.target) or _is_term(index, alias.target) else "alias_target_unknown"


def _is_han(text: str) -> bool:
    return "".join(han_runs(text)) == text


def _is_term(index: Index, target: str) -> bool:
    """Whether the plan has these words; a figure is no term, it is matched exactly or not at all."""
    folded = fold(target)
    return len(folded) > 1 and not folded.replace(".", "").rstrip("%").isdigit() and index.contains(folded)


def find_department(index: Index, name: str) -> DepartmentRecord | None:
    """The department that the plan calls by this name."""
    return next((department for department in index.departments if fold(department.name) == fold(name)), None)


def with_aliases(index: Index, aliases: Iterable[Alias]) -> Index:
    """The same open index, read with these words too; words that stand for nothing in it are left out."""
    base = index.base if isinstance(index, AliasedIndex) else index
    usable = tuple(alias for alias in aliases if not _fault(base, alias))
    return AliasedIndex(base, usable) if usable else base


class AliasedIndex(Index):
    """An index and the words that were added to it. It shares the open file of `base`, which has to outlive it."""

    def __init__(self, base: Index, aliases: Sequence[Alias]) -> None:
        # everything that does not depend on the words is shared, the connection first of all
        vars(self).update({name: value for name, value in vars(base).items() if name not in _OF_WORDS})
        self.base = base
        self.scopes, self.searches = {}, {}
        self._departments = tuple((alias, find_department(base, alias.target)) for alias in aliases)
        terms = [alias for alias, department in self._departments if department is None]
        self._readings = tuple(reading for alias in terms for reading in _readings_of(alias, base))
        self.own_terms = frozenset(
            word for alias in terms for word in (alias.surface, fold(alias.target)) if _is_han(word)
        )
        self._latin_words = frozenset(
            word for alias in aliases for word in english_words(alias.surface) if len(word) >= _SHORTEST_MISSPELT
        )

    @functools.cached_property
    def analyzer(self) -> Analyzer:
        """The analyzer of the file, which keeps the new words whole too."""
        known = self.base.dictionary
        own = {word: max(known.get(word, 0), OWN_TERM_FREQUENCY) for word in self.own_terms}
        return Analyzer({**known, **own})

    @functools.cached_property
    def department_names(self) -> tuple[DepartmentName, ...]:
        """Every name of every department, the new ones last."""
        new = [
            DepartmentName(department.id, alias.surface, "short" if _is_han(alias.surface) else "english", "")
            for alias, department in self._departments
            if department is not None
        ]
        return (*self.base.department_names, *new)

    def readings(self, keys: Sequence[str], *, pinyin: bool = False) -> tuple[Reading, ...]:
        """What these keys stand for, the new words among them."""
        known = self.base.readings(keys, pinyin=pinyin)
        return known if pinyin else (*known, *(reading for reading in self._readings if reading.key in keys))

    def readings_of_source(self, source: str) -> tuple[Reading, ...]:
        """All readings of one source; what a slip of the keyboard may stand for includes the new words."""
        new = (Reading(word, "", 0.0, source) for word in self._latin_words) if source == "spelling" else ()
        return (*self.base.readings_of_source(source), *new)

    def passage_counts(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many passages each of these words stands, the new ones counted in the text."""
        known = self.base.passage_counts(terms)
        unknown = self.own_terms.intersection(terms) - known.keys()
        new = {term: self.occurrences.count_text(term) for term in unknown}
        return known | {term: count for term, count in new.items() if count}


#: what an index works out once and what more words change
_OF_WORDS = frozenset({"analyzer", "department_names", "spelling_vocabulary", "scopes", "searches", "own_terms"})


def _readings_of(alias: Alias, index: Index) -> Iterator[Reading]:
    is_han = _is_han(alias.surface)
    key = alias.surface if is_han else stem_phrase(alias.surface)
    term = fold(alias.target)
    if not any(known.term == term for known in index.readings([key])):
        yield Reading(key, term, SYNONYM if is_han else GLOSSARY, "synonym" if is_han else "glossary")
