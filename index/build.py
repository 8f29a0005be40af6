"""Builds an index file: documents → rows → a new file beside the old one → checks → one rename.

Readers keep the old file open until they look again; a build that fails or is killed leaves it untouched. Documents
that the old index holds as they are now are not parsed again (`index.reuse`).
"""

import contextlib
import hashlib
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from corpus import Document
from corpus.text import fold, han_runs
from index import analyzer as words_of_texts
from index import bodies
from index.analyzer import Analyzer, bigrams, make_dictionary, words_in
from index.files import Instead, find_files
from index.meanings import add_readings, dictionary_version
from index.previous import KEPT
from index.reuse import add_part, parser_digest
from index.rows import Rows, folded_texts
from index.schema import create_indexes, create_tables
from index.sources import Progress, Source, open_old, read_sources
from index.store import Index
from index.swap import put_in_place, writing
from index.version import versions
from index.wordlists import Wordlists, read_wordlists

_PLACE = re.compile("^[\u4e00-\u9fff]{2,3}?[区县市]")
_QUOTED_NAME = re.compile("[“《「]+([\u4e00-\u9fff]{2,10})[”》」]+")
#: the postings; its rows stand in the table of this name with `_docsize`
FULL_TEXT_TABLE = "passages_fts"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did.

    Attributes:
        names: the names of all documents that were indexed.
        documents: those of them that were parsed, with their findings; the others did not change.
        passages: sentences in all.
        cut: those of them that were cut into words; the others were taken over.
    """

    names: tuple[str, ...]
    documents: tuple[Document, ...]
    passages: int
    cut: int


def build_index(
    places: Sequence[Path],
    path: Path,
    *,
    is_given: bool = False,
    progress: Progress | None = None,
    instead: Instead | None = None,
    old: Path | None = None,
    anew: bool = False,
    keep: int = KEPT,
) -> Built:
    """Build the index of the documents at these places (files, folders) and put it in place at `path`.

    Args:
        is_given: somebody named these documents; the index stays theirs, whatever the corpus folder holds.
        instead: places of documents that are not there yet → the files that will be moved there.
        old: the index to take unchanged documents from, where it is not the one at `path`.
        anew: parse all documents, also those that did not change.
        keep: so many earlier indexes are kept, see `index.previous`.

    Raises:
        CorpusError: a document cannot be read.
        IndexUnwritable: the folder or the disk does not take the file; the old index stays.
        IndexDamaged: the new file failed its own check; the old index stays.
    """
    report = progress or (lambda stage, done, total: None)
    instead = instead or {}
    files = find_files(places, instead, is_given=is_given)
    before = None if anew else open_old(old or path)
    try:
        sources = read_sources(files, instead, before, report)
        rows, cut = _make_rows(sources, read_wordlists(), before, report)
    finally:
        if before is not None:
            before.close()
    given = [str(place.resolve()) for place in places] if is_given else []
    rows.add("meta", key="given", value=json.dumps(given, ensure_ascii=False))
    counts = {table: len(held) for table, held in rows.tables.items() if held}
    rows.add("meta", key="counts", value=json.dumps({**counts, "meta": counts["meta"] + 1}, sort_keys=True))
    _write_and_swap(rows, path, report, keep)
    parsed = tuple(source.document for source in sources if source.document is not None)
    return Built(tuple(file.stem for file in files), parsed, counts.get("passages", 0), cut)


def _make_rows(sources: Sequence[Source], words: Wordlists, before: Index | None, report: Progress) -> tuple[Rows, int]:
    """All rows, and how many sentences were cut for them."""
    rows = Rows()
    departments: dict[str, int] = {}
    for source in sources:
        add_part(rows, source.part, departments)
    report("words", 0, 3)
    own_terms = _own_terms(rows, words, departments)
    dictionary = _dictionary(rows, words, own_terms)
    analyzer = Analyzer(dictionary)
    _add_departments(rows, words, analyzer)
    report("words", 1, 3)
    cut = _cut(rows, analyzer, _changed_terms(own_terms, words, before))
    _add_postings(rows)
    report("words", 2, 3)
    add_readings(rows, words, before)
    report("words", 3, 3)
    _add_meta(rows, sources, words, dictionary, own_terms)
    return rows, cut


def _own_terms(rows: Rows, words: Wordlists, departments: Iterable[str]) -> set[str]:
    """The terms to be kept whole that jieba need not know: of the word tables, departments, quoted names."""
    quoted = {name for row in rows.tables["passages"] for name in _QUOTED_NAME.findall(row["text"]) if len(name) <= 6}
    found = "\n".join(folded_texts(rows))
    own = {term for term in map(fold, words.glossary) if term in found} | _everyday(words)
    own |= {fold(name) for name in (*departments, *quoted)}
    return {term for term in own if "".join(han_runs(term)) == term} | words.stopwords | words.light_words


def _everyday(words: Wordlists) -> set[str]:
    return {fold(word) for pair in words.synonyms.items() for word in (pair[0], *pair[1])}


def _dictionary(rows: Rows, words: Wordlists, own_terms: Collection[str]) -> dict[str, int]:
    full = words_of_texts.read_full_dictionary()
    tables = [*_everyday(words), *map(fold, words.glossary), *words.stopwords, *words.light_words]
    known = words_in(tables, full)
    held = {row["document_id"]: row["words"].split() for row in rows.tables["dictionary_words"]}
    for document in rows.tables["documents"]:
        if document["id"] not in held:
            found = words_in(folded_texts(rows, document["id"]), full)
            rows.add("dictionary_words", document_id=document["id"], words=" ".join(sorted(found)))
            held[document["id"]] = list(found)
    rows.tables["dictionary_words"].sort(key=lambda row: row["document_id"])
    return make_dictionary(known.union(*held.values()), own_terms, full)


def _changed_terms(own_terms: Collection[str], words: Wordlists, before: Index | None) -> set[str] | None:
    """The own terms that came or went since the index before; None when every sentence must be cut."""
    if before is None or before.meta.get("words_hash") != words.digest:
        return None
    return set(own_terms).symmetric_difference(json.loads(before.meta["own_terms"]))


def _cut(rows: Rows, analyzer: Analyzer, changed: Collection[str] | None) -> int:
    """Cut the sentences that were not cut before, and those in which a term stands that came or went; how many."""
    is_changed = re.compile("|".join(map(re.escape, changed))).search if changed else lambda text: None
    cut = 0
    for passage in rows.tables["passages"]:
        if passage["words"] is None or changed is None or is_changed(passage["folded"]):
            passage["words"] = " ".join(analyzer.search_words(passage["folded"]))
            cut += 1
    return cut


def _add_departments(rows: Rows, words: Wordlists, analyzer: Analyzer) -> None:
    translate = bodies.make_translator(words, analyzer.words)
    for department in rows.tables["departments"]:
        names = list(bodies.department_names(department["name"], words, translate))
        department["english"] = next((name.name for name in names if name.kind == "english"), "")
        for name in dict.fromkeys(names):
            rows.add("department_names", department_id=department["id"], name=name.name, kind=name.kind, note=name.note)


def _add_postings(rows: Rows) -> None:
    """The tokens of every passage, for the full-text table, and in how many passages each stands."""
    counts: Counter[tuple[int, str]] = Counter()
    for passage in rows.tables["passages"]:
        words = passage["words"].split()
        counts.update((passage["document_id"], word) for word in set(words))
        pairs = " ".join(bigrams(passage["folded"]))
        rows.add("passages_fts", rowid=passage["id"], words=passage["words"], bigrams=pairs)
    for (document_id, term), count in sorted(counts.items()):
        rows.add("terms", term=term, document_id=document_id, passage_count=count)


def _add_meta(
    rows: Rows, sources: Sequence[Source], words: Wordlists, dictionary: dict[str, int], own_terms: Iterable[str]
) -> None:
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
        "own_terms": json.dumps(sorted(own_terms), ensure_ascii=False),
        "parser_hash": parser_digest(),
        "cccedict_version": dictionary_version(),
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
    found = {place for source in sources for place in _PLACE.findall(fold(source.title))}
    return found | {place[:-1] for place in found}


def _write_and_swap(rows: Rows, path: Path, report: Progress, keep: int) -> None:
    with writing(path) as new:
        _write(rows, new, report)
        put_in_place(new, path, lambda: _find_fault(rows, new), keep)


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
