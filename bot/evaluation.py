"""Asks questions with known answers, and judges the replies: `planbot eval`, and the trial of what is taught.

A file of questions holds one JSON object a line: a question, the person's earlier messages, and what a right answer
must show (`expect`). A reply is right when it shows that, and when every quotation stands in the cited lines.
"""

import json
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.rendering.jsonl import answer_to_json
from bot.service import Service
from bot.understanding.types import Dialogue
from corpus.errors import PlanbotError
from index.store import Index

#: the longest text message that Telegram takes, in UTF-16 code units
LIMIT = 4096
#: the lines of a document, the first being 1: (document, first, last) → their text
Lines = Callable[[str, int, int], str]


class QuestionsUnreadable(PlanbotError):
    """A file is no file of questions; `path` is the file."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a file."""

    id: str
    family: str
    language: str
    question: str
    turns: tuple[str, ...]
    expect: Mapping[str, Any]

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses that a right answer may have."""
        return tuple(_ways(self.expect.get("status", "answered")))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a question: `faults` is empty for a right answer."""

    asked: Asked
    reply: Mapping[str, Any]
    faults: tuple[str, ...]

    @property
    def is_guess(self) -> bool:
        """Whether a wrong answer was given as an answer."""
        return bool(self.faults) and self.reply["status"] == "answered"

    @property
    def is_declined(self) -> bool:
        """Whether a question was declined that has an answer."""
        return bool(self.faults) and self.reply["status"] == "not_found" and "not_found" not in self.asked.statuses

    @property
    def has_false_quote(self) -> bool:
        """Whether a quotation does not stand in the lines that it cites."""
        return any(fault.startswith("FALSE") for fault in self.faults)


def read_questions(path: Path) -> list[Asked]:
    """The questions of one file.

    Raises:
        QuestionsUnreadable: there is no such file, or a line of it is no question.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # other ends of lines may stand in a text
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsUnreadable(path, "无法读取，须为 UTF-8 文本 / cannot be read as a UTF-8 text file") from error
    asked = [_read_question(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not asked:
        raise QuestionsUnreadable(path, "没有问题 / holds no question")
    return asked


def _read_question(path: Path, number: int, line: str) -> Asked:
    try:
        row = json.loads(line)
        turns, expect = row.get("turns") or (), row["expect"]
        texts = (row["question"], *turns, *_ways(expect.get("status", "answered")))
        if not all(isinstance(text, str) for text in texts):
            raise TypeError
        family, language = str(row.get("family", "")), str(row.get("lang", ""))
        return Asked(str(row.get("id", number)), family, language, row["question"], tuple(turns), expect)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        problem = f"第{number}行不是问题 / line {number} is no question"
        raise QuestionsUnreadable(path, problem) from error


# what makes an answer right


def even_out(text: str) -> str:
    """Text without regard to width, case and white space; two numbers stay two."""
    text = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    return re.sub(r"(?<!\d)\s|\s(?!\d)", "", text)


def shows(text: str, wanted: str | Sequence[str]) -> bool:
    """Whether evened text holds what is wanted, or one of several ways to say it; 5 does not stand in 75 or 5.2."""
    for way in _ways(wanted):
        needle = even_out(way)
        is_number = re.fullmatch(r"[\d.]+", needle) is not None
        before = r"(?<![\d.])" if is_number or needle[:1].isdigit() else ""
        after = r"(?!\d|\.\d)" if is_number else ""
        if re.search(before + re.escape(needle) + after, text):
            return True
    return False


def _ways(wanted: str | Sequence[str]) -> Sequence[str]:
    return [wanted] if isinstance(wanted, str) else wanted


def find_faults(asked: Asked, reply: Mapping[str, Any], lines: Lines) -> tuple[str, ...]:
    """What is wrong with a reply."""
    expect, citations = asked.expect, reply["citations"]
    faults = [*_status_faults(asked, reply), *_text_faults(expect, reply["status"], reply["text"])]
    if reply["status"] != "not_found":
        faults += _citation_faults(expect, citations)
    return (*faults, *(fault for citation in citations for fault in _quote_faults(citation, lines)))


def _status_faults(asked: Asked, reply: Mapping[str, Any]) -> Iterator[str]:
    if reply["status"] not in asked.statuses:
        yield f"status {reply['status']}"
    if not reply["text"].strip():
        yield "empty text"
    if len(reply["text"].encode("utf-16-le", "surrogatepass")) // 2 > LIMIT:
        yield "text too long"


def _text_faults(expect: Mapping[str, Any], status: str, text: str) -> Iterator[str]:
    headline, whole = even_out(text.split("\n", 1)[0]), even_out(text)
    if status != "not_found":
        yield from (f"headline lacks {wanted}" for wanted in expect.get("headline", ()) if not shows(headline, wanted))
        yield from (f"text lacks {wanted}" for wanted in expect.get("contains", ()) if not shows(whole, wanted))
    yield from (f"headline has {unwanted}" for unwanted in expect.get("excludes", ()) if shows(headline, unwanted))


def _citation_faults(expect: Mapping[str, Any], citations: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    tasks, years = {each["task"] for each in citations}, {each["year"] for each in citations}
    if not tasks >= set(expect.get("tasks", ())):
        yield f"does not cite tasks {expect['tasks']}"
    if expect.get("any_task") and not tasks & set(expect["any_task"]):
        yield f"cites none of tasks {expect['any_task']}"
    if not years >= set(expect.get("years", ())):
        yield f"does not cite years {expect['years']}"
    if "lines" in expect:
        first, last = expect["lines"]
        if not any(each["lines"][0] <= last and each["lines"][1] >= first for each in citations):
            yield f"does not cite lines {first}-{last}"


def _quote_faults(citation: Mapping[str, Any], lines: Lines) -> Iterator[str]:
    first, last = citation["lines"]
    quote = even_out(citation["quote"])
    if not quote or quote not in even_out(lines(citation["document"], first, last)):
        yield f"FALSE QUOTE at lines {first}-{last}"


# asking


def lines_of(index: Index) -> Lines:
    """The lines of the documents of an index."""
    ids = {document.name: document.id for document in index.documents}
    return lambda name, first, last: index.text(ids[name], first, last)


def judge(service: Service, questions: Sequence[Asked]) -> list[Verdict]:
    """Ask every question and judge the replies."""
    lines = lines_of(service.index)
    return [judge_one(service, asked, lines) for asked in questions]


def judge_one(service: Service, asked: Asked, lines: Lines) -> Verdict:
    """Ask one question, after the person's earlier messages, and judge the reply."""
    dialogue = Dialogue()
    for turn in asked.turns:
        _, dialogue = service.answer(turn, dialogue)
    started = time.perf_counter()
    answer, _ = service.answer(asked.question, dialogue)
    reply = answer_to_json(answer, elapsed_ms=(time.perf_counter() - started) * 1000)
    return Verdict(asked, reply, find_faults(asked, reply, lines))


