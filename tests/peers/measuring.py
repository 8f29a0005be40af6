"""What an engine finds, and what that costs: each engine is measured in a process of its own, one after the other.

`python -m tests.peers.measuring` is that process; nobody else calls it.
"""

import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.peers.engines import BEST, BY_NAME, Engine, Rank
from tests.peers.reading import Passage

ROOT = Path(__file__).parents[2]
SEED = 1
#: times are taken with so many of the questions
TIMED = 500
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Question:
    """What an engine is asked."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """What one engine did.

    Attributes:
        found: the ids of the best passages of each question that was asked, by the question's id.
        median_ms, p99_ms: over questions, from the text of a question to the ids; each question's own time is the
            median of the repeats.
        build_s: from the passages to the ready search.
        index_mb: what it keeps on disk; 0 where it keeps nothing there.
        peak_mb: peak memory of its process, building and asking.
    """

    found: Mapping[str, Sequence[str]]
    median_ms: float
    p99_ms: float
    build_s: float
    index_mb: float
    peak_mb: float


# how good it is


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over questions, 0 to 1."""

    questions: int
    recall_1: float
    recall_10: float
    mrr_10: float


def judge(found: Mapping[str, Sequence[str]], relevant: Mapping[str, Sequence[str]]) -> Quality:
    """How much of what is relevant was found, over the questions that were asked.

    Args:
        found: the ids of passages, best first, by question.
        relevant: the ids of passages that answer each question.
    """
    pairs = [(ids, set(relevant[question])) for question, ids in found.items()]
    return Quality(
        len(pairs),
        statistics.fmean(recall(ids, wanted, 1) for ids, wanted in pairs),
        statistics.fmean(recall(ids, wanted, BEST) for ids, wanted in pairs),
        statistics.fmean(reciprocal_rank(ids, wanted, BEST) for ids, wanted in pairs),
    )


def recall(found: Sequence[str], relevant: set[str], limit: int) -> float:
    """The share of the relevant passages (of so many as the limit lets in) that are among the first ones.

    >>> recall(["a", "b", "c"], {"b"}, 1), recall(["a", "b", "c"], {"b", "d"}, 10)
    (0.0, 0.5)
    """
    return len(relevant & set(found[:limit])) / min(len(relevant), limit)


def reciprocal_rank(found: Sequence[str], relevant: set[str], limit: int) -> float:
    """1 for a relevant passage in the first place, 1/2 in the second …; 0 when none is among the first ones.

    >>> reciprocal_rank(["a", "b", "c"], {"b", "c"}, 10), reciprocal_rank(["a", "b"], {"b"}, 1)
    (0.5, 0.0)
    """
    return next((1 / place for place, id_ in enumerate(found[:limit], 1) if id_ in relevant), 0.0)


# what it costs


def run(engine: Engine, passages: Sequence[Passage], questions: Sequence[Question], repeats: int) -> Run:
    """Measure an engine in this process."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        rank = engine.build(passages, Path(folder))
        build_s = time.perf_counter() - started
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
        asked = _draw(questions, engine.at_most)
        found = {question.id: rank(question.text) for question in asked}
        times = sorted(_times(rank, _draw(asked, TIMED), repeats))
    return Run(found, statistics.median(times), times[len(times) * 99 // 100], build_s, size / _MB, peak_memory() / _MB)


def _draw(questions: Sequence[Question], at_most: int | None) -> Sequence[Question]:
    if at_most is None or at_most >= len(questions):
        return questions
    return random.Random(SEED).sample(questions, at_most)


def _times(rank: Rank, questions: Sequence[Question], repeats: int) -> list[float]:
    """The median time of each question in milliseconds; the rounds go through all questions in turn."""
    times: list[list[float]] = [[] for _ in questions]
    for _ in range(repeats):
        for taken, question in zip(times, questions, strict=True):
            started = time.perf_counter()
            rank(question.text)
            taken.append((time.perf_counter() - started) * 1000)
    return [statistics.median(taken) for taken in times]


def peak_memory() -> int:
    """The peak memory of this process in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # the figure of getrusage begins with that of the process that started this one
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def run_apart(engine: Engine, passages: Sequence[Passage], questions: Sequence[Question], repeats: int) -> Run:
    """Measure an engine in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        order, result = Path(folder) / "order.json", Path(folder) / "result.json"
        rows = {
            "engine": engine.name,
            "passages": [asdict(passage) for passage in passages],
            "questions": [asdict(question) for question in questions],
            "repeats": repeats,
        }
        order.write_text(json.dumps(rows), encoding="utf-8")
        command = [sys.executable, "-W", "ignore", "-m", "tests.peers.measuring", str(order), str(result)]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        return Run(**json.loads(result.read_text(encoding="utf-8")))


def main() -> None:
    """Carry out the order of a file and write down the result."""
    order = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    passages = [Passage(**row) for row in order["passages"]]
    questions = [Question(**row) for row in order["questions"]]
    done = run(BY_NAME[order["engine"]], passages, questions, order["repeats"])
    Path(sys.argv[2]).write_text(json.dumps(asdict(done)), encoding="utf-8")


if __name__ == "__main__":
    main()
