# ruff: noqa: T201 - made to print
"""Tries the program with what nobody means: `python -m tests.fuzz [--cases N] [--seed S] [--only KIND [--case N]]`.

Prints each failure with its kind and number, and for each kind how many cases there were, how long they took, and the
three slowest with their ratio to the median. 1 when anything failed.
"""

import argparse
import contextlib
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz.kinds import KINDS, shares
from tests.fuzz.running import Failure, Result, prepared, run_case, run_kind

#: address space that this process gives itself: a file that makes a reader grow ends the case, not the machine
MEMORY_BYTES = 4 * 1024**3


def main(argv: Sequence[str] | None = None) -> int:
    """Run the cases that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000, help="how many cases in all, or of the one kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=list(KINDS), help="cases of this kind alone")
    parser.add_argument("--case", type=int, help="only the case of this number, with its traceback")
    arguments = parser.parse_args(argv)
    counts = {arguments.only: arguments.cases} if arguments.only else shares(arguments.cases)
    _limit_memory()
    with tempfile.TemporaryDirectory() as folder, prepared(Path(folder)) as place:
        if arguments.case is not None:
            failures = [
                failure
                for kind in counts
                if (failure := run_case(kind, arguments.case, arguments.seed, place)) is not None
            ]
            for failure in failures:
                print(failure.trace)
            print(f"{len(failures)} failed")
            return 1 if failures else 0
        started = time.perf_counter()
        results = []
        for kind, count in counts.items():
            results.append(run_kind(kind, range(count), arguments.seed, place))
            _print(results[-1])
        seconds = time.perf_counter() - started
    cases = sum(len(result.seconds) for result in results)
    failed = sum(len(result.failures) for result in results)
    print(f"{cases} cases in {seconds:.0f} s, {cases / seconds:.0f} a second, {failed} failed")
    return 1 if failed else 0


def _print(result: Result) -> None:
    slowest = ", ".join(f"#{number} {1000 * taken:.0f} ms ({ratio:.0f}×)" for number, taken, ratio in result.slowest)
    print(
        f"{result.kind:14}{len(result.seconds):7} cases {sum(result.seconds):6.0f} s,"
        f" median {1000 * result.median:6.2f} ms, slowest {slowest}, {len(result.failures)} failed",
        flush=True,
    )
    for failures in _alike(result.failures):
        first = failures[0]
        numbers = ", ".join(str(failure.number) for failure in failures[:5])
        print(f"  {len(failures)} × {first.problem}\n      {_where(first)}\n      --only {first.kind} --case {numbers}")


def _alike(failures: Sequence[Failure]) -> list[list[Failure]]:
    """Failures that were raised at the same place, together; those that come most often first."""
    groups: dict[str, list[Failure]] = {}
    for failure in failures:
        groups.setdefault(_where(failure), []).append(failure)
    return sorted(groups.values(), key=len, reverse=True)


def _where(failure: Failure) -> str:
    lines = [line.strip() for line in failure.trace.splitlines() if line.lstrip().startswith("File ")]
    return lines[-1] if lines else ""


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, hard))


if __name__ == "__main__":
    sys.exit(main())
