"""Builds an index file: documents → rows → a new file beside the old one → checks → one rename.

Readers keep the old file open until they look again; a build that fails or is killed leaves it untouched. Documents
that the old index holds as they are now are not parsed again (`index.reuse`).
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from corpus.text import fold, han_runs
from index import analyzer as words_of_texts
from index import bodies
from index.analyzer import Analyzer, make_dictionary, words_in
from index.crew import do_all
from index.cutting import Cut, Task, cutter
from index.files import Instead, find_files
from index.meanings import all_readings, dictionary_version
from index.occurrences import Span
from index.parts import Part, Source, folded_texts, found_in, pack, terms_of, unpack
from index.previous import KEPT
from index.reuse import Held, open_old, parser_digest
from index.rows import Row
from index.sources import Progress, parts_of, read_sources
from index.store import Index
from index.swap import put_in_place, writing
from index.version import versions
from index.wordlists import Wordlists, read_wordlists
from index.writer import Writer, writer_to

_PLACE = re.compile("^[\u4e00-\u9fff]{2,3}?[区县市]")
_QUOTED_NAME = re.compile("[“《「]+([\u4e00-\u9fff]{2,10})[”》」]+")
#: where more names than these are quoted, they have a table of their own instead of a place in the dictionary, which
#: every process that answers holds in memory
_MOST_QUOTED = 20_000
#: longer quotations are no names
_LONGEST_QUOTED = 6


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did.

    Attributes:
        names: the names of all documents that were indexed.
        parsed: the names of those of them that were parsed; the others did not change.
        passages: sentences in all.
        cut: those of them that were cut into words; the others were taken over.
    """

    names: tuple[str, ...]
    parsed: tuple[str, ...]
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
    given = [str(place.resolve()) for place in places] if is_given else []
    before = None if anew else open_old(old or path)
    try:
        sources = read_sources(files, instead, report)
        with writing(path) as new:
            with writer_to(new) as writer:
                building = _Building(writer, read_wordlists(), before, report)
                building.add_documents(sources)
                building.add_words()
                building.add_meta(sources, given)
                writer.finish()
                report("write", 3, 3)
            put_in_place(new, path, lambda: writer.find_fault(new), keep)
    finally:
        if before is not None:
            before.close()
    return Built(tuple(file.stem for file in files), tuple(building.parsed), writer.counts["passages"], building.cut)


