"""What a short Chinese word may be short for: a guess, which the answer names."""

from index.store import Index
from index.types import Alternative

#: characters of a word that is written out
_SHORTEST, _LONGEST = 2, 3
#: a word that may stand for more terms than this is no abbreviation
_MOST = 2


def written_out(index: Index, word: str, weight: float) -> list[Alternative]:
    """The shortest terms of the corpus whose words begin with a word's characters: 强检 → 强制检定.

    None where many would do, or where the corpus is so large that many do.
    """
    if not _SHORTEST <= len(word) <= _LONGEST:
        return []
    words = index.analyzer.dictionary.keys()
    found = [
        term
        for term in index.occurrences.written_out(word)
        if {term[at : at + 2] for at in range(0, len(term), 2)} <= words
    ]
    terms = [term for term in found if len(term) == len(found[0])]
    return [Alternative(term, weight, "abbreviation") for term in terms] if len(terms) <= _MOST else []
