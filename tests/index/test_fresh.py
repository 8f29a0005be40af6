"""The index is built when it is missing or does not fit; what fits is used, and what is no index is left alone."""

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from index.build import build_index
from index.errors import IndexDamaged, IndexOutdated, IndexUnwritable
from index.fresh import open_fresh
from index.store import Index
from tests.index.harm import HARM, change_meta
from tests.index.plans import PLAN, write_plan


def documents_of(path: Path, corpus: Path) -> list[str]:
    """The names of the documents that a fresh index holds."""
    with closing(open_fresh(path, corpus)) as index:
        return [document.name for document in index.documents]


def is_rebuilt(path: Path, corpus: Path) -> bool:
    """Whether opening it fresh puts a new file in place; either way it can be used afterwards."""
    before = path.stat().st_ino, path.stat().st_mtime_ns
    with closing(open_fresh(path, corpus)) as index:
        assert index.counts()["documents"] > 0
    return before != (path.stat().st_ino, path.stat().st_mtime_ns)


def test_an_index_that_is_missing_is_built(tmp_path: Path, corpus: Path) -> None:
    assert documents_of(tmp_path / "data" / "index.db", corpus) == ["qinghu"]


def test_an_index_that_fits_is_used_as_it_is(built: Path, corpus: Path) -> None:
    assert not is_rebuilt(built, corpus)


@pytest.mark.parametrize("value", ["0", "999"], ids=["older", "newer"])
@pytest.mark.parametrize("key", ["schema_version", "tokenizer_version", "fold_version", "words_hash"])
def test_an_index_of_another_version_is_rebuilt(built: Path, corpus: Path, key: str, value: str) -> None:
    with closing(Index(built)) as index:
        right = index.meta[key]
    change_meta(built, key, value)
    assert is_rebuilt(built, corpus)
    with closing(Index(built)) as index:
        assert index.meta[key] == right
    assert not is_rebuilt(built, corpus)


def test_an_index_of_another_release_is_used(built: Path, corpus: Path) -> None:
    change_meta(built, "program_version", "0.0.1")
    assert not is_rebuilt(built, corpus)


#: what happens to the documents → whether the index has to follow
CHANGES: list[tuple[str, Callable[[Path], object], bool]] = [
    ("a figure is changed", lambda folder: write_plan(folder, text=PLAN.replace("600张", "601张")), True),
    ("a line is added", lambda folder: write_plan(folder, text=PLAN + "\n"), True),
    ("a document is added", lambda folder: write_plan(folder, "more.txt"), True),
    ("a document is renamed", lambda folder: (folder / "qinghu.txt").rename(folder / "lake.txt"), True),
    ("its date is changed", lambda folder: os.utime(folder / "qinghu.txt", (1, 1)), False),
    ("it is written again", write_plan, False),
    ("a file of no known kind is added", lambda folder: (folder / "notes.odt").touch(), False),
    ("a hidden file is added", lambda folder: write_plan(folder, ".qinghu.txt"), False),
    ("all documents are gone", lambda folder: (folder / "qinghu.txt").unlink(), False),
]


