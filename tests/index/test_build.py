"""A build puts a whole, checked file in place in one step, or leaves everything as it was."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlite_utils import Database

from corpus.errors import CorpusError, DocumentMissing, UnsupportedFormat
from index import writer
from index.build import build_index
from index.errors import IndexDamaged, IndexingError, IndexMissing, IndexUnwritable
from index.schema import TABLES
from index.store import Index
from tests.index.harm import HARM
from tests.index.plans import PLAN, write_plan

ROOT = Path(__file__).parents[2]
MORE = PLAN.replace("新增养老床位600张", "新增养老床位888张")


def text_of(path: Path) -> str:
    """What an index says of the year that `MORE` changes."""
    with closing(Index(path)) as index:
        return index.measures(index.tasks()[1].id)[0].text


def files_of(path: Path) -> list[str]:
    """All files beside an index, itself included."""
    return sorted(file.name for file in path.parent.iterdir())


# what goes in


def test_a_build_returns_its_documents_and_tells_how_far_it_is(tmp_path: Path, corpus: Path) -> None:
    told: list[tuple[str, int, int]] = []
    built = build_index([corpus], tmp_path / "index.db", progress=lambda *step: told.append(step))
    assert built.names == built.parsed == ("qinghu",)
    stages = list(dict.fromkeys(stage for stage, *_ in told))
    assert stages == ["parse", "words", "write"]
    for stage in stages:
        steps = [(done, total) for name, done, total in told if name == stage]
        assert steps == sorted(steps)
        assert steps[-1][0] == steps[-1][1]


def test_the_folder_is_made_where_it_is_missing(tmp_path: Path, corpus: Path) -> None:
    build_index([corpus], tmp_path / "no" / "such" / "folder" / "index.db")
    assert text_of(tmp_path / "no" / "such" / "folder" / "index.db") == "新增养老床位600张。"


def test_two_builds_of_the_same_documents_hold_the_same(tmp_path: Path, corpus: Path) -> None:
    contents = []
    for name in ("one.db", "two.db"):
        build_index([corpus], tmp_path / name)
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            rows = {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in TABLES}
        contents.append({**rows, "meta": [row for row in rows["meta"] if row[0] != "built_at"]})
    assert contents[0] == contents[1]


def test_several_documents_share_their_departments(tmp_path: Path, corpus: Path) -> None:
    write_plan(corpus, "second.txt", MORE.replace("区科委", "区文化局"))
    build_index([corpus], tmp_path / "index.db")
    with closing(Index(tmp_path / "index.db")) as index:
        assert [document.name for document in index.documents] == ["qinghu", "second"]
        assert [department.name for department in index.departments] == [
            "区市场监管局",
            "区民政局",
            "区商务委",
            "区科委",
            "区文化局",
        ]
        assert {task.document_id for task in index.tasks_of_department(1)} == {1, 2}
        assert index.counts(1)["tasks"] == index.counts(2)["tasks"] == 3


def test_a_document_that_is_named_twice_is_indexed_once(tmp_path: Path, corpus: Path) -> None:
    file = corpus / "qinghu.txt"
    build_index([file, corpus, corpus / ".." / "corpus" / "qinghu.txt"], tmp_path / "index.db")
    with closing(Index(tmp_path / "index.db")) as index:
        assert index.counts()["documents"] == 1


# documents that are no plan, or a faulty one
ODD = {
    "prose": "今天天气很好。\n我们去公园。\n",
    "no words": "——。\n……\n",
    "Latin only": "Hello, plan.\n75% of all.\n",
    "a table alone": PLAN[PLAN.index("附件\n") :],
    "a department twice": PLAN.replace("区民政局、区商务委", "区民政局、区民政局"),
    "a number twice": PLAN.replace("\n2\n新增", "\n1\n新增"),
    "a year twice": PLAN.replace("2023年\n新增", "2022年\n新增"),
    "emoji and rare characters": PLAN.replace("HACCP", "🎉𠮷HACCP"),
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_any_text_makes_a_sound_index(tmp_path: Path, text: str) -> None:
    build_index([write_plan(tmp_path, text=text)], tmp_path / "index.db")
    with closing(Index(tmp_path / "index.db")) as index:
        assert index.rows("PRAGMA foreign_key_check") == []
        assert index.text(1, 1, 2) == "\n".join(text.split("\n")[:2])


#: places that hold no document, and what is wrong with them
NO_DOCUMENTS = [("none", DocumentMissing), ("empty", DocumentMissing), ("plan.odt", UnsupportedFormat)]


@pytest.mark.parametrize(("name", "error"), NO_DOCUMENTS, ids=[name for name, _ in NO_DOCUMENTS])
def test_without_documents_the_old_index_stays(
    built: Path, tmp_path: Path, name: str, error: type[CorpusError]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "plan.odt").write_bytes(b"PK")
    with pytest.raises(error):
        build_index([tmp_path / name], built)
    assert text_of(built) == "新增养老床位600张。"
    assert files_of(built) == ["index.db"]


# readers


def test_readers_see_the_old_index_or_the_new_one(built: Path, corpus: Path) -> None:
    write_plan(corpus, text=MORE)
    seen: list[str] = []
    build_index([corpus], built, progress=lambda *_: seen.append(text_of(built)))
    assert set(seen) == {"新增养老床位600张。"}
    assert text_of(built) == "新增养老床位888张。"


def test_before_the_first_build_ends_there_is_no_index(tmp_path: Path, corpus: Path) -> None:
    path = tmp_path / "index.db"

    def look(*_: object) -> None:
        with pytest.raises(IndexMissing):
            Index(path)

    build_index([corpus], path, progress=look)
    assert text_of(path) == "新增养老床位600张。"


def test_an_open_reader_goes_on_with_what_it_opened(built: Path, corpus: Path) -> None:
    with closing(Index(built)) as reader:
        build_index([write_plan(corpus, text=MORE)], built)
        assert reader.measures(2)[0].text == "新增养老床位600张。"
        assert reader.analyzer.words("养老床位")
    assert text_of(built) == "新增养老床位888张。"


def test_nothing_but_the_index_is_left(built: Path, corpus: Path) -> None:
    build_index([corpus], built)
    assert files_of(built) == ["index.db"]


# builds that fail


@contextmanager
def the_old_index_stays(path: Path) -> Iterator[None]:
    """What is in place before is there afterwards, byte for byte, and nothing beside it."""
    content, files = path.read_bytes(), files_of(path)
    yield
    assert path.read_bytes() == content
    assert files_of(path) == files


@pytest.mark.parametrize("stage", ["parse", "words", "write"])
def test_a_build_that_is_interrupted_leaves_no_trace(built: Path, corpus: Path, stage: str) -> None:
    def interrupt(name: str, done: int, total: int) -> None:
        if (name, done) == (stage, total):
            raise KeyboardInterrupt

    write_plan(corpus, text=MORE)
    with the_old_index_stays(built), pytest.raises(KeyboardInterrupt):
        build_index([corpus], built, progress=interrupt)


def test_a_file_that_cannot_be_put_in_place(built: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: object, target: object) -> None:
        raise PermissionError(13, "Permission denied", str(target))

    with the_old_index_stays(built):
        monkeypatch.setattr(os, "replace", refuse)
        with pytest.raises(IndexUnwritable, match="PLANBOT_INDEX"):
            build_index([corpus], built)


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file can grow beyond this size."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [0, 4096, 1_000_000], ids=["no room at all", "room for a page", "room for half"])
def test_a_disk_that_is_full(built: Path, corpus: Path, size: int) -> None:
    with the_old_index_stays(built), room_for(size), pytest.raises(IndexUnwritable, match="disk space"):
        build_index([corpus], built)


def test_a_folder_in_its_place(tmp_path: Path, corpus: Path) -> None:
    (tmp_path / "index.db").mkdir()
    (tmp_path / "index.db" / "file").touch()
    with pytest.raises(IndexUnwritable, match="PLANBOT_INDEX"):
        build_index([corpus], tmp_path / "index.db")
    assert (tmp_path / "index.db" / "file").exists()
    assert files_of(tmp_path / "index.db") == ["corpus", "index.db"]


def test_a_file_where_its_folder_should_be(tmp_path: Path, corpus: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(IndexUnwritable, match="PLANBOT_INDEX"):
        build_index([corpus], tmp_path / "data" / "index.db")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no file system that nobody can write to")
def test_a_file_system_that_takes_no_files(corpus: Path) -> None:
    with pytest.raises(IndexUnwritable, match="PLANBOT_INDEX"):
        build_index([corpus], Path("/proc/planbot/index.db"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not stop root")
def test_a_folder_that_is_read_only(built: Path, corpus: Path) -> None:
    built.parent.chmod(0o500)
    try:
        with the_old_index_stays(built), pytest.raises(IndexUnwritable, match="PLANBOT_INDEX"):
            build_index([corpus], built)
    finally:
        built.parent.chmod(0o700)


KILLED = """
import os, signal, sys
from pathlib import Path
from index import readings
from index.build import build_index

