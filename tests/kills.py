"""Reindexing that is killed at random moments under continuous questions: `python -m tests.kills [COUNT]`.

A child builds an index of documents that have just changed and is killed (-9) somewhere on the way. Meanwhile this
process asks, as a running bot does. Every answer must be that of the index before or that of the new one, and none may
go back; after each kill the file must be sound, and the next start must come up with the documents as they are.
"""

import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bot.living import LivingService
from bot.service import Service
from bot.understanding.types import Dialogue
from index import analyzer, meanings, readings
from index.build import build_index
from index.checking import check_file
from index.fresh import open_fresh
from tests.index.plans import PLAN, write_plan

QUESTION = "2022年养老床位多少张"
#: other documents, so that there is something to do
_OTHERS = 5
#: after so many kills the next start is tried
_STARTS = 10


@dataclass
class Result:
    """What happened: kills and unharmed builds, answers by their kind, what was wrong."""

    ends: Counter[str] = field(default_factory=Counter)
    answers: int = 0
    starts: int = 0
    faults: list[str] = field(default_factory=list)


def run(kills: int, folder: Path, seed: int = 0) -> Result:
    """Kill so many builds in a folder."""
    chance = random.Random(seed)
    corpus, path = folder / "corpus", folder / "index.db"
    for number in range(_OTHERS):
        write_plan(
            corpus, f"z-{number}.txt", PLAN.replace("青湖", f"白{'甲乙丙丁戊'[number]}湖").replace("养老", "托育")
        )
    _warm_up()
    _write(corpus, 0)
    started = time.monotonic()
    build_index([corpus], path)
    duration = time.monotonic() - started
    result = Result()
    service = LivingService(Service.open(path, corpus))
    beds = 0
    while result.ends["killed"] < kills and not result.faults:
        beds += 1
        _write(corpus, beds)
        child = _begin(corpus, path)
        _kill_sometime(child, chance.uniform(0, 1.3 * duration), service, beds, result)
        if fault := check_file(path):
            result.faults.append(f"after a kill: {fault}")
        if result.ends["killed"] % _STARTS == 0:
            _start(path, corpus, beds, result)
    service.index.close()
    return result


def _warm_up() -> None:
    """Read once what every build reads, so that children have it and die in their own work."""
    full, vocabulary = analyzer.read_full_dictionary(), readings.english_vocabulary(dictionary := readings.CcCedict())
    analyzer.read_full_dictionary = lambda: full
    readings.CcCedict = lambda: dictionary
    readings.english_vocabulary = lambda _: vocabulary
    assert meanings.readings is readings


def _write(corpus: Path, beds: int) -> None:
    write_plan(corpus, text=PLAN.replace("600张", f"{beds + 1000}张"))


def _begin(corpus: Path, path: Path) -> int:
    if child := os.fork():
        return child
    try:
        build_index([corpus], path)
        os._exit(0)
    except BaseException:
        os._exit(3)


def _kill_sometime(child: int, seconds: float, service: LivingService, beds: int, result: Result) -> None:
    deadline = time.monotonic() + seconds
    ended = 0
    while time.monotonic() < deadline and not ended:
        _ask(service, beds, result)
        ended, status = os.waitpid(child, os.WNOHANG)
    if not ended:
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    result.ends["killed" if os.WIFSIGNALED(status) else f"exit {os.waitstatus_to_exitcode(status)}"] += 1
    _ask(service, beds, result)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        result.faults.append("a build failed")


_newest: dict[int, int] = {}


def _ask(service: LivingService, beds: int, result: Result) -> None:
    """Ask once; the figure may not be older than one that was told before, nor newer than the documents."""
    service.renew()
    answer, _ = service.answer(QUESTION, Dialogue())
    result.answers += 1
    told = str(answer.headline.values)
    last = _newest.get(id(service), 0)
    fitting = [number for number in range(last, beds + 1) if f"{number + 1000}张" in told]
    if not fitting:
        result.faults.append(f"{beds}: {answer.status} {told}")
    else:
        _newest[id(service)] = fitting[-1]


def _start(path: Path, corpus: Path, beds: int, result: Result) -> None:
    """The program starts anew, and answers from the documents as they are."""
    with closing(open_fresh(path, corpus)) as index:
        answer, _ = Service.of(index).answer(QUESTION, Dialogue())
    result.starts += 1
    if f"{beds + 1000}张" not in str(answer.headline.values):
        result.faults.append(f"after a start: {answer.headline}")


def main() -> int:
    """Run it and print what happened; 1 when anything was wrong."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory() as folder:
        result = run(count, Path(folder), seed=int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    print(
        f"{dict(result.ends)}; {result.answers} answers, {result.starts} starts; faults: {result.faults[:3] or 'none'}"
    )
    return bool(result.faults)


if __name__ == "__main__":
    sys.exit(main())
