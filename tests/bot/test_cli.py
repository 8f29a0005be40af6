"""The command `planbot` through its entry point: what it prints where, its exit status, and how it tells of errors."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bot import cli
from bot.cli import main
from bot.config import SHIPPED_CORPUS
from bot.service import Service
from corpus.errors import DocumentMissing, PlanbotError
from tests.index.plans import PLAN, write_plan

ROOT = Path(__file__).parents[2]
SECOND_PLAN = ROOT / "tests" / "data" / "plans" / "linjiang-green-plan-2021-2023.txt"


class Result(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command in an empty folder, with these settings and this standard input."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, stdin: bytes = b"", **settings: Path | str) -> Result:
        for name, value in settings.items():
            monkeypatch.setenv(name, str(value))
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        status = main(arguments)
        return Result(status, *capsys.readouterr())

    return run


@pytest.fixture
def index_file(service: Service, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of the real plan that is up to date, set as the one to use."""
    monkeypatch.setenv("PLANBOT_INDEX", str(service.index.path))
    return service.index.path


def tells_one_fault(result: Result) -> bool:
    """Whether an error is told in one or two lines, with nothing on standard output and no traceback."""
    return result.out == "" and 1 <= len(result.err.splitlines()) <= 2 and "Traceback" not in result.err


# ask


ASKED: tuple[tuple[str, int, str], ...] = (
    ("2020 HACCP target", 0, "75% (2020, task 3)"),
    ("任务26谁负责", 0, "区商务委负责任务26"),
    ("网格", 0, "“网格”涉及任务30、35"),
    ("任务39谁负责", 1, "没有任务39，任务编号为1至38"),
    ("2021年HACCP目标", 1, "计划没有2021年的内容"),
    ("太空电梯", 1, "计划中没有相关内容"),
    ("你好", 1, "你好"),
)


@pytest.mark.usefixtures("index_file")
@pytest.mark.parametrize(("question", "status", "begins"), ASKED, ids=[row[0] for row in ASKED])
def test_ask(run: Run, question: str, status: int, begins: str) -> None:
    result = run("ask", question)
    assert (result.status, result.err) == (status, "")
    assert result.out.startswith(begins)


@pytest.mark.usefixtures("index_file")
def test_ask_takes_several_words_as_one_question(run: Run) -> None:
    assert run("ask", "2020", "HACCP", "target").out == run("ask", "2020 HACCP target").out


@pytest.mark.usefixtures("index_file")
@pytest.mark.parametrize(("question", "status", "begins"), ASKED, ids=[row[0] for row in ASKED])
def test_ask_as_json(run: Run, question: str, status: int, begins: str) -> None:
    result = run("ask", "--json", question)
    assert (result.status, result.err, result.out.count("\n")) == (status, "", 1)
    reply = json.loads(result.out)
    assert reply["text"].startswith(begins)
    assert (reply["status"] == "not_found") is (status == 1)


@pytest.mark.usefixtures("index_file")
def test_ask_why_goes_to_standard_error(run: Run) -> None:
    result = run("ask", "--why", "2020 HACCP target")
    assert result.out == run("ask", "2020 HACCP target").out
    assert "intent     figure" in result.err
    assert "years=(2020,)" in result.err


@pytest.mark.usefixtures("index_file")
@pytest.mark.parametrize("arguments", [(), ("",), ("  ", " "), ("--json",)])
def test_no_question(run: Run, arguments: tuple[str, ...]) -> None:
    result = run("ask", *arguments)
    assert result.status == 2
    assert tells_one_fault(result)
    assert "planbot ask QUESTION" in result.err


def test_the_first_ask_builds_the_index_under_the_users_data_folder(run: Run, tmp_path: Path) -> None:
    result = run("ask", "2020 HACCP target", XDG_DATA_HOME=tmp_path / "data")
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("75%")
    assert [path.name for path in (tmp_path / "data" / "planbot").iterdir()] == ["index.db"]


# ask --jsonl


GOOD = {"id": "q1", "question": "任务26谁负责"}
FOLLOWING = {"id": "q2", "question": "那2019年呢？", "turns": ["2020 HACCP target"]}