readings.english_vocabulary = lambda dictionary: set()  # spares a second

def stop(stage, done, total):
    if (stage, done) == ("write", total):
        os.kill(os.getpid(), signal.SIGKILL)

build_index([Path(sys.argv[1])], Path(sys.argv[2]), progress=stop)
"""


def test_what_a_killed_build_leaves_is_removed_in_time(built: Path, corpus: Path) -> None:
    write_plan(corpus, text=MORE)
    command = [sys.executable, "-c", KILLED, str(corpus), str(built)]
    killed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert text_of(built) == "新增养老床位600张。"
    (leftover,) = set(files_of(built)) - {"index.db"}
    build_index([corpus], built)
    assert leftover in files_of(built), "it could belong to a build at work"
    assert files_of(built)[1:] == ["index.db", "index.db.previous"]
    an_hour_ago = time.time() - 3600
    os.utime(built.parent / leftover, (an_hour_ago, an_hour_ago))
    build_index([corpus], built)
    assert files_of(built) == ["index.db", "index.db.previous"]
    assert text_of(built) == "新增养老床位888张。"


# the check before it is put in place


@pytest.mark.parametrize(
    "table", ["meta", "lines", "tasks", "measures", "passages", "quantities", "terms", "passages_fts"]
)
def test_a_file_that_lacks_a_row_is_refused(
    built: Path, corpus: Path, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = writer.insert

    def insert_but_one(db: Database, name: str, rows: list[dict[str, object]]) -> None:
        insert(db, name, rows[:-1] if name == table else rows)

    with the_old_index_stays(built):
        monkeypatch.setattr(writer, "insert", insert_but_one)
        with pytest.raises(IndexDamaged, match=table):
            build_index([corpus], built)


def test_a_file_with_a_row_that_points_nowhere_is_refused(
    built: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = writer.insert

    def insert_astray(db: Database, name: str, rows: list[dict[str, object]]) -> None:
        insert(db, name, [{**row, "task_id": 99} for row in rows] if name == "measures" else rows)

    with the_old_index_stays(built):
        monkeypatch.setattr(writer, "insert", insert_astray)
        with pytest.raises(IndexDamaged, match="foreign_key"):
            build_index([corpus], built)


# the next step that a damaged file is told


@pytest.mark.parametrize("harm", sorted(set(HARM) - {"a folder"}))
def test_building_replaces_a_file_that_is_no_index(built: Path, corpus: Path, harm: str) -> None:
    HARM[harm](built)
    with pytest.raises(IndexingError):
        Index(built)
    build_index([corpus], built)
    assert text_of(built) == "新增养老床位600张。"