@dataclass(slots=True)
class _Building:
    """An index that is being written, and what has to be known of all its documents."""

    writer: Writer
    words: Wordlists
    before: Index | None
    report: Progress
    parsed: list[str] = field(default_factory=list)
    #: sentences that were cut
    cut: int = 0
    #: each document with its passages, and its cuts from before, as packed
    documents: list[tuple[int, Span, Row]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    quoted: set[str] = field(default_factory=set)
    found_terms: set[str] = field(default_factory=set)
    dictionary_words: set[str] = field(default_factory=set)
    own_terms: frozenset[str] = frozenset()
    #: jieba's own dictionary; reading it takes a third of a second
    full: Mapping[str, int] = field(default_factory=lambda: words_of_texts.read_full_dictionary())
    dictionary: Mapping[str, int] = field(default_factory=dict)

    @property
    def _has_same_words(self) -> bool:
        """Whether the index before was made with the same word tables."""
        return self.before is not None and self.before.meta.get("words_hash") == self.words.digest

    def add_documents(self, sources: Sequence[Source]) -> None:
        """Write the rows of the documents."""
        terms = terms_of(self.words)
        for source, part, is_parsed in parts_of(sources, Held(self.before), self.full, terms, self.report):
            document_id, span = self.writer.add_part(part)
            (cuts,) = part["cuts"]
            if not is_parsed and not self._has_same_words:
                cuts = {**cuts, "passages": None, "terms": pack(found_in(folded_texts(part), terms))}
            if is_parsed:
                self.parsed.append(source.path.stem)
            self.documents.append((document_id, span, cuts))
            self.titles.append(str(part["documents"][0]["title"]))
            self.quoted.update(_names_quoted(part))
            self.found_terms.update(unpack(cuts["terms"]))
            self.dictionary_words.update(unpack(cuts["dictionary_words"]))

    def add_words(self) -> None:
        """Cut all passages and write what is searched: postings, words, and what they mean."""
        self.report("words", 0, len(self.documents))
        self.own_terms = frozenset(self._find_own_terms())
        self.dictionary = self._make_dictionary()
        self._add_departments()
        counts: Counter[str] = Counter()
        for number, ((document_id, span, cuts), cut) in enumerate(zip(self.documents, self._cuts(), strict=True), 1):
            self.writer.add_postings(span, cut.words, cut.bigrams)
            self.writer.add("cuts", [{**cuts, "document_id": document_id, "passages": pack(cut.words)}])
            counts.update(cut.counts)
            self.cut += cut.fresh
            self.report("words", number, len(self.documents))
        self.report("write", 0, 3)
        self.writer.add("terms", [{"term": term, "passage_count": count} for term, count in sorted(counts.items())])
        self.report("write", 1, 3)
        self.writer.add("readings", list(all_readings(self.words, counts, self.found_terms, self.before)))
        self.report("write", 2, 3)

    def _find_own_terms(self) -> Iterator[str]:
        """The terms to be kept whole that jieba need not know: of the word tables, departments, quoted names."""
        quoted = set(map(fold, self.quoted))
        if len(quoted) > _MOST_QUOTED:
            self.writer.add("names", [{"name": name} for name in sorted(quoted)])
            quoted = set()
        own = self.found_terms | _everyday(self.words) | set(map(fold, self.writer.departments)) | quoted
        yield from (term for term in own if "".join(han_runs(term)) == term)
        yield from self.words.stopwords | self.words.light_words

    def _make_dictionary(self) -> dict[str, int]:
        full, words = self.full, self.words
        tables = [*_everyday(words), *map(fold, words.glossary), *words.stopwords, *words.light_words]
        return make_dictionary(words_in(tables, full) | self.dictionary_words, self.own_terms, full)

    def _cuts(self) -> Iterator[Cut]:
        """The passages of each document, cut, in order."""
        changed: Collection[str] | None = None
        if self.before is not None and self._has_same_words:
            changed = self.own_terms.symmetric_difference(json.loads(self.before.meta["own_terms"]))
        new = sum(cuts["passages"] is None for _, _, cuts in self.documents)
        return do_all(cutter, (self.dictionary, changed), self._cutting_tasks(), new)

    def _cutting_tasks(self) -> Iterator[Task]:
        for _, span, cuts in self.documents:
            held = None if cuts["passages"] is None else unpack(cuts["passages"])
            yield self.writer.folded(span), held

    def _add_departments(self) -> None:
        translate = bodies.make_translator(self.words, Analyzer(self.dictionary).words)
        departments, names = [], list[Row]()
        for department, id_ in self.writer.departments.items():
            own = list(dict.fromkeys(bodies.department_names(department, self.words, translate)))
            english = next((name.name for name in own if name.kind == "english"), "")
            departments.append({"id": id_, "name": department, "english": english})
            names += ({"department_id": id_, "name": name.name, "kind": name.kind, "note": name.note} for name in own)
        self.writer.add("departments", departments)
        self.writer.add("department_names", names)

    def add_meta(self, sources: Sequence[Source], given: Sequence[str]) -> None:
        """Write what made the file."""
        text = json.dumps(self.dictionary, ensure_ascii=False, separators=(",", ":"))
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
            **versions(self.words.digest),
            "dictionary_hash": hashlib.sha256(text.encode()).hexdigest(),
            "dictionary": text,
            "own_terms": json.dumps(sorted(self.own_terms), ensure_ascii=False),
            "parser_hash": parser_digest(),
            "cccedict_version": dictionary_version(),
            # the plan's own place says nothing: everything in it is about Putuo
            "light_words": json.dumps(sorted(self.words.light_words | _places(self.titles)), ensure_ascii=False),
            "stopwords": json.dumps(sorted(self.words.stopwords), ensure_ascii=False),
            "documents": json.dumps(files, ensure_ascii=False),
            "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "given": json.dumps(list(given), ensure_ascii=False),
        }
        counts = {**self.writer.counts, "meta": len(meta) + 1}
        meta["counts"] = json.dumps(counts, sort_keys=True)
        self.writer.add("meta", [{"key": key, "value": value} for key, value in meta.items()])


def _names_quoted(part: Part) -> set[str]:
    quoted = (name for row in part.get("passages", ()) for name in _QUOTED_NAME.findall(row["text"]))
    return {name for name in quoted if len(name) <= _LONGEST_QUOTED}


def _everyday(words: Wordlists) -> set[str]:
    return {fold(word) for pair in words.synonyms.items() for word in (pair[0], *pair[1])}


def _places(titles: Iterable[str]) -> set[str]:
    """The places that the titles of documents name: 普陀区 and 普陀."""
    found = {place for title in titles for place in _PLACE.findall(fold(title))}
    return found | {place[:-1] for place in found}
