"""The project's own questions: what a search alone answers, judged as planbot's answers are.

A search cannot read a question. It answers with the best sentence of the plan, and gets for nothing what the index
knows of it: the task with its year and owners in both languages, and the line as a citation.
"""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answering.evidence import cite_passage
from bot.evaluation import Asked, Verdict, find_faults, judge, lines_of, read_questions
from bot.service import Service
from index.store import Index
from index.types import Passage as Sentence
from tests.peers import reading
from tests.peers.measuring import Question, Run

FOLDER = Path(__file__).parents[1] / "data" / "questions"


@dataclass(frozen=True, slots=True)
class Answered:
    """How many of the questions are answered right, answered wrong, and declined although there is an answer."""

    questions: int
    right: int
    wrong: int
    declined: int
    median_ms: float
    p99_ms: float


def own_questions() -> dict[str, Asked]:
    """The questions on the shipped plan; two files may use the same id."""
    return {
        f"{file.stem}:{asked.id}": asked for file in sorted(FOLDER.glob("*.jsonl")) for asked in read_questions(file)
    }


def sentences(index: Index) -> dict[str, Sentence]:
    """All sentences of the index by their ids."""
    ids = [id_ for (id_,) in index.rows("SELECT id FROM passages ORDER BY id")]
    return {str(sentence.id): sentence for sentence in index.passages(ids)}


def as_passages(held: Mapping[str, Sentence]) -> list[reading.Passage]:
    """The sentences as an engine gets them."""
    return [reading.Passage(id_, sentence.text) for id_, sentence in held.items()]


def as_questions(asked: Mapping[str, Asked]) -> list[Question]:
    """The questions as an engine gets them."""
    return [Question(id_, each.question) for id_, each in asked.items()]


def judge_search(index: Index, asked: Mapping[str, Asked], run: Run) -> Answered:
    """The verdicts on an engine's best sentences."""
    held, lines = sentences(index), lines_of(index)
    verdicts = []
    for id_, best in run.found.items():
        reply = show(index, held[best[0]]) if best else _NOTHING
        verdicts.append(Verdict(asked[id_], reply, find_faults(asked[id_], reply, lines)))
    return _count(verdicts, run.median_ms, run.p99_ms)


_NOTHING: Mapping[str, Any] = {"status": "not_found", "text": "没有 / nothing found", "citations": []}


def show(index: Index, sentence: Sentence) -> dict[str, Any]:
    """A sentence as a reply, with its task, year and owners."""
    citation = cite_passage(index, sentence)
    headline = " ".join([*_place(index, sentence), citation.quote]).replace("\n", "")
    cited = {
        "document": citation.document,
        "task": citation.task,
        "year": citation.year,
        "lines": list(citation.lines),
        "quote": citation.quote,
    }
    return {"status": "answered", "text": headline, "citations": [cited]}


def _place(index: Index, sentence: Sentence) -> Iterator[str]:
    if sentence.task_id is not None:
        yield f"任务{index.task(sentence.task_id).number}"
        if sentence.year is not None:
            yield f"{sentence.year}年"
        for department in index.departments_of_task(sentence.task_id):
            yield f"{department.name} ({department.english})"


def judge_planbot(service: Service, asked: Mapping[str, Asked], repeats: int) -> Answered:
    """The verdicts on planbot's own answers."""
    rounds = [judge(service, list(asked.values())) for _ in range(repeats)]
    times = sorted(
        statistics.median(verdict.reply["elapsed_ms"] for verdict in verdicts) for verdicts in zip(*rounds, strict=True)
    )
    return _count(rounds[0], statistics.median(times), times[len(times) * 99 // 100])


def _count(verdicts: Sequence[Verdict], median_ms: float, p99_ms: float) -> Answered:
    return Answered(
        len(verdicts),
        sum(not verdict.faults for verdict in verdicts),
        sum(verdict.is_guess for verdict in verdicts),
        sum(verdict.is_declined for verdict in verdicts),
        median_ms,
        p99_ms,
    )
