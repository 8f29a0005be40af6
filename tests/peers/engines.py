"""The engines that are set side by side: one row of `ENGINES` each.

To add one, write a function that takes the passages and an empty folder, keeps there whatever it keeps on disk, and
returns a function from the text of a question to the ids of the best passages, best first; then add its row.
What an engine needs is imported inside its function, so that each process loads nothing of the others.
"""

import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tests.peers.reading import Passage

#: the text of a question → the ids of the best passages, best first
Rank = Callable[[str], list[str]]
#: so many passages are asked for
BEST = 10
#: the engine that all ratios are to
REFERENCE = "fts5-words"


@dataclass(frozen=True, slots=True)
class Engine:
    """A row of the table.

    Attributes:
        name: what `--only` takes.
        what: what it is, for the table.
        build: makes the index and returns the search.
        packages: the distributions that it is made of, beside Python's own library.
        at_most: so many questions are asked, drawn by a fixed seed; None asks all.
    """

    name: str
    what: str
    build: Callable[[Sequence[Passage], Path], Rank]
    packages: tuple[str, ...] = ()
    at_most: int | None = None

    def missing(self) -> tuple[str, ...]:
        """The packages that are not installed."""
        return tuple(name for name in self.packages if version_of(name) is None)


def version_of(package: str) -> str | None:
    """The version of an installed distribution; None when it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


# planbot


#: chapters are numbered with at most two digits
_CHAPTERS = 99
#: a line of a document may have 5,000 characters
_LINE = 4000


def planbot(passages: Sequence[Passage], folder: Path) -> Rank:
    """Each passage is a chapter of a text document that is indexed as any plan is; its best sentence counts."""
    from corpus.text import fold
    from index.build import build_index
    from index.concepts import find_concepts
    from index.search import search
    from index.store import Index

    with tempfile.TemporaryDirectory() as place:
        ids = _write_documents(passages, Path(place))
        build_index([Path(place)], folder / "index.db", is_given=True)
    index = Index(folder / "index.db")
    names = {document.id: document.name for document in index.documents}

    def rank(question: str) -> list[str]:
        index.searches.clear()  # what the last questions found is not what is measured
        text = fold(question)
        hits = search(index, find_concepts(index, text), wording=text)
        found = (ids[names[hit.passage.document_id], hit.passage.line] for hit in hits)
        return list(dict.fromkeys(found))[:BEST]

    return rank


def _write_documents(passages: Sequence[Passage], folder: Path) -> dict[tuple[str, int], str]:
    """Write the passages as documents; returns the id of the passage on each line, by document and line."""
    ids: dict[tuple[str, int], str] = {}
    for at in range(0, len(passages), _CHAPTERS):
        name, lines = f"{at // _CHAPTERS:06}", list[str]()
        for number, passage in enumerate(passages[at : at + _CHAPTERS], 1):
            text = " ".join(passage.text.split())
            pieces = [text[start : start + _LINE] for start in range(0, len(text), _LINE)]
            for line in (f"第{number}章 {number}", *pieces):
                lines.append(line)
                ids[name, len(lines)] = passage.id
        (folder / f"{name}.txt").write_text("\n".join(lines), encoding="utf-8")
    return ids


# SQLite FTS5


def fts5_trigram(passages: Sequence[Passage], folder: Path) -> Rank:
    """SQLite's own trigram tokenizer; any three characters of the question in a row may match."""

    def trigrams(text: str) -> Iterable[str]:
        runs = re.findall(r"\w+", text)
        return (run[at : at + 3] for run in runs for at in range(len(run) - 2))

    return _fts5(passages, folder, "text, tokenize='trigram'", lambda text: (text,), lambda text: _any(trigrams(text)))


def fts5_words(passages: Sequence[Passage], folder: Path) -> Rank:
    """jieba's words for search, parted by blanks."""
    return _fts5(passages, folder, "words", lambda text: (" ".join(_words(text)),), lambda text: _any(_words(text)))


def fts5_pairs(passages: Sequence[Passage], folder: Path) -> Rank:
    """Every two Chinese characters in a row; Latin words and numbers whole."""
    return _fts5(passages, folder, "pairs", lambda text: (" ".join(_pairs(text)),), lambda text: _any(_pairs(text)))


def fts5_both(passages: Sequence[Passage], folder: Path) -> Rank:
    """jieba's words and the pairs in a column each, with planbot's list of question words left out of the question."""
    from corpus.text import fold
    from index.wordlists import read_wordlists

    stopwords = read_wordlists().stopwords

    def expression(text: str) -> str:
        words = [word for word in _words(text) if fold(word) not in stopwords]
        return " OR ".join([*(f"words: {_quoted(w)}" for w in words), *(f"pairs: {_quoted(p)}" for p in _pairs(text))])

    return _fts5(
        passages, folder, "words, pairs", lambda text: (" ".join(_words(text)), " ".join(_pairs(text))), expression
    )


