"""What an answer costs, next to what it is made of, measured in one run: `python -m tests.bench`.

Prints times as ratios to a named reference, so that figures from different machines can be compared:

- building the index, next to jieba cutting the same text;
- answers in this process, median and p99 over all recorded questions and by kind of question, next to the bare cost of
  the parts (jieba cuts the question, FTS5 looks up its words once);
- memory of a process that has opened the index, and that has answered all questions, beyond a bare interpreter's;
- one `planbot ask` as a whole process, with its peak memory, next to a process that only loads jieba's dictionary;
- questions a second through the whole Telegram application on loopback, next to what Telegram itself would take.
"""

import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.config import SHIPPED_CORPUS
from bot.service import Service
from bot.understanding.types import Dialogue
from corpus.text import fold
from index.build import build_index
from index.store import Index
from tests import load
from tests.botapi import BotApiServer
from tests.timing import REPEATS, median_ms, milliseconds, percentile

QUESTIONS = Path(__file__).parent / "data" / "questions"
#: a process that does no more than load jieba's dictionary
REFERENCE = "import jieba; jieba.setLogLevel(60); jieba.initialize()"


def main() -> None:
    """Measure everything and print it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.db"
        build_ms = milliseconds(lambda: build_index([SHIPPED_CORPUS], path))
        index = Index(path)
        _print_build(index, build_ms)
        _print_answers(index)
        _print_memory(path)
        _print_processes(path)
        asyncio.run(_print_telegram(path))


def _print_build(index: Index, build_ms: float) -> None:
    import jieba

    jieba.setLogLevel(60)
    text = "\n".join(index.text(document.id, 1, document.line_count) for document in index.documents)
    cut_ms = milliseconds(lambda: list(jieba.Tokenizer().cut(text)))
    megabytes = len(text.encode()) / 1e6
    print(f"index building            {build_ms:8.0f} ms  {build_ms / cut_ms:6.2f} x jieba cutting the same text")
    print(f"  per megabyte of text    {build_ms / megabytes:8.0f} ms  ({megabytes:.3f} MB)")


# answers in this process


def _questions() -> Iterator[tuple[str, list[str]]]:
    for file in sorted(QUESTIONS.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield row["question"], row.get("turns") or []


def _print_answers(index: Index) -> None:
    service = Service.of(index)
    asked = []
    for question, turns in _questions():
        dialogue = Dialogue()
        for turn in turns:
            _, dialogue = service.answer(turn, dialogue)
        asked.append((question, dialogue))
    kinds = [service.answer(question, dialogue)[0].question.intent for question, dialogue in asked]
    answers = [median_ms(lambda q=q, d=d: service.answer(q, d)) for q, d in asked]
    parts = [median_ms(lambda q=q: _parts(index, q)) for q, _ in asked]
    for name, share in (("median", 50), ("p99", 99)):
        answer_ms, parts_ms = percentile(answers, share), percentile(parts, share)
        ratio = answer_ms / percentile(parts, 50)
        print(f"answer, {name:6}           {answer_ms:8.2f} ms  {ratio:6.2f} x the parts' median")
        print(f"  its parts, {name:6}      {parts_ms:8.2f} ms  (jieba cut + one FTS5 query), {len(asked)} questions")
    for kind, count in Counter(kinds).most_common():
        own = [ms for ms, other in zip(answers, kinds, strict=True) if other == kind]
        median, p99 = percentile(own, 50), percentile(own, 99)
        ratio = median / percentile(parts, 50)
        print(f"  {kind:22} {median:8.2f} ms  {ratio:6.2f} x, p99 {p99:6.2f} ms, {count} questions")


def _parts(index: Index, question: str) -> None:
    """What no answer can do without: the question cut into words, and these looked up once."""
    words = [word for word in index.analyzer.words(fold(question)[:400]) if word.strip() and '"' not in word]
    expression = " OR ".join(f'"{word}"' for word in words) or '"x"'
    index.rows("SELECT rowid FROM passages_fts WHERE passages_fts MATCH ? ORDER BY rank LIMIT 50", (expression,))


# memory

_AT_REST = """
import gc, json, os, sys
def held():
    gc.collect()
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
bare = held()
from pathlib import Path
from bot.service import Service
from bot.understanding.types import Dialogue
from index.store import Index
service = Service.of(Index(Path(sys.argv[1])))
service.answer("任务26谁负责", Dialogue())
at_rest = held()
for question in json.loads(sys.stdin.read()):
    service.answer(question, Dialogue())
print(json.dumps([bare, at_rest, held()]))
"""


def _print_memory(path: Path) -> None:
    questions = json.dumps([question for question, _ in _questions()])
    command = [sys.executable, "-c", _AT_REST, str(path)]
    run = subprocess.run(command, input=questions, capture_output=True, text=True, check=True)
    bare, at_rest, loaded = json.loads(run.stdout)
    for name, megabytes in (("at rest", at_rest), ("after all questions", loaded)):
        above = megabytes - bare
        print(f"memory, {name:19} {above:7.0f} MB above the interpreter's {bare:.0f} MB: {megabytes / bare:.2f} x")


# the whole Telegram application

_UPDATES = 600


async def _print_telegram(path: Path) -> None:
    async with BotApiServer(timeout=120) as server, load.program(server, path.parent, PLANBOT_INDEX=str(path)):
        await server.attended()
        outcome = await load.rush(server, _UPDATES)
    rate = outcome.asked / outcome.seconds
    print(f"through Telegram on loopback {rate:5.0f} /s  {rate / load.TELEGRAM:6.2f} x Telegram's own limit")
    if not outcome.is_good:
        raise SystemExit(f"not every question was answered once and in order: {outcome}")


# whole processes


def _print_processes(path: Path) -> None:
    reference = _process([sys.executable, "-c", REFERENCE], path)
    print(f"python, jieba.initialize(){reference[0]:8.0f} ms  {reference[1]:6.0f} MB peak (the reference)")
    with tempfile.TemporaryDirectory() as folder:
        first = _process_once([*_ASK, "2020 HACCP target"], Path(folder) / "index.db")
    _print_process("first ask, builds index", first, reference)
    for name, question in (("later ask, a figure", "2020 HACCP target"), ("later ask, by number", "任务26谁负责")):
        _print_process(name, _process([*_ASK, question], path), reference)


_ASK = [sys.executable, "-m", "bot", "ask"]


def _print_process(name: str, measured: tuple[float, float], reference: tuple[float, float]) -> None:
    print(f"{name:26}{measured[0]:8.0f} ms  {measured[0] / reference[0]:6.2f} x  {measured[1]:6.0f} MB peak")


def _process(command: Sequence[str], path: Path) -> tuple[float, float]:
    """Median milliseconds of a command, and its peak memory in MB."""
    runs = [_process_once(command, path) for _ in range(REPEATS)]
    return statistics.median(ms for ms, _ in runs), statistics.median(mb for _, mb in runs)


def _process_once(command: Sequence[str], path: Path) -> tuple[float, float]:
    watch = (
        "import resource, subprocess, sys; r = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode;"
        " print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(r)"
    )
    environment = {**os.environ, "PLANBOT_INDEX": str(path)}
    started = time.perf_counter()
    run = subprocess.run(
        [sys.executable, "-c", watch, *command], env=environment, capture_output=True, text=True, check=True
    )
    elapsed_ms = (time.perf_counter() - started) * 1000
    return elapsed_ms, int(run.stdout) / (1024 if resource.getpagesize() else 1)


if __name__ == "__main__":
    main()
