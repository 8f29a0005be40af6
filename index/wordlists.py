"""The word tables in `index/words/`: plain text, one entry a line, `#` for comments, columns parted by tabs.

They are read when an index is built and stored in it; an index knows their hash and is rebuilt when they change.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.stem import stem

FOLDER = Path(__file__).parent / "words"


@dataclass(frozen=True, slots=True)
class Successor:
    """A name that a body got later."""

    name: str
    year: str
    source: str


@dataclass(frozen=True, slots=True)
class Body:
    """A kind of government body, named without its place or level."""

    core: str
    full: tuple[str, ...]
    short: tuple[str, ...]
    later: tuple[Successor, ...]
    english: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wordlists:
    """All word tables, as read."""

    #: Chinese term → English terms
    glossary: dict[str, tuple[str, ...]]
    #: everyday word → words that documents use
    synonyms: dict[str, tuple[str, ...]]
    bodies: tuple[Body, ...]
    #: ending of a body's name → English, the longest first
    body_endings: tuple[tuple[str, str], ...]
    #: words of questions that mean nothing to a search
    stopwords: frozenset[str]
    #: words that say little of a subject (推进, 建设, "build"); English ones as stems
    light_words: frozenset[str]
    #: SHA-256 over all tables
    digest: str


def read_wordlists(folder: Path = FOLDER) -> Wordlists:
    """The word tables of a folder."""
    bodies = list(_rows(folder / "bodies.tsv"))
    endings = [(row[1], row[-1]) for row in bodies if row[0] == "@suffix"]
    return Wordlists(
        glossary={row[0]: _list(row[1]) for row in _rows(folder / "glossary.tsv")},
        synonyms={row[0]: _list(row[1]) for row in _rows(folder / "synonyms.tsv")},
        bodies=tuple(_body(row) for row in bodies if row[0] != "@suffix"),
        body_endings=tuple(sorted(endings, key=lambda ending: -len(ending[0]))),
        stopwords=frozenset(word for row in _rows(folder / "stopwords.txt") for word in row[0].split()),
        light_words=frozenset(stem(word) for row in _rows(folder / "lightwords.txt") for word in row[0].split()),
        digest=words_digest(folder),
    )


def _rows(path: Path) -> Iterator[list[str]]:
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield [column.strip() for column in line.split("\t")]


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _body(row: list[str]) -> Body:
    core, full, short, later, english = (*row, "", "", "", "")[:5]
    successors = (tuple((*entry.split("@"), "", ""))[:3] for entry in _list(later))
    return Body(
        core, _list(full), _list(short), tuple(Successor(*successor) for successor in successors), _list(english)
    )


def words_digest(folder: Path = FOLDER) -> str:
    """SHA-256 over the word tables: an index that knows another one is out of date."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