def _fts5(
    passages: Sequence[Passage],
    folder: Path,
    columns: str,
    cut: Callable[[str], tuple[str, ...]],
    expression: Callable[[str], str],
) -> Rank:
    connection = sqlite3.connect(folder / "index.db")
    connection.execute(f"CREATE VIRTUAL TABLE passages USING fts5({columns}, content='')")
    for number, passage in enumerate(passages):
        row = (number, *cut(passage.text))
        connection.execute(f"INSERT INTO passages(rowid, {_names(columns)}) VALUES ({','.join('?' * len(row))})", row)
    connection.execute("INSERT INTO passages(passages) VALUES ('optimize')")
    connection.commit()
    sql = f"SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT {BEST}"

    def rank(question: str) -> list[str]:
        match = expression(question)
        return [passages[number].id for (number,) in connection.execute(sql, (match,))] if match else []

    return rank


def _names(columns: str) -> str:
    return ", ".join(part.strip() for part in columns.split(",") if "=" not in part)


def _any(tokens: Iterable[str]) -> str:
    return " OR ".join(_quoted(token) for token in dict.fromkeys(tokens))


def _quoted(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'


def _words(text: str) -> list[str]:
    """jieba's words for search in lower case, without punctuation."""
    import jieba

    jieba.setLogLevel(60)
    return [word for word in jieba.cut_for_search(text.lower()) if re.search(r"\w", word)]


def _pairs(text: str) -> list[str]:
    from index.analyzer import bigrams

    return [*bigrams(text), *re.findall(r"[a-z0-9]+", text.lower())]


# other packages


def bm25s(passages: Sequence[Passage], folder: Path) -> Rank:
    """bm25s over jieba's words; what it keeps in memory is saved once for its size."""
    import bm25s as library

    retriever = library.BM25()
    retriever.index([_words(passage.text) for passage in passages], show_progress=False)
    retriever.save(folder)
    wanted = min(BEST, len(passages))

    def rank(question: str) -> list[str]:
        numbers, scores = retriever.retrieve([_words(question)], k=wanted, show_progress=False)
        return [passages[number].id for number, score in zip(numbers[0], scores[0], strict=True) if score > 0]

    return rank


def whoosh(passages: Sequence[Passage], folder: Path) -> Rank:
    """whoosh-reloaded with the ChineseAnalyzer that jieba brings along (jieba.analyse)."""
    from jieba.analyse import ChineseAnalyzer
    from whoosh.fields import ID, TEXT, Schema
    from whoosh.index import create_in
    from whoosh.query import Or, Term

    analyzer = ChineseAnalyzer()
    index = create_in(folder, Schema(id=ID(stored=True), text=TEXT(analyzer=analyzer)))
    writer = index.writer()
    for passage in passages:
        writer.add_document(id=passage.id, text=passage.text)
    writer.commit()
    searcher = index.searcher()

    def rank(question: str) -> list[str]:
        words = dict.fromkeys(token.text for token in analyzer(question))
        return [hit["id"] for hit in searcher.search(Or([Term("text", word) for word in words]), limit=BEST)]

    return rank


def tantivy(passages: Sequence[Passage], folder: Path) -> Rank:
    """tantivy over jieba's words, parted by blanks."""
    import tantivy as library

    fields = library.SchemaBuilder()
    fields.add_unsigned_field("number", stored=True)
    fields.add_text_field("text", stored=False, tokenizer_name="whitespace")
    schema = fields.build()
    index = library.Index(schema, path=str(folder))
    writer = index.writer()
    for number, passage in enumerate(passages):
        writer.add_document(library.Document(number=number, text=" ".join(_words(passage.text))))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def rank(question: str) -> list[str]:
        words = dict.fromkeys(_words(question))
        terms = [(library.Occur.Should, library.Query.term_query(schema, "text", word)) for word in words]
        hits = searcher.search(library.Query.boolean_query(terms), BEST).hits
        return [passages[searcher.doc(address)["number"][0]].id for _, address in hits]

    return rank


def rapidfuzz(passages: Sequence[Passage], folder: Path) -> Rank:
    """The likeness (partial_ratio) of the question to every passage, one by one: no index."""
    from rapidfuzz import fuzz, process

    texts = {passage.id: passage.text for passage in passages}

    def rank(question: str) -> list[str]:
        return [id_ for _, _, id_ in process.extract(question, texts, scorer=fuzz.partial_ratio, limit=BEST)]

    return rank


ENGINES = (
    Engine("planbot", "planbot's search", planbot),
    Engine("fts5-trigram", "SQLite FTS5, trigram", fts5_trigram),
    Engine(REFERENCE, "SQLite FTS5, jieba words", fts5_words, ("jieba",)),
    Engine("fts5-pairs", "SQLite FTS5, Han bigrams", fts5_pairs),
    Engine("fts5-both", "SQLite FTS5, jieba words and bigrams, question words dropped", fts5_both, ("jieba",)),
    Engine("bm25s", "bm25s, jieba words", bm25s, ("bm25s", "jieba")),
    Engine("whoosh", "whoosh-reloaded, jieba's ChineseAnalyzer", whoosh, ("whoosh-reloaded", "jieba")),
    Engine("tantivy", "tantivy, jieba words", tantivy, ("tantivy", "jieba")),
    Engine("rapidfuzz", "rapidfuzz partial_ratio over all passages", rapidfuzz, ("rapidfuzz",), at_most=200),
)
BY_NAME = {engine.name: engine for engine in ENGINES}
