"""Builds an index file: documents → rows → a new file beside the old one → checks → one rename.

Readers keep the old file open until they look again; a build that fails or is killed leaves it untouched.
"""

import contextlib
import glob
import hashlib
import json
import os
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from corpus import Document, parse_document
from corpus.readers import find_documents
from corpus.text import fold, han_runs
from index import bodies, readings
from index.analyzer import Analyzer, bigrams, build_dictionary
from index.errors import PERMISSIONS, REBUILD, IndexDamaged, IndexUnwritable
from index.rows import Rows, add_document, folded_texts
from index.schema import create_indexes, create_tables
from index.store import versions
from index.wordlists import Wordlists, read_wordlists

_PLACE = re.compile("^[\u4e00-\u9fff]{2,3}?[区县市]")
_QUOTED_NAME = re.compile("[“《「]+([\u4e00-\u9fff]{2,10})[”》」]+")
#: the postings; its rows stand in the table of this name with `_docsize`
FULL_TEXT_TABLE = "passages_fts"
#: a new file that nobody has written to for so long was left by a build that was killed
_LEFTOVER_AGE_S = 600
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the corpus and what it was when it was read."""

    path: Path
    document: Document
    sha256: str
    size: int
    modified_ns: int


def build_index(
    places: Sequence[Path], path: Path, *, is_given: bool = False, progress: Progress | None = None
) -> tuple[Document, ...]:
    """Build the index of the documents at these places (files, folders) and put it in place at `path`.

    Args:
        is_given: somebody named these documents; the index stays theirs, whatever the corpus folder holds.

    Returns:
        The documents that were read, with their findings.

    Raises:
        CorpusError: a document cannot be read.
        IndexUnwritable: the folder or the disk does not take the file; the old index stays.
        IndexDamaged: the new file failed its own check; the old index stays.
    """
    report = progress or (lambda stage, done, total: None)
    paths = list({file.resolve(): file for place in places for file in find_documents(place)}.values())
    sources = []
    for number, file in enumerate(paths):
        report("parse", number, len(paths))
        sources.append(_read_source(file))
    report("parse", len(paths), len(paths))
    rows = _make_rows(sources, read_wordlists(), report)
    given = [str(place.resolve()) for place in places] if is_given else []
    rows.add("meta", key="given", value=json.dumps(given, ensure_ascii=False))
    _write_and_swap(rows, path, report)
    return tuple(source.document for source in sources)


def _read_source(path: Path) -> Source:
    document = parse_document(path)
    status = path.stat()
    return Source(path, document, hashlib.sha256(path.read_bytes()).hexdigest(), status.st_size, status.st_mtime_ns)


def _make_rows(sources: Sequence[Source], words: Wordlists, report: Progress) -> Rows:
    rows = Rows()
    departments: dict[str, int] = {}
    for source in sources:
        add_document(rows, source.document, source.sha256, departments)
    report("words", 0, 3)
    dictionary = _dictionary(rows, words, departments)
    analyzer = Analyzer(dictionary)
    _add_departments(rows, words, analyzer)
    report("words", 1, 3)
    _add_postings(rows, analyzer)
    report("words", 2, 3)
    _add_readings(rows, words)
    report("words", 3, 3)
    _add_meta(rows, sources, words, dictionary)
    return rows


def _dictionary(rows: Rows, words: Wordlists, departments: Iterable[str]) -> dict[str, int]:
    texts = list(folded_texts(rows))
    quoted = {name for row in rows.tables["passages"] for name in _QUOTED_NAME.findall(row["text"]) if len(name) <= 6}
    everyday = {fold(word) for pair in words.synonyms.items() for word in (pair[0], *pair[1])}
    glossary = {fold(term) for term in words.glossary}
    found = "\n".join(texts)
    own = {term for term in glossary if term in found} | everyday | {fold(name) for name in (*departments, *quoted)}
    han_only = {term for term in own if "".join(han_runs(term)) == term}
    return build_dictionary(
        [*texts, *everyday, *glossary, *words.stopwords, *words.light_words],
        han_only | words.stopwords | words.light_words,
    )


def _add_departments(rows: Rows, words: Wordlists, analyzer: Analyzer) -> None:
    translate = bodies.make_translator(words, analyzer.words)
    for department in rows.tables["departments"]:
        names = list(bodies.department_names(department["name"], words, translate))
        department["english"] = next((name.name for name in names if name.kind == "english"), "")
        for name in dict.fromkeys(names):
            rows.add("department_names", department_id=department["id"], name=name.name, kind=name.kind, note=name.note)


def _add_postings(rows: Rows, analyzer: Analyzer) -> None:
    """The tokens of every passage, for the full-text table, and in how many passages each stands."""
    counts: Counter[tuple[int, str]] = Counter()
    for passage in rows.tables["passages"]:
        words = analyzer.search_words(passage["folded"])
        counts.update((passage["document_id"], word) for word in set(words))
        rows.add(
            "passages_fts", rowid=passage["id"], words=" ".join(words), bigrams=" ".join(bigrams(passage["folded"]))
        )
    for (document_id, term), count in counts.items():
        rows.add("terms", document_id=document_id, term=term, passage_count=count)


def _add_readings(rows: Rows, words: Wordlists) -> None:
    dictionary = readings.read_dictionary()
    words_found = dict.fromkeys(row["term"] for row in rows.tables["terms"])
    terms = [term for term in words_found if len(term) > 1 and term[0] >= "\u3007"]
    found = "\n".join(row["folded"] for row in rows.tables["passages"])
    known = {fold(term) for term in words.glossary if term in found}
    sources: Iterator[readings.Reading] = iter(())
    sources = (
        reading
        for source in (
            readings.synonym_readings(words),
            readings.glossary_readings(words),
            readings.dictionary_readings(dictionary, terms),
            readings.pinyin_readings({*terms, *known, *words.stopwords}),
        )
        for reading in source
    )
    best: dict[tuple[str, str, str], float] = {}
    for key, term, weight, source in sources:
        place = (key, term, "pinyin" if source == "pinyin" else "meaning")
        if weight > best.get(place, 0):
            best[place] = weight
            rows.tables["readings"].append({"key": key, "term": term, "weight": weight, "source": source})
    for word in sorted(readings.spelling_words(words)):
        rows.add("readings", key=word, term="", weight=0.0, source="spelling")
    for name in sorted(readings.body_names(words)):
        rows.add("readings", key=name, term="", weight=0.0, source="body")
    for word in sorted(readings.english_vocabulary(dictionary)):
        rows.add("readings", key=word, term="", weight=0.0, source="english")


def _add_meta(rows: Rows, sources: Sequence[Source], words: Wordlists, dictionary: dict[str, int]) -> None:
    text = json.dumps(dictionary, ensure_ascii=False, separators=(",", ":"))
    files = [
        {
            "path": str(source.path.resolve()),
            "sha256": source.sha256,
            "size": source.size,
            "modified_ns": source.modified_ns,
        }
        for source in sources
    ]
    meta = {
        **versions(words.digest),
        "dictionary_hash": hashlib.sha256(text.encode()).hexdigest(),
        "dictionary": text,
        # the plan's own place says nothing: everything in it is about Putuo
        "light_words": json.dumps(sorted(words.light_words | _places(sources)), ensure_ascii=False),
        "stopwords": json.dumps(sorted(words.stopwords), ensure_ascii=False),
        "documents": json.dumps(files, ensure_ascii=False),
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    for key, value in meta.items():
        rows.add("meta", key=key, value=value)


def _places(sources: Sequence[Source]) -> set[str]:
    """The places that the titles of documents name: 普陀区 and 普陀."""
    found = {place for source in sources for place in _PLACE.findall(fold(source.document.title))}
    return found | {place[:-1] for place in found}


def _write_and_swap(rows: Rows, path: Path, report: Progress) -> None:
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(path)
        new.unlink(missing_ok=True)
        _write(rows, new, report)
        if fault := _find_fault(rows, new):
            raise IndexDamaged(path, f"{fault}. {REBUILD}")
        os.replace(new, path)
    except (OSError, sqlite3.OperationalError) as error:
        raise IndexUnwritable(path, f"{error}. {PERMISSIONS}") from error
    finally:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)


def _remove_leftovers(path: Path) -> None:
    """Remove the unfinished files of builds that were killed; one that is young may belong to a build at work."""
    oldest = time.time() - _LEFTOVER_AGE_S
    for file in path.parent.glob(f".{glob.escape(path.name)}.*.new"):
        with contextlib.suppress(OSError):
            if file.stat().st_mtime < oldest:
                file.unlink()


def _write(rows: Rows, path: Path, report: Progress) -> None:
    db = Database(path, execute_plugins=False)
    try:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        with db.atomic():
            create_tables(db)
            for number, (table, columns) in enumerate(rows.tables.items()):
                report("write", number, len(rows.tables))
                _insert(db, table, columns)
            report("write", len(rows.tables), len(rows.tables))
            db.execute("INSERT INTO passages_fts(passages_fts) VALUES ('optimize')")
            create_indexes(db)
    finally:
        db.close()


def _insert(db: Database, table: str, columns: list[dict[str, object]]) -> None:
    if not columns:
        return
    names = list(columns[0])
    marks = ", ".join("?" for _ in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    sql = f'INSERT INTO "{table}" ({quoted}) VALUES ({marks})'  # noqa: S608 - names come from the schema
    db.conn.executemany(sql, ([row[name] for name in names] for row in columns))


def _find_fault(rows: Rows, path: Path) -> str:
    """What is wrong with the new file; "" when it is sound, holds every row, and finds a passage by its own words."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            return "integrity_check"
        for table, columns in rows.tables.items():
            # a contentless table cannot be counted itself
            held = f"{table}_docsize" if table == FULL_TEXT_TABLE else table
            (count,) = connection.execute(f'SELECT count(*) FROM "{held}"').fetchone()  # noqa: S608 - from the schema
            if count != len(columns):
                return f"{table}: {count} != {len(columns)}"
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            return "foreign_key_check"
        for posting in [row for row in rows.tables[FULL_TEXT_TABLE] if row["words"]][:1]:
            probe = '"' + posting["words"].split()[0] + '"'
            sql = "SELECT 1 FROM passages_fts WHERE passages_fts MATCH ? AND rowid = ?"
            if connection.execute(sql, (probe, posting["rowid"])).fetchone() is None:
                return FULL_TEXT_TABLE
    return ""
