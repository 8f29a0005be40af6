"""The commands for keepers of a plan: eval, taught, export, and what status says of Datasette."""

import csv
import io
import json
import shlex
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.export import to_csv, to_xlsx
from bot.learning.lessons import Kind, Lesson, Lessons
from bot.service import Service
from bot.state import State
from index.aliases import Alias
from index.datasette import METADATA, datasette_command
from index.schema import TABLES

FAILS = "老公房改造谁负责？"
WORD = Lesson(kind=Kind.ALIAS, alias=Alias("老公房", "老旧住房"), by=7, at=1_700_000_000)
LINE = {"kind": "alias", "surface": "老公房", "target": "老旧住房", "by": 7, "at": "2023-11-14T22:13:20+00:00"}


@pytest.fixture(autouse=True)
def _in_a_folder(service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PLANBOT_INDEX", str(service.index.path))
    monkeypatch.setenv("PLANBOT_STATE", str(tmp_path / "state.db"))
    monkeypatch.chdir(tmp_path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    return main(arguments), *capsys.readouterr()


# eval


def question(number: int, text: str, **expect: Any) -> str:
    row = {"id": f"q{number}", "family": "owner", "lang": "zh", "question": text, "expect": expect}
    return json.dumps(row, ensure_ascii=False) + "\n"


ASKED = (
    question(1, "任务26谁负责", headline=["区商务委"], tasks=[26])
    + question(2, "任务26谁负责", headline=["区教育局"])
    + question(3, "任务99谁负责", headline=["区教育局"])
    + question(4, "任务99谁负责", status="not_found")
)


def test_eval_prints_tables(capsys: pytest.CaptureFixture[str]) -> None:
    Path("q.jsonl").write_text(ASKED, "utf-8")
    status, out, _ = run(capsys, "eval", "q.jsonl", "--failures")
    assert status == 0
    rows = [line.split() for line in out.splitlines()]
    assert ["family", "owner", "2", "4", "50.0"] in rows
    assert ["language", "zh", "2", "4", "50.0"] in rows
    assert ["status", "not_found", "1", "2", "50.0"] in rows
    assert ["all", "2", "4", "50.0"] in rows
    assert "wrong answers given as answers        1" in out
    assert "answerable, declined                  1" in out
    assert "q2  任务26谁负责" in out


def test_eval_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    Path("q.jsonl").write_text(ASKED, "utf-8")
    status, out, _ = run(capsys, "eval", "q.jsonl", "--json")
    found = json.loads(out)
    assert (status, found["wrong_as_answers"], found["declined"], found["false_quotes"]) == (0, 1, 1, 0)
    assert found["tables"][-1] == {"table": "all", "name": "", "right": 2, "total": 4}
    assert [row["id"] for row in found["failed"]] == ["q2", "q3"]


UNREADABLE = ("", "no json\n", "[]\n", '{"id": "q"}\n', '{"question": 3}\n', '{"question": "x", "expect": []}\n')


@pytest.mark.parametrize("content", UNREADABLE)
def test_a_file_that_holds_no_questions(capsys: pytest.CaptureFixture[str], content: str) -> None:
    Path("q.jsonl").write_text(content, "utf-8")
    status, out, err = run(capsys, "eval", "q.jsonl")
    assert (status, out) == (2, "")
    assert "q.jsonl" in err
    assert "Traceback" not in err


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "eval", "q.jsonl")[0] == 2


# taught


def teach(lesson: Lesson) -> None:
    with State(Path("state.db")) as state:
        Lessons(state).add_all([lesson])


def test_what_was_taught_to_the_bot_holds_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "ask", FAILS)[0] == 1
    assert not Path("state.db").exists()
    teach(WORD)
    status, out, _ = run(capsys, "ask", FAILS)
    assert (status, "区房管局" in out) == (0, True)
    assert run(capsys, "taught", "--undo", "1")[0] == 0
    assert run(capsys, "ask", FAILS)[0] == 1


def test_the_list_tells_who_when_and_whether_it_holds(capsys: pytest.CaptureFixture[str]) -> None:
    teach(WORD)
    teach(Lesson(kind=Kind.ALIAS, alias=Alias("老公房", "火星基地"), by=8, at=1_700_000_000))
    status, out, _ = run(capsys, "taught", "--lang", "en")
    assert status == 0
    assert "#1 老公房 → 老旧住房 · 2023-11-14 · 7\n" in out
    assert "#2 老公房 → 火星基地 · 2023-11-14 · 8 (not in the present plan, without effect)" in out