def lines(*rows: dict[str, Any] | bytes) -> bytes:
    return b"".join((row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows)


@pytest.mark.usefixtures("index_file")
def test_jsonl_answers_line_by_line(run: Run) -> None:
    result = run("ask", "--jsonl", stdin=lines(GOOD, FOLLOWING))
    assert (result.status, result.err) == (0, "")
    first, second = map(json.loads, result.out.splitlines())
    assert first["id"] == "q1"
    assert first["text"].startswith("区商务委负责任务26")
    assert second["id"] == "q2"
    assert second["text"].startswith("70%（2019年")
    assert list(first) == ["id", "status", "text", "language", "citations", "choices", "elapsed_ms"]


@pytest.mark.usefixtures("index_file")
def test_jsonl_status_does_not_tell_of_questions_without_an_answer(run: Run) -> None:
    result = run("ask", "--jsonl", stdin=lines({"question": "太空电梯"}))
    assert (result.status, json.loads(result.out)["status"], json.loads(result.out)["id"]) == (0, "not_found", None)


@pytest.mark.usefixtures("index_file")
def test_turns_belong_to_their_own_line(run: Run) -> None:
    alone = {"id": "q3", "question": "它谁负责"}
    result = run("ask", "--jsonl", stdin=lines(FOLLOWING, alone))
    assert json.loads(result.out.splitlines()[1])["status"] == "not_found"


BROKEN: tuple[bytes, ...] = (
    b"not json",
    b'{"question": "x"',
    b"\xff\xfe\xfa",
    b'{"question": "\xb2\xe2"}',  # GBK
    b"[1, 2]",
    b'"a text"',
    b"null",
    b"{}",
    b'{"question": 26}',
    b'{"question": null}',
    b'{"question": "x", "turns": "y"}',
    b'{"question": "x", "turns": [1]}',
    b"[" * 100_000,
    b'{"id": NaN, "question": "x"}',
    b'{"id": 1e999, "question": "x"}',
    b'{"id": ' + b"9" * 5000 + b', "question": "x"}',
)


@pytest.mark.usefixtures("index_file")
@pytest.mark.parametrize("broken", BROKEN, ids=[repr(line[:30]) for line in BROKEN])
def test_a_line_that_cannot_be_read_keeps_its_place(run: Run, broken: bytes) -> None:
    result = run("ask", "--jsonl", stdin=lines(GOOD, b"", broken, b"  \t", FOLLOWING))
    assert (result.status, result.err) == (2, "")
    first, error, last = map(json.loads, result.out.splitlines())
    assert (first["id"], last["id"]) == ("q1", "q2")
    assert set(error) == {"error", "line"}
    assert error["line"] == 3
    assert error["error"]


@pytest.mark.usefixtures("index_file")
@pytest.mark.parametrize("stdin", [b"", b"\n", b"  \n\t\n"])
def test_jsonl_without_lines(run: Run, stdin: bytes) -> None:
    assert run("ask", "--jsonl", stdin=stdin) == (0, "", "")


@pytest.mark.usefixtures("index_file")
def test_the_last_line_need_not_end(run: Run) -> None:
    assert json.loads(run("ask", "--jsonl", stdin=json.dumps(GOOD).encode()).out)["id"] == "q1"


@pytest.mark.usefixtures("index_file")
@pytest.mark.parametrize("text", ["\ud800", "😀", "\x00", "a\nb", "\u2028"])
def test_whatever_a_line_holds_comes_back_as_one_line(run: Run, text: str) -> None:
    result = run("ask", "--jsonl", stdin=lines({"id": text, "question": text, "turns": [text]}))
    (line,) = result.out.rstrip("\n").split("\n")
    assert json.loads(line)["id"] == text


@pytest.mark.usefixtures("index_file")
def test_jsonl_streams(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each answer is out before the next question is read."""
    out = io.StringIO()
    seen: list[int] = []

    def questions() -> Iterator[bytes]:
        for row in (GOOD, FOLLOWING, GOOD):
            seen.append(out.getvalue().count("\n"))
            yield lines(row)

    class Stdin:
        buffer = questions()

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", Stdin())
    monkeypatch.setattr("sys.stdout", out)
    assert main(["ask", "--jsonl"]) == 0
    assert seen == [0, 1, 2]


# index and status


def test_index_of_given_documents(run: Run, tmp_path: Path) -> None:
    """Builds beside nothing, tells what it met, and the index stays that of the given documents."""
    place = tmp_path / "new" / "index.db"
    copy = shutil.copy(SHIPPED_CORPUS / "putuo-quality-plan-2018-2020.txt", tmp_path / "我的计划.txt")
    result = run("index", "--lang", "zh", str(copy), PLANBOT_INDEX=place)
    assert (result.status, result.err) == (0, "")
    first, *_, last = result.out.splitlines()
    assert first == "我的计划《普陀区质量提升行动计划》"
    assert last == f"→ {place}"
    assert "任务38项" in result.out
    assert "任务36前缺少类别行" in result.out

    asked = run("ask", "--json", "任务26谁负责")
    assert {citation["document"] for citation in json.loads(asked.out)["citations"]} == {"我的计划"}
    status = json.loads(run("status", "--json").out)
    assert [document["name"] for document in status["documents"]] == ["我的计划"]


def test_index_of_a_second_plan(run: Run, tmp_path: Path) -> None:
    result = run("index", "--lang", "en", str(SECOND_PLAN), PLANBOT_INDEX=tmp_path / "index.db")
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("linjiang-green-plan-2021-2023《")
    assert "16 tasks" in result.out
    assert "[error]" in result.out
    assert "2021" in run("ask", "任务1 2021年做什么").out.split("\n")[0]
    assert run("ask", "2018年有哪些安排").status == 1


@pytest.mark.usefixtures("index_file")
@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", "任务38项，年度举措114条，责任部门26个"), ("en", "38 tasks, 114 measures, 26 departments")],
)
def test_status(run: Run, index_file: Path, language: str, words: str) -> None:
    result = run("status", "--lang", language)
    assert (result.status, result.err) == (0, "")
    assert str(index_file) in result.out
    assert words in result.out


@pytest.mark.usefixtures("index_file")
def test_status_as_json(run: Run, index_file: Path) -> None:
    result = run("status", "--json")
    assert result.status == 0
    status = json.loads(result.out)
    assert status["index"] == str(index_file)
    assert status["documents"][0]["counts"]["tasks"] == 38


@pytest.mark.parametrize(("locale_name", "words"), [("zh_CN", "38项"), ("en_US", "38 tasks"), (None, "38 tasks")])
@pytest.mark.usefixtures("index_file")
def test_the_report_is_in_the_terminals_language(
    run: Run, monkeypatch: pytest.MonkeyPatch, locale_name: str | None, words: str
) -> None:
    monkeypatch.setattr("locale.getlocale", lambda: (locale_name, "UTF-8"))
    assert words in run("status").out


# errors


def test_status_without_an_index(run: Run, tmp_path: Path) -> None:
    result = run("status", PLANBOT_INDEX=tmp_path / "none.db")
    assert result.status == 2
    assert tells_one_fault(result)
    assert "planbot index" in result.err
    assert str(tmp_path / "none.db") in result.err


@pytest.mark.parametrize("command", [("ask", "任务26"), ("ask", "--jsonl"), ("chat",), ("index",)])
def test_a_corpus_that_is_not_there(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    result = run(*command, PLANBOT_CORPUS=tmp_path / "none", PLANBOT_INDEX=tmp_path / "index.db")
    assert result.status == 2
    assert tells_one_fault(result)
    assert "PLANBOT_CORPUS" in result.err
    assert not (tmp_path / "index.db").exists()


UNREADABLE: tuple[tuple[str, bytes, str], ...] = (
    ("empty.txt", b"", "empty file"),
    ("blank.txt", b" \n\n", "empty file"),
    ("binary.txt", bytes(range(256)), "not a text file"),
    ("plan.odt", b"PK", "no documents"),
)


@pytest.mark.parametrize(("name", "content", "words"), UNREADABLE, ids=[row[0] for row in UNREADABLE])
def test_a_corpus_that_cannot_be_read(run: Run, tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / name).write_bytes(content)
    result = run("ask", "任务26", PLANBOT_CORPUS=tmp_path / "corpus", PLANBOT_INDEX=tmp_path / "index.db")
    assert result.status == 2
    assert tells_one_fault(result)
    assert words in result.err
    assert str(tmp_path / "corpus") in result.err


def test_a_given_document_of_an_unknown_kind(run: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.odt").write_bytes(b"PK")
    result = run("index", str(tmp_path / "plan.odt"), PLANBOT_INDEX=tmp_path / "index.db")
    assert result.status == 2
    assert tells_one_fault(result)
    assert ".txt" in result.err


def damaged_files(index_file: Path) -> dict[str, bytes]:
    content = index_file.read_bytes()
    return {
        "garbage": b"this is no database" * 100,
        "half": content[: len(content) // 2],
        "empty table": b"SQLite format 3\x00",
    }


@pytest.mark.parametrize("kind", ["garbage", "half", "empty table"])
def test_a_damaged_index_is_told_and_left_alone(run: Run, index_file: Path, tmp_path: Path, kind: str) -> None:
    damaged = tmp_path / "index.db"
    content = damaged_files(index_file)[kind]
    damaged.write_bytes(content)
    for command in (("ask", "任务26"), ("status",)):
        result = run(*command, PLANBOT_INDEX=damaged)
        assert result.status == 2
        assert tells_one_fault(result)
        assert "planbot index" in result.err
        assert str(damaged) in result.err
    assert damaged.read_bytes() == content


def test_an_index_of_another_version_is_told_by_status(run: Run, index_file: Path, tmp_path: Path) -> None:
    old = tmp_path / "index.db"
    shutil.copy(index_file, old)
    with sqlite3.connect(old) as connection:
        connection.execute("UPDATE meta SET value = '0' WHERE key = 'schema_version'")
    connection.close()
    result = run("status", PLANBOT_INDEX=old)
    assert result.status == 2
    assert tells_one_fault(result)
    assert "planbot index" in result.err


def test_a_folder_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    result = run("ask", "任务26", PLANBOT_INDEX=tmp_path / "file" / "index.db")
    assert result.status == 2
    assert tells_one_fault(result)
    assert "PLANBOT_INDEX" in result.err


def test_settings_that_cannot_be_read(run: Run) -> None:
    result = run("status", ADMIN_IDS="me", PLANBOT_LOG_LEVEL="LOUD")
    assert result.status == 2
    assert tells_one_fault(result)
    assert "ADMIN_IDS" in result.err
    assert "PLANBOT_LOG_LEVEL" in result.err


@pytest.mark.parametrize("arguments", [("--debug", "status"), ("status", "--debug")], ids=" ".join)
def test_debug_shows_the_traceback(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with pytest.raises(PlanbotError):
        run(*arguments, PLANBOT_INDEX=tmp_path / "none.db")


def test_an_unexpected_error_is_one_line_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def load() -> None:
        raise ZeroDivisionError("something odd")

    monkeypatch.setattr(cli, "load_settings", load)
    result = run("status")
    assert result.status == 2
    assert tells_one_fault(result)
    assert "something odd" in result.err
    assert "--debug" in result.err
    with pytest.raises(ZeroDivisionError):
        run("status", "--debug")


def test_ctrl_c(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def load() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "load_settings", load)
    assert run("status") == (130, "", "")


@pytest.mark.parametrize("arguments", [(), ("unknown",), ("ask", "--unknown"), ("index", "--lang", "fr")])
def test_wrong_arguments(run: Run, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(*arguments)
    assert stopped.value.code == 2
    assert "usage: planbot" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [("--help",), ("ask", "--help"), ("index", "--help"), ("status", "--help")])
def test_help(run: Run, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(*arguments)
    assert stopped.value.code == 0
    assert "usage: planbot" in capsys.readouterr().out


def test_an_error_names_where_and_what_next() -> None:
    error = DocumentMissing("没有 / missing", Path("/nowhere"), "hint")
    assert str(error) == "没有 / missing: /nowhere. hint"


def _environment(index_file: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PLANBOT_INDEX": str(index_file), "PYTHONPATH": str(ROOT)}


def test_a_terminal_that_is_not_utf_8_gets_an_answer(index_file: Path, tmp_path: Path) -> None:
    """`python -m bot` is the same command; an answer comes out of it whatever the terminal is set to."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "任务26谁负责"],
        cwd=tmp_path,
        env={**_environment(index_file), "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("utf-8").startswith("区商务委负责任务26")


def test_a_reader_that_goes_away_is_no_error(index_file: Path, tmp_path: Path) -> None:
    """Like `planbot ask --jsonl | head -1`."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--jsonl"],
        cwd=tmp_path,
        env=_environment(index_file),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(lines(GOOD))
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == "q1"
        process.stdout.close()
        process.stdin.write(lines(GOOD) * 50)
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == 0


# what changed, and back


def test_diff_and_rollback(run: Run, tmp_path: Path) -> None:
    corpus, places = tmp_path / "corpus", {"PLANBOT_CORPUS": tmp_path / "corpus", "PLANBOT_INDEX": tmp_path / "i.db"}
    write_plan(corpus)
    assert run("index", "--lang", "en", **places).out.splitlines()[-2] == (
        "1 documents, 1 of them parsed; 14 sentences, 14 of them cut"
    )
    same = run("diff", "--lang", "en", **places)
    assert (same.status, same.out) == (1, "nothing changed\n")
    write_plan(corpus, text=PLAN.replace("600张", "650张"))
    changed = run("diff", "--lang", "zh", **places)
    assert changed.status == 0
    assert "任务2（2022年）的数字：600张 → 650张" in changed.out
    assert run("rollback", "--lang", "en", **places).status == 1, "diff changes nothing"
    run("index", **places)
    listed = run("rollback", "--list", "--lang", "en", **places)
    assert (listed.status, len(listed.out.splitlines())) == (0, 1)
    assert listed.out.startswith("1. built ")
    assert run("rollback", "2", **places).status == 1
    assert run("rollback", "--lang", "zh", **places).status == 0
    assert "600张" in run("ask", "2022年养老床位多少张", **places).out
    run("index", **places)
    assert "650张" in run("ask", "2022年养老床位多少张", **places).out


def test_documents_beside_the_index_lie_over_the_shipped_ones(run: Run, tmp_path: Path) -> None:
    write_plan(tmp_path / "documents")
    result = run("index", "--lang", "en", PLANBOT_INDEX=tmp_path / "index.db")
    assert result.out.count("《") >= 2
    assert "2 documents, 2 of them parsed" in result.out
