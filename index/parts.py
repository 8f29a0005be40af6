"""The rows of one document, made of its file: what a process of its own can do, without knowing the other documents."""

import zlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus import parse_document
from corpus.text import fold
from index.analyzer import beginnings_of, words_in
from index.rows import Row, Rows, add_document
from index.wordlists import Wordlists

#: rows by table; the ids in them are their own
Part = Mapping[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the corpus, and what it was when it was read.

    Attributes:
        path: where the document belongs; its name is that of this file.
        place: where its file is now.
    """

    path: Path
    place: Path
    sha256: str
    size: int
    modified_ns: int


def part_maker(full: Mapping[str, int], terms: Collection[str], is_many: bool = False) -> Callable[[Source], Part]:
    """What makes the rows of a document.

    The maker raises CorpusError where a document cannot be read.

    Args:
        full: jieba's own dictionary, {word: frequency}.
        terms: the Chinese terms of the word tables, see `terms_of`.
        is_many: so many documents are to come that it is worth a moment to prepare for them.
    """
    beginnings = beginnings_of(full) if is_many else None

    def make(source: Source) -> Part:
        rows = Rows()
        add_document(rows, parse_document(source.place), source.sha256, {})
        texts = folded_texts(rows.tables)
        words = pack(sorted(words_in(texts, full, beginnings)))
        rows.add("cuts", document_id=1, passages=None, dictionary_words=words, terms=pack(found_in(texts, terms)))
        return rows.tables

    return make


def terms_of(words: Wordlists) -> tuple[str, ...]:
    """The Chinese terms of the glossary, folded."""
    return tuple(sorted(set(map(fold, words.glossary))))


def folded_texts(part: Part) -> list[str]:
    """Every folded text of a document that is searched: passages and headings."""
    return [row["folded"] for row in part.get("passages", ())] + [
        fold(row["title"]) for row in part.get("sections", ())
    ]


def found_in(texts: Iterable[str], terms: Collection[str]) -> list[str]:
    """The terms that stand in these folded texts."""
    text = "\n".join(texts)
    pairs = {text[at : at + 2] for at in range(len(text))}
    return [term for term in terms if term[:2] in pairs and term[-2:] in pairs and term in text]


def pack(lines: Iterable[str]) -> bytes:
    """Lines as zlib-compressed UTF-8."""
    return zlib.compress("\n".join(lines).encode())


def unpack(packed: bytes) -> list[str]:
    """The lines that were packed."""
    text = zlib.decompress(packed).decode()
    return text.split("\n") if text else []
