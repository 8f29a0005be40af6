"""What a message may name: the names of an index, prepared once for all messages."""

import re
from dataclasses import dataclass

from bot.understanding.departments import DepartmentLexicon, build_lexicon
from corpus.text import fold
from index.store import Index


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a message may name: the index's names, prepared once."""

    index: Index
    departments: DepartmentLexicon
    document_id: int
    years: tuple[int, ...]
    titles: tuple[str, ...]

    @classmethod
    def of(cls, index: Index) -> "Lexicon":
        """The lexicon of an index; its first document is the one that is asked about."""
        document = index.documents[0]
        titles = {fold(document.title), fold(re.sub("[《》]", "", document.title))}
        return cls(index, build_lexicon(index), document.id, index.years(document.id), tuple(sorted(titles, key=len)))
