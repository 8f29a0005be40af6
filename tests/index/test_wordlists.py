"""The word tables: how they are read, and that the ones that come with the program keep their own rules."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from index.stem import stem
from index.wordlists import FOLDER, Body, Successor, read_wordlists, words_digest

TABLES = {
    "glossary.tsv": "# a comment\n\n菜市场\twet market; food market\n养老\telderly care\n",
    "synonyms.tsv": "老人\t老年人; 养老\n",
    "bodies.tsv": "文化局\t文化厅\t文体局\t文旅局@2018@机构改革方案; 文广局@2019\tCulture Bureau; Bureau of Culture\n"
    "科委\n@suffix\t办\tOffice\n@suffix\t开发办\tDevelopment Office\n",
    "stopwords.txt": "# who\n谁 哪个\n\nwhich who\n",
    "lightwords.txt": "推进 building\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Word tables of a few lines."""
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_tables_are_read_by_columns(folder: Path) -> None:
    words = read_wordlists(folder)
    assert words.glossary == {"菜市场": ("wet market", "food market"), "养老": ("elderly care",)}
    assert words.synonyms == {"老人": ("老年人", "养老")}
    assert words.stopwords == {"谁", "哪个", "which", "who"}
    assert words.light_words == {"推进", "build"}
    assert words.digest == words_digest(folder)


def test_bodies_may_leave_columns_empty(folder: Path) -> None:
    later = (Successor("文旅局", "2018", "机构改革方案"), Successor("文广局", "2019", ""))
    assert read_wordlists(folder).bodies == (
        Body("文化局", ("文化厅",), ("文体局",), later, ("Culture Bureau", "Bureau of Culture")),
        Body("科委", (), (), (), ()),
    )


def test_the_longest_ending_comes_first(folder: Path) -> None:
    assert read_wordlists(folder).body_endings == (("开发办", "Development Office"), ("办", "Office"))


CHANGES: dict[str, Callable[[Path], object]] = {
    "another word": lambda folder: (folder / "stopwords.txt").write_text("谁", encoding="utf-8"),
    "another comment": lambda folder: (folder / "glossary.tsv").write_text("# another", encoding="utf-8"),
    "another name": lambda folder: (folder / "synonyms.tsv").rename(folder / "synonym.tsv"),
    "another table": lambda folder: (folder / "more.tsv").touch(),
    "a table less": lambda folder: (folder / "lightwords.txt").unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_change_of_the_tables_changes_their_digest(folder: Path, change: Callable[[Path], object]) -> None:
    before = words_digest(folder)
    assert words_digest(folder) == before
    change(folder)
    assert words_digest(folder) != before


# the tables that come with the program


def rows(name: str) -> list[list[str]]:
    """The rows of a shipped table, as they stand there."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]


#: table → columns that a row may have
COLUMNS = {
    "glossary.tsv": {2},
    "synonyms.tsv": {2},
    "bodies.tsv": {1, 2, 3, 4, 5},
    "stopwords.txt": {1},
    "lightwords.txt": {1},
    "alike.txt": {1},
}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.t*")), ids=lambda path: path.name)
def test_a_shipped_table_has_clean_rows(path: Path) -> None:
    for row in rows(path.name):
        assert len(row) in COLUMNS[path.name], row
        assert row[0], row
        assert all(cell == cell.strip() and "  " not in cell for cell in row), row


@pytest.mark.parametrize("name", sorted({path.name for path in FOLDER.glob("*.tsv")}))
def test_an_entry_stands_once(name: str) -> None:
    keys = [tuple(row[:2]) if row[0] == "@suffix" else row[0] for row in rows(name)]
    assert [key for key, count in Counter(keys).items() if count > 1] == []


@pytest.mark.parametrize("name", sorted({path.name for path in FOLDER.glob("*.tsv")} - {"bodies.tsv"}))
def test_no_value_of_an_entry_stands_twice(name: str) -> None:
    for key, values in rows(name):
        parts = values.split("; ")
        assert len(parts) == len(set(parts)), key
        assert key not in parts or not re.search("[\u4e00-\u9fff]", key), key


def test_a_word_is_alike_in_one_group_only() -> None:
    groups = [row[0].removeprefix("to ").split() for row in rows("alike.txt")]
    stems = [{" ".join(map(stem, word.split("-"))) for word in group} for group in groups]
    assert [word for word, count in Counter(word for group in stems for word in group).items() if count > 1] == []
    assert all(len(group) > 1 for group in groups)


def test_the_english_of_the_glossary_is_plain() -> None:
    for term, english in rows("glossary.tsv"):
        assert not re.search(r"[\u4e00-\u9fff/()\[\]]|;\S|;\s*$", english), term
        assert english == english.lower(), term


def test_a_later_name_tells_since_when() -> None:
    for body in read_wordlists().bodies:
        for successor in body.later:
            assert re.fullmatch(r"(19|20)\d\d", successor.year), body.core
            assert successor.source, body.core