@pytest.mark.parametrize(("change", "due"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_an_index_follows_its_documents(built: Path, corpus: Path, change: Callable[[Path], object], due: bool) -> None:
    change(corpus)
    assert is_rebuilt(built, corpus) is due
    assert not is_rebuilt(built, corpus)


def test_a_change_of_the_same_size_is_seen(built: Path, corpus: Path) -> None:
    write_plan(corpus, text=PLAN.replace("600张", "601张"))
    with closing(open_fresh(built, corpus)) as index:
        assert index.measures(2)[0].text == "新增养老床位601张。"


def test_one_of_two_documents_is_taken_away(tmp_path: Path, corpus: Path) -> None:
    second = write_plan(corpus, "second.txt")
    assert documents_of(tmp_path / "index.db", corpus) == ["qinghu", "second"]
    second.unlink()
    assert documents_of(tmp_path / "index.db", corpus) == ["qinghu"]


def test_another_folder_is_another_corpus(built: Path, tmp_path: Path) -> None:
    assert documents_of(built, write_plan(tmp_path / "elsewhere", "other.txt").parent) == ["other"]


# files that are no index


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_a_file_that_is_no_index_is_left_alone(built: Path, corpus: Path, harm: Callable[[Path], object]) -> None:
    harm(built)
    before = built.read_bytes() if built.is_file() else b""
    with pytest.raises(IndexDamaged, match="planbot index"):
        open_fresh(built, corpus)
    assert (built.read_bytes() if built.is_file() else b"") == before
    assert [file.name for file in built.parent.iterdir()] == ["index.db"]


# builds that do not come about


def test_without_index_and_documents(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="PLANBOT_CORPUS"):
        open_fresh(tmp_path / "index.db", tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_an_outdated_index_that_cannot_be_replaced_is_not_used(
    built: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: object, target: object) -> None:
        raise OSError(30, "Read-only file system", str(target))

    change_meta(built, "fold_version", "0")
    before = built.read_bytes()
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(IndexUnwritable, match="PLANBOT_INDEX"):
        open_fresh(built, corpus)
    assert built.read_bytes() == before
    assert [file.name for file in built.parent.iterdir()] == ["index.db"]


# documents that somebody named


@pytest.fixture
def given(tmp_path: Path, built: Path) -> Path:
    """A document outside the corpus, of which the index was built by name."""
    path = write_plan(tmp_path / "elsewhere", "given.txt")
    build_index([path], built, is_given=True)
    return path


def test_a_given_document_stays_in_force(built: Path, corpus: Path, given: Path) -> None:
    write_plan(corpus, "more.txt")
    assert not is_rebuilt(built, corpus)
    assert documents_of(built, corpus) == ["given"]


@pytest.mark.parametrize("key", ["schema_version", "tokenizer_version", "fold_version", "words_hash"])
def test_a_given_document_stays_in_force_over_versions(built: Path, corpus: Path, given: Path, key: str) -> None:
    change_meta(built, key, "0")
    assert is_rebuilt(built, corpus)
    assert documents_of(built, corpus) == ["given"]
    assert not is_rebuilt(built, corpus)


def test_a_given_document_is_followed(built: Path, corpus: Path, given: Path) -> None:
    write_plan(given.parent, given.name, PLAN.replace("600张", "601张"))
    assert is_rebuilt(built, corpus)
    assert documents_of(built, corpus) == ["given"]


def test_a_given_folder_is_followed(built: Path, corpus: Path, given: Path) -> None:
    build_index([given.parent], built, is_given=True)
    write_plan(given.parent, "more.txt")
    assert documents_of(built, corpus) == ["given", "more"]


def test_of_two_given_documents_the_one_that_is_left_is_followed(built: Path, corpus: Path, given: Path) -> None:
    second = write_plan(given.parent, "second.txt")
    build_index([given, second], built, is_given=True)
    given.unlink()
    assert not is_rebuilt(built, corpus)
    write_plan(given.parent, "second.txt", PLAN.replace("600张", "601张"))
    assert documents_of(built, corpus) == ["second"]


def test_a_given_document_that_is_gone_can_still_be_asked(built: Path, corpus: Path, given: Path) -> None:
    given.unlink()
    assert not is_rebuilt(built, corpus)
    assert documents_of(built, corpus) == ["given"]


@pytest.mark.parametrize("key", ["fold_version", "words_hash"])
def test_no_other_plan_slips_into_its_place(built: Path, corpus: Path, given: Path, key: str) -> None:
    given.unlink()
    change_meta(built, key, "0")
    before = built.read_bytes()
    with pytest.raises(IndexOutdated, match=r"given\.txt.*planbot index"):
        open_fresh(built, corpus)
    assert built.read_bytes() == before


def test_building_of_the_folder_ends_it(built: Path, corpus: Path, given: Path) -> None:
    build_index([corpus], built)
    assert documents_of(built, corpus) == ["qinghu"]
    write_plan(corpus, "more.txt")
    assert documents_of(built, corpus) == ["more", "qinghu"]
