"""`bot/FAULTS.md` is true: every fault names a test, and every test that it names is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "bot" / "FAULTS.md"
_LINK = re.compile(r"\[(?P<file>test_\w+\.py)::(?P<test>test_\w+)\]\((?P<path>[^)]+)\)")
HEADINGS = ["fault", "what is seen", "what is kept", "shown by"]


def rows(text: str) -> list[list[str]]:
    """The cells of every row of the tables of a page."""
    lines = (line for line in text.splitlines() if line.startswith("|") and not line.startswith("|---"))
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def defined_in(path: Path) -> set[str]:
    """The names of the functions in a file."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def unfounded(row: list[str]) -> list[str]:
    """What is wrong with a row."""
    if len(row) != len(HEADINGS) or not all(row):
        return [f"{len(row)} cells, or an empty one"]
    links = list(_LINK.finditer(row[-1]))
    rest = _LINK.sub("", row[-1]).replace(",", "").strip()
    faults = [] if links and not rest else [f"no test, or more than that: {row[-1]}"]
    for link in links:
        path = (PAGE.parent / link["path"]).resolve()
        if path.name != link["file"] or not path.is_relative_to(ROOT / "tests") or not path.is_file():
            faults.append(f"no such file: {link['path']}")
        elif link["test"] not in defined_in(path):
            faults.append(f"no such test: {link['file']}::{link['test']}")
    return faults


ROWS = [row for row in rows(PAGE.read_text("utf-8")) if row != HEADINGS]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:60])
def test_a_fault_is_shown_by_tests_that_there_are(row: list[str]) -> None:
    assert unfounded(row) == []


def test_every_fault_stands_once_and_every_table_has_its_headings() -> None:
    text = PAGE.read_text("utf-8")
    sections = re.findall(r"^## .*$", text, re.MULTILINE)
    assert len(ROWS) >= 50
    assert sum(row == HEADINGS for row in rows(text)) == len(sections) - 1  # the last one has no table
    # the same words may stand in two tables
    for section in text.split("\n## "):
        names = [row[0] for row in rows(section)]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    "shown",
    [
        "",
        "none",
        "[test_faults.py::test_that_nobody_wrote](../tests/test_faults.py)",
        "[test_faults.py::test_every_fault_stands_once](../tests/test_faults.py)",
        "[test_faults.py::test_a_planted_row_is_found](../tests/test_docs.py)",
        "[test_nowhere.py::test_x](../tests/test_nowhere.py)",
        "[test_faults.py::test_a_planted_row_is_found](../tests/test_faults.py) and hope",
    ],
)
def test_a_planted_row_is_found(shown: str) -> None:
    assert unfounded(["a fault", "nothing", "everything", shown])
    sound = "[test_faults.py::test_a_planted_row_is_found](../tests/test_faults.py)"
    assert unfounded(["a fault", "nothing", "everything", sound]) == []
