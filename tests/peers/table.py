"""What was measured, as the Markdown that stands in BENCHMARKS.md."""

import os
import platform
import sqlite3
from collections.abc import Iterator, Mapping, Sequence

from tests.peers.engines import BY_NAME, REFERENCE, Engine, version_of
from tests.peers.measuring import Quality, Run
from tests.peers.own import Answered

_QUALITY = ("recall@1", "recall@10", "MRR@10", "median", "p99", "built in", "on disk", "peak memory")
_OWN = ("right", "wrong, given as answers", "declined", "median", "p99")


def quality_table(runs: Mapping[str, Run], qualities: Mapping[str, Quality]) -> Iterator[str]:
    """The table of foreign passages: figures, in brackets the ratio to the reference's."""
    yield from _head(_QUALITY)
    base = _figures(runs[REFERENCE], qualities[REFERENCE])
    for name, run in runs.items():
        cells = []
        for (value, form), (reference, _) in zip(_figures(run, qualities[name]), base, strict=True):
            cells.append(f"{value:{form}} ({_ratio(value, reference)})" if value else "–")
        is_sample = qualities[name].questions < qualities[REFERENCE].questions
        note = f" ({qualities[name].questions} questions)" if is_sample else ""
        yield _row(BY_NAME[name].what + note, cells)


def _figures(run: Run, quality: Quality) -> tuple[tuple[float, str], ...]:
    return (
        (quality.recall_1, ".3f"),
        (quality.recall_10, ".3f"),
        (quality.mrr_10, ".3f"),
        (run.median_ms, ".2f"),
        (run.p99_ms, ".2f"),
        (run.build_s, ".1f"),
        (run.index_mb, ".1f"),
        (run.peak_mb, ".0f"),
    )


def _ratio(value: float, reference: float) -> str:
    ratio = value / reference if reference else 0.0
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"


def own_table(answered: Mapping[str, Answered]) -> Iterator[str]:
    """The table of the project's own questions; the keys are what each row is called."""
    yield from _head(_OWN)
    for what, each in answered.items():
        shares = [f"{100 * count / each.questions:.1f} %" for count in (each.right, each.wrong, each.declined)]
        yield _row(what, [*shares, f"{each.median_ms:.2f}", f"{each.p99_ms:.2f}"])


def _head(columns: Sequence[str]) -> Iterator[str]:
    yield _row("", columns)
    yield "|---" * (len(columns) + 1) + "|"


def _row(first: str, cells: Sequence[str]) -> str:
    return f"| {first} | {' | '.join(cells)} |" if first else f"| | {' | '.join(cells)} |"


def made_of(engines: Sequence[Engine]) -> str:
    """One line that tells the versions and the machine."""
    packages = dict.fromkeys(package for engine in engines for package in engine.packages)
    versions = [f"{package} {version_of(package)}" for package in packages]
    python = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{', '.join([python, *versions])}; {os.cpu_count()} cores, {platform.machine()}."
