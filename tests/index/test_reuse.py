"""What did not change is taken over from the old index, and the new one holds the same as one that was built anew."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index import reuse
from index.build import Built, build_index
from index.schema import TABLES
from tests.index.harm import change_meta
from tests.index.plans import PLAN, write_plan

#: a department that no other document names, whose name is a word of their sentences
OWNER_THAT_IS_A_WORD = PLAN.replace("区科委", "快检室")


def holds(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything that an index says, and the postings of every word."""
    with closing(sqlite3.connect(path)) as connection:
        rows = {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in TABLES}
        connection.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, passages_fts, instance)")
        rows["postings"] = connection.execute("SELECT * FROM vocabulary").fetchall()
    return {**rows, "meta": [row for row in rows["meta"] if row[0] != "built_at"]}


def plan(number: int, beds: int = 600) -> str:
    """One of many plans, each with its own names and figures."""
    return PLAN.replace("青湖", f"青{'甲乙丙丁戊己庚辛壬癸'[number % 10]}湖").replace("600张", f"{beds + number}张")


def build_twice(folder: Path, change: Callable[[Path], object]) -> Built:
    """Index ten plans, change something, index again, and compare with an index that is built anew."""
    corpus = folder / "corpus"
    for number in range(10):
        write_plan(corpus, f"plan-{number:03}.txt", plan(number))
    build_index([corpus], folder / "index.db")
    change(corpus)
    built = build_index([corpus], folder / "index.db")
    build_index([corpus], folder / "anew.db")
    assert holds(folder / "index.db") == holds(folder / "anew.db")
    return built


#: what is changed → the documents that are parsed, and whether more than their sentences are cut
CHANGES: dict[str, tuple[Callable[[Path], object], list[str], bool]] = {
    "nothing": (lambda folder: None, [], False),
    "a figure": (lambda folder: write_plan(folder, "plan-003.txt", plan(3, 700)), ["plan-003"], False),
    "a new document": (lambda folder: write_plan(folder, "a-new.txt", plan(1, 800)), ["a-new"], False),
    "a document is gone": (lambda folder: (folder / "plan-004.txt").unlink(), [], False),
    "a new name": (lambda folder: (folder / "plan-004.txt").rename(folder / "z.txt"), ["z"], False),
    "a new department that is a word elsewhere": (
        lambda folder: write_plan(folder, "plan-003.txt", OWNER_THAT_IS_A_WORD),
        ["plan-003"],
        True,
    ),
}


@pytest.mark.parametrize(("change", "parsed", "cuts_more"), CHANGES.values(), ids=CHANGES)
def test_only_what_changed_is_parsed(
    tmp_path: Path, change: Callable[[Path], object], parsed: list[str], cuts_more: bool
) -> None:
    built = build_twice(tmp_path, change)
    assert list(built.parsed) == parsed
    sentences = built.passages // len(built.names)
    assert (built.cut > len(parsed) * sentences) is cuts_more
    assert built.cut < built.passages


def test_one_changed_document_among_two_hundred(tmp_path: Path) -> None:
    """What is done again is that document's alone."""
    corpus = tmp_path / "corpus"
    for number in range(200):
        write_plan(corpus, f"plan-{number:03}.txt", plan(number))
    first = build_index([corpus], tmp_path / "index.db")
    assert (len(first.parsed), first.cut) == (200, first.passages)
    write_plan(corpus, "plan-077.txt", plan(77, 900))
    second = build_index([corpus], tmp_path / "index.db")
    assert list(second.parsed) == ["plan-077"]
    assert second.cut == first.passages // 200
    assert len(second.names) == 200


def test_other_code_parses_everything_again(tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_index([corpus], tmp_path / "index.db")
    assert build_index([corpus], tmp_path / "index.db").parsed == ()
    assert len(build_index([corpus], tmp_path / "index.db", anew=True).parsed) == 1
    monkeypatch.setattr(reuse, "parser_digest", lambda: "other code")
    assert len(build_index([corpus], tmp_path / "index.db").parsed) == 1


@pytest.mark.parametrize(("key", "parsed"), [("words_hash", 0), ("schema_version", 1), ("tokenizer_version", 1)])
def test_of_another_version_nothing_is_taken_over_that_could_differ(
    built: Path, corpus: Path, key: str, parsed: int
) -> None:
    change_meta(built, key, "0")
    again = build_index([corpus], built)
    assert (len(again.parsed), again.cut) == (parsed, again.passages)


def test_a_damaged_old_index_is_not_taken_over(built: Path, corpus: Path) -> None:
    content = built.read_bytes()
    built.write_bytes(content[: len(content) // 2])
    assert len(build_index([corpus], built).parsed) == 1