def test_nothing_was_taught(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "taught", "--lang", "en") == (
        0,
        "Nothing was taught yet. Send /review for the questions that failed.\n",
        "",
    )
    assert run(capsys, "taught", "--undo", "3")[0] == 2
    assert not Path("state.db").exists()


def test_export_and_import(capsys: pytest.CaptureFixture[str]) -> None:
    teach(WORD)
    assert run(capsys, "taught", "--export", "taught.jsonl")[0] == 0
    assert json.loads(Path("taught.jsonl").read_text("utf-8")) == LINE
    assert json.loads(run(capsys, "taught", "--export", "-")[1]) == LINE
    Path("state.db").unlink()
    status, out, _ = run(capsys, "taught", "--import", "taught.jsonl")
    assert (status, "1 new of 1" in out) == (0, True)
    assert run(capsys, "ask", FAILS)[0] == 0


def test_a_file_with_a_broken_line_is_not_imported(capsys: pytest.CaptureFixture[str]) -> None:
    Path("taught.jsonl").write_text(json.dumps(LINE) + "\n{}\n", "utf-8")
    status, _, err = run(capsys, "taught", "--import", "taught.jsonl")
    assert (status, "line 2" in err) == (2, True)
    assert not Path("state.db").exists()


# export


def test_the_tables_as_files(capsys: pytest.CaptureFixture[str]) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    status, _, err = run(capsys, "export", "out", "--lang", "en")
    assert (status, err) == (0, "")
    content = Path("out/tasks.csv").read_bytes()
    assert content.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0][1:8] == ["task", "chapter", "section", "description", "2018", "2019", "2020"]
    assert len(rows) == 39
    assert rows[26][8] == "区商务委"
    sheet = openpyxl.load_workbook("out/tasks.xlsx").active
    assert [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()] == rows
    figures = list(csv.DictReader(io.StringIO(Path("out/figures.csv").read_text("utf-8-sig"))))
    assert len(figures) > 100
    haccp = [row for row in figures if row["task"] == "3" and row["year"] == "2020"]
    assert ("75%", "75.0", "%") in {(row["figure"], row["value"], row["unit"]) for row in haccp}


def test_the_first_row_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "export", "out", "--lang", "zh")
    head = Path("out/tasks.csv").read_text("utf-8-sig").split("\n")[0]
    assert head.startswith("文件,任务,章,节,主要任务,2018年,2019年,2020年,责任部门")


def test_a_folder_that_cannot_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    Path("out").write_text("a file", "utf-8")
    status, _, err = run(capsys, "export", "out")
    assert (status, "Traceback" in err) == (2, False)


DANGEROUS = ("=1+1", "+86", "-5%", "@SUM(A1)", "\t=1", "\r=1")


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_is_a_formula(text: str) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    ((cell, number),) = csv.reader(io.StringIO(to_csv([[text, -5]]).decode("utf-8-sig"), newline=""))
    assert (cell, number) == (f"'{text}", "-5")
    book = to_xlsx([["a"], [text]])
    assert book is not None
    kept = openpyxl.load_workbook(io.BytesIO(book)).active["A2"]
    assert kept.data_type != "f"
    assert str(kept.value).strip() == text.strip()


def test_a_character_that_a_workbook_cannot_hold() -> None:
    pytest.importorskip("openpyxl")
    assert to_xlsx([["a\x0bb"]])


# Datasette


@pytest.mark.parametrize("name", ["index.db", "my plan.db", "a&b.db"])
def test_the_command_names_the_file_and_the_metadata(name: str) -> None:
    path = Path("/somewhere") / name
    words = shlex.split(datasette_command(path))
    assert str(path) in words
    assert str(METADATA) in words


def test_status_prints_the_command(capsys: pytest.CaptureFixture[str], service: Service) -> None:
    command = datasette_command(service.index.path)
    assert command in run(capsys, "status")[1]
    assert json.loads(run(capsys, "status", "--json")[1])["datasette"] == command


def test_the_metadata_fits_the_tables(service: Service) -> None:
    database = json.loads(METADATA.read_text("utf-8"))["databases"]["index"]
    for name, table in database["tables"].items():
        if table.get("hidden"):
            continue
        named = [*table.get("facets", ()), *([table["label_column"]] if "label_column" in table else [])]
        assert [column for column in named if column not in TABLES[name]] == []
    parameters = {"words": "微菜场", "department": "教育", "year": "2020"}
    connection = sqlite3.connect(f"{service.index.path.as_uri()}?mode=ro", uri=True)
    for query in database["queries"].values():
        assert connection.execute(query["sql"], parameters).fetchall()
    connection.close()