# tables


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: of all questions of one kind, how many were answered right."""

    table: str
    name: str
    right: int
    total: int

    @property
    def percent(self) -> float:
        """The share of right answers."""
        return 100 * self.right / self.total


def tabulate(verdicts: Sequence[Verdict]) -> list[Row]:
    """The rows by family, language and status of the reply, and one over all."""
    total: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for verdict in verdicts:
        asked = verdict.asked
        names = (("family", asked.family), ("language", asked.language), ("status", str(verdict.reply["status"])))
        for key in (*names, ("all", "")):
            total[key] += 1
            right[key] += not verdict.faults
    order = ("family", "language", "status", "all")
    return [Row(*key, right[key], total[key]) for key in sorted(total, key=lambda key: (order.index(key[0]), key[1]))]


def tables_to_json(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """The object that `planbot eval --json` prints."""
    return {
        "tables": [
            {"table": row.table, "name": row.name, "right": row.right, "total": row.total} for row in tabulate(verdicts)
        ],
        "wrong_as_answers": sum(verdict.is_guess for verdict in verdicts),
        "declined": sum(verdict.is_declined for verdict in verdicts),
        "false_quotes": sum(verdict.has_false_quote for verdict in verdicts),
        "median_ms": _quantile(verdicts, 0.5),
        "p99_ms": _quantile(verdicts, 0.99),
        "failed": [
            {
                "id": verdict.asked.id,
                "question": verdict.asked.question,
                "status": verdict.reply["status"],
                "text": verdict.reply["text"],
                "faults": list(verdict.faults),
            }
            for verdict in verdicts
            if verdict.faults
        ],
    }


def _quantile(verdicts: Sequence[Verdict], share: float) -> float:
    times = sorted(float(verdict.reply["elapsed_ms"]) for verdict in verdicts)
    return times[min(len(times) - 1, int(len(times) * share))]
