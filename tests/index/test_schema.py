"""The file as any SQLite tool sees it: the tables of `index/schema.py`, keys that hold, full-text search."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from index.schema import INDEXES, KEYS, TABLES
from index.store import Index

#: tables that SQLite keeps for itself
OWN = ("sqlite_", "passages_fts")


@pytest.fixture
def database(index: Index) -> Iterator[sqlite3.Connection]:
    """The real plan's index, opened without any of the program."""
    with closing(sqlite3.connect(f"{index.path.as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def columns(database: sqlite3.Connection, table: str) -> list[str]:
    return [name for _, name, *_ in database.execute(f'PRAGMA table_info("{table}")')]


def test_the_tables_are_those_of_the_schema(database: sqlite3.Connection) -> None:
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert {name for name in names if not name.startswith(OWN)} == set(TABLES)
    assert columns(database, "passages_fts") == ["words", "bigrams"]


@pytest.mark.parametrize("table", TABLES)
def test_the_columns_are_those_of_the_schema(database: sqlite3.Connection, table: str) -> None:
    assert columns(database, table) == list(TABLES[table])


# names come only with thousands of documents: tests/index/test_occurrences.py
@pytest.mark.parametrize("table", sorted(set(TABLES) - {"names"}))
def test_every_table_has_rows(database: sqlite3.Connection, table: str) -> None:
    assert database.execute(f'SELECT count(*) FROM "{table}"').fetchone() > (0,)


@pytest.mark.parametrize("table", TABLES)
def test_a_column_that_names_another_tables_row_is_a_foreign_key(database: sqlite3.Connection, table: str) -> None:
    keys = {column for _, _, _, column, *_ in database.execute(f'PRAGMA foreign_key_list("{table}")')}
    assert keys == {column for column in TABLES[table] if column.endswith("_id")}


def test_foreign_keys_hold(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_primary_keys_and_indexes_are_there(database: sqlite3.Connection) -> None:
    for table, fields in TABLES.items():
        key = [name for _, name, _, _, _, is_key in database.execute(f'PRAGMA table_info("{table}")') if is_key]
        named = KEYS.get(table, "id" if "id" in fields else ())
        assert key == ([named] if isinstance(named, str) else list(named)), table
    indexed = {
        (table, tuple(name for _, _, name in database.execute(f'PRAGMA index_info("{name}")')))
        for table in TABLES
        for _, name, *_ in database.execute(f'PRAGMA index_list("{table}")')
    }
    assert set(INDEXES) <= indexed


def test_a_task_can_be_read_with_plain_sql(database: sqlite3.Connection) -> None:
    sql = """
        SELECT d.name, m.year, m.text FROM tasks t
        JOIN measures m ON m.task_id = t.id
        JOIN task_departments td ON td.task_id = t.id JOIN departments d ON d.id = td.department_id
        WHERE t.number = 26 AND m.year = 2020
    """
    ((department, year, text),) = database.execute(sql)
    assert (department, year) == ("区商务委", 2020)
    assert "15家标准化菜市场追溯系统" in text


# a word, a pair of characters, a token with signs in it
EXPRESSIONS = [
    'words: "haccp"',
    'bigrams: "菜市"',
    'words: "75%"',
    'words: "pm2.5"',
    'words: "3+5+x"',
    'words: "ngb-w"',
]
FIND = "SELECT p.folded FROM passages_fts JOIN passages p ON p.id = passages_fts.rowid WHERE passages_fts MATCH ?"


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_the_full_text_table_answers_any_sqlite(database: sqlite3.Connection, expression: str) -> None:
    found = [folded for (folded,) in database.execute(FIND, (expression,))]
    assert found
    assert all(expression.split('"')[1] in folded for folded in found)


def test_no_number_is_found_inside_another(database: sqlite3.Connection) -> None:
    for expression in ('words: "5%"', 'words: "2.5"', 'words: "pm2"'):
        assert not any("75%" in folded or "pm2.5" in folded for (folded,) in database.execute(FIND, (expression,)))
