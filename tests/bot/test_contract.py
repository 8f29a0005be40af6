"""What the program promises to whoever calls it: commands, JSON objects, exit statuses, settings, sizes.

Tests of others, the scorer and operators rely on these names; a change here is a change for all of them.
"""

import io
import json
from typing import Any

import pytest

from bot.cli import main
from bot.config import SETTINGS
from bot.rendering.text import LIMIT, utf16_length
from bot.service import Service
from tests.bot.answering.asking import PLAN, squeeze

COMMANDS = ("ask", "chat", "eval", "export", "index", "serve", "status", "taught")
STATUSES = ("answered", "choose", "not_found")
FIELDS = ("description", "measures", "departments", "narrative", "metadata")
SETTING_NAMES = (
    "TELEGRAM_BOT_TOKEN",
    "TELEGRAM_BASE_URL",
    "TELEGRAM_BASE_FILE_URL",
    "TELEGRAM_PROXY",
    "ADMIN_IDS",
    "ALLOWED_CHAT_IDS",
    "PLANBOT_CORPUS",
    "PLANBOT_INDEX",
    "PLANBOT_STATE",
    "PLANBOT_LOG_LEVEL",
)
#: a phone shows about so much of a message in its notification
HEADLINE_AIM = 120

# every kind of question, alone or after others → exit status of ask, or of the last turn
CONVERSATIONS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("2020 HACCP target", (), "answered"),
    ("那2019年呢？", ("2020 HACCP target",), "answered"),
    ("谁负责？", ("2020 HACCP target", "那2019年呢？"), "answered"),
    ("任务26谁负责", (), "answered"),
    ("第二个", ("区民政局负责哪些任务",), "answered"),
    ("区市场监管局负责哪些任务", (), "answered"),
    ("2019年有哪些安排？", (), "answered"),
    ("总共多少项任务？", (), "answered"),
    ("任务22", (), "answered"),
    ("首席质量官制度", (), "answered"),
    ("谁印发的", (), "answered"),
    ("质量引领,推动经济转型有多少项任务", (), "answered"),
    ("How many departments are responsible?", (), "answered"),
    ("网格", (), "choose"),
    ("管委办负责哪些任务", (), "choose"),
    ("任务39谁负责", (), "not_found"),
    ("2021 HACCP target", (), "not_found"),
    ("太空电梯", (), "not_found"),
    ("它谁负责", (), "not_found"),
    ("你好", (), "not_found"),
    ("养" * 3000, (), "not_found"),
)


@pytest.fixture(autouse=True)
def _index_in_place(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANBOT_INDEX", str(service.index.path))


def reply_to(
    question: str, turns: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> dict[str, Any]:
    line = json.dumps({"id": "x", "question": question, "turns": turns}, ensure_ascii=False)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line.encode()), encoding="utf-8"))
    assert main(["ask", "--jsonl"]) == 0
    reply: dict[str, Any] = json.loads(capsys.readouterr().out)
    return reply


@pytest.mark.parametrize(
    ("question", "turns", "status"), CONVERSATIONS, ids=[" / ".join((*row[1], row[0]))[:60] for row in CONVERSATIONS]
)
def test_a_reply(
    question: str,
    turns: tuple[str, ...],
    status: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    reply = reply_to(question, turns, monkeypatch, capsys)
    assert set(reply) >= {"id", "status", "text", "language", "citations", "choices", "elapsed_ms"}
    assert (reply["id"], reply["status"]) == ("x", status)
    assert reply["status"] in STATUSES
    assert reply["language"] in ("zh", "en")
    assert isinstance(reply["elapsed_ms"], int | float)
    assert reply["elapsed_ms"] >= 0
    assert 1 <= utf16_length(reply["text"]) <= LIMIT
    assert reply["citations"] or status == "not_found" or reply["choices"]
    for choice in reply["choices"]:
        assert set(choice) >= {"label", "question"}
    for citation in reply["citations"]:
        check_citation(citation)


def check_citation(citation: dict[str, Any]) -> None:
    assert set(citation) >= {"document", "task", "year", "field", "section", "lines", "quote"}
    assert citation["field"] in FIELDS
    assert citation["task"] is None or citation["task"] in range(1, 39)
    assert citation["year"] in (None, 2018, 2019, 2020)
    assert all(isinstance(heading, str) for heading in citation["section"])
    first, last = citation["lines"]
    assert 1 <= first <= last <= len(PLAN)
    assert squeeze(citation["quote"])
    assert squeeze(citation["quote"]) in squeeze("".join(PLAN[first - 1 : last]))


@pytest.mark.parametrize(
    ("question", "status"),
    [(question, status) for question, turns, status in CONVERSATIONS if not turns],
    ids=[question[:30] for question, turns, _ in CONVERSATIONS if not turns],
)
def test_the_exit_status_tells_whether_there_is_an_answer(question: str, status: str) -> None:
    assert main(["ask", question]) == (1 if status == "not_found" else 0)
    assert main(["ask", "--json", question]) == (1 if status == "not_found" else 0)


@pytest.mark.parametrize(
    ("question", "turns"), [row[:2] for row in CONVERSATIONS], ids=[row[0][:30] for row in CONVERSATIONS]
)
def test_the_first_line_is_short(
    question: str, turns: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(reply_to(question, turns, monkeypatch, capsys)["text"].split("\n")[0]) <= HEADLINE_AIM


def test_the_settings() -> None:
    assert set(SETTING_NAMES) <= {setting.name for setting in SETTINGS}


def test_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out.split()
    assert [command for command in COMMANDS if command not in shown] == []
    for command in COMMANDS:
        with pytest.raises(SystemExit) as stopped:
            main([command, "--help"])
        assert stopped.value.code == 0


def test_the_flags(capsys: pytest.CaptureFixture[str]) -> None:
    for command, flags in (("ask", ("--json", "--jsonl", "--debug")), ("status", ("--json",)), ("index", ("PATH",))):
        with pytest.raises(SystemExit):
            main([command, "--help"])
        shown = capsys.readouterr().out
        assert [flag for flag in flags if flag not in shown] == []
