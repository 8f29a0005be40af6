"""One step of the growth: an index of so many plans built, opened and asked, each in a process of its own."""

import json
import os
import random
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.growth.plans import Known, make_plans
from tests.timing import percentile

ROOT = Path(__file__).parents[2]
#: questions of each kind that are asked
ASKED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What was measured with so many plans; times in milliseconds or seconds, sizes in megabytes (10^6 bytes).

    Attributes:
        build_s: seconds that building the index took.
        cut_s: seconds that a jieba process on each processor takes to cut the same text and do nothing else.
        peak_mb: memory of the building process at its most, without that of its helpers.
        opened_ms: opening the index and answering the first question.
        rest_mb: memory that a process which has answered all questions holds beyond what it held before it opened the
            index.
        right: share of the answers whose first line has what it must have, by kind of question.
        medians: median time of an answer, by kind of question.
        bare_median: a query of the full-text table alone for each question's rarest word.
    """

    plans: int
    passages: int
    text_mb: float
    index_mb: float
    build_s: float
    cut_s: float
    peak_mb: float
    opened_ms: float
    rest_mb: float
    right: dict[str, float]
    medians: dict[str, float]
    median: float
    p99: float
    bare_median: float
    bare_p99: float


def measure(count: int, folder: Path) -> Step:
    """Build, open and ask an index of so many plans, whose files are left in the folder."""
    corpus, path, questions = folder / "plans", folder / "index.db", folder / "questions.json"
    corpus.mkdir(parents=True)
    known, text_bytes = _write_plans(count, corpus)
    questions.write_text(json.dumps([asdict(each) for each in _sample(known)], ensure_ascii=False), encoding="utf-8")
    cut_s = _cut_flat_out(corpus)
    built = _result(_start("build", corpus, path))
    asked = _result(_start("ask", path, questions))
    answers = asked["answers"]
    kinds = {kind: [each for each in answers if each["kind"] == kind] for kind in {each["kind"] for each in answers}}
    times = [each["ms"] for each in answers]
    return Step(
        plans=count,
        passages=built["passages"],
        text_mb=text_bytes / 1e6,
        index_mb=path.stat().st_size / 1e6,
        build_s=built["seconds"],
        cut_s=cut_s,
        peak_mb=built["peak_mb"],
        opened_ms=asked["opened_ms"],
        rest_mb=asked["rest_mb"],
        right={kind: sum(each["right"] for each in rows) / len(rows) for kind, rows in sorted(kinds.items())},
        medians={kind: statistics.median(each["ms"] for each in rows) for kind, rows in sorted(kinds.items())},
        median=statistics.median(times),
        p99=percentile(times, 99),
        bare_median=statistics.median(asked["bare"]),
        bare_p99=percentile(asked["bare"], 99),
    )


def _write_plans(count: int, corpus: Path) -> tuple[list[Known], int]:
    known: list[Known] = []
    text_bytes = 0
    for plan in make_plans(count):
        (corpus / f"{plan.name}.txt").write_text(plan.text, encoding="utf-8")
        text_bytes += len(plan.text.encode())
        known += plan.questions
    return known, text_bytes


def _sample(known: Sequence[Known]) -> list[Known]:
    """So many questions of each kind, the same in every run."""
    dice = random.Random(len(known))
    groups = [[each for each in known if each.kind == kind] for kind in sorted({each.kind for each in known})]
    return [each for group in groups for each in dice.sample(group, min(ASKED, len(group)))]


def _start(job: str, *arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.growth.jobs", job, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _result(process: "subprocess.Popen[str]") -> dict[str, Any]:
    output, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, process.args[2:]))} failed: see above")  # type: ignore[index, misc]
    result: dict[str, Any] = json.loads(output.splitlines()[-1])
    return result


def _cut_flat_out(corpus: Path) -> float:
    """Seconds that as many jieba processes as there are processors take for the text, their start not counted."""
    parts = os.cpu_count() or 1
    runs = [_start("cut", corpus, f"{part}/{parts}") for part in range(parts)]
    return max(_result(run)["seconds"] for run in runs)
