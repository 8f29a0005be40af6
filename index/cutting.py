"""Sentences into the tokens of the full-text table; what was cut before and would come out the same is taken over."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from index.analyzer import Analyzer, bigrams

#: of more terms a pattern would take too long
_MOST_IN_A_PATTERN = 500


class Cut(NamedTuple):
    """The passages of one document, cut.

    Attributes:
        words: of each passage, parted by blanks.
        bigrams: of each passage, parted by blanks.
        counts: in how many of them each word stands.
        fresh: how many were cut now.
    """

    words: list[str]
    bigrams: list[str]
    counts: dict[str, int]
    fresh: int


#: the folded passages of a document, and their words as they were cut before; None where they were not
Task = tuple[list[str], list[str] | None]


def cutter(dictionary: Mapping[str, int], changed: Collection[str] | None) -> Callable[[Task], Cut]:
    """What cuts the passages of a document.

    Args:
        changed: terms that came to the dictionary or went since the passages were cut before: those in which one stands
            are cut again. None: all are.
    """
    analyzer = Analyzer(dictionary)
    is_changed = _finder(changed) if changed is not None else None

    def cut(task: Task) -> Cut:
        texts, held = task
        if held is None or is_changed is None:
            words, fresh = [" ".join(analyzer.search_words(text)) for text in texts], len(texts)
        else:
            words, fresh = list(held), 0
            for at, text in enumerate(texts):
                if is_changed(text):
                    words[at] = " ".join(analyzer.search_words(text))
                    fresh += 1
        return Cut(words, [" ".join(bigrams(text)) for text in texts], _counts(words), fresh)

    return cut


def _finder(terms: Collection[str]) -> Callable[[str], object]:
    """Whether one of the terms stands in a text."""
    if not terms:
        return lambda text: False
    if len(terms) <= _MOST_IN_A_PATTERN:
        return re.compile("|".join(map(re.escape, terms))).search
    wanted, sizes = frozenset(terms), sorted({len(term) for term in terms})
    return lambda text: any(text[at : at + size] in wanted for size in sizes for at in range(len(text) - size + 1))


def _counts(words: Sequence[str]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for line in words:
        counts.update(set(line.split()))
    return counts
