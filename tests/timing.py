"""How long something takes, and what most of it takes: shared by the benchmarks."""

import statistics
import time
from collections.abc import Callable, Sequence

#: a piece of work is timed so many times; the median counts
REPEATS = 5


def milliseconds(work: Callable[[], object]) -> float:
    """How long one piece of work takes."""
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def median_ms(work: Callable[[], object]) -> float:
    """How long a piece of work takes, in milliseconds: the median of several times."""
    return statistics.median(milliseconds(work) for _ in range(REPEATS))


def percentile(values: Sequence[float], share: int) -> float:
    """The value that this share (0 to 100) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]
