"""The last few indexes are kept, and one of them can be put back."""

import os
from contextlib import closing
from datetime import datetime, tzinfo
from pathlib import Path

import pytest

from index.build import build_index
from index.errors import IndexDamaged, IndexingError, IndexMissing
from index.fresh import open_fresh
from index.previous import folder_of, previous_indexes
from index.rollback import roll_back
from index.store import Index
from tests.index.plans import PLAN, write_plan


def beds_of(path: Path) -> str:
    """The figure that the tests change."""
    with closing(Index(path)) as index:
        return index.measures(index.tasks()[1].id)[0].text.removeprefix("新增养老床位").removesuffix("张。")


def rebuild(corpus: Path, path: Path, *beds: int, keep: int = 3) -> None:
    for number in beds:
        write_plan(corpus, text=PLAN.replace("600张", f"{number}张"))
        build_index([corpus], path, keep=keep)


def kept_beds(path: Path) -> list[str]:
    return [beds_of(previous.path) for previous in previous_indexes(path)]


def test_the_last_three_are_kept(built: Path, corpus: Path) -> None:
    assert previous_indexes(built) == ()
    rebuild(corpus, built, 601, 602, 603, 604)
    assert beds_of(built) == "604"
    assert kept_beds(built) == ["603", "602", "601"]
    (last, *_) = previous_indexes(built)
    assert (last.documents, last.tasks) == (("qinghu",), 3)
    assert last.built_at <= last.replaced_at


@pytest.mark.parametrize(("keep", "kept"), [(0, []), (1, ["602"]), (5, ["602", "601", "600"])])
def test_as_many_are_kept_as_one_wants(built: Path, corpus: Path, keep: int, kept: list[str]) -> None:
    rebuild(corpus, built, 601, 602, 603, keep=keep)
    assert kept_beds(built) == kept


def test_a_clock_that_is_set_back_changes_nothing_of_the_order(
    built: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuild(corpus, built, 601, 602, keep=2)

    class LastYear(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "LastYear":
            now = datetime.now(tz)
            return cls.fromisoformat(now.replace(year=now.year - 1, day=1).isoformat())

    monkeypatch.setattr("index.previous.datetime", LastYear)
    rebuild(corpus, built, 603, keep=2)
    assert kept_beds(built) == ["602", "601"]


def test_a_build_that_changes_nothing_keeps_nothing(built: Path, corpus: Path) -> None:
    build_index([corpus], built)
    assert not folder_of(built).exists()


def test_one_is_put_back_and_that_is_taken_back(built: Path, corpus: Path) -> None:
    rebuild(corpus, built, 601, 602)
    roll_back(built, previous_indexes(built)[1].path)
    assert beds_of(built) == "600"
    assert kept_beds(built) == ["602", "601"]
    roll_back(built, previous_indexes(built)[0].path)
    assert beds_of(built) == "602"
    assert kept_beds(built) == ["600", "601"]


def test_what_was_put_back_stays_until_another_is_built(built: Path, corpus: Path) -> None:
    rebuild(corpus, built, 601)
    roll_back(built, previous_indexes(built)[0].path)
    open_fresh(built, corpus).close()
    assert beds_of(built) == "600"
    build_index([corpus], built)
    assert beds_of(built) == "601"
    with closing(Index(built)) as index:
        assert "pinned" not in index.meta


def test_a_reader_goes_on_with_what_it_opened(built: Path, corpus: Path) -> None:
    rebuild(corpus, built, 601)
    with closing(Index(built)) as reader:
        roll_back(built, previous_indexes(built)[0].path)
        assert reader.measures(2)[0].text == "新增养老床位601张。"


def test_a_kept_file_that_is_gone_or_damaged_changes_nothing(built: Path, corpus: Path) -> None:
    rebuild(corpus, built, 601, 602)
    second, first = (previous.path for previous in previous_indexes(built))
    content = first.read_bytes()
    first.write_bytes(content[: len(content) // 2])
    second.unlink()
    with pytest.raises(IndexMissing):
        roll_back(built, second)
    with pytest.raises((IndexDamaged, IndexingError)):
        roll_back(built, first)
    assert beds_of(built) == "602"


def test_where_nothing_can_be_kept_the_new_one_is_used_all_the_same(
    built: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder_of(built).write_text("a file in its place")
    rebuild(corpus, built, 601)
    assert beds_of(built) == "601"


def test_without_links_it_is_copied(built: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links")

    monkeypatch.setattr(os, "link", refuse)
    rebuild(corpus, built, 601)
    assert kept_beds(built) == ["600"]
