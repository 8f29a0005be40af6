"""Where words and text stand: in the passages of a whole index, or in those of one document.

Passages of one document have consecutive ids, so that a document is a span of row ids: FTS5 seeks to its first row
instead of reading all rows in which a word stands.
"""

import functools
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from corpus.text import is_han
from index.analyzer import bigrams, tokens

#: of no more passages every text is looked through; of more, the full-text table tells which ones
_MOST_READ = 20_000
_COUNT = "SELECT count(*) FROM passages_fts WHERE passages_fts MATCH ? AND rowid BETWEEN ? AND ?"
#: pairs of characters that an abbreviation may leave out between two that it keeps a character of
_HAN = "[\u4e00-\u9fff]"
_PASSED_OVER = f"(?:{_HAN}{{2}}){{0,2}}?"

Rows = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]


class Span(NamedTuple):
    """Consecutive passages by their ids, both ends included; empty when the last is before the first."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """How many they are."""
        return max(0, self.last - self.first + 1)


class Occurrences:
    """Counts the passages of a span in which something stands.

    Args:
        rows: gives the rows of a query, as `index.store.Index.rows` does.
    """

    def __init__(self, rows: Rows, span: Span) -> None:
        self._rows = rows
        self.span = span

    @functools.lru_cache(maxsize=4096)  # noqa: B019 - lives as long as its index
    def count_word(self, word: str) -> int:
        """In how many passages one word stands, as the analyzer cuts them."""
        return self._count(f"words: {quote(word)}")

    @functools.lru_cache(maxsize=4096)  # noqa: B019
    def count_text(self, text: str) -> int:
        """In how many passages folded text stands.

        In a large index text is found by its pairs of characters in a row and its Latin words, so that 质量化 is also
        counted where 质量,量化 stands.
        """
        if self.span.size > _MOST_READ:
            expression = _expression_of(text)
            return self._count(expression) if expression else 0
        sql = "SELECT count(*) FROM passages WHERE id BETWEEN ? AND ? AND instr(folded, ?)"
        return int(self._rows(sql, (*self.span, text))[0][0])

    @functools.cached_property
    def _longest_name(self) -> int:
        return int(self._rows("SELECT ifnull(max(length(name)), 0) FROM names", ())[0][0])

    def names_in(self, text: str) -> list[str]:
        """The names of the table of quoted names that stand in folded text, the longest first."""
        sizes = range(2, self._longest_name + 1)
        parts = tuple({text[at : at + size] for size in sizes for at in range(len(text) - size + 1)})
        marks = ",".join("?" * len(parts))
        sql = f"SELECT name FROM names WHERE name IN ({marks}) ORDER BY length(name) DESC, name"  # noqa: S608 - marks
        return [name for (name,) in self._rows(sql, parts)] if parts else []

    @functools.lru_cache(maxsize=4096)  # noqa: B019
    def written_out(self, word: str) -> tuple[str, ...]:
        """Runs that are made of pairs of characters, some of which begin with those of a word, the first and the last
        among them: 强检 → 强制检定, 医改 → 医药卫生体制改革. The shortest first.

        None in a large index, where too many words could be meant.
        """
        if self.span.size > _MOST_READ:
            return ()
        pattern = re.compile(f"(?=({_PASSED_OVER.join(f'{character}{_HAN}' for character in word)}))")
        sql = "SELECT folded FROM passages WHERE id BETWEEN ? AND ? AND folded LIKE ?"
        rows = self._rows(sql, (*self.span, f"%{'%'.join(word)}%"))
        found = dict.fromkeys(term for (folded,) in rows for term in pattern.findall(folded))
        return tuple(sorted(found, key=len))

    def _count(self, expression: str) -> int:
        return int(self._rows(_COUNT, (expression, *self.span))[0][0])


def _expression_of(text: str) -> str:
    """The FTS5 expression that finds folded text; "" where it has neither two Han characters nor a Latin word."""
    clauses = []
    for token in tokens(text):
        if not is_han(token[0]):
            clauses.append(f"words: {quote(token)}")
        elif len(token) > 1:
            clauses.append(f"bigrams: {quote(' '.join(bigrams(token)))}")
    return " AND ".join(clauses)


def quote(token: str) -> str:
    """A token or a phrase as FTS5 takes it, so that nothing in it is syntax."""
    return '"' + token.replace('"', '""') + '"'
