"""What is measured in a process of its own, so that nothing else is in its memory: prints one JSON object.

python -m tests.growth.jobs build CORPUS INDEX | cut CORPUS PART/PARTS | ask INDEX QUESTIONS
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.rendering.compose import compose
from bot.rendering.text import render_text
from bot.service import Service
from bot.understanding.types import Dialogue
from corpus.text import fold
from index.build import build_index
from index.store import Index
from tests.timing import median_ms


def build(corpus: str, path: str) -> dict[str, Any]:
    """Build an index."""
    started = time.perf_counter()
    built = build_index([Path(corpus)], Path(path))
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "passages": built.passages, "peak_mb": _peak_mb()}


def cut(corpus: str, part: str) -> dict[str, Any]:
    """Cut every n-th text with jieba as it is, its start not counted."""
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    number, count = map(int, part.split("/"))
    texts = [file.read_text(encoding="utf-8") for file in sorted(Path(corpus).iterdir())[number::count]]
    started = time.perf_counter()
    for text in texts:
        for _ in jieba.cut(text):
            pass
    return {"seconds": time.perf_counter() - started}


def ask(path: str, questions: str) -> dict[str, Any]:
    """Ask every question, and look up its rarest word alone."""
    known = json.loads(Path(questions).read_text(encoding="utf-8"))
    before_mb = _present_mb()
    started = time.perf_counter()
    service = Service.of(Index(Path(path)))
    service.answer(known[0]["question"], Dialogue())
    opened_ms = 1000 * (time.perf_counter() - started)
    rows = [_ask_one(service, **each) for each in known]
    rest_mb = _present_mb() - before_mb
    bare = [median_ms(_look_up_rarest(service.index, each["question"])) for each in known]
    return {"opened_ms": opened_ms, "rest_mb": rest_mb, "answers": rows, "bare": bare}


def _ask_one(service: Service, kind: str, question: str, answer: Sequence[str]) -> dict[str, Any]:
    found, _ = service.answer(question, Dialogue())
    headline = render_text(compose(found)).split("\n")[0]
    median = median_ms(lambda: service.answer(question, Dialogue()))
    return {"kind": kind, "right": all(word in headline for word in answer), "ms": median}


def _look_up_rarest(index: Index, question: str) -> Callable[[], object]:
    """A query of the full-text table alone, for the word of a question that stands in the fewest passages."""
    counts = index.passage_counts([word for word in index.analyzer.words(fold(question)) if len(word) > 1])
    word = min(counts, key=lambda each: counts[each])
    sql = "SELECT rowid FROM passages_fts WHERE passages_fts MATCH ? ORDER BY rank LIMIT 50"
    return lambda: index.rows(sql, (f'words: "{word}"',))


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _present_mb() -> float:
    """Memory that this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    job, *arguments = sys.argv[1:]
    print(json.dumps({"build": build, "cut": cut, "ask": ask}[job](*arguments)))
